//! Choice rules: how they are read, and how values compare.

use eventyard::states::asl::{Comparison, Condition, StateKind, StringPattern, Test};
use serde_json::{Value, json};

use super::*;

fn condition(rule: Value) -> Condition {
    let definition = read(&choice(with(rule, json!({"Next": "E"}))));
    let start = definition.machine.start_at();
    let StateKind::Choice(choice) = definition.machine[start].kind.clone() else { panic!("a choice") };
    choice.rules[0].condition.clone()
}

fn comparison(operator: &str, operand: Value) -> Comparison {
    match condition(json!({"Variable": "$.v", operator: operand})) {
        Condition::Test(test) => {
            let Test { variable, comparison } = *test;
            assert_eq!(variable.path().text(), "$.v");
            comparison
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_operator() {
    let orders = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"];
    let literal = |kind: &str| match kind {
        "String" => json!("m"),
        "Numeric" => json!(5),
        _ => json!("2020-01-01T00:00:00Z"),
    };
    let others = |kind: &str| match kind {
        "String" => [json!("a"), json!("m"), json!("z")],
        "Numeric" => [json!(-1), json!(5.0), json!(7)],
        _ => [json!("2019-01-01T00:00:00Z"), json!("2020-01-01T01:00:00+01:00"), json!("2021-01-01T00:00:00.5Z")],
    };
    let expected = |order: &str| match order {
        "Equals" => [false, true, false],
        "LessThan" => [true, false, false],
        "GreaterThan" => [false, false, true],
        "LessThanEquals" => [true, true, false],
        _ => [false, true, true],
    };
    for kind in ["String", "Numeric", "Timestamp"] {
        for order in orders {
            let here = comparison(&format!("{kind}{order}"), literal(kind));
            let there = comparison(&format!("{kind}{order}Path"), json!("$.other"));
            assert_eq!(there.path().map(|path| path.path().text()), Some("$.other"));
            let other = literal(kind);
            for (value, holds) in others(kind).iter().zip(expected(order)) {
                assert_eq!(here.holds(Some(value), None), holds, "{kind}{order} {value}");
                assert_eq!(there.holds(Some(value), Some(&other)), holds, "{kind}{order}Path {value}");
            }
            for stranger in [json!(null), json!({}), json!(true), json!([1])] {
                assert!(!here.holds(Some(&stranger), None), "{kind}{order} {stranger}");
            }
        }
    }
    let yes = comparison("BooleanEquals", json!(true));
    assert!(yes.holds(Some(&json!(true)), None) && !yes.holds(Some(&json!("true")), None));
    let same = comparison("BooleanEqualsPath", json!("$.b"));
    assert!(
        same.holds(Some(&json!(false)), Some(&json!(false))) && !same.holds(Some(&json!(null)), Some(&json!(null)))
    );
}

#[test]
fn what_a_value_is() {
    let cases = [
        ("IsNull", json!(null), json!(0)),
        ("IsNumeric", json!(1.5), json!("1.5")),
        ("IsString", json!("2020-01-01T00:00:00Z"), json!(1)),
        ("IsBoolean", json!(false), json!(null)),
        ("IsTimestamp", json!("2020-01-01T00:00:00Z"), json!("2020-01-01T00:00:00")),
    ];
    for (operator, is, is_not) in cases {
        for wanted in [true, false] {
            let comparison = comparison(operator, json!(wanted));
            assert_eq!(comparison.holds(Some(&is), None), wanted, "{operator}");
            assert_eq!(comparison.holds(Some(&is_not), None), !wanted, "{operator}");
            assert!(!comparison.takes_missing());
        }
    }
    let present = comparison("IsPresent", json!(true));
    assert!(present.takes_missing() && present.holds(Some(&json!(null)), None) && !present.holds(None, None));
    assert!(comparison("IsPresent", json!(false)).holds(None, None));
}

#[test]
fn strings_by_their_units() {
    let less = comparison("StringLessThan", json!("AB"));
    assert!(less.holds(Some(&json!("A")), None));
    assert!(!comparison("StringEquals", json!("A ")).holds(Some(&json!("A")), None));
    // A surrogate pair comes before U+FF5E, though its character doesn't.
    assert!(comparison("StringLessThan", json!("～")).holds(Some(&json!("😀")), None));
}

#[test]
fn patterns() {
    let cases = [
        ("*", "", true),
        ("*", "anything", true),
        ("log-*.txt", "log-1.txt", true),
        ("log-*.txt", "log-.txt", true),
        ("log-*.txt", "log.txt", false),
        ("a*b*c", "a1b2c", true),
        ("a*b*c", "a1c2b", false),
        ("aa*aa", "aaa", false),
        ("a\\*c", "a*c", true),
        ("a\\*c", "abc", false),
        ("a\\\\*", "a\\b", true),
        ("", "", true),
        ("", "x", false),
        ("x", "xx", false),
    ];
    for (pattern, text, expected) in cases {
        assert_eq!(StringPattern::parse(pattern).matches(text), expected, "{pattern} {text}");
    }
}

#[test]
fn conditions_in_one_another() {
    let test = |value: i64| json!({"Variable": "$.v", "NumericEquals": value});
    let Condition::And(both) = condition(json!({"And": [test(1), {"Not": {"Or": [test(2), test(3)]}}]})) else {
        panic!("and")
    };
    let Condition::Not(not) = &both[1] else { panic!("not") };
    assert!(matches!(&**not, Condition::Or(either) if either.len() == 2));
}

#[test]
fn rules_that_are_refused() {
    let selector = "SCHEMA_VALIDATION_FAILED: The object must have only one of the following fields, [And, Or, Not, \
                    Variable, Condition] at /States/S/Choices[0]";
    let test = json!({"Variable": "$.v", "IsNull": true});
    assert_eq!(remarks(&choice(json!({"Next": "E"}))), [selector]);
    assert_eq!(remarks(&choice(with(test.clone(), json!({"Not": test, "Next": "E"})))), [selector]);
    let nested = choice(json!({"And": [with(test.clone(), json!({"Next": "E"}))], "Next": "E"}));
    let expected = "SCHEMA_VALIDATION_FAILED: Field 'Next' is not supported at /States/S/Choices[0]/And[0]";
    assert_eq!(remarks(&nested), [expected]);
    let cases = [
        (json!({"And": []}), "Value cannot be empty at /States/S/Choices[0]/And"),
        (
            json!({"Variable": "$.v", "NumericEquals": "1"}),
            "Expected value of type Number at /States/S/Choices[0]/NumericEquals",
        ),
        (
            json!({"Variable": "$.v", "StringEquals": 1}),
            "Expected value of type String at /States/S/Choices[0]/StringEquals",
        ),
        (json!({"Variable": "$.v", "IsNull": 1}), "Expected value of type Boolean at /States/S/Choices[0]/IsNull"),
        (
            json!({"Variable": "$.v", "TimestampEquals": "today"}),
            "String does not match RFC3339 timestamp at /States/S/Choices[0]/TimestampEquals",
        ),
        (
            json!({"Variable": "$.v", "StringEqualsPath": "x"}),
            "Value is not a Reference Path: Reference path didn't start with '$' at /States/S/Choices[0]/StringEqualsPath",
        ),
        (
            json!({"Variable": "$.v", "StringSmells": "x"}),
            "Field 'StringSmells' is not supported at /States/S/Choices[0]",
        ),
    ];
    for (rule, expected) in cases {
        let found = remarks(&choice(with(rule, json!({"Next": "E"}))));
        assert_eq!(found[0], format!("SCHEMA_VALIDATION_FAILED: {expected}"));
    }
    let mut jsonata = choice(json!({"Condition": "{% true %}", "Next": "E", "Output": 1, "Assign": {"a": "{% 1 %}"}}));
    assert!(remarks(&jsonata)[0].contains("'Condition' is only supported for the 'JSONata'"));
    jsonata["States"]["S"]["QueryLanguage"] = json!("JSONata");
    assert_eq!(remarks(&jsonata), [""; 0]);
    jsonata["States"]["S"]["Choices"][0]["Condition"] = json!(true);
    assert_eq!(remarks(&jsonata), [""; 0]);
    jsonata["States"]["S"]["Choices"][0]["Condition"] = json!("true");
    assert!(remarks(&jsonata)[0].contains("JSONata string must start with {% and end with %}"));
}
