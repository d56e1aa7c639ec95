"""FIFO topics: order, deduplication, archive and replay."""

import hashlib
import json

import pytest
from conftest import connect, unique
from queues import queue_arn, taken
from sns_life import attributes_of, envelopes, queue_of, texts

PUBLISHED = "2040-06-01T12:00:00.000Z"


@pytest.fixture
def sns(own):
    return connect(own.endpoint, service="sns")


@pytest.fixture
def sqs(own):
    return connect(own.endpoint)


def make_topic(sns, **attributes):
    attributes = {"FifoTopic": "true", "ContentBasedDeduplication": "true"} | attributes
    return sns.create_topic(Name=unique(".fifo"), Attributes=attributes)["TopicArn"]


def test_the_envelope(sns, sqs):
    topic = make_topic(sns)
    url, _ = queue_of(sqs, sns, topic, name="q.fifo")
    sent = sns.publish(TopicArn=topic, Message="Test", MessageGroupId="g")
    [message] = taken(sqs, url)
    envelope = json.loads(message["Body"])
    assert list(envelope) == [
        "Type", "MessageId", "SequenceNumber", "TopicArn", "Message", "Timestamp", "UnsubscribeURL",
    ]
    assert envelope["SequenceNumber"] == sent["SequenceNumber"]
    assert len(sent["SequenceNumber"]) == 20
    assert envelope["Timestamp"] == PUBLISHED
    attributes = message["Attributes"]
    assert attributes["MessageGroupId"] == "g"
    assert attributes["MessageDeduplicationId"] == hashlib.sha256(b"Test").hexdigest()
    assert attributes["SequenceNumber"] != sent["SequenceNumber"]


def test_raw_with_an_id_of_its_own(sns, sqs):
    topic = make_topic(sns, ContentBasedDeduplication="false")
    url, _ = queue_of(sqs, sns, topic, name="q.fifo", RawMessageDelivery="true")
    sns.publish(TopicArn=topic, Message="Test", MessageGroupId="g", MessageDeduplicationId="d")
    [message] = taken(sqs, url)
    assert message["Body"] == "Test"
    assert message["Attributes"]["MessageDeduplicationId"] == "d"


def test_a_standard_queue_gets_no_ids(sns, sqs):
    topic = make_topic(sns)
    url, _ = queue_of(sqs, sns, topic, name="q")
    sent = sns.publish(TopicArn=topic, Message="x", MessageGroupId="g")
    [message] = taken(sqs, url)
    assert {"MessageGroupId", "MessageDeduplicationId"}.isdisjoint(message["Attributes"])
    envelope = json.loads(message["Body"])
    assert envelope["SequenceNumber"] == sent["SequenceNumber"]
    assert "Signature" not in envelope


def test_all_queues_see_one_order(sns, sqs):
    topic = make_topic(sns)
    urls = [queue_of(sqs, sns, topic, name=f"q{n}.fifo")[0] for n in range(3)]
    numbers = []
    for batch in range(3):
        entries = [{"Id": str(n), "Message": f"{batch}-{n}", "MessageGroupId": str(n % 2)} for n in range(10)]
        reply = sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
        numbers += [one["SequenceNumber"] for one in reply["Successful"]]
    assert numbers == sorted(set(numbers))
    for url in urls:
        got = envelopes(sqs, url)
        for group in (0, 1):
            mine = [envelope["SequenceNumber"] for envelope in got if int(envelope["Message"][-1]) % 2 == group]
            assert mine == [number for n, number in enumerate(numbers) if n % 10 % 2 == group]


def test_duplicates_within_five_minutes(own, sns, sqs):
    topic = make_topic(sns)
    fifo, _ = queue_of(sqs, sns, topic, name="q.fifo")
    standard, _ = queue_of(sqs, sns, topic, name="q")
    first = sns.publish(TopicArn=topic, Message="x", MessageGroupId="a")
    own.advance("PT4M59S")
    # The group doesn't matter, unless the scope says so.
    again = sns.publish(TopicArn=topic, Message="x", MessageGroupId="b")
    assert (again["MessageId"], again["SequenceNumber"]) == (first["MessageId"], first["SequenceNumber"])
    assert (texts(sqs, fifo), texts(sqs, standard)) == (["x"], ["x"])
    own.advance("PT2S")
    later = sns.publish(TopicArn=topic, Message="x", MessageGroupId="a")
    assert later["MessageId"] != first["MessageId"]
    assert (texts(sqs, fifo), texts(sqs, standard)) == (["x"], ["x"])


def test_deduplication_in_each_group(sns, sqs):
    topic = make_topic(sns, FifoThroughputScope="MessageGroup")
    url, _ = queue_of(sqs, sns, topic, name="q")
    sent = {sns.publish(TopicArn=topic, Message="x", MessageGroupId=group)["MessageId"] for group in "abab"}
    assert len(sent) == 2
    assert {envelope["MessageId"] for envelope in envelopes(sqs, url)} == sent


def test_dead_letters_keep_their_ids(sns, sqs):
    topic = make_topic(sns)
    dead = sqs.create_queue(QueueName="dead.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint="arn:aws:sqs:us-east-1:000000000000:nowhere.fifo",
        Attributes={"RedrivePolicy": json.dumps({"deadLetterTargetArn": queue_arn(dead)})},
    )
    sns.publish(TopicArn=topic, Message="x", MessageGroupId="g", MessageDeduplicationId="d")
    [letter] = taken(sqs, dead)
    assert (letter["Attributes"]["MessageGroupId"], letter["Attributes"]["MessageDeduplicationId"]) == ("g", "d")


def test_a_topic_with_an_archive(own, sns):
    policy = '{"MessageRetentionPeriod":"30"}'
    topic = make_topic(sns, ArchivePolicy=policy)
    shown = attributes_of(sns, topic)
    assert shown["ArchivePolicy"] == policy
    assert "BeginningArchiveTime" in shown
    with pytest.raises(sns.exceptions.InvalidStateException):
        sns.delete_topic(TopicArn=topic)
    sns.set_topic_attributes(TopicArn=topic, AttributeName="ArchivePolicy", AttributeValue="{}")
    assert {"ArchivePolicy", "BeginningArchiveTime"}.isdisjoint(attributes_of(sns, topic))
    sns.delete_topic(TopicArn=topic)
