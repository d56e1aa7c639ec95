"""Requests to EventBridge Scheduler that no SDK would send. The answer is a reply or an error of its own shape, never
a 5xx, and never a hang: everything here has five seconds."""

import json
import random

import pytest
import scheduler_model
import scheduler_scenes
import wire
from conftest import unique
from scheduler_scenes import OFF, ROLE, SchedulerStage, rich

MIB = 1024 * 1024
# What AWS says where method and path name no operation.
NO_OPERATION = b"<UnknownOperationException/>"


@pytest.fixture
def stage(account):
    return SchedulerStage(account)


@pytest.fixture(autouse=True)
def still_there(endpoint):
    yield
    assert wire.send(endpoint, "GET", "/_eventyard/health").status == 200


def send(stage, method, path, body=b"", **more):
    return scheduler_model.send(stage.account.endpoint, method, path, body, stage.account.number, **more)


def assert_answered(reply, about=None):
    """A good answer or an error; which one matters less here."""
    assert reply.status == 200 or 400 <= reply.status < 500, (about, reply.status, reply.body[:500])
    if reply.status == 404 and reply.body == NO_OPERATION:
        return reply
    if reply.status != 200:
        assert reply.headers["x-amzn-ErrorType"], about
        error = reply.json()
        assert {name.lower() for name in error} <= {"message", "__type"}, (about, error)
        assert isinstance(error.get("Message", error.get("message")), str), (about, error)
    return reply


def assert_refused(reply, about=None):
    assert assert_answered(reply, about).status != 200, (about, reply.body)
    return reply


def create(stage, **change):
    name = unique()
    asked = {
        "ScheduleExpression": "rate(1 day)",
        "FlexibleTimeWindow": OFF,
        "State": "DISABLED",
        "Target": {"Arn": stage.account.arn("sqs", "q"), "RoleArn": ROLE},
    }
    return assert_answered(send(stage, "POST", f"/schedules/{name}", asked | change), change)


# --- wrong types ------------------------------------------------------------------------------

WRONG = {
    "string": [None, 1, -1.5, True, [], ["x"], {}, {"a": 1}, "", "\x00", "x" * 5000, "arn:aws:sqs:::", "\ud800", "🚀"],
    "integer": [None, "1", 1.5, 1e400, -1, 0, 10**30, True, [], {}],
    "boolean": [None, "true", 1, [], {}],
    "timestamp": [
        None,
        "soon",
        "2121-01-01T00:00:00Z",
        1e300,
        -1e300,
        10**30,
        1e400,
        0,
        -1,
        True,
        [],
        {},
        253402300800,
    ],
    "list": [None, "x", 1, True, {}, [None], [[]], [1], [{}], ["x"] * 2000],
    "map": [None, "x", 1, True, [], {"a": None}, {"a": []}, {"": ""}],
    "structure": [None, "x", 1, True, [], [1], {}, {"Unknown": {"a": [1]}}],
}


def changes(value, shape):
    """The value with one of its parts replaced by something wrong, for each part and each wrong thing."""
    yield from WRONG[shape.type_name]
    if shape.type_name == "structure":
        value = value if isinstance(value, dict) else {}
        for name, member in shape.members.items():
            if not member.serialization.get("location"):
                for change in changes(value.get(name), member):
                    yield {**value, name: change}
    elif shape.type_name == "list":
        for change in changes(value[0] if value else None, shape.member):
            yield [change, *(value or [])[1:]]


@pytest.mark.parametrize("operation", scheduler_model.OPERATIONS)
def test_wrong_bodies_of_all_operations(stage, operation):
    """Every member that the body has, as deep as the model goes; of the others, bodies that nobody reads."""
    parameters = getattr(scheduler_scenes, operation)(stage).parameters
    shape = scheduler_model.MODEL.operation_model(operation).input_shape
    method, path, body = scheduler_model.request(stage.account.endpoint, operation, parameters)
    good = json.loads(body) if body else {}
    connection = wire.connect(stage.account.endpoint)
    headers = scheduler_model.headers(stage.account.number)
    try:
        for change in changes(good, shape):
            assert_answered(wire.exchange(connection, method, path, json.dumps(change).encode(), headers), change)
    finally:
        connection.close()


def test_wrong_types_change_nothing(stage):
    """Whatever a schedule is taken with, it can be shown, listed, replaced and deleted."""
    shape = scheduler_model.MODEL.operation_model("CreateSchedule").input_shape
    asked = rich(stage)
    del asked["Name"], asked["GroupName"]
    for change in changes(asked, shape):
        reply = assert_answered(send(stage, "POST", "/schedules/s", change), change)
        if reply.status == 200:
            shown = stage.scheduler.get_schedule(Name="s")
            listed = scheduler_model.call(stage.account.endpoint, "ListSchedules", {}, stage.account.number)
            scheduler_model.check_reply("ListSchedules", listed, {"Schedules"})
            for member in ("ResponseMetadata", "Arn", "CreationDate", "LastModificationDate"):
                del shown[member]
            stage.scheduler.update_schedule(**shown)
            stage.scheduler.delete_schedule(Name="s")
    assert stage.scheduler.list_schedules()["Schedules"] == []


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'"x"', b"1", b"{", b"{}}", b'{"a":}', b"\xff\xfe", b"\xef\xbb\xbf{}", b"\x00" * 100]
)
def test_bodies_that_are_no_objects(stage, body):
    for method, path in [("POST", "/schedules/s"), ("PUT", "/schedules/s"), ("POST", "/tags/" + stage.arn("x"))]:
        assert_refused(send(stage, method, path, body))
    # A group needs nothing but a name.
    reply = assert_answered(send(stage, "POST", "/schedule-groups/g", body))
    assert (reply.status == 200) == (body == b""), reply.body


def test_members_that_nobody_knows(stage):
    assert create(stage, Unknown={"deep": [1, {"x": None}]}, name="other", scheduleExpression="x").status == 200


def test_keys_that_come_twice(stage):
    body = b'{"Description":"a","Description":"b","ClientToken":"a","Tags":[],"Tags":[{"Key":"k","Value":"v"}]}'
    assert_answered(send(stage, "POST", "/schedule-groups/g", body))


def test_a_name_in_the_body_is_not_the_paths(stage):
    reply = create(stage, Name="other")
    assert reply.status == 200
    assert not reply.json()["ScheduleArn"].endswith("/other")


# --- paths and queries ------------------------------------------------------------------------

PATHS = [
    *("/", "//", "/schedules/", "/schedules//", "/schedules//x", "/schedules/a/b", "/schedules/a/", "/Schedules/a"),
    *("/schedule-groups/", "/schedule-groups/a/b", "/schedule-groups/%2F", "/schedules/%00", "/schedules/%", "/%"),
    *(
        "/schedules/%ff%fe",
        "/schedules/%C3%28",
        "/schedules/%zz",
        "/schedules/a%20b",
        "/schedules/a+b",
        "/schedules/..",
    ),
    *("/schedules/%2e%2e", "/schedules/../../_eventyard/state", "/schedules/%F0%9F%9A%80"),
    *(
        "/tags",
        "/tags/",
        "/tags//",
        "/tags/x",
        "/tags/arn",
        "/tags/arn:aws:scheduler",
        "/tags/%",
        "/tags/arn%3Aaws%3A%ff",
    ),
    *("/tags/arn:aws:scheduler:us-east-1:1:schedule-group/x", "/tags/arn:aws:scheduler:::schedule-group/x"),
    *("/tags/arn:aws:scheduler:us-east-1:000000000000:schedule-group/", "/tags/arn:aws:sqs:us-east-1:000000000000:q"),
    *("/schedules/" + "x" * 65, "/schedules/" + "x" * 30_000, "/tags/" + "a:" * 10_000, "/" + "/" * 5000),
    *("/schedule-groups/default", "/schedules/default/x", "/nowhere", "/2021-06-30/schedules", "/schedules;x=1"),
]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:60])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_odd_paths(stage, method, path):
    assert_answered(send(stage, method, path, b"{}" if method in ("POST", "PUT") else b""))


@pytest.mark.parametrize("method", ["PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get"])
def test_other_methods(stage, method):
    for path in ("/schedules/x", "/schedules", "/tags/x"):
        reply = send(stage, method, path)
        assert reply.status < 500, reply.body


QUERIES = [
    *("MaxResults=", "MaxResults=x", "MaxResults=1.5", "MaxResults=-1", "MaxResults=0", "MaxResults=1e3"),
    *("MaxResults=99999999999999999999999", "MaxResults=%31", "MaxResults=1&MaxResults=2", "MaxResults=1&MaxResults=x"),
    *("NextToken=", "NextToken=x", "NextToken=%00", "NextToken=%ff", "NextToken=" + "A" * 4096, "NextToken=AAAA"),
    *("NextToken=e30%3D", "NextToken=-1", "NextToken=" + "9" * 40, "NextToken=%F0%9F%9A%80", "NextToken=8J-agA%3D%3D"),
    *("NextToken=Ly8v", "NextToken=Lw%3D%3D", "NextToken=ZGVmYXVsdA%3D%3D", "NextToken=8J%2BagA%3D%3D"),
    *(
        "NamePrefix=",
        "NamePrefix=%00",
        "NamePrefix=" + "x" * 5000,
        "NamePrefix=%F0%9F%9A%80",
        "NamePrefix=a&NamePrefix=b",
    ),
    *("ScheduleGroup=", "ScheduleGroup=%2F", "ScheduleGroup=%ff", "State=", "State=enabled", "State=ENABLED&State=x"),
    *("&&&&", "=", "?", "%", "=&=", "a=b" * 5000, "MaxResults", "NextToken", "maxResults=5", "groupName=%00"),
    *("clientToken=", "clientToken=a.b", "clientToken=" + "x" * 65, "groupName=&clientToken=", "TagKeys=", "TagKeys"),
    "&".join(f"TagKeys=k{n}" for n in range(3000)),
]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:40])
def test_odd_queries(stage, query):
    for method, path in [
        ("GET", "/schedules"),
        ("GET", "/schedule-groups"),
        ("GET", "/schedules/s"),
        ("DELETE", "/schedules/s"),
        ("DELETE", "/schedule-groups/g"),
        ("DELETE", "/tags/" + stage.arn("schedule-group/default")),
        ("GET", "/tags/" + stage.arn("schedule-group/default")),
    ]:
        stage.scheduler.list_schedules()
        assert_answered(send(stage, method, f"{path}?{query}"), (method, path))


def test_an_empty_list_for_an_odd_token_is_no_page(stage):
    """A token that names what isn't there still leads to what comes after it, or is refused."""
    for _ in range(3):
        stage.schedule()
    reply = assert_answered(send(stage, "GET", "/schedules?NextToken=ZGVmYXVsdA%3D%3D"))
    assert reply.status == 400 or len(reply.json()["Schedules"]) == 3


@pytest.mark.parametrize("seed", range(20))
def test_random_requests(stage, seed):
    """Bits of good requests, put together at random and damaged."""
    choice = random.Random(seed)
    requests = []
    for operation in scheduler_model.OPERATIONS:
        scene = getattr(scheduler_scenes, operation)(stage)
        requests.append(scheduler_model.request(stage.account.endpoint, operation, scene.parameters))
    connection = wire.connect(stage.account.endpoint)
    headers = scheduler_model.headers(stage.account.number)
    try:
        for _ in range(150):
            method = choice.choice(requests)[0]
            path = choice.choice(requests)[1]
            body = bytearray(choice.choice(requests)[2] or b"")
            for _ in range(choice.randrange(4)):
                if body:
                    body[choice.randrange(len(body))] = choice.choice(b'{}[]":,0123456789-+eE.\\ \x00\xff<>nu')
            if choice.random() < 0.5 and "?" not in path:
                path += "?" + choice.choice(QUERIES)
            elif choice.random() < 0.5:
                at = choice.randrange(1, len(path))
                path = path[:at] + choice.choice(["%", "/", "%2F", "?", "&", "=", "..", "%00", "x"]) + path[at + 1 :]
            about = (method, path, bytes(body))
            assert_answered(wire.exchange(connection, method, path, bytes(body), headers), about)
    finally:
        connection.close()


@pytest.mark.parametrize("kind", ["application/x-amz-json-1.1", "text/plain", "", "multipart/form-data; boundary=x"])
def test_other_content_types(stage, kind):
    """A REST path is as good a sign of what is wanted."""
    for method, path, body in [("GET", "/schedules", b""), ("POST", "/schedule-groups/g", b"{}")]:
        reply = send(stage, method, path, body, **{"Content-Type": kind})
        assert reply.status < 500, reply.body


# --- depth and size ---------------------------------------------------------------------------


def nested(depth, leaf, key="a"):
    return f'{{"{key}":' * depth + leaf + "}" * depth


@pytest.mark.parametrize("depth", [100, 128, 1000, 100_000])
@pytest.mark.parametrize("shape", ["lists", "objects"])
def test_deep_requests(stage, depth, shape):
    deep = "[" * depth + "]" * depth if shape == "lists" else nested(depth, "1")
    for member in ("Target", "Tags", "Name", "X", "FlexibleTimeWindow", "StartDate"):
        for method, path in [("POST", "/schedules/s"), ("PUT", "/schedules/s"), ("POST", "/schedule-groups/g")]:
            assert_answered(send(stage, method, path, f'{{"{member}":{deep}}}'.encode()))


@pytest.mark.parametrize("depth", [100, 127, 128, 1000, 1001, 40_000])
@pytest.mark.parametrize("kind", ["queue", "bus", "lambda", "operation"])
def test_deep_inputs(stage, depth, kind):
    """Taken or refused; and fired at once, where taken."""
    events = {"EventBridgeParameters": {"DetailType": "d", "Source": "s"}}
    target = {
        "queue": {"Arn": stage.account.queue()[1]},
        "bus": {"Arn": stage.account.arn("events", "event-bus/default")} | events,
        "lambda": {"Arn": stage.account.arn("lambda", "function:f")},
        "operation": {"Arn": "arn:aws:scheduler:::aws-sdk:eventbridge:putEvents"},
    }[kind]
    for text in (nested(depth, "1"), nested(1, "[" * depth + "]" * depth, "Entries")):
        create(stage, State="ENABLED", Target=target | {"RoleArn": ROLE, "Input": text})
    assert send(stage, "GET", "/_eventyard/health").status == 200


def test_too_much(stage):
    for body in (
        {"Description": "x" * MIB},
        {"Target": {"Arn": "x" * MIB, "RoleArn": ROLE}},
        {"Target": {"Arn": stage.account.arn("sqs", "q"), "RoleArn": "r" * MIB}},
        {"Target": {"Arn": stage.account.arn("sqs", "q"), "RoleArn": ROLE, "Input": "x" * MIB}},
        {"ScheduleExpression": "cron(" + "0," * 200_000 + "0 * * * ? *)"},
        {"ScheduleExpressionTimezone": "Europe/" * 50_000},
        {"ClientToken": "x" * MIB},
    ):
        assert_refused(create(stage, **body), list(body))
    tags = [{"Key": f"k{n}", "Value": "v"} for n in range(50_000)]
    assert_refused(send(stage, "POST", "/schedule-groups/g", {"Tags": tags}))
    assert_refused(send(stage, "POST", "/schedule-groups/g", b" " * 9 * MIB + b"{}"))


# --- expressions, zones and inputs that are hard work -------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        "rate(99999999999999999999 minutes)",
        "rate(9223372036854775807 days)",
        "rate(2147483647 days)",
        "rate(4294967296 days)",
        "rate(1 minute)" + " " * 200,
        "rate(\u0661 minute)",
        "rate(1 mınute)",
        "at(9999-12-31T23:59:59)",
        "at(0000-00-00T00:00:00)",
        "at(0001-01-01T00:00:00)",
        "at(2040-02-30T00:00:00)",
        "at(2040-01-01T24:00:00)",
        "at(2040-01-01T23:59:60)",
        "at(+2040-01-01T00:00:00)",
        "at(-200-01-01T00:00:00)",
        "cron(0 0 31 2 ? *)",
        "cron(0 0 30 FEB ? *)",
        "cron(0 0 ? * 7#6 *)",
        "cron(0 0 ? * 2#5 2041)",
        "cron(0 0 W * ? *)",
        "cron(0 0 32W * ? *)",
        "cron(0 0 LW 2 ? *)",
        "cron(0/0 * * * ? *)",
        "cron(*/99999 * * * ? *)",
        "cron(" + "0," * 100 + "0 0 1 1 ? *)",
        "cron(0 0 1 1 ? 2500)",
        "cron(0 0 29 2 ? 2100)",
        "cron(0 0 1 1 ? 1970)",
        "cron(59-0 23-0 ? * SAT-SUN *)",
        "cron(\x00)",
        "cron((((((",
        ")",
        "",
        "x" * 256,
        "x" * 257,
        "🚀" * 256,
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Apia", "America/Caracas"])
def test_odd_expressions(stage, expression, zone):
    for more in ({}, {"StartDate": 4_102_444_800}, {"EndDate": 253_402_300_799}, {"State": "ENABLED"}):
        create(stage, ScheduleExpression=expression, ScheduleExpressionTimezone=zone, **more)
    stage.scheduler.list_schedules()


@pytest.mark.parametrize(
    "zone",
    ["", "utc", "CET", "GMT+25", "Etc/GMT+12", "../../etc/passwd", "/etc/localtime", "\x00", "+02:00", "Zulu", "🚀"],
)
def test_odd_zones(stage, zone):
    create(stage, ScheduleExpressionTimezone=zone)


@pytest.mark.parametrize("moment", [-1e18, -62135596801, 1e10, 253402300799, 253402300800, 1e17, 9.3e18, 1.8e308])
def test_odd_dates(stage, moment):
    for name in ("StartDate", "EndDate"):
        for expression in ("rate(1 day)", "cron(0 0 1 1 ? *)", "at(2199-01-01T00:00:00)"):
            create(stage, ScheduleExpression=expression, State="ENABLED", **{name: moment})
    for one in stage.scheduler.list_schedules()["Schedules"]:
        # Not through botocore, whose dates have no year 0.
        shown = assert_answered(send(stage, "GET", f"/schedules/{one['Name']}"))
        assert shown.json()["Name"] == one["Name"]


@pytest.mark.parametrize(
    "text",
    [
        "<aws.scheduler.",
        "<aws.scheduler.execution-id>" * 9000,
        "<aws.scheduler.<aws.scheduler.schedule-arn>>",
        "<aws.scheduler.attempt-number" + ">" * 1000,
        '{"a":"<aws.scheduler.schedule-arn>"}',
        "\x00\x01\x02",
        '"\\ud800"',
        "\ufeff{}",
    ],
)
def test_odd_inputs_fire(stage, text):
    url, arn = stage.account.queue()
    for target in ({"Arn": arn}, {"Arn": stage.account.arn("lambda", "function:f")}):
        create(stage, State="ENABLED", Target=target | {"RoleArn": ROLE, "Input": text})
    stage.account.sqs.receive_message(QueueUrl=url)


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:scheduler:::aws-sdk:",
        "arn:aws:scheduler:::aws-sdk::",
        "arn:aws:scheduler:::aws-sdk:sqs",
        "arn:aws:scheduler:::aws-sdk:sqs:",
        "arn:aws:scheduler:::aws-sdk::sendMessage",
        "arn:aws:scheduler:::aws-sdk:sqs:SendMessage",
        "arn:aws:scheduler:::aws-sdk:SQS:sendMessage",
        "arn:aws:scheduler:::aws-sdk:sqs:sendMessage:x",
        "arn:aws:scheduler:::aws-sdk:sqs:ßendMessage",
        "arn:aws:scheduler:::aws-sdk:sqs:🚀",
        "arn:aws:scheduler:::aws-sdk:sqs:\x00",
        "arn:aws:scheduler:::",
        "arn:aws:lambda:us-east-1:000000000000:function",
        "arn:aws:lambda:us-east-1:000000000000:function:",
        "arn:aws:states:us-east-1:000000000000:execution:x",
        "arn:aws:events:us-east-1:000000000000:rule/x",
        "arn:aws:sqs:us-east-1:000000000000:",
        "arn:aws:sqs:us-east-1::q",
        "arn:aws:sqs::000000000000:q",
        "arn::::::",
        "arn:aws:nothing:us-east-1:000000000000:x",
    ],
)
def test_odd_targets(stage, arn):
    events = {"EventBridgeParameters": {"DetailType": "d", "Source": "s"}}
    for more in ({}, {"Input": "{}"}, {"Input": "{}"} | events):
        create(stage, State="ENABLED", Target={"Arn": arn, "RoleArn": ROLE} | more)


def test_a_schedule_that_makes_schedules(stage):
    """Each firing makes another one that is due at once, of the same name: it is refused from then on."""
    request = {
        "Name": "child",
        "ScheduleExpression": "rate(1 minute)",
        "FlexibleTimeWindow": OFF,
        "Target": {
            "Arn": "arn:aws:scheduler:::aws-sdk:scheduler:createSchedule",
            "RoleArn": ROLE,
            "Input": json.dumps({"Name": "child"}),
        },
    }
    for _ in range(5):
        request["Target"]["Input"] = json.dumps(request)
        if len(request["Target"]["Input"]) > 200_000:
            break
    create(stage, ScheduleExpression="rate(1 minute)", State="ENABLED", Target=request["Target"])
    assert len(stage.scheduler.list_schedules()["Schedules"]) <= 2
