//! Lists by pages.

use serde_json::{Value, json};

use crate::support::{States, Yard, definition};

/// The four lists and what makes seven items of each; the input of each list.
fn lists(states: &States<'_>) -> [(&'static str, Value); 4] {
    let arn = states.machine("m-0");
    for i in 0..7 {
        if i > 0 {
            states.machine(&format!("m-{i}"));
        }
        states.ok("CreateActivity", json!({ "name": format!("a-{i}") }));
        let update = json!({ "stateMachineArn": arn, "definition": definition(&i.to_string()), "publish": true });
        let version = states.ok("UpdateStateMachine", update)["stateMachineVersionArn"].clone();
        let routing = json!([{ "stateMachineVersionArn": version, "weight": 100 }]);
        states.ok("CreateStateMachineAlias", json!({ "name": format!("z{}", 7 - i), "routingConfiguration": routing }));
    }
    let of = json!({ "stateMachineArn": arn });
    [
        ("ListStateMachines", json!({})),
        ("ListActivities", json!({})),
        ("ListStateMachineVersions", of.clone()),
        ("ListStateMachineAliases", of),
    ]
}

fn with(input: &Value, name: &str, value: Value) -> Value {
    let mut input = input.clone();
    input[name] = value;
    input
}

#[test]
fn pages_of_any_size() {
    let yard = Yard::json();
    let states = States::new(&yard);
    for (operation, input) in lists(&states) {
        let whole = states.pages(operation, input.clone());
        assert_eq!(whole.iter().map(Vec::len).collect::<Vec<_>>(), [7], "{operation}");
        for (size, lengths) in
            [(0, vec![7]), (1, vec![1; 7]), (3, vec![3, 3, 1]), (6, vec![6, 1]), (7, vec![7]), (1000, vec![7])]
        {
            let pages = states.pages(operation, with(&input, "maxResults", json!(size)));
            assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), lengths, "{operation} {size}");
            assert_eq!(pages.concat(), whole.concat(), "{operation} {size}");
        }
    }
}

#[test]
fn in_their_order() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let last = |(operation, input)| {
        let arns = states.pages(operation, input).concat();
        let name = |arn: &String| arn.rsplit(':').next().expect("a name").to_owned();
        arns.iter().map(name).collect::<Vec<_>>().join(" ")
    };
    let [machines, activities, versions, aliases] = lists(&states).map(last);
    assert_eq!(machines, "m-0 m-1 m-2 m-3 m-4 m-5 m-6");
    assert_eq!(activities, "a-0 a-1 a-2 a-3 a-4 a-5 a-6");
    assert_eq!(versions, "7 6 5 4 3 2 1", "the newest first");
    assert_eq!(aliases, "z7 z6 z5 z4 z3 z2 z1", "the oldest first");
}

#[test]
fn a_page_begins_after_an_item_that_is_gone() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let lists = lists(&states);
    let first = lists.each_ref().map(|(operation, input)| states.ok(operation, with(input, "maxResults", json!(2))));
    let arn = states.machine_arn("m-0");
    states.ok("DeleteStateMachine", json!({ "stateMachineArn": states.machine_arn("m-1") }));
    states.ok("DeleteActivity", json!({ "activityArn": states.arn("activity:a-1") }));
    states.ok("DeleteStateMachineAlias", json!({ "stateMachineAliasArn": format!("{arn}:z6") }));
    states.ok("DeleteStateMachineVersion", json!({ "stateMachineVersionArn": format!("{arn}:2") }));
    for ((operation, input), first) in lists.iter().zip(first) {
        let rest = states.pages(operation, with(input, "nextToken", first["nextToken"].clone())).concat();
        let expected = if *operation == "ListStateMachineVersions" { 4 } else { 5 };
        assert_eq!(rest.len(), expected, "{operation}: {rest:?}");
    }
}

#[test]
fn tokens_that_are_none() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let lists = lists(&states);
    let other = states.machine("other");
    let tokens = lists.each_ref().map(|(operation, input)| {
        let token = states.ok(operation, with(input, "maxResults", json!(1)))["nextToken"].clone();
        assert!(token.is_string(), "{operation}");
        token
    });
    let wrong = ("InvalidToken", "Invalid Token: 'Invalid token'");
    for (i, (operation, input)) in lists.iter().enumerate() {
        let next = &tokens[(i + 1) % 4];
        for token in [json!("InvalidToken"), json!("bm9uZQ=="), next.clone()] {
            states.fails(operation, with(input, "nextToken", token), wrong.0, wrong.1);
        }
        if input.get("stateMachineArn").is_some() {
            let input = json!({ "stateMachineArn": other, "nextToken": tokens[i] });
            states.fails(operation, input, wrong.0, "Invalid Token: 'Input inconsistent with page token'");
        }
        states.ok(operation, with(input, "nextToken", tokens[i].clone()));
    }
    yard.advance(24 * 60 * 60);
    for ((operation, input), token) in lists.iter().zip(tokens) {
        states.fails(operation, with(input, "nextToken", token), wrong.0, wrong.1);
    }
}

#[test]
fn sizes_and_tokens_out_of_bounds() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let long = "x".repeat(1025);
    let cases = [
        ("maxResults", json!(1001), "'1001'", "value less than or equal to 1000"),
        ("maxResults", json!(-1), "'-1'", "value greater than or equal to 0"),
        ("nextToken", json!(""), "''", "length greater than or equal to 1"),
        ("nextToken", json!(long), &format!("'{long}'"), "length less than or equal to 1024"),
    ];
    for (operation, input) in lists(&states) {
        for (member, value, shown, rule) in &cases {
            let rule = format!("Value {shown} at '{member}' failed to satisfy constraint: Member must have {rule}");
            states.breaks(operation, with(&input, member, value.clone()), &[&rule]);
        }
    }
}
