"""Tags of a topic, and statements of its policy."""

import json

import pytest
from sns_life import attributes_of


def tags(sns, topic):
    return {tag["Key"]: tag["Value"] for tag in sns.list_tags_for_resource(ResourceArn=topic)["Tags"]}


def test_tags(sns, make_topic):
    topic = make_topic(tags=[{"Key": "a", "Value": "1"}])
    sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "a", "Value": "2"}, {"Key": "b/ž:@", "Value": ""}])
    assert tags(sns, topic) == {"a": "2", "b/ž:@": ""}
    sns.untag_resource(ResourceArn=topic, TagKeys=["a", "unknown"])
    assert tags(sns, topic) == {"b/ž:@": ""}


def test_too_many_tags_change_nothing(sns, make_topic):
    topic = make_topic(tags=[{"Key": f"k{n}", "Value": "1"} for n in range(50)])
    with pytest.raises(sns.exceptions.TagLimitExceededException):
        sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "k0", "Value": "2"}, {"Key": "more", "Value": ""}])
    assert tags(sns, topic) == {f"k{n}": "1" for n in range(50)}
    sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "k0", "Value": "2"}])
    assert tags(sns, topic)["k0"] == "2"


def statements(sns, topic):
    return json.loads(attributes_of(sns, topic)["Policy"])["Statement"]


def test_permissions(sns, topic):
    first = statements(sns, topic)
    sns.add_permission(TopicArn=topic, Label="one", AWSAccountId=["111111111111"], ActionName=["Publish"])
    one = {
        "Sid": "one",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
        "Action": "SNS:Publish",
        "Resource": topic,
    }
    assert statements(sns, topic) == [*first, one]
    accounts, actions = ["111111111111", "222222222222"], ["Publish", "Subscribe"]
    sns.add_permission(TopicArn=topic, Label="many", AWSAccountId=accounts, ActionName=actions)
    many = {
        **one,
        "Sid": "many",
        "Principal": {"AWS": [f"arn:aws:iam::{account}:root" for account in accounts]},
        "Action": [f"SNS:{action}" for action in actions],
    }
    assert statements(sns, topic) == [*first, one, many]
    sns.remove_permission(TopicArn=topic, Label="one")
    assert statements(sns, topic) == [*first, many]
    sns.remove_permission(TopicArn=topic, Label="unknown")


def test_a_policy_replaces_all(sns, topic):
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "SNS:Publish"}]}
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(policy))
    assert json.loads(attributes_of(sns, topic)["Policy"]) == policy
