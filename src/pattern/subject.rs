//! What is matched: message attributes, or a JSON object, flattened once into leaves that are found by their path.
//!
//! A path is the names of the fields around a leaf, joined by dots, so `{"a":{"b":1}}` and `{"a.b":1}` are the same.
//! Arrays add nothing to it. Its text is never put together (names may be long and leaves many): a leaf knows the hash
//! of its path, and can tell whether a text is it.

use std::borrow::Cow;

use super::flatten::{Here, flatten};
use super::number::Number;
use super::rule::Scalar;

/// For how many leaves there is room from the start.
const MOST_ROOM: usize = 256;

/// The hash of the empty path.
pub const PATH_START: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of a path with one more name (FNV-1a).
pub fn extend_path(hash: u64, dot: bool, name: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    let hash = if dot { step(hash, b'.') } else { hash };
    name.bytes().fold(hash, step)
}

/// A message attribute. Binary ones are looked at by no filter policy.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type, such as `String`, `String.Array`, `Number` or `Number.int`.
    pub data_type: &'a str,
    /// Its value.
    pub value: &'a str,
}

/// A value that is neither object nor array, and where it stands.
#[derive(Debug)]
pub struct Leaf<'a> {
    hash: u64,
    field: u32,
    /// The innermost array element around it; 0 where there is none.
    pub place: u32,
    /// Its value.
    pub value: Scalar<'a>,
}

impl Leaf<'_> {
    /// The hash of its path.
    pub fn hash(&self) -> u64 {
        self.hash
    }
}

#[derive(Debug)]
struct Field<'a> {
    name: Cow<'a, str>,
    parent: Option<u32>,
}

/// An element of an array that is an object or an array itself. All elements inside come next, up to `end`.
#[derive(Debug)]
pub struct Element {
    /// Which array it is in.
    pub array: u32,
    /// The element around it.
    pub parent: u32,
    /// Behind the last element inside.
    pub end: u32,
}

/// What is matched.
#[derive(Debug)]
pub struct Subject<'a> {
    fields: Vec<Field<'a>>,
    /// The first one is the whole.
    elements: Vec<Element>,
    arrays: u32,
    /// By hash of the path.
    leaves: Vec<Leaf<'a>>,
}

impl<'a> Subject<'a> {
    /// Message attributes.
    pub fn attributes(attributes: impl IntoIterator<Item = Attribute<'a>>) -> Self {
        let mut subject = Subject::new();
        for attribute in attributes {
            let field = subject.field(Cow::Borrowed(attribute.name), None);
            let hash = extend_path(PATH_START, false, attribute.name);
            let mut leaf = |value| subject.leaf(hash, field, 0, value);
            match attribute.data_type.split('.').next() {
                Some("String") if attribute.data_type == "String.Array" => {
                    subject.add_array(Here { hash, field: Some(field), place: 0 }, attribute.value);
                }
                Some("String") => leaf(Scalar::Text(Cow::Borrowed(attribute.value))),
                Some("Number") => {
                    if let Some(number) = Number::parse(attribute.value.trim()) {
                        leaf(Scalar::Number(number));
                    }
                }
                _ => {}
            }
        }
        subject.sort();
        subject
    }

    /// The JSON object that a text is; none where it is something else.
    pub fn text(text: &'a str) -> Option<Self> {
        let mut subject = Subject::new();
        // Roomy enough for most, so that they needn't grow on the way.
        let room = (text.len() / 16).min(MOST_ROOM);
        subject.fields.reserve_exact(room);
        subject.leaves.reserve_exact(room);
        let top = Here { hash: PATH_START, field: None, place: 0 };
        if !flatten(&mut subject, top, text) {
            return None;
        }
        subject.sort();
        Some(subject)
    }

    /// Adds the values of an array in JSON; none of another text.
    fn add_array(&mut self, here: Here, text: &'a str) {
        let before = self.leaves.len();
        if !text.trim_start().starts_with('[') || !flatten(self, here, text) {
            self.leaves.truncate(before);
        }
    }

    fn new() -> Self {
        let whole = Element { array: 0, parent: 0, end: u32::MAX };
        Subject { fields: Vec::new(), elements: vec![whole], arrays: 0, leaves: Vec::new() }
    }

    fn sort(&mut self) {
        // Equal paths stay in the order of the text, which is that of elements but where dots and arrays are mixed.
        self.leaves.sort_by_key(|leaf| (leaf.hash, leaf.place));
    }

    /// Adds a field inside another one.
    pub(super) fn field(&mut self, name: Cow<'a, str>, parent: Option<u32>) -> u32 {
        self.fields.push(Field { name, parent });
        count(self.fields.len() - 1)
    }

    /// Adds a leaf.
    pub(super) fn leaf(&mut self, hash: u64, field: u32, place: u32, value: Scalar<'a>) {
        self.leaves.push(Leaf { hash, field, place, value });
    }

    /// Adds an array, and says which one it is.
    pub(super) fn array(&mut self) -> u32 {
        self.arrays += 1;
        self.arrays
    }

    /// Adds an element inside another one, and says which one it is.
    pub(super) fn enter(&mut self, array: u32, parent: u32) -> u32 {
        let place = count(self.elements.len());
        self.elements.push(Element { array, parent, end: place + 1 });
        place
    }

    /// Says that the last element has been added to an element.
    pub(super) fn leave(&mut self, place: u32) {
        self.elements[place as usize].end = count(self.elements.len());
    }

    /// All leaves.
    pub(super) fn leaves(&self) -> &[Leaf<'a>] {
        &self.leaves
    }

    /// The leaves of all paths of one hash.
    pub(super) fn hashed(&self, hash: u64) -> &[Leaf<'a>] {
        let leaves = &self.leaves[self.leaves.partition_point(|leaf| leaf.hash < hash)..];
        let same = leaves.iter().take_while(|leaf| leaf.hash == hash).count();
        &leaves[..same]
    }

    /// The leaves of a path.
    pub(super) fn at<'s>(&'s self, hash: u64, path: &'s str) -> impl Iterator<Item = &'s Leaf<'a>> {
        let start = self.leaves.partition_point(|leaf| leaf.hash < hash);
        let same = self.leaves[start..].iter().take_while(move |leaf| leaf.hash == hash);
        same.filter(move |leaf| self.is_at(leaf, path))
    }

    /// Whether a leaf of the same hash is at a path.
    pub(super) fn is_at(&self, leaf: &Leaf<'a>, path: &str) -> bool {
        let mut rest = path;
        let mut field = &self.fields[leaf.field as usize];
        loop {
            let Some(shorter) = rest.strip_suffix(field.name.as_ref()) else { return false };
            let Some(parent) = field.parent else { return shorter.is_empty() };
            let Some(shorter) = shorter.strip_suffix('.') else { return false };
            rest = shorter;
            field = &self.fields[parent as usize];
        }
    }

    /// An element.
    pub(super) fn element(&self, place: u32) -> &Element {
        &self.elements[place as usize]
    }
}

fn count(n: usize) -> u32 {
    // A subject is at most some MB of text.
    u32::try_from(n).unwrap_or(u32::MAX)
}
