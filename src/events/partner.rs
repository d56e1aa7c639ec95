//! What a partner of AWS does: event sources, and the events that are put to them. Any account may be one.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreatePartnerEventSource.html>

use super::Events;
use super::api::*;
use super::check::{Members, is_name};
use super::detail::compact;
use super::error::Error;
use super::event::Told;
use super::event_source::{Status, arn, no_source};
use super::list::{Page, named};
use super::put_events::{Failure, MALFORMED, NOT_AUTHORIZED, check_presence, size};
use crate::aws::scope::{Caller, Scope};
use crate::aws::text::Text;
use crate::aws::time::{Epoch, Time};
use crate::deliver::{Cause, Refusal};

/// How many entries a request may have.
const MOST_ENTRIES: usize = 20;

impl Events {
    /// CreatePartnerEventSource: the account that it is for finds it among its event sources.
    pub(super) fn create_partner_event_source(
        &self,
        at: &Caller<'_>,
        input: CreatePartnerEventSourceRequest,
    ) -> Result<CreatePartnerEventSourceResponse, Error> {
        let (name, account) = check(input.name, input.account)?;
        let customer = Scope::new(&account, &at.scope.region);
        let now = self.now();
        self.shared.regions.at(&customer).event_sources(now).create(&name, now)?;
        let event_source_arn = Some(arn(&name, &at.scope.region));
        self.shared.regions.at(&at.scope).partner_sources().entry(name).or_default().insert(account);
        Ok(CreatePartnerEventSourceResponse { event_source_arn })
    }

    /// DeletePartnerEventSource: also succeeds where there is none.
    pub(super) fn delete_partner_event_source(
        &self,
        at: &Caller<'_>,
        input: DeletePartnerEventSourceRequest,
    ) -> Result<(), Error> {
        let (name, account) = check(input.name, input.account)?;
        let own = {
            let region = self.shared.regions.at(&at.scope);
            let mut sources = region.partner_sources();
            let accounts = sources.get_mut(&name);
            let (own, none_left) = accounts.map_or((false, false), |all| (all.remove(&account), all.is_empty()));
            if none_left {
                sources.remove(&name);
            }
            own
        };
        if own {
            let customer = Scope::new(&account, &at.scope.region);
            self.shared.regions.at(&customer).event_sources(self.now()).delete(&name);
        }
        Ok(())
    }

    /// DescribePartnerEventSource.
    pub(super) fn describe_partner_event_source(
        &self,
        at: &Caller<'_>,
        input: DescribePartnerEventSourceRequest,
    ) -> Result<DescribePartnerEventSourceResponse, Error> {
        Members::default().required("name", input.name.as_ref()).source("name", input.name.as_ref()).check()?;
        let name = input.name.unwrap_or_default();
        if !self.shared.regions.at(&at.scope).partner_sources().contains_key(name.as_str()) {
            return Err(no_source(&name));
        }
        Ok(DescribePartnerEventSourceResponse { arn: Some(arn(&name, &at.scope.region)), name: Some(name) })
    }

    /// ListPartnerEventSources, by name.
    pub(super) fn list_partner_event_sources(
        &self,
        at: &Caller<'_>,
        input: ListPartnerEventSourcesRequest,
    ) -> Result<ListPartnerEventSourcesResponse, Error> {
        let prefix = input.name_prefix;
        let mut members = Members::default();
        members
            .required("namePrefix", prefix.as_ref())
            .pattern("namePrefix", prefix.as_ref(), is_prefix, r"aws\.partner/[\.\-_A-Za-z0-9]+/[/\.\-_A-Za-z0-9]*")
            .length("namePrefix", prefix.as_ref(), 1, 256);
        let page = Page::with(&mut members, "limit", input.limit, input.next_token.as_ref())?;
        let region = self.shared.regions.at(&at.scope);
        let sources = region.partner_sources();
        let found = named(&sources, prefix.as_deref(), page.after.as_deref());
        let (found, next_token) = page.cut(found, |(name, _)| name);
        let shown =
            |name: &Text| PartnerEventSource { arn: Some(arn(name, &at.scope.region)), name: Some(name.to_string()) };
        let partner_event_sources = found.into_iter().map(|(name, _)| shown(name)).collect();
        Ok(ListPartnerEventSourcesResponse { partner_event_sources, next_token })
    }

    /// ListPartnerEventSourceAccounts, and how far each of them is with it.
    pub(super) fn list_partner_event_source_accounts(
        &self,
        at: &Caller<'_>,
        input: ListPartnerEventSourceAccountsRequest,
    ) -> Result<ListPartnerEventSourceAccountsResponse, Error> {
        let name = input.event_source_name;
        let mut members = Members::default();
        members.required("eventSourceName", name.as_ref()).source("eventSourceName", name.as_ref());
        let page = Page::with(&mut members, "limit", input.limit, input.next_token.as_ref())?;
        let name = name.unwrap_or_default();
        let accounts = self.accounts(at, &name).ok_or_else(|| no_source(&name))?;
        let rest = accounts.into_iter().filter(|account| page.after.as_deref().is_none_or(|last| **account > *last));
        let (accounts, next_token) = page.cut(rest, |account| account);
        let now = self.now();
        let shown = |account: Text| {
            let customer = self.shared.regions.at(&Scope::new(&account, &at.scope.region));
            let source = customer.event_sources(now).look(&name);
            // What the account no longer sees had expired.
            let status = source.map_or(Status::Deleted, |(status, ..)| status);
            PartnerEventSourceAccount {
                account: Some(account.to_string()),
                creation_time: source.map(|(_, created, _)| Epoch(created)),
                expiration_time: source.and_then(|(.., expires)| expires).map(Epoch),
                state: Some(status.name().to_owned()),
            }
        };
        let partner_event_source_accounts = accounts.into_iter().map(shown).collect();
        Ok(ListPartnerEventSourceAccountsResponse { partner_event_source_accounts, next_token })
    }

    /// PutPartnerEvents: each event goes to the buses that accounts have for its source.
    pub(super) fn put_partner_events(
        &self,
        at: &Caller<'_>,
        input: PutPartnerEventsRequest,
    ) -> Result<PutPartnerEventsResponse, Error> {
        check_entries(input.entries.as_ref())?;
        let entries = input.entries.unwrap_or_default();
        self.check_total(entries.iter().map(PutPartnerEventsRequestEntry::size))?;
        let now = self.now();
        let mut response =
            PutPartnerEventsResponse { failed_entry_count: 0, entries: Vec::with_capacity(entries.len()) };
        for entry in &entries {
            response.entries.push(match self.put_partner_entry(at, now, entry) {
                Ok(id) => PutPartnerEventsResultEntry { event_id: Some(id.to_string()), ..Default::default() },
                Err((code, text)) => {
                    response.failed_entry_count += 1;
                    PutPartnerEventsResultEntry {
                        error_code: Some(code.to_owned()),
                        error_message: Some(text.to_owned()),
                        ..Default::default()
                    }
                }
            });
        }
        Ok(response)
    }

    fn put_partner_entry(
        &self,
        at: &Caller<'_>,
        now: Time,
        entry: &PutPartnerEventsRequestEntry,
    ) -> Result<Text, Failure> {
        check_presence([&entry.source, &entry.detail_type, &entry.detail])?;
        let source = entry.source.as_deref().unwrap_or_default();
        let accounts = self.accounts(at, source).ok_or(NOT_AUTHORIZED)?;
        let detail = entry.detail.as_deref().and_then(compact).ok_or(MALFORMED)?;
        let told = Told {
            source,
            detail_type: entry.detail_type.as_deref().unwrap_or_default(),
            resources: entry.resources.as_deref().unwrap_or_default(),
            detail: &detail,
            time: entry.time.map_or(now, |time| time.0),
            trace: at.trace,
        };
        let id: Text = self.shared.ids.uuid().to_string().into();
        for account in accounts {
            let customer = Scope::new(&account, &at.scope.region);
            let region = self.shared.regions.at(&customer);
            let status = region.event_sources(now).look(source).map(|(status, ..)| status);
            let bus = region.bus(&customer, source, now).filter(|_| status == Some(Status::Active));
            match bus {
                Some(bus) => self.dispatch(now, &bus, &told.event(id.clone(), &customer, now), None),
                None => self.hold_back(now, &customer, source, &id, status),
            }
        }
        Ok(id)
    }

    /// The accounts for which the caller made an event source of this name.
    fn accounts(&self, at: &Caller<'_>, source: &str) -> Option<Vec<Text>> {
        let region = self.shared.regions.at(&at.scope);
        region.partner_sources().get(source).map(|accounts| accounts.iter().cloned().collect())
    }

    /// Notes that an account has no active bus for an event of a partner.
    fn hold_back(&self, now: Time, customer: &Scope, source: &str, id: &Text, status: Option<Status>) {
        let state = status.unwrap_or(Status::Deleted).name();
        let text = format!("Event source {source} of account {} is in state {state}.", customer.account);
        let refusal = Refusal::lasting("InvalidStateException", text).because(Cause::NoResource);
        self.lose(now, arn(source, &customer.region).into(), id.clone(), refusal);
    }
}

impl PutPartnerEventsRequestEntry {
    /// Bytes, as AWS counts them.
    fn size(&self) -> usize {
        size([&self.source, &self.detail_type, &self.detail], &self.resources, self.time)
    }

    /// As AWS writes it in its refusals.
    fn shown(&self) -> String {
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "null".to_owned());
        format!(
            "PutPartnerEventsRequestEntry(time={}, source={}, resources={}, detailType={}, detail={})",
            text(&self.time.map(|time| time.0.to_string())),
            text(&self.source),
            text(&self.resources.as_ref().map(|all| format!("[{}]", all.join(", ")))),
            text(&self.detail_type),
            text(&self.detail),
        )
    }
}

/// The name and the account that such an operation must have.
fn check(name: Option<String>, account: Option<String>) -> Result<(Text, Text), Error> {
    let mut members = Members::default();
    members.required("name", name.as_ref()).source("name", name.as_ref()).account("account", account.as_ref());
    members.check()?;
    Ok((name.unwrap_or_default().into(), account.unwrap_or_default().into()))
}

fn check_entries(entries: Option<&Vec<PutPartnerEventsRequestEntry>>) -> Result<(), Error> {
    let mut members = Members::default();
    members.required("entries", entries);
    if let Some(entries) = entries {
        let shown = || entries.iter().map(PutPartnerEventsRequestEntry::shown).collect::<Vec<_>>().join(", ");
        if !(1..=MOST_ENTRIES).contains(&entries.len()) {
            members.count("entries", &format!("[{}]", shown()), entries.len(), 1, MOST_ENTRIES);
        }
        for (i, entry) in entries.iter().enumerate() {
            // An empty source fails with its entry, as a missing one does.
            let source = entry.source.as_ref().filter(|source| !source.is_empty());
            members.source(&format!("entries.{}.member.source", i + 1), source);
            members.lengths(&format!("entries.{}.member.resources", i + 1), entry.resources.as_ref(), 0, 2048);
        }
    }
    Ok(members.check()?)
}

/// Whether `text` is the beginning of an event source's name, the partner's own name complete.
fn is_prefix(text: &str) -> bool {
    let mut parts = text.splitn(3, '/');
    let (first, partner, rest) = (parts.next(), parts.next(), parts.next());
    first == Some("aws.partner")
        && partner.is_some_and(is_name)
        && rest.is_some_and(|rest| rest.split('/').all(|part| part.is_empty() || is_name(part)))
}
