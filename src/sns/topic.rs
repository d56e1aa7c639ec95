//! Topics: made, listed, deleted, and found by their ARN.
//! <https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html>

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Sns;
use super::api::*;
use super::data_protection;
use super::error::Error;
use super::fifo::Order;
use super::list::{self, PAGE};
use super::permission;
use super::subscriber::Subscribers;
use super::tag;
use super::topic_attribute::{Attributes, Refusal};
use crate::aws::arn::Arn;
use crate::aws::check;
use crate::aws::page;
use crate::aws::policy::document;
use crate::aws::scope::Caller;
use crate::aws::text::Text;

const LONGEST_NAME: usize = 256;
const FIFO_SUFFIX: &str = ".fifo";

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
    pub attributes: Arc<Attributes>,
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
            attributes: Arc::new(attributes),
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

/// Refuses what has too few parts for an ARN.
///
/// # Errors
/// `InvalidParameter`.
pub fn check_parts(text: &str, parameter: &str) -> Result<(), Error> {
    match text.split(':').count() {
        parts @ 0..6 => {
            let reason = format!("{parameter} Reason: An ARN must have at least 6 elements, not {parts}");
            Err(Error::parameter(reason))
        }
        _ => Ok(()),
    }
}

/// Reads an ARN parameter of the caller's region; another account's is allowed.
///
/// # Errors
/// `InvalidParameter`: no ARN, or one of another region.
pub fn arn(at: &Caller<'_>, text: Option<&str>, parameter: &str) -> Result<Arn, Error> {
    let text = text.unwrap_or_default();
    check_parts(text, parameter)?;
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

    /// CreateTopic: makes one, or finds the one of that name if it is as wished.
    pub(super) fn create_topic(&self, at: &Caller<'_>, input: CreateTopicInput) -> Result<CreateTopicResponse, Error> {
        let name = input.name.unwrap_or_default();
        let wished = input.attributes.unwrap_or_default();
        let fifo = wished.get("FifoTopic").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let stem = name.strip_suffix(FIFO_SUFFIX);
        let named_well = check::is_name(stem.unwrap_or(&name), LONGEST_NAME) && name.len() <= LONGEST_NAME;
        if !named_well || stem.is_some() != fifo {
            return Err(Error::parameter("Topic Name"));
        }
        let now = self.now();
        let with = |mut attributes: Attributes| -> Result<Attributes, Error> {
            for (name, value) in wished.0.iter().filter(|(name, _)| name != "FifoTopic") {
                attributes.set(now, name, value).map_err(|refusal| match refusal {
                    Refusal::Name => Error::parameter(format!("Attributes Reason: Unknown attribute {name}")),
                    Refusal::Value(text) => Error::parameter(format!("Attributes Reason: {text}")),
                })?;
            }
            Ok(attributes)
        };
        let fresh = with(Attributes::of_kind(fifo))?;
        let tags = input.tags.filter(|tags| !tags.is_empty()).map(tag::check).transpose()?;
        let data_protection = input.data_protection_policy.map(data_protection::check).transpose()?.flatten();
        let arn = Arn::new("sns", &at.scope, name.clone());
        let topic = Topic::new(name.into(), arn, fresh, tags.clone().unwrap_or_default());
        topic.state().data_protection = data_protection;
        let topic_arn = topic.arn_text.to_string();
        let region = self.shared.regions.at(&at.scope);
        let known = {
            let mut topics = region.topics_mut();
            let known = topics.get(&topic.name).cloned();
            if known.is_none() {
                topics.insert(topic.name.clone(), Arc::new(topic));
            }
            known
        };
        match known {
            Some(known) => known.check_same(with, tags.as_ref()).map(|()| CreateTopicResponse { topic_arn }),
            None => Ok(CreateTopicResponse { topic_arn }),
        }
    }

    /// DeleteTopic: one that isn't there is deleted as well.
    pub(super) fn delete_topic(&self, at: &Caller<'_>, input: DeleteTopicInput) -> Result<(), Error> {
        let arn = arn(at, input.topic_arn.as_deref(), "TopicArn")?;
        let Some(topic) = self.topic_by_arn(&arn) else { return Ok(()) };
        {
            let mut state = topic.state();
            if state.attributes.archive_policy.is_some() {
                return Err(Error::InvalidState(
                    "Invalid state: Cannot delete a topic with an ArchivePolicy".to_owned(),
                ));
            }
            state.deleted = true;
        }
        let region = self.shared.regions.at(&arn.scope);
        {
            let mut topics = region.topics_mut();
            // Another call may have deleted it meanwhile, and made a new one of its name.
            if topics.get(&topic.name).is_some_and(|known| Arc::ptr_eq(known, &topic)) {
                topics.remove(&topic.name);
            }
        }
        self.orphan(&topic);
        Ok(())
    }

    /// ListTopics, by their names.
    pub(super) fn list_topics(&self, at: &Caller<'_>, input: ListTopicsInput) -> Result<ListTopicsResponse, Error> {
        let after = list::after(input.next_token)?;
        let region = self.shared.regions.at(&at.scope);
        let topics = region.topics();
        let from = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let names = topics.range::<str, _>((from, Bound::Unbounded)).map(|(_, topic)| topic);
        let (page, next_token) = page::cut(names, PAGE, |topic| &topic.name);
        let topics = page.iter().map(|topic| super::api::Topic { topic_arn: topic.arn_text.to_string() }).collect();
        Ok(ListTopicsResponse { topics, next_token })
    }
}

impl Topic {
    /// Checks that it is as somebody wishes who creates it again.
    fn check_same(
        &self,
        with: impl Fn(Attributes) -> Result<Attributes, Error>,
        tags: Option<&BTreeMap<String, String>>,
    ) -> Result<(), Error> {
        let state = self.state();
        let mut wished = with(Attributes::clone(&state.attributes))?;
        let policy = |set: &Option<String>| document(&permission::policy(self, set.as_deref()));
        if policy(&wished.policy) == policy(&state.attributes.policy) {
            wished.policy.clone_from(&state.attributes.policy);
        }
        if wished != *state.attributes {
            return Err(Error::parameter("Attributes Reason: Topic already exists with different attributes"));
        }
        let same = |(key, value): (&String, &String)| state.tags.get(key) == Some(value);
        if !tags.into_iter().flatten().all(same) {
            return Err(Error::parameter("Tags Reason: Topic already exists with different tags"));
        }
        Ok(())
    }
}
