"""Archives, and replays of what they hold, on a clock that the tests move."""

import pytest
from events_life import arrived, details, put, rule_to, settled
from events_scenes import EventsStage

DAY = "P1D"


@pytest.fixture
def stage(own_account):
    return EventsStage(own_account)


@pytest.fixture
def account(own_account):
    return own_account


@pytest.fixture
def queue(account):
    return account.queue()


def shown(account, archive):
    return account.events.describe_archive(ArchiveName=archive)


def replay(stage, archive, bus="default", **more):
    destination = {"Arn": stage.arn(f"event-bus/{bus}")} | more.pop("Destination", {})
    times = {"EventStartTime": "2040-06-01T00:00:00Z", "EventEndTime": "2040-06-02T00:00:00Z"}
    asked = stage.replay_of(archive, **(times | {"Destination": destination} | more))
    assert stage.events.start_replay(**asked)["State"] == "STARTING"
    return asked["ReplayName"]


def state(stage, name):
    return stage.events.describe_replay(ReplayName=name)["State"]


def test_what_an_archive_holds(stage, account):
    everything = stage.archive()
    some = stage.archive(EventPattern='{"detail":{"n":[2]}}')
    put(account, {"n": 1}, {"n": 2})
    assert (shown(account, everything)["EventCount"], shown(account, some)["EventCount"]) == (2, 1)
    # Source, detail-type and detail, and 20 bytes more.
    assert shown(account, some)["SizeBytes"] == len('shoporder{"n":2}') + 20
    account.events.update_archive(ArchiveName=some, EventPattern='{"detail":{"n":[1]}}')
    put(account, {"n": 1}, {"n": 2})
    assert shown(account, some)["EventCount"] == 2


def test_retention(own, stage, account):
    short, forever = stage.archive(RetentionDays=1), stage.archive()
    put(account, {})
    own.advance(DAY)
    put(account, {})
    own.advance("PT1S")
    assert (shown(account, short)["EventCount"], shown(account, forever)["EventCount"]) == (1, 2)


def test_a_replay(own, stage, account, queue):
    url, arn = queue
    rule_to(account, arn)
    archive = stage.archive()
    ids = put(account, {"n": 1}, {"n": 2})
    put(account, {"n": 3}, Time="2040-05-01T00:00:00Z")
    assert len(arrived(account, url)) == 3
    name = replay(stage, archive)
    own.advance("PT5M")
    told = account.events.describe_replay(ReplayName=name)
    assert told["State"] == "COMPLETED"
    assert told["ReplayEndTime"] >= told["ReplayStartTime"]
    assert told["EventLastReplayedTime"].isoformat() == "2040-06-01T12:00:00+00:00"
    again = arrived(account, url)
    assert sorted(event["id"] for event in again) == sorted(ids)
    assert {event["replay-name"] for event in again} == {name}
    assert {event["time"] for event in again} == {"2040-06-01T12:00:00Z"}
    keys = list(again[0])
    assert keys[keys.index("region") + 1] == "replay-name"
    # What is replayed isn't archived again.
    assert shown(account, archive)["EventCount"] == 3


def test_a_replay_to_chosen_rules(own, stage, account, queue):
    url, arn = queue
    other, other_arn = account.queue()
    chosen = rule_to(account, arn)
    rule_to(account, other_arn)
    archive = stage.archive()
    put(account, {"n": 1})
    assert (len(arrived(account, url)), len(arrived(account, other))) == (1, 1)
    replay(stage, archive, Destination={"FilterArns": [stage.arn(f"rule/{chosen}")]})
    own.advance("PT5M")
    assert (details(account, url), details(account, other)) == ([{"n": 1}], [])


def test_a_rule_can_leave_replays_out(own, stage, account, queue):
    url, arn = queue
    rule_to(account, arn, EventPattern='{"source":["shop"],"replay-name":[{"exists":false}]}')
    archive = stage.archive()
    put(account, {"n": 1})
    replay(stage, archive)
    own.advance("PT5M")
    assert details(account, url) == [{"n": 1}]


def test_cancelling(own, stage, account, queue):
    archive = stage.archive()
    put(account, {"n": 1})
    rule_to(account, queue[1])
    name = replay(stage, archive)
    assert state(stage, name) == "STARTING"
    assert account.events.cancel_replay(ReplayName=name)["State"] == "CANCELLING"
    own.advance("PT5M")
    assert state(stage, name) == "CANCELLED"
    settled(own)
    assert arrived(account, queue[0]) == []


def test_a_bus_of_its_own(own, stage, account, queue):
    bus = stage.bus()
    archive = stage.archive(bus)
    rule_to(account, queue[1], bus=bus)
    put(account, {"n": 1}, EventBusName=bus)
    put(account, {"n": 2})
    assert shown(account, archive)["EventCount"] == 1
    replay(stage, archive, bus)
    own.advance("PT5M")
    assert details(account, queue[0]) == [{"n": 1}] * 2


def test_the_rule_of_an_archive(stage, account):
    archive = stage.archive()
    [rule] = account.events.list_rules()["Rules"]
    assert (rule["Name"], rule["ManagedBy"]) == (f"Events-Archive-{archive}", "prod.vhs.events.aws.internal")
    [target] = account.events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    assert target["Arn"] == "arn:aws:events:us-east-1:::"
    account.events.delete_archive(ArchiveName=archive)
    assert account.events.list_rules()["Rules"] == []


def test_replays_are_listed_for_90_days(own, stage, account):
    name = replay(stage, stage.archive())
    own.advance("P89D")
    assert [one["ReplayName"] for one in account.events.list_replays()["Replays"]] == [name]
    own.advance("P2D")
    assert account.events.list_replays()["Replays"] == []
