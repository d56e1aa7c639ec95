"""Its tests, against the emulator that AWS_ENDPOINT_URL names."""

import json
import os
import urllib.request

import boto3
import pytest

from orders import take_order


def own_api(path, body):
    url = os.environ["AWS_ENDPOINT_URL"] + "/_eventyard/" + path
    with urllib.request.urlopen(url, data=json.dumps(body).encode()) as answer:
        return json.load(answer)


@pytest.fixture
def sqs():
    own_api("reset", {})
    return boto3.client("sqs")


@pytest.fixture
def orders(sqs):
    dead = sqs.create_queue(QueueName="dead-orders")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})
    return sqs.create_queue(QueueName="orders", Attributes={"RedrivePolicy": policy})["QueueUrl"]


def test_an_order_is_taken_once(sqs, orders):
    sqs.send_message(QueueUrl=orders, MessageBody='{"order": 1}')
    assert take_order(orders) == {"order": 1}
    assert take_order(orders) is None


def test_a_bad_order_ends_as_a_dead_letter(sqs, orders):
    sqs.send_message(QueueUrl=orders, MessageBody="no JSON")
    for _ in range(2):
        with pytest.raises(json.JSONDecodeError):
            take_order(orders)
        own_api("time", {"advance": "PT1S"})
    assert take_order(orders) is None
    dead = sqs.get_queue_url(QueueName="dead-orders")["QueueUrl"]
    assert sqs.receive_message(QueueUrl=dead)["Messages"][0]["Body"] == "no JSON"
