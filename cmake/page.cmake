# SPDX-License-Identifier: MIT
# The report page's frame, style and script, compiled in.
set(page_folder ${PROJECT_SOURCE_DIR}/src/report/page)
set(page_source ${PROJECT_BINARY_DIR}/generated/page_assets.c)
add_custom_command(
	OUTPUT ${page_source}
	COMMAND ${CMAKE_COMMAND} -D OUTPUT=${page_source} -D FOLDER=${page_folder}
		-P ${PROJECT_SOURCE_DIR}/cmake/embed_page.cmake
	DEPENDS ${page_folder}/page.html ${page_folder}/page.css ${page_folder}/page.js
		${PROJECT_SOURCE_DIR}/cmake/embed_page.cmake VERBATIM)
target_sources(agxrace_core PRIVATE ${page_source})
