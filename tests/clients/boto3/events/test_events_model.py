"""Every operation of EventBridge, each raw reply checked against AWS's own model."""

import events_model
import events_scenes
import pytest
from events_scenes import EventsStage

# What AWS answers with nothing at all; for other operations without output it is `{}`.
EMPTY = {
    "ActivateEventSource",
    "DeactivateEventSource",
    "DeleteEventBus",
    "DeletePartnerEventSource",
    "DeleteRule",
    "DisableRule",
    "EnableRule",
    "PutPermission",
    "RemovePermission",
}
BRACES = {"DeleteApiDestination", "DeleteArchive", "DeleteEndpoint", "TagResource", "UntagResource"}


@pytest.fixture
def stage(account):
    return EventsStage(account)


def call(stage, operation, scene):
    reply = events_model.call(stage.account.endpoint, operation, scene.parameters, stage.account.number)
    content = events_model.check_reply(operation, reply, scene.members)
    if operation in EMPTY | BRACES:
        assert reply.body == (b"" if operation in EMPTY else b"{}")
    return content


def test_there_are_as_many_operations_as_on_aws():
    assert len(events_model.OPERATIONS) == 57
    without_output = {
        name for name in events_model.OPERATIONS if not events_model.MODEL.operation_model(name).output_shape
    }
    assert without_output == EMPTY


@pytest.mark.parametrize("operation", events_model.OPERATIONS)
def test_operation(stage, operation):
    call(stage, operation, getattr(events_scenes, operation)(stage))


@pytest.mark.parametrize("variant", events_scenes.VARIANTS, ids=lambda variant: variant.__name__)
def test_variant(stage, variant):
    operation, scene = variant(stage)
    content = call(stage, operation, scene)
    if variant.__name__.startswith("no_"):
        assert list(content.values()) == [[]]


def members_of_one(stage, operation, member):
    return set(call(stage, operation, getattr(events_scenes, operation)(stage))[member][0])


@pytest.mark.parametrize(
    ("operation", "member", "members"),
    [
        ("ListEventBuses", "EventBuses", {"Name", "Arn", "CreationTime", "LastModifiedTime"}),
        ("ListRules", "Rules", {"Name", "Arn", "EventPattern", "State", "Description", "EventBusName"}),
        (
            "ListArchives",
            "Archives",
            {"ArchiveName", "EventSourceArn", "State", "RetentionDays", "SizeBytes", "EventCount", "CreationTime"},
        ),
        (
            "ListReplays",
            "Replays",
            {"ReplayName", "EventSourceArn", "State", "EventStartTime", "EventEndTime", "ReplayStartTime"}
            | {"ReplayEndTime"},
        ),
        (
            "ListConnections",
            "Connections",
            {"ConnectionArn", "Name", "ConnectionState", "AuthorizationType", "CreationTime", "LastModifiedTime"}
            | {"LastAuthorizedTime"},
        ),
        (
            "ListApiDestinations",
            "ApiDestinations",
            {"ApiDestinationArn", "Name", "ApiDestinationState", "ConnectionArn", "InvocationEndpoint", "HttpMethod"}
            | {"InvocationRateLimitPerSecond", "CreationTime", "LastModifiedTime"},
        ),
        ("ListPartnerEventSources", "PartnerEventSources", {"Arn", "Name"}),
        (
            "ListPartnerEventSourceAccounts",
            "PartnerEventSourceAccounts",
            {"Account", "CreationTime", "ExpirationTime", "State"},
        ),
    ],
)
def test_items_of_lists(stage, operation, member, members):
    assert members_of_one(stage, operation, member) == members


def test_text_comes_out_as_it_went_in(stage):
    tags = call(stage, "ListTagsForResource", events_scenes.ListTagsForResource(stage))["Tags"]
    assert sorted(tags, key=lambda tag: tag["Key"]) == [{"Key": "empty", "Value": ""}, {"Key": "k", "Value": "<v>"}]


def test_targets_come_out_as_they_went_in(stage):
    targets = events_scenes.rich_targets(stage)
    rule = stage.rule()
    stage.events.put_targets(Rule=rule, Targets=targets)
    shown = stage.events.list_targets_by_rule(Rule=rule)["Targets"]
    assert shown == sorted(targets, key=lambda target: target["Id"])


def test_wrong_entries_fail_alone(stage):
    for operation in ("PutEvents", "PutPartnerEvents"):
        content = call(stage, operation, getattr(events_scenes, operation)(stage))
        good, bad = content["Entries"]
        assert content["FailedEntryCount"] == 1
        assert set(bad) == {"ErrorCode", "ErrorMessage"}
        assert set(good) == {"EventId"}


def test_states_right_after_the_call(stage):
    replies = {
        operation: call(stage, operation, getattr(events_scenes, operation)(stage))
        for operation in ("CreateConnection", "DeauthorizeConnection", "DeleteConnection", "CreateArchive")
    }
    assert replies["CreateConnection"]["ConnectionState"] == "AUTHORIZED"
    assert replies["DeauthorizeConnection"]["ConnectionState"] == "DEAUTHORIZING"
    assert replies["DeleteConnection"]["ConnectionState"] == "DELETING"
    assert replies["CreateArchive"]["State"] == "ENABLED"
    operation, scene = events_scenes.oauth(stage)
    assert call(stage, operation, scene)["ConnectionState"] == "AUTHORIZING"
    assert call(stage, "StartReplay", events_scenes.StartReplay(stage))["State"] == "STARTING"
    assert call(stage, "CancelReplay", events_scenes.CancelReplay(stage))["State"] == "CANCELLING"
    assert call(stage, "CreateEndpoint", events_scenes.CreateEndpoint(stage))["State"] == "CREATING"
    assert call(stage, "UpdateEndpoint", events_scenes.UpdateEndpoint(stage))["State"] == "UPDATING"
