# SPDX-License-Identifier: MIT
# Engines are tested apart from the runtime: tests/support/program_runner.c stands in for it.
foreach(name dpor_test)
	if(TARGET ${name})
		target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/program_runner.c)
		target_link_libraries(${name} PRIVATE agxrace_explore)
	endif()
endforeach()

# Explored programs, run in process: tests/explore/NAME_programs.c under tests/unit/NAME_test.c.
file(GLOB explored_programs CONFIGURE_DEPENDS tests/explore/*_programs.c)
foreach(source ${explored_programs})
	get_filename_component(stem ${source} NAME_WE)
	string(REGEX REPLACE "_programs$" "_test" test ${stem})
	if(TARGET ${test})
		agxrace_explored_object(object ${source})
		target_sources(${test} PRIVATE ${object})
		set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
		target_link_libraries(${test} PRIVATE agxrace_explore)
	endif()
endforeach()
