//! Many patterns, and those that a subject fits: looked for among the few that can.
//!
//! A pattern is filed under the values of one of its fields that takes only certain values; a subject with none of them
//! can't fit. Of several such fields it is the one whose values have the fewest patterns so far. Patterns without such a
//! field are tried on every subject. Equal texts are one pattern, however many keys have it.

use std::hash::Hash;

use foldhash::HashMap;

use super::matcher::{Key, Matcher};
use super::rule::{Rule, Scalar};
use super::subject::{Leaf, Subject};

/// A value under which patterns are filed, other than a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Plain {
    Number(u64),
    Bool(bool),
    Null,
}

impl Plain {
    fn of(value: &Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Text(_) => None,
            // Equal numbers are equal here; that some others are too is found out by the pattern.
            Scalar::Number(number) => Some(Plain::Number(number.double().to_bits())),
            Scalar::Bool(value) => Some(Plain::Bool(*value)),
            Scalar::Null => Some(Plain::Null),
        }
    }
}

/// The patterns filed under the values of one path.
#[derive(Clone, Debug, Default)]
struct Filed {
    texts: HashMap<Box<str>, Vec<usize>>,
    plain: HashMap<Plain, Vec<usize>>,
}

impl Filed {
    fn get(&self, value: &Scalar<'_>) -> &[usize] {
        let found = match value {
            Scalar::Text(text) => self.texts.get(text.as_ref()),
            _ => Plain::of(value).and_then(|plain| self.plain.get(&plain)),
        };
        found.map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, value: &Scalar<'_>, pattern: usize) {
        let list = match (value, Plain::of(value)) {
            (Scalar::Text(text), _) => self.texts.entry(text.as_ref().into()).or_default(),
            (_, Some(plain)) => self.plain.entry(plain).or_default(),
            (_, None) => return,
        };
        list.push(pattern);
    }

    fn remove(&mut self, value: &Scalar<'_>, pattern: usize) {
        let without = |list: &mut Vec<usize>| {
            take_out(list, pattern);
            list.is_empty()
        };
        match (value, Plain::of(value)) {
            (Scalar::Text(text), _) => {
                if self.texts.get_mut(text.as_ref()).is_some_and(without) {
                    self.texts.remove(text.as_ref());
                }
            }
            (_, Some(plain)) => {
                if self.plain.get_mut(&plain).is_some_and(without) {
                    self.plain.remove(&plain);
                }
            }
            (_, None) => {}
        }
    }
}

fn take_out(list: &mut Vec<usize>, pattern: usize) {
    if let Some(at) = list.iter().position(|one| *one == pattern) {
        list.swap_remove(at);
    }
}

/// One text, and who has it.
#[derive(Clone, Debug)]
struct Shared<K> {
    matcher: Matcher,
    keys: Vec<K>,
    /// Which field of each branch it is filed by; none where it is always tried.
    anchors: Option<Vec<usize>>,
}

/// Patterns by key. A subject of another kind (attributes, a body) needs an index of its own.
#[derive(Clone, Debug)]
pub struct Index<K> {
    shared: Vec<Option<Shared<K>>>,
    free: Vec<usize>,
    texts: HashMap<Box<str>, usize>,
    /// Which pattern a key has, and at which place it stands among those who share it.
    keys: HashMap<K, (usize, usize)>,
    /// By hash of a path. Two paths of one hash share the entry; the pattern tells them apart.
    filed: HashMap<u64, Filed>,
    always: Vec<usize>,
}

impl<K> Default for Index<K> {
    fn default() -> Self {
        Index {
            shared: Vec::new(),
            free: Vec::new(),
            texts: HashMap::default(),
            keys: HashMap::default(),
            filed: HashMap::default(),
            always: Vec::new(),
        }
    }
}

impl<K: Clone + Eq + Hash> Index<K> {
    /// Gives a key a pattern, instead of the one that it may have.
    pub fn insert(&mut self, key: K, matcher: &Matcher) {
        self.remove(&key);
        let pattern = match self.texts.get(matcher.text()) {
            Some(pattern) => *pattern,
            None => self.share(matcher),
        };
        if let Some(Some(shared)) = self.shared.get_mut(pattern) {
            shared.keys.push(key.clone());
            self.keys.insert(key, (pattern, shared.keys.len() - 1));
        }
    }

    /// Forgets a key; false where it has no pattern.
    pub fn remove(&mut self, key: &K) -> bool {
        let Some((pattern, place)) = self.keys.remove(key) else { return false };
        let Some(slot) = self.shared.get_mut(pattern) else { return false };
        let Some(shared) = slot else { return false };
        shared.keys.swap_remove(place);
        if let Some(moved) = shared.keys.get(place) {
            self.keys.insert(moved.clone(), (pattern, place));
        }
        if shared.keys.is_empty()
            && let Some(shared) = slot.take()
        {
            self.forget(pattern, &shared);
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
        let mut try_one = |pattern: usize| {
            if let Some(Some(shared)) = self.shared.get(pattern)
                && shared.matcher.matches(subject)
            {
                shared.keys.iter().for_each(&mut found);
            }
        };
        self.always.iter().copied().for_each(&mut try_one);
        if self.filed.is_empty() {
            return;
        }
        // A pattern with several branches or values may be found more than once.
        let mut candidates: Vec<usize> =
            subject.leaves().iter().flat_map(|leaf| self.filed_for(leaf)).copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates.into_iter().for_each(try_one);
    }

    fn filed_for(&self, leaf: &Leaf<'_>) -> &[usize] {
        self.filed.get(&leaf.hash()).map_or(&[], |filed| filed.get(&leaf.value))
    }

    fn share(&mut self, matcher: &Matcher) -> usize {
        let pattern = self.free.pop().unwrap_or_else(|| {
            self.shared.push(None);
            self.shared.len() - 1
        });
        let anchors: Option<Vec<usize>> = matcher.branches().map(|keys| self.anchor(keys)).collect();
        match &anchors {
            None => self.always.push(pattern),
            Some(anchors) => {
                for_each_value(matcher, anchors, |key, value| {
                    self.filed.entry(key.hash).or_default().add(value, pattern);
                });
            }
        }
        self.texts.insert(matcher.text().into(), pattern);
        self.shared[pattern] = Some(Shared { matcher: matcher.clone(), keys: Vec::new(), anchors });
        pattern
    }

    fn forget(&mut self, pattern: usize, shared: &Shared<K>) {
        self.texts.remove(shared.matcher.text());
        self.free.push(pattern);
        let Some(anchors) = &shared.anchors else { return take_out(&mut self.always, pattern) };
        for_each_value(&shared.matcher, anchors, |key, value| {
            let Some(filed) = self.filed.get_mut(&key.hash) else { return };
            filed.remove(value, pattern);
            if filed.texts.is_empty() && filed.plain.is_empty() {
                self.filed.remove(&key.hash);
            }
        });
    }

    /// The field of a branch whose values lead to the fewest patterns.
    fn anchor<'k>(&self, keys: impl Iterator<Item = &'k Key>) -> Option<usize> {
        let crowd = |key: &Key| -> Option<usize> {
            let filed = self.filed.get(&key.hash);
            let count = |rule: &Rule| {
                let value = rule.only_value()?;
                Some(1 + filed.map_or(0, |filed| filed.get(&value).len()))
            };
            key.rules.iter().map(count).sum()
        };
        let crowds = keys.enumerate().filter_map(|(field, key)| Some((crowd(key)?, field)));
        crowds.min().map(|(_, field)| field)
    }
}

fn for_each_value(matcher: &Matcher, anchors: &[usize], mut with: impl FnMut(&Key, &Scalar<'_>)) {
    for (mut keys, anchor) in matcher.branches().zip(anchors) {
        let Some(key) = keys.nth(*anchor) else { continue };
        key.rules.iter().filter_map(Rule::only_value).for_each(|value| with(key, &value));
    }
}
