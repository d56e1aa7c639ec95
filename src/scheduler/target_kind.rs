//! Kinds of templated targets: the services that schedules call by their ARNs, the call that is made on each, and what
//! AWS wants to know for it.
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html>

use super::api::Target;
use crate::aws::arn::Arn;

/// A service that templated targets belong to.
#[derive(Debug)]
pub struct Kind {
    /// Its name in ARNs.
    pub service: &'static str,
    /// What the resource of an ARN begins with.
    pub resource: &'static str,
    /// The call that is made, as universal targets name it.
    pub call: (&'static str, &'static str),
    /// How Eventyard reaches it.
    pub reach: Reach,
    /// Whether what it gets must be JSON.
    pub json: bool,
    /// The block of parameters that it may have.
    pub block: Option<&'static str>,
    /// Whether it must have the block.
    pub needs_block: bool,
}

/// How Eventyard reaches a kind of targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// By a delivery.
    Delivered,
    /// Not at all, but the journal keeps what it would have got.
    Captured,
    /// Not at all.
    Unknown,
}

const fn kind(service: &'static str, resource: &'static str, call: (&'static str, &'static str)) -> Kind {
    Kind { service, resource, call, reach: Reach::Unknown, json: false, block: None, needs_block: false }
}

/// All of them, by name.
const KINDS: [Kind; 12] = [
    kind("codebuild", "project/", ("codebuild", "startBuild")),
    kind("codepipeline", "", ("codepipeline", "startPipelineExecution")),
    Kind { block: Some("EcsParameters"), needs_block: true, ..kind("ecs", "cluster/", ("ecs", "runTask")) },
    Kind {
        reach: Reach::Delivered,
        json: true,
        block: Some("EventBridgeParameters"),
        needs_block: true,
        ..kind("events", "event-bus/", ("eventbridge", "putEvents"))
    },
    Kind { reach: Reach::Captured, ..kind("firehose", "deliverystream/", ("firehose", "putRecord")) },
    kind("inspector", "target/", ("inspector", "startAssessmentRun")),
    Kind {
        reach: Reach::Captured,
        block: Some("KinesisParameters"),
        needs_block: true,
        ..kind("kinesis", "stream/", ("kinesis", "putRecord"))
    },
    Kind { reach: Reach::Delivered, json: true, ..kind("lambda", "function:", ("lambda", "invoke")) },
    Kind {
        block: Some("SageMakerPipelineParameters"),
        ..kind("sagemaker", "pipeline/", ("sagemaker", "startPipelineExecution"))
    },
    Kind { reach: Reach::Delivered, ..kind("sns", "", ("sns", "publish")) },
    Kind { reach: Reach::Delivered, block: Some("SqsParameters"), ..kind("sqs", "", ("sqs", "sendMessage")) },
    Kind { reach: Reach::Delivered, json: true, ..kind("states", "stateMachine:", ("sfn", "startExecution")) },
];

/// The kind of an ARN's service.
pub fn of(service: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.service == service)
}

/// Whether it is a queue that keeps an order.
pub fn is_fifo_queue(arn: &Arn) -> bool {
    arn.service == "sqs" && arn.resource.ends_with(".fifo")
}

/// The blocks of parameters that a target has, by name.
pub fn blocks(target: &Target) -> Vec<&'static str> {
    let has_events = target.event_bridge_parameters.is_some()
        || target.event_bridge_put_events_v2_parameters.is_some()
        || target.event_bridge_put_raw_events_parameters.is_some();
    let all = [
        ("EcsParameters", target.ecs_parameters.is_some()),
        ("EventBridgeParameters", has_events),
        ("KinesisParameters", target.kinesis_parameters.is_some()),
        ("SageMakerPipelineParameters", target.sage_maker_pipeline_parameters.is_some()),
        ("SqsParameters", target.sqs_parameters.is_some()),
    ];
    all.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
}
