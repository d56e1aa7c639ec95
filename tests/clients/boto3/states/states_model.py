"""AWS's own model of Step Functions, as botocore ships it: AWS JSON 1.0 only."""

import json

import botocore.loaders
import botocore.serialize
import model
import wire
from botocore.model import ServiceModel

MODEL = ServiceModel(botocore.loaders.create_loader().load_service_model("stepfunctions", "service-2"))
OPERATIONS = MODEL.operation_names
ERRORS = sorted(shape for shape in MODEL.shape_names if MODEL.shape_for(shape).metadata.get("exception"))

_serializer = botocore.serialize.create_serializer("json", include_validation=False)


def call(endpoint, operation, parameters, account="test"):
    """What an SDK sends, without its checks."""
    return send(endpoint, operation, body(operation, parameters), account)


def body(operation, parameters):
    return _serializer.serialize_to_request(parameters, MODEL.operation_model(operation))["body"]


def headers(operation, account="test", **more):
    return {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": f"AWSStepFunctions.{operation}",
        "Authorization": wire.authorization("states", account),
    } | more


def send(endpoint, operation, body, account="test", **more):
    """`body` is bytes as they are, or whatever JSON can say."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return wire.send(endpoint, "POST", "/", body, headers(operation, account, **more))


def check_reply(operation, reply, members):
    """The reply is as the model has it, with these members and all that the model wants."""
    assert reply.status == 200, reply.body
    assert reply.headers["Content-Type"] == "application/x-amz-json-1.0"
    assert reply.headers["x-amzn-requestid"]
    content = reply.json()
    shape = MODEL.operation_model(operation).output_shape
    model.check_json(content, shape, empty=True)
    check_required(content, shape)
    assert set(content) == members, set(content) ^ members
    return content


def check_required(value, shape, at="reply"):
    """What the model says is always there, is."""
    if shape.type_name == "structure":
        missing = set(shape.required_members) - set(value)
        assert not missing, f"{at} lacks {missing}"
        for name, member in value.items():
            check_required(member, shape.members[name], f"{at}.{name}")
    elif shape.type_name == "list":
        for index, element in enumerate(value):
            check_required(element, shape.member, f"{at}[{index}]")


def check_error(reply, shape, text=None):
    assert reply.headers["Content-Type"] == "application/x-amz-json-1.0"
    assert reply.headers["x-amzn-requestid"]
    error = reply.json()
    assert (reply.status, error["__type"].rpartition("#")[2]) == (400, shape), error
    if text is not None:
        assert error["message"] == text
    return error["message"]
