// A topic's life through the AWS SDK for Go v2.
package clients

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

func connectSNS() *sns.Client {
	return sns.New(sns.Options{
		BaseEndpoint: aws.String(os.Getenv("EVENTYARD_ENDPOINT")),
		Region:       "us-east-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
}

func createTopic(t *testing.T, client *sns.Client, input *sns.CreateTopicInput) *string {
	t.Helper()
	arn := must[*sns.CreateTopicOutput](t)(client.CreateTopic(t.Context(), input)).TopicArn
	t.Cleanup(func() {
		client.DeleteTopic(context.Background(), &sns.DeleteTopicInput{TopicArn: arn})
	})
	return arn
}

// subscribe gives the URL of a new queue that is subscribed to the topic, and the subscription's ARN.
func subscribe(t *testing.T, client *sns.Client, topic *string, suffix string, attributes map[string]string) (url, arn *string) {
	t.Helper()
	queue := &sqs.CreateQueueInput{QueueName: name(suffix)}
	if suffix == ".fifo" {
		queue.Attributes = map[string]string{"FifoQueue": "true"}
	}
	url = create(t, connect(), queue)
	return url, must[*sns.SubscribeOutput](t)(client.Subscribe(t.Context(), &sns.SubscribeInput{
		TopicArn:   topic,
		Protocol:   aws.String("sqs"),
		Endpoint:   aws.String("arn:aws:sqs:us-east-1:000000000000:" + *queue.QueueName),
		Attributes: attributes,
	})).SubscriptionArn
}

func texts(t *testing.T, url *string) []string {
	t.Helper()
	var found []string
	for _, message := range receive(t, connect(), url) {
		var envelope struct{ Message string }
		if err := json.Unmarshal([]byte(*message.Body), &envelope); err != nil {
			t.Fatal(err)
		}
		found = append(found, envelope.Message)
	}
	return found
}

func TestStandardTopic(t *testing.T) {
	client := connectSNS()
	topic := createTopic(t, client, &sns.CreateTopicInput{
		Name:       name(""),
		Attributes: map[string]string{"DisplayName": "a & b"},
		Tags:       []types.Tag{{Key: aws.String("stage"), Value: aws.String("test")}},
	})
	shown := must[*sns.GetTopicAttributesOutput](t)(client.GetTopicAttributes(t.Context(), &sns.GetTopicAttributesInput{TopicArn: topic}))
	equal(t, "display name", shown.Attributes["DisplayName"], "a & b")
	tags := must[*sns.ListTagsForResourceOutput](t)(client.ListTagsForResource(t.Context(), &sns.ListTagsForResourceInput{ResourceArn: topic}))
	equal(t, "tag", *tags.Tags[0].Value, "test")

	all, subscription := subscribe(t, client, topic, "", nil)
	some, _ := subscribe(t, client, topic, "", map[string]string{"FilterPolicy": `{"k":["wanted"]}`, "RawMessageDelivery": "true"})
	for _, value := range []string{"unwanted", "wanted"} {
		must[*sns.PublishOutput](t)(client.Publish(t.Context(), &sns.PublishInput{
			TopicArn: topic,
			Message:  aws.String(value + " 🚀"),
			MessageAttributes: map[string]types.MessageAttributeValue{
				"k":     {DataType: aws.String("String"), StringValue: aws.String(value)},
				"bytes": {DataType: aws.String("Binary"), BinaryValue: []byte{0, 1, 0xff}},
			},
		}))
	}
	if found := texts(t, all); !slices.Equal(found, []string{"unwanted 🚀", "wanted 🚀"}) {
		t.Fatalf("without a filter: %v", found)
	}
	raw := receive(t, connect(), some)
	equal(t, "messages", len(raw), 1)
	equal(t, "body", *raw[0].Body, "wanted 🚀")
	equal(t, "bytes", string(raw[0].MessageAttributes["bytes"].BinaryValue), "\x00\x01\xff")

	must[*sns.UnsubscribeOutput](t)(client.Unsubscribe(t.Context(), &sns.UnsubscribeInput{SubscriptionArn: subscription}))
	left := must[*sns.ListSubscriptionsByTopicOutput](t)(client.ListSubscriptionsByTopic(t.Context(), &sns.ListSubscriptionsByTopicInput{TopicArn: topic}))
	equal(t, "subscriptions", len(left.Subscriptions), 1)
}

func TestFifoTopic(t *testing.T) {
	client := connectSNS()
	topic := createTopic(t, client, &sns.CreateTopicInput{
		Name:       name(".fifo"),
		Attributes: map[string]string{"FifoTopic": "true", "ContentBasedDeduplication": "true"},
	})
	url, _ := subscribe(t, client, topic, ".fifo", nil)
	var entries []types.PublishBatchRequestEntry
	for _, text := range []string{"one", "two", "one"} {
		entries = append(entries, types.PublishBatchRequestEntry{
			Id: aws.String("id" + string(rune('0'+len(entries)))), Message: aws.String(text), MessageGroupId: aws.String("g"),
		})
	}
	reply := must[*sns.PublishBatchOutput](t)(client.PublishBatch(t.Context(), &sns.PublishBatchInput{
		TopicArn: topic, PublishBatchRequestEntries: entries,
	}))
	equal(t, "failed", len(reply.Failed), 0)
	equal(t, "id of the twin", *reply.Successful[2].MessageId, *reply.Successful[0].MessageId)
	if strings.Compare(*reply.Successful[0].SequenceNumber, *reply.Successful[1].SequenceNumber) >= 0 {
		t.Fatal("sequence numbers don't rise")
	}
	if found := texts(t, url); !slices.Equal(found, []string{"one", "two"}) {
		t.Fatalf("got %v", found)
	}
}

func TestTopicErrors(t *testing.T) {
	client := connectSNS()
	missing := aws.String("arn:aws:sns:us-east-1:000000000000:" + *name(""))
	_, err := client.Publish(t.Context(), &sns.PublishInput{TopicArn: missing, Message: aws.String("x")})
	var unknown *types.NotFoundException
	if !errors.As(err, &unknown) {
		t.Fatalf("an unknown topic: %v", err)
	}
	equal(t, "text", unknown.ErrorMessage(), "Topic does not exist")
	_, err = client.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("a b")})
	var refused *types.InvalidParameterException
	if !errors.As(err, &refused) {
		t.Fatalf("a bad name: %v", err)
	}
}
