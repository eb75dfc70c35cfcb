# A build system's way: objects by -c, then a link, then the program by its name; and the reproduce line's replay.
cat >count.c <<'END'
int counter;
void count(void) { counter++; }
END
cp "$case/main.c" .
"$agxrace" explore --cc -O1 -c count.c
"$agxrace" explore --cc -O1 -c main.c -o main.o
"$agxrace" explore --cc main.o count.o -o program
status=0
"$agxrace" explore ./program >first || status=$?
[ "$status" = 10 ] || { echo "exit $status"; cat first; exit 1; }
grep -q 'data-race' first
grep -q 'count.c:2' first
command=$(sed -n 's/^reproduce: agxrace //p' first)
status=0
eval "\"$agxrace\" $command" >second || status=$?
[ "$status" = 10 ]
grep '^finding 1' first >a
grep '^finding 1' second >b
cmp a b
