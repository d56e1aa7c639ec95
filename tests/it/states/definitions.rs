//! What is said of definitions: ValidateStateMachineDefinition, the refusals of others, and the variables that states
//! read.

use serde_json::{Value, json};

use crate::support::{States, Yard, creation, definition};

fn validate(states: &States<'_>, definition: &str, mut more: Value) -> Value {
    more["definition"] = json!(definition);
    states.ok("ValidateStateMachineDefinition", more)
}

/// A definition of so many states that nothing leads to.
fn with_stray_states(count: usize) -> String {
    let state = json!({ "Type": "Succeed" });
    let mut definition = json!({ "StartAt": "S", "States": { "S": state } });
    for i in 0..count {
        definition["States"][format!("stray-{i}")] = state.clone();
    }
    definition.to_string()
}

#[test]
fn what_is_right_and_what_is_not() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let right = json!({ "result": "OK", "diagnostics": [], "truncated": false });
    assert_eq!(validate(&states, &definition(""), json!({})), right);
    let wrong = |code: &str, message: &str, location: Option<&str>| {
        let mut diagnostic = json!({ "severity": "ERROR", "code": code, "message": message });
        if let Some(location) = location {
            diagnostic["location"] = json!(location);
        }
        json!({ "result": "FAIL", "diagnostics": [diagnostic], "truncated": false })
    };
    let schema = "SCHEMA_VALIDATION_FAILED";
    assert_eq!(validate(&states, " ", json!({})), wrong(schema, "Definition must be a valid JSON object", None));
    assert_eq!(
        validate(&states, "{}", json!({})),
        wrong(schema, "These fields are required: [States, StartAt]", Some("/"))
    );
    let place = "[Source: (String)\"not a definition\"; line: 1, column: 4]";
    let message = format!(
        "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or \
         'false')\n at {place}"
    );
    assert_eq!(
        validate(&states, "not a definition", json!({})),
        wrong("INVALID_JSON_DESCRIPTION", &message, Some(place))
    );
}

#[test]
fn the_type_is_minded() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let activity = states.arn("activity:work");
    let task = json!({ "Type": "Task", "Resource": activity, "End": true });
    let text = json!({ "StartAt": "Work", "States": { "Work": task } }).to_string();
    for kind in [json!({}), json!({ "type": "STANDARD" })] {
        assert_eq!(validate(&states, &text, kind)["result"], "OK");
    }
    assert_eq!(validate(&states, &text, json!({ "type": "EXPRESS" }))["result"], "FAIL");
    let why = "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Express state machine does not support \
               Activity ARN at /States/Work/Resource'";
    let input = creation("orders", json!({ "definition": text, "type": "EXPRESS" }));
    states.fails("CreateStateMachine", input, "InvalidDefinition", why);
    // A state machine keeps its type.
    let arn = states.create("orders", json!({ "type": "EXPRESS" }))["stateMachineArn"].clone();
    let input = json!({ "stateMachineArn": arn, "definition": text });
    states.fails("UpdateStateMachine", input, "InvalidDefinition", why);
    let arn = states.machine("standard");
    states.ok("UpdateStateMachine", json!({ "stateMachineArn": arn, "definition": text }));
}

#[test]
fn warnings_are_told_when_they_are_asked_for() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let state = json!({ "Type": "Pass", "Parameters": { "order": "$.order" }, "End": true });
    let text = json!({ "StartAt": "S", "States": { "S": state } }).to_string();
    for severity in [json!({}), json!({ "severity": "ERROR" })] {
        assert_eq!(validate(&states, &text, severity)["diagnostics"], json!([]));
    }
    let told = validate(&states, &text, json!({ "severity": "WARNING" }));
    assert_eq!(told["result"], "OK");
    let diagnostic = &told["diagnostics"][0];
    assert_eq!([&diagnostic["severity"], &diagnostic["code"]], ["WARNING", "NO_DOLLAR"]);
    states.create("orders", json!({ "definition": text }));
}

#[test]
fn so_many_at_once() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let cases = [
        (3, json!({ "maxResults": 2 }), 2, true),
        (3, json!({ "maxResults": 3 }), 3, false),
        (3, json!({ "maxResults": 0 }), 3, false),
        (100, json!({}), 100, false),
        (101, json!({}), 100, true),
        (101, json!({ "maxResults": 100 }), 100, true),
    ];
    for (count, more, told, truncated) in cases {
        let answer = validate(&states, &with_stray_states(count), more);
        assert_eq!(answer["diagnostics"].as_array().map(Vec::len), Some(told), "{count}");
        assert_eq!([&answer["result"], &answer["truncated"]], [&json!("FAIL"), &json!(truncated)], "{count}");
    }
    let rule = |value: &str, member: &str, rule: &str| {
        format!("Value '{value}' at '{member}' failed to satisfy constraint: Member must {rule}")
    };
    let rules = [
        rule("SOME", "type", "satisfy enum value set: [STANDARD, EXPRESS]"),
        rule("INFO", "severity", "satisfy enum value set: [ERROR, WARNING]"),
        rule("101", "maxResults", "have value less than or equal to 100"),
    ];
    let input = json!({ "definition": "{}", "type": "SOME", "severity": "INFO", "maxResults": 101 });
    states.breaks("ValidateStateMachineDefinition", input, &rules.each_ref().map(String::as_str));
    let missing = "Value null at 'definition' failed to satisfy constraint: Member must not be null";
    states.breaks("ValidateStateMachineDefinition", json!({}), &[missing]);
}

#[test]
fn several_problems_are_told_in_one_refusal() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let text = "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: State \"stray-0\" is not reachable. at \
                /States/stray-0, MISSING_TRANSITION_TARGET: State \"stray-1\" is not reachable. at /States/stray-1'";
    let input = creation("orders", json!({ "definition": with_stray_states(2) }));
    states.fails("CreateStateMachine", input, "InvalidDefinition", text);
}

#[test]
fn what_exists_is_looked_at_first() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let arn = states.machine("orders");
    let text = format!("State Machine Already Exists: '{arn}'");
    let input = creation("orders", json!({ "definition": "{}" }));
    states.fails("CreateStateMachine", input, "StateMachineAlreadyExists", &text);
}

#[test]
fn the_variables_that_states_read() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let text = json!({
        "StartAt": "Set",
        "States": {
            "Set": { "Type": "Pass", "Assign": { "order": 1, "place": "x" }, "Next": "Read" },
            "Read": { "Type": "Pass", "Parameters": { "b.$": "$place", "a.$": "$order" }, "End": true },
        },
    });
    let arn =
        states.create("orders", json!({ "definition": text.to_string(), "publish": true }))["stateMachineArn"].clone();
    let version = format!("{}:1", arn.as_str().expect("an ARN"));
    for arn in [&arn, &json!(version)] {
        let describe =
            |data: &str| states.ok("DescribeStateMachine", json!({ "stateMachineArn": arn, "includedData": data }));
        assert_eq!(describe("ALL_DATA")["variableReferences"], json!({ "Read": ["order", "place"] }));
        assert_eq!(describe("METADATA_ONLY").get("variableReferences"), None);
    }
    let plain = states.machine("plain");
    let shown = states.ok("DescribeStateMachine", json!({ "stateMachineArn": plain }));
    assert_eq!(shown.get("variableReferences"), None);
}
