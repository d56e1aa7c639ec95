//! Ranges of numbers, of which those that hold a number are found without looking at the others.
//!
//! Each range lies at the one number in its middle that has the most zero bits at its end (a tree over all numbers that
//! nobody has to balance). A number has one such middle at each level to look at: from below it, only where ranges begin
//! matters; from above, only where they end.

use std::collections::BTreeMap;

use super::list::{Above, Entry, Found, List};
use super::subject::Subject;

/// Lists of patterns by range.
#[derive(Clone, Debug, Default)]
pub struct Ranges {
    /// By middle, low end and high end.
    by_low: BTreeMap<(u64, u64, u64), List>,
    /// By middle and high end: the low ends.
    by_high: BTreeMap<(u64, u64, u64), ()>,
    /// How many ranges there are at each level that has any.
    levels: Vec<(u32, u32)>,
    /// How many patterns there are in all lists.
    len: usize,
}

fn level(low: u64, high: u64) -> u32 {
    63 - (low ^ high).leading_zeros().min(63)
}

fn middle(number: u64, level: u32) -> u64 {
    (number >> level | 1) << level
}

impl Ranges {
    /// How many patterns there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Files a pattern under the range from `low` to `high`, which is the larger one.
    pub fn add(&mut self, (low, high): (u64, u64), entry: Entry, above: Above<'_>) {
        let level = level(low, high);
        let middle = middle(high, level);
        if let Some(list) = self.by_low.get_mut(&(middle, low, high)) {
            self.len += usize::from(list.add(entry, above));
            return;
        }
        self.len += 1;
        self.by_low.insert((middle, low, high), List::One(entry));
        self.by_high.insert((middle, high, low), ());
        match self.levels.iter_mut().find(|(known, _)| *known == level) {
            Some((_, count)) => *count += 1,
            None => self.levels.push((level, 1)),
        }
    }

    /// Takes a pattern out.
    pub fn remove(&mut self, (low, high): (u64, u64), entry: Entry, above: Above<'_>) {
        let level = level(low, high);
        let middle = middle(high, level);
        let Some(list) = self.by_low.get_mut(&(middle, low, high)) else { return };
        let before = list.len();
        let left = list.remove(entry, above);
        self.len -= before - left;
        if left > 0 {
            return;
        }
        self.by_low.remove(&(middle, low, high));
        self.by_high.remove(&(middle, high, low));
        if let Some(at) = self.levels.iter().position(|(known, _)| *known == level) {
            self.levels[at].1 -= 1;
            if self.levels[at].1 == 0 {
                self.levels.swap_remove(at);
            }
        }
    }

    /// Finds the patterns whose range holds a number.
    pub fn visit(&self, number: u64, subject: &Subject<'_>, found: &mut Found) {
        for (level, _) in &self.levels {
            let middle = middle(number, *level);
            if number < middle {
                let lists = self.by_low.range((middle, 0, 0)..=(middle, number, u64::MAX));
                lists.for_each(|(_, list)| list.visit(subject, found));
            } else {
                let ends = self.by_high.range((middle, number, 0)..=(middle, u64::MAX, u64::MAX));
                let lists = ends.filter_map(|((_, high, low), ())| self.by_low.get(&(middle, *low, *high)));
                lists.for_each(|list| list.visit(subject, found));
            }
        }
    }
}
