"""AWS's own model of EventBridge, as botocore ships it: AWS JSON 1.1 only."""

import json

import botocore.loaders
import botocore.serialize
import model
import wire
from botocore.model import ServiceModel

MODEL = ServiceModel(botocore.loaders.create_loader().load_service_model("events", "service-2"))
OPERATIONS = MODEL.operation_names
ERRORS = sorted(shape for shape in MODEL.shape_names if MODEL.shape_for(shape).metadata.get("exception"))

_serializer = botocore.serialize.create_serializer("json", include_validation=False)


def call(endpoint, operation, parameters, account="test"):
    """What an SDK sends, without its checks."""
    request = _serializer.serialize_to_request(parameters, MODEL.operation_model(operation))
    return send(endpoint, operation, request["body"], account)


def headers(operation, account="test", **more):
    return {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AWSEvents.{operation}",
        "Authorization": wire.authorization("events", account),
    } | more


def send(endpoint, operation, body, account="test", **more):
    """`body` is bytes as they are, or whatever JSON can say."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return wire.send(endpoint, "POST", "/", body, headers(operation, account, **more))


def check_reply(operation, reply, members):
    """The reply is as the model has it, with these members."""
    assert reply.status == 200, reply.body
    assert reply.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert reply.headers["x-amzn-requestid"]
    shape = MODEL.operation_model(operation).output_shape
    if shape is None:
        assert reply.body == b""
        return {}
    content = reply.json()
    # Unlike SQS, EventBridge shows lists in which there is nothing.
    model.check_json(content, shape, empty=True)
    assert set(content) == members
    return content


def check_error(reply, shape, text=None):
    assert reply.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert reply.headers["x-amzn-requestid"]
    error = reply.json()
    assert (reply.status, error["__type"]) == (400, shape), error
    assert set(error) == {"__type", "message"}
    if text is not None:
        assert error["message"] == text
    return error["message"]
