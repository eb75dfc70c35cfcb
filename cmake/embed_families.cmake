# SPDX-License-Identifier: MIT
# cmake -D OUTPUT=file.c -D FOLDER=families -P embed_families.cmake
file(GLOB files ${FOLDER}/*.json)
list(SORT files)
set(arrays "")
set(table "")
set(number 0)
foreach(path ${files})
	get_filename_component(name ${path} NAME)
	file(READ ${path} hex HEX)
	string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
	string(APPEND arrays "static const unsigned char file_${number}[] = {${bytes}};\n")
	string(APPEND table "\t{\"${name}\", file_${number}, sizeof file_${number}},\n")
	math(EXPR number "${number} + 1")
endforeach()
get_filename_component(folder ${OUTPUT} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
file(WRITE ${OUTPUT} "#include \"triage/family_data.h\"\n\n${arrays}\n"
	"const struct family_file family_files[] = {\n${table}};\n"
	"const size_t family_file_count = ${number};\n")
