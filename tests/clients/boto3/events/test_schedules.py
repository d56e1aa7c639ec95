"""Rules that fire by a schedule, on a clock that the tests move."""

import pytest
from conftest import unique
from events_life import SECOND_OF_NOON, arrived, rule_to

MINUTE = "PT1M"


@pytest.fixture
def account(own_account):
    return own_account


@pytest.fixture
def queue(account):
    return account.queue()


def scheduled(account, expression, *targets, **rule):
    name = unique()
    account.events.put_rule(Name=name, ScheduleExpression=expression, **rule)
    account.events.put_targets(Rule=name, Targets=[{"Id": f"t{n}"} | target for n, target in enumerate(targets)])
    return name


def test_the_event_of_a_schedule(own, account, queue):
    url, arn = queue
    rule = scheduled(account, "rate(5 minutes)", {"Arn": arn})
    own.advance("PT4M59S")
    assert arrived(account, url) == []
    own.advance("PT1S")
    [event] = arrived(account, url)
    assert event.pop("id")
    assert event == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": "2040-06-01T12:05:00Z",
        "region": "us-east-1",
        "resources": [account.arn("events", f"rule/{rule}")],
        "detail": {},
    }


@pytest.mark.parametrize(
    ("expression", "advance", "times"),
    [
        ("rate(1 hour)", "PT3H", ["2040-06-01T13:00:00Z", "2040-06-01T14:00:00Z", "2040-06-01T15:00:00Z"]),
        ("rate(2 days)", "P5D", ["2040-06-03T12:00:00Z", "2040-06-05T12:00:00Z"]),
        ("cron(30 8 * * ? *)", "P2D", ["2040-06-02T08:30:00Z", "2040-06-03T08:30:00Z"]),
        ("cron(0 9 ? * 6L *)", "P30D", ["2040-06-29T09:00:00Z"]),
        ("cron(0 0 L * ? *)", "P30D", ["2040-06-30T00:00:00Z"]),
        ("cron(15 10 ? * MON#1 *)", "P4D", ["2040-06-04T10:15:00Z"]),
        ("cron(0/20 13 1 6 ? 2040)", "P2D", [f"2040-06-01T13:{minute}:00Z" for minute in ("00", "20", "40")]),
        ("cron(0 0 1 1 ? 2020)", "P400D", []),
    ],
)
def test_when_schedules_fire(own, account, queue, expression, advance, times):
    url, arn = queue
    scheduled(account, expression, {"Arn": arn})
    own.advance(advance)
    assert [event["time"] for event in arrived(account, url)] == times


def test_a_day_of_minutes(own, account, queue):
    url, arn = queue
    scheduled(account, "rate(1 minute)", {"Arn": arn})
    moved = own.advance("P1D")
    assert moved["fired"] >= 1440
    attributes = account.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    assert attributes["Attributes"] == {"ApproximateNumberOfMessages": "1440"}


def test_what_is_due_is_told(own, account, queue):
    rule = scheduled(account, "cron(0 18 * * ? *)", {"Arn": queue[1]})
    [due] = [one for one in own.get("time")["due"] if one["kind"] == "rule"]
    assert (due["at"], due["arn"]) == ("2040-06-01T18:00:00.000Z", account.arn("events", f"rule/{rule}"))
    assert own.advance("next")["now"] == "2040-06-01T18:00:00.000Z"
    account.events.disable_rule(Name=rule)
    assert own.get("time")["due"] == []


def test_off_on_changed_and_gone(own, account, queue):
    url, arn = queue
    rule = scheduled(account, "rate(1 minute)", {"Arn": arn}, State="DISABLED")
    own.advance("PT3M")
    account.events.enable_rule(Name=rule)
    own.advance(MINUTE)
    account.events.put_rule(Name=rule, ScheduleExpression="rate(10 minutes)")
    own.advance("PT10M")
    account.events.remove_targets(Rule=rule, Ids=["t0"])
    account.events.delete_rule(Name=rule)
    own.advance("PT1H")
    assert [event["time"] for event in arrived(account, url)] == ["2040-06-01T12:04:00Z", "2040-06-01T12:14:00Z"]


def test_a_schedules_input(own, account, queue):
    url, arn = queue
    template = {"InputPathsMap": {"at": "$.time"}, "InputTemplate": '{"at": <at>}'}
    scheduled(account, "rate(1 minute)", {"Arn": arn, "InputTransformer": template})
    own.advance(MINUTE)
    assert arrived(account, url) == [{"at": "2040-06-01T12:01:00Z"}]


def test_pattern_and_schedule_together(own, account, queue):
    url, arn = queue
    rule_to(account, arn, ScheduleExpression="rate(1 minute)")
    account.events.put_events(Entries=[{"Source": "shop", "DetailType": "order", "Detail": "{}"}])
    own.advance(MINUTE)
    assert [(event["source"], event["time"]) for event in arrived(account, url)] == [
        ("shop", SECOND_OF_NOON),
        ("aws.events", "2040-06-01T12:01:00Z"),
    ]
