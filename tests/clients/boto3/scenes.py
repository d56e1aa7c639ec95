"""For each operation: what must exist before, what is asked, and which members the reply has.

The shared server is prepared through boto3; the call itself is then made raw, once per protocol,
by the tests of `test_model.py`.
"""

import json
from typing import NamedTuple

from conftest import unique

TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
RICH = {
    "MessageAttributes": {
        "text": {"DataType": "String.custom", "StringValue": "x < y & \"z\"\r\n"},
        "number": {"DataType": "Number", "StringValue": "007"},
        "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\x01\xff"},
    },
    "MessageSystemAttributes": {"AWSTraceHeader": {"DataType": "String", "StringValue": TRACE}},
}
MD5S = {"MD5OfMessageBody", "MD5OfMessageAttributes", "MD5OfMessageSystemAttributes"}


class Scene(NamedTuple):
    parameters: dict
    members: set = frozenset()


class Stage:
    """Queues and messages in the states that operations need."""

    def __init__(self, sqs, make_queue):
        self.sqs = sqs
        self.make_queue = make_queue

    def queue(self, **attributes):
        return self.make_queue(**attributes)

    def fifo(self):
        return self.make_queue(fifo=True, ContentBasedDeduplication="true")

    def arn(self, url):
        return self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def received(self):
        """A queue and the handle of its message in flight."""
        url = self.queue()
        self.sqs.send_message(QueueUrl=url, MessageBody="x")
        return url, self.sqs.receive_message(QueueUrl=url)["Messages"][0]["ReceiptHandle"]

    def redriven(self):
        """A queue with a policy, and its dead-letter queue."""
        dead = self.queue()
        policy = json.dumps({"deadLetterTargetArn": self.arn(dead), "maxReceiveCount": 1})
        return self.queue(RedrivePolicy=policy, VisibilityTimeout="0"), dead

    def dead_letters(self, count):
        source, dead = self.redriven()
        for n in range(count):
            self.sqs.send_message(QueueUrl=source, MessageBody=str(n))
        for _ in range(2):
            self.sqs.receive_message(QueueUrl=source, MaxNumberOfMessages=10)
        return source, dead

    def running_task(self):
        """A task slow enough to be found running: the queue it empties, and its handle."""
        _, dead = self.dead_letters(5)
        task = self.sqs.start_message_move_task(
            SourceArn=self.arn(dead), DestinationArn=self.arn(self.queue()), MaxNumberOfMessagesPerSecond=1
        )
        return dead, task["TaskHandle"]


# --- one function an operation, named as it is ------------------------------------------------


def AddPermission(stage):
    return Scene(
        {
            "QueueUrl": stage.queue(),
            "Label": "share",
            "AWSAccountIds": ["111111111111", "222222222222"],
            "Actions": ["SendMessage", "ReceiveMessage"],
        }
    )


def CancelMessageMoveTask(stage):
    _, handle = stage.running_task()
    return Scene({"TaskHandle": handle}, {"ApproximateNumberOfMessagesMoved"})


def ChangeMessageVisibility(stage):
    url, handle = stage.received()
    return Scene({"QueueUrl": url, "ReceiptHandle": handle, "VisibilityTimeout": 0})


def ChangeMessageVisibilityBatch(stage):
    url, handle = stage.received()
    entries = [
        {"Id": "good", "ReceiptHandle": handle, "VisibilityTimeout": 0},
        {"Id": "bad", "ReceiptHandle": "garbage", "VisibilityTimeout": 0},
    ]
    return Scene({"QueueUrl": url, "Entries": entries}, {"Successful", "Failed"})


def CreateQueue(stage):
    # Made once before, so that it is taken away after the test; the same call again is as good.
    url = stage.queue(VisibilityTimeout="31")
    attributes = {"VisibilityTimeout": "31", "DelaySeconds": "0"}
    return Scene({"QueueName": url.rpartition("/")[2], "Attributes": attributes, "tags": {"k": "v"}}, {"QueueUrl"})


def DeleteMessage(stage):
    url, handle = stage.received()
    return Scene({"QueueUrl": url, "ReceiptHandle": handle})


def DeleteMessageBatch(stage):
    url, handle = stage.received()
    entries = [{"Id": "good", "ReceiptHandle": handle}, {"Id": "bad", "ReceiptHandle": "garbage"}]
    return Scene({"QueueUrl": url, "Entries": entries}, {"Successful", "Failed"})


def DeleteQueue(stage):
    return Scene({"QueueUrl": stage.queue()})


def GetQueueAttributes(stage):
    source, _ = stage.redriven()
    return Scene({"QueueUrl": source, "AttributeNames": ["All"]}, {"Attributes"})


def GetQueueUrl(stage):
    name = stage.queue().rpartition("/")[2]
    return Scene({"QueueName": name, "QueueOwnerAWSAccountId": "000000000000"}, {"QueueUrl"})


def ListDeadLetterSourceQueues(stage):
    _, dead = stage.redriven()
    return Scene({"QueueUrl": dead}, {"queueUrls"})


def ListMessageMoveTasks(stage):
    dead, _ = stage.running_task()
    return Scene({"SourceArn": stage.arn(dead), "MaxResults": 10}, {"Results"})


def ListQueueTags(stage):
    url = stage.queue()
    stage.sqs.tag_queue(QueueUrl=url, Tags={"k": "<v>", "empty": ""})
    return Scene({"QueueUrl": url}, {"Tags"})


def ListQueues(stage):
    # Two queues of one prefix, so that a page of one has another after it.
    url = stage.queue()
    name = url.rpartition("/")[2]
    stage.queue()
    return Scene({"QueueNamePrefix": name[:3], "MaxResults": 1}, {"QueueUrls", "NextToken"})


def PurgeQueue(stage):
    return Scene({"QueueUrl": stage.queue()})


def ReceiveMessage(stage):
    url = stage.fifo()
    stage.sqs.send_message(QueueUrl=url, MessageBody="x < y & \"z\"\r\n", MessageGroupId="g", **RICH)
    stage.sqs.send_message(QueueUrl=url, MessageBody="bare", MessageGroupId="g")
    return Scene(
        {
            "QueueUrl": url,
            "MessageSystemAttributeNames": ["All"],
            "MessageAttributeNames": ["All"],
            "MaxNumberOfMessages": 10,
            "VisibilityTimeout": 5,
            "WaitTimeSeconds": 0,
            "ReceiveRequestAttemptId": unique(),
        },
        {"Messages"},
    )


def RemovePermission(stage):
    url = stage.queue()
    stage.sqs.add_permission(QueueUrl=url, Label="share", AWSAccountIds=["111111111111"], Actions=["*"])
    return Scene({"QueueUrl": url, "Label": "share"})


def SendMessage(stage):
    parameters = {
        "QueueUrl": stage.fifo(),
        "MessageBody": "x",
        "MessageGroupId": "g",
        "MessageDeduplicationId": "1",
        **RICH,
    }
    return Scene(parameters, MD5S | {"MessageId", "SequenceNumber"})


def SendMessageBatch(stage):
    entries = [
        {"Id": "rich", "MessageBody": "x", "DelaySeconds": 0, **RICH},
        {"Id": "bare", "MessageBody": "x"},
        {"Id": "bad", "MessageBody": "x", "DelaySeconds": 901},
    ]
    return Scene({"QueueUrl": stage.queue(), "Entries": entries}, {"Successful", "Failed"})


def SetQueueAttributes(stage):
    attributes = {"VisibilityTimeout": "5", "DelaySeconds": "1"}
    return Scene({"QueueUrl": stage.queue(), "Attributes": attributes})


def StartMessageMoveTask(stage):
    _, dead = stage.redriven()
    parameters = {
        "SourceArn": stage.arn(dead),
        "DestinationArn": stage.arn(stage.queue()),
        "MaxNumberOfMessagesPerSecond": 500,
    }
    return Scene(parameters, {"TaskHandle"})


def TagQueue(stage):
    return Scene({"QueueUrl": stage.queue(), "Tags": {"k": "v", "empty": ""}})


def UntagQueue(stage):
    return Scene({"QueueUrl": stage.queue(), "TagKeys": ["k", "unknown"]})


# --- replies that look different from those above ---------------------------------------------


def nothing_received(stage):
    return "ReceiveMessage", Scene({"QueueUrl": stage.queue()})


def bare_message_received(stage):
    url = stage.queue()
    stage.sqs.send_message(QueueUrl=url, MessageBody="x")
    return "ReceiveMessage", Scene({"QueueUrl": url}, {"Messages"})


def dead_letter_received(stage):
    _, dead = stage.dead_letters(1)
    return "ReceiveMessage", Scene({"QueueUrl": dead, "AttributeNames": ["All"]}, {"Messages"})


def no_queue_listed(stage):
    return "ListQueues", Scene({"QueueNamePrefix": unique()})


def no_tags(stage):
    return "ListQueueTags", Scene({"QueueUrl": stage.queue()})


def no_attributes_wanted(stage):
    return "GetQueueAttributes", Scene({"QueueUrl": stage.queue()})


def attributes_of_a_fifo_queue(stage):
    return "GetQueueAttributes", Scene({"QueueUrl": stage.fifo(), "AttributeNames": ["All"]}, {"Attributes"})


def bare_message_sent(stage):
    return "SendMessage", Scene({"QueueUrl": stage.queue(), "MessageBody": "x"}, {"MessageId", "MD5OfMessageBody"})


def whole_batch_sent(stage):
    entries = [{"Id": "1", "MessageBody": "x"}]
    return "SendMessageBatch", Scene({"QueueUrl": stage.queue(), "Entries": entries}, {"Successful"})


def whole_batch_refused(stage):
    entries = [{"Id": "1", "ReceiptHandle": "garbage"}]
    return "DeleteMessageBatch", Scene({"QueueUrl": stage.queue(), "Entries": entries}, {"Failed"})


def no_dead_letter_sources(stage):
    return "ListDeadLetterSourceQueues", Scene({"QueueUrl": stage.queue()})


def no_move_tasks(stage):
    _, dead = stage.redriven()
    return "ListMessageMoveTasks", Scene({"SourceArn": stage.arn(dead)})


VARIANTS = [
    nothing_received,
    bare_message_received,
    dead_letter_received,
    no_queue_listed,
    no_tags,
    no_attributes_wanted,
    attributes_of_a_fifo_queue,
    bare_message_sent,
    whole_batch_sent,
    whole_batch_refused,
    no_dead_letter_sources,
    no_move_tasks,
]
