"""What targets of schedules get: inputs with context attributes, queues, topics, buses, any operation; dead letters."""

import json
import re

import pytest
from conftest import Account, unique
from queues import taken
from scheduler_life import arrived, attributes, bodies, records, schedule
from scheduler_scenes import OFF, ROLE

SOON = "at(2040-06-01T13:00:00)"
DUE = "2040-06-01T13:00:00Z"


@pytest.fixture
def account(own_account):
    return own_account


@pytest.fixture
def queue(account):
    return account.queue()


def universal(action):
    return f"arn:aws:scheduler:::aws-sdk:{action}"


def run(own, account, target, **more):
    """Makes a schedule of this target, and lets it fire; its ARN."""
    name = unique()
    made = account.scheduler.create_schedule(
        Name=name, ScheduleExpression=SOON, FlexibleTimeWindow=OFF, Target={"RoleArn": ROLE} | target, **more
    )
    own.advance("PT1H")
    assert own.post("settle?timeout=10").json() == {"settled": True}
    return made["ScheduleArn"]


def test_context_attributes(own, account, queue):
    url, arn = queue
    names = ("schedule-arn", "scheduled-time", "execution-id", "attempt-number", "nothing")
    text = " ".join(f"<aws.scheduler.{name}>" for name in names)
    schedule(account, SOON, arn, Name="s", Target={"Input": f"{text} {text}"})
    own.advance("PT1H")
    [body] = bodies(account, url)
    first, again = body[: len(body) // 2], body[len(body) // 2 + 1 :]
    assert first == again
    of, when, execution, attempt, unknown = first.split()
    assert (of, when) == (account.arn("scheduler", "schedule/default/s"), DUE)
    assert re.fullmatch("[0-9a-f]{16}", execution)
    assert (attempt, unknown) == ("1", "<aws.scheduler.nothing>")


def test_without_an_input(own, account, queue):
    url, arn = queue
    of = run(own, account, {"Arn": arn})
    [event] = arrived(account, url)
    assert event.pop("id")
    assert event == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": "000000000000",
        "time": DUE,
        "region": "us-east-1",
        "resources": [of],
        "detail": "{}",
    }


def test_a_fifo_queue(own, account):
    url, arn = account.queue(fifo=True)
    run(own, account, {"Arn": arn, "Input": "x", "SqsParameters": {"MessageGroupId": "g"}})
    [message] = taken(account.sqs, url)
    assert (message["Body"], message["Attributes"]["MessageGroupId"]) == ("x", "g")


def test_a_topic(own, account, queue):
    url, arn = queue
    topic = account.sns.create_topic(Name="orders")["TopicArn"]
    account.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    run(own, account, {"Arn": topic, "Input": "not JSON"})
    [envelope] = arrived(account, url)
    assert (envelope["TopicArn"], envelope["Message"]) == (topic, "not JSON")


def test_streams_are_captured(own, account):
    stream, delivery = account.arn("kinesis", "stream/s"), account.arn("firehose", "deliverystream/d")
    schedule(account, SOON, stream, Target={"KinesisParameters": {"PartitionKey": "p"}})
    schedule(account, SOON, delivery, Target={"Input": "data"})
    own.advance("PT1H")
    [of_stream] = records(own, f"to={stream}")
    assert (of_stream["outcome"], of_stream["body"], of_stream["partitionKey"]) == ("delivered", DUE, "p")
    [of_delivery] = records(own, f"to={delivery}")
    assert (of_delivery["outcome"], of_delivery["body"]) == ("delivered", "data")


# --- universal targets ------------------------------------------------------------------------


def test_any_operation_of_a_queue(own, account, queue):
    url, arn = queue
    request = {
        "QueueUrl": url,
        "MessageBody": "<aws.scheduler.scheduled-time>",
        "MessageAttributes": {"of": {"DataType": "String", "StringValue": "<aws.scheduler.schedule-arn>"}},
    }
    of = run(own, account, {"Arn": universal("sqs:sendMessage"), "Input": json.dumps(request)})
    [message] = taken(account.sqs, url)
    assert message["Body"] == DUE
    assert attributes(message) == {"of": of}


def test_operations_of_all_services(own, account, queue):
    url, arn = queue
    topic = account.sns.create_topic(Name="orders")["TopicArn"]
    account.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    account.events.put_rule(Name="r", EventPattern='{"source": ["shop"]}')
    account.events.put_targets(Rule="r", Targets=[{"Id": "q", "Arn": arn, "InputPath": "$.detail-type"}])
    entry = {"Source": "shop", "DetailType": "by an operation", "Detail": "{}"}
    other = {
        "Name": "made-by-another",
        "ScheduleExpression": "rate(1 day)",
        "FlexibleTimeWindow": OFF,
        "Target": {"Arn": arn, "RoleArn": ROLE, "Input": "by a schedule of a schedule"},
    }
    requests = {
        "sns:publish": {"TopicArn": topic, "Message": "published"},
        "eventbridge:putEvents": {"Entries": [entry]},
        "sqs:createQueue": {"QueueName": "made-by-a-schedule", "Attributes": {"VisibilityTimeout": "7"}},
        "scheduler:createSchedule": other,
    }
    for action, request in requests.items():
        schedule(account, SOON, universal(action), Target={"Input": json.dumps(request)})
    own.advance("PT1H")
    assert own.post("settle?timeout=10").json() == {"settled": True}
    assert sorted(bodies(account, url)) == ['"by an operation"', "by a schedule of a schedule", "published"]
    made = account.sqs.get_queue_url(QueueName="made-by-a-schedule")["QueueUrl"]
    shown = account.sqs.get_queue_attributes(QueueUrl=made, AttributeNames=["VisibilityTimeout"])["Attributes"]
    assert shown == {"VisibilityTimeout": "7"}
    assert account.scheduler.get_schedule(Name="made-by-another")["State"] == "ENABLED"


def test_a_schedule_that_deletes_its_own_group(own, account, queue):
    url, arn = queue
    account.scheduler.create_schedule_group(Name="g")
    schedule(account, "rate(10 minutes)", arn, Name="ticks", GroupName="g")
    request = json.dumps({"Name": "g"})
    schedule(account, SOON, universal("scheduler:deleteScheduleGroup"), Target={"Input": request}, GroupName="g")
    own.advance("PT59M")
    assert len(bodies(account, url)) == 6
    own.advance("P1D")
    # Which of the two that are due at one is first, nobody says.
    assert len(bodies(account, url)) <= 1
    assert account.scheduler.list_schedules()["Schedules"] == []


# --- dead letters -----------------------------------------------------------------------------


@pytest.fixture
def dead(account):
    return account.queue()


def test_a_queue_that_is_not_there(own, account, dead):
    url, arn = dead
    target = {"Arn": account.arn("sqs", "nowhere"), "Input": "lost at <aws.scheduler.scheduled-time>"}
    of = run(own, account, target | {"DeadLetterConfig": {"Arn": arn}})
    [message] = taken(account.sqs, url)
    assert message["Body"] == f"lost at {DUE}"
    told = attributes(message)
    assert told.pop("ERROR_MESSAGE")
    assert re.fullmatch("[0-9a-f]{16}", told.pop("EXECUTION_ID"))
    assert told == {
        "SCHEDULE_ARN": of,
        "TARGET_ARN": universal("sqs:sendMessage"),
        "SCHEDULED_TIME": DUE,
        "ERROR_CODE": "AWS.SimpleQueueService.NonExistentQueue",
        "RETRY_ATTEMPTS": "0",
        "IS_PAYLOAD_TRUNCATED": "false",
    }
    assert {attribute["DataType"] for attribute in message["MessageAttributes"].values()} == {"String"}


@pytest.mark.parametrize(
    ("action", "request_", "code"),
    [
        ("sqs:sendMessage", {"QueueUrl": "http://x/000000000000/nowhere", "MessageBody": "x"}, "NonExistentQueue"),
        ("sqs:sendMessage", {"MessageBody": "x"}, None),
        ("sqs:sendMessage", {"QueueUrl": 1, "MessageBody": []}, None),
        ("sns:publish", {"TopicArn": "arn:aws:sns:us-east-1:000000000000:nowhere", "Message": "x"}, "NotFound"),
        ("eventbridge:putRule", {"Name": "r", "EventPattern": "{"}, "InvalidEventPatternException"),
        ("scheduler:deleteSchedule", {"Name": "nowhere"}, "ResourceNotFoundException"),
    ],
)
def test_operations_that_are_refused(own, account, dead, action, request_, code):
    url, arn = dead
    text = json.dumps(request_)
    of = run(own, account, {"Arn": universal(action), "Input": text, "DeadLetterConfig": {"Arn": arn}})
    [message] = taken(account.sqs, url)
    assert message["Body"] == text
    told = attributes(message)
    assert (told["SCHEDULE_ARN"], told["TARGET_ARN"], told["SCHEDULED_TIME"]) == (of, universal(action), DUE)
    assert told["ERROR_CODE"] and told["ERROR_MESSAGE"]
    assert code is None or told["ERROR_CODE"].removesuffix("Exception").endswith(code.removesuffix("Exception"))
    assert told["RETRY_ATTEMPTS"] == "0"


def test_a_bus_that_is_not_there(own, account, dead):
    url, arn = dead
    parameters = {"DetailType": "order", "Source": "shop"}
    target = {"Arn": account.arn("events", "event-bus/nowhere"), "EventBridgeParameters": parameters, "Input": "{}"}
    run(own, account, target | {"DeadLetterConfig": {"Arn": arn}})
    [message] = taken(account.sqs, url)
    told = attributes(message)
    assert (told["TARGET_ARN"], told["ERROR_CODE"]) == (universal("eventbridge:putEvents"), "ResourceNotFoundException")


def test_without_a_dead_letter_queue(own, account):
    run(own, account, {"Arn": account.arn("sqs", "nowhere"), "Input": "x"})
    [record] = records(own)
    assert (record["outcome"], record["why"]["error"]) == ("dropped", "AWS.SimpleQueueService.NonExistentQueue")


def test_a_dead_letter_queue_that_is_not_there(own, account):
    gone = {"DeadLetterConfig": {"Arn": account.arn("sqs", "gone")}}
    run(own, account, {"Arn": account.arn("sqs", "nowhere"), "Input": "x"} | gone)
    [record] = records(own)
    assert record["outcome"] == "dropped"
    assert f"The dead-letter queue {account.arn('sqs', 'gone')} refused it too" in record["why"]["text"]


def test_each_schedule_stands_for_itself(own, account, queue):
    """One that fails doesn't hold up others, of this account or of another."""
    url, arn = queue
    other = Account(own.endpoint, "111111111111")
    far, far_arn = other.queue()
    for _ in range(5):
        schedule(account, SOON, account.arn("sqs", "nowhere"))
        schedule(account, SOON, arn)
        schedule(other, SOON, far_arn)
    own.advance("PT1H")
    assert bodies(account, url) == [DUE] * 5
    assert bodies(other, far) == [DUE] * 5
