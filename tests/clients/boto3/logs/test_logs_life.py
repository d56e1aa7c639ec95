"""What boto3's users do with CloudWatch Logs: read by paginators and tokens, search, and look at what others write."""

import json
import time

import pytest
from conftest import unique
from logs_scenes import LogsStage, events

ROLE = "arn:aws:iam::000000000000:role/any"


@pytest.fixture
def stage(account):
    return LogsStage(account)


def test_paginators(stage):
    where = stage.stream([f"m{n}" for n in range(25)])
    search = stage.logs.get_paginator("filter_log_events")
    pages = list(search.paginate(logGroupName=where["logGroupName"], PaginationConfig={"PageSize": 10}))
    assert [len(page["events"]) for page in pages] == [10, 10, 5]
    groups = [stage.group() for _ in range(3)]
    describe = stage.logs.get_paginator("describe_log_groups")
    pages = describe.paginate(PaginationConfig={"PageSize": 2})
    assert {group["logGroupName"] for page in pages for group in page["logGroups"]} >= set(groups)


def test_a_tail(stage):
    """As `aws logs tail` and many a script reads: on and on with the forward token."""
    where = stage.stream()
    seen, token = [], None
    for round in range(3):
        stage.logs.put_log_events(**where, logEvents=events(f"{round}a", f"{round}b"))
        while True:
            more = {"nextToken": token} if token else {}
            page = stage.logs.get_log_events(**where, startFromHead=True, **more)
            seen += [event["message"] for event in page["events"]]
            if page["nextForwardToken"] == token:
                break
            token = page["nextForwardToken"]
    assert seen == ["0a", "0b", "1a", "1b", "2a", "2b"]


def test_exceptions_have_their_classes(stage):
    with pytest.raises(stage.logs.exceptions.ResourceNotFoundException):
        stage.logs.delete_log_group(logGroupName="none")
    group = stage.group()
    with pytest.raises(stage.logs.exceptions.ResourceAlreadyExistsException):
        stage.logs.create_log_group(logGroupName=group)
    with pytest.raises(stage.logs.exceptions.InvalidParameterException, match="Invalid filter pattern"):
        stage.logs.filter_log_events(logGroupName=group, filterPattern="{ $.a")


def test_a_rule_and_a_state_machine_write(stage):
    group = stage.group()
    events_client, states = stage.account.events, stage.account.states
    events_client.put_rule(Name="all", EventPattern=json.dumps({"source": ["app"]}))
    answer = events_client.put_targets(Rule="all", Targets=[{"Id": "t", "Arn": stage.arn(group)}])
    assert answer["FailedEntryCount"] == 0
    entry = {"Source": "app", "DetailType": "t", "Detail": '{"n":1}'}
    events_client.put_events(Entries=[entry])
    [event] = stage.logs.filter_log_events(logGroupName=group)["events"]
    assert json.loads(event["message"])["detail"] == {"n": 1}

    destination = {"cloudWatchLogsLogGroup": {"logGroupArn": f"{stage.arn(group)}:*"}}
    machine = states.create_state_machine(
        name=unique(),
        type="EXPRESS",
        roleArn=ROLE,
        definition=json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}),
        loggingConfiguration={"level": "ALL", "includeExecutionData": True, "destinations": [destination]},
    )["stateMachineArn"]
    assert states.start_sync_execution(stateMachineArn=machine)["status"] == "SUCCEEDED"
    found = stage.logs.filter_log_events(
        logGroupName=group, logStreamNamePrefix="states/", filterPattern='{ $.type = "Execution*" }'
    )
    kinds = [json.loads(event["message"])["type"] for event in found["events"]]
    assert kinds == ["ExecutionStarted", "ExecutionSucceeded"]


def test_late_events_find_their_place(stage):
    where = stage.stream(["new"])
    hour = int(time.time() * 1000) - 3_600_000
    stage.logs.put_log_events(**where, logEvents=[{"timestamp": hour, "message": "old"}])
    messages = [event["message"] for event in stage.logs.get_log_events(**where)["events"]]
    assert messages == ["old", "new"]
