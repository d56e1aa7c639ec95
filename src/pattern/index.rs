//! Many patterns, and those that a subject fits: looked for among the few that can.
//!
//! Every branch of a pattern is filed in a [`Node`] by one of its fields, whatever the field wants; what is found there
//! is tried. Equal texts are one pattern, however many keys have it. It costs about a microsecond to find the patterns
//! of one subject among a hundred thousand, and a few to add or to remove one; nothing is ever filed anew as a whole.

use std::hash::Hash;

use super::list::{Entry, Found, Patterns};
use super::matcher::Matcher;
use super::node::Node;
use super::rows::Rows;
use super::slot;
use super::subject::Subject;
use super::table::Table;

/// Patterns by key. A subject of another kind (attributes, a body) needs an index of its own.
#[derive(Clone, Debug)]
pub struct Index<K> {
    patterns: Patterns,
    /// Who has each pattern.
    holders: Rows<Vec<K>>,
    free: Vec<u32>,
    /// By hash of the text; of two texts of one hash, the first.
    texts: Table<u64, u32>,
    /// Which pattern a key has, and at which place it stands among those who have it.
    keys: Table<K, (u32, u32)>,
    node: Node,
}

impl<K> Default for Index<K> {
    fn default() -> Self {
        Index {
            patterns: Patterns::default(),
            holders: Rows::default(),
            free: Vec::new(),
            texts: Table::default(),
            keys: Table::default(),
            node: Node::default(),
        }
    }
}

impl<K: Clone + Eq + Hash> Index<K> {
    /// Gives a key a pattern, instead of the one that it may have.
    pub fn insert(&mut self, key: K, matcher: &Matcher) {
        self.remove(&key);
        let hash = slot::hash(matcher.text().as_bytes());
        let known = self.texts.get(&hash).copied();
        let has_text = |pattern: &u32| self.patterns.get(*pattern).is_some_and(|one| one.text() == matcher.text());
        let pattern = known.filter(has_text).unwrap_or_else(|| {
            let pattern = self.file(matcher);
            if known.is_none() {
                self.texts.insert(hash, pattern);
            }
            pattern
        });
        let Some(holders) = self.holders.get_mut(pattern) else { return };
        // Most have one.
        if holders.is_empty() {
            holders.reserve_exact(1);
        }
        self.keys.insert(key.clone(), (pattern, holders.len() as u32));
        holders.push(key);
    }

    /// Forgets a key; false where it has no pattern.
    pub fn remove(&mut self, key: &K) -> bool {
        let Some((pattern, place)) = self.keys.remove(key) else { return false };
        let Some(holders) = self.holders.get_mut(pattern) else { return false };
        holders.swap_remove(place as usize);
        if let Some(moved) = holders.get(place as usize) {
            self.keys.insert(moved.clone(), (pattern, place));
        }
        if self.keys.is_empty() {
            // What was kept for more to come is let go.
            *self = Index::default();
        } else if holders.is_empty() {
            self.forget(pattern);
        }
        true
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Tells of every key whose pattern the subject fits, once each and in no certain order.
    pub fn matching<'k>(&'k self, subject: &Subject<'_>, mut found: impl FnMut(&'k K)) {
        let mut candidates = Found::default();
        self.node.visit(subject, &mut candidates);
        // A pattern with several branches or values may be found more than once.
        candidates.settle();
        for pattern in candidates.patterns {
            if self.patterns.get(pattern).is_some_and(|matcher| matcher.matches(subject)) {
                self.holders.get(pattern).into_iter().flatten().for_each(&mut found);
            }
        }
    }

    fn file(&mut self, matcher: &Matcher) -> u32 {
        let pattern = self.free.pop().unwrap_or_else(|| {
            self.patterns.0.push(None);
            self.holders.push(Vec::new());
            (self.holders.len() - 1) as u32
        });
        if let Some(slot) = self.patterns.0.get_mut(pattern) {
            *slot = Some(matcher.clone());
        }
        for branch in 0..matcher.branch_count() {
            self.node.add(Entry { pattern, branch }, &self.patterns);
        }
        pattern
    }

    fn forget(&mut self, pattern: u32) {
        let Some(matcher) = self.patterns.get(pattern) else { return };
        let hash = slot::hash(matcher.text().as_bytes());
        let branches = matcher.branch_count();
        if self.texts.get(&hash) == Some(&pattern) {
            self.texts.remove(&hash);
        }
        for branch in 0..branches {
            self.node.remove(Entry { pattern, branch }, &self.patterns);
        }
        if let Some(slot) = self.patterns.0.get_mut(pattern) {
            *slot = None;
        }
        if let Some(holders) = self.holders.get_mut(pattern) {
            *holders = Vec::new();
        }
        self.free.push(pattern);
    }
}
