# SPDX-License-Identifier: MIT
# A test is named after its folder and its stem: unit/codec, stress/encode, cli/bad_policy.
# Criterion does not start under TSan: that preset runs the stress programs and the CLI cases.

if(NOT AGXRACE_TSAN)
	pkg_check_modules(CRITERION REQUIRED IMPORTED_TARGET criterion)
	file(GLOB unit_tests CONFIGURE_DEPENDS tests/unit/*_test.c)
	# Fibers, and faults that are caught and survived, are what ASan takes for errors: no programs explored in the process of
	# their test.
	if(AGXRACE_SANITIZE)
		file(GLOB explored_programs CONFIGURE_DEPENDS tests/explore/*_programs.c)
		foreach(source ${explored_programs})
			get_filename_component(stem ${source} NAME_WE)
			string(REGEX REPLACE "_programs$" "_test" test ${stem})
			list(FILTER unit_tests EXCLUDE REGEX "/${test}\\.c$")
		endforeach()
	endif()
	foreach(source ${unit_tests})
		get_filename_component(stem ${source} NAME_WE)
		string(REGEX REPLACE "_test$" "" name ${stem})
		add_executable(${stem} ${source})
		target_link_libraries(${stem} PRIVATE agxrace_core PkgConfig::CRITERION)
		target_include_directories(${stem} PRIVATE tests)
		target_compile_definitions(${stem} PRIVATE SOURCE_DIR="${PROJECT_SOURCE_DIR}")
		set_target_properties(${stem} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
		add_test(NAME unit/${name} COMMAND ${stem} --jobs 1)
		set_tests_properties(unit/${name} PROPERTIES TIMEOUT 300 FAIL_REGULAR_EXPRESSION "Tested: 0")
	endforeach()
endif()

file(GLOB stress_programs CONFIGURE_DEPENDS tests/stress/*.c)
foreach(source ${stress_programs})
	get_filename_component(stem ${source} NAME_WE)
	add_executable(${stem} ${source})
	target_link_libraries(${stem} PRIVATE agxrace_core)
	target_include_directories(${stem} PRIVATE tests)
	set_target_properties(${stem} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
	add_test(NAME stress/${stem} COMMAND ${stem})
	set_tests_properties(stress/${stem} PROPERTIES TIMEOUT 1200 SKIP_RETURN_CODE 77)
endforeach()

# A CLI case is a folder: case.sh, and beside it exit, stdout.glob, stderr.glob where it cares.
file(GLOB cli_cases CONFIGURE_DEPENDS tests/cli/*/case.sh)
foreach(case ${cli_cases})
	get_filename_component(folder ${case} DIRECTORY)
	get_filename_component(name ${folder} NAME)
	# Searches of many systems with one worker each: minutes under TSan, which sees what threads do in stress/check_workers.
	if(AGXRACE_TSAN AND name MATCHES "^check_(claims|ablation|matrix|violated)")
		continue()
	endif()
	add_test(NAME cli/${name} COMMAND ${PROJECT_SOURCE_DIR}/tests/run-cli-case $<TARGET_FILE:agxrace> ${folder})
	set_tests_properties(cli/${name} PROPERTIES TIMEOUT 300 SKIP_RETURN_CODE 77
		ENVIRONMENT "AGXRACE_PRESET_SANITIZE=${AGXRACE_SANITIZE}")
endforeach()

file(GLOB tree_checks CONFIGURE_DEPENDS tools/check-*)
foreach(check ${tree_checks})
	get_filename_component(name ${check} NAME)
	add_test(NAME tree/${name} COMMAND ${check} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
	set_tests_properties(tree/${name} PROPERTIES ENVIRONMENT "AGXRACE_BUILD=${PROJECT_BINARY_DIR}")
endforeach()

include(${PROJECT_SOURCE_DIR}/cmake/triage_tests.cmake)
include(${PROJECT_SOURCE_DIR}/cmake/page_tests.cmake)
include(${PROJECT_SOURCE_DIR}/cmake/spin_tests.cmake)
include(${PROJECT_SOURCE_DIR}/cmake/explore_tests.cmake)
include(${PROJECT_SOURCE_DIR}/cmake/oracle_tests.cmake)
include(${PROJECT_SOURCE_DIR}/cmake/check_tests.cmake)
include(${PROJECT_SOURCE_DIR}/cmake/example_tests.cmake)
