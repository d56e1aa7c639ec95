"""Topics: made, found again, shown, set, listed and deleted."""

import json

import pytest
from botocore.exceptions import ClientError
from conftest import connect, unique
from sns_life import attributes_of

ACTIONS = [
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
]
HTTP_DEFAULT = {
    "defaultHealthyRetryPolicy": {
        "minDelayTarget": 20,
        "maxDelayTarget": 20,
        "numRetries": 3,
        "numMaxDelayRetries": 0,
        "numNoDelayRetries": 0,
        "numMinDelayRetries": 0,
        "backoffFunction": "linear",
    },
    "disableSubscriptionOverrides": False,
    "defaultRequestPolicy": {"headerContentType": "text/plain; charset=UTF-8"},
}


def test_what_a_new_topic_shows(sns, topic):
    shown = attributes_of(sns, topic)
    policy = json.loads(shown.pop("Policy"))
    assert json.loads(shown.pop("EffectiveDeliveryPolicy")) == {"http": HTTP_DEFAULT}
    assert shown == {
        "TopicArn": topic,
        "Owner": "000000000000",
        "DisplayName": "",
        "SubscriptionsConfirmed": "0",
        "SubscriptionsPending": "0",
        "SubscriptionsDeleted": "0",
    }
    assert policy == {
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [
            {
                "Sid": "__default_statement_ID",
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": [f"SNS:{action}" for action in ACTIONS],
                "Resource": topic,
                "Condition": {"StringEquals": {"AWS:SourceOwner": "000000000000"}},
            }
        ],
    }


def test_what_a_new_fifo_topic_shows(sns, make_topic):
    topic = make_topic(fifo=True)
    shown = attributes_of(sns, topic)
    assert (shown["FifoTopic"], shown["ContentBasedDeduplication"]) == ("true", "false")
    assert "FifoThroughputScope" not in shown
    sns.set_topic_attributes(TopicArn=topic, AttributeName="ContentBasedDeduplication", AttributeValue="true")
    assert attributes_of(sns, topic)["ContentBasedDeduplication"] == "true"


def test_a_topic_that_is_not_fifo_never_says_so(sns, make_topic):
    assert "FifoTopic" not in attributes_of(sns, make_topic(FifoTopic="false"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DisplayName", "News & \"more\""),
        ("SignatureVersion", "2"),
        ("TracingConfig", "Active"),
        ("KmsMasterKeyId", "alias/aws/sns"),
        ("MaximumMessageSize", "1024"),
        ("HTTPSuccessFeedbackRoleArn", "arn:aws:iam::000000000000:role/log"),
        ("SQSFailureFeedbackRoleArn", "arn:aws:iam::000000000000:role/log"),
        ("LambdaSuccessFeedbackSampleRate", "100"),
    ],
)
def test_what_is_set_is_shown(sns, topic, make_topic, name, value):
    before = attributes_of(sns, topic)
    sns.set_topic_attributes(TopicArn=topic, AttributeName=name, AttributeValue=value)
    assert attributes_of(sns, topic) == before | {name: value}
    assert attributes_of(sns, make_topic(**{name: value}))[name] == value


def test_a_delivery_policy(sns, topic):
    def put(value):
        sns.set_topic_attributes(TopicArn=topic, AttributeName="DeliveryPolicy", AttributeValue=value)
        shown = attributes_of(sns, topic)
        return json.loads(shown.get("DeliveryPolicy", "null")), json.loads(shown["EffectiveDeliveryPolicy"])

    given = {"http": {"defaultRequestPolicy": {"headerContentType": "application/json"}}}
    shown, effective = put(json.dumps(given))
    assert shown == {"http": given["http"] | {"disableSubscriptionOverrides": False}}
    assert effective == {"http": HTTP_DEFAULT | given["http"]}
    _, effective = put('{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":5,"maxDelayTarget":20,"numRetries":9}}}')
    assert effective["http"]["defaultRequestPolicy"] == HTTP_DEFAULT["defaultRequestPolicy"]
    assert effective["http"]["defaultHealthyRetryPolicy"]["numRetries"] == 9
    assert put("") == (None, {"http": HTTP_DEFAULT})


def test_the_same_topic_again(sns, name):
    tags = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
    topic = sns.create_topic(Name=name, Attributes={"DisplayName": "x"}, Tags=tags)["TopicArn"]
    assert topic == f"arn:aws:sns:us-east-1:000000000000:{name}"
    same = [
        {},
        {"Attributes": {"DisplayName": "x"}},
        {"Attributes": {"FifoTopic": "false"}},
        {"Tags": tags},
        {"Tags": tags[1:]},
        {"Tags": []},
    ]
    for more in same:
        assert sns.create_topic(Name=name, **more)["TopicArn"] == topic
    sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="y")
    assert sns.create_topic(Name=name, Attributes={"DisplayName": "y"})["TopicArn"] == topic
    for more in [{"Attributes": {"DisplayName": "x"}}, {"Attributes": {"DisplayName": "y", "SignatureVersion": "2"}}]:
        with pytest.raises(sns.exceptions.InvalidParameterException):
            sns.create_topic(Name=name, **more)
    sns.delete_topic(TopicArn=topic)


def test_a_deleted_topic_can_be_made_anew(sns, name):
    topic = sns.create_topic(Name=name, Attributes={"DisplayName": "x"}, Tags=[{"Key": "a", "Value": "1"}])["TopicArn"]
    sns.delete_topic(TopicArn=topic)
    sns.delete_topic(TopicArn=topic)
    with pytest.raises(sns.exceptions.NotFoundException) as refused:
        sns.get_topic_attributes(TopicArn=topic)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    assert sns.create_topic(Name=name, Tags=[{"Key": "b", "Value": "2"}])["TopicArn"] == topic
    assert sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == [{"Key": "b", "Value": "2"}]
    assert attributes_of(sns, topic)["DisplayName"] == ""
    sns.delete_topic(TopicArn=topic)


def test_pages_of_a_hundred(endpoint):
    sns = connect(endpoint, "555500000001", service="sns")
    made = {sns.create_topic(Name=unique())["TopicArn"] for _ in range(101)}
    pages = list(sns.get_paginator("list_topics").paginate())
    assert [len(page["Topics"]) for page in pages] == [100, 1]
    assert {topic["TopicArn"] for page in pages for topic in page["Topics"]} == made

    topic = made.pop()
    for n in range(101):
        queue = f"arn:aws:sqs:us-east-1:555500000001:q{n}"
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    for operation, parameters in [("list_subscriptions", {}), ("list_subscriptions_by_topic", {"TopicArn": topic})]:
        pages = list(sns.get_paginator(operation).paginate(**parameters))
        assert [len(page["Subscriptions"]) for page in pages] == [100, 1]
        assert len({one["SubscriptionArn"] for page in pages for one in page["Subscriptions"]}) == 101
    for topic in [topic, *made]:
        sns.delete_topic(TopicArn=topic)
    assert sns.list_subscriptions()["Subscriptions"] == []


def test_accounts_and_regions_have_topics_of_their_own(endpoint, name):
    one = connect(endpoint, "555500000002", service="sns")
    topic = one.create_topic(Name=name)["TopicArn"]
    for other in [connect(endpoint, "555500000003", "sns"), connect(endpoint, "555500000002", "sns", "eu-west-1")]:
        assert other.list_topics()["Topics"] == []
        arn = other.create_topic(Name=name)["TopicArn"]
        assert arn != topic
        other.delete_topic(TopicArn=arn)
    # Another account may use the topic by its ARN, another region may not.
    assert connect(endpoint, "555500000003", "sns").publish(TopicArn=topic, Message="x")["MessageId"]
    with pytest.raises(ClientError, match="Invalid parameter: TopicArn$"):
        connect(endpoint, "555500000002", "sns", "eu-west-1").publish(TopicArn=topic, Message="x")
    one.delete_topic(TopicArn=topic)


def test_a_data_protection_policy_comes_back_as_given(sns, topic):
    policy = '{"Name":"x",  "Version":"2021-06-01","Statement":[]}'
    sns.put_data_protection_policy(ResourceArn=topic, DataProtectionPolicy=policy)
    assert sns.get_data_protection_policy(ResourceArn=topic)["DataProtectionPolicy"] == policy
    assert "DataProtectionPolicy" not in attributes_of(sns, topic)
