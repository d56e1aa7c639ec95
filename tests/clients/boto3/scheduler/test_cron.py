"""Cron expressions made at random, held against a second reading of them that tries every day of some years."""

import calendar
import random
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from scheduler_life import schedule

ZONES = ["UTC", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"]
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
YEARS = 6


def field(choice, first, last, names=(), steps=True):
    """A field's text and the values that it means."""

    def said(value):
        return choice.choice([str(value), names[value - first]]) if names else str(value)

    low = choice.randint(first, last)
    high = choice.randint(low, last)
    step = choice.randint(1, last - first)
    match choice.choice([0, 1, 2, 3, 4, 5] if steps else [0, 1, 5]):
        case 0:
            return "*", set(range(first, last + 1))
        case 1:
            return f"{said(low)}-{said(high)}", set(range(low, high + 1))
        case 2:
            return f"*/{step}", set(range(first, last + 1, step))
        case 3:
            return f"{low}/{step}", set(range(low, last + 1, step))
        case 4:
            return f"{low}-{high}/{step}", set(range(low, high + 1, step))
        case _:
            values = {choice.randint(first, last) for _ in range(3)}
            return ",".join(said(value) for value in values), values


def last_of(day):
    return calendar.monthrange(day.year, day.month)[1]


def aws_weekday(day):
    return day.isoweekday() % 7 + 1


def nearest_workday(day, wanted):
    """The weekday of the month that is nearest to its day of this number."""
    at = date(day.year, day.month, min(wanted, last_of(day)))
    if at.isoweekday() == 6:
        return at.day - 1 if at.day > 1 else at.day + 2
    if at.isoweekday() == 7:
        return at.day + 1 if at.day < last_of(at) else at.day - 2
    return at.day


def days(choice):
    """The two fields of days, and which days they mean."""
    n, weekday = choice.randint(1, 5), choice.randint(1, 7)
    match choice.randrange(7):
        case 0:
            return "L", "?", lambda day: day.day == last_of(day)
        case 1:
            wanted = choice.randint(1, 28)
            return f"{wanted}W", "?", lambda day: day.day == nearest_workday(day, wanted)
        case 2:
            name = choice.choice([str(weekday), WEEKDAYS[weekday - 1]])
            return "?", f"{name}#{n}", lambda day: aws_weekday(day) == weekday and (day.day - 1) // 7 + 1 == n
        case 3:
            return "?", f"{weekday}L", lambda day: aws_weekday(day) == weekday and day.day + 7 > last_of(day)
        case 4 | 5:
            text, values = field(choice, 1, 31)
            return text, "?", lambda day: day.day in values
        case _:
            text, values = field(choice, 1, 7, WEEKDAYS, steps=False)
            return "?", text, lambda day: aws_weekday(day) in values


def expression(choice):
    """An expression, and what it means: minutes, hours, and which days."""
    minute, minutes = field(choice, 0, 59)
    hour, hours = field(choice, 0, 23)
    month, months = field(choice, 1, 12, MONTHS)
    day, weekday, fits = days(choice)
    text = f"cron({minute} {hour} {day} {month} {weekday} *)"
    return text, sorted(minutes), sorted(hours), lambda at: at.month in months and fits(at)


def next_firing(minutes, hours, fits, zone, now):
    """The first moment after `now` or at it; none in the next years."""
    day = now.astimezone(zone).date() - timedelta(days=1)
    for n in range(366 * YEARS):
        at = day + timedelta(days=n)
        if fits(at):
            found = [moment for hour in hours for minute in minutes if (moment := real(at, hour, minute, zone)) >= now]
            if found:
                return min(found)
    return None


def real(day, hour, minute, zone):
    """When a clock shows this; the beginning of time where it never does."""
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(timezone.utc)
    shown = moment.astimezone(zone)
    right = (shown.hour, shown.minute) == (hour, minute)
    return moment if right else datetime.min.replace(tzinfo=timezone.utc)


# Some days on which clocks change somewhere, and others.
NOWS = ["2041-03-10T05:00:00", "2041-03-31T00:30:00", "2041-04-06T14:00:00", "2041-10-05T15:00:00"] + [
    "2041-10-27T00:00:00",
    "2041-11-03T04:00:00",
    "2044-02-28T23:59:00",
    "2099-12-31T23:30:00",
]


@pytest.mark.parametrize("at", NOWS)
def test_expressions_at_random(own, own_account, at):
    choice = random.Random(at)
    now = datetime.fromisoformat(at).replace(tzinfo=timezone.utc)
    own.time(freeze=f"{at}Z")
    wanted = {}
    target = own_account.arn("kinesis", "stream/s")
    for n in range(80):
        text, minutes, hours, fits = expression(choice)
        zone = choice.choice(ZONES)
        schedule(
            own_account,
            text,
            target,
            Name=f"s{n}",
            ScheduleExpressionTimezone=zone,
            Target={"KinesisParameters": {"PartitionKey": "p"}},
        )
        # One that is due right now fires right now: what comes next is later.
        after = now + timedelta(minutes=1)
        wanted[f"s{n}"] = (text, zone, next_firing(minutes, hours, fits, ZoneInfo(zone), after))
    assert own.post("settle?timeout=10").json() == {"settled": True}
    [group] = own.get("state?service=scheduler")["scheduler"]["scheduleGroups"]
    assert len(group["schedules"]) == 80
    for shown in group["schedules"]:
        text, zone, want = wanted[shown["arn"].rpartition("/")[2]]
        got = shown["next"]
        if want is None:
            assert got is None or datetime.fromisoformat(got) > now + timedelta(days=365 * YEARS), (text, zone)
        else:
            assert got is not None and datetime.fromisoformat(got) == want, (text, zone, got, want)
