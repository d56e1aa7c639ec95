// A consumer that goes away while it waits must not take a message with it into nowhere.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Agent } from "node:http";
import { test } from "node:test";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";

const endpoint = process.env.EVENTYARD_ENDPOINT;
const sqs = new SQSClient({ endpoint, region: "us-east-1" });

// Round trips on other connections: what reached the server before them has been seen after them.
async function letTheServerSee() {
  for (let i = 0; i < 50; i++) await (await fetch(`${endpoint}/_eventyard/health`)).text();
}

test("an aborted long poll takes no message with it", async () => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `js-${randomUUID()}` }));
  const sockets = [];
  const httpAgent = new Agent({ keepAlive: false });
  const connect = httpAgent.createConnection;
  httpAgent.createConnection = function (...args) {
    const socket = connect.apply(this, args);
    sockets.push(socket);
    return socket;
  };
  const consumer = new SQSClient({ endpoint, region: "us-east-1", requestHandler: { httpAgent }, maxAttempts: 1 });

  for (let round = 0; round < 3; round++) {
    const abort = new AbortController();
    const waiting = consumer.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
      { abortSignal: abort.signal },
    );
    const refused = assert.rejects(waiting, { name: "AbortError" });
    await letTheServerSee();
    const socket = sockets.at(-1);
    assert.ok(socket.bytesWritten > 0, "the long poll was on its way");
    const closed = new Promise((done) => socket.once("close", done));
    abort.abort();
    await refused;
    await closed;
    await letTheServerSee();

    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `round ${round}` }));
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2, MessageSystemAttributeNames: ["All"] }),
    );
    assert.deepEqual(Messages.map((m) => m.Body), [`round ${round}`]);
    assert.equal(Messages[0].Attributes.ApproximateReceiveCount, "1");
  }
  consumer.destroy();
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  sqs.destroy();
});
