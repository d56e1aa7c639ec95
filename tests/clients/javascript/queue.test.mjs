// A queue's whole life through the AWS SDK for JavaScript v3, which checks every MD5 by itself.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueueTagsCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  QueueNameExists,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";

const endpoint = process.env.EVENTYARD_ENDPOINT;
const sqs = new SQSClient({ endpoint, region: "us-east-1" });
const created = [];

after(async () => {
  await Promise.allSettled(created.map((QueueUrl) => sqs.send(new DeleteQueueCommand({ QueueUrl }))));
  sqs.destroy();
});

async function createQueue(input = {}) {
  const QueueName = `js-${randomUUID()}${input.Attributes?.FifoQueue ? ".fifo" : ""}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, ...input }));
  created.push(QueueUrl);
  return { QueueName, QueueUrl };
}

async function attribute(QueueUrl, name) {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }));
  return Attributes?.[name];
}

async function receive(QueueUrl, more = {}) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
      ...more,
    }),
  );
  return Messages;
}

test("a standard queue's life", async () => {
  const { QueueName, QueueUrl } = await createQueue({
    Attributes: { VisibilityTimeout: "45" },
    tags: { stage: "test", empty: "" },
  });
  assert.equal((await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl, QueueUrl);
  const listed = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: QueueName }));
  assert.deepEqual(listed.QueueUrls, [QueueUrl]);
  await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["stage"] }));
  assert.deepEqual((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags, { empty: "" });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "60" } }));
  assert.equal(await attribute(QueueUrl, "VisibilityTimeout"), "60");

  const MessageBody = '<tag attr="1">\r\n&amp; 🚀 žluťoučký</tag>';
  const sent = await sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody,
      MessageAttributes: {
        text: { DataType: "String.custom", StringValue: "x" },
        number: { DataType: "Number", StringValue: "007" },
        bytes: { DataType: "Binary", BinaryValue: Uint8Array.of(0, 1, 0xff) },
      },
    }),
  );
  const [message, ...others] = await receive(QueueUrl);
  assert.equal(others.length, 0);
  assert.equal(message.MessageId, sent.MessageId);
  assert.equal(message.Body, MessageBody);
  assert.equal(message.MD5OfMessageAttributes, sent.MD5OfMessageAttributes);
  assert.equal(message.MessageAttributes.number.StringValue, "007");
  assert.deepEqual([...message.MessageAttributes.bytes.BinaryValue], [0, 1, 0xff]);
  assert.equal(message.Attributes.ApproximateReceiveCount, "1");
  assert.deepEqual(await receive(QueueUrl), []);

  const { ReceiptHandle } = message;
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  const [again] = await receive(QueueUrl);
  assert.equal(again.Attributes.ApproximateReceiveCount, "2");
  assert.notEqual(again.ReceiptHandle, ReceiptHandle);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again.ReceiptHandle }));
  assert.equal(await attribute(QueueUrl, "ApproximateNumberOfMessagesNotVisible"), "0");
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));

  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  await assert.rejects(sqs.send(new GetQueueUrlCommand({ QueueName })), QueueDoesNotExist);
});

test("a FIFO queue's life", async () => {
  const { QueueUrl } = await createQueue({
    Attributes: { FifoQueue: "true", ContentBasedDeduplication: "true" },
  });
  const send = (MessageBody, MessageGroupId) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId }));
  const first = await send("one", "a");
  const second = await send("two", "a");
  const twin = await send("one", "a");
  assert.equal(twin.MessageId, first.MessageId);
  assert.ok(BigInt(first.SequenceNumber) < BigInt(second.SequenceNumber));
  await send("three", "b");

  const [head] = await receive(QueueUrl, { MaxNumberOfMessages: 1 });
  assert.equal(head.Body, "one");
  assert.equal(head.Attributes.MessageGroupId, "a");
  assert.deepEqual((await receive(QueueUrl)).map((m) => m.Body), ["three"]);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: head.ReceiptHandle }));
  assert.deepEqual((await receive(QueueUrl)).map((m) => m.Body), ["two"]);
});

test("a batch with one bad entry", async () => {
  const { QueueUrl } = await createQueue();
  const { Successful, Failed } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: "good", MessageBody: "fine", MessageAttributes: { k: { DataType: "String", StringValue: "x" } } },
        { Id: "bad", MessageBody: "\u0001" },
      ],
    }),
  );
  assert.deepEqual(Successful.map((s) => s.Id), ["good"]);
  assert.equal(Successful[0].MD5OfMessageAttributes, "a45daa70926828a2f0a1db3418e6feb4");
  assert.equal(Failed.length, 1);
  assert.deepEqual([Failed[0].Id, Failed[0].Code, Failed[0].SenderFault], ["bad", "InvalidMessageContents", true]);
  const [{ ReceiptHandle }] = await receive(QueueUrl);
  const deleted = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: "good", ReceiptHandle },
        { Id: "bad", ReceiptHandle: "garbage" },
      ],
    }),
  );
  assert.deepEqual(deleted.Successful.map((s) => s.Id), ["good"]);
  assert.equal(deleted.Failed[0].Code, "ReceiptHandleIsInvalid");
});

test("dead letters and back", async () => {
  const dead = (await createQueue()).QueueUrl;
  const SourceArn = await attribute(dead, "QueueArn");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: "1" });
  const source = (await createQueue({ Attributes: { RedrivePolicy } })).QueueUrl;
  const { queueUrls } = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));
  assert.deepEqual(queueUrls, [source]);

  await sqs.send(new SendMessageCommand({ QueueUrl: source, MessageBody: "poison" }));
  assert.equal((await receive(source, { VisibilityTimeout: 0 })).length, 1);
  assert.deepEqual(await receive(source), []);
  const [letter] = await receive(dead, { VisibilityTimeout: 0 });
  assert.equal(letter.Attributes.DeadLetterQueueSourceArn, await attribute(source, "QueueArn"));

  const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  assert.ok(TaskHandle);
  assert.deepEqual((await receive(source, { WaitTimeSeconds: 10 })).map((m) => m.Body), ["poison"]);
  const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
  assert.equal(Results[0].SourceArn, SourceArn);
  assert.ok(Results[0].StartedTimestamp > 1_600_000_000_000, "milliseconds");
});

test("errors are instances of their classes", async () => {
  const { QueueName, QueueUrl } = await createQueue();
  await assert.rejects(sqs.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}-not`, MessageBody: "x" })), (error) => {
    assert.ok(error instanceof QueueDoesNotExist);
    assert.equal(error.name, "QueueDoesNotExist");
    assert.equal(error.message, "The specified queue does not exist.");
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.ok(error.$metadata.requestId);
    return true;
  });
  await assert.rejects(
    sqs.send(new CreateQueueCommand({ QueueName, Attributes: { DelaySeconds: "7" } })),
    QueueNameExists,
  );
  await assert.rejects(
    sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "garbage" })),
    ReceiptHandleIsInvalid,
  );
  await assert.rejects(sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 })), (error) =>
    /^InvalidParameterValue/.test(error.name),
  );
});

test("a send wakes a long poll", async () => {
  const { QueueUrl } = await createQueue();
  const start = performance.now();
  const waiting = receive(QueueUrl, { WaitTimeSeconds: 20 });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "wake up" }));
  assert.deepEqual((await waiting).map((m) => m.Body), ["wake up"]);
  assert.ok(performance.now() - start < 10_000);
});
