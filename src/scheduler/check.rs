//! Checks of a request's structure: what Scheduler's model says of lengths, letters and choices, in AWS's words.
//! <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html>

use super::api::{ScheduleInput, Target};
use crate::aws::arn::Arn;
pub use crate::aws::check::Members;
use crate::aws::scope::is_account;

const NAME: &str = "^[0-9a-zA-Z-_.]+$";
const TOKEN: &str = "^[a-zA-Z0-9-_]+$";
const ROLE: &str = r"^arn:aws(-[a-z]+)?:iam::\d{12}:role\/[\w+=,.@\/-]+$";
const QUEUE: &str = r"^arn:aws(-[a-z]+)?:sqs:[a-z0-9\-]+:\d{12}:[a-zA-Z0-9\-_]+$";
const KEY: &str = r"^arn:aws(-[a-z]+)?:kms:[a-z0-9\-]+:\d{12}:(key|alias)\/[0-9a-zA-Z-_]*$";
const SOURCE: &str = r"^(?=[/\.\-_A-Za-z0-9]+)((?!aws\.).*)|(\$(\.[\w_-]+(\[(\d+|\*)\])*)*)$";

/// How many bytes `Input` may have.
pub const LONGEST_INPUT: usize = 262_144;

/// Whether `text` is letters, digits, `-`, `_` and `.`, and one of them at least.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

/// Whether `text` is an ARN of a service, and what is beyond account and partition right.
fn is_arn(text: &str, service: &str, rest: impl Fn(&Arn) -> bool) -> bool {
    text.parse::<Arn>().is_ok_and(|arn| {
        let of_aws = arn.partition == "aws" || arn.partition.starts_with("aws-");
        of_aws && arn.service == service && is_account(&arn.scope.account) && rest(&arn)
    })
}

fn is_role(text: &str) -> bool {
    is_arn(text, "iam", |arn| {
        let is_path = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@/-".contains(&b));
        let name = arn.resource.strip_prefix("role/").filter(|name| !name.is_empty());
        arn.scope.region.is_empty() && name.is_some_and(is_path)
    })
}

fn is_queue(text: &str) -> bool {
    is_arn(text, "sqs", |arn| !arn.scope.region.is_empty() && is_plain(&arn.resource))
}

fn is_key(text: &str) -> bool {
    is_arn(text, "kms", |arn| {
        let name = arn.resource.strip_prefix("key/").or_else(|| arn.resource.strip_prefix("alias/"));
        name.is_some_and(|name| name.is_empty() || is_plain(name))
    })
}

/// Whether `text` may be the source of an event: none of AWS's, or a path such as `$.source`.
fn is_source(text: &str) -> bool {
    let starts = |letter: char| letter.is_ascii_alphanumeric() || "/.-_".contains(letter);
    text.starts_with('$') || text.starts_with(starts) && !text.starts_with("aws.")
}

impl Members {
    /// The name of a schedule or a group, which must be there.
    pub fn schedule_name(&mut self, member: &str, value: Option<&String>) -> &mut Self {
        self.required(member, value).schedule_name_if(member, value)
    }

    /// The name of a schedule or a group, or the beginning of one, where it is given.
    pub fn schedule_name_if(&mut self, member: &str, value: Option<&String>) -> &mut Self {
        self.pattern(member, value, is_name, NAME).length(member, value, 1, 64)
    }

    /// What makes a call the same as an earlier one, where it is given.
    pub fn client_token(&mut self, value: Option<&String>) -> &mut Self {
        self.pattern("clientToken", value, is_plain, TOKEN).length("clientToken", value, 1, 64)
    }

    /// All members of a schedule.
    pub fn schedule(&mut self, input: &ScheduleInput) -> &mut Self {
        self.schedule_name("name", input.name.as_ref()).schedule_name_if("groupName", input.group_name.as_ref());
        self.client_token(input.client_token.as_ref());
        let expression = input.schedule_expression.as_ref();
        self.required("scheduleExpression", expression).length("scheduleExpression", expression, 1, 256);
        self.length("scheduleExpressionTimezone", input.schedule_expression_timezone.as_ref(), 1, 50);
        self.length("description", input.description.as_ref(), 0, 512);
        self.choice("state", input.state.as_ref(), &["ENABLED", "DISABLED"]);
        self.choice("actionAfterCompletion", input.action_after_completion.as_ref(), &["NONE", "DELETE"]);
        let key = input.kms_key_arn.as_ref();
        self.pattern("kmsKeyArn", key, is_key, KEY).length("kmsKeyArn", key, 1, 2048);
        self.required("flexibleTimeWindow", input.flexible_time_window.as_ref());
        if let Some(window) = &input.flexible_time_window {
            let mode = window.mode.as_ref();
            self.required("flexibleTimeWindow.mode", mode).choice(
                "flexibleTimeWindow.mode",
                mode,
                &["OFF", "FLEXIBLE"],
            );
            let minutes = window.maximum_window_in_minutes;
            self.range("flexibleTimeWindow.maximumWindowInMinutes", minutes, 1, 1440);
        }
        self.required("target", input.target.as_ref());
        if let Some(target) = &input.target {
            self.schedule_target(target);
        }
        self
    }

    fn schedule_target(&mut self, target: &Target) {
        self.required("target.arn", target.arn.as_ref()).length("target.arn", target.arn.as_ref(), 1, 1600);
        let role = target.role_arn.as_ref();
        self.required("target.roleArn", role).pattern("target.roleArn", role, is_role, ROLE);
        self.length("target.roleArn", role, 1, 1600);
        if let Some(input) = &target.input {
            self.unless(!input.is_empty(), "target.input", input, "have length greater than or equal to 1");
        }
        if let Some(policy) = &target.retry_policy {
            let (age, attempts) = (policy.maximum_event_age_in_seconds, policy.maximum_retry_attempts);
            self.range("target.retryPolicy.maximumEventAgeInSeconds", age, 60, 86_400);
            self.range("target.retryPolicy.maximumRetryAttempts", attempts, 0, 185);
        }
        if let Some(arn) = target.dead_letter_config.as_ref().and_then(|config| config.arn.as_ref()) {
            let member = "target.deadLetterConfig.arn";
            self.pattern(member, Some(arn), is_queue, QUEUE).length(member, Some(arn), 1, 1600);
        }
        if let Some(sqs) = &target.sqs_parameters {
            self.length("target.sqsParameters.messageGroupId", sqs.message_group_id.as_ref(), 1, 128);
        }
        if let Some(kinesis) = &target.kinesis_parameters {
            let (member, key) = ("target.kinesisParameters.partitionKey", kinesis.partition_key.as_ref());
            self.required(member, key).length(member, key, 1, 256);
        }
        for (at, events) in [
            ("target.eventBridgeParameters", &target.event_bridge_parameters),
            ("target.eventBridgePutEventsV2Parameters", &target.event_bridge_put_events_v2_parameters),
        ] {
            let Some(events) = events else { continue };
            let (member, kind) = (format!("{at}.detailType"), events.detail_type.as_ref());
            self.required(&member, kind).length(&member, kind, 1, 128);
            let (member, source) = (format!("{at}.source"), events.source.as_ref());
            self.required(&member, source).pattern(&member, source, is_source, SOURCE).length(&member, source, 1, 256);
        }
        if let Some(ecs) = &target.ecs_parameters {
            let (member, task) = ("target.ecsParameters.taskDefinitionArn", ecs.task_definition_arn.as_ref());
            self.required(member, task).length(member, task, 1, 1600);
            self.range("target.ecsParameters.taskCount", ecs.task_count, 1, 10);
            let launch = ecs.launch_type.as_ref();
            self.choice("target.ecsParameters.launchType", launch, &["EC2", "FARGATE", "EXTERNAL"]);
            let network = ecs.network_configuration.as_ref();
            if let Some(vpc) = network.and_then(|network| network.awsvpc_configuration.as_ref()) {
                let member = "target.ecsParameters.networkConfiguration.awsvpcConfiguration.subnets";
                self.required(member, vpc.subnets.as_ref());
            }
        }
        let pipeline = target.sage_maker_pipeline_parameters.as_ref();
        for (i, one) in pipeline.iter().flat_map(|all| &all.pipeline_parameter_list).flatten().enumerate() {
            let at = format!("target.sageMakerPipelineParameters.pipelineParameterList.{}.member", i + 1);
            let (name, value) = (format!("{at}.name"), format!("{at}.value"));
            self.required(&name, one.name.as_ref()).length(&name, one.name.as_ref(), 1, 256);
            self.required(&value, one.value.as_ref()).length(&value, one.value.as_ref(), 1, 1024);
        }
    }
}
