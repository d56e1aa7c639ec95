"""AWS's own model of SNS, as botocore ships it: the query protocol only."""

import botocore.loaders
import botocore.parsers
import botocore.serialize
import model
import wire
from botocore.model import ServiceModel

NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/"
MODEL = ServiceModel(botocore.loaders.create_loader().load_service_model("sns", "service-2"))
OPERATIONS = MODEL.operation_names

_errors = {name: MODEL.shape_for(name).metadata for name in sorted(MODEL.shape_names)}
# Each error's shape, with its code on the wire and its status.
ERRORS = {
    name: (metadata.get("error", {}).get("code", name), metadata.get("error", {}).get("httpStatusCode", 400))
    for name, metadata in _errors.items()
    if metadata.get("exception")
}

_serializer = botocore.serialize.create_serializer("query", include_validation=False)
_parser = botocore.parsers.create_parser("query")


def call(endpoint, operation, parameters):
    """What an SDK sends, without its checks."""
    form = _serializer.serialize_to_request(parameters, MODEL.operation_model(operation))["body"]
    return wire.call_query(endpoint, form, Authorization=wire.authorization("sns"))


def check_reply(operation, reply, members):
    """The reply is as the model has it, with these members; what an SDK makes of it."""
    assert reply.status == 200, reply.body
    assert reply.headers["Content-Type"].split(";")[0] == "text/xml"
    root = model.parse_xml(reply.body, NAMESPACE)
    assert root.tag == f"{{{NAMESPACE}}}{operation}Response"
    shape = MODEL.operation_model(operation).output_shape
    names = [child.tag.rpartition("}")[2] for child in root]
    assert names == ([shape.serialization["resultWrapper"]] if shape else []) + ["ResponseMetadata"]
    assert model.children(root[-1]) == {"RequestId": reply.headers["x-amzn-requestid"]}
    if shape is None:
        return {}
    model.check_xml(root[0], shape)
    content = _parser.parse({"body": reply.body, "headers": reply.headers, "status_code": reply.status}, shape)
    del content["ResponseMetadata"]
    assert set(content) == members
    return content


def check_error(reply, shape, text):
    code, status = ERRORS.get(shape, (shape, 400))
    assert reply.headers["Content-Type"].split(";")[0] == "text/xml"
    root = model.parse_xml(reply.body, NAMESPACE)
    assert root.tag == f"{{{NAMESPACE}}}ErrorResponse"
    assert model.child(root, "RequestId").text == reply.headers["x-amzn-requestid"]
    error = model.children(model.child(root, "Error"))
    assert (reply.status, error["Type"], error["Code"]) == (status, "Sender", code), error
    assert set(error) == {"Type", "Code", "Message"}
    if text is not None:
        assert error["Message"] == text
    return error["Message"]
