# SPDX-License-Identifier: MIT
# The exports of the models as other checkers see them, against our own search. Only where nothing is instrumented: under
# sanitizers the same searches would only be slower.
if(AGXRACE_SANITIZE)
	return()
endif()
add_executable(model_case ${PROJECT_SOURCE_DIR}/tests/spin/model_case.c)
target_link_libraries(model_case PRIVATE agxrace_core)
set_target_properties(model_case PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)

# Each checker on the exports, and on exports with one step changed, which it has to tell apart.
set(spin_compare ${PROJECT_SOURCE_DIR}/tests/spin/compare)
foreach(checker spin tla)
	set(folder ${PROJECT_BINARY_DIR}/tests/${checker})
	add_test(NAME ${checker}/compare
		COMMAND ${spin_compare} --checker ${checker} $<TARGET_FILE:model_case> ${folder})
	add_test(NAME ${checker}/mutated COMMAND ${spin_compare} --checker ${checker} --mutate --group variants
		$<TARGET_FILE:model_case> ${folder}_mutated)
	set_tests_properties(${checker}/compare ${checker}/mutated PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77)
endforeach()

# Our model against models that were written by hand.
add_test(NAME spin/independent COMMAND ${PROJECT_SOURCE_DIR}/tests/spin/compare-independent $<TARGET_FILE:model_case>
	${PROJECT_BINARY_DIR}/tests/spin_independent)
set_tests_properties(spin/independent PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77)
