//! The patterns filed at one place: few in a row, and many by what else they want.

use super::matcher::{Key, Matcher};
use super::node::Node;
use super::rows::Rows;
use super::subject::Subject;

/// More than this are filed by what else they want.
pub const MOST_IN_A_ROW: usize = 8;

/// A branch of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The pattern's number.
    pub pattern: u32,
    /// Which of its branches.
    pub branch: u32,
}

/// All patterns by number.
#[derive(Clone, Debug, Default)]
pub struct Patterns(pub Rows<Option<Matcher>>);

impl Patterns {
    /// A pattern.
    pub fn get(&self, pattern: u32) -> Option<&Matcher> {
        self.0.get(pattern)?.as_ref()
    }

    /// The fields of a branch.
    pub fn keys(&self, entry: Entry) -> impl Iterator<Item = &Key> {
        self.get(entry.pattern).into_iter().flat_map(move |matcher| matcher.branch(entry.branch))
    }
}

/// What lies above a list: by which paths its patterns have been told apart.
#[derive(Clone, Copy)]
pub struct Above<'a> {
    /// All patterns.
    pub patterns: &'a Patterns,
    /// The hashes of the paths of the nodes around.
    pub used: &'a [u64],
    /// The hash of the path that the list is filed by.
    pub path: u64,
}

/// The patterns found so far, some of them more than once.
#[derive(Default)]
pub struct Found {
    /// By number.
    pub patterns: Vec<u32>,
    limit: usize,
}

impl Found {
    /// Adds a pattern.
    pub fn push(&mut self, entry: Entry) {
        self.patterns.push(entry.pattern);
    }

    /// Leaves each pattern once; to be called now and then where many may be the same.
    pub fn tidy(&mut self) {
        if self.patterns.len() > self.limit.max(1024) {
            self.settle();
            self.limit = 2 * self.patterns.len();
        }
    }

    /// Leaves each pattern once.
    pub fn settle(&mut self) {
        self.patterns.sort_unstable();
        self.patterns.dedup();
    }
}

/// The patterns at one place; at least one.
#[derive(Clone, Debug)]
pub enum List {
    /// The only one.
    One(Entry),
    /// Some.
    Few(Vec<Entry>),
    /// By what else they want.
    Many(Box<Node>),
}

impl List {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            List::One(_) => 1,
            List::Few(entries) => entries.len(),
            List::Many(node) => node.len(),
        }
    }

    /// Adds a pattern; false where it is there.
    pub fn add(&mut self, entry: Entry, above: Above<'_>) -> bool {
        match self {
            List::One(first) => {
                let first = *first;
                if first != entry {
                    *self = List::Few(vec![first, entry]);
                }
                first != entry
            }
            List::Few(entries) => {
                if entries.contains(&entry) {
                    return false;
                }
                if entries.len() < MOST_IN_A_ROW {
                    entries.push(entry);
                    return true;
                }
                let mut node = Node::below(above);
                entries.drain(..).chain([entry]).for_each(|entry| {
                    node.add(entry, above.patterns);
                });
                *self = List::Many(Box::new(node));
                true
            }
            List::Many(node) => node.add(entry, above.patterns),
        }
    }

    /// Takes a pattern out, and says how many are left; where none is, the list must be thrown away.
    pub fn remove(&mut self, entry: Entry, above: Above<'_>) -> usize {
        match self {
            List::One(only) => usize::from(*only != entry),
            List::Few(entries) => {
                entries.retain(|one| *one != entry);
                entries.len()
            }
            List::Many(node) => {
                node.remove(entry, above.patterns);
                let left = node.len();
                if left <= MOST_IN_A_ROW / 2 {
                    *self = List::Few(node.entries().collect());
                }
                left
            }
        }
    }

    /// Finds those that may fit.
    pub fn visit(&self, subject: &Subject<'_>, found: &mut Found) {
        match self {
            List::One(entry) => found.push(*entry),
            List::Few(entries) => entries.iter().for_each(|entry| found.push(*entry)),
            List::Many(node) => node.visit(subject, found),
        }
    }
}

/// Takes a pattern out of a list that may not be there.
pub fn take_out(list: &mut Option<List>, entry: Entry, above: Above<'_>) {
    if list.as_mut().is_some_and(|list| list.remove(entry, above) == 0) {
        *list = None;
    }
}
