//! Nothing that can be written down makes the reader panic.

use eventyard::aws::jackson;
use eventyard::states::asl::{diagnose, parse_timestamp};
use proptest::prelude::*;
use serde_json::{Map, Number};

use super::*;

/// Words that mean something in a definition, and some that don't.
const WORDS: &[&str] = &[
    "StartAt",
    "States",
    "Type",
    "Next",
    "End",
    "S",
    "Pass",
    "Task",
    "Choice",
    "Wait",
    "Map",
    "Parallel",
    "Choices",
    "And",
    "Not",
    "Variable",
    "Condition",
    "IsNull",
    "StringEqualsPath",
    "Retry",
    "Catch",
    "ErrorEquals",
    "States.ALL",
    "Resource",
    "arn:aws:states:::lambda:invoke",
    "Parameters",
    "a.$",
    "$.a",
    "$",
    "$$",
    "$v",
    "$..[?(@.x",
    "States.Format('{}",
    "{% $x %}",
    "{%",
    "{%}",
    "JSONata",
    "QueryLanguage",
    "ItemProcessor",
    "ProcessorConfig",
    "Mode",
    "DISTRIBUTED",
    "Branches",
    "Assign",
    "Timestamp",
    "2020-01-01T00:00:00Z",
    "2020-01-01T00:00:0é",
    "ItemReader",
    "ReaderConfig",
    "InputType",
    "CSV",
    "",
    "ü",
];

pub fn value() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(WORDS).prop_map(str::to_owned);
    let text = prop_oneof![4 => word.clone(), 1 => any::<String>()];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|float| Number::from_f64(float).map_or(Value::Null, Value::Number)),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((text.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A right definition with something of everything.
pub fn valid() -> Value {
    let catch = json!([{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "F"}]);
    let more = json!({"Next": "C", "End": null, "Catch": catch, "Retry": [{"ErrorEquals": ["E"], "BackoffRate": 1.5}]});
    let rule = json!({"Or": [{"Variable": "$.a", "StringMatches": "a*"}, {"Not": {"Variable": "$.b", "IsPresent": true}}], "Next": "W"});
    let computed = json!({"QueryLanguage": "JSONata", "Items": "{% $x %}", "Output": {"a": "{% $states.result %}"}});
    json!({"Comment": "c", "StartAt": "T", "TimeoutSeconds": 60, "States": {
        "T": with(task(), more),
        "C": {"Type": "Choice", "Choices": [rule], "Default": "M"},
        "W": {"Type": "Wait", "TimestampPath": "$.t", "Next": "M"},
        "M": with(with(distributed(), computed), json!({"Label": "L", "Next": "X", "End": null})),
        "X": {"Type": "Parallel", "Branches": [{"StartAt": "Q", "States": {"Q": pass()}}], "Next": "Z"},
        "Z": {"Type": "Pass", "Parameters": {"a.$": "States.Format('{}', $.b)"}, "Assign": {"x": 1}, "End": true},
        "F": {"Type": "Fail", "ErrorPath": "$.e"},
    }})
}

/// Puts a value somewhere into another: at the place that so many steps lead to.
pub fn put(into: &mut Value, steps: &[usize], value: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *into = value;
        return;
    };
    let place = match into {
        Value::Object(members) if !members.is_empty() => {
            let count = members.len();
            members.values_mut().nth(step % count)
        }
        Value::Array(elements) if !elements.is_empty() => {
            let count = elements.len();
            elements.get_mut(step % count)
        }
        _ => None,
    };
    match place {
        Some(place) => put(place, rest, value),
        None => *into = value,
    }
}

/// What is refused is refused with a reason; both ways of asking agree.
fn check(text: &str) {
    for kind in [Kind::Standard, Kind::Express] {
        let errors = match Definition::parse(text, kind) {
            Ok(_) => 0,
            Err(refused) => {
                assert!(!refused.0.is_empty());
                refused.0.len()
            }
        };
        let told = diagnose(text, kind);
        let severe = told.iter().filter(|diagnostic| diagnostic.severity().as_str() == "ERROR").count();
        assert_eq!(severe, errors, "{text}");
    }
    _ = Definition::parse_state(text);
}

#[test]
fn the_one_they_are_made_of_is_right() {
    assert_eq!(remarks(&valid()), [""; 0]);
}

#[test]
fn as_deep_as_can_be() {
    let mut state = pass();
    for depth in 0..200 {
        let name = format!("P{depth}");
        let machine = json!({"StartAt": name, "States": {&name: state}});
        state = json!({"Type": "Parallel", "Branches": [machine], "End": true});
        check(&super::machine(state.clone()).to_string());
        if remarks(&super::machine(state.clone())).iter().any(|remark| remark.starts_with("TOO_DEEPLY_NESTED")) {
            assert!(depth > 20);
            return;
        }
    }
    panic!("nothing was too deep");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json(value in value()) {
        check(&value.to_string());
        check(&machine(value).to_string());
    }

    #[test]
    fn a_right_one_that_was_spoilt(steps in prop::collection::vec(0_usize..8, 0..8), value in value()) {
        let mut definition = valid();
        put(&mut definition, &steps, value);
        check(&definition.to_string());
    }

    #[test]
    fn any_text(text in "[\\[\\]{}\",:\\\\a-u0-9 .eE+-]{0,40}|.{0,40}") {
        check(&text);
        let known = serde_json::from_str::<Value>(&text).is_ok();
        if known {
            prop_assert_eq!(jackson::broken(&text), None);
        }
        _ = parse_timestamp(&text);
    }

    #[test]
    fn a_text_cut_short(end in 0_usize..1500) {
        let text = valid().to_string();
        let cut = text.get(..end.min(text.len())).unwrap_or_default();
        if cut.len() < text.len() && !cut.is_empty() {
            prop_assert!(jackson::broken(cut).is_some());
        }
        check(cut);
    }
}
