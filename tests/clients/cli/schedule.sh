#!/usr/bin/env bash
# A schedule's life through the AWS CLI; then one of tomorrow on a server of its own, whose clock is moved. Needs
# EVENTYARD_ENDPOINT, EVENTYARD_BINARY and `aws` on the PATH.
set -eu
. "$(dirname "$0")/lib.sh"

call() { aws --endpoint-url "$EVENTYARD_ENDPOINT" --output json "$@"; }
scheduler() { call scheduler "$@"; }
receive() { call sqs receive-message --queue-url "$url" --max-number-of-messages 10 "$@"; }
# Nobody moves the shared server's clock; but a rate begins at once.
bodies() { receive --wait-time-seconds 10 | pick '[m["Body"] for m in it["Messages"]]'; }

group=cli-$$-$RANDOM
arn=arn:aws:scheduler:us-east-1:000000000000
role=arn:aws:iam::000000000000:role/any
off='{"Mode":"OFF"}'
equal "the group's ARN" \
    "$(scheduler create-schedule-group --name "$group" --tags Key=stage,Value=test --query ScheduleGroupArn --output text)" \
    "$arn:schedule-group/$group"
ends_with "the same group again" 255 scheduler create-schedule-group --name "$group"
contains "its error" "$err" "(ConflictException)"
contains "its text" "$err" "Schedule group $group already exists."
scheduler tag-resource --resource-arn "$arn:schedule-group/$group" --tags 'Key=a/b,Value=1 + 1'
scheduler untag-resource --resource-arn "$arn:schedule-group/$group" --tag-keys stage none
equal "list-tags-for-resource" "$(scheduler list-tags-for-resource --resource-arn "$arn:schedule-group/$group" | pick 'it["Tags"]')" "[{'Key': 'a/b', 'Value': '1 + 1'}]"
equal "get-schedule-group" "$(scheduler get-schedule-group --name "$group" | pick 'it["Name"], it["State"]')" "('$group', 'ACTIVE')"
contains "list-schedule-groups" "$(scheduler list-schedule-groups --name-prefix "$group")" "$arn:schedule-group/$group"

url=$(call sqs create-queue --queue-name "$group" --query QueueUrl --output text)
queue=arn:aws:sqs:us-east-1:000000000000:$group
target='{"Arn":"'$queue'","RoleArn":"'$role'","Input":"<aws.scheduler.schedule-arn>"}'
equal "create-schedule" \
    "$(scheduler create-schedule --name later --group-name "$group" --schedule-expression 'cron(0 8 ? * MON-FRI *)' \
        --schedule-expression-timezone Europe/Vienna --description 'a <schedule>' --flexible-time-window "$off" \
        --start-date 2100-01-01T00:00:00Z --end-date 2100-06-01T02:00:00+02:00 --target "$target" --query ScheduleArn --output text)" \
    "$arn:schedule/$group/later"
shown=$(scheduler get-schedule --name later --group-name "$group")
equal "get-schedule" "$(pick 'it["ScheduleExpression"], it["State"], it["Target"]["RetryPolicy"]["MaximumRetryAttempts"]' <<<"$shown")" "('cron(0 8 ? * MON-FRI *)', 'ENABLED', 185)"
equal "its dates" "$(pick 'int(it["StartDate"]), int(it["EndDate"])' <<<"$shown")" "(4102444800, 4115491200)"
scheduler update-schedule --name later --group-name "$group" --schedule-expression 'at(2100-01-01T00:00:00)' \
    --flexible-time-window Mode=FLEXIBLE,MaximumWindowInMinutes=5 --state DISABLED --target "$target" >/dev/null
equal "update-schedule" "$(scheduler get-schedule --name later --group-name "$group" | pick 'it["State"], it["FlexibleTimeWindow"]["MaximumWindowInMinutes"], "Description" in it, it["ScheduleExpressionTimezone"]')" "('DISABLED', 5, False, 'UTC')"

scheduler create-schedule --name at-once --group-name "$group" --schedule-expression 'rate(1 day)' \
    --flexible-time-window "$off" --target "$target" >/dev/null
equal "what arrived" "$(bodies)" "['$arn:schedule/$group/at-once']"
ends_with "journal" 0 "$EVENTYARD_BINARY" journal --endpoint "$EVENTYARD_ENDPOINT" --via "$arn:schedule/$group/at-once" --wait 5
contains "the journal has what was delivered" "$out" "sqs:$group  delivered"
# The CLI turns the pages.
equal "list-schedules" "$(scheduler list-schedules --group-name "$group" --page-size 1 | pick '[s["Name"] for s in it["Schedules"]]')" "['at-once', 'later']"
equal "list-schedules by state" "$(scheduler list-schedules --group-name "$group" --state DISABLED | pick '[(s["Name"], s["Target"]) for s in it["Schedules"]]')" "[('later', {'Arn': '$queue'})]"

ends_with "a wrong expression" 255 scheduler create-schedule --name wrong --schedule-expression 'rate(10 seconds)' --flexible-time-window "$off" --target "$target"
contains "what is wrong" "$err" "Invalid Schedule Expression rate(10 seconds)."
scheduler delete-schedule --name later --group-name "$group"
ends_with "a deleted schedule" 255 scheduler get-schedule --name later --group-name "$group"
contains "it is gone" "$err" "(ResourceNotFoundException)"
scheduler delete-schedule-group --name "$group"
ends_with "a deleted group" 255 scheduler list-schedules --group-name "$group"
contains "its schedules went along" "$err" "Schedule group $group does not exist."
ends_with "the default group stays" 255 scheduler delete-schedule-group --name default
contains "why it stays" "$err" "This operation cannot be performed on schedule group default."
call sqs delete-queue --queue-url "$url"

# --- a day ahead ------------------------------------------------------------------------------

touch "$work/server.log"
"$EVENTYARD_BINARY" --port 0 >"$work/server.log" 2>"$work/server.err" &
server=$!
trap 'code=$?; [ $code -eq 0 ] || echo "FAILED at: $step" >&2; kill $server 2>/dev/null || true' EXIT
EVENTYARD_ENDPOINT=
for _ in $(seq 200); do
    EVENTYARD_ENDPOINT=$(sed -n '1s|.*listening on \(http://127\.0\.0\.1:[0-9]*\).*|\1|p' "$work/server.log")
    [ -z "$EVENTYARD_ENDPOINT" ] || break
    sleep 0.05
done
own() { "$EVENTYARD_BINARY" "$@" --endpoint "$EVENTYARD_ENDPOINT"; }

ends_with "time freeze" 0 own time freeze 2040-06-01T12:00:00Z
url=$(call sqs create-queue --queue-name tomorrow --query QueueUrl --output text)
call events create-event-bus --name shop >/dev/null
call events put-rule --name reminders --event-bus-name shop --event-pattern '{"source":["shop"]}' >/dev/null
call events put-targets --rule reminders --event-bus-name shop --targets Id=queue,Arn=arn:aws:sqs:us-east-1:000000000000:tomorrow >/dev/null
scheduler create-schedule --name tomorrow --schedule-expression 'at(2040-06-02T14:00:00)' --schedule-expression-timezone Europe/Vienna \
    --flexible-time-window "$off" --action-after-completion DELETE --target '{"Arn":"arn:aws:events:us-east-1:000000000000:event-bus/shop","RoleArn":"'$role'","Input":"{\"order\":7}","EventBridgeParameters":{"DetailType":"reminder","Source":"shop"}}' >/dev/null
ends_with "time says what is due" 0 own time --json
equal "it is due" "$(pick '[(d["at"], d["arn"]) for d in it["due"] if d["kind"] == "schedule"]' <<<"$out")" "[('2040-06-02T12:00:00.000Z', '$arn:schedule/default/tomorrow')]"
equal "nothing before" "$(receive)" ""
ends_with "time advance" 0 own time advance P1D
equal "the event" "$(receive | pick '[(e["detail-type"], e["time"], e["detail"]) for e in (json.loads(m["Body"]) for m in it["Messages"])]')" "[('reminder', '2040-06-02T12:00:00Z', {'order': 7})]"
equal "it is gone after completion" "$(scheduler list-schedules | pick 'it["Schedules"]')" "[]"

kill -TERM "$server"
code=0
wait "$server" || code=$?
equal "the server's exit code" "$code" 0

rm -r "$work"
echo "cli/schedule.sh: $checks checks passed"
