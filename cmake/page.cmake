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

# The lines of the driver's functions that counterexamples name.
set(lines_source ${PROJECT_BINARY_DIR}/generated/driver_lines.c)
set(lines_list ${PROJECT_SOURCE_DIR}/src/report/driver_source.list)
set(lines_script ${PROJECT_SOURCE_DIR}/cmake/find_driver_source.cmake)
file(GLOB lines_read CONFIGURE_DEPENDS src/sim/*.c src/workload/*.c)
add_custom_command(
	OUTPUT ${lines_source}
	COMMAND ${CMAKE_COMMAND} -D OUTPUT=${lines_source} -D LIST=${lines_list} -D ROOT=${PROJECT_SOURCE_DIR}
		-P ${lines_script}
	DEPENDS ${lines_list} ${lines_script} ${lines_read} VERBATIM)
target_sources(agxrace_core PRIVATE ${lines_source})
