"""What comes out of a queue that is subscribed to a topic."""

import base64
import json
import re
import uuid

import pytest
from queues import queue_arn, taken
from sns_life import attributes_of, envelopes, texts
from sns_scenes import RICH

ODD = "x < y & \"z\"\r\n\t\\ 🚀 žluťoučký \u2028"
FIELDS = [
    "Type",
    "MessageId",
    "TopicArn",
    "Subject",
    "Message",
    "Timestamp",
    "SignatureVersion",
    "Signature",
    "SigningCertURL",
    "UnsubscribeURL",
    "MessageAttributes",
]


@pytest.fixture
def subscribe(sns, topic, make_queue):
    """Subscribes a new queue to the topic; its URL and the subscription."""

    def subscribe(**attributes):
        url = make_queue()
        arn = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn(url), Attributes=attributes)
        return url, arn["SubscriptionArn"]

    return subscribe


def test_the_envelope(sns, sqs, topic, subscribe, endpoint):
    url, arn = subscribe()
    sent = sns.publish(TopicArn=topic, Message=ODD, Subject="a subject", MessageAttributes=RICH)
    [message] = taken(sqs, url)
    assert "MessageAttributes" not in message
    assert message["MessageId"] != sent["MessageId"]
    assert message["Body"].startswith('{\n  "Type" : "Notification",\n  "MessageId" : "')
    envelope = json.loads(message["Body"])
    assert list(envelope) == FIELDS
    assert envelope["MessageId"] == sent["MessageId"] == str(uuid.UUID(sent["MessageId"]))
    assert (envelope["TopicArn"], envelope["Subject"], envelope["Message"]) == (topic, "a subject", ODD)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", envelope["Timestamp"])
    assert envelope["SignatureVersion"] == "1"
    assert re.fullmatch(re.escape(endpoint) + r"/SimpleNotificationService-[0-9a-f]+\.pem", envelope["SigningCertURL"])
    assert envelope["UnsubscribeURL"] == f"{endpoint}/?Action=Unsubscribe&SubscriptionArn={arn}"
    assert envelope["MessageAttributes"] == {
        "text": {"Type": "String.custom", "Value": RICH["text"]["StringValue"]},
        "list": {"Type": "String.Array", "Value": RICH["list"]["StringValue"]},
        "number": {"Type": "Number", "Value": "007"},
        "bytes": {"Type": "Binary", "Value": base64.b64encode(b"\x00\x01\xff").decode()},
    }


def test_a_bare_envelope(sns, sqs, topic, subscribe):
    url, _ = subscribe()
    sns.publish(TopicArn=topic, Message='{"a":"\\"b\\""}')
    [envelope] = envelopes(sqs, url)
    assert list(envelope) == [field for field in FIELDS if field not in ("Subject", "MessageAttributes")]
    assert envelope["Message"] == '{"a":"\\"b\\""}'


def test_raw(sns, sqs, topic, subscribe):
    url, _ = subscribe(RawMessageDelivery="true")
    sns.publish(TopicArn=topic, Message=ODD, Subject="lost", MessageAttributes=RICH)
    [message] = taken(sqs, url)
    assert message["Body"] == ODD
    assert message["MessageAttributes"] == RICH


def test_the_same_message_to_all(sns, sqs, topic, subscribe):
    urls = [subscribe()[0] for _ in range(3)]
    sent = sns.publish(TargetArn=topic, Message="x")["MessageId"]
    assert [[envelope["MessageId"] for envelope in envelopes(sqs, url)] for url in urls] == [[sent]] * 3


def test_a_batch(sns, sqs, topic, subscribe):
    enveloped, raw = subscribe()[0], subscribe(RawMessageDelivery="true")[0]
    entries = [{"Id": str(n), "Message": f"text {n}", "MessageAttributes": RICH} for n in range(10)]
    reply = sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    assert reply["Failed"] == []
    assert [one["Id"] for one in reply["Successful"]] == [str(n) for n in range(10)]
    sent = [(one["MessageId"], f"text {one['Id']}") for one in reply["Successful"]]
    assert [(envelope["MessageId"], envelope["Message"]) for envelope in envelopes(sqs, enveloped)] == sent
    got = taken(sqs, raw)
    assert [message["Body"] for message in got] == [text for _, text in sent]
    assert all(message["MessageAttributes"] == RICH for message in got)


def test_a_batch_with_one_wrong_entry_sends_nothing(sns, sqs, topic, subscribe):
    url, _ = subscribe()
    entries = [{"Id": "good", "Message": "x"}, {"Id": "bad", "Message": "x", "MessageDeduplicationId": "d"}]
    with pytest.raises(sns.exceptions.InvalidParameterException):
        sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    assert taken(sqs, url) == []


def test_texts_by_protocol(sns, sqs, topic, subscribe):
    url, _ = subscribe()
    for message in [{"default": "d", "sqs": "q"}, {"default": "d", "http": "h"}, {"default": "d", "sqs": {"a": 1}}]:
        sns.publish(TopicArn=topic, Message=json.dumps(message), MessageStructure="json")
    assert texts(sqs, url) == ["q", "d", "d"]


def test_the_largest_message(sns, sqs, topic, subscribe):
    url, _ = subscribe(RawMessageDelivery="true")
    # Name, type and value of an attribute count too: 1 + 6 + 1.
    sns.publish(
        TopicArn=topic, Message="x" * 262_136, MessageAttributes={"k": {"DataType": "String", "StringValue": "v"}}
    )
    [message] = taken(sqs, url)
    assert len(message["Body"]) == 262_136


def test_group_and_trace_are_passed_on(sns, sqs, topic, subscribe):
    url, _ = subscribe()
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"

    def add_trace(request, **_):
        request.headers["X-Amzn-Trace-Id"] = trace

    sns.meta.events.register_first("before-sign.sns.Publish", add_trace, unique_id="trace")
    try:
        sns.publish(TopicArn=topic, Message="x", MessageGroupId="g")
    finally:
        sns.meta.events.unregister("before-sign.sns.Publish", unique_id="trace")
    [message] = taken(sqs, url)
    assert message["Attributes"]["MessageGroupId"] == "g"
    assert message["Attributes"]["AWSTraceHeader"] == trace


@pytest.mark.parametrize("raw", ["true", "false"])
def test_what_cannot_be_delivered_is_a_dead_letter(sns, sqs, topic, make_queue, raw):
    dead = make_queue()
    attributes = {
        "RawMessageDelivery": raw,
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": queue_arn(dead)}),
    }
    nowhere = "arn:aws:sqs:us-east-1:000000000000:nowhere"
    arn = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=nowhere, Attributes=attributes)["SubscriptionArn"]
    sent = sns.publish(TopicArn=topic, Message="x", MessageAttributes=RICH)["MessageId"]
    [letter] = taken(sqs, dead)
    if raw == "true":
        assert (letter["Body"], letter["MessageAttributes"]) == ("x", RICH)
    else:
        assert json.loads(letter["Body"])["MessageId"] == sent
        assert "MessageAttributes" not in letter
    assert attributes_of(sns, arn)["PendingConfirmation"] == "false"


def test_more_attributes_than_a_queue_takes(sns, sqs, topic, subscribe, make_queue):
    dead = make_queue()
    redrive = json.dumps({"deadLetterTargetArn": queue_arn(dead)})
    raw, _ = subscribe(RawMessageDelivery="true", RedrivePolicy=redrive)
    enveloped, _ = subscribe()
    many = {f"k{n}": {"DataType": "String", "StringValue": "v"} for n in range(11)}
    sns.publish(TopicArn=topic, Message="x", MessageAttributes=many)
    assert taken(sqs, raw) == []
    assert len(envelopes(sqs, enveloped)[0]["MessageAttributes"]) == 11
