//! What is told of a near miss.

use eventyard::pattern::{EventPattern, Subject, Why};
use serde_json::{Value, json};

fn why(pattern: &str, event: &str) -> Why {
    let pattern = EventPattern::parse(pattern).expect(pattern);
    pattern.why(&Subject::text(event).expect(event)).expect("it doesn't fit")
}

#[track_caller]
fn check(pattern: &str, event: &str, expected: Value) {
    assert_eq!(serde_json::to_value(why(pattern, event)).expect("JSON"), expected);
}

#[test]
fn it_names_the_first_field_that_fails() {
    let pattern = r#"{"source":["shop"],"detail":{"order":{"amount":[{"numeric":[">",100]}]},"state":["paid"]}}"#;
    check(
        pattern,
        r#"{"source":"shop","detail":{"order":{"amount":50}}}"#,
        json!({ "path": "detail.order.amount", "wanted": "numeric > 100", "got": 50 }),
    );
    check(
        pattern,
        r#"{"source":"shop","detail":{"state":"paid"}}"#,
        json!({ "path": "detail.order.amount", "wanted": "numeric > 100", "got": null, "missing": true }),
    );
    check(pattern, r#"{"source":["a","b"]}"#, json!({ "path": "source", "wanted": "\"shop\"", "got": ["a", "b"] }));
    check(r#"{"a":[null]}"#, r#"{"a":"null"}"#, json!({ "path": "a", "wanted": "null", "got": "null" }));
}

#[test]
fn it_says_what_is_wanted() {
    for (rules, wanted) in [
        (r#"["x\"",1.5,true,null]"#, r#""x\"" or 1.5 or true or null"#),
        (r#"[{"prefix":"x"},{"suffix":{"equals-ignore-case":"y"}}]"#, r#"prefix "x" or suffix equals-ignore-case "y""#),
        (r#"[{"anything-but":["x","y"]}]"#, r#"anything-but ("x" or "y")"#),
        (r#"[{"anything-but":{"wildcard":"x*"}}]"#, r#"anything-but wildcard "x*""#),
        (r#"[{"numeric":[">=",0,"<",5]}]"#, "numeric >= 0 and < 5"),
        (r#"[{"cidr":"10.0.0.0/8"}]"#, "cidr 10.0.0.0/8"),
        (r#"[{"exists":true}]"#, "exists true"),
        ("[0,1,2,3,4,5,6,7,8,9,10,11]", "0 or 1 or 2 or 3 or 4 or 5 or 6 or 7 or 8 or 9 or 2 more"),
    ] {
        let event = if rules.contains("anything-but") { r#"{"a":["x"]}"# } else { "{}" };
        assert_eq!(why(&format!(r#"{{"a":{rules}}}"#), event).wanted, wanted);
    }
}

#[test]
fn of_several_branches_it_is_the_nearest_that_is_told_of() {
    let pattern = r#"{"s":["x"],"$or":[{"a":[1],"b":[2]},{"c":[3]}]}"#;
    let nearest = why(pattern, r#"{"s":"x"}"#);
    assert_eq!((nearest.path.as_str(), nearest.failed, nearest.fitting), ("c", 1, 1));
    let nearest = why(pattern, r#"{"a":1,"b":2}"#);
    assert_eq!((nearest.path.as_str(), nearest.failed, nearest.fitting), ("s", 1, 2));
    assert_eq!(why(pattern, "{}").failed, 2);
}

#[test]
fn fields_of_different_elements_are_told_apart() {
    check(
        r#"{"e":{"k":[1],"v":[2]}}"#,
        r#"{"e":[{"k":1,"v":3},{"k":0,"v":2}]}"#,
        json!({ "path": "e.v", "wanted": "2 in the same array element as e.k", "got": [3, 2] }),
    );
}

#[test]
fn values_are_shown_in_part() {
    let long = "é".repeat(1000);
    let got = why(r#"{"a":["x"]}"#, &format!(r#"{{"a":"{long}"}}"#)).got;
    assert_eq!(got, json!(format!("{}…", "é".repeat(256))));
    let body = Why::not_an_object("plain text");
    assert_eq!((body.wanted.as_str(), body.got), ("a JSON object", json!("plain text")));
}
