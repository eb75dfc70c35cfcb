# SPDX-License-Identifier: MIT
# The models as SPIN sees them, against our own search. Only where nothing is instrumented: under sanitizers the same
# searches would only be slower.
if(AGXRACE_SANITIZE)
	return()
endif()
add_executable(model_case ${PROJECT_SOURCE_DIR}/tests/spin/model_case.c)
target_link_libraries(model_case PRIVATE agxrace_core)
set_target_properties(model_case PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)

set(spin_compare ${PROJECT_SOURCE_DIR}/tests/spin/compare)
add_test(NAME spin/compare COMMAND ${spin_compare} $<TARGET_FILE:model_case> ${PROJECT_BINARY_DIR}/tests/spin_compare)
add_test(NAME spin/mutated COMMAND ${spin_compare} --mutate --group published $<TARGET_FILE:model_case>
	${PROJECT_BINARY_DIR}/tests/spin_mutated)
set_tests_properties(spin/compare spin/mutated PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77)
