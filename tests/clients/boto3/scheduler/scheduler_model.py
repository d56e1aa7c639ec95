"""AWS's own model of EventBridge Scheduler, as botocore ships it: REST-JSON."""

import json

import botocore.loaders
import botocore.serialize
import model
import wire
from botocore.awsrequest import prepare_request_dict
from botocore.model import ServiceModel

MODEL = ServiceModel(botocore.loaders.create_loader().load_service_model("scheduler", "service-2"))
OPERATIONS = MODEL.operation_names
# Each error's status.
ERRORS = {
    name: MODEL.shape_for(name).metadata["error"]["httpStatusCode"]
    for name in sorted(MODEL.shape_names)
    if MODEL.shape_for(name).metadata.get("exception")
}

_serializer = botocore.serialize.create_serializer("rest-json", include_validation=False)


def request(endpoint, operation, parameters):
    """Method, path with query, and body that an SDK sends, without its checks."""
    prepared = _serializer.serialize_to_request(parameters, MODEL.operation_model(operation))
    prepare_request_dict(prepared, endpoint)
    return prepared["method"], prepared["url"].removeprefix(endpoint), prepared["body"]


def call(endpoint, operation, parameters, account="test"):
    return send(endpoint, *request(endpoint, operation, parameters), account)


def headers(account="test", **more):
    return {"Content-Type": "application/json", "Authorization": wire.authorization("scheduler", account)} | more


def send(endpoint, method, path, body=b"", account="test", **more):
    """`body` is bytes as they are, or whatever JSON can say."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return wire.send(endpoint, method, path, body, headers(account, **more))


def check_reply(operation, reply, members):
    """The reply is as the model has it, with these members."""
    assert reply.status == MODEL.operation_model(operation).http["responseCode"], reply.body
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.headers["x-amzn-requestid"]
    content = reply.json()
    model.check_json(content, MODEL.operation_model(operation).output_shape, empty=True)
    assert set(content) == members
    return content


def check_error(reply, shape, text=None):
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.headers["x-amzn-requestid"]
    error = reply.json()
    assert (reply.status, reply.headers["x-amzn-ErrorType"]) == (ERRORS[shape], shape), error
    assert set(error) == {"Message"}
    if text is not None:
        assert error["Message"] == text
    return error["Message"]
