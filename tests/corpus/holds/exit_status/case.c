/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int turn;

static void *body(void *argument)
{
	long mine = atomic_fetch_add(&turn, 1);

	if (number(argument) == 0)
		return (void *)(3 + mine);
	pthread_exit((void *)(3 + mine));
}

int main(void)
{
	pthread_t a, b;
	void *x, *y;

	pthread_create(&a, NULL, body, (void *)0);
	pthread_create(&b, NULL, body, (void *)1);
	pthread_join(a, &x);
	pthread_join(b, &y);
	return (long)x + (long)y != 7;
}
