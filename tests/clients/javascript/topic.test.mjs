// A topic's whole life through the AWS SDK for JavaScript v3.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import {
  AddPermissionCommand,
  BatchEntryIdsNotDistinctException,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  InvalidParameterException,
  InvalidParameterValueException,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  NotFoundException,
  PublishBatchCommand,
  PublishCommand,
  RemovePermissionCommand,
  ResourceNotFoundException,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";

const endpoint = process.env.EVENTYARD_ENDPOINT;
const sns = new SNSClient({ endpoint, region: "us-east-1" });
const sqs = new SQSClient({ endpoint, region: "us-east-1" });
const topics = [];
const queues = [];

after(async () => {
  await Promise.allSettled([
    ...topics.map((TopicArn) => sns.send(new DeleteTopicCommand({ TopicArn }))),
    ...queues.map((QueueUrl) => sqs.send(new DeleteQueueCommand({ QueueUrl }))),
  ]);
  sns.destroy();
  sqs.destroy();
});

async function createTopic(input = {}) {
  const Name = `js-${randomUUID()}${input.Attributes?.FifoTopic ? ".fifo" : ""}`;
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name, ...input }));
  topics.push(TopicArn);
  return TopicArn;
}

// A new queue, subscribed to the topic with these attributes.
async function subscribe(TopicArn, Attributes = {}, fifo = false) {
  const QueueName = `js-${randomUUID()}${fifo ? ".fifo" : ""}`;
  const queue = fifo ? { QueueName, Attributes: { FifoQueue: "true" } } : { QueueName };
  const { QueueUrl } = await sqs.send(new CreateQueueCommand(queue));
  queues.push(QueueUrl);
  const Endpoint = `arn:aws:sqs:us-east-1:000000000000:${QueueName}`;
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes }),
  );
  return { QueueUrl, SubscriptionArn, Endpoint };
}

// Messages stay in flight, so a second call finds only later ones.
async function receive(QueueUrl) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
    }),
  );
  return Messages;
}

const texts = async (QueueUrl) => (await receive(QueueUrl)).map(({ Body }) => JSON.parse(Body).Message);

test("a standard topic's life", async () => {
  const TopicArn = await createTopic({
    Attributes: { DisplayName: "News" },
    Tags: [{ Key: "stage", Value: "test" }],
  });
  const attributes = async () => (await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes;
  assert.equal((await attributes()).DisplayName, "News");
  await sns.send(
    new SetTopicAttributesCommand({ TopicArn, AttributeName: "DisplayName", AttributeValue: "<b>" }),
  );
  assert.equal((await attributes()).DisplayName, "<b>");
  await sns.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: "empty", Value: "" }] }));
  await sns.send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys: ["stage"] }));
  const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
  assert.deepEqual(Tags, [{ Key: "empty", Value: "" }]);
  await sns.send(
    new AddPermissionCommand({
      TopicArn,
      Label: "share",
      AWSAccountId: ["111111111111"],
      ActionName: ["Publish"],
    }),
  );
  assert.match((await attributes()).Policy, /"Sid":"share"/);
  await sns.send(new RemovePermissionCommand({ TopicArn, Label: "share" }));
  assert.doesNotMatch((await attributes()).Policy, /share/);

  const { SubscriptionArn, QueueUrl, Endpoint } = await subscribe(TopicArn);
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const Owner = "000000000000";
  assert.deepEqual(Subscriptions, [{ SubscriptionArn, Owner, Protocol: "sqs", Endpoint, TopicArn }]);
  const Message = '<tag attr="1">\r\n&amp; 🚀 žluťoučký</tag>';
  const sent = await sns.send(new PublishCommand({ TopicArn, Message, Subject: "subject" }));
  const [{ Body }] = await receive(QueueUrl);
  const envelope = JSON.parse(Body);
  assert.equal(envelope.Message, Message);
  assert.equal(envelope.MessageId, sent.MessageId);
  assert.equal(envelope.Subject, "subject");
  assert.equal(sent.SequenceNumber, undefined);

  await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  await sns.send(new PublishCommand({ TopicArn, Message }));
  assert.deepEqual(await receive(QueueUrl), []);
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  await assert.rejects(sns.send(new GetTopicAttributesCommand({ TopicArn })), NotFoundException);
});

test("raw delivery keeps attributes", async () => {
  const TopicArn = await createTopic();
  const { QueueUrl } = await subscribe(TopicArn, { RawMessageDelivery: "true" });
  const MessageAttributes = {
    text: { DataType: "String.custom", StringValue: "x" },
    number: { DataType: "Number", StringValue: "007" },
    bytes: { DataType: "Binary", BinaryValue: Uint8Array.of(0, 1, 0xff) },
  };
  await sns.send(new PublishCommand({ TopicArn, Message: "plain", MessageAttributes }));
  const [message] = await receive(QueueUrl);
  assert.equal(message.Body, "plain");
  assert.equal(message.MessageAttributes.text.DataType, "String.custom");
  assert.equal(message.MessageAttributes.number.StringValue, "007");
  assert.deepEqual([...message.MessageAttributes.bytes.BinaryValue], [0, 1, 0xff]);
});

test("filters", async () => {
  const TopicArn = await createTopic();
  const all = await subscribe(TopicArn);
  const some = await subscribe(TopicArn, { FilterPolicy: JSON.stringify({ kind: ["a", { prefix: "b" }] }) });
  const publish = (Message, kind) =>
    sns.send(
      new PublishCommand({
        TopicArn,
        Message,
        MessageAttributes: kind && { kind: { DataType: "String", StringValue: kind } },
      }),
    );
  await publish("one", "a");
  await publish("two", "bc");
  await publish("three", "c");
  await publish('{"n":7}');
  assert.deepEqual(await texts(all.QueueUrl), ["one", "two", "three", '{"n":7}']);
  assert.deepEqual(await texts(some.QueueUrl), ["one", "two"]);

  const { SubscriptionArn } = some;
  const set = (AttributeName, AttributeValue) =>
    sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
  await set("FilterPolicyScope", "MessageBody");
  await set("FilterPolicy", JSON.stringify({ n: [{ numeric: [">", 7] }] }));
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  assert.equal(Attributes.FilterPolicyScope, "MessageBody");
  for (const body of ['{"n":7}', '{"n":8}', "no JSON"]) await publish(body);
  assert.deepEqual(await texts(some.QueueUrl), ['{"n":8}']);
});

test("a FIFO topic's life", async () => {
  const TopicArn = await createTopic({ Attributes: { FifoTopic: "true", ContentBasedDeduplication: "true" } });
  const one = await subscribe(TopicArn, {}, true);
  const other = await subscribe(TopicArn, { RawMessageDelivery: "true" }, true);
  const publish = (Message, MessageGroupId) =>
    sns.send(new PublishCommand({ TopicArn, Message, MessageGroupId }));
  const first = await publish("one", "a");
  const second = await publish("two", "a");
  const twin = await publish("one", "b");
  assert.equal(twin.MessageId, first.MessageId);
  assert.equal(twin.SequenceNumber, first.SequenceNumber);
  assert.ok(BigInt(first.SequenceNumber) < BigInt(second.SequenceNumber));
  assert.deepEqual(await texts(one.QueueUrl), ["one", "two"]);
  const messages = await receive(other.QueueUrl);
  assert.deepEqual(messages.map(({ Body }) => Body), ["one", "two"]);
  assert.deepEqual(messages.map(({ Attributes }) => Attributes.MessageGroupId), ["a", "a"]);
});

test("batches", async () => {
  const TopicArn = await createTopic();
  const { QueueUrl } = await subscribe(TopicArn);
  const send = (PublishBatchRequestEntries) =>
    sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
  const { Successful, Failed } = await send([
    { Id: "a", Message: "one" },
    { Id: "b", Message: '{"default":"x","sqs":"two"}', MessageStructure: "json" },
  ]);
  assert.deepEqual(Successful.map(({ Id }) => Id), ["a", "b"]);
  assert.deepEqual(Failed, []);
  assert.deepEqual(await texts(QueueUrl), ["one", "two"]);
  const twice = [
    { Id: "a", Message: "one" },
    { Id: "a", Message: "two" },
  ];
  await assert.rejects(send(twice), BatchEntryIdsNotDistinctException);
});

test("errors are the SDK's own", async () => {
  const TopicArn = `arn:aws:sns:us-east-1:000000000000:js-${randomUUID()}`;
  await assert.rejects(sns.send(new PublishCommand({ TopicArn, Message: "x" })), (error) => {
    assert.ok(error instanceof NotFoundException);
    assert.equal(error.message, "Topic does not exist");
    assert.equal(error.$metadata.httpStatusCode, 404);
    assert.ok(error.$metadata.requestId);
    return true;
  });
  await assert.rejects(
    sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn })),
    ResourceNotFoundException,
  );
  await assert.rejects(sns.send(new CreateTopicCommand({ Name: "a b" })), InvalidParameterException);
  const MessageAttributes = { "a..b": { DataType: "String", StringValue: "x" } };
  const existing = await createTopic();
  await assert.rejects(
    sns.send(new PublishCommand({ TopicArn: existing, Message: "x", MessageAttributes })),
    InvalidParameterValueException,
  );
});
