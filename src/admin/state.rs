//! What exists: a list a service.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as Extract;
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use serde::Serialize;

use super::{error, json};
use crate::aws::scope::{Caller, Protocol, Scope, is_account};
use crate::events::BusState;
use crate::heads::Heads;
use crate::s3::BucketState;
use crate::scheduler::GroupState;
use crate::sns::TopicState;
use crate::sqs::QueueState;
use crate::states::StateMachineState;
use crate::wire::origin;
use crate::world::{SERVICES, World};

/// The answer to `GET /_eventyard/state`: the services asked for.
#[derive(Debug, Serialize)]
pub struct State {
    /// Amazon SQS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sqs: Option<SqsState>,
    /// Amazon SNS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sns: Option<SnsState>,
    /// Amazon EventBridge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<EventsState>,
    /// Amazon EventBridge Scheduler.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduler: Option<SchedulerState>,
    /// AWS Step Functions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub states: Option<StatesState>,
    /// Amazon S3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3: Option<S3State>,
}

/// What SQS has.
#[derive(Debug, Serialize)]
pub struct SqsState {
    /// By account, region and name.
    pub queues: Vec<QueueState>,
}

/// What SNS has.
#[derive(Debug, Serialize)]
pub struct SnsState {
    /// By account, region and name.
    pub topics: Vec<TopicState>,
}

/// What EventBridge has.
#[derive(Debug, Serialize)]
pub struct EventsState {
    /// By account, region and name, with their rules.
    pub buses: Vec<BusState>,
}

/// What EventBridge Scheduler has.
#[derive(Debug, Serialize)]
pub struct SchedulerState {
    /// By account, region and name, with their schedules.
    #[serde(rename = "scheduleGroups")]
    pub schedule_groups: Vec<GroupState>,
}

/// What Step Functions has.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatesState {
    /// By account, region and name.
    pub state_machines: Vec<StateMachineState>,
    /// The ARNs of the activities, by account, region and name.
    pub activities: Vec<String>,
}

/// What S3 has.
#[derive(Debug, Serialize)]
pub struct S3State {
    /// By account and name.
    pub buckets: Vec<BucketState>,
}

/// Which part is asked for; none means all.
#[derive(Debug, Default)]
pub struct Part {
    /// A service.
    pub service: Option<String>,
    /// An account.
    pub account: Option<String>,
    /// A region.
    pub region: Option<String>,
}

impl Part {
    /// Says what is wrong with an account that none can have.
    pub fn check(&self) -> Result<(), String> {
        match &self.account {
            Some(account) if !is_account(account) => Err(format!("account: {account} has not 12 digits")),
            _ => Ok(()),
        }
    }

    /// Whether a scope belongs to it.
    pub fn has(&self, scope: &Scope) -> bool {
        let is = |wanted: &Option<String>, name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
        is(&self.account, &scope.account) && is(&self.region, &scope.region)
    }
}

impl State {
    /// What a part of a world has; URLs are written with this scheme and host.
    pub fn of(world: &World, part: &Part, (scheme, host): (&str, &str)) -> Self {
        let caller = Caller {
            scope: world.home.clone(),
            scheme,
            host,
            path: "/",
            trace: None,
            protocol: Protocol::Json,
            signed: true,
        };
        let wanted = |name| part.service.as_deref().is_none_or(|service| service == name);
        let chosen = |scope: &Scope| part.has(scope);
        State {
            sqs: wanted("sqs").then(|| SqsState { queues: world.sqs.state(&caller, chosen) }),
            sns: wanted("sns").then(|| SnsState { topics: world.sns.state(chosen) }),
            events: wanted("events").then(|| EventsState { buses: world.events.state(chosen) }),
            scheduler: wanted("scheduler").then(|| SchedulerState { schedule_groups: world.scheduler.state(chosen) }),
            states: wanted("states").then(|| StatesState {
                state_machines: world.states.state(chosen),
                activities: world.states.activities(chosen),
            }),
            s3: wanted("s3").then(|| S3State { buckets: world.s3.state(chosen) }),
        }
    }
}

pub(super) async fn get(Extract(world): Extract<Arc<World>>, parts: Parts) -> Response<Body> {
    let mut part = Part::default();
    for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
        match &*name {
            "service" if SERVICES.contains(&&*value) => part.service = Some(value.into_owned()),
            "service" => return error(StatusCode::BAD_REQUEST, &format!("service: one of {}", SERVICES.join(", "))),
            "account" => part.account = Some(value.into_owned()),
            "region" => part.region = Some(value.into_owned()),
            _ => {
                return error(StatusCode::BAD_REQUEST, &format!("{name}: the parameters are service, account, region"));
            }
        }
    }
    if let Err(wrong) = part.check() {
        return error(StatusCode::BAD_REQUEST, &wrong);
    }
    json(StatusCode::OK, &State::of(&world, &part, origin(&Heads::of(&parts), &world.here)))
}
