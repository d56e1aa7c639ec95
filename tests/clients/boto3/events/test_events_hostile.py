"""Requests to EventBridge that no SDK would send. The answer is a reply or an error of its own shape, never a 5xx, and
never a hang: everything here has five seconds."""

import json

import events_model
import events_scenes
import pytest
import wire
from events_scenes import PATTERN, EventsStage, entry

MIB = 1024 * 1024
# Events of one PutEvents have fewer bytes together.
LIMIT = 256 * 1024


@pytest.fixture
def stage(account):
    return EventsStage(account)


@pytest.fixture(autouse=True)
def still_there(endpoint):
    yield
    assert wire.send(endpoint, "GET", "/_eventyard/health").status == 200


def send(stage, operation, body, **more):
    return events_model.send(stage.account.endpoint, operation, body, stage.account.number, **more)


def assert_answered(reply):
    """A good answer or an error; which one matters less here."""
    assert reply.status in (200, 400), (reply.status, reply.body[:500])
    if reply.status == 400:
        error = reply.json()
        assert error["__type"]
        assert isinstance(error["message"], str)
    return reply


def assert_refused(reply):
    assert assert_answered(reply).status == 400, reply.body
    return reply.json()


# --- wrong types ------------------------------------------------------------------------------

WRONG = {
    "string": [None, 1, -1.5, True, [], ["x"], {}, {"a": 1}, "", "\x00", "x" * 5000, "arn:aws:events:::", "\ud800"],
    "integer": [None, "1", 1.5, 1e400, -1, 10**30, True, [], {}],
    "long": [None, "1", 1.5, 1e400, -1, 10**30, True, [], {}],
    "boolean": [None, "true", 1, [], {}],
    "timestamp": [None, "soon", "2021-01-01T00:00:00Z", 1e300, -1e300, 10**30, 1e400, True, [], {}, "9999-99-99"],
    "list": [None, "x", 1, True, {}, [None], [[]], [1], [{}], ["x"] * 2000],
    "map": [None, "x", 1, True, [], {"a": None}, {"a": []}, {"": ""}],
    "structure": [None, "x", 1, True, [], [1], {"Unknown": {"a": [1]}}],
}


def changes(value, shape):
    """The value with one of its parts replaced by something wrong, for each part and each wrong thing."""
    yield from WRONG[shape.type_name]
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, member in shape.members.items():
            for change in changes(value.get(name), member):
                yield {**value, name: change}
    elif shape.type_name == "list" and value:
        for change in changes(value[0], shape.member):
            yield [change, *value[1:]]


@pytest.mark.parametrize("operation", events_model.OPERATIONS)
def test_wrong_types(stage, operation):
    """Of every member of every operation, as deep as a good request goes."""
    parameters = getattr(events_scenes, operation)(stage).parameters
    shape = events_model.MODEL.operation_model(operation).input_shape
    connection = wire.connect(stage.account.endpoint)
    headers = events_model.headers(operation, stage.account.number)
    try:
        for change in changes(parameters, shape):
            reply = wire.exchange(connection, "POST", "/", json.dumps(change).encode(), headers)
            assert reply.status in (200, 400), (change, reply.status, reply.body[:300])
            if reply.status == 400:
                assert set(reply.json()) == {"__type", "message"}, change
    finally:
        connection.close()


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'"x"', b"1", b"{", b"{}}", b'{"a":}', b"\xff\xfe", b"\xef\xbb\xbf{}"]
)
@pytest.mark.parametrize("operation", ["PutEvents", "PutRule", "ListRules"])
def test_wrong_bodies(stage, operation, body):
    assert_answered(send(stage, operation, body))


def test_wrong_bodies_are_not_taken_for_empty_ones(stage):
    for body in (b"[]", b'"x"', b"1", b"{", b"{}}", b"\xff\xfe"):
        assert_refused(send(stage, "ListRules", body))


def test_members_that_nobody_knows(stage):
    body = {"Name": "r", "EventPattern": PATTERN, "Unknown": {"deep": [1, {"x": None}]}, "name": "other"}
    assert assert_answered(send(stage, "PutRule", body)).status == 200
    assert [rule["Name"] for rule in stage.events.list_rules()["Rules"]] == ["r"]
    content = assert_answered(send(stage, "PutEvents", {"Entries": [entry(Unknown=1)]})).json()
    assert content["FailedEntryCount"] == 0


def test_keys_that_come_twice(stage):
    assert_answered(send(stage, "PutRule", b'{"Name":"a","Name":"b","EventPattern":"{}"}'))
    detail = '{"k":1,"k":2}'
    content = assert_answered(send(stage, "PutEvents", {"Entries": [entry(Detail=detail)]})).json()
    assert len(content["Entries"]) == 1


@pytest.mark.parametrize(
    "target", ["AWSEvents.Foo", "AWSEvents.", "AWSEvents", "AWSEvents.putEvents", "AWSEvents.PutEvents.x"]
)
def test_unknown_operations(stage, target):
    reply = send(stage, "", b"{}", **{"X-Amz-Target": target})
    assert 400 <= reply.status < 500, reply.body
    assert reply.json()["__type"]


@pytest.mark.parametrize(
    "kind", ["application/x-amz-json-1.0", "application/json", "text/plain", "", "multipart/form-data"]
)
def test_other_content_types(stage, kind):
    reply = send(stage, "ListRules", b"{}", **{"Content-Type": kind})
    assert reply.status < 500


# --- depth ------------------------------------------------------------------------------------


def nested(depth, leaf, key="a"):
    return f'{{"{key}":' * depth + leaf + "}" * depth


@pytest.mark.parametrize("depth", [100, 128, 1000, 100_000])
@pytest.mark.parametrize("shape", ["lists", "objects"])
def test_deep_requests(stage, depth, shape):
    deep = "[" * depth + "]" * depth if shape == "lists" else nested(depth, "1")
    for operation, member in [
        ("PutEvents", "Entries"),
        ("PutRule", "Name"),
        ("PutTargets", "Targets"),
        ("ListRules", "X"),
    ]:
        assert_answered(send(stage, operation, f'{{"{member}":{deep}}}'.encode()))


@pytest.mark.parametrize("depth", [100, 128, 900, 1001, 40_000])
def test_deep_details(stage, depth):
    url, arn = stage.account.queue()
    rule = stage.rule()
    stage.events.put_targets(Rule=rule, Targets=[{"Id": "q", "Arn": arn}])
    content = assert_answered(send(stage, "PutEvents", {"Entries": [entry(Detail=nested(depth, "1"))]})).json()
    [result] = content["Entries"]
    assert ("EventId" in result) == (depth <= 1000), result


@pytest.mark.parametrize("depth", [50, 127, 128, 300])
def test_deep_patterns(stage, depth):
    pattern = nested(depth, "[1]")
    event = json.dumps({"id": "1", "account": "2", "source": "s", "time": "3", "region": "4", "detail-type": "5"})
    for operation, more in [("PutRule", {"Name": "r"}), ("TestEventPattern", {"Event": event})]:
        assert_answered(send(stage, operation, {"EventPattern": pattern, **more}))


def test_deep_documents(stage):
    """Whatever else takes JSON in a string."""
    deep = nested(50_000, "1")
    event = f'{{"id":"1","account":"2","source":"s","time":"3","region":"4","detail-type":"5","detail":{deep}}}'
    assert_answered(send(stage, "TestEventPattern", {"EventPattern": PATTERN, "Event": event}))
    assert_answered(send(stage, "PutPermission", {"Policy": nested(3000, "1")}))
    rule, arn = stage.targeted()
    for text in (nested(1300, "1"), "[" * 4000 + "]" * 4000):
        assert_answered(send(stage, "PutTargets", {"Rule": rule, "Targets": [{"Id": "t", "Arn": arn, "Input": text}]}))
        template = {"InputTemplate": text}
        target = {"Id": "t", "Arn": arn, "InputTransformer": template}
        assert_answered(send(stage, "PutTargets", {"Rule": rule, "Targets": [target]}))
    path = "$" + ".a" * 120
    assert_answered(send(stage, "PutTargets", {"Rule": rule, "Targets": [{"Id": "t", "Arn": arn, "InputPath": path}]}))
    stage.events.put_events(Entries=[entry(Detail=nested(900, "1"))])


# --- patterns, templates and expressions that are hard work ------------------------------------

BOMBS = {
    "or": {"$or": [{f"k{n}": ["x"]} for n in range(60)], "a": {"$or": [{f"k{n}": ["x"]} for n in range(60)]}},
    "wildcards": {"a": [{"wildcard": "*a" * 200 + "*"}]},
    "many wildcards": {"a": [{"wildcard": f"*{n}*{n}*"} for n in range(100)]},
    "deep or": None,
    "long list": {"a": list(range(480))},
    "long name": {"k" * 1900: ["x"]},
    "long anything-but": {"a": [{"anything-but": [f"{n}" for n in range(250)]}]},
    "prefixes": {"a": [{"prefix": "x" * n} for n in range(1, 55)]},
}
deep_or = {"x": ["y"]}
for _ in range(40):
    deep_or = {"$or": [deep_or, {"b": ["y"]}]}
BOMBS["deep or"] = deep_or


@pytest.mark.parametrize("bomb", BOMBS)
def test_patterns_that_are_hard_work(stage, bomb):
    pattern = json.dumps(BOMBS[bomb], separators=(",", ":"))
    if assert_answered(send(stage, "PutRule", {"Name": "bomb", "EventPattern": pattern})).status == 200:
        hard = {"a": "a" * 50_000, "k1": "x", **{f"k{n}": ["x"] * 50 for n in range(50)}}
        [done] = stage.events.put_events(Entries=[entry(Detail=json.dumps(hard))])["Entries"]
        assert "EventId" in done


def test_wide_arrays_of_objects(stage):
    """Matching must not try all combinations of elements."""
    pattern = {"detail": {f"l{n}": {"a": ["1"], "b": ["2"]} for n in range(8)}}
    stage.rule(EventPattern=json.dumps(pattern))
    many = [{"a": "1", "b": "9"}, {"a": "9", "b": "2"}] * 150
    detail = {f"l{n}": many for n in range(8)}
    stage.events.put_events(Entries=[entry(Detail=json.dumps(detail))])


@pytest.mark.parametrize(
    "expression",
    [
        "rate(99999999999999999999 minutes)",
        "rate(9223372036854775807 days)",
        "rate(4294967296 days)",
        "cron(0 0 31 2 ? *)",
        "cron(0 0 ? * 7#6 *)",
        "cron(0 0 W * ? *)",
        "cron(0 0 32W * ? *)",
        "cron(0/0 * * * ? *)",
        "cron(*/99999 * * * ? *)",
        "cron(" + "0," * 100 + "0 0 1 1 ? *)",
        "cron(0 0 1 1 ? 2500)",
        "cron(0 0 1 1 ? 1970)",
        "cron(59-0 23-0 ? * SAT-SUN *)",
        "at(2050-01-01T00:00:00)",
        "rate(\u0661 minute)",
        "cron(\x00)",
        "x" * 256,
    ],
)
def test_odd_schedules(stage, expression):
    assert_answered(send(stage, "PutRule", {"Name": "r", "ScheduleExpression": expression}))


@pytest.mark.parametrize(
    "template",
    [
        "<" * 4000,
        "{" + '"a":<aws.events.event.json>,' * 250 + '"z":1}',
        '{"<x>":1}',
        '{"a":"<aws.events.event.json>"}',
        '"<x',
        '"<>"',
        "{",
        "{}{}",
        '{"a":"\\',
        '"\ud83d\ude00<aws.events.rule-name>"',
        "\x00",
        '{"a":<aws.events.nothing>}',
    ],
)
def test_odd_templates(stage, template):
    rule, arn = stage.targeted()
    transformer = {"InputPathsMap": {"x": "$.detail"}, "InputTemplate": template}
    target = {"Id": "t", "Arn": arn, "InputTransformer": transformer}
    assert_answered(send(stage, "PutTargets", {"Rule": rule, "Targets": [target]}))
    stage.events.put_events(Entries=[entry(Detail='{"a":[1,{"b":"<x>"}]}')])


@pytest.mark.parametrize(
    "path", ["$" + "[0]" * 80, "$.", "$..", "$[", "$[-1]", "$[99999999999999999999]", "$.\x00", "$[*][*]", "", "@.a"]
)
def test_odd_paths(stage, path):
    rule, arn = stage.targeted()
    assert_answered(send(stage, "PutTargets", {"Rule": rule, "Targets": [{"Id": "t", "Arn": arn, "InputPath": path}]}))
    stage.events.put_events(Entries=[entry(Detail='{"a":[[1],[2]]}')])


@pytest.mark.parametrize(
    "detail",
    [
        '{"n":1e999999}',
        '{"n":' + "9" * 5000 + "}",
        '{"n":-0.0}',
        '{"s":"\\ud800"}',
        '{"\\u0000":1}',
        '{"a":1}\x00',
        '{"a":1}{}',
    ],
)
def test_odd_details(stage, detail):
    stage.rule(EventPattern='{"detail":{"n":[{"numeric":[">",1]}]}}')
    stage.targeted()
    content = assert_answered(send(stage, "PutEvents", {"Entries": [entry(Detail=detail)]})).json()
    assert len(content["Entries"]) == 1


# --- size -------------------------------------------------------------------------------------


def test_as_much_as_there_may_be(stage):
    frame = len('shoporder{"x":""}')
    stage.targeted()
    fits = entry(Detail=f'{{"x":"{"x" * (LIMIT - 1 - frame)}"}}')
    assert assert_answered(send(stage, "PutEvents", {"Entries": [fits]})).json()["FailedEntryCount"] == 0
    assert_refused(send(stage, "PutEvents", {"Entries": [entry(Detail=f'{{"x":"{"x" * (LIMIT - frame)}"}}')]}))
    # A list of very many elements, held against a rule.
    stage.rule(EventPattern='{"detail":{"l":[{"wildcard":"*a*b*"}]}}')
    numbers = entry(Detail=json.dumps({"l": [str(n) for n in range(25_000)]}))
    assert assert_answered(send(stage, "PutEvents", {"Entries": [numbers]})).status == 200


def test_too_much(stage):
    body = json.dumps({"Entries": [entry(Detail="x" * 9 * MIB)]}).encode()
    reply = send(stage, "PutEvents", body)
    assert reply.status in (400, 413)
    assert reply.json()["__type"]
    for operation, parameters in [
        ("PutRule", {"Name": "r", "EventPattern": json.dumps({"a": ["x" * MIB]})}),
        ("PutRule", {"Name": "r" * MIB, "EventPattern": PATTERN}),
        ("TestEventPattern", {"EventPattern": json.dumps({"a": list(range(200_000))}), "Event": "{}"}),
        ("PutPermission", {"Policy": json.dumps({"Statement": [{"Effect": "Allow"}] * 50_000})}),
        ("PutTargets", {"Rule": "r", "Targets": [{"Id": "t", "Arn": "a"}] * 50_000}),
        ("TagResource", {"ResourceARN": stage.arn("event-bus/default"), "Tags": [{"Key": "k", "Value": "v"}] * 50_000}),
        ("PutEvents", {"Entries": [entry()] * 20_000}),
    ]:
        assert_refused(send(stage, operation, parameters))


@pytest.mark.parametrize("token", ["x", "\x00", "A" * 2048, "AAAA", "e30=", "-1", "9" * 40])
@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("ListRules", {}),
        ("ListEventBuses", {}),
        ("ListArchives", {}),
        ("ListReplays", {}),
        ("ListConnections", {}),
        ("ListApiDestinations", {}),
        ("ListEndpoints", {}),
        ("ListEventSources", {}),
        ("ListPartnerEventSources", {"NamePrefix": "aws.partner/a/b"}),
        ("ListRuleNamesByTarget", {"TargetArn": "arn:aws:sqs:us-east-1:000000000000:q"}),
    ],
)
def test_made_up_tokens(stage, operation, more, token):
    assert_answered(send(stage, operation, {"NextToken": token, **more}))
