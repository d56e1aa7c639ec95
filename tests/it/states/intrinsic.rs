//! Intrinsic functions and payload templates: what they give, what they refuse, and what they say when they fail.

use std::cell::Cell;

use eventyard::aws::ids::Ids;
use eventyard::states::intrinsic::{Call, Chance, Source, Template, TemplateError};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::path::Scene;

/// Draws that tests choose.
struct Fixed(Cell<u64>);

impl Chance for Fixed {
    fn bits(&self) -> u64 {
        self.0.get()
    }

    fn uuid(&self) -> Uuid {
        Uuid::from_u128(0x1234)
    }
}

fn lowest() -> Fixed {
    Fixed(Cell::new(0))
}

#[track_caller]
fn evaluate(text: &str, scene: &Scene) -> Result<Value, String> {
    let call = Call::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(call.text(), text.trim_end());
    call.evaluate(scene, &lowest()).map_err(|failure| failure.to_string())
}

/// A call with `$.a`, `$.b` and `$.c` as arguments.
#[track_caller]
fn check(function: &str, arguments: &[Value], expected: Value) {
    let paths = ["$.a", "$.b", "$.c"][..arguments.len()].join(", ");
    let input = ["a", "b", "c"].iter().zip(arguments).map(|(name, value)| (name.to_string(), value.clone()));
    let found = evaluate(&format!("States.{function}({paths})"), &Scene::of(Value::Object(input.collect())));
    // As texts, so that 1 isn't 1.0 and the order of keys counts.
    assert_eq!(found.map(|value| value.to_string()), Ok(expected.to_string()), "{function} of {arguments:?}");
}

/// Why a call with literals fails.
#[track_caller]
fn check_failure(text: &str, why: &str) {
    let expected = format!("The function '{text}' had the following error: {why}");
    assert_eq!(evaluate(text, &Scene::of(json!({}))), Err(expected));
}

#[test]
fn format_puts_values_as_java_shows_them() {
    let both = |value: Value| [json!("Formatting arguments fst={} and snd={}."), value.clone(), value];
    for (value, shown) in [
        (json!(""), ""),
        (json!(" "), " "),
        (json!("HelloWorld"), "HelloWorld"),
        (json!(null), "null"),
        (json!(true), "true"),
        (json!(1), "1"),
        (json!(1.1), "1.1"),
        (json!(1.0), "1.0"),
        (json!(9_007_199_254_740_993_u64), "9007199254740993"),
        (json!(r#"{"Arg1": 1, "Arg2": []}"#), r#"{"Arg1": 1, "Arg2": []}"#),
        (json!({"Arg1": 1, "Arg2": []}), "{Arg1=1, Arg2=[]}"),
        (json!({"Id": "arn:x", "Name": "x", "o": {}}), "{Id=arn:x, Name=x, o={}}"),
        (json!([1, "a", null, {"b": [2, 3]}]), "[1, a, null, {b=[2, 3]}]"),
    ] {
        check("Format", &both(value), json!(format!("Formatting arguments fst={shown} and snd={shown}.")));
    }
    let scene = Scene::whole();
    for (text, expected) in [
        ("States.Format('Format:{}', 101)", "Format:101"),
        ("States.Format('{}{}', true, null)", "truenull"),
        ("States.Format('plain')", "plain"),
        ("States.Format('')", ""),
        ("States.Format('{}', -1.5e3)", "-1500.0"),
        (r"States.Format('it\'s \{\} \\ {}', 'x')", r"it's {} \ x"),
        (r"States.Format('\{}', )", "-"),
        (r#"States.Format('{"a": "{}"}', $.x)"#, r#"{"a": "input"}"#),
        ("States.Format('{}', '{}')", "{}"),
        ("States.Format('Hello {}, welcome to {}!', $.x, $$.Execution.Id)", "Hello input, welcome to arn!"),
        ("States.Format('{} {}', $x.a[0], $größe)", "10 5"),
        ("States.Format('{}', $x.a[*])", "[10, 20]"),
        ("States.Format(States.Format('{}', $.x))", "input"),
    ] {
        match expected {
            "-" => assert!(Call::parse(text).is_err(), "{text}"),
            expected => assert_eq!(evaluate(text, &scene), Ok(json!(expected)), "{text}"),
        }
    }
    check("Format", &[json!(r"{} \{\} \n"), json!(1)], json!(r"1 {} \n"));
}

#[test]
fn json_texts() {
    for (text, expected) in [
        ("", json!(null)),
        (" ", json!(null)),
        ("null", json!(null)),
        ("-0", json!(0)),
        ("[-0, 0, {\"a\": -0}]", json!([0, 0, {"a": 0}])),
        ("1", json!(1)),
        ("1.0", json!(1.0)),
        ("1.1", json!(1.1)),
        ("true", json!(true)),
        ("\"HelloWorld\"", json!("HelloWorld")),
        ("[1, 2, \"HelloWorld\"]", json!([1, 2, "HelloWorld"])),
        ("{\"Arg1\": 1, \"Arg2\": []}", json!({"Arg1": 1, "Arg2": []})),
        ("18446744073709551615", json!(u64::MAX)),
    ] {
        check("StringToJson", &[json!(text)], expected);
    }
    for (value, expected) in [
        (json!(null), "null"),
        (json!(0), "0"),
        (json!(1), "1"),
        (json!(1.1), "1.1"),
        (json!(1.0), "1.0"),
        (json!(true), "true"),
        (json!("HelloWorld"), "\"HelloWorld\""),
        (json!([1, 2, "HelloWorld"]), "[1,2,\"HelloWorld\"]"),
        (json!({"Arg1": 1, "Arg2": []}), "{\"Arg1\":1,\"Arg2\":[]}"),
        (json!("ü/\n"), "\"ü/\\n\""),
    ] {
        check("JsonToString", &[value], json!(expected));
    }
    let (a, b) = (json!({"a": {"a1": 1, "a2": 2}, "b": 2, "d": 3}), json!({"a": {"a3": 1, "a4": 2}, "c": 3, "d": 4}));
    check("JsonMerge", &[a, b, json!(false)], json!({"a": {"a3": 1, "a4": 2}, "b": 2, "d": 4, "c": 3}));
    let merge = r#"States.JsonMerge(States.StringToJson('{"constant_in_literal": "false"}'), $.a, false)"#;
    let merged = evaluate(merge, &Scene::whole()).expect("an object");
    assert_eq!(merged, json!({"constant_in_literal": "false", "b": [1, 2, 3]}));
    let years = "States.JsonToString($.[?(@.year <= 1998)])";
    let scene = Scene::of(json!([{"year": 1998}, {"year": 1999}]));
    assert_eq!(evaluate(years, &scene), Ok(json!(r#"[{"year":1998}]"#)));
    check_failure(
        "States.StringToJson('{')",
        "The string is no JSON text: EOF while parsing an object at line 1 column 1",
    );
    check_failure("States.StringToJson(1)", "Argument 1 must be a string");
    check_failure("States.JsonMerge(1, 2, false)", "Arguments 1 and 2 must be objects");
    check_failure("States.JsonMerge(1, 2, true)", "Deep merging is not supported: argument 3 must be false");
    check_failure("States.JsonMerge(1, 2, 3)", "Argument 3 must be a boolean");
}

#[test]
fn arrays() {
    let scene = Scene::of(json!({}));
    assert_eq!(evaluate("States.Array()", &scene), Ok(json!([])));
    assert_eq!(evaluate("States.Array( 'a' ,1,null , States.Array(true))", &scene), Ok(json!(["a", 1, null, [true]])));
    check("Array", &[json!({"Arg1": 1, "Arg2": []}), json!(1.1)], json!([{"Arg1": 1, "Arg2": []}, 1.1]));
    for length in 0..5_usize {
        for size in 1..6_usize {
            let array: Vec<usize> = (0..length).collect();
            let chunks: Vec<&[usize]> = array.chunks(size).collect();
            check("ArrayPartition", &[json!(array), json!(size)], json!(chunks));
        }
    }
    check("ArrayPartition", &[json!([1, 2, 3]), json!(1.5)], json!([[1, 2], [3]]));
    for (array, value, expected) in [
        (json!([]), json!(null), false),
        (json!([]), json!([]), false),
        (json!([]), json!(1), false),
        (json!([[1, 2, 3], 2]), json!(null), false),
        (json!([[1, 2, 3], 2]), json!([1, 2, 3]), true),
        (json!([{"1": 2, "2": []}]), json!([]), false),
        (json!([{"1": 2, "2": []}]), json!({"2": [], "1": 2}), true),
        (json!([true, false]), json!(true), true),
        (json!([true, false]), json!(false), true),
        (json!([null]), json!(null), true),
        (json!([1]), json!("1"), false),
        (json!([1]), json!(1.0), true),
    ] {
        check("ArrayContains", &[array, value], json!(expected));
    }
    for (first, last, step, expected) in [
        (json!(0), json!(9), json!(3), json!([0, 3, 6, 9])),
        (json!(0), json!(10), json!(3), json!([0, 3, 6, 9])),
        (json!(1), json!(9), json!(9), json!([1])),
        (json!(1), json!(9), json!(2), json!([1, 3, 5, 7, 9])),
        (json!(0.5), json!(3.4), json!(1.2), json!([1, 2, 3])),
        (json!(3), json!(0), json!(-1), json!([3, 2, 1, 0])),
        (json!(3), json!(0), json!(1), json!([])),
        (json!(0), json!(3), json!(-1), json!([])),
        (json!(5), json!(5), json!(-7), json!([5])),
        (json!(i64::MIN), json!(i64::MAX), json!(i64::MAX), json!([i64::MIN, -1, i64::MAX - 1])),
    ] {
        check("ArrayRange", &[first, last, step], expected);
    }
    check("ArrayGetItem", &[json!([1, 2, 3, 4, 5, 6, 7, 8, 9]), json!(5)], json!(6));
    check("ArrayLength", &[json!([1, 2, 3, 4, 5, 6, 7, 8, 9])], json!(9));
    let many = json!([
        null, null, true, true, false, false, 1, 1, 1.1, 0, 0, "HelloWorld", "HelloWorld", [], [], [null], [null],
        {"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 1, "b": 1}, 1.0, "1", -0.0, "null", [[1], 2], [[1, 2]],
    ]);
    let few = json!([
        null, true, false, 1, 1.1, 0, "HelloWorld", [], [null], {"a": 1, "b": 2}, {"a": 1, "b": 1}, "1", "null",
        [[1], 2], [[1, 2]],
    ]);
    check("ArrayUnique", &[many], few);
    check_failure("States.ArrayRange(0, 1000, 1)", "The range must not have more than 1000 elements");
    check_failure("States.ArrayRange(0, 1, 0.2)", "Argument 3 must be an integer other than 0");
    check_failure("States.ArrayRange(0, 'x', 1)", "Argument 2 must be a number");
    check_failure("States.ArrayPartition('x', 1)", "Argument 1 must be an array");
    check_failure("States.ArrayPartition('x', 0)", "Argument 2 must be a positive integer");
    check_failure("States.ArrayLength(null)", "Argument 1 must be an array");
    let scene = Scene::of(json!([7]));
    for index in ["1", "-1"] {
        let text = format!("States.ArrayGetItem($, {index})");
        let why = format!("The index {index} is outside of the array, which has 1 elements");
        assert_eq!(evaluate(&text, &scene), Err(format!("The function '{text}' had the following error: {why}")));
    }
}

#[test]
fn texts_are_split_at_every_delimiter() {
    let lines = "Value1,Value2,Value3\nValue4,Value5,Value6\n,,,\ntrue,1,'HelloWorld'\nNull,None,\n   \n";
    for (text, delimiters, expected) in [
        (" ", ",", json!([" "])),
        (" , ", ",", json!([" ", " "])),
        (", , ,", ",", json!([" ", " "])),
        (",,,,", ",", json!([])),
        ("", ",", json!([])),
        ("abc", "", json!(["abc"])),
        ("1,2,3,4,5", ",", json!(["1", "2", "3", "4", "5"])),
        ("This.is+a,test=string", ".+,=", json!(["This", "is", "a", "test", "string"])),
        ("split on T and \nnew line", "T\n", json!(["split on ", " and ", "new line"])),
        (
            lines,
            ",",
            json!([
                "Value1",
                "Value2",
                "Value3\nValue4",
                "Value5",
                "Value6\n",
                "\ntrue",
                "1",
                "'HelloWorld'\nNull",
                "None",
                "\n   \n"
            ]),
        ),
    ] {
        check("StringSplit", &[json!(text), json!(delimiters)], expected);
    }
    let split = "States.StringSplit('Hello\nWorld', '\n')";
    assert_eq!(evaluate(split, &Scene::of(json!({}))), Ok(json!(["Hello", "World"])));
    let name = "States.ArrayGetItem(States.StringSplit($.n, '-'), States.MathAdd(States.ArrayLength(\
                States.StringSplit($.n, '-')), -1))";
    assert_eq!(evaluate(name, &Scene::of(json!({"n": "a-b-last"}))), Ok(json!("last")));
}

#[test]
fn encodings_and_hashes() {
    check("Base64Encode", &[json!("")], json!(""));
    check("Base64Encode", &[json!("Data to encode")], json!("RGF0YSB0byBlbmNvZGU="));
    check("Base64Decode", &[json!("")], json!(""));
    check("Base64Decode", &[json!("RGF0YSB0byBlbmNvZGU=")], json!("Data to encode"));
    check("Base64Decode", &[json!("RGF0YSB0byBlbmNvZGU")], json!("Data to encode"));
    let long = "x".repeat(10_000);
    check("Base64Encode", &[json!("ü".repeat(10_000))], json!("w7zDvMO8".repeat(3333) + "w7w="));
    check("Hash", &[json!(long), json!("MD5")], json!("b567fcb68d8555227123ab87e255872e"));
    for (algorithm, digest) in [
        ("MD5", "812f45842bc6d66ee14572ce20db8e86"),
        ("SHA-1", "aaff4a450a104cd177d28d18d74485e8cae074b7"),
        ("SHA-256", "b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3"),
        ("SHA-384", "d28a7d5cf25a74f11a50a18452b75e04bb3d70c9dd0510d6123aa008c756511b87525bdc835ebb27e1fb9e9374a15562"),
        (
            "SHA-512",
            "6ce4adb348546d4f449c4d25aad9a7c9cb711d9e91982d3f0b29ca2f3f47d4ce\
             2deba23bf2954f0f1d593fc50283731a533d30d425402d4f91316d871303aac4",
        ),
    ] {
        check("Hash", &[json!("input data"), json!(algorithm)], json!(digest));
    }
    check_failure("States.Base64Decode('?')", "The string is not Base64");
    let algorithms = "'sha1' is none of the algorithms MD5, SHA-1, SHA-256, SHA-384, SHA-512";
    check_failure("States.Hash('x', 'sha1')", algorithms);
    for function in ["Base64Encode('", "Base64Decode('", "Hash('"] {
        let rest = if function == "Hash('" { "', 'MD5')" } else { "')" };
        let text = format!("States.{function}{}{rest}", "x".repeat(10_001));
        check_failure(&text, "Argument 1 must not be longer than 10000 characters");
    }
}

#[test]
fn sums_round_each_argument_first() {
    for (a, b, sum) in [
        (json!(-9), json!(3), -6),
        (json!(1.49), json!(1.50), 3),
        (json!(1.50), json!(1.51), 4),
        (json!(-1.49), json!(-1.50), -2),
        (json!(-1.50), json!(-1.51), -3),
        (json!(1.49), json!(0), 1),
        (json!(1.49), json!(-1.49), 0),
        (json!(1.50), json!(0), 2),
        (json!(1.51), json!(0), 2),
        (json!(-1.49), json!(0), -1),
        (json!(-1.50), json!(0), -1),
        (json!(-1.51), json!(0), -2),
        (json!(0.5), json!(0), 1),
        (json!(2.5), json!(0), 3),
        (json!(3.5), json!(0), 4),
        (json!(-0.5), json!(0.5), 1),
        (json!(-0.5), json!(0), 0),
        (json!(-2.5), json!(0), -2),
        (json!(-3.5), json!(0), -3),
        (json!(i32::MAX), json!(0), i32::MAX),
        (json!(i32::MIN), json!(0), i32::MIN),
    ] {
        check("MathAdd", &[a, b], json!(sum));
    }
    check_failure("States.MathAdd(2147483647, 1)", "The sum 2147483648 has more than 32 bits");
    check_failure("States.MathAdd(1e30, 1)", "Argument 1 must be an integer of at most 64 bits");
    check_failure("States.MathAdd(1, '1')", "Argument 2 must be a number");
}

#[test]
fn random_numbers_are_from_the_start_to_below_the_end() {
    let draw = |text: &str, bits: u64| {
        let call = Call::parse(text).expect(text);
        call.evaluate(&Scene::of(json!({})), &Fixed(Cell::new(bits))).expect(text)
    };
    for (arguments, lowest, highest) in [
        ("1, 999", 1, 998),
        ("12.50, 44.51", 13, 44),
        ("-99999, -9999", -99_999, -10_000),
        ("-2147483648, 2147483647", -2_147_483_648_i64, 2_147_483_646),
    ] {
        let text = format!("States.MathRandom({arguments})");
        assert_eq!(draw(&text, 0), json!(lowest));
        assert_eq!(draw(&text, u64::MAX), json!(highest));
    }
    // A seed decides all.
    let seeded = "States.MathRandom(0, 999, 3)";
    assert_eq!(draw(seeded, 0), draw(seeded, u64::MAX));
    assert_ne!(draw(seeded, 0), draw("States.MathRandom(0, 999, 4)", 0));
    assert_eq!(draw(seeded, 0), json!(239));
    check_failure("States.MathRandom(5, 5)", "The end 5 must be greater than the start 5");
    check_failure("States.MathRandom(5, 3000000000)", "Argument 2 must be an integer of at most 32 bits");
    // The world's own draws.
    let (ids, again) = (Ids::new(7), Ids::new(7));
    let (scene, uuid) = (Scene::of(json!({})), Call::parse("States.UUID()").expect("a call"));
    let first = uuid.evaluate(&scene, &ids).expect("a UUID");
    assert_eq!(Uuid::parse_str(first.as_str().expect("a text")).expect("a UUID").get_version_num(), 4);
    assert_ne!(uuid.evaluate(&scene, &ids).expect("a UUID"), first);
    assert_eq!(uuid.evaluate(&scene, &again).expect("a UUID"), first);
}

#[test]
fn what_is_no_call() {
    for text in [
        "",
        "States",
        "States.",
        "States.Format",
        "States.Format(",
        "States.Format('",
        "States.Format('a'",
        "States.Format('a',)",
        "States.Format(,'a')",
        "States.Format('a' 'b')",
        "States.Format('a')x",
        "States.Format ('a')",
        " States.UUID()",
        "states.UUID()",
        "States.uuid()",
        "States.NoSuch()",
        "States.Format()",
        "States.UUID(1)",
        "States.MathAdd(1)",
        "States.MathAdd(1, 2, 3)",
        "States.MathRandom(1)",
        "States.MathRandom(1, 2, 3, 4)",
        "States.Hash('x')",
        "States.JsonMerge($.a, $.b)",
        "States.ArrayLength()",
        "States.Array(a)",
        "States.Array(\"a\")",
        "States.Array(01)",
        "States.Array(1.)",
        "States.Array(+1)",
        "States.Array(--1)",
        "States.Array(True)",
        "States.Array([1])",
        "States.Array({})",
        "States.Array($.)",
        "States.Array($.a.length())",
        "States.Array($.a b)",
        "States.Array(a.b)",
        // Recorded: a double quote must not be escaped.
        r#"States.StringToJson('{"text":"An \"escaped double quote\" here"}')"#,
        r#"States.Format('He said, \"Hello, {}!\"', 'Test \"Name\" Here')"#,
        r"States.Array('\n')",
        r"States.Array('\')",
    ] {
        assert!(Call::parse(text).is_err(), "{text}");
    }
    let nested = |depth: usize| format!("{}{}", "States.Array(".repeat(depth), ")".repeat(depth));
    assert!(Call::parse(&nested(10)).is_ok());
    assert!(Call::parse(&nested(11)).is_err());
    assert!(Call::parse(&nested(100_000)).is_err());
}

#[test]
fn what_a_call_does_not_find() {
    let scene = Scene::of(json!({"int-literal": 0}));
    for (text, path) in [
        ("States.Format('{}', $.a)", "$.a"),
        ("States.Format('{}', $$.Execution.a)", "$$.Execution.a"),
        ("States.Format('{}', $name.a)", "$name.a"),
    ] {
        let expected = format!(
            "The function '{text}' had the following error: The JsonPath argument for the field '{path}' could not be \
             found in the input '{{\"int-literal\":0}}'"
        );
        assert_eq!(evaluate(text, &scene), Err(expected));
    }
    // The call that fails is the one that is told.
    let failure = evaluate("States.Array(States.MathAdd('x', 1))", &scene).expect_err("a failure");
    assert!(failure.starts_with("The function 'States.MathAdd('x', 1)' had"), "{failure}");
    check_failure(
        "States.Format('{} {}', 1)",
        "The template has 2 occurrences of {}, but there are 1 arguments for it",
    );
    check_failure("States.Format('{}')", "The template has 1 occurrences of {}, but there are 0 arguments for it");
    check_failure("States.Format(1, 2)", "Argument 1 must be a string");
}

#[test]
fn fields_of_a_path_or_a_call() {
    let scene = Scene::of(json!({"int-literal": 0}));
    let evaluate = |text: &str, field: &str| {
        let source = Source::parse(text).expect(text);
        source.evaluate(field, &scene, &lowest()).map(|value| value.into_owned()).map_err(|failure| failure.to_string())
    };
    assert_eq!(evaluate("$['int-literal']", "ErrorPath"), Ok(json!(0)));
    assert_eq!(evaluate("States.Format('{}', $.int-literal)", "CausePath"), Ok(json!("0")));
    for (text, field) in [
        ("$.ErrorX", "ErrorPath"),
        ("$.NoSuchCausePath", "CausePath"),
        ("$$.Execution.Input.no_such_jsonpath", "value.$"),
        ("$.no_such_jsonpath", "value.$"),
    ] {
        let expected = format!(
            "The JSONPath '{text}' specified for the field '{field}' could not be found in the input '{{\"int-literal\":0}}'"
        );
        assert_eq!(evaluate(text, field), Err(expected));
    }
    assert!(Source::parse("x").is_err() && Source::parse("").is_err() && Source::parse("$.").is_err());
    assert_eq!(
        Source::parse("States.Array($b, $a.x, $.c, States.Array($b))").expect("a call").variables(),
        ["b", "a", "b"]
    );
}

#[test]
fn templates_evaluate_keys_at_any_depth() {
    let scene = Scene::whole();
    let template = json!({
        "z": 1,
        "path.$": "$.x",
        "context.$": "$$.Map.Item.Index",
        "variable.$": "$x.a[0]",
        "call.$": "States.Format('{}!', $.x)",
        "many.$": "$.a.b[1:]",
        "whole.$": "$.a",
        "deep": {"o": {"v.$": "$.a.b[0]", "k": null}, "l": [{"v.$": "$größe"}, "$.x", [{"w.$": "$_1"}], 7]},
        "literal": "$.x",
        "dollar$": "$.x",
        "a": {"b": ["$.x", {}]},
    });
    let expected = json!({
        "z": 1,
        "path": "input",
        "context": 3,
        "variable": 10,
        "call": "input!",
        "many": [2, 3],
        "whole": {"b": [1, 2, 3]},
        "deep": {"o": {"v": 1, "k": null}, "l": [{"v": 5}, "$.x", [{"w": null}], 7]},
        "literal": "$.x",
        "dollar$": "$.x",
        "a": {"b": ["$.x", {}]},
    });
    let parsed = Template::parse(&template).expect("a template");
    let value = parsed.evaluate(&scene, &lowest()).expect("a value");
    // As texts, so that the order of keys counts.
    assert_eq!(value.to_string(), expected.to_string());
    assert_eq!((parsed.constant(), parsed.variables()), (None, vec!["x", "größe", "_1"]));
}

#[test]
fn templates_without_anything_to_evaluate_are_literal() {
    for value in
        [json!({"result": "$result", "x": ["States.UUID()"]}), json!({}), json!([1, "$.x"]), json!("$.x"), json!(7)]
    {
        let template = Template::parse(&value).expect("a template");
        assert_eq!(template.constant(), Some(&value));
        assert_eq!(template.evaluate(&Scene::whole(), &lowest()), Ok(value));
    }
}

#[test]
fn templates_that_are_none() {
    for (template, field) in [
        (json!({"parsed.$": "x"}), "parsed.$"),
        (json!({"parsed.$": ""}), "parsed.$"),
        (json!({"parsed.$": 1}), "parsed.$"),
        (json!({"parsed.$": {"a": "$.b"}}), "parsed.$"),
        (json!({"a": [{"b": {"deep.$": "$."}}]}), "deep.$"),
        (json!({"parsed.$": r#"States.StringToJson('{"text":"An \"escaped double quote\" here"}')"#}), "parsed.$"),
        (json!({"parsed.$": "States.NoSuch()"}), "parsed.$"),
        (json!({"parsed.$": "$.a.length()"}), "parsed.$"),
    ] {
        let error = Template::parse(&template).expect_err(field);
        assert_eq!(error, TemplateError::Value { field: field.into() });
        let text =
            format!("The value for the field '{field}' must be a valid JSONPath or a valid intrinsic function call");
        assert_eq!(error.to_string(), text);
    }
    let twice = TemplateError::Twice { field: "a.$".into() };
    for template in [json!({"a": 1, "a.$": "$.b"}), json!({"a.$": "$.b", "a": 1}), json!([{"a.$": "$.b", "a": 1}])] {
        assert_eq!(Template::parse(&template).expect_err("twice"), twice);
    }
}

#[test]
fn templates_that_fail_name_the_field() {
    let template = Template::parse(&json!({"a": [{"value.$": "$.no_such"}]})).expect("a template");
    let failure = template.evaluate(&Scene::of(json!({"x": "é"})), &lowest()).expect_err("missing").to_string();
    let text =
        r#"The JSONPath '$.no_such' specified for the field 'value.$' could not be found in the input '{"x":"é"}'"#;
    assert_eq!(failure, text);
}

#[test]
fn short_texts_do_not_make_large_values() {
    let scene = Scene::of(json!({"a": vec!["x".repeat(1000); 250]}));
    for function in ["Array(", "Format('{}{}', "] {
        let template = "{}".repeat(2000);
        let function = function.replace("{}{}", &template);
        let text = format!("States.{function}{})", vec!["$.a"; 2000].join(","));
        let failure = evaluate(&text, &scene).expect_err("too large");
        assert!(failure.ends_with("had the following error: The result is too large"));
    }
    let many = format!("States.Array({})", vec!["States.Array($.a[*])"; 2000].join(","));
    assert!(evaluate(&many, &scene).is_err());
    let fields: serde_json::Map<_, _> = (0..2000).map(|i| (format!("f{i}.$"), json!("$"))).collect();
    let template = Template::parse(&Value::Object(fields)).expect("a template");
    let failure = template.evaluate(&scene, &lowest()).expect_err("too large").to_string();
    assert!(failure.starts_with("The value for the field 'f") && failure.ends_with("' is too large"), "{failure}");
    // Twenty times what AWS takes is nothing special.
    let some = format!("States.Array({})", vec!["$.a"; 20].join(","));
    assert!(evaluate(&some, &scene).is_ok());
}

/// Texts that are nearly calls.
fn nearly_a_call() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("States.Array("),
        Just("States.Format("),
        Just("States.MathAdd("),
        Just("States.StringToJson("),
        Just("States.JsonMerge("),
        Just("States.ArrayRange("),
        Just(")"),
        Just(","),
        Just("'a'"),
        Just("'{}'"),
        Just("'"),
        Just("\\"),
        Just("$.a"),
        Just("$.a.b[0]"),
        Just("$x"),
        Just("1"),
        Just("-2.5"),
        Just("true"),
        Just("null"),
        Just("ü"),
        Just(" "),
        Just("{}"),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_text_is_a_call_or_none(text in any::<String>()) {
        _ = Source::parse(&text);
        _ = Call::parse(&format!("States.Format('{text}')"));
        _ = Call::parse(&format!("States.Array({text})"));
    }

    #[test]
    fn what_is_read_can_be_evaluated_and_read_again(text in nearly_a_call()) {
        if let Ok(call) = Call::parse(&text) {
            let again = Call::parse(call.text()).expect("the same call");
            prop_assert_eq!(again.text(), call.text());
            _ = call.evaluate(&Scene::whole(), &lowest());
        }
    }

    #[test]
    fn any_numbers_do(a in any::<f64>(), b in any::<i64>(), c in any::<f64>()) {
        let scene = Scene::of(json!({"a": a, "b": b, "c": c}));
        for call in [
            "States.MathAdd($.a, $.b)",
            "States.MathRandom($.a, $.b)",
            "States.MathRandom($.b, $.a, $.c)",
            "States.ArrayRange($.a, $.b, $.c)",
            "States.ArrayRange($.b, $.b, $.b)",
            "States.ArrayGetItem(States.Array(1), $.b)",
            "States.ArrayPartition(States.Array(1), $.a)",
            "States.ArrayUnique(States.Array($.a, $.b, $.c))",
        ] {
            _ = Call::parse(call).expect(call).evaluate(&scene, &Ids::new(1));
        }
    }
}
