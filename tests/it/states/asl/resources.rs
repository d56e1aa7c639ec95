//! What tasks may call, and what of it is refused.

use eventyard::states::asl::{Invocation, Pattern, Resource};
use serde_json::{Value, json};

use super::*;

const ARN: &str = "arn:aws:states:::";

fn calling(resource: &str, parameters: Value) -> Value {
    json!({"Type": "Task", "Resource": resource, "Parameters": parameters, "End": true})
}

fn function() -> Value {
    json!({"FunctionName": "f"})
}

#[track_caller]
fn assert_refused(state: &Value, kind: Kind, expected: &str) {
    let found = remarks_of(&machine(state.clone()), kind);
    assert_eq!(found, [format!("SCHEMA_VALIDATION_FAILED: {expected}")]);
}

#[test]
fn kinds_of_resources() {
    let kind = |arn: &str| Resource::parse(arn).map(|resource| resource.invocation).ok();
    assert!(matches!(kind("arn:aws:lambda:r:a:function:f:1"), Some(Invocation::Lambda)));
    assert!(matches!(kind("arn:aws:states:r:a:activity:x"), Some(Invocation::Activity)));
    let names = |name: &str| Resource::parse(&format!("{ARN}{name}")).expect("known").event_names().expect("names");
    assert_eq!(names("sqs:sendMessage.waitForTaskToken").1, "sendMessage.waitForTaskToken");
    assert_eq!(names("states:startExecution.sync:2"), ("states".to_owned(), "startExecution.sync:2".to_owned()));
    assert_eq!(names("aws-sdk:sfn:getActivityTask"), ("aws-sdk:sfn".to_owned(), "getActivityTask".to_owned()));
    let pattern = |name: &str| Resource::parse(&format!("arn:aws-cn:states:::{name}")).expect("known").pattern();
    assert_eq!(pattern("aws-sdk:s3:listBuckets.waitForTaskToken"), Pattern::WaitForTaskToken);
    assert_eq!(pattern("states:startExecution.sync"), Pattern::Sync);
}

#[test]
fn unknown_ones() {
    for text in ["", "f", "arn:aws:lambda", "$.FunctionName", "urn:aws:lambda:r:a:function:f"] {
        let task = with(task(), json!({"Resource": text}));
        assert_refused(&task, Kind::Standard, "Value is not a valid resource ARN at /States/S/Resource");
    }
    let unknown = [
        "dynamodb:query",
        "lambda:invoke.sync",
        "sqs:sendMessage.sync",
        "dynamodb:putItem.waitForTaskToken",
        "glue:startJobRun.sync:2",
        "aws-sdk:sqs:sendMessage.sync",
        "lambda:listFunctions",
        "lambda",
    ];
    for name in unknown {
        let arn = format!("{ARN}{name}");
        let expected = format!(
            "The resource provided {arn} is not recognized. The value is not a valid resource ARN, or the resource is not \
             available in this region. at /States/S/Resource"
        );
        assert_refused(&calling(&arn, function()), Kind::Standard, &expected);
    }
}

#[test]
fn parameters() {
    let arn = format!("{ARN}lambda:invoke");
    let missing = with(calling(&arn, json!(1)), json!({"Parameters": null}));
    let expected = format!("Parameters field is required for resource ARN: {arn} at /States/S/Resource");
    assert_refused(&missing, Kind::Standard, &expected);
    let jsonata = with(missing, json!({"QueryLanguage": "JSONata"}));
    let expected = format!("Arguments field is required for resource ARN: {arn} at /States/S/Resource");
    assert_refused(&jsonata, Kind::Standard, &expected);
    let cases = [
        ("lambda:invoke", json!({}), "The field 'FunctionName' is required but was missing"),
        ("sqs:sendMessage", json!({"QueueUrl": "q"}), "The field 'MessageBody' is required but was missing"),
        ("sns:publish", json!({"TopicArn": "t"}), "The field 'Message' is required but was missing"),
        ("events:putEvents", json!({}), "The field 'Entries' is required but was missing"),
        ("states:startExecution", json!({}), "The field 'StateMachineArn' is required but was missing"),
        ("dynamodb:putItem", json!({"TableName": "t"}), "The field 'Item' is required but was missing"),
        ("apigateway:invoke", json!({"Method": "GET"}), "The field 'ApiEndpoint' is required but was missing"),
        (
            "sqs:sendMessage",
            json!({"QueueUrl": "q", "MessageBody": "b", "awsVpcConfiguration": 1}),
            "The field \"awsVpcConfiguration\" is not supported by Step Functions",
        ),
    ];
    for (name, parameters, expected) in cases {
        let state = calling(&format!("{ARN}{name}"), parameters);
        assert_refused(&state, Kind::Standard, &format!("{expected} at /States/S/Parameters"));
    }
    let http = json!({"ApiEndpoint": "e", "Method": "GET", "Authentication": {}});
    let expected = "The field 'ConnectionArn' is required but was missing at /States/S/Parameters/Authentication";
    assert_refused(&calling(&format!("{ARN}http:invoke"), http), Kind::Standard, expected);
    let good = calling(&arn, json!({"FunctionName.$": "$.f", "Payload.$": "$"}));
    assert_eq!(remarks(&machine(good)), [""; 0]);
}

#[test]
fn credentials() {
    let expected = "The field 'RoleArn' is required but was missing at /States/S/Credentials";
    for credentials in [json!({}), json!({"InvalidField": "invalid"})] {
        assert_refused(&with(task(), json!({"Credentials": credentials})), Kind::Standard, expected);
    }
    for credentials in
        [json!({"RoleArn": "r"}), json!({"RoleArn.$": "$.r"}), json!({"RoleArn.$": "States.Format('{}', $.r)"})]
    {
        assert_eq!(remarks(&machine(with(task(), json!({"Credentials": credentials})))), [""; 0]);
    }
    let activity = json!({"Resource": "arn:aws:states:r:a:activity:x", "Credentials": {"RoleArn": "r"}});
    let expected = "The field 'Credentials' is not supported for activities at /States/S";
    assert_refused(&with(task(), activity), Kind::Standard, expected);
}

#[test]
fn express_machines() {
    let refused = |resource: &str, parameters: Value, what: &str| {
        let expected = format!("Express state machine does not support {what} at /States/S/Resource");
        assert_refused(&calling(resource, parameters), Kind::Express, &expected);
    };
    let token = "'.waitForTaskToken' service integration ";
    refused(&format!("{ARN}lambda:invoke.waitForTaskToken"), function(), token);
    refused(&format!("{ARN}aws-sdk:sqs:sendMessage.waitForTaskToken"), json!({}), token);
    let sync = "'.sync' service integration";
    refused(&format!("{ARN}states:startExecution.sync"), json!({"StateMachineArn": "a"}), sync);
    refused(&format!("{ARN}states:startExecution.sync:2"), json!({"StateMachineArn": "a"}), sync);
    refused("arn:aws:states:r:a:activity:x", json!({}), "Activity ARN");
}

#[test]
fn children_of_a_distributed_map_by_their_own_type() {
    let inner = calling(&format!("{ARN}lambda:invoke.waitForTaskToken"), function());
    let children = |kind: &str| {
        let config = json!({"Mode": "DISTRIBUTED", "ExecutionType": kind});
        let processor = json!({"ProcessorConfig": config, "StartAt": "P", "States": {"P": inner}});
        remarks(&machine(with(distributed(), json!({"ItemProcessor": processor}))))
    };
    assert_eq!(children("STANDARD"), [""; 0]);
    assert!(children("EXPRESS")[0].contains("Express state machine does not support '.waitForTaskToken'"));
}

#[test]
fn all_of_a_definition() {
    let inner =
        |name: &str, arn: &str| json!({"StartAt": name, "States": {name: with(task(), json!({"Resource": arn}))}});
    let states = json!({
        "S": {"Type": "Parallel", "Branches": [inner("A", "arn:aws:states:r:a:activity:a")], "Next": "M"},
        "M": {"Type": "Map", "Iterator": inner("B", "arn:aws:states:r:a:activity:b"), "Next": "D"},
        "D": distributed(),
    });
    let definition = read(&json!({"StartAt": "S", "States": states}));
    let uses: Vec<_> =
        definition.resources().into_iter().map(|found| (found.at, found.resource.arn().to_string())).collect();
    let expected = [
        ("/States/S/Branches[0]/States/A/Resource", "arn:aws:states:r:a:activity:a"),
        ("/States/M/Iterator/States/B/Resource", "arn:aws:states:r:a:activity:b"),
    ];
    assert_eq!(uses, expected.map(|(at, arn)| (at.to_owned(), arn.to_owned())));
    let maps: Vec<_> = definition.distributed_maps().into_iter().map(|(at, _)| at).collect();
    assert_eq!(maps, ["/States/D"]);
    let (machine, index) = definition.find("B").expect("found");
    assert_eq!((&*machine[index].name, machine.states().len()), ("B", 1));
}
