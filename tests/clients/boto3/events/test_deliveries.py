"""What targets get: whole events, parts of them, transformed ones; in queues, topics, other buses; dead letters."""

import json

import pytest
from conftest import Account, connect, unique
from events_life import SECOND_OF_NOON, arrived, bodies, details, put, records, rule_to, settled
from events_scenes import ROLE
from queues import queue_arn, taken


@pytest.fixture
def account(own_account):
    return own_account


@pytest.fixture
def queue(account):
    return account.queue()


def test_the_envelope(account, queue):
    url, arn = queue
    rule_to(account, arn)
    detail = '{ "b" : 1.50, "a" : [ "ž", null, {"x": 1e3} ] }'
    reply = account.events.put_events(
        Entries=[{"Source": "shop", "DetailType": "order placed", "Detail": detail, "Resources": ["r2", "r1"]}]
    )
    [body] = bodies(account, url)
    event_id = reply["Entries"][0]["EventId"]
    # The keys' order, numbers as they were written, no blanks.
    assert body == (
        f'{{"version":"0","id":"{event_id}","detail-type":"order placed","source":"shop","account":"000000000000",'
        f'"time":"{SECOND_OF_NOON}","region":"us-east-1","resources":["r2","r1"],'
        '"detail":{"b":1.50,"a":["ž",null,{"x":1e3}]}}'
    )


def test_a_time_of_its_own(account, queue):
    url, arn = queue
    rule_to(account, arn)
    put(account, {}, Time="2021-02-03T04:05:06.999+01:00")
    [event] = arrived(account, url)
    assert (event["time"], event["resources"]) == ("2021-02-03T03:05:06Z", [])


def test_account_and_region_are_the_callers(own, account):
    there = Account(own.endpoint, "111111111111")
    there.events = connect(own.endpoint, there.number, "events", "eu-west-1")
    there.sqs = connect(own.endpoint, there.number, "sqs", "eu-west-1")
    url = there.sqs.create_queue(QueueName="far")["QueueUrl"]
    rule_to(there, "arn:aws:sqs:eu-west-1:111111111111:far")
    put(there, {})
    [event] = arrived(there, url)
    assert (event["account"], event["region"]) == ("111111111111", "eu-west-1")


def test_only_what_fits(account, queue):
    url, arn = queue
    rule_to(account, arn, EventPattern=json.dumps({"source": ["shop"], "detail": {"total": [{"numeric": [">", 100]}]}}))
    put(account, {"total": 100}, {"total": 100.5}, {"total": "200"}, {}, {"total": [1, 101]})
    assert details(account, url) == [{"total": 100.5}, {"total": [1, 101]}]


def test_rules_off_changed_and_gone(account, queue):
    url, arn = queue
    rule = rule_to(account, arn)
    account.events.disable_rule(Name=rule)
    put(account, {"n": 1})
    account.events.enable_rule(Name=rule)
    put(account, {"n": 2})
    account.events.put_rule(Name=rule, EventPattern='{"detail":{"n":[4]}}')
    put(account, {"n": 3}, {"n": 4})
    account.events.remove_targets(Rule=rule, Ids=["t0"])
    put(account, {"n": 4})
    account.events.delete_rule(Name=rule)
    assert details(account, url) == [{"n": 2}, {"n": 4}]


def test_buses_are_apart(account, queue):
    url, arn = queue
    for bus in ("a", "b"):
        account.events.create_event_bus(Name=bus)
    rule_to(account, arn, bus="a")
    put(account, {"n": 1}, EventBusName="b")
    put(account, {"n": 2})
    put(account, {"n": 3}, EventBusName=account.arn("events", "event-bus/a"))
    put(account, {"n": 4}, EventBusName="a")
    assert details(account, url) == [{"n": 3}, {"n": 4}]


def test_one_queue_under_several_ids(account, queue):
    url, arn = queue
    rule_to(account, arn, {"Arn": arn, "Input": '"constant"'})
    [event_id] = put(account, {})
    first, second = bodies(account, url)
    assert json.loads(first)["id"] == event_id
    assert second == '"constant"'


def test_a_topic(account, queue):
    url, arn = queue
    topic = account.sns.create_topic(Name="orders")["TopicArn"]
    account.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    rule_to(account, topic)
    [event_id] = put(account, {"n": 1})
    [envelope] = arrived(account, url)
    assert (envelope["Type"], envelope["TopicArn"]) == ("Notification", topic)
    assert "Subject" not in envelope
    assert "MessageAttributes" not in envelope
    assert json.loads(envelope["Message"])["id"] == event_id


def test_a_fifo_queue(account):
    url, arn = account.queue(fifo=True)
    rule_to(account, {"Arn": arn, "SqsParameters": {"MessageGroupId": "orders"}, "InputPath": "$.detail"})
    put(account, {"n": 1}, {"n": 2}, {"n": 1})
    messages = taken(account.sqs, url)
    assert [json.loads(message["Body"]) for message in messages] == [{"n": 1}, {"n": 2}]
    assert {message["Attributes"]["MessageGroupId"] for message in messages} == {"orders"}


def test_a_fifo_queue_that_wants_ids_refuses(own, account):
    name = unique(".fifo")
    account.sqs.create_queue(QueueName=name, Attributes={"FifoQueue": "true"})
    dead, dead_arn = account.queue()
    rule_to(
        account,
        {
            "Arn": queue_arn(f"/{name}"),
            "SqsParameters": {"MessageGroupId": "g"},
            "DeadLetterConfig": {"Arn": dead_arn},
        },
    )
    put(account, {})
    settled(own)
    [letter] = taken(account.sqs, dead)
    assert letter["MessageAttributes"]["ERROR_CODE"]["StringValue"] in ("INVALID_PARAMETER", "SDK_CLIENT_ERROR")


# --- bus to bus -------------------------------------------------------------------------------


def forward(account, bus, to):
    rule_to(account, {"Arn": account.arn("events", f"event-bus/{to}"), "RoleArn": ROLE}, bus=bus)


def test_a_bus_as_a_target(own, account, queue):
    url, arn = queue
    for bus in ("first", "second", "third"):
        account.events.create_event_bus(Name=bus)
    forward(account, "first", "second")
    forward(account, "second", "third")
    rule_to(account, arn, bus="second")
    third, third_arn = account.queue()
    rule_to(account, third_arn, bus="third")
    [event_id] = put(account, {"n": 1}, EventBusName="first", Resources=["r"], Time="2021-02-03T04:05:06Z")
    settled(own)
    [event] = arrived(account, url)
    assert (event["id"], event["source"], event["time"]) == (event_id, "shop", "2021-02-03T04:05:06Z")
    assert (event["resources"], event["detail"]) == (["r"], {"n": 1})
    # What came from another bus isn't sent on.
    assert arrived(account, third) == []
    [record] = records(own, "outcome=dropped")
    assert record["to"].endswith("event-bus/third")
    assert record["why"]["error"] == "EventBusChain"


def test_a_bus_of_another_region_and_account(own, account):
    there = Account(own.endpoint, "111111111111")
    far = connect(own.endpoint, there.number, "events", "eu-west-1")
    far.create_event_bus(Name="far")
    far.put_rule(Name="all", EventBusName="far", EventPattern='{"source":["shop"]}')
    queues = connect(own.endpoint, there.number, "sqs", "eu-west-1")
    url = queues.create_queue(QueueName="far")["QueueUrl"]
    target = {"Id": "q", "Arn": "arn:aws:sqs:eu-west-1:111111111111:far"}
    far.put_targets(Rule="all", EventBusName="far", Targets=[target])
    rule_to(account, {"Arn": "arn:aws:events:eu-west-1:111111111111:event-bus/far", "RoleArn": ROLE})
    [event_id] = put(account, {"n": 1})
    settled(own)
    [message] = taken(queues, url)
    event = json.loads(message["Body"])
    assert (event["account"], event["region"], event["detail"]) == ("000000000000", "us-east-1", {"n": 1})
    assert event["id"] != event_id


# --- inputs -----------------------------------------------------------------------------------


def made_of(account, queue, detail, **target):
    url, arn = queue
    rule_to(account, {"Arn": arn, **target})
    put(account, detail)
    return bodies(account, url)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("$.detail", '{"a":{"b":["x",{"c":1.0}]}}'),
        ("$.detail.a.b[0]", '"x"'),
        ("$.detail.a.b[1].c", "1.0"),
        ("$.detail-type", '"order"'),
        ("$.source", '"shop"'),
    ],
)
def test_input_paths(account, queue, path, body):
    assert made_of(account, queue, {"a": {"b": ["x", {"c": 1.0}]}}, InputPath=path) == [body]


def test_an_input_path_without_a_hit(own, account, queue):
    assert made_of(account, queue, {"a": 1}, InputPath="$.detail.b") == []
    [record] = records(own, "outcome=dropped")
    assert record["why"]["error"] == "InvalidInput"


def test_constants(account, queue):
    assert made_of(account, queue, {}, Input='{"fixed": [1, "two"]}') == ['{"fixed": [1, "two"]}']


DETAIL = {"s": 'say "hi"', "n": 5, "t": True, "z": None, "l": ["HIGH", "LOW"], "o": {"k": "v"}, "word": "plain"}
PATHS = {name: f"$.detail.{name}" for name in DETAIL} | {"none": "$.detail.none"}


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ('{"v": <n>}', {"v": 5}),
        ('{"v": <s>}', {"v": 'say "hi"'}),
        ('{"v": [<t>, <z>]}', {"v": [True, None]}),
        ('{"v": <l>, "w": <o>}', {"v": ["HIGH", "LOW"], "w": {"k": "v"}}),
        ('{"v": "<word> and <n>"}', {"v": "plain and 5"}),
        ('{"v": <none>}', {"v": ""}),
        ('{"v": "[<none>]"}', {"v": "[]"}),
    ],
)
def test_json_templates(account, queue, template, value):
    transformer = {"InputPathsMap": PATHS, "InputTemplate": template}
    [body] = made_of(account, queue, DETAIL, InputTransformer=transformer)
    assert json.loads(body) == value


@pytest.mark.parametrize(
    ("template", "body"),
    [
        ('"<word> is <n>"', '"plain is 5"'),
        ('"<l>"', '"[HIGH,LOW]"'),
        ('"<o>"', '"{k:v}"'),
        ('"<none>!"', '"!"'),
        ('"one <n>"\n"two <word>"', '"one 5"\n"two plain"'),
    ],
)
def test_text_templates(account, queue, template, body):
    transformer = {"InputPathsMap": PATHS, "InputTemplate": template}
    assert made_of(account, queue, DETAIL, InputTransformer=transformer) == [body]


@pytest.mark.parametrize("template", ["<word> single list item", '{"v": "<o>"}'])
def test_templates_that_deliver_nothing(own, account, queue, template):
    transformer = {"InputPathsMap": PATHS, "InputTemplate": template}
    assert made_of(account, queue, DETAIL, InputTransformer=transformer) == []
    assert len(records(own, "outcome=dropped")) == 1


def test_reserved_variables(account, queue):
    url, arn = queue
    names = ("rule-arn", "rule-name", "event.ingestion-time", "event", "event.json")
    template = ",".join(f'"{name}": <aws.events.{name}>' for name in names)
    rule = rule_to(account, {"Arn": arn, "InputTransformer": {"InputTemplate": f"{{{template}}}"}})
    [event_id] = put(account, {"n": 1})
    [made] = arrived(account, url)
    assert made["rule-name"] == rule
    assert made["rule-arn"] == account.arn("events", f"rule/{rule}")
    assert made["event.ingestion-time"].startswith("2040-06-01T12:00:00")
    assert made["event.json"]["detail"] == {"n": 1}
    assert list(made["event"]) == ["id", "account", "detailType", "time", "source", "region", "resources", "version"]
    assert made["event"]["id"] == made["event.json"]["id"] == event_id


# --- what fails -------------------------------------------------------------------------------


def labels(letter):
    return {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}


def test_a_queue_that_is_gone(own, account):
    dead, dead_arn = account.queue()
    gone, gone_arn = account.queue()
    rule = rule_to(account, {"Arn": gone_arn, "DeadLetterConfig": {"Arn": dead_arn}, "InputPath": "$.detail"})
    account.sqs.delete_queue(QueueUrl=gone)
    put(account, {"n": 1})
    settled(own)
    [letter] = taken(account.sqs, dead)
    assert letter["Body"] == '{"n":1}'
    told = labels(letter)
    assert told.pop("ERROR_MESSAGE")
    # No retry: it won't come back.
    assert told == {
        "RULE_ARN": account.arn("events", f"rule/{rule}"),
        "TARGET_ARN": gone_arn,
        "ERROR_CODE": "NO_RESOURCE",
        "RETRY_ATTEMPTS": "0",
    }
    [record] = records(own, "outcome=dead-lettered")
    assert record["to"] == gone_arn


def test_without_a_dead_letter_queue_it_is_dropped(own, account):
    rule = rule_to(account, account.arn("sqs", "never"))
    [event_id] = put(account, {})
    settled(own)
    [record] = records(own, f"outcome=dropped&message={event_id}")
    assert record["via"] == account.arn("events", f"rule/{rule}")
    assert record["why"]["error"] == "AWS.SimpleQueueService.NonExistentQueue"


def test_an_event_too_large_for_its_queue(own, account):
    url, arn = account.queue(MaximumMessageSize="1024")
    dead, dead_arn = account.queue()
    rule_to(account, {"Arn": arn, "DeadLetterConfig": {"Arn": dead_arn}})
    put(account, {"x": "x" * 2000})
    settled(own)
    assert bodies(account, url) == []
    assert len(taken(account.sqs, dead)) == 1
