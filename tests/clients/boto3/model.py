"""AWS's own model of SQS, as botocore ships it, and replies checked against it; `sns/sns_model.py` is SNS's.

The model speaks of JSON only since 2023. The query protocol's names are no longer in it, so they
are put back here; then botocore's own query serializer and parser work on it as they used to.
"""

import base64
import copy
import re
import xml.etree.ElementTree as ElementTree

import botocore.loaders
import botocore.parsers
import botocore.serialize
from botocore.model import ServiceModel

NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/"

LIST_ELEMENTS = {
    "AWSAccountIdList": "AWSAccountId",
    "ActionNameList": "ActionName",
    "AttributeNameList": "AttributeName",
    "MessageAttributeNameList": "MessageAttributeName",
    "MessageSystemAttributeList": "MessageSystemAttributeName",
    "MessageList": "Message",
    "QueueUrlList": "QueueUrl",
    "TagKeyList": "TagKey",
    "BatchResultErrorEntryList": "BatchResultErrorEntry",
    "ListMessageMoveTasksResultEntryList": "ListMessageMoveTasksResultEntry",
} | {
    f"{operation}Batch{kind}EntryList": f"{operation}Batch{kind}Entry"
    for operation in ("SendMessage", "DeleteMessage", "ChangeMessageVisibility")
    for kind in ("Request", "Result")
}
MAP_ENTRIES = {
    "QueueAttributeMap": ("Name", "Value"),
    "MessageSystemAttributeMap": ("Name", "Value"),
    "MessageBodyAttributeMap": ("Name", "Value"),
    "MessageBodySystemAttributeMap": ("Name", "Value"),
    "TagMap": ("Key", "Value"),
}
MAP_MEMBERS = {
    "Attributes": "Attribute",
    "MessageAttributes": "MessageAttribute",
    "MessageSystemAttributes": "MessageSystemAttribute",
    "Tags": "Tag",
    "tags": "Tag",
}


def _with_query_names(description):
    description = copy.deepcopy(description)
    description["metadata"].update(protocol="query", xmlNamespace=NAMESPACE)
    for name, shape in description["shapes"].items():
        if name in LIST_ELEMENTS:
            shape["member"]["locationName"] = LIST_ELEMENTS[name]
        elif name in MAP_ENTRIES:
            shape["key"]["locationName"], shape["value"]["locationName"] = MAP_ENTRIES[name]
        elif shape["type"] == "structure":
            for member, target in shape["members"].items():
                if target["shape"] in MAP_ENTRIES:
                    target["locationName"] = MAP_MEMBERS[member]
    for name, operation in description["operations"].items():
        if "output" in operation:
            operation["output"]["resultWrapper"] = f"{name}Result"
    return description


_description = botocore.loaders.create_loader().load_service_model("sqs", "service-2")
MODEL = ServiceModel(_description)
QUERY_MODEL = ServiceModel(_with_query_names(_description))
OPERATIONS = MODEL.operation_names
ERRORS = sorted(shape for shape in MODEL.shape_names if MODEL.shape_for(shape).metadata.get("exception"))

_json_serializer = botocore.serialize.create_serializer("json", include_validation=False)
_query_serializer = botocore.serialize.create_serializer("query", include_validation=False)
_query_parser = botocore.parsers.create_parser("query")


def json_body(operation, parameters):
    return _json_serializer.serialize_to_request(parameters, MODEL.operation_model(operation))["body"]


def query_form(operation, parameters):
    return _query_serializer.serialize_to_request(parameters, QUERY_MODEL.operation_model(operation))["body"]


def parse_query(operation, reply):
    """What an SDK of the query protocol makes of the reply."""
    shape = QUERY_MODEL.operation_model(operation).output_shape
    parsed = _query_parser.parse(
        {"body": reply.body, "headers": reply.headers, "status_code": reply.status}, shape
    )
    del parsed["ResponseMetadata"]
    return parsed


def check_json(value, shape, at="reply", empty=False):
    """The model knows every member, each has its type, and nothing is null or, unless lists may be, empty."""
    match shape.type_name:
        case "structure":
            assert isinstance(value, dict), f"{at} is no object: {value!r}"
            for name, member in value.items():
                assert name in shape.members, f"{at}.{name} is not in the model"
                check_json(member, shape.members[name], f"{at}.{name}", empty)
        case "list":
            assert isinstance(value, list) and (value or empty), f"{at} is no list with something in it: {value!r}"
            for index, element in enumerate(value):
                check_json(element, shape.member, f"{at}[{index}]", empty)
        case "map":
            assert isinstance(value, dict) and value, f"{at} is no map with something in it: {value!r}"
            for key, element in value.items():
                check_json(key, shape.key, f"{at} key")
                check_json(element, shape.value, f"{at}[{key!r}]", empty)
        case "string":
            assert isinstance(value, str), f"{at} is no string: {value!r}"
            assert not shape.enum or value in shape.enum, f"{at} is {value!r}, not of {shape.enum}"
        case "integer" | "long":
            assert type(value) is int, f"{at} is no integer: {value!r}"
        case "float" | "double":
            assert type(value) in (int, float), f"{at} is no number: {value!r}"
        case "boolean":
            assert type(value) is bool, f"{at} is no boolean: {value!r}"
        case "timestamp":
            assert type(value) in (int, float), f"{at} is no number of seconds: {value!r}"
        case "blob":
            base64.b64decode(value, validate=True)
        case other:
            raise AssertionError(f"{at}: nothing here knows the type {other}")


def check_xml(element, shape, at=""):
    """As for JSON, over elements: SQS's lists and maps are flattened into those of their parent, SNS's are not."""
    at = f"{at}/{_local(element)}"
    match shape.type_name:
        case "structure":
            known = {}
            for name, member in shape.members.items():
                known[_element_name(name, member)] = member
            for child in element:
                member = known.get(_local(child))
                assert member is not None, f"{at}/{_local(child)} is not in the model"
                if not _is_flat(member):
                    check_xml(child, member, at)
                elif member.type_name == "list":
                    check_xml(child, member.member, at)
                else:
                    _check_entry(child, member, at)
            once = [_local(c) for c in element if not _is_flat(known[_local(c)])]
            assert len(once) == len(set(once)), f"{at} repeats one of {once}"
            assert not (element.text or "").strip(), f"{at} has text: {element.text!r}"
        case "list":
            for child in element:
                assert _local(child) == "member", f"{at}/{_local(child)} is not member"
                check_xml(child, shape.member, at)
        case "map":
            for child in element:
                assert _local(child) == "entry", f"{at}/{_local(child)} is not entry"
                _check_entry(child, shape, at)
        case "string":
            assert len(element) == 0, f"{at} has elements"
            assert not shape.enum or element.text in shape.enum, f"{at} is {element.text!r}, not of {shape.enum}"
        case "integer" | "long":
            assert re.fullmatch(r"-?\d+", element.text or ""), f"{at} is no integer: {element.text!r}"
        case "boolean":
            assert element.text in ("true", "false"), f"{at} is no boolean: {element.text!r}"
        case "blob":
            base64.b64decode(element.text or "", validate=True)
        case other:
            raise AssertionError(f"{at}: nothing here knows the type {other}")


def parse_xml(body, namespace=NAMESPACE):
    """The reply's root, which must be in the service's namespace with all that is in it."""
    root = ElementTree.fromstring(body)
    for element in root.iter():
        assert element.tag.startswith(f"{{{namespace}}}"), f"{element.tag} is in another namespace"
    return root


def children(element):
    """Texts of an element's children by name; these must be leaves."""
    return {_local(child): child.text for child in element}


def child(element, name):
    return element.find(f"{{*}}{name}")


def _local(element):
    return element.tag.rpartition("}")[2]


def _is_flat(shape):
    return shape.type_name in ("list", "map") and shape.serialization.get("flattened", False)


def _element_name(name, member):
    if member.type_name == "list" and _is_flat(member):
        return member.member.serialization.get("name", name)
    return member.serialization.get("name", name)


def _check_entry(element, shape, at):
    key, value = (part.serialization.get("name", name) for part, name in ((shape.key, "key"), (shape.value, "value")))
    assert [_local(c) for c in element] == [key, value], f"{at}/{_local(element)} is not {key}, {value}"
    check_xml(element[0], shape.key, at)
    check_xml(element[1], shape.value, at)
