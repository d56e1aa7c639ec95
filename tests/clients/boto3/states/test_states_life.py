"""State machines and their executions, from making them to taking them away."""

import json

import pytest
from states_life import bodies, history, kinds, output, settled, shown
from states_scenes import FAIL, PASS, ROLE, WAIT, StatesStage, activity_task, definition, processor, token_task


@pytest.fixture
def stage(own_account):
    return StatesStage(own_account)


# --- from the beginning to the end --------------------------------------------------------------


def test_an_execution_s_life(stage):
    sums = PASS | {"Parameters": {"sum.$": "States.MathAdd($.a, $.b)"}}
    machine = stage.machine(PASS, sums)
    started = stage.states.start_execution(stateMachineArn=machine, name="first", input='{"a": 1, "b": 2}')
    execution = started["executionArn"]
    assert execution == machine.replace(":stateMachine:", ":execution:") + ":first"
    assert output(stage, execution) == {"sum": 3}
    about = shown(stage, execution)
    assert (about["startDate"], about["input"]) == (started["startDate"], '{"a": 1, "b": 2}')
    passed = ["PassStateEntered", "PassStateExited"]
    expected = ["ExecutionStarted", *passed, *passed, "ExecutionSucceeded"]
    assert kinds(stage, execution) == expected
    assert kinds(stage, execution, PaginationConfig={"PageSize": 1}) == expected
    assert kinds(stage, execution, reverseOrder=True) == expected[::-1]
    [entered, *_] = [event for event in history(stage, execution) if event["type"] == "PassStateEntered"]
    assert entered["stateEnteredEventDetails"]["name"] == "S0"
    with pytest.raises(stage.states.exceptions.ExecutionAlreadyExists):
        stage.states.start_execution(stateMachineArn=machine, name="first", input='{"a": 1, "b": 2}')
    stage.states.delete_state_machine(stateMachineArn=machine)
    with pytest.raises(stage.states.exceptions.StateMachineDoesNotExist):
        stage.states.describe_state_machine(stateMachineArn=machine)


def test_stop_and_redrive(stage, own):
    execution = stage.start(WAIT, input={"kept": True})
    stage.states.stop_execution(executionArn=execution, error="Enough", cause="for today")
    about = shown(stage, execution)
    assert (about["status"], about["error"], about["cause"]) == ("ABORTED", "Enough", "for today")
    own.advance("P1D")
    assert shown(stage, execution)["status"] == "ABORTED"
    stage.states.redrive_execution(executionArn=execution)
    assert shown(stage, execution)["status"] == "RUNNING"
    own.advance("P1D")
    assert output(stage, execution) == {"kept": True}
    with pytest.raises(stage.states.exceptions.ExecutionNotRedrivable):
        stage.states.redrive_execution(executionArn=execution)


def test_a_running_execution_is_found_again(stage):
    machine = stage.machine(WAIT)
    started = [stage.states.start_execution(stateMachineArn=machine, name="one", input="{}") for _ in range(2)]
    assert started[0]["executionArn"] == started[1]["executionArn"]
    assert started[0]["startDate"] == started[1]["startDate"]
    with pytest.raises(stage.states.exceptions.ExecutionAlreadyExists):
        stage.states.start_execution(stateMachineArn=machine, name="one", input="[]")


def test_lists_by_status_and_page(stage, own):
    choice = {"Type": "Choice", "Default": "S2"}
    choice["Choices"] = [{"Variable": "$.wait", "BooleanEquals": True, "Next": "S1"}]
    machine = stage.machine(choice, WAIT, FAIL)
    names = {"RUNNING": ["r1", "r0"], "FAILED": ["f2", "f1", "f0"]}
    for status, listed in names.items():
        for name in reversed(listed):
            stage.begin(machine, {"wait": status == "RUNNING"}, name=name)
            own.advance("PT1S")
    pages = stage.states.get_paginator("list_executions")
    for status, listed in names.items():
        asked = pages.paginate(stateMachineArn=machine, statusFilter=status, PaginationConfig={"PageSize": 1})
        assert [one["name"] for page in asked for one in page["executions"]] == listed
    own.advance("P1D")
    done = stage.states.list_executions(stateMachineArn=machine, statusFilter="FAILED")["executions"]
    assert len(done) == 5


def test_an_update_leaves_what_runs(stage, own):
    machine = stage.machine(WAIT, PASS | {"Result": "old"})
    old = stage.begin(machine)
    change = definition(PASS | {"Result": "new"})
    revision = stage.states.update_state_machine(stateMachineArn=machine, definition=change)["revisionId"]
    assert stage.states.describe_state_machine(stateMachineArn=machine)["revisionId"] == revision
    new = stage.begin(machine)
    own.advance("P1D")
    assert (output(stage, old), output(stage, new)) == ("old", "new")
    about = stage.states.describe_state_machine_for_execution(executionArn=old)
    assert "Wait" in about["definition"] and "revisionId" not in about


def test_versions_and_an_alias(stage):
    machine = stage.machine(PASS | {"Result": 1})
    first = stage.version(machine)
    stage.states.update_state_machine(stateMachineArn=machine, definition=definition(PASS | {"Result": 2}))
    second = stage.version(machine)
    assert [first, second] == [f"{machine}:1", f"{machine}:2"]
    alias = stage.alias(first, "live")
    assert output(stage, stage.begin(alias)) == 1
    routes = [{"stateMachineVersionArn": second, "weight": 100}]
    stage.states.update_state_machine_alias(stateMachineAliasArn=alias, routingConfiguration=routes)
    execution = stage.begin(alias)
    about = shown(stage, execution)
    assert output(stage, execution) == 2
    assert (about["stateMachineAliasArn"], about["stateMachineVersionArn"]) == (alias, second)
    with pytest.raises(stage.states.exceptions.ConflictException):
        stage.states.delete_state_machine_version(stateMachineVersionArn=second)
    stage.states.delete_state_machine_alias(stateMachineAliasArn=alias)
    for version in (first, second):
        stage.states.delete_state_machine_version(stateMachineVersionArn=version)
    assert stage.states.list_state_machine_versions(stateMachineArn=machine)["stateMachineVersions"] == []


def test_weights_of_an_alias(stage):
    machine = stage.machine(PASS | {"Result": 1})
    first = stage.version(machine)
    stage.states.update_state_machine(stateMachineArn=machine, definition=definition(PASS | {"Result": 2}))
    routes = [{"stateMachineVersionArn": version, "weight": 50} for version in (first, stage.version(machine))]
    alias = stage.states.create_state_machine_alias(name="both", routingConfiguration=routes)["stateMachineAliasArn"]
    assert {output(stage, stage.begin(alias)) for _ in range(64)} == {1, 2}


def test_an_express_execution_and_its_caller(stage):
    machine = stage.machine(PASS | {"Parameters": {"hello.$": "$.name"}}, type="EXPRESS")
    done = stage.states.start_sync_execution(stateMachineArn=machine, input='{"name": "Ada"}')
    assert (done["status"], json.loads(done["output"])) == ("SUCCEEDED", {"hello": "Ada"})
    assert done["billingDetails"]["billedMemoryUsedInMB"] == 64
    with pytest.raises(stage.states.exceptions.StateMachineTypeNotSupported):
        stage.states.start_sync_execution(stateMachineArn=stage.machine())
    failed = stage.states.start_sync_execution(stateMachineArn=stage.machine(FAIL, type="EXPRESS"))
    assert (failed["status"], failed["error"], failed["cause"]) == ("FAILED", FAIL["Error"], FAIL["Cause"])


def test_a_definition_that_is_wrong(stage):
    wrong = json.dumps({"StartAt": "Nowhere", "States": {"S": PASS}})
    with pytest.raises(stage.states.exceptions.InvalidDefinition) as raised:
        stage.states.create_state_machine(name="wrong", roleArn=ROLE, definition=wrong)
    assert "Nowhere" in str(raised.value)
    told = stage.states.validate_state_machine_definition(definition=wrong)
    assert told["result"] == "FAIL" and told["diagnostics"]


# --- states -----------------------------------------------------------------------------------


def test_waits_pass_with_the_clock(stage, own):
    until = "2041-01-01T00:00:00Z"
    waits = [{"Type": "Wait", "Seconds": 60}, {"Type": "Wait", "TimestampPath": "$.until"}]
    execution = stage.start(*waits, PASS, input={"until": until})
    own.advance("PT59S")
    assert kinds(stage, execution)[-1] == "WaitStateEntered"
    own.advance("PT1S")
    assert kinds(stage, execution).count("WaitStateEntered") == 2
    own.time(freeze=until)
    about = shown(stage, execution)
    assert about["status"] == "SUCCEEDED"
    assert about["stopDate"].isoformat() == "2041-01-01T00:00:00+00:00"


def test_a_choice_a_map_and_parallel_branches(stage, own):
    choice = {"Type": "Choice", "Default": "S1"}
    choice["Choices"] = [{"Variable": "$.total", "NumericGreaterThan": 100, "Next": "S2"}]
    items = {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 2}
    items["ItemProcessor"] = processor("INLINE", {"Type": "Wait", "Seconds": 10}, PASS)
    names = ["Left", "Right"]
    branches = [{"StartAt": name, "States": {name: PASS | {"Result": name}}} for name in names]
    both = {"Type": "Parallel", "Branches": branches, "ResultPath": "$.both", "End": True}
    machine = stage.machine(choice, FAIL, items | {"ResultPath": "$.done"}, both)
    small = shown(stage, stage.begin(machine, {"total": 1}))
    assert (small["status"], small["error"]) == ("FAILED", FAIL["Error"])
    execution = stage.begin(machine, {"total": 200, "items": [1, 2, 3]})
    own.advance("PT10S")
    assert kinds(stage, execution).count("MapIterationSucceeded") == 2
    own.advance("PT10S")
    assert output(stage, execution) == {"total": 200, "items": [1, 2, 3], "done": [1, 2, 3], "both": names}


def test_a_distributed_map(stage, own):
    execution, run = stage.map_run({"Type": "Wait", "Seconds": 60}, PASS, MaxConcurrency=2)
    counts = stage.states.describe_map_run(mapRunArn=run)["executionCounts"]
    assert (counts["running"], counts["pending"], counts["total"]) == (2, 1, 3)
    stage.states.update_map_run(mapRunArn=run, maxConcurrency=3)
    own.advance("PT1M")
    settled(own)
    own.advance("PT1M")
    assert output(stage, execution) == [1, 2, 3]
    about = stage.states.describe_map_run(mapRunArn=run)
    assert (about["status"], about["executionCounts"]["succeeded"]) == ("SUCCEEDED", 3)
    children = stage.states.list_executions(mapRunArn=run)["executions"]
    assert {child["status"] for child in children} == {"SUCCEEDED"} and len(children) == 3


# --- tasks ------------------------------------------------------------------------------------


def test_a_retry_and_a_catch(stage, own):
    """The queue isn't there at first; then it is, or never."""
    name = "late"
    url = f"{stage.account.endpoint}/000000000000/{name}"
    send = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage"}
    send |= {"Parameters": {"QueueUrl": url, "MessageBody": "hello"}}
    retry = {"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 10, "MaxAttempts": 2, "BackoffRate": 2.0}
    send |= {"Retry": [retry], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "S2", "ResultPath": "$.error"}]}
    done, caught = PASS | {"Result": "sent"}, PASS
    machine = stage.machine(send, {"Type": "Succeed"}, caught)
    lost = stage.begin(machine)
    settled(own)
    for _ in range(2):
        own.advance("PT30S")
        settled(own)
    assert kinds(stage, lost).count("TaskFailed") == 3
    assert "QueueDoesNotExist" in output(stage, lost)["error"]["Error"]
    found = stage.begin(machine)
    settled(own)
    stage.account.sqs.create_queue(QueueName=name)
    own.advance("PT10S")
    settled(own)
    assert kinds(stage, found).count("TaskFailed") == 1
    assert "MessageId" in output(stage, found)
    assert bodies(stage, url) == ["hello"]


def test_a_token_that_goes_by_a_queue(stage, own):
    url = stage.account.queue()[0]
    machine = stage.machine(token_task(url, HeartbeatSeconds=60))
    executions = [stage.begin(machine) for _ in range(3)]
    settled(own)
    tokens = bodies(stage, url)
    assert len(tokens) == 3
    own.advance("PT59S")
    for token in tokens:
        stage.states.send_task_heartbeat(taskToken=token)
    own.advance("PT59S")
    stage.states.send_task_success(taskToken=tokens[0], output='{"yes": true}')
    stage.states.send_task_failure(taskToken=tokens[1], error="Refused", cause="no")
    own.advance("PT1S")
    ends = [shown(stage, execution) for execution in executions]
    assert sorted(end["status"] for end in ends) == ["FAILED", "FAILED", "SUCCEEDED"]
    assert sorted(end.get("error", "") for end in ends) == ["", "Refused", "States.Timeout"]
    for token in tokens:
        with pytest.raises(stage.states.exceptions.TaskTimedOut):
            stage.states.send_task_success(taskToken=token, output="{}")
    with pytest.raises(stage.states.exceptions.InvalidToken):
        stage.states.send_task_heartbeat(taskToken="x")


def test_a_worker_of_an_activity(stage, own):
    activity = stage.activity()
    execution = stage.start(activity_task(activity, TimeoutSeconds=60), input={"n": 20})
    late = stage.start(activity_task(activity, TimeoutSeconds=60), input={"n": 21})
    task = stage.states.get_activity_task(activityArn=activity, workerName="me")
    assert json.loads(task["input"]) == {"n": 20}
    stage.states.send_task_success(taskToken=task["taskToken"], output="40")
    assert output(stage, execution) == 40
    assert "ActivityStarted" in kinds(stage, execution)
    own.advance("PT1M")
    assert shown(stage, late)["error"] == "States.Timeout"
    stage.states.delete_activity(activityArn=activity)


@pytest.mark.parametrize("pattern", ["", ".sync", ".sync:2"])
def test_a_nested_execution(stage, own, pattern):
    child = stage.machine({"Type": "Wait", "Seconds": 60}, PASS | {"Result": {"n": 1}})
    link = {"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id"}
    parameters = {"StateMachineArn": child, "Input": link}
    resource = f"arn:aws:states:::states:startExecution{pattern}"
    parent = stage.start({"Type": "Task", "Resource": resource, "Parameters": parameters, "End": True})
    settled(own)
    assert shown(stage, parent)["status"] == ("RUNNING" if pattern else "SUCCEEDED")
    own.advance("PT1M")
    settled(own)
    answer = output(stage, parent)
    assert answer.get("Output") == {"": None, ".sync": '{"n":1}', ".sync:2": {"n": 1}}[pattern]
    assert output(stage, answer["ExecutionArn"]) == {"n": 1}


def test_a_nested_execution_that_fails(stage, own):
    child = stage.machine(FAIL)
    task = {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": True}
    parent = stage.start(task | {"Parameters": {"StateMachineArn": child}})
    settled(own)
    assert shown(stage, parent)["error"] == "States.TaskFailed"
    assert json.loads(shown(stage, parent)["cause"])["Error"] == FAIL["Error"]


def test_operations_of_other_services(stage, own):
    url, arn = stage.account.queue()
    topic = stage.account.sns.create_topic(Name="orders")["TopicArn"]
    stage.account.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    publish = {"Type": "Task", "Resource": "arn:aws:states:::sns:publish"}
    publish |= {"Parameters": {"TopicArn": topic, "Message.$": "$.text"}, "ResultPath": None}
    purge = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sqs:getQueueUrl", "End": True}
    purge |= {"Parameters": {"QueueName": url.rpartition("/")[2]}}
    execution = stage.start(publish, purge, input={"text": "hello"})
    settled(own)
    assert output(stage, execution)["QueueUrl"].endswith(url.rpartition("/")[2])
    assert bodies(stage, url) == ["hello"]


def test_a_rule_hears_of_each_status(stage, own):
    account = stage.account
    url, arn = account.queue()
    machine = stage.machine(WAIT)
    pattern = {"source": ["aws.states"], "detail": {"stateMachineArn": [machine]}}
    account.events.put_rule(Name="ends", EventPattern=json.dumps(pattern))
    account.events.put_targets(Rule="ends", Targets=[{"Id": "queue", "Arn": arn}])
    done = stage.begin(machine, {"order": 7})
    stage.states.stop_execution(executionArn=stage.begin(machine))
    own.advance("P1D")
    settled(own)
    events = [json.loads(body) for body in bodies(stage, url)]
    assert {event["detail-type"] for event in events} == {"Step Functions Execution Status Change"}
    statuses = sorted(event["detail"]["status"] for event in events)
    assert statuses == ["ABORTED", "RUNNING", "RUNNING", "SUCCEEDED"]
    [end] = [event for event in events if event["detail"]["status"] == "SUCCEEDED"]
    assert end["resources"] == [done]
    assert json.loads(end["detail"]["input"]) == {"order": 7}
    account.events.remove_targets(Rule="ends", Ids=["queue"])


def test_a_schedule_starts_executions(stage, own):
    machine = stage.machine(PASS)
    asked = {"StateMachineArn": machine, "Input": '{"order": 7}'}
    arn = "arn:aws:scheduler:::aws-sdk:sfn:startExecution"
    target = {"Arn": arn, "RoleArn": ROLE, "Input": json.dumps(asked)}
    stage.account.scheduler.create_schedule(
        Name="tomorrow", ScheduleExpression="at(2040-06-02T12:00:00)", FlexibleTimeWindow={"Mode": "OFF"}, Target=target
    )
    own.advance("P1D")
    settled(own)
    [execution] = stage.states.list_executions(stateMachineArn=machine)["executions"]
    assert output(stage, execution["executionArn"]) == {"order": 7}


# --- one state by itself ------------------------------------------------------------------------


def test_a_state_with_a_mock(stage):
    mock = {"result": json.dumps({"Item": {"id": {"S": "1"}}})}
    parameters = {"TableName": "orders", "Key.$": "$.key"}
    state = {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem", "Parameters": parameters, "Next": "Ship"}
    state |= {"ResultSelector": {"id.$": "$.Item.id.S"}, "ResultPath": "$.order"}
    asked = {"definition": json.dumps(state), "input": '{"key": {"id": {"S": "1"}}}', "inspectionLevel": "DEBUG"}
    tested = stage.states.test_state(**asked, mock=mock)
    assert (tested["status"], tested["nextState"]) == ("SUCCEEDED", "Ship")
    assert json.loads(tested["output"])["order"] == {"id": "1"}
    seen = {name: json.loads(text) for name, text in tested["inspectionData"].items()}
    assert seen["afterParameters"] == {"TableName": "orders", "Key": {"id": {"S": "1"}}}
    assert seen["afterResultSelector"] == {"id": "1"}
    with pytest.raises(stage.states.exceptions.ValidationException, match="Field 'Item' must be an object"):
        stage.states.test_state(**asked, mock={"result": '{"Item": []}'})


def test_a_state_of_a_machine_that_really_calls(stage):
    url = stage.account.sqs.create_queue(QueueName="tested")["QueueUrl"]
    parameters = {"QueueUrl": url, "MessageBody": "hello"}
    task = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": parameters, "End": True}
    machine = definition(PASS, task)
    tested = stage.states.test_state(definition=machine, stateName="S1", roleArn=ROLE)
    assert (tested["status"], json.loads(tested["output"])["SdkHttpMetadata"]["HttpStatusCode"]) == ("SUCCEEDED", 200)
    assert bodies(stage, url) == ["hello"]
    with pytest.raises(stage.states.exceptions.ValidationException, match="State not found in definition"):
        stage.states.test_state(definition=machine, stateName="S2")
