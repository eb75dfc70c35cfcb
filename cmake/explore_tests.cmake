# SPDX-License-Identifier: MIT
# Engines are tested apart from the runtime: tests/support/program_runner.c stands in for it.
foreach(name dpor_test graph_engine_test)
	if(TARGET ${name})
		target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/program_runner.c)
	endif()
endforeach()
if(TARGET graph_engine_test)
	target_sources(graph_engine_test PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/graph_canonical.c
		${PROJECT_SOURCE_DIR}/tests/support/random_program.c)
endif()
