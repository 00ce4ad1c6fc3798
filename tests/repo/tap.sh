# Sourced by the checks of this folder: a check lists its offenders, and none is a pass.
# SPDX-License-Identifier: ISC
# shellcheck shell=sh disable=SC2034
set -eu
export LC_ALL=C.UTF-8
source=${VERBALE_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${VERBALE_BUILD:-$source/build}
count=0
failed=0

# none DESCRIPTION OFFENDERS: one test point.
none() {
	count=$((count + 1))
	if [ -z "$2" ]; then
		echo "ok $count - $1"
	else
		failed=$((failed + 1))
		echo "not ok $count - $1"
		printf '%s\n' "$2" | head -n 60 | sed 's/^/#   /'
	fi
}

# passes DESCRIPTION COMMAND...: one test point; the command's last lines say why not.
passes() {
	_description=$1
	shift
	if _said=$("$@" 2>&1 </dev/null); then
		none "$_description" ""
	else
		none "$_description" "$(printf '%s\n' "$_said" "failed: $*" | tail -n 40)"
	fi
}

skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

finish() {
	echo "1..$count"
	[ "$failed" -eq 0 ]
}

# A scratch folder that goes with the check.
scratch() {
	tmp=$(mktemp -d)
	trap 'rm -rf "$tmp"' EXIT
	trap 'exit 1' INT TERM
}

# What belongs to the source tree, one path a line: nothing that was built or fetched.
tree_files() {
	if git -C "$source" ls-files >/dev/null 2>&1; then
		git -C "$source" ls-files --cached --others --exclude-standard
	else
		(cd "$source" && find . \( -path './build*' -o -name node_modules \) -prune \
			-o -type f -print)
	fi | while IFS= read -r file; do
		[ ! -f "$source/$file" ] || printf '%s\n' "${file#./}"
	done
}

# copy_tree DEST
copy_tree() {
	mkdir -p "$1"
	tree_files | tar -C "$source" -cf - -T - | tar -C "$1" -xf -
}
