# SPDX-License-Identifier: MIT
# The report's page in a real browser: no sanitizer looks at that.
if(NOT AGXRACE_SANITIZE)
	add_test(NAME page/report COMMAND ${PROJECT_SOURCE_DIR}/tests/page/run $<TARGET_FILE:agxrace> ${PROJECT_BINARY_DIR}/page)
	set_tests_properties(page/report PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77)
endif()
