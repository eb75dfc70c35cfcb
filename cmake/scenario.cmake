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
	set(cells ${PROJECT_SOURCE_DIR}/tests/explore-cells $<TARGET_FILE:agxrace> ${PROJECT_BINARY_DIR}/encode.explored)
	foreach(fault none claim-race foreign-teardown async-completion late-null shared-stream sync-ends-encoder use-after-end
		use-after-commit)
		foreach(rows policies fixes)
			add_test(NAME explore/cells_${fault}_${rows} COMMAND ${cells} --fault ${fault} --rows ${rows})
			set_tests_properties(explore/cells_${fault}_${rows} PROPERTIES TIMEOUT 900)
		endforeach()
		add_test(NAME explore/cells_3_threads_${fault} COMMAND ${cells} --threads 3 --fault ${fault})
		set_tests_properties(explore/cells_3_threads_${fault} PROPERTIES TIMEOUT 900)
	endforeach()
	foreach(fault claim-race foreign-teardown async-completion late-null shared-stream sync-ends-encoder use-after-end
		use-after-commit)
		add_test(NAME explore/consequences_${fault} COMMAND ${PROJECT_SOURCE_DIR}/tests/explore-consequences
			$<TARGET_FILE:agxrace> ${PROJECT_BINARY_DIR}/encode.explored --fault ${fault})
		set_tests_properties(explore/consequences_${fault} PROPERTIES TIMEOUT 900)
	endforeach()
	add_test(NAME explore/wait_inside COMMAND ${PROJECT_SOURCE_DIR}/tests/explore-wait-inside $<TARGET_FILE:agxrace>
		${PROJECT_BINARY_DIR}/encode.explored)
	add_test(NAME explore/orders COMMAND ${PROJECT_SOURCE_DIR}/tests/explore-orders $<TARGET_FILE:agxrace> ${PROJECT_BINARY_DIR})
	add_test(NAME explore/barriers COMMAND ${PROJECT_SOURCE_DIR}/tests/explore-barriers $<TARGET_FILE:agxrace>
		${PROJECT_BINARY_DIR}/encode.explored ${PROJECT_BINARY_DIR}/encode_weakened.explored)
	set_tests_properties(explore/barriers explore/orders PROPERTIES TIMEOUT 900)
endif()
