# SPDX-License-Identifier: MIT
# The models as SPIN sees them, against our own search: tests/spin.
add_executable(model_case tests/spin/model_case.c)
target_link_libraries(model_case PRIVATE agxrace_core)
set_target_properties(model_case PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
