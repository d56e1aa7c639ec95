"""What a program does with queues all its life, through boto3 as people use it."""

import hashlib
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError
from conftest import unique


def attribute(sqs, url, name):
    reply = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return reply.get("Attributes", {}).get(name)


def receive(sqs, url, **more):
    more = {
        "MaxNumberOfMessages": 10,
        "MessageAttributeNames": ["All"],
        "MessageSystemAttributeNames": ["All"],
    } | more
    return sqs.receive_message(QueueUrl=url, **more).get("Messages", [])


def bodies(messages):
    return [message["Body"] for message in messages]


def counts(sqs, url):
    """Visible, in flight, delayed."""
    kinds = ["", "NotVisible", "Delayed"]
    names = [f"ApproximateNumberOfMessages{kind}" for kind in kinds]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return tuple(int(attributes[name]) for name in names)


# --- queues ---------------------------------------------------------------------------------


def test_a_queue_from_creation_to_deletion(sqs, name):
    url = sqs.create_queue(QueueName=name, Attributes={"DelaySeconds": "0"}, tags={"stage": "test"})["QueueUrl"]
    assert url.endswith(f"/000000000000/{name}")
    assert sqs.get_queue_url(QueueName=name)["QueueUrl"] == url
    assert sqs.list_queues(QueueNamePrefix=name)["QueueUrls"] == [url]

    sent = sqs.send_message(QueueUrl=url, MessageBody="Hello\r\n<&>\"'😀")
    assert sent["MD5OfMessageBody"] == hashlib.md5("Hello\r\n<&>\"'😀".encode()).hexdigest()
    assert "MD5OfMessageAttributes" not in sent
    assert "SequenceNumber" not in sent
    assert counts(sqs, url) == (1, 0, 0)
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=900)
    assert counts(sqs, url) == (1, 0, 1)

    [message] = receive(sqs, url)
    assert message["MessageId"] == sent["MessageId"]
    assert message["Body"] == "Hello\r\n<&>\"'😀"
    assert "MessageAttributes" not in message
    assert "MD5OfMessageAttributes" not in message
    assert sorted(message["Attributes"]) == [
        "ApproximateFirstReceiveTimestamp",
        "ApproximateReceiveCount",
        "SenderId",
        "SentTimestamp",
    ]
    assert counts(sqs, url) == (0, 1, 1)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert counts(sqs, url) == (0, 0, 1)
    sqs.purge_queue(QueueUrl=url)
    assert counts(sqs, url) == (0, 0, 0)

    sqs.delete_queue(QueueUrl=url)
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.get_queue_url(QueueName=name)
    assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix=name)


def test_creating_a_queue_again(sqs, make_queue):
    url = make_queue(VisibilityTimeout="40")
    name = url.rpartition("/")[2]
    assert sqs.create_queue(QueueName=name)["QueueUrl"] == url
    assert sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "40"})["QueueUrl"] == url
    assert sqs.create_queue(QueueName=name, Attributes={"DelaySeconds": "0"})["QueueUrl"] == url
    with pytest.raises(sqs.exceptions.QueueNameExists) as refused:
        sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "41"})
    assert refused.value.response["Error"]["Message"] == (
        "A queue already exists with the same name and a different value for attribute VisibilityTimeout"
    )


@pytest.mark.parametrize(
    ("queue_name", "attributes"),
    [
        ("", {}),
        ("a/b", {}),
        ("a b", {}),
        ("a" * 81, {}),
        ("plain.fifo", {}),
        ("plain", {"FifoQueue": "true"}),
        ("a" * 76 + ".fifo", {"FifoQueue": "true"}),
    ],
)
def test_names_that_are_refused(sqs, queue_name, attributes):
    with pytest.raises(ClientError) as refused:
        sqs.create_queue(QueueName=queue_name, Attributes=attributes)
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_listing_page_by_page(sqs, name, request):
    urls = [sqs.create_queue(QueueName=f"{name}-{n}")["QueueUrl"] for n in range(5)]
    request.addfinalizer(lambda: [sqs.delete_queue(QueueUrl=url) for url in urls])
    assert sqs.list_queues(QueueNamePrefix=name)["QueueUrls"] == urls
    assert "NextToken" not in sqs.list_queues(QueueNamePrefix=name)
    pages = sqs.get_paginator("list_queues").paginate(QueueNamePrefix=name, PaginationConfig={"PageSize": 2})
    assert [page.get("QueueUrls") for page in pages] == [urls[:2], urls[2:4], urls[4:]]
    assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix=name.upper())


def test_a_queue_is_found_whatever_host_its_url_has(sqs, queue):
    account_and_name = "/".join(queue.split("/")[-2:])
    for host in ("https://sqs.us-east-1.amazonaws.com", "http://somewhere.example:1234", "https://queue.amazonaws.com"):
        sqs.send_message(QueueUrl=f"{host}/{account_and_name}", MessageBody=host)
    assert counts(sqs, queue) == (3, 0, 0)


# --- attributes, tags, permissions ----------------------------------------------------------

STANDARD = {
    "ApproximateNumberOfMessages": "0",
    "ApproximateNumberOfMessagesDelayed": "0",
    "ApproximateNumberOfMessagesNotVisible": "0",
    "DelaySeconds": "0",
    "MaximumMessageSize": "1048576",
    "MessageRetentionPeriod": "345600",
    "ReceiveMessageWaitTimeSeconds": "0",
    "SqsManagedSseEnabled": "true",
    "VisibilityTimeout": "30",
}
FIFO = {
    "ContentBasedDeduplication": "false",
    "DeduplicationScope": "queue",
    "FifoQueue": "true",
    "FifoThroughputLimit": "perQueue",
}


@pytest.mark.parametrize("is_fifo", [False, True])
def test_attributes_of_a_new_queue(sqs, make_queue, is_fifo):
    url = make_queue(fifo=is_fifo)
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes.pop("QueueArn") == "arn:aws:sqs:us-east-1:000000000000:" + url.rpartition("/")[2]
    assert attributes.pop("CreatedTimestamp") == attributes.pop("LastModifiedTimestamp")
    assert attributes == STANDARD | (FIFO if is_fifo else {})


def test_setting_attributes(sqs, queue):
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "0", "DelaySeconds": "5"})
    reply = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout", "DelaySeconds", "Policy"])
    assert reply["Attributes"] == {"VisibilityTimeout": "0", "DelaySeconds": "5"}
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=queue)
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"KmsMasterKeyId": "alias/aws/sqs"})
    assert attribute(sqs, queue, "SqsManagedSseEnabled") == "false"
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"KmsMasterKeyId": "", "RedrivePolicy": "", "Policy": ""})
    for gone in ("KmsMasterKeyId", "RedrivePolicy", "Policy"):
        assert attribute(sqs, queue, gone) is None


@pytest.mark.parametrize(
    ("attributes", "code", "text"),
    [
        ({"Foobar": "1"}, "InvalidAttributeName", "Unknown Attribute Foobar."),
        ({"FifoQueue": "false"}, "InvalidAttributeName", "Unknown Attribute FifoQueue."),
        ({"ContentBasedDeduplication": "true"}, "InvalidAttributeName", "Unknown Attribute ContentBasedDeduplication."),
        (
            {"DeduplicationScope": "queue"},
            "InvalidAttributeName",
            "You can specify the DeduplicationScope only when FifoQueue is set to true.",
        ),
        (
            {"KmsMasterKeyId": "key", "SqsManagedSseEnabled": "true"},
            "InvalidAttributeName",
            "You can use one type of server-side encryption (SSE) at one time. "
            "You can either enable KMS SSE or SQS SSE.",
        ),
        ({"QueueArn": "arn:aws:sqs:us-east-1:1:x"}, "InvalidAttributeName", None),
        ({"MaximumMessageSize": "1023"}, "InvalidAttributeValue", "Invalid value for the parameter MaximumMessageSize."),
        ({"MaximumMessageSize": "1048577"}, "InvalidAttributeValue", None),
        ({"MessageRetentionPeriod": "59"}, "InvalidAttributeValue", None),
        ({"DelaySeconds": "901"}, "InvalidAttributeValue", None),
        ({"VisibilityTimeout": "43201"}, "InvalidAttributeValue", None),
        ({"ReceiveMessageWaitTimeSeconds": "21"}, "InvalidAttributeValue", None),
        ({"VisibilityTimeout": "soon"}, "InvalidAttributeValue", None),
        ({"VisibilityTimeout": "-1"}, "InvalidAttributeValue", None),
    ],
)
def test_attributes_that_are_refused(sqs, queue, attributes, code, text):
    with pytest.raises(ClientError) as refused:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes=attributes)
    assert refused.value.response["Error"]["Code"] == code
    if text:
        assert refused.value.response["Error"]["Message"] == text


def test_tags(sqs, name, request):
    url = sqs.create_queue(QueueName=name, tags={"a": "1", "A": "2"})["QueueUrl"]
    request.addfinalizer(lambda: sqs.delete_queue(QueueUrl=url))
    sqs.tag_queue(QueueUrl=url, Tags={"a": "3", "empty": ""})
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"a": "3", "A": "2", "empty": ""}
    sqs.untag_queue(QueueUrl=url, TagKeys=["A", "empty", "unknown"])
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"a": "3"}
    sqs.untag_queue(QueueUrl=url, TagKeys=["a"])
    assert "Tags" not in sqs.list_queue_tags(QueueUrl=url)


def test_permissions(sqs, queue):
    arn = attribute(sqs, queue, "QueueArn")
    sqs.add_permission(QueueUrl=queue, Label="one", AWSAccountIds=["111111111111"], Actions=["SendMessage"])
    sqs.add_permission(
        QueueUrl=queue,
        Label="two",
        AWSAccountIds=["111111111111", "222222222222"],
        Actions=["ReceiveMessage", "DeleteMessage"],
    )
    assert json.loads(attribute(sqs, queue, "Policy")) == {
        "Version": "2008-10-17",
        "Id": f"{arn}/SQSDefaultPolicy",
        "Statement": [
            {
                "Sid": "one",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
                "Action": "SQS:SendMessage",
                "Resource": arn,
            },
            {
                "Sid": "two",
                "Effect": "Allow",
                "Principal": {"AWS": ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"]},
                "Action": ["SQS:ReceiveMessage", "SQS:DeleteMessage"],
                "Resource": arn,
            },
        ],
    }
    with pytest.raises(ClientError) as refused:
        sqs.add_permission(QueueUrl=queue, Label="one", AWSAccountIds=["111111111111"], Actions=["SendMessage"])
    assert refused.value.response["Error"]["Message"] == (
        "Value one for parameter Label is invalid. Reason: Already exists."
    )
    with pytest.raises(ClientError) as refused:
        sqs.remove_permission(QueueUrl=queue, Label="three")
    assert refused.value.response["Error"]["Message"] == (
        "Value three for parameter Label is invalid. Reason: can't find label."
    )
    sqs.remove_permission(QueueUrl=queue, Label="one")
    sqs.remove_permission(QueueUrl=queue, Label="two")
    assert attribute(sqs, queue, "Policy") is None


# --- messages -------------------------------------------------------------------------------

TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"


@pytest.mark.parametrize(
    ("attributes", "md5"),
    [
        ({"k": ("String", "x")}, "a45daa70926828a2f0a1db3418e6feb4"),
        ({"timestamp": ("Number", "1493147359900")}, "235c5c510d26fb653d073faed50ae77c"),
        (
            {"Help.Me": ("String", "Me"), "Hello": ("String", "There"), "General": ("String", "Kenobi")},
            "4c360f3fdafd970e05fae2f149d997f5",
        ),
        (
            {"attr1": ("Binary", b"traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01")},
            "8cbe4db156db8a94db8b801b7addb984",
        ),
    ],
)
def test_message_attributes_and_their_md5(sqs, queue, attributes, md5):
    attributes = {
        name: {"DataType": kind, "BinaryValue" if kind == "Binary" else "StringValue": value}
        for name, (kind, value) in attributes.items()
    }
    sent = sqs.send_message(
        QueueUrl=queue,
        MessageBody="x",
        MessageAttributes=attributes,
        MessageSystemAttributes={"AWSTraceHeader": {"DataType": "String", "StringValue": TRACE}},
    )
    assert sent["MD5OfMessageAttributes"] == md5
    assert sent["MD5OfMessageSystemAttributes"] == "5ae4d5d7636402d80f4eb6d213245a88"
    [message] = receive(sqs, queue)
    assert message["MessageAttributes"] == attributes
    assert message["MD5OfMessageAttributes"] == md5
    assert message["Attributes"]["AWSTraceHeader"] == TRACE


@pytest.mark.parametrize(
    ("wanted", "found", "md5"),
    [
        (["All"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"),
        ([".*"], ["General", "Hello", "Help.Me"], "4c360f3fdafd970e05fae2f149d997f5"),
        (["Hello", "General"], ["General", "Hello"], "fca026605781cb4126a1e9044df24232"),
        (["Hel.*"], ["Hello", "Help.Me"], None),
        (["Help"], [], None),
        (["AWS.", "..foo"], [], None),
        ([], [], None),
    ],
)
def test_asking_for_message_attributes(sqs, queue, wanted, found, md5):
    values = {"Help.Me": "Me", "Hello": "There", "General": "Kenobi"}
    sqs.send_message(
        QueueUrl=queue,
        MessageBody="x",
        MessageAttributes={k: {"DataType": "String", "StringValue": v} for k, v in values.items()},
    )
    [message] = receive(sqs, queue, MessageAttributeNames=wanted)
    assert sorted(message.get("MessageAttributes", {})) == found
    if found:
        assert md5 in (None, message["MD5OfMessageAttributes"])
    else:
        assert "MessageAttributes" not in message
        assert "MD5OfMessageAttributes" not in message


def test_visibility(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    [first] = receive(sqs, queue)
    assert receive(sqs, queue) == []
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
    [second] = receive(sqs, queue, VisibilityTimeout=0)
    [third] = receive(sqs, queue)
    assert [m["Attributes"]["ApproximateReceiveCount"] for m in (first, second, third)] == ["1", "2", "3"]
    assert len({m["ReceiptHandle"] for m in (first, second, third)}) == 3
    firsts = {m["Attributes"]["ApproximateFirstReceiveTimestamp"] for m in (first, second, third)}
    assert len(firsts) == 1
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=third["ReceiptHandle"])
    with pytest.raises(ClientError) as refused:
        sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=third["ReceiptHandle"], VisibilityTimeout=9)
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_sizes(sqs, make_queue):
    url = make_queue(MaximumMessageSize="1024")
    sqs.send_message(QueueUrl=url, MessageBody="x" * 1024)
    with pytest.raises(ClientError) as refused:
        sqs.send_message(QueueUrl=url, MessageBody="x" * 1025)
    assert refused.value.response["Error"]["Message"] == (
        "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."
    )
    with pytest.raises(ClientError):
        sqs.send_message(
            QueueUrl=url,
            MessageBody="x" * 1010,
            MessageAttributes={"name": {"DataType": "String", "StringValue": "value"}},
        )
    url = make_queue()
    body = "x" * 1048576
    assert sqs.send_message(QueueUrl=url, MessageBody=body)["MD5OfMessageBody"] == hashlib.md5(body.encode()).hexdigest()
    [message] = receive(sqs, url)
    assert message["Body"] == body
    with pytest.raises(ClientError) as refused:
        sqs.send_message(QueueUrl=url, MessageBody=body + "x")
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"


# --- batches --------------------------------------------------------------------------------


def test_a_batch_fails_in_part(sqs, make_queue):
    url = make_queue(MaximumMessageSize="1024")
    reply = sqs.send_message_batch(
        QueueUrl=url,
        Entries=[
            {"Id": "good", "MessageBody": "fine"},
            {"Id": "control", "MessageBody": "\x01"},
            {"Id": "large", "MessageBody": "x" * 1025},
            {"Id": "late", "MessageBody": "x", "DelaySeconds": 901},
            {
                "Id": "rich",
                "MessageBody": "fine too",
                "MessageAttributes": {"k": {"DataType": "String", "StringValue": "x"}},
            },
        ],
    )
    assert [entry["Id"] for entry in reply["Successful"]] == ["good", "rich"]
    assert reply["Successful"][0]["MD5OfMessageBody"] == hashlib.md5(b"fine").hexdigest()
    assert "MD5OfMessageAttributes" not in reply["Successful"][0]
    assert reply["Successful"][1]["MD5OfMessageAttributes"] == "a45daa70926828a2f0a1db3418e6feb4"
    failed = {entry["Id"]: entry for entry in reply["Failed"]}
    assert {entry["Id"]: (entry["Code"], entry["SenderFault"]) for entry in reply["Failed"]} == {
        "control": ("InvalidMessageContents", True),
        "large": ("InvalidParameterValue", True),
        "late": ("InvalidParameterValue", True),
    }
    assert failed["large"]["Message"] == (
        "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes."
    )

    messages = receive(sqs, url)
    assert sorted(bodies(messages)) == ["fine", "fine too"]
    handles = [message["ReceiptHandle"] for message in messages]
    changed = sqs.change_message_visibility_batch(
        QueueUrl=url,
        Entries=[
            {"Id": "0", "ReceiptHandle": handles[0], "VisibilityTimeout": 0},
            {"Id": "garbage", "ReceiptHandle": "garbage", "VisibilityTimeout": 0},
            {"Id": "1", "ReceiptHandle": handles[1], "VisibilityTimeout": 43201},
        ],
    )
    assert [entry["Id"] for entry in changed["Successful"]] == ["0"]
    assert {entry["Id"]: entry["Code"] for entry in changed["Failed"]} == {
        "garbage": "ReceiptHandleIsInvalid",
        "1": "InvalidParameterValue",
    }
    assert counts(sqs, url) == (1, 1, 0)
    deleted = sqs.delete_message_batch(
        QueueUrl=url,
        Entries=[{"Id": f"id_{n}", "ReceiptHandle": handle} for n, handle in enumerate(handles)],
    )
    assert [entry["Id"] for entry in deleted["Successful"]] == ["id_0", "id_1"]
    assert "Failed" not in deleted
    assert counts(sqs, url) == (0, 0, 0)


# --- FIFO -----------------------------------------------------------------------------------


def send(sqs, url, group, body, **more):
    return sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId=group, **more)


def test_fifo_order_and_locking(sqs, fifo):
    for group, body in [("g1", "m1"), ("g2", "n1"), ("g1", "m2"), ("g1", "m3")]:
        send(sqs, fifo, group, body)
    first = receive(sqs, fifo)
    assert bodies(first) == ["m1", "m2", "m3", "n1"]
    assert counts(sqs, fifo) == (0, 4, 0)
    numbers = [int(message["Attributes"]["SequenceNumber"]) for message in first[:3]]
    assert numbers == sorted(set(numbers))
    assert all(len(message["Attributes"]["SequenceNumber"]) == 20 for message in first)
    send(sqs, fifo, "g1", "m4")
    assert receive(sqs, fifo) == []
    sqs.change_message_visibility(QueueUrl=fifo, ReceiptHandle=first[0]["ReceiptHandle"], VisibilityTimeout=0)
    assert bodies(receive(sqs, fifo, VisibilityTimeout=0)) == ["m1"]
    [again] = receive(sqs, fifo)
    for message in [again, *first[1:3]]:
        sqs.delete_message(QueueUrl=fifo, ReceiptHandle=message["ReceiptHandle"])
    assert bodies(receive(sqs, fifo)) == ["m4"]


def test_a_locked_group_does_not_hold_up_another(sqs, fifo):
    for group, body in [("a", "a1"), ("a", "a2"), ("b", "b1")]:
        send(sqs, fifo, group, body)
    assert bodies(receive(sqs, fifo, MaxNumberOfMessages=1)) == ["a1"]
    assert counts(sqs, fifo) == (2, 1, 0)
    assert bodies(receive(sqs, fifo)) == ["b1"]


def test_deduplication(sqs, fifo):
    first = send(sqs, fifo, "g", "Test")
    assert send(sqs, fifo, "other", "Test")["MessageId"] == first["MessageId"]
    digest = "532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25"
    twin = send(sqs, fifo, "g", "another body", MessageDeduplicationId=digest)
    assert twin["MessageId"] == first["MessageId"]
    assert twin["SequenceNumber"] == first["SequenceNumber"]
    assert twin["MD5OfMessageBody"] == hashlib.md5(b"another body").hexdigest()
    [message] = receive(sqs, fifo)
    assert message["Attributes"]["MessageDeduplicationId"] == digest
    sqs.delete_message(QueueUrl=fifo, ReceiptHandle=message["ReceiptHandle"])
    assert send(sqs, fifo, "g", "Test")["MessageId"] == first["MessageId"]
    assert receive(sqs, fifo) == []
    sqs.purge_queue(QueueUrl=fifo)
    assert send(sqs, fifo, "g", "Test")["MessageId"] != first["MessageId"]
    assert bodies(receive(sqs, fifo)) == ["Test"]


def test_deduplication_by_group(sqs, make_queue):
    url = make_queue(fifo=True, DeduplicationScope="messageGroup", FifoThroughputLimit="perMessageGroupId")
    first = send(sqs, url, "a", "x", MessageDeduplicationId="1")
    assert send(sqs, url, "a", "y", MessageDeduplicationId="1")["MessageId"] == first["MessageId"]
    assert send(sqs, url, "b", "z", MessageDeduplicationId="1")["MessageId"] != first["MessageId"]
    assert sorted(bodies(receive(sqs, url))) == ["x", "z"]


def test_what_a_fifo_queue_demands(sqs, make_queue):
    url = make_queue(fifo=True)
    with pytest.raises(ClientError) as refused:
        sqs.send_message(QueueUrl=url, MessageBody="x", MessageDeduplicationId="1")
    assert refused.value.response["Error"]["Code"] == "MissingParameter"
    assert refused.value.response["Error"]["Message"] == "The request must contain the parameter MessageGroupId."
    with pytest.raises(ClientError) as refused:
        send(sqs, url, "g", "x")
    assert refused.value.response["Error"]["Message"] == (
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
    )
    with pytest.raises(ClientError) as refused:
        send(sqs, url, "group 123", "x", MessageDeduplicationId="1")
    assert refused.value.response["Error"]["Message"] == (
        "Value group 123 for parameter MessageGroupId is invalid. Reason: "
        "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length."
    )
    with pytest.raises(ClientError) as refused:
        send(sqs, url, "g", "x", MessageDeduplicationId="1", DelaySeconds=2)
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"
    send(sqs, url, "g", "x", MessageDeduplicationId="1", DelaySeconds=0)


def test_groups_of_a_standard_queue_lock_nothing(sqs, queue):
    for body in ("one", "two"):
        assert "SequenceNumber" not in send(sqs, queue, "tenant", body)
    [first] = receive(sqs, queue, MaxNumberOfMessages=1)
    assert first["Attributes"]["MessageGroupId"] == "tenant"
    assert bodies(receive(sqs, queue)) == ["two"]


# --- dead letters ---------------------------------------------------------------------------


def redrive(sqs, dead, times):
    return json.dumps({"deadLetterTargetArn": attribute(sqs, dead, "QueueArn"), "maxReceiveCount": times})


@pytest.mark.parametrize("times", [1, 2, "2"])
def test_dead_letters(sqs, make_queue, times):
    dead = make_queue()
    source = make_queue(RedrivePolicy=redrive(sqs, dead, times), VisibilityTimeout="0")
    assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [source]
    sent = sqs.send_message(QueueUrl=source, MessageBody="poison")
    for _ in range(int(times)):
        assert bodies(receive(sqs, source)) == ["poison"]
    sqs.send_message(QueueUrl=source, MessageBody="healthy")
    assert bodies(receive(sqs, source)) == ["healthy"]
    [letter] = receive(sqs, dead)
    assert letter["MessageId"] == sent["MessageId"]
    assert letter["Attributes"]["DeadLetterQueueSourceArn"] == attribute(sqs, source, "QueueArn")
    assert letter["Attributes"]["ApproximateReceiveCount"] == str(int(times) + 1)


def test_dead_letters_of_a_fifo_queue(sqs, make_queue):
    dead = make_queue(fifo=True)
    source = make_queue(fifo=True, RedrivePolicy=redrive(sqs, dead, 1), ContentBasedDeduplication="true")
    send(sqs, source, "g", "poison")
    send(sqs, source, "g", "healthy")
    [first] = receive(sqs, source, MaxNumberOfMessages=1)
    sqs.change_message_visibility(QueueUrl=source, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
    assert bodies(receive(sqs, source)) == ["healthy"]
    [letter] = receive(sqs, dead)
    assert letter["Body"] == "poison"
    assert letter["Attributes"]["MessageGroupId"] == "g"


def test_a_queue_says_who_may_use_it_for_dead_letters(sqs, make_queue):
    dead = make_queue(RedriveAllowPolicy=json.dumps({"redrivePermission": "denyAll"}))
    source = make_queue()
    policy = redrive(sqs, dead, 1)
    with pytest.raises(ClientError) as refused:
        sqs.set_queue_attributes(QueueUrl=source, Attributes={"RedrivePolicy": policy})
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"
    allow = {"redrivePermission": "byQueue", "sourceQueueArns": [attribute(sqs, source, "QueueArn")]}
    sqs.set_queue_attributes(QueueUrl=dead, Attributes={"RedriveAllowPolicy": json.dumps(allow)})
    sqs.set_queue_attributes(QueueUrl=source, Attributes={"RedrivePolicy": policy})
    assert json.loads(attribute(sqs, source, "RedrivePolicy")) == json.loads(policy)


@pytest.mark.parametrize(
    "policy",
    [
        "no JSON",
        "{}",
        '{"deadLetterTargetArn":"DEAD"}',
        '{"maxReceiveCount":1}',
        '{"deadLetterTargetArn":"DEAD","maxReceiveCount":0}',
        '{"deadLetterTargetArn":"DEAD","maxReceiveCount":1001}',
        '{"deadLetterTargetArn":"DEAD","maxReceiveCount":"often"}',
        '{"deadLetterTargetArn":"nowhere","maxReceiveCount":1}',
        '{"deadLetterTargetArn":"DEAD-not","maxReceiveCount":1}',
        '{"deadLetterTargetArn":"FIFO","maxReceiveCount":1}',
    ],
)
def test_redrive_policies_that_are_refused(sqs, queue, fifo, make_queue, policy):
    policy = policy.replace("DEAD", attribute(sqs, make_queue(), "QueueArn"))
    policy = policy.replace("FIFO", attribute(sqs, fifo, "QueueArn"))
    with pytest.raises(ClientError) as refused:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": policy})
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_a_lost_dead_letter_queue_loses_no_message(sqs, make_queue):
    dead = make_queue()
    source = make_queue(RedrivePolicy=redrive(sqs, dead, 1), VisibilityTimeout="0")
    sqs.send_message(QueueUrl=source, MessageBody="x")
    sqs.delete_queue(QueueUrl=dead)
    for _ in range(3):
        assert bodies(receive(sqs, source)) == ["x"]


def test_moving_dead_letters_back(sqs, make_queue):
    dead = make_queue()
    dead_arn = attribute(sqs, dead, "QueueArn")
    sources = [make_queue(RedrivePolicy=redrive(sqs, dead, 1), VisibilityTimeout="0") for _ in range(2)]
    sent = {}
    for source in sources:
        sent[source] = sqs.send_message(QueueUrl=source, MessageBody=source)["MessageId"]
        receive(sqs, source)
        assert receive(sqs, source) == []
    assert sqs.start_message_move_task(SourceArn=dead_arn)["TaskHandle"]
    for source in sources:
        [message] = receive(sqs, source, WaitTimeSeconds=20)
        assert message["Body"] == source
        assert message["MessageId"] != sent[source]
        assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    [task] = sqs.list_message_move_tasks(SourceArn=dead_arn)["Results"]
    assert task["SourceArn"] == dead_arn
    assert "DestinationArn" not in task


# --- long polls -----------------------------------------------------------------------------


@pytest.fixture
def background():
    with ThreadPoolExecutor(8) as pool:
        yield pool.submit


def quickly(future):
    """A wake-up, not the end of the 20 s that the receiver would wait."""
    start = time.monotonic()
    result = future.result(timeout=25)
    assert time.monotonic() - start < 10
    return result


def test_a_send_wakes_a_long_poll(sqs, queue, background):
    waiting = background(receive, sqs, queue, WaitTimeSeconds=20)
    sqs.send_message(QueueUrl=queue, MessageBody="wake up")
    assert bodies(quickly(waiting)) == ["wake up"]


def test_each_message_wakes_one_receiver(sqs, queue, background):
    waiting = [background(receive, sqs, queue, WaitTimeSeconds=20, MaxNumberOfMessages=1) for _ in range(5)]
    for n in range(5):
        sqs.send_message(QueueUrl=queue, MessageBody=str(n))
    assert sorted(bodies(sum((quickly(w) for w in waiting), []))) == ["0", "1", "2", "3", "4"]


def test_visibility_zero_wakes_a_long_poll(sqs, queue, background):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    [message] = receive(sqs, queue)
    waiting = background(receive, sqs, queue, WaitTimeSeconds=20)
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    assert bodies(quickly(waiting)) == ["x"]


def test_deleting_the_head_of_a_group_wakes_a_long_poll(sqs, fifo, background):
    send(sqs, fifo, "g", "one")
    send(sqs, fifo, "g", "two")
    [head] = receive(sqs, fifo, MaxNumberOfMessages=1)
    waiting = background(receive, sqs, fifo, WaitTimeSeconds=20)
    sqs.delete_message(QueueUrl=fifo, ReceiptHandle=head["ReceiptHandle"])
    assert bodies(quickly(waiting)) == ["two"]


def test_a_deleted_queue_ends_its_long_polls(sqs, queue, background):
    def wait():
        try:
            return receive(sqs, queue, WaitTimeSeconds=20)
        except sqs.exceptions.QueueDoesNotExist:
            # The queue was gone before the receiver came.
            return []

    waiting = background(wait)
    sqs.delete_queue(QueueUrl=queue)
    assert quickly(waiting) == []


# --- errors ---------------------------------------------------------------------------------


def test_errors_have_a_class_and_the_old_code(sqs):
    with pytest.raises(sqs.exceptions.QueueDoesNotExist) as refused:
        sqs.get_queue_url(QueueName=unique())
    error = refused.value.response["Error"]
    assert error["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
    assert error["QueryErrorCode"] == "QueueDoesNotExist"
    assert error["Type"] == "Sender"
    assert error["Message"] == "The specified queue does not exist."
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert refused.value.response["ResponseMetadata"]["RequestId"]


def test_a_missing_queue_comes_before_other_mistakes(sqs, queue):
    missing = f"{queue}-not"
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.delete_message(QueueUrl=missing, ReceiptHandle="garbage")
    entries = [{"Id": f"{n}", "MessageBody": "x"} for n in range(11)]
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.send_message_batch(QueueUrl=missing, Entries=entries)
    with pytest.raises(sqs.exceptions.TooManyEntriesInBatchRequest):
        sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    with pytest.raises(sqs.exceptions.ReceiptHandleIsInvalid):
        sqs.delete_message(QueueUrl=queue, ReceiptHandle="garbage")
