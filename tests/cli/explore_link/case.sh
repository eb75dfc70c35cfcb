# Other ways to name what a program is made of, and the corners of the compiler driver.
fail() { echo "FAIL: $*"; cat out err 2>/dev/null; exit 1; }
. "$case/../../support/says.sh"
run() { says "$1" "$2" "$agxrace" explore "${@:3}"; } # run CODE PATTERN WORD...
driver() { says "$1" "" "$agxrace" explore --cc "${@:2}"; } # driver CODE WORD...
cp "$case/../explore_cc/main.c" .
cat >count.c <<'END'
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int counter;
void count(void) { pthread_mutex_lock(&m); counter++; pthread_mutex_unlock(&m); }
END
echo 'void nothing(void) { }' >nothing.c
# A library that was made without us: its locks are explored, its accesses are not seen.
cc -c count.c -o count.o
ar rcs libcount.a count.o
run 0 "count.o is linked in without hooks" main.c count.o
run 0 "libcount.a is linked in without hooks" main.c libcount.a
run 0 "libcount.a is linked in without hooks" main.c -- -L. -lcount -lm
grep -q '^2 executions' out || fail "its locks"
driver 0 -c main.c
driver 0 main.o libcount.a -o program
run 0 "libcount.a is linked in without hooks" ./program
driver 0 main.o -L . -lcount -o program
run 0 "libcount.a is linked in without hooks" ./program
grep -q '^2 executions' out || fail "its locks"
"$agxrace" explore --json ./program >out
[ "$(jq -c .not_covered out)" = '["./libcount.a"]' ] || fail "not_covered of JSON"
cc -shared -fPIC count.c -o libshared.so
run 0 "-lshared is linked in without hooks" main.c -- -L. -lshared -Wl,-rpath,"$PWD"
# With hooks, but not of our making.
cc -fsanitize=thread -c count.c -o count.o
run 0 "verdict:   holds" main.c count.o
driver 0 main.c count.o -pie -o program
[ ! -s err ] || fail "the compiler has something to say"
"$agxrace" explore --json ./program >out
[ "$(jq -c '[.executions, .not_covered]' out)" = '[2,[]]' ] || fail "an object with hooks"
# Sources and link in one go, words apart, names by default.
driver 0 -D NAME=3 -I . main.c count.c nothing.c
run 0 "verdict:   holds" ./a.out
driver 0 -E main.c
grep -q pthread_create out || fail "-E"
driver 0 --version
# What does not compile, and what does not link, leaves nothing behind and ends as the compiler ends.
echo 'int main(void) { return undeclared; }' >broken.c
driver 1 -c broken.c
grep -q undeclared err || fail "the compiler's message"
driver 1 nothing.c -o nothing
driver 2 -c main.c nothing.c -o both.o
for file in broken.o nothing both.o; do
	[ ! -e $file ] || fail "$file was left behind"
done
run 3 "none of its files has a main" nothing.c
