//! Patterns, each filed by the one of its fields that leaves the fewest to be tried beside it. Where many are filed at
//! one place, a node below tells them apart by another field, and so on: what came first never makes it slow for good.

use std::collections::BTreeMap;

use super::list::{Above, Entry, Found, List, Patterns};
use super::matcher::Key;
use super::shelf::{PLACE_WEIGHT, Shelf};
use super::subject::Subject;
use super::table::Table;

/// How deep nodes lie in nodes.
const DEEPEST: usize = 8;

/// Where a pattern is filed.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// By this field of its branch.
    Field(u32),
    /// At this place among those that can't be told apart further.
    Rest(u32),
}

/// The patterns.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// By which paths they have been told apart.
    used: Box<[u64]>,
    members: Table<Entry, Place>,
    rest: Vec<Entry>,
    /// By hash of a path. Two paths of one hash share the shelf; the pattern tells them apart.
    shelves: Table<u64, Shelf>,
    /// Those that want a path to be missing, with the hash of the path.
    absent: BTreeMap<Box<str>, (u64, List)>,
}

impl Node {
    /// No patterns yet, to be filed by other fields than above.
    pub fn below(above: Above<'_>) -> Self {
        let used = above.used.iter().copied().chain([above.path]).collect();
        Node { used, ..Node::default() }
    }

    /// How many patterns there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// All patterns.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.members.iter().map(|(entry, _)| *entry)
    }

    /// Adds a pattern; false where it is there.
    pub fn add(&mut self, entry: Entry, patterns: &Patterns) -> bool {
        if self.members.get(&entry).is_some() {
            return false;
        }
        let Some((field, key)) = self.choose(entry, patterns) else {
            self.members.insert(entry, Place::Rest(self.rest.len() as u32));
            self.rest.push(entry);
            return true;
        };
        self.members.insert(entry, Place::Field(field));
        let Node { used, shelves, absent, .. } = self;
        let above = Above { patterns, used, path: key.hash };
        if key.absent {
            match absent.get_mut(&key.path) {
                Some((_, list)) => {
                    list.add(entry, above);
                }
                None => {
                    absent.insert(key.path.clone(), (key.hash, List::One(entry)));
                }
            }
        }
        if shelves.get(&key.hash).is_none() {
            shelves.insert(key.hash, Shelf::default());
        }
        if let Some(shelf) = shelves.get_mut(&key.hash) {
            key.rules.iter().for_each(|rule| shelf.add(rule, entry, above));
            if shelf.is_empty() {
                shelves.remove(&key.hash);
            }
        }
        true
    }

    /// Takes a pattern out, if it is there.
    pub fn remove(&mut self, entry: Entry, patterns: &Patterns) {
        let field = match self.members.remove(&entry) {
            None => return,
            Some(Place::Rest(at)) => {
                self.rest.swap_remove(at as usize);
                if let Some(moved) = self.rest.get(at as usize) {
                    self.members.insert(*moved, Place::Rest(at));
                }
                return;
            }
            Some(Place::Field(field)) => field,
        };
        let Some(key) = patterns.keys(entry).nth(field as usize) else { return };
        let Node { used, shelves, absent, .. } = self;
        let above = Above { patterns, used, path: key.hash };
        if key.absent && absent.get_mut(&key.path).is_some_and(|(_, list)| list.remove(entry, above) == 0) {
            absent.remove(&key.path);
        }
        if let Some(shelf) = shelves.get_mut(&key.hash) {
            key.rules.iter().for_each(|rule| shelf.remove(rule, entry, above));
            if shelf.is_empty() {
                shelves.remove(&key.hash);
            }
        }
    }

    /// Finds the patterns that may fit.
    pub fn visit(&self, subject: &Subject<'_>, found: &mut Found) {
        self.rest.iter().for_each(|entry| found.push(*entry));
        for (path, (hash, list)) in &self.absent {
            // What is missing in one element of an array only may be missing there.
            if subject.at(*hash, path).all(|leaf| leaf.place != 0) {
                list.visit(subject, found);
            }
        }
        if self.shelves.len() <= 8 {
            for (path, shelf) in self.shelves.iter() {
                shelf.visit(subject.hashed(*path), subject, found);
            }
        } else {
            for leaves in subject.leaves().chunk_by(|one, next| one.hash() == next.hash()) {
                if let Some(shelf) = leaves.first().and_then(|leaf| self.shelves.get(&leaf.hash())) {
                    shelf.visit(leaves, subject, found);
                }
            }
        }
    }

    /// The field to file a pattern by; none where all have been used.
    fn choose<'p>(&self, entry: Entry, patterns: &'p Patterns) -> Option<(u32, &'p Key)> {
        if self.used.len() >= DEEPEST {
            return None;
        }
        let mut best: Option<(usize, u32, &Key)> = None;
        for (field, key) in (0..).zip(patterns.keys(entry)) {
            if self.used.contains(&key.hash) {
                continue;
            }
            let most = best.map_or(usize::MAX, |(cost, ..)| cost);
            let cost = self.cost(key, most);
            if cost < most {
                best = Some((cost, field, key));
            }
        }
        best.map(|(_, field, key)| (field, key))
    }

    /// About how many patterns will be tried in vain for one more filed by this field; exact up to `most`.
    fn cost(&self, key: &Key, most: usize) -> usize {
        let shelf = self.shelves.get(&key.hash);
        let mut cost = if key.absent { PLACE_WEIGHT * (1 + self.absent.len()) } else { 0 };
        for rule in &key.rules {
            if cost >= most {
                break;
            }
            cost += Shelf::cost(shelf, rule);
        }
        cost
    }
}
