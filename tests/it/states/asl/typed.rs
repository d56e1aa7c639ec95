//! What a definition is read into.

use std::time::Duration;

use eventyard::states::asl::{
    CsvHeaders, DataPath, ErrorMatcher, FailText, InputType, Items, Jitter, JsonataTemplate, Mode, Next, Payload,
    QueryLanguage, ResultPath, Setting, StateKind, Wait,
};
use serde_json::json;

use super::*;

fn kind(definition: &Value) -> StateKind {
    let definition = read(definition);
    definition.machine[definition.machine.start_at()].kind.clone()
}

#[test]
fn data_paths() {
    let state = with(pass(), json!({"InputPath": "$$.Execution", "OutputPath": "$", "ResultPath": "$.a.b"}));
    let definition = read(&machine(state));
    let data = &definition.machine.states()[0].data;
    assert!(matches!(&data.input_path, DataPath::Path(path) if path.text() == "$$.Execution"));
    assert!(matches!(data.output_path, DataPath::Whole));
    assert!(matches!(&data.result_path, ResultPath::Path(path) if path.path().text() == "$.a.b"));
    let text = r#"{"StartAt":"S","States":{"S":{"Type":"Pass","InputPath":null,"ResultPath":null,"OutputPath":null,"End":true}}}"#;
    let definition = Definition::parse(text, Kind::Standard).expect("right");
    let data = &definition.machine.states()[0].data;
    assert!(matches!((&data.input_path, &data.output_path), (DataPath::Null, DataPath::Null)));
    assert!(matches!(data.result_path, ResultPath::Null));
}

#[test]
fn names_are_indices() {
    let states = json!({"A": {"Type": "Pass", "Next": "C"}, "B": pass(), "C": {"Type": "Pass", "Next": "B"}});
    let definition = read(&json!({"StartAt": "A", "States": states}));
    let mut seen = Vec::new();
    let mut next = Next::State(definition.machine.start_at());
    while let Next::State(index) = next {
        let state = &definition.machine[index];
        seen.push(state.name.to_string());
        let StateKind::Pass { next: following, .. } = state.kind else { panic!("a pass") };
        next = following;
    }
    assert_eq!(seen, ["A", "C", "B"]);
    assert_eq!(definition.machine.at(2).map(|(_, state)| state.name.to_string()).as_deref(), Some("C"));
    assert!(definition.machine.at(3).is_none());
}

#[test]
fn retries() {
    let retrier = json!({
        "ErrorEquals": ["States.Timeout", "E"], "IntervalSeconds": 3, "BackoffRate": 2.5, "MaxDelaySeconds": 10,
        "MaxAttempts": 7, "JitterStrategy": "FULL"});
    let definition = machine(with(task(), json!({"Retry": [retrier, {"ErrorEquals": ["States.ALL"]}]})));
    let StateKind::Task(task) = kind(&definition) else { panic!("a task") };
    let [first, second] = &task.retry[..] else { panic!("two") };
    assert_eq!(
        (first.max_attempts, first.jitter, second.max_attempts, second.jitter),
        (7, Jitter::Full, 3, Jitter::None)
    );
    assert_eq!(
        [1, 2, 3, 90_000].map(|retry| first.delay(retry)),
        [3000, 7500, 10_000, 10_000].map(Duration::from_millis)
    );
    assert_eq!([1, 2, 3].map(|retry| second.delay(retry)), [1, 2, 4].map(Duration::from_secs));
    assert!(first.matches("States.HeartbeatTimeout") && first.matches("E") && !first.matches("F"));
    assert!(second.matches("F") && second.matches("States.DataLimitExceeded") && !second.matches("States.Runtime"));
}

#[test]
fn errors_that_a_failed_task_means() {
    for (error, expected) in
        [("Lambda.Unknown", true), ("States.TaskFailed", true), ("States.Timeout", false), ("States.Runtime", false)]
    {
        assert_eq!(ErrorMatcher::TaskFailed.matches(error), expected, "{error}");
    }
}

#[test]
fn waits() {
    let until = |fields: Value| match kind(&machine(with(json!({"Type": "Wait", "End": true}), fields))) {
        StateKind::Wait { until, .. } => until,
        other => panic!("{other:?}"),
    };
    assert!(matches!(until(json!({"Seconds": 0})), Wait::Seconds(0)));
    assert!(matches!(until(json!({"SecondsPath": "$.a"})), Wait::SecondsPath(_)));
    assert!(matches!(until(json!({"TimestampPath": "$.a"})), Wait::TimestampPath(_)));
    let Wait::Timestamp(time) = until(json!({"Timestamp": "2016-03-05T21:29:29.243167252Z"})) else { panic!("a time") };
    assert_eq!(time.as_nanosecond() % 1_000_000_000, 243_167_252);
    let jsonata = json!({"Seconds": "{% $states.input.s %}", "QueryLanguage": "JSONata"});
    assert!(matches!(until(jsonata), Wait::SecondsExpression(expression) if expression.text() == "$states.input.s"));
}

#[test]
fn timeouts() {
    let StateKind::Task(literal) =
        kind(&machine(with(task(), json!({"TimeoutSeconds": 5, "HeartbeatSecondsPath": "$.h"}))))
    else {
        panic!("a task")
    };
    assert!(matches!((literal.timeout, literal.heartbeat), (Some(Setting::Literal(5)), Some(Setting::Path(_)))));
    let StateKind::Task(computed) = kind(&jsonata(with(task(), json!({"TimeoutSeconds": "{% 5 %}"})))) else {
        panic!("a task")
    };
    assert!(matches!(computed.timeout, Some(Setting::Expression(_))));
    assert_eq!(remarks(&machine(with(task(), json!({"TimeoutSeconds": 5, "HeartbeatSeconds": 5})))).len(), 1);
}

#[test]
fn failures() {
    let StateKind::Fail { error, cause } = kind(&machine(json!({"Type": "Fail", "Error": "E", "CausePath": "$.c"})))
    else {
        panic!("a fail")
    };
    assert!(matches!(error, Some(FailText::Literal(text)) if &*text == "E"));
    assert!(matches!(cause, Some(FailText::Source(source)) if source.text() == "$.c"));
    let StateKind::Fail { error, .. } = kind(&jsonata(json!({"Type": "Fail", "Error": "{% 'E' %}"}))) else {
        panic!("a fail")
    };
    assert!(matches!(error, Some(FailText::Expression(_))));
}

#[test]
fn maps() {
    let old = json!({
        "Type": "Map", "Iterator": map()["ItemProcessor"], "Parameters": {"a.$": "$"}, "ItemsPath": "$.items",
        "MaxConcurrency": 2, "End": true});
    let StateKind::Map(old) = kind(&machine(old)) else { panic!("a map") };
    assert!(matches!((&old.items, &old.mode), (Items::Path(_), Mode::Inline)));
    assert!(matches!(old.item_selector, Some(Payload::JsonPath(_))));
    assert_eq!((old.processor_field, &*old.processor.states()[0].name), ("Iterator", "P"));

    let config = json!({
        "InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a", "b"], "CSVDelimiter": "PIPE", "MaxItems": 9});
    let ends = json!({
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": config, "Parameters": {"Bucket.$": "$.b"}},
        "ItemBatcher": {"MaxItemsPerBatchPath": "$.n", "BatchInput": {"x": 1}},
        "ResultWriter": {"WriterConfig": {"Transformation": "FLATTEN", "OutputType": "JSONL"}},
        "ToleratedFailurePercentage": 1.5, "ToleratedFailureCountPath": "$.c", "Label": "L"});
    let StateKind::Map(new) = kind(&machine(with(distributed(), ends))) else { panic!("a map") };
    let Mode::Distributed(distributed) = &new.mode else { panic!("distributed") };
    let reader = distributed.item_reader.as_ref().expect("a reader");
    assert_eq!(reader.input_type, Some(InputType::Csv));
    assert_eq!(reader.csv_headers, Some(CsvHeaders::Given(vec!["a".into(), "b".into()])));
    assert_eq!(reader.csv_delimiter.as_byte(), b'|');
    assert!(matches!(reader.max_items, Some(Setting::Literal(9))));
    assert!(matches!(distributed.tolerated_failure_percentage, Some(Setting::Literal(1.5))));
    assert!(distributed.result_writer.as_ref().is_some_and(|writer| writer.destination.is_none()));
    assert!(distributed.item_batcher.as_ref().is_some_and(|batcher| batcher.batch_input.is_some()));
}

#[test]
fn jsonata_templates_keep_their_expressions() {
    let output = json!({"a": "{% $x %}", "b": [1, "{%2%}"], "c": {"d": "plain"}});
    let definition = read(&jsonata(with(pass(), json!({"Output": output}))));
    let state = &definition.machine.states()[0];
    assert_eq!(state.query_language, QueryLanguage::Jsonata);
    let Some(JsonataTemplate::Object(members)) = &state.data.output else { panic!("an object") };
    assert!(matches!(&members[0].1, JsonataTemplate::Expression(expression) if expression.text() == "$x"));
    assert!(
        matches!(&members[1].1, JsonataTemplate::Array(elements) if elements[0].is_literal() && !elements[1].is_literal())
    );
    assert!(matches!(&members[2].1, JsonataTemplate::Literal(value) if *value == json!({"d": "plain"})));
}

#[test]
fn one_state_by_itself() {
    let lone = |state: Value| Definition::parse_state(&state.to_string());
    let catch = json!({"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Rescue"}], "Next": "Onward", "End": null});
    let definition = lone(with(task(), catch)).expect("right");
    let names: Vec<_> = definition.machine.states().iter().map(|state| &*state.name).collect();
    assert_eq!(names, ["StateName", "Rescue", "Onward"]);
    let refused = lone(json!({"Type": "Nope"})).expect_err("refused").to_string();
    assert!(refused.ends_with("at /Type'"), "{refused}");
    // Inside it, states have to be there.
    let inside = lone(with(map(), json!({"ItemProcessor": {"StartAt": "X", "States": {"P": pass()}}})));
    assert!(inside.is_err());
}
