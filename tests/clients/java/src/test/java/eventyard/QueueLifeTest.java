package eventyard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** A queue's whole life. The SDK checks every MD5 by itself, so each send and receive tests those. */
class QueueLifeTest {
    private static SqsClient sqs;

    @BeforeAll
    static void connect() {
        sqs = SqsClient.builder()
                .endpointOverride(URI.create(System.getenv("EVENTYARD_ENDPOINT")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    @AfterAll
    static void close() {
        sqs.close();
    }

    private static String name() {
        return "java-" + UUID.randomUUID();
    }

    private static String attribute(String url, QueueAttributeName name) {
        return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(name)).attributes().get(name);
    }

    private static List<Message> receive(String url) {
        return sqs.receiveMessage(r -> r.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }

    @Test
    void standardQueue() {
        String name = name();
        String url = sqs.createQueue(r -> r.queueName(name)
                        .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "45"))
                        .tags(Map.of("stage", "test")))
                .queueUrl();
        assertEquals(url, sqs.getQueueUrl(r -> r.queueName(name)).queueUrl());
        assertEquals(List.of(url), sqs.listQueues(r -> r.queueNamePrefix(name)).queueUrls());
        assertEquals(Map.of("stage", "test"), sqs.listQueueTags(r -> r.queueUrl(url)).tags());
        assertEquals("45", attribute(url, QueueAttributeName.VISIBILITY_TIMEOUT));
        sqs.setQueueAttributes(
                r -> r.queueUrl(url).attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "60")));
        assertEquals("60", attribute(url, QueueAttributeName.VISIBILITY_TIMEOUT));

        String body = "<tag attr=\"1\">\r\n&amp; \uD83D\uDE80 žluťoučký</tag>";
        var sent = sqs.sendMessage(r -> r.queueUrl(url)
                .messageBody(body)
                .messageAttributes(Map.of(
                        "text", MessageAttributeValue.builder().dataType("String.custom").stringValue("x").build(),
                        "number", MessageAttributeValue.builder().dataType("Number").stringValue("007").build(),
                        "bytes", MessageAttributeValue.builder()
                                .dataType("Binary")
                                .binaryValue(SdkBytes.fromByteArray(new byte[] {0, 1, (byte) 0xff}))
                                .build())));
        List<Message> received = receive(url);
        assertEquals(1, received.size());
        Message message = received.get(0);
        assertEquals(sent.messageId(), message.messageId());
        assertEquals(body, message.body());
        assertEquals("007", message.messageAttributes().get("number").stringValue());
        assertEquals("String.custom", message.messageAttributes().get("text").dataType());
        assertEquals("1", message.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT));
        assertTrue(receive(url).isEmpty());

        sqs.changeMessageVisibility(
                r -> r.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(0));
        Message again = receive(url).get(0);
        assertEquals("2", again.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT));
        assertNotEquals(message.receiptHandle(), again.receiptHandle());
        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(again.receiptHandle()));
        assertEquals("0", attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));

        sqs.deleteQueue(r -> r.queueUrl(url));
        assertThrows(QueueDoesNotExistException.class, () -> sqs.getQueueUrl(r -> r.queueName(name)));
    }

    @Test
    void fifoQueue() {
        String url = sqs.createQueue(r -> r.queueName(name() + ".fifo")
                        .attributes(Map.of(
                                QueueAttributeName.FIFO_QUEUE, "true",
                                QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true")))
                .queueUrl();
        var first = sqs.sendMessage(r -> r.queueUrl(url).messageBody("one").messageGroupId("a"));
        var second = sqs.sendMessage(r -> r.queueUrl(url).messageBody("two").messageGroupId("a"));
        var twin = sqs.sendMessage(r -> r.queueUrl(url).messageBody("one").messageGroupId("a"));
        assertEquals(first.messageId(), twin.messageId());
        assertTrue(first.sequenceNumber().compareTo(second.sequenceNumber()) < 0);

        Message head = sqs.receiveMessage(r -> r.queueUrl(url)).messages().get(0);
        assertEquals("one", head.body());
        assertTrue(receive(url).isEmpty(), "a group in flight is locked");
        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(head.receiptHandle()));
        assertEquals(List.of("two"), receive(url).stream().map(Message::body).toList());
        sqs.deleteQueue(r -> r.queueUrl(url));
    }

    @Test
    void batches() {
        String url = sqs.createQueue(r -> r.queueName(name())).queueUrl();
        var reply = sqs.sendMessageBatch(r -> r.queueUrl(url)
                .entries(entry("good", "fine"), entry("bad", "\u0001"), entry("also-good", "fine too")));
        assertEquals(List.of("good", "also-good"), reply.successful().stream().map(s -> s.id()).toList());
        BatchResultErrorEntry failure = reply.failed().get(0);
        assertEquals("bad", failure.id());
        assertEquals("InvalidMessageContents", failure.code());
        assertTrue(failure.senderFault());

        var handles = receive(url).stream().map(Message::receiptHandle).toList();
        assertEquals(2, handles.size());
        var deleted = sqs.deleteMessageBatch(r -> r.queueUrl(url)
                .entries(
                        e -> e.id("a").receiptHandle(handles.get(0)),
                        e -> e.id("b").receiptHandle(handles.get(1)),
                        e -> e.id("c").receiptHandle("garbage")));
        assertEquals(List.of("a", "b"), deleted.successful().stream().map(s -> s.id()).toList());
        assertEquals("ReceiptHandleIsInvalid", deleted.failed().get(0).code());

        var many = IntStream.range(0, 11).mapToObj(i -> entry("id" + i, "x")).toList();
        var refused = assertThrows(
                SqsException.class, () -> sqs.sendMessageBatch(r -> r.queueUrl(url).entries(many)));
        assertEquals("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", refused.awsErrorDetails().errorCode());
        sqs.purgeQueue(r -> r.queueUrl(url));
        sqs.deleteQueue(r -> r.queueUrl(url));
    }

    @Test
    void deadLetters() {
        String dead = sqs.createQueue(r -> r.queueName(name())).queueUrl();
        String deadArn = attribute(dead, QueueAttributeName.QUEUE_ARN);
        String policy = "{\"deadLetterTargetArn\":\"" + deadArn + "\",\"maxReceiveCount\":1}";
        String source = sqs.createQueue(
                        r -> r.queueName(name()).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)))
                .queueUrl();
        assertEquals(List.of(source), sqs.listDeadLetterSourceQueues(r -> r.queueUrl(dead)).queueUrls());

        sqs.sendMessage(r -> r.queueUrl(source).messageBody("poison"));
        assertEquals(1, sqs.receiveMessage(r -> r.queueUrl(source).visibilityTimeout(0)).messages().size());
        assertTrue(receive(source).isEmpty());
        Message moved = receive(dead).get(0);
        assertEquals("poison", moved.body());
        assertEquals(
                attribute(source, QueueAttributeName.QUEUE_ARN),
                moved.attributes().get(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN));
        sqs.changeMessageVisibility(
                r -> r.queueUrl(dead).receiptHandle(moved.receiptHandle()).visibilityTimeout(0));

        String handle = sqs.startMessageMoveTask(r -> r.sourceArn(deadArn)).taskHandle();
        assertFalse(handle.isEmpty());
        Message back = sqs.receiveMessage(r -> r.queueUrl(source).waitTimeSeconds(10)).messages().get(0);
        assertEquals("poison", back.body());
        var task = sqs.listMessageMoveTasks(r -> r.sourceArn(deadArn)).results().get(0);
        assertEquals(deadArn, task.sourceArn());
        assertNull(task.destinationArn());
        sqs.deleteQueue(r -> r.queueUrl(source));
        sqs.deleteQueue(r -> r.queueUrl(dead));
    }

    @Test
    void errors() {
        String name = name();
        String url = sqs.createQueue(r -> r.queueName(name)).queueUrl();
        var missing = assertThrows(
                QueueDoesNotExistException.class,
                () -> sqs.sendMessage(r -> r.queueUrl(url + "-not").messageBody("x")));
        assertEquals(400, missing.statusCode());
        assertEquals("AWS.SimpleQueueService.NonExistentQueue", missing.awsErrorDetails().errorCode());
        assertFalse(missing.requestId().isEmpty());
        assertThrows(
                QueueNameExistsException.class,
                () -> sqs.createQueue(
                        r -> r.queueName(name).attributes(Map.of(QueueAttributeName.DELAY_SECONDS, "7"))));
        assertThrows(
                ReceiptHandleIsInvalidException.class,
                () -> sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle("garbage")));
        sqs.deleteQueue(r -> r.queueUrl(url));
    }
}
