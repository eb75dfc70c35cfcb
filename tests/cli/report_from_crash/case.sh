# A bundle around a crash log holds triage's answer and nothing of whose machine it was.
cat >mine.ips <<'IPS'
{"app_name":"python3.11","timestamp":"2026-01-05 11:02:13.00 +0100","app_version":"3.11.7","slice_uuid":"0c0ffee0-1111-2222-3333-444455556666","build_version":"0","platform":1,"bug_type":"309","os_version":"macOS 15.6.1 (24G90)","name":"python3.11","incident_id":"7DDC1A56-0000-1111-2222-333344445555"}
{
  "procName" : "python3.11",
  "procPath" : "\/Users\/qx7planted\/Secret Work\/venv\/bin\/python3.11",
  "modelCode" : "Mac16,5", "cpuType" : "ARM-64", "pid" : 4242,
  "osVersion" : {"train" : "macOS 15.6.1", "build" : "24G90"},
  "crashReporterKey" : "0BADF00D-1111-2222-3333-0123456789AB",
  "sleepWakeUUID" : "1BADF00D-1111-2222-3333-0123456789AB",
  "bootSessionUUID" : "2BADF00D-1111-2222-3333-0123456789AB",
  "serialNumber" : "C02PLANTED7X",
  "storeInfo" : {"deviceIdentifierForVendor" : "3BADF00D-1111-2222-3333-0123456789AB", "thirdParty" : true},
  "computerName" : "qx7s Studio", "hostname" : "qx7s-MacBook-Pro.local",
  "exception" : {"codes" : "0x0000000000000001, 0x00000000000005c8", "type" : "EXC_BAD_ACCESS", "signal" : "SIGSEGV", "subtype" : "KERN_INVALID_ADDRESS at 0x00000000000005c8"},
  "asi" : {"libsystem_c.dylib" : ["worker of qx7planted on qx7s-MacBook-Pro, see qx7@mail.example or 192.168.7.77, serial C02PLANTED7X </script><script>alert(1)</script>"]},
  "faultingThread" : 1,
  "threads" : [
    {"id" : 11, "name" : "qx7planted main </script><b>", "frames" : [{"imageOffset" : 64, "symbol" : "at::mps::MPSStream::endKernelCoalescing()", "symbolLocation" : 64, "imageIndex" : 1}, {"imageOffset" : 88, "symbol" : "at::mps::MPSStreamPool::synchronizeAllStreams()", "symbolLocation" : 148, "imageIndex" : 1}]},
    {"triggered" : true, "id" : 12, "queue" : "metal gpu stream", "threadState" : {"flavor" : "ARM_THREAD_STATE64", "far" : {"value" : 1480}, "esr" : {"value" : 2449473542, "description" : "(Data Abort) byte read Translation fault"}}, "frames" : [{"imageOffset" : 32, "symbol" : "-[AGXG16XFamilyComputeContext setComputePipelineState:]", "symbolLocation" : 32, "imageIndex" : 0}, {"imageOffset" : 92, "symbol" : "at::native::mps::MetalKernelFunction::dispatch(unsigned long long)", "symbolLocation" : 92, "imageIndex" : 1}]}
  ],
  "usedImages" : [
    {"source" : "P", "arch" : "arm64e", "base" : 8589934592, "size" : 65536, "uuid" : "aaaaaaaa-1111-2222-3333-444455556666", "path" : "\/System\/Library\/Extensions\/AGXMetalG16X.bundle\/Contents\/MacOS\/AGXMetalG16X", "name" : "AGXMetalG16X", "CFBundleVersion" : "329.2"},
    {"source" : "P", "arch" : "arm64", "base" : 4294967296, "size" : 65536, "uuid" : "bbbbbbbb-1111-2222-3333-444455556666", "path" : "\/Users\/qx7planted\/Secret Work\/venv\/lib\/libtorch_cpu.dylib", "name" : "libtorch_cpu.dylib"}
  ]
}
IPS
"$agxrace" report --from-crash mine.ips -o bundle >out
grep -qx 'page:      bundle/index.html' out
for secret in qx7 'Secret Work' BADF00D C02PLANTED7X mail.example 192.168.7.77; do
	! grep -ri "$secret" bundle || { echo "$secret is left"; exit 1; }
	grep -qi "$secret" mine.ips || { echo "$secret was not even planted"; exit 1; }
done
# What a maintainer needs is there still.
"$agxrace" triage --json mine.ips | jq -S '[.family, .grade, .witness_threads]' >before
jq -S '[.family, .grade, .witness_threads]' bundle/evidence/triage.json >after
cmp before after
jq -e '.[0] == "F1" and .[1] == "likely"' after >/dev/null
grep -q 'Likely: .*(family F1)' bundle/REPORT.md
for kept in setComputePipelineState aaaaaaaa-1111 bbbbbbbb-1111 7DDC1A56 'macOS 15.6.1' '~/libtorch_cpu.dylib' Mac16,5; do
	grep -rqe "$kept" bundle/evidence/crashes || { echo "$kept is gone"; exit 1; }
done
jq -e '[.removed[] | select(.count > 0) | .kind] | length == 8' bundle/evidence/bundle.json >/dev/null
grep -q '^| user name .*USER' bundle/REPORT.md
# Nothing breaks out of the page.
[ "$(grep -c '<script' bundle/index.html)" = 2 ]
[ "$(grep -c '</script>' bundle/index.html)" = 2 ]
! grep -q '<b>' bundle/index.html
# The same bytes again, from the folder alone and from standard input.
cp bundle/index.html bundle/REPORT.md .
"$agxrace" report bundle >/dev/null
cmp index.html bundle/index.html
"$agxrace" report --from-crash - -o piped <mine.ips >/dev/null
cmp index.html piped/index.html

# A user whose name is a word of the report: paths lose it, the report stays whole.
sed 's/qx7planted/metal/g' mine.ips >metal.ips
"$agxrace" report --from-crash metal.ips -o word >/dev/null
! grep -rE 'Users.{1,3}metal' word || exit 1
jq -S '[.family, .grade, .witness_threads]' word/evidence/triage.json | cmp before -
grep -q 'metal gpu stream' word/REPORT.md
grep -q 'ordinary word' word/REPORT.md

. "$case/../../support/says.sh"
expect() { refuses "$1" "$2" "$agxrace" report "${@:3}"; } # expect CODE PATTERN ARGUMENT...
echo "dear all, it crashes" >letter
expect 3 "letter: there is nothing of a crash report in it" --from-crash letter -o new
expect 3 "nowhere.ips" --from-crash nowhere.ips -o new
expect 3 "bundle exists already" --from-crash mine.ips -o bundle
expect 1 "cannot make folder /proc/new" --from-crash mine.ips -o /proc/new
expect 2 "goes with --from-crash" -o new bundle
expect 2 "name the folder" --from-crash mine.ips bundle
[ ! -e new ]
