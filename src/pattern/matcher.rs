//! Whether a subject fits: the fields of a pattern against the leaves of the subject.

use std::fmt;
use std::sync::Arc;

use super::element;
use super::grammar::Compiled;
use super::rule::Rule;
use super::subject::Subject;
use super::why::Why;

/// A field of a pattern with its rules.
#[derive(Debug)]
pub struct Key {
    /// Its path.
    pub path: Box<str>,
    /// The hash of its path.
    pub hash: u64,
    /// How deep it is nested in the pattern's text; 1 at the top.
    pub depth: u32,
    /// Any of these must fit.
    pub rules: Box<[Rule]>,
    /// Whether it may be missing.
    pub absent: bool,
}

/// What one field of a pattern finds in a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It fits.
    Fits,
    /// It fits in some elements of arrays only; the other fields of the pattern must fit in the same ones.
    InElements,
    /// It doesn't fit.
    Nothing,
}

impl Key {
    /// A field with its rules.
    pub fn new(path: &str, hash: u64, depth: u32, rules: Box<[Rule]>) -> Self {
        let absent = rules.contains(&Rule::Exists(false));
        Key { path: path.into(), hash, depth, rules, absent }
    }

    /// What it finds.
    pub fn look(&self, subject: &Subject<'_>) -> Found {
        let (mut below, mut missing, mut missing_at_top) = (false, true, true);
        for leaf in subject.at(self.hash, &self.path) {
            missing = false;
            missing_at_top &= leaf.place != 0;
            if self.rules.iter().any(|rule| rule.takes(&leaf.value)) {
                if leaf.place == 0 {
                    return Found::Fits;
                }
                below = true;
            }
        }
        match self.absent {
            true if missing => Found::Fits,
            true if missing_at_top => Found::InElements,
            _ if below => Found::InElements,
            _ => Found::Nothing,
        }
    }
}

/// A pattern that was read: what filter policies and event patterns have in common. Cloning it is cheap.
#[derive(Clone)]
pub struct Matcher(Arc<Body>);

struct Body {
    text: Box<str>,
    keys: Box<[Key]>,
    branches: Box<[Box<[u32]>]>,
}

impl Matcher {
    pub(super) fn new(text: &str, compiled: Compiled) -> Self {
        let branches = compiled.branches.into_iter().map(Into::into).collect();
        Matcher(Arc::new(Body { text: text.into(), keys: compiled.keys.into(), branches }))
    }

    /// The text that it was read from.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Whether a subject fits.
    pub fn matches(&self, subject: &Subject<'_>) -> bool {
        // Fields outside `$or` stand in every branch; those that are known not to fit aren't looked up again.
        let mut failed = 0u64;
        self.0.branches.iter().any(|branch| self.branch_matches(branch, subject, &mut failed))
    }

    /// Why a subject doesn't fit; none where it does.
    pub fn why(&self, subject: &Subject<'_>) -> Option<Why> {
        if self.matches(subject) { None } else { Why::nearest(self, subject) }
    }

    fn branch_matches(&self, branch: &[u32], subject: &Subject<'_>, failed: &mut u64) -> bool {
        let mut pending = Vec::new();
        for &i in branch {
            let bit = 1u64.checked_shl(i).unwrap_or(0);
            if *failed & bit != 0 {
                return false;
            }
            let key = &self.0.keys[i as usize];
            match key.look(subject) {
                Found::Fits => {}
                Found::InElements => pending.push(key),
                Found::Nothing => {
                    *failed |= bit;
                    return false;
                }
            }
        }
        pending.is_empty() || element::fit_together(subject, &pending)
    }

    /// How many branches there are.
    pub(super) fn branch_count(&self) -> u32 {
        self.0.branches.len() as u32
    }

    /// The fields that one branch wants.
    pub(super) fn branch(&self, branch: u32) -> impl Iterator<Item = &Key> {
        let keys = self.0.branches.get(branch as usize).map_or(&[][..], |keys| keys);
        keys.iter().map(|i| &self.0.keys[*i as usize])
    }

    /// The fields that each branch wants.
    pub(super) fn branches(&self) -> impl Iterator<Item = impl Iterator<Item = &Key> + Clone> {
        self.0.branches.iter().map(|branch| branch.iter().map(|i| &self.0.keys[*i as usize]))
    }
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
