# Message passing with a relaxed store, beside a thread that has nothing to do with it and comes first.
cat >mp.c <<'END'
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
static atomic_int ready, other;
static int payload;
static void *aside(void *p)
{
	for (int i = 0; i < 5; i++)
		atomic_fetch_add(&other, 1);
	return p;
}
static void *producer(void *p)
{
	payload = 1;
	atomic_store_explicit(&ready, 1, memory_order_relaxed);
	return p;
}
int main(void)
{
	pthread_t a, b;
	pthread_create(&a, 0, aside, 0);
	pthread_create(&b, 0, producer, 0);
	if (atomic_load_explicit(&ready, memory_order_acquire))
		printf("%d\n", payload);
	pthread_join(a, 0);
	pthread_join(b, 0);
	return 0;
}
END
for engine in graph dpor; do
	status=0
	"$agxrace" explore --engine $engine --json mp.c >answer.json || status=$?
	[ $status = 10 ]
	jq -e 'all(.findings[0].steps[]; .thread != 1) and (.findings[0].steps | length) <= 5' answer.json >/dev/null
done
"$agxrace" explore --json mp.c >answer.json || true
jq -e '.findings[0] | .gap_write == 2 and .gap_read == 3 and (.gap_releases | not) and .gap_acquires' answer.json >/dev/null
replay=$(jq -r '.findings[0].replay' answer.json)
"$agxrace" explore --color always --replay "$replay" mp.c | grep -q "$(printf '\033')\\[1;31mviolated"
exec "$agxrace" explore --replay "$replay" mp.c
