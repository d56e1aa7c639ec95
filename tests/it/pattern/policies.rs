//! Filter policies: what they look at, their limits and SNS's words.

use eventyard::pattern::FilterPolicyScope::{MessageAttributes, MessageBody};
use eventyard::pattern::{Attribute, FilterPolicy, FilterPolicyScope, Subject};

#[track_caller]
fn refused(policy: &str, scope: FilterPolicyScope) -> String {
    FilterPolicy::parse(policy, scope).expect_err(policy).to_string()
}

/// The reason, and the column where the reader stood.
#[track_caller]
fn check_refused(policy: &str, reason: &str, column: usize) {
    let location = format!("\n at [Source: (String)\"{policy}\"; line: 1, column: {column}]");
    for scope in [MessageAttributes, MessageBody] {
        assert_eq!(refused(policy, scope), format!("FilterPolicy: {reason}{location}"));
    }
}

#[track_caller]
fn check_body(policy: &str, body: &str, expected: bool) {
    let read = FilterPolicy::parse(policy, MessageBody).unwrap_or_else(|error| panic!("{policy}: {error}"));
    let passes = Subject::text(body).is_some_and(|body| read.matches(&body));
    assert_eq!(passes, expected, "{policy} on {body}");
}

#[track_caller]
fn check_attributes(policy: &str, attributes: &[(&str, &str, &str)], expected: bool) {
    let read = FilterPolicy::parse(policy, MessageAttributes).unwrap_or_else(|error| panic!("{policy}: {error}"));
    let attributes = attributes.iter().map(|&(name, data_type, value)| Attribute { name, data_type, value });
    let attributes: Vec<Attribute<'_>> = attributes.collect();
    let subject = Subject::attributes(attributes.iter().copied());
    assert_eq!(read.matches(&subject), expected, "{policy} on {attributes:?}");
    assert_eq!(read.why(&subject).is_none(), expected);
}

#[test]
fn attributes_are_strings_numbers_and_arrays() {
    let string = |value| [("a", "String", value)];
    check_attributes(r#"{"a":["x"]}"#, &string("x"), true);
    check_attributes(r#"{"a":["x"]}"#, &string("X"), false);
    check_attributes(r#"{"a":["x"]}"#, &[("b", "String", "x")], false);
    check_attributes(r#"{"a":["x"]}"#, &[("a", "String.custom", "x")], true);
    check_attributes(r#"{"a":[1]}"#, &string("1"), false);
    check_attributes(r#"{"a":["x"],"b":["y"]}"#, &[("b", "String", "y"), ("a", "String", "x")], true);
    check_attributes(r#"{"a":["x"],"b":["y"]}"#, &string("x"), false);
    check_attributes(r#"{"a.b":["x"]}"#, &[("a.b", "String", "x")], true);

    let number = |value| [("a", "Number", value)];
    check_attributes(r#"{"a":[100]}"#, &number("1e2"), true);
    check_attributes(r#"{"a":[{"numeric":[">",0,"<=",100]}]}"#, &number("99"), true);
    check_attributes(r#"{"a":[{"numeric":[">",0,"<=",100]}]}"#, &number("111"), false);
    check_attributes(r#"{"a":[{"numeric":["=",1.5]}]}"#, &[("a", "Number.float", "1.50")], true);
    check_attributes(r#"{"a":["99"]}"#, &number("99"), false);
    check_attributes(r#"{"a":[{"numeric":["=",99]}]}"#, &string("99"), false);

    let array = |value| [("a", "String.Array", value)];
    check_attributes(r#"{"a":["x"]}"#, &array(r#"["y","x"]"#), true);
    check_attributes(r#"{"a":["x"]}"#, &array(r#"["y","z"]"#), false);
    check_attributes(r#"{"a":[{"anything-but":["x"]}]}"#, &array(r#"["x","y"]"#), true);
    check_attributes(r#"{"a":[{"anything-but":["x"]}]}"#, &array(r#"["x"]"#), false);
    check_attributes(r#"{"a":[null,true,7]}"#, &array("[1,7.0]"), true);
    check_attributes(r#"{"a":["x"]}"#, &array("x"), false);
    check_attributes(r#"{"a":["x"]}"#, &array(r#""x""#), false);
    check_attributes(r#"{"a":["x"]}"#, &array(r#"["x"] "#), true);
    check_attributes(r#"{"a":["x"]}"#, &array(r#"["x"]["#), false);

    check_attributes(r#"{"a":[{"exists":true}]}"#, &[("a", "Binary", "AAA=")], false);
}

#[test]
fn a_missing_attribute_passes_only_exists_false() {
    for rules in ["[null]", r#"[null,{"anything-but":"x"}]"#, r#"[{"exists":true}]"#, r#"[""]"#] {
        check_attributes(&format!(r#"{{"a":{rules}}}"#), &[("b", "String", "x")], false);
    }
    check_attributes(r#"{"a":[{"exists":false}]}"#, &[("b", "String", "x")], true);
    check_attributes(r#"{"a":[{"exists":false}]}"#, &[("a", "Number", "99")], false);
    check_attributes("{}", &[], true);
}

#[test]
fn bodies_are_objects() {
    let nested = r#"{"o":{"k":[{"prefix":"auto-"},"hard"],"n":[{"exists":false}]},"t":[{"exists":false}]}"#;
    for (body, expected) in [
        (r#"{"o":{"k":"auto-x"}}"#, true),
        (r#"{"o":{"k":"hard"}}"#, true),
        (r#"{"o":{"k":"x-auto"}}"#, false),
        (r#"{"o":{"k":"hard"},"t":"is"}"#, false),
        (r#"{"o":{"k":"hard","n":"is"}}"#, false),
        ("hard", false),
        (r#""hard""#, false),
        (r#"[{"o":{"k":"hard"}}]"#, false),
        (r#"{"o":{"k":"hard"}} x"#, false),
    ] {
        check_body(nested, body, expected);
    }
    check_body(r#"{"a.b":{"l":["x"]}}"#, r#"{"a":{"b":{"l":["y",["x"]]}}}"#, true);
    check_body(r#"{"d":{"v":[""]}}"#, r#"{"r":[],"d":{"v":"","n":null}}"#, true);
    check_body(
        r#"{"d":{"$or":[{"a":[{"cidr":"10.0.0.0/24"}]},{"b":[{"cidr":"::/8"}]}]}}"#,
        r#"{"d":{"b":"00ff::"}}"#,
        true,
    );
}

#[test]
fn what_is_no_policy_is_refused_in_sns_words() {
    check_refused(r#"{"k":"v"}"#, r#""k" must be an object or an array"#, 7);
    check_refused(r#"{"k":{"suffix":"v"}}"#, r#""suffix" must be an object or an array"#, 17);
    check_refused(r#"{"k":[]}"#, "Empty arrays are not allowed", 8);
    check_refused(r#"{"k":[{"foo":true}]}"#, "Unrecognized match type foo", 18);
    // What only event patterns have.
    check_refused(r#"{"k":[{"wildcard":"a*"}]}"#, "Unrecognized match type wildcard", 20);
    check_refused(r#"{"k":[{"prefix":{"equals-ignore-case":"a"}}]}"#, "prefix match pattern must be a string", 18);
    check_refused(r#"{"k":[{"anything-but":{"suffix":"a"}}]}"#, "Unsupported anything-but pattern: suffix", 34);
    check_refused(r#"{"k":[{"anything-but":{"prefix":false}}]}"#, "prefix match pattern must be a string", 38);
    for operator in ["suffix", "prefix", "equals-ignore-case"] {
        let policy = format!(r#"{{"k":[{{"{operator}":null}}]}}"#);
        check_refused(&policy, &format!("{operator} match pattern must be a string"), operator.len() + 15);
    }
}

#[test]
fn broken_json_is_found_first_and_not_shown() {
    for scope in [MessageAttributes, MessageBody] {
        assert_eq!(
            refused("{invalid}", scope),
            "FilterPolicy: failed to parse JSON. Unexpected character ('i' (code 105)): was expecting double-quote to start \
             field name\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 2]"
        );
    }
    assert!(
        refused(r#"{"k":1,"#, MessageBody).starts_with("FilterPolicy: failed to parse JSON. Unexpected end-of-input")
    );
}

#[test]
fn attributes_are_not_nested() {
    let nested = r#"{"o":{"k":["v"]}}"#;
    assert_eq!(
        refused(nested, MessageAttributes),
        "Filter policy scope MessageAttributes does not support nested filter policy"
    );
    assert!(FilterPolicy::parse(nested, MessageBody).is_ok());
    assert!(FilterPolicy::parse(r#"{"$or":[{"a":[1]},{"b":[1]}]}"#, MessageAttributes).is_ok());
}

#[test]
fn limits() {
    let keys = |n: usize| {
        let key = |i| format!(r#""k{i}":["v"]"#);
        format!("{{{}}}", (0..n).map(key).collect::<Vec<_>>().join(","))
    };
    assert!(FilterPolicy::parse(&keys(5), MessageAttributes).is_ok());
    assert_eq!(refused(&keys(6), MessageAttributes), "FilterPolicy: Filter policy can not have more than 5 keys");

    let values = |n: usize| format!("[{}]", (0..n).map(|i| i.to_string()).collect::<Vec<_>>().join(","));
    let too_complex = "FilterPolicy: Filter policy is too complex";
    assert!(FilterPolicy::parse(&format!(r#"{{"k":{}}}"#, values(150)), MessageAttributes).is_ok());
    assert_eq!(refused(&format!(r#"{{"k":{}}}"#, values(151)), MessageAttributes), too_complex);
    assert_eq!(refused(&format!(r#"{{"a":{},"b":{}}}"#, values(13), values(12)), MessageAttributes), too_complex);
    // A value counts as often as its key is deep.
    let deep =
        |a, b, c| format!(r#"{{"a":{{"b":{{"c":{}}}}},"d":{{"e":{}}},"f":{}}}"#, values(a), values(b), values(c));
    assert!(FilterPolicy::parse(&deep(4, 3, 2), MessageBody).is_ok(), "3 × 4 × 2 × 3 × 2 = 144");
    assert_eq!(refused(&deep(4, 3, 3), MessageBody), too_complex, "216");
    // The branches of `$or` are added.
    let or = |source, last| {
        format!(
            r#"{{"source":{},"$or":[{{"a":{}}},{{"b":{},"$or":[{{"c":{}}},{{"d":{}}}]}}]}}"#,
            values(source),
            values(6),
            values(4),
            values(4),
            values(last)
        )
    };
    assert!(FilterPolicy::parse(&or(3, 7), MessageAttributes).is_ok(), "3 × (6 + 4 × 4 + 4 × 7) = 150");
    assert_eq!(refused(&or(4, 4), MessageAttributes), too_complex, "4 × (6 + 4 × 4 + 4 × 4) = 152");

    let large = format!(r#"{{"k":["{}"]}}"#, "x".repeat(256 * 1024));
    assert!(refused(&large, MessageAttributes).starts_with("FilterPolicy: "));
}

#[test]
fn scopes_have_two_names() {
    for scope in [MessageAttributes, MessageBody] {
        assert_eq!(scope.as_str().parse(), Ok(scope));
    }
    let error = "RandomValue".parse::<FilterPolicyScope>().expect_err("no scope").to_string();
    assert_eq!(
        error,
        "FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes"
    );
}
