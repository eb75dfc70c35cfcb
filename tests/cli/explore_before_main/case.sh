# A constructor that starts a thread: told as what it is, by agxrace and by the program itself.
cat >early.c <<'END'
#include <pthread.h>
static int x;
static void *body(void *p)
{
	x++;
	return p;
}
static pthread_t t;
__attribute__((constructor)) static void begin(void)
{
	pthread_create(&t, 0, body, 0);
}
int main(void)
{
	pthread_join(t, 0);
	return 0;
}
END
"$agxrace" explore -o early early.c >/dev/null || [ $? = 20 ]
status=0
./early || status=$?
[ $status = 20 ]
"$agxrace" explore --json early >answer.json || [ $? = 20 ]
jq -e '.verdict == "inconclusive" and .unsupported == 1 and .executions == 0' answer.json >/dev/null
exec "$agxrace" explore early
