//! ListExecutions.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html>

use std::sync::Arc;

use super::States;
use super::api::*;
use super::arn::{MachineArn, Qualifier};
use super::asl::Kind;
use super::check::Members;
use super::error::{Error, Reason};
use super::execution::Execution;
use super::list::Page;
use super::listing::{Listing, Place, Standing};
use super::machine::StateMachine;
use super::map_run::MapRun;
use super::run::Status;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::Epoch;

/// The longest token of this list.
const LONGEST_TOKEN: usize = 3096;

/// As AWS lists them.
const STATUSES: [Status; 6] =
    [Status::Succeeded, Status::TimedOut, Status::PendingRedrive, Status::Aborted, Status::Failed, Status::Running];

/// Whose executions are listed.
enum Source {
    /// A state machine's, or only those with the ARN of a version or alias that they were started by.
    Machine(Arc<StateMachine>, Option<Text>),
    /// A map run's.
    MapRun(Arc<MapRun>),
}

impl States {
    /// ListExecutions, the newest first.
    pub(super) fn list_executions(
        &self,
        at: &Caller<'_>,
        input: ListExecutionsInput,
    ) -> Result<ListExecutionsOutput, Error> {
        let (arn, map_run) = (input.state_machine_arn.as_ref(), input.map_run_arn.as_ref());
        let (status, redrive) = (input.status_filter.as_ref(), input.redrive_filter.as_ref());
        let mut members = Members::default();
        members
            .length("stateMachineArn", arn, 1, 256)
            .choice("statusFilter", status, &STATUSES.map(Status::name))
            .length("mapRunArn", map_run, 1, 2000)
            .choice("redriveFilter", redrive, &["REDRIVEN", "NOT_REDRIVEN"]);
        let text = |text: Option<&String>| text.map_or("", String::as_str).to_owned();
        let arguments = [arn, map_run, status, redrive].map(text).join(" ");
        let list = ["ListExecutions", &*arguments];
        let token = input.next_token.as_ref();
        let page = Page::within(LONGEST_TOKEN, &mut members, list, input.max_results, token, self.now())?;
        let source = match (arn, map_run) {
            (Some(arn), None) => self.source(at, arn, status)?,
            (None, Some(arn)) => Source::MapRun(self.map_run(at, arn)?),
            _ => {
                let text = "Exactly one of stateMachineArn and mapRunArn must be specified";
                return Err(Error::ValidationFor(Reason::MissingRequiredParameter, text.into()));
            }
        };
        let (listing, by) = match &source {
            Source::Machine(machine, _) if machine.kind == Kind::Express => {
                return Err(Error::StateMachineTypeNotSupported);
            }
            Source::Machine(machine, by) => (&machine.executions, by.as_ref()),
            Source::MapRun(map_run) => (&map_run.executions, None),
        };
        if let Some(region) = self.shared.regions.find(&at.scope) {
            self.forget_old(&region);
        }
        let wanted = |standing: Standing| {
            status.is_none_or(|status| standing.status.name() == status)
                && redrive.is_none_or(|redrive| standing.redriven == (redrive == "REDRIVEN"))
        };
        let of = |execution: &Execution| {
            let about = &execution.about;
            by.is_none() || by == about.version_arn.as_ref() || by == about.alias_arn.as_ref()
        };
        let (executions, next_token) = shown(listing, &page, wanted, of)?;
        Ok(ListExecutionsOutput { executions: Some(executions), next_token })
    }

    /// The state machine, the version or the alias that an ARN names.
    fn source(&self, at: &Caller<'_>, text: &str, status: Option<&String>) -> Result<Source, Error> {
        let arn = MachineArn::parse(text)?;
        if status.is_some_and(|status| status == Status::PendingRedrive.name()) {
            let text = "The status filter PENDING_REDRIVE needs the ARN of a Map Run";
            return Err(Error::validation(text));
        }
        let absent = || StateMachine::absent(text);
        let machine = self.machine(at, &arn).ok_or_else(absent)?;
        let is_there = match &arn.qualifier {
            None => true,
            Some(Qualifier::Version(number)) => machine.state().versions.contains_key(number),
            Some(Qualifier::Alias(name)) => machine.state().aliases.contains_key(name.as_str()),
        };
        let by = arn.qualifier.is_some().then(|| text.into());
        if is_there { Ok(Source::Machine(machine, by)) } else { Err(absent()) }
    }
}

/// A page of a listing, and the token of the next one.
fn shown(
    listing: &Listing,
    page: &Page<'_>,
    wanted: impl Fn(Standing) -> bool,
    of: impl Fn(&Execution) -> bool,
) -> Result<(Vec<ExecutionListItem>, Option<String>), Error> {
    let after = match page.after.as_deref() {
        Some(key) => Some(Place::read(key).ok_or(Error::InvalidToken("Invalid token"))?),
        None => None,
    };
    let found = listing.after(after, page.size + 1, &wanted, of);
    let (found, next) = page.cut(found.into_iter(), |(place, _)| place.key());
    // One that has moved on since then is elsewhere in the list.
    let items = found.iter().filter_map(|(_, execution)| execution.item().filter(|(now, _)| wanted(*now)));
    Ok((items.map(|(_, item)| item).collect(), next))
}

impl Execution {
    /// How it stands, and what a list shows of it.
    fn item(&self) -> Option<(Standing, ExecutionListItem)> {
        let (about, run) = (&self.about, self.run());
        let item = ExecutionListItem {
            execution_arn: Some(about.arn.to_string()),
            state_machine_arn: Some(about.machine_arn.to_string()),
            name: Some(about.name.to_string()),
            status: Some(run.status.name().to_owned()),
            start_date: Some(Epoch(about.started)),
            stop_date: run.stopped.map(Epoch),
            state_machine_version_arn: about.version_arn.as_ref().map(Text::to_string),
            state_machine_alias_arn: about.alias_arn.as_ref().map(Text::to_string),
            map_run_arn: self.map_run_arn(),
            item_count: self.item_count(),
            redrive_count: Some(i64::try_from(run.redrives).unwrap_or(i64::MAX)),
            redrive_date: run.redriven.map(Epoch),
        };
        Some((run.standing(), item))
    }
}
