#!/usr/bin/env bash
# A state machine's life and its executions' through the AWS CLI. Needs EVENTYARD_ENDPOINT, EVENTYARD_BINARY and `aws`
# on the PATH.
set -eu
. "$(dirname "$0")/lib.sh"

call() { aws --endpoint-url "$EVENTYARD_ENDPOINT" --output json "$@"; }
states() { call stepfunctions "$@"; }

name=cli-$$-$RANDOM
account=us-east-1:000000000000
machine=arn:aws:states:$account:stateMachine:$name
role=arn:aws:iam::000000000000:role/any

cat >"$work/order.json" <<'JSON'
{
  "StartAt": "Price",
  "States": {
    "Price": { "Type": "Pass", "Parameters": { "total.$": "States.MathAdd($.price, $.shipping)" }, "ResultPath": "$.sum", "Next": "Large" },
    "Large": {
      "Type": "Choice",
      "Choices": [{ "Variable": "$.sum.total", "NumericGreaterThan": 100, "Next": "Ask" }],
      "Default": "Done"
    },
    "Ask": {
      "Type": "Task",
      "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "Parameters": { "QueueUrl.$": "$.queue", "MessageBody": { "token.$": "$$.Task.Token" } },
      "ResultPath": "$.approval",
      "Catch": [{ "ErrorEquals": ["Refused"], "ResultPath": "$.refusal", "Next": "No" }],
      "Next": "Done"
    },
    "No": { "Type": "Fail", "Error": "Refused", "CausePath": "$.refusal.Cause" },
    "Done": { "Type": "Succeed" }
  }
}
JSON
equal "create-state-machine" \
    "$(states create-state-machine --name "$name" --definition "file://$work/order.json" --role-arn "$role" --tags key=stage,value=test --query stateMachineArn --output text)" \
    "$machine"
equal "describe-state-machine" "$(states describe-state-machine --state-machine-arn "$machine" | pick 'it["status"], it["type"], json.loads(it["definition"])["StartAt"]')" "('ACTIVE', 'STANDARD', 'Price')"
equal "tags" "$(states list-tags-for-resource --resource-arn "$machine" | pick 'it["tags"]')" "[{'key': 'stage', 'value': 'test'}]"
contains "list-state-machines" "$(states list-state-machines)" "$machine"
equal "validate-state-machine-definition" "$(states validate-state-machine-definition --definition '{"StartAt":"A","States":{"A":{"Type":"Pass"}}}' | pick 'it["result"], it["diagnostics"][0]["code"]')" "('FAIL', 'SCHEMA_VALIDATION_FAILED')"

# Nobody is asked for a small order.
run=arn:aws:states:$account:execution:$name
equal "start-execution" "$(states start-execution --state-machine-arn "$machine" --name small --input '{"price":5,"shipping":2}' --query executionArn --output text)" "$run:small"
equal "describe-execution" "$(states describe-execution --execution-arn "$run:small" | pick 'it["status"], json.loads(it["output"])["sum"]')" "('SUCCEEDED', {'total': 7})"
equal "get-execution-history" "$(states get-execution-history --execution-arn "$run:small" --page-size 2 | pick '[e["type"] for e in it["events"]]')" \
    "['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ChoiceStateEntered', 'ChoiceStateExited', 'SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded']"
ends_with "the same name with another input" 255 states start-execution --state-machine-arn "$machine" --name small --input '{"price":6,"shipping":2}'
contains "its error" "$err" "(ExecutionAlreadyExists)"

# A large order waits for a human, who has the token from a queue.
url=$(call sqs create-queue --queue-name "$name" --query QueueUrl --output text)
token() { call sqs receive-message --queue-url "$url" --wait-time-seconds 10 | pick 'json.loads(it["Messages"][0]["Body"])["token"]'; }
large='{"price":500,"shipping":2,"queue":"'$url'"}'
for order in yes no; do
    states start-execution --state-machine-arn "$machine" --name "$order" --input "$large" >/dev/null
    token=$(token)
    if [ $order = yes ]; then
        states send-task-heartbeat --task-token "$token"
        states send-task-success --task-token "$token" --task-output '{"by":"Ada"}'
    else
        states send-task-failure --task-token "$token" --error Refused --cause 'too dear'
    fi
done
equal "approved" "$(states describe-execution --execution-arn "$run:yes" | pick 'it["status"], json.loads(it["output"])["approval"]')" "('SUCCEEDED', {'by': 'Ada'})"
equal "refused" "$(states describe-execution --execution-arn "$run:no" | pick 'it["status"], it["error"], it["cause"]')" "('FAILED', 'Refused', 'too dear')"
ends_with "a token that was used" 255 states send-task-success --task-token "$token" --task-output '{}'
contains "its error" "$err" "(TaskTimedOut)"
equal "list-executions" "$(states list-executions --state-machine-arn "$machine" --status-filter FAILED --page-size 1 | pick '[e["name"] for e in it["executions"]]')" "['no']"

# What is updated is another revision; a version stays.
equal "publish-state-machine-version" "$(states publish-state-machine-version --state-machine-arn "$machine" --query stateMachineVersionArn --output text)" "$machine:1"
states update-state-machine --state-machine-arn "$machine" --definition '{"StartAt":"New","States":{"New":{"Type":"Succeed"}}}' >/dev/null
states create-state-machine-alias --name live --routing-configuration "stateMachineVersionArn=$machine:1,weight=100" >/dev/null
states start-execution --state-machine-arn "$machine:live" --name old --input '{"price":1,"shipping":1}' >/dev/null
contains "the version's history" "$(states get-execution-history --execution-arn "$run:old")" PassStateEntered
states start-execution --state-machine-arn "$machine" --name new >/dev/null
equal "the new revision" "$(states get-execution-history --execution-arn "$run:new" --reverse-order | pick 'len(it["events"])')" 4

ends_with "a definition without its first state" 255 states create-state-machine --name "$name-wrong" --role-arn "$role" --definition '{"StartAt":"No","States":{"A":{"Type":"Succeed"}}}'
contains "its error" "$err" "(InvalidDefinition)"
contains "what is wrong" "$err" "MISSING_TRANSITION_TARGET: Missing 'Next' target: No at /StartAt"
ends_with "state" 0 "$EVENTYARD_BINARY" state --endpoint "$EVENTYARD_ENDPOINT"
contains "state shows the machine" "$out" "$machine  STANDARD, 0 executions running, 5 ended"
states delete-state-machine --state-machine-arn "$machine"
ends_with "a deleted machine" 255 states describe-state-machine --state-machine-arn "$machine"
contains "it is gone" "$err" "(StateMachineDoesNotExist)"
call sqs delete-queue --queue-url "$url"

rm -r "$work"
echo "cli/execution.sh: $checks checks passed"
