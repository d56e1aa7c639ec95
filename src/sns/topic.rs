//! Topics: made, listed, deleted, and found by their ARN.
//! <https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html>

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Sns;
use super::api::*;
use super::error::Error;
use super::fifo::Order;
use super::subscriber::Subscribers;
use super::topic_attribute::Attributes;
use crate::aws::arn::Arn;
use crate::aws::scope::Caller;
use crate::aws::text::Text;

/// A topic. Its state is behind one lock, held briefly and never together with another.
#[derive(Debug)]
pub struct Topic {
    /// The name.
    pub name: Text,
    /// The ARN.
    pub arn: Arn,
    /// The ARN as text.
    pub arn_text: Text,
    state: Mutex<State>,
}

/// What a topic keeps: plain data.
#[derive(Debug)]
pub struct State {
    /// What it is set to.
    pub attributes: Attributes,
    /// The tags.
    pub tags: BTreeMap<String, String>,
    /// The data protection policy, as it was given.
    pub data_protection: Option<String>,
    /// Who gets its messages: copied on a change only while a publish still reads the former ones.
    pub subscribers: Arc<Subscribers>,
    /// How many subscriptions were ended.
    pub subscriptions_deleted: u64,
    /// The order of its messages (FIFO).
    pub order: Order,
    /// Whether it is gone: who still holds it must not add to it.
    pub deleted: bool,
}

impl Topic {
    /// A topic without subscriptions.
    pub fn new(name: Text, arn: Arn, attributes: Attributes, tags: BTreeMap<String, String>) -> Self {
        let arn_text = arn.to_string().into();
        let state = State {
            attributes,
            tags,
            data_protection: None,
            subscribers: Arc::default(),
            subscriptions_deleted: 0,
            order: Order::default(),
            deleted: false,
        };
        Topic { name, arn, arn_text, state: Mutex::new(state) }
    }

    /// The state, locked.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is a FIFO topic.
    pub fn is_fifo(&self) -> bool {
        self.name.ends_with(".fifo")
    }
}

/// Reads an ARN parameter of the caller's region; another account's is allowed.
///
/// # Errors
/// `InvalidParameter`: no ARN, or one of another region.
pub fn arn(at: &Caller<'_>, text: Option<&str>, parameter: &str) -> Result<Arn, Error> {
    let text = text.unwrap_or_default();
    let parts = text.split(':').count();
    if parts < 6 {
        let reason = format!("{parameter} Reason: An ARN must have at least 6 elements, not {parts}");
        return Err(Error::parameter(reason));
    }
    let arn: Option<Arn> = text.parse().ok();
    arn.filter(|arn| arn.scope.region == at.scope.region && arn.service == "sns")
        .ok_or_else(|| Error::parameter(parameter.to_owned()))
}

impl Sns {
    /// The topic that a `TopicArn` names.
    pub(super) fn topic(&self, at: &Caller<'_>, text: Option<&str>) -> Result<Arc<Topic>, Error> {
        let arn = arn(at, text, "TopicArn")?;
        self.topic_by_arn(&arn).ok_or(Error::TopicDoesNotExist)
    }

    /// The topic that an ARN names.
    pub(super) fn topic_by_arn(&self, arn: &Arn) -> Option<Arc<Topic>> {
        self.shared.regions.find(&arn.scope)?.find(&arn.resource)
    }

    /// CreateTopic.
    pub(super) fn create_topic(
        &self,
        _at: &Caller<'_>,
        _input: CreateTopicInput,
    ) -> Result<CreateTopicResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// DeleteTopic.
    pub(super) fn delete_topic(&self, _at: &Caller<'_>, _input: DeleteTopicInput) -> Result<(), Error> {
        Err(Error::UserError("not yet".to_owned()))
    }

    /// ListTopics.
    pub(super) fn list_topics(&self, _at: &Caller<'_>, _input: ListTopicsInput) -> Result<ListTopicsResponse, Error> {
        Err(Error::UserError("not yet".to_owned()))
    }
}
