//! Receipt handles: opaque to clients, to us the queue, the message and the receive they stand for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::message::Key;
use crate::aws::ids::mix;

/// What a handle stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The message.
    pub key: Key,
    /// Which of its receives.
    pub mark: u64,
}

/// AWS's handles begin with `AQEB`; so do these three bytes in base64.
const HEAD: [u8; 5] = [1, 1, 1, 0, 0];
const LENGTH: usize = HEAD.len() + 5 * 8;

impl Receipt {
    /// The handle's text. `queue` is the queue's own number, which nobody else has.
    pub fn handle(self, queue: u64) -> String {
        let words = [queue, self.key.sent as u64, self.key.arrival, self.mark];
        let mut bytes = [0; LENGTH];
        bytes[..HEAD.len()].copy_from_slice(&HEAD);
        for (slot, word) in bytes[HEAD.len()..].chunks_exact_mut(8).zip(words.into_iter().chain([check(words)])) {
            slot.copy_from_slice(&word.to_be_bytes());
        }
        STANDARD.encode(bytes)
    }

    /// Reads a handle that `queue` gave; nothing if it is another's or made up.
    pub fn parse(handle: &str, queue: u64) -> Option<Self> {
        let mut bytes = [0; LENGTH];
        if STANDARD.decode_slice(handle, &mut bytes).ok()? != LENGTH || bytes[..HEAD.len()] != HEAD {
            return None;
        }
        let mut words = [0; 5];
        for (word, slot) in words.iter_mut().zip(bytes[HEAD.len()..].chunks_exact(8)) {
            *word = u64::from_be_bytes(slot.try_into().ok()?);
        }
        let [owner, sent, arrival, mark, sum] = words;
        let genuine = owner == queue && sum == check([owner, sent, arrival, mark]);
        genuine.then_some(Receipt { key: Key { sent: sent as i64, arrival }, mark })
    }
}

/// Finds altered handles; no protection against those who want to forge one.
fn check(words: [u64; 4]) -> u64 {
    words.iter().fold(0, |sum, word| mix(sum ^ word))
}
