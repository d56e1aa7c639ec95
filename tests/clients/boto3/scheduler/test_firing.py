"""When schedules fire, on a clock that the tests move."""

import json
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from conftest import Account, connect
from scheduler_life import arrived, bodies, due, records, replace, schedule
from scheduler_scenes import OFF, ROLE

MINUTE = "PT1M"
NOON = datetime(2040, 6, 1, 12, tzinfo=timezone.utc)


@pytest.fixture
def account(own_account):
    return own_account


@pytest.fixture
def queue(account):
    return account.queue()


def seconds(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_an_event_a_day_ahead(own, account):
    """A schedule puts an event on a bus, whose rule feeds a queue."""
    url, arn = account.queue()
    bus = account.events.create_event_bus(Name="shop")["EventBusArn"]
    account.events.put_rule(Name="reminders", EventBusName="shop", EventPattern='{"detail-type": ["reminder"]}')
    account.events.put_targets(Rule="reminders", EventBusName="shop", Targets=[{"Id": "queue", "Arn": arn}])
    made = account.scheduler.create_schedule(
        Name="tomorrow",
        ScheduleExpression="at(2040-06-02T12:00:00)",
        FlexibleTimeWindow=OFF,
        Target={
            "Arn": bus,
            "RoleArn": ROLE,
            "EventBridgeParameters": {"DetailType": "reminder", "Source": "shop"},
            "Input": json.dumps({"order": 7}),
        },
    )
    assert arrived(account, url) == []
    own.advance("P1D")
    [event] = arrived(account, url)
    assert event.pop("id")
    assert event == {
        "version": "0",
        "detail-type": "reminder",
        "source": "shop",
        "account": "000000000000",
        "time": "2040-06-02T12:00:00Z",
        "region": "us-east-1",
        "resources": [made["ScheduleArn"]],
        "detail": {"order": 7},
    }
    assert account.scheduler.get_schedule(Name="tomorrow")["State"] == "ENABLED"
    own.advance("P3D")
    assert arrived(account, url) == []


@pytest.mark.parametrize(
    ("expression", "zone", "advance", "times"),
    [
        ("at(2040-06-01T12:00:30)", "UTC", MINUTE, ["2040-06-01T12:00:30Z"]),
        ("at(2040-06-01T14:00)", "Europe/Vienna", MINUTE, ["2040-06-01T12:00:00Z"]),
        ("at(2040-06-02T00:00:00)", "Asia/Kolkata", "P1D", ["2040-06-01T18:30:00Z"]),
        ("at(2040-06-01T11:59:59)", "UTC", "P1D", []),
        ("rate(1 hour)", "UTC", "PT2H", ["2040-06-01T12:00:00Z", "2040-06-01T13:00:00Z", "2040-06-01T14:00:00Z"]),
        ("rate(90minutes)", "UTC", "PT2H", ["2040-06-01T12:00:00Z", "2040-06-01T13:30:00Z"]),
        ("rate(2 Day)", "America/New_York", "P3D", ["2040-06-01T12:00:00Z", "2040-06-03T12:00:00Z"]),
        ("cron(30 8 * * ? *)", "UTC", "P2D", ["2040-06-02T08:30:00Z", "2040-06-03T08:30:00Z"]),
        ("cron(0 8 ? * mon-fri)", "Europe/Vienna", "P4D", ["2040-06-04T06:00:00Z", "2040-06-05T06:00:00Z"]),
        ("cron(0 9 ? * 6L *)", "UTC", "P30D", ["2040-06-29T09:00:00Z"]),
        ("cron(0 0 L * ? *)", "UTC", "P30D", ["2040-06-30T00:00:00Z"]),
        ("cron(15 10 ? * MON#1 *)", "UTC", "P4D", ["2040-06-04T10:15:00Z"]),
        ("cron(0/20 13 1 6 ? 2040)", "UTC", "P2D", [f"2040-06-01T13:{minute}:00Z" for minute in ("00", "20", "40")]),
        ("cron(0 0 1 1 ? 2020)", "UTC", "P400D", []),
    ],
)
def test_when_schedules_fire(own, account, queue, expression, zone, advance, times):
    url, arn = queue
    schedule(account, expression, arn, ScheduleExpressionTimezone=zone)
    own.advance(advance)
    assert bodies(account, url) == times


@pytest.mark.parametrize(
    ("day", "expression", "times"),
    [
        # Clocks go forward at two: half past two is not.
        ("2041-03-30", "cron(30 2 * * ? *)", ["2041-03-30T01:30:00Z", "2041-04-01T00:30:00Z"]),
        # They go back at three: half past two is twice, and the first one counts.
        ("2041-10-26", "cron(30 2 * * ? *)", ["2041-10-26T00:30:00Z", "2041-10-27T00:30:00Z", "2041-10-28T01:30:00Z"]),
        # A day of a rate has 24 hours whatever clocks do.
        ("2041-03-30", "rate(1 day)", [f"2041-03-{day}T00:00:00Z" for day in (30, 31)] + ["2041-04-01T00:00:00Z"]),
    ],
)
def test_when_clocks_change(own, account, queue, day, expression, times):
    url, arn = queue
    own.time(freeze=f"{day}T00:00:00Z")
    schedule(account, expression, arn, ScheduleExpressionTimezone="Europe/Vienna")
    own.advance("P3D" if "cron" in expression else "PT71H")
    got = bodies(account, url)
    assert got == times


def local_times(zone, hour, minute, weekdays, first, last):
    """When clocks of a zone show this time on these weekdays: none where they skip it, the first where it is twice."""
    found, day = [], first.astimezone(zone).date() - timedelta(days=1)
    while day <= last.astimezone(zone).date():
        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
        there_and_back = moment.astimezone(timezone.utc).astimezone(zone)
        if there_and_back.replace(tzinfo=None) == moment.replace(tzinfo=None) and day.isoweekday() in weekdays:
            found.append(moment.astimezone(timezone.utc))
        day += timedelta(days=1)
    return [seconds(moment) for moment in found if first <= moment <= last]


NAMES = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
YEAR = [
    ("Europe/Vienna", 2, 30, [1, 2, 3, 4, 5, 6, 7]),
    ("Europe/London", 1, 15, [7]),
    ("America/New_York", 2, 0, [7]),
    ("America/New_York", 1, 59, [7]),
    ("America/Sao_Paulo", 0, 0, [1, 3, 5]),
    ("Asia/Kolkata", 23, 45, [6]),
    ("Asia/Kathmandu", 5, 45, [2]),
    ("Australia/Lord_Howe", 2, 10, [7]),
    ("Australia/Lord_Howe", 1, 40, [7]),
    ("Pacific/Auckland", 2, 59, [6, 7]),
    ("Pacific/Chatham", 3, 0, [7]),
    ("America/St_Johns", 2, 29, [7]),
    ("Africa/Cairo", 0, 30, [5]),
    ("UTC", 12, 0, [1, 2, 3, 4, 5]),
]


def test_a_year_of_cron_schedules(own, account):
    """Held against Python's own zones: every firing of a year, where clocks change too."""
    url, arn = account.queue(MessageRetentionPeriod="1209600")
    for n, (zone, hour, minute, weekdays) in enumerate(YEAR):
        days = ",".join(NAMES[day - 1] for day in weekdays)
        schedule(
            account,
            f"cron({minute} {hour} ? * {days} *)",
            arn,
            ScheduleExpressionTimezone=zone,
            Target={"Input": f"{n} <aws.scheduler.scheduled-time>"},
        )
    got = {n: [] for n in range(len(YEAR))}
    # No queue keeps messages for longer than 14 days.
    for _ in range(37):
        own.advance("P10D")
        for body in bodies(account, url):
            n, moment = body.split()
            got[int(n)].append(moment)
    for n, (zone, *when) in enumerate(YEAR):
        want = local_times(ZoneInfo(zone), *when, NOON, NOON + timedelta(days=370))
        assert sorted(got[n]) == want, YEAR[n]


def test_a_year_at_once(own, account, queue):
    """The journal numbers its records one by one: every firing of the year is among them."""
    _, arn = queue
    schedule(account, "at(2040-06-01T12:00:00)", arn)
    [first] = records(own, "wait=10")
    own.advance("PT1S")
    schedule(account, "rate(1 hour)", arn)
    schedule(account, "cron(0/30 * * * ? *)", arn, ScheduleExpressionTimezone="Asia/Kolkata")
    schedule(account, "cron(0 0 ? * MON *)", arn, State="DISABLED")
    own.advance("P365D")
    # The rate's first one is at once.
    firings = 1 + 365 * 24 + 365 * 48
    [last] = records(own, f"after={first['id'] + firings - 1}")
    assert (last["id"], last["outcome"]) == (first["id"] + firings, "delivered")


# --- start, end, windows ----------------------------------------------------------------------


def test_start_and_end(own, account, queue):
    url, arn = queue
    start, end = NOON + timedelta(hours=1, minutes=7), NOON + timedelta(hours=3, minutes=7)
    schedule(account, "rate(1 hour)", arn, StartDate=start, EndDate=end)
    own.advance("P1D")
    # The end is no time to fire.
    assert bodies(account, url) == ["2040-06-01T13:07:00Z", "2040-06-01T14:07:00Z"]
    schedule(account, "cron(0 * * * ? *)", arn, StartDate=start + timedelta(days=1), EndDate=end + timedelta(days=1))
    own.advance("P1D")
    assert bodies(account, url) == ["2040-06-02T14:00:00Z", "2040-06-02T15:00:00Z"]


def test_dates_are_ignored_by_one_time_schedules(own, account, queue):
    url, arn = queue
    dates = {"StartDate": NOON + timedelta(days=1), "EndDate": NOON + timedelta(days=2)}
    schedule(account, "at(2040-06-01T13:00:00)", arn, **dates)
    own.advance("PT2H")
    assert bodies(account, url) == ["2040-06-01T13:00:00Z"]


def test_dates_are_moments_in_any_zone(own, account):
    _, arn = account.queue()
    vienna = ZoneInfo("Europe/Vienna")
    start, end = datetime(2040, 6, 2, 8, tzinfo=vienna), datetime(2041, 6, 2, 8, 30, 15, tzinfo=vienna)
    name = schedule(account, "rate(1 day)", arn, StartDate=start, EndDate=end)
    shown = account.scheduler.get_schedule(Name=name)
    assert (shown["StartDate"], shown["EndDate"]) == (start, end)
    assert shown["CreationDate"] == shown["LastModificationDate"] == NOON
    own.advance("PT1H")
    replace(account, name, Description="changed")
    shown = account.scheduler.get_schedule(Name=name)
    assert (shown["CreationDate"], shown["LastModificationDate"]) == (NOON, NOON + timedelta(hours=1))


def test_a_window(own, account, queue):
    url, arn = queue
    window = {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 30}
    for _ in range(40):
        schedule(account, "at(2040-06-01T13:00:00)", arn, FlexibleTimeWindow=window)
    own.advance("PT59M")
    assert bodies(account, url) == []
    own.advance("PT11M")
    early = bodies(account, url)
    own.advance("PT20M")
    late = bodies(account, url)
    assert early and late
    assert early + late == ["2040-06-01T13:00:00Z"] * 40


# --- states and changes -----------------------------------------------------------------------


def test_off_on_changed_and_gone(own, account, queue):
    url, arn = queue
    name = schedule(account, "cron(* * * * ? *)", arn, State="DISABLED")
    own.advance("PT3M")
    assert due(own) == []
    replace(account, name, State="ENABLED")
    own.advance("PT1M")
    # What was missed isn't made up; this very minute isn't missed yet.
    assert bodies(account, url) == ["2040-06-01T12:03:00Z", "2040-06-01T12:04:00Z"]
    replace(account, name, ScheduleExpression="cron(0/10 * * * ? *)")
    own.advance("PT10M")
    assert bodies(account, url) == ["2040-06-01T12:10:00Z"]
    account.scheduler.delete_schedule(Name=name)
    own.advance("PT1H")
    assert bodies(account, url) == []


def test_a_missed_one_time_schedule_never_fires(own, account, queue):
    url, arn = queue
    name = schedule(account, "at(2040-06-01T13:00:00)", arn, State="DISABLED")
    own.advance("PT2H")
    replace(account, name, State="ENABLED")
    own.advance("P1D")
    assert bodies(account, url) == []
    replace(account, name, ScheduleExpression="at(2040-06-03T00:00:00)")
    own.advance("P1D")
    assert bodies(account, url) == ["2040-06-03T00:00:00Z"]


def test_a_fired_one_time_schedule_fires_again_only_when_moved(own, account, queue):
    url, arn = queue
    name = schedule(account, "at(2040-06-01T13:00:00)", arn)
    own.advance("PT1H")
    replace(account, name, Description="the same otherwise")
    own.advance("PT1H")
    assert bodies(account, url) == ["2040-06-01T13:00:00Z"]
    replace(account, name, ScheduleExpression="at(2040-06-01T15:00:00)")
    own.advance("PT1H")
    assert bodies(account, url) == ["2040-06-01T15:00:00Z"]


def test_gone_after_completion(own, account, queue):
    url, arn = queue
    once = schedule(account, "at(2040-06-01T13:00:00)", arn, ActionAfterCompletion="DELETE")
    often = schedule(
        account,
        "rate(1 hour)",
        arn,
        ActionAfterCompletion="DELETE",
        StartDate=NOON + timedelta(days=1),
        EndDate=NOON + timedelta(days=1, hours=2),
    )
    stays = schedule(account, "at(2040-06-01T13:00:00)", arn)
    own.advance("PT59M")
    account.scheduler.get_schedule(Name=once)
    own.advance("PT1M")
    with pytest.raises(account.scheduler.exceptions.ResourceNotFoundException):
        account.scheduler.get_schedule(Name=once)
    own.advance("P1D")
    account.scheduler.get_schedule(Name=often)
    own.advance("P1D")
    assert [one["Name"] for one in account.scheduler.list_schedules()["Schedules"]] == [stays]
    assert bodies(account, url) == ["2040-06-01T13:00:00Z"] * 2 + ["2040-06-02T12:00:00Z", "2040-06-02T13:00:00Z"]
    # Its name is free again.
    schedule(account, "rate(1 hour)", arn, Name=once)


def test_a_group_takes_its_schedules_along(own, account, queue):
    url, arn = queue
    account.scheduler.create_schedule_group(Name="reminders")
    for group in ("reminders", "default"):
        schedule(account, "at(2040-06-01T13:00:00)", arn, Name="s", GroupName=group, Target={"Input": group})
    account.scheduler.delete_schedule_group(Name="reminders")
    assert [one["GroupName"] for one in account.scheduler.list_schedules()["Schedules"]] == ["default"]
    own.advance("P1D")
    assert bodies(account, url) == ["default"]
    account.scheduler.create_schedule_group(Name="reminders")
    assert account.scheduler.list_schedules(GroupName="reminders")["Schedules"] == []


def test_what_is_due_is_told(own, account, queue):
    later = schedule(account, "cron(0 18 * * ? *)", queue[1])
    sooner = schedule(account, "at(2040-06-01T16:30:00)", queue[1])
    schedule(account, "at(2039-06-01T16:30:00)", queue[1])
    assert due(own) == [("2040-06-01T16:30:00.000Z", sooner), ("2040-06-01T18:00:00.000Z", later)]
    assert own.advance("next")["now"] == "2040-06-01T16:30:00.000Z"
    assert due(own) == [("2040-06-01T18:00:00.000Z", later)]


def test_reset_ends_schedules(own, account, queue):
    schedule(account, "rate(1 minute)", queue[1])
    other = Account(own.endpoint, "111111111111")
    _, arn = other.queue()
    schedule(other, "rate(1 hour)", arn, Name="of-the-other")
    assert own.post("reset", {"account": account.number}).json() == {"reset": True}
    assert account.scheduler.list_schedules()["Schedules"] == []
    assert due(own) == [("2040-06-01T13:00:00.000Z", "of-the-other")]


def test_accounts_and_regions_are_apart(own, account, queue):
    url, arn = queue
    name = schedule(account, "at(2040-06-01T13:00:00)", arn)
    elsewhere = connect(own.endpoint, account.number, "scheduler", "eu-west-1")
    for there in (elsewhere, Account(own.endpoint, "111111111111").scheduler):
        assert there.list_schedules()["Schedules"] == []
        with pytest.raises(there.exceptions.ResourceNotFoundException):
            there.get_schedule(Name=name)
        with pytest.raises(there.exceptions.ResourceNotFoundException):
            there.delete_schedule(Name=name)
    own.advance("PT1H")
    assert len(bodies(account, url)) == 1


def test_the_state_of_the_world(own, account, queue):
    account.scheduler.create_schedule_group(Name="g")
    name = schedule(account, "cron(0 8 * * ? *)", queue[1], GroupName="g", ScheduleExpressionTimezone="Europe/Vienna")
    default, group = own.get("state?service=scheduler")["scheduler"]["scheduleGroups"]
    assert default == {"arn": account.arn("scheduler", "schedule-group/default"), "schedules": []}
    assert group == {
        "arn": account.arn("scheduler", "schedule-group/g"),
        "schedules": [
            {
                "arn": account.arn("scheduler", f"schedule/g/{name}"),
                "state": "ENABLED",
                "expression": "cron(0 8 * * ? *)",
                "timezone": "Europe/Vienna",
                "target": queue[1],
                "next": "2040-06-02T06:00:00.000Z",
            }
        ],
    }


def test_the_journal_of_a_firing(own, account, queue):
    _, arn = queue
    name = schedule(account, "at(2040-06-01T13:00:00)", arn)
    own.advance("PT1H")
    [record] = records(own)
    assert (record["outcome"], record["to"], record["tried"]) == ("delivered", arn, 1)
    assert record["via"] == account.arn("scheduler", f"schedule/default/{name}")
    assert record["from"] == account.arn("scheduler", "schedule-group/default")
    assert record["attempts"] == [{"at": "2040-06-01T13:00:00.000Z", "error": None}]
