//! What a schedule calls: read from a request, with all that AWS refuses of it.
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html>

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use super::Scheduler;
use super::api::{EventBridgeParameters, RetryPolicy, Target};
use super::check::LONGEST_INPUT;
use super::error::Error;
use super::target_kind::{self, Kind, Reach, is_fifo_queue};
use super::universal::Universal;
use crate::aws::arn::Arn;
use crate::aws::json;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::deliver::{Operation, Refusal, Retry, To};

/// What is tried where nothing else is set.
const MOST_AGE: i64 = 86_400;
const MOST_ATTEMPTS: i64 = 185;

/// What targets have that set no retry policy: all share it.
static USUAL_RETRY: LazyLock<Arc<Retry>> = LazyLock::new(|| Retry::of_event_targets().into());

/// A target, ready to be called.
#[derive(Clone, Debug)]
pub struct ScheduleTarget {
    /// Its ARN as text.
    pub arn: Text,
    /// How it is reached.
    pub to: To,
    /// The call on it, as the ARN of a universal target.
    pub call: Text,
    /// What it gets, before context attributes are filled in; none for the usual event.
    pub input: Option<Text>,
    /// What an event bus is told of the event.
    pub event: Option<Arc<EventKind>>,
    /// The message group of a queue.
    pub group: Option<Text>,
    /// The partition key of a stream.
    pub partition_key: Option<Text>,
    /// How often and how long it is tried.
    pub retry: Arc<Retry>,
    /// Where it goes what it doesn't take.
    pub dead_letter: Option<Arn>,
}

/// What kind of event a bus gets.
#[derive(Debug, PartialEq, Eq)]
pub enum EventKind {
    /// The input is the detail of an event of this source and detail type.
    Detail {
        /// Its source.
        source: String,
        /// Its detail type.
        detail_type: String,
    },
    /// The input is the whole event.
    Whole,
}

impl Scheduler {
    /// Reads a target whose members are checked.
    ///
    /// # Errors
    /// `ValidationException`.
    pub(super) fn target(&self, at: &Scope, given: &Target) -> Result<ScheduleTarget, Error> {
        let text = given.arn.as_deref().unwrap_or_default();
        let arn: Arn = text.parse().map_err(|_| not_an_arn(text))?;
        if given.input.as_ref().is_some_and(|input| input.len() > LONGEST_INPUT) {
            return Err(Error::validation(format!("The input of a target has at most {LONGEST_INPUT} bytes.")));
        }
        let (to, call) = match Universal::of(&arn)? {
            Some(universal) => (self.universal(at, &universal, given)?, text.into()),
            None => self.templated(at, &arn, given)?,
        };
        Ok(ScheduleTarget {
            arn: text.into(),
            to,
            call,
            input: given.input.as_deref().map(Text::from),
            event: event_kind(given).map(Arc::new),
            group: given.sqs_parameters.as_ref().and_then(|sqs| sqs.message_group_id.as_deref()).map(Text::from),
            partition_key: given
                .kinesis_parameters
                .as_ref()
                .and_then(|kinesis| kinesis.partition_key.as_deref())
                .map(Text::from),
            retry: given.retry_policy.as_ref().map_or_else(|| Arc::clone(&USUAL_RETRY), RetryPolicy::retry),
            dead_letter: dead_letter(given)?,
        })
    }

    fn universal(&self, at: &Scope, universal: &Universal, given: &Target) -> Result<To, Error> {
        if let Some(block) = target_kind::blocks(given).first() {
            return Err(unsupported_block(block));
        }
        let Some(input) = &given.input else {
            return Err(Error::validation("You must provide an input to set this target for your schedule"));
        };
        if !input.trim_start().starts_with('{') || !json::is_valid(input) {
            return Err(no_json());
        }
        let operation = Operation::of_sdk(&universal.service, &universal.action);
        match operation.filter(|operation| self.shared.courier.has(operation)) {
            Some(operation) => Ok(To::Api(Arc::new((at.clone(), operation)))),
            None if self.shared.lenient => {
                let text = format!("Eventyard has no operation {}:{}.", universal.service, universal.action);
                Ok(To::Refusing(Refusal::lasting("UnsupportedTarget", text)))
            }
            None => Err(universal.unsupported()),
        }
    }

    /// How a templated target is reached, and the call on it.
    fn templated(&self, at: &Scope, arn: &Arn, given: &Target) -> Result<(To, Text), Error> {
        let unsupported = || Error::validation(format!("{} is not a supported service for a target", arn.service));
        let kind = target_kind::of(&arn.service).ok_or_else(unsupported)?;
        let named = arn.resource.strip_prefix(kind.resource).is_some_and(|name| !name.is_empty());
        if !named || arn.scope.account.is_empty() || arn.scope.region.is_empty() {
            return Err(not_an_arn(given.arn.as_deref().unwrap_or_default()));
        }
        if arn.scope.region != at.region {
            let text = format!("The target ARN provided does not match the current region {}.", at.region);
            return Err(Error::validation(text));
        }
        check_blocks(kind, arn, given)?;
        let input = given.input.as_deref();
        let is_json = |input: &str| match kind.service {
            "events" => input.trim_start().starts_with('{') && json::is_valid(input),
            _ => json::is_valid(input),
        };
        if kind.json && input.is_some_and(|input| !is_json(input)) {
            return Err(no_json());
        }
        let to = match kind.reach {
            Reach::Delivered => To::Arn(arn.clone()),
            Reach::Captured => To::Captured,
            Reach::Unknown if self.shared.lenient => {
                let text = format!("Eventyard can't call targets of the service {}, such as {arn}.", arn.service);
                To::Refusing(Refusal::lasting("UnsupportedTarget", text))
            }
            Reach::Unknown => {
                return Err(Error::validation(format!(
                    "Eventyard can't call targets of the service {}, such as {arn}. Started with --lenient it takes \
                     them, and notes in its journal whenever one would be called.",
                    arn.service
                )));
            }
        };
        let (service, action) = kind.call;
        Ok((to, format!("arn:{}:scheduler:::aws-sdk:{service}:{action}", arn.partition).into()))
    }
}

/// Refuses blocks of parameters that the target must not have, and the lack of those that it must.
fn check_blocks(kind: &Kind, arn: &Arn, given: &Target) -> Result<(), Error> {
    let blocks = target_kind::blocks(given);
    if let Some(wrong) = blocks.iter().find(|name| kind.block != Some(**name)) {
        return Err(unsupported_block(wrong));
    }
    let missing = |block: &str| Error::validation(format!("Parameters {block} must be specified"));
    if let Some(block) = kind.block.filter(|_| kind.needs_block && blocks.is_empty()) {
        return Err(missing(block));
    }
    if kind.service == "sqs" {
        let group = given.sqs_parameters.as_ref().and_then(|sqs| sqs.message_group_id.as_ref());
        match (is_fifo_queue(arn), group) {
            (true, None) => return Err(missing("SqsParameters")),
            (false, Some(_)) => return Err(Error::validation("Parameters MessageGroupId not valid for the target")),
            _ => {}
        }
    }
    let fargate = given.ecs_parameters.as_ref().filter(|ecs| ecs.launch_type.as_deref() == Some("FARGATE"));
    if fargate.is_some_and(|ecs| ecs.network_configuration.is_none()) {
        return Err(Error::validation(
            "Parameter NetworkConfiguration must be specified for the target when launch type is FARGATE",
        ));
    }
    Ok(())
}

fn event_kind(given: &Target) -> Option<EventKind> {
    if given.event_bridge_put_raw_events_parameters.is_some() {
        return Some(EventKind::Whole);
    }
    let parameters = given.event_bridge_parameters.as_ref().or(given.event_bridge_put_events_v2_parameters.as_ref());
    parameters.cloned().map(|EventBridgeParameters { source, detail_type }| EventKind::Detail {
        source: source.unwrap_or_default(),
        detail_type: detail_type.unwrap_or_default(),
    })
}

/// The dead-letter queue of a target, if it has one.
fn dead_letter(given: &Target) -> Result<Option<Arn>, Error> {
    let Some(text) = given.dead_letter_config.as_ref().and_then(|config| config.arn.as_deref()) else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|_| not_an_arn(text))
}

impl RetryPolicy {
    /// The policy with AWS's defaults filled in.
    pub fn filled(given: Option<&RetryPolicy>) -> RetryPolicy {
        let age = given.and_then(|policy| policy.maximum_event_age_in_seconds).unwrap_or(MOST_AGE);
        let attempts = given.and_then(|policy| policy.maximum_retry_attempts).unwrap_or(MOST_ATTEMPTS);
        RetryPolicy { maximum_event_age_in_seconds: Some(age), maximum_retry_attempts: Some(attempts) }
    }

    /// The retries that it allows.
    fn retry(&self) -> Arc<Retry> {
        let most = |value: Option<i64>, usual: i64| u32::try_from(value.unwrap_or(usual)).unwrap_or(0);
        let age = most(self.maximum_event_age_in_seconds, MOST_AGE);
        let retry = Retry::of_event_targets().at_most(most(self.maximum_retry_attempts, MOST_ATTEMPTS));
        Retry { most_age: Some(Duration::from_secs(age.into())), ..retry }.into()
    }
}

fn unsupported_block(block: &str) -> Error {
    Error::validation(format!("Parameters {block} not supported for the target"))
}

fn no_json() -> Error {
    Error::validation("JSON syntax error in input for the target")
}

fn not_an_arn(text: &str) -> Error {
    Error::validation(format!("Parameter {text} is not valid. Reason: Provided Arn is not in correct format."))
}
