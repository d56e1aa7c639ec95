//! JSONata expressions as Step Functions evaluates them: results, AWS's own functions, errors, limits.

use std::collections::BTreeMap;
use std::sync::Arc;

use eventyard::aws::time::Time;
use eventyard::states::asl;
use eventyard::states::intrinsic::Chance;
use eventyard::states::jsonata::{Bindings, EvaluationError, Expression};
use serde_json::{Value, json};
use uuid::Uuid;

struct Fixed;

impl Chance for Fixed {
    fn bits(&self) -> u64 {
        42
    }

    fn uuid(&self) -> Uuid {
        Uuid::nil()
    }
}

fn evaluate_over(text: &str, input: &Value) -> Result<Option<Value>, EvaluationError> {
    let expression = Expression::compile(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let context = json!({ "State": { "Name": "S" } });
    let variables =
        BTreeMap::from([("who", json!("Ann")), ("items", json!([{ "n": 1 }, { "n": 2 }])), ("one", json!(1))]);
    expression.evaluate(&Bindings {
        states: &[("input", input), ("context", &context)],
        variables: &|name| variables.get(name),
        now: Time::parse("2027-03-04T05:06:07.089Z").expect("a time"),
        chance: &Fixed,
    })
}

fn evaluate(text: &str) -> Result<Option<Value>, EvaluationError> {
    let order =
        json!({ "id": "o1", "lines": [{ "sku": "a", "price": 2.5, "n": 2 }, { "sku": "b", "price": 4, "n": 1 }] });
    evaluate_over(text, &json!({ "order": order, "flag": true, "none": null, "text": "abc", "numbers": [3, 1, 2] }))
}

#[track_caller]
fn gives(text: &str, expected: Value) {
    assert_eq!(evaluate(text), Ok(Some(expected)), "{text}");
}

#[track_caller]
fn is_undefined(text: &str) {
    assert_eq!(evaluate(text), Ok(None), "{text}");
}

#[track_caller]
fn throws(text: &str, expected: &str) {
    let error = evaluate(text).map_err(|error| error.to_string());
    let shown = error.as_ref().map_err(|error| error.trim_start_matches("threw an error during evaluation"));
    assert_eq!(shown, Err(expected), "{text}");
}

#[test]
fn paths_and_variables_are_read() {
    gives("$states.input.order.id", json!("o1"));
    gives("$states.input.order.lines.sku", json!(["a", "b"]));
    gives("$states.input.order.lines[n > 1].sku", json!("a"));
    gives("$sum($states.input.order.lines.(price * n))", json!(9));
    gives("$states.context.State.Name & ' of ' & $who", json!("S of Ann"));
    gives("$merge([$states.input.order, {'id': $who}]).id", json!("Ann"));
    gives("$items.n", json!([1, 2]));
    gives("$states.input.none", json!(null));
    gives("$keys($states)", json!(["input", "context"]));
    gives("$states.input.order{'k': id}", json!({ "k": "o1" }));
    is_undefined("$states.input.absent");
    is_undefined("$states.result");
    is_undefined("$doesNotExist");
    is_undefined("$states.errorOutput.Cause");
}

#[test]
fn numbers_are_integers_where_they_are_whole() {
    for (text, expected) in
        [("1.0", "1"), ("3 / 2", "1.5"), ("10 / 5", "2"), ("-0", "0"), ("$states.input.order.lines[1].price", "4")]
    {
        let result = evaluate(text).expect(text).expect("defined");
        assert_eq!(result.to_string(), expected, "{text}");
    }
    throws("1 / 0", ". D1001: Number out of range: Infinity");
    throws("{'a': [-1 / 0]}", ". D1001: Number out of range: -Infinity");
}

/// Numbers are floats in JSONata, but what it only hands on keeps its digits.
#[test]
fn what_is_handed_on_is_not_touched() {
    let input =
        json!({ "big": 9_223_372_036_854_775_807_i64, "whole": 2.0, "list": [1.0], "in": [{ "a": 1 }, { "a": 2 }] });
    let over = |text: &str| evaluate_over(text, &input).expect(text).unwrap_or_default().to_string();
    assert_eq!(over("$states.input.big"), "9223372036854775807");
    assert_eq!(over("$states.input.big + 0"), "9.223372036854776e+18");
    assert_eq!(over("$states.input.whole"), "2");
    assert_eq!(over("$states.input.list"), "[1]");
    assert_eq!(over("$states.input.in.a"), "[1,2]");
    assert_eq!(over("$states.input"), r#"{"big":9223372036854775807,"whole":2,"list":[1],"in":[{"a":1},{"a":2}]}"#);
    assert_eq!(evaluate_over("$states.input.whole.a.b", &input), Ok(None));
}

#[test]
fn the_functions_that_aws_adds() {
    gives("$range(1, 9, 9)", json!(1));
    gives("$range(0, 10, 3)", json!([0, 3, 6, 9]));
    gives("$range(3, 1, -1)", json!([3, 2, 1]));
    gives("$range(1.9, 3.9, 1)", json!([1, 2, 3]));
    is_undefined("$range(1, 5, 0)");
    is_undefined("$range(5, 1, 1)");
    gives("$count($range(1, 360145, 1))", json!(360_145));
    gives("$partition([0], 1)", json!([[0]]));
    gives("$partition([1, 2, 3], 2)", json!([[1, 2], [3]]));
    is_undefined("$partition([], 2)");
    is_undefined("$partition([1], 0)");
    gives("$parse('-0')", json!(0));
    gives("$parse('{\"a\": [1, {\"b\": null}]}').a", json!([1, { "b": null }]));
    gives("$hash('input', 'SHA-1')", json!("140f86aae51ab9e1cda9b4254fe98a74eb54c1a1"));
    gives("$map(['input'], function($v){ $hash($v, 'MD5') })", json!("a43c1b0aa53a0c908810c06ab1ff3967"));
    gives("$random(42)", json!(0.727_563_680_032_868_1));
    gives("$random(42) = $random(42)", json!(true));
    gives("$random() != $random() and $random() < 1", json!(true));
    gives("$uuid() != $uuid() and $contains($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4/)", json!(true));
    assert_eq!(evaluate("$uuid() & $random()"), evaluate("$uuid() & $random()"), "one seed, one draw");
}

#[test]
fn their_arguments_are_checked() {
    throws("$range(1)", ". T0410: Argument 2 of function \"range\" does not match function signature");
    throws("$hash(1, 'MD5')", ". T0410: Argument 1 of function \"hash\" does not match function signature");
    throws("$hash('a', 'MD4')", ". D3137: Hash algorithm 'MD4' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5");
    throws("$uuid(1)", ". T0410: Argument 1 of function \"uuid\" does not match function signature");
    throws("$parse('{\"a\":1,\"a\":2}')", ". D3137: Invalid JSON");
    throws("$parse('')", ". D3137: Invalid JSON");
    throws("$partition(1, 1)", ". T0412: Argument 1 of function \"partition\" must be an array of undefined");
    throws("$partition([1], -2)", ". D3137: Second argument must be zero or greater");
}

#[test]
fn time_is_the_worlds() {
    gives("$now()", json!("2027-03-04T05:06:07.089Z"));
    gives("$millis()", json!(1_804_136_767_089_i64));
    gives("$now('[Y0001]-[M01]')", json!("2027-03"));
    gives("$now('[H01]:[m01]', '+0100')", json!("06:06"));
    gives("$fromMillis($millis())", json!("2027-03-04T05:06:07.089Z"));
}

#[test]
fn errors_have_jsonatas_words() {
    throws("$randomSeeded(1)", ". T1006: Attempted to invoke a non-function");
    throws("$who(1)", ". T1006: Attempted to invoke a non-function");
    throws("$eval('1+1')", ". T1006: Attempted to invoke a non-function");
    throws("1 + 'a'", ". T2002: The right side of the \"+\" operator must evaluate to a number");
    throws("$who * 2", ". T2001: The left side of the \"*\" operator must evaluate to a number");
    throws("$abs('x')", ". T0410: Argument 1 of function \"abs\" does not match function signature");
    throws("$sum(['a'])", ". T0412: Argument 1 of function \"sum\" must be an array of \"numbers\"");
    throws("$number('x')", ". D3030: Unable to cast value to a number: \"x\"");
    throws("$error('mine')", ". D3137: mine");
    throws("$assert(false, 'no')", ". D3141: no");
    throws(
        "$formatNumber(1, 'x')",
        ". D3086: The sub-picture must not contain a passive character that is preceded by an active character and \
         that is followed by another active character",
    );
}

#[test]
fn a_function_is_no_result() {
    for text in ["$fn := function($x){$x}", "$sum", "function(){1}", "[$sum]", "{'a': $string}", "/a/"] {
        assert_eq!(evaluate(text), Err(EvaluationError::Unsupported), "{text}");
    }
    assert_eq!(EvaluationError::Unsupported.to_string(), "returned an unsupported result type.");
}

/// The bounds of depth and memory as they were measured on AWS.
#[test]
fn limits_are_those_of_aws() {
    const DEPTH: &str = ": Stack overflow error: Check for non-terminating recursive function. \
        Consider rewriting as tail-recursive";
    const MEMORY: &str = ": Expression evaluation memory limit exceeded: Check for excessive memory usage";
    gives(&vec!["1"; 100].join("+"), json!(100));
    throws(&vec!["1"; 101].join("+"), DEPTH);
    gives(&format!("{}1{}", "(".repeat(99), ")".repeat(99)), json!(1));
    throws(&format!("{}1{}", "(".repeat(100), ")".repeat(100)), DEPTH);
    let recursive = |n| format!("($f := function($n){{ $n = 0 ? 0 : 1 + $f($n - 1) }}; $f({n}))");
    gives(&recursive(31), json!(31));
    throws(&recursive(34), DEPTH);
    gives("[1..873782] ~> $count()", json!(873_782));
    throws("[1..873783] ~> $count()", MEMORY);
    throws("$range(1, 360146, 1)", MEMORY);
    let doubled = |n| format!("($p := function($s, $n){{ $n = 0 ? $s : $p($s & $s, $n - 1) }}; $length($p('x', {n})))");
    gives(&doubled(22), json!(4_194_304));
    throws(&doubled(23), MEMORY);
}

fn diagnosed(expression: &str) -> Vec<String> {
    let output = json!({ "v": format!("{{% {expression} %}}") });
    let state = json!({ "Type": "Pass", "Output": output, "End": true });
    let definition = json!({ "QueryLanguage": "JSONata", "StartAt": "E", "States": { "E": state } });
    asl::diagnose(&definition.to_string(), asl::Kind::Standard).iter().map(ToString::to_string).collect()
}

#[test]
fn definitions_with_what_cannot_be_read_are_refused() {
    let at = "at /States/E/Output/v";
    let reference = |name: &str| {
        format!("UNSUPPORTED_JSONATA_EXPRESSION: Reference to '{name}' at the top level is not supported. {at}")
    };
    assert_eq!(diagnosed("$states.input.phone"), [""; 0]);
    assert_eq!(diagnosed("phone"), [reference("phone")]);
    assert_eq!(diagnosed("aaa + bbb"), [reference("aaa"), reference("bbb")]);
    assert_eq!(diagnosed("$.phone"), [reference("$")]);
    assert_eq!(diagnosed("$$"), [format!("UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. {at}")]);
    let invalid = |message: &str| [format!("INVALID_JSONATA_EXPRESSION: {message} {at}")];
    assert_eq!(diagnosed("phone[1,2)"), invalid("Expected \"]\", got \",\""));
    assert_eq!(diagnosed("1 +"), invalid("Unexpected end of expression"));
    assert_eq!(diagnosed("1 ?? 2"), invalid("The symbol \"?\" cannot be used as a unary operator"));
}

#[test]
fn patterns_that_look_around_are_refused() {
    for text in ["$contains('a', /(?=a)/)", "$contains('a', /(a)\\1/)", "/[/"] {
        assert!(
            Expression::compile(text).is_err_and(|error| error.to_string().contains("cannot be compiled")),
            "{text}"
        );
    }
}

#[test]
fn threads_share_an_expression() {
    let expression = Arc::new(Expression::compile("$states.input.n * 2").expect("an expression"));
    let threads = (0..4).map(|n| {
        let expression = Arc::clone(&expression);
        std::thread::spawn(move || {
            let input = json!({ "n": n });
            let now = Time::from_millis(0);
            expression.evaluate(&Bindings { states: &[("input", &input)], variables: &|_| None, now, chance: &Fixed })
        })
    });
    let results: Vec<_> = threads.map(|thread| thread.join().expect("no panic")).collect();
    assert_eq!(results, [0, 2, 4, 6].map(|n| Ok(Some(json!(n)))));
}

/// Each would take all time or memory.
const HOSTILE: &[&str] = &[
    "($f := function($x){ $f($x + 1) }; $f(1))",
    "($f := function($x){ 1 + $f($x) }; $f(1))",
    "($f := function($x){ $g($x) }; $g := function($x){ $f($x) }; $f(1))",
    "($f := function($s){ $f($s & $s) }; $f('x'))",
    "($f := function($s){ $f($replace($s, 'x', 'xx')) }; $f('x'))",
    "($f := function($s){ $f($replace($s, /x/, '$0$0')) }; $f('x'))",
    "($f := function($s){ $f($join([$s, $s])) }; $f('x'))",
    "($f := function($s){ $f($string([$s, $s])) }; $f('x'))",
    "($f := function($s){ $f($base64encode($s)) }; $f('x'))",
    "($f := function($a){ $f([$a, $a]) }; $f(1))",
    "($f := function($a){ $f({'a': $a, 'b': $a}) }; $f(1))",
    "($f := function($a){ $f($append($a, $a)) }; $f([1]))",
    "($f := function($a){ $f($zip($a, $a)) }; $f([1]))",
    "$reduce([1..60], function($a, $b){ [$a, $a] }, 1)",
    "$reduce([1..60], function($a, $b){ {'a': $a, 'b': $a} })",
    "$reduce([1..60], function($a, $b){ $a & $a }, 'x')",
    "$reduce([1..900], function($a, $b){ {'a': $a} })",
    "$pad('x', 1e9)",
    "$pad('x', -1e9)",
    "($p := $pad; $p('x', 1e9))",
    "[1..9999999]",
    "$map([1..800000], function($i){ [1..800000] })",
    "$map([1..800000], function($i){ $map([1..800000], function($j){ $j }) })",
    "($a := [1..1000]; $b := $map($a, function(){ $a }); $c := $map($a, function(){ $b }); $c)",
    "($a := [1..800000]; $map([1..1000], function(){ $reverse($a) }))",
    "[1..800000].[1..800000]",
    "$join([1..100000].$states.input.long, $states.input.long)",
    "$replace($states.input.long, 'x', $states.input.long)",
    "$replace($states.input.long, /x/, $states.input.long)",
    "$states.input.long.$replace('x', $states.input.long)",
    "($l := $states.input.long; $replace($l, /x/, function(){ $l }))",
    "($l := $states.input.long; $s := function($x){ $replace($x, 'x', $l) }; $l ~> $s)",
    "$states.input.long ~> $replace('x', $states.input.long)",
    "$string([1..100000].$states.input.long)",
    "$map([1..100000], function(){ $states.input.long & 'y' })",
    "($a := [1]; $f := function($n, $x){ $n = 0 ? $x : $f($n - 1, [$x, $x]) }; $f(40, 1) = $f(40, 1))",
    "$states.input.long.(($a := [$, $]; $b := [$a, $a]; $c := [$b, $b]; $d := [$c, $c]; $e := [$d, $d]; $f := [$e, $e]; \
     $g := [$f, $f]; $h := [$g, $g]; $i := [$h, $h]; $j := [$i, $i]; $k := [$j, $j]; $l := [$k, $k]; $string($l)))",
];

#[test]
#[ignore = "is run in a process of its own by the next test"]
fn hostile_expressions() {
    let input = json!({ "long": "x".repeat(250_000) });
    let mut survived = Vec::new();
    for text in HOSTILE {
        // Said before, so that an abort shows whose it is.
        eprintln!("{text}");
        match evaluate_over(text, &input) {
            Err(EvaluationError::Thrown { code: None, message }) => eprintln!("    {message}"),
            other => {
                survived.push(format!("{text}: {:?}", other.map(|value| value.map(|value| value.to_string().len()))))
            }
        }
    }
    assert!(survived.is_empty(), "{}", survived.join("\n"));
}

/// In a process that has a gibibyte of addresses and no more: whoever takes it is aborted.
#[cfg(target_os = "linux")]
#[test]
fn hostile_expressions_end_within_bounds() {
    let tests = std::env::current_exe().expect("a path");
    let run = std::process::Command::new("sh")
        .args(["-c", "ulimit -v 1048576; exec \"$0\" \"$@\""])
        .arg(tests)
        .args(["states::jsonata::hostile_expressions", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{}: {said}", run.status);
    assert!(String::from_utf8_lossy(&run.stdout).contains("1 passed"), "{said}");
}

#[test]
fn hostile_texts_are_refused() {
    let nested = |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
    for text in [
        nested("[", "]"),
        nested("(", ")"),
        nested("-", ""),
        nested("function($a){", "}"),
        nested("1?", ":2"),
        nested("{'a':", "}"),
        nested("$a.", ""),
        vec!["1"; 100_000].join("+"),
        vec!["'a'"; 100_000].join("&"),
    ] {
        assert!(Expression::compile(&text).is_err(), "{}", &text[..20]);
    }
}

#[test]
fn a_pattern_that_backtracks_takes_no_longer() {
    gives("$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/)", json!(false));
}
