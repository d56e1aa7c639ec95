"""Every operation of EventBridge Scheduler, each raw reply checked against AWS's own model."""

import pytest
import scheduler_model
import scheduler_scenes
from scheduler_scenes import DATES, TAGS, SchedulerStage, other_targets, rich


@pytest.fixture
def stage(account):
    return SchedulerStage(account)


def call(stage, operation, scene):
    reply = scheduler_model.call(stage.account.endpoint, operation, scene.parameters, stage.account.number)
    return scheduler_model.check_reply(operation, reply, scene.members)


def scene_of(stage, operation):
    return getattr(scheduler_scenes, operation)(stage)


def test_there_are_as_many_operations_as_on_aws():
    assert len(scheduler_model.OPERATIONS) == 12


@pytest.mark.parametrize("operation", scheduler_model.OPERATIONS)
def test_operation(stage, operation):
    call(stage, operation, scene_of(stage, operation))


@pytest.mark.parametrize("variant", scheduler_scenes.VARIANTS, ids=lambda variant: variant.__name__)
def test_variant(stage, variant):
    operation, scene = variant(stage)
    content = call(stage, operation, scene)
    if variant.__name__.startswith("no_"):
        assert list(content.values()) == [[]]


def test_items_of_lists(stage):
    [schedule, _] = call(stage, "ListSchedules", scene_of(stage, "ListSchedules"))["Schedules"]
    assert set(schedule) == {"Arn", "Name", "GroupName", "State", "Target", *DATES}
    assert set(schedule["Target"]) == {"Arn"}
    [group, _] = call(stage, "ListScheduleGroups", scene_of(stage, "ListScheduleGroups"))["ScheduleGroups"]
    assert set(group) == {"Arn", "Name", "State", *DATES}


def test_a_schedule_comes_out_as_it_went_in(stage):
    asked = rich(stage)
    stage.scheduler.create_schedule(**asked)
    shown = stage.scheduler.get_schedule(Name=asked["Name"], GroupName=asked["GroupName"])
    del shown["ResponseMetadata"]
    assert shown["Arn"] == stage.arn(f"schedule/{asked['GroupName']}/{asked['Name']}")
    for name in ("StartDate", "EndDate"):
        shown[name] = shown[name].timestamp()
    assert {name: shown[name] for name in asked} == asked


def test_targets_come_out_as_they_went_in(stage):
    usual = {"RetryPolicy": {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}}
    for target in other_targets(stage):
        name = stage.schedule(Target=target)
        assert stage.scheduler.get_schedule(Name=name)["Target"] == target | usual


def test_defaults(stage):
    asked = stage.asked()
    stage.scheduler.create_schedule(**asked)
    shown = stage.scheduler.get_schedule(Name=asked["Name"])
    assert (shown["GroupName"], shown["State"], shown["ActionAfterCompletion"]) == ("default", "ENABLED", "NONE")
    assert shown["ScheduleExpressionTimezone"] == "UTC"
    assert shown["Target"]["RetryPolicy"] == {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}
    assert shown["CreationDate"] == shown["LastModificationDate"]


def test_tags_come_out_as_they_went_in(stage):
    tags = call(stage, "ListTagsForResource", scene_of(stage, "ListTagsForResource"))["Tags"]
    assert sorted(tags, key=lambda tag: tag["Key"]) == sorted(TAGS, key=lambda tag: tag["Key"])
    scene = scene_of(stage, "UntagResource")
    call(stage, "UntagResource", scene)
    left = stage.scheduler.list_tags_for_resource(ResourceArn=scene.parameters["ResourceArn"])["Tags"]
    assert left == [{"Key": "stays", "Value": "x"}]


def test_an_arn_in_a_path_with_and_without_percent_signs(stage):
    """SDKs encode it, down to its colons and slashes; people with curl don't."""
    arn = stage.arn(f"schedule-group/{stage.group(Tags=TAGS)}")
    for path in (arn, arn.replace("/", "%2F"), arn.replace("/", "%2f").replace(":", "%3A")):
        reply = scheduler_model.send(stage.account.endpoint, "GET", f"/tags/{path}", account=stage.account.number)
        content = scheduler_model.check_reply("ListTagsForResource", reply, {"Tags"})
        assert len(content["Tags"]) == len(TAGS)
