//! When a delivery that failed is tried again, and when it is given up: plain arithmetic on attempts and times.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html>

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::aws::time::Time;

/// How often and when a failed delivery is tried again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retry {
    /// The retries after the first attempt, in order.
    pub phases: Vec<Phase>,
    /// Counted from the first attempt; a retry that would come later is not made.
    pub most_age: Option<Duration>,
    /// How much of a delay is left to chance: 0.5 means between half of it and all of it.
    pub jitter: f64,
}

/// Some retries whose delays follow one rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// How many.
    pub retries: u32,
    /// Before the first of them.
    pub from: Duration,
    /// Before the last of them.
    pub to: Duration,
    /// How the delay grows from one to the other.
    pub backoff: Backoff,
}

/// How delays grow, by the names of SNS's delivery policies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backoff {
    /// By the same step each time.
    #[default]
    Linear,
    /// By a step that grows evenly.
    Arithmetic,
    /// By the same factor each time.
    Geometric,
    /// Doubling from the first delay, up to the last one.
    Exponential,
}

/// Why a delivery is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The receiver's answer won't change.
    ClientError,
    /// All attempts were made.
    MaximumRetryAttempts,
    /// The next attempt would come too late.
    MaximumEventAge,
}

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Another attempt then.
    At(Time),
    /// Nothing more.
    GiveUp(Reason),
}

impl Retry {
    /// No retry at all.
    pub const NONE: Retry = Retry { phases: Vec::new(), most_age: None, jitter: 0.0 };

    /// What SNS does for SQS, Lambda and Firehose: 100,015 retries over 23 days.
    pub fn of_aws_endpoints() -> Self {
        let phases = vec![
            Phase::even(3, 0),
            Phase::even(2, 1),
            Phase::growing(10, 1, 20, Backoff::Exponential),
            Phase::even(100_000, 20),
        ];
        Retry { phases, most_age: None, jitter: 0.0 }
    }

    /// What SNS does for email, SMS and mobile pushes: 50 retries over more than 6 hours.
    pub fn of_customer_endpoints() -> Self {
        let phases = vec![Phase::even(2, 10), Phase::growing(10, 10, 600, Backoff::Exponential), Phase::even(38, 600)];
        Retry { phases, most_age: None, jitter: 0.0 }
    }

    /// What EventBridge does for targets that set nothing else: 185 retries over 24 hours.
    pub fn of_event_targets() -> Self {
        let phases = vec![Phase::growing(10, 1, 480, Backoff::Exponential), Phase::even(175, 480)];
        Retry { phases, most_age: Some(Duration::from_secs(86_400)), jitter: 0.1 }
    }

    /// The same with no more retries than these.
    pub fn at_most(mut self, retries: u32) -> Self {
        let mut left = retries;
        for phase in &mut self.phases {
            phase.retries = phase.retries.min(left);
            left -= phase.retries;
        }
        self
    }

    /// What follows when `attempts` of them have failed, the first at `first` and the latest `now`. `chance` is any
    /// number: the same one gives the same jitter.
    pub fn next(&self, attempts: u32, first: Time, now: Time, chance: u64) -> Next {
        self.next_from(attempts, first, now, now, chance)
    }

    /// The same where the receiver has asked to be left alone until `earliest`.
    pub fn next_from(&self, attempts: u32, first: Time, now: Time, earliest: Time, chance: u64) -> Next {
        let Some(delay) = self.delay(attempts) else { return Next::GiveUp(Reason::MaximumRetryAttempts) };
        let part = (chance >> 11) as f64 / (1_u64 << 53) as f64;
        let at = earliest.max(now + delay.mul_f64(1.0 - self.jitter.clamp(0.0, 1.0) * part));
        match self.most_age {
            Some(most) if at.since(first) > most => Next::GiveUp(Reason::MaximumEventAge),
            _ => Next::At(at),
        }
    }

    /// How many retries there are in all.
    pub fn retries(&self) -> u32 {
        self.phases.iter().fold(0, |sum, phase| sum.saturating_add(phase.retries))
    }

    /// The delay before the retry that follows `attempts` attempts; none where no more is made.
    pub fn delay(&self, attempts: u32) -> Option<Duration> {
        let mut before = attempts.checked_sub(1)?;
        for phase in &self.phases {
            if before < phase.retries {
                return Some(phase.delay(before));
            }
            before -= phase.retries;
        }
        None
    }
}

impl Phase {
    /// Retries at even distances, in seconds.
    pub fn even(retries: u32, seconds: u64) -> Self {
        Phase::growing(retries, seconds, seconds, Backoff::Linear)
    }

    /// Retries whose distances grow, in seconds.
    pub fn growing(retries: u32, from: u64, to: u64, backoff: Backoff) -> Self {
        Phase { retries, from: Duration::from_secs(from), to: Duration::from_secs(to), backoff }
    }

    /// The delay before the retry of this number, from 0.
    fn delay(&self, number: u32) -> Duration {
        let (from, to) = (self.from.as_secs_f64(), self.to.as_secs_f64());
        let last = self.retries.saturating_sub(1);
        if last == 0 || from >= to {
            return self.from;
        }
        let way = f64::from(number) / f64::from(last);
        let seconds = match self.backoff {
            Backoff::Linear => from + (to - from) * way,
            // The steps are 1, 2, 3, … parts of the way.
            Backoff::Arithmetic => {
                let parts = |n: u32| f64::from(n) * (f64::from(n) + 1.0) / 2.0;
                from + (to - from) * parts(number) / parts(last)
            }
            Backoff::Geometric if from > 0.0 => from * (to / from).powf(way),
            Backoff::Geometric => to * way,
            Backoff::Exponential => {
                let start = if from > 0.0 { from } else { 1.0 };
                (start * 2_f64.powi(i32::try_from(number).unwrap_or(i32::MAX))).min(to)
            }
        };
        Duration::from_millis((seconds * 1000.0).round() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(retry: &Retry, most: u32) -> Vec<f64> {
        (1..=most).map_while(|attempts| retry.delay(attempts)).map(|delay| delay.as_secs_f64()).collect()
    }

    #[test]
    fn aws_endpoints_are_tried_for_23_days() {
        let retry = Retry::of_aws_endpoints();
        let first = delays(&retry, 17);
        assert_eq!(
            first,
            [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 2.0, 4.0, 8.0, 16.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0]
        );
        assert_eq!(retry.retries(), 100_015);
        let total: f64 = delays(&retry, u32::MAX).iter().sum();
        assert_eq!((total / 86_400.0) as u32, 23);
    }

    #[test]
    fn customers_endpoints_are_tried_for_six_hours() {
        let all = delays(&Retry::of_customer_endpoints(), u32::MAX);
        assert_eq!(all.len(), 50);
        assert!(all.iter().sum::<f64>() > 6.0 * 3600.0);
    }

    #[test]
    fn each_backoff_goes_from_the_least_to_the_most() {
        let cases = [
            (Backoff::Linear, [1.0, 3.0, 5.0, 7.0, 9.0]),
            (Backoff::Arithmetic, [1.0, 1.8, 3.4, 5.8, 9.0]),
            (Backoff::Geometric, [1.0, 1.732, 3.0, 5.196, 9.0]),
            (Backoff::Exponential, [1.0, 2.0, 4.0, 8.0, 9.0]),
        ];
        for (backoff, expected) in cases {
            let retry = Retry { phases: vec![Phase::growing(5, 1, 9, backoff)], most_age: None, jitter: 0.0 };
            assert_eq!(delays(&retry, 9), expected, "{backoff:?}");
        }
    }

    #[test]
    fn it_ends_by_attempts_or_by_age() {
        let start = Time::from_millis(0);
        let retry = Retry { phases: vec![Phase::even(2, 10)], most_age: Some(Duration::from_secs(15)), jitter: 0.0 };
        let at = |seconds: i64| Time::from_millis(seconds * 1000);
        assert_eq!(retry.next(1, start, start, 0), Next::At(at(10)));
        assert_eq!(retry.next(2, start, at(10), 0), Next::GiveUp(Reason::MaximumEventAge));
        assert_eq!(retry.next(3, start, at(11), 0), Next::GiveUp(Reason::MaximumRetryAttempts));
        assert_eq!(Retry::NONE.next(1, start, start, 0), Next::GiveUp(Reason::MaximumRetryAttempts));
    }

    #[test]
    fn jitter_shortens_a_delay_by_chance_alone() {
        let retry = Retry { phases: vec![Phase::even(1, 10)], most_age: None, jitter: 0.5 };
        let start = Time::from_millis(0);
        let with = |chance| match retry.next(1, start, start, chance) {
            Next::At(at) => at.millis(),
            Next::GiveUp(_) => -1,
        };
        assert_eq!((with(0), with(u64::MAX), with(1 << 63)), (10_000, 5_000, 7_500));
    }
}
