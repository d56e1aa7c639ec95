"""Every error of EventBridge that a local server can give, provoked and read off the wire."""

import json
from typing import NamedTuple

import events_model
import pytest
from conftest import Account
from events_scenes import BASIC, KEY, NOWHERE, PATTERN, ROLE, TAGS, EventsStage, entry

NOT_HERE = {
    "AccessDeniedException": "nobody is refused",
    "ConcurrentModificationException": "calls wait for each other instead",
    "InternalException": "nothing makes it fail",
    "OperationDisabledException": "no operation is switched off",
    "ThrottlingException": "nothing is throttled",
}

VALIDATION = "ValidationException"
NOT_FOUND = "ResourceNotFoundException"
EXISTS = "ResourceAlreadyExistsException"
LIMIT = "LimitExceededException"
TOO_MANY = "The requested resource exceeds the maximum number allowed."
HERE = "arn:aws:events:us-east-1:000000000000:"
OTHER_QUEUE = "arn:aws:sqs:us-east-1:000000000000:q"


class Case(NamedTuple):
    shape: str
    operation: str
    parameters: object  # a dict, or a function of the stage
    text: object = None  # of the message: as it is, or a function of the parameters

    def __str__(self):
        return f"{self.operation}-{self.shape.removesuffix('Exception')}"


def invalid(operation, parameters, text):
    return Case(VALIDATION, operation, parameters, text)


def missing(operation, parameters, text):
    return Case(NOT_FOUND, operation, parameters, text)


def constraint(value, member, rule):
    shown = "at" if value is None else f"'{value}' at"
    return f"1 validation error detected: Value {shown} '{member}' failed to satisfy constraint: Member must {rule}"


def null(member):
    return (
        f"1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
    )


NO_BUS = "Event bus nowhere does not exist."
NO_RULE = "Rule nowhere does not exist on EventBus default."


# --- buses and permissions --------------------------------------------------------------------


def permission(**more):
    return {"Action": "events:PutEvents", "Principal": "111111111111", "StatementId": "id"} | more


def bus_with_a_rule(stage):
    bus = stage.bus()
    stage.rule(bus)
    return {"Name": bus}


BUSES = [
    Case(EXISTS, "CreateEventBus", {"Name": "default"}, "Event bus default already exists."),
    Case(
        EXISTS,
        "CreateEventBus",
        lambda stage: {"Name": stage.bus()},
        lambda asked: f"Event bus {asked['Name']} already exists.",
    ),
    invalid("CreateEventBus", {}, null("name")),
    invalid("CreateEventBus", {"Name": "a/b"}, "Event bus name must not contain '/'"),
    missing(
        "CreateEventBus",
        {"Name": "aws.partner/x/y", "EventSourceName": "aws.partner/x/y"},
        "Event source aws.partner/x/y does not exist.",
    ),
    invalid(
        "CreateEventBus",
        lambda stage: {"Name": "aws.partner/x/other", "EventSourceName": stage.source()},
        "Event bus name must match event source name",
    ),
    invalid(
        "CreateEventBus",
        {"Name": "b", "DeadLetterConfig": {"Arn": "arn:aws:sns:us-east-1:000000000000:t"}},
        "sns is not supported as a dead letter resource",
    ),
    invalid(
        "CreateEventBus",
        {"Name": "b", "Description": "x" * 513},
        constraint("x" * 513, "description", "have length less than or equal to 512"),
    ),
    missing("DescribeEventBus", {"Name": "nowhere"}, NO_BUS),
    missing("DescribeEventBus", {"Name": HERE + "event-bus/nowhere"}, NO_BUS),
    missing("UpdateEventBus", {"Name": "nowhere"}, NO_BUS),
    invalid("DeleteEventBus", {"Name": "default"}, "Cannot delete event bus default."),
    invalid("DeleteEventBus", bus_with_a_rule, None),
    missing("PutPermission", permission(EventBusName="nowhere"), NO_BUS),
    invalid("PutPermission", permission(Action="events:Do"), "Provided value in parameter 'action' is not supported."),
    invalid(
        "PutPermission", permission(Condition={"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o"}), None
    ),
    invalid("PutPermission", {"Policy": "{"}, None),
    Case(
        "PolicyLengthExceededException",
        "PutPermission",
        {
            "Policy": json.dumps(
                {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "x" * 10_240}]}
            )
        },
    ),
    missing("RemovePermission", {"StatementId": "none"}, "Statement with the provided id does not exist."),
    missing("RemovePermission", {"StatementId": "none", "EventBusName": "nowhere"}, NO_BUS),
]

# --- rules ------------------------------------------------------------------------------------


def scheduled(expression):
    return invalid(
        "PutRule", {"Name": "r", "ScheduleExpression": expression}, "Parameter ScheduleExpression is not valid."
    )


def managed(operation, **more):
    def rule(stage):
        name = f"Events-Archive-{stage.archive()}"
        return {"Rule" if operation in ("RemoveTargets", "PutTargets") else "Name": name, **more}

    return Case("ManagedRuleException", operation, rule)


RULES = [
    invalid("PutRule", {"Name": "r"}, "Parameter(s) EventPattern or ScheduleExpression must be specified."),
    invalid("PutRule", {}, None),
    invalid(
        "PutRule",
        {"Name": "a b", "EventPattern": PATTERN},
        constraint("a b", "name", r"satisfy regular expression pattern: [\.\-_A-Za-z0-9]+"),
    ),
    invalid(
        "PutRule",
        {"Name": "x" * 65, "EventPattern": PATTERN},
        constraint("x" * 65, "name", "have length less than or equal to 64"),
    ),
    invalid("PutRule", {"Name": "r", "EventPattern": PATTERN, "State": "ON"}, None),
    invalid(
        "PutRule",
        lambda stage: {"Name": "r", "ScheduleExpression": "rate(1 minute)", "EventBusName": stage.bus()},
        "ScheduleExpression is supported only on the default event bus.",
    ),
    *map(
        scheduled,
        [
            "rate(10 seconds)",
            "rate(10 years)",
            "rate(1 minutes)",
            "rate(10 minute)",
            "rate(0 minutes)",
            "rate(-10 minutes)",
            "rate(10 MINUTES)",
            "rate()",
            "rate(10)",
            "rate(10 minutess)",
            "rate(foo minutes)",
            "rate( 10 minutes )",
            " rate(10 minutes)",
            "cron(0 1 * * * *)",
            "cron(0 dummy ? * MON-FRI *)",
            "cron(71 8 1 * ? *)",
            "cron(INVALID)",
            "cron(NOT)",
        ],
    ),
    invalid(
        "PutRule",
        {"Name": "long", "EventPattern": json.dumps({"source": ["x" * 2040]})},
        "Parameter EventPattern for rule long exceeds limit of 2048.",
    ),
    missing("PutRule", {"Name": "r", "EventPattern": PATTERN, "EventBusName": "nowhere"}, NO_BUS),
    *(missing(operation, {"Name": "nowhere"}, NO_RULE) for operation in ("DescribeRule", "EnableRule", "DisableRule")),
    *(
        missing(operation, {"Name": "nowhere", "EventBusName": "nowhere"}, NO_BUS)
        for operation in ("DescribeRule", "EnableRule", "DisableRule", "DeleteRule")
    ),
    missing("ListRules", {"EventBusName": "nowhere"}, NO_BUS),
    missing("ListRuleNamesByTarget", {"TargetArn": OTHER_QUEUE, "EventBusName": "nowhere"}, NO_BUS),
    invalid("DeleteRule", lambda stage: {"Name": stage.targeted()[0]}, "Rule can't be deleted since it has targets."),
    managed("DeleteRule"),
    managed("DisableRule"),
    managed("PutRule", EventPattern=PATTERN),
    managed("RemoveTargets", Ids=["1"]),
    managed("PutTargets", Targets=[{"Id": "a", "Arn": OTHER_QUEUE}]),
    *(
        invalid(operation, {"Limit": limit, **more}, constraint(limit, "limit", f"have value {rule}"))
        for operation, more in [
            ("ListRules", {}),
            ("ListEventBuses", {}),
            ("ListArchives", {}),
            ("ListConnections", {}),
        ]
        for limit, rule in [(0, "greater than or equal to 1"), (101, "less than or equal to 100")]
    ),
    invalid("ListRules", {"NextToken": "made up"}, None),
]

# --- events -----------------------------------------------------------------------------------

EVENT = {"id": "1", "account": "2", "source": "shop", "time": "3", "region": "4", "detail-type": "5"}


def not_an_event(event):
    text = "Parameter Event is not valid."
    return invalid("TestEventPattern", {"EventPattern": PATTERN, "Event": json.dumps(event)}, text)


def wrong_pattern(operation, parameters):
    reason = "Event pattern is not valid. Reason: Empty arrays are not allowed"
    place = ' at [Source: (String)"{"a":[]}"; line: 1, column: 8]'
    return Case("InvalidEventPatternException", operation, parameters, f"{reason}\n{place}")


EMPTY_ARRAY = {"EventPattern": '{"a":[]}'}

EVENTS = [
    wrong_pattern("PutRule", {"Name": "r"} | EMPTY_ARRAY),
    wrong_pattern("TestEventPattern", {"Event": json.dumps(EVENT)} | EMPTY_ARRAY),
    wrong_pattern(
        "CreateArchive",
        lambda stage: {"ArchiveName": "a", "EventSourceArn": stage.arn(f"event-bus/{stage.bus()}")} | EMPTY_ARRAY,
    ),
    wrong_pattern("UpdateArchive", lambda stage: {"ArchiveName": stage.archive()} | EMPTY_ARRAY),
    *map(not_an_event, ["text", [], *({key: EVENT[key] for key in EVENT if key != lost} for lost in EVENT)]),
    invalid("TestEventPattern", {"EventPattern": PATTERN, "Event": "{"}, None),
    invalid("TestEventPattern", {"Event": "{}"}, null("eventPattern")),
    invalid(
        "PutEvents",
        {"Entries": [entry(Source="S", DetailType="T", Detail="D")] * 11},
        lambda asked: constraint(
            "["
            + ", ".join(
                [
                    "PutEventsRequestEntry(time=null, source=S, resources=null, detailType=T, detail=D, "
                    "eventBusName=null, traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)"
                ]
                * 11
            )
            + "]",
            "entries",
            "have length less than or equal to 10",
        ),
    ),
    invalid("PutEvents", {"Entries": []}, constraint("[]", "entries", "have length greater than or equal to 1")),
    invalid("PutEvents", {}, null("entries")),
    invalid(
        "PutEvents",
        {"Entries": [entry(Detail=json.dumps({"x": "x" * (1 << 20)}))]},
        "Total size of the entries in the request is over the limit.",
    ),
]

# --- targets ----------------------------------------------------------------------------------


def targets(*all_of_them, **more):
    return lambda stage: {"Rule": stage.rule(), "Targets": list(all_of_them), **more}


def target(arn=OTHER_QUEUE, **more):
    return {"Id": "t", "Arn": arn} | more


def refused(text, arn=OTHER_QUEUE, **more):
    """A target of the account's own, as `arn` says but for the account."""

    def asked(stage):
        own = arn.replace("000000000000", stage.account.number)
        return {"Rule": stage.rule(), "Targets": [target(own, **more)]}

    def told(parameters):
        return text.replace("ARN", parameters["Targets"][0]["Arn"])

    return invalid("PutTargets", asked, told)


def transformed(template, **paths):
    return {"InputTransformer": {"InputPathsMap": paths, "InputTemplate": template}}


def service(name, resource):
    return f"arn:aws:{name}:us-east-1:000000000000:{resource}"


TASK = service("ecs", "task-definition/t:1")
CLUSTER = service("ecs", "cluster/c")
WITH_ROLES = [
    service("batch", "job-queue/q"),
    service("codebuild", "project/p"),
    service("codepipeline", "p"),
    CLUSTER,
    service("events", "event-bus/b"),
    service("firehose", "deliverystream/d"),
    service("glue", "workflow/w"),
    service("inspector", "target/t"),
    service("kinesis", "stream/s"),
    service("redshift", "cluster:c"),
    service("sagemaker", "pipeline/p"),
    service("ssm", "document/d"),
    service("states", "stateMachine:m"),
]

TARGETS = [
    Case(LIMIT, "PutTargets", targets(*(target(Id=f"t{n}") for n in range(6))), TOO_MANY),
    missing("PutTargets", {"Rule": "nowhere", "Targets": [target()]}, NO_RULE),
    missing("RemoveTargets", {"Rule": "nowhere", "Ids": ["t"]}, NO_RULE),
    missing("ListTargetsByRule", {"Rule": "nowhere"}, NO_RULE),
    missing("ListTargetsByRule", {"Rule": "nowhere", "EventBusName": "nowhere"}, NO_BUS),
    invalid("PutTargets", targets({"Id": "t"}), null("targets.1.member.arn")),
    invalid(
        "PutTargets",
        targets(target(Id="!")),
        constraint("!", "targets.1.member.id", r"satisfy regular expression pattern: [\.\-_A-Za-z0-9]+"),
    ),
    refused("Parameter not-an-arn is not valid. Reason: Provided Arn is not in correct format.", "not-an-arn"),
    *(
        refused("Only one of Input, InputPath, or InputTransformer must be provided for target t.", **two)
        for two in (
            {"Input": "1", "InputPath": "$"},
            {"InputPath": "$"} | transformed('"x"'),
            {"Input": "1"} | transformed('"x"'),
        )
    ),
    refused("InputTemplate for target t contains invalid placeholder x.", **transformed('"<x>"')),
    refused("JSON syntax error in input for target t", Input="{"),
    *(
        refused("InputPath for target t is invalid.", InputPath=path)
        for path in ("detail", "$.detail['k']", "$..x", "$.a[?(@.b)]")
    ),
    refused("InputPath for target t is invalid.", **transformed('"<x>"', x="detail")),
    refused(
        "InputTemplate for target t contains placeholder aws.events.event.json valid only for JSON template.",
        **transformed('"<aws.events.event.json>"'),
    ),
    invalid("PutTargets", targets(target(**transformed('"x"', **{f"k{n}": "$" for n in range(101)}))), None),
    invalid("PutTargets", targets(target(**transformed('"x"', **{"aws.events.rule-arn": "$"}))), None),
    refused("Parameter(s) SqsParameters must be specified for target: t.", service("sqs", "q.fifo")),
    refused("Parameter(s) EcsParameters must be specified for target: t.", CLUSTER, RoleArn=ROLE),
    refused("Parameter(s) BatchParameters must be specified for target: t.", WITH_ROLES[0], RoleArn=ROLE),
    refused("Parameter(s) EcsParameters not supported for target: t", EcsParameters={"TaskDefinitionArn": TASK}),
    refused(
        "Parameter(s) KinesisParameters not supported for target: t", KinesisParameters={"PartitionKeyPath": "$.id"}
    ),
    *(refused("RoleArn is required for target ARN.", arn) for arn in WITH_ROLES),
    invalid(
        "PutTargets",
        targets(target("arn:aws:logs:us-east-1:999999999999:log-group:g")),
        "Access to the resource arn:aws:logs:us-east-1:999999999999:log-group:g is denied. Reason: Adding "
        "cross-account target is not permitted.",
    ),
    refused(
        "Parameter NetworkConfiguration must be specified for target t when launch type is FARGATE",
        CLUSTER,
        RoleArn=ROLE,
        EcsParameters={"TaskDefinitionArn": TASK, "LaunchType": "FARGATE"},
    ),
    refused(
        f"Region of ARN does not match region of {TASK.replace('us-east-1', 'eu-west-1')}",
        CLUSTER,
        RoleArn=ROLE,
        EcsParameters={"TaskDefinitionArn": TASK.replace("us-east-1", "eu-west-1")},
    ),
    refused(
        "Parameter ArrayProperties is not valid. Reason: Size must be in between 2 and 10000.",
        WITH_ROLES[0],
        RoleArn=ROLE,
        BatchParameters={"JobDefinition": "d", "JobName": "n", "ArrayProperties": {"Size": 1}},
    ),
    refused(
        "Parameter RetryStrategy is not valid. Reason: Attempts must be in between 1 and 10.",
        WITH_ROLES[0],
        RoleArn=ROLE,
        BatchParameters={"JobDefinition": "d", "JobName": "n", "RetryStrategy": {"Attempts": 11}},
    ),
    refused("sns is not supported as a dead letter resource", DeadLetterConfig={"Arn": service("sns", "t")}),
    refused("SQS FIFO is not supported by Dead Letter Queues", DeadLetterConfig={"Arn": service("sqs", "q.fifo")}),
    invalid(
        "PutTargets",
        targets(target(RetryPolicy={"MaximumRetryAttempts": 186, "MaximumEventAgeInSeconds": 59})),
        "2 validation errors detected: Value '186' at 'targets.1.member.retryPolicy.maximumRetryAttempts' failed to "
        "satisfy constraint: Member must have value less than or equal to 185; Value '59' at "
        "'targets.1.member.retryPolicy.maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value "
        "greater than or equal to 60",
    ),
    # What this server can't deliver to is refused at once.
    refused(
        "Eventyard can't deliver to targets of the service lambda, such as ARN. Started with --lenient it takes them, "
        "and notes in its journal whenever one would be used.",
        service("lambda", "function:f"),
    ),
]

# --- archives and replays ---------------------------------------------------------------------


def replayed(**more):
    return lambda stage: stage.replay_of(stage.archive(), **more)


def used_replay_name(stage):
    return stage.replay_of(stage.archive(), ReplayName=stage.replay())


def replay_elsewhere(stage):
    bus = stage.arn(f"event-bus/{stage.bus()}")
    return stage.replay_of(stage.archive(), Destination={"Arn": bus})


def finished_replay(stage):
    return {"ReplayName": stage.replay()}


def replay_to_nowhere(stage):
    return stage.replay_of(stage.archive(), Destination={"Arn": stage.arn("event-bus/nowhere")})


ARCHIVES = [
    Case(
        EXISTS,
        "CreateArchive",
        lambda stage: {"ArchiveName": stage.archive(), "EventSourceArn": stage.arn("event-bus/default")},
        lambda asked: f"Archive {asked['ArchiveName']} already exists.",
    ),
    missing(
        "CreateArchive",
        lambda stage: {"ArchiveName": "a", "EventSourceArn": stage.arn("event-bus/nowhere")},
        NO_BUS,
    ),
    missing(
        "CreateArchive",
        lambda stage: {
            "ArchiveName": "a",
            "EventSourceArn": stage.arn("event-bus/default").replace("us-east-1", "eu-west-1"),
        },
        "Event bus default does not exist.",
    ),
    *(
        missing(operation, {"ArchiveName": "x"}, "Archive x does not exist.")
        for operation in ("DescribeArchive", "DeleteArchive")
    ),
    missing("UpdateArchive", {"ArchiveName": "x", "RetentionDays": 1}, "Archive x does not exist."),
    invalid(
        "UpdateArchive",
        {"ArchiveName": "x"},
        "At least one of EventPattern, RetentionDays or Description must be provided.",
    ),
    missing("ListArchives", lambda stage: {"EventSourceArn": stage.arn("event-bus/nowhere")}, NO_BUS),
    invalid(
        "ListArchives",
        {"NamePrefix": "a", "State": "ENABLED"},
        "At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.",
    ),
    invalid(
        "ListArchives",
        {"State": "OPEN"},
        constraint(
            "OPEN",
            "state",
            "satisfy enum value set: [ENABLED, DISABLED, CREATING, UPDATING, CREATE_FAILED, UPDATE_FAILED]",
        ),
    ),
    invalid(
        "StartReplay",
        lambda stage: stage.replay_of("none"),
        "Parameter EventSourceArn is not valid. Reason: Archive none does not exist.",
    ),
    missing("StartReplay", replay_to_nowhere, NO_BUS),
    invalid(
        "StartReplay",
        replay_elsewhere,
        "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.",
    ),
    invalid(
        "StartReplay",
        replayed(Destination={"Arn": OTHER_QUEUE}),
        "Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.",
    ),
    invalid(
        "StartReplay",
        replayed(EventEndTime=1_700_000_000),
        "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.",
    ),
    Case(EXISTS, "StartReplay", used_replay_name, lambda asked: f"Replay {asked['ReplayName']} already exists."),
    missing("DescribeReplay", {"ReplayName": "x"}, "Replay x does not exist."),
    missing("CancelReplay", {"ReplayName": "x"}, "Replay x does not exist."),
    Case(
        "IllegalStatusException",
        "CancelReplay",
        finished_replay,
        lambda asked: f"Replay {asked['ReplayName']} is not in a valid state for this operation.",
    ),
]

# --- connections and API destinations ---------------------------------------------------------

NO_CONNECTION = "Failed to describe the connection(s). Connection 'x' does not exist."
NO_DESTINATION = "Failed to describe the api-destination(s). An api-destination 'x' does not exist."


def oauth(endpoint):
    client = {"ClientID": "id", "ClientSecret": "secret"}
    return {"OAuthParameters": {"ClientParameters": client, "AuthorizationEndpoint": endpoint, "HttpMethod": "POST"}}


def connection(kind="BASIC", parameters=BASIC, **more):
    return {"Name": "c", "AuthorizationType": kind, "AuthParameters": parameters} | more


def destination(**more):
    return lambda stage: (
        {
            "Name": "d",
            "ConnectionArn": stage.connection()[1],
            "InvocationEndpoint": NOWHERE,
            "HttpMethod": "POST",
        }
        | more
    )


CONNECTIONS = [
    Case(
        EXISTS,
        "CreateConnection",
        lambda stage: connection(Name=stage.connection()[0]),
        lambda asked: f"Connection {asked['Name']} already exists.",
    ),
    *(
        missing(operation, {"Name": "x"}, NO_CONNECTION)
        for operation in ("DescribeConnection", "UpdateConnection", "DeauthorizeConnection", "DeleteConnection")
    ),
    invalid(
        "CreateConnection",
        connection("KERBEROS"),
        constraint(
            "KERBEROS", "authorizationType", "satisfy enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]"
        ),
    ),
    *(
        invalid(
            "CreateConnection",
            connection(kind, parameters),
            f"Parameter {block} is not valid. Reason: Missing required field(s)",
        )
        for kind, parameters, block in [
            ("BASIC", KEY, "BasicAuthParameters"),
            ("API_KEY", BASIC, "ApiKeyAuthParameters"),
            ("OAUTH_CLIENT_CREDENTIALS", BASIC, "OAuthParameters"),
        ]
    ),
    invalid(
        "CreateConnection",
        connection("OAUTH_CLIENT_CREDENTIALS", oauth("ftp://example.com/token")),
        "Parameter AuthorizationEndpoint is not valid",
    ),
    Case(
        EXISTS,
        "CreateApiDestination",
        lambda stage: destination(Name=stage.destination()[0])(stage),
        lambda asked: f"An api-destination '{asked['Name']}' already exists.",
    ),
    *(
        missing(operation, {"Name": "x"}, NO_DESTINATION)
        for operation in ("DescribeApiDestination", "UpdateApiDestination", "DeleteApiDestination")
    ),
    invalid(
        "CreateApiDestination",
        destination(InvocationEndpoint="ftp://example.com"),
        "Parameter InvocationEndpoint is not valid. Reason: Endpoint 'ftp://example.com' is not valid",
    ),
    invalid(
        "CreateApiDestination",
        lambda stage: destination(ConnectionArn=stage.connection()[1].replace("us-east-1", "eu-west-1"))(stage),
        lambda asked: f"Invalid ARN: '{asked['ConnectionArn']}'",
    ),
    invalid(
        "CreateApiDestination",
        destination(ConnectionArn="invalid-connection-arn", HttpMethod="INVALID_METHOD"),
        "2 validation errors detected: Value 'invalid-connection-arn' at 'connectionArn' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: ^arn:aws([a-z]|\-)*:events:([a-z]|\d|\-)*:([0-9]{12})?:"
        r"connection\/[\.\-_A-Za-z0-9]+\/[\-A-Za-z0-9]+$; Value 'INVALID_METHOD' at 'httpMethod' failed to satisfy "
        "constraint: Member must satisfy enum value set: [HEAD, POST, PATCH, DELETE, PUT, GET, OPTIONS]",
    ),
]

# --- tags, endpoints, partners ----------------------------------------------------------------


def endpoint(stage, **more):
    return {"Name": "e"} | stage.routes() | more


def one_bus(stage):
    routes = stage.routes()
    return endpoint(stage, EventBuses=[routes["EventBuses"][0]] * 2)


def buses_of_two_names(stage):
    buses = [stage.routes()["EventBuses"][0], stage.routes()["EventBuses"][1]]
    return endpoint(stage, EventBuses=buses)


def tagged(tags):
    return lambda stage: {"ResourceARN": stage.arn("event-bus/default"), "Tags": tags}


def at_rule(stage):
    return stage.arn("rule/nowhere")


OTHERS = [
    missing("ListTagsForResource", lambda stage: {"ResourceARN": at_rule(stage)}, NO_RULE),
    missing("TagResource", lambda stage: {"ResourceARN": at_rule(stage), "Tags": TAGS}, NO_RULE),
    missing("UntagResource", lambda stage: {"ResourceARN": at_rule(stage), "TagKeys": ["k"]}, NO_RULE),
    missing("ListTagsForResource", lambda stage: {"ResourceARN": stage.arn("event-bus/nowhere")}, NO_BUS),
    invalid("TagResource", tagged([TAGS[0], TAGS[0]]), "Invalid parameter: Duplicated keys are not allowed."),
    Case(LIMIT, "TagResource", tagged([{"Key": f"k{n}", "Value": ""} for n in range(51)]), TOO_MANY),
    invalid("CreateEndpoint", one_bus, "An event bus must be provided in both the primary and secondary regions"),
    invalid(
        "CreateEndpoint",
        buses_of_two_names,
        "Event bus names must match in the primary and secondary regions",
    ),
    Case(EXISTS, "CreateEndpoint", lambda stage: endpoint(stage, Name=stage.endpoint())),
    *(
        missing(operation, {"Name": "x"}, None)
        for operation in ("DescribeEndpoint", "UpdateEndpoint", "DeleteEndpoint")
    ),
    *(
        missing(operation, {"Name": "aws.partner/x/y"}, "Event source aws.partner/x/y does not exist.")
        for operation in (
            "DescribeEventSource",
            "ActivateEventSource",
            "DeactivateEventSource",
            "DescribePartnerEventSource",
        )
    ),
    missing("ListPartnerEventSourceAccounts", {"EventSourceName": "aws.partner/x/y"}, None),
    Case(
        EXISTS,
        "CreatePartnerEventSource",
        lambda stage: {"Name": stage.source(), "Account": stage.account.number},
    ),
    Case("InvalidStateException", "ActivateEventSource", lambda stage: {"Name": stage.active_source()}),
    Case("InvalidStateException", "DeactivateEventSource", lambda stage: {"Name": stage.source()}),
]

CASES = [*BUSES, *RULES, *EVENTS, *TARGETS, *ARCHIVES, *CONNECTIONS, *OTHERS]


@pytest.fixture
def stage(account):
    return EventsStage(account)


def check(stage, case):
    parameters = case.parameters(stage) if callable(case.parameters) else case.parameters
    reply = events_model.call(stage.account.endpoint, case.operation, parameters, stage.account.number)
    text = case.text(parameters) if callable(case.text) else case.text
    return events_model.check_error(reply, case.shape, text)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_error(stage, case):
    assert check(stage, case)


def test_every_error_of_the_model_is_provoked():
    provoked = {case.shape for case in CASES}
    assert provoked - {VALIDATION} == set(events_model.ERRORS) - set(NOT_HERE)


def test_six_targets_by_and_by(stage):
    rule = stage.rule()
    stage.events.put_targets(Rule=rule, Targets=[target(Id=f"t{n}") for n in range(5)])
    # One that is there already is replaced.
    stage.events.put_targets(Rule=rule, Targets=[target(Id="t0", Input="1")])
    check(stage, Case(LIMIT, "PutTargets", {"Rule": rule, "Targets": [target(Id="t5")]}, TOO_MANY))


def test_a_hundred_buses_and_three_hundred_rules(strict_server):
    stage = EventsStage(Account(strict_server.endpoint))
    # The default one counts.
    for _ in range(99):
        stage.bus()
    check(stage, Case(LIMIT, "CreateEventBus", {"Name": "one-more"}, TOO_MANY))
    bus = stage.events.list_event_buses(NamePrefix="py-")["EventBuses"][0]["Name"]
    for _ in range(300):
        stage.rule(bus)
    one_more = {"Name": "one-more", "EventBusName": bus, "EventPattern": PATTERN}
    check(stage, Case(LIMIT, "PutRule", one_more, TOO_MANY))


def test_ten_replays_at_once(own_account):
    # The clock stands still, so none of them ends.
    stage = EventsStage(own_account)
    for _ in range(10):
        stage.running_replay()
    asked = stage.replay_of(stage.archive())
    check(stage, Case(LIMIT, "StartReplay", asked, TOO_MANY))


FAILURES = [
    *(
        ({name: value}, "InvalidArgument", f"Parameter {name} is not valid. Reason: {name} is a required argument.")
        for name in ("Source", "DetailType", "Detail")
        for value in (None, "")
    ),
    *(
        ({"Detail": text}, "MalformedDetail", "Detail is malformed.")
        for text in ("{", "[]", '"x"', "1", "null", "text")
    ),
    ({"Source": "aws.s3"}, "NotAuthorizedForSourceException", "Not authorized for the source."),
]


@pytest.mark.parametrize(("change", "code", "text"), FAILURES)
def test_a_wrong_entry(stage, change, code, text):
    wrong = {name: value for name, value in entry(**change).items() if value is not None}
    reply = events_model.call(stage.account.endpoint, "PutEvents", {"Entries": [wrong, entry()]}, stage.account.number)
    content = events_model.check_reply("PutEvents", reply, {"FailedEntryCount", "Entries"})
    assert content["Entries"][0] == {"ErrorCode": code, "ErrorMessage": text}
    assert set(content["Entries"][1]) == {"EventId"}


def test_success_where_one_might_expect_an_error(stage):
    events = stage.events
    events.delete_rule(Name="nowhere")
    events.delete_event_bus(Name="nowhere")
    assert events.remove_targets(Rule=stage.rule(), Ids=["none"])["FailedEntryCount"] == 0
    put = events.put_events(Entries=[entry(EventBusName="nowhere")])
    assert (put["FailedEntryCount"], set(put["Entries"][0])) == (0, {"EventId"})
    events.untag_resource(ResourceARN=stage.arn("event-bus/default"), TagKeys=["none"])


def test_accounts_do_not_see_each_other(stage):
    bus = stage.bus()
    other = EventsStage(Account(stage.account.endpoint))
    check(other, Case(NOT_FOUND, "DescribeEventBus", {"Name": bus}, f"Event bus {bus} does not exist."))
