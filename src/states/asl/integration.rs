//! The optimized integrations: what Step Functions calls in a shape of its own.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html>

use super::resource::Pattern;

/// One of them.
#[derive(Debug)]
pub struct Integration {
    /// `sqs`
    pub service: &'static str,
    /// `sendMessage`
    pub action: &'static str,
    /// What can be waited for.
    pub patterns: &'static [Pattern],
    /// Parameters that must be there; `a.b` is one inside another.
    pub required: &'static [&'static str],
    /// Others that may be there; none where any may.
    pub optional: Option<&'static [&'static str]>,
}

impl Integration {
    /// Whether it knows this parameter.
    pub fn accepts(&self, name: &str) -> bool {
        let required = |path: &&str| path.split('.').next() == Some(name);
        self.optional.is_none_or(|optional| optional.contains(&name) || self.required.iter().any(required))
    }
}

/// The integration of this name.
pub(super) fn find(service: &str, action: &str) -> Option<&'static Integration> {
    INTEGRATIONS.iter().find(|known| known.service == service && known.action == action)
}

const ANSWER: &[Pattern] = &[Pattern::RequestResponse];
const TOKEN: &[Pattern] = &[Pattern::RequestResponse, Pattern::WaitForTaskToken];
const JOB: &[Pattern] = &[Pattern::RequestResponse, Pattern::Sync];
const JOB_OR_TOKEN: &[Pattern] = &[Pattern::RequestResponse, Pattern::Sync, Pattern::WaitForTaskToken];
const EXECUTION: &[Pattern] = &[Pattern::RequestResponse, Pattern::Sync, Pattern::Sync2, Pattern::WaitForTaskToken];

const fn of(
    service: &'static str,
    action: &'static str,
    patterns: &'static [Pattern],
    required: &'static [&'static str],
    optional: Option<&'static [&'static str]>,
) -> Integration {
    Integration { service, action, patterns, required, optional }
}

/// One whose parameters aren't checked.
const fn open(service: &'static str, action: &'static str, patterns: &'static [Pattern]) -> Integration {
    of(service, action, patterns, &[], None)
}

const PUBLISH: &[&str] = &[
    "TopicArn",
    "TargetArn",
    "PhoneNumber",
    "Subject",
    "MessageAttributes",
    "MessageStructure",
    "MessageDeduplicationId",
    "MessageGroupId",
];
const SEND_MESSAGE: &[&str] = &["DelaySeconds", "MessageAttributes", "MessageDeduplicationId", "MessageGroupId"];
const API_GATEWAY: &[&str] =
    &["Headers", "Stage", "Path", "QueryParameters", "RequestBody", "AllowNullValues", "AuthType"];

static INTEGRATIONS: &[Integration] = &[
    of(
        "lambda",
        "invoke",
        TOKEN,
        &["FunctionName"],
        Some(&["Payload", "ClientContext", "InvocationType", "Qualifier", "LogType"]),
    ),
    of("sqs", "sendMessage", TOKEN, &["QueueUrl", "MessageBody"], Some(SEND_MESSAGE)),
    of("sns", "publish", TOKEN, &["Message"], Some(PUBLISH)),
    of("events", "putEvents", TOKEN, &["Entries"], Some(&[])),
    of("states", "startExecution", EXECUTION, &["StateMachineArn"], Some(&["Input", "Name", "TraceHeader"])),
    of("dynamodb", "getItem", ANSWER, &["TableName", "Key"], None),
    of("dynamodb", "putItem", ANSWER, &["TableName", "Item"], None),
    of("dynamodb", "deleteItem", ANSWER, &["TableName", "Key"], None),
    of("dynamodb", "updateItem", ANSWER, &["TableName", "Key"], None),
    of("apigateway", "invoke", TOKEN, &["ApiEndpoint", "Method"], Some(API_GATEWAY)),
    of(
        "http",
        "invoke",
        ANSWER,
        &["ApiEndpoint", "Method", "Authentication.ConnectionArn"],
        Some(&["Headers", "QueryParameters", "RequestBody", "Transform"]),
    ),
    of("ecs", "runTask", JOB_OR_TOKEN, &["TaskDefinition"], None),
    of("glue", "startJobRun", JOB, &["JobName"], None),
    open("athena", "startQueryExecution", JOB),
    open("athena", "stopQueryExecution", ANSWER),
    open("athena", "getQueryExecution", ANSWER),
    open("athena", "getQueryResults", ANSWER),
    open("batch", "submitJob", JOB),
    open("bedrock", "invokeModel", ANSWER),
    open("bedrock", "createModelCustomizationJob", JOB),
    open("codebuild", "startBuild", JOB),
    open("codebuild", "stopBuild", ANSWER),
    open("codebuild", "batchDeleteBuilds", ANSWER),
    open("codebuild", "batchGetReports", ANSWER),
    open("codebuild", "startBuildBatch", JOB),
    open("codebuild", "stopBuildBatch", ANSWER),
    open("codebuild", "retryBuildBatch", JOB),
    open("codebuild", "deleteBuildBatch", ANSWER),
    open("databrew", "startJobRun", JOB),
    open("eks", "createCluster", JOB),
    open("eks", "deleteCluster", JOB),
    open("eks", "createNodegroup", JOB),
    open("eks", "deleteNodegroup", JOB),
    open("eks", "createFargateProfile", JOB),
    open("eks", "deleteFargateProfile", JOB),
    open("eks", "runJob", JOB),
    open("eks", "call", ANSWER),
    open("elasticmapreduce", "createCluster", JOB),
    open("elasticmapreduce", "terminateCluster", JOB),
    open("elasticmapreduce", "addStep", JOB),
    open("elasticmapreduce", "setClusterTerminationProtection", ANSWER),
    open("elasticmapreduce", "cancelStep", ANSWER),
    open("elasticmapreduce", "modifyInstanceFleetByName", ANSWER),
    open("elasticmapreduce", "modifyInstanceGroupByName", ANSWER),
    open("emr-containers", "createVirtualCluster", ANSWER),
    open("emr-containers", "deleteVirtualCluster", JOB),
    open("emr-containers", "startJobRun", JOB),
    open("emr-serverless", "createApplication", JOB),
    open("emr-serverless", "deleteApplication", JOB),
    open("emr-serverless", "startApplication", JOB),
    open("emr-serverless", "stopApplication", JOB),
    open("emr-serverless", "startJobRun", JOB),
    open("emr-serverless", "cancelJobRun", JOB),
    open("mediaconvert", "createJob", JOB),
    open("sagemaker", "createEndpoint", ANSWER),
    open("sagemaker", "createEndpointConfig", ANSWER),
    open("sagemaker", "createHyperParameterTuningJob", JOB),
    open("sagemaker", "createLabelingJob", JOB),
    open("sagemaker", "createModel", ANSWER),
    open("sagemaker", "createProcessingJob", JOB),
    open("sagemaker", "createTrainingJob", JOB),
    open("sagemaker", "createTransformJob", JOB),
    open("sagemaker", "updateEndpoint", ANSWER),
];
