"""Every operation of Step Functions, each raw reply checked against AWS's own model."""

import pytest
import states_model
import states_scenes
from server import Own
from states_scenes import FAIL, PASS, TAGS, WAIT, StatesStage, activity_task, rich, token_task


@pytest.fixture
def stage(account):
    return StatesStage(account)


def call(stage, operation, scene):
    reply = states_model.call(stage.account.endpoint, operation, scene.parameters, stage.account.number)
    return states_model.check_reply(operation, reply, scene.members)


def scene_of(stage, operation):
    return getattr(states_scenes, operation)(stage)


def test_there_are_as_many_operations_as_on_aws():
    assert len(states_model.OPERATIONS) == 37


@pytest.mark.parametrize("operation", sorted(states_model.OPERATIONS))
def test_operation(stage, operation):
    call(stage, operation, scene_of(stage, operation))


@pytest.mark.parametrize("variant", states_scenes.VARIANTS, ids=lambda variant: variant.__name__)
def test_variant(stage, variant):
    operation, scene = variant(stage)
    content = call(stage, operation, scene)
    if variant.__name__.startswith("no_"):
        assert list(content.values()) == [[]]


def test_items_of_lists(stage):
    [machine, _] = call(stage, "ListStateMachines", scene_of(stage, "ListStateMachines"))["stateMachines"]
    assert set(machine) == {"stateMachineArn", "name", "type", "creationDate"}
    [execution, _] = call(stage, "ListExecutions", scene_of(stage, "ListExecutions"))["executions"]
    usual = {"executionArn", "stateMachineArn", "name", "status", "startDate", "redriveCount"}
    assert set(execution) == usual | {"stopDate"}
    [activity, _] = call(stage, "ListActivities", scene_of(stage, "ListActivities"))["activities"]
    assert set(activity) == {"activityArn", "name", "creationDate"}
    [run] = call(stage, "ListMapRuns", scene_of(stage, "ListMapRuns"))["mapRuns"]
    assert set(run) == {"executionArn", "mapRunArn", "stateMachineArn", "startDate"}
    operation, scene = states_scenes.executions_of_a_map_run(stage)
    [child, *_] = call(stage, operation, scene)["executions"]
    assert set(child) == usual | {"mapRunArn", "itemCount"}


def test_a_machine_comes_out_as_it_went_in(stage):
    asked = rich(stage)
    made = stage.states.create_state_machine(**asked)
    shown = stage.states.describe_state_machine(stateMachineArn=made["stateMachineArn"])
    assert shown["status"] == "ACTIVE"
    assert shown["creationDate"] == made["creationDate"]
    for name in ("name", "definition", "roleArn", "type", "tracingConfiguration", "encryptionConfiguration"):
        assert shown[name] == asked[name], name
    assert made["stateMachineVersionArn"] == made["stateMachineArn"] + ":1"
    version = stage.states.describe_state_machine(stateMachineArn=made["stateMachineVersionArn"])
    assert version["description"] == asked["versionDescription"]


def test_tags_come_out_as_they_went_in(stage):
    tags = call(stage, "ListTagsForResource", scene_of(stage, "ListTagsForResource"))["tags"]
    assert sorted(tags, key=lambda tag: tag["key"]) == sorted(TAGS, key=lambda tag: tag["key"])
    scene = scene_of(stage, "UntagResource")
    call(stage, "UntagResource", scene)
    left = stage.states.list_tags_for_resource(resourceArn=scene.parameters["resourceArn"])["tags"]
    assert left == TAGS[1:]


# --- every kind of event ----------------------------------------------------------------------


def history_of(stage, execution):
    reply = states_model.call(
        stage.account.endpoint, "GetExecutionHistory", {"executionArn": execution}, stage.account.number
    )
    return states_model.check_reply("GetExecutionHistory", reply, {"events"})["events"]


def machines(stage):
    """A state machine for each kind of state, and the events that only it has."""
    url = stage.account.queue()[0]
    one = states_scenes.processor("INLINE", PASS)
    branches = [{"StartAt": name, "States": {name: PASS}} for name in ("Left", "Right")]
    rule = {"Variable": "$.a", "IsPresent": True, "Next": "S1"}
    yield [PASS], {"PassStateEntered", "PassStateExited", "ExecutionSucceeded"}
    yield [FAIL], {"FailStateEntered", "ExecutionFailed"}
    yield [{"Type": "Succeed"}], {"SucceedStateEntered", "SucceedStateExited"}
    yield [{"Type": "Choice", "Choices": [rule], "Default": "S1"}, PASS], {"ChoiceStateEntered", "ChoiceStateExited"}
    yield [WAIT], {"WaitStateEntered"}
    yield (
        [{"Type": "Parallel", "Branches": branches, "End": True}],
        {"ParallelStateEntered", "ParallelStateStarted", "ParallelStateSucceeded", "ParallelStateExited"},
    )
    yield (
        [{"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": one, "End": True}],
        {"MapStateEntered", "MapStateStarted", "MapIterationStarted", "MapIterationSucceeded", "MapStateExited"},
    )
    yield [activity_task(stage.activity())], {"TaskStateEntered", "ActivityScheduled"}
    yield [token_task(url)], {"TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted"}


def test_events_of_each_kind_of_state(stage):
    for states, kinds in machines(stage):
        execution = stage.start(*states, input={"items": [1, 2]})
        Own(stage.account.endpoint).post("settle?timeout=10")
        events = history_of(stage, execution)
        assert events[0]["type"] == "ExecutionStarted"
        assert [event["id"] for event in events] == list(range(1, len(events) + 1))
        assert kinds <= {event["type"] for event in events}, states
