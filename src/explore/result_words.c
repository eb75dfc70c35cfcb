/* SPDX-License-Identifier: MIT */
#include "explore/result_write.h"

const char *explorer_stop_word(enum explorer_stop stop)
{
	static const char *const words[] = {"", "findings", "executions", "time", "interrupted", "lost"};

	return words[stop];
}

const char *outcome_word(enum outcome outcome)
{
	static const char *const words[] = {
#define WORD(name, text) text,
		OUTCOME_MAP(WORD)
#undef WORD
	};

	return words[outcome];
}

const char *memory_model_word(enum memory_model model)
{
	static const char *const words[] = {
#define WORD(name, text) text,
		MEMORY_MODEL_MAP(WORD)
#undef WORD
	};

	return words[model];
}
