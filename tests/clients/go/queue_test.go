// A queue's whole life through the AWS SDK for Go v2, which checks every MD5 by itself.
package clients

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
)

func connect() *sqs.Client {
	return sqs.New(sqs.Options{
		BaseEndpoint: aws.String(os.Getenv("EVENTYARD_ENDPOINT")),
		Region:       "us-east-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
}

func name(suffix string) *string {
	bytes := make([]byte, 8)
	rand.Read(bytes)
	return aws.String("go-" + hex.EncodeToString(bytes) + suffix)
}

// must ends the test with the call's own error, so that no check below reads a nil reply.
func must[T any](t *testing.T) func(T, error) T {
	return func(reply T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return reply
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func create(t *testing.T, client *sqs.Client, input *sqs.CreateQueueInput) *string {
	t.Helper()
	url := must[*sqs.CreateQueueOutput](t)(client.CreateQueue(t.Context(), input)).QueueUrl
	t.Cleanup(func() {
		client.DeleteQueue(context.Background(), &sqs.DeleteQueueInput{QueueUrl: url})
	})
	return url
}

func attribute(t *testing.T, client *sqs.Client, url *string, name types.QueueAttributeName) string {
	t.Helper()
	return must[*sqs.GetQueueAttributesOutput](t)(client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: url, AttributeNames: []types.QueueAttributeName{name},
	})).Attributes[string(name)]
}

func receive(t *testing.T, client *sqs.Client, url *string) []types.Message {
	t.Helper()
	return must[*sqs.ReceiveMessageOutput](t)(client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl:                    url,
		MaxNumberOfMessages:         10,
		MessageAttributeNames:       []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	})).Messages
}

func TestStandardQueue(t *testing.T) {
	client := connect()
	queue := name("")
	url := create(t, client, &sqs.CreateQueueInput{
		QueueName:  queue,
		Attributes: map[string]string{"VisibilityTimeout": "45"},
		Tags:       map[string]string{"stage": "test"},
	})
	found := must[*sqs.GetQueueUrlOutput](t)(client.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: queue}))
	equal(t, "URL", *found.QueueUrl, *url)
	listed := must[*sqs.ListQueuesOutput](t)(client.ListQueues(t.Context(), &sqs.ListQueuesInput{QueueNamePrefix: queue}))
	equal(t, "queues", len(listed.QueueUrls), 1)
	tags := must[*sqs.ListQueueTagsOutput](t)(client.ListQueueTags(t.Context(), &sqs.ListQueueTagsInput{QueueUrl: url}))
	equal(t, "tag", tags.Tags["stage"], "test")
	equal(t, "timeout", attribute(t, client, url, types.QueueAttributeNameVisibilityTimeout), "45")

	body := "<tag attr=\"1\">\r\n&amp; 🚀 žluťoučký</tag>"
	sent := must[*sqs.SendMessageOutput](t)(client.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl:    url,
		MessageBody: &body,
		MessageAttributes: map[string]types.MessageAttributeValue{
			"text":   {DataType: aws.String("String.custom"), StringValue: aws.String("x")},
			"number": {DataType: aws.String("Number"), StringValue: aws.String("007")},
			"bytes":  {DataType: aws.String("Binary"), BinaryValue: []byte{0, 1, 0xff}},
		},
	}))
	messages := receive(t, client, url)
	equal(t, "messages", len(messages), 1)
	message := messages[0]
	equal(t, "id", *message.MessageId, *sent.MessageId)
	equal(t, "body", *message.Body, body)
	equal(t, "number", *message.MessageAttributes["number"].StringValue, "007")
	equal(t, "bytes", hex.EncodeToString(message.MessageAttributes["bytes"].BinaryValue), "0001ff")
	equal(t, "count", message.Attributes["ApproximateReceiveCount"], "1")
	equal(t, "messages while in flight", len(receive(t, client, url)), 0)

	must[*sqs.ChangeMessageVisibilityOutput](t)(client.ChangeMessageVisibility(t.Context(), &sqs.ChangeMessageVisibilityInput{
		QueueUrl: url, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: 0,
	}))
	messages = receive(t, client, url)
	equal(t, "messages after visibility 0", len(messages), 1)
	equal(t, "count", messages[0].Attributes["ApproximateReceiveCount"], "2")
	must[*sqs.DeleteMessageOutput](t)(client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{
		QueueUrl: url, ReceiptHandle: messages[0].ReceiptHandle,
	}))
	equal(t, "in flight", attribute(t, client, url, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible), "0")

	must[*sqs.DeleteQueueOutput](t)(client.DeleteQueue(t.Context(), &sqs.DeleteQueueInput{QueueUrl: url}))
	_, err := client.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: queue})
	var missing *types.QueueDoesNotExist
	if !errors.As(err, &missing) {
		t.Fatalf("a deleted queue: %v", err)
	}
}

func TestFifoQueue(t *testing.T) {
	client := connect()
	url := create(t, client, &sqs.CreateQueueInput{
		QueueName:  name(".fifo"),
		Attributes: map[string]string{"FifoQueue": "true", "ContentBasedDeduplication": "true"},
	})
	send := func(body string) *sqs.SendMessageOutput {
		return must[*sqs.SendMessageOutput](t)(client.SendMessage(t.Context(), &sqs.SendMessageInput{
			QueueUrl: url, MessageBody: &body, MessageGroupId: aws.String("a"),
		}))
	}
	first, second, twin := send("one"), send("two"), send("one")
	equal(t, "id of a duplicate", *twin.MessageId, *first.MessageId)
	if *first.SequenceNumber >= *second.SequenceNumber {
		t.Fatal("sequence numbers do not grow")
	}
	head := must[*sqs.ReceiveMessageOutput](t)(client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: url})).Messages
	equal(t, "messages", len(head), 1)
	equal(t, "head", *head[0].Body, "one")
	equal(t, "messages of a locked group", len(receive(t, client, url)), 0)
	must[*sqs.DeleteMessageOutput](t)(client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{
		QueueUrl: url, ReceiptHandle: head[0].ReceiptHandle,
	}))
	rest := receive(t, client, url)
	equal(t, "messages", len(rest), 1)
	equal(t, "next", *rest[0].Body, "two")
}

func TestBatchWithOneBadEntry(t *testing.T) {
	client := connect()
	url := create(t, client, &sqs.CreateQueueInput{QueueName: name("")})
	entry := func(id, body string) types.SendMessageBatchRequestEntry {
		return types.SendMessageBatchRequestEntry{Id: &id, MessageBody: &body}
	}
	reply := must[*sqs.SendMessageBatchOutput](t)(client.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{
		QueueUrl: url,
		Entries:  []types.SendMessageBatchRequestEntry{entry("good", "fine"), entry("bad", "\x01"), entry("last", "fine too")},
	}))
	equal(t, "successful", len(reply.Successful), 2)
	equal(t, "failed", len(reply.Failed), 1)
	equal(t, "failed id", *reply.Failed[0].Id, "bad")
	equal(t, "code", *reply.Failed[0].Code, "InvalidMessageContents")
	equal(t, "fault", reply.Failed[0].SenderFault, true)

	var entries []types.DeleteMessageBatchRequestEntry
	for i, message := range receive(t, client, url) {
		entries = append(entries, types.DeleteMessageBatchRequestEntry{
			Id: aws.String(fmt.Sprint("m", i)), ReceiptHandle: message.ReceiptHandle,
		})
	}
	entries = append(entries, types.DeleteMessageBatchRequestEntry{Id: aws.String("bad"), ReceiptHandle: aws.String("garbage")})
	deleted := must[*sqs.DeleteMessageBatchOutput](t)(client.DeleteMessageBatch(t.Context(), &sqs.DeleteMessageBatchInput{
		QueueUrl: url, Entries: entries,
	}))
	equal(t, "deleted", len(deleted.Successful), 2)
	equal(t, "code", *deleted.Failed[0].Code, "ReceiptHandleIsInvalid")
}

func TestDeadLetterQueue(t *testing.T) {
	client := connect()
	dead := create(t, client, &sqs.CreateQueueInput{QueueName: name("")})
	arn := attribute(t, client, dead, types.QueueAttributeNameQueueArn)
	source := create(t, client, &sqs.CreateQueueInput{
		QueueName:  name(""),
		Attributes: map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"` + arn + `","maxReceiveCount":1}`},
	})
	sources := must[*sqs.ListDeadLetterSourceQueuesOutput](t)(client.ListDeadLetterSourceQueues(t.Context(),
		&sqs.ListDeadLetterSourceQueuesInput{QueueUrl: dead}))
	if !slices.Equal(sources.QueueUrls, []string{*source}) {
		t.Fatalf("sources: %v", sources.QueueUrls)
	}
	must[*sqs.SendMessageOutput](t)(client.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: source, MessageBody: aws.String("poison"),
	}))
	once := receive(t, client, source)
	equal(t, "messages", len(once), 1)
	must[*sqs.ChangeMessageVisibilityOutput](t)(client.ChangeMessageVisibility(t.Context(), &sqs.ChangeMessageVisibilityInput{
		QueueUrl: source, ReceiptHandle: once[0].ReceiptHandle, VisibilityTimeout: 0,
	}))
	equal(t, "messages after one failure", len(receive(t, client, source)), 0)
	equal(t, "dead letters", attribute(t, client, dead, types.QueueAttributeNameApproximateNumberOfMessages), "1")

	must[*sqs.StartMessageMoveTaskOutput](t)(client.StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{SourceArn: &arn}))
	back := must[*sqs.ReceiveMessageOutput](t)(client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: source, WaitTimeSeconds: 10,
	})).Messages
	equal(t, "messages moved back", len(back), 1)
	equal(t, "body", *back[0].Body, "poison")
}

func TestLongPollIsWokenBySend(t *testing.T) {
	client := connect()
	url := create(t, client, &sqs.CreateQueueInput{QueueName: name("")})
	start := time.Now()
	received := make(chan int)
	go func() {
		reply, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: 20})
		if err != nil {
			received <- -1
			return
		}
		received <- len(reply.Messages)
	}()
	must[*sqs.SendMessageOutput](t)(client.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: url, MessageBody: aws.String("wake up"),
	}))
	equal(t, "messages", <-received, 1)
	if time.Since(start) > 10*time.Second {
		t.Fatal("the send did not wake the receiver")
	}
}

func TestErrors(t *testing.T) {
	client := connect()
	queue := name("")
	url := create(t, client, &sqs.CreateQueueInput{QueueName: queue})
	_, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String(*url + "-not"), MessageBody: aws.String("x")})
	var missing *types.QueueDoesNotExist
	if !errors.As(err, &missing) {
		t.Fatalf("an unknown queue: %v", err)
	}
	equal(t, "code", missing.ErrorCode(), "AWS.SimpleQueueService.NonExistentQueue")
	_, err = client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: queue, Attributes: map[string]string{"DelaySeconds": "7"}})
	var exists *types.QueueNameExists
	if !errors.As(err, &exists) {
		t.Fatalf("another queue of the same name: %v", err)
	}
	_, err = client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: url, MaxNumberOfMessages: 11})
	var refused smithy.APIError
	if !errors.As(err, &refused) {
		t.Fatalf("eleven messages: %v", err)
	}
	equal(t, "code", refused.ErrorCode(), "InvalidParameterValue")
}
