//! Rules listed: by their names, and by whom they deliver to.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html>

use super::Events;
use super::api::*;
use super::check::Members;
use super::error::Error;
use super::list::Page;
use super::rule;
use super::rules::after;
use crate::aws::scope::Caller;
use crate::aws::text::Text;

impl Events {
    /// ListRules.
    pub(super) fn list_rules(&self, at: &Caller<'_>, input: ListRulesRequest) -> Result<ListRulesResponse, Error> {
        let prefix = input.name_prefix.as_ref();
        let mut members = Members::default();
        members.name_prefix(prefix, 64).bus("eventBusName", input.event_bus_name.as_ref());
        let page = Page::with(&mut members, "limit", input.limit, input.next_token.as_ref())?;
        let bus = self.bus(at, input.event_bus_name.as_deref())?;
        let rules = bus.rules().snapshot();
        let rest = after(&rules, prefix.map_or("", String::as_str), page.after.as_deref());
        let (rules, next_token) = page.cut(rest, |rule| &rule.name);
        Ok(ListRulesResponse { rules: rules.into_iter().map(|rule| rule.listed()).collect(), next_token })
    }

    /// ListRuleNamesByTarget: it looks at every rule of the bus.
    pub(super) fn list_rule_names_by_target(
        &self,
        at: &Caller<'_>,
        input: ListRuleNamesByTargetRequest,
    ) -> Result<ListRuleNamesByTargetResponse, Error> {
        let arn = input.target_arn.as_ref();
        let mut members = Members::default();
        members.required("targetArn", arn).length("targetArn", arn, 1, 1600);
        members.bus("eventBusName", input.event_bus_name.as_ref());
        let page = Page::with(&mut members, "limit", input.limit, input.next_token.as_ref())?;
        let arn = input.target_arn.as_deref().unwrap_or_default();
        let bus = self.bus(at, input.event_bus_name.as_deref())?;
        // Nobody waits for it meanwhile.
        let rules = bus.rules().snapshot();
        let rest = after(&rules, "", page.after.as_deref());
        let rest = rest.filter(|rule| rule.targets.values().any(|target| &*target.arn == arn));
        let (rules, next_token) = page.cut(rest, |rule| &rule.name);
        let rule_names = rules.into_iter().map(|rule| rule.name.to_string()).collect();
        Ok(ListRuleNamesByTargetResponse { rule_names, next_token })
    }
}

impl rule::Rule {
    /// As lists show it.
    fn listed(&self) -> Rule {
        Rule {
            name: Some(self.name.to_string()),
            arn: Some(self.arn.to_string()),
            event_pattern: self.pattern.as_ref().map(|pattern| pattern.text().to_owned()),
            state: Some(self.state.name().to_owned()),
            description: self.description.clone(),
            schedule_expression: self.schedule.as_ref().map(|schedule| schedule.text().to_owned()),
            role_arn: self.role.clone(),
            managed_by: self.managed_by.as_ref().map(Text::to_string),
            event_bus_name: Some(self.bus.to_string()),
        }
    }
}
