//! Targets of rules: put, listed and removed, and how each is delivered to.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html>

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use super::api::*;
use super::check::{Members, NAME, is_name};
use super::error::Error;
use super::input::Input;
use super::list::{Page, named};
use super::rule::Rule;
use super::target_check::{MOST_IN_REQUEST, check_members, check_sense, dead_letter, parse};
use super::target_kind::{self, Reach};
use super::{Events, api};
use crate::aws::arn::Arn;
use crate::aws::pairs::Pairs;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::deliver::{HttpParameters, Refusal, Retry, To};

/// How many targets a rule may have.
const MOST_TARGETS: usize = 5;

/// What targets have that set no retry policy: all share it.
static USUAL_RETRY: LazyLock<Arc<Retry>> = LazyLock::new(|| Retry::of_event_targets().into());

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
            To::Arn(arn) if target_kind::is_bus(arn) => Some(arn),
            _ => None,
        }
    }
}

impl Events {
    /// PutTargets: all of them, or none.
    pub(super) fn put_targets(&self, at: &Caller<'_>, input: PutTargetsRequest) -> Result<PutTargetsResponse, Error> {
        check_members(&input)?;
        let name = input.rule.unwrap_or_default();
        let bus = self.bus(at, input.event_bus_name.as_deref())?;
        bus.rules().required(&name, &bus.name)?.free(None)?;
        let account = &bus.arn.scope.account;
        let targets: Vec<RuleTarget> = input
            .targets
            .into_iter()
            .flatten()
            .map(|given| self.rule_target(given, account))
            .collect::<Result<_, _>>()?;
        let mut rules = bus.rules_mut();
        let mut rule = Rule::clone(rules.required(&name, &bus.name)?);
        for target in targets {
            let id = target.given.id.clone().unwrap_or_default();
            rule.targets.insert(id.into(), target.into());
        }
        if rule.targets.len() > MOST_TARGETS {
            return Err(Error::LimitExceeded);
        }
        rules.insert(rule.into());
        Ok(PutTargetsResponse::default())
    }

    /// A target out of what was given, for a rule of this account.
    fn rule_target(&self, given: Target, account: &str) -> Result<RuleTarget, Error> {
        let arn = parse(given.arn.as_deref().unwrap_or_default())?;
        check_sense(&arn, &given, account)?;
        let input = Input::of(&given)?;
        let dead_letter = dead_letter(&given)?;
        let text = Text::from(given.arn.as_deref().unwrap_or_default());
        Ok(RuleTarget {
            to: self.to(arn)?,
            arn: text,
            input,
            retry: given.retry_policy.as_ref().map_or_else(|| Arc::clone(&USUAL_RETRY), |policy| policy.retry().into()),
            dead_letter,
            group: given.sqs_parameters.as_ref().and_then(|sqs| sqs.message_group_id.as_deref()).map(Text::from),
            http: given.http_parameters.as_ref().map(|http| http.added().into()),
            given,
        })
    }

    /// How a target is reached. One that can't be is refused, or taken by a lenient world, which then notes each use.
    fn to(&self, arn: Arn) -> Result<To, Error> {
        match target_kind::reach(&arn, |service| self.shared.courier.reaches(service)) {
            Reach::Delivered => Ok(To::Arn(arn)),
            Reach::Captured => Ok(To::Captured),
            Reach::Unknown if self.shared.settings.lenient => {
                let text = format!("Eventyard can't deliver to targets of the service {}, such as {arn}.", arn.service);
                Ok(To::Refusing(Refusal::lasting("UnsupportedTarget", text)))
            }
            Reach::Unknown => Err(Error::validation(format!(
                "Eventyard can't deliver to targets of the service {}, such as {arn}. Started with --lenient it takes \
                 them, and notes in its journal whenever one would be used.",
                arn.service
            ))),
        }
    }

    /// RemoveTargets: ids that no target has are as good as removed.
    pub(super) fn remove_targets(
        &self,
        at: &Caller<'_>,
        input: RemoveTargetsRequest,
    ) -> Result<RemoveTargetsResponse, Error> {
        let mut members = Members::default();
        members.name("rule", input.rule.as_ref(), 64).bus("eventBusName", input.event_bus_name.as_ref());
        members.required("ids", input.ids.as_ref());
        for (i, id) in input.ids.iter().flatten().take(MOST_IN_REQUEST).enumerate() {
            let member = format!("ids.{}.member", i + 1);
            members.pattern(&member, Some(id), is_name, NAME).length(&member, Some(id), 1, 64);
        }
        if let Some(ids) = &input.ids {
            members.count("ids", &format!("[{}]", ids.join(", ")), ids.len(), 1, MOST_IN_REQUEST);
        }
        members.check()?;
        let bus = self.bus(at, input.event_bus_name.as_deref())?;
        let mut rules = bus.rules_mut();
        let mut rule = Rule::clone(rules.required(&input.rule.unwrap_or_default(), &bus.name)?);
        rule.free(input.force)?;
        let ids = input.ids.unwrap_or_default();
        rule.targets.retain(|known, _| !ids.iter().any(|id| **known == **id));
        rules.insert(rule.into());
        Ok(RemoveTargetsResponse::default())
    }

    /// ListTargetsByRule: by their ids.
    pub(super) fn list_targets_by_rule(
        &self,
        at: &Caller<'_>,
        input: ListTargetsByRuleRequest,
    ) -> Result<ListTargetsByRuleResponse, Error> {
        let mut members = Members::default();
        members.name("rule", input.rule.as_ref(), 64).bus("eventBusName", input.event_bus_name.as_ref());
        let page = Page::with(&mut members, "limit", input.limit, input.next_token.as_ref())?;
        let bus = self.bus(at, input.event_bus_name.as_deref())?;
        let rule = Arc::clone(bus.rules().required(&input.rule.unwrap_or_default(), &bus.name)?);
        let rest = named(&rule.targets, None, page.after.as_deref());
        let (targets, next_token) = page.cut(rest, |(id, _)| id);
        let targets = targets.into_iter().map(|(_, target)| target.given.clone()).collect();
        Ok(ListTargetsByRuleResponse { targets, next_token })
    }
}

impl RetryPolicy {
    /// The retries that it allows.
    fn retry(&self) -> Retry {
        let mut retry = Retry::of_event_targets();
        if let Some(most) = self.maximum_retry_attempts.and_then(|most| u32::try_from(most).ok()) {
            retry = retry.at_most(most);
        }
        if let Some(most) = self.maximum_event_age_in_seconds.and_then(|most| u64::try_from(most).ok()) {
            retry.most_age = Some(Duration::from_secs(most));
        }
        retry
    }
}

impl api::HttpParameters {
    /// What it adds to a call.
    fn added(&self) -> HttpParameters {
        let pairs = |given: &Option<Pairs<String>>| given.iter().flat_map(|pairs| pairs.0.clone()).collect();
        HttpParameters {
            path: self.path_parameter_values.clone().unwrap_or_default(),
            query: pairs(&self.query_string_parameters),
            headers: pairs(&self.header_parameters),
        }
    }
}
