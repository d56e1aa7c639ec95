"""Every error of SNS's model that a local server can give, provoked and read off the wire."""

import json
from typing import NamedTuple

import pytest
import sns_model
import wire
from conftest import connect
from sns_scenes import APPLICATION, SnsStage

NOT_HERE = {
    "ConcurrentAccessException": "calls wait for each other instead",
    "InternalErrorException": "nothing makes it fail",
    "InvalidSecurityException": "signatures are not checked",
    "KMSAccessDeniedException": "no KMS is asked",
    "KMSDisabledException": "no KMS is asked",
    "KMSInvalidStateException": "no KMS is asked",
    "KMSNotFoundException": "no KMS is asked",
    "KMSOptInRequired": "no KMS is asked",
    "KMSThrottlingException": "no KMS is asked",
    "OptedOutException": "tests in Rust provoke it: who opts out does so at a path of its own",
    "ReplayLimitExceededException": "replays are not limited",
    "StaleTagException": "calls wait for each other instead",
    "TagPolicyException": "there are no organizations",
    "ThrottledException": "nothing is throttled",
    "TopicLimitExceededException": "topics are not limited",
    "UserErrorException": "AWS gives it for nothing that is recorded",
}

NOWHERE = "arn:aws:sns:us-east-1:000000000000:nowhere"
ELSEWHERE = "arn:aws:sns:eu-west-1:000000000000:nowhere"
UUID = "00000000-0000-4000-8000-000000000000"
NO_APPLICATION = "arn:aws:sns:us-east-1:000000000000:app/GCM/nowhere"
NO_ENDPOINT = f"arn:aws:sns:us-east-1:000000000000:endpoint/GCM/nowhere/{UUID}"


class Case(NamedTuple):
    shape: str
    operation: str
    parameters: object  # a dict, or a function of the stage
    text: str | None = None

    def __str__(self):
        return f"{self.operation}-{self.shape}"


def invalid(operation, parameters, text):
    return Case("InvalidParameterException", operation, parameters, f"Invalid parameter: {text}")


def with_topic(**parameters):
    return lambda stage: {"TopicArn": stage.topic(), **parameters}


def with_fifo(**parameters):
    return lambda stage: {"TopicArn": stage.fifo(), **parameters}


def entries(count, **more):
    return [{"Id": f"id_{n}", "Message": "x", **more} for n in range(count)]


def with_entries(list_of_entries):
    return with_topic(PublishBatchRequestEntries=list_of_entries)


def with_attribute(name="k", **value):
    return with_topic(Message="x", MessageAttributes={name: value})


def text(value="x"):
    return {"DataType": "String", "StringValue": value}


# --- topics -----------------------------------------------------------------------------------


def other_attributes(stage):
    return {"Name": stage.topic().rpartition(":")[2], "Attributes": {"DisplayName": "other"}}


def other_tags(stage):
    return {"Name": stage.topic().rpartition(":")[2], "Tags": [{"Key": "k", "Value": "v"}]}


def with_an_archive(stage):
    return {"TopicArn": stage.fifo(ArchivePolicy='{"MessageRetentionPeriod":"1"}')}


def same_label(stage):
    topic = stage.topic()
    stage.sns.add_permission(TopicArn=topic, Label="x", AWSAccountId=["111111111111"], ActionName=["Publish"])
    return {"TopicArn": topic, "Label": "x", "AWSAccountId": ["111111111111"], "ActionName": ["Nonsense"]}


def tags(count):
    return [{"Key": f"k{n}", "Value": ""} for n in range(count)]


TOPICS = [
    *(
        invalid("CreateTopic", {"Name": name}, "Topic Name")
        for name in ["", "x" * 257, "a:b", "a b", "a%b", "without.fifo", "á"]
    ),
    invalid("CreateTopic", {"Name": "plain", "Attributes": {"FifoTopic": "true"}}, "Topic Name"),
    invalid("CreateTopic", other_attributes, "Attributes Reason: Topic already exists with different attributes"),
    invalid("CreateTopic", other_tags, "Tags Reason: Topic already exists with different tags"),
    Case("InvalidStateException", "DeleteTopic", with_an_archive),
    invalid("SetTopicAttributes", with_topic(AttributeName="Foobar", AttributeValue="x"), "AttributeName"),
    invalid("SetTopicAttributes", with_fifo(AttributeName="FifoTopic", AttributeValue="true"), "AttributeName"),
    invalid("AddPermission", same_label, "Statement already exists"),
    invalid(
        "AddPermission",
        with_topic(Label="x", AWSAccountId=["111111111111"], ActionName=["Nonsense"]),
        "Policy statement action out of service scope!",
    ),
    invalid(
        "TagResource",
        lambda stage: {"ResourceArn": stage.topic(), "Tags": [{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}]},
        "Duplicated keys are not allowed.",
    ),
    Case("TagLimitExceededException", "TagResource", lambda stage: {"ResourceArn": stage.topic(), "Tags": tags(51)},
         "Could not complete request: tag quota of per resource exceeded"),
    Case("TagLimitExceededException", "TagResource",
         lambda stage: {"ResourceArn": stage.topic(tags=tags(50)), "Tags": [{"Key": "one more", "Value": ""}]},
         "Could not complete request: tag quota of per resource exceeded"),
    *(
        Case("ResourceNotFoundException", operation, {"ResourceArn": NOWHERE, **more}, "Resource does not exist")
        for operation, more in [
            ("TagResource", {"Tags": tags(1)}),
            ("UntagResource", {"TagKeys": ["k"]}),
            ("ListTagsForResource", {}),
        ]
    ),
]

# --- subscriptions ----------------------------------------------------------------------------


def subscribing(protocol="sqs", endpoint="arn:aws:sqs:us-east-1:000000000000:q", **attributes):
    return with_topic(Protocol=protocol, Endpoint=endpoint, Attributes=attributes)


def setting(name, value):
    return lambda stage: {"SubscriptionArn": stage.subscribed(), "AttributeName": name, "AttributeValue": value}


def fifo_subscription_without_a_fifo_dlq(stage):
    return {
        "TopicArn": stage.fifo(),
        "Protocol": "sqs",
        "Endpoint": stage.queue_arn(fifo=True),
        "Attributes": {"RedrivePolicy": json.dumps({"deadLetterTargetArn": stage.queue_arn()})},
    }


def other_subscription_attributes(stage):
    topic, queue = stage.topic(), stage.queue_arn()
    stage.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    return {"TopicArn": topic, "Protocol": "sqs", "Endpoint": queue, "Attributes": {"RawMessageDelivery": "true"}}


WRONG_VALUES = [
    ("RawMessageDelivery", "wrong", "RawMessageDelivery: Invalid value [wrong]. Must be true or false."),
    ("RawMessageDelivery", "", "RawMessageDelivery: Invalid value []. Must be true or false."),
    ("FilterPolicyScope", "Header",
     "FilterPolicyScope: Invalid value [Header]. Please use either MessageBody or MessageAttributes"),
    ("RedrivePolicy", '{"deadLetterTargetArn":"x"}', "RedrivePolicy: deadLetterTargetArn is an invalid arn"),
    ("FilterPolicy", json.dumps({f"k{n}": ["v"] for n in range(6)}),
     "FilterPolicy: Filter policy can not have more than 5 keys"),
    ("FilterPolicy", json.dumps({f"k{n}": list(range(6)) for n in range(3)}),
     "FilterPolicy: Filter policy is too complex"),
    ("Foobar", "x", "AttributeName"),
]
# After these texts AWS says where in the policy.
WRONG_FILTERS = [
    ('{"k":"v"}', '"k" must be an object or an array'),
    ('{"k":[]}', "Empty arrays are not allowed"),
    ('{"k":[["v"]]}', "Match value must be String, number, true, false, or null"),
    ('{"k":[{"foo":true}]}', "Unrecognized match type foo"),
    ('{"k":[{"prefix":"a","suffix":"b"}]}', "Only one key allowed in match expression"),
    ('{"k":[{"suffix":1}]}', "suffix match pattern must be a string"),
    ('{"k":[{"cidr":"bad-filter"}]}', "Malformed CIDR, one '/' required"),
    ('{"k":[{"exists":"x"}]}', "exists match pattern must be either true or false."),
    ('{"k":[{"anything-but":{"suffix":"x"}}]}', "Unsupported anything-but pattern: suffix"),
    ('{"k":[{"numeric":["operator"]}]}', "Unrecognized numeric range operator: operator"),
    ('{"k":[{"numeric":[">",3,"<",1]}]}', "Bottom must be less than top"),
    ("{invalid", "failed to parse JSON. Unexpected character ('i' (code 105))"),
]

SUBSCRIPTIONS = [
    invalid("Subscribe", subscribing("test-protocol"),
            "Amazon SNS does not support this protocol string: test-protocol"),
    invalid("Subscribe", subscribing("https", "http://example.com/"), "Endpoint must match the specified protocol"),
    invalid("Subscribe", subscribing("sqs", "http://127.0.0.1:4566/000000000000/q"), "SQS endpoint ARN"),
    invalid("Subscribe", subscribing(endpoint="arn:aws:sqs:us-east-1:000000000000:q.fifo"),
            "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics"),
    *(
        Case("InvalidParameterException", "Subscribe", subscribing("sms", number), f"Invalid SMS endpoint: {number}")
        for number in ["+15--551234567", "+15551234567.", "/+15551234567", "NAA+15551234567"]
    ),
    invalid("Subscribe", other_subscription_attributes,
            "Attributes Reason: Subscription already exists with different attributes"),
    invalid("Subscribe", fifo_subscription_without_a_fifo_dlq,
            "Attributes Reason: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."),
    *(
        invalid("Subscribe", subscribing(**{name: value}), f"Attributes Reason: {reason}")
        for name, value, reason in WRONG_VALUES
    ),
    *(invalid("SetSubscriptionAttributes", setting(name, value), reason) for name, value, reason in WRONG_VALUES),
    invalid("SetSubscriptionAttributes", setting("FilterPolicy", '{"k":{"l":["v"]}}'),
            "Filter policy scope MessageAttributes does not support nested filter policy"),
    Case("NotFoundException", "SetSubscriptionAttributes",
         {"SubscriptionArn": f"{NOWHERE}:{UUID}", "AttributeName": "Foobar"}, "Subscription does not exist"),
    Case("NotFoundException", "GetSubscriptionAttributes", {"SubscriptionArn": f"{NOWHERE}:{UUID}"},
         "Subscription does not exist"),
    invalid("Unsubscribe", {}, "SubscriptionArn Reason: no value for required parameter"),
    invalid("Unsubscribe", {"SubscriptionArn": "pending confirmation"},
            "SubscriptionArn Reason: An ARN must have at least 6 elements, not 1"),
    invalid("Unsubscribe", {"SubscriptionArn": NOWHERE}, "SubscriptionId"),
    invalid("ConfirmSubscription", {"TopicArn": "nonsense", "Token": "ab" * 144}, "Topic"),
    Case("InvalidParameterException", "ConfirmSubscription", with_topic(Token="no token"), "Invalid token"),
    invalid("ConfirmSubscription", with_topic(Token="ab" * 144), "Token"),
]

# --- publishing -------------------------------------------------------------------------------

NO_DEFAULT = "Message Structure - No default entry in JSON message body"
BAD_TYPE = (
    "The message attribute 'k' has an invalid message attribute type, "
    "the set of supported type prefixes is Binary, Number, and String."
)


def of_a_disabled_endpoint(stage):
    return {"TargetArn": stage.endpoint_of(Attributes={"Enabled": "false"}), "Message": "x"}


def of_a_disabled_application(stage):
    application = stage.application()
    endpoint = stage.endpoint_of(application)
    stage.sns.set_platform_application_attributes(PlatformApplicationArn=application, Attributes={"Enabled": "false"})
    return {"TargetArn": endpoint, "Message": "x"}


def wrong_attribute(parameters, text):
    return Case("InvalidParameterValueException", "Publish", parameters, text)


PUBLISHING = [
    invalid("Publish", with_topic(Message=""), "Empty message"),
    invalid("Publish", with_topic(Message="x", Subject=""), "Subject"),
    invalid("Publish", with_topic(Message="x", Subject="x" * 101), "Subject"),
    invalid("Publish", with_topic(Message="x", Subject="a\nb"), "Subject"),
    invalid("Publish", with_topic(Message="x" * 262_145), "Message too long"),
    invalid("Publish", with_topic(Message="x" * 262_137, MessageAttributes={"k": text("xx")}), "Message too long"),
    invalid("Publish", {"Message": "x"}, "TopicArn or TargetArn Reason: no value for required parameter"),
    invalid("Publish", {"Message": "x", "PhoneNumber": "+1a234"},
            "PhoneNumber Reason: +1a234 is not valid to publish to"),
    invalid("Publish", {"Message": "x", "TargetArn": NO_ENDPOINT},
            "TargetArn Reason: No endpoint found for the target arn specified"),
    Case("EndpointDisabledException", "Publish", of_a_disabled_endpoint, "Endpoint is disabled"),
    Case("PlatformApplicationDisabledException", "Publish", of_a_disabled_application),
    invalid("Publish", with_fifo(Message="x"), "The MessageGroupId parameter is required for FIFO topics"),
    invalid("Publish", with_fifo(Message="x", MessageGroupId="g"),
            "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
            "explicitly"),
    invalid("Publish", with_topic(Message="x", MessageDeduplicationId="d"),
            "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid "
            "for this topic type"),
    invalid("Publish", with_topic(Message="{}", MessageStructure="json"), NO_DEFAULT),
    invalid("Publish", with_topic(Message='{"default":1}', MessageStructure="json"), NO_DEFAULT),
    invalid("Publish", with_topic(Message="x", MessageStructure="json"),
            "Message Structure - JSON message body failed to parse"),
    Case("ValidationError", "Publish", with_attribute(StringValue="x"),
         "1 validation error detected: Value null at 'messageAttributes.k.member.dataType' failed to satisfy "
         "constraint: Member must not be null"),
    wrong_attribute(with_attribute("x" * 257, **text()),
                    "Length of message attribute name must be less than 256 bytes."),
    wrong_attribute(with_attribute("a^b", **text()),
                    "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only "
                    "include alphanumeric characters, hyphens, underscores, or dots."),
    wrong_attribute(with_attribute(".a", **text()),
                    "Invalid message attribute name starting with character '.' was found."),
    wrong_attribute(with_attribute("a.", **text()),
                    "Invalid message attribute name ending with character '.' was found."),
    wrong_attribute(with_attribute("a..b", **text()),
                    "Message attribute name can not have successive '.' character."),
    *(
        wrong_attribute(with_attribute(DataType=data_type, StringValue="x"), BAD_TYPE)
        for data_type in ["String.", "Stringprefixed", "Text"]
    ),
    wrong_attribute(with_attribute(**text("")),
                    "The message attribute 'k' must contain non-empty message attribute value for message attribute "
                    "type 'String'."),
    wrong_attribute(with_attribute(DataType="Number", BinaryValue=b"1"),
                    "The message attribute 'k' with type 'Number' must use field 'String'."),
    wrong_attribute(with_attribute(DataType="Binary", StringValue="x"),
                    "The message attribute 'k' with type 'Binary' must use field 'Binary'."),
    Case("TooManyEntriesInBatchRequestException", "PublishBatch", with_entries(entries(11)),
         "The batch request contains more entries than permissible."),
    Case("EmptyBatchRequestException", "PublishBatch", with_topic(), "The batch request doesn't contain any entries."),
    Case("BatchEntryIdsNotDistinctException", "PublishBatch", with_entries(entries(1) * 2),
         "Two or more batch entries in the request have the same Id."),
    Case("InvalidBatchEntryIdException", "PublishBatch", with_entries([{"Id": "x" * 81, "Message": "x"}]),
         "The Id of a batch entry in the batch request is too long: " + "x" * 81),
    Case("InvalidBatchEntryIdException", "PublishBatch", with_entries([{"Id": "a:b", "Message": "x"}]),
         "The Id of a batch entry in the batch request contains an impermissible character: a:b"),
    Case("BatchRequestTooLongException", "PublishBatch",
         with_entries([{"Id": str(n), "Message": "x" * 131_073} for n in range(2)]),
         "The length of all the messages put together is more than the limit."),
    invalid("PublishBatch", with_entries([*entries(1), {"Id": "bad", "Message": "{}", "MessageStructure": "json"}]),
            NO_DEFAULT),
    Case("ValidationError", "PublishBatch",
         with_entries([{"Id": "1", "Message": "x", "MessageAttributes": {"k": {"StringValue": "x"}}}]),
         "1 validation error detected: Value null at 'publishBatchRequestEntries.1.member.messageAttributes.k.member."
         "dataType' failed to satisfy constraint: Member must not be null"),
    invalid("PublishBatch", with_fifo(PublishBatchRequestEntries=entries(1)),
            "The MessageGroupId parameter is required for FIFO topics"),
]

# --- phones -----------------------------------------------------------------------------------


def application(**more):
    return {"Name": "x", "Platform": "ADM", "Attributes": APPLICATION, **more}


def endpoint_of_another_user(stage):
    application = stage.application()
    stage.sns.create_platform_endpoint(PlatformApplicationArn=application, Token="t", CustomUserData="one")
    return {"PlatformApplicationArn": application, "Token": "t", "CustomUserData": "other"}


def with_application(**more):
    return lambda stage: {"PlatformApplicationArn": stage.application(), "Token": "t", **more}


def null_at_attributes(operation, parameters):
    text = (
        "1 validation error detected: Value null at 'attributes' failed to satisfy constraint: "
        "Member must not be null"
    )
    return Case("ValidationError", operation, parameters, text)


PHONES = [
    null_at_attributes("CreatePlatformApplication", {"Name": "x", "Platform": "ADM"}),
    null_at_attributes("SetSMSAttributes", {}),
    null_at_attributes("SetSMSAttributes", {"attributes": {}}),
    invalid("CreatePlatformApplication", application(Attributes={"PlatformPrincipal": "x"}),
            "Attributes Reason: PlatformPrincipal attribute provided without PlatformCredential"),
    invalid("CreatePlatformApplication", application(Attributes={"PlatformCredential": "x"}),
            "Attributes Reason: PlatformCredential attribute provided without PlatformPrincipal"),
    invalid("CreatePlatformApplication", application(Name=""), " Reason: cannot be empty"),
    invalid("CreatePlatformApplication", application(Name="x" * 257),
            "x" * 257 + " Reason: must be at most 256 characters long"),
    invalid("CreatePlatformApplication", application(Name="@name"),
            "@name Reason: must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'"),
    invalid("CreatePlatformApplication", application(Platform="AAA"), "Platform Reason: AAA is not supported"),
    *(
        Case("NotFoundException", operation, {"PlatformApplicationArn": NO_APPLICATION, **more},
             "PlatformApplication does not exist")
        for operation, more in [
            ("GetPlatformApplicationAttributes", {}),
            ("SetPlatformApplicationAttributes", {"Attributes": {"Enabled": "true"}}),
            ("ListEndpointsByPlatformApplication", {}),
            ("CreatePlatformEndpoint", {"Token": "t"}),
        ]
    ),
    *(
        Case("NotFoundException", operation, {"EndpointArn": NO_ENDPOINT, **more}, "Endpoint does not exist")
        for operation, more in [
            ("GetEndpointAttributes", {}),
            ("SetEndpointAttributes", {"Attributes": {"Enabled": "true"}}),
        ]
    ),
    invalid("GetEndpointAttributes", {"EndpointArn": NO_APPLICATION},
            "EndpointArn Reason: Wrong number of slashes in relative portion of the ARN."),
    invalid("CreatePlatformEndpoint", with_application(Attributes={"InvalidKey": "x"}),
            "Attributes Reason: Invalid attribute name: InvalidKey"),
    invalid("CreatePlatformEndpoint", with_application(CustomUserData="x" * 2049),
            "Attributes Reason: Invalid value for attribute: CustomUserData: must be at most 2048 bytes long in UTF-8 "
            "encoding"),
    Case("InvalidParameterException", "SetSMSAttributes", {"attributes": {"InvalidAttribute": "x"}},
         "InvalidAttribute is not a valid attribute"),
    Case("InvalidParameterException", "SetSMSAttributes", {"attributes": {"DefaultSMSType": "Whatever"}},
         "DefaultSMSType is invalid"),
    invalid("OptInPhoneNumber", {"phoneNumber": "+1a234"}, "PhoneNumber Reason: input incorrectly formatted"),
    Case("ValidationException", "CreateSMSSandboxPhoneNumber", {"PhoneNumber": "+1a234"}),
    Case("ValidationException", "ListOriginationNumbers", {"MaxResults": 31}),
    Case("ValidationException", "ListSMSSandboxPhoneNumbers", {"MaxResults": 0}),
    Case("ResourceNotFoundException", "DeleteSMSSandboxPhoneNumber", {"PhoneNumber": "+1555000000000"}),
    Case("VerificationException", "VerifySMSSandboxPhoneNumber",
         lambda stage: {"PhoneNumber": stage.sandboxed()[0], "OneTimePassword": "00000000"}),
]

CASES = TOPICS + SUBSCRIPTIONS + PUBLISHING + PHONES


@pytest.fixture
def stage(endpoint, sns, make_topic, make_queue):
    return SnsStage(endpoint, sns, make_topic, make_queue)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_error(endpoint, stage, case):
    parameters = case.parameters
    if callable(parameters):
        parameters = parameters(stage)
    reply = sns_model.call(endpoint, case.operation, parameters)
    sns_model.check_error(reply, case.shape, case.text)


@pytest.mark.parametrize(("policy", "reason"), WRONG_FILTERS, ids=[reason for _, reason in WRONG_FILTERS])
def test_a_filter_that_aws_does_not_take(endpoint, stage, policy, reason):
    for operation, parameters, prefix in [
        ("Subscribe", subscribing(FilterPolicy=policy), "Invalid parameter: Attributes Reason: FilterPolicy: "),
        ("SetSubscriptionAttributes", setting("FilterPolicy", policy), "Invalid parameter: FilterPolicy: "),
    ]:
        reply = sns_model.call(endpoint, operation, parameters(stage))
        message = sns_model.check_error(reply, "InvalidParameterException", None)
        assert message.startswith(prefix + reason)


def test_a_token_that_never_was_in_a_link(endpoint, topic):
    reply = wire.send(endpoint, "GET", f"/?Action=ConfirmSubscription&TopicArn={topic}&Token=nonsense")
    sns_model.check_error(reply, "InvalidParameterException", "Invalid parameter: Token")


def test_a_link_to_unsubscribe_where_that_must_be_signed(endpoint, stage):
    topic, subscription, token = stage.pending()
    stage.sns.confirm_subscription(TopicArn=topic, Token=token, AuthenticateOnUnsubscribe="true")
    reply = wire.send(endpoint, "GET", f"/?Action=Unsubscribe&SubscriptionArn={subscription}")
    sns_model.check_error(reply, "AuthorizationErrorException", None)
    stage.sns.unsubscribe(SubscriptionArn=subscription)


# --- ARNs -------------------------------------------------------------------------------------

OTHER_MEMBERS = {
    "AWSAccountId": ["111111111111"],
    "ActionName": ["Publish"],
    "AttributeName": "DisplayName",
    "DataProtectionPolicy": "{}",
    "Label": "x",
    "Message": "x",
    "Protocol": "email",
    "Endpoint": "me@example.com",
    "PublishBatchRequestEntries": entries(1),
}
ON_A_TOPIC = [
    operation
    for operation in sns_model.OPERATIONS
    if "TopicArn" in sns_model.MODEL.operation_model(operation).input_shape.members
    and operation != "ConfirmSubscription"
]


def on_topic(operation, arn):
    members = sns_model.MODEL.operation_model(operation).input_shape.members
    return {name: value for name, value in OTHER_MEMBERS.items() if name in members} | {"TopicArn": arn}


@pytest.mark.parametrize("operation", ON_A_TOPIC)
def test_the_arn_of_a_topic(endpoint, operation):
    for arn, parts in [("nonsense", 1), ("", 1), ("arn:aws:sns", 3)]:
        reply = sns_model.call(endpoint, operation, on_topic(operation, arn))
        text = f"Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not {parts}"
        sns_model.check_error(reply, "InvalidParameterException", text)
    reply = sns_model.call(endpoint, operation, on_topic(operation, ELSEWHERE))
    sns_model.check_error(reply, "InvalidParameterException", "Invalid parameter: TopicArn")
    reply = sns_model.call(endpoint, operation, on_topic(operation, NOWHERE))
    if operation == "DeleteTopic":
        sns_model.check_reply(operation, reply, set())
    else:
        sns_model.check_error(reply, "NotFoundException", "Topic does not exist")


@pytest.mark.parametrize("operation", ["GetDataProtectionPolicy", "PutDataProtectionPolicy"])
def test_data_protection_of_a_topic_that_does_not_exist(endpoint, operation):
    parameters = {"ResourceArn": NOWHERE}
    if operation.startswith("Put"):
        parameters["DataProtectionPolicy"] = "{}"
    sns_model.check_error(sns_model.call(endpoint, operation, parameters), "NotFoundException", None)


# --- quotas -----------------------------------------------------------------------------------


def test_no_more_than_100_subscriptions_of_a_fifo_topic(endpoint, stage):
    topic = stage.fifo()
    parameters = {"TopicArn": topic, "Protocol": "sqs"}
    for n in range(100):
        stage.sns.subscribe(**parameters, Endpoint=f"arn:aws:sqs:us-east-1:000000000000:q{n}.fifo")
    parameters["Endpoint"] = "arn:aws:sqs:us-east-1:000000000000:one-more.fifo"
    sns_model.check_error(
        sns_model.call(endpoint, "Subscribe", parameters), "SubscriptionLimitExceededException", None
    )


def test_no_more_than_200_filter_policies_of_a_topic(strict_server):
    sns = connect(strict_server.endpoint, service="sns")
    topic = sns.create_topic(Name="filters")["TopicArn"]
    parameters = {"TopicArn": topic, "Protocol": "sqs", "Attributes": {"FilterPolicy": '{"k":["v"]}'}}
    for n in range(200):
        sns.subscribe(**parameters, Endpoint=f"arn:aws:sqs:us-east-1:000000000000:q{n}")
    parameters["Endpoint"] = "arn:aws:sqs:us-east-1:000000000000:one-more"
    sns_model.check_error(
        sns_model.call(strict_server.endpoint, "Subscribe", parameters), "FilterPolicyLimitExceededException", None
    )


# --- all of them ------------------------------------------------------------------------------


def test_every_error_of_the_model_is_here():
    provoked = {case.shape for case in CASES} - {"ValidationError"}
    provoked |= {
        "AuthorizationErrorException",
        "FilterPolicyLimitExceededException",
        "SubscriptionLimitExceededException",
    }
    assert provoked.isdisjoint(NOT_HERE)
    assert provoked | set(NOT_HERE) == set(sns_model.ERRORS)
