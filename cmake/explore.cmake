# SPDX-License-Identifier: MIT
# The explorer's runtime: a library of its own, linked into explored programs. It needs libc and pthreads only and is never
# sanitised: it supplies the sanitizer's hooks, and its fibers and shadow are what a sanitizer does not understand.
file(GLOB explore_sources CONFIGURE_DEPENDS src/explore/*.c src/fiber/*.c src/fiber/*.S)
list(FILTER explore_sources EXCLUDE REGEX "/subject_main\\.c$")
set(explore_base_sources src/base/assert.c src/base/clock.c src/base/random.c)
add_library(explore_objects OBJECT ${explore_sources} ${explore_base_sources})
add_library(explore_main OBJECT src/explore/subject_main.c)
foreach(target explore_objects explore_main)
	target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes
		-Wstrict-prototypes -Wundef -Wvla -fomit-frame-pointer -fno-stack-protector
		$<$<CONFIG:Release>:-O3> $<$<BOOL:${AGXRACE_WERROR}>:-Werror>)
	target_compile_definitions(${target} PRIVATE _GNU_SOURCE $<$<CONFIG:Release>:AGX_WITHOUT_SLOW_ASSERTS>)
	target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
endforeach()
# For a main of one's own, which calls explorer_run(): the tests.
add_library(agxrace_explore STATIC $<TARGET_OBJECTS:explore_objects>)
set_target_properties(agxrace_explore PROPERTIES OUTPUT_NAME agxrace_explore_in_process)
target_include_directories(agxrace_explore PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(agxrace_explore PUBLIC Threads::Threads)
# For subjects: with the main that explores theirs. One object in which all names but those that a subject's objects refer to
# are local: the program may use any of them for its own, and neither gets the other's.
set(subject_runtime ${PROJECT_BINARY_DIR}/generated/explore_runtime.o)
add_custom_command(OUTPUT ${subject_runtime}
	COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/generated
	COMMAND ${CMAKE_LINKER} -r -o ${subject_runtime} $<TARGET_OBJECTS:explore_objects> $<TARGET_OBJECTS:explore_main>
	COMMAND ${CMAKE_OBJCOPY} --wildcard --keep-global-symbol=__tsan_* --keep-global-symbol=explored_*
		--keep-global-symbol=main ${subject_runtime}
	DEPENDS explore_objects explore_main $<TARGET_OBJECTS:explore_objects> $<TARGET_OBJECTS:explore_main>
	COMMAND_EXPAND_LISTS VERBATIM)
set_source_files_properties(${subject_runtime} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
add_library(agxrace_explore_subject STATIC ${subject_runtime})
set_target_properties(agxrace_explore_subject PROPERTIES OUTPUT_NAME agxrace_explore LINKER_LANGUAGE C)
if(EXISTS ${PROJECT_SOURCE_DIR}/src/explore/graph_engine.c)
	target_compile_definitions(explore_objects PRIVATE AGX_HAVE_ENGINE_GRAPH=1)
endif()

# The names that objcopy redirects, from the one list of them.
add_executable(redefined_names tools/redefined_names.c)
target_include_directories(redefined_names PRIVATE src)
set(explore_names ${PROJECT_BINARY_DIR}/generated/redefined.txt)
add_custom_command(OUTPUT ${explore_names}
	COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/generated
	COMMAND redefined_names > ${explore_names}
	DEPENDS redefined_names VERBATIM)

# agxrace_explored_object(RESULT SOURCE [flags...]): the object file of SOURCE, instrumented, its names redirected and its
# variables in sections of their own. Its main, if any, is explored_main.
function(agxrace_explored_object result source)
	get_filename_component(stem ${source} NAME_WE)
	set(object ${PROJECT_BINARY_DIR}/explored/${stem}.o)
	add_custom_command(OUTPUT ${object}
		COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/explored
		COMMAND ${CMAKE_C_COMPILER} -std=c17 -D_GNU_SOURCE -O1 -g -w -fsanitize=thread -fno-common
			-fno-builtin -U_FORTIFY_SOURCE
			-I${PROJECT_SOURCE_DIR}/src -I${PROJECT_SOURCE_DIR}/include -I${PROJECT_SOURCE_DIR}/tests ${ARGN}
			-MMD -MF ${object}.d -MT ${object} -c ${source} -o ${object}
		COMMAND ${CMAKE_OBJCOPY} --redefine-syms=${explore_names}
			--rename-section .data=explored_data --rename-section .bss=explored_bss
			--rename-section .data.rel=explored_data --rename-section .data.rel.local=explored_data ${object}
		DEPENDS ${source} ${explore_names} DEPFILE ${object}.d VERBATIM)
	set(${result} ${object} PARENT_SCOPE)
endfunction()
