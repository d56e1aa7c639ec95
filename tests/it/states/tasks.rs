//! Tasks that call other services: what they send, what they get, how they fail.

use eventyard::Config;
use serde_json::{Value, json};

use crate::support::{Answer, Endpoint, Events, Sns, States, Via, Yard};

fn names(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn a_message_with_an_object_for_its_body() {
    let yard = Yard::json();
    let (states, queue) = (States::new(&yard), yard.standard("q"));
    let parameters = json!({ "QueueUrl": queue.url, "MessageBody": { "b": 1, "a": [] } });
    let execution =
        states.run_task("m", json!({ "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": parameters }));
    assert_eq!(queue.bodies(), ["{\"b\":1,\"a\":[]}"]);
    let scheduled = states.detail(&execution, "TaskScheduled");
    assert_eq!(scheduled["parameters"], parameters.to_string(), "the event shows the object");
    let output = states.output(&execution);
    assert_eq!(names(&output), ["MD5OfMessageBody", "MessageId", "SdkHttpMetadata", "SdkResponseMetadata"]);
    let shown = &output["SdkHttpMetadata"];
    let all = ["x-amzn-RequestId", "connection", "Content-Length", "Date", "Content-Type"];
    assert_eq!(names(&shown["AllHttpHeaders"]), all);
    assert_eq!(
        names(&shown["HttpHeaders"]),
        ["connection", "Content-Length", "Content-Type", "Date", "x-amzn-RequestId"]
    );
    assert_eq!(shown["AllHttpHeaders"]["Content-Length"], json!(["106"]), "as long as AWS's");
    assert_eq!(shown["HttpHeaders"]["x-amzn-RequestId"], output["SdkResponseMetadata"]["RequestId"]);
    assert!(shown["HttpHeaders"]["Date"].as_str().is_some_and(|date| date.ends_with(" GMT")));
    let events = ["ExecutionStarted 0", "TaskStateEntered 0", "TaskScheduled 2", "TaskStarted 3", "TaskSucceeded 4"];
    assert_eq!(states.events(&execution)[..5], events);
}

#[test]
fn refusals_as_sdks_tell_them() {
    let yard = Yard::json();
    let (states, queue) = (States::new(&yard), yard.standard("q"));
    let absent = "arn:aws:sns:us-east-1:000000000000:absent";
    let machine = states.machine_arn("absent");
    let cases = [
        (
            "sqs:sendMessage",
            json!({ "QueueUrl": queue.url, "MessageBody": null }),
            "SQS.AmazonSQSException",
            "The request must contain the parameter MessageBody. (Service: AmazonSQS; Status Code: 400; Error Code: \
             MissingParameter; Request ID: "
                .to_owned(),
        ),
        (
            "sqs:sendMessage",
            json!({ "QueueUrl": "no-such-queue", "MessageBody": "b" }),
            "SQS.SdkClientException",
            "Unable to execute HTTP request: no-such-queue: Name or service not known".to_owned(),
        ),
        (
            "sns:publish",
            json!({ "TopicArn": absent, "Message": "m" }),
            "SNS.NotFoundException",
            "Topic does not exist (Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: ".to_owned(),
        ),
        (
            "states:startExecution",
            json!({ "StateMachineArn": machine }),
            "StepFunctions.StateMachineDoesNotExistException",
            format!(
                "State Machine Does Not Exist: '{machine}' (Service: AWSStepFunctions; Status Code: 400; Error Code: \
                 StateMachineDoesNotExist; Request ID: "
            ),
        ),
        (
            "lambda:invoke",
            json!({ "FunctionName": "f" }),
            "Lambda.ResourceNotFoundException",
            "Function not found: arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST (Service: AWSLambda; Status \
             Code: 404; Error Code: ResourceNotFoundException; Request ID: "
                .to_owned(),
        ),
        (
            "aws-sdk:sfn:sendTaskSuccess",
            json!({ "TaskToken": "no", "Output": "no" }),
            "Sfn.InvalidTokenException",
            "Invalid Token: 'Invalid token' (Service: Sfn, Status Code: 400, Request ID: ".to_owned(),
        ),
    ];
    for (i, (resource, parameters, error, cause)) in cases.into_iter().enumerate() {
        let task = json!({ "Resource": format!("arn:aws:states:::{resource}"), "Parameters": parameters });
        let execution = states.run_task(&format!("m{i}"), task);
        let failure = states.failure(&execution);
        assert_eq!(failure.0, error);
        assert!(failure.1.starts_with(&cause), "{}", failure.1);
        let end = match resource {
            "aws-sdk:sfn:sendTaskSuccess" => ") (SDK Attempt Count: 1)",
            _ if error.ends_with("SdkClientException") => "known",
            _ => "; Proxy: null)",
        };
        assert!(failure.1.ends_with(end), "{}", failure.1);
        assert_eq!(states.detail(&execution, "TaskFailed")["error"], error);
    }
    let function = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let execution = states.run_task("legacy", json!({ "Resource": function }));
    assert_eq!(states.failure(&execution).0, "Lambda.ResourceNotFoundException");
    assert_eq!(states.detail(&execution, "LambdaFunctionFailed")["error"], "Lambda.ResourceNotFoundException");
}

#[test]
fn a_topic_and_what_came_of_it() {
    let yard = Yard::json();
    let (states, sns, queue) = (States::new(&yard), Sns::new(&yard), yard.standard("q"));
    let topic = sns.ok("CreateTopic", json!({ "Name": "t" }))["TopicArn"].as_str().expect("an ARN").to_owned();
    let raw = json!({ "TopicArn": topic, "Protocol": "sqs", "Endpoint": queue.arn(), "Attributes": { "RawMessageDelivery": "true" } });
    sns.ok("Subscribe", raw);
    let task = json!({
        "Resource": "arn:aws:states:::sns:publish",
        "Parameters": { "TopicArn": topic, "Message": { "a": 1 } },
        "ResultSelector": { "type.$": "$.SdkHttpMetadata.HttpHeaders.Content-Type" },
    });
    let execution = states.run_task("m", task);
    assert_eq!(queue.bodies(), ["{\"a\":1}"]);
    assert_eq!(states.output(&execution), json!({ "type": "text/xml" }));
}

#[test]
fn events_tell_where_they_come_from() {
    let yard = Yard::json();
    let (states, events) = (States::new(&yard), Events::new(&yard));
    let queue = events.queue("q", json!({}));
    let entry = |detail: Value| json!({ "Source": "app", "DetailType": "t", "Detail": detail, "Resources": ["r"] });
    let put = |entries: Value| json!({ "Resource": "arn:aws:states:::events:putEvents", "Parameters": { "Entries": entries } });
    let execution = states.run_task("good", put(json!([entry(json!({ "a": 1 }))])));
    let output = states.output(&execution);
    assert_eq!(names(&output), ["Entries", "FailedEntryCount"]);
    let event: Value = serde_json::from_str(&queue.bodies()[0]).expect("an event");
    assert_eq!(event["resources"], json!(["r", states.machine_arn("good"), execution]));
    assert_eq!(event["detail"], json!({ "a": 1 }));

    let execution = states.run_task("bad", put(json!([entry(json!({})), entry(json!("\"s\""))])));
    let (error, cause) = states.failure(&execution);
    assert_eq!(error, "EventBridge.FailedEntry");
    let cause: Value = serde_json::from_str(&cause).expect("JSON");
    assert_eq!(cause["Entries"][1], json!({ "ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed." }));
    assert_eq!(cause["FailedEntryCount"], 1);
    assert_eq!(queue.bodies().len(), 1, "the good one is sent");
}

#[test]
fn operations_by_their_names_in_sdks() {
    let yard = Yard::json();
    let (states, queue) = (States::new(&yard), yard.standard("q"));
    queue.send("b");
    let sdk = |operation: &str, parameters: Value| json!({ "Resource": format!("arn:aws:states:::aws-sdk:{operation}"), "Parameters": parameters });
    let execution = states.run_task("receive", sdk("sqs:receiveMessage", json!({ "QueueUrl": queue.url })));
    let output = states.output(&execution);
    let message = &output["Messages"][0];
    assert_eq!(names(message), ["MessageId", "ReceiptHandle", "Md5OfBody", "Body"]);
    let gone = json!({ "QueueUrl": queue.url, "ReceiptHandle": message["ReceiptHandle"] });
    let execution = states.run_task("delete", sdk("sqs:deleteMessage", gone));
    assert_eq!(states.output(&execution), json!({}));

    let child = states.machine("child");
    let start = json!({ "StateMachineArn": child, "Input": { "k": "v" } });
    let execution = states.run_task("start", sdk("sfn:startExecution", start));
    let output = states.output(&execution);
    assert!(output["StartDate"].as_str().is_some_and(|date| date.ends_with('Z')), "{output}");
    let started = output["ExecutionArn"].as_str().expect("an ARN");
    assert_eq!(states.described(started)["input"], "{\"k\":\"v\"}");
}

#[test]
fn a_long_poll_does_not_hold_up_the_clock() {
    let yard = Yard::json();
    let (states, queue) = (States::new(&yard), yard.standard("q"));
    let task = json!({
        "Resource": "arn:aws:states:::aws-sdk:sqs:receiveMessage",
        "Parameters": { "QueueUrl": queue.url, "WaitTimeSeconds": 20 },
    });
    let execution = states.run_task("m", task);
    assert_eq!(states.described(&execution)["status"], "RUNNING");
    yard.advance(10);
    queue.send("b");
    states.settle();
    assert_eq!(states.output(&execution)["Messages"][0]["Body"], "b");
}

#[test]
fn what_cannot_be_called_is_refused_or_fails() {
    let table = json!({ "Type": "Task", "End": true, "Resource": "arn:aws:states:::dynamodb:getItem", "Parameters": { "TableName": "t", "Key": {} } });
    let bucket =
        json!({ "Type": "Task", "Next": "T", "Resource": "arn:aws:states:::aws-sdk:kms:listKeys", "Parameters": {} });
    let definition = json!({ "StartAt": "B", "States": { "B": bucket, "T": table } }).to_string();
    let yard = Yard::json();
    let states = States::new(&yard);
    let says = |resource: &str, state: &str| {
        format!(
            "SCHEMA_VALIDATION_FAILED: Eventyard can't call arn:aws:states:::{resource}. Started with --lenient it takes \
             such states, and they fail. at /States/{state}/Resource"
        )
    };
    let refusal = format!(
        "Invalid State Machine Definition: '{}, {}'",
        says("aws-sdk:kms:listKeys", "B"),
        says("dynamodb:getItem", "T")
    );
    let input = json!({ "name": "m", "definition": definition, "roleArn": crate::support::ROLE });
    states.fails("CreateStateMachine", input, "InvalidDefinition", &refusal);
    let told = states.ok("ValidateStateMachineDefinition", json!({ "definition": definition }));
    let at: Vec<_> = told["diagnostics"].as_array().expect("a list").iter().map(|one| &one["location"]).collect();
    assert_eq!(
        (&told["result"], at),
        (&json!("FAIL"), vec![&json!("/States/B/Resource"), &json!("/States/T/Resource")])
    );
    let known = states.machine("known");
    let input = json!({ "stateMachineArn": known, "definition": definition });
    states.fails("UpdateStateMachine", input, "InvalidDefinition", &refusal);

    let yard = Yard::start(Via::Json, Config { lenient: true, ..Config::default() });
    let states = States::new(&yard);
    let machine =
        states.create("m", json!({ "definition": definition }))["stateMachineArn"].as_str().expect("an ARN").to_owned();
    let execution = states.start(&machine, json!({}));
    states.settle();
    let text = "Eventyard can't call arn:aws:states:::aws-sdk:kms:listKeys.".to_owned();
    assert_eq!(states.failure(&execution), ("States.TaskFailed".to_owned(), text));

    let call = json!({ "ApiEndpoint": "a", "Method": "GET", "Headers": { "h": "v" } });
    let task = json!({ "Resource": "arn:aws:states:::apigateway:invoke", "Parameters": call });
    let execution = states.run_task("shape", task);
    let text = format!(
        "An error occurred while executing the state 'Task' (entered at the event id #2). The Parameters '{call}' could \
         not be used to start the Task: [The value of the field 'Headers' has an invalid format]"
    );
    assert_eq!(states.failure(&execution), ("States.Runtime".to_owned(), text));
    assert_eq!(states.events(&execution), ["ExecutionStarted 0", "TaskStateEntered 0", "ExecutionFailed 2"]);
}

#[test]
fn an_endpoint_behind_a_connection() {
    let yard = Yard::json();
    let (states, events, endpoint) = (States::new(&yard), Events::new(&yard), Endpoint::start(&yard));
    let added = json!({ "HeaderParameters": [{ "Key": "X-More", "Value": "more" }], "BodyParameters": [{ "Key": "z", "Value": "26" }] });
    let connection = events.ok("CreateConnection", json!({
        "Name": "c",
        "AuthorizationType": "API_KEY",
        "AuthParameters": { "ApiKeyAuthParameters": { "ApiKeyName": "X-Key", "ApiKeyValue": "key" }, "InvocationHttpParameters": added },
    }));
    let task = |connection: &Value| {
        json!({
            "Resource": "arn:aws:states:::http:invoke",
            "Parameters": {
                "ApiEndpoint": endpoint.url(),
                "Method": "POST",
                "Authentication": { "ConnectionArn": connection },
                "Headers": { "X-One": "1" },
                "QueryParameters": { "q": ["1", "2 3"] },
                "RequestBody": { "a": 1 },
            },
        })
    };
    endpoint.next(&[Answer::with(200, &["X-Back: yes"], "{\"done\":true}"), Answer::with(404, &[], "no")]);
    let execution = states.run_task("good", task(&connection["ConnectionArn"]));
    let post = &endpoint.take()[0];
    assert_eq!(["x-one", "x-more", "x-key"].map(|name| post.header(name)), [Some("1"), Some("more"), Some("key")]);
    assert_eq!(post.json(), json!({ "a": 1, "z": "26" }));
    let output = states.output(&execution);
    assert_eq!(names(&output), ["Headers", "ResponseBody", "StatusCode", "StatusText"]);
    assert_eq!([&output["ResponseBody"], &output["StatusText"]], [&json!({ "done": true }), &json!("OK")]);
    assert_eq!(output["Headers"]["x-back"], json!(["yes"]));

    let execution = states.run_task("bad", task(&connection["ConnectionArn"]));
    let (error, cause) = states.failure(&execution);
    assert_eq!(error, "States.Http.StatusCode.404");
    assert!(cause.contains("\"ResponseBody\":\"no\",\"StatusCode\":404,\"StatusText\":\"Not Found\""), "{cause}");
    let absent = json!(events.arn("connection/absent/00000000-0000-0000-0000-000000000000"));
    let execution = states.run_task("absent", task(&absent));
    assert_eq!(states.failure(&execution).0, "Events.ConnectionResource.NotFound");
}
