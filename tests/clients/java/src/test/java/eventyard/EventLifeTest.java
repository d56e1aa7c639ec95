package eventyard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ArchiveState;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** A bus's whole life: rule, targets, events, what arrived and why another did not. */
class EventLifeTest {
    private static final String PATTERN =
            "{\"source\":[\"shop\"],\"detail\":{\"total\":[{\"numeric\":[\">\",100]}]}}";

    private static URI endpoint;
    private static EventBridgeClient events;
    private static SqsClient sqs;

    @BeforeAll
    static void connect() {
        endpoint = URI.create(System.getenv("EVENTYARD_ENDPOINT"));
        events = EventBridgeClient.builder()
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
        events.close();
        sqs.close();
    }

    private static String name() {
        return "java-" + UUID.randomUUID();
    }

    private static PutEventsRequestEntry entry(String bus, String detail) {
        return PutEventsRequestEntry.builder()
                .eventBusName(bus)
                .source("shop")
                .detailType("order")
                .detail(detail)
                .time(Instant.parse("2027-03-28T09:00:00Z"))
                .build();
    }

    private static List<String> receive(String url) {
        return sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10)).messages().stream()
                .map(Message::body)
                .sorted()
                .toList();
    }

    private static String explain(String question) throws Exception {
        var request = HttpRequest.newBuilder(endpoint.resolve("/_eventyard/explain"))
                .POST(HttpRequest.BodyPublishers.ofString(question))
                .build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        return answer.body();
    }

    @Test
    void eventBus() throws Exception {
        String bus = name();
        String arn = events.createEventBus(r -> r.name(bus)
                        .description("a <bus> \uD83D\uDE80")
                        .tags(Tag.builder().key("stage").value("test").build()))
                .eventBusArn();
        assertEquals("arn:aws:events:us-east-1:000000000000:event-bus/" + bus, arn);
        var shown = events.describeEventBus(r -> r.name(arn));
        assertEquals("a <bus> \uD83D\uDE80", shown.description());
        assertNull(shown.policy());
        var tags = events.listTagsForResource(r -> r.resourceARN(arn)).tags();
        assertEquals(List.of(Tag.builder().key("stage").value("test").build()), tags);

        String ruleArn = events.putRule(r -> r.name("large").eventBusName(bus).eventPattern(PATTERN)).ruleArn();
        var rule = events.describeRule(r -> r.name("large").eventBusName(bus));
        assertEquals(ruleArn, rule.arn());
        assertEquals(PATTERN, rule.eventPattern());
        assertEquals(RuleState.ENABLED, rule.state());

        String queue = name();
        String url = sqs.createQueue(r -> r.queueName(queue)).queueUrl();
        String target = "arn:aws:sqs:us-east-1:000000000000:" + queue;
        var put = events.putTargets(r -> r.rule("large").eventBusName(bus).targets(
                Target.builder().id("whole").arn(target).build(),
                Target.builder()
                        .id("made")
                        .arn(target)
                        .inputTransformer(t -> t.inputPathsMap(Map.of("total", "$.detail.total"))
                                .inputTemplate("{\"sum\":<total>}"))
                        .build()));
        assertEquals(0, put.failedEntryCount());

        var reply = events.putEvents(r -> r.entries(
                entry(bus, "{\"total\":20}"), entry(bus, "{\"total\":250}"), entry(bus, "[]")));
        assertEquals(1, reply.failedEntryCount());
        assertEquals("MalformedDetail", reply.entries().get(2).errorCode());
        String id = reply.entries().get(1).eventId();
        String event = "{\"version\":\"0\",\"id\":\"" + id + "\",\"detail-type\":\"order\",\"source\":\"shop\","
                + "\"account\":\"000000000000\",\"time\":\"2027-03-28T09:00:00Z\",\"region\":\"us-east-1\","
                + "\"resources\":[],\"detail\":{\"total\":250}}";
        assertEquals(List.of("{\"sum\":250}", event), receive(url));

        String answer = explain("{\"bus\":\"" + bus + "\",\"event\":{\"source\":\"shop\",\"detail\":{\"total\":20}}}");
        assertTrue(answer.contains("\"matches\":[]"), answer);
        assertTrue(answer.contains("{\"path\":\"detail.total\",\"wanted\":\"numeric > 100\",\"got\":20}"), answer);

        var refused = assertThrows(
                EventBridgeException.class, () -> events.deleteRule(r -> r.name("large").eventBusName(bus)));
        assertEquals("ValidationException", refused.awsErrorDetails().errorCode());
        assertEquals("Rule can't be deleted since it has targets.", refused.awsErrorDetails().errorMessage());
        events.removeTargets(r -> r.rule("large").eventBusName(bus).ids("whole", "made"));
        events.deleteRule(r -> r.name("large").eventBusName(bus));
        events.deleteEventBus(r -> r.name(bus));
        assertThrows(ResourceNotFoundException.class, () -> events.describeEventBus(r -> r.name(bus)));
        sqs.deleteQueue(r -> r.queueUrl(url));
    }

    @Test
    void archive() {
        String bus = name();
        String arn = events.createEventBus(r -> r.name(bus)).eventBusArn();
        assertEquals(ArchiveState.ENABLED, events.createArchive(r -> r.archiveName(bus).eventSourceArn(arn)).state());
        events.putEvents(r -> r.entries(entry(bus, "{}")));
        assertEquals(1, events.describeArchive(r -> r.archiveName(bus)).eventCount());
        events.deleteArchive(r -> r.archiveName(bus));
        events.deleteEventBus(r -> r.name(bus));
    }

    @Test
    void errors() {
        assertThrows(ResourceAlreadyExistsException.class, () -> events.createEventBus(r -> r.name("default")));
        var wrong = assertThrows(
                InvalidEventPatternException.class,
                () -> events.putRule(r -> r.name(name()).eventPattern("{\"source\":[]}")));
        assertTrue(wrong.awsErrorDetails()
                .errorMessage()
                .startsWith("Event pattern is not valid. Reason: Empty arrays are not allowed\n"));
    }
}
