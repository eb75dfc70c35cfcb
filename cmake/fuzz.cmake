# SPDX-License-Identifier: MIT
# Every tests/fuzz/fuzz_NAME.c is a target: with libFuzzer in the fuzz preset (clang), elsewhere with a main that replays
# tests/fuzz/corpus/NAME as the test fuzz/NAME. A file tests/fuzz/NAME.corpora names further folders of the corpus that it
# replays. tests/fuzz/README.md tells how to run them.
if(AGXRACE_FUZZ)
	target_compile_options(agxrace_flags INTERFACE -fsanitize=fuzzer-no-link)
	# The binaries run on other machines: nothing but the C library is linked dynamically.
	find_library(JANSSON_ARCHIVE libjansson.a)
	if(JANSSON_ARCHIVE)
		set_property(TARGET PkgConfig::JANSSON PROPERTY INTERFACE_LINK_LIBRARIES ${JANSSON_ARCHIVE})
	endif()
endif()
if(NOT TARGET triage_fixture)
	include(${PROJECT_SOURCE_DIR}/cmake/triage_tests.cmake)
endif()

file(GLOB fuzz_sources CONFIGURE_DEPENDS tests/fuzz/fuzz_*.c)
foreach(source ${fuzz_sources})
	get_filename_component(target ${source} NAME_WE)
	string(REGEX REPLACE "^fuzz_" "" name ${target})
	add_executable(${target} ${source})
	target_link_libraries(${target} PRIVATE triage_fixture agxrace_core)
	target_include_directories(${target} PRIVATE tests)
	set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
	if(AGXRACE_FUZZ)
		target_link_options(${target} PRIVATE -fsanitize=fuzzer -nostdlib++ -Wl,--as-needed)
		target_link_libraries(${target} PRIVATE -Wl,-Bstatic stdc++ gcc_eh -Wl,-Bdynamic)
	else()
		target_sources(${target} PRIVATE tests/fuzz/replay_main.c)
		set(corpora ${name})
		if(EXISTS ${PROJECT_SOURCE_DIR}/tests/fuzz/${name}.corpora)
			file(STRINGS tests/fuzz/${name}.corpora also)
			list(APPEND corpora ${also})
		endif()
		list(TRANSFORM corpora PREPEND ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/)
		add_test(NAME fuzz/${name} COMMAND ${target} ${corpora})
		set_tests_properties(fuzz/${name} PROPERTIES TIMEOUT 300)
	endif()
endforeach()

# Seeds: the synthetic crashes of tests/triage in every shape.
add_executable(write_seeds tests/fuzz/write_seeds.c)
target_link_libraries(write_seeds PRIVATE triage_fixture)
set_target_properties(write_seeds PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
