# Heap blocks are named by the line that allocated them, several from one line told apart, locals by their thread.
cat >names.c <<'END'
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
struct pair {
	atomic_int ready;
	int value[3];
};
static struct pair *new_pair(void)
{
	return calloc(1, sizeof(struct pair));
}
static struct pair *first, *second;
static atomic_int *local;
static void *writer(void *p)
{
	atomic_store(local, 1);
	atomic_store(&first->ready, 1);
	atomic_store(&second->ready, 1);
	second->value[1] = 7;
	return p;
}
int main(void)
{
	atomic_int mine = 0;
	pthread_t t;
	first = new_pair();
	second = new_pair();
	local = &mine;
	pthread_create(&t, 0, writer, 0);
	if (atomic_load(&second->ready))
		second->value[1] = 8;
	pthread_join(t, 0);
	return 0;
}
END
"$agxrace" explore --json names.c >answer.json || [ $? = 10 ]
jq -e '.findings[0].variable == "block(names.c:10)#2+8"' answer.json >/dev/null
exec "$agxrace" explore names.c
