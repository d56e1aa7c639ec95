//! SMS settings, opt-outs, the sandbox, and the text messages that were captured.

use serde_json::{Value, json};

use super::caller::{call_from, check_faults, ok};
use crate::support::{Request, Yard};

const INVALID: &str = "InvalidParameter";
const BAD_NUMBER: &str = "Invalid parameter: PhoneNumber Reason: input incorrectly formatted";

fn settings(yard: &Yard) -> Value {
    ok(yard, "GetSMSAttributes", json!({}))["attributes"].clone()
}

#[test]
fn settings_are_set_shown_and_taken_back() {
    let yard = Yard::json();
    assert_eq!(settings(&yard), json!({ "MonthlySpendLimit": "1" }));
    let all = json!({
        "MonthlySpendLimit": "25",
        "DeliveryStatusIAMRole": "arn:aws:iam::000000000000:role/sms",
        "DeliveryStatusSuccessSamplingRate": "100",
        "DefaultSenderID": "Eventyard1",
        "DefaultSMSType": "Transactional",
        "UsageReportS3Bucket": "reports.example-1",
    });
    assert_eq!(ok(&yard, "SetSMSAttributes", json!({ "attributes": all })), json!(""));
    assert_eq!(settings(&yard), all);
    let asked = json!({ "attributes": ["DefaultSMSType", "MonthlySpendLimit", "Unknown"] });
    let shown = ok(&yard, "GetSMSAttributes", asked)["attributes"].clone();
    assert_eq!(shown, json!({ "DefaultSMSType": "Transactional", "MonthlySpendLimit": "25" }));
    let elsewhere = call_from(&yard, ("000000000000", "eu-west-1"), "GetSMSAttributes", &json!({}));
    assert_eq!(elsewhere, Ok(json!({ "attributes": { "MonthlySpendLimit": "1" } })));

    let mut empty = all.clone();
    empty.as_object_mut().expect("an object").values_mut().for_each(|value| *value = json!(""));
    ok(&yard, "SetSMSAttributes", json!({ "attributes": empty }));
    assert_eq!(settings(&yard), json!({ "MonthlySpendLimit": "1" }));
}

#[test]
fn settings_have_rules() {
    let yard = Yard::json();
    let null = "1 validation error detected: Value null at 'attributes' failed to satisfy constraint: Member must not \
        be null";
    check_faults(&yard, &[("SetSMSAttributes", json!({}), "ValidationError", null)]);
    let cases = [
        ("InvalidAttribute", "invalid", "InvalidAttribute is not a valid attribute"),
        ("InvalidAttribute", "", "InvalidAttribute is not a valid attribute"),
        ("MonthlySpendLimit", "much", "MonthlySpendLimit is invalid"),
        ("MonthlySpendLimit", "-1", "MonthlySpendLimit is invalid"),
        ("DeliveryStatusIAMRole", "sms", "DeliveryStatusIAMRole is invalid"),
        ("DeliveryStatusSuccessSamplingRate", "101", "DeliveryStatusSuccessSamplingRate is invalid"),
        ("DefaultSenderID", "aaaaaaaaaaaa", "DefaultSenderID is invalid"),
        ("DefaultSenderID", "123456789", "DefaultSenderID is invalid"),
        ("DefaultSenderID", "my id", "DefaultSenderID is invalid"),
        ("DefaultSMSType", "invalid", "DefaultSMSType is invalid"),
        ("UsageReportS3Bucket", "B", "UsageReportS3Bucket is invalid"),
    ];
    for (name, value, text) in cases {
        let mut attributes = json!({ "MonthlySpendLimit": "9" });
        attributes[name] = json!(value);
        check_faults(&yard, &[("SetSMSAttributes", json!({ "attributes": attributes }), INVALID, text)]);
    }
    assert_eq!(settings(&yard), json!({ "MonthlySpendLimit": "1" }), "and nothing has changed");
}

#[test]
fn nobody_has_opted_out() {
    let yard = Yard::json();
    let number = json!({ "phoneNumber": "+4411111111" });
    assert_eq!(ok(&yard, "OptInPhoneNumber", number.clone()), json!(""));
    assert_eq!(ok(&yard, "CheckIfPhoneNumberIsOptedOut", number), json!({ "isOptedOut": "false" }));
    assert_eq!(ok(&yard, "ListPhoneNumbersOptedOut", json!({})), json!({ "phoneNumbers": "" }));
    let null = "1 validation error detected: Value null at 'phoneNumber' failed to satisfy constraint: Member must \
        not be null";
    for operation in ["OptInPhoneNumber", "CheckIfPhoneNumberIsOptedOut"] {
        check_faults(
            &yard,
            &[
                (operation, json!({ "phoneNumber": "invalid" }), INVALID, BAD_NUMBER),
                (operation, json!({}), "ValidationError", null),
            ],
        );
    }
}

#[test]
fn who_opts_out_gets_no_messages_until_opted_in_again() {
    let yard = Yard::json();
    let opt_out = |body: &str| yard.raw(&Request::post("/_aws/sns/phone-opt-outs", body));
    assert_eq!(opt_out(r#"{"phoneNumber":"+4411111111"}"#).status, 204);
    for wrong in [r#"{"phoneNumber":"none"}"#, r#"{"phoneNumber":"+4411111111","accountId":"1"}"#, r#"{"number":1}"#] {
        assert_eq!(opt_out(wrong).status, 400, "{wrong}");
    }
    let number = json!({ "phoneNumber": "+4411111111" });
    assert_eq!(ok(&yard, "CheckIfPhoneNumberIsOptedOut", number.clone()), json!({ "isOptedOut": "true" }));
    let message = json!({ "PhoneNumber": "+4411111111", "Message": "m" });
    check_faults(&yard, &[("Publish", message.clone(), "OptedOut", "Phone number is opted out")]);
    ok(&yard, "OptInPhoneNumber", number);
    ok(&yard, "Publish", message);
}

/// The text messages at LocalStack's path.
fn captured(yard: &Yard, query: &str) -> Value {
    yard.raw(&Request::new("GET", &format!("/_aws/sns/sms-messages{query}"))).json()
}

#[test]
fn a_number_is_verified_by_the_password_that_was_sent_to_it() {
    let yard = Yard::json();
    let (create, verify, delete) =
        ("CreateSMSSandboxPhoneNumber", "VerifySMSSandboxPhoneNumber", "DeleteSMSSandboxPhoneNumber");
    let number = json!({ "PhoneNumber": "+15551234567" });
    let status = || ok(&yard, "ListSMSSandboxPhoneNumbers", json!({}))["PhoneNumbers"][0]["Status"].clone();
    assert_eq!(ok(&yard, create, number.clone()), json!(""));
    assert_eq!(status(), "Pending");

    let answer = captured(&yard, "?phoneNumber=%2B15551234567");
    let message = &answer["sms_messages"]["+15551234567"][0];
    assert_eq!((&message["PhoneNumber"], &message["TopicArn"]), (&json!("+15551234567"), &json!(null)));
    let sent = message["Message"].as_str().and_then(|text| text.split(' ').next_back()).expect("a password");
    let wrong = if sent == "00000000" { "11111111" } else { "00000000" };
    let with = |password: &str| json!({ "PhoneNumber": "+15551234567", "OneTimePassword": password });
    check_faults(
        &yard,
        &[
            (verify, with(wrong), "VerificationException", "The one-time password is invalid."),
            (
                verify,
                with("1234"),
                "ValidationException",
                "1 validation error detected: Value '1234' at \
            'oneTimePassword' failed to satisfy constraint: Member must have length greater than or equal to 5",
            ),
            (
                verify,
                json!({ "PhoneNumber": "+15550000000", "OneTimePassword": "12345" }),
                "ResourceNotFound",
                "Resource does not exist",
            ),
        ],
    );
    assert_eq!(status(), "Pending");
    ok(&yard, verify, with(sent));
    assert_eq!(status(), "Verified");
    ok(&yard, create, number.clone());
    assert_eq!(status(), "Verified", "and stays so");
    ok(&yard, delete, number.clone());
    check_faults(&yard, &[(delete, number, "ResourceNotFound", "Resource does not exist")]);

    let empty = json!({ "sms_messages": {}, "region": "us-east-1" });
    assert_eq!(yard.raw(&Request::new("DELETE", "/_aws/sns/sms-messages?phoneNumber=other")).status, 204);
    assert_ne!(captured(&yard, ""), empty);
    assert_eq!(yard.raw(&Request::new("DELETE", "/_aws/sns/sms-messages")).status, 204);
    assert_eq!(captured(&yard, ""), empty);
}

#[test]
fn the_sandbox_has_rules_and_pages() {
    let yard = Yard::json();
    let pattern = |value: &str| {
        format!(
            "Value '{value}' at 'phoneNumber' failed to satisfy constraint: Member must satisfy regular expression \
             pattern: ^(\\+[0-9]{{8,}}|[0-9]{{0,9}})$"
        )
    };
    let create = "CreateSMSSandboxPhoneNumber";
    let long = format!("+{}", "1".repeat(20));
    let too_long = format!(
        "1 validation error detected: Value '{long}' at 'phoneNumber' failed to satisfy constraint: Member must have \
         length less than or equal to 20"
    );
    let most = |most: i64| {
        format!(
            "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have \
             value less than or equal to {most}"
        )
    };
    check_faults(
        &yard,
        &[
            (
                create,
                json!({ "PhoneNumber": "+1-555" }),
                "ValidationException",
                &format!("1 validation error detected: {}", pattern("+1-555")),
            ),
            (create, json!({ "PhoneNumber": long }), "ValidationException", &too_long),
            (create, json!({ "PhoneNumber": "" }), INVALID, BAD_NUMBER),
            (
                create,
                json!({ "PhoneNumber": "x", "LanguageCode": "tlh" }),
                "ValidationException",
                &format!(
                    "2 validation errors detected: Value 'tlh' at 'languageCode' failed to satisfy constraint: Member \
                must satisfy enum value set: [en-US, en-GB, es-419, es-ES, de-DE, fr-CA, fr-FR, it-IT, ja-JP, pt-BR, \
                kr-KR, zh-CN, zh-TW]; {}",
                    pattern("x")
                ),
            ),
            ("ListSMSSandboxPhoneNumbers", json!({ "MaxResults": 101 }), "ValidationException", &most(100)),
            ("ListOriginationNumbers", json!({ "MaxResults": 101 }), "ValidationException", &most(30)),
        ],
    );
    assert_eq!(ok(&yard, "GetSMSSandboxAccountStatus", json!({})), json!({ "IsInSandbox": "false" }));
    assert_eq!(ok(&yard, "ListOriginationNumbers", json!({})), json!({ "PhoneNumbers": "" }));
    assert_eq!(ok(&yard, "ListSMSSandboxPhoneNumbers", json!({})), json!({ "PhoneNumbers": "" }));

    let numbers = ["+15550000001", "+15550000002", "+15550000003"];
    for number in numbers {
        ok(&yard, create, json!({ "PhoneNumber": number, "LanguageCode": "de-DE" }));
    }
    let mut input = json!({ "MaxResults": 2 });
    let mut found = Vec::new();
    for size in [2, 1] {
        let page = ok(&yard, "ListSMSSandboxPhoneNumbers", input.clone());
        let items = page["PhoneNumbers"].as_array().expect("a page");
        assert_eq!(items.len(), size);
        found.extend(items.iter().map(|item| item["PhoneNumber"].clone()));
        input["NextToken"] = page["NextToken"].clone();
    }
    assert_eq!(found, numbers);
}

#[test]
fn a_text_message_is_captured_by_its_number() {
    let yard = Yard::json();
    for (number, message) in [("+15550000001", "one"), ("+15550000002", "two"), ("+15550000001", "three")] {
        ok(&yard, "Publish", json!({ "PhoneNumber": number, "Message": message }));
    }
    let messages = |number: &str| {
        let query = format!("?phoneNumber={}", number.replace('+', "%2B"));
        let answer = captured(&yard, &query)["sms_messages"].clone();
        let list = answer[number].as_array().expect("a list").iter();
        list.map(|message| message["Message"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(messages("+15550000001"), ["one", "three"]);
    assert_eq!(messages("+15550000002"), ["two"]);
    assert_eq!(yard.raw(&Request::new("DELETE", "/_aws/sns/sms-messages?phoneNumber=%2B15550000001")).status, 204);
    assert_eq!(messages("+15550000001"), [""; 0]);
    assert_eq!(messages("+15550000002"), ["two"]);
    for number in ["+1a234", "NAA+15551234567"] {
        let text = format!("Invalid parameter: PhoneNumber Reason: {number} is not valid to publish to");
        check_faults(&yard, &[("Publish", json!({ "PhoneNumber": number, "Message": "x" }), INVALID, &text)]);
    }
}
