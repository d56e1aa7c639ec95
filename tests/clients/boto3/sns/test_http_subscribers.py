"""Subscribers over HTTP: confirmed, notified, tried again, unsubscribed; signatures as a library checks them."""

import json
import re
import urllib.request

import pytest
from conftest import NOON, connect, unique
from queues import queue_arn, taken
from sns_life import attributes_of
from sns_message_validator import SNSMessageValidator
from sns_scenes import RICH

CONFIRMATION = [
    "Type",
    "MessageId",
    "Token",
    "TopicArn",
    "Message",
    "SubscribeURL",
    "Timestamp",
    "SignatureVersion",
    "Signature",
    "SigningCertURL",
]


@pytest.fixture
def sns(own):
    return connect(own.endpoint, service="sns")


@pytest.fixture
def topic(sns):
    return sns.create_topic(Name=unique())["TopicArn"]


def subscribe(sns, topic, subscriber, **attributes):
    """A confirmed subscription, by the link that the subscriber got."""
    arn = sns.subscribe(
        TopicArn=topic,
        Protocol="http",
        Endpoint=f"{subscriber.url}/sns",
        Attributes=attributes,
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    urllib.request.urlopen(subscriber.next().json()["SubscribeURL"]).close()
    return arn


def headers_of(post):
    return {name: value for name, value in post.headers.items() if name.startswith("x-amz-sns-")}


def test_confirmation_by_link(own, sns, topic, subscriber):
    parameters = {"TopicArn": topic, "Protocol": "http", "Endpoint": f"{subscriber.url}/path?q=1"}
    assert sns.subscribe(**parameters)["SubscriptionArn"] == "pending confirmation"
    [listed] = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert listed["SubscriptionArn"] == "PendingConfirmation"
    assert attributes_of(sns, topic)["SubscriptionsPending"] == "1"

    post = subscriber.next()
    assert post.path == "/path?q=1"
    body = post.json()
    assert list(body) == CONFIRMATION
    assert headers_of(post) == {
        "x-amz-sns-message-type": "SubscriptionConfirmation",
        "x-amz-sns-message-id": body["MessageId"],
        "x-amz-sns-topic-arn": topic,
    }
    assert post.headers["content-type"] == "text/plain; charset=UTF-8"
    assert post.headers["user-agent"] == "Amazon Simple Notification Service Agent"
    assert post.headers["accept-encoding"] == "gzip,deflate"
    assert body["Message"] == (
        f"You have chosen to subscribe to the topic {topic}.\n"
        "To confirm the subscription, visit the SubscribeURL included in this message."
    )
    assert body["Timestamp"] == NOON
    assert re.fullmatch("[0-9a-f]{288}", body["Token"])
    assert body["SubscribeURL"] == (
        f"{own.endpoint}/?Action=ConfirmSubscription&TopicArn={topic}&Token={body['Token']}"
    )

    sns.publish(TopicArn=topic, Message="too early")
    own.post("settle")
    assert subscriber.has_nothing()
    for _ in range(2):
        urllib.request.urlopen(body["SubscribeURL"]).close()
    [listed] = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    shown = attributes_of(sns, listed["SubscriptionArn"])
    assert (shown["PendingConfirmation"], shown["ConfirmationWasAuthenticated"]) == ("false", "false")
    assert attributes_of(sns, topic)["SubscriptionsConfirmed"] == "1"


def test_confirmation_by_call(sns, topic, subscriber):
    arn = sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=subscriber.url, ReturnSubscriptionArn=True)[
        "SubscriptionArn"
    ]
    token = subscriber.next().json()["Token"]
    for _ in range(2):
        assert sns.confirm_subscription(TopicArn=topic, Token=token)["SubscriptionArn"] == arn
    assert attributes_of(sns, arn)["ConfirmationWasAuthenticated"] == "true"


def test_a_token_ends_after_two_days(own, sns, topic, subscriber):
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=subscriber.url)
    token = subscriber.next().json()["Token"]
    own.advance("P2DT1S")
    with pytest.raises(sns.exceptions.InvalidParameterException, match="Invalid parameter: Token"):
        sns.confirm_subscription(TopicArn=topic, Token=token)


def test_a_notification(sns, topic, subscriber):
    arn = subscribe(sns, topic, subscriber)
    message = json.dumps({"default": "d", "http": "for HTTP 🚀"})
    sent = sns.publish(
        TopicArn=topic, Message=message, MessageStructure="json", Subject="s", MessageAttributes=RICH
    )["MessageId"]
    post = subscriber.next()
    assert headers_of(post) == {
        "x-amz-sns-message-type": "Notification",
        "x-amz-sns-message-id": sent,
        "x-amz-sns-topic-arn": topic,
        "x-amz-sns-subscription-arn": arn,
    }
    assert post.headers["content-type"] == "text/plain; charset=UTF-8"
    body = post.json()
    assert (body["Type"], body["MessageId"], body["Subject"]) == ("Notification", sent, "s")
    assert body["Message"] == "for HTTP 🚀"
    assert body["MessageAttributes"]["number"] == {"Type": "Number", "Value": "007"}


def test_a_raw_notification_of_another_type(sns, topic, subscriber):
    policy = json.dumps({"requestPolicy": {"headerContentType": "application/json"}})
    arn = subscribe(sns, topic, subscriber, RawMessageDelivery="true", DeliveryPolicy=policy)
    sns.publish(TopicArn=topic, Message='{"a":1}', Subject="s", MessageAttributes=RICH)
    post = subscriber.next()
    assert post.body == '{"a":1}'
    assert post.headers["content-type"] == "application/json"
    assert (post.headers["x-amz-sns-rawdelivery"], post.headers["x-amz-sns-subscription-arn"]) == ("true", arn)
    shown = attributes_of(sns, arn)
    assert json.loads(shown["DeliveryPolicy"])["requestPolicy"] == {"headerContentType": "application/json"}
    assert "EffectiveDeliveryPolicy" in shown


def test_three_more_tries_20_seconds_apart(own, sns, topic, subscriber):
    sqs = connect(own.endpoint)
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    redrive = json.dumps({"deadLetterTargetArn": queue_arn(dead)})
    subscribe(sns, topic, subscriber, RedrivePolicy=redrive)
    subscriber.answer(500, 503, 429, 500)
    sent = sns.publish(TopicArn=topic, Message="x")["MessageId"]
    first = subscriber.next()
    for _ in range(3):
        own.advance("PT19S")
        assert subscriber.has_nothing()
        own.advance("PT1S")
        assert subscriber.next() == first
    own.post("settle")
    own.advance("P1D")
    [letter] = taken(sqs, dead)
    assert letter["Body"] == first.body
    assert json.loads(letter["Body"])["MessageId"] == sent


def test_a_try_that_succeeds(own, sns, topic, subscriber):
    subscribe(sns, topic, subscriber)
    subscriber.answer(500)
    sns.publish(TopicArn=topic, Message="x")
    first = subscriber.next()
    own.post("settle")
    own.advance("P1D")
    assert subscriber.next() == first


def test_what_is_refused_is_not_tried_again(own, sns, topic, subscriber):
    sqs = connect(own.endpoint)
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    redrive = json.dumps({"deadLetterTargetArn": queue_arn(dead)})
    subscribe(sns, topic, subscriber, RedrivePolicy=redrive, RawMessageDelivery="true")
    subscriber.answer(404)
    sns.publish(TopicArn=topic, Message="x", MessageAttributes=RICH)
    subscriber.next()
    own.post("settle")
    [letter] = taken(sqs, dead)
    assert letter["Body"] == "x"
    own.advance("P1D")


def test_a_link_that_unsubscribes_and_one_that_takes_it_back(own, sns, topic, subscriber):
    arn = subscribe(sns, topic, subscriber)
    sns.publish(TopicArn=topic, Message="x")
    urllib.request.urlopen(subscriber.next().json()["UnsubscribeURL"]).close()
    post = subscriber.next()
    body = post.json()
    assert list(body) == CONFIRMATION
    assert headers_of(post)["x-amz-sns-subscription-arn"] == arn
    assert body["Type"] == headers_of(post)["x-amz-sns-message-type"] == "UnsubscribeConfirmation"
    assert body["Message"] == (
        f"You have chosen to deactivate subscription {arn}.\n"
        "To cancel this operation and restore the subscription, visit the SubscribeURL included in this message."
    )
    sns.publish(TopicArn=topic, Message="gone")
    own.post("settle")
    assert subscriber.has_nothing()
    urllib.request.urlopen(body["SubscribeURL"]).close()
    sns.publish(TopicArn=topic, Message="back")
    assert subscriber.next().json()["Message"] == "back"


def test_signatures(own, sns, topic, subscriber):
    """`aws-sns-message-validator` knows version 1 only; version 2 is for the tests in JavaScript."""
    validator = SNSMessageValidator(cert_url_regex=r"^http://127\.0\.0\.1:\d+/")
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=subscriber.url)
    confirmation = subscriber.next().json()
    urllib.request.urlopen(confirmation["SubscribeURL"]).close()
    messages = [confirmation]
    for more in [{}, {"Subject": "s"}, {"MessageAttributes": RICH}]:
        sns.publish(TopicArn=topic, Message="x < y & \"z\"\r\n 🚀", **more)
        messages.append(subscriber.next().json())
    urllib.request.urlopen(messages[-1]["UnsubscribeURL"]).close()
    messages.append(subscriber.next().json())
    for message in messages:
        validator.validate_message(message)
        with pytest.raises(Exception, match="(?i)signature"):
            validator.validate_message(message | {"Message": "other"})
