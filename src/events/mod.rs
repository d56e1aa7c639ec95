//! Amazon EventBridge: the door to its operations.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/Welcome.html>

#[allow(missing_docs, reason = "the members are documented where they are defined: in AWS's model")]
pub mod api;
mod api_destination;
mod archive;
mod archived;
mod bus;
mod check;
mod connection;
mod credentials;
mod detail;
mod dispatch;
mod endpoint;
mod error;
mod event;
mod event_source;
mod explain;
mod http_parameters;
mod input;
mod invocation;
mod list;
mod partner;
mod permission;
mod playback;
mod put_events;
mod replay;
mod rule;
mod rule_list;
mod rule_target;
mod rules;
mod schedule;
mod secret;
mod state;
mod tag;
mod target;
mod target_check;
mod target_kind;
mod test_pattern;
mod token;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub use error::Error;
pub use explain::{Explained, Explanation, Unexplained};
pub use secret::Secret;
pub use state::{BusState, RuleState, TargetState};

use crate::aws::call::Call;
use crate::aws::ids::Ids;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::Clock;
use crate::deliver::Courier;
use crate::store::Scoped;
use api_destination::ApiDestination;
use archive::Archive;
use bus::Bus;
use connection::Connection;
use endpoint::Endpoint;
use event_source::EventSources;
use playback::Replays;
use schedule::Runner;
use token::Authorizing;

/// The service in one world. Clones share it.
#[derive(Clone, Debug)]
pub struct Events {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    clock: Clock,
    ids: Arc<Ids>,
    courier: Courier,
    settings: Settings,
    regions: Scoped<Region>,
}

/// How the server is set up, as far as this service minds.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Whether AWS's soft quotas hold.
    pub strict: bool,
    /// Whether targets are taken that can't be reached.
    pub lenient: bool,
    /// The events of one request have fewer bytes together.
    pub put_events_limit: usize,
}

/// What one account has in one region.
#[derive(Debug, Default)]
struct Region {
    buses: RwLock<BTreeMap<Text, Arc<Bus>>>,
    connections: Mutex<BTreeMap<Text, Connection>>,
    api_destinations: Mutex<BTreeMap<Text, ApiDestination>>,
    /// What fetches tokens for connections: no data of the world.
    authorizing: Mutex<Authorizing>,
    /// What waits for the firings of the default bus's rules on a schedule, by their names: no data of the world.
    runners: Mutex<BTreeMap<Text, Runner>>,
    endpoints: Mutex<BTreeMap<Text, Endpoint>>,
    event_sources: Mutex<EventSources>,
    /// What this account made for others as a partner: the accounts of each event source.
    partner_sources: Mutex<BTreeMap<Text, BTreeSet<Text>>>,
    archives: RwLock<BTreeMap<Text, Arc<Archive>>>,
    replays: Replays,
}

impl Region {
    fn buses(&self) -> RwLockReadGuard<'_, BTreeMap<Text, Arc<Bus>>> {
        self.buses.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn buses_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<Text, Arc<Bus>>> {
        self.buses.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn endpoints(&self) -> MutexGuard<'_, BTreeMap<Text, Endpoint>> {
        self.endpoints.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn partner_sources(&self) -> MutexGuard<'_, BTreeMap<Text, BTreeSet<Text>>> {
        self.partner_sources.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The event sources as they are now.
    fn event_sources(&self, now: Time) -> MutexGuard<'_, EventSources> {
        let mut sources = self.event_sources.lock().unwrap_or_else(PoisonError::into_inner);
        sources.expire(now);
        sources
    }
}

impl Events {
    /// The service of a new world.
    pub fn new(clock: Clock, ids: Arc<Ids>, courier: Courier, settings: Settings) -> Self {
        Events { shared: Arc::new(Shared { clock, ids, courier, settings, regions: Scoped::default() }) }
    }

    /// Runs one call: the line of its operation.
    pub async fn call<C: Call>(&self, call: &C) -> C::Reply {
        let at = call.caller();
        match call.operation() {
            "ActivateEventSource" => call.run(|input| self.activate_event_source(at, input)),
            "CancelReplay" => call.run(|input| self.cancel_replay(at, input)),
            "CreateApiDestination" => call.run(|input| self.create_api_destination(at, input)),
            "CreateArchive" => call.run(|input| self.create_archive(at, input)),
            "CreateConnection" => call.run(|input| self.create_connection(at, input)),
            "CreateEndpoint" => call.run(|input| self.create_endpoint(at, input)),
            "CreateEventBus" => call.run(|input| self.create_event_bus(at, input)),
            "CreatePartnerEventSource" => call.run(|input| self.create_partner_event_source(at, input)),
            "DeactivateEventSource" => call.run(|input| self.deactivate_event_source(at, input)),
            "DeauthorizeConnection" => call.run(|input| self.deauthorize_connection(at, input)),
            "DeleteApiDestination" => call.run(|input| self.delete_api_destination(at, input)),
            "DeleteArchive" => call.run(|input| self.delete_archive(at, input)),
            "DeleteConnection" => call.run(|input| self.delete_connection(at, input)),
            "DeleteEndpoint" => call.run(|input| self.delete_endpoint(at, input)),
            "DeleteEventBus" => call.run(|input| self.delete_event_bus(at, input)),
            "DeletePartnerEventSource" => call.run(|input| self.delete_partner_event_source(at, input)),
            "DeleteRule" => call.run(|input| self.delete_rule(at, input)),
            "DescribeApiDestination" => call.run(|input| self.describe_api_destination(at, input)),
            "DescribeArchive" => call.run(|input| self.describe_archive(at, input)),
            "DescribeConnection" => call.run(|input| self.describe_connection(at, input)),
            "DescribeEndpoint" => call.run(|input| self.describe_endpoint(at, input)),
            "DescribeEventBus" => call.run(|input| self.describe_event_bus(at, input)),
            "DescribeEventSource" => call.run(|input| self.describe_event_source(at, input)),
            "DescribePartnerEventSource" => call.run(|input| self.describe_partner_event_source(at, input)),
            "DescribeReplay" => call.run(|input| self.describe_replay(at, input)),
            "DescribeRule" => call.run(|input| self.describe_rule(at, input)),
            "DisableRule" => call.run(|input| self.disable_rule(at, input)),
            "EnableRule" => call.run(|input| self.enable_rule(at, input)),
            "ListApiDestinations" => call.run(|input| self.list_api_destinations(at, input)),
            "ListArchives" => call.run(|input| self.list_archives(at, input)),
            "ListConnections" => call.run(|input| self.list_connections(at, input)),
            "ListEndpoints" => call.run(|input| self.list_endpoints(at, input)),
            "ListEventBuses" => call.run(|input| self.list_event_buses(at, input)),
            "ListEventSources" => call.run(|input| self.list_event_sources(at, input)),
            "ListPartnerEventSourceAccounts" => call.run(|input| self.list_partner_event_source_accounts(at, input)),
            "ListPartnerEventSources" => call.run(|input| self.list_partner_event_sources(at, input)),
            "ListReplays" => call.run(|input| self.list_replays(at, input)),
            "ListRuleNamesByTarget" => call.run(|input| self.list_rule_names_by_target(at, input)),
            "ListRules" => call.run(|input| self.list_rules(at, input)),
            "ListTagsForResource" => call.run(|input| self.list_tags_for_resource(at, input)),
            "ListTargetsByRule" => call.run(|input| self.list_targets_by_rule(at, input)),
            "PutEvents" => call.run(|input| self.put_events(at, input)),
            "PutPartnerEvents" => call.run(|input| self.put_partner_events(at, input)),
            "PutPermission" => call.run(|input| self.put_permission(at, input)),
            "PutRule" => call.run(|input| self.put_rule(at, input)),
            "PutTargets" => call.run(|input| self.put_targets(at, input)),
            "RemovePermission" => call.run(|input| self.remove_permission(at, input)),
            "RemoveTargets" => call.run(|input| self.remove_targets(at, input)),
            "StartReplay" => call.run(|input| self.start_replay(at, input)),
            "TagResource" => call.run(|input| self.tag_resource(at, input)),
            "TestEventPattern" => call.run(|input| self.test_event_pattern(at, input)),
            "UntagResource" => call.run(|input| self.untag_resource(at, input)),
            "UpdateApiDestination" => call.run(|input| self.update_api_destination(at, input)),
            "UpdateArchive" => call.run(|input| self.update_archive(at, input)),
            "UpdateConnection" => call.run(|input| self.update_connection(at, input)),
            "UpdateEndpoint" => call.run(|input| self.update_endpoint(at, input)),
            "UpdateEventBus" => call.run(|input| self.update_event_bus(at, input)),
            _ => call.unknown(),
        }
    }

    fn now(&self) -> Time {
        self.shared.clock.now()
    }

    /// Forgets the state of the chosen accounts and regions.
    pub fn reset(&self, chosen: impl Fn(&Scope) -> bool) {
        for region in self.shared.regions.take(chosen) {
            region.stop_schedules();
            region.authorizing().stop();
            region.replays.stop();
        }
    }
}
