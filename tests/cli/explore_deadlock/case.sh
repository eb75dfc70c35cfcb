cat >ab.c <<'END'
#include <pthread.h>
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static void *other(void *p)
{
	pthread_mutex_lock(&b);
	pthread_mutex_lock(&a);
	pthread_mutex_unlock(&a);
	pthread_mutex_unlock(&b);
	return p;
}
int main(void)
{
	pthread_t t;
	pthread_create(&t, 0, other, 0);
	pthread_mutex_lock(&a);
	pthread_mutex_lock(&b);
	pthread_mutex_unlock(&b);
	pthread_mutex_unlock(&a);
	pthread_join(t, 0);
	return 0;
}
END
"$agxrace" explore --json ab.c >answer.json || status=$?
[ "$status" = 10 ]
jq -e '.verdict == "violated" and .findings[0].kind == "deadlock"' answer.json >/dev/null
jq -e '[.findings[0].steps[] | select(.waiting)] | length == 2' answer.json >/dev/null
exec "$agxrace" explore ab.c
