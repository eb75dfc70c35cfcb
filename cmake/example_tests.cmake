# SPDX-License-Identifier: MIT
# examples/ against what is installed. A sanitized library would need its sanitizer of whoever links it.
if(NOT AGXRACE_SANITIZE)
	add_test(NAME examples/installed COMMAND ${PROJECT_SOURCE_DIR}/tests/examples/installed ${PROJECT_BINARY_DIR}
		${PROJECT_BINARY_DIR}/tests/installed)
	set_tests_properties(examples/installed PROPERTIES TIMEOUT 300)
endif()
