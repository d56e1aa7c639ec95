//! The sizes of variables.

use serde_json::{Value, json};

use crate::support::{States, Yard};

/// A state that assigns a text of so many characters to each name.
fn assigning(names: &[&str], length: usize) -> Value {
    let text = format!("{{% $pad('x', {length}) %}}");
    let assigned: Value = names.iter().map(|name| ((*name).to_owned(), json!(text))).collect();
    json!({ "Type": "Pass", "QueryLanguage": "JSONata", "Assign": assigned, "Output": 1 })
}

#[track_caller]
fn fails(states: Value, why: &str) {
    let yard = Yard::json();
    let caller = States::new(&yard);
    let execution = caller.start(&caller.machine_of("m", "STANDARD", states), json!({}));
    let (error, cause) = caller.failure(&execution);
    assert_eq!(error, "States.DataLimitExceeded");
    assert!(cause.ends_with(why), "{cause}");
}

#[test]
fn limits_of_one_of_an_assign_and_of_all() {
    let last = |mut state: Value| {
        state["End"] = json!(true);
        state
    };
    fails(json!({ "A": last(assigning(&["v"], 262_145)) }), "The value of the variable 'v' exceeds the size limit.");
    let text = "The size of the variables that are assigned together exceeds the size limit.";
    fails(json!({ "A": last(assigning(&["v", "w"], 200_000)) }), text);
    let many = (0..41).map(|n| {
        let mut state = assigning(&[&format!("v{n}")], 262_000);
        state["Next"] = json!(format!("S{:02}", n + 1));
        (format!("S{n:02}"), state)
    });
    let mut many: serde_json::Map<String, Value> = many.collect();
    many.insert("S41".to_owned(), json!({ "Type": "Succeed" }));
    fails(many.into(), "The size of all variables exceeds the size limit.");
}
