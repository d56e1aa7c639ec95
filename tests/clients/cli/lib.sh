# Assertions for the scripts of this folder; sourced by them.

step=start
checks=0
trap '[ $? -eq 0 ] || echo "FAILED at: $step" >&2' EXIT

equal() { # what, got, want
    step=$1
    checks=$((checks + 1))
    [ "$2" = "$3" ] && return
    printf 'got:  %s\nwant: %s\n' "$2" "$3" >&2
    exit 1
}

contains() { # what, text, part
    step=$1
    checks=$((checks + 1))
    case $2 in *"$3"*) return ;; esac
    printf 'got:  %s\nwant something with: %s\n' "$2" "$3" >&2
    exit 1
}

# Runs a command that must end with this exit code; its stdout and stderr are left in $out and $err.
ends_with() { # what, code, command...
    local what=$1 want=$2 code=0
    shift 2
    step=$what
    "$@" >"$work/out" 2>"$work/err" || code=$?
    out=$(cat "$work/out") err=$(cat "$work/err")
    if [ "$code" -ne "$want" ]; then
        printf 'exit code %s, not %s\nstdout: %s\nstderr: %s\n' "$code" "$want" "$out" "$err" >&2
    fi
    equal "$what" "$code" "$want"
}

# A value out of JSON on stdin, by a Python expression over `it`: not every machine has jq.
pick() { python3 -c 'import json, sys; it = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }

work=$(mktemp -d)
