//! Targets of rules: put, listed and removed, and checked against what AWS and Eventyard can reach.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html>

use std::sync::Arc;

use super::Events;
use super::api::*;
use super::error::Error;
use super::input::Input;
use super::rule::Rule;
use crate::aws::arn::Arn;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::deliver::{HttpParameters, Retry, To};

/// A target of a rule, ready to be delivered to.
#[derive(Clone, Debug)]
pub struct RuleTarget {
    /// As it was given.
    pub given: Target,
    /// The ARN as text.
    pub arn: Text,
    /// How it is reached.
    pub to: To,
    /// What it gets of an event.
    pub input: Input,
    /// How often and how long it is tried.
    pub retry: Arc<Retry>,
    /// Where it goes what it doesn't take.
    pub dead_letter: Option<Arn>,
    /// The message group of a FIFO queue.
    pub group: Option<Text>,
    /// What is added to an HTTP call.
    pub http: Option<Arc<HttpParameters>>,
}

impl RuleTarget {
    /// The bus that it is, if it is one.
    pub fn bus(&self) -> Option<&Arn> {
        match &self.to {
            To::Arn(arn) if arn.service == "events" && arn.resource.starts_with("event-bus/") => Some(arn),
            _ => None,
        }
    }
}

impl Events {
    /// PutTargets.
    pub(super) fn put_targets(&self, at: &Caller<'_>, input: PutTargetsRequest) -> Result<PutTargetsResponse, Error> {
        let bus = self.bus(at, input.event_bus_name.as_deref())?;
        let name = input.rule.unwrap_or_default();
        let mut rules = bus.rules_mut();
        let mut rule =
            rules.get(&name).map(|rule| Rule::clone(rule)).ok_or_else(|| Error::no_rule(&name, &bus.name))?;
        for given in input.targets.unwrap_or_default() {
            let target = self.rule_target(given)?;
            let id = target.given.id.clone().unwrap_or_default();
            rule.targets.insert(id.into(), target.into());
        }
        rules.insert(rule.into());
        Ok(PutTargetsResponse::default())
    }

    fn rule_target(&self, given: Target) -> Result<RuleTarget, Error> {
        let text = given.arn.clone().unwrap_or_default();
        let arn: Arn = text.parse().map_err(|_| {
            Error::validation(format!("Parameter {text} is not valid. Reason: Provided Arn is not in correct format."))
        })?;
        Ok(RuleTarget {
            arn: text.into(),
            to: match self.shared.courier.reaches(&arn.service) {
                true => To::Arn(arn),
                false => To::Captured,
            },
            input: Input::of(&given)?,
            retry: Retry::of_event_targets().into(),
            dead_letter: given.dead_letter_config.as_ref().and_then(|config| config.arn.as_deref()?.parse().ok()),
            group: None,
            http: HttpParameters::of(&given),
            given,
        })
    }

    /// RemoveTargets.
    pub(super) fn remove_targets(
        &self,
        _at: &Caller<'_>,
        _input: RemoveTargetsRequest,
    ) -> Result<RemoveTargetsResponse, Error> {
        Err(Error::NotYet)
    }

    /// ListTargetsByRule.
    pub(super) fn list_targets_by_rule(
        &self,
        _at: &Caller<'_>,
        _input: ListTargetsByRuleRequest,
    ) -> Result<ListTargetsByRuleResponse, Error> {
        Err(Error::NotYet)
    }
}
