# SPDX-License-Identifier: MIT
# cmake -D OUTPUT=file.c -D FOLDER=src/report/page -P embed_page.cmake
set(arrays "")
foreach(kind html css js)
	file(READ ${FOLDER}/page.${kind} hex HEX)
	string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
	string(APPEND arrays "const char page_asset_${kind}[] = {${bytes}0};\n")
endforeach()
get_filename_component(folder ${OUTPUT} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
file(WRITE ${OUTPUT} "#include \"report/page_assets.h\"\n\n${arrays}")
