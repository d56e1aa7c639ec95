#!/usr/bin/env bash
# A bus's life through the AWS CLI, and `eventyard explain` on its rules. Needs EVENTYARD_ENDPOINT, EVENTYARD_BINARY
# and `aws` on the PATH.
set -eu
. "$(dirname "$0")/lib.sh"

call() { aws --endpoint-url "$EVENTYARD_ENDPOINT" --output json "$@"; }
events() { call events "$@"; }
receive() { call sqs receive-message --queue-url "$url" --max-number-of-messages 10; }
explain() { "$EVENTYARD_BINARY" explain --endpoint "$EVENTYARD_ENDPOINT" --event "$work/event.json" --bus "$bus" "$@"; }

bus=cli-$$-$RANDOM
arn=arn:aws:events:us-east-1:000000000000
equal "the bus's ARN" \
    "$(events create-event-bus --name "$bus" --description 'a <bus>' --tags Key=stage,Value=test --query EventBusArn --output text)" \
    "$arn:event-bus/$bus"
equal "describe-event-bus" "$(events describe-event-bus --name "$bus" | pick 'it["Name"], it["Description"], "Policy" in it')" "('$bus', 'a <bus>', False)"
contains "list-event-buses" "$(events list-event-buses --name-prefix "$bus")" "$arn:event-bus/$bus"
equal "list-tags-for-resource" "$(events list-tags-for-resource --resource-arn "$arn:event-bus/$bus" | pick 'it["Tags"]')" "[{'Key': 'stage', 'Value': 'test'}]"
events put-permission --event-bus-name "$bus" --action events:PutEvents --principal 111111111111 --statement-id one
equal "the policy" "$(events describe-event-bus --name "$bus" | pick 'json.loads(it["Policy"])["Statement"][0]["Sid"]')" one
events remove-permission --event-bus-name "$bus" --statement-id one

pattern='{"source":["shop"],"detail":{"total":[{"numeric":[">",100]}]}}'
equal "the rule's ARN" \
    "$(events put-rule --name large --event-bus-name "$bus" --event-pattern "$pattern" --query RuleArn --output text)" \
    "$arn:rule/$bus/large"
equal "describe-rule" "$(events describe-rule --name large --event-bus-name "$bus" | pick 'it["EventPattern"], it["State"]')" "('$pattern', 'ENABLED')"
events disable-rule --name large --event-bus-name "$bus"
equal "list-rules" "$(events list-rules --event-bus-name "$bus" | pick '[(r["Name"], r["State"]) for r in it["Rules"]]')" "[('large', 'DISABLED')]"
events enable-rule --name large --event-bus-name "$bus"
equal "test-event-pattern" \
    "$(events test-event-pattern --event-pattern "$pattern" --event '{"id":"1","account":"2","source":"shop","time":"3","region":"4","detail-type":"5","detail":{"total":101}}' | pick 'it["Result"]')" True

url=$(call sqs create-queue --queue-name "$bus" --query QueueUrl --output text)
queue=arn:aws:sqs:us-east-1:000000000000:$bus
put_target() { events put-targets --rule large --event-bus-name "$bus" --targets "$1" | pick 'it["FailedEntryCount"]'; }
equal "put-targets" "$(put_target '{"Id":"queue","Arn":"'"$queue"'"}')" 0
equal "list-targets-by-rule" "$(events list-targets-by-rule --rule large --event-bus-name "$bus" | pick 'it["Targets"]')" "[{'Id': 'queue', 'Arn': '$queue'}]"
equal "list-rule-names-by-target" "$(events list-rule-names-by-target --target-arn "$queue" --event-bus-name "$bus" | pick 'it["RuleNames"]')" "['large']"

entry() { printf '{"EventBusName":"%s","Source":"shop","DetailType":"order","Detail":"{\\"total\\":%s}"}' "$bus" "$1"; }
put=$(events put-events --entries "[$(entry 20),$(entry 250),$(entry x)]")
equal "put-events" "$(pick 'it["FailedEntryCount"], it["Entries"][2]["ErrorCode"]' <<<"$put")" "(1, 'MalformedDetail')"
equal "what arrived" \
    "$(receive | pick '[(e["id"], e["detail"]) for e in (json.loads(m["Body"]) for m in it["Messages"])]')" \
    "[('$(pick 'it["Entries"][1]["EventId"]' <<<"$put")', {'total': 250})]"

entry 30 >"$work/event.json"
ends_with "explain" 0 explain
equal "explain says why not" "$out" "events:rule/$bus/large  doesn't match  detail.total wanted numeric > 100, got 30"
ends_with "explain of one rule" 0 explain --rule large --json
equal "explain --json" "$(pick 'it["matches"], it["rules"][0]["why"]["path"]' <<<"$out")" "([], 'detail.total')"
ends_with "explain of no rule" 1 explain --rule small
ends_with "journal" 0 "$EVENTYARD_BINARY" journal --endpoint "$EVENTYARD_ENDPOINT" --from "$arn:event-bus/$bus" --wait 5
contains "the journal has what was delivered" "$out" "sqs:$bus  delivered"
contains "the journal tells why not" "$out" "filtered  detail.total wanted numeric > 100, got 20"

put_target '{"Id":"queue","Arn":"'"$queue"'","InputTransformer":{"InputPathsMap":{"t":"$.detail.total"},"InputTemplate":"{\"sum\": <t>}"}}' >/dev/null
events put-events --entries "[$(entry 300)]" >/dev/null
equal "transformed" "$(receive | pick '[json.loads(m["Body"]) for m in it["Messages"]]')" "[{'sum': 300}]"

equal "create-archive" "$(events create-archive --archive-name "$bus" --event-source-arn "$arn:event-bus/$bus" --retention-days 1 | pick 'it["State"]')" ENABLED
events put-events --entries "[$(entry 1)]" >/dev/null
equal "describe-archive" "$(events describe-archive --archive-name "$bus" | pick 'it["EventCount"], it["RetentionDays"]')" "(1, 1)"
events delete-archive --archive-name "$bus"
basic='{"BasicAuthParameters":{"Username":"user","Password":"secret"}}'
connection=$(events create-connection --name "$bus" --authorization-type BASIC --auth-parameters "$basic" --query ConnectionArn --output text)
# As a flag the CLI would fetch the endpoint.
destination='{"Name":"'$bus'","ConnectionArn":"'$connection'","InvocationEndpoint":"https://example.com/","HttpMethod":"POST"}'
equal "create-api-destination" "$(events create-api-destination --cli-input-json "$destination" | pick 'it["ApiDestinationState"]')" ACTIVE
events delete-api-destination --name "$bus"
events delete-connection --name "$bus" >/dev/null

ends_with "a rule with targets stays" 255 events delete-rule --name large --event-bus-name "$bus"
contains "why it stays" "$err" "Rule can't be deleted since it has targets."
events remove-targets --rule large --event-bus-name "$bus" --ids queue >/dev/null
events delete-rule --name large --event-bus-name "$bus"
call sqs delete-queue --queue-url "$url"
events delete-event-bus --name "$bus"
ends_with "a deleted bus" 255 events describe-event-bus --name "$bus"
contains "its error" "$err" "(ResourceNotFoundException)"
contains "its text" "$err" "Event bus $bus does not exist."

rm -r "$work"
echo "cli/event.sh: $checks checks passed"
