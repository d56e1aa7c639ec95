"""What tests of several services do with queues: name them by ARN, and empty them."""


def queue_arn(url, account="000000000000"):
    return f"arn:aws:sqs:us-east-1:{account}:" + url.rpartition("/")[2]


def taken(sqs, url):
    """All messages of a queue that can be had; they are deleted."""
    messages = []
    while True:
        page = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        ).get("Messages", [])
        if not page:
            return messages
        for message in page:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        messages += page
