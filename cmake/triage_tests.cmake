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
