//! The logging configurations of state machines.

use serde_json::{Value, json};

use crate::support::{Logs, States, VALIDATION, Yard, creation};

const GROUP: &str = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/vendedlogs/orders:*";

fn destination(arn: &str) -> Value {
    json!({ "cloudWatchLogsLogGroup": { "logGroupArn": arn } })
}

#[test]
fn what_is_kept() {
    let yard = Yard::json();
    let states = States::new(&yard);
    Logs::new(&yard).group("/aws/vendedlogs/orders");
    let off = json!({ "level": "OFF", "includeExecutionData": false });
    let mut cases = vec![
        (json!({}), off.clone()),
        (json!({ "destinations": [] }), json!({ "level": "OFF", "includeExecutionData": false, "destinations": [] })),
    ];
    for level in ["ALL", "ERROR", "FATAL", "OFF"] {
        for data in [false, true] {
            let all = json!({ "level": level, "includeExecutionData": data, "destinations": [destination(GROUP)] });
            cases.push((all.clone(), all));
        }
    }
    for (i, (given, expected)) in cases.into_iter().enumerate() {
        let arn = states.create(&format!("m{i}"), json!({ "loggingConfiguration": given }))["stateMachineArn"].clone();
        let shown = states.ok("DescribeStateMachine", json!({ "stateMachineArn": arn }));
        assert_eq!(shown["loggingConfiguration"], expected);
    }
}

#[test]
fn what_is_refused() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.machine("orders");
    let check = |configuration: Value, code: &str, text: &str| {
        let more = json!({ "loggingConfiguration": configuration });
        states.fails("CreateStateMachine", creation("new", more), code, text);
        let input = json!({ "stateMachineArn": arn, "loggingConfiguration": configuration });
        states.fails("UpdateStateMachine", input, code, text);
    };
    let wrong = "InvalidLoggingConfiguration";
    for level in ["ALL", "ERROR", "FATAL"] {
        for destinations in [json!([]), json!([destination(GROUP), destination(GROUP)])] {
            check(
                json!({ "level": level, "destinations": destinations }),
                wrong,
                "Invalid Logging Configuration: Must specify exactly one Log Destination.",
            );
        }
        check(json!({ "level": level }), wrong, "Invalid Logging Configuration: Must specify exactly one Log …");
    }
    let valid = "Must set valid CloudWatch Log Group ARN.";
    let other = "Provided ARN is not CloudWatch Logs Log Group ARN.";
    let cases = [
        (json!({}), valid),
        (json!({ "cloudWatchLogsLogGroup": {} }), valid),
        (destination("orders"), valid),
        (destination("arn:aws:sqs:us-east-1:000000000000:log-group:orders:*"), other),
        (destination("arn:aws:logs:us-east-1:000000000000:group:orders:*"), other),
        (
            destination("arn:aws:logs:us-east-1:000000000000:log-group:orders"),
            "Log Group ARN must be provided with '*' qualifier.",
        ),
        (destination("arn:aws:logs:us-east-1:000000000000:log-group:orders:*"), "Log Destination not found."),
        (destination("arn:aws:logs:us-east-1:111111111111:log-group:orders:*"), "Log Destination not found."),
    ];
    for (destination, why) in cases {
        let text = format!("Invalid Logging Configuration: {why}");
        check(json!({ "level": "ALL", "destinations": [destination] }), wrong, &text);
    }
    check(
        json!({ "level": "SOME" }),
        VALIDATION,
        "1 validation error detected: Value 'SOME' at 'loggingConfiguration.level' failed to satisfy constraint: Member \
         must satisfy enum value set: [ALL, ERROR, FATAL, OFF]",
    );
}
