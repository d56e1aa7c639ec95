//! Which variables states read.

use eventyard::states::asl::Expression;
use serde_json::json;

use super::*;

#[track_caller]
fn assert_references(definition: &Value, expected: &[(&str, &[&str])]) {
    let definition = read(definition);
    let found: Vec<_> =
        definition.variable_references().iter().map(|(state, names)| (&**state, names.clone())).collect();
    let expected: Vec<_> =
        expected.iter().map(|(state, names)| (*state, names.iter().map(|n| (*n).to_owned()).collect())).collect();
    assert_eq!(found, expected);
}

#[test]
fn in_every_field() {
    let paths = with(
        task(),
        json!({
            "InputPath": "$in", "OutputPath": "$out.a", "TimeoutSecondsPath": "$timeout", "HeartbeatSecondsPath": "$beat",
            "Parameters": {"a.$": "$parameter.x[0]", "b": [{"c.$": "States.Format('{} $no', $deep)"}]},
            "ResultSelector": {"r.$": "$selected"}, "Credentials": {"RoleArn.$": "$role"},
            "Assign": {"given.$": "$taken"},
        }),
    );
    let expected = ["beat", "deep", "in", "out", "parameter", "role", "selected", "taken", "timeout"];
    assert_references(&machine(paths), &[("S", &expected)]);
    assert_references(
        &machine(json!({"Type": "Fail", "ErrorPath": "$e", "CausePath": "States.Format('{}', $c)"})),
        &[("S", &["c", "e"])],
    );
    assert_references(&machine(json!({"Type": "Wait", "SecondsPath": "$s", "End": true})), &[("S", &["s"])]);
    let rule =
        choice(json!({"And": [{"Variable": "$v", "StringEqualsPath": "$w"}], "Next": "E", "Assign": {"a.$": "$x"}}));
    assert_references(&rule, &[("S", &["v", "w", "x"])]);
    assert_references(&machine(with(pass(), json!({"Assign": {"a": 1, "b.$": "$.c", "d.$": "$$.Execution.Id"}}))), &[]);
}

#[test]
fn nested_states_flat_by_name() {
    let inner = json!({"StartAt": "P", "States": {"P": with(pass(), json!({"InputPath": "$x"}))}});
    let outer = with(map(), json!({"ItemProcessor": inner, "ItemsPath": "$items", "MaxConcurrencyPath": "$n"}));
    assert_references(&machine(outer), &[("S", &["items", "n"]), ("P", &["x"])]);
}

#[test]
fn in_expressions() {
    let cases: &[(&str, &[&str])] = &[
        ("$states.input.a", &[]),
        ("$a + $b.c", &["a", "b"]),
        ("$sum($a) & $string($b.c)", &["a", "b"]),
        ("($x := 1; $x + $y)", &["y"]),
        ("$map($list, function($v, $i) { $v + $i + $k })", &["k", "list"]),
        ("'$no' & \"$neither\" & $yes", &["yes"]),
        ("$states.input.`$field`.a", &[]),
        ("/* $comment */ $a", &["a"]),
        ("$match($s, /\\$x/)", &["s"]),
        ("$a / $b / $c", &["a", "b", "c"]),
        ("$list@$i.x[$i.id = $j]", &["j", "list"]),
        ("$größe", &["größe"]),
        ("$parse($text) ~> $uuid", &["text"]),
    ];
    for (text, expected) in cases {
        let expression =
            Expression::of(&format!("{{% {text} %}}")).expect("an expression").expect("one that can be read");
        assert_eq!(
            (expression.text(), &expression.variables()[..]),
            (*text, &expected.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()[..])
        );
    }
    let output = jsonata(with(pass(), json!({"Output": {"a": ["{% $x %}"]}, "Assign": {"y": "{% $z %}"}})));
    assert_references(&output, &[("S", &["x", "z"])]);
}
