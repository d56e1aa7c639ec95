"""Every operation of CloudWatch Logs that is here, each raw reply checked against AWS's own model."""

import logs_model
import logs_scenes
import pytest
from logs_scenes import LogsStage


@pytest.fixture
def stage(account):
    return LogsStage(account)


@pytest.mark.parametrize("operation", logs_scenes.OPERATIONS)
def test_operation(stage, operation):
    scene = getattr(logs_scenes, operation)(stage)
    reply = logs_model.call(stage.account.endpoint, operation, scene.parameters, stage.account.number)
    logs_model.check_reply(operation, reply, scene.members)


MISSING = [name for name in logs_model.MODEL.operation_names if name not in logs_scenes.OPERATIONS]


@pytest.mark.parametrize("operation", MISSING)
def test_missing_operation(stage, operation):
    reply = logs_model.send(stage.account.endpoint, operation, {}, stage.account.number)
    assert 400 <= reply.status < 500, reply.body
    assert operation in reply.json()["message"]


@pytest.mark.parametrize("operation", logs_scenes.OPERATIONS)
@pytest.mark.parametrize("body", [b"[", b"[]", b'"x"', b'{"limit":', b'{} {}', b"\xff"], ids=repr)
def test_hostile_bodies(stage, operation, body):
    reply = logs_model.send(stage.account.endpoint, operation, body, stage.account.number)
    assert 400 <= reply.status < 500, reply.body


@pytest.mark.parametrize(
    ("operation", "parameters", "shape", "text"),
    [
        (
            "GetLogEvents",
            {"logGroupName": "none", "logStreamName": "s"},
            "ResourceNotFoundException",
            "The specified log group does not exist.",
        ),
        (
            "CreateLogGroup",
            {"logGroupName": ""},
            "InvalidParameterException",
            "1 validation error detected: Value '' at 'logGroupName' failed to satisfy constraint: Member must have "
            "length greater than or equal to 1",
        ),
        (
            "DescribeLogStreams",
            {"logGroupName": "a", "logGroupIdentifier": "a"},
            "ValidationException",
            "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
        ),
    ],
)
def test_errors(stage, operation, parameters, shape, text):
    reply = logs_model.call(stage.account.endpoint, operation, parameters, stage.account.number)
    logs_model.check_error(reply, shape, text)
