//! What the parameters of an optimized integration have to look like before anything is asked of the service.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/connect-parameters.html>

use serde_json::Value;

use crate::states::asl::Integration;

/// What a value can be.
type Form = fn(&Value) -> bool;

/// The parameters whose values have a form that AWS checks, by the service; null is as good as nothing.
const FORMS: [(&str, &str, Form); 10] = [
    ("apigateway", "Headers", is_lists),
    ("apigateway", "QueryParameters", is_lists),
    ("events", "Entries", Value::is_array),
    ("http", "Authentication", Value::is_object),
    ("http", "Headers", Value::is_object),
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
