/* SPDX-License-Identifier: MIT */
/* Declares explored_NAME, with the type of NAME, for each redirected name of <pthread.h> and its like.
 *
 *	EXPLORED(pthread_mutex_lock);
 *	int explored_pthread_mutex_lock(pthread_mutex_t *mutex) { ... } */
#ifndef AGX_EXPLORE_EXPLORED_H
#define AGX_EXPLORE_EXPLORED_H

#define EXPLORED(name) extern __typeof__(name) explored_##name

#endif
