/* SPDX-License-Identifier: MIT */
/* Every bound of the program, by name. A bound that is hit is an error or an inconclusive verdict,
 * never silence. */
#ifndef AGX_BASE_LIMITS_H
#define AGX_BASE_LIMITS_H

enum {
	AGX_THREADS_MAX = 256,           /* client threads of one workload run */
	AGX_ITERATIONS_MAX = 10000000,   /* per client thread */
	AGX_RUNS_MAX = 1000000,          /* per cell of a campaign */
	AGX_JOBS_MAX = 64,               /* children of a campaign at once */
	AGX_TIMEOUT_MS_MAX = 3600000,
	AGX_PATH_BYTES_MAX = 4096,
	AGX_REPORT_BYTES_MAX = 16 << 20, /* one crash report, as a file or on standard input */
	AGX_REPORT_THREADS_MAX = 16384,  /* of one crash report; what is more is told as missing */
	AGX_REPORT_FRAMES_MAX = 1 << 18, /* of all its threads */
	AGX_REPORT_REGISTERS_MAX = 1 << 16,
	AGX_REPORT_IMAGES_MAX = 1 << 15,
	AGX_REPORT_TEXTS_MAX = 1 << 16,  /* lines of application-specific information and the like */
	AGX_REPORT_FILES_MAX = 100000,   /* crash reports of one triage */
	AGX_FOLDER_DEPTH_MAX = 8,        /* folders below the one named */
	AGX_JSON_DEPTH_MAX = 64,         /* containers inside each other; deeper ones are passed over */
	AGX_JSON_VALUES_MAX = 1000000,   /* of one crash report */
	AGX_JSON_WORD_BYTES_MAX = 1024,  /* a number or bare word; of a longer one the rest is lost, as damage */
	AGX_FAMILY_BYTES_MAX = 1 << 20,  /* one family's file */
	AGX_FAMILIES_MAX = 256,
	AGX_PATTERNS_MAX = 8192,         /* of all families */
	AGX_PATTERN_BYTES_MAX = 1 << 17, /* of all of them; each costs up to a KiB when they are built */
	AGX_FREE_TEXT_LINES_MAX = 20000, /* lines around a report that are kept as text */
};

#endif
