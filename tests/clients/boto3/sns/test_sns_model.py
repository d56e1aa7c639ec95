"""Every operation of SNS, each raw reply checked against AWS's own model."""

import pytest
import sns_model
import sns_scenes
import wire
from sns_scenes import SnsStage


@pytest.fixture
def stage(endpoint, sns, make_topic, make_queue):
    return SnsStage(endpoint, sns, make_topic, make_queue)


def call(endpoint, operation, scene):
    reply = sns_model.call(endpoint, operation, scene.parameters)
    return sns_model.check_reply(operation, reply, scene.members)


def test_there_are_as_many_operations_as_on_aws():
    assert len(sns_model.OPERATIONS) == 42


@pytest.mark.parametrize("operation", sns_model.OPERATIONS)
def test_operation(endpoint, stage, operation):
    call(endpoint, operation, getattr(sns_scenes, operation)(stage))


@pytest.mark.parametrize("variant", sns_scenes.VARIANTS, ids=lambda variant: variant.__name__)
def test_variant(endpoint, stage, variant):
    operation, scene = variant(stage)
    call(endpoint, operation, scene)


@pytest.mark.parametrize(
    ("variant", "member"),
    [
        (sns_scenes.no_subscription, "Subscriptions"),
        (sns_scenes.no_endpoint, "Endpoints"),
        (sns_scenes.no_tags, "Tags"),
        (sns_scenes.batch_in_order, "Failed"),
    ],
)
def test_an_empty_list_is_there_and_empty(endpoint, stage, variant, member):
    operation, scene = variant(stage)
    assert call(endpoint, operation, scene)[member] == []


@pytest.mark.parametrize("operation", ["ListPhoneNumbersOptedOut", "ListOriginationNumbers"])
def test_lists_that_are_always_empty(endpoint, stage, operation):
    [numbers] = call(endpoint, operation, getattr(sns_scenes, operation)(stage)).values()
    assert numbers == []


def test_text_comes_out_as_it_went_in(endpoint, stage):
    attributes = call(endpoint, "GetTopicAttributes", sns_scenes.GetTopicAttributes(stage))["Attributes"]
    assert attributes["DisplayName"] == "a < b & \"c\""
    tags = call(endpoint, "ListTagsForResource", sns_scenes.ListTagsForResource(stage))["Tags"]
    assert sorted(tags, key=lambda tag: tag["Key"]) == [{"Key": "empty", "Value": ""}, {"Key": "k", "Value": "<v>"}]


def test_parameters_in_the_url_of_a_post(endpoint, stage):
    path = f"/?Action=GetTopicAttributes&Version=2010-03-31&TopicArn={stage.topic()}"
    reply = wire.send(endpoint, "POST", path, "", wire.query_headers(Authorization=wire.authorization("sns")))
    sns_model.check_reply("GetTopicAttributes", reply, {"Attributes"})


def test_the_links_of_messages_need_no_signature(endpoint, stage):
    topic, subscription, token = stage.pending()
    reply = wire.send(endpoint, "GET", f"/?Action=ConfirmSubscription&TopicArn={topic}&Token={token}")
    confirmed = sns_model.check_reply("ConfirmSubscription", reply, {"SubscriptionArn"})
    assert confirmed["SubscriptionArn"] == subscription
    attributes = stage.sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]
    assert (attributes["PendingConfirmation"], attributes["ConfirmationWasAuthenticated"]) == ("false", "false")
    reply = wire.send(endpoint, "GET", f"/?Action=Unsubscribe&SubscriptionArn={subscription}")
    sns_model.check_reply("Unsubscribe", reply, set())
