#!/bin/sh
# A fresh Debian gets every library that the build asks for from scripts/setup.
# SPDX-License-Identifier: ISC
. "$(dirname "$0")/tap.sh"
cd "$source"

what="scripts/setup installs every library that a meson.build asks for"
if ! command -v dpkg-query >/dev/null; then
	skip "$what" "not a Debian system"
	finish
	exit
fi
listed=$(scripts/setup --list build)
none "$what" "$(
	grep -rhoE --include=meson.build "dependency\\('[a-z0-9+.-]+'" meson.build src tests fuzz |
		sed "s/.*'\\(.*\\)'/\\1/" | sort -u | grep -vx threads |
		while read -r library; do
			dir=$(pkg-config --variable=pcfiledir "$library") || {
				echo "$library: pkg-config does not know it"
				continue
			}
			package=$(dpkg-query -S "$dir/$library.pc" | sed 's/:.*//')
			printf '%s\n' "$listed" | grep -qxF "$package" ||
				echo "$library: package $package is not in the list"
		done
)"
what="apt knows every package that scripts/setup lists"
if ! apt-cache show make >/dev/null 2>&1; then
	skip "$what" "apt has no package lists here"
	finish
	exit
fi
all=$(scripts/setup --list build postgres lint fuzz coverage interop corpus | sort -u)
none "$what" "$(
	# shellcheck disable=SC2086 # package names are words
	known=$(apt-cache --no-all-versions show $all 2>/dev/null | sed -n 's/^Package: //p')
	printf '%s\n' "$all" | grep -vxF "$known"
)"
finish
