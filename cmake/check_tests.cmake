# SPDX-License-Identifier: MIT
# What the checker's tests share: random systems, and a plain second checker.
file(GLOB check_support CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/support/check_*.c)
add_library(check_support STATIC ${check_support})
target_link_libraries(check_support PUBLIC agxrace_core)
target_include_directories(check_support PUBLIC ${PROJECT_SOURCE_DIR}/tests)
foreach(name check_search_test check_random_test check_views_test check_limits_test check_failures_test check_certificate_test check_packed_test check_workers)
	if(TARGET ${name})
		target_link_libraries(${name} PRIVATE check_support)
	endif()
endforeach()
# Allocations and threads of the checker are made to fail.
if(TARGET check_failures_test)
	target_link_options(check_failures_test PRIVATE
		-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=mmap,--wrap=mremap,--wrap=pthread_create)
endif()
