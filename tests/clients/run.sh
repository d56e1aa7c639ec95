#!/usr/bin/env bash
# Runs the clients that people really use against one eventyard:
#
#   tests/clients/run.sh PATH_TO_BINARY [CLIENT...]
#
# A client whose tools this machine lacks is skipped with the reason; where CI is set that is a
# failure. Installed packages and logs go to .cache beside this file.
set -eu

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=$here/.cache
known=(boto3 cli javascript java go)

if [ $# -lt 1 ] || [ ! -x "$1" ]; then
    echo "usage: $0 PATH_TO_BINARY [${known[*]}]" >&2
    exit 2
fi
EVENTYARD_BINARY=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
export EVENTYARD_BINARY
shift
wanted=("$@")
[ $# -gt 0 ] || wanted=("${known[@]}")

# --- the server -----------------------------------------------------------------------------

server=
stop_server() {
    [ -n "$server" ] || return 0
    local pid=$server code=0
    server=
    kill -TERM "$pid" 2>/dev/null || true
    # A server that ignores SIGTERM must not hang the run.
    (sleep 15 && kill -KILL "$pid" 2>/dev/null) &
    local guard=$!
    wait "$pid" || code=$?
    kill "$guard" 2>/dev/null || true
    return "$code"
}
trap 'stop_server || true' EXIT
trap 'exit 130' INT TERM

start_server() {
    local log=$cache/server.log address=
    mkdir -p "$cache"
    : >"$log"
    EVENTYARD_PORT=0 "$EVENTYARD_BINARY" >"$log" 2>"$cache/server.err" &
    server=$!
    for _ in $(seq 200); do
        address=$(sed -n '1s|.*listening on \(http://127\.0\.0\.1:[0-9]*\).*|\1|p' "$log")
        [ -z "$address" ] || break
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    if [ -z "$address" ]; then
        echo "the server did not say where it listens:" >&2
        cat "$log" "$cache/server.err" >&2
        exit 1
    fi
    export EVENTYARD_ENDPOINT=$address
}

# --- what the clients need ------------------------------------------------------------------

has() { command -v "$1" >/dev/null 2>&1; }

# Prints why a client can't run here; nothing if it can.
lacking() {
    case $1 in
    boto3 | cli)
        has python3 || echo "no python3"
        ! has python3 || python3 -c 'import ensurepip, venv' 2>/dev/null || echo "python3 without venv"
        ;;
    javascript)
        has node || echo "no node"
        ! has node || has npm || echo "no npm"
        ;;
    java)
        has javac || echo "no java"
        ! has javac || has mvn || echo "no maven"
        ;;
    go) has go || echo "no go" ;;
    esac
}

python_packages() {
    local venv=$cache/venv
    export PATH=$venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
    cmp -s "$here/requirements.txt" "$venv/installed.txt" && return
    rm -rf "$venv"
    python3 -m venv "$venv" &&
        "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" &&
        cp "$here/requirements.txt" "$venv/installed.txt"
}

javascript_packages() {
    local work=$cache/javascript
    mkdir -p "$work"
    cp "$here"/javascript/*.mjs "$work"
    cmp -s "$here/javascript/package-lock.json" "$work/installed.json" && return
    cp "$here"/javascript/{package.json,package-lock.json,.npmrc} "$work"
    (cd "$work" && npm ci --silent --no-audit --no-fund) &&
        cp "$here/javascript/package-lock.json" "$work/installed.json"
}

# --- the clients ----------------------------------------------------------------------------

run_boto3() { python_packages && (cd "$here/boto3" && pytest -q -p no:cacheprovider); }
run_cli() {
    python_packages && bash "$here/cli/queue.sh" && bash "$here/cli/topic.sh" && bash "$here/cli/event.sh" &&
        bash "$here/cli/schedule.sh" && bash "$here/cli/object.sh" && bash "$here/cli/own.sh"
}
run_javascript() { javascript_packages && (cd "$cache/javascript" && node --test); }
run_java() { mvn -B -q -f "$here/java/pom.xml" test; }
run_go() { (cd "$here/go" && go test -count=1 ./...); }

# --- one after the other --------------------------------------------------------------------

# The settings and profiles of the person who runs this must not decide what is tested.
unset AWS_PROFILE AWS_SESSION_TOKEN
unset AWS_ENDPOINT_URL AWS_ENDPOINT_URL_SQS AWS_ENDPOINT_URL_SNS AWS_ENDPOINT_URL_EVENTBRIDGE AWS_ENDPOINT_URL_SCHEDULER AWS_ENDPOINT_URL_SFN AWS_ENDPOINT_URL_S3
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
export AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1
export AWS_EC2_METADATA_DISABLED=true AWS_PAGER=
export NO_PROXY=127.0.0.1,localhost no_proxy=127.0.0.1,localhost

start_server
summary=()
failed=0
for client in "${wanted[@]}"; do
    if ! declare -F "run_$client" >/dev/null; then
        echo "no client of the name $client: there are ${known[*]}" >&2
        exit 2
    fi
    reason=$(lacking "$client")
    if [ -n "$reason" ]; then
        summary+=("$client: skipped, $reason on this machine")
        [ -z "${CI:-}" ] || failed=1
    elif ("run_$client"); then
        summary+=("$client: ok")
    else
        summary+=("$client: FAILED")
        failed=1
    fi
    echo "${summary[-1]}"
done

code=0
stop_server || code=$?
if [ "$code" -ne 0 ]; then
    summary+=("server: FAILED, exit code $code after SIGTERM")
    failed=1
else
    summary+=("server: ok, exit code 0 after SIGTERM")
fi
echo
printf '%s\n' "${summary[@]}"
exit "$failed"
