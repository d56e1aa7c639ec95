//! Lists of log groups, by name.

use std::sync::Arc;

use super::api::*;
use super::check::{self, Members};
use super::group::{CLASSES, Group};
use super::{Error, Logs};
use crate::aws::page;
use crate::aws::scope::Scope;
use crate::aws::text::Text;

/// How many log groups a page has where the caller doesn't say.
const PAGE: i64 = 50;

/// How many a page of a list has at most.
const LIST_PAGE: i64 = 1000;

impl Logs {
    /// DescribeLogGroups.
    pub(super) fn describe_log_groups(
        &self,
        at: &Scope,
        input: DescribeLogGroupsRequest,
    ) -> Result<DescribeLogGroupsResponse, Error> {
        let (prefix, pattern) = (input.log_group_name_prefix.as_ref(), input.log_group_name_pattern.as_ref());
        check::names([prefix])?;
        let identifiers = input.log_group_identifiers.as_ref();
        let mut members = Members::default();
        members.accounts(input.account_identifiers.as_ref());
        members.group_name("logGroupNamePrefix", prefix).group_name_part("logGroupNamePattern", pattern);
        members.page_of(input.limit, PAGE, input.next_token.as_ref());
        members.choice("logGroupClass", input.log_group_class.as_ref(), &CLASSES);
        members.items("logGroupIdentifiers", identifiers, 50).check()?;
        if prefix.is_some() && pattern.is_some() {
            return Err(Error::invalid(
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
            ));
        }
        if identifiers.is_some() && (prefix.is_some() || pattern.is_some()) {
            return Err(Error::invalid(
                "LogGroup identifiers and LogGroup name prefix or pattern are mutually exclusive parameters.",
            ));
        }
        let wanted: Option<Vec<Option<String>>> =
            identifiers.map(|all| all.iter().map(|identifier| check::identified(at, identifier)).collect());
        let fits = |group: &Group| {
            let is_named = wanted.as_ref().is_none_or(|all| all.iter().flatten().any(|name| **name == *group.name));
            is_named
                && pattern.is_none_or(|part| group.name.contains(part.as_str()))
                && input.log_group_class.as_ref().is_none_or(|class| *class == group.class)
        };
        let limit = input.limit.unwrap_or(PAGE);
        let accounts = input.account_identifiers.as_ref();
        let (groups, next_token) = self.some_groups(at, prefix, input.next_token.as_ref(), limit, accounts, fits)?;
        Ok(DescribeLogGroupsResponse {
            log_groups: groups.iter().map(|group| self.described(group, pattern.is_some())).collect(),
            next_token,
        })
    }

    /// What is shown of a log group; AWS says less of one that was found by a part of its name.
    fn described(&self, group: &Group, is_found: bool) -> LogGroup {
        let (retention, protected) = {
            let settings = group.settings();
            (settings.retention, settings.protected)
        };
        LogGroup {
            log_group_name: Some(group.name.to_string()),
            creation_time: Some(group.created.millis()),
            retention_in_days: retention.map(i64::from),
            metric_filter_count: Some(0),
            arn: Some(format!("{}:*", group.arn)),
            stored_bytes: (!is_found).then(|| i64::try_from(group.stored_bytes(self.now())).unwrap_or(i64::MAX)),
            kms_key_id: group.key.clone(),
            log_group_class: Some(group.class.to_owned()),
            log_group_arn: Some(group.arn.clone()),
            deletion_protection_enabled: (!is_found).then_some(protected),
        }
    }

    /// ListLogGroups.
    pub(super) fn list_log_groups(
        &self,
        at: &Scope,
        input: ListLogGroupsRequest,
    ) -> Result<ListLogGroupsResponse, Error> {
        let pattern = input.log_group_name_pattern.as_ref();
        let mut members = Members::default();
        members.accounts(input.account_identifiers.as_ref());
        members.choice("logGroupClass", input.log_group_class.as_ref(), &CLASSES);
        members.page_of(input.limit, LIST_PAGE, input.next_token.as_ref());
        members.length("logGroupNamePattern", pattern, 3, 129);
        members.pattern("logGroupNamePattern", pattern, is_choice, CHOICE).check()?;
        // Nothing here has indexes, or data sources: whoever asks for such log groups finds none.
        let is_special = input.data_sources.is_some() || input.field_index_names.is_some();
        let fits = |group: &Group| {
            !is_special
                && pattern.is_none_or(|pattern| pattern.split('|').any(|part| is_part(part, &group.name)))
                && input.log_group_class.as_ref().is_none_or(|class| *class == group.class)
        };
        let limit = input.limit.unwrap_or(PAGE);
        let accounts = input.account_identifiers.as_ref();
        let (groups, next_token) = self.some_groups(at, None, input.next_token.as_ref(), limit, accounts, fits)?;
        let summary = |group: &Arc<Group>| LogGroupSummary {
            log_group_name: Some(group.name.to_string()),
            log_group_arn: Some(group.arn.clone()),
            log_group_class: Some(group.class.to_owned()),
        };
        Ok(ListLogGroupsResponse { log_groups: groups.iter().map(summary).collect(), next_token })
    }

    /// A page of log groups; of other accounts there are none to be seen.
    fn some_groups(
        &self,
        at: &Scope,
        prefix: Option<&String>,
        token: Option<&String>,
        limit: i64,
        accounts: Option<&Vec<String>>,
        fits: impl Fn(&Group) -> bool,
    ) -> Result<(Vec<Arc<Group>>, Option<String>), Error> {
        let after = token.map(|token| page::after(token).ok_or_else(Error::token)).transpose()?;
        let Some(region) = self.regions.find(at) else { return Ok((Vec::new(), None)) };
        let groups = region.groups();
        let own = accounts.is_none_or(|all| all.is_empty() || all.iter().any(|account| **account == *at.account));
        let named = page::named(&groups, prefix.map(String::as_str), after.as_deref());
        let fitting = named.filter(|(_, group)| own && fits(group));
        let (page, next) =
            page::cut(fitting, usize::try_from(limit).unwrap_or(1), |(name, _): &(&Text, &Arc<Group>)| name);
        Ok((page.into_iter().map(|(_, group)| Arc::clone(group)).collect(), next))
    }
}

/// What AWS takes as a choice of names.
const CHOICE: &str = r"(\^?[\.\-_\/#A-Za-z0-9]{3,24})(\|\^?[\.\-_\/#A-Za-z0-9]{3,24}){0,4}";

fn is_choice(text: &str) -> bool {
    let is_name = |part: &str| {
        let name = part.strip_prefix('^').unwrap_or(part);
        (3..=24).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_/#".contains(&byte))
    };
    text.split('|').count() <= 5 && text.split('|').all(is_name)
}

/// Whether a name has a part in it, or begins with it.
fn is_part(part: &str, name: &str) -> bool {
    match part.strip_prefix('^') {
        Some(start) => name.starts_with(start),
        None => name.contains(part),
    }
}

impl Members {
    /// The accounts whose log groups are wanted.
    fn accounts(&mut self, accounts: Option<&Vec<String>>) -> &mut Self {
        let hold = accounts.into_iter().flatten().all(|account| crate::aws::scope::is_account(account));
        let shown = accounts.map(|all| format!("[{}]", all.join(", "))).unwrap_or_default();
        let rule = r"satisfy constraint: [Member must satisfy regular expression pattern: ^\d{12}$]";
        self.unless(hold, "accountIdentifiers", &shown, rule).items("accountIdentifiers", accounts, 20)
    }

    /// A part of a log group's name, which may be empty.
    fn group_name_part(&mut self, member: &str, part: Option<&String>) -> &mut Self {
        match part {
            Some(part) if part.is_empty() => self,
            part => self.group_name(member, part),
        }
    }
}
