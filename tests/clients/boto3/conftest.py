"""The shared server's client and queues that nobody else uses; servers of a test's own."""

import os
import uuid

import boto3
import pytest
from botocore.config import Config
from server import Server


def connect(endpoint, account="test"):
    """An access key id of twelve digits stands for the account of that number."""
    # Without retries: a second try would hide what the first answer was.
    return boto3.client(
        "sqs",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=account,
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=30),
    )


@pytest.fixture(scope="session")
def endpoint():
    return os.environ["EVENTYARD_ENDPOINT"]


@pytest.fixture(scope="session")
def sqs(endpoint):
    return connect(endpoint)


def unique(suffix=""):
    return f"py-{uuid.uuid4().hex}{suffix}"


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


@pytest.fixture(scope="module")
def strict_server():
    """A server that keeps AWS's waiting rules: 60 s after a purge, 60 s after a delete."""
    server = Server("--strict")
    yield server
    assert server.stop() == 0
