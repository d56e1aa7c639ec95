"""Every error of the model, provoked over both protocols and read off the wire."""

from typing import NamedTuple

import model
import pytest
import wire
from conftest import connect, unique
from scenes import Stage

PREFIX = "AWS.SimpleQueueService."

# Shape in JSON: code of the query protocol, HTTP status.
CODES = {
    "QueueDoesNotExist": (PREFIX + "NonExistentQueue", 400),
    "QueueNameExists": ("QueueAlreadyExists", 400),
    "QueueDeletedRecently": (PREFIX + "QueueDeletedRecently", 400),
    "PurgeQueueInProgress": (PREFIX + "PurgeQueueInProgress", 403),
    "OverLimit": ("OverLimit", 403),
    "EmptyBatchRequest": (PREFIX + "EmptyBatchRequest", 400),
    "TooManyEntriesInBatchRequest": (PREFIX + "TooManyEntriesInBatchRequest", 400),
    "BatchEntryIdsNotDistinct": (PREFIX + "BatchEntryIdsNotDistinct", 400),
    "BatchRequestTooLong": (PREFIX + "BatchRequestTooLong", 400),
    "InvalidBatchEntryId": (PREFIX + "InvalidBatchEntryId", 400),
    "ReceiptHandleIsInvalid": ("ReceiptHandleIsInvalid", 400),
    "InvalidMessageContents": ("InvalidMessageContents", 400),
    "InvalidAttributeName": ("InvalidAttributeName", 400),
    "InvalidAttributeValue": ("InvalidAttributeValue", 400),
    "ResourceNotFoundException": ("ResourceNotFoundException", 404),
    # Not in the model, but what AWS answers.
    "InvalidParameterValueException": ("InvalidParameterValue", 400),
    "MissingRequiredParameterException": ("MissingParameter", 400),
}

NOT_HERE = {
    "KmsAccessDenied": "no KMS is asked",
    "KmsDisabled": "no KMS is asked",
    "KmsInvalidKeyUsage": "no KMS is asked",
    "KmsInvalidState": "no KMS is asked",
    "KmsNotFound": "no KMS is asked",
    "KmsOptInRequired": "no KMS is asked",
    "KmsThrottled": "no KMS is asked",
    "InvalidSecurity": "signatures are not checked and HTTPS is not demanded",
    "InvalidAddress": "any account and host is served",
    "RequestThrottled": "nothing is throttled",
    "UnsupportedOperation": "AWS gives it for nothing that is recorded",
    "InvalidIdFormat": "deprecated: ReceiptHandleIsInvalid took its place",
    "MessageNotInflight": "AWS answers InvalidParameterValue where it once gave this",
}


class Case(NamedTuple):
    shape: str
    operation: str
    parameters: object  # a dict, or a function of the stage
    text: str | None = None

    def __str__(self):
        return f"{self.operation}-{self.shape}"


def entries(count, **more):
    return [{"Id": f"id_{n}", "MessageBody": "x", **more} for n in range(count)]


def batch(*list_of_entries):
    return lambda stage: {"QueueUrl": stage.queue(), "Entries": list(*list_of_entries)}


def handles(count):
    return [{"Id": f"id_{n}", "ReceiptHandle": "garbage"} for n in range(count)]


def arn(name):
    return f"arn:aws:sqs:us-east-1:000000000000:{name}"


BAD_ID = (
    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. "
    "It can be at most 80 letters long."
)
EIGHT_ACTIONS = [
    "SendMessage",
    "ReceiveMessage",
    "DeleteMessage",
    "ChangeMessageVisibility",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ListDeadLetterSourceQueues",
    "PurgeQueue",
]


def queue_of_another_delay(stage):
    return {"QueueName": stage.queue().rpartition("/")[2], "Attributes": {"DelaySeconds": "7"}}


def source_that_is_no_dead_letter_queue(stage):
    return {"SourceArn": stage.arn(stage.queue())}


def second_task(stage):
    dead, _ = stage.running_task()
    return {"SourceArn": stage.arn(dead)}


def handle_of_a_deleted_message(stage):
    url, handle = stage.received()
    stage.sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
    return {"QueueUrl": url, "ReceiptHandle": handle, "VisibilityTimeout": 5}


def with_queue(**parameters):
    return lambda stage: {"QueueUrl": stage.queue(), **parameters}


def with_fifo(**parameters):
    return lambda stage: {"QueueUrl": stage.make_queue(fifo=True), **parameters}


CASES = [
    Case("QueueNameExists", "CreateQueue", queue_of_another_delay,
         "A queue already exists with the same name and a different value for attribute DelaySeconds"),
    Case("OverLimit", "AddPermission",
         with_queue(Label="x", AWSAccountIds=["111111111111"], Actions=EIGHT_ACTIONS),
         "8 Actions were found, maximum allowed is 7."),
    Case("EmptyBatchRequest", "SendMessageBatch", batch([]),
         "There should be at least one SendMessageBatchRequestEntry in the request."),
    Case("EmptyBatchRequest", "DeleteMessageBatch", batch([]),
         "There should be at least one DeleteMessageBatchRequestEntry in the request."),
    Case("EmptyBatchRequest", "ChangeMessageVisibilityBatch", batch([]),
         "There should be at least one ChangeMessageVisibilityBatchRequestEntry in the request."),
    Case("TooManyEntriesInBatchRequest", "SendMessageBatch", batch(entries(20)),
         "Maximum number of entries per request are 10. You have sent 20."),
    Case("TooManyEntriesInBatchRequest", "DeleteMessageBatch", batch(handles(11)),
         "Maximum number of entries per request are 10. You have sent 11."),
    Case("TooManyEntriesInBatchRequest", "ChangeMessageVisibilityBatch", batch(handles(11)),
         "Maximum number of entries per request are 10. You have sent 11."),
    Case("BatchEntryIdsNotDistinct", "SendMessageBatch", batch([*entries(3), *entries(3)[2:]]), "Id id_2 repeated."),
    Case("BatchEntryIdsNotDistinct", "DeleteMessageBatch", batch(handles(2) + handles(1)), "Id id_0 repeated."),
    Case("BatchEntryIdsNotDistinct", "ChangeMessageVisibilityBatch", batch(handles(1) * 2), "Id id_0 repeated."),
    Case("BatchRequestTooLong", "SendMessageBatch", batch([{"Id": "1", "MessageBody": "x" * 1048577}]),
         "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes."),
    Case("BatchRequestTooLong", "SendMessageBatch",
         batch([{"Id": str(n), "MessageBody": "x" * 600_000} for n in range(2)]),
         "Batch requests cannot be longer than 1048576 bytes. You have sent 1200000 bytes."),
    Case("InvalidBatchEntryId", "SendMessageBatch", batch([{"Id": "a b", "MessageBody": "x"}]), BAD_ID),
    Case("InvalidBatchEntryId", "SendMessageBatch", batch([{"Id": "", "MessageBody": "x"}]), BAD_ID),
    Case("InvalidBatchEntryId", "SendMessageBatch", batch([{"Id": "a" * 81, "MessageBody": "x"}]), BAD_ID),
    Case("InvalidBatchEntryId", "DeleteMessageBatch", batch([{"Id": "é", "ReceiptHandle": "x"}]), BAD_ID),
    Case("InvalidBatchEntryId", "ChangeMessageVisibilityBatch", batch([{"Id": "a.b", "ReceiptHandle": "x"}]), BAD_ID),
    Case("ReceiptHandleIsInvalid", "DeleteMessage", with_queue(ReceiptHandle="garbage"),
         'The input receipt handle "garbage" is not a valid receipt handle.'),
    Case("ReceiptHandleIsInvalid", "ChangeMessageVisibility",
         with_queue(ReceiptHandle="garbage", VisibilityTimeout=1)),
    Case("InvalidMessageContents", "SendMessage", with_queue(MessageBody="\x01"),
         "Invalid characters found. Valid unicode characters are "
         "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"),
    Case("InvalidMessageContents", "SendMessage", with_queue(MessageBody="\ufffe")),
    Case("InvalidAttributeName", "GetQueueAttributes", with_queue(AttributeNames=["Foobar"]),
         "Unknown Attribute Foobar."),
    Case("InvalidAttributeName", "SetQueueAttributes", with_queue(Attributes={"Foobar": "1"}),
         "Unknown Attribute Foobar."),
    Case("InvalidAttributeName", "CreateQueue", lambda stage: {"QueueName": unique(), "Attributes": {"Foobar": "1"}},
         "Unknown Attribute Foobar."),
    Case("InvalidAttributeName", "ReceiveMessage", with_queue(MessageSystemAttributeNames=["Foobar"])),
    Case("InvalidAttributeValue", "SetQueueAttributes", with_queue(Attributes={"MaximumMessageSize": "1"}),
         "Invalid value for the parameter MaximumMessageSize."),
    Case("InvalidAttributeValue", "CreateQueue",
         lambda stage: {"QueueName": unique(), "Attributes": {"VisibilityTimeout": "never"}},
         "Invalid value for the parameter VisibilityTimeout."),
    Case("InvalidAttributeValue", "SetQueueAttributes",
         lambda stage: {"QueueUrl": stage.fifo(), "Attributes": {"FifoQueue": "false"}},
         "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported."),
    Case("InvalidParameterValueException", "CreateQueue", {"QueueName": "a/b"},
         "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"),
    Case("InvalidParameterValueException", "ReceiveMessage", with_queue(MaxNumberOfMessages=11),
         "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."),
    Case("InvalidParameterValueException", "ReceiveMessage", with_queue(MaxNumberOfMessages=0),
         "Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."),
    Case("InvalidParameterValueException", "ReceiveMessage", with_queue(WaitTimeSeconds=21),
         "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."),
    Case("InvalidParameterValueException", "ReceiveMessage", with_queue(WaitTimeSeconds=-1),
         "Value -1 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."),
    Case("InvalidParameterValueException", "SendMessage", with_queue(MessageBody="x", DelaySeconds=901),
         "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."),
    Case("InvalidParameterValueException", "SendMessage", with_queue(MessageBody="x" * 1048577),
         "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."),
    Case("InvalidParameterValueException", "SendMessage", with_queue(MessageBody="x", MessageDeduplicationId="x"),
         "Value x for parameter MessageDeduplicationId is invalid. Reason: "
         "The request includes a parameter that is not valid for this queue type."),
    Case("InvalidParameterValueException", "SendMessage",
         with_fifo(MessageBody="x", MessageGroupId="g", MessageDeduplicationId="d", DelaySeconds=2),
         "Value 2 for parameter DelaySeconds is invalid. Reason: "
         "The request include parameter that is not valid for this queue type."),
    Case("InvalidParameterValueException", "SendMessage", with_fifo(MessageBody="x", MessageGroupId="g"),
         "The queue should either have ContentBasedDeduplication enabled "
         "or MessageDeduplicationId provided explicitly"),
    Case("InvalidParameterValueException", "SendMessageBatch",
         lambda stage: {"QueueUrl": stage.fifo(), "Entries": entries(1)},
         "The request must contain the parameter MessageGroupId."),
    Case("InvalidParameterValueException", "SendMessage",
         with_queue(MessageBody="x", MessageAttributes={"ErrorDetails": {"DataType": "String", "StringValue": ""}}),
         "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'."),
    Case("InvalidParameterValueException", "SendMessage",
         with_queue(MessageBody="x",
                    MessageAttributes={f"a{n}": {"DataType": "String", "StringValue": "x"} for n in range(11)}),
         "Number of message attributes [11] exceeds the allowed maximum [10]."),
    Case("InvalidParameterValueException", "SendMessage",
         with_queue(MessageBody="x", MessageAttributes={"AWS.x": {"DataType": "String", "StringValue": "x"}})),
    Case("InvalidParameterValueException", "SendMessage",
         with_queue(MessageBody="x", MessageAttributes={"x": {"DataType": "Text", "StringValue": "x"}}),
         "The message attribute 'x' has an invalid message attribute type, "
         "the set of supported type prefixes is Binary, Number, and String."),
    Case("InvalidParameterValueException", "ChangeMessageVisibility", handle_of_a_deleted_message),
    Case("InvalidParameterValueException", "AddPermission",
         with_queue(Label="x", AWSAccountIds=["111111111111"], Actions=["RemovePermission"]),
         "Value SQS:RemovePermission for parameter ActionName is invalid. "
         "Reason: Only the queue owner is allowed to invoke this action."),
    Case("InvalidParameterValueException", "StartMessageMoveTask", {"SourceArn": "nonsense"},
         "You must use this format to specify the SourceArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>"),
    Case("InvalidParameterValueException", "StartMessageMoveTask", source_that_is_no_dead_letter_queue,
         "Source queue must be configured as a Dead Letter Queue."),
    Case("InvalidParameterValueException", "StartMessageMoveTask", second_task,
         "There is already a task running. "
         "Only one active task is allowed for a source queue arn at a given time."),
    Case("InvalidParameterValueException", "CancelMessageMoveTask", {"TaskHandle": "nonsense"},
         "Value for parameter TaskHandle is invalid."),
    Case("MissingRequiredParameterException", "SendMessage", with_queue(),
         "The request must contain the parameter MessageBody."),
    Case("MissingRequiredParameterException", "SendMessage", with_queue(MessageBody=""),
         "The request must contain the parameter MessageBody."),
    Case("MissingRequiredParameterException", "SendMessage", with_fifo(MessageBody="x", MessageDeduplicationId="d"),
         "The request must contain the parameter MessageGroupId."),
    Case("MissingRequiredParameterException", "TagQueue", with_queue(Tags={}),
         "The request must contain the parameter Tags."),
    Case("ResourceNotFoundException", "StartMessageMoveTask", {"SourceArn": arn("nowhere")},
         "The resource that you specified for the SourceArn parameter doesn't exist."),
    Case("ResourceNotFoundException", "ListMessageMoveTasks", {"SourceArn": arn("nowhere")},
         "The resource that you specified for the SourceArn parameter doesn't exist."),
    Case("ResourceNotFoundException", "StartMessageMoveTask",
         lambda stage: {"SourceArn": stage.arn(stage.redriven()[1]), "DestinationArn": arn("nowhere")},
         "The resource that you specified for the DestinationArn parameter doesn't exist."),
]


def check_json_error(reply, shape, text):
    code, status = CODES[shape]
    assert reply.headers["Content-Type"] == "application/x-amz-json-1.0"
    error = reply.json()
    assert (reply.status, error["__type"]) == (status, f"com.amazonaws.sqs#{shape}"), error
    assert reply.headers["x-amzn-query-error"] == f"{code};Sender"
    assert reply.headers["x-amzn-requestid"]
    assert isinstance(error["message"], str)
    if text:
        assert error["message"] == text


def check_query_error(reply, shape, text):
    code, status = CODES[shape]
    assert reply.headers["Content-Type"].split(";")[0] == "text/xml"
    root = model.parse_xml(reply.body)
    assert root.tag == f"{{{model.NAMESPACE}}}ErrorResponse"
    assert model.children(root)["RequestId"] == reply.headers["x-amzn-requestid"]
    error = model.children(model.child(root, "Error"))
    assert (reply.status, error["Type"], error["Code"]) == (status, "Sender", code), error
    assert set(error) <= {"Type", "Code", "Message", "Detail"}
    if text:
        assert error["Message"] == text


def provoke(endpoint, protocol, shape, operation, parameters, text=None):
    if protocol == "json":
        reply = wire.call_json(endpoint, operation, model.json_body(operation, parameters))
        check_json_error(reply, shape, text)
    else:
        reply = wire.call_query(endpoint, model.query_form(operation, parameters))
        check_query_error(reply, shape, text)


protocols = pytest.mark.parametrize("protocol", ["json", "query"])


@protocols
@pytest.mark.parametrize("case", CASES, ids=str)
def test_error(endpoint, sqs, make_queue, protocol, case):
    parameters = case.parameters
    if callable(parameters):
        parameters = parameters(Stage(sqs, make_queue))
    provoke(endpoint, protocol, case.shape, case.operation, parameters, case.text)


# What each operation needs besides the queue; values are good, only the queue is missing.
OTHER_MEMBERS = {
    "AWSAccountIds": ["111111111111"],
    "Actions": ["SendMessage"],
    "Attributes": {"DelaySeconds": "0"},
    "Label": "x",
    "MessageBody": "x",
    "ReceiptHandle": "garbage",
    "TagKeys": ["k"],
    "Tags": {"k": "v"},
    "VisibilityTimeout": 1,
}
ON_A_QUEUE = [
    operation
    for operation in model.OPERATIONS
    if "QueueUrl" in model.MODEL.operation_model(operation).input_shape.members
]


@protocols
@pytest.mark.parametrize("operation", [*ON_A_QUEUE, "GetQueueUrl"])
def test_a_queue_that_does_not_exist(endpoint, protocol, operation):
    needed = model.MODEL.operation_model(operation).input_shape.required_members
    parameters = {member: OTHER_MEMBERS[member] for member in needed if member in OTHER_MEMBERS}
    if operation == "GetQueueUrl":
        parameters["QueueName"] = unique()
    else:
        parameters["QueueUrl"] = f"{endpoint}/000000000000/{unique()}"
    if "Entries" in needed:
        entry = entries(1)[0] if operation == "SendMessageBatch" else handles(1)[0]
        parameters["Entries"] = [entry]
    text = "The specified queue does not exist" + ("." if protocol == "json" else " for this wsdl version.")
    provoke(endpoint, protocol, "QueueDoesNotExist", operation, parameters, text)


@protocols
def test_creating_a_queue_right_after_deleting_it(strict_server, protocol):
    sqs = connect(strict_server.endpoint)
    name = unique()
    sqs.delete_queue(QueueUrl=sqs.create_queue(QueueName=name)["QueueUrl"])
    text = "You must wait 60 seconds after deleting a queue before you can create another with the same name."
    provoke(strict_server.endpoint, protocol, "QueueDeletedRecently", "CreateQueue", {"QueueName": name}, text)


@protocols
def test_purging_a_queue_twice(strict_server, protocol):
    sqs = connect(strict_server.endpoint)
    name = unique()
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    sqs.purge_queue(QueueUrl=url)
    text = f"Only one PurgeQueue operation on {name} is allowed every 60 seconds."
    provoke(strict_server.endpoint, protocol, "PurgeQueueInProgress", "PurgeQueue", {"QueueUrl": url}, text)


def test_every_error_of_the_model_is_here():
    provoked = {case.shape for case in CASES}
    provoked |= {"QueueDoesNotExist", "QueueDeletedRecently", "PurgeQueueInProgress"}
    assert provoked == set(CODES)
    assert provoked.isdisjoint(NOT_HERE)
    assert set(model.ERRORS) <= provoked | set(NOT_HERE)


# What AWS says where a required member is missing but another error than MissingParameter follows.
MISSING = {
    "Entries": "EmptyBatchRequest",
    "AWSAccountIds": "InvalidParameterValueException",
    "TagKeys": "InvalidParameterValueException",
}


@pytest.mark.parametrize(
    ("operation", "member"),
    [
        (operation, member)
        for operation in model.OPERATIONS
        for member in model.MODEL.operation_model(operation).input_shape.required_members
        # AWS's answer to SetQueueAttributes without any is not known.
        if (operation, member) != ("SetQueueAttributes", "Attributes")
    ],
)
def test_a_required_member_that_is_missing(endpoint, queue, operation, member):
    needed = model.MODEL.operation_model(operation).input_shape.required_members
    good = OTHER_MEMBERS | {"QueueUrl": queue, "QueueName": unique(), "Entries": handles(1)}
    if operation == "SendMessageBatch":
        good["Entries"] = entries(1)
    good |= {"SourceArn": arn("nowhere"), "TaskHandle": "x"}
    parameters = {name: good[name] for name in needed if name != member}
    reply = wire.call_json(endpoint, operation, model.json_body(operation, parameters))
    shape = reply.json()["__type"].rpartition("#")[2]
    assert reply.status == 400
    assert shape in ("MissingRequiredParameterException", MISSING.get(member)), reply.body
