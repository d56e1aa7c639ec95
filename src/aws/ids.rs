//! Ids and random choices, all drawn from one seeded sequence: the same seed gives the same run.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

/// SplitMix64 over a shared counter: a draw is one atomic add, so that threads don't wait for each other,
/// and no two draws of one run are equal (the mix is a bijection).
#[derive(Debug)]
pub struct Ids {
    seed: u64,
    state: AtomicU64,
}

/// The odd constant by which SplitMix64 steps.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Ids {
    /// The sequence of `seed`.
    pub fn new(seed: u64) -> Self {
        Ids { seed, state: AtomicU64::new(mix(seed)) }
    }

    /// Begins the sequence anew.
    pub fn reset(&self) {
        self.state.store(mix(self.seed), Ordering::Relaxed);
    }

    /// The next 64 random bits.
    pub fn bits(&self) -> u64 {
        mix(self.state.fetch_add(STEP, Ordering::Relaxed))
    }

    /// A random (version 4) UUID.
    pub fn uuid(&self) -> Uuid {
        let state = self.state.fetch_add(STEP.wrapping_mul(2), Ordering::Relaxed);
        let (high, low) = (mix(state), mix(state.wrapping_add(STEP)));
        uuid::Builder::from_random_bytes((u128::from(high) << 64 | u128::from(low)).to_be_bytes()).into_uuid()
    }

    /// A number that only this run knows, to tell its own tokens from made-up ones.
    pub fn secret(&self) -> u64 {
        mix(!self.seed)
    }
}

/// SplitMix64's finalizer: every bit of the input stirs every bit of the output.
pub fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}
