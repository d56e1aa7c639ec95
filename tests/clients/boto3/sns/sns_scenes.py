"""For each operation of SNS: what must exist before, what is asked, and which members the reply has."""

import itertools
import json
import random

import wire
from conftest import unique
from scenes import Scene

# Numbers of tests differ, as all of them share the server.
_numbers = itertools.count(random.randrange(10**6) * 1000)

APPLICATION = {"PlatformPrincipal": "principal", "PlatformCredential": "secret"}
PROTECTION = json.dumps({"Name": "x", "Version": "2021-06-01", "Statement": []})
RICH = {
    "text": {"DataType": "String.custom", "StringValue": "x < y & \"z\"\r\n"},
    "list": {"DataType": "String.Array", "StringValue": '["a",1,true,null]'},
    "number": {"DataType": "Number", "StringValue": "007"},
    "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\x01\xff"},
}


def phone():
    return f"+1555{next(_numbers) % 10**10:010}"


class SnsStage:
    """Topics, subscriptions, applications and numbers in the states that operations need."""

    def __init__(self, endpoint, sns, make_topic, make_queue):
        self.endpoint = endpoint
        self.sns = sns
        self.make_topic = make_topic
        self.make_queue = make_queue

    def topic(self, **options):
        return self.make_topic(**options)

    def fifo(self, **attributes):
        return self.make_topic(fifo=True, **attributes)

    def queue_arn(self, *, fifo=False):
        return "arn:aws:sqs:us-east-1:000000000000:" + self.make_queue(fifo=fifo).rpartition("/")[2]

    def subscribed(self, topic=None, **attributes):
        """A subscription of a queue."""
        return self.sns.subscribe(
            TopicArn=topic or self.topic(), Protocol="sqs", Endpoint=self.queue_arn(), Attributes=attributes
        )["SubscriptionArn"]

    def pending(self):
        """A topic, its subscription that waits for confirmation, and the token for it."""
        topic = self.topic()
        arn = self.sns.subscribe(
            TopicArn=topic, Protocol="email", Endpoint="me@example.com", ReturnSubscriptionArn=True
        )["SubscriptionArn"]
        return topic, arn, self.token(arn)

    def token(self, subscription):
        return wire.send(self.endpoint, "GET", f"/_aws/sns/subscription-tokens/{subscription}").json()[
            "subscription_token"
        ]

    def application(self, **attributes):
        return self.sns.create_platform_application(
            Name=unique(), Platform="GCM", Attributes=APPLICATION | attributes
        )["PlatformApplicationArn"]

    def endpoint_of(self, application=None, **more):
        return self.sns.create_platform_endpoint(
            PlatformApplicationArn=application or self.application(), Token=unique(), **more
        )["EndpointArn"]

    def sandboxed(self):
        """A number that waits for its password, and that password out of the text message."""
        number = phone()
        self.sns.create_sms_sandbox_phone_number(PhoneNumber=number)
        [message] = self.text_messages(number)
        return number, message["Message"].split()[-1]

    def text_messages(self, number):
        path = "/_aws/sns/sms-messages?phoneNumber=" + number.replace("+", "%2B")
        return wire.send(self.endpoint, "GET", path).json()["sms_messages"][number]


# --- one function an operation, named as it is ------------------------------------------------


def AddPermission(stage):
    return Scene(
        {
            "TopicArn": stage.topic(),
            "Label": "share",
            "AWSAccountId": ["111111111111", "222222222222"],
            "ActionName": ["Publish", "Subscribe"],
        }
    )


def CheckIfPhoneNumberIsOptedOut(stage):
    return Scene({"phoneNumber": phone()}, {"isOptedOut"})


def ConfirmSubscription(stage):
    topic, _, token = stage.pending()
    return Scene({"TopicArn": topic, "Token": token, "AuthenticateOnUnsubscribe": "true"}, {"SubscriptionArn"})


def CreatePlatformApplication(stage):
    return Scene({"Name": unique(), "Platform": "APNS", "Attributes": APPLICATION}, {"PlatformApplicationArn"})


def CreatePlatformEndpoint(stage):
    parameters = {
        "PlatformApplicationArn": stage.application(),
        "Token": unique(),
        "CustomUserData": "<me>",
        "Attributes": {"Enabled": "true"},
    }
    return Scene(parameters, {"EndpointArn"})


def CreateSMSSandboxPhoneNumber(stage):
    return Scene({"PhoneNumber": phone(), "LanguageCode": "en-US"})


def CreateTopic(stage):
    # Made once before, so that it is taken away after the test; the same call again is as good.
    tags = [{"Key": "k", "Value": "<v>"}]
    attributes = {"DisplayName": "a & b", "TracingConfig": "Active"}
    name = stage.topic(tags=tags, **attributes).rpartition(":")[2]
    return Scene({"Name": name, "Attributes": attributes, "Tags": tags}, {"TopicArn"})


def DeleteEndpoint(stage):
    return Scene({"EndpointArn": stage.endpoint_of()})


def DeletePlatformApplication(stage):
    return Scene({"PlatformApplicationArn": stage.application()})


def DeleteSMSSandboxPhoneNumber(stage):
    return Scene({"PhoneNumber": stage.sandboxed()[0]})


def DeleteTopic(stage):
    return Scene({"TopicArn": stage.topic()})


def GetDataProtectionPolicy(stage):
    topic = stage.topic()
    stage.sns.put_data_protection_policy(ResourceArn=topic, DataProtectionPolicy=PROTECTION)
    return Scene({"ResourceArn": topic}, {"DataProtectionPolicy"})


def GetEndpointAttributes(stage):
    return Scene({"EndpointArn": stage.endpoint_of(CustomUserData="<me>")}, {"Attributes"})


def GetPlatformApplicationAttributes(stage):
    return Scene({"PlatformApplicationArn": stage.application(SuccessFeedbackSampleRate="5")}, {"Attributes"})


def GetSMSAttributes(stage):
    return Scene({"attributes": ["MonthlySpendLimit", "DefaultSenderID"]}, {"attributes"})


def GetSMSSandboxAccountStatus(stage):
    return Scene({}, {"IsInSandbox"})


def GetSubscriptionAttributes(stage):
    arn = stage.subscribed(FilterPolicy='{"k":["<v>"]}', RawMessageDelivery="true")
    return Scene({"SubscriptionArn": arn}, {"Attributes"})


def GetTopicAttributes(stage):
    return Scene({"TopicArn": stage.topic(DisplayName="a < b & \"c\"")}, {"Attributes"})


def ListEndpointsByPlatformApplication(stage):
    application = stage.application()
    stage.endpoint_of(application, CustomUserData="me")
    return Scene({"PlatformApplicationArn": application}, {"Endpoints"})


def ListOriginationNumbers(stage):
    return Scene({"MaxResults": 30}, {"PhoneNumbers"})


def ListPhoneNumbersOptedOut(stage):
    return Scene({}, {"phoneNumbers"})


def ListPlatformApplications(stage):
    stage.application()
    return Scene({}, {"PlatformApplications"})


def ListSMSSandboxPhoneNumbers(stage):
    stage.sandboxed()
    stage.sandboxed()
    return Scene({"MaxResults": 1}, {"PhoneNumbers", "NextToken"})


def ListSubscriptions(stage):
    stage.subscribed()
    stage.pending()
    return Scene({}, {"Subscriptions"})


def ListSubscriptionsByTopic(stage):
    topic, _, _ = stage.pending()
    stage.subscribed(topic)
    return Scene({"TopicArn": topic}, {"Subscriptions"})


def ListTagsForResource(stage):
    topic = stage.topic(tags=[{"Key": "k", "Value": "<v>"}, {"Key": "empty", "Value": ""}])
    return Scene({"ResourceArn": topic}, {"Tags"})


def ListTopics(stage):
    stage.topic()
    return Scene({}, {"Topics"})


def OptInPhoneNumber(stage):
    return Scene({"phoneNumber": phone()})


def Publish(stage):
    parameters = {
        "TopicArn": stage.fifo(),
        "Message": json.dumps({"default": "x < y", "sqs": "🚀"}),
        "Subject": "a subject",
        "MessageStructure": "json",
        "MessageAttributes": RICH,
        "MessageDeduplicationId": "1",
        "MessageGroupId": "g",
    }
    return Scene(parameters, {"MessageId", "SequenceNumber"})


def PublishBatch(stage):
    entries = [
        {"Id": "rich", "Message": "x", "Subject": "s", "MessageAttributes": RICH},
        {"Id": "bare", "Message": "x"},
        {"Id": "json", "Message": '{"default":"x"}', "MessageStructure": "json"},
    ]
    return Scene({"TopicArn": stage.topic(), "PublishBatchRequestEntries": entries}, {"Successful", "Failed"})


def PutDataProtectionPolicy(stage):
    return Scene({"ResourceArn": stage.topic(), "DataProtectionPolicy": PROTECTION})


def RemovePermission(stage):
    topic = stage.topic()
    stage.sns.add_permission(TopicArn=topic, Label="share", AWSAccountId=["111111111111"], ActionName=["Publish"])
    return Scene({"TopicArn": topic, "Label": "share"})


def SetEndpointAttributes(stage):
    attributes = {"Enabled": "false", "CustomUserData": "other", "Token": unique()}
    return Scene({"EndpointArn": stage.endpoint_of(), "Attributes": attributes})


def SetPlatformApplicationAttributes(stage):
    return Scene({"PlatformApplicationArn": stage.application(), "Attributes": {"SuccessFeedbackSampleRate": "10"}})


def SetSMSAttributes(stage):
    return Scene({"attributes": {"DefaultSMSType": "Transactional"}})


def SetSubscriptionAttributes(stage):
    arn = stage.subscribed()
    return Scene({"SubscriptionArn": arn, "AttributeName": "RawMessageDelivery", "AttributeValue": "true"})


def SetTopicAttributes(stage):
    return Scene({"TopicArn": stage.topic(), "AttributeName": "DisplayName", "AttributeValue": "other"})


def Subscribe(stage):
    parameters = {
        "TopicArn": stage.topic(),
        "Protocol": "sqs",
        "Endpoint": stage.queue_arn(),
        "Attributes": {"RawMessageDelivery": "true", "FilterPolicy": '{"k":["v"]}'},
        "ReturnSubscriptionArn": True,
    }
    return Scene(parameters, {"SubscriptionArn"})


def TagResource(stage):
    return Scene({"ResourceArn": stage.topic(), "Tags": [{"Key": "k", "Value": "v"}, {"Key": "empty", "Value": ""}]})


def Unsubscribe(stage):
    return Scene({"SubscriptionArn": stage.subscribed()})


def UntagResource(stage):
    return Scene({"ResourceArn": stage.topic(), "TagKeys": ["k", "unknown"]})


def VerifySMSSandboxPhoneNumber(stage):
    number, password = stage.sandboxed()
    return Scene({"PhoneNumber": number, "OneTimePassword": password})


# --- replies that look different from those above ---------------------------------------------


def bare_message_published(stage):
    return "Publish", Scene({"TopicArn": stage.topic(), "Message": "x"}, {"MessageId"})


def text_message_published(stage):
    return "Publish", Scene({"PhoneNumber": phone(), "Message": "x"}, {"MessageId"})


def push_published(stage):
    return "Publish", Scene({"TargetArn": stage.endpoint_of(), "Message": "x"}, {"MessageId"})


def batch_in_order(stage):
    entries = [{"Id": "1", "Message": "x", "MessageGroupId": "g", "MessageDeduplicationId": "1"}]
    return "PublishBatch", Scene({"TopicArn": stage.fifo(), "PublishBatchRequestEntries": entries},
                                 {"Successful", "Failed"})


def still_pending(stage):
    parameters = {"TopicArn": stage.topic(), "Protocol": "email", "Endpoint": "me@example.com"}
    return "Subscribe", Scene(parameters, {"SubscriptionArn"})


def attributes_of_a_fifo_topic(stage):
    return "GetTopicAttributes", Scene({"TopicArn": stage.fifo(FifoThroughputScope="MessageGroup")}, {"Attributes"})


def attributes_of_a_pending_subscription(stage):
    return "GetSubscriptionAttributes", Scene({"SubscriptionArn": stage.pending()[1]}, {"Attributes"})


def no_subscription(stage):
    return "ListSubscriptionsByTopic", Scene({"TopicArn": stage.topic()}, {"Subscriptions"})


def no_endpoint(stage):
    application = stage.application()
    return "ListEndpointsByPlatformApplication", Scene({"PlatformApplicationArn": application}, {"Endpoints"})


def no_tags(stage):
    return "ListTagsForResource", Scene({"ResourceArn": stage.topic()}, {"Tags"})


def all_text_message_attributes(stage):
    return "GetSMSAttributes", Scene({}, {"attributes"})


VARIANTS = [
    bare_message_published,
    text_message_published,
    push_published,
    batch_in_order,
    still_pending,
    attributes_of_a_fifo_topic,
    attributes_of_a_pending_subscription,
    no_subscription,
    no_endpoint,
    no_tags,
    all_text_message_attributes,
]
