"""Definitions and requests to Step Functions that no SDK would send. The answer is a reply or an error of its own
shape, never a 5xx, and never a hang: everything here has five seconds. What is taken is started, too."""

import copy
import json
import random

import pytest
import states_model
import states_scenes
import wire
from conftest import unique
from states_scenes import FAIL, PASS, ROLE, WAIT, StatesStage, activity_task, definition, processor, token_task

MIB = 1024 * 1024


@pytest.fixture
def stage(account):
    return StatesStage(account)


@pytest.fixture(autouse=True)
def still_there(endpoint):
    yield
    assert wire.send(endpoint, "GET", "/_eventyard/health").status == 200


def send(stage, operation, body):
    return assert_answered(
        states_model.send(stage.account.endpoint, operation, body, stage.account.number), (operation, body)
    )


def assert_answered(reply, about=None):
    """A good answer or an error; which one matters less here."""
    assert reply.status == 200 or 400 <= reply.status < 500, (str(about)[:2000], reply.status, reply.body[:500])
    if reply.status != 200:
        error = reply.json()
        assert {name.lower() for name in error} <= {"message", "__type", "reason"}, (str(about)[:2000], error)
        assert isinstance(error["__type"], str), error
    return reply


def assert_refused(reply):
    assert reply.status != 200, reply.body
    return reply


def run(stage, text, input="{}"):
    """A definition that is checked, made and, if it is taken, run; the reply to making."""
    send(stage, "ValidateStateMachineDefinition", {"definition": text, "severity": "WARNING"})
    made = send(stage, "CreateStateMachine", {"name": unique(), "definition": text, "roleArn": ROLE})
    if made.status == 200:
        machine = made.json()["stateMachineArn"]
        started = send(stage, "StartExecution", {"stateMachineArn": machine, "input": input})
        if started.status == 200:
            execution = {"executionArn": started.json()["executionArn"]}
            send(stage, "DescribeExecution", execution)
            send(stage, "GetExecutionHistory", execution)
            send(stage, "StopExecution", execution)
        send(stage, "DeleteStateMachine", {"stateMachineArn": machine})
    return made


# --- wrong types ------------------------------------------------------------------------------

WRONG = {
    "string": [None, 1, -1.5, True, [], ["x"], {}, {"a": 1}, "", "\x00", "x" * 5000, "arn:aws:states:::", "\ud800"],
    "integer": [None, "1", 1.5, 1e400, -1, 0, 10**30, True, [], {}],
    "boolean": [None, "true", 1, [], {}],
    "list": [None, "x", 1, True, {}, [None], [[]], [1], [{}], ["x"] * 2000],
    "structure": [None, "x", 1, True, [], [1], {}, {"Unknown": {"a": [1]}}],
}
WRONG["long"] = WRONG["float"] = WRONG["double"] = WRONG["integer"]


def changes(value, shape):
    """The value with one of its parts replaced by something wrong, for each part and each wrong thing."""
    yield from WRONG[shape.type_name]
    if shape.type_name == "structure":
        value = value if isinstance(value, dict) else {}
        for name, member in shape.members.items():
            for change in changes(value.get(name), member):
                yield {**value, name: change}
    elif shape.type_name == "list":
        for change in changes(value[0] if value else None, shape.member):
            yield [change, *(value or [])[1:]]


@pytest.mark.parametrize("operation", states_model.OPERATIONS)
def test_wrong_bodies_of_all_operations(stage, operation):
    scene = getattr(states_scenes, operation, None)
    good = json.loads(states_model.body(operation, scene(stage).parameters)) if scene else {"definition": "{}"}
    if operation == "GetActivityTask":
        # One that waits a minute for a task that isn't there would be right.
        good["activityArn"] += "-none"
    shape = states_model.MODEL.operation_model(operation).input_shape
    for change in changes(good, shape):
        send(stage, operation, change)
    for body in (b"", b"{", b"[]", b"null", b"\xff\xfe", b"{}" * 2, b'{"a":' * 5000, b'{"name":"a","name":"b"}'):
        send(stage, operation, body)


# --- definitions, damaged -----------------------------------------------------------------------

QUERY = {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input %}", "Assign": {"v": "{% 1 + 1 %}"}}
RETRY = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 2, "JitterStrategy": "FULL"}


def sound(stage):
    """A definition with something of everything."""
    choice = {"Type": "Choice", "Default": "S2"}
    tests = [{"Variable": "$.a", "NumericGreaterThan": 1}, {"Not": {"Variable": "$.b", "StringMatches": "x*"}}]
    choice["Choices"] = [{"And": tests, "Next": "S1"}, {"Variable": "$.c", "IsPresent": True, "Next": "S9"}]
    every = {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 2, "ItemProcessor": processor("INLINE", PASS)}
    every |= {"ItemSelector": {"i.$": "$$.Map.Item.Index"}, "ResultPath": "$.done", "Retry": [RETRY]}
    branches = [{"StartAt": name, "States": {name: PASS}} for name in ("Left", "Right")]
    both = {"Type": "Parallel", "Branches": branches, "ResultSelector": {"first.$": "$[0]"}, "ResultPath": "$.both"}
    call = activity_task(stage.arn("activity:a"), TimeoutSeconds=60, HeartbeatSeconds=5, Retry=[RETRY])
    call |= {"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "S8", "ResultPath": "$.error"}]}
    shown = PASS | {"Parameters": {"id.$": "States.Format('{}-{}', $.a, States.UUID())"}, "OutputPath": "$.id"}
    wait = {"Type": "Wait", "TimestampPath": "$.until"}
    return json.loads(
        definition(
            choice, every, both, QUERY, wait, shown, call, token_task(stage.account.queue()[0]), FAIL, WAIT,
            Comment="sound", TimeoutSeconds=300, Version="1.0",
        )
    )  # fmt: skip


INPUT = json.dumps({"a": 2, "b": "y", "items": [1, [2], {"x": None}], "until": "2000-01-01T00:00:00Z"})
ODD = [
    *(None, True, 0, -1, 1, 1.5, 1e300, 10**30, "", "x", "$", "$$", "$.", "$..*", "$[?(@.a==1)]", "$[-1:]", "{%%}"),
    *("{% ( %}", "{% $x %}", "{% $$states %}", "{% 1/0 %}", "$$.Task.Token", "States.ALL", "States.Array($, $)"),
    *("2000-01-01T00:00:00Z", "arn:aws:states:::x:y", "S0", "🚀", "\x00", [], [[]], {}, {"a.$": "$"}, {"Type": "Pass"}),
]


def places(value, at=()):
    """Where in it anything is."""
    yield at
    if isinstance(value, dict):
        for name in value:
            yield from places(value[name], (*at, name))
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from places(element, (*at, index))


def changed(value, at, change):
    """A copy with the part at a place changed, by a function of what holds it and of the last step to it."""
    if not at:
        return value
    value = copy.deepcopy(value)
    holder = value
    for step in at[:-1]:
        holder = holder[step]
    change(holder, at[-1])
    return value


def test_a_sound_definition_is_taken(stage):
    stage.states.create_activity(name="a")
    assert run(stage, json.dumps(sound(stage)), INPUT).status == 200


def test_every_part_replaced_or_gone(stage):
    whole = sound(stage)
    chance = random.Random(7)
    for at in places(whole):
        for odd in chance.sample(ODD, 4):
            other = changed(whole, at, lambda holder, step, odd=odd: holder.__setitem__(step, odd))
            run(stage, json.dumps(other), INPUT)
        run(stage, json.dumps(changed(whole, at, lambda holder, step: holder.pop(step))), INPUT)


@pytest.mark.parametrize("seed", range(20))
def test_random_definitions(stage, seed):
    """Parts of good definitions at other places."""
    chance = random.Random(seed)
    whole = sound(stage)
    for _ in range(40):
        mixed = whole
        for _ in range(chance.randrange(1, 4)):
            here, there = (chance.choice(list(places(mixed))) for _ in range(2))
            part = mixed
            for step in there:
                part = part[step]
            part = copy.deepcopy(part)
            if len(json.dumps(mixed)) < 50_000:
                mixed = changed(mixed, here, lambda holder, step, part=part: holder.__setitem__(step, part))
        run(stage, json.dumps(mixed), INPUT)


@pytest.mark.parametrize("seed", range(10))
def test_damaged_texts(stage, seed):
    chance = random.Random(seed)
    text = json.dumps(sound(stage))
    for _ in range(60):
        damaged = list(text)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.choice('{}[]":,0123456789-+eE.\\ \x00<>nu$@%🚀')
        run(stage, "".join(damaged), INPUT)
    run(stage, text[: chance.randrange(len(text))], INPUT)


# --- depth, size, and work without end ----------------------------------------------------------


def nested(depth, leaf, key="a"):
    return f'{{"{key}":' * depth + leaf + "}" * depth


@pytest.mark.parametrize("depth", [100, 127, 128, 1000, 40_000])
def test_deep_things(stage, depth):
    deep = nested(depth, "1")
    run(stage, deep)
    run(stage, "[" * depth + "]" * depth)
    for member in ("Parameters", "Result", "Comment", "Type"):
        run(stage, f'{{"StartAt":"S","States":{{"S":{{"Type":"Pass","End":true,"{member}":{deep}}}}}}}')
    machine = stage.machine()
    for input in (deep, "[" * depth + "]" * depth, "[" * depth):
        send(stage, "StartExecution", {"stateMachineArn": machine, "input": input})
    token, _ = stage.token()
    send(stage, "SendTaskSuccess", {"taskToken": token, "output": deep})


@pytest.mark.parametrize("depth", [10, 100, 1000])
def test_states_in_states(stage, depth):
    inner = '{"StartAt":"E","States":{"E":{"Type":"Pass","End":true}}}'
    for n in range(depth):
        kind = ("Parallel", f'"Branches":[{inner}]') if n % 2 else ("Map", f'"ItemProcessor":{inner}')
        inner = f'{{"StartAt":"S{n}","States":{{"S{n}":{{"Type":"{kind[0]}","End":true,{kind[1]}}}}}}}'
    run(stage, inner, "[1]")


@pytest.mark.parametrize(
    "path",
    [
        "$" + "..*" * 20,
        "$" + "[*]" * 1000,
        "$[?(" + "(" * 2000 + "@.a" + ")" * 2000 + ")]",
        "$[0:1000000000000]",
        "$[::0]",
        "$[9223372036854775808]",
        "$['" + "x" * 100_000 + "']",
        "$[?(@.a =~ /(a*)*b/)]",
        "$.a[(@.length-1)]",
    ],
    ids=lambda path: path[:20],
)
def test_hard_paths(stage, path):
    wide = json.dumps({"a": ["a" * 30] * 50, "b": {"c": {"d": [[1] * 20] * 20}}})
    for field in ("InputPath", "OutputPath", "ResultPath"):
        run(stage, definition(PASS | {field: path}), wide)
    run(stage, definition(PASS | {"Parameters": {"x.$": path}}), wide)


@pytest.mark.parametrize(
    "call",
    [
        "States.ArrayRange(1, 1000000000, 1)",
        "States.ArrayRange(1, 10, 0)",
        "States.ArrayRange(-9223372036854775808, 9223372036854775807, 1)",
        "States.ArrayPartition(States.ArrayRange(1, 1000, 1), -1)",
        "States.MathAdd(9223372036854775807, 1)",
        "States.MathRandom(5, 5)",
        "States.Base64Decode('x')",
        "States.StringToJson('" + "[" * 5000 + "')",
        "States.Format('" + "{}" * 3000 + "')",
        "States.Array(" * 500 + "1" + ")" * 500,
        "States.Hash('x', 'SHA-0')",
        "States.JsonMerge($, $, true)",
        "States.Nothing()",
        "States.Format('\\",
    ],
    ids=lambda call: call[:30],
)
def test_hard_intrinsic_functions(stage, call):
    run(stage, definition(PASS | {"Parameters": {"x.$": call}}))


@pytest.mark.parametrize(
    "expression",
    [
        "($f := function($n) { $f($n + 1) }; $f(0))",
        "($f := function($n) { $n > 0 ? $f($n - 1) + $f($n - 1) : 1 }; $f(60))",
        "[1..10000000]",
        "[1..9000000000000]",
        "$map([1..9999], function($i) { [1..9999] })",
        "$pad('x', 1000000000)",
        "$join($map([1..100000], function($i) { 'xxxxxxxxxx' }))",
        "$reduce([1..200], function($a, $b) { $a & $a }, 'x')",
        "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', /(a*)*b/)",
        "$eval('1')",
        "$states.context.Nothing.a.b",
        "(" * 3000,
        "-" * 3000 + "1",
        "1/0",
        "$number('x')",
        "$toMillis('x')",
        "$partition([1], 0)",
        "$range(1, 1000000000, 1)",
        "**.**.**.**",
    ],
    ids=lambda expression: expression[:30],
)
def test_hard_expressions(stage, expression):
    for field in ("Output", "Assign"):
        text = f"{{% {expression} %}}"
        state = {"Type": "Pass", "End": True, field: {"x": text} if field == "Assign" else text}
        run(stage, definition(state, QueryLanguage="JSONata"), json.dumps({"a": [[1, 2], {"b": [3]}]}))


def test_machines_that_never_end(stage):
    """History and payload have their quotas."""
    out = {"Type": "Choice", "Choices": [{"Variable": "$.never", "IsPresent": True, "Next": "S2"}], "Default": "S0"}
    growing = PASS | {"Parameters": {"a.$": "$", "b.$": "$"}}
    for state in (PASS, growing, {"Type": "Wait", "Seconds": 0}):
        assert run(stage, definition(state, out, PASS)).status == 200
    wide = {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": processor("INLINE", PASS), "End": True}
    run(stage, definition(wide), json.dumps({"items": [0] * 50_000}))


def test_too_much(stage):
    many = {f"S{n}": {"Type": "Pass", "Next": f"S{n + 1}"} for n in range(10_000)} | {"S10000": PASS}
    run(stage, json.dumps({"StartAt": "S0", "States": many}))
    assert_refused(run(stage, definition(PASS | {"Result": "x" * MIB})))
    machine = stage.machine()
    assert_refused(send(stage, "StartExecution", {"stateMachineArn": machine, "input": '"' + "x" * 262_144 + '"'}))
    assert_refused(send(stage, "StartExecution", {"stateMachineArn": machine, "name": "x" * MIB}))
    token, _ = stage.token()
    assert_refused(send(stage, "SendTaskSuccess", {"taskToken": token, "output": '"' + "x" * MIB + '"'}))
    assert_refused(send(stage, "SendTaskFailure", {"taskToken": token, "cause": "x" * MIB}))
    tags = [{"key": f"k{n}", "value": "v"} for n in range(5000)]
    assert_refused(send(stage, "TagResource", {"resourceArn": machine, "tags": tags}))
