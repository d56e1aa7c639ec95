//! Kinds of targets: which services rules may deliver to, what AWS wants to know of each, and how Eventyard reaches it.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html>

use super::api::Target;
use super::bus;
use crate::aws::arn::Arn;
use crate::aws::scope::is_account;

/// What the ARN of an API destination has before its name.
pub const API_DESTINATION: &str = "api-destination/";

/// The services whose targets AWS reaches by a role, by their names in ARNs.
const WITH_ROLE: [&str; 14] = [
    "batch",
    "codebuild",
    "codepipeline",
    "ecs",
    "events",
    "firehose",
    "glue",
    "inspector",
    "kinesis",
    "redshift",
    "sagemaker",
    "ssm",
    "ssm-incidents",
    "states",
];

/// The services whose targets may belong to another account.
const ACROSS_ACCOUNTS: [&str; 6] = ["events", "execute-api", "kinesis", "lambda", "sns", "sqs"];

/// The services whose targets aren't emulated, but of which the journal keeps what they would have got.
const CAPTURED: [&str; 2] = ["firehose", "kinesis"];

/// A block of parameters that only targets of certain services have.
struct Block {
    name: &'static str,
    is_given: fn(&Target) -> bool,
    services: &'static [&'static str],
}

/// The blocks, in the model's order. AWS lets SqsParameters through anywhere.
const BLOCKS: [Block; 8] = [
    Block { name: "KinesisParameters", is_given: |target| target.kinesis_parameters.is_some(), services: &["kinesis"] },
    Block {
        name: "RunCommandParameters",
        is_given: |target| target.run_command_parameters.is_some(),
        services: &["ssm"],
    },
    Block { name: "EcsParameters", is_given: |target| target.ecs_parameters.is_some(), services: &["ecs"] },
    Block { name: "BatchParameters", is_given: |target| target.batch_parameters.is_some(), services: &["batch"] },
    Block {
        name: "HttpParameters",
        is_given: |target| target.http_parameters.is_some(),
        services: &["events", "execute-api"],
    },
    Block {
        name: "RedshiftDataParameters",
        is_given: |target| target.redshift_data_parameters.is_some(),
        services: &["redshift", "redshift-serverless"],
    },
    Block {
        name: "SageMakerPipelineParameters",
        is_given: |target| target.sage_maker_pipeline_parameters.is_some(),
        services: &["sagemaker"],
    },
    Block {
        name: "AppSyncParameters",
        is_given: |target| target.app_sync_parameters.is_some(),
        services: &["appsync"],
    },
];

/// How Eventyard reaches a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// What it gets is delivered.
    Delivered,
    /// What it would get is kept in the journal.
    Captured,
    /// It can't be.
    Unknown,
}

/// How a target is reached; `served` tells which services take deliveries.
pub fn reach(arn: &Arn, served: impl Fn(&str) -> bool) -> Reach {
    match arn.service.as_str() {
        service if served(service) => Reach::Delivered,
        service if CAPTURED.contains(&service) => Reach::Captured,
        _ => Reach::Unknown,
    }
}

/// Whether an ARN has the form that those of its service's targets have.
pub fn is_well_formed(arn: &Arn) -> bool {
    let Arn { partition, service, scope, resource } = arn;
    let placed = !scope.region.is_empty() && is_account(&scope.account);
    partition.starts_with("aws")
        && match service.as_str() {
            "sqs" | "sns" => placed && is_plain_name(resource.strip_suffix(".fifo").unwrap_or(resource)),
            "events" => placed && (is_bus(arn) || is_api_destination(arn)),
            "lambda" => placed && resource.starts_with("function:"),
            "states" => placed && resource.starts_with("stateMachine:"),
            "kinesis" => placed && resource.starts_with("stream/"),
            "firehose" => placed && resource.starts_with("deliverystream/"),
            "logs" => placed && resource.starts_with("log-group:"),
            _ => true,
        }
}

fn is_plain_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Whether it is an event bus.
pub fn is_bus(arn: &Arn) -> bool {
    arn.service == "events" && arn.resource.strip_prefix(bus::RESOURCE).is_some_and(|name| !name.is_empty())
}

/// Whether it is an API destination.
pub fn is_api_destination(arn: &Arn) -> bool {
    arn.service == "events" && arn.resource.strip_prefix(API_DESTINATION).is_some_and(|name| !name.is_empty())
}

/// Whether it is a queue that keeps an order.
pub fn is_fifo_queue(arn: &Arn) -> bool {
    arn.service == "sqs" && arn.resource.ends_with(".fifo")
}

/// Whether AWS reaches such a target by a role.
pub fn needs_role(arn: &Arn) -> bool {
    WITH_ROLE.contains(&arn.service.as_str())
}

/// Whether such a target may belong to another account than the rule.
pub fn may_be_abroad(arn: &Arn) -> bool {
    ACROSS_ACCOUNTS.contains(&arn.service.as_str()) && !is_api_destination(arn)
}

/// The block of parameters that such a target must have and hasn't.
pub fn missing_block(arn: &Arn, target: &Target) -> Option<&'static str> {
    match arn.service.as_str() {
        "ecs" => target.ecs_parameters.is_none().then_some("EcsParameters"),
        "batch" => target.batch_parameters.is_none().then_some("BatchParameters"),
        _ => {
            let group = target.sqs_parameters.as_ref().and_then(|parameters| parameters.message_group_id.as_ref());
            (is_fifo_queue(arn) && group.is_none_or(String::is_empty)).then_some("SqsParameters")
        }
    }
}

/// A block of parameters that the target has and no target of its service may have.
pub fn wrong_block(arn: &Arn, target: &Target) -> Option<&'static str> {
    let serves = |block: &Block| match is_bus(arn) {
        true => false,
        false => block.services.contains(&arn.service.as_str()),
    };
    BLOCKS.iter().find(|block| (block.is_given)(target) && !serves(block)).map(|block| block.name)
}
