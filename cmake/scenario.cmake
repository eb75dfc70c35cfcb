# SPDX-License-Identifier: MIT
# scenarios/encode.c with the sources that ship, for exploration.
set(AGXRACE_PROGRAM ${PROJECT_BINARY_DIR}/agxrace)
include(${PROJECT_SOURCE_DIR}/cmake/AgxraceExplore.cmake)
file(GLOB scenario_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/sim/*.c ${PROJECT_SOURCE_DIR}/src/policy/*.c)
list(APPEND scenario_sources ${PROJECT_SOURCE_DIR}/scenarios/encode.c ${PROJECT_SOURCE_DIR}/src/workload/stream.c
	${PROJECT_SOURCE_DIR}/src/trace/activity.c ${PROJECT_SOURCE_DIR}/src/trace/abort_message.c
	${PROJECT_SOURCE_DIR}/src/base/status.c ${PROJECT_SOURCE_DIR}/src/base/text.c
	${PROJECT_SOURCE_DIR}/src/base/assert.c ${PROJECT_SOURCE_DIR}/src/base/random.c)
agxrace_add_exploration(encode NO_TEST SOURCES ${scenario_sources} DEPENDS agxrace agxrace_explore_subject
	COMPILE_OPTIONS -std=gnu17 -D_GNU_SOURCE -fno-delete-null-pointer-checks -I${PROJECT_SOURCE_DIR}/src -I${PROJECT_SOURCE_DIR}/include)

if(BUILD_TESTING AND NOT AGXRACE_SANITIZE)
	agxrace_add_exploration(encode_weakened NO_TEST SOURCES ${scenario_sources} DEPENDS agxrace agxrace_explore_subject
		COMPILE_OPTIONS -std=gnu17 -D_GNU_SOURCE -fno-delete-null-pointer-checks -I${PROJECT_SOURCE_DIR}/src
		-I${PROJECT_SOURCE_DIR}/include -include ${PROJECT_SOURCE_DIR}/tests/support/relaxed_orders.h)
	add_test(NAME explore/cells COMMAND ${PROJECT_SOURCE_DIR}/tests/explore-cells $<TARGET_FILE:agxrace>
		${PROJECT_BINARY_DIR}/encode.explored)
	add_test(NAME explore/barriers COMMAND ${PROJECT_SOURCE_DIR}/tests/explore-barriers $<TARGET_FILE:agxrace>
		${PROJECT_BINARY_DIR}/encode.explored ${PROJECT_BINARY_DIR}/encode_weakened.explored)
	set_tests_properties(explore/cells explore/barriers PROPERTIES TIMEOUT 900)
endif()
