//! What the parameters of an optimized integration have to look like before anything is asked of the service.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/connect-parameters.html>

use serde_json::Value;

use crate::states::asl::Integration;

/// What a value can be.
type Form = fn(&Value) -> bool;

/// The parameters whose values have a form that AWS checks, by the service; null is as good as nothing.
const FORMS: [(&str, &str, Form); 11] = [
    ("apigateway", "Headers", is_lists),
    ("apigateway", "QueryParameters", is_lists),
    ("events", "Entries", Value::is_array),
    ("http", "Authentication", Value::is_object),
    ("http", "Headers", is_headers),
    ("http", "Method", is_method),
    ("http", "QueryParameters", Value::is_object),
    ("http", "Transform", Value::is_object),
    ("sns", "MessageAttributes", Value::is_object),
    ("sqs", "DelaySeconds", is_count),
    ("sqs", "MessageAttributes", Value::is_object),
];

fn is_lists(value: &Value) -> bool {
    let is_list = |value: &Value| value.as_array().is_some_and(|texts| texts.iter().all(Value::is_string));
    value.as_object().is_some_and(|members| members.values().all(is_list))
}

/// The headers by which a request is taken apart aren't the caller's.
fn is_headers(value: &Value) -> bool {
    const FRAMING: [&str; 7] = ["connection", "content-length", "expect", "host", "te", "transfer-encoding", "upgrade"];
    let is_free = |name: &String| !FRAMING.iter().any(|framing| name.eq_ignore_ascii_case(framing));
    value.as_object().is_some_and(|headers| headers.keys().all(is_free))
}

fn is_method(value: &Value) -> bool {
    const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"];
    value.as_str().is_some_and(|method| METHODS.iter().any(|known| known.eq_ignore_ascii_case(method)))
}

fn is_count(value: &Value) -> bool {
    value.is_u64()
}

/// What is wrong with parameters, in AWS's words.
pub fn wrong(integration: &Integration, parameters: &Value) -> Vec<String> {
    let Some(members) = parameters.as_object() else {
        return vec!["The value of the parameters has an invalid format".to_owned()];
    };
    let mut wrong = Vec::new();
    for (name, value) in members {
        let form = FORMS.iter().find(|(service, field, _)| *service == integration.service && field == name);
        if !integration.accepts(name) {
            wrong.push(format!("The field \"{name}\" is not supported by Step Functions"));
        } else if form.is_some_and(|(_, _, holds)| !value.is_null() && !holds(value)) {
            wrong.push(format!("The value of the field '{name}' has an invalid format"));
        }
    }
    for path in integration.required {
        let pointer = format!("/{}", path.replace('.', "/"));
        if parameters.pointer(&pointer).is_none() {
            wrong.push(format!("The field '{}' is required but was missing", path.replace('.', "/")));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::states::asl::{Invocation, Resource};

    #[track_caller]
    fn check(resource: &str, parameters: Value, expected: &[&str]) {
        let resource = Resource::parse(&format!("arn:aws:states:::{resource}")).expect("a resource");
        let Invocation::Optimized { integration, .. } = resource.invocation else { panic!("no integration") };
        assert_eq!(wrong(integration, &parameters), expected, "{parameters}");
    }

    #[test]
    fn forms_names_and_what_must_be_there() {
        check("sqs:sendMessage", json!({ "QueueUrl": "q", "MessageBody": null, "DelaySeconds": 3 }), &[]);
        check(
            "events:putEvents",
            json!({ "Entries": {} }),
            &["The value of the field 'Entries' has an invalid format"],
        );
        let call = |method: &str, header: &str| {
            json!({
                "ApiEndpoint": "a", "Method": method, "Headers": { header: "v" },
                "Authentication": { "ConnectionArn": "c" },
            })
        };
        check("http:invoke", call("patch", "X-Amz-Meta"), &[]);
        check("http:invoke", call("FOO", "h"), &["The value of the field 'Method' has an invalid format"]);
        let wrong = "The value of the field 'Headers' has an invalid format";
        check("http:invoke", call("GET", "Content-Length"), &[wrong]);
        let headers = |value: Value| json!({ "ApiEndpoint": "a", "Method": "GET", "Headers": { "h": value } });
        check("apigateway:invoke", headers(json!(["v"])), &[]);
        check("apigateway:invoke", headers(json!("v")), &["The value of the field 'Headers' has an invalid format"]);
        check(
            "sqs:sendMessage",
            json!({ "QueueUrl": "q", "Unknown": 1 }),
            &[
                "The field \"Unknown\" is not supported by Step Functions",
                "The field 'MessageBody' is required but was missing",
            ],
        );
        check("http:invoke", json!([]), &["The value of the parameters has an invalid format"]);
    }
}
