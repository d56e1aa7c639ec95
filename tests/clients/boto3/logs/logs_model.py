"""AWS's own model of CloudWatch Logs, as botocore ships it: AWS JSON 1.1 only."""

import json

import botocore.loaders
import botocore.serialize
import model
import wire
from botocore.model import ServiceModel

MODEL = ServiceModel(botocore.loaders.create_loader().load_service_model("logs", "service-2"))
CONTENT = "application/x-amz-json-1.1"

_serializer = botocore.serialize.create_serializer("json", include_validation=False)


def call(endpoint, operation, parameters, account="test"):
    """What an SDK sends, without its checks."""
    body = _serializer.serialize_to_request(parameters, MODEL.operation_model(operation))["body"]
    return send(endpoint, operation, body, account)


def send(endpoint, operation, body, account="test"):
    """`body` is bytes as they are, or whatever JSON can say."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    headers = {
        "Content-Type": CONTENT,
        "X-Amz-Target": f"Logs_20140328.{operation}",
        "Authorization": wire.authorization("logs", account),
    }
    return wire.send(endpoint, "POST", "/", body, headers)


def check_reply(operation, reply, members):
    """The reply is as the model has it, with these members; some operations answer nothing."""
    assert reply.status == 200, reply.body
    assert reply.headers["Content-Type"] == CONTENT
    assert reply.headers["x-amzn-requestid"]
    shape = MODEL.operation_model(operation).output_shape
    if shape is None:
        assert not members
        assert reply.body == b""
        return {}
    content = reply.json()
    model.check_json(content, shape, empty=True)
    assert set(content) == members, set(content) ^ members
    return content


def check_error(reply, shape, text=None):
    assert reply.headers["Content-Type"] == CONTENT
    assert reply.headers["x-amzn-requestid"]
    error = reply.json()
    assert (reply.status, error["__type"]) == (400, shape), error
    if text is not None:
        assert error["message"] == text
    return error["message"]
