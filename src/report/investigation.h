/* SPDX-License-Identifier: MIT */
/* The plan of an investigation and what became of it: commands of agxrace, in order, each with the file that its
 * document goes to. Written as evidence/investigation.json (docs/formats/evidence.md) and as reproduce.sh.
 *
 * A word that begins with "@/" names something in the folder of the investigation; one with a '*' in it is a pattern.
 *
 * Thread safety: one owner. */
#ifndef AGX_REPORT_INVESTIGATION_H
#define AGX_REPORT_INVESTIGATION_H

#include "agxrace/status.h"
#include "base/text.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	INVESTIGATION_PARTS_MAX = 64,
	INVESTIGATION_WORDS_MAX = 40,
	INVESTIGATION_WORD_BYTES = 256,
};

/* name, as written */
#define INVESTIGATION_STATE_MAP(X) \
	X(PART_PLANNED, "planned") \
	X(PART_DONE, "done") \
	X(PART_INTERRUPTED, "interrupted") \
	X(PART_FAILED, "failed")

enum investigation_state {
#define INVESTIGATION_STATE_ENUM(name, text) name,
	INVESTIGATION_STATE_MAP(INVESTIGATION_STATE_ENUM)
#undef INVESTIGATION_STATE_ENUM
};

struct investigation_part {
	char title[128];
	char words[INVESTIGATION_WORDS_MAX][INVESTIGATION_WORD_BYTES]; /* words[0]: the command */
	unsigned count;
	char output[INVESTIGATION_WORD_BYTES]; /* "@/evidence/x.json": what the command prints; "": nowhere */
	enum investigation_state state;
	int exit_code; /* of one that ended */
	uint64_t wall_ns;
	char error[256]; /* what it said when it failed; "" */
};

struct investigation {
	char fault[160];
	uint64_t seed;
	bool full;
	bool interrupted;
	struct investigation_part parts[INVESTIGATION_PARTS_MAX];
	unsigned count;
};

/* A new part of PLAN, the first word of which is COMMAND. */
struct investigation_part *investigation_add(struct investigation *plan, const char *title,
					     const char *command, const char *output);
void investigation_word(struct investigation_part *part, const char *word);
void investigation_option(struct investigation_part *part, const char *option, const char *value);
void investigation_number(struct investigation_part *part, const char *option, uint64_t value);

/* WORD as it is in FOLDER. False when it is too long for SIZE bytes. */
bool investigation_path(const char *word, const char *folder, char *out, size_t size);

/* Write FOLDER/evidence/investigation.json, whole or not at all. Returns AGX_OK, AGX_IO or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status investigation_write(const struct investigation *plan, const char *folder,
						 struct agx_error *err);

/* Write FOLDER/reproduce.sh. Counts can be lowered in it by RUNS, TRIES and ROUNDS. Same results. */
AGX_MUST_USE enum agx_status investigation_write_script(const struct investigation *plan,
							const char *folder, struct agx_error *err);

/* Write FOLDER/system.json. Same results. */
AGX_MUST_USE enum agx_status investigation_write_system(const char *folder, struct agx_error *err);

#endif
