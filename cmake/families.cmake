# SPDX-License-Identifier: MIT
# The families of crashes, compiled in: families/*.json become arrays of one C file whenever one of them changes.
file(GLOB family_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/families/*.json)
set(family_source ${PROJECT_BINARY_DIR}/generated/family_data.c)
add_custom_command(
	OUTPUT ${family_source}
	COMMAND ${CMAKE_COMMAND} -D OUTPUT=${family_source} -D FOLDER=${PROJECT_SOURCE_DIR}/families
		-P ${PROJECT_SOURCE_DIR}/cmake/embed_families.cmake
	DEPENDS ${family_files} ${PROJECT_SOURCE_DIR}/cmake/embed_families.cmake VERBATIM)
target_sources(agxrace_core PRIVATE ${family_source})
