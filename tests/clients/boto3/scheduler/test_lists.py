"""Lists of schedules and groups, page by page."""

import pytest
from scheduler_scenes import SchedulerStage


@pytest.fixture
def stage(account):
    return SchedulerStage(account)


@pytest.fixture
def scheduler(stage):
    return stage.scheduler


def pages(scheduler, operation, size, **asked):
    member = {"list_schedules": "Schedules", "list_schedule_groups": "ScheduleGroups"}[operation]
    found = []
    paginator = scheduler.get_paginator(operation)
    for page in paginator.paginate(**asked, PaginationConfig={"PageSize": size}):
        # No page is empty but the only one, and only the last one has no token.
        assert page[member] or not found
        found.append([one["Name"] for one in page[member]])
    return found


def names(pages):
    return [name for page in pages for name in page]


@pytest.fixture
def many(stage):
    """Eleven schedules in the default group, seven in each of two others; every third one is off."""
    target = stage.target()
    wanted = []
    for group, count in (("default", 11), ("a.group", 7), ("z_group", 7)):
        if group != "default":
            stage.scheduler.create_schedule_group(Name=group)
        for n in range(count):
            name = f"{'order' if n % 2 else 'Ship'}-{n:02}"
            state = "ENABLED" if n % 3 else "DISABLED"
            stage.schedule(Name=name, GroupName=group, State=state, Target=target)
            wanted.append((group, name, state))
    return wanted


@pytest.mark.parametrize("size", [1, 2, 3, 7, 24, 25, 26, 100])
def test_all_schedules_by_pages(scheduler, many, size):
    found = pages(scheduler, "list_schedules", size)
    assert sorted(names(found)) == sorted(name for _, name, _ in many)
    assert [len(page) for page in found[:-1]] == [size] * (len(found) - 1)
    assert len(found) == -(-len(many) // size)


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize(
    "asked",
    [
        {"GroupName": "a.group"},
        {"GroupName": "default", "State": "DISABLED"},
        {"NamePrefix": "order-"},
        {"GroupName": "z_group", "NamePrefix": "Ship-0"},
        {"State": "ENABLED"},
        {"State": "ENABLED", "NamePrefix": "order-0"},
        {"NamePrefix": "order-1"},
        {"NamePrefix": "none"},
    ],
)
def test_chosen_schedules_by_pages(scheduler, many, asked, size):
    wanted = [
        name
        for group, name, state in many
        if asked.get("GroupName", group) == group
        and asked.get("State", state) == state
        and name.startswith(asked.get("NamePrefix", ""))
    ]
    assert sorted(names(pages(scheduler, "list_schedules", size, **asked))) == sorted(wanted)


@pytest.mark.parametrize("size", [1, 2, 5, 6, 7, 100])
def test_groups_by_pages(stage, scheduler, size):
    made = sorted(stage.group() for _ in range(5))
    assert sorted(names(pages(scheduler, "list_schedule_groups", size))) == ["default", *made]
    assert sorted(names(pages(scheduler, "list_schedule_groups", size, NamePrefix="py-"))) == made
    assert names(pages(scheduler, "list_schedule_groups", size, NamePrefix="default")) == ["default"]


def test_a_page_has_a_hundred_at_most(stage, scheduler):
    target = stage.target()
    for n in range(101):
        stage.schedule(Name=f"s{n:03}", Target=target)
    first = scheduler.list_schedules()
    assert len(first["Schedules"]) == 100
    second = scheduler.list_schedules(NextToken=first["NextToken"])
    assert [one["Name"] for one in second["Schedules"]] == ["s100"]
    assert "NextToken" not in second


def test_what_is_made_and_deleted_while_pages_are_turned(scheduler, stage, many):
    first = scheduler.list_schedules(GroupName="default", MaxResults=5)
    # The last one of the page, and so what a token might name.
    scheduler.delete_schedule(Name=first["Schedules"][-1]["Name"])
    stage.schedule(Name="Before-all")
    stage.schedule(Name="zz-last")
    rest = scheduler.list_schedules(GroupName="default", NextToken=first["NextToken"])
    left = [one["Name"] for one in first["Schedules"] + rest["Schedules"]]
    assert left == sorted(name for group, name, _ in many if group == "default") + ["zz-last"]
