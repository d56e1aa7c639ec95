"""Calls that come twice: which of them are the same, as their tokens say."""

import pytest
from conftest import connect, unique
from scheduler_scenes import SchedulerStage

CREATE, GROUP = "create_schedule", "create_schedule_group"


@pytest.fixture
def stage(account):
    return SchedulerStage(account)


@pytest.fixture
def scheduler(stage):
    return stage.scheduler


def test_a_schedule_made_twice_by_the_same_call(stage, scheduler):
    asked = stage.asked(ClientToken="one")
    first = scheduler.create_schedule(**asked)["ScheduleArn"]
    assert scheduler.create_schedule(**asked)["ScheduleArn"] == first
    assert len(scheduler.list_schedules()["Schedules"]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"ClientToken": "two"},
        {"Description": "another"},
        {"ScheduleExpression": "rate(1 day)"},
        {"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1}},
        {"State": "DISABLED"},
    ],
)
def test_a_schedule_made_twice_by_different_calls(stage, scheduler, change):
    asked = stage.asked(ClientToken="one")
    scheduler.create_schedule(**asked)
    with pytest.raises(scheduler.exceptions.ConflictException) as refused:
        scheduler.create_schedule(**asked | change)
    assert refused.value.response["Error"]["Message"] == f"Schedule {asked['Name']} already exists."
    assert "Description" not in scheduler.get_schedule(Name=asked["Name"])


def test_botocore_s_own_tokens_differ(stage, scheduler):
    asked = stage.asked()
    scheduler.create_schedule(**asked)
    with pytest.raises(scheduler.exceptions.ConflictException):
        scheduler.create_schedule(**asked)


def test_a_token_is_of_its_schedule(stage, scheduler):
    """The same token on another name, in another group or for another operation is another call."""
    group = stage.group(ClientToken="one")
    first = stage.asked(ClientToken="one")
    scheduler.create_schedule(**first)
    scheduler.create_schedule(**first | {"Name": "other"})
    scheduler.create_schedule(**first | {"GroupName": group})
    scheduler.update_schedule(**first | {"Description": "changed"})
    assert scheduler.get_schedule(Name=first["Name"])["Description"] == "changed"
    assert len(scheduler.list_schedules()["Schedules"]) == 3


def test_a_group_made_twice(stage, scheduler):
    asked = {"Name": unique(), "ClientToken": "one", "Tags": [{"Key": "k", "Value": "v"}]}
    first = scheduler.create_schedule_group(**asked)["ScheduleGroupArn"]
    assert scheduler.create_schedule_group(**asked)["ScheduleGroupArn"] == first
    for change in ({"ClientToken": "two"}, {"Tags": []}):
        with pytest.raises(scheduler.exceptions.ConflictException) as refused:
            scheduler.create_schedule_group(**asked | change)
        assert refused.value.response["Error"]["Message"] == f"Schedule group {asked['Name']} already exists."


def test_deletions_that_come_twice(stage, scheduler):
    group = stage.group()
    name = stage.schedule(GroupName=group)
    for _ in range(2):
        scheduler.delete_schedule(Name=name, GroupName=group, ClientToken="one")
    with pytest.raises(scheduler.exceptions.ResourceNotFoundException) as refused:
        scheduler.delete_schedule(Name=name, GroupName=group, ClientToken="two")
    assert refused.value.response["Error"]["Message"] == f"Schedule {name} does not exist."
    for _ in range(2):
        scheduler.delete_schedule_group(Name=group, ClientToken="one")
    with pytest.raises(scheduler.exceptions.ResourceNotFoundException) as refused:
        scheduler.delete_schedule_group(Name=group)
    assert refused.value.response["Error"]["Message"] == f"Schedule group {group} does not exist."


def test_a_deleted_schedule_can_be_made_again(stage, scheduler):
    asked = stage.asked(ClientToken="one")
    for _ in range(2):
        scheduler.create_schedule(**asked)
        scheduler.delete_schedule(Name=asked["Name"], ClientToken="gone")
        # Made anew, it is deleted by the same token again: it is there.
        scheduler.create_schedule(**asked)
        scheduler.delete_schedule(Name=asked["Name"], ClientToken="gone")
    assert scheduler.list_schedules()["Schedules"] == []


def test_regions_are_apart(stage, scheduler):
    asked = {"Name": unique(), "ClientToken": "one"}
    here = scheduler.create_schedule_group(**asked)["ScheduleGroupArn"]
    elsewhere = connect(stage.account.endpoint, stage.account.number, "scheduler", "eu-west-1")
    there = elsewhere.create_schedule_group(**asked)["ScheduleGroupArn"]
    assert there == here.replace("us-east-1", "eu-west-1")
