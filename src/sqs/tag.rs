//! The tags of queues.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html>

use super::Sqs;
use super::api::*;
use super::error::Error;
use crate::aws::pairs::Pairs;
use crate::aws::scope::Caller;

const MOST_TAGS: usize = 50;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

impl Sqs {
    /// ListQueueTags.
    pub(super) fn list_queue_tags(&self, at: &Caller<'_>, input: QueueRequest) -> Result<ListQueueTagsResult, Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let tags = queue.state().tags.clone();
        Ok(ListQueueTagsResult { tags: tags.into_iter().collect() })
    }

    /// TagQueue: adds tags and overwrites those of the same key; all of them or none.
    pub(super) fn tag_queue(&self, at: &Caller<'_>, input: TagQueueRequest) -> Result<(), Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let tags = input.tags.filter(|tags| !tags.is_empty()).ok_or(Error::MissingParameter("Tags"))?;
        check(&queue.name, &tags)?;
        let mut state = queue.state();
        let added = tags.0.iter().filter(|(key, _)| !state.tags.contains_key(key)).count();
        if state.tags.len() + added > MOST_TAGS {
            return Err(too_many(&queue.name));
        }
        state.tags.extend(tags.0);
        Ok(())
    }

    /// UntagQueue: keys that aren't there don't matter.
    pub(super) fn untag_queue(&self, at: &Caller<'_>, input: UntagQueueRequest) -> Result<(), Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let keys = input.tag_keys.unwrap_or_default();
        if keys.is_empty() {
            return Err(key_length());
        }
        let mut state = queue.state();
        for key in &keys {
            state.tags.remove(key);
        }
        Ok(())
    }
}

/// Checks the number of tags for a queue, their keys, and the length of their values.
///
/// # Errors
/// `InvalidParameterValue`.
pub fn check(queue: &str, tags: &Pairs<String>) -> Result<(), Error> {
    if tags.0.len() > MOST_TAGS {
        return Err(too_many(queue));
    }
    for (key, value) in &tags.0 {
        if !(1..=LONGEST_KEY).contains(&key.chars().count()) {
            return Err(key_length());
        }
        // In whatever case, as all of AWS's tags.
        if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
            return Err(Error::InvalidParameterValue(
                "Tag keys starting with 'aws:' are reserved for internal use".to_owned(),
            ));
        }
        if value.chars().count() > LONGEST_VALUE {
            return Err(Error::InvalidParameterValue(
                "Tag values must be between 0 and 256 characters in length.".to_owned(),
            ));
        }
    }
    Ok(())
}

fn key_length() -> Error {
    Error::InvalidParameterValue("Tag keys must be between 1 and 128 characters in length.".to_owned())
}

fn too_many(queue: &str) -> Error {
    Error::InvalidParameterValue(format!("Too many tags added for queue {queue}."))
}
