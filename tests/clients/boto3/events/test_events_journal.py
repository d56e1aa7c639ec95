"""What the journal and explain tell of events; targets that are captured, or that only a lenient server takes."""

import json
import os
import subprocess

import pytest
from botocore.exceptions import ClientError
from conftest import NOON, Account, unique
from events_life import put, records, rule_to, settled
from events_scenes import ROLE, EventsStage
from server import Own, Server


@pytest.fixture
def account(own_account):
    return own_account


def pattern(**detail):
    return json.dumps({"source": ["shop"], "detail": detail})


def test_a_delivery(own, account):
    _, arn = account.queue()
    rule = rule_to(account, arn)
    [event_id] = put(account, {})
    [record] = records(own, f"message={event_id}")
    del record["id"]
    assert record == {
        "at": NOON,
        "source": "events",
        "from": account.arn("events", "event-bus/default"),
        "via": account.arn("events", f"rule/{rule}"),
        "to": arn,
        "message": event_id,
        "outcome": "delivered",
        "attempts": [{"at": NOON, "error": None}],
        "tried": 1,
        "why": None,
    }


@pytest.mark.parametrize(
    ("wanted", "detail", "why"),
    [
        ([{"numeric": [">", 100]}], {"k": 50}, {"path": "detail.k", "wanted": "numeric > 100", "got": 50}),
        (["a"], {"k": "b"}, {"path": "detail.k", "wanted": '"a"', "got": "b"}),
        (["a"], {}, {"path": "detail.k", "wanted": '"a"', "got": None, "missing": True}),
    ],
)
def test_why_not(own, account, wanted, detail, why):
    _, arn = account.queue()
    rule = rule_to(account, arn, EventPattern=pattern(k=wanted))
    [event_id] = put(account, detail)
    [record] = records(own, "outcome=filtered")
    assert (record["message"], record["via"], record["to"]) == (event_id, account.arn("events", f"rule/{rule}"), arn)
    assert record["attempts"] == []
    assert record["why"] == why


def test_a_bus_that_is_not_there(own, account):
    [event_id] = put(account, {}, EventBusName="nowhere")
    [record] = records(own, f"message={event_id}")
    assert record["outcome"] == "dropped"
    assert record["why"] == {"error": "ResourceNotFoundException", "text": "Event bus nowhere does not exist."}


def test_filters_of_the_journal(own, account):
    _, arn = account.queue()
    rule = rule_to(account, arn)
    rule_to(account, arn, EventPattern='{"source":["other"]}')
    put(account, {}, {})
    via = account.arn("events", f"rule/{rule}")
    assert [record["outcome"] for record in records(own, f"via={via}")] == ["delivered"] * 2
    assert len(records(own, "outcome=filtered")) == 2
    first, *rest = records(own, "")
    assert records(own, f"after={first['id']}") == rest
    assert records(own, "limit=1") == [first]


def test_waiting_for_a_record(own, account):
    _, arn = account.queue()
    rule_to(account, arn)
    [event_id] = put(account, {})
    assert len(records(own, f"wait=5&message={event_id}")) == 1
    assert records(own, "wait=0.01&outcome=dead-lettered") == []


# --- explain ----------------------------------------------------------------------------------


def explain(own, question):
    reply = own.post("explain", question)
    assert reply.status == 200, reply.body
    return reply.json()


@pytest.fixture
def shop(account):
    """A bus with four rules that are further and further from the event below, and one that it fits."""
    account.events.create_event_bus(Name="shop")
    patterns = {
        "a-far": json.dumps({"source": ["other"], "detail-type": ["other"], "detail": {"k": ["x"]}}),
        "b-near": json.dumps({"source": ["shop"], "detail-type": ["order"], "detail": {"k": ["x"]}}),
        "c-fits": json.dumps({"source": ["shop"]}),
        "d-off": json.dumps({"source": ["shop"]}),
    }
    for name, text in patterns.items():
        state = "DISABLED" if name == "d-off" else "ENABLED"
        account.events.put_rule(Name=name, EventBusName="shop", EventPattern=text, State=state)
    return "shop"


ENTRY = {"Source": "shop", "DetailType": "order", "Detail": '{"k":"y"}'}
EVENT = {"source": "shop", "detail-type": "order", "detail": {"k": "y"}}


def name_of(rule):
    return rule["rule"].rpartition("/")[2]


@pytest.mark.parametrize("event", [ENTRY, EVENT], ids=["entry", "event"])
def test_near_misses_come_first(own, account, shop, event):
    told = explain(own, {"bus": shop, "event": event})
    assert told["matches"] == [account.arn("events", "rule/shop/c-fits")]
    assert [name_of(rule) for rule in told["rules"]] == ["c-fits", "d-off", "b-near", "a-far"]
    assert [rule["matches"] for rule in told["rules"]] == [True, False, False, False]
    why = {name_of(rule): rule["why"] for rule in told["rules"]}
    assert why["c-fits"] is None
    assert why["d-off"]["error"] == "RuleDisabled"
    assert why["b-near"] == {"path": "detail.k", "wanted": '"x"', "got": "y"}
    assert own.get("journal")["records"] == []


def test_one_rule_and_a_bus_by_its_arn(own, account, shop):
    bus = account.arn("events", "event-bus/shop")
    told = explain(own, {"bus": bus, "event": ENTRY, "rule": "b-near"})
    assert (told["matches"], [name_of(rule) for rule in told["rules"]]) == ([], ["b-near"])


def test_a_pattern_alone(own):
    told = explain(own, {"pattern": {"detail": {"k": [{"prefix": "x"}]}}, "event": EVENT})
    assert told == {"matches": False, "why": {"path": "detail.k", "wanted": 'prefix "x"', "got": "y"}}


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ({"bus": "nowhere", "event": ENTRY}, 404),
        ({"bus": "default", "event": ENTRY, "rule": "nowhere"}, 404),
        ({"bus": "default", "event": "text"}, 400),
        ({"bus": "default", "event": {"Source": 1}}, 400),
        ({"bus": "default", "event": {"Source": "s", "Detail": "{"}}, 400),
        ({"bus": "default"}, 400),
        ({"event": ENTRY}, 400),
        ({"pattern": {"a": "b"}, "event": {}}, 400),
        ({"bus": "default", "event": ENTRY, "more": 1}, 400),
        ([], 400),
    ],
)
def test_wrong_questions(own, question, status):
    reply = own.post("explain", question)
    assert reply.status == status
    assert reply.json()["error"]


def command(own, *arguments, **options):
    return subprocess.run(
        [os.environ["EVENTYARD_BINARY"], "explain", *arguments, "--endpoint", own.endpoint],
        capture_output=True,
        text=True,
        timeout=10,
        **options,
    )


@pytest.mark.parametrize("event", [ENTRY, EVENT], ids=["entry", "event"])
def test_on_the_command_line(own, shop, tmp_path, event):
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event))
    told = command(own, "--event", str(file), "--bus", shop)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert len(lines) == 4
    assert lines[0] == "events:rule/shop/c-fits  matches, but has no targets"
    assert lines[1].startswith("events:rule/shop/d-off  doesn't match")
    assert lines[2] == 'events:rule/shop/b-near  doesn\'t match  detail.k wanted "x", got "y"'
    one = command(own, "--event", "-", "--bus", shop, "--rule", "b-near", "--json", input=json.dumps(event))
    assert json.loads(one.stdout)["rules"][0]["why"]["path"] == "detail.k"


def test_the_command_line_without_a_bus_means_the_default_one(own, account, tmp_path):
    account.events.put_rule(Name="r", EventPattern='{"source":["shop"]}')
    told = command(own, "--event", "-", input=json.dumps(ENTRY))
    assert (told.returncode, told.stdout) == (0, "events:rule/r  matches, but has no targets\n")


@pytest.mark.parametrize(
    ("arguments", "text", "code"),
    [
        (("--event", "-", "--bus", "nowhere"), json.dumps(ENTRY), 1),
        (("--event", "-", "--rule", "nowhere"), json.dumps(ENTRY), 1),
        (("--event", "-"), "no JSON", 1),
        (("--event", "/nonexistent/file"), "", 1),
        (("--bus", "default"), "", 2),
        ((), "", 2),
    ],
)
def test_wrong_use_of_the_command(own, arguments, text, code):
    told = command(own, *arguments, input=text)
    assert told.returncode == code
    assert told.stderr
    assert not told.stdout


# --- captured and unknown targets -------------------------------------------------------------


def test_what_others_would_have_got(own, account):
    stream, firehose = (
        account.arn(service, resource)
        for service, resource in [
            ("kinesis", "stream/orders"),
            ("firehose", "deliverystream/orders"),
        ]
    )
    rule_to(
        account,
        {
            "Arn": stream,
            "RoleArn": ROLE,
            "InputPath": "$.detail",
            "KinesisParameters": {"PartitionKeyPath": "$.detail.n"},
        },
        {"Arn": firehose, "RoleArn": ROLE},
    )
    [event_id] = put(account, {"n": 5})
    settled(own)
    of = {arn: records(own, f"to={arn}") for arn in (stream, firehose)}
    assert {len(found) for found in of.values()} == {1}
    assert {found[0]["outcome"] for found in of.values()} == {"delivered"}
    assert (of[stream][0]["body"], of[stream][0]["partitionKey"]) == ('{"n":5}', "5")
    assert json.loads(of[firehose][0]["body"])["id"] == event_id


@pytest.fixture(scope="module")
def lenient_server():
    server = Server("--lenient")
    yield server
    assert server.stop() == 0


UNKNOWN = [("lambda", "function:f"), ("codebuild", "project/p")]


def test_a_lenient_server_takes_all_targets_and_tells(lenient_server):
    account, own = Account(lenient_server.endpoint), Own(lenient_server.endpoint)
    dead, dead_arn = account.queue()
    targets = [{"Arn": account.arn(*one), "RoleArn": ROLE, "DeadLetterConfig": {"Arn": dead_arn}} for one in UNKNOWN]
    rule = rule_to(account, *targets)
    assert len(account.events.list_targets_by_rule(Rule=rule)["Targets"]) == len(UNKNOWN)
    put(account, {})
    settled(own)
    for target in targets:
        [record] = records(own, f"to={target['Arn']}")
        assert record["outcome"] in ("dead-lettered", "dropped")
        assert record["why"]["text"]


@pytest.mark.parametrize("target", UNKNOWN, ids=lambda target: target[0])
def test_others_are_refused_where_the_server_is_not_lenient(account, target):
    rule = EventsStage(account).rule()
    arn = account.arn(*target)
    with pytest.raises(ClientError, match="--lenient"):
        account.events.put_targets(Rule=rule, Targets=[{"Id": unique()[:10], "Arn": arn, "RoleArn": ROLE}])
    assert account.events.list_targets_by_rule(Rule=rule)["Targets"] == []


# --- state ------------------------------------------------------------------------------------


def test_state_and_reset(own, account):
    _, arn = account.queue()
    account.events.create_event_bus(Name="shop")
    rule = rule_to(account, arn, bus="shop")
    buses = own.get("state?service=events")["events"]["buses"]
    [shop] = [bus for bus in buses if bus["arn"] == account.arn("events", "event-bus/shop")]
    assert rule in json.dumps(shop)
    assert arn in json.dumps(shop)
    own.post("reset", {"account": "000000000000"})
    assert [bus["Name"] for bus in account.events.list_event_buses()["EventBuses"]] == ["default"]
