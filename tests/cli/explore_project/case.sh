# A project's own build: by make with what pkg-config says, and by CMake, with what was installed.
cmake --install "$(dirname "$agxrace")" --prefix "$PWD/usr" >install.log
export PATH=$PWD/usr/bin:$PATH
PKG_CONFIG_PATH=$(dirname "$(find "$PWD/usr" -name agxrace-explore.pc)")
export PKG_CONFIG_PATH
mkdir include src
cat >include/queue.h <<'END'
void put(int value);
int get(void);
int twice(int value);
END
cat >src/queue.c <<'END'
#include "queue.h"
#include <pthread.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int last;
void put(int value)
{
	if (LOCKED)
		pthread_mutex_lock(&mutex);
	last = value;
	if (LOCKED)
		pthread_mutex_unlock(&mutex);
}
int get(void)
{
	int value;
	if (LOCKED)
		pthread_mutex_lock(&mutex);
	value = last;
	if (LOCKED)
		pthread_mutex_unlock(&mutex);
	return value;
}
END
cat >src/main.c <<'END'
#include "queue.h"
#include <assert.h>
#include <math.h>
#include <pthread.h>
static void *run(void *p) { put(twice(1)); return p; }
int main(void)
{
	pthread_t a;
	int value;
	pthread_create(&a, 0, run, 0);
	value = get();
	assert(value == 0 || value == 2);
	assert(sqrt(value * value) == value);
	pthread_join(a, 0);
	return 0;
}
END
echo 'int twice(int value) { return 2 * value; }' >src/twice.c
cat >Makefile <<'END'
CC := $(shell pkg-config --variable=cc agxrace-explore)
CFLAGS := -O1 -g -Wall -Iinclude -MMD
LOCKED := 1
queue_test: src/main.o src/twice.o libqueue.a
	$(CC) -pthread -o $@ src/main.o src/twice.o -L. -lqueue -lm
libqueue.a: src/queue.o
	$(AR) rcs $@ $^
src/queue.o: CPPFLAGS := -DLOCKED=$(LOCKED)
src/twice.o: src/twice.c
	cc -c $< -o $@
END
make >make.log 2>&1 || { cat make.log; exit 1; }
agxrace explore ./queue_test >fine
grep -q 'verdict: *holds' fine
grep -q 'src/twice.o is linked in without hooks' fine
if grep -q 'libqueue' fine; then cat fine; exit 1; fi
rm src/*.o libqueue.a queue_test
make LOCKED=0 >make.log 2>&1 || { cat make.log; exit 1; }
status=0
agxrace explore ./queue_test >broken || status=$?
[ "$status" = 10 ]
grep -q 'data-race' broken
grep -q 'queue.c:9' broken
cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.20)
project(queue C)
enable_testing()
list(APPEND CMAKE_MODULE_PATH ${CMAKE_SOURCE_DIR}/usr/share/cmake/agxrace)
include(AgxraceExplore)
foreach(locked 1 0)
	agxrace_add_exploration(queue_${locked} SOURCES src/main.c src/queue.c src/twice.c
		COMPILE_OPTIONS -I${CMAKE_SOURCE_DIR}/include -DLOCKED=${locked} LINK_OPTIONS -lm OPTIONS --max-events 100)
endforeach()
set_tests_properties(queue_0 PROPERTIES WILL_FAIL TRUE)
END
cmake -G Ninja -B build >cmake.log 2>&1 || { cat cmake.log; exit 1; }
cmake --build build >cmake.log 2>&1 || { cat cmake.log; exit 1; }
ctest --test-dir build --no-tests=error >ctest.log || { cat ctest.log; exit 1; }
# What has not changed is not built again.
touch src/main.c
cmake --build build -- -v >again.log
grep -q 'main.o' again.log
if grep -q 'queue.c' again.log; then cat again.log; exit 1; fi
