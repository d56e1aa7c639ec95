// Signatures of SNS messages as `sns-validator` checks them, which trusts certificates of amazonaws.com only.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import {
  CreateTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import MessageValidator from "sns-validator";

const AWS = "https://sns.us-east-1.amazonaws.com";
const realGet = https.get;
let server, endpoint, sns, subscriber;
const posts = [];
const waiting = [];

before(async () => {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith("EVENTYARD_"));
  server = spawn(process.env.EVENTYARD_BINARY, ["--port", "0", "--sns-url", AWS], {
    env: Object.fromEntries(environment),
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = await once(createInterface({ input: server.stdout }), "line");
  endpoint = line.split(" ").at(-1);
  sns = new SNSClient({ endpoint, region: "us-east-1" });

  subscriber = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    response.end();
    (waiting.shift() ?? ((post) => posts.push(post)))(JSON.parse(body));
  });
  subscriber.listen(0, "127.0.0.1");
  await once(subscriber, "listening");

  // The certificate comes from the emulator, whatever the host in its URL.
  https.get = (url, ...rest) => http.get(here(url), rest.at(-1));
});

after(async () => {
  https.get = realGet;
  sns.destroy();
  subscriber.close();
  subscriber.closeAllConnections();
  server.kill();
  await once(server, "exit");
});

// A link of a message, as it is to be followed here.
function here(url) {
  assert.ok(String(url).startsWith(`${AWS}/`), String(url));
  return String(url).replace(AWS, endpoint);
}

function nextPost() {
  return posts.length > 0 ? posts.shift() : new Promise((resolve) => waiting.push(resolve));
}

function validate(message) {
  return new Promise((resolve, reject) => {
    new MessageValidator().validate(message, (error, good) => (error ? reject(error) : resolve(good)));
  });
}

for (const version of ["1", "2"]) {
  test(`version ${version}`, async () => {
    const { TopicArn } = await sns.send(
      new CreateTopicCommand({ Name: `version-${version}`, Attributes: { SignatureVersion: version } }),
    );
    const Endpoint = `http://127.0.0.1:${subscriber.address().port}`;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint }));
    const confirmation = await nextPost();
    assert.equal(confirmation.Type, "SubscriptionConfirmation");
    const messages = [confirmation];
    assert.equal((await fetch(here(confirmation.SubscribeURL))).status, 200);

    const MessageAttributes = { k: { DataType: "String", StringValue: "not signed" } };
    for (const more of [{}, { Subject: "subject" }, { Subject: "subject", MessageAttributes }]) {
      const Message = '{"text":"x < y & \\"z\\"\\r\\n žluťoučký 🚀"}';
      await sns.send(new PublishCommand({ TopicArn, Message, ...more }));
      messages.push(await nextPost());
    }
    // Not UnsubscribeConfirmation: sns-validator 0.3.5 leaves out its Token, which AWS signs.
    for (const message of messages) {
      assert.equal(message.SignatureVersion, version);
      assert.deepEqual(await validate(message), message);
      const forged = { ...message, Message: `${message.Message} ` };
      await assert.rejects(validate(forged), /signature/);
    }
  });
}

test("a topic's version can be changed", async () => {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "changing" }));
  const Endpoint = `http://127.0.0.1:${subscriber.address().port}/changing`;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint }));
  await fetch(here((await nextPost()).SubscribeURL));
  for (const version of ["1", "2", "1"]) {
    await sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: "SignatureVersion", AttributeValue: version }),
    );
    await sns.send(new PublishCommand({ TopicArn, Message: "x" }));
    const message = await nextPost();
    assert.equal(message.SignatureVersion, version);
    await validate(message);
  }
});
