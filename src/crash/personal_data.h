/* SPDX-License-Identifier: MIT */
/* Take out of a crash report, whatever its shape, what says whose machine it was: paths below a home folder, the user's
 * name, names of the host, keys of the device, serial number, UUIDs of boot and sleep, addresses of mail and network.
 * What tells the crash apart stays: UUIDs of images, the incident, versions, threads, symbols.
 *
 *	status = personal_remove(bytes, length, &clean, &removed, &err);
 *	for (int k = 0; k < PERSONAL_KINDS; k++) ... removed.counts[k]
 *
 * A value is found by its key or its form, then replaced wherever it stands. A name of a user or host is found by paths
 * and keys; elsewhere it is replaced
 *	everywhere, in any case, when no symbol, system image or word of the format contains it;
 *	as a whole word, when one merely contains it ("rob" in "problem"), or when it is short;
 *	not at all, when one is it ("metal", "main"): then removed.left tells how often it still stands there.
 *
 * Not found: a name that no path and no key tells, names spelt otherwise, what a person has written into the text.
 *
 * Thread safety: pure. */
#ifndef AGX_CRASH_PERSONAL_DATA_H
#define AGX_CRASH_PERSONAL_DATA_H

#include "agxrace/status.h"
#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

/* kind, what it is, what stands in its place */
#define PERSONAL_MAP(X) \
	X(PERSONAL_PATH, "paths below a home folder", "~/") \
	X(PERSONAL_USER, "user name", "USER_NAME") \
	X(PERSONAL_HOST, "host or computer name", "HOST_NAME") \
	X(PERSONAL_KEY, "key of device or reporter", "DEVICE_KEY") \
	X(PERSONAL_SERIAL, "serial number", "SERIAL_NUMBER") \
	X(PERSONAL_SESSION, "UUID of boot, sleep or wake", "SESSION_UUID") \
	X(PERSONAL_MAIL, "mail address", "MAIL_ADDRESS") \
	X(PERSONAL_NETWORK, "IP or hardware address", "NETWORK_ADDRESS")

enum personal_kind {
#define PERSONAL_ENUM(name, text, place) name,
	PERSONAL_MAP(PERSONAL_ENUM)
#undef PERSONAL_ENUM
	PERSONAL_KINDS
};

struct personal_removed {
	uint64_t counts[PERSONAL_KINDS]; /* places changed */
	uint64_t left; /* where a name stands that is an ordinary word of this report */
};

const char *personal_kind_name(enum personal_kind kind);
const char *personal_kind_place(enum personal_kind kind);

/* Append LENGTH BYTES to OUT without personal data. Returns AGX_OK or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status personal_remove(const char *bytes, size_t length, struct agx_text *out,
					     struct personal_removed *ret_removed,
					     struct agx_error *err);

#endif
