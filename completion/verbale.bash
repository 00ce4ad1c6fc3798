# Completes verbale's verbs, options, kinds, acts and files in bash.
# SPDX-License-Identifier: ISC

# Options of a verb, read from its own help.
_verbale_options() {
	verbale "$1" --help 2>/dev/null | sed -n 's/^  .*\(--[a-z-]*\) .*$/\1/p'
}

# Acts of the desk in folder $1, as its record was last seen.
_verbale_acts() {
	verbale -C "$1" log 2>/dev/null | cut -d ' ' -f 1
}

# Parties that have signed acts there; the charter is nobody's.
_verbale_parties() {
	_verbale_acts "$1" | sed -n 's/^\([A-Z0-9-]*\)-[0-9.]*$/\1/p' | sort -u
}

_verbale() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} dir=. verb='' parties='' i
	local IFS=$' \t\n'

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-C)
			i=$((i + 1))
			dir=${COMP_WORDS[i]}
			;;
		-*) ;;
		*)
			verb=${COMP_WORDS[i]}
			break
			;;
		esac
	done
	COMPREPLY=()
	if [[ $prev == -C ]]; then
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return
	fi
	if [[ -z $verb ]]; then
		mapfile -t COMPREPLY < <(compgen -W "-C --help --version open join hand answer receive \
			take refuse read status log show prove verify act enter pouch export key \
			doctor positions issue final adopt initial sign correct certify text press serve \
			witness at completion help" -- "$cur")
		return
	fi
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_verbale_options "$verb")" -- "$cur")
		return
	fi
	case $verb in
	answer | receive | refuse | read | show | prove | positions)
		[[ $prev != --sealing ]] || parties=$(_verbale_parties "$dir")
		mapfile -t COMPREPLY < <(compgen -W "$(_verbale_acts "$dir") $parties" -- "$cur")
		;;
	final)
		case $prev in
		--out | --check) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -W "$(_verbale_acts "$dir")" -- "$cur") ;;
		esac
		;;
	adopt | initial | sign)
		case $prev in
		--file) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
		--with | --ad-referendum)
			mapfile -t COMPREPLY < <(compgen -W "$(_verbale_parties "$dir")" -- "$cur")
			;;
		*) mapfile -t COMPREPLY < <(compgen -W "$(_verbale_acts "$dir")" -- "$cur") ;;
		esac
		;;
	correct) mapfile -t COMPREPLY < <(compgen -W "$(_verbale_acts "$dir")" -f -- "$cur") ;;
	certify) mapfile -t COMPREPLY < <(compgen -W "$(_verbale_acts "$dir")" -- "$cur") ;;
	take)
		case $prev in
		as)
			mapfile -t COMPREPLY < <(compgen -W "as-offered draft response letter \
				chair-text joint-draft agreed-text information" -- "$cur")
			;;
		*)
			mapfile -t COMPREPLY < <(compgen -W "as to $(_verbale_acts "$dir")" -- "$cur")
			;;
		esac
		;;
	act)
		mapfile -t COMPREPLY < <(compgen -W "list sign \
			$(verbale act list 2>/dev/null | cut -d ' ' -f 1)" -f -- "$cur")
		;;
	press)
		case $prev in
		press) mapfile -t COMPREPLY < <(compgen -W "read check" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
		esac
		;;
	text)
		case $prev in
		--of) mapfile -t COMPREPLY < <(compgen -W "$(_verbale_acts "$dir")" -- "$cur") ;;
		--changes) mapfile -t COMPREPLY < <(compgen -W "all none" -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
		esac
		;;
	issue)
		case $prev in
		--of) mapfile -t COMPREPLY < <(compgen -W "$(_verbale_acts "$dir")" -- "$cur") ;;
		--note-file) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -W "key secondary none" -- "$cur") ;;
		esac
		;;
	pouch) mapfile -t COMPREPLY < <(compgen -W "write open" -f -- "$cur") ;;
	key) mapfile -t COMPREPLY < <(compgen -W "office rekey reader" -f -- "$cur") ;;
	completion) mapfile -t COMPREPLY < <(compgen -W "bash" -- "$cur") ;;
	help)
		mapfile -t COMPREPLY < <(compgen -W "open join hand answer receive take refuse read \
			status log show prove verify act enter pouch export key doctor completion \
			positions issue final adopt initial sign correct certify text press serve witness \
			at help" -- "$cur")
		;;
	*) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	esac
}
complete -o filenames -o nosort -F _verbale verbale
