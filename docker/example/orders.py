"""The application: takes orders off a queue. It knows nothing of an emulator."""

import json

import boto3


def take_order(queue_url):
    """The next order, or None. Bad ones stay in the queue, and end as dead letters."""
    sqs = boto3.client("sqs")
    received = sqs.receive_message(QueueUrl=queue_url, WaitTimeSeconds=1, VisibilityTimeout=1)
    for message in received.get("Messages", []):
        order = json.loads(message["Body"])
        sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
        return order
    return None
