//! The shape of one call on a service, whatever protocol brought it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::fault::Fault;
use super::scope::Caller;

/// One call: an operation's name, who calls, and an input that is decoded by the type the operation wants.
/// A service's door is a `match` on [`operation`](Call::operation) with a line an operation.
pub trait Call: Sync {
    /// What the protocol makes of an outcome.
    type Reply: Send;

    /// The operation's name, such as `SendMessage`.
    fn operation(&self) -> &str;

    /// Who calls.
    fn caller(&self) -> &Caller<'_>;

    /// Whether the caller has hung up, so that an answer won't reach it. Asking costs a system call.
    fn has_left(&self) -> bool {
        false
    }

    /// Decodes the input.
    ///
    /// # Errors
    /// AWS's answer to a body that isn't of the operation's shape.
    fn input<I: DeserializeOwned>(&self) -> Result<I, Fault>;

    /// Encodes an outcome.
    fn reply<O: Serialize>(&self, outcome: Result<O, Fault>) -> Self::Reply;

    /// The answer to an operation that the service doesn't have.
    fn unknown(&self) -> Self::Reply;

    /// Decodes, runs and encodes an operation.
    fn run<I: DeserializeOwned, O: Serialize, E: Into<Fault>>(
        &self,
        operation: impl FnOnce(I) -> Result<O, E>,
    ) -> Self::Reply {
        self.reply(self.input().and_then(|input| operation(input).map_err(Into::into)))
    }
}
