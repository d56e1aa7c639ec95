//! What is no event pattern, and the words for it.

use eventyard::pattern::EventPattern;

/// The first line of the refusal is the reason, the second says where the reader stood.
#[track_caller]
fn check(pattern: &str, reason: &str, column: usize) {
    let location = format!("\n at [Source: (String)\"{pattern}\"; line: 1, column: {column}]");
    check_text(pattern, &format!("{reason}{location}"));
}

#[track_caller]
fn check_text(pattern: &str, text: &str) {
    let error = EventPattern::parse(pattern).expect_err(pattern);
    assert_eq!(error.to_string(), format!("Event pattern is not valid. Reason: {text}"));
}

#[test]
fn shapes() {
    check(r#"["a"]"#, "Filter is not an object", 2);
    check("", "Filter is not an object", 1);
    check("{}", "Empty objects are not allowed", 3);
    check(r#"{"a":{}}"#, "Empty objects are not allowed", 8);
    check(r#"{"int": 42}"#, r#""int" must be an object or an array"#, 11);
    check(r#"{"string": "my-value"}"#, r#""string" must be an object or an array"#, 13);
    check(r#"{"resources": []}"#, "Empty arrays are not allowed", 17);
    check(r#"{"a": [["b"]]}"#, "Match value must be String, number, true, false, or null", 9);
    check(r#"{"a": [1]} 5"#, "Nothing may follow the object", 13);
}

#[test]
fn match_expressions() {
    check(r#"{"k": [{"EXISTS": true}]}"#, "Unrecognized match type EXISTS", 23);
    check(r#"{"k": [{}]}"#, "Match expression name not found", 10);
    check(r#"{"k": [{"prefix":"a","suffix":"b"}]}"#, "Only one key allowed in match expression", 32);
    check(r#"{"k": [{"exactly":1}]}"#, "exact match pattern must be a string", 20);
    check(r#"{"k": [{"prefix":1}]}"#, "prefix match pattern must be a string", 19);
    check(r#"{"k": [{"prefix":{"x":"a"}}]}"#, "Unsupported prefix pattern: x", 24);
    check(r#"{"k": [{"prefix":{}}]}"#, "Prefix expression name not found", 20);
    check(r#"{"k": [{"suffix":["a"]}]}"#, "suffix match pattern must be a string", 19);
    check(r#"{"k": [{"suffix":{"equals-ignore-case":1}}]}"#, "equals-ignore-case match pattern must be a string", 41);
    check(r#"{"k": [{"equals-ignore-case":["a"]}]}"#, "equals-ignore-case match pattern must be a string", 31);
    check(r#"{"k": [{"exists":"no"}]}"#, "exists match pattern must be either true or false.", 19);
    check(r#"{"k": [{"wildcard":1}]}"#, "wildcard match pattern must be a string", 21);
    check(r#"{"k": [{"wildcard":"a**"}]}"#, "Consecutive wildcard characters at pos 2", 25);
    check(r#"{"k": [{"wildcard":"a\\b"}]}"#, "Invalid escape character at pos 2", 26);
}

#[test]
fn numbers() {
    for (value, reason, column) in [
        ("10", "Value of numeric must be an array.", 20),
        ("[]", "Invalid member in numeric match: ]", 20),
        ("[1]", "Invalid member in numeric match: 1", 20),
        (r#"["~",1]"#, "Unrecognized numeric range operator: ~", 24),
        (r#"["=","1"]"#, "Value of equals must be numeric", 24),
        (r#"["<"]"#, "Value of < must be numeric", 23),
        (r#"["=",1,2]"#, "Too many elements in numeric expression", 26),
        (r#"["<",1,">",0]"#, "Too many elements in numeric expression", 26),
        (r#"[">",1,">",2]"#, "Bad numeric range operator: >", 28),
        (r#"[">",1,2]"#, "Bad value in numeric range: 2", 26),
        (r#"[">",1,"<",2,"<"]"#, "Too many terms in numeric range expression", 32),
        (r#"[">",1,"<",1]"#, "Bottom must be less than top", 31),
        (r#"["=",0.12345678901234567890]"#, "Cannot compare number : 0.12345678901234567890", 46),
    ] {
        check(&format!(r#"{{"k":[{{"numeric":{value}}}]}}"#), reason, column);
    }
}

#[test]
fn anything_but() {
    let once = |value: &str, reason: &str, column: usize| {
        check(&format!(r#"{{"k":[{{"anything-but":{value}}}]}}"#), reason, column)
    };
    once("null", "Value of anything-but must be an array or single string/number value.", 27);
    once(
        r#"["a",1]"#,
        "Inside anything but list, either all values are number or string, mixed type is not supported",
        30,
    );
    once("[]", "Inside anything but list, either all values are number or string, mixed type is not supported", 25);
    once("{}", "Anything-But expression name not found", 25);
    once(r#"{"exists":true}"#, "Unsupported anything-but pattern: exists", 37);
    once(r#"{"prefix":""}"#, "Null prefix/suffix not allowed", 35);
    once(r#"{"suffix":1}"#, "prefix/suffix match pattern must be a string", 34);
    once(
        r#"{"prefix":{"equals-ignore-case":"a"}}"#,
        "Value of anything-but must be an array or single string/number value.",
        34,
    );
    once(r#"{"prefix":"a","suffix":"b"}"#, "Too many elements in numeric expression", 47);
    once(
        r#"{"equals-ignore-case":1}"#,
        "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
        46,
    );
    // In lists the location stands twice.
    for (value, reason, column) in [
        (r#"["a",null]"#, "Inside anything but list, start|null|boolean is not supported.", 32),
        (r#"{"suffix":[1]}"#, "prefix/suffix match pattern must be a string", 35),
        (r#"{"wildcard":["a",1]}"#, "wildcard match pattern must be a string", 41),
    ] {
        let pattern = format!(r#"{{"k":[{{"anything-but":{value}}}]}}"#);
        let location = format!("\n at [Source: (String)\"{pattern}\"; line: 1, column: {column}]");
        check_text(&pattern, &format!("{reason}{location}{location}"));
    }
}

#[test]
fn blocks_have_no_location() {
    check(r#"{"k":[{"cidr":["a"]}]}"#, "prefix match pattern must be a string", 16);
    check_text(r#"{"k":[{"cidr":"a"}]}"#, "Malformed CIDR, one '/' required");
    check_text(r#"{"k":[{"cidr":"a/b"}]}"#, "Malformed CIDR, mask bits must be an integer");
    check_text(r#"{"k":[{"cidr":"xx.11.xx/8"}]}"#, "Nonstandard IP address: xx.11.xx");
}

#[test]
fn or() {
    check(r#"{"$or":{"a":[1]}}"#, "It must be an Array followed with $or.", 9);
    check(r#"{"$or":[1,2]}"#, "Only JSON object is allowed in array of $or relationship.", 10);
    check(r#"{"$or":[{"a":[1]}]}"#, "There must have at least 2 Objects in $or relationship.", 19);
    check(
        r#"{"$or":[{"a":[1]},{"numeric":[1]}]}"#,
        "numeric is Ruler reserved fieldName which cannot be used inside $or.",
        31,
    );
}

const TOO_COMPLEX: &str = "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences \
                           after a wildcard character";

#[test]
fn too_complex() {
    check_text(r#"{"k":[{"wildcard":"*:*:*:*:*:event-bus/*"}]}"#, TOO_COMPLEX);
    let branches = |n: usize| {
        let branch = |i| format!(r#"{{"f{i}":[1]}}"#);
        format!(r#""$or":[{}]"#, (0..n).map(branch).collect::<Vec<_>>().join(","))
    };
    let pattern =
        |n: usize| format!(r#"{{"a":{{{}}},"b":{{{}}},"c":{{{}}}}}"#, branches(10), branches(10), branches(n));
    assert!(EventPattern::parse(&pattern(10)).is_ok());
    check_text(&pattern(11), TOO_COMPLEX);
}

#[test]
fn no_json() {
    let values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
    check("nothing at all", &format!("Unrecognized token 'nothing': was expecting {values}"), 8);
    check("{'a'}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 2);
    check(r#"{"a": b"}"#, &format!("Unrecognized token 'b': was expecting {values}"), 8);
    check(
        r#"{"a" 1}"#,
        "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
        6,
    );
    check(r#"{"a":[1 2]}"#, "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 9);
    check(r#"{"a":[+]}"#, &format!("Unexpected character ('+' (code 43)): expected a valid value {values}"), 7);
    check(r#"{"a":[007]}"#, "Invalid numeric value: Leading zeroes not allowed", 10);
    check(r#"{"a":["\x"]}"#, "Unrecognized character escape 'x' (code 120)", 9);
    check(r#"{"a":["b"#, "Unexpected end-of-input in a string value", 9);
    // Lines and columns count what comes before, in UTF-16.
    let error = EventPattern::parse("{\n  \"🚀\": 1}").expect_err("no array").to_string();
    assert!(error.ends_with("; line: 2, column: 10]"), "{error}");
    // Of a long text its beginning is shown.
    let error = EventPattern::parse(&format!("[{}", "x".repeat(600))).expect_err("no object").to_string();
    assert!(error.contains("\"[truncated 101 chars]; line: 1, column: 2]"), "{error}");
}
