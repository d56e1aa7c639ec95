//! The rules of one bus: by name, and by what they match.

use std::ops::Bound;
use std::sync::Arc;

use imbl::OrdMap;

use super::rule::Rule;
use crate::aws::text::Text;
use crate::pattern::{EventPattern, Index, Subject};

/// All rules of a bus. A rule is never changed in place, so that who has looked at them sees them as they were.
#[derive(Debug, Default)]
pub struct Rules {
    /// Shared with whoever looks at them later: a copy costs nothing, however many there are.
    by_name: OrdMap<Text, Arc<Rule>>,
    /// The enabled ones that have a pattern.
    index: Index<Text>,
    /// Whether the bus is gone: no rule may come any more.
    closed: bool,
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
        self.by_name.insert(rule.name.clone(), rule);
    }

    /// The pattern by which the rule of this name is found.
    fn listens_to(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(|rule| rule.listens()).map(EventPattern::text)
    }

    /// Takes a rule out.
    pub fn remove(&mut self, name: &str) -> Option<Arc<Rule>> {
        let (name, rule) = self.by_name.remove_with_key(name)?;
        self.index.remove(&name);
        Some(rule)
    }

    /// The enabled rules whose pattern an event fits, by name.
    pub fn matching(&self, event: &Subject<'_>) -> Vec<Arc<Rule>> {
        let mut found: Vec<Arc<Rule>> = Vec::new();
        self.index.matching(event, |name| found.extend(self.by_name.get(name).cloned()));
        found.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        found
    }

    /// How many have a pattern that events are held against.
    pub fn listening(&self) -> usize {
        self.index.len()
    }

    /// All of them, as they stand now.
    pub fn snapshot(&self) -> OrdMap<Text, Arc<Rule>> {
        self.by_name.clone()
    }

    /// Those whose name comes after this one, in order.
    pub fn after<'r>(&'r self, name: Option<&str>) -> impl Iterator<Item = &'r Arc<Rule>> + use<'r> {
        let from = name.map_or(Bound::Unbounded, |name| Bound::Excluded(Text::from(name)));
        self.by_name.range((from, Bound::Unbounded)).map(|(_, rule)| rule)
    }

    /// Takes no more rules, if there are none: the bus is to be deleted. Whether that is so.
    pub fn close(&mut self) -> bool {
        self.closed = self.is_empty();
        self.closed
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
