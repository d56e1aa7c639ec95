package eventyard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.Tag;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.scheduler.model.ValidationException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A schedule's whole life: group, tags, a firing right away, a change, the end. */
class ScheduleLifeTest {
    private static final String ROLE = "arn:aws:iam::000000000000:role/any";
    private static final FlexibleTimeWindow OFF =
            FlexibleTimeWindow.builder().mode(FlexibleTimeWindowMode.OFF).build();

    private static SchedulerClient scheduler;
    private static SqsClient sqs;

    @BeforeAll
    static void connect() {
        var endpoint = URI.create(System.getenv("EVENTYARD_ENDPOINT"));
        scheduler = SchedulerClient.builder()
                .endpointOverride(endpoint)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        sqs = SqsClient.builder()
                .endpointOverride(endpoint)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    @AfterAll
    static void close() {
        scheduler.close();
        sqs.close();
    }

    private static String name() {
        return "java-" + UUID.randomUUID();
    }

    private static Target target(String queue, String input) {
        return Target.builder()
                .arn("arn:aws:sqs:us-east-1:000000000000:" + queue)
                .roleArn(ROLE)
                .input(input)
                .build();
    }

    @Test
    void schedule() {
        String group = name();
        String arn = scheduler
                .createScheduleGroup(r -> r.name(group).tags(Tag.builder().key("stage").value("test").build()))
                .scheduleGroupArn();
        assertEquals("arn:aws:scheduler:us-east-1:000000000000:schedule-group/" + group, arn);
        scheduler.tagResource(r -> r.resourceArn(arn).tags(Tag.builder().key("a/b").value("1 + 1").build()));
        scheduler.untagResource(r -> r.resourceArn(arn).tagKeys("stage", "none"));
        assertEquals(
                List.of(Tag.builder().key("a/b").value("1 + 1").build()),
                scheduler.listTagsForResource(r -> r.resourceArn(arn)).tags());

        String queue = name();
        String url = sqs.createQueue(r -> r.queueName(queue)).queueUrl();
        Instant start = Instant.parse("2100-01-01T00:00:00Z");
        Instant end = start.plus(Duration.ofDays(1));
        var made = scheduler.createSchedule(r -> r.name("hourly")
                .groupName(group)
                .description("a <schedule> \uD83D\uDE80")
                .scheduleExpression("rate(1 hour)")
                .scheduleExpressionTimezone("Europe/Vienna")
                .startDate(start)
                .endDate(end)
                .actionAfterCompletion(ActionAfterCompletion.DELETE)
                .flexibleTimeWindow(OFF)
                .target(target(queue, "{}")));
        String schedule = "arn:aws:scheduler:us-east-1:000000000000:schedule/" + group + "/hourly";
        assertEquals(schedule, made.scheduleArn());
        var shown = scheduler.getSchedule(r -> r.name("hourly").groupName(group));
        assertEquals("a <schedule> \uD83D\uDE80", shown.description());
        assertEquals(start, shown.startDate());
        assertEquals(end, shown.endDate());
        assertEquals("Europe/Vienna", shown.scheduleExpressionTimezone());
        assertEquals(ScheduleState.ENABLED, shown.state());
        assertEquals(185, shown.target().retryPolicy().maximumRetryAttempts());

        // Without its dates the rate begins at once, and what is left out goes back to its default.
        String input = "<aws.scheduler.schedule-arn>";
        scheduler.updateSchedule(r -> r.name("hourly")
                .groupName(group)
                .scheduleExpression("cron(* * * * ? *)")
                .state(ScheduleState.DISABLED)
                .flexibleTimeWindow(OFF)
                .target(target(queue, input)));
        var changed = scheduler.getSchedule(r -> r.name("hourly").groupName(group));
        assertNull(changed.description());
        assertNull(changed.startDate());
        assertEquals(ActionAfterCompletion.NONE, changed.actionAfterCompletion());
        assertEquals("UTC", changed.scheduleExpressionTimezone());
        assertEquals(shown.creationDate(), changed.creationDate());

        scheduler.createSchedule(r -> r.name("at-once")
                .groupName(group)
                .scheduleExpression("rate(1 day)")
                .flexibleTimeWindow(OFF)
                .target(target(queue, input)));
        var messages = sqs.receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(10)).messages();
        assertEquals(schedule.replace("hourly", "at-once"), messages.get(0).body());

        var pages = scheduler.listSchedulesPaginator(r -> r.groupName(group).maxResults(1));
        assertEquals(
                List.of("at-once", "hourly"), pages.schedules().stream().map(ScheduleSummary::name).toList());

        scheduler.deleteSchedule(r -> r.name("hourly").groupName(group));
        assertThrows(
                ResourceNotFoundException.class, () -> scheduler.getSchedule(r -> r.name("hourly").groupName(group)));
        scheduler.deleteScheduleGroup(r -> r.name(group));
        var gone = assertThrows(
                ResourceNotFoundException.class, () -> scheduler.listSchedules(r -> r.groupName(group)));
        assertEquals("Schedule group " + group + " does not exist.", gone.awsErrorDetails().errorMessage());
        sqs.deleteQueue(r -> r.queueUrl(url));
    }

    @Test
    void errors() {
        String name = name();
        String queue = name();
        var wrong = assertThrows(
                ValidationException.class,
                () -> scheduler.createSchedule(r -> r.name(name)
                        .scheduleExpression("rate(10 seconds)")
                        .flexibleTimeWindow(OFF)
                        .target(target(queue, "{}"))));
        assertEquals("Invalid Schedule Expression rate(10 seconds).", wrong.awsErrorDetails().errorMessage());
        scheduler.createScheduleGroup(r -> r.name(name));
        var again = assertThrows(
                ConflictException.class, () -> scheduler.createScheduleGroup(r -> r.name(name).clientToken("other")));
        assertEquals(409, again.statusCode());
        assertEquals("Schedule group " + name + " already exists.", again.awsErrorDetails().errorMessage());
        scheduler.deleteScheduleGroup(r -> r.name(name));
    }
}
