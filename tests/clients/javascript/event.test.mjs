// A bus's whole life through the AWS SDK for JavaScript v3.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import {
  CreateApiDestinationCommand,
  CreateArchiveCommand,
  CreateConnectionCommand,
  CreateEventBusCommand,
  DeleteApiDestinationCommand,
  DeleteArchiveCommand,
  DeleteConnectionCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeArchiveCommand,
  DescribeConnectionCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  InvalidEventPatternException,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  TagResourceCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const endpoint = process.env.EVENTYARD_ENDPOINT;
const events = new EventBridgeClient({ endpoint, region: "us-east-1" });
const sqs = new SQSClient({ endpoint, region: "us-east-1" });
const queues = [];

after(async () => {
  await Promise.allSettled(queues.map((QueueUrl) => sqs.send(new DeleteQueueCommand({ QueueUrl }))));
  events.destroy();
  sqs.destroy();
});

async function createQueue() {
  const QueueName = `js-${randomUUID()}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  queues.push(QueueUrl);
  return { QueueUrl, Arn: `arn:aws:sqs:us-east-1:000000000000:${QueueName}` };
}

async function receive(QueueUrl) {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body }) => JSON.parse(Body));
}

// Eventyard's own API.
async function own(path, question) {
  const body = question && JSON.stringify(question);
  const reply = await fetch(`${endpoint}/_eventyard/${path}`, { method: body ? "POST" : "GET", body });
  assert.equal(reply.status, 200);
  return reply.json();
}

test("the life of an event bus", async () => {
  const Name = `js-${randomUUID()}`;
  const { EventBusArn } = await events.send(
    new CreateEventBusCommand({ Name, Description: "a <bus> 🚀", Tags: [{ Key: "stage", Value: "test" }] }),
  );
  assert.equal(EventBusArn, `arn:aws:events:us-east-1:000000000000:event-bus/${Name}`);
  await assert.rejects(events.send(new CreateEventBusCommand({ Name })), (error) => {
    assert(error instanceof ResourceAlreadyExistsException);
    assert.equal(error.message, `Event bus ${Name} already exists.`);
    return true;
  });
  const bus = await events.send(new DescribeEventBusCommand({ Name: EventBusArn }));
  assert.equal(bus.Description, "a <bus> 🚀");
  assert(Math.abs(bus.CreationTime - new Date()) < 24 * 60 * 60 * 1000);
  await events.send(new TagResourceCommand({ ResourceARN: EventBusArn, Tags: [{ Key: "more", Value: "" }] }));
  const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN: EventBusArn }));
  assert.deepEqual(Tags.map(({ Key }) => Key).sort(), ["more", "stage"]);

  // A rule, off and on.
  const rule = { Name: "large", EventBusName: Name };
  const EventPattern = JSON.stringify({ source: ["shop"], detail: { total: [{ numeric: [">", 100] }] } });
  const { RuleArn } = await events.send(new PutRuleCommand({ ...rule, EventPattern }));
  assert.equal(RuleArn, `arn:aws:events:us-east-1:000000000000:rule/${Name}/large`);
  await events.send(new DisableRuleCommand(rule));
  assert.equal((await events.send(new DescribeRuleCommand(rule))).State, "DISABLED");
  await events.send(new EnableRuleCommand(rule));
  const { Rules } = await events.send(new ListRulesCommand({ EventBusName: Name }));
  assert.deepEqual(
    Rules.map((one) => [one.Name, one.State, one.EventPattern]),
    [["large", "ENABLED", EventPattern]],
  );

  // Two targets of it.
  const whole = await createQueue();
  const made = await createQueue();
  const InputTransformer = { InputPathsMap: { id: "$.detail.id" }, InputTemplate: '{"order":<id>}' };
  const Targets = [
    { Id: "made", Arn: made.Arn, InputTransformer, RetryPolicy: { MaximumRetryAttempts: 0 } },
    { Id: "whole", Arn: whole.Arn },
  ];
  const put = await events.send(new PutTargetsCommand({ Rule: "large", EventBusName: Name, Targets }));
  assert.equal(put.FailedEntryCount, 0);
  const listed = await events.send(new ListTargetsByRuleCommand({ Rule: "large", EventBusName: Name }));
  assert.deepEqual(listed.Targets, Targets);

  // Events, one of them wrong.
  const Time = new Date("2027-03-28T09:00:00Z");
  const entry = (detail) => ({
    EventBusName: Name,
    Source: "shop",
    DetailType: "order",
    Detail: JSON.stringify(detail),
    Time,
  });
  const { FailedEntryCount, Entries } = await events.send(
    new PutEventsCommand({ Entries: [entry({ id: 1, total: 20 }), entry({ id: 2, total: 250 }), entry([])] }),
  );
  assert.equal(FailedEntryCount, 1);
  assert.deepEqual(Entries[2], { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." });
  const [event, ...others] = await receive(whole.QueueUrl);
  assert.deepEqual(others, []);
  assert.deepEqual(event, {
    version: "0",
    id: Entries[1].EventId,
    "detail-type": "order",
    source: "shop",
    account: "000000000000",
    time: "2027-03-28T09:00:00Z",
    region: "us-east-1",
    resources: [],
    detail: { id: 2, total: 250 },
  });
  assert.deepEqual(await receive(made.QueueUrl), [{ order: 2 }]);

  // Why the first one did not arrive, and what would become of another.
  const why = { path: "detail.total", wanted: "numeric > 100", got: 20 };
  const { records } = await own(`journal?outcome=filtered&message=${Entries[0].EventId}`);
  assert.deepEqual(
    records.map((record) => record.why),
    [why],
  );
  const explained = await own("explain", { bus: Name, event: entry({ total: 20 }) });
  assert.deepEqual(explained.matches, []);
  assert.deepEqual(explained.rules[0].why, why);

  await assert.rejects(events.send(new DeleteRuleCommand(rule)), {
    name: "ValidationException",
    message: "Rule can't be deleted since it has targets.",
  });
  await events.send(new RemoveTargetsCommand({ Rule: "large", EventBusName: Name, Ids: ["made", "whole"] }));
  await events.send(new DeleteRuleCommand(rule));
  await events.send(new DeleteEventBusCommand({ Name }));
  await assert.rejects(events.send(new DescribeEventBusCommand({ Name })), ResourceNotFoundException);
});

test("an archive, a connection and an API destination", async () => {
  const Name = `js-${randomUUID()}`;
  const { EventBusArn } = await events.send(new CreateEventBusCommand({ Name }));
  const archive = { ArchiveName: Name.slice(0, 48) };
  await events.send(new CreateArchiveCommand({ ...archive, EventSourceArn: EventBusArn, RetentionDays: 1 }));
  await events.send(
    new PutEventsCommand({ Entries: [{ EventBusName: Name, Source: "shop", DetailType: "order", Detail: "{}" }] }),
  );
  const { EventCount, SizeBytes } = await events.send(new DescribeArchiveCommand(archive));
  assert.deepEqual([EventCount, SizeBytes], [1, 31]);
  await events.send(new DeleteArchiveCommand(archive));
  await events.send(new DeleteEventBusCommand({ Name }));

  const { ConnectionArn, ConnectionState } = await events.send(
    new CreateConnectionCommand({
      Name,
      AuthorizationType: "API_KEY",
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-key", ApiKeyValue: "secret" } },
    }),
  );
  assert.equal(ConnectionState, "AUTHORIZED");
  const { AuthParameters } = await events.send(new DescribeConnectionCommand({ Name }));
  assert.deepEqual(AuthParameters, { ApiKeyAuthParameters: { ApiKeyName: "x-key" } });
  const { ApiDestinationState } = await events.send(
    new CreateApiDestinationCommand({ Name, ConnectionArn, InvocationEndpoint: "https://example.com", HttpMethod: "POST" }),
  );
  assert.equal(ApiDestinationState, "ACTIVE");
  await events.send(new DeleteApiDestinationCommand({ Name }));
  assert.equal((await events.send(new DeleteConnectionCommand({ Name }))).ConnectionState, "DELETING");
});

test("patterns alone", async () => {
  const Event = JSON.stringify({
    id: "1",
    account: "2",
    source: "shop",
    time: "2027-03-28T09:00:00Z",
    region: "us-east-1",
    "detail-type": "order",
    detail: { a: [{ b: "x" }, { c: "y" }] },
  });
  const matches = async (pattern) =>
    (await events.send(new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event }))).Result;
  assert.equal(await matches({ detail: { a: { b: ["x"] } } }), true);
  assert.equal(await matches({ detail: { a: { b: ["x"], c: ["y"] } } }), false);
  await assert.rejects(matches({ source: [] }), (error) => {
    assert(error instanceof InvalidEventPatternException);
    assert.match(error.message, /^Event pattern is not valid. Reason: Empty arrays are not allowed\n at /);
    return true;
  });
});
