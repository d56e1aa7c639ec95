//! One emulated cloud: the clock, the ids and the services. The only file that names all services.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Weak};

use crate::aws::call::Call;
use crate::aws::ids::Ids;
use crate::aws::scope::Scope;
use crate::clock::Clock;
use crate::config::Config;
use crate::deliver::{Courier, Journal, Outbound, Router, Target};
use crate::events::{self, Events};
use crate::logs::Logs;
use crate::s3::S3;
use crate::scheduler::Scheduler;
use crate::secrets::{Secret, Secrets, Vault};
use crate::sns::Sns;
use crate::sqs::Sqs;
use crate::states::{self, States};

/// The services that are served, by their names in ARNs and credential scopes.
pub const SERVICES: &[&str] = &["sqs", "sns", "events", "scheduler", "states", "logs", "s3"];

/// Secrets Manager by its name. It is no service of its own here: one can read the secrets of connections in it.
const SECRETS: &str = "secretsmanager";

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
    /// What was delivered, and why not.
    pub journal: Arc<Journal>,
    /// Who takes what is delivered between services.
    pub router: Arc<Router>,
    /// What is delivered between services.
    pub courier: Courier,
    /// Amazon SQS.
    pub sqs: Arc<Sqs>,
    /// Amazon SNS.
    pub sns: Arc<Sns>,
    /// Amazon EventBridge.
    pub events: Arc<Events>,
    /// Amazon EventBridge Scheduler.
    pub scheduler: Arc<Scheduler>,
    /// AWS Step Functions.
    pub states: Arc<States>,
    /// Amazon CloudWatch Logs.
    pub logs: Arc<Logs>,
    /// Amazon S3.
    pub s3: Arc<S3>,
    /// What there is of AWS Secrets Manager.
    pub secrets: Secrets,
}

impl World {
    /// An empty world.
    pub fn new(config: &Config) -> Self {
        let clock = Clock::new(config.seed.is_some());
        // Without a seed every start differs: the standard library's hasher is keyed at random.
        let seed = config.seed.unwrap_or_else(|| RandomState::new().hash_one("eventyard"));
        let ids = Arc::new(Ids::new(seed));
        let home = config.home();
        let router = Arc::new(Router::default());
        let journal = Arc::new(Journal::new(config.journal_records, config.journal_bytes));
        let outbound = Outbound::trusting(config.ca_file.clone());
        let courier =
            Courier::new(clock.clone(), Arc::clone(&ids), Arc::clone(&router), Arc::clone(&journal), outbound);
        let sqs = Arc::new(Sqs::new(clock.clone(), Arc::clone(&ids), home.clone(), config.strict));
        let sns = Arc::new(Sns::new(
            clock.clone(),
            Arc::clone(&ids),
            courier.clone(),
            config.sns_url.as_deref(),
            &config.here(),
            config.strict,
            config.seed,
        ));
        let events = Arc::new(Events::new(
            clock.clone(),
            Arc::clone(&ids),
            courier.clone(),
            events::Settings {
                strict: config.strict,
                lenient: config.lenient,
                put_events_limit: config.put_events_limit,
            },
        ));
        let scheduler = Arc::new(Scheduler::new(clock.clone(), Arc::clone(&ids), courier.clone(), config.lenient));
        let states = Arc::new(States::new(
            clock.clone(),
            Arc::clone(&ids),
            courier.clone(),
            states::Settings {
                strict: config.strict,
                lenient: config.lenient,
                mock_config: config.sfn_mock_config.clone(),
                wait_time_scale: config.wait_time_scale,
            },
        ));
        let logs = Arc::new(Logs::new(clock.clone(), Arc::clone(&ids)));
        let s3 = Arc::new(S3::new(clock.clone(), Arc::clone(&ids), courier.clone(), config.s3_limit));
        let objects: Weak<S3> = Arc::downgrade(&s3);
        router.store(objects as _);
        let targets: [(&str, Weak<dyn Target>); 5] = [
            ("sqs", Arc::downgrade(&sqs) as _),
            ("sns", Arc::downgrade(&sns) as _),
            ("events", Arc::downgrade(&events) as _),
            ("states", Arc::downgrade(&states) as _),
            ("logs", Arc::downgrade(&logs) as _),
        ];
        router.set(targets.into());
        let sender: Weak<Scheduler> = Arc::downgrade(&scheduler);
        router.watch(vec![("scheduler", sender as _)]);
        let secrets = Secrets::new(Arc::clone(&events) as _);
        World {
            home,
            here: config.here(),
            clock,
            ids,
            journal,
            router,
            courier,
            sqs,
            sns,
            events,
            scheduler,
            states,
            logs,
            s3,
            secrets,
        }
    }

    /// Whether a service is served.
    pub fn serves(&self, service: &str) -> bool {
        SERVICES.contains(&service) || service == SECRETS
    }

    /// Runs a call on a service. `json` is the same call for the services that speak nothing but JSON, so that no other
    /// protocol is compiled for their hundreds of operations.
    pub async fn call<C: Call, J: Call<Reply = C::Reply>>(&self, service: &str, call: &C, json: &J) -> C::Reply {
        match service {
            "sqs" => self.sqs.call(call).await,
            "sns" => self.sns.call(call).await,
            "events" => self.events.call(json).await,
            "scheduler" => self.scheduler.call(json).await,
            "states" => self.states.call(json).await,
            "logs" => self.logs.call(json).await,
            "s3" => self.s3.call(json).await,
            SECRETS => self.secrets.call(json).await,
            _ => call.unknown(),
        }
    }

    /// Forgets the state of the chosen accounts and regions.
    pub fn reset(&self, chosen: impl Fn(&Scope) -> bool + Copy) {
        self.sqs.reset(chosen);
        self.sns.reset(chosen);
        self.events.reset(chosen);
        self.scheduler.reset(chosen);
        self.states.reset(chosen);
        self.logs.reset(chosen);
        self.s3.reset(chosen);
        self.courier.reset(chosen);
        self.journal.reset(chosen);
    }
}

impl Vault for Events {
    fn secret(&self, at: &Scope, id: &str) -> Option<Secret> {
        let secret = self.secret(at, id)?;
        Some(Secret {
            arn: secret.arn,
            name: secret.name,
            owner: "events",
            text: secret.text,
            version: secret.version,
            created: secret.created,
            changed: secret.changed,
        })
    }
}
