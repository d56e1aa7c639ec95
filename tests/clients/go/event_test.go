// A bus's life through the AWS SDK for Go v2.
package clients

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"
)

func connectEvents() *eventbridge.Client {
	return eventbridge.New(eventbridge.Options{
		BaseEndpoint: aws.String(os.Getenv("EVENTYARD_ENDPOINT")),
		Region:       "us-east-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
}

// explain asks Eventyard's own API who would get an event.
func explain(t *testing.T, question, answer any) {
	t.Helper()
	body, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	reply := must[*http.Response](t)(http.Post(os.Getenv("EVENTYARD_ENDPOINT")+"/_eventyard/explain", "application/json", bytes.NewReader(body)))
	defer reply.Body.Close()
	text := must[[]byte](t)(io.ReadAll(reply.Body))
	equal(t, "status of explain", reply.StatusCode, http.StatusOK)
	if err := json.Unmarshal(text, answer); err != nil {
		t.Fatal(err)
	}
}

func createBus(t *testing.T, client *eventbridge.Client) *string {
	t.Helper()
	bus := name("")
	must[*eventbridge.CreateEventBusOutput](t)(client.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{
		Name: bus, Description: aws.String("a <bus> 🚀"), Tags: []types.Tag{{Key: aws.String("stage"), Value: aws.String("test")}},
	}))
	return bus
}

func TestEventBus(t *testing.T) {
	client := connectEvents()
	bus := createBus(t, client)
	shown := must[*eventbridge.DescribeEventBusOutput](t)(client.DescribeEventBus(t.Context(), &eventbridge.DescribeEventBusInput{Name: bus}))
	equal(t, "description", *shown.Description, "a <bus> 🚀")
	if shown.Policy != nil || shown.CreationTime.IsZero() {
		t.Fatalf("the bus is %v", shown)
	}
	tags := must[*eventbridge.ListTagsForResourceOutput](t)(client.ListTagsForResource(t.Context(), &eventbridge.ListTagsForResourceInput{ResourceARN: shown.Arn}))
	equal(t, "tag", *tags.Tags[0].Value, "test")

	pattern := `{"source":["shop"],"detail":{"total":[{"numeric":[">",100]}]}}`
	must[*eventbridge.PutRuleOutput](t)(client.PutRule(t.Context(), &eventbridge.PutRuleInput{
		Name: aws.String("large"), EventBusName: bus, EventPattern: &pattern,
	}))
	rule := must[*eventbridge.DescribeRuleOutput](t)(client.DescribeRule(t.Context(), &eventbridge.DescribeRuleInput{
		Name: aws.String("large"), EventBusName: bus,
	}))
	equal(t, "pattern", *rule.EventPattern, pattern)
	equal(t, "state", rule.State, types.RuleStateEnabled)

	queue := name("")
	url := create(t, connect(), &sqs.CreateQueueInput{QueueName: queue})
	arn := aws.String("arn:aws:sqs:us-east-1:000000000000:" + *queue)
	put := must[*eventbridge.PutTargetsOutput](t)(client.PutTargets(t.Context(), &eventbridge.PutTargetsInput{
		Rule: aws.String("large"), EventBusName: bus,
		Targets: []types.Target{
			{Id: aws.String("whole"), Arn: arn},
			{Id: aws.String("made"), Arn: arn, InputTransformer: &types.InputTransformer{
				InputPathsMap: map[string]string{"total": "$.detail.total"}, InputTemplate: aws.String(`{"sum":<total>}`),
			}},
		},
	}))
	equal(t, "failed targets", put.FailedEntryCount, 0)

	entry := func(detail string) types.PutEventsRequestEntry {
		return types.PutEventsRequestEntry{
			EventBusName: bus, Source: aws.String("shop"), DetailType: aws.String("order"), Detail: &detail,
			Time: aws.Time(time.Date(2027, 3, 28, 9, 0, 0, 0, time.UTC)),
		}
	}
	reply := must[*eventbridge.PutEventsOutput](t)(client.PutEvents(t.Context(), &eventbridge.PutEventsInput{
		Entries: []types.PutEventsRequestEntry{entry(`{"total":20}`), entry(`{"total":250}`), entry(`[]`)},
	}))
	equal(t, "failed events", reply.FailedEntryCount, 1)
	equal(t, "why", *reply.Entries[2].ErrorCode, "MalformedDetail")
	var bodies []string
	for _, message := range receive(t, connect(), url) {
		bodies = append(bodies, *message.Body)
	}
	slices.Sort(bodies)
	want := []string{
		`{"sum":250}`,
		`{"version":"0","id":"` + *reply.Entries[1].EventId + `","detail-type":"order","source":"shop","account":"000000000000",` +
			`"time":"2027-03-28T09:00:00Z","region":"us-east-1","resources":[],"detail":{"total":250}}`,
	}
	if !slices.Equal(bodies, want) {
		t.Fatalf("got %q", bodies)
	}

	var told struct {
		Matches []string
		Rules   []struct {
			Rule string
			Why  struct{ Path, Wanted string }
		}
	}
	explain(t, map[string]any{"bus": *bus, "event": map[string]string{"Source": "shop", "DetailType": "order", "Detail": `{"total":20}`}}, &told)
	equal(t, "matches", len(told.Matches), 0)
	equal(t, "rule", told.Rules[0].Rule, *rule.Arn)
	equal(t, "path", told.Rules[0].Why.Path, "detail.total")
	equal(t, "wanted", told.Rules[0].Why.Wanted, "numeric > 100")

	remove := &eventbridge.DeleteRuleInput{Name: aws.String("large"), EventBusName: bus}
	_, err := client.DeleteRule(t.Context(), remove)
	var refused smithy.APIError
	if !errors.As(err, &refused) {
		t.Fatalf("a rule with targets: %v", err)
	}
	equal(t, "code", refused.ErrorCode(), "ValidationException")
	equal(t, "text", refused.ErrorMessage(), "Rule can't be deleted since it has targets.")
	must[*eventbridge.RemoveTargetsOutput](t)(client.RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{
		Rule: aws.String("large"), EventBusName: bus, Ids: []string{"whole", "made"},
	}))
	must[*eventbridge.DeleteRuleOutput](t)(client.DeleteRule(t.Context(), remove))
	must[*eventbridge.DeleteEventBusOutput](t)(client.DeleteEventBus(t.Context(), &eventbridge.DeleteEventBusInput{Name: bus}))
}

func TestArchive(t *testing.T) {
	client := connectEvents()
	bus := createBus(t, client)
	archive := name("")
	made := must[*eventbridge.CreateArchiveOutput](t)(client.CreateArchive(t.Context(), &eventbridge.CreateArchiveInput{
		ArchiveName: archive, EventSourceArn: aws.String("arn:aws:events:us-east-1:000000000000:event-bus/" + *bus),
	}))
	equal(t, "state", made.State, types.ArchiveStateEnabled)
	must[*eventbridge.PutEventsOutput](t)(client.PutEvents(t.Context(), &eventbridge.PutEventsInput{
		Entries: []types.PutEventsRequestEntry{{
			EventBusName: bus, Source: aws.String("shop"), DetailType: aws.String("order"), Detail: aws.String("{}"),
		}},
	}))
	shown := must[*eventbridge.DescribeArchiveOutput](t)(client.DescribeArchive(t.Context(), &eventbridge.DescribeArchiveInput{ArchiveName: archive}))
	equal(t, "events", shown.EventCount, 1)
	must[*eventbridge.DeleteArchiveOutput](t)(client.DeleteArchive(t.Context(), &eventbridge.DeleteArchiveInput{ArchiveName: archive}))
	must[*eventbridge.DeleteEventBusOutput](t)(client.DeleteEventBus(t.Context(), &eventbridge.DeleteEventBusInput{Name: bus}))
}

func TestEventErrors(t *testing.T) {
	client := connectEvents()
	missing := name("")
	_, err := client.DescribeEventBus(t.Context(), &eventbridge.DescribeEventBusInput{Name: missing})
	var unknown *types.ResourceNotFoundException
	if !errors.As(err, &unknown) {
		t.Fatalf("an unknown bus: %v", err)
	}
	equal(t, "text", unknown.ErrorMessage(), "Event bus "+*missing+" does not exist.")
	_, err = client.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: missing, EventPattern: aws.String(`{"source":[]}`)})
	var pattern *types.InvalidEventPatternException
	if !errors.As(err, &pattern) {
		t.Fatalf("a wrong pattern: %v", err)
	}
	_, err = client.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: aws.String("default")})
	var exists *types.ResourceAlreadyExistsException
	if !errors.As(err, &exists) {
		t.Fatalf("the default bus again: %v", err)
	}
}
