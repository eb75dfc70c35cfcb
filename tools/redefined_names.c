/* SPDX-License-Identifier: MIT */
/* Prints what objcopy --redefine-syms reads: the names that are redirected in explored programs. */
#include "explore/redefined.h"

#include <stdio.h>

#define LINE(name) "\n" #name " explored_" #name

int main(void)
{
	static const char names[] = REDEFINED_MAP(LINE) UNSUPPORTED_MAP(LINE) "\n";

	return fputs(names + 1, stdout) < 0;
}
