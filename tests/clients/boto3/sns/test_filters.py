"""Subscriptions with filters: who gets what."""

import json

import pytest
from conftest import unique
from queues import queue_arn, taken
from sns_life import attributes_of, texts


def string(value):
    return {"DataType": "String", "StringValue": value}


def number(value):
    return {"DataType": "Number", "StringValue": value}


def strings(*values):
    return {"DataType": "String.Array", "StringValue": json.dumps(values)}


# A policy; attributes that match it; attributes that don't.
BY_ATTRIBUTES = [
    ({"k": ["a", "b"]}, [{"k": string("a")}, {"k": strings("z", "b")}], [{"k": string("A")}, {}, {"j": string("a")}]),
    ({"k": [{"prefix": "a"}]}, [{"k": string("abc")}], [{"k": string("cba")}]),
    ({"k": [{"suffix": "a"}]}, [{"k": string("cba")}], [{"k": string("abc")}]),
    ({"k": [{"equals-ignore-case": "Abc"}]}, [{"k": string("aBC")}], [{"k": string("abcd")}]),
    ({"k": [{"anything-but": ["a"]}]}, [{"k": string("b")}, {"k": strings("a", "b")}], [{"k": string("a")}, {}]),
    ({"k": [{"anything-but": {"prefix": "a"}}]}, [{"k": string("b")}], [{"k": string("ab")}]),
    ({"k": [None, {"anything-but": "x"}]}, [{"k": string("y")}], [{}]),
    ({"k": [{"exists": True}]}, [{"k": string("a")}], [{}]),
    ({"k": [{"exists": False}]}, [{}, {"j": string("a")}], [{"k": string("a")}]),
    ({"k": [{"numeric": [">", 1, "<=", 2.5]}]}, [{"k": number("2.50")}], [{"k": number("1")}, {"k": string("2")}]),
    ({"k": [5]}, [{"k": number("5.0")}], [{"k": number("6")}]),
    ({"k": [{"cidr": "10.0.0.0/24"}]}, [{"k": string("10.0.0.255")}], [{"k": string("10.0.1.0")}]),
    ({"k": ["a"], "j": ["b"]}, [{"k": string("a"), "j": string("b")}], [{"k": string("a")}]),
    ({"$or": [{"k": ["a"]}, {"j": ["b"]}]}, [{"k": string("a")}, {"j": string("b")}], [{"k": string("b")}]),
]

BY_BODY = [
    ({"k": ["a"]}, [{"k": "a"}, {"k": ["b", "a"]}], [{"k": "b"}, {"k": 1}, ["a"], "a"]),
    ({"k": ["1"]}, [{"k": "1"}], [{"k": 1}]),
    ({"k": [1, True, None]}, [{"k": 1.0}, {"k": True}, {"k": None}], [{"k": False}, {}]),
    ({"o": {"n": {"t": ["x"]}}}, [{"o": {"n": {"t": "x"}}}, {"o.n": {"t": "x"}}, {"o": {"n.t": "x"}}], [{"o": "x"}]),
    ({"o.n": ["x"]}, [{"o": {"n": "x"}}, {"o.n": "x"}], [{"n": "x"}]),
    ({"l": {"k": ["x"]}}, [{"l": [{"k": "y"}, {"k": "x"}]}, {"l": [[{"k": "x"}]]}], [{"l": []}]),
    ({"k": [""]}, [{"k": ""}], [{"k": " "}]),
    ({"k": [{"exists": False}]}, [{"j": 1}, {"k": [], "j": 1}], [{"k": 1}]),
]


@pytest.mark.parametrize(("policy", "good", "bad"), BY_ATTRIBUTES, ids=[json.dumps(row[0]) for row in BY_ATTRIBUTES])
def test_by_attributes(sns, sqs, topic, make_queue, policy, good, bad):
    url = make_queue()
    filter_by = {"FilterPolicy": json.dumps(policy)}
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn(url), Attributes=filter_by)
    for kind, many in [("good", good), ("bad", bad)]:
        for n, attributes in enumerate(many):
            sns.publish(TopicArn=topic, Message=f"{kind} {n}", MessageAttributes=attributes)
    entries = [{"Id": "bad", "Message": "bad", "MessageAttributes": bad[0]},
               {"Id": "good", "Message": "good", "MessageAttributes": good[0]}]
    sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    assert texts(sqs, url) == [*(f"good {n}" for n in range(len(good))), "good"]


@pytest.mark.parametrize(("policy", "good", "bad"), BY_BODY, ids=[json.dumps(row[0]) for row in BY_BODY])
def test_by_body(sns, sqs, topic, make_queue, policy, good, bad):
    url = make_queue()
    filter_by = {"FilterPolicy": json.dumps(policy), "FilterPolicyScope": "MessageBody"}
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn(url), Attributes=filter_by)
    for body in [*bad, *good]:
        sns.publish(TopicArn=topic, Message=json.dumps(body))
    sns.publish(TopicArn=topic, Message="no JSON")
    assert [json.loads(text) for text in texts(sqs, url)] == good


def test_a_filter_changes_at_once_and_goes_with_an_empty_text(sns, sqs, topic, make_queue):
    url = make_queue()
    arn = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn(url))["SubscriptionArn"]
    assert "FilterPolicyScope" not in attributes_of(sns, arn)

    def put(name, value):
        sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName=name, AttributeValue=value)
        return attributes_of(sns, arn)

    assert "FilterPolicyScope" not in put("FilterPolicyScope", "MessageBody")
    shown = put("FilterPolicy", '{"k":["a"]}')
    assert (shown["FilterPolicy"], shown["FilterPolicyScope"]) == ('{"k":["a"]}', "MessageBody")
    sns.publish(TopicArn=topic, Message='{"k":"b"}')
    assert texts(sqs, url) == []
    assert "FilterPolicy" not in put("FilterPolicy", "")
    sns.publish(TopicArn=topic, Message="anything")
    assert texts(sqs, url) == ["anything"]
    shown = put("FilterPolicyScope", "MessageAttributes")
    assert put("FilterPolicy", '{"k":["a"]}')["FilterPolicyScope"] == "MessageAttributes"


def test_the_same_subscription_again(sns, topic):
    parameters = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": "arn:aws:sqs:us-east-1:000000000000:q"}
    attributes = {"RawMessageDelivery": "true", "FilterPolicy": '{"k":["a"]}'}
    arn = sns.subscribe(**parameters, Attributes=attributes)["SubscriptionArn"]
    same = [{}, {"Attributes": attributes}, {"Attributes": {"RawMessageDelivery": "True"}},
            {"Attributes": attributes | {"FilterPolicyScope": "MessageAttributes"}}]
    for more in same:
        assert sns.subscribe(**parameters, **more)["SubscriptionArn"] == arn
    with pytest.raises(sns.exceptions.InvalidParameterException):
        sns.subscribe(**parameters, Attributes={"RawMessageDelivery": "false"})
    assert len(sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]) == 1


def test_what_a_subscription_shows(sns, sqs, topic, make_queue):
    url = make_queue()
    arn = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn(url))["SubscriptionArn"]
    shown = attributes_of(sns, arn)
    assert shown.pop("SubscriptionPrincipal").startswith("arn:aws:iam::000000000000:")
    assert shown == {
        "SubscriptionArn": arn,
        "TopicArn": topic,
        "Owner": "000000000000",
        "Protocol": "sqs",
        "Endpoint": queue_arn(url),
        "PendingConfirmation": "false",
        "ConfirmationWasAuthenticated": "true",
        "RawMessageDelivery": "false",
    }
    listed = {name: shown[name] for name in ("SubscriptionArn", "Owner", "Protocol", "Endpoint", "TopicArn")}
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == [listed]
    assert listed in sns.list_subscriptions()["Subscriptions"]
    assert attributes_of(sns, topic)["SubscriptionsConfirmed"] == "1"
    for _ in range(2):
        sns.unsubscribe(SubscriptionArn=arn)
    assert attributes_of(sns, topic)["SubscriptionsConfirmed"] == "0"
    assert attributes_of(sns, topic)["SubscriptionsDeleted"] == "1"
    sns.publish(TopicArn=topic, Message="x")
    assert taken(sqs, url) == []


def test_a_subscription_stays_readable_after_its_topic(sns, make_topic):
    topic = make_topic()
    queue = "arn:aws:sqs:us-east-1:000000000000:" + unique()
    arn = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)["SubscriptionArn"]
    sns.delete_topic(TopicArn=topic)
    assert attributes_of(sns, arn)["Endpoint"] == queue
    assert arn not in [one["SubscriptionArn"] for one in sns.list_subscriptions()["Subscriptions"]]
