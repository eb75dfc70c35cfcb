/* SPDX-License-Identifier: MIT */
#include "base/stop.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

/* Written by the handler, read by any thread; carries nothing but itself, so relaxed is enough. */
static atomic_bool requested;

static void on_signal(int signal_number)
{
	(void)signal_number;
	atomic_store_explicit(&requested, true, memory_order_relaxed);
}

void agx_stop_install(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = on_signal;
	action.sa_flags = (int)(SA_RESETHAND | SA_RESTART);
	(void)sigaction(SIGINT, &action, NULL);  /* cannot fail: fixed, catchable signals */
	(void)sigaction(SIGTERM, &action, NULL);
}

bool agx_stop_requested(void)
{
	return atomic_load_explicit(&requested, memory_order_relaxed);
}
