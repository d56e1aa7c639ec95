//! What a consumer does with a received message: delete it, or change how long it stays hidden.
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html>

use super::api::*;
use super::batch::{self, Entry};
use super::error::Error;
use super::{Sqs, required};
use crate::aws::scope::Caller;

const LONGEST: i64 = 43_200;

impl Sqs {
    /// DeleteMessage.
    pub(super) fn delete_message(&self, at: &Caller<'_>, input: DeleteMessageRequest) -> Result<(), Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let handle = required(input.receipt_handle, "ReceiptHandle")?;
        queue.delete(self.now(), &handle)
    }

    /// DeleteMessageBatch.
    pub(super) fn delete_message_batch(
        &self,
        at: &Caller<'_>,
        input: DeleteMessageBatchRequest,
    ) -> Result<BatchResult<DeleteMessageBatchResultEntry>, Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let entries = batch::entries(input.entries)?;
        let now = self.now();
        let delete = |entry: &DeleteMessageBatchRequestEntry| {
            queue.delete(now, entry.receipt_handle.as_deref().unwrap_or_default())
        };
        Ok(batch::run(entries, delete, |id| DeleteMessageBatchResultEntry { id }))
    }

    /// ChangeMessageVisibility.
    pub(super) fn change_message_visibility(
        &self,
        at: &Caller<'_>,
        input: ChangeMessageVisibilityRequest,
    ) -> Result<(), Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let handle = required(input.receipt_handle, "ReceiptHandle")?;
        queue.change_visibility(self.now(), &handle, timeout(input.visibility_timeout)?)
    }

    /// ChangeMessageVisibilityBatch.
    pub(super) fn change_message_visibility_batch(
        &self,
        at: &Caller<'_>,
        input: ChangeMessageVisibilityBatchRequest,
    ) -> Result<BatchResult<ChangeMessageVisibilityBatchResultEntry>, Error> {
        let queue = self.queue(at, input.queue_url.as_deref())?;
        let entries = batch::entries(input.entries)?;
        let now = self.now();
        let change = |entry: &ChangeMessageVisibilityBatchRequestEntry| {
            let handle = entry.receipt_handle.as_deref().unwrap_or_default();
            queue.change_visibility(now, handle, timeout(entry.visibility_timeout)?)
        };
        Ok(batch::run(entries, change, |id| ChangeMessageVisibilityBatchResultEntry { id }))
    }
}

fn timeout(seconds: Option<i64>) -> Result<u32, Error> {
    let seconds = seconds.ok_or(Error::MissingParameter("VisibilityTimeout"))?;
    let timeout = u32::try_from(seconds).ok().filter(|_| seconds <= LONGEST);
    timeout.ok_or_else(|| Error::value(seconds, "VisibilityTimeout", "Must be between 0 and 43200."))
}

impl Entry for DeleteMessageBatchRequestEntry {
    const SHAPE: &'static str = "DeleteMessageBatchRequestEntry";

    fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }
}

impl Entry for ChangeMessageVisibilityBatchRequestEntry {
    const SHAPE: &'static str = "ChangeMessageVisibilityBatchRequestEntry";

    fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }
}
