//! Creating, finding, listing, setting, purging and deleting queues.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::api::*;
use super::attribute::{self, Attributes};
use super::error::Error;
use super::queue::{Queue, State};
use super::{Region, Sqs, required, tag, url};
use crate::aws::arn::Arn;
use crate::aws::check;
use crate::aws::page;
use crate::aws::pairs::Pairs;
use crate::aws::scope::{Caller, is_account};
use crate::aws::text::Text;
use crate::aws::time::Time;

/// How long a deleted name and a purged queue must rest on AWS.
const REST: Duration = Duration::from_secs(60);

const LONGEST_NAME: usize = 80;

const MOST_LISTED: usize = 1000;

impl Sqs {
    /// CreateQueue: makes a queue, or finds the one that is already as wished.
    pub(super) fn create_queue(&self, at: &Caller<'_>, input: CreateQueueRequest) -> Result<QueueUrlResult, Error> {
        let name = input.queue_name.ok_or(Error::MissingParameter("QueueName"))?;
        let given = input.attributes.unwrap_or_default();
        let given = || given.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fifo = given().any(|(name, value)| name == "FifoQueue" && value.eq_ignore_ascii_case("true"));
        check_name(&name, fifo)?;
        let mut attributes = Attributes::new(fifo);
        attributes.set(given())?;
        let tags = input.tags.unwrap_or_default();
        tag::check(&name, &tags)?;

        let now = self.now();
        let arn = Arn::new("sqs", &at.scope, &name);
        let region = self.shared.regions.at(&at.scope);
        let url = url::of(at, &self.shared.home, &at.scope, &name);
        if let Some(queue) = region.find(&name) {
            return same_as_wished(&queue, given()).map(|()| QueueUrlResult { queue_url: url });
        }
        self.check_redrive(&attributes, &arn)?;
        if self.shared.strict && region.rests(now, &name) {
            return Err(Error::QueueDeletedRecently);
        }
        let text: Text = name.as_str().into();
        let queue = Queue::new(text.clone(), arn, self.shared.ids.bits(), attributes, now);
        queue.state().tags.extend(tags.0);
        let kept = Arc::clone(region.queues_mut().entry(text).or_insert_with(|| Arc::new(queue)));
        // Of two that create the same name at once, the second one finds the first one's.
        same_as_wished(&kept, given())?;
        Ok(QueueUrlResult { queue_url: url })
    }

    /// DeleteQueue.
    pub(super) fn delete_queue(&self, at: &Caller<'_>, input: QueueRequest) -> Result<(), Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let region = self.shared.regions.at(&queue.arn.scope);
        region.queues_mut().remove(&queue.name);
        if self.shared.strict {
            let mut deleted = region.deleted.lock().unwrap_or_else(PoisonError::into_inner);
            deleted.insert(queue.name.clone(), self.now());
        }
        queue.end();
        Ok(())
    }

    /// GetQueueUrl.
    pub(super) fn get_queue_url(&self, at: &Caller<'_>, input: GetQueueUrlRequest) -> Result<QueueUrlResult, Error> {
        let name = required(input.queue_name, "QueueName")?;
        let mut scope = at.scope.clone();
        if let Some(owner) = input.queue_owner_aws_account_id.filter(|owner| is_account(owner)) {
            scope.account = owner.into();
        }
        let region = self.shared.regions.find(&scope).ok_or(Error::QueueDoesNotExist)?;
        let queue = region.find(&name).ok_or(Error::QueueDoesNotExist)?;
        Ok(QueueUrlResult { queue_url: url::of(at, &self.shared.home, &scope, &queue.name) })
    }

    /// ListQueues: by name.
    pub(super) fn list_queues(&self, at: &Caller<'_>, input: ListQueuesRequest) -> Result<ListQueuesResult, Error> {
        let size = page_size(input.max_results)?;
        let after = after(input.next_token)?;
        let prefix = input.queue_name_prefix.unwrap_or_default();
        let region = self.shared.regions.at(&at.scope);
        let queues = region.queues();
        let names =
            queues.keys().filter(|name| name.starts_with(&prefix) && after.as_deref().is_none_or(|a| &***name > a));
        let (names, next_token) = page::cut(names, size, |name| name);
        let urls = names.iter().map(|name| url::of(at, &self.shared.home, &at.scope, name));
        // A token comes only to those who asked for pages.
        Ok(ListQueuesResult { queue_urls: urls.collect(), next_token: input.max_results.and(next_token) })
    }

    /// ListDeadLetterSourceQueues: the queues whose dead letters come here.
    pub(super) fn list_dead_letter_source_queues(
        &self,
        at: &Caller<'_>,
        input: ListDeadLetterSourceQueuesRequest,
    ) -> Result<ListDeadLetterSourceQueuesResult, Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let size = page_size(input.max_results)?;
        let after = after(input.next_token)?;
        let sources = self.dead_letter_sources(&queue);
        let names = sources.iter().filter(|source| after.as_deref().is_none_or(|a| &*source.name > a));
        let (sources, next_token) = page::cut(names, size, |source| &source.name);
        let urls = sources.iter().map(|source| url::of(at, &self.shared.home, &source.arn.scope, &source.name));
        Ok(ListDeadLetterSourceQueuesResult {
            queue_urls: urls.collect(),
            next_token: input.max_results.and(next_token),
        })
    }

    /// The queues of the same account and region whose redrive policy names this one, by name.
    pub(super) fn dead_letter_sources(&self, target: &Queue) -> Vec<Arc<Queue>> {
        let region = self.shared.regions.at(&target.arn.scope);
        let queues: Vec<_> = region.queues().values().cloned().collect();
        let names_it =
            |queue: &Arc<Queue>| queue.state().attributes.redrive.as_ref().is_some_and(|p| p.target == target.arn);
        queues.into_iter().filter(names_it).collect()
    }

    /// PurgeQueue.
    pub(super) fn purge_queue(&self, at: &Caller<'_>, input: QueueRequest) -> Result<(), Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let now = self.now();
        if self.shared.strict && queue.state().purged.is_some_and(|purged| now < purged + REST) {
            return Err(Error::PurgeQueueInProgress(queue.name.to_string()));
        }
        queue.purge(now);
        Ok(())
    }

    /// GetQueueAttributes.
    pub(super) fn get_queue_attributes(
        &self,
        at: &Caller<'_>,
        input: GetQueueAttributesRequest,
    ) -> Result<GetQueueAttributesResult, Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let asked = input.attribute_names.unwrap_or_default();
        let names = attribute::selected(&asked)?;
        Ok(GetQueueAttributesResult { attributes: shown(&queue, self.now(), names) })
    }

    /// SetQueueAttributes: all of them or, with one that isn't taken, none.
    pub(super) fn set_queue_attributes(&self, at: &Caller<'_>, input: SetQueueAttributesRequest) -> Result<(), Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let given = input.attributes.ok_or(Error::MissingParameter("Attributes"))?;
        let given = || given.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let mut attributes = queue.state().attributes.clone();
        attributes.set(given())?;
        if given().any(|(name, _)| name == "RedrivePolicy") {
            self.check_redrive(&attributes, &queue.arn)?;
        }
        let now = self.now();
        {
            let mut state = queue.state();
            // Set again on what is there now: another call may have set others in between.
            let mut attributes = state.attributes.clone();
            attributes.set(given())?;
            state.set_attributes(now, attributes);
        }
        queue.line.ring();
        Ok(())
    }

    /// Whether the dead-letter queue of a redrive policy is there, of the same kind, and takes this queue's messages.
    fn check_redrive(&self, attributes: &Attributes, source: &Arn) -> Result<(), Error> {
        let Some(policy) = &attributes.redrive else { return Ok(()) };
        let refuse = |reason: &str| Err(Error::value(&policy.document, "RedrivePolicy", reason));
        let Some(target) = self.queue_by_arn(&policy.target) else {
            return refuse("Dead letter target does not exist.");
        };
        if target.is_fifo() != attributes.fifo.is_some() {
            return refuse("Dead-letter queue must be same type of queue as the source.");
        }
        let source = source.to_string();
        let refused = target.state().attributes.redrive_allow.as_ref().is_some_and(|allow| !allow.allows(&source));
        if refused {
            return refuse("The dead-letter queue does not allow this queue as a source.");
        }
        Ok(())
    }
}

impl Region {
    /// Whether a name was deleted so lately that AWS would refuse it.
    fn rests(&self, now: Time, name: &str) -> bool {
        let mut deleted = self.deleted.lock().unwrap_or_else(PoisonError::into_inner);
        deleted.retain(|_, at| now < *at + REST);
        deleted.contains_key(name)
    }
}

fn check_name(name: &str, fifo: bool) -> Result<(), Error> {
    let suffix = name.strip_suffix(".fifo");
    let allowed = name.len() <= LONGEST_NAME && check::is_name(suffix.unwrap_or(name), LONGEST_NAME);
    match (fifo, suffix) {
        (true, Some(_)) | (false, None) if allowed => Ok(()),
        (true, _) => Err(Error::InvalidParameterValue(
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with \
             .fifo suffix and be 1 to 80 in length"
                .to_owned(),
        )),
        (false, _) => Err(Error::InvalidParameterValue(
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length".to_owned(),
        )),
    }
}

/// Whether an existing queue has the attributes that a CreateQueue gives; what it doesn't give is not compared.
fn same_as_wished<'a>(queue: &Queue, given: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Result<(), Error> {
    let state = queue.state();
    let mut wished = state.attributes.clone();
    // Against this queue some attributes can't even be set: those of the other kind.
    wished.set(given.clone())?;
    for (name, _) in given {
        if !same_value(wished.get(name).as_deref(), state.attributes.get(name).as_deref()) {
            return Err(Error::QueueNameExists(name.to_owned()));
        }
    }
    Ok(())
}

/// Equal as text, or as JSON.
fn same_value(a: Option<&str>, b: Option<&str>) -> bool {
    let json = |text: Option<&str>| text.and_then(|t| serde_json::from_str::<Value>(t).ok()).filter(Value::is_object);
    a == b || json(a).is_some_and(|a| Some(a) == json(b))
}

/// The attributes of these names that the queue has, as AWS shows them.
pub fn shown<'n>(queue: &Queue, now: Time, names: impl IntoIterator<Item = &'n str>) -> Pairs<String> {
    let mut state = queue.state();
    let show = |name: &'n str| Some((name.to_owned(), value(queue, &mut state, now, name)?));
    names.into_iter().filter_map(show).collect()
}

fn value(queue: &Queue, state: &mut State, now: Time, name: &str) -> Option<String> {
    match name {
        "ApproximateNumberOfMessages" => Some(state.counts(now).visible.to_string()),
        "ApproximateNumberOfMessagesDelayed" => Some(state.counts(now).delayed.to_string()),
        "ApproximateNumberOfMessagesNotVisible" => Some(state.counts(now).in_flight.to_string()),
        "CreatedTimestamp" => Some(state.created.seconds().to_string()),
        "LastModifiedTimestamp" => Some(state.modified.seconds().to_string()),
        "QueueArn" => Some(queue.arn_text.to_string()),
        _ => state.attributes.get(name),
    }
}

fn page_size(asked: Option<i64>) -> Result<usize, Error> {
    let Some(asked) = asked else { return Ok(MOST_LISTED) };
    usize::try_from(asked)
        .ok()
        .filter(|size| (1..=MOST_LISTED).contains(size))
        .ok_or_else(|| Error::value(asked, "MaxResults", "MaxResults must be an integer between 1 and 1000."))
}

fn after(token: Option<String>) -> Result<Option<String>, Error> {
    let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(None) };
    let name =
        page::after(&token).ok_or_else(|| Error::value(&token, "NextToken", "Invalid or expired next token."))?;
    Ok(Some(name))
}
