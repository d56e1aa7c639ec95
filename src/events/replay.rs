//! Replays: archived events that are sent to their bus once more. How one runs is told in `playback.rs`.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html>

use super::Events;
use super::api::{Replay as Listed, *};
use super::archive::RESOURCE;
use super::archived::Window;
use super::bus;
use super::check::{Members, NAME, is_name};
use super::error::Error;
use super::list::Page;
use super::playback::{Replay, State, no_replay};
use crate::aws::arn::Arn;
use crate::aws::scope::Caller;
use crate::aws::text::Text;
use crate::aws::time::Epoch;

impl Replay {
    fn listed(&self) -> Listed {
        Listed {
            replay_name: Some(self.name.to_string()),
            event_source_arn: Some(self.archive.to_string()),
            state: Some(self.state.name().to_owned()),
            state_reason: self.reason.as_ref().map(Text::to_string),
            event_start_time: Some(Epoch(self.window.from)),
            event_end_time: Some(Epoch(self.window.until)),
            event_last_replayed_time: self.window.after.map(|(time, _)| Epoch(time)),
            replay_start_time: Some(Epoch(self.started)),
            replay_end_time: self.ended.map(Epoch),
        }
    }
}

impl Events {
    /// StartReplay.
    pub(super) fn start_replay(
        &self,
        at: &Caller<'_>,
        input: StartReplayRequest,
    ) -> Result<StartReplayResponse, Error> {
        check(&input)?;
        let StartReplayRequest { replay_name, description, event_source_arn, event_start_time, event_end_time, .. } =
            input;
        let (from, until) = (event_start_time.unwrap_or_default().0, event_end_time.unwrap_or_default().0);
        if from >= until {
            return Err(Error::validation(
                "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.",
            ));
        }
        let ReplayDestination { arn, filter_arns } = input.destination.unwrap_or_default();
        let (arn, bus_name) = own(at, &arn.unwrap_or_default(), bus::RESOURCE).ok_or_else(|| {
            Error::validation("Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.")
        })?;
        let bus = arn.and_then(|arn| self.bus_by_arn(&arn)).ok_or_else(|| Error::no_bus(&bus_name))?;
        let (arn, name) = own(at, &event_source_arn.unwrap_or_default(), RESOURCE).ok_or_else(|| {
            Error::validation("Parameter EventSourceArn is not valid. Reason: Must contain an archive ARN.")
        })?;
        let region = self.shared.regions.at(&at.scope);
        let archive = arn.and_then(|_| region.archive(&name)).ok_or_else(|| {
            let text = format!("Parameter EventSourceArn is not valid. Reason: Archive {name} does not exist.");
            Error::validation(text)
        })?;
        if archive.bus != bus.arn {
            return Err(Error::validation(
                "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.",
            ));
        }
        let start = bus.rule_arn("");
        let is_rule = |arn: &String| arn.strip_prefix(&*start).is_some_and(is_name);
        let filter_arns = filter_arns.filter(|all| !all.is_empty());
        if !filter_arns.iter().flatten().all(is_rule) {
            return Err(Error::validation(
                "Parameter Destination.FilterArns is not valid. Reason: Must contain ARNs of rules of the destination.",
            ));
        }
        let now = self.now();
        let window = Window { from, until, after: None };
        let any = archive.state().events(now).minutes(&window).is_some();
        let arn = Arn::new("events", &at.scope, format!("replay/{}", replay_name.unwrap_or_default()));
        let mut replay = Replay::new(&arn, archive.arn.clone(), bus.arn.clone(), window, any, now);
        replay.description = description.map(Text::from);
        replay.rules = filter_arns.map(|all| all.into_iter().map(Text::from).collect());
        let name = replay.name.clone();
        region.replays.insert(replay, now)?;
        self.run(&region, &name);
        Ok(StartReplayResponse {
            replay_arn: Some(arn.to_string()),
            state: Some(State::Starting.name().to_owned()),
            state_reason: None,
            replay_start_time: Some(Epoch(now)),
        })
    }

    /// CancelReplay: what was sent stays sent.
    pub(super) fn cancel_replay(
        &self,
        at: &Caller<'_>,
        input: CancelReplayRequest,
    ) -> Result<CancelReplayResponse, Error> {
        Members::default().name("replayName", input.replay_name.as_ref(), 64).check()?;
        let region = self.shared.regions.at(&at.scope);
        let replay = region.replays.cancel(&input.replay_name.unwrap_or_default(), self.now())?;
        // The runner sleeps until something else.
        self.run(&region, &replay.name);
        Ok(CancelReplayResponse {
            replay_arn: Some(replay.arn.to_string()),
            state: Some(replay.state.name().to_owned()),
            state_reason: None,
        })
    }

    /// DescribeReplay.
    pub(super) fn describe_replay(
        &self,
        at: &Caller<'_>,
        input: DescribeReplayRequest,
    ) -> Result<DescribeReplayResponse, Error> {
        Members::default().name("replayName", input.replay_name.as_ref(), 64).check()?;
        let name = input.replay_name.unwrap_or_default();
        let region = self.shared.regions.at(&at.scope);
        let replay = region.replays.listed(self.now()).get(&*name).cloned().ok_or_else(|| no_replay(&name))?;
        let listed = replay.listed();
        Ok(DescribeReplayResponse {
            replay_name: listed.replay_name,
            replay_arn: Some(replay.arn.to_string()),
            description: replay.description.map(|text| text.to_string()),
            state: listed.state,
            state_reason: listed.state_reason,
            event_source_arn: listed.event_source_arn,
            destination: Some(ReplayDestination {
                arn: Some(replay.bus.to_string()),
                filter_arns: replay.rules.map(|rules| rules.iter().map(Text::to_string).collect()),
            }),
            event_start_time: listed.event_start_time,
            event_end_time: listed.event_end_time,
            event_last_replayed_time: listed.event_last_replayed_time,
            replay_start_time: listed.replay_start_time,
            replay_end_time: listed.replay_end_time,
        })
    }

    /// ListReplays: by name; at most one filter.
    pub(super) fn list_replays(
        &self,
        at: &Caller<'_>,
        input: ListReplaysRequest,
    ) -> Result<ListReplaysResponse, Error> {
        let ListReplaysRequest { name_prefix, state, event_source_arn, next_token, limit } = input;
        Members::default()
            .pattern("namePrefix", name_prefix.as_ref(), is_name, NAME)
            .length("namePrefix", name_prefix.as_ref(), 1, 64)
            .choice("state", state.as_ref(), &State::ALL.map(State::name))
            .length("eventSourceArn", event_source_arn.as_ref(), 1, 1600)
            .check()?;
        let page = Page::of(limit, next_token.as_ref())?;
        if [&name_prefix, &event_source_arn, &state].into_iter().flatten().count() > 1 {
            return Err(Error::validation(
                "At most one filter is allowed for ListReplays. Use either : State, EventSourceArn, or NamePrefix.",
            ));
        }
        let region = self.shared.regions.at(&at.scope);
        let all = region.replays.listed(self.now());
        let chosen = all.values().filter(|replay| {
            page.after.as_deref().is_none_or(|after| &*replay.name > after)
                && name_prefix.as_deref().is_none_or(|prefix| replay.name.starts_with(prefix))
                && state.as_deref().is_none_or(|state| replay.state.name() == state)
                // Replays outlive their archives, so it needn't be there.
                && event_source_arn.as_deref().is_none_or(|arn| replay.archive.to_string() == arn)
        });
        let (page, next_token) = page.cut(chosen, |replay| &replay.name);
        Ok(ListReplaysResponse { replays: page.into_iter().map(Replay::listed).collect(), next_token })
    }
}

/// What the model says of StartReplay's members.
fn check(input: &StartReplayRequest) -> Result<(), Error> {
    let mut members = Members::default();
    members
        .name("replayName", input.replay_name.as_ref(), 64)
        .length("description", input.description.as_ref(), 0, 512)
        .required("eventSourceArn", input.event_source_arn.as_ref())
        .length("eventSourceArn", input.event_source_arn.as_ref(), 1, 1600)
        .required("eventStartTime", input.event_start_time.as_ref())
        .required("eventEndTime", input.event_end_time.as_ref())
        .required("destination", input.destination.as_ref());
    if let Some(destination) = &input.destination {
        members.required("destination.arn", destination.arn.as_ref()).length(
            "destination.arn",
            destination.arn.as_ref(),
            1,
            1600,
        );
        for (i, arn) in destination.filter_arns.iter().flatten().enumerate() {
            members.length(&format!("destination.filterArns.{}.member", i + 1), Some(arn), 1, 1600);
        }
    }
    Ok(members.check()?)
}

/// What an ARN of EventBridge names: the ARN, if it is the caller's own and in this region, and the name.
fn own(at: &Caller<'_>, text: &str, resource: &str) -> Option<(Option<Arn>, String)> {
    let arn = text.parse::<Arn>().ok().filter(|arn| arn.service == "events")?;
    let name = arn.resource.strip_prefix(resource)?.to_owned();
    Some(((arn.scope == at.scope).then_some(arn), name))
}
