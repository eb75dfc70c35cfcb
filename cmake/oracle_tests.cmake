# SPDX-License-Identifier: MIT
# The brute-force oracle (tests/oracle), its own test, and the comparison of the explorer's engines with it and with each other on
# random programs. AGXRACE_ORACLE_PROGRAMS=20000 ctest --preset dev -R oracle/ is the long run. The engines run under explorer_run():
# a sanitizer would look at fibers that it does not understand.
file(GLOB oracle_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/oracle/*.c)
list(FILTER oracle_sources EXCLUDE REGEX "/(litmus_run|litmus_explore|compare_engines)\\.c$")
add_library(oracle STATIC ${oracle_sources})
target_link_libraries(oracle PUBLIC agxrace_flags)
target_include_directories(oracle PUBLIC ${PROJECT_SOURCE_DIR}/tests)
# Matrices all day: optimised in every build that is not sanitized.
if(NOT AGXRACE_SANITIZE)
	target_compile_options(oracle PRIVATE -O2)
endif()
if(TARGET oracle_test)
	target_link_libraries(oracle_test PRIVATE oracle agxrace_core)
endif()

if(NOT AGXRACE_SANITIZE)
	agxrace_explored_object(litmus_run_object ${PROJECT_SOURCE_DIR}/tests/oracle/litmus_run.c)
	set_source_files_properties(${litmus_run_object} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
	add_executable(compare_engines tests/oracle/compare_engines.c tests/oracle/litmus_explore.c ${litmus_run_object})
	target_link_libraries(compare_engines PRIVATE oracle agxrace_explore)
	set_target_properties(compare_engines PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
	add_test(NAME oracle/known COMMAND compare_engines known)
	# A thousand at least: fewer say nothing of what the generator leaves out.
	foreach(kind atomics primitives)
		add_test(NAME oracle/${kind} COMMAND compare_engines ${kind} 1000)
		set_tests_properties(oracle/${kind} PROPERTIES TIMEOUT 7200 SKIP_RETURN_CODE 77)
	endforeach()
	add_test(NAME oracle/waits COMMAND compare_engines waits 150)
	add_test(NAME oracle/loops COMMAND compare_engines loops 1000)
	set_tests_properties(oracle/waits oracle/loops PROPERTIES TIMEOUT 7200 SKIP_RETURN_CODE 77)
endif()
