//! What an event pattern takes, operator by operator.

use eventyard::pattern::{EventPattern, Subject};
use proptest::prelude::*;
use serde_json::{Value, json};

#[track_caller]
fn check(pattern: &str, event: &str, expected: bool) {
    let read = EventPattern::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    let subject = Subject::text(event).unwrap_or_else(|| panic!("{event} is an object"));
    assert_eq!(read.matches(&subject), expected, "{pattern} on {event}");
    assert_eq!(read.why(&subject).is_none(), expected, "{pattern} on {event}: why");
}

/// A pattern of one field `a`, and values of it that fit and don't; `-` is none at all.
#[track_caller]
fn check_values(rules: &str, fit: &[&str], others: &[&str]) {
    for (values, expected) in [(fit, true), (others, false)] {
        for value in values {
            let event = if *value == "-" { "{}".to_owned() } else { format!(r#"{{"a":{value}}}"#) };
            check(&format!(r#"{{"a":{rules}}}"#), &event, expected);
        }
    }
}

#[test]
fn literals_are_exact_and_keep_their_type() {
    check_values(r#"["x"]"#, &[r#""x""#, r#"["y","x"]"#, r#"[["x"]]"#], &[r#""X""#, r#""x ""#, "[]", "-", "null"]);
    check_values(r#"["x","y"]"#, &[r#""y""#], &[r#""z""#]);
    check_values("[300]", &["300", "300.0", "3.0e2", "[1,300]"], &[r#""300""#, "301", "-300", "null"]);
    check_values(r#"["300"]"#, &[r#""300""#], &["300"]);
    check_values("[123456789012]", &["123456789012"], &["123456789013"]);
    check_values("[9007199254740993]", &["9007199254740993"], &["9007199254740992"]);
    check_values("[true]", &["true"], &["false", r#""true""#, "1", "null"]);
    check_values("[null]", &["null", "[null]"], &[r#""null""#, "[]", "{}", "-", "0", "false"]);
    check_values(r#"[""]"#, &[r#""""#], &["null", r#"" ""#, "-"]);
    check_values(r#"["aß🚀\u0041\ud83d\ude80"]"#, &[r#""aß🚀A🚀""#], &[r#""aß""#]);
    check_values(r#"[{"exactly":"x"}]"#, &[r#""x""#], &[r#""y""#]);
    check_values(r#"["2001:db8::1"]"#, &[r#""2001:0DB8:0:0:0:0:0:1""#], &[r#""2001:db8::2""#, r#""x""#]);
}

#[test]
fn strings_by_start_end_and_case() {
    check_values(r#"[{"prefix":"ab"}]"#, &[r#""ab""#, r#""abc""#, r#"[1,"abc"]"#], &[r#""Abc""#, r#""a""#, "1", "-"]);
    check_values(r#"[{"prefix":""}]"#, &[r#""z""#, r#""""#], &["1", "null", "-"]);
    check_values(r#"[{"prefix":{"equals-ignore-case":"Ab"}}]"#, &[r#""aBc""#], &[r#""bab""#]);
    check_values(r#"[{"suffix":".png"}]"#, &[r#""x.png""#], &[r#""x.PNG""#, r#"".pn""#]);
    check_values(r#"[{"suffix":{"equals-ignore-case":".png"}}]"#, &[r#""x.PnG""#], &[r#""x.jpg""#]);
    check_values(r#"[{"equals-ignore-case":"läßt"}]"#, &[r#""LÄßT""#], &[r#""lässt""#, r#""läßts""#]);
    check_values(r#"[{"equals-ignore-case":""}]"#, &[r#""""#], &[r#""x""#]);
    check_values(r#"[{"wildcard":"a*\\*c"}]"#, &[r#""a*c""#, r#""abb*c""#], &[r#""abc""#, "1"]);
    check_values(r#"[{"wildcard":"a.?[b]*"}]"#, &[r#""a.?[b]c""#], &[r#""axyb""#]);
}

#[test]
fn anything_but_wants_a_value_of_any_type() {
    let any = ["1", "null", "true", r#"["x","y"]"#, r#""y""#];
    check_values(r#"[{"anything-but":"x"}]"#, &any, &[r#""x""#, "-", "[]", "{}", r#"["x"]"#]);
    check_values(r#"[{"anything-but":["x","z"]}]"#, &any, &[r#""x""#, r#""z""#, "-"]);
    check_values(r#"[{"anything-but":7}]"#, &[r#""7""#, "8", "null"], &["7", "7.0", "-"]);
    check_values(r#"[{"anything-but":[7,8]}]"#, &["9"], &["8", "-"]);
    check_values(r#"[{"anything-but":{"prefix":"x"}}]"#, &any, &[r#""xyz""#, "-"]);
    check_values(r#"[{"anything-but":{"prefix":["x","z"]}}]"#, &any, &[r#""xyz""#, r#""z""#, "-"]);
    check_values(r#"[{"anything-but":{"suffix":["x","z"]}}]"#, &any, &[r#""ax""#, "-"]);
    check_values(r#"[{"anything-but":{"equals-ignore-case":"X"}}]"#, &any, &[r#""x""#, "-"]);
    check_values(r#"[{"anything-but":{"wildcard":["*x*","z"]}}]"#, &any, &[r#""axa""#, r#""z""#, "-"]);
}

#[test]
fn numbers_in_ranges() {
    check_values(
        r#"[{"numeric":[">",0,"<=",5]}]"#,
        &["5", "0.1", "5.0", "[9,3]"],
        &["0", "5.1", r#""3""#, "null", "-"],
    );
    check_values(r#"[{"numeric":[">=",0,"<",5]}]"#, &["0", "-0.0", "4.999"], &["5", "-1"]);
    check_values(r#"[{"numeric":["=",3.018e2]}]"#, &["301.8"], &["301.80001"]);
    check_values(r#"[{"numeric":["<",-1]}]"#, &["-2", "-1e300"], &["-1", "0"]);
    check_values(r#"[{"numeric":[">",1e300]}]"#, &["1e301"], &["1e300"]);
}

#[test]
fn addresses_in_blocks() {
    check_values(r#"[{"cidr":"10.0.0.0/24"}]"#, &[r#""10.0.0.255""#], &[r#""10.0.1.0""#, r#""host""#, "10", "-"]);
    check_values(r#"[{"cidr":"2001:db8::/32"}]"#, &[r#""2001:0db8:ffff::""#], &[r#""2001:db9::""#, r#""10.0.0.1""#]);
}

#[test]
fn exists_is_about_leaves() {
    let leaves = ["1", "null", r#""""#, "[1]", r#"[{"b":1},2]"#];
    let none = ["-", "{}", "[]", r#"{"b":1}"#, "[[]]", r#"[{"b":1}]"#];
    check_values(r#"[{"exists":true}]"#, &leaves, &none);
    check_values(r#"[{"exists":false}]"#, &none, &leaves);
    check_values(r#"[{"exists":false},"x"]"#, &["-", r#""x""#], &[r#""y""#]);
    check_values(r#"[{"anything-but":"x"},{"exists":false}]"#, &["-", r#""y""#], &[r#""x""#]);
}

#[test]
fn paths_are_joined_by_dots_on_both_sides() {
    for pattern in [r#"{"a":{"b":{"c":[1]}}}"#, r#"{"a.b":{"c":[1]}}"#, r#"{"a":{"b.c":[1]}}"#, r#"{"a.b.c":[1]}"#] {
        for event in [r#"{"a":{"b":{"c":1}}}"#, r#"{"a.b":{"c":1}}"#, r#"{"a":{"b.c":1}}"#, r#"{"a.b.c":1}"#] {
            check(pattern, event, true);
        }
        for event in
            [r#"{"a":{"b":1}}"#, r#"{"a":{"c":1}}"#, r#"{"A":{"b":{"c":1}}}"#, r#"{"b.c":1}"#, r#"{"x.a.b.c":1}"#]
        {
            check(pattern, event, false);
        }
    }
    check(r#"{"":{"":[1]}}"#, r#"{"":{"":1}}"#, true);
    check(r#"{"":{"":[1]}}"#, r#"{"":1}"#, false);
    check(r#"{".":[1]}"#, r#"{"":{"":1}}"#, true);
    // What a string says in JSON is no field.
    check(r#"{"detail":{"k":[1]}}"#, r#"{"detail":"{\"k\":1}"}"#, false);
    // The last of two equal keys holds, in a pattern.
    check(r#"{"a":[1],"a":[2]}"#, r#"{"a":2}"#, true);
    check(r#"{"a":[1],"a":[2]}"#, r#"{"a":1}"#, false);
}

#[test]
fn fields_of_one_array_fit_in_the_same_element() {
    let pattern = r#"{"e":{"k":["1"],"v":["2"]}}"#;
    check(pattern, r#"{"e":[{"k":"1","v":"9"},{"k":"0","v":"2"}]}"#, false);
    check(pattern, r#"{"e":[{"k":"0"},{"k":"1","v":"2"}]}"#, true);
    check(pattern, r#"{"e":{"k":["0","1"],"v":["2","3"]}}"#, true);
    check(pattern, r#"{"e":[[{"k":"1"},{"v":"2"}],[{"k":"1","v":"2"}]]}"#, true);
    check(pattern, r#"{"e":[[{"k":"1"}],[{"v":"2"}]]}"#, false);
    check(pattern, r#"{"e":[{"k":"1"}],"e.v":"2"}"#, true);

    // At every level: the order and the item must be of one order, and the item's fields of one item.
    let pattern = r#"{"orders":{"id":[1],"items":{"sku":["x"],"count":[2]}}}"#;
    check(pattern, r#"{"orders":[{"id":1,"items":[{"sku":"x","count":1},{"sku":"x","count":2}]}]}"#, true);
    check(pattern, r#"{"orders":[{"id":1,"items":[{"sku":"x","count":1},{"sku":"y","count":2}]}]}"#, false);
    check(pattern, r#"{"orders":[{"id":1,"items":[{"sku":"y"}]},{"id":2,"items":[{"sku":"x","count":2}]}]}"#, false);
    check(
        pattern,
        r#"{"orders":[{"id":1},{"id":1,"items":[{"sku":"x"}]},{"id":1,"items":[{"sku":"y"},{"sku":"x","count":2}]}]}"#,
        true,
    );

    // Arrays beside one another choose their elements by themselves.
    let pattern = r#"{"a":{"x":[1]},"b":{"x":[1],"y":[2]}}"#;
    check(pattern, r#"{"a":[{"x":0},{"x":1}],"b":[{"x":1,"y":2}]}"#, true);

    // Missing is what the chosen element hasn't.
    let pattern = r#"{"e":{"k":["1"],"v":[{"exists":false}]}}"#;
    check(pattern, r#"{"e":[{"k":"1"},{"k":"2","v":1}]}"#, true);
    check(pattern, r#"{"e":[{"k":"1","v":1},{"k":"2"}]}"#, false);
    let pattern = r#"{"e":{"k":["1"],"v":["x",{"exists":false}]}}"#;
    check(pattern, r#"{"e":[{"k":"0","v":"x"},{"k":"1"}]}"#, true);
    check(pattern, r#"{"e":[{"k":"0","v":"x"},{"k":"1","v":"y"}]}"#, false);
}

#[test]
fn or_makes_branches() {
    let pattern = r#"{"source":["s"],"$or":[{"a":[1]},{"b":[2],"$or":[{"c":[3]},{"d":[4]}]}]}"#;
    for (event, expected) in [
        (r#"{"source":"s","a":1}"#, true),
        (r#"{"source":"t","a":1}"#, false),
        (r#"{"source":"s","b":2}"#, false),
        (r#"{"source":"s","b":2,"d":4}"#, true),
        (r#"{"source":"s","c":3}"#, false),
    ] {
        check(pattern, event, expected);
    }
    let nested = r#"{"detail":{"x":[0],"$or":[{"a":[1]},{"b":{"c":[2]}}]}}"#;
    check(nested, r#"{"detail":{"x":0,"b":{"c":2}}}"#, true);
    check(nested, r#"{"detail":{"b":{"c":2}}}"#, false);
    // Within a branch the later rule of a field holds.
    let again = r#"{"a":[1],"$or":[{"a":[2]},{"b":[1]}]}"#;
    check(again, r#"{"a":2}"#, true);
    check(again, r#"{"a":1}"#, false);
    check(again, r#"{"a":1,"b":1}"#, true);
}

/// Orders: an id, and items of two fields each.
type Order = (u8, Vec<(u8, u8)>);

proptest! {
    #[test]
    fn elements_are_chosen_as_by_hand(
        orders in prop::collection::vec((0u8..2, prop::collection::vec((0u8..2, 0u8..3), 0..3)), 0..4),
        id in 0u8..2,
        sku in 0u8..2,
        count in 0u8..4,
    ) {
        let items = |items: &[(u8, u8)]| -> Vec<Value> {
            items.iter().map(|(sku, count)| json!({ "sku": sku, "count": count })).collect()
        };
        let event = json!({
            "orders": orders.iter().map(|(id, of)| json!({ "items": items(of), "id": id })).collect::<Vec<_>>(),
        });
        // Every item has a count, so that it be missing fits none.
        let wanted = if count == 3 { json!([{ "exists": false }]) } else { json!([count]) };
        let pattern = json!({ "orders": { "id": [id], "items": { "sku": [sku], "count": wanted } } });
        let fits = |(of, items): &Order| *of == id && items.contains(&(sku, count));
        check(&pattern.to_string(), &event.to_string(), orders.iter().any(fits));
    }
}
