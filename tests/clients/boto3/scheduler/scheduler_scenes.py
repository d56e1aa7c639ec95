"""For each operation of Scheduler: what must exist before, what is asked, and which members the reply has."""

import json

from conftest import unique
from scenes import Scene

ROLE = "arn:aws:iam::000000000000:role/any"
OFF = {"Mode": "OFF"}
TAGS = [{"Key": "k", "Value": "<v>"}, {"Key": "a/b c", "Value": "=&?"}]
DATES = {"CreationDate", "LastModificationDate"}
# What GetSchedule shows of every schedule.
USUAL = {"Arn", "Name", "GroupName", "State", "ScheduleExpression", "ScheduleExpressionTimezone", *DATES} | {
    "FlexibleTimeWindow",
    "ActionAfterCompletion",
    "Target",
}


class SchedulerStage:
    """Groups and schedules in the states that operations need."""

    def __init__(self, account):
        self.account = account
        self.scheduler = account.scheduler

    def arn(self, resource):
        return self.account.arn("scheduler", resource)

    def group(self, **more):
        name = unique()
        self.scheduler.create_schedule_group(Name=name, **more)
        return name

    def target(self, **more):
        """A queue that takes anything."""
        return {"Arn": self.account.queue()[1], "RoleArn": ROLE} | more

    def asked(self, **more):
        """What makes a schedule that doesn't fire soon."""
        return {
            "Name": unique(),
            "ScheduleExpression": "at(2199-01-01T00:00:00)",
            "FlexibleTimeWindow": OFF,
            "Target": more.get("Target") or self.target(),
        } | more

    def schedule(self, **more):
        asked = self.asked(**more)
        self.scheduler.create_schedule(**asked)
        return asked["Name"]


def rich(stage, **more):
    """Every member of a schedule; dates as AWS's protocol has them, for there is nothing between it and the server."""
    return (
        stage.asked(
            GroupName=stage.group(),
            ScheduleExpression="cron(30 8 ? * MON-FRI *)",
            ScheduleExpressionTimezone="Europe/Vienna",
            StartDate=4_102_444_800,
            EndDate=4_133_980_800,
            Description="a <schedule> 🚀",
            State="DISABLED",
            ActionAfterCompletion="DELETE",
            FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
            KmsKeyArn="arn:aws:kms:us-east-1:000000000000:key/k",
            Target=rich_target(stage),
        )
        | more
    )


def rich_target(stage):
    return {
        "Arn": stage.account.queue(fifo=True)[1],
        "RoleArn": ROLE,
        "Input": '{"at": "<aws.scheduler.scheduled-time>"}',
        "RetryPolicy": {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 60},
        "DeadLetterConfig": {"Arn": stage.account.queue()[1]},
        "SqsParameters": {"MessageGroupId": "g"},
    }


def other_targets(stage):
    """A target of each kind that has parameters of its own, and those that have none."""
    role, arn = {"RoleArn": ROLE}, stage.account.arn
    events = {"DetailType": "order", "Source": "shop"}
    return [
        role | {"Arn": arn("events", "event-bus/default"), "EventBridgeParameters": events, "Input": "{}"},
        role | {"Arn": arn("kinesis", "stream/s"), "KinesisParameters": {"PartitionKey": "p"}, "Input": "data"},
        role | {"Arn": arn("firehose", "deliverystream/d"), "Input": "data"},
        role | {"Arn": arn("sns", "topic"), "Input": "text"},
        role | {"Arn": arn("lambda", "function:f"), "Input": '"json"'},
        role | {"Arn": arn("states", "stateMachine:m"), "Input": "{}"},
        role | {"Arn": "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", "Input": json.dumps({"QueueUrl": "q"})},
    ]


# --- schedules --------------------------------------------------------------------------------


def CreateSchedule(stage):
    return Scene(rich(stage, ClientToken="token"), {"ScheduleArn"})


def DeleteSchedule(stage):
    group = stage.group()
    return Scene({"Name": stage.schedule(GroupName=group), "GroupName": group, "ClientToken": "token"})


def GetSchedule(stage):
    asked = rich(stage)
    stage.scheduler.create_schedule(**asked)
    members = USUAL | {"StartDate", "EndDate", "Description", "KmsKeyArn"}
    return Scene({"Name": asked["Name"], "GroupName": asked["GroupName"]}, members)


def ListSchedules(stage):
    group = stage.group()
    for _ in range(3):
        stage.schedule(GroupName=group)
    asked = {"GroupName": group, "NamePrefix": "py-", "State": "ENABLED", "MaxResults": 2}
    return Scene(asked, {"Schedules", "NextToken"})


def UpdateSchedule(stage):
    asked = rich(stage)
    stage.schedule(Name=asked["Name"], GroupName=asked["GroupName"])
    return Scene(asked | {"ClientToken": "token"}, {"ScheduleArn"})


# --- groups -----------------------------------------------------------------------------------


def CreateScheduleGroup(stage):
    return Scene({"Name": unique(), "Tags": TAGS, "ClientToken": "token"}, {"ScheduleGroupArn"})


def DeleteScheduleGroup(stage):
    return Scene({"Name": stage.group(), "ClientToken": "token"})


def GetScheduleGroup(stage):
    return Scene({"Name": stage.group(Tags=TAGS)}, {"Arn", "Name", "State", *DATES})


def ListScheduleGroups(stage):
    for _ in range(3):
        stage.group()
    return Scene({"NamePrefix": "py-", "MaxResults": 2}, {"ScheduleGroups", "NextToken"})


# --- tags -------------------------------------------------------------------------------------


def ListTagsForResource(stage):
    return Scene({"ResourceArn": stage.arn(f"schedule-group/{stage.group(Tags=TAGS)}")}, {"Tags"})


def TagResource(stage):
    return Scene({"ResourceArn": stage.arn(f"schedule-group/{stage.group()}"), "Tags": TAGS})


def UntagResource(stage):
    group = stage.group(Tags=[*TAGS, {"Key": "stays", "Value": "x"}])
    return Scene({"ResourceArn": stage.arn(f"schedule-group/{group}"), "TagKeys": [tag["Key"] for tag in TAGS]})


# --- the same with less or something else -----------------------------------------------------


def bare_schedule(stage):
    return "CreateSchedule", Scene(stage.asked(), {"ScheduleArn"})


def bare_schedule_shown(stage):
    return "GetSchedule", Scene({"Name": stage.schedule()}, USUAL)


def bare_update(stage):
    return "UpdateSchedule", Scene(stage.asked(Name=stage.schedule()), {"ScheduleArn"})


def bare_deletion(stage):
    return "DeleteSchedule", Scene({"Name": stage.schedule()})


def past_one_time_schedule(stage):
    return "CreateSchedule", Scene(stage.asked(ScheduleExpression="at(1999-12-31T23:59:59)"), {"ScheduleArn"})


def bare_group(stage):
    return "CreateScheduleGroup", Scene({"Name": unique()}, {"ScheduleGroupArn"})


def default_group(stage):
    return "GetScheduleGroup", Scene({"Name": "default"}, {"Arn", "Name", "State", *DATES})


def only_the_default_group(stage):
    return "ListScheduleGroups", Scene({}, {"ScheduleGroups"})


def no_schedules(stage):
    return "ListSchedules", Scene({}, {"Schedules"})


def no_schedules_of_a_group(stage):
    return "ListSchedules", Scene({"GroupName": stage.group()}, {"Schedules"})


def no_tags(stage):
    return "ListTagsForResource", Scene({"ResourceArn": stage.arn("schedule-group/default")}, {"Tags"})


def a_tag_that_is_not_there(stage):
    return "UntagResource", Scene({"ResourceArn": stage.arn("schedule-group/default"), "TagKeys": ["none"]})


VARIANTS = [
    bare_schedule,
    bare_schedule_shown,
    bare_update,
    bare_deletion,
    past_one_time_schedule,
    bare_group,
    default_group,
    only_the_default_group,
    no_schedules,
    no_schedules_of_a_group,
    no_tags,
    a_tag_that_is_not_there,
]
