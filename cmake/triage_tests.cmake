# SPDX-License-Identifier: MIT
# What triage's tests share: cases, and the shapes that are written from them.
file(GLOB triage_support CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/support/triage_fixture*.c)
add_library(triage_fixture STATIC ${triage_support})
target_link_libraries(triage_fixture PUBLIC agxrace_core)
target_include_directories(triage_fixture PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_compile_definitions(triage_fixture PRIVATE SOURCE_DIR="${PROJECT_SOURCE_DIR}")
foreach(name triage_test report_read_test json_lenient_test)
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
endif()
