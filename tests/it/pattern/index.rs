//! The index finds what trying every pattern finds.

use std::collections::{BTreeMap, BTreeSet};

use eventyard::pattern::{EventPattern, Index, Subject};
use proptest::prelude::*;

fn pattern(text: &str) -> EventPattern {
    EventPattern::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn found(index: &Index<u32>, event: &str) -> Vec<u32> {
    let mut keys = Vec::new();
    index.matching(&Subject::text(event).expect(event), |key| keys.push(*key));
    keys.sort_unstable();
    keys
}

#[test]
fn patterns_come_change_and_go() {
    let mut index = Index::default();
    index.insert(1, pattern(r#"{"a":["x"]}"#).matcher());
    index.insert(2, pattern(r#"{"a":["x"]}"#).matcher());
    index.insert(3, pattern(r#"{"a":[{"prefix":"x"}]}"#).matcher());
    index.insert(4, pattern(r#"{"$or":[{"a":["x","x","y"]},{"b":[7]}]}"#).matcher());
    assert_eq!(found(&index, r#"{"a":"x"}"#), [1, 2, 3, 4]);
    assert_eq!(found(&index, r#"{"a":["x","y"],"b":7.0}"#), [1, 2, 3, 4], "each once");
    assert_eq!(found(&index, r#"{"b":[7]}"#), [4]);
    assert!(index.remove(&1) && !index.remove(&1));
    index.insert(2, pattern(r#"{"a":[null]}"#).matcher());
    assert_eq!(found(&index, r#"{"a":"x"}"#), [3, 4]);
    assert_eq!(found(&index, r#"{"a":null}"#), [2]);
    for key in 2..5 {
        assert!(index.remove(&key));
    }
    assert!(index.is_empty() && found(&index, r#"{"a":"x"}"#).is_empty());
    index.insert(9, pattern(r#"{"b":[true]}"#).matcher());
    assert_eq!((index.len(), found(&index, r#"{"b":true}"#)), (1, vec![9]));
}

#[test]
fn an_empty_policy_takes_everything() {
    use eventyard::pattern::{FilterPolicy, FilterPolicyScope};
    let mut index = Index::default();
    let policy = FilterPolicy::parse("{}", FilterPolicyScope::MessageBody).expect("a policy");
    index.insert(1, policy.matcher());
    assert_eq!(found(&index, "{}"), [1]);
}

fn rules() -> impl Strategy<Value = String> {
    let rule = prop::sample::select(vec![
        r#""x""#,
        r#""y""#,
        "1",
        "1.0",
        "2",
        "true",
        "null",
        r#"{"prefix":"x"}"#,
        r#"{"exists":false}"#,
        r#"{"exists":true}"#,
        r#"{"anything-but":"x"}"#,
        r#"{"numeric":[">",1]}"#,
        r#""10.0.0.1""#,
    ]);
    prop::collection::vec(rule, 1..3).prop_map(|rules| format!("[{}]", rules.join(",")))
}

fn fields() -> impl Strategy<Value = String> {
    prop::collection::btree_map(prop::sample::select(vec!["a", "b", "c", "a.b"]), rules(), 1..4).prop_map(|fields| {
        fields.iter().map(|(name, rules)| format!(r#""{name}":{rules}"#)).collect::<Vec<_>>().join(",")
    })
}

fn patterns() -> impl Strategy<Value = String> {
    prop_oneof![
        fields().prop_map(|fields| format!("{{{fields}}}")),
        fields().prop_map(|fields| format!(r#"{{"e":{{{fields}}}}}"#)),
        (fields(), fields()).prop_map(|(one, two)| format!(r#"{{"$or":[{{{one}}},{{{two}}}]}}"#)),
    ]
}

fn events() -> impl Strategy<Value = String> {
    let value = prop::sample::select(vec![
        r#""x""#,
        r#""y""#,
        "1",
        "2",
        "2.5",
        "true",
        "null",
        "[]",
        r#"["x",2]"#,
        r#"{"b":"x"}"#,
        r#"{"b":[1]}"#,
    ]);
    let object = prop::collection::btree_map(prop::sample::select(vec!["a", "b", "c", "a.b"]), value, 0..4).prop_map(
        |fields: BTreeMap<&str, &str>| {
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!(r#""{name}":{value}"#)).collect();
            format!("{{{}}}", fields.join(","))
        },
    );
    prop_oneof![
        object.clone(),
        prop::collection::vec(object, 0..4).prop_map(|elements| format!(r#"{{"e":[{}]}}"#, elements.join(","))),
    ]
}

proptest! {
    #[test]
    fn it_agrees_with_trying_every_pattern(
        texts in prop::collection::vec(patterns(), 1..12),
        gone in prop::collection::btree_set(0u32..12, 0..6),
        events in prop::collection::vec(events(), 1..6),
    ) {
        let mut index = Index::default();
        let patterns: Vec<EventPattern> = texts.iter().map(|text| pattern(text)).collect();
        for (key, pattern) in (0u32..).zip(&patterns) {
            index.insert(key, pattern.matcher());
        }
        for key in &gone {
            index.remove(key);
        }
        for event in &events {
            let subject = Subject::text(event).expect("an object");
            let fits = |(key, pattern): &(u32, &EventPattern)| !gone.contains(key) && pattern.matches(&subject);
            let expected: BTreeSet<u32> = (0u32..).zip(&patterns).filter(fits).map(|(key, _)| key).collect();
            let got = found(&index, event);
            prop_assert_eq!(got, expected.into_iter().collect::<Vec<_>>(), "{} on {:?}", event, texts);
        }
    }
}
