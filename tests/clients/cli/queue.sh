#!/usr/bin/env bash
# A queue's whole life through the AWS CLI. Needs EVENTYARD_ENDPOINT and `aws` on the PATH.
set -eu
. "$(dirname "$0")/lib.sh"

sqs() {
    local operation=$1
    shift
    aws --endpoint-url "$EVENTYARD_ENDPOINT" --output json sqs "$operation" "$@"
}

name=cli-$$-$RANDOM
url=$(sqs create-queue --queue-name "$name" --attributes VisibilityTimeout=45 --tags stage=test --query QueueUrl --output text)
contains "the URL names the queue" "$url" "/000000000000/$name"
equal "get-queue-url" "$(sqs get-queue-url --queue-name "$name" --query QueueUrl --output text)" "$url"
equal "list-queues" "$(sqs list-queues --queue-name-prefix "$name" | pick 'it["QueueUrls"]')" "['$url']"
equal "list-queues without a match" "$(sqs list-queues --queue-name-prefix "$name-not")" ""
equal "list-queue-tags" "$(sqs list-queue-tags --queue-url "$url" | pick 'it["Tags"]')" "{'stage': 'test'}"

sqs set-queue-attributes --queue-url "$url" --attributes DelaySeconds=0,VisibilityTimeout=60
equal "get-queue-attributes" \
    "$(sqs get-queue-attributes --queue-url "$url" --attribute-names VisibilityTimeout QueueArn | pick 'it["Attributes"]["VisibilityTimeout"], it["Attributes"]["QueueArn"]')" \
    "('60', 'arn:aws:sqs:us-east-1:000000000000:$name')"
equal "a new queue has these attributes" \
    "$(sqs get-queue-attributes --queue-url "$url" --attribute-names All | pick 'len(it["Attributes"])')" 12

sent=$(sqs send-message --queue-url "$url" --message-body 'příliš žluťoučký 🚀' \
    --message-attributes '{"k":{"DataType":"String","StringValue":"x"}}')
equal "MD5 of attributes" "$(pick 'it["MD5OfMessageAttributes"]' <<<"$sent")" a45daa70926828a2f0a1db3418e6feb4
received=$(sqs receive-message --queue-url "$url" --message-attribute-names All --message-system-attribute-names All)
equal "body" "$(pick 'it["Messages"][0]["Body"]' <<<"$received")" 'příliš žluťoučký 🚀'
equal "id" "$(pick 'it["Messages"][0]["MessageId"]' <<<"$received")" "$(pick 'it["MessageId"]' <<<"$sent")"
equal "receive count" "$(pick 'it["Messages"][0]["Attributes"]["ApproximateReceiveCount"]' <<<"$received")" 1
equal "nothing while it is in flight" "$(sqs receive-message --queue-url "$url")" ""
handle=$(pick 'it["Messages"][0]["ReceiptHandle"]' <<<"$received")
sqs change-message-visibility --queue-url "$url" --receipt-handle "$handle" --visibility-timeout 0
handle=$(sqs receive-message --queue-url "$url" | pick 'it["Messages"][0]["ReceiptHandle"]')
sqs delete-message --queue-url "$url" --receipt-handle "$handle"

batch=$(sqs send-message-batch --queue-url "$url" --entries Id=a,MessageBody=one Id=b,MessageBody=two Id=c,MessageBody=x,DelaySeconds=901)
equal "batch" "$(pick '[s["Id"] for s in it["Successful"]], [f["Id"] for f in it["Failed"]]' <<<"$batch")" "(['a', 'b'], ['c'])"
sqs purge-queue --queue-url "$url"
equal "purged" "$(sqs receive-message --queue-url "$url")" ""

sqs add-permission --queue-url "$url" --label share --aws-account-ids 111111111111 --actions SendMessage
contains "policy" "$(sqs get-queue-attributes --queue-url "$url" --attribute-names Policy)" SQS:SendMessage
sqs remove-permission --queue-url "$url" --label share
equal "no policy left" "$(sqs get-queue-attributes --queue-url "$url" --attribute-names Policy)" ""
sqs tag-queue --queue-url "$url" --tags more=1
sqs untag-queue --queue-url "$url" --tag-keys stage more
equal "no tags left" "$(sqs list-queue-tags --queue-url "$url")" ""

fifo=$(sqs create-queue --queue-name "$name.fifo" --attributes FifoQueue=true,ContentBasedDeduplication=true --query QueueUrl --output text)
for body in one two; do
    sqs send-message --queue-url "$fifo" --message-body $body --message-group-id g >/dev/null
done
equal "FIFO order" \
    "$(sqs receive-message --queue-url "$fifo" --max-number-of-messages 10 | pick '[m["Body"] for m in it["Messages"]]')" "['one', 'two']"
sqs delete-queue --queue-url "$fifo"

dead=$(sqs create-queue --queue-name "$name-dead" --query QueueUrl --output text)
arn=arn:aws:sqs:us-east-1:000000000000:$name-dead
policy='{\"deadLetterTargetArn\":\"'$arn'\",\"maxReceiveCount\":\"1\"}'
sqs set-queue-attributes --queue-url "$url" --attributes "{\"RedrivePolicy\":\"$policy\"}"
equal "dead letter sources" "$(sqs list-dead-letter-source-queues --queue-url "$dead" | pick 'it["queueUrls"]')" "['$url']"
sqs send-message --queue-url "$url" --message-body poison >/dev/null
sqs receive-message --queue-url "$url" --visibility-timeout 0 >/dev/null
equal "moved away" "$(sqs receive-message --queue-url "$url")" ""
sqs start-message-move-task --source-arn "$arn" >/dev/null
equal "moved back" "$(sqs receive-message --queue-url "$url" --wait-time-seconds 10 | pick 'it["Messages"][0]["Body"]')" poison
equal "move task" "$(sqs list-message-move-tasks --source-arn "$arn" | pick 'it["Results"][0]["SourceArn"]')" "$arn"

sqs delete-queue --queue-url "$dead"
sqs delete-queue --queue-url "$url"
ends_with "a deleted queue" 255 sqs get-queue-url --queue-name "$name"
contains "its error" "$err" "AWS.SimpleQueueService.NonExistentQueue"
contains "its text" "$err" "The specified queue does not exist."

rm -r "$work"
echo "cli/queue.sh: $checks checks passed"
