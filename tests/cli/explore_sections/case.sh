# Variables start anew in each execution, whatever section they are in.
cat >sections.c <<'END'
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
static int placed __attribute__((section("mine"))) = 3;
static int zeroed;
static int *pointer = &zeroed;
static atomic_int turn;
static void *body(void *p)
{
	atomic_fetch_add(&turn, 1);
	return p;
}
int main(void)
{
	pthread_t a, b;
	assert(placed == 3 && zeroed == 0 && pointer == &zeroed);
	placed = 4;
	zeroed = 5;
	pointer = &placed;
	pthread_create(&a, 0, body, 0);
	pthread_create(&b, 0, body, 0);
	pthread_join(a, 0);
	pthread_join(b, 0);
	return 0;
}
END
for flags in "-O0" "-O1" "-fdata-sections -fPIC" "-fdata-sections -fno-pic" "-fcommon"; do
	# shellcheck disable=SC2086
	"$agxrace" explore --json sections.c -- $flags >answer.json || { echo "$flags"; cat answer.json; exit 1; }
	[ "$(jq .executions answer.json)" = 2 ] || { echo "$flags"; cat answer.json; exit 1; }
done
