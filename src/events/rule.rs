//! Rules: made, changed, deleted, and switched on and off.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use super::api::*;
use super::bus::{Bus, DEFAULT, bus_name};
use super::check::Members;
use super::error::Error;
use super::rule_target::RuleTarget;
use super::rules::Rules;
use super::schedule::Schedule;
use super::{Events, tag};
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::pattern::EventPattern;

/// How many characters a rule's pattern may have.
const MOST_PATTERN: usize = 2048;

/// How many rules a bus may have. AWS raises the quota on request, and tests put many more on a bus: it holds in a
/// strict world.
const MOST_RULES: usize = 300;

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
    /// When it fires unasked.
    pub schedule: Option<Schedule>,
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
    /// When it was created, got another schedule or was last enabled: rates are counted from there.
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
    /// All of them, in the model's order.
    const ALL: [RuleState; 3] = [RuleState::Enabled, RuleState::Disabled, RuleState::EnabledWithAllManagementEvents];

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
    /// Whether it is at work.
    pub fn is_enabled(&self) -> bool {
        self.state != RuleState::Disabled
    }

    /// The pattern that events are held against, unless the rule is disabled.
    pub fn listens(&self) -> Option<&EventPattern> {
        self.pattern.as_ref().filter(|_| self.is_enabled())
    }

    /// The schedule by which it fires and from when that counts, unless the rule is disabled.
    pub fn ticks(&self) -> Option<(&str, Time)> {
        self.schedule.as_ref().filter(|_| self.is_enabled()).map(|schedule| (schedule.text(), self.since))
    }

    /// When it fires first after `after`, if it ever does.
    pub fn next_firing(&self, after: Time) -> Option<Time> {
        self.schedule.as_ref().filter(|_| self.is_enabled())?.next(after)
    }

    /// Refuses a change of what belongs to a service of AWS.
    pub fn free(&self, force: Option<bool>) -> Result<(), Error> {
        match self.managed_by {
            Some(_) if force != Some(true) => Err(Error::ManagedRule(format!(
                "{} is a managed rule. Set 'force' parameter to true to override.",
                self.name
            ))),
            _ => Ok(()),
        }
    }
}

impl Rules {
    /// The rule of this name on a bus.
    ///
    /// # Errors
    /// `ResourceNotFoundException`.
    pub fn required(&self, name: &str, bus: &str) -> Result<&Arc<Rule>, Error> {
        self.get(name).ok_or_else(|| Error::no_rule(name, bus))
    }
}

impl Events {
    /// PutRule: makes a rule, or sets all of an old one anew but for its targets and tags.
    pub(super) fn put_rule(&self, at: &Caller<'_>, input: PutRuleRequest) -> Result<PutRuleResponse, Error> {
        let mut input = input;
        // Beside a pattern an empty schedule is none.
        input.schedule_expression.take_if(|text| text.is_empty() && input.event_pattern.is_some());
        check_rule(&input)?;
        let PutRuleRequest { name, schedule_expression, event_pattern, state, description, role_arn, .. } = input;
        let name: Text = name.unwrap_or_default().into();
        let now = self.now();
        let pattern = event_pattern.as_deref().map(EventPattern::parse).transpose()?;
        let schedule = schedule_expression.as_deref().map(|text| Schedule::parse(text, now)).transpose()?;
        let tags = tag::read(input.tags)?;
        let state = state.and_then(|state| RuleState::ALL.into_iter().find(|known| known.name() == state));
        let bus = self.bus(at, input.event_bus_name.as_deref())?;
        let mut rules = bus.rules_mut();
        if rules.is_closed() {
            return Err(Error::no_bus(&bus.name));
        }
        let known = rules.get(&name).cloned();
        if let Some(known) = &known {
            known.free(None)?;
        } else if self.shared.settings.strict && rules.len() >= MOST_RULES {
            return Err(Error::LimitExceeded);
        }
        let mut rule = Rule {
            arn: bus.rule_arn(&name),
            name: name.clone(),
            bus: bus.name.clone(),
            pattern,
            schedule,
            state: state.unwrap_or(RuleState::Enabled),
            description,
            role: role_arn,
            created_by: at.scope.account.as_ref().into(),
            managed_by: None,
            since: now,
            tags,
            targets: BTreeMap::new(),
        };
        if let Some(known) = known {
            (rule.tags, rule.targets) = (known.tags.clone(), known.targets.clone());
            rule.created_by = known.created_by.clone();
            // A rate goes on as it was, or a rule that is put again and again would never fire.
            let schedule = |rule: &Rule| rule.schedule.as_ref().map(|schedule| Text::from(schedule.text()));
            if known.is_enabled() && rule.is_enabled() && schedule(&known) == schedule(&rule) {
                (rule.since, rule.schedule) = (known.since, known.schedule.clone());
            }
        }
        let rule_arn = Some(rule.arn.to_string());
        rules.insert(rule.into());
        let planned = rules.planned(&name);
        drop(rules);
        self.follow(&bus, &name, planned);
        Ok(PutRuleResponse { rule_arn })
    }

    /// DeleteRule: one that isn't there is as good as deleted.
    pub(super) fn delete_rule(&self, at: &Caller<'_>, input: DeleteRuleRequest) -> Result<(), Error> {
        check_name(input.name.as_ref(), input.event_bus_name.as_ref())?;
        let bus = self.bus(at, input.event_bus_name.as_deref())?;
        let name = Text::from(input.name.unwrap_or_default());
        let mut rules = bus.rules_mut();
        let Some(rule) = rules.get(&name) else { return Ok(()) };
        rule.free(input.force)?;
        if !rule.targets.is_empty() {
            return Err(Error::validation("Rule can't be deleted since it has targets."));
        }
        rules.remove(&name);
        let planned = rules.planned(&name);
        drop(rules);
        self.follow(&bus, &name, planned);
        Ok(())
    }

    /// DescribeRule.
    pub(super) fn describe_rule(
        &self,
        at: &Caller<'_>,
        input: DescribeRuleRequest,
    ) -> Result<DescribeRuleResponse, Error> {
        check_name(input.name.as_ref(), input.event_bus_name.as_ref())?;
        let bus = self.bus(at, input.event_bus_name.as_deref())?;
        let rule = Arc::clone(bus.rules().required(&input.name.unwrap_or_default(), &bus.name)?);
        Ok(DescribeRuleResponse {
            name: Some(rule.name.to_string()),
            arn: Some(rule.arn.to_string()),
            event_pattern: rule.pattern.as_ref().map(|pattern| pattern.text().to_owned()),
            schedule_expression: rule.schedule.as_ref().map(|schedule| schedule.text().to_owned()),
            state: Some(rule.state.name().to_owned()),
            description: rule.description.clone(),
            role_arn: rule.role.clone(),
            managed_by: rule.managed_by.as_ref().map(Text::to_string),
            event_bus_name: Some(rule.bus.to_string()),
            created_by: Some(rule.created_by.to_string()),
        })
    }

    /// EnableRule.
    pub(super) fn enable_rule(&self, at: &Caller<'_>, input: EnableRuleRequest) -> Result<(), Error> {
        check_name(input.name.as_ref(), input.event_bus_name.as_ref())?;
        let bus = self.bus(at, input.event_bus_name.as_deref())?;
        self.switch(&bus, &input.name.unwrap_or_default(), RuleState::Enabled)
    }

    /// DisableRule.
    pub(super) fn disable_rule(&self, at: &Caller<'_>, input: DisableRuleRequest) -> Result<(), Error> {
        check_name(input.name.as_ref(), input.event_bus_name.as_ref())?;
        let bus = self.bus(at, input.event_bus_name.as_deref())?;
        self.switch(&bus, &input.name.unwrap_or_default(), RuleState::Disabled)
    }

    fn switch(&self, bus: &Arc<Bus>, name: &str, state: RuleState) -> Result<(), Error> {
        let mut rules = bus.rules_mut();
        let known = rules.required(name, &bus.name)?;
        known.free(None)?;
        let mut rule = Rule { state, ..Rule::clone(known) };
        if !known.is_enabled() {
            rule.since = self.now();
            rule.schedule = rule.schedule.map(|schedule| schedule.since(rule.since));
        }
        let name = rule.name.clone();
        rules.insert(rule.into());
        let planned = rules.planned(&name);
        drop(rules);
        self.follow(bus, &name, planned);
        Ok(())
    }
}

/// Refuses what AWS refuses of a rule before it looks at its bus.
fn check_rule(input: &PutRuleRequest) -> Result<(), Error> {
    Members::default()
        .name("name", input.name.as_ref(), 64)
        .length("scheduleExpression", input.schedule_expression.as_ref(), 0, 256)
        .length("eventPattern", input.event_pattern.as_ref(), 0, 4096)
        .choice("state", input.state.as_ref(), &RuleState::ALL.map(RuleState::name))
        .length("description", input.description.as_ref(), 0, 512)
        .length("roleArn", input.role_arn.as_ref(), 1, 1600)
        .tags(input.tags.as_ref())
        .bus("eventBusName", input.event_bus_name.as_ref())
        .check()?;
    if input.event_pattern.is_none() && input.schedule_expression.is_none() {
        return Err(Error::validation("Parameter(s) EventPattern or ScheduleExpression must be specified."));
    }
    if input.event_pattern.as_ref().is_some_and(|pattern| pattern.chars().count() > MOST_PATTERN) {
        let name = input.name.as_deref().unwrap_or_default();
        let text = format!("Parameter EventPattern for rule {name} exceeds limit of {MOST_PATTERN}.");
        return Err(Error::validation(text));
    }
    if input.schedule_expression.is_some() && bus_name(input.event_bus_name.as_deref().unwrap_or(DEFAULT)) != DEFAULT {
        return Err(Error::validation("ScheduleExpression is supported only on the default event bus."));
    }
    Ok(())
}

/// Refuses what isn't the name of a rule, or of a bus.
fn check_name(name: Option<&String>, bus: Option<&String>) -> Result<(), Error> {
    Ok(Members::default().name("name", name, 64).bus("eventBusName", bus).check()?)
}
