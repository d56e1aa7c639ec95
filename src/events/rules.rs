//! The rules of one bus: by name, by what they match, and when those on a schedule fire next.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use imbl::OrdMap;

use super::rule::Rule;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::pattern::{EventPattern, Index, Subject};

/// All rules of a bus. A rule is never changed in place, so that who has looked at them sees them as they were.
#[derive(Debug, Default)]
pub struct Rules {
    /// Shared with whoever looks at them later: a copy costs nothing, however many there are.
    by_name: OrdMap<Text, Arc<Rule>>,
    /// The enabled ones that have a pattern.
    index: Index<Text>,
    /// How many have a pattern, enabled or not.
    patterned: usize,
    /// When the enabled ones on a schedule fire next, by name.
    plans: BTreeMap<Text, Plan>,
    /// How often a plan was made or given up.
    changes: u64,
    /// Whether the bus is gone: no rule may come any more.
    closed: bool,
}

/// When a rule fires next.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// What tells it from the plans that the rule had before.
    number: u64,
    at: Time,
}

/// How a rule's plan stands. Of two such answers about one rule, the one with the higher number is the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planned {
    /// There is a plan of this number.
    Runs(u64),
    /// There was none when this many changes had been made.
    Rests(u64),
}

impl Rules {
    /// The rule of this name.
    pub fn get(&self, name: &str) -> Option<&Arc<Rule>> {
        self.by_name.get(name)
    }

    /// Takes a rule in, instead of the one of its name.
    pub fn insert(&mut self, rule: Arc<Rule>) {
        match rule.listens() {
            // Changed targets don't disturb the index.
            Some(pattern) if self.listens_to(&rule.name) == Some(pattern.text()) => {}
            Some(pattern) => self.index.insert(rule.name.clone(), pattern.matcher()),
            None => _ = self.index.remove(&rule.name),
        }
        // Nor do they disturb the plan.
        if self.get(&rule.name).and_then(|known| known.ticks()) != rule.ticks() {
            self.plan(&rule.name, rule.next_firing(rule.since));
        }
        self.patterned += usize::from(rule.pattern.is_some());
        let former = self.by_name.insert(rule.name.clone(), rule);
        self.patterned -= usize::from(former.is_some_and(|rule| rule.pattern.is_some()));
    }

    /// The pattern by which the rule of this name is found.
    fn listens_to(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(|rule| rule.listens()).map(EventPattern::text)
    }

    /// Makes a new plan for a rule, or gives up the one that it has.
    fn plan(&mut self, name: &Text, at: Option<Time>) {
        self.changes += 1;
        match at.filter(|_| !self.closed) {
            Some(at) => _ = self.plans.insert(name.clone(), Plan { number: self.changes, at }),
            None => _ = self.plans.remove(name),
        }
    }

    /// How the plan of the rule of this name stands.
    pub fn planned(&self, name: &str) -> Planned {
        self.plans.get(name).map_or(Planned::Rests(self.changes), |plan| Planned::Runs(plan.number))
    }

    /// When a rule fires next by the plan of this number, if that still holds.
    pub fn next_firing(&self, name: &str, number: u64) -> Option<(Time, &Arc<Rule>)> {
        let plan = self.plans.get(name).filter(|plan| plan.number == number)?;
        Some((plan.at, self.get(name)?))
    }

    /// Notes that a rule fires now by the plan of this number, if that still holds: the rule, and for when it was.
    pub fn fire(&mut self, name: &str, number: u64) -> Option<(Time, Arc<Rule>)> {
        let (at, rule) = self.next_firing(name, number).map(|(at, rule)| (at, Arc::clone(rule)))?;
        match (rule.next_firing(at), self.plans.get_mut(name)) {
            (Some(next), Some(plan)) => plan.at = next,
            _ => _ = self.plans.remove(name),
        }
        Some((at, rule))
    }

    /// Takes a rule out.
    pub fn remove(&mut self, name: &str) -> Option<Arc<Rule>> {
        let (name, rule) = self.by_name.remove_with_key(name)?;
        self.index.remove(&name);
        self.patterned -= usize::from(rule.pattern.is_some());
        self.plan(&name, None);
        Some(rule)
    }

    /// The enabled rules whose pattern an event fits, by name.
    pub fn matching(&self, event: &Subject<'_>) -> Vec<Arc<Rule>> {
        let mut found: Vec<Arc<Rule>> = Vec::new();
        self.index.matching(event, |name| found.extend(self.by_name.get(name).cloned()));
        found.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        found
    }

    /// How many have a pattern, enabled or not.
    pub fn patterned(&self) -> usize {
        self.patterned
    }

    /// All of them, as they stand now.
    pub fn snapshot(&self) -> OrdMap<Text, Arc<Rule>> {
        self.by_name.clone()
    }

    /// Takes no more rules, if there are none: the bus is to be deleted. Whether that is so.
    pub fn close(&mut self) -> bool {
        self.closed = self.is_empty();
        self.closed
    }

    /// Takes no more rules, and fires none of those that there are: the world has forgotten the bus.
    pub fn end(&mut self) {
        self.closed = true;
        self.plans.clear();
    }

    /// Whether the bus was deleted since it was found.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_name.len()
    }
}

/// Those of some rules whose name begins so and comes after a certain one, in order.
pub fn after<'r>(
    rules: &'r OrdMap<Text, Arc<Rule>>,
    prefix: &'r str,
    name: Option<&str>,
) -> impl Iterator<Item = &'r Arc<Rule>> + use<'r> {
    let from = match name.filter(|name| *name >= prefix) {
        Some(name) => Bound::Excluded(Text::from(name)),
        None => Bound::Included(Text::from(prefix)),
    };
    let rules = rules.range((from, Bound::Unbounded)).map(|(_, rule)| rule);
    rules.take_while(move |rule| rule.name.starts_with(prefix))
}
