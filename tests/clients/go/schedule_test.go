// A schedule's life through the AWS SDK for Go v2.
package clients

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

func connectScheduler() *scheduler.Client {
	return scheduler.New(scheduler.Options{
		BaseEndpoint: aws.String(os.Getenv("EVENTYARD_ENDPOINT")),
		Region:       "us-east-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
}

// off is the window of a schedule that fires when it is due.
var off = &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeOff}

func scheduleTarget(queue, input string) *types.Target {
	return &types.Target{
		Arn:     aws.String("arn:aws:sqs:us-east-1:000000000000:" + queue),
		RoleArn: aws.String("arn:aws:iam::000000000000:role/any"),
		Input:   &input,
	}
}

func TestSchedule(t *testing.T) {
	client := connectScheduler()
	group := name("")
	made := must[*scheduler.CreateScheduleGroupOutput](t)(client.CreateScheduleGroup(t.Context(), &scheduler.CreateScheduleGroupInput{
		Name: group, Tags: []types.Tag{{Key: aws.String("stage"), Value: aws.String("test")}},
	}))
	equal(t, "group", *made.ScheduleGroupArn, "arn:aws:scheduler:us-east-1:000000000000:schedule-group/"+*group)
	must[*scheduler.TagResourceOutput](t)(client.TagResource(t.Context(), &scheduler.TagResourceInput{
		ResourceArn: made.ScheduleGroupArn, Tags: []types.Tag{{Key: aws.String("a/b"), Value: aws.String("1 + 1")}},
	}))
	must[*scheduler.UntagResourceOutput](t)(client.UntagResource(t.Context(), &scheduler.UntagResourceInput{
		ResourceArn: made.ScheduleGroupArn, TagKeys: []string{"stage", "none"},
	}))
	tags := must[*scheduler.ListTagsForResourceOutput](t)(client.ListTagsForResource(t.Context(), &scheduler.ListTagsForResourceInput{
		ResourceArn: made.ScheduleGroupArn,
	}))
	equal(t, "number of tags", len(tags.Tags), 1)
	equal(t, "tag", *tags.Tags[0].Key+"="+*tags.Tags[0].Value, "a/b=1 + 1")

	queue := name("")
	url := create(t, connect(), &sqs.CreateQueueInput{QueueName: queue})
	start := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	hourly := must[*scheduler.CreateScheduleOutput](t)(client.CreateSchedule(t.Context(), &scheduler.CreateScheduleInput{
		Name: aws.String("hourly"), GroupName: group, Description: aws.String("a <schedule> 🚀"),
		ScheduleExpression: aws.String("rate(1 hour)"), ScheduleExpressionTimezone: aws.String("Europe/Vienna"),
		StartDate: &start, EndDate: aws.Time(start.AddDate(0, 0, 1)),
		ActionAfterCompletion: types.ActionAfterCompletionDelete,
		FlexibleTimeWindow:    off, Target: scheduleTarget(*queue, "{}"),
	}))
	arn := "arn:aws:scheduler:us-east-1:000000000000:schedule/" + *group + "/hourly"
	equal(t, "schedule", *hourly.ScheduleArn, arn)
	get := &scheduler.GetScheduleInput{Name: aws.String("hourly"), GroupName: group}
	shown := must[*scheduler.GetScheduleOutput](t)(client.GetSchedule(t.Context(), get))
	equal(t, "description", *shown.Description, "a <schedule> 🚀")
	equal(t, "start", *shown.StartDate, start)
	equal(t, "zone", *shown.ScheduleExpressionTimezone, "Europe/Vienna")
	equal(t, "state", shown.State, types.ScheduleStateEnabled)
	equal(t, "attempts", *shown.Target.RetryPolicy.MaximumRetryAttempts, 185)

	// What is left out goes back to its default.
	input := "<aws.scheduler.schedule-arn>"
	must[*scheduler.UpdateScheduleOutput](t)(client.UpdateSchedule(t.Context(), &scheduler.UpdateScheduleInput{
		Name: aws.String("hourly"), GroupName: group, ScheduleExpression: aws.String("cron(* * * * ? *)"),
		State: types.ScheduleStateDisabled, FlexibleTimeWindow: off, Target: scheduleTarget(*queue, input),
	}))
	changed := must[*scheduler.GetScheduleOutput](t)(client.GetSchedule(t.Context(), get))
	if changed.Description != nil || changed.StartDate != nil || changed.EndDate != nil {
		t.Fatalf("the schedule is %v", changed)
	}
	equal(t, "completion", changed.ActionAfterCompletion, types.ActionAfterCompletionNone)
	equal(t, "zone", *changed.ScheduleExpressionTimezone, "UTC")
	equal(t, "creation", *changed.CreationDate, *shown.CreationDate)

	// A rate begins at once.
	must[*scheduler.CreateScheduleOutput](t)(client.CreateSchedule(t.Context(), &scheduler.CreateScheduleInput{
		Name: aws.String("at-once"), GroupName: group, ScheduleExpression: aws.String("rate(1 day)"),
		FlexibleTimeWindow: off, Target: scheduleTarget(*queue, input),
	}))
	received := must[*sqs.ReceiveMessageOutput](t)(connect().ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: url, WaitTimeSeconds: 10,
	}))
	equal(t, "messages", len(received.Messages), 1)
	equal(t, "body", *received.Messages[0].Body, "arn:aws:scheduler:us-east-1:000000000000:schedule/"+*group+"/at-once")

	pages := scheduler.NewListSchedulesPaginator(client, &scheduler.ListSchedulesInput{GroupName: group, MaxResults: aws.Int32(1)})
	var names string
	for pages.HasMorePages() {
		page := must[*scheduler.ListSchedulesOutput](t)(pages.NextPage(t.Context()))
		for _, schedule := range page.Schedules {
			names += *schedule.Name + " "
		}
	}
	equal(t, "names", names, "at-once hourly ")

	must[*scheduler.DeleteScheduleOutput](t)(client.DeleteSchedule(t.Context(), &scheduler.DeleteScheduleInput{
		Name: aws.String("hourly"), GroupName: group,
	}))
	_, err := client.GetSchedule(t.Context(), get)
	var unknown *types.ResourceNotFoundException
	if !errors.As(err, &unknown) {
		t.Fatalf("a deleted schedule: %v", err)
	}
	equal(t, "text", unknown.ErrorMessage(), "Schedule hourly does not exist.")
	must[*scheduler.DeleteScheduleGroupOutput](t)(client.DeleteScheduleGroup(t.Context(), &scheduler.DeleteScheduleGroupInput{Name: group}))
	_, err = client.GetScheduleGroup(t.Context(), &scheduler.GetScheduleGroupInput{Name: group})
	if !errors.As(err, &unknown) {
		t.Fatalf("a deleted group: %v", err)
	}
	equal(t, "text", unknown.ErrorMessage(), "Schedule group "+*group+" does not exist.")
}

func TestScheduleErrors(t *testing.T) {
	client := connectScheduler()
	_, err := client.CreateSchedule(t.Context(), &scheduler.CreateScheduleInput{
		Name: name(""), ScheduleExpression: aws.String("rate(10 seconds)"),
		FlexibleTimeWindow: off, Target: scheduleTarget("q", "{}"),
	})
	var invalid *types.ValidationException
	if !errors.As(err, &invalid) {
		t.Fatalf("a wrong expression: %v", err)
	}
	equal(t, "text", invalid.ErrorMessage(), "Invalid Schedule Expression rate(10 seconds).")
	group := &scheduler.CreateScheduleGroupInput{Name: name(""), ClientToken: aws.String("one")}
	must[*scheduler.CreateScheduleGroupOutput](t)(client.CreateScheduleGroup(t.Context(), group))
	must[*scheduler.CreateScheduleGroupOutput](t)(client.CreateScheduleGroup(t.Context(), group))
	group.ClientToken = aws.String("two")
	_, err = client.CreateScheduleGroup(t.Context(), group)
	var exists *types.ConflictException
	if !errors.As(err, &exists) {
		t.Fatalf("a group again: %v", err)
	}
	equal(t, "text", exists.ErrorMessage(), "Schedule group "+*group.Name+" already exists.")
	must[*scheduler.DeleteScheduleGroupOutput](t)(client.DeleteScheduleGroup(t.Context(), &scheduler.DeleteScheduleGroupInput{Name: group.Name}))
}
