# SPDX-License-Identifier: MIT
# Engines are tested apart from the runtime: tests/support/program_runner.c stands in for it.
foreach(name dpor_test)
	if(TARGET ${name})
		target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/program_runner.c)
	endif()
endforeach()
