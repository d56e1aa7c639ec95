//! Amazon SNS: the door to its operations.
//! <https://docs.aws.amazon.com/sns/latest/api/Welcome.html>

#[allow(missing_docs, reason = "the members are documented where they are defined: in AWS's model")]
pub mod api;
mod audience;
mod captured;
mod confirmation;
mod data_protection;
mod delivery_policy;
mod direct;
mod endpoint;
mod envelope;
mod error;
mod explain;
mod fan_out;
mod fifo;
mod list;
mod message;
mod message_attribute;
mod permission;
mod phone_number;
mod platform_application;
mod platform_endpoint;
mod publish;
mod replay;
mod sandbox;
pub mod signature;
mod sms;
mod state;
mod subscriber;
mod subscription;
mod subscription_attribute;
mod tag;
mod target;
mod topic;
mod topic_attribute;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub use captured::{Push, Sent, Sms};
pub use error::Error;
pub use explain::{Explained, Explanation};
pub use state::{SubscriptionState, TopicState};

use crate::aws::call::Call;
use crate::aws::ids::Ids;
use crate::aws::scope::{Caller, Scope};
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::Clock;
use crate::deliver::{Courier, Phase, Retry};
use crate::store::Scoped;
use captured::Captured;
use confirmation::Tokens;
use platform_application::Applications;
use signature::Signer;
use sms::OptOuts;
use subscriber::Subscribers;
use topic::Topic;

/// The id of SNS itself among IAM's users: the sender of what it puts into queues.
const SENDER: &str = "AIDAIENQZJOLO23YVJ4VO";

/// How deliveries are tried again, by kinds of endpoints.
#[derive(Debug)]
struct Retries {
    aws_endpoints: Arc<Retry>,
    customer_endpoints: Arc<Retry>,
    http: Arc<Retry>,
}

impl Default for Retries {
    fn default() -> Self {
        Retries {
            aws_endpoints: Retry::of_aws_endpoints().into(),
            customer_endpoints: Retry::of_customer_endpoints().into(),
            http: Retry { phases: vec![Phase::even(3, 20)], most_age: None, jitter: 0.0 }.into(),
        }
    }
}

/// The service in one world. Clones share it.
#[derive(Clone, Debug)]
pub struct Sns {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    clock: Clock,
    ids: Arc<Ids>,
    courier: Courier,
    retries: Retries,
    /// Whether AWS's soft quotas hold.
    strict: bool,
    /// The service's own id, as queues show it.
    sender: Text,
    /// Where links in messages begin, if that is configured.
    base: Option<Text>,
    /// Host and port by which this server is reached: links begin there in messages that no caller published.
    here: Text,
    signer: Signer,
    regions: Scoped<Region>,
    /// By account; the region is empty.
    opt_outs: Scoped<OptOuts>,
}

/// What one account has in one region.
#[derive(Debug, Default)]
struct Region {
    topics: RwLock<BTreeMap<Text, Arc<Topic>>>,
    applications: Mutex<Applications>,
    sms: Mutex<sms::Sms>,
    captured: Mutex<Captured>,
    /// The ARNs of this account's subscriptions, to its own topics or to others'.
    owned: Mutex<BTreeSet<Text>>,
    /// By topic name: the subscriptions of topics that were deleted. They can be looked at for a while.
    orphans: Mutex<BTreeMap<Text, (Time, Arc<Subscribers>)>>,
    /// What subscriptions to the topics here are confirmed with.
    tokens: Mutex<Tokens>,
}

impl Region {
    fn topics(&self) -> RwLockReadGuard<'_, BTreeMap<Text, Arc<Topic>>> {
        self.topics.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn topics_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<Text, Arc<Topic>>> {
        self.topics.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, name: &str) -> Option<Arc<Topic>> {
        self.topics().get(name).cloned()
    }

    fn owned(&self) -> MutexGuard<'_, BTreeSet<Text>> {
        self.owned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn orphans(&self) -> MutexGuard<'_, BTreeMap<Text, (Time, Arc<Subscribers>)>> {
        self.orphans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn applications(&self) -> MutexGuard<'_, Applications> {
        self.applications.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sms(&self) -> MutexGuard<'_, sms::Sms> {
        self.sms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn captured(&self) -> MutexGuard<'_, Captured> {
        self.captured.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sns {
    /// The service of a new world. The seed makes the key of signatures the same each time.
    pub fn new(
        clock: Clock,
        ids: Arc<Ids>,
        courier: Courier,
        base: Option<&str>,
        here: &str,
        strict: bool,
        seed: Option<u64>,
    ) -> Self {
        let signer = Signer::new(seed);
        Sns {
            shared: Arc::new(Shared {
                clock,
                ids,
                courier,
                retries: Retries::default(),
                strict,
                sender: SENDER.into(),
                base: base.map(Text::from),
                here: here.into(),
                signer,
                regions: Scoped::default(),
                opt_outs: Scoped::default(),
            }),
        }
    }

    /// Runs one call: the line of its operation.
    pub async fn call<C: Call>(&self, call: &C) -> C::Reply {
        let at = call.caller();
        match call.operation() {
            "AddPermission" => call.run(|input| self.add_permission(at, input)),
            "CheckIfPhoneNumberIsOptedOut" => call.run(|input| self.check_if_phone_number_is_opted_out(at, input)),
            "ConfirmSubscription" => call.run(|input| self.confirm_subscription(at, input)),
            "CreatePlatformApplication" => call.run(|input| self.create_platform_application(at, input)),
            "CreatePlatformEndpoint" => call.run(|input| self.create_platform_endpoint(at, input)),
            "CreateSMSSandboxPhoneNumber" => call.run(|input| self.create_sms_sandbox_phone_number(at, input)),
            "CreateTopic" => call.run(|input| self.create_topic(at, input)),
            "DeleteEndpoint" => call.run(|input| self.delete_endpoint(at, input)),
            "DeletePlatformApplication" => call.run(|input| self.delete_platform_application(at, input)),
            "DeleteSMSSandboxPhoneNumber" => call.run(|input| self.delete_sms_sandbox_phone_number(at, input)),
            "DeleteTopic" => call.run(|input| self.delete_topic(at, input)),
            "GetDataProtectionPolicy" => call.run(|input| self.get_data_protection_policy(at, input)),
            "GetEndpointAttributes" => call.run(|input| self.get_endpoint_attributes(at, input)),
            "GetPlatformApplicationAttributes" => call.run(|input| self.get_platform_application_attributes(at, input)),
            "GetSMSAttributes" => call.run(|input| self.get_sms_attributes(at, input)),
            "GetSMSSandboxAccountStatus" => call.run(|(): ()| self.get_sms_sandbox_account_status(at)),
            "GetSubscriptionAttributes" => call.run(|input| self.get_subscription_attributes(at, input)),
            "GetTopicAttributes" => call.run(|input| self.get_topic_attributes(at, input)),
            "ListEndpointsByPlatformApplication" => {
                call.run(|input| self.list_endpoints_by_platform_application(at, input))
            }
            "ListOriginationNumbers" => call.run(|input| self.list_origination_numbers(at, input)),
            "ListPhoneNumbersOptedOut" => call.run(|input| self.list_phone_numbers_opted_out(at, input)),
            "ListPlatformApplications" => call.run(|input| self.list_platform_applications(at, input)),
            "ListSMSSandboxPhoneNumbers" => call.run(|input| self.list_sms_sandbox_phone_numbers(at, input)),
            "ListSubscriptions" => call.run(|input| self.list_subscriptions(at, input)),
            "ListSubscriptionsByTopic" => call.run(|input| self.list_subscriptions_by_topic(at, input)),
            "ListTagsForResource" => call.run(|input| self.list_tags_for_resource(at, input)),
            "ListTopics" => call.run(|input| self.list_topics(at, input)),
            "OptInPhoneNumber" => call.run(|input| self.opt_in_phone_number(at, input)),
            "Publish" => call.run(|input| self.publish(at, input)),
            "PublishBatch" => call.run(|input| self.publish_batch(at, input)),
            "PutDataProtectionPolicy" => call.run(|input| self.put_data_protection_policy(at, input)),
            "RemovePermission" => call.run(|input| self.remove_permission(at, input)),
            "SetEndpointAttributes" => call.run(|input| self.set_endpoint_attributes(at, input)),
            "SetPlatformApplicationAttributes" => call.run(|input| self.set_platform_application_attributes(at, input)),
            "SetSMSAttributes" => call.run(|input| self.set_sms_attributes(at, input)),
            "SetSubscriptionAttributes" => call.run(|input| self.set_subscription_attributes(at, input)),
            "SetTopicAttributes" => call.run(|input| self.set_topic_attributes(at, input)),
            "Subscribe" => call.run(|input| self.subscribe(at, input)),
            "TagResource" => call.run(|input| self.tag_resource(at, input)),
            "Unsubscribe" => call.run(|input| self.unsubscribe(at, input)),
            "UntagResource" => call.run(|input| self.untag_resource(at, input)),
            "VerifySMSSandboxPhoneNumber" => call.run(|input| self.verify_sms_sandbox_phone_number(at, input)),
            _ => call.unknown(),
        }
    }

    fn now(&self) -> Time {
        self.shared.clock.now()
    }

    /// Where links in messages begin: where the caller found us, unless another place was configured.
    fn base(&self, at: &Caller<'_>) -> Text {
        match &self.shared.base {
            Some(base) => base.clone(),
            None => format!("{}://{}", at.scheme, at.host).into(),
        }
    }

    /// The certificate by which signatures are checked, if it is what a path names.
    pub fn certificate(&self, path: &str) -> Option<&str> {
        // Only a path that could name it makes the key.
        let name = path.strip_prefix('/').filter(|name| name.starts_with("SimpleNotificationService-"))?;
        (name == self.shared.signer.certificate_name()).then(|| self.shared.signer.certificate_pem())
    }

    /// Forgets the state of the chosen accounts and regions.
    pub fn reset(&self, chosen: impl Fn(&Scope) -> bool) {
        self.shared.regions.take(&chosen);
        self.shared.opt_outs.take(chosen);
    }
}
