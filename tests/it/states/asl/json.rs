//! Texts that are no JSON objects, in the words of AWS's parser.

use eventyard::aws::jackson;
use eventyard::states::asl::{Definition, Kind, diagnose};

#[track_caller]
fn first(text: &str) -> (String, String, Option<String>) {
    let found = diagnose(text, Kind::Standard);
    assert_eq!(found.len(), 1, "{found:?}");
    (found[0].code.as_str().to_owned(), found[0].message.clone(), found[0].location.clone())
}

#[test]
fn no_json() {
    let location = "[Source: (String)\"not a definition\"; line: 1, column: 4]";
    let message = format!(
        "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n \
         at {location}"
    );
    assert_eq!(first("not a definition"), ("INVALID_JSON_DESCRIPTION".to_owned(), message, Some(location.to_owned())));
}

#[test]
fn no_object() {
    for text in ["", " ", "\n", "[]", "1", "null", "\"x\""] {
        let expected = "Definition must be a valid JSON object".to_owned();
        assert_eq!(first(text), ("SCHEMA_VALIDATION_FAILED".to_owned(), expected, None), "{text}");
    }
}

#[test]
fn too_deep() {
    let text = format!("{}{}", "{\"a\":".repeat(500), "1".to_owned() + &"}".repeat(500));
    assert_eq!(first(&text).0, "TOO_DEEPLY_NESTED");
    assert!(Definition::parse(&"[".repeat(100_000), Kind::Standard).is_err());
}

#[test]
fn half_a_surrogate_pair() {
    assert_eq!(first(r#"{"a": "\ud800"}"#).0, "INVALID_JSON_DESCRIPTION");
}

#[test]
fn words_of_the_parser() {
    let value = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
    let expected_value = format!("expected a valid value {value}");
    let cases = [
        ("{'not': 'json'}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 3),
        ("{\"a\":1,}", "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 9),
        ("[1,]", &format!("Unexpected character (']' (code 93)): {expected_value}"), 5),
        (
            "{\"a\" 1}",
            "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
            7,
        ),
        ("{\"a\":1 \"b\"", "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries", 9),
        ("[1 2", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 5),
        ("[tru]", &format!("Unrecognized token 'tru': was expecting {value}"), 5),
        ("nullx", &format!("Unrecognized token 'nullx': was expecting {value}"), 6),
        ("’", &format!("Unexpected character ('’' (code 8217 / 0x2019)): {expected_value}"), 2),
        ("{\"a\": \"b", "Unexpected end-of-input: was expecting closing quote for a string value", 9),
        ("{\"a", "Unexpected end-of-input in field name", 4),
        ("{\"a\":", "Unexpected end-of-input within/between Object entries", 6),
        ("[1,", "Unexpected end-of-input within/between Array entries", 4),
        (
            "{",
            "Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)\"{\"; line: 1, \
             column: 1])",
            2,
        ),
        ("[}", &format!("Unexpected character ('}}' (code 125)): {expected_value}"), 3),
        (
            "[1}",
            "Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)\"[1}\"; line: 1, column: 1])",
            4,
        ),
        ("01", "Invalid numeric value: Leading zeroes not allowed", 3),
        (
            "-a",
            "Unexpected character ('a' (code 97)) in numeric value: expected digit (0-9) to follow minus sign, for valid \
             numeric value",
            3,
        ),
        ("1.x", "Unexpected character ('x' (code 120)) in numeric value: Decimal point not followed by a digit", 4),
        ("\"\\x\"", "Unrecognized character escape 'x' (code 120)", 4),
        ("\"\\u12g4\"", "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence", 7),
    ];
    for (text, message, column) in cases {
        let broken = jackson::broken(text).unwrap_or_else(|| panic!("{text} is no JSON"));
        assert_eq!(broken.message, message, "{text}");
        assert!(broken.location.ends_with(&format!("line: 1, column: {column}]")), "{text}: {}", broken.location);
    }
    let control = jackson::broken("\"a\u{7}b\"").expect("broken");
    let expected = "Illegal unquoted character ((CTRL-CHAR, code 7)): has to be escaped using backslash to be included in \
                    string value";
    assert_eq!(control.message, expected);
    for good in ["1", "-0.5e+3", "{}", "[]", " {\"a\": [true, false, null, \"\\u0041\\n\"]} ", "\"😀\""] {
        assert_eq!(jackson::broken(good), None, "{good}");
    }
}

#[test]
fn places_count_lines_and_show_the_beginning() {
    let broken = jackson::broken("{\r\n  \"a\": 1\n  x").expect("broken");
    assert!(broken.location.ends_with("; line: 3, column: 4]"), "{}", broken.location);
    let long = format!("\"{}\" x", "a".repeat(600));
    let broken = jackson::broken(&long).expect("broken");
    let shown = format!("[Source: (String)\"\"{}\"[truncated 104 chars]; line: 1, column: 605]", "a".repeat(499));
    assert_eq!(broken.location, shown);
}
