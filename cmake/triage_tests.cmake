# SPDX-License-Identifier: MIT
# What triage's tests share: cases, and the shapes that are written from them.
file(GLOB triage_support CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/support/triage_fixture*.c)
add_library(triage_fixture STATIC ${triage_support})
target_link_libraries(triage_fixture PUBLIC agxrace_core)
target_include_directories(triage_fixture PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_compile_definitions(triage_fixture PRIVATE SOURCE_DIR="${PROJECT_SOURCE_DIR}")
foreach(name triage_test triage_format_test report_read_test json_lenient_test personal_data_test)
	if(TARGET ${name})
		target_link_libraries(${name} PRIVATE triage_fixture)
	endif()
endforeach()

# The synthetic crashes as files, one for each shape: seeds for fuzzing, and reports to count.
add_executable(write_seeds ${PROJECT_SOURCE_DIR}/tests/fuzz/write_seeds.c)
target_link_libraries(write_seeds PRIVATE triage_fixture)
set_target_properties(write_seeds PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
if(BUILD_TESTING AND NOT AGXRACE_TSAN)
	add_test(NAME triage/count_samples
		COMMAND ${PROJECT_SOURCE_DIR}/tests/triage/count-samples-test $<TARGET_FILE:agxrace> $<TARGET_FILE:write_seeds>)
	set_tests_properties(triage/count_samples PROPERTIES TIMEOUT 300)
	add_test(NAME triage/check_families COMMAND ${PROJECT_SOURCE_DIR}/tests/triage/check-families-test)
	add_executable(bounded_memory ${PROJECT_SOURCE_DIR}/tests/triage/bounded_memory.c)
	target_link_libraries(bounded_memory PRIVATE agxrace_core)
	set_target_properties(bounded_memory PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
	add_test(NAME triage/bounded_memory COMMAND bounded_memory $<TARGET_FILE:agxrace>)
	set_tests_properties(triage/bounded_memory PROPERTIES TIMEOUT 300)
endif()

# bench/triage: the speed of triage over many reports; run by hand, never as a test.
add_executable(triage_bench ${PROJECT_SOURCE_DIR}/bench/triage/triage_bench.c)
target_link_libraries(triage_bench PRIVATE agxrace_core)
set_target_properties(triage_bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
