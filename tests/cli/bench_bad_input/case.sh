# Told before anything is measured, each with its code.
. "$case/../../support/says.sh"
expect() { refuses "$1" "$2" "$agxrace" bench "${@:3}"; } # expect CODE PATTERN ARGUMENT...
expect 2 "unknown policy 'hope'" --policies rwlock,hope
expect 2 "unknown policy ''" --policies ""
expect 2 "unknown fix 'glue'" --fixes glue
expect 2 "unknown workload 'render'" --workload render
expect 2 "expected real or empty" --kernels half
expect 2 "--threads 0: expected" --threads 0
expect 2 "2 is listed twice" --threads 2,2
expect 2 "--rounds 0: expected" --rounds 0
expect 2 "--duration-ms 0: expected" --duration-ms 0
expect 2 "unknown option '--fault'" --fault late-null
expect 1 "cannot write no/such/file: no/such/: No such file" --samples no/such/file
expect 1 "cannot write .: it is a folder" --samples .
