# SPDX-License-Identifier: MIT
# For CLI cases: what a command must say. Leaves its output in the files out and err.

says() { # says CODE PATTERN WORD...: the command WORD... ends with CODE, and PATTERN is in what it prints
	local code=$1 pattern=$2 status=0
	shift 2
	"$@" >out 2>err || status=$?
	[ "$status" = "$code" ] || { echo "$*: exit $status, not $code"; cat out err; exit 1; }
	# shellcheck disable=SC2053
	[[ $(cat out err) == *$pattern* ]] || { echo "$*: no '$pattern' in:"; cat out err; exit 1; }
}

refuses() { # refuses CODE PATTERN WORD...: and prints nothing but messages
	says "$@"
	[ ! -s out ] || { echo "${*:3}: output"; exit 1; }
}
