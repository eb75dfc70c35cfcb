# SPDX-License-Identifier: MIT
# Explore a program's executions from a build:
#
#	include(AgxraceExplore)
#	agxrace_add_exploration(queue_test SOURCES queue.c queue_test.c)
#
# builds the program with instrumentation and adds the test of the same name, which runs 'agxrace explore' on it:
# passed when it holds in every execution.
#
#	SOURCES FILE...        C files
#	COMPILE_OPTIONS FLAG...  for the compiler
#	LINK_OPTIONS FLAG...   for the linker
#	OPTIONS WORD...        for agxrace explore
#	NO_TEST                only build
#	DEPENDS THING...       of the objects
#
# AGXRACE_PROGRAM names agxrace; found on the PATH if not set. AGXRACE_CC in the environment of the build names the
# compiler (cc).

if(NOT AGXRACE_PROGRAM)
	find_program(AGXRACE_PROGRAM agxrace REQUIRED)
endif()

function(agxrace_add_exploration name)
	cmake_parse_arguments(ARG "NO_TEST" "" "SOURCES;COMPILE_OPTIONS;LINK_OPTIONS;OPTIONS;DEPENDS" ${ARGN})
	set(program ${CMAKE_CURRENT_BINARY_DIR}/${name}.explored)
	set(folder ${CMAKE_CURRENT_BINARY_DIR}/${name}.objects)
	file(MAKE_DIRECTORY ${folder})
	set(objects)
	set(number 0)
	foreach(source ${ARG_SOURCES})
		get_filename_component(path ${source} ABSOLUTE)
		get_filename_component(stem ${source} NAME_WE)
		set(object ${folder}/${number}-${stem}.o)
		math(EXPR number "${number} + 1")
		add_custom_command(OUTPUT ${object}
			COMMAND ${AGXRACE_PROGRAM} explore --cc ${ARG_COMPILE_OPTIONS} -MD -MF ${object}.d -MT ${object} -c ${path} -o ${object}
			DEPENDS ${path} ${ARG_DEPENDS} DEPFILE ${object}.d VERBATIM)
		list(APPEND objects ${object})
	endforeach()
	add_custom_command(OUTPUT ${program}
		COMMAND ${AGXRACE_PROGRAM} explore --cc ${objects} ${ARG_LINK_OPTIONS} -o ${program}
		DEPENDS ${objects} ${ARG_DEPENDS} VERBATIM)
	add_custom_target(${name}.exploration ALL DEPENDS ${program})
	if(NOT ARG_NO_TEST)
		add_test(NAME ${name} COMMAND ${AGXRACE_PROGRAM} explore ${ARG_OPTIONS} ${program})
	endif()
endfunction()
