//! What distributed maps read: objects in every form, their lists, manifests; and how they refuse.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::distributed::{failure, history, map, output, start};
use crate::support::{Bucket, States, Yard};

/// A map over what a reader brings.
pub fn reading(config: Value, parameters: Value) -> Value {
    let reader = json!({
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": config,
        "Parameters": parameters,
    });
    map(json!({ "ItemReader": reader }))
}

fn from(key: &str) -> Value {
    json!({ "Bucket": "data", "Key": key })
}

/// The outputs of a map over an object.
#[track_caller]
fn items(states: &States, bucket: &Bucket, config: Value, body: impl Into<Vec<u8>>) -> Value {
    bucket.put("object", body);
    let name = format!("m{}", bucket.puts());
    output(states, &start(states, &name, &reading(config, from("object")), &json!({})))
}

/// Error and cause of the same.
#[track_caller]
fn fails(states: &States, bucket: &Bucket, config: Value, body: &str) -> (String, String) {
    bucket.put("object", body);
    let name = format!("m{}", bucket.puts());
    let arn = start(states, &name, &reading(config, from("object")), &json!({}));
    assert_eq!(history(states, &arn)[3..5], ["4 3 MapRunStarted", "5 4 MapRunFailed"]);
    failure(states, &arn)
}

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn rows_of_a_table() {
    let yard = Yard::json();
    let (states, bucket) = (States::new(&yard), Bucket::new(&yard, "data"));
    let first = json!({ "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW" });
    let text = "Col1,Col2\nValue1,Value2\n,,,\ntrue\n   \n";
    assert_eq!(
        items(&states, &bucket, first.clone(), text),
        json!([
            { "Col1": "Value1", "Col2": "Value2" },
            { "Col1": "", "Col2": "" },
            { "Col1": "true", "Col2": "" },
            { "Col1": "   ", "Col2": "" },
        ])
    );
    assert_eq!(items(&states, &bucket, first.clone(), packed("a\n1\n")), json!([{ "a": "1" }]));
    assert_eq!(items(&states, &bucket, first.clone(), ""), json!([]));
    let given =
        json!({ "InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a"], "CSVDelimiter": "PIPE" });
    assert_eq!(items(&states, &bucket, given, "1|2\n\"x|y\"\n"), json!([{ "a": "1" }, { "a": "x|y" }]));
    let told = fails(&states, &bucket, first, "a,b,a\n");
    assert_eq!(told, ("States.ItemReaderFailed".to_owned(), "CSV headers cannot contain duplicates.".to_owned()));
}

#[test]
fn documents_and_lines_of_json() {
    let yard = Yard::json();
    let (states, bucket) = (States::new(&yard), Bucket::new(&yard, "data"));
    let document = json!({ "InputType": "JSON" });
    assert_eq!(items(&states, &bucket, document.clone(), r#"[{"b":1,"a":2},3]"#), json!([{ "b": 1, "a": 2 }, 3]));
    let told = fails(&states, &bucket, document.clone(), r#"{"Hello":"world"}"#);
    assert_eq!(told.1, "Attempting to map over non-iterable node.");
    assert_eq!(fails(&states, &bucket, document, "[1,").0, "States.ItemReaderFailed");
    let pointer = |pointer: &str| json!({ "InputType": "JSON", "ItemsPointer": pointer });
    let nested = r#"{"in":{"list":[1,2],"object":{"k":"v"}}}"#;
    assert_eq!(items(&states, &bucket, pointer("/in/list"), nested), json!([1, 2]));
    assert_eq!(items(&states, &bucket, pointer("/in/object"), nested), json!([{ "Key": "k", "Value": "v" }]));
    assert_eq!(fails(&states, &bucket, pointer("/none"), nested).1, "Attempting to map over non-iterable node.");
    let lines = json!({ "InputType": "JSONL" });
    assert_eq!(items(&states, &bucket, lines.clone(), "{\"a\":1}\r\n\n[2]"), json!([{ "a": 1 }, [2]]));
    assert_eq!(items(&states, &bucket, lines.clone(), packed("1\n2\n")), json!([1, 2]));
    assert_eq!(fails(&states, &bucket, lines, "1\n{\n").0, "States.ItemReaderFailed");
}

#[test]
fn no_more_items_than_wanted() {
    let yard = Yard::json();
    let (states, bucket) = (States::new(&yard), Bucket::new(&yard, "data"));
    let most = |most: u64| json!({ "InputType": "JSONL", "MaxItems": most });
    // What stands behind is never looked at.
    assert_eq!(items(&states, &bucket, most(2), "1\n2\nnone"), json!([1, 2]));
    assert_eq!(items(&states, &bucket, most(0), "1\n2\n3"), json!([1, 2, 3]));
    let path = json!({ "InputType": "JSONL", "MaxItemsPath": "$.most" });
    let run = |name: &str, most: Value| {
        start(&states, name, &reading(path.clone(), from("object")), &json!({ "most": most }))
    };
    assert_eq!(output(&states, &run("two", json!(2))), json!([1, 2]));
    assert_eq!(failure(&states, &run("less", json!(-1))).1, "field MaxItems must be positive");
    let told = "The MaxItemsPath field refers to value \"1.5\" which is not a valid integer: $.most";
    assert!(failure(&states, &run("half", json!(1.5))).1.ends_with(told));
}

#[test]
fn lists_of_objects_and_what_is_in_them() {
    let yard = Yard::json();
    let (states, bucket) = (States::new(&yard), Bucket::new(&yard, "data"));
    bucket.put("in/a.csv", "n\n1\n2\n");
    bucket.put("in/b.csv", "n\n3\n");
    bucket.put("in/folder/", "");
    bucket.put("other", "x");
    let list = |config: Value| {
        let reader = json!({
            "Resource": "arn:aws:states:::s3:listObjectsV2",
            "ReaderConfig": config,
            "Parameters": { "Bucket": "data", "Prefix": "in/" },
        });
        map(json!({
            "ItemReader": reader,
            "ItemSelector": { "v.$": "$$.Map.Item.Value", "from.$": "$$.Map.Item.Source", "i.$": "$$.Map.Item.Index" },
        }))
    };
    let listed = output(&states, &start(&states, "list", &list(json!({ "MaxItems": 2 })), &json!({})));
    let first = &listed[0]["v"];
    assert_eq!(first["Key"], "in/a.csv");
    assert_eq!((&first["Size"], &first["StorageClass"]), (&json!(6), &json!("STANDARD")));
    assert!(first["Etag"].as_str().is_some_and(|tag| tag.starts_with('"')), "{first}");
    assert_eq!(first["LastModified"], yard.now() / 1000);
    let names: Vec<&String> = first.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["Etag", "LastModified", "Key", "Size", "StorageClass"]);
    assert_eq!((&listed[1]["from"], listed.as_array().map(Vec::len)), (&json!("S3://data"), Some(2)));
    let flat = json!({ "Transformation": "LOAD_AND_FLATTEN", "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW" });
    let flattened = output(&states, &start(&states, "flat", &list(flat), &json!({})));
    assert_eq!(
        flattened,
        json!([
            { "v": { "n": "1" }, "from": "S3://data/in/a.csv", "i": 0 },
            { "v": { "n": "2" }, "from": "S3://data/in/a.csv", "i": 1 },
            { "v": { "n": "3" }, "from": "S3://data/in/b.csv", "i": 2 },
        ])
    );
}

#[test]
fn manifests_name_what_is_read() {
    let yard = Yard::json();
    let (states, bucket) = (States::new(&yard), Bucket::new(&yard, "data"));
    bucket.put("part.csv.gz", packed("\"src\",\"a%20b\",\"5\"\n"));
    bucket.put("part2.csv", "src,c,6\n");
    let inventory = json!({
        "sourceBucket": "src",
        "destinationBucket": "arn:aws:s3:::data",
        "fileFormat": "CSV",
        "fileSchema": "Bucket, Key, Size",
        "files": [{ "key": "part.csv.gz", "size": 1 }, { "key": "part2.csv", "size": 1 }],
    });
    let manifest = json!({ "InputType": "MANIFEST" });
    assert_eq!(
        items(&states, &bucket, manifest.clone(), inventory.to_string()),
        json!([
            { "Bucket": "src", "Size": "5", "Key": "a%20b" },
            { "Bucket": "src", "Size": "6", "Key": "c" },
        ])
    );
    assert_eq!(fails(&states, &bucket, manifest, "{}").0, "States.ItemReaderFailed");
    bucket.put("un/1.gz", packed("{\"a\":1}\n{\"a\":2}\n"));
    bucket.put("un/2", "{\"a\":3}");
    let athena = json!({ "ManifestType": "ATHENA_DATA", "InputType": "JSONL" });
    assert_eq!(
        items(&states, &bucket, athena.clone(), "s3://data/un/1.gz\n\"s3://data/un/2\"\n"),
        json!([{ "a": 1 }, { "a": 2 }, { "a": 3 }])
    );
    let told = fails(&states, &bucket, athena, "s3://data/un/none\n");
    assert!(
        told.1.starts_with("The specified key does not exist. (Service: S3, Status Code: 404, Request ID: "),
        "{told:?}"
    );
}

#[test]
fn what_is_not_there_is_told_in_the_words_of_s3() {
    let yard = Yard::json();
    let (states, bucket) = (States::new(&yard), Bucket::new(&yard, "data"));
    bucket.put("object", "[1]");
    let told = |name: &str, parameters: Value| {
        let arn = start(&states, name, &reading(json!({ "InputType": "JSON" }), parameters), &json!({}));
        let (error, cause) = failure(&states, &arn);
        assert_eq!(error, "States.ItemReaderFailed");
        cause
    };
    let starts = |cause: String, text: &str| assert!(cause.starts_with(text), "{cause}");
    starts(told("key", from("none")), "The specified key does not exist. (Service: S3, Status Code: 404, Request ID: ");
    starts(
        told("bucket", json!({ "Bucket": "none", "Key": "k" })),
        "The specified bucket does not exist (Service: S3, Status Code: 404, Request ID: ",
    );
    let other = json!({ "Bucket": "data", "Key": "object", "ExpectedBucketOwner": "111111111111" });
    starts(told("owner", other), "Access Denied (Service: S3, Status Code: 403");
    starts(told("less", json!({ "Bucket": "data" })), "The field 'Key' is required but was missing");
    starts(
        told("more", json!({ "Bucket": "data", "Key": "object", "Colour": "red" })),
        "The field \"Colour\" is not supported by Step Functions",
    );
    let own = json!({ "Bucket": "data", "Key": "object", "ExpectedBucketOwner": "000000000000" });
    let arn = start(&states, "own", &reading(json!({ "InputType": "JSON" }), own), &json!({}));
    assert_eq!(output(&states, &arn), json!([1]));
}

#[test]
fn expressions_read_too_and_items_go_in_batches() {
    let yard = Yard::json();
    let (states, bucket) = (States::new(&yard), Bucket::new(&yard, "data"));
    bucket.put("object", "1\n2\n3\n");
    let mut definition = map(json!({
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "Arguments": { "Bucket": "data", "Key": "{% $states.input.key %}" },
            "ReaderConfig": { "InputType": "JSONL", "MaxItems": "{% $states.input.most %}" },
        },
        "ItemSelector": {
            "n": "{% $states.context.Map.Item.Value + $states.input.add %}",
            "from": "{% $states.context.Map.Item.Source %}",
        },
        "ItemBatcher": { "MaxItemsPerBatch": "{% $states.input.most - 1 %}", "BatchInput": { "k": "{% $states.input.key %}" } },
    }));
    definition["QueryLanguage"] = json!("JSONata");
    let arn = start(&states, "m", &definition, &json!({ "key": "object", "most": 3, "add": 10 }));
    let item = |n: u64| json!({ "n": n, "from": "S3://data/object" });
    assert_eq!(
        output(&states, &arn),
        json!([
            { "BatchInput": { "k": "object" }, "Items": [item(11), item(12)] },
            { "BatchInput": { "k": "object" }, "Items": [item(13)] },
        ])
    );
}

#[test]
fn what_came_with_the_input_says_so() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let selector = json!({ "ItemSelector": { "from.$": "$$.Map.Item.Source" } });
    let arn = start(&states, "m", &map(selector), &json!([1]));
    assert_eq!(output(&states, &arn), json!([{ "from": "STATE_DATA" }]));
}

#[test]
fn readers_that_cannot_work_are_refused() {
    let yard = Yard::json();
    let states = States::new(&yard);
    let refused = |config: Value, text: &str| {
        let definition = reading(config, from("k")).to_string();
        let input = json!({ "name": "m", "roleArn": crate::support::ROLE, "definition": definition });
        states.fails("CreateStateMachine", input, "InvalidDefinition", text);
    };
    refused(
        json!({ "InputType": "PARQUET" }),
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Eventyard can't read Parquet files. Started with …",
    );
    refused(json!({ "Transformation": "LOAD_AND_FLATTEN" }), "…");
}
