// A state machine's life, and its executions', through the AWS SDK for JavaScript v3.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import {
  CreateActivityCommand,
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionAlreadyExists,
  GetActivityTaskCommand,
  InvalidDefinition,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  RedriveExecutionCommand,
  SFNClient,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  TaskTimedOut,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const endpoint = process.env.EVENTYARD_ENDPOINT;
// StartSyncExecution would go to sync-127.0.0.1 else, which is nowhere.
const sfn = new SFNClient({ endpoint, region: "us-east-1", disableHostPrefix: true });
const sqs = new SQSClient({ endpoint, region: "us-east-1" });
const account = "us-east-1:000000000000";
const roleArn = "arn:aws:iam::000000000000:role/any";
const machines = [];

after(async () => {
  await Promise.allSettled(
    machines.map((stateMachineArn) => sfn.send(new DeleteStateMachineCommand({ stateMachineArn }))),
  );
  sfn.destroy();
  sqs.destroy();
});

async function createMachine(StartAt, States, more = {}) {
  const definition = JSON.stringify({ StartAt, States });
  const asked = { name: `js-${randomUUID()}`, definition, roleArn, ...more };
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand(asked));
  machines.push(stateMachineArn);
  return { ...asked, stateMachineArn };
}

async function start(stateMachineArn, input) {
  const asked = { stateMachineArn, input: JSON.stringify(input) };
  return (await sfn.send(new StartExecutionCommand(asked))).executionArn;
}

const describe = (executionArn) => sfn.send(new DescribeExecutionCommand({ executionArn }));

// One page for each item.
async function items(paginator, input, list) {
  const found = [];
  for await (const page of paginator({ client: sfn, pageSize: 1 }, input)) found.push(...page[list]);
  return found;
}

test("the life of a state machine", async () => {
  const tags = [{ key: "stage", value: "test" }];
  const States = { Greet: { Type: "Pass", Parameters: { "hello.$": "$.name" }, End: true } };
  const { stateMachineArn, name, definition } = await createMachine("Greet", States, { tags });
  assert.equal(stateMachineArn, `arn:aws:states:${account}:stateMachine:${name}`);
  const shown = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  assert.deepEqual([shown.name, shown.definition, shown.roleArn], [name, definition, roleArn]);
  assert.deepEqual([shown.status, shown.type], ["ACTIVE", "STANDARD"]);
  const tagged = await sfn.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }));
  assert.deepEqual(tagged.tags, tags);

  const first = { stateMachineArn, name: "first", input: '{"name": "Ada 🚀"}' };
  const { executionArn, startDate } = await sfn.send(new StartExecutionCommand(first));
  const done = await describe(executionArn);
  assert.deepEqual([done.status, done.output], ["SUCCEEDED", '{"hello":"Ada 🚀"}']);
  assert.deepEqual(done.startDate, startDate);
  const events = await items(paginateGetExecutionHistory, { executionArn }, "events");
  assert.deepEqual(
    events.map(({ type }) => type),
    ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"],
  );
  assert.equal(events[1].stateEnteredEventDetails.name, "Greet");
  await assert.rejects(sfn.send(new StartExecutionCommand(first)), (error) => {
    assert(error instanceof ExecutionAlreadyExists);
    assert.equal(error.message, `Execution Already Exists: '${executionArn}'`);
    return true;
  });

  // A version keeps what an update changes; an alias leads to it.
  const version = await sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
  assert.equal(version.stateMachineVersionArn, `${stateMachineArn}:1`);
  const routes = [{ stateMachineVersionArn: version.stateMachineVersionArn, weight: 100 }];
  const alias = await sfn.send(new CreateStateMachineAliasCommand({ name: "live", routingConfiguration: routes }));
  const changed = JSON.stringify({ StartAt: "No", States: { No: { Type: "Fail", Error: "No", Cause: "because" } } });
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: changed }));
  const failed = await describe(await start(stateMachineArn, {}));
  assert.deepEqual([failed.status, failed.error, failed.cause], ["FAILED", "No", "because"]);
  const old = await describe(await start(alias.stateMachineAliasArn, { name: "Ada" }));
  assert.deepEqual([old.status, old.stateMachineVersionArn], ["SUCCEEDED", `${stateMachineArn}:1`]);
  assert.equal((await items(paginateListExecutions, { stateMachineArn }, "executions")).length, 3);
  const statusFilter = "FAILED";
  assert.equal((await items(paginateListExecutions, { stateMachineArn, statusFilter }, "executions")).length, 1);

  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  await assert.rejects(sfn.send(new DescribeStateMachineCommand({ stateMachineArn })), StateMachineDoesNotExist);
});

test("an execution that is stopped goes on", async () => {
  const { activityArn } = await sfn.send(new CreateActivityCommand({ name: `js-${randomUUID()}` }));
  const { stateMachineArn } = await createMachine("Work", { Work: { Type: "Task", Resource: activityArn, End: true } });
  const executionArn = await start(stateMachineArn, { n: 20 });
  await sfn.send(new StopExecutionCommand({ executionArn, error: "Enough" }));
  const stopped = await describe(executionArn);
  assert.deepEqual([stopped.status, stopped.error], ["ABORTED", "Enough"]);
  await sfn.send(new RedriveExecutionCommand({ executionArn }));
  const { taskToken, input } = await sfn.send(new GetActivityTaskCommand({ activityArn, workerName: "js" }));
  assert.equal(input, '{"n":20}');
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: "40" }));
  const { status, output, redriveCount } = await describe(executionArn);
  assert.deepEqual([status, output, redriveCount], ["SUCCEEDED", "40", 1]);
  await assert.rejects(sfn.send(new SendTaskSuccessCommand({ taskToken, output: "41" })), TaskTimedOut);
  await sfn.send(new DeleteActivityCommand({ activityArn }));
});

test("a token goes by a queue, and its task is refused", async (t) => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `js-${randomUUID()}` }));
  t.after(() => sqs.send(new DeleteQueueCommand({ QueueUrl })));
  const { stateMachineArn } = await createMachine("Ask", {
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: { QueueUrl, MessageBody: { "token.$": "$$.Task.Token" } },
      Catch: [{ ErrorEquals: ["Refused"], Next: "Undo" }],
      End: true,
    },
    Undo: { Type: "Pass", End: true },
  });
  const executionArn = await start(stateMachineArn, {});
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  const { token: taskToken } = JSON.parse(Messages[0].Body);
  await sfn.send(new SendTaskFailureCommand({ taskToken, error: "Refused", cause: "no" }));
  const { status, output } = await describe(executionArn);
  assert.deepEqual([status, JSON.parse(output)], ["SUCCEEDED", { Error: "Refused", Cause: "no" }]);
});

test("an express execution and its caller", async () => {
  const States = { Sum: { Type: "Pass", Parameters: { "sum.$": "States.MathAdd($[0], $[1])" }, End: true } };
  const { stateMachineArn } = await createMachine("Sum", States, { type: "EXPRESS" });
  const { status, output, billingDetails } = await sfn.send(
    new StartSyncExecutionCommand({ stateMachineArn, input: "[1, 2]" }),
  );
  assert.deepEqual([status, output], ["SUCCEEDED", '{"sum":3}']);
  assert.equal(billingDetails.billedMemoryUsedInMB, 64);
});

test("a wrong definition", async () => {
  const States = { A: { Type: "Pass", Next: "B" } };
  await assert.rejects(createMachine("A", States), (error) => {
    assert(error instanceof InvalidDefinition);
    assert.match(error.message, /^Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: /);
    return true;
  });
  const definition = JSON.stringify({ StartAt: "A", States });
  const { result, diagnostics } = await sfn.send(new ValidateStateMachineDefinitionCommand({ definition }));
  assert.equal(result, "FAIL");
  const [{ severity, location }] = diagnostics;
  assert.deepEqual([severity, location], ["ERROR", "/States/A/Next"]);
});
