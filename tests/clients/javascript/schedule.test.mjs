// A schedule's whole life through the AWS SDK for JavaScript v3.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import {
  ConflictException,
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  SchedulerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
  ValidationException,
  paginateListScheduleGroups,
  paginateListSchedules,
} from "@aws-sdk/client-scheduler";
import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const endpoint = process.env.EVENTYARD_ENDPOINT;
const scheduler = new SchedulerClient({ endpoint, region: "us-east-1" });
const sqs = new SQSClient({ endpoint, region: "us-east-1" });
const queues = [];
const account = "us-east-1:000000000000";
const RoleArn = "arn:aws:iam::000000000000:role/any";
const FlexibleTimeWindow = { Mode: "OFF" };

after(async () => {
  await Promise.allSettled(queues.map((QueueUrl) => sqs.send(new DeleteQueueCommand({ QueueUrl }))));
  scheduler.destroy();
  sqs.destroy();
});

async function createQueue() {
  const QueueName = `js-${randomUUID()}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  queues.push(QueueUrl);
  return { QueueUrl, Arn: `arn:aws:sqs:${account}:${QueueName}` };
}

// One page for each item.
async function names(paginator, input, list) {
  const found = [];
  for await (const page of paginator({ client: scheduler, pageSize: 1 }, input)) {
    found.push(...page[list].map(({ Name }) => Name));
  }
  return found;
}

test("the life of a schedule", async () => {
  const GroupName = `js-${randomUUID()}`;
  const group = { Name: GroupName, Tags: [{ Key: "stage", Value: "test" }], ClientToken: randomUUID() };
  const { ScheduleGroupArn } = await scheduler.send(new CreateScheduleGroupCommand(group));
  assert.equal(ScheduleGroupArn, `arn:aws:scheduler:${account}:schedule-group/${GroupName}`);
  // The same call once more is no mistake, another is.
  assert.equal((await scheduler.send(new CreateScheduleGroupCommand(group))).ScheduleGroupArn, ScheduleGroupArn);
  await assert.rejects(scheduler.send(new CreateScheduleGroupCommand({ Name: GroupName })), (error) => {
    assert(error instanceof ConflictException);
    assert.equal(error.message, `Schedule group ${GroupName} already exists.`);
    assert.equal(error.$metadata.httpStatusCode, 409);
    return true;
  });
  const Tags = [{ Key: "a/b", Value: "1 + 1" }];
  await scheduler.send(new TagResourceCommand({ ResourceArn: ScheduleGroupArn, Tags }));
  await scheduler.send(new UntagResourceCommand({ ResourceArn: ScheduleGroupArn, TagKeys: ["stage", "none"] }));
  const tagged = await scheduler.send(new ListTagsForResourceCommand({ ResourceArn: ScheduleGroupArn }));
  assert.deepEqual(tagged.Tags, Tags);
  assert.deepEqual(await names(paginateListScheduleGroups, { NamePrefix: GroupName }, "ScheduleGroups"), [GroupName]);

  // A schedule with everything.
  const { QueueUrl, Arn } = await createQueue();
  const hourly = { Name: "hourly", GroupName };
  const StartDate = new Date("2100-01-01T00:00:00Z");
  const EndDate = new Date("2100-01-02T00:00:00Z");
  const whole = {
    ...hourly,
    Description: "a <schedule> 🚀",
    ScheduleExpression: "rate(1 hour)",
    ScheduleExpressionTimezone: "Europe/Vienna",
    StartDate,
    EndDate,
    ActionAfterCompletion: "DELETE",
    State: "ENABLED",
    FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 15 },
    Target: { Arn, RoleArn, Input: "{}", RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 } },
  };
  const { ScheduleArn } = await scheduler.send(new CreateScheduleCommand(whole));
  assert.equal(ScheduleArn, `arn:aws:scheduler:${account}:schedule/${GroupName}/hourly`);
  const { $metadata, CreationDate, LastModificationDate, ...shown } = await scheduler.send(
    new GetScheduleCommand(hourly),
  );
  assert.deepEqual(shown, { ...whole, Arn: ScheduleArn });
  assert.deepEqual(CreationDate, LastModificationDate);

  // What an update leaves out goes back to its default.
  const Target = { Arn, RoleArn, Input: "<aws.scheduler.schedule-arn>" };
  const State = "DISABLED";
  const cron = { ...hourly, ScheduleExpression: "cron(* * * * ? *)", State, FlexibleTimeWindow, Target };
  await scheduler.send(new UpdateScheduleCommand(cron));
  const changed = await scheduler.send(new GetScheduleCommand(hourly));
  assert.deepEqual(changed.CreationDate, CreationDate);
  assert.equal(changed.StartDate, undefined);
  assert.equal(changed.Description, undefined);
  assert.equal(changed.ScheduleExpressionTimezone, "UTC");
  assert.equal(changed.ActionAfterCompletion, "NONE");
  assert.deepEqual(changed.Target.RetryPolicy, { MaximumEventAgeInSeconds: 86400, MaximumRetryAttempts: 185 });

  // A rate begins at once.
  const Name = "at-once";
  await scheduler.send(
    new CreateScheduleCommand({ Name, GroupName, ScheduleExpression: "rate(1 day)", FlexibleTimeWindow, Target }),
  );
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  assert.deepEqual(
    Messages.map(({ Body }) => Body),
    [ScheduleArn.replace("hourly", Name)],
  );
  assert.deepEqual(await names(paginateListSchedules, { GroupName }, "Schedules"), [Name, "hourly"]);
  assert.deepEqual(await names(paginateListSchedules, { GroupName, State }, "Schedules"), ["hourly"]);

  await scheduler.send(new DeleteScheduleCommand(hourly));
  await assert.rejects(scheduler.send(new GetScheduleCommand(hourly)), ResourceNotFoundException);
  await scheduler.send(new DeleteScheduleGroupCommand({ Name: GroupName }));
  await assert.rejects(scheduler.send(new GetScheduleGroupCommand({ Name: GroupName })), {
    name: "ResourceNotFoundException",
    message: `Schedule group ${GroupName} does not exist.`,
  });
});

test("a wrong expression", async () => {
  const Target = { Arn: `arn:aws:sqs:${account}:q`, RoleArn };
  const asked = { Name: "n", ScheduleExpression: "rate(10 seconds)", FlexibleTimeWindow, Target };
  await assert.rejects(scheduler.send(new CreateScheduleCommand(asked)), (error) => {
    assert(error instanceof ValidationException);
    assert.equal(error.message, "Invalid Schedule Expression rate(10 seconds).");
    return true;
  });
});
