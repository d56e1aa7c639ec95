"""Platform endpoints and text messages. Nothing leaves the machine: what would have is read at /_aws/sns/…"""

import json
from urllib.parse import quote

import pytest
import wire
from conftest import connect, unique
from sns_scenes import APPLICATION, RICH, SnsStage, phone


@pytest.fixture
def stage(endpoint, sns, make_topic, make_queue):
    return SnsStage(endpoint, sns, make_topic, make_queue)


def pushes(endpoint, arn):
    reply = wire.send(endpoint, "GET", f"/_aws/sns/platform-endpoint-messages?endpointArn={quote(arn)}")
    assert reply.status == 200, reply.body
    assert reply.json()["region"] == "us-east-1"
    return reply.json()["platform_endpoint_messages"][arn]


def test_an_application(sns):
    name = unique()
    attributes = APPLICATION | {"SuccessFeedbackSampleRate": "5"}
    create = {"Name": name, "Platform": "APNS", "Attributes": attributes}
    arn = sns.create_platform_application(**create)["PlatformApplicationArn"]
    assert arn == f"arn:aws:sns:us-east-1:000000000000:app/APNS/{name}"
    shown = {"Enabled": "true", "SuccessFeedbackSampleRate": "5"}
    assert sns.get_platform_application_attributes(PlatformApplicationArn=arn)["Attributes"] == shown
    listed = sns.list_platform_applications()["PlatformApplications"]
    assert {"PlatformApplicationArn": arn, "Attributes": shown} in listed
    for _ in range(2):
        sns.delete_platform_application(PlatformApplicationArn=arn)
    with pytest.raises(sns.exceptions.NotFoundException):
        sns.list_endpoints_by_platform_application(PlatformApplicationArn=arn)


def test_an_endpoint(sns, stage):
    application = stage.application()
    create = {"PlatformApplicationArn": application, "Token": "token", "CustomUserData": "me"}
    arn = sns.create_platform_endpoint(**create)["EndpointArn"]
    assert arn.startswith(application.replace(":app/", ":endpoint/") + "/")
    assert sns.create_platform_endpoint(**create)["EndpointArn"] == arn
    with pytest.raises(sns.exceptions.InvalidParameterException) as refused:
        sns.create_platform_endpoint(**create | {"CustomUserData": "you"})
    assert refused.value.response["Error"]["Message"] == (
        f"Invalid parameter: Token Reason: Endpoint {arn} already exists with the same Token, "
        "but different attributes."
    )
    shown = {"Enabled": "true", "Token": "token", "CustomUserData": "me"}
    assert sns.get_endpoint_attributes(EndpointArn=arn)["Attributes"] == shown
    sns.set_endpoint_attributes(EndpointArn=arn, Attributes={"Enabled": "false", "CustomUserData": "you"})
    shown |= {"Enabled": "false", "CustomUserData": "you"}
    endpoints = sns.list_endpoints_by_platform_application(PlatformApplicationArn=application)["Endpoints"]
    assert endpoints == [{"EndpointArn": arn, "Attributes": shown}]
    for _ in range(2):
        sns.delete_endpoint(EndpointArn=arn)
    with pytest.raises(sns.exceptions.NotFoundException):
        sns.get_endpoint_attributes(EndpointArn=arn)


def test_user_data_in_the_attributes_wins(sns, stage):
    arn = stage.endpoint_of(CustomUserData="parameter", Attributes={"CustomUserData": "attribute"})
    assert sns.get_endpoint_attributes(EndpointArn=arn)["Attributes"]["CustomUserData"] == "attribute"


def test_a_push(endpoint, sns, stage):
    arn = stage.endpoint_of()
    message = {"default": "d", "GCM": '{"notification":{"title":"t"}}', "APNS": "other"}
    sent = sns.publish(TargetArn=arn, Message=json.dumps(message), MessageStructure="json")["MessageId"]
    [push] = pushes(endpoint, arn)
    assert (push["TargetArn"], push["MessageId"], push["Message"]) == (arn, sent, message["GCM"])
    assert push["MessageStructure"] == "json"
    wire.send(endpoint, "DELETE", f"/_aws/sns/platform-endpoint-messages?endpointArn={quote(arn)}")
    assert pushes(endpoint, arn) == []


def test_a_push_by_a_topic(endpoint, sns, stage, topic):
    arn = stage.endpoint_of()
    subscription = sns.subscribe(TopicArn=topic, Protocol="application", Endpoint=arn)["SubscriptionArn"]
    sent = sns.publish(TopicArn=topic, Message="x", Subject="s")["MessageId"]
    [push] = pushes(endpoint, arn)
    assert (push["TopicArn"], push["SubscriptionArn"], push["MessageId"]) == (topic, subscription, sent)
    assert (push["Message"], push["Subject"]) == ("x", "s")


def test_a_text_message(sns, stage):
    number = phone()
    sent = sns.publish(PhoneNumber=number, Message="hello 🚀", MessageAttributes=RICH)["MessageId"]
    [message] = stage.text_messages(number)
    assert (message["PhoneNumber"], message["MessageId"], message["Message"]) == (number, sent, "hello 🚀")
    assert (message["TopicArn"], message["SubscriptionArn"]) == (None, None)


def test_text_messages_of_a_topic(sns, stage, topic):
    number = phone()
    attributes = {"FilterPolicy": '{"k":["v"]}'}
    arn = sns.subscribe(TopicArn=topic, Protocol="sms", Endpoint=number, Attributes=attributes)["SubscriptionArn"]
    message = json.dumps({"default": "d", "sms": "short"})
    for value in "vw":
        sent = {"k": {"DataType": "String", "StringValue": value}}
        sns.publish(TopicArn=topic, Message=message, MessageStructure="json", MessageAttributes=sent)
    [message] = stage.text_messages(number)
    assert (message["TopicArn"], message["SubscriptionArn"], message["Message"]) == (topic, arn, "short")


def test_attributes_of_text_messages(own):
    sns = connect(own.endpoint, service="sns")
    assert sns.get_sms_attributes()["attributes"] == {"MonthlySpendLimit": "1"}
    sns.set_sms_attributes(attributes={"DefaultSMSType": "Promotional", "DefaultSenderID": "me"})
    assert sns.get_sms_attributes()["attributes"] == {
        "MonthlySpendLimit": "1",
        "DefaultSMSType": "Promotional",
        "DefaultSenderID": "me",
    }
    some = sns.get_sms_attributes(attributes=["DefaultSMSType", "UsageReportS3Bucket"])["attributes"]
    assert some == {"DefaultSMSType": "Promotional"}


def test_a_number_of_the_sandbox(sns, stage):
    number, password = stage.sandboxed()

    def status():
        pages = sns.get_paginator("list_sms_sandbox_phone_numbers").paginate()
        return {one["PhoneNumber"]: one["Status"] for page in pages for one in page["PhoneNumbers"]}.get(number)

    assert status() == "Pending"
    sns.verify_sms_sandbox_phone_number(PhoneNumber=number, OneTimePassword=password)
    assert status() == "Verified"
    sns.delete_sms_sandbox_phone_number(PhoneNumber=number)
    assert status() is None


def test_nobody_is_opted_out(sns):
    number = phone()
    assert sns.check_if_phone_number_is_opted_out(phoneNumber=number)["isOptedOut"] is False
    sns.opt_in_phone_number(phoneNumber=number)
    assert number not in sns.list_phone_numbers_opted_out()["phoneNumbers"]
