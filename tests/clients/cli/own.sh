#!/usr/bin/env bash
# The emulator's own subcommands. They move the clock and reset, so they get a server of their own.
# Needs EVENTYARD_BINARY and `aws` on the PATH.
set -eu
. "$(dirname "$0")/lib.sh"
unset EVENTYARD_ENDPOINT

touch "$work/server.log"
"$EVENTYARD_BINARY" --port 0 >"$work/server.log" 2>"$work/server.err" &
server=$!
trap 'code=$?; [ $code -eq 0 ] || echo "FAILED at: $step" >&2; kill $server 2>/dev/null || true' EXIT
address=
for _ in $(seq 200); do
    address=$(sed -n '1s|.*listening on \(http://127\.0\.0\.1:[0-9]*\).*|\1|p' "$work/server.log")
    [ -z "$address" ] || break
    sleep 0.05
done

own() { "$EVENTYARD_BINARY" "$@" --endpoint "$address"; }
receive() { aws --endpoint-url "$address" --output json sqs receive-message --queue-url "$url"; }

ends_with "health" 0 own health
contains "health says" "$out" ready
ends_with "health --json" 0 own health --json
equal "health --json says" "$(pick 'it["status"], it["services"]["sqs"]' <<<"$out")" "('ready', 'running')"
ends_with "the endpoint from the environment" 0 env EVENTYARD_ENDPOINT="$address" "$EVENTYARD_BINARY" health

url=$(aws --endpoint-url "$address" sqs create-queue --queue-name own --query QueueUrl --output text)
aws --endpoint-url "$address" sqs send-message --queue-url "$url" --message-body old --delay-seconds 600 >/dev/null
ends_with "state" 0 own state
contains "state names the queue" "$out" own
ends_with "state --json" 0 own state --json
equal "state --json has the queue" \
    "$(pick '[(q["arn"], q["visible"], q["delayed"], q["inFlight"]) for q in it["sqs"]["queues"]]' <<<"$out")" \
    "[('arn:aws:sqs:us-east-1:000000000000:own', 0, 1, 0)]"

ends_with "time" 0 own time
contains "time says" "$out" real
ends_with "time freeze" 0 own time freeze
ends_with "time --json" 0 own time --json
equal "frozen" "$(pick 'it["mode"]' <<<"$out")" frozen
before=$(pick 'it["now"]' <<<"$out")
ends_with "time stands still" 0 own time --json
equal "the same time" "$(pick 'it["now"]' <<<"$out")" "$before"
equal "nothing before the delay is over" "$(receive)" ""
ends_with "time advance" 0 own time advance PT10M
equal "the delay is over" "$(receive | pick 'it["Messages"][0]["Body"]')" old
ends_with "time advance P1D" 0 own time advance P1D --json
equal "a day and ten minutes later" "$(python3 -c '
import sys
from datetime import datetime
a, b = (datetime.fromisoformat(t.replace("Z", "+00:00")) for t in sys.argv[1:])
print(b - a)' "$before" "$(pick 'it["now"]' <<<"$out")")" "1 day, 0:10:00"
equal "visible again" "$(receive | pick 'it["Messages"][0]["Body"]')" old

topic=arn:aws:sns:us-east-1:000000000000:orders
sns() { aws --endpoint-url "$address" --output text sns "$@" >/dev/null; }
ends_with "journal of nothing" 0 own journal
equal "nothing was delivered" "$out" "no such delivery"
sns create-topic --name orders
sns subscribe --topic-arn "$topic" --protocol sqs --notification-endpoint arn:aws:sqs:us-east-1:000000000000:own
sns subscribe --topic-arn "$topic" --protocol sqs --notification-endpoint arn:aws:sqs:us-east-1:000000000000:red \
    --attributes '{"FilterPolicy":"{\"color\":[\"red\"]}"}'
sns publish --topic-arn "$topic" --message m
ends_with "journal" 0 own journal --wait 5
contains "journal shows a delivery" "$out" "sns  orders → sqs:own  delivered  (1 attempt)"
contains "journal shows why not" "$out" 'sns  orders → sqs:red  filtered  color wanted "red", is missing'
ends_with "journal --json" 0 own journal --json --outcome filtered
equal "journal --json is a record a line" "$(pick 'it["outcome"], it["why"]["path"]' <<<"$out")" "('filtered', 'color')"
ends_with "journal --follow" 0 own journal --follow --limit 2
ends_with "journal of a wrong outcome" 2 own journal --outcome lost
ends_with "explain" 0 own explain "{\"topic\":\"$topic\",\"message\":\"m\",\"attributes\":{\"color\":\"blue\"}}"
contains "explain shows who gets it" "$out" "sqs:own  matches"
contains "explain shows who doesn't" "$out" 'sqs:red  doesn'"'"'t match  color wanted "red", got "blue"'
ends_with "explain of a wrong pattern" 1 own explain '{"pattern":{"a":"b"},"event":{}}'

ends_with "time going back is refused" 1 own time freeze 2001-01-01T00:00:00Z
[ -n "$err" ] || { step="a refusal says why"; exit 1; }
ends_with "time resume" 0 own time resume
ends_with "resumed" 0 own time --json
equal "real again, elsewhere" "$(pick 'it["mode"], it["offset"] != "PT0S"' <<<"$out")" "('real', True)"

ends_with "reset" 0 own reset
ends_with "state after reset" 0 own state --json
equal "no queue left" "$(pick 'it.get("sqs", {}).get("queues", [])' <<<"$out")" "[]"
ends_with "time after reset" 0 own time --json
equal "real time" "$(pick 'it["mode"], it["offset"]' <<<"$out")" "('real', 'PT0S')"

ends_with "an unknown subcommand" 2 own dance
ends_with "an unknown flag" 2 own health --dance
ends_with "a missing argument" 2 own time advance
ends_with "--help" 0 "$EVENTYARD_BINARY" --help
contains "--help names the subcommands" "$out" health

kill -TERM "$server"
code=0
wait "$server" || code=$?
equal "the server's exit code" "$code" 0
ends_with "nobody listens any more" 1 own health
[ -n "$err" ] || { step="an unreachable server is named"; exit 1; }

rm -r "$work"
echo "cli/own.sh: $checks checks passed"
