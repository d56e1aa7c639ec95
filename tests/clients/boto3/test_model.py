"""Every operation over both protocols, each raw reply checked against AWS's own model."""

import json

import model
import pytest
import scenes
import wire
from scenes import Stage

PROTOCOLS = ["json", "query"]


@pytest.fixture
def stage(sqs, make_queue):
    return Stage(sqs, make_queue)


def check_json_reply(operation, reply, members):
    assert reply.status == 200, reply.body
    assert reply.headers["Content-Type"] == "application/x-amz-json-1.0"
    assert reply.headers["x-amzn-requestid"]
    shape = model.MODEL.operation_model(operation).output_shape
    if shape is None:
        assert reply.body in (b"", b"{}")
        return {}
    content = reply.json()
    model.check_json(content, shape)
    assert set(content) == members
    return content


def check_query_reply(operation, reply, members):
    assert reply.status == 200, reply.body
    assert reply.headers["Content-Type"].split(";")[0] == "text/xml"
    root = model.parse_xml(reply.body)
    assert root.tag == f"{{{model.NAMESPACE}}}{operation}Response"
    shape = model.QUERY_MODEL.operation_model(operation).output_shape
    names = [child.tag.rpartition("}")[2] for child in root]
    assert names == ([f"{operation}Result"] if shape else []) + ["ResponseMetadata"]
    assert model.children(root[-1]) == {"RequestId": reply.headers["x-amzn-requestid"]}
    if shape is None:
        return {}
    model.check_xml(root[0], shape)
    content = model.parse_query(operation, reply)
    assert set(content) == members
    return content


def call(endpoint, protocol, operation, scene):
    if protocol == "json":
        reply = wire.call_json(endpoint, operation, model.json_body(operation, scene.parameters))
        return check_json_reply(operation, reply, scene.members)
    reply = wire.call_query(endpoint, model.query_form(operation, scene.parameters))
    return check_query_reply(operation, reply, scene.members)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("operation", model.OPERATIONS)
def test_operation(endpoint, stage, protocol, operation):
    scene = getattr(scenes, operation)(stage)
    call(endpoint, protocol, operation, scene)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("variant", scenes.VARIANTS, ids=lambda variant: variant.__name__)
def test_variant(endpoint, stage, protocol, variant):
    operation, scene = variant(stage)
    call(endpoint, protocol, operation, scene)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_message_comes_out_as_it_went_in(endpoint, stage, protocol):
    content = call(endpoint, protocol, "ReceiveMessage", scenes.ReceiveMessage(stage))
    rich, bare = content["Messages"]
    assert rich["Body"] == "x < y & \"z\"\r\n"
    assert rich["MessageAttributes"]["text"]["StringValue"] == "x < y & \"z\"\r\n"
    assert rich["MessageAttributes"]["number"]["StringValue"] == "007"
    raw = rich["MessageAttributes"]["bytes"]["BinaryValue"]
    assert raw == ("AAH/" if protocol == "json" else b"\x00\x01\xff")
    assert set(rich["Attributes"]) == {
        "SenderId",
        "SentTimestamp",
        "ApproximateReceiveCount",
        "ApproximateFirstReceiveTimestamp",
        "SequenceNumber",
        "MessageDeduplicationId",
        "MessageGroupId",
        "AWSTraceHeader",
    }
    assert set(bare) == {"MessageId", "ReceiptHandle", "MD5OfBody", "Body", "Attributes"}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_move_task_tells_what_was_asked(endpoint, stage, protocol):
    [task] = call(endpoint, protocol, "ListMessageMoveTasks", scenes.ListMessageMoveTasks(stage))["Results"]
    assert task["Status"] == "RUNNING"
    assert task["MaxNumberOfMessagesPerSecond"] == 1
    assert task["ApproximateNumberOfMessagesToMove"] == 5
    assert task["StartedTimestamp"] > 1_600_000_000_000
    assert {"TaskHandle", "SourceArn", "DestinationArn", "ApproximateNumberOfMessagesMoved"} <= set(task)
    assert "FailureReason" not in task


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_both_lists_of_system_attributes(endpoint, stage, sqs, protocol):
    url = stage.queue()
    sqs.send_message(QueueUrl=url, MessageBody="x")
    parameters = {
        "QueueUrl": url,
        "AttributeNames": ["SenderId"],
        "MessageSystemAttributeNames": ["SentTimestamp"],
    }
    [message] = call(endpoint, protocol, "ReceiveMessage", scenes.Scene(parameters, {"Messages"}))["Messages"]
    # AWS's two protocols differ in which list wins.
    assert set(message["Attributes"]) == {"SentTimestamp" if protocol == "json" else "SenderId"}


# --- ways in ----------------------------------------------------------------------------------


def path_of(url):
    return "/" + "/".join(url.split("/")[-2:])


def test_query_parameters_of_a_get(endpoint, sqs, queue):
    reply = wire.send(endpoint, "GET", f"{path_of(queue)}?Action=SendMessage&MessageBody=hello%20there")
    check_query_reply("SendMessage", reply, {"MessageId", "MD5OfMessageBody"})
    [message] = sqs.receive_message(QueueUrl=queue)["Messages"]
    assert message["Body"] == "hello there"
    name = queue.rpartition("/")[2]
    reply = wire.send(endpoint, "GET", f"/?Action=ListQueues&Version=2012-11-05&QueueNamePrefix={name}")
    assert check_query_reply("ListQueues", reply, {"QueueUrls"})["QueueUrls"] == [queue]


def test_query_on_the_queue_s_path(endpoint, sqs, queue, make_queue):
    other = make_queue()
    form = {"Action": "SendMessage", "MessageBody": "by path"}
    check_query_reply(
        "SendMessage", wire.call_query(endpoint, form, path_of(queue)), {"MessageId", "MD5OfMessageBody"}
    )
    form |= {"QueueUrl": other, "MessageBody": "by parameter"}
    check_query_reply(
        "SendMessage", wire.call_query(endpoint, form, path_of(queue)), {"MessageId", "MD5OfMessageBody"}
    )
    assert [m["Body"] for m in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]] == ["by path"]
    assert sqs.receive_message(QueueUrl=other)["Messages"][0]["Body"] == "by parameter"


def test_json_on_the_queue_s_path(endpoint, sqs, queue, make_queue):
    other = make_queue()
    body = json.dumps({"QueueUrl": other, "MessageBody": "x"})
    reply = wire.send(endpoint, "POST", path_of(queue), body, wire.json_headers("SendMessage"))
    check_json_reply("SendMessage", reply, {"MessageId", "MD5OfMessageBody"})
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    assert sqs.receive_message(QueueUrl=other)["Messages"][0]["Body"] == "x"


def test_the_single_attribute_of_old_clients(endpoint, sqs, queue):
    form = {"Action": "SetQueueAttributes", "Attribute.Name": "VisibilityTimeout", "Attribute.Value": "17"}
    check_query_reply("SetQueueAttributes", wire.call_query(endpoint, form, path_of(queue)), set())
    reply = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])
    assert reply["Attributes"] == {"VisibilityTimeout": "17"}


def test_a_url_has_the_host_that_the_caller_used(endpoint, queue):
    name = queue.rpartition("/")[2]
    reply = wire.call_json(endpoint, "GetQueueUrl", {"QueueName": name}, Host="eventyard.test:8080")
    assert reply.json()["QueueUrl"] == f"http://eventyard.test:8080/000000000000/{name}"
