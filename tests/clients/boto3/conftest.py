"""The shared server's client and queues that nobody else uses; servers of a test's own."""

import functools
import os
import random
import uuid

import boto3
import pytest
from botocore.config import Config
from queues import queue_arn
from server import Own, Server
from subscriber import Subscriber

# Where the clock stands in tests that move it.
NOON = "2040-06-01T12:00:00.000Z"


def connect(endpoint, account="test", service="sqs", region="us-east-1"):
    """An access key id of twelve digits stands for the account of that number."""
    # Without retries: a second try would hide what the first answer was.
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=account,
        aws_secret_access_key="test",
        # And without `sync-` before 127.0.0.1, which leads nowhere.
        config=Config(retries={"total_max_attempts": 1}, read_timeout=30, inject_host_prefix=False),
    )


@pytest.fixture(scope="session")
def endpoint():
    return os.environ["EVENTYARD_ENDPOINT"]


@pytest.fixture(scope="session")
def sqs(endpoint):
    return connect(endpoint)


@pytest.fixture(scope="session")
def sns(endpoint):
    return connect(endpoint, service="sns")


def unique(suffix=""):
    return f"py-{uuid.uuid4().hex}{suffix}"


class Account:
    """Clients of an account; on a shared server one that nobody else uses, so that nothing of others is seen."""

    def __init__(self, endpoint, number=None):
        self.endpoint = endpoint
        self.number = number or f"{random.randrange(1, 10**12):012}"

    def arn(self, service, resource):
        return f"arn:aws:{service}:us-east-1:{self.number}:{resource}"

    @functools.cached_property
    def sqs(self):
        return connect(self.endpoint, self.number)

    @functools.cached_property
    def sns(self):
        return connect(self.endpoint, self.number, "sns")

    @functools.cached_property
    def events(self):
        return connect(self.endpoint, self.number, "events")

    @functools.cached_property
    def scheduler(self):
        return connect(self.endpoint, self.number, "scheduler")

    @functools.cached_property
    def states(self):
        return connect(self.endpoint, self.number, "stepfunctions")

    @functools.cached_property
    def logs(self):
        return connect(self.endpoint, self.number, "logs")

    def queue(self, *, fifo=False, **attributes):
        """A new queue's URL and ARN."""
        if fifo:
            attributes |= {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
        url = self.sqs.create_queue(QueueName=unique(".fifo" if fifo else ""), Attributes=attributes)["QueueUrl"]
        return url, queue_arn(url, self.number)


@pytest.fixture
def account(endpoint):
    account = Account(endpoint)
    yield account
    assert Own(endpoint).post("reset", {"account": account.number}).json() == {"reset": True}


@pytest.fixture
def name():
    return unique()


@pytest.fixture
def make_queue(sqs):
    """Makes queues on the shared server and takes them away after the test."""
    made = []

    def make(*, fifo=False, **attributes):
        if fifo:
            attributes["FifoQueue"] = "true"
        url = sqs.create_queue(QueueName=unique(".fifo" if fifo else ""), Attributes=attributes)["QueueUrl"]
        made.append(url)
        return url

    yield make
    for url in made:
        try:
            sqs.delete_queue(QueueUrl=url)
        except sqs.exceptions.QueueDoesNotExist:
            pass


@pytest.fixture
def queue(make_queue):
    return make_queue()


@pytest.fixture
def fifo(make_queue):
    return make_queue(fifo=True, ContentBasedDeduplication="true")


@pytest.fixture
def make_topic(sns):
    """Makes topics on the shared server and takes them away after the test."""
    made = []

    def make(*, fifo=False, tags=(), **attributes):
        if fifo:
            attributes["FifoTopic"] = "true"
        arn = sns.create_topic(Name=unique(".fifo" if fifo else ""), Attributes=attributes, Tags=list(tags))["TopicArn"]
        made.append(arn)
        return arn

    yield make
    for arn in made:
        try:
            sns.delete_topic(TopicArn=arn)
        except sns.exceptions.InvalidStateException:
            # What has an archive can't be deleted.
            sns.set_topic_attributes(TopicArn=arn, AttributeName="ArchivePolicy", AttributeValue="{}")
            sns.delete_topic(TopicArn=arn)


@pytest.fixture
def topic(make_topic):
    return make_topic()


@pytest.fixture(scope="module")
def strict_server():
    """A server that keeps AWS's waiting rules: 60 s after a purge, 60 s after a delete."""
    server = Server("--strict")
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def own_server():
    server = Server()
    yield server
    assert server.stop() == 0


@pytest.fixture
def own(own_server):
    own = Own(own_server.endpoint)
    own.time(freeze=NOON)
    yield own
    assert own.post("reset").json() == {"reset": True}


@pytest.fixture
def own_account(own):
    """An account of the server whose clock the test may move."""
    return Account(own.endpoint, "000000000000")


@pytest.fixture(scope="module")
def running_subscriber():
    subscriber = Subscriber()
    yield subscriber
    subscriber.stop()


@pytest.fixture
def subscriber(running_subscriber):
    yield running_subscriber
    assert running_subscriber.is_done()
