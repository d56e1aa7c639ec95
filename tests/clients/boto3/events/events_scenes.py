"""For each operation of EventBridge: what must exist before, what is asked, and which members the reply has."""

import json

from conftest import connect, unique
from scenes import Scene
from server import Own

PATTERN = json.dumps({"source": ["shop"]})
TAGS = [{"Key": "k", "Value": "<v>"}, {"Key": "empty", "Value": ""}]
TIMES = {"CreationTime", "LastModifiedTime"}
BASIC = {"BasicAuthParameters": {"Username": "user", "Password": "secret"}}
KEY = {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "secret"}}
ROLE = "arn:aws:iam::000000000000:role/any"
# Nobody listens there.
NOWHERE = "http://127.0.0.1:9/nowhere"


class EventsStage:
    """Buses, rules, archives, connections in the states that operations need."""

    def __init__(self, account):
        self.account = account
        self.events = account.events

    def arn(self, resource):
        return self.account.arn("events", resource)

    def bus(self, **more):
        name = unique()
        self.events.create_event_bus(Name=name, **more)
        return name

    def rule(self, bus="default", **more):
        name = unique()
        self.events.put_rule(Name=name, EventBusName=bus, **({"EventPattern": PATTERN} | more))
        return name

    def targeted(self, bus="default"):
        """A rule with a target, and the target's ARN."""
        rule = self.rule(bus)
        arn = self.account.queue()[1]
        self.events.put_targets(Rule=rule, EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
        return rule, arn

    def archive(self, bus=None, **more):
        name = unique()
        self.events.create_archive(ArchiveName=name, EventSourceArn=self.arn(f"event-bus/{bus or 'default'}"), **more)
        return name

    def replay_of(self, archive, **more):
        destination = {"Arn": self.arn("event-bus/default")}
        return {
            "ReplayName": unique(),
            "EventSourceArn": self.arn(f"archive/{archive}"),
            "EventStartTime": 1_700_000_000,
            "EventEndTime": 1_700_000_060,
            "Destination": destination,
        } | more

    def replay(self):
        """Of nothing, and so over at once."""
        asked = self.replay_of(self.archive(), Description="again")
        self.events.start_replay(**asked)
        assert Own(self.account.endpoint).post("settle?timeout=5").json() == {"settled": True}
        return asked["ReplayName"]

    def running_replay(self):
        asked = self.replay_of(self.archive())
        self.events.put_events(Entries=[entry(Time=asked["EventStartTime"])])
        self.events.start_replay(**asked)
        return asked["ReplayName"]

    def connection(self, kind="BASIC", parameters=None, **more):
        """Its name and ARN."""
        name = unique()
        reply = self.events.create_connection(
            Name=name, AuthorizationType=kind, AuthParameters=parameters or BASIC, **more
        )
        return name, reply["ConnectionArn"]

    def destination(self, url=NOWHERE, connection=None, **more):
        """Its name and ARN."""
        name = unique()
        reply = self.events.create_api_destination(
            Name=name,
            ConnectionArn=connection or self.connection()[1],
            InvocationEndpoint=url,
            HttpMethod=more.pop("HttpMethod", "POST"),
            **more,
        )
        return name, reply["ApiDestinationArn"]

    def routes(self):
        """What an endpoint is made of: buses of one name in two regions."""
        name = self.bus()
        connect(self.account.endpoint, self.account.number, "events", "eu-west-1").create_event_bus(Name=name)
        here = self.arn(f"event-bus/{name}")
        check = f"arn:aws:route53:::healthcheck/{name}"
        return {
            "RoutingConfig": {
                "FailoverConfig": {"Primary": {"HealthCheck": check}, "Secondary": {"Route": "eu-west-1"}}
            },
            "EventBuses": [{"EventBusArn": here}, {"EventBusArn": here.replace("us-east-1", "eu-west-1")}],
            "ReplicationConfig": {"State": "ENABLED"},
            "RoleArn": ROLE,
        }

    def endpoint(self):
        name = unique()
        self.events.create_endpoint(Name=name, Description="both", **self.routes())
        return name

    def source(self):
        """A partner's event source, for the partner's own account."""
        name = f"aws.partner/example.com/{unique()}"
        self.events.create_partner_event_source(Name=name, Account=self.account.number)
        return name

    def active_source(self):
        """One that has a bus."""
        name = self.source()
        self.events.create_event_bus(Name=name, EventSourceName=name)
        return name


def named(name, *members, **more):
    return Scene({"Name": name, **more}, set(members))


# --- buses ------------------------------------------------------------------------------------

LOG = {"IncludeDetail": "FULL", "Level": "TRACE"}


def CreateEventBus(stage):
    dead = {"Arn": stage.account.queue()[1]}
    options = {"Description": "a bus", "KmsKeyIdentifier": "alias/k", "DeadLetterConfig": dead, "LogConfig": LOG}
    return named(unique(), "EventBusArn", *options, Tags=TAGS, **options)


def DeleteEventBus(stage):
    return named(stage.bus())


def DescribeEventBus(stage):
    name = stage.bus(Description="a bus", LogConfig=LOG)
    stage.events.put_permission(
        EventBusName=name, Action="events:PutEvents", Principal="111111111111", StatementId="one"
    )
    return named(name, "Name", "Arn", "Description", "LogConfig", "Policy", *TIMES)


def ListEventBuses(stage):
    for _ in range(2):
        stage.bus()
    return Scene({"Limit": 2, "NamePrefix": "py-"}, {"EventBuses"})


def UpdateEventBus(stage):
    return named(stage.bus(), "Arn", "Name", "Description", "LogConfig", Description="changed", LogConfig=LOG)


def PutPermission(stage):
    condition = {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-1234567890"}
    return Scene(
        {
            "EventBusName": stage.bus(),
            "Action": "events:PutEvents",
            "Principal": "*",
            "StatementId": "all",
            "Condition": condition,
        }
    )


def RemovePermission(stage):
    bus = stage.bus()
    stage.events.put_permission(EventBusName=bus, Action="events:PutEvents", Principal="*", StatementId="all")
    return Scene({"EventBusName": bus, "StatementId": "all"})


# --- rules and targets ------------------------------------------------------------------------


def PutRule(stage):
    more = {"EventPattern": PATTERN, "State": "DISABLED", "Description": "a rule", "RoleArn": ROLE, "Tags": TAGS}
    return named(unique(), "RuleArn", EventBusName=stage.bus(), **more)


def DeleteRule(stage):
    return named(stage.rule())


def DescribeRule(stage):
    name = stage.rule(ScheduleExpression="rate(5 minutes)", Description="a rule", RoleArn=ROLE)
    return named(
        name,
        *("Name", "Arn", "EventPattern", "ScheduleExpression", "State", "Description", "RoleArn"),
        *("EventBusName", "CreatedBy"),
    )


def DisableRule(stage):
    return named(stage.rule())


def EnableRule(stage):
    return named(stage.rule(State="DISABLED"))


def ListRules(stage):
    bus = stage.bus()
    for _ in range(3):
        stage.rule(bus, Description="a rule")
    return Scene({"EventBusName": bus, "Limit": 2}, {"Rules", "NextToken"})


def ListRuleNamesByTarget(stage):
    return Scene({"TargetArn": stage.targeted()[1]}, {"RuleNames"})


def ListTargetsByRule(stage):
    rule = stage.rule()
    stage.events.put_targets(Rule=rule, Targets=rich_targets(stage))
    return Scene({"Rule": rule}, {"Targets"})


def rich_targets(stage):
    """Every member of a target that anything here can deliver to."""
    transformer = {"InputPathsMap": {"id": "$.detail.id"}, "InputTemplate": '{"id": <id>}'}
    return [
        {
            "Id": "queue",
            "Arn": stage.account.queue()[1],
            "InputTransformer": transformer,
            "DeadLetterConfig": {"Arn": stage.account.queue()[1]},
            "RetryPolicy": {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 60},
        },
        {
            "Id": "fifo",
            "Arn": stage.account.queue(fifo=True)[1],
            "SqsParameters": {"MessageGroupId": "g"},
            "InputPath": "$.detail",
        },
        {
            "Id": "stream",
            "Arn": stage.account.arn("kinesis", "stream/s"),
            "RoleArn": ROLE,
            "KinesisParameters": {"PartitionKeyPath": "$.id"},
            "Input": '"constant"',
        },
        {
            "Id": "api",
            "Arn": stage.destination()[1],
            "RoleArn": ROLE,
            "HttpParameters": {
                "PathParameterValues": ["a"],
                "HeaderParameters": {"x-a": "b"},
                "QueryStringParameters": {"q": "1"},
            },
        },
    ]


def PutTargets(stage):
    return Scene({"Rule": stage.rule(), "Targets": rich_targets(stage)}, {"FailedEntries", "FailedEntryCount"})


def RemoveTargets(stage):
    return Scene({"Rule": stage.targeted()[0], "Ids": ["queue"]}, {"FailedEntries", "FailedEntryCount"})


# --- events -----------------------------------------------------------------------------------


def entry(**more):
    return {"Source": "shop", "DetailType": "order", "Detail": "{}"} | more


def PutEvents(stage):
    rich = entry(Time=1_700_000_000.5, Resources=["a", "b"], TraceHeader="Root=1-5759e988-bd862e3fe1be46a994272793")
    return Scene({"Entries": [rich, entry(Detail="")]}, {"FailedEntryCount", "Entries"})


def TestEventPattern(stage):
    event = {"id": "1", "account": "2", "source": "shop", "time": "3", "region": "4", "detail-type": "5"}
    return Scene({"EventPattern": PATTERN, "Event": json.dumps(event)}, {"Result"})


# --- archives and replays ---------------------------------------------------------------------


def CreateArchive(stage):
    options = {"Description": "an archive", "EventPattern": PATTERN, "RetentionDays": 7}
    return Scene(
        {"ArchiveName": unique(), "EventSourceArn": stage.arn("event-bus/default"), **options},
        {"ArchiveArn", "State", "CreationTime"},
    )


def DeleteArchive(stage):
    return Scene({"ArchiveName": stage.archive()})


def DescribeArchive(stage):
    name = stage.archive(Description="an archive", EventPattern=PATTERN, RetentionDays=7)
    return Scene(
        {"ArchiveName": name},
        {"ArchiveArn", "ArchiveName", "EventSourceArn", "Description", "EventPattern", "State", "RetentionDays"}
        | {"SizeBytes", "EventCount", "CreationTime"},
    )


def ListArchives(stage):
    stage.archive()
    return Scene({"NamePrefix": "py-"}, {"Archives"})


def UpdateArchive(stage):
    return Scene({"ArchiveName": stage.archive(), "RetentionDays": 1}, {"ArchiveArn", "State", "CreationTime"})


def StartReplay(stage):
    return Scene(stage.replay_of(stage.archive()), {"ReplayArn", "State", "ReplayStartTime"})


def CancelReplay(stage):
    return Scene({"ReplayName": stage.running_replay()}, {"ReplayArn", "State"})


def DescribeReplay(stage):
    return Scene(
        {"ReplayName": stage.replay()},
        {"ReplayName", "ReplayArn", "Description", "State", "EventSourceArn", "Destination", "EventStartTime"}
        | {"EventEndTime", "ReplayStartTime", "ReplayEndTime"},
    )


def ListReplays(stage):
    stage.replay()
    return Scene({"NamePrefix": "py-"}, {"Replays"})


# --- connections and API destinations ---------------------------------------------------------

CONNECTION = {"ConnectionArn", "ConnectionState"} | TIMES


def CreateConnection(stage):
    return named(unique(), *CONNECTION, AuthorizationType="BASIC", AuthParameters=BASIC)


def UpdateConnection(stage):
    return named(stage.connection()[0], *CONNECTION, "LastAuthorizedTime", Description="changed")


def DeauthorizeConnection(stage):
    return named(stage.connection()[0], *CONNECTION, "LastAuthorizedTime")


def DeleteConnection(stage):
    return named(stage.connection()[0], *CONNECTION, "LastAuthorizedTime")


def DescribeConnection(stage):
    more = {"Name", "Description", "AuthorizationType", "SecretArn", "AuthParameters", "LastAuthorizedTime"}
    return named(stage.connection(Description="a connection")[0], *CONNECTION, *more)


def ListConnections(stage):
    stage.connection()
    return Scene({"ConnectionState": "AUTHORIZED"}, {"Connections"})


DESTINATION = {"ApiDestinationArn", "ApiDestinationState"} | TIMES


def CreateApiDestination(stage):
    return named(
        unique(),
        *DESTINATION,
        ConnectionArn=stage.connection()[1],
        InvocationEndpoint="https://example.com/*",
        HttpMethod="PATCH",
        InvocationRateLimitPerSecond=10,
    )


def UpdateApiDestination(stage):
    return named(stage.destination()[0], *DESTINATION, HttpMethod="PUT")


def DeleteApiDestination(stage):
    return named(stage.destination()[0])


def DescribeApiDestination(stage):
    more = {"Name", "Description", "ConnectionArn", "InvocationEndpoint", "HttpMethod", "InvocationRateLimitPerSecond"}
    return named(stage.destination(Description="a destination")[0], *DESTINATION, *more)


def ListApiDestinations(stage):
    connection = stage.connection()[1]
    stage.destination(connection=connection)
    return Scene({"ConnectionArn": connection}, {"ApiDestinations"})


# --- tags -------------------------------------------------------------------------------------


def tagged_rule(stage):
    return {"ResourceARN": stage.arn(f"rule/{stage.rule(Tags=TAGS)}")}


def TagResource(stage):
    return Scene(tagged_rule(stage) | {"Tags": TAGS})


def UntagResource(stage):
    return Scene(tagged_rule(stage) | {"TagKeys": ["k", "absent"]})


def ListTagsForResource(stage):
    return Scene(tagged_rule(stage), {"Tags"})


# --- endpoints --------------------------------------------------------------------------------

ENDPOINT = {"Name", "Arn", "RoutingConfig", "ReplicationConfig", "EventBuses", "RoleArn", "State"}


def CreateEndpoint(stage):
    return named(unique(), *ENDPOINT, **stage.routes())


def UpdateEndpoint(stage):
    return named(stage.endpoint(), *ENDPOINT, "EndpointId", "EndpointUrl", Description="changed")


def DeleteEndpoint(stage):
    return named(stage.endpoint())


def DescribeEndpoint(stage):
    return named(stage.endpoint(), *ENDPOINT, *TIMES, "Description", "EndpointId", "EndpointUrl")


def ListEndpoints(stage):
    stage.endpoint()
    return Scene({"MaxResults": 1}, {"Endpoints"})


# --- partners ---------------------------------------------------------------------------------


def CreatePartnerEventSource(stage):
    name = f"aws.partner/example.com/{unique()}"
    return named(name, "EventSourceArn", Account=stage.account.number)


def DeletePartnerEventSource(stage):
    return named(stage.source(), Account=stage.account.number)


def DescribePartnerEventSource(stage):
    return named(stage.source(), "Arn", "Name")


def ListPartnerEventSources(stage):
    stage.source()
    return Scene({"NamePrefix": "aws.partner/example.com/py-"}, {"PartnerEventSources"})


def ListPartnerEventSourceAccounts(stage):
    return Scene({"EventSourceName": stage.source()}, {"PartnerEventSourceAccounts"})


def PutPartnerEvents(stage):
    name = stage.active_source()
    return Scene({"Entries": [entry(Source=name), entry(Source=name, Detail="[]")]}, {"FailedEntryCount", "Entries"})


def ActivateEventSource(stage):
    name = stage.active_source()
    stage.events.deactivate_event_source(Name=name)
    return named(name)


def DeactivateEventSource(stage):
    return named(stage.active_source())


def DescribeEventSource(stage):
    return named(stage.source(), "Arn", "CreatedBy", "CreationTime", "ExpirationTime", "Name", "State")


def ListEventSources(stage):
    stage.source()
    return Scene({"NamePrefix": "aws.partner/"}, {"EventSources"})


# --- the same with less or something else -----------------------------------------------------


def bare_bus(stage):
    return "DescribeEventBus", named(stage.bus(), "Name", "Arn", *TIMES)


def default_bus(stage):
    return "DescribeEventBus", Scene({}, {"Name", "Arn", *TIMES})


def bus_by_arn(stage):
    return "DescribeEventBus", named(stage.arn(f"event-bus/{stage.bus()}"), "Name", "Arn", *TIMES)


def bare_rule(stage):
    members = ("Name", "Arn", "EventPattern", "State", "EventBusName", "CreatedBy")
    return "DescribeRule", named(stage.rule(), *members)


def no_rules(stage):
    return "ListRules", Scene({"EventBusName": stage.bus()}, {"Rules"})


def no_targets(stage):
    return "ListTargetsByRule", Scene({"Rule": stage.rule()}, {"Targets"})


def no_rule_names(stage):
    return "ListRuleNamesByTarget", Scene({"TargetArn": stage.account.queue()[1]}, {"RuleNames"})


def no_tags(stage):
    return "ListTagsForResource", Scene({"ResourceARN": stage.arn("event-bus/default")}, {"Tags"})


def no_archives(stage):
    return "ListArchives", Scene({}, {"Archives"})


def no_replays(stage):
    return "ListReplays", Scene({}, {"Replays"})


def no_connections(stage):
    return "ListConnections", Scene({}, {"Connections"})


def no_destinations(stage):
    return "ListApiDestinations", Scene({}, {"ApiDestinations"})


def no_endpoints(stage):
    return "ListEndpoints", Scene({}, {"Endpoints"})


def no_sources(stage):
    return "ListEventSources", Scene({}, {"EventSources"})


def archive_by_bus(stage):
    bus = stage.bus()
    stage.archive(bus)
    return "ListArchives", Scene({"EventSourceArn": stage.arn(f"event-bus/{bus}")}, {"Archives"})


def bare_archive(stage):
    members = {"ArchiveArn", "ArchiveName", "EventSourceArn", "State", "RetentionDays", "SizeBytes", "EventCount"}
    return "DescribeArchive", Scene({"ArchiveName": stage.archive()}, members | {"CreationTime"})


def api_key(stage):
    return "CreateConnection", named(unique(), *CONNECTION, AuthorizationType="API_KEY", AuthParameters=KEY)


def oauth(stage):
    client = {"ClientID": "id", "ClientSecret": "secret"}
    parameters = {
        "OAuthParameters": {"ClientParameters": client, "AuthorizationEndpoint": NOWHERE, "HttpMethod": "POST"}
    }
    return "CreateConnection", named(
        unique(), *CONNECTION, AuthorizationType="OAUTH_CLIENT_CREDENTIALS", AuthParameters=parameters
    )


def archives_rule(stage):
    archive = stage.archive(EventPattern=PATTERN)
    members = ("Name", "Arn", "EventPattern", "State", "EventBusName", "CreatedBy", "ManagedBy")
    return "DescribeRule", named(f"Events-Archive-{archive}", *members)


VARIANTS = [
    bare_bus,
    default_bus,
    bus_by_arn,
    bare_rule,
    no_rules,
    no_targets,
    no_rule_names,
    no_tags,
    no_archives,
    no_replays,
    no_connections,
    no_destinations,
    no_endpoints,
    no_sources,
    archive_by_bus,
    bare_archive,
    api_key,
    oauth,
    archives_rule,
]
