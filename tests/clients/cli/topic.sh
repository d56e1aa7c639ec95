#!/usr/bin/env bash
# A topic's life through the AWS CLI. Needs EVENTYARD_ENDPOINT and `aws` on the PATH.
set -eu
. "$(dirname "$0")/lib.sh"

call() { aws --endpoint-url "$EVENTYARD_ENDPOINT" --output json "$@"; }
sns() { call sns "$@"; }
receive() { call sqs receive-message --queue-url "$url" --max-number-of-messages 10 --message-attribute-names All; }
texts() { receive | pick '[json.loads(m["Body"])["Message"] for m in it["Messages"]]'; }

name=cli-$$-$RANDOM
topic=$(sns create-topic --name "$name" --attributes DisplayName=News --tags Key=stage,Value=test --query TopicArn --output text)
equal "the topic's ARN" "$topic" "arn:aws:sns:us-east-1:000000000000:$name"
contains "list-topics" "$(sns list-topics)" "$topic"
equal "list-tags-for-resource" "$(sns list-tags-for-resource --resource-arn "$topic" | pick 'it["Tags"]')" "[{'Key': 'stage', 'Value': 'test'}]"
sns set-topic-attributes --topic-arn "$topic" --attribute-name DisplayName --attribute-value 'More & <more>'
equal "get-topic-attributes" \
    "$(sns get-topic-attributes --topic-arn "$topic" | pick 'it["Attributes"]["DisplayName"], it["Attributes"]["SubscriptionsConfirmed"]')" \
    "('More & <more>', '0')"

url=$(call sqs create-queue --queue-name "$name" --query QueueUrl --output text)
queue=arn:aws:sqs:us-east-1:000000000000:$name
subscription=$(sns subscribe --topic-arn "$topic" --protocol sqs --notification-endpoint "$queue" --query SubscriptionArn --output text)
contains "the subscription's ARN" "$subscription" "$topic:"
equal "list-subscriptions-by-topic" \
    "$(sns list-subscriptions-by-topic --topic-arn "$topic" | pick '[s["Endpoint"] for s in it["Subscriptions"]]')" "['$queue']"

sent=$(sns publish --topic-arn "$topic" --message 'příliš žluťoučký 🚀' --subject subject \
    --message-attributes '{"k":{"DataType":"String","StringValue":"x"}}' --query MessageId --output text)
equal "the envelope" \
    "$(receive | pick '[json.loads(it["Messages"][0]["Body"])[k] for k in ("MessageId", "Subject", "Message", "MessageAttributes")]')" \
    "['$sent', 'subject', 'příliš žluťoučký 🚀', {'k': {'Type': 'String', 'Value': 'x'}}]"
equal "publish-batch" \
    "$(sns publish-batch --topic-arn "$topic" --publish-batch-request-entries Id=a,Message=one Id=b,Message=two | pick '[s["Id"] for s in it["Successful"]], it.get("Failed", [])')" \
    "(['a', 'b'], [])"
equal "both arrived" "$(texts)" "['one', 'two']"

set_subscription() { sns set-subscription-attributes --subscription-arn "$subscription" --attribute-name "$1" --attribute-value "$2"; }
set_subscription FilterPolicy '{"k":["wanted"]}'
set_subscription RawMessageDelivery true
for value in unwanted wanted; do
    sns publish --topic-arn "$topic" --message "$value" \
        --message-attributes '{"k":{"DataType":"String","StringValue":"'$value'"}}' >/dev/null
done
equal "filtered and raw" "$(receive | pick '[(m["Body"], m["MessageAttributes"]["k"]["StringValue"]) for m in it["Messages"]]')" "[('wanted', 'wanted')]"

sns unsubscribe --subscription-arn "$subscription"
sns publish --topic-arn "$topic" --message gone >/dev/null
equal "nothing after unsubscribe" "$(receive)" ""
equal "a text message" "$(sns publish --phone-number +15551234567 --message hello | pick 'len(it["MessageId"])')" 36

call sqs delete-queue --queue-url "$url"
sns delete-topic --topic-arn "$topic"
ends_with "a deleted topic" 255 sns get-topic-attributes --topic-arn "$topic"
contains "its error" "$err" "(NotFound)"
contains "its text" "$err" "Topic does not exist"

rm -r "$work"
echo "cli/topic.sh: $checks checks passed"
