//! The matcher agrees with the plain one, and the index with trying every pattern, on patterns and events made up.

use std::collections::BTreeMap;
use std::ops::Range;

use eventyard::pattern::{EventPattern, Index, Subject};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::reference;

type Values = BoxedStrategy<Value>;

const TEXTS: &[&str] = &["", "x", "X", "y", "xy", "xyz", "axb", "yx", "é", "É", "10.0.0.1", "10.0.1.7", "2001:db8::1"];

fn text() -> Values {
    select(TEXTS).prop_map(Value::from).boxed()
}

fn full_text() -> Values {
    select(&TEXTS[1..]).prop_map(Value::from).boxed()
}

fn number() -> Values {
    select(vec![json!(-1), json!(0), json!(1), json!(1.0), json!(2.5), json!(5), json!(1e300), json!(-0.5)]).boxed()
}

fn scalar() -> Values {
    prop_oneof![4 => text(), 3 => number(), 1 => any::<bool>().prop_map(Value::from), 1 => Just(Value::Null)].boxed()
}

fn some(one: Values) -> Values {
    prop_oneof![one.clone(), prop::collection::vec(one, 1..3).prop_map(Value::from)].boxed()
}

fn wildcard() -> Values {
    select(vec!["", "x", "*", "x*", "*x", "*x*", "x*y", "a*b", "*xy*", "*x*z", "10.*", "*.0.*"])
        .prop_map(Value::from)
        .boxed()
}

fn numeric() -> Values {
    let range =
        (select(vec![">", ">="]), select(vec![-1.0, 0.0, 1.0]), select(vec!["<", "<="]), select(vec![2.5, 5.0]));
    prop_oneof![
        (select(vec!["=", "<", "<=", ">", ">="]), number()).prop_map(|(operator, number)| json!([operator, number])),
        range.prop_map(|(low, bottom, high, top)| json!([low, bottom, high, top])),
    ]
    .boxed()
}

fn rule() -> Values {
    let operator = |name: &'static str| move |argument: Value| json!({ name: argument });
    let folded = |argument: Value| json!({ "equals-ignore-case": argument });
    let block = select(vec!["10.0.0.0/24", "10.0.0.0/8", "10.0.1.4/30", "0.0.0.0/0", "2001:db8::/32", "::/0"]);
    let but = prop_oneof![
        some(text()),
        some(number()),
        some(full_text()).prop_map(operator("prefix")),
        some(full_text()).prop_map(operator("suffix")),
        some(text()).prop_map(operator("equals-ignore-case")),
        some(wildcard()).prop_map(operator("wildcard")),
    ];
    prop_oneof![
        6 => scalar(),
        1 => text().prop_map(operator("exactly")),
        2 => text().prop_map(operator("prefix")),
        1 => text().prop_map(folded).prop_map(operator("prefix")),
        2 => text().prop_map(operator("suffix")),
        1 => text().prop_map(folded).prop_map(operator("suffix")),
        1 => text().prop_map(operator("equals-ignore-case")),
        2 => wildcard().prop_map(operator("wildcard")),
        3 => numeric().prop_map(operator("numeric")),
        1 => block.prop_map(Value::from).prop_map(operator("cidr")),
        3 => but.prop_map(operator("anything-but")),
        2 => any::<bool>().prop_map(Value::from).prop_map(operator("exists")),
    ]
    .boxed()
}

fn object(names: &'static [&'static str], value: Values, size: Range<usize>) -> Values {
    let fields = prop::collection::vec((select(names), value), size);
    let named = |(name, value): (&str, Value)| (name.to_owned(), value);
    fields.prop_map(move |fields| Value::from(fields.into_iter().map(named).collect::<Map<_, _>>())).boxed()
}

/// A pattern of a few fields, some nested, some in `$or`.
fn pattern() -> Values {
    let rules = prop::collection::vec(rule(), 1..3).prop_map(Value::from).boxed();
    let flat = object(&["a", "b", "c", "b.c"], rules.clone(), 1..3);
    let nested = object(&["a", "b", "c"], prop_oneof![2 => rules, 1 => flat].boxed(), 1..3);
    let with_or = |object: Value, or: Option<Vec<Value>>| match (object, or) {
        (Value::Object(mut fields), Some(or)) => {
            fields.insert("$or".to_owned(), Value::from(or));
            Value::from(fields)
        }
        (object, _) => object,
    };
    let nested = (nested.clone(), prop::option::weighted(0.2, prop::collection::vec(nested, 2..4)));
    let nested = nested.prop_map(move |(object, or)| with_or(object, or)).boxed();
    let top = prop_oneof![2 => nested.clone(), 1 => nested.clone().prop_map(|inside| json!({ "e": inside }))];
    (top, prop::option::weighted(0.2, prop::collection::vec(nested, 2..3)))
        .prop_map(move |(object, or)| with_or(object, or))
        .boxed()
}

/// Any event, or one of objects in arrays in objects, where it matters which element a value is in.
fn event() -> Values {
    let value = scalar().prop_recursive(4, 24, 4, |inside| {
        prop_oneof![
            prop::collection::vec(inside.clone(), 0..4).prop_map(Value::from),
            object(&["a", "b", "c"], inside.clone(), 0..4),
            object(&["a", "b", "c"], inside, 1..4),
        ]
    });
    let value = value.boxed();
    let flat = object(&["a", "b", "c"], scalar(), 1..5);
    let list = |inside: Values| prop::collection::vec(inside, 1..4).prop_map(Value::from).boxed();
    let deep = object(&["a", "b", "c"], prop_oneof![3 => scalar(), 1 => list(flat.clone())].boxed(), 1..5);
    let regular = object(&["a", "b", "c", "e"], prop_oneof![1 => scalar(), 1 => flat, 2 => list(deep)].boxed(), 2..7);
    let event = prop_oneof![object(&["a", "b", "c", "e"], value, 0..5), regular];
    // A name with a dot may say the same as names inside one another.
    let dotted = prop::option::weighted(0.2, scalar());
    let with_dotted = |(mut event, dotted): (Value, Option<Value>)| {
        if let Some(value) = dotted {
            event["b.c"] = value;
        }
        event
    };
    (event, dotted).prop_map(with_dotted).boxed()
}

fn parse(pattern: &Value) -> EventPattern {
    EventPattern::parse(&pattern.to_string()).unwrap_or_else(|error| panic!("{pattern}: {error}"))
}

fn found(index: &Index<usize>, subject: &Subject<'_>) -> Vec<usize> {
    let mut keys = Vec::new();
    index.matching(subject, |key| keys.push(*key));
    keys.sort_unstable();
    keys
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_matcher_agrees_with_the_plain_one(
        patterns in prop::collection::vec(pattern(), 1..8),
        events in prop::collection::vec(event(), 1..8),
    ) {
        for pattern in &patterns {
            let read = parse(pattern);
            for event in &events {
                let text = event.to_string();
                let subject = Subject::text(&text).expect("an object");
                prop_assert_eq!(read.matches(&subject), reference::matches(pattern, event), "{} on {}", pattern, text);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// So many patterns of so few values that they must be told apart by several fields.
    #[test]
    fn an_index_that_changes_agrees_with_trying_every_pattern(
        patterns in prop::collection::vec(pattern(), 200),
        changes in prop::collection::vec((0usize..300, prop::option::weighted(0.6, 0usize..200)), 0..1000),
        events in prop::collection::vec(event(), 8),
    ) {
        let patterns: Vec<EventPattern> = patterns.iter().map(parse).collect();
        let mut index = Index::default();
        let mut expected = BTreeMap::new();
        for (key, pattern) in changes {
            match pattern {
                Some(pattern) => {
                    index.insert(key, patterns[pattern].matcher());
                    expected.insert(key, pattern);
                }
                None => prop_assert_eq!(index.remove(&key), expected.remove(&key).is_some()),
            }
        }
        prop_assert_eq!(index.len(), expected.len());
        for event in &events {
            let text = event.to_string();
            let subject = Subject::text(&text).expect("an object");
            let fits = |pattern: &usize| patterns[*pattern].matches(&subject);
            let keys: Vec<usize> = expected.iter().filter(|(_, pattern)| fits(pattern)).map(|(key, _)| *key).collect();
            prop_assert_eq!(found(&index, &subject), keys, "{}", text);
        }
        for key in expected.keys() {
            index.remove(key);
        }
        let empty = Subject::text("{}").expect("an object");
        prop_assert!(index.is_empty() && found(&index, &empty).is_empty());
    }
}
