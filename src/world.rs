//! One emulated cloud: the clock, the ids and the services. The only file that names all services.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use crate::aws::call::Call;
use crate::aws::ids::Ids;
use crate::aws::scope::Scope;
use crate::clock::Clock;
use crate::config::Config;
use crate::sqs::Sqs;

/// The services that are served, by their names in ARNs and credential scopes.
pub const SERVICES: &[&str] = &["sqs"];

/// All state of one server. Several can live in one process; they share nothing.
#[derive(Debug)]
pub struct World {
    /// The account and region of callers that name none.
    pub home: Scope,
    /// Host and port in the URLs given to callers that don't say how they reached us.
    pub here: String,
    /// The one clock.
    pub clock: Clock,
    /// Where ids come from.
    pub ids: Arc<Ids>,
    /// Amazon SQS.
    pub sqs: Sqs,
}

impl World {
    /// An empty world.
    pub fn new(config: &Config) -> Self {
        let clock = Clock::default();
        // Without a seed every start differs: the standard library's hasher is keyed at random.
        let seed = config.seed.unwrap_or_else(|| RandomState::new().hash_one("eventyard"));
        let ids = Arc::new(Ids::new(seed));
        let home = config.home();
        let sqs = Sqs::new(clock.clone(), Arc::clone(&ids), home.clone(), config.strict);
        World { home, here: config.here(), clock, ids, sqs }
    }

    /// Whether a service is served.
    pub fn serves(&self, service: &str) -> bool {
        SERVICES.contains(&service)
    }

    /// Runs a call on a service.
    pub async fn call<C: Call>(&self, service: &str, call: &C) -> C::Reply {
        match service {
            "sqs" => self.sqs.call(call).await,
            _ => call.unknown(),
        }
    }

    /// Forgets the state of the chosen accounts and regions.
    pub fn reset(&self, chosen: impl Fn(&Scope) -> bool + Copy) {
        self.sqs.reset(chosen);
    }
}
