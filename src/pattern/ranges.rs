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
    /// The levels that have any.
    levels: Vec<Level>,
}

/// The ranges of one level.
#[derive(Clone, Debug)]
struct Level {
    level: u32,
    count: u32,
    /// No range here, nor any that was here before, begins lower or ends higher.
    low: u64,
    high: u64,
}

fn level(low: u64, high: u64) -> u32 {
    63 - (low ^ high).leading_zeros().min(63)
}

fn middle(number: u64, level: u32) -> u64 {
    (number >> level | 1) << level
}

impl Ranges {
    /// How many ranges there are.
    pub fn places(&self) -> usize {
        self.by_low.len()
    }

    /// Files a pattern under the range from `low` to `high`, which is the larger one.
    pub fn add(&mut self, (low, high): (u64, u64), entry: Entry, above: Above<'_>) {
        let level = level(low, high);
        let middle = middle(high, level);
        if let Some(list) = self.by_low.get_mut(&(middle, low, high)) {
            list.add(entry, above);
            return;
        }
        self.by_low.insert((middle, low, high), List::One(entry));
        self.by_high.insert((middle, high, low), ());
        match self.levels.iter_mut().find(|known| known.level == level) {
            Some(known) => {
                known.count += 1;
                (known.low, known.high) = (known.low.min(low), known.high.max(high));
            }
            None => self.levels.push(Level { level, count: 1, low, high }),
        }
    }

    /// Takes a pattern out.
    pub fn remove(&mut self, (low, high): (u64, u64), entry: Entry, above: Above<'_>) {
        let level = level(low, high);
        let middle = middle(high, level);
        let Some(list) = self.by_low.get_mut(&(middle, low, high)) else { return };
        if list.remove(entry, above) > 0 {
            return;
        }
        self.by_low.remove(&(middle, low, high));
        self.by_high.remove(&(middle, high, low));
        if let Some(at) = self.levels.iter().position(|known| known.level == level) {
            self.levels[at].count -= 1;
            if self.levels[at].count == 0 {
                self.levels.swap_remove(at);
            }
        }
    }

    /// Finds the patterns whose range holds a number.
    pub fn visit(&self, number: u64, subject: &Subject<'_>, found: &mut Found) {
        for level in self.levels.iter().filter(|level| (level.low..=level.high).contains(&number)) {
            let middle = middle(number, level.level);
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
