//! Rules: made, changed, listed, and switched on and off.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Events;
use super::api::*;
use super::error::Error;
use super::rule_target::RuleTarget;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::pattern::EventPattern;

/// A rule. It is never changed in place: a change makes a new one.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name.
    pub name: Text,
    /// The ARN.
    pub arn: Text,
    /// The name of its bus.
    pub bus: Text,
    /// What it matches.
    pub pattern: Option<EventPattern>,
    /// When it fires unasked, as it was given.
    pub schedule: Option<String>,
    /// Whether it is at work.
    pub state: RuleState,
    /// In words.
    pub description: Option<String>,
    /// The role that AWS would take on.
    pub role: Option<String>,
    /// The account that made it.
    pub created_by: Text,
    /// The service of AWS that it belongs to.
    pub managed_by: Option<Text>,
    /// When it was created or last enabled: rates are counted from there.
    pub since: Time,
    /// The tags.
    pub tags: BTreeMap<String, String>,
    /// Who gets what it matches, by their ids.
    pub targets: BTreeMap<Text, Arc<RuleTarget>>,
}

/// Whether a rule is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleState {
    /// It is.
    Enabled,
    /// It isn't.
    Disabled,
    /// It is, also for CloudTrail's read-only management events.
    EnabledWithAllManagementEvents,
}

impl RuleState {
    /// By AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            RuleState::Enabled => "ENABLED",
            RuleState::Disabled => "DISABLED",
            RuleState::EnabledWithAllManagementEvents => "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        }
    }
}

impl Rule {
    /// The pattern that events are held against, unless the rule is disabled.
    pub fn listens(&self) -> Option<&EventPattern> {
        self.pattern.as_ref().filter(|_| self.state != RuleState::Disabled)
    }
}

impl Events {
    /// PutRule.
    pub(super) fn put_rule(&self, at: &Caller<'_>, input: PutRuleRequest) -> Result<PutRuleResponse, Error> {
        let bus = self.bus(at, input.event_bus_name.as_deref())?;
        let name: Text = input.name.unwrap_or_default().into();
        let pattern = input.event_pattern.as_deref().map(EventPattern::parse).transpose()?;
        let mut rules = bus.rules_mut();
        if rules.is_closed() {
            return Err(Error::no_bus(&bus.name));
        }
        let targets = rules.get(&name).map(|rule| rule.targets.clone()).unwrap_or_default();
        let rule = Rule {
            arn: bus.rule_arn(&name),
            name,
            bus: bus.name.clone(),
            pattern,
            schedule: input.schedule_expression,
            state: RuleState::Enabled,
            description: input.description,
            role: input.role_arn,
            created_by: at.scope.account.as_ref().into(),
            managed_by: None,
            since: self.now(),
            tags: BTreeMap::new(),
            targets,
        };
        let rule_arn = Some(rule.arn.to_string());
        rules.insert(rule.into());
        Ok(PutRuleResponse { rule_arn })
    }

    /// DeleteRule.
    pub(super) fn delete_rule(&self, _at: &Caller<'_>, _input: DeleteRuleRequest) -> Result<(), Error> {
        Err(Error::NotYet)
    }

    /// DescribeRule.
    pub(super) fn describe_rule(
        &self,
        _at: &Caller<'_>,
        _input: DescribeRuleRequest,
    ) -> Result<DescribeRuleResponse, Error> {
        Err(Error::NotYet)
    }

    /// ListRules.
    pub(super) fn list_rules(&self, _at: &Caller<'_>, _input: ListRulesRequest) -> Result<ListRulesResponse, Error> {
        Err(Error::NotYet)
    }

    /// EnableRule.
    pub(super) fn enable_rule(&self, _at: &Caller<'_>, _input: EnableRuleRequest) -> Result<(), Error> {
        Err(Error::NotYet)
    }

    /// DisableRule.
    pub(super) fn disable_rule(&self, _at: &Caller<'_>, _input: DisableRuleRequest) -> Result<(), Error> {
        Err(Error::NotYet)
    }

    /// ListRuleNamesByTarget.
    pub(super) fn list_rule_names_by_target(
        &self,
        _at: &Caller<'_>,
        _input: ListRuleNamesByTargetRequest,
    ) -> Result<ListRuleNamesByTargetResponse, Error> {
        Err(Error::NotYet)
    }
}
