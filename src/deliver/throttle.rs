//! Throttles: when a receiver that takes only so much a second lets the next attempt in.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::aws::time::Time;

const SECOND: Duration = Duration::from_secs(1);

/// Lets attempts in. It belongs to a receiver, and outlives a change of its rate.
#[derive(Debug)]
pub enum Throttle {
    /// At even distances; when the next one may pass.
    Even(Mutex<Time>),
    /// As they come, but in no second more than allowed; when the latest were let in, in order.
    Burst(Mutex<VecDeque<Time>>),
}

impl Default for Throttle {
    fn default() -> Self {
        Throttle::Even(Mutex::default())
    }
}

/// A throttle, and how many it lets through a second.
#[derive(Clone, Debug)]
pub struct Pace {
    /// The receiver's throttle.
    pub throttle: Arc<Throttle>,
    /// At least one.
    pub per_second: u64,
}

impl Pace {
    /// The time at which the next one may pass, taken by whoever asks.
    pub fn take(&self, now: Time) -> Time {
        let per_second = self.per_second.max(1);
        match &*self.throttle {
            Throttle::Even(free) => {
                let mut free = lock(free);
                let slot = now.max(*free);
                *free = slot + SECOND / u32::try_from(per_second).unwrap_or(u32::MAX);
                slot
            }
            Throttle::Burst(latest) => {
                let mut latest = lock(latest);
                while latest.front().is_some_and(|at| *at + SECOND <= now) {
                    latest.pop_front();
                }
                let most = usize::try_from(per_second).unwrap_or(usize::MAX);
                while latest.len() > most {
                    latest.pop_front();
                }
                // Nobody overtakes who waits already.
                let mut slot = latest.back().map_or(now, |at| now.max(*at));
                if latest.len() == most
                    && let Some(first) = latest.pop_front()
                {
                    slot = slot.max(first + SECOND);
                }
                latest.push_back(slot);
                slot
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(throttle: Throttle, per_second: u64, times: &[i64]) -> Vec<i64> {
        let pace = Pace { throttle: throttle.into(), per_second };
        times.iter().map(|at| pace.take(Time::from_millis(*at)).millis()).collect()
    }

    #[test]
    fn even_ones_keep_their_distance() {
        assert_eq!(slots(Throttle::default(), 2, &[0, 0, 0, 5_000]), [0, 500, 1_000, 5_000]);
    }

    #[test]
    fn bursts_pass_up_to_the_rate() {
        let burst = || Throttle::Burst(Mutex::default());
        assert_eq!(slots(burst(), 2, &[0, 0, 0, 0, 0, 500]), [0, 0, 1_000, 1_000, 2_000, 2_000]);
        assert_eq!(slots(burst(), 2, &[0, 900, 950, 1_000, 1_950]), [0, 900, 1_000, 1_900, 2_000]);
        assert_eq!(slots(burst(), u64::MAX, &[7; 4]), [7; 4]);
    }

    #[test]
    fn a_changed_rate_holds_for_what_comes() {
        let throttle = Arc::new(Throttle::Burst(Mutex::default()));
        let take = |per_second| {
            let pace = Pace { throttle: Arc::clone(&throttle), per_second };
            pace.take(Time::from_millis(0)).millis()
        };
        assert_eq!([take(1), take(1), take(3), take(3), take(1)], [0, 1_000, 1_000, 1_000, 2_000]);
    }
}
