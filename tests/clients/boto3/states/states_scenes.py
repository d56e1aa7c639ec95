"""For each operation of Step Functions: what must exist before, what is asked, and which members the reply has."""

import json

from conftest import unique
from scenes import TRACE, Scene

ROLE = "arn:aws:iam::000000000000:role/any"
TAGS = [{"key": "k", "value": "<v>"}, {"key": "a/b c", "value": "=&?"}]
PASS = {"Type": "Pass", "End": True}
FAIL = {"Type": "Fail", "Error": "No", "Cause": "<because>"}
WAIT = {"Type": "Wait", "Seconds": 86_400, "End": True}
OWN_KEY = {"type": "AWS_OWNED_KEY"}
# What DescribeStateMachine shows of every state machine, and DescribeExecution of every execution.
SETTINGS = {"loggingConfiguration", "tracingConfiguration"}
MACHINE = {"stateMachineArn", "name", "status", "definition", "roleArn", "type", "creationDate"} | SETTINGS
EXECUTION = {"executionArn", "stateMachineArn", "name", "status", "startDate", "input", "inputDetails", "redriveCount"}
EXECUTION |= {"redriveStatus"}


def definition(*states, prefix="S", **more):
    """States one after the other, `S0`, `S1` and so on, whether they have an `End` or not."""
    named = {f"{prefix}{n}": state for n, state in enumerate(states)}
    for n, state in enumerate(states[:-1]):
        if state["Type"] not in ("Choice", "Fail", "Succeed"):
            state = {name: value for name, value in state.items() if name != "End"}
            named[f"{prefix}{n}"] = state | {"Next": f"{prefix}{n + 1}"}
    return json.dumps({"StartAt": f"{prefix}0", "States": named} | more)


def activity_task(arn, **more):
    return {"Type": "Task", "Resource": arn, "End": True} | more


def token_task(url, **more):
    """A task that sends its token to a queue."""
    parameters = {"QueueUrl": url, "MessageBody.$": "$$.Task.Token"}
    resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
    return {"Type": "Task", "Resource": resource, "Parameters": parameters, "End": True} | more


def processor(mode, *states, **more):
    return {"ProcessorConfig": {"Mode": mode} | more} | json.loads(definition(*states, prefix="Item"))


class StatesStage:
    """State machines, executions and tasks in the states that operations need."""

    def __init__(self, account):
        self.account = account
        self.states = account.states

    def arn(self, resource):
        return self.account.arn("states", resource)

    def asked(self, *states, **more):
        """What makes a state machine."""
        return {"name": unique(), "definition": definition(*(states or [PASS])), "roleArn": ROLE} | more

    def machine(self, *states, **more):
        return self.states.create_state_machine(**self.asked(*states, **more))["stateMachineArn"]

    def start(self, *states, input=None, **more):
        """A new execution of a new state machine."""
        return self.begin(self.machine(*states, **more), input or {})

    def begin(self, machine, input=None, **more):
        started = self.states.start_execution(stateMachineArn=machine, input=json.dumps(input or {}), **more)
        return started["executionArn"]

    def activity(self, **more):
        return self.states.create_activity(name=unique(), **more)["activityArn"]

    def token(self):
        """Of a task that waits for it, and the execution."""
        activity = self.activity()
        execution = self.start(activity_task(activity))
        return self.states.get_activity_task(activityArn=activity)["taskToken"], execution

    def version(self, machine):
        return self.states.publish_state_machine_version(stateMachineArn=machine)["stateMachineVersionArn"]

    def alias(self, version, name=None):
        routes = [{"stateMachineVersionArn": version, "weight": 100}]
        return self.states.create_state_machine_alias(name=name or unique(), routingConfiguration=routes)[
            "stateMachineAliasArn"
        ]

    def map_run(self, *states, **more):
        """An execution with a distributed map over three items, whose map run is there; both."""
        items = {"Type": "Map", "ItemProcessor": processor("DISTRIBUTED", *states, ExecutionType="STANDARD")} | more
        items |= {"Label": "each", "ItemsPath": "$.items", "End": True}
        execution = self.start(items, input={"items": [1, 2, 3]})
        [run] = self.states.list_map_runs(executionArn=execution)["mapRuns"]
        return execution, run["mapRunArn"]


# --- state machines ---------------------------------------------------------------------------


def rich(stage, **more):
    """Every member of a state machine."""
    return (
        stage.asked(
            type="STANDARD",
            loggingConfiguration={"level": "OFF", "includeExecutionData": False, "destinations": []},
            tracingConfiguration={"enabled": True},
            encryptionConfiguration=OWN_KEY,
            tags=TAGS,
            publish=True,
            versionDescription="a <version> 🚀",
        )
        | more
    )


def CreateStateMachine(stage):
    return Scene(rich(stage), {"stateMachineArn", "creationDate", "stateMachineVersionArn"})


def DescribeStateMachine(stage):
    return Scene({"stateMachineArn": stage.machine(), "includedData": "ALL_DATA"}, MACHINE)


def ListStateMachines(stage):
    for _ in range(3):
        stage.machine()
    return Scene({"maxResults": 2}, {"stateMachines", "nextToken"})


def UpdateStateMachine(stage):
    change = rich(stage, stateMachineArn=stage.machine(), definition=definition(WAIT))
    for name in ("name", "type", "tags"):
        del change[name]
    return Scene(change, {"updateDate", "revisionId", "stateMachineVersionArn"})


def DeleteStateMachine(stage):
    return Scene({"stateMachineArn": stage.machine()})


def ValidateStateMachineDefinition(stage):
    asked = {"definition": definition(FAIL, PASS), "type": "STANDARD", "severity": "WARNING", "maxResults": 1}
    return Scene(asked, {"result", "diagnostics", "truncated"})


# --- versions and aliases ---------------------------------------------------------------------


def PublishStateMachineVersion(stage):
    asked = {"stateMachineArn": stage.machine(), "description": "first"}
    return Scene(asked, {"creationDate", "stateMachineVersionArn"})


def ListStateMachineVersions(stage):
    machine = stage.machine()
    for seconds in (1, 2):
        stage.version(machine)
        stage.states.update_state_machine(stateMachineArn=machine, definition=definition(WAIT | {"Seconds": seconds}))
    stage.version(machine)
    return Scene({"stateMachineArn": machine, "maxResults": 2}, {"stateMachineVersions", "nextToken"})


def DeleteStateMachineVersion(stage):
    return Scene({"stateMachineVersionArn": stage.version(stage.machine())})


def CreateStateMachineAlias(stage):
    routes = [{"stateMachineVersionArn": stage.version(stage.machine()), "weight": 100}]
    asked = {"name": unique(), "description": "live", "routingConfiguration": routes}
    return Scene(asked, {"stateMachineAliasArn", "creationDate"})


def DescribeStateMachineAlias(stage):
    alias = stage.alias(stage.version(stage.machine()))
    members = {"stateMachineAliasArn", "name", "routingConfiguration", "creationDate", "updateDate"}
    return Scene({"stateMachineAliasArn": alias}, members)


def ListStateMachineAliases(stage):
    machine = stage.machine()
    version = stage.version(machine)
    for _ in range(3):
        stage.alias(version)
    return Scene({"stateMachineArn": machine, "maxResults": 2}, {"stateMachineAliases", "nextToken"})


def UpdateStateMachineAlias(stage):
    alias = stage.alias(stage.version(stage.machine()))
    return Scene({"stateMachineAliasArn": alias, "description": "other"}, {"updateDate"})


def DeleteStateMachineAlias(stage):
    return Scene({"stateMachineAliasArn": stage.alias(stage.version(stage.machine()))})


# --- executions -------------------------------------------------------------------------------


def StartExecution(stage):
    asked = {"stateMachineArn": stage.machine(), "name": unique(), "input": '{"a": "<b>"}', "traceHeader": TRACE}
    return Scene(asked, {"executionArn", "startDate"})


def StartSyncExecution(stage):
    asked = {"stateMachineArn": stage.machine(type="EXPRESS"), "name": unique(), "input": "[1]", "traceHeader": TRACE}
    members = {"executionArn", "stateMachineArn", "name", "startDate", "stopDate", "status", "input", "inputDetails"}
    return Scene(asked, members | {"output", "outputDetails", "traceHeader", "billingDetails"})


def DescribeExecution(stage):
    asked = {"executionArn": stage.start(), "includedData": "ALL_DATA"}
    return Scene(asked, EXECUTION | {"stopDate", "output", "outputDetails", "redriveStatusReason"})


def DescribeStateMachineForExecution(stage):
    members = MACHINE - {"type", "status", "creationDate"} | {"updateDate"}
    return Scene({"executionArn": stage.start()}, members)


def GetExecutionHistory(stage):
    asked = {"executionArn": stage.start(), "maxResults": 2, "reverseOrder": True, "includeExecutionData": False}
    return Scene(asked, {"events", "nextToken"})


def ListExecutions(stage):
    machine = stage.machine()
    for _ in range(3):
        stage.begin(machine)
    asked = {"stateMachineArn": machine, "statusFilter": "SUCCEEDED", "redriveFilter": "NOT_REDRIVEN", "maxResults": 2}
    return Scene(asked, {"executions", "nextToken"})


def StopExecution(stage):
    return Scene({"executionArn": stage.start(WAIT), "error": "Enough", "cause": "<why>"}, {"stopDate"})


def RedriveExecution(stage):
    return Scene({"executionArn": stage.start(FAIL), "clientToken": "token"}, {"redriveDate"})


# --- map runs ---------------------------------------------------------------------------------


def DescribeMapRun(stage):
    members = {"mapRunArn", "executionArn", "status", "startDate", "maxConcurrency", "itemCounts", "executionCounts"}
    members |= {"toleratedFailurePercentage", "toleratedFailureCount"}
    return Scene({"mapRunArn": stage.map_run(WAIT)[1]}, members)


def ListMapRuns(stage):
    return Scene({"executionArn": stage.map_run(WAIT)[0], "maxResults": 1}, {"mapRuns"})


def UpdateMapRun(stage):
    change = {"maxConcurrency": 2, "toleratedFailurePercentage": 12.5, "toleratedFailureCount": 1}
    return Scene({"mapRunArn": stage.map_run(WAIT)[1]} | change)


# --- activities and tokens --------------------------------------------------------------------


def CreateActivity(stage):
    asked = {"name": unique(), "tags": TAGS, "encryptionConfiguration": OWN_KEY}
    return Scene(asked, {"activityArn", "creationDate"})


def DescribeActivity(stage):
    return Scene({"activityArn": stage.activity()}, {"activityArn", "name", "creationDate", "encryptionConfiguration"})


def ListActivities(stage):
    for _ in range(3):
        stage.activity()
    return Scene({"maxResults": 2}, {"activities", "nextToken"})


def DeleteActivity(stage):
    return Scene({"activityArn": stage.activity()})


def GetActivityTask(stage):
    activity = stage.activity()
    stage.start(activity_task(activity))
    return Scene({"activityArn": activity, "workerName": "worker"}, {"taskToken", "input"})


def SendTaskSuccess(stage):
    return Scene({"taskToken": stage.token()[0], "output": '{"a": 1}'})


def SendTaskFailure(stage):
    return Scene({"taskToken": stage.token()[0], "error": "No", "cause": "<because>"})


def SendTaskHeartbeat(stage):
    return Scene({"taskToken": stage.token()[0]})


# --- tags -------------------------------------------------------------------------------------


def ListTagsForResource(stage):
    return Scene({"resourceArn": stage.machine(tags=TAGS)}, {"tags"})


def TagResource(stage):
    return Scene({"resourceArn": stage.machine(), "tags": TAGS})


def UntagResource(stage):
    return Scene({"resourceArn": stage.activity(tags=TAGS), "tagKeys": [TAGS[0]["key"], "none"]})


def tested(mock, level="TRACE", **more):
    """A task by itself, with a mock instead of its call."""
    retry = [{"ErrorEquals": ["Again"], "MaxAttempts": 2}]
    catch = [{"ErrorEquals": ["Caught"], "Next": "Elsewhere"}]
    parameters = {"QueueUrl": "any", "MessageBody.$": "$.body"}
    task = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": parameters, "Next": "N"}
    state = json.dumps(task | {"Retry": retry, "Catch": catch})
    return {"definition": state, "input": '{"body": "<b>"}', "inspectionLevel": level, "mock": mock} | more


def TestState(stage):
    asked = tested({"result": '{"MessageId": "i"}'}, variables='{"v": 1}', roleArn=ROLE)
    return Scene(asked, {"status", "output", "nextState", "inspectionData"})


# --- the same with less or something else -----------------------------------------------------


def bare_machine(stage):
    return "CreateStateMachine", Scene(stage.asked(), {"stateMachineArn", "creationDate"})


def machine_of_a_version(stage):
    machine = stage.states.create_state_machine(**rich(stage))["stateMachineVersionArn"]
    members = MACHINE | {"description", "encryptionConfiguration"}
    return "DescribeStateMachine", Scene({"stateMachineArn": machine}, members)


def machine_that_was_updated(stage):
    machine = stage.machine()
    stage.states.update_state_machine(stateMachineArn=machine, definition=definition(WAIT))
    return "DescribeStateMachine", Scene({"stateMachineArn": machine}, MACHINE | {"revisionId"})


def machine_without_its_data(stage):
    asked = {"stateMachineArn": stage.machine(), "includedData": "METADATA_ONLY"}
    return "DescribeStateMachine", Scene(asked, MACHINE)


def bare_update(stage):
    asked = {"stateMachineArn": stage.machine(), "roleArn": ROLE + "2"}
    return "UpdateStateMachine", Scene(asked, {"updateDate", "revisionId"})


def running_execution(stage):
    return "DescribeExecution", Scene({"executionArn": stage.start(WAIT)}, EXECUTION | {"redriveStatusReason"})


def failed_execution(stage):
    asked = {"executionArn": stage.start(FAIL)}
    return "DescribeExecution", Scene(asked, EXECUTION | {"stopDate", "error", "cause"})


def execution_without_its_data(stage):
    asked = {"executionArn": stage.start(), "includedData": "METADATA_ONLY"}
    members = EXECUTION - {"input"} | {"stopDate", "outputDetails", "redriveStatusReason"}
    return "DescribeExecution", Scene(asked, members)


def redriven_execution(stage):
    execution = stage.start(WAIT)
    stage.states.stop_execution(executionArn=execution)
    stage.states.redrive_execution(executionArn=execution)
    members = EXECUTION | {"redriveDate", "redriveStatusReason"}
    return "DescribeExecution", Scene({"executionArn": execution}, members)


def execution_of_an_alias(stage):
    execution = stage.begin(stage.alias(stage.version(stage.machine(WAIT))))
    members = EXECUTION | {"redriveStatusReason", "stateMachineVersionArn", "stateMachineAliasArn"}
    return "DescribeExecution", Scene({"executionArn": execution}, members)


def execution_of_a_map_run(stage):
    [child, *_] = stage.states.list_executions(mapRunArn=stage.map_run(WAIT)[1])["executions"]
    members = EXECUTION | {"redriveStatusReason", "mapRunArn"}
    return "DescribeExecution", Scene({"executionArn": child["executionArn"]}, members)


def machine_of_a_map_run(stage):
    [child, *_] = stage.states.list_executions(mapRunArn=stage.map_run(WAIT)[1])["executions"]
    members = MACHINE - {"type", "status", "creationDate"} | {"updateDate", "mapRunArn", "label"}
    return "DescribeStateMachineForExecution", Scene({"executionArn": child["executionArn"]}, members)


def executions_of_a_map_run(stage):
    return "ListExecutions", Scene({"mapRunArn": stage.map_run(WAIT)[1]}, {"executions"})


def sync_execution_that_fails(stage):
    members = {"executionArn", "stateMachineArn", "name", "startDate", "stopDate", "status", "input", "inputDetails"}
    asked = {"stateMachineArn": stage.machine(FAIL, type="EXPRESS")}
    return "StartSyncExecution", Scene(asked, members | {"error", "cause", "outputDetails", "billingDetails"})


def definition_that_is_right(stage):
    asked = {"definition": definition(PASS)}
    return "ValidateStateMachineDefinition", Scene(asked, {"result", "diagnostics", "truncated"})


def definition_that_is_wrong(stage):
    asked = {"definition": "{}", "type": "EXPRESS"}
    return "ValidateStateMachineDefinition", Scene(asked, {"result", "diagnostics", "truncated"})


def bare_test(stage):
    return "TestState", Scene({"definition": '{"Type": "Succeed"}'}, {"status", "output"})


def test_of_an_error(stage):
    asked = tested({"errorOutput": {"error": "Again", "cause": "c"}}, stateConfiguration={"retrierRetryCount": 1})
    return "TestState", Scene(asked, {"status", "error", "cause", "inspectionData"})


def test_of_an_error_that_is_caught(stage):
    asked = tested({"errorOutput": {"error": "Caught"}}, level="INFO")
    return "TestState", Scene(asked, {"status", "error", "output", "nextState"})


def test_of_a_map(stage):
    inside = processor("DISTRIBUTED", PASS, ExecutionType="STANDARD")
    state = {"Type": "Map", "ItemProcessor": inside, "ItemBatcher": {"MaxItemsPerBatch": 2}, "End": True}
    more = {"ToleratedFailureCount": 1, "ToleratedFailurePercentage": 50, "MaxConcurrency": 2}
    mock = {"result": "[]"}
    asked = {"definition": json.dumps(state | more), "input": "[1, 2, 3]", "inspectionLevel": "DEBUG", "mock": mock}
    return "TestState", Scene(asked, {"status", "output", "inspectionData"})


def no_machines(stage):
    return "ListStateMachines", Scene({}, {"stateMachines"})


def no_activities(stage):
    return "ListActivities", Scene({}, {"activities"})


def no_executions(stage):
    return "ListExecutions", Scene({"stateMachineArn": stage.machine()}, {"executions"})


def no_versions(stage):
    return "ListStateMachineVersions", Scene({"stateMachineArn": stage.machine()}, {"stateMachineVersions"})


def no_aliases(stage):
    return "ListStateMachineAliases", Scene({"stateMachineArn": stage.machine()}, {"stateMachineAliases"})


def no_map_runs(stage):
    return "ListMapRuns", Scene({"executionArn": stage.start()}, {"mapRuns"})


def no_tags(stage):
    return "ListTagsForResource", Scene({"resourceArn": stage.machine()}, {"tags"})


VARIANTS = [
    bare_machine,
    machine_of_a_version,
    machine_that_was_updated,
    machine_without_its_data,
    bare_update,
    running_execution,
    failed_execution,
    execution_without_its_data,
    redriven_execution,
    execution_of_an_alias,
    execution_of_a_map_run,
    machine_of_a_map_run,
    executions_of_a_map_run,
    sync_execution_that_fails,
    definition_that_is_right,
    definition_that_is_wrong,
    bare_test,
    test_of_an_error,
    test_of_an_error_that_is_caught,
    test_of_a_map,
    no_machines,
    no_activities,
    no_executions,
    no_versions,
    no_aliases,
    no_map_runs,
    no_tags,
]
