"""Every error of EventBridge Scheduler that a local server can give, provoked and read off the wire."""

import json
from typing import NamedTuple

import pytest
import scheduler_model
from conftest import Account
from scheduler_scenes import OFF, ROLE, TAGS, SchedulerStage

NOT_HERE = {
    "InternalServerException": "nothing makes it fail",
    "ServiceQuotaExceededException": "nothing but 500 groups and a million schedules; see below",
    "ThrottlingException": "nothing is throttled",
}

VALIDATION = "ValidationException"
NOT_FOUND = "ResourceNotFoundException"
CONFLICT = "ConflictException"
QUOTA = "ServiceQuotaExceededException"
ACCOUNT = "000000000000"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:q"
NAME = "^[0-9a-zA-Z-_.]+$"


class Case(NamedTuple):
    shape: str
    operation: str
    parameters: object  # a dict, or a function of the stage
    text: object = None  # of the message: as it is, or a function of the parameters

    def __str__(self):
        return f"{self.operation}-{self.shape.removesuffix('Exception')}"


def asked(**change):
    """What makes a schedule; members that are None are left out."""
    whole = {
        "Name": "n",
        "ScheduleExpression": "rate(1 day)",
        "FlexibleTimeWindow": OFF,
        "Target": {"Arn": QUEUE, "RoleArn": ROLE},
    }
    return {name: value for name, value in (whole | change).items() if value is not None}


def invalid(text, operation="CreateSchedule", **change):
    return Case(VALIDATION, operation, asked(**change), text)


def target(text, arn=QUEUE, **more):
    return invalid(text, Target={"Arn": arn, "RoleArn": ROLE} | more)


def arn(service, resource, region="us-east-1"):
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{resource}"


def broken(*rules):
    """The text for rules of the model: value, member, and what it must do."""
    told = [
        f"Value {'null' if value is None else repr(value)} at '{member}' failed to satisfy constraint: "
        f"Member must {rule}"
        for value, member, rule in rules
    ]
    return f"{len(told)} validation error{'s' if len(told) > 1 else ''} detected: " + "; ".join(told)


def null(member):
    return broken((None, member, "not be null"))


def pattern(value, member, expression):
    return broken((value, member, f"satisfy regular expression pattern: {expression}"))


EXPRESSIONS = [
    *("at(2021-12-31T23:59:59Z)", "at(2021-12-31)", "at(2021-02-30T00:00:00)", "at(2021-12-31T23:59:59.5)", "at()"),
    *("rate(10 seconds)", "rate(10 years)", "rate()", "rate(10)", "rate(10 minutess)", "rate(foo minutes)"),
    *("rate(-10 minutes)", "rate( 10 minutes )", " rate(10 minutes)", "rate(0 minutes)", "rate(1 week)"),
    *("cron(0 1 * * * *)", "cron(NOT)", "cron(INVALID)", "cron(0 dummy ? * MON-FRI *)", "cron(71 8 1 * ? *)", "cron()"),
    *("cron(0 0 ? * ? *)", "cron(0 0 1 * 1 *)", "cron(* * ? * 8 *)", "rate", "every day", "rate(1 day", "rate(1 day))"),
]

EVENTS = {"EventBridgeParameters": {"DetailType": "d", "Source": "s"}}
KINESIS = {"KinesisParameters": {"PartitionKey": "p"}}
GROUP = {"SqsParameters": {"MessageGroupId": "g"}}
FARGATE = {"EcsParameters": {"TaskDefinitionArn": "t", "LaunchType": "FARGATE"}}
SYNTAX = "JSON syntax error in input for the target"
NO_SERVICE = "scheduler is not a supported service for a target"

SCHEDULES = [
    *(invalid(f"Invalid Schedule Expression {text}.", ScheduleExpression=text) for text in EXPRESSIONS),
    # An expression is looked at before role and target.
    invalid("Invalid Schedule Expression x.", ScheduleExpression="x", Target={"Arn": "nonsense", "RoleArn": ROLE}),
    invalid("Invalid Schedule Expression x.", "UpdateSchedule", ScheduleExpression="x"),
    invalid(
        "The StartDate you specify cannot be earlier than 5 minutes ago.",
        StartDate=1_000_000_000,
        EndDate=4_102_444_800,
    ),
    *(
        invalid("The StartDate you specify must come before the EndDate.", StartDate=4_102_444_800, EndDate=end)
        for end in (4_102_444_800, 4_102_444_799)
    ),
    invalid(
        "MaximumWindowInMinutes must be provided when FlexibleTimeWindowMode is set to FLEXIBLE",
        FlexibleTimeWindow={"Mode": "FLEXIBLE"},
    ),
    invalid(
        "MaximumWindowInMinutes must not be provided when FlexibleTimeWindowMode is set to OFF.",
        FlexibleTimeWindow={"Mode": "OFF", "MaximumWindowInMinutes": 1},
    ),
    *(invalid(null(member[0].lower() + member[1:]), **{member: None}) for member in asked() if member != "Name"),
    invalid(null("target.roleArn"), Target={"Arn": QUEUE}),
    invalid(null("flexibleTimeWindow.mode"), FlexibleTimeWindow={}),
    Case(VALIDATION, "CreateSchedule", asked(Name="a b"), pattern("a b", "name", NAME)),
    invalid(pattern("a/b", "groupName", NAME), GroupName="a/b"),
    invalid(pattern("a.b", "clientToken", "^[a-zA-Z0-9-_]+$"), ClientToken="a.b"),
    invalid(broken(("x" * 65, "name", "have length less than or equal to 64")), Name="x" * 65),
    invalid(
        broken(("x" * 513, "description", "have length less than or equal to 512")),
        Description="x" * 513,
    ),
    invalid(broken(("ON", "state", "satisfy enum value set: [ENABLED, DISABLED]")), State="ON"),
    invalid(
        broken(("GO", "actionAfterCompletion", "satisfy enum value set: [NONE, DELETE]")),
        ActionAfterCompletion="GO",
    ),
    invalid(
        broken(("1441", "flexibleTimeWindow.maximumWindowInMinutes", "have value less than or equal to 1440")),
        FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1441},
    ),
    invalid(
        broken(
            ("59", "target.retryPolicy.maximumEventAgeInSeconds", "have value greater than or equal to 60"),
            ("186", "target.retryPolicy.maximumRetryAttempts", "have value less than or equal to 185"),
        ),
        Target={
            "Arn": QUEUE,
            "RoleArn": ROLE,
            "RetryPolicy": {"MaximumRetryAttempts": 186, "MaximumEventAgeInSeconds": 59},
        },
    ),
    invalid(None, ScheduleExpressionTimezone="Europe/Nowhere"),
    invalid(None, KmsKeyArn="key"),
]

TARGETS = [
    target("The target ARN provided does not match the current region us-east-1.", arn("sqs", "q", region="eu-west-1")),
    *(target(SYNTAX, arn("lambda", "function:f"), Input=text) for text in ("{", "text", '{"a":1}}')),
    *(target(SYNTAX, arn("events", "event-bus/default"), Input=text, **EVENTS) for text in ("[]", "1", "{")),
    target("Parameters KinesisParameters not supported for the target", **KINESIS),
    target("Parameters EventBridgeParameters not supported for the target", arn("sns", "t"), **EVENTS),
    target("Parameters SqsParameters not supported for the target", arn("lambda", "function:f"), **GROUP),
    target("Parameters SqsParameters must be specified", arn("sqs", "q.fifo")),
    target("Parameters KinesisParameters must be specified", arn("kinesis", "stream/s")),
    target("Parameters EventBridgeParameters must be specified", arn("events", "event-bus/default")),
    target("Parameters MessageGroupId not valid for the target", **GROUP),
    target(
        "Parameter NetworkConfiguration must be specified for the target when launch type is FARGATE",
        arn("ecs", "cluster/c"),
        **FARGATE,
    ),
    target(NO_SERVICE, arn("scheduler", "aws-sdk:sqs:sendMessage"), Input="{}"),
    target(
        "You must provide an input to set this target for your schedule", "arn:aws:scheduler:::aws-sdk:sqs:sendMessage"
    ),
    *(
        target(f"{action} API is not supported", f"arn:aws:scheduler:::aws-sdk:{service}:{action}", Input="{}")
        for service, action in [
            ("sqs", "receiveMessage"),
            ("sqs", "getQueueUrl"),
            ("sns", "listTopics"),
            ("eventbridge", "describeRule"),
            ("sqs", "doesNotExist"),
            ("nowhere", "putItem"),
        ]
    ),
    *(
        target(SYNTAX, "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", Input=text)
        for text in ("text", "[]", '"x"', "{", "{}{}")
    ),
    target(None, "nonsense"),
    target(None, DeadLetterConfig={"Arn": arn("sns", "t")}),
    target(None, DeadLetterConfig={"Arn": arn("sqs", "q.fifo")}),
]

NO_SCHEDULE = "Schedule n does not exist."
NO_GROUP = "Schedule group nowhere does not exist."


def tagged(resource, **more):
    return lambda stage: {"ResourceArn": stage.arn(resource)} | more


OTHERS = [
    Case(NOT_FOUND, "CreateSchedule", asked(GroupName="nowhere"), NO_GROUP),
    Case(NOT_FOUND, "UpdateSchedule", asked(), NO_SCHEDULE),
    *(Case(NOT_FOUND, operation, {"Name": "n"}, NO_SCHEDULE) for operation in ("GetSchedule", "DeleteSchedule")),
    Case(NOT_FOUND, "ListSchedules", {"GroupName": "nowhere"}, NO_GROUP),
    *(
        Case(NOT_FOUND, operation, {"Name": "nowhere"}, NO_GROUP)
        for operation in ("GetScheduleGroup", "DeleteScheduleGroup")
    ),
    Case(
        CONFLICT,
        "CreateSchedule",
        lambda stage: asked(Name=stage.schedule()),
        lambda asked: f"Schedule {asked['Name']} already exists.",
    ),
    Case(
        CONFLICT,
        "CreateScheduleGroup",
        lambda stage: {"Name": stage.group()},
        lambda asked: f"Schedule group {asked['Name']} already exists.",
    ),
    *(
        Case(
            VALIDATION, operation, {"Name": "default"}, "This operation cannot be performed on schedule group default."
        )
        for operation in ("CreateScheduleGroup", "DeleteScheduleGroup")
    ),
    *(
        Case(VALIDATION, operation, {"MaxResults": size})
        for operation in ("ListSchedules", "ListScheduleGroups")
        for size in (0, 101, -1, 10**12)
    ),
    Case(VALIDATION, "ListSchedules", {"State": "ON"}),
    Case(VALIDATION, "ListSchedules", {"NamePrefix": "a b"}),
    Case(NOT_FOUND, "ListTagsForResource", tagged("schedule-group/nowhere"), NO_GROUP),
    Case(NOT_FOUND, "TagResource", tagged("schedule-group/nowhere", Tags=TAGS), NO_GROUP),
    Case(NOT_FOUND, "UntagResource", tagged("schedule-group/nowhere", TagKeys=["k"]), NO_GROUP),
    # Only groups have tags.
    Case(VALIDATION, "ListTagsForResource", tagged("schedule/default/s")),
    Case(VALIDATION, "TagResource", tagged("schedule-group/default"), null("tags")),
    Case(VALIDATION, "TagResource", tagged("schedule-group/default", Tags=[{"Key": "aws:k", "Value": "v"}])),
    Case(VALIDATION, "TagResource", tagged("schedule-group/default", Tags=[TAGS[0], TAGS[0]])),
    Case(
        VALIDATION,
        "TagResource",
        tagged("schedule-group/default", Tags=[{"Key": f"k{n}", "Value": "v"} for n in range(201)]),
    ),
    Case(VALIDATION, "UntagResource", tagged("schedule-group/default"), null("tagKeys")),
]

CASES = [*SCHEDULES, *TARGETS, *OTHERS]


@pytest.fixture
def stage(account):
    return SchedulerStage(account)


def check(stage, case):
    parameters = case.parameters(stage) if callable(case.parameters) else case.parameters
    reply = scheduler_model.call(stage.account.endpoint, case.operation, parameters, stage.account.number)
    text = case.text(parameters) if callable(case.text) else case.text
    return scheduler_model.check_error(reply, case.shape, text)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_error(stage, case):
    assert check(stage, case)


def test_nothing_is_left_of_what_is_refused(stage):
    for case in [*SCHEDULES, *TARGETS]:
        check(stage, case)
    assert stage.scheduler.list_schedules()["Schedules"] == []


def test_every_error_of_the_model_is_provoked():
    assert {case.shape for case in CASES} == set(scheduler_model.ERRORS) - set(NOT_HERE)


def test_five_hundred_groups(stage):
    # The default one counts.
    for n in range(499):
        stage.scheduler.create_schedule_group(Name=f"g{n}")
    check(stage, Case(QUOTA, "CreateScheduleGroup", {"Name": "one-more"}))


def test_two_hundred_tags_by_and_by(stage):
    group = stage.arn(f"schedule-group/{stage.group(Tags=[{'Key': f'k{n}', 'Value': 'v'} for n in range(200)])}")
    stage.scheduler.tag_resource(ResourceArn=group, Tags=[{"Key": "k0", "Value": "changed"}])
    check(stage, Case(VALIDATION, "TagResource", {"ResourceArn": group, "Tags": [{"Key": "more", "Value": "v"}]}))


def test_the_longest_input(stage):
    longest = json.dumps("x" * (256 * 1024 - 2))
    name = stage.schedule(Target=stage.target(Input=longest))
    assert stage.scheduler.get_schedule(Name=name)["Target"]["Input"] == longest
    check(stage, Case(VALIDATION, "CreateSchedule", asked(Target=stage.target(Input=longest + " "))))


def test_accounts_do_not_see_each_others_groups(stage):
    group = stage.group()
    other = SchedulerStage(Account(stage.account.endpoint))
    text = f"Schedule group {group} does not exist."
    check(other, Case(NOT_FOUND, "GetScheduleGroup", {"Name": group}, text))
    check(other, Case(NOT_FOUND, "ListTagsForResource", {"ResourceArn": stage.arn(f"schedule-group/{group}")}, text))
