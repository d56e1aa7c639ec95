//! Texts made to hurt: they cost neither the stack nor time without end.

use eventyard::pattern::{Attribute, EventPattern, FilterPolicy, FilterPolicyScope, Subject};
use proptest::prelude::*;
use serde_json::Value;

#[test]
fn deep_nesting_is_an_error() {
    for (open, close) in
        [("[", "]"), (r#"{"a":"#, "}"), (r#"{"a":["#, "]}"), (r#"{"$or":["#, "]}"), (r#"[{"a":"#, "}]")]
    {
        let text = format!("{}{}", open.repeat(100_000), close.repeat(100_000));
        assert!(EventPattern::parse(&text).is_err());
        for scope in [FilterPolicyScope::MessageAttributes, FilterPolicyScope::MessageBody] {
            assert!(FilterPolicy::parse(&text, scope).is_err());
        }
        assert!(Subject::text(&text).is_none());
        let attribute = Attribute { name: "a", data_type: "String.Array", value: &text };
        let policy = FilterPolicy::parse(r#"{"a":[null]}"#, FilterPolicyScope::MessageAttributes).expect("a policy");
        assert!(!policy.matches(&Subject::attributes([attribute])));
    }
    // What AWS's parser still takes.
    let deep = format!(r#"{}{{"a":[1]}}{}"#, r#"{"a":"#.repeat(998), "}".repeat(998));
    assert!(EventPattern::parse(&deep).is_ok());
    let error = EventPattern::parse(&format!(r#"{{"a":{deep}}}"#)).expect_err("too deep").to_string();
    assert!(error.contains("Document nesting depth (1001) exceeds the maximum allowed (1000"), "{error}");
}

#[test]
fn many_branches_and_long_paths_are_too_complex() {
    let pair = |inner: &str| format!(r#""$or":[{{"a":[1],{inner}}},{{"b":[1],{inner}}}]"#);
    let bomb = (0..12).fold(r#""z":[1]"#.to_owned(), |inner, _| pair(&inner));
    assert!(EventPattern::parse(&format!("{{{bomb}}}")).expect_err("too many").to_string().contains("too complex"));
    let wide = (0..8000).map(|i| format!(r#""k{i}":[1]"#)).collect::<Vec<_>>().join(",");
    let long = format!(r#"{{"{}":{{{wide}}}}}"#, "x".repeat(100_000));
    let error = FilterPolicy::parse(&long, FilterPolicyScope::MessageBody).expect_err("too long");
    assert_eq!(error.to_string(), "FilterPolicy: Filter policy is too complex");
}

#[test]
fn long_names_over_many_leaves_are_not_multiplied() {
    let leaves = (0..20_000).map(|i| format!(r#""{i}":1"#)).collect::<Vec<_>>().join(",");
    let body = format!(r#"{{"{0}":{{{leaves}}},"b":1}}"#, "x".repeat(200_000));
    let policy = FilterPolicy::parse(r#"{"b":[1]}"#, FilterPolicyScope::MessageBody).expect("a policy");
    assert!(policy.matches(&Subject::text(&body).expect("an object")));
}

#[test]
fn large_arrays_cost_as_much_as_they_are_long() {
    // Every field fits in every element but one, and no element has all.
    let element = |i: usize| {
        let field = |j: usize| format!(r#""k{j}":{}"#, usize::from(j != i % 8));
        format!("{{{}}}", (0..8).map(field).collect::<Vec<_>>().join(","))
    };
    let body = format!(r#"{{"e":[{}]}}"#, (0..20_000).map(element).collect::<Vec<_>>().join(","));
    let fields = (0..8).map(|j| format!(r#""k{j}":[1]"#)).collect::<Vec<_>>().join(",");
    let pattern = EventPattern::parse(&format!(r#"{{"e":{{{fields}}}}}"#)).expect("a pattern");
    assert!(!pattern.matches(&Subject::text(&body).expect("an object")));
}

#[test]
fn wildcards_are_read_and_matched_in_time() {
    let nasty = format!("{}b", "*a".repeat(1000));
    assert!(EventPattern::parse(&format!(r#"{{"a":[{{"wildcard":"{nasty}"}}]}}"#)).is_err());
    let pattern = EventPattern::parse(r#"{"a":[{"wildcard":"*a*a*a*b"}]}"#).expect("a pattern");
    let event = format!(r#"{{"a":"{}"}}"#, "a".repeat(200_000));
    assert!(!pattern.matches(&Subject::text(&event).expect("an object")));
}

fn json() -> impl Strategy<Value = Value> {
    let words =
        ["a", "b", "$or", "prefix", "suffix", "anything-but", "numeric", "exists", "cidr", "wildcard", ">", "<=", "="];
    let words = prop::sample::select(words.to_vec());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words.clone().prop_map(Value::from),
        ".*".prop_map(Value::from),
        "[0-9a-f.:*/\\\\]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((words.clone(), inner), 0..4)
                .prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Value>()),
        ]
    })
}

fn exercise(text: &str, event: &Value) {
    let body = event.to_string();
    let attribute = Attribute { name: "a", data_type: "String.Array", value: &body };
    let subjects = Subject::text(&body).into_iter().chain([Subject::attributes([attribute])]);
    let pattern = EventPattern::parse(text);
    let policy = FilterPolicy::parse(text, FilterPolicyScope::MessageBody);
    for subject in subjects {
        if let Ok(pattern) = &pattern {
            assert_eq!(pattern.matches(&subject), pattern.why(&subject).is_none());
        }
        if let Ok(policy) = &policy {
            assert_eq!(policy.matches(&subject), policy.why(&subject).is_none());
        }
    }
}

proptest! {
    #[test]
    fn nothing_panics(pattern in json(), event in json()) {
        exercise(&pattern.to_string(), &event);
        exercise(&format!(r#"{{"a":[{pattern}]}}"#), &event);
        exercise(&format!(r#"{{"a":{pattern},"$or":[{{"b":[{event}]}},{{"c":[1]}}]}}"#), &event);
    }

    #[test]
    fn no_text_panics(text in ".*", event in json()) {
        exercise(&text, &event);
        exercise(&format!(r#"{{"a":[{text}]}}"#), &event);
    }

    #[test]
    fn a_text_cut_anywhere_is_refused(at in 0usize..70) {
        let text = r#"{"é🚀":[{"anything-but":{"prefix":["\u00e9\ud83d\ude80"]}},-1.5e3,null]}"#;
        let cut: String = text.chars().take(at).collect();
        prop_assert_eq!(EventPattern::parse(&cut).is_ok(), cut == text);
    }
}
