# A file system of 8 KiB: the report does not fit, and no part of it stays.
unshare -rm true 2>/dev/null || { echo "no mount namespace to be had" >&2; exit 77; }
mkdir small
unshare -rm bash -c "mount -t tmpfs -o size=8k none small 2>/dev/null || exit 77
	status=0
	\"\$agxrace\" repro --fault use-after-end --output small || status=\$?
	test -z \"\$(ls -A small)\" || exit 99
	exit \$status"
