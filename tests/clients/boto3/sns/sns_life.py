"""What the tests of SNS's life share: topics and queues of a server whose clock they may move."""

import json

from queues import queue_arn, taken


def queue_of(sqs, sns, topic, *, name, **attributes):
    """A new queue, subscribed to a topic with these attributes; its URL and the subscription."""
    options = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
    url = sqs.create_queue(QueueName=name, Attributes=options)["QueueUrl"]
    arn = sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=queue_arn(url), Attributes=attributes, ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    return url, arn


def envelopes(sqs, url):
    return [json.loads(message["Body"]) for message in taken(sqs, url)]


def texts(sqs, url):
    return [envelope["Message"] for envelope in envelopes(sqs, url)]


def attributes_of(sns, arn):
    """Of a topic or a subscription."""
    if arn.count(":") == 5:
        return sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    return sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
