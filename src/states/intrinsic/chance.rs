//! Where random numbers come from.

use uuid::Uuid;

use crate::aws::ids::Ids;

/// The random draws of `States.MathRandom` and `States.UUID`.
pub trait Chance {
    /// The next 64 random bits.
    fn bits(&self) -> u64;

    /// A random (version 4) UUID.
    fn uuid(&self) -> Uuid;
}

impl Chance for Ids {
    fn bits(&self) -> u64 {
        Ids::bits(self)
    }

    fn uuid(&self) -> Uuid {
        Ids::uuid(self)
    }
}
