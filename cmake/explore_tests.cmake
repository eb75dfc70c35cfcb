# SPDX-License-Identifier: MIT
# Engines are tested apart from the runtime: tests/support/program_runner.c stands in for it.
foreach(name dpor_test dpor_search_test graph_engine_test graph_extend_test graph_locations_test graph_replay_test graph_wait_test)
	if(TARGET ${name})
		target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/program_runner.c)
		target_link_libraries(${name} PRIVATE agxrace_explore)
	endif()
endforeach()
if(TARGET work_share_test)
	target_link_libraries(work_share_test PRIVATE agxrace_explore)
endif()
if(TARGET graph_engine_test)
	target_sources(graph_engine_test PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/graph_canonical.c
		${PROJECT_SOURCE_DIR}/tests/support/random_program.c)
endif()

if(TARGET step_order_test)
	target_link_libraries(step_order_test PRIVATE agxrace_explore)
endif()

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

# Programs by verdict, each explored as its case.desc says. They are compiled with gcc's own instrumentation, which a
# sanitized build of agxrace would add nothing to.
if(NOT AGXRACE_SANITIZE)
	file(GLOB_RECURSE corpus_cases CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/corpus/case.desc)
	foreach(case ${corpus_cases})
		get_filename_component(folder ${case} DIRECTORY)
		file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR}/tests/corpus ${folder})
		add_test(NAME corpus/${name} COMMAND ${PROJECT_SOURCE_DIR}/tests/run-corpus-case $<TARGET_FILE:agxrace> ${folder})
		set_tests_properties(corpus/${name} PROPERTIES TIMEOUT 300)
	endforeach()
	file(GLOB known_programs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/known/*.c)
	foreach(source ${known_programs})
		get_filename_component(name ${source} NAME_WE)
		add_test(NAME known/${name} COMMAND ${PROJECT_SOURCE_DIR}/tests/run-known-answers $<TARGET_FILE:agxrace> ${source})
		set_tests_properties(known/${name} PROPERTIES TIMEOUT 3600)
	endforeach()
endif()

include(${CMAKE_CURRENT_LIST_DIR}/explored_tables.cmake)

# Searches by several processes, and in pieces, count what one process counts in one go.
if(NOT AGXRACE_SANITIZE)
	file(GLOB jobs_programs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/explore/jobs/*.c)
	foreach(source ${jobs_programs})
		get_filename_component(stem ${source} NAME_WE)
		add_test(NAME explore/jobs_${stem} COMMAND ${PROJECT_SOURCE_DIR}/tests/explore-jobs $<TARGET_FILE:agxrace> ${source})
		set_tests_properties(explore/jobs_${stem} PROPERTIES TIMEOUT 300)
	endforeach()
endif()

# Fibers natively, and both fibers and the runtime on arm64 under an emulator.
if(NOT AGXRACE_SANITIZE)
	add_executable(fiber_switch tests/cross/fiber_switch.c)
	set_target_properties(fiber_switch PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
	target_compile_options(fiber_switch PRIVATE -frounding-math)
	target_compile_definitions(fiber_switch PRIVATE _GNU_SOURCE)
	target_link_libraries(fiber_switch PRIVATE agxrace_explore m)
	add_test(NAME fiber/switch COMMAND fiber_switch)
	add_test(NAME fiber/arm64 COMMAND ${PROJECT_SOURCE_DIR}/tests/cross/arm64-fiber ${PROJECT_SOURCE_DIR})
	add_test(NAME explore/shortcuts COMMAND ${PROJECT_SOURCE_DIR}/tests/explore/shortcuts $<TARGET_FILE:agxrace>)
	set_tests_properties(explore/shortcuts PROPERTIES TIMEOUT 300)
	add_test(NAME explore/arm64 COMMAND ${PROJECT_SOURCE_DIR}/tests/cross/arm64-explore ${PROJECT_SOURCE_DIR}
		${PROJECT_BINARY_DIR}/generated/redefined.txt ${explore_base_sources})
	set_tests_properties(fiber/switch fiber/arm64 explore/arm64 PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endif()
