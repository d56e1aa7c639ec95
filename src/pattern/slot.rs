//! Where a rule can be filed, so that every value it takes leads there: each is a way of cutting a value into a piece
//! that is looked up, a range of numbers, a value that is shut out, or just that there is one.

use std::hash::{BuildHasher, Hash, Hasher};
use std::net::IpAddr;

use foldhash::fast::FixedState;

use super::fold;
use super::number::{Number, Range};
use super::rule::Rule;

/// What of a value is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cut {
    /// A value that is no string.
    Plain,
    /// A whole string.
    Whole,
    /// Its first bytes.
    Start,
    /// Its last bytes.
    End,
    /// Any bytes in a row.
    Piece,
    /// The whole string without regard to case, as for those below.
    FoldedWhole,
    /// Its first bytes.
    FoldedStart,
    /// Its last bytes.
    FoldedEnd,
    /// The first bits of an address.
    Block4,
    /// The same of a long one.
    Block6,
}

/// A cut, and how many bytes or bits it takes; 0 where that doesn't matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Probe {
    pub cut: Cut,
    pub len: u32,
}

/// What a probe finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cutting {
    pub probe: Probe,
    pub hash: u64,
}

/// A place to file a rule at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slot<'r> {
    /// Values of which this is a piece.
    Cut(Cutting),
    /// Numbers from the first to the second, both by their rank.
    Range(u64, u64),
    /// All values but those that this rule takes; its hash is at hand.
    But(u64, &'r Rule),
    /// All values.
    Present,
}

/// How long the pieces of wildcards are that are looked for everywhere in a value.
const PIECES: [usize; 8] = [16, 12, 8, 6, 4, 3, 2, 1];
/// How many pieces of one wildcard are weighed up.
const MOST_PIECES: usize = 64;

/// The hash of bytes.
pub fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

/// The hash of no bytes, to be extended byte by byte.
pub const ROLLING: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of one byte more.
pub fn roll(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
}

/// The hash of a value that is no string.
pub fn plain(kind: u8, bits: u64) -> u64 {
    FixedState::default().hash_one((kind, bits))
}

/// The same of a number. Equal numbers have the same; that some others have it too is found out by the pattern.
pub fn number(number: Number) -> u64 {
    plain(b'n', number.double().to_bits())
}

/// Where a number stands among all, as far as doubles tell them apart.
pub fn rank(number: Number) -> u64 {
    let bits = number.double().to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// The cut of the first bits of an address.
pub fn block(address: IpAddr, bits: u32) -> Slot<'static> {
    let (cut, hash) = match address {
        IpAddr::V4(address) => (Cut::Block4, u128::from(address.to_bits().checked_shr(32 - bits).unwrap_or(0))),
        IpAddr::V6(address) => (Cut::Block6, address.to_bits().checked_shr(128 - bits).unwrap_or(0)),
    };
    found(cut, bits as usize, FixedState::default().hash_one(hash))
}

fn found(cut: Cut, len: usize, hash: u64) -> Slot<'static> {
    let len = u32::try_from(len).unwrap_or(u32::MAX);
    Slot::Cut(Cutting { probe: Probe { cut, len }, hash })
}

fn start(cut: Cut, text: &str) -> Slot<'static> {
    found(cut, text.len(), text.bytes().fold(ROLLING, roll))
}

fn end(cut: Cut, text: &str) -> Slot<'static> {
    found(cut, text.len(), text.bytes().rev().fold(ROLLING, roll))
}

impl Rule {
    /// Adds the places that this rule can be filed at; any of them will do. None where it takes no value.
    pub(super) fn slots<'r>(&'r self, slots: &mut Vec<Slot<'r>>) {
        slots.push(match self {
            Rule::Text(text) => found(Cut::Whole, 0, hash(text.as_bytes())),
            Rule::Address(address @ IpAddr::V4(_), _) => block(*address, 32),
            Rule::Address(address @ IpAddr::V6(_), _) => block(*address, 128),
            Rule::Number(wanted) => found(Cut::Plain, 0, number(*wanted)),
            Rule::Bool(value) => found(Cut::Plain, 0, plain(b'b', u64::from(*value))),
            Rule::Null => found(Cut::Plain, 0, plain(b'0', 0)),
            Rule::Prefix(text) => start(Cut::Start, text),
            Rule::PrefixIgnoreCase(text) => start(Cut::FoldedStart, &fold::folded(text)),
            Rule::Suffix(text) => end(Cut::End, text),
            Rule::SuffixIgnoreCase(text) => end(Cut::FoldedEnd, &fold::folded(text)),
            Rule::EqualsIgnoreCase(text) => found(Cut::FoldedWhole, 0, hash(fold::folded(text).as_bytes())),
            Rule::Wildcard(wildcard, _) => return pieces(wildcard.pieces(), slots),
            Rule::Numeric(range) => numeric(range),
            Rule::Cidr(range) => block(range.address(), range.bits()),
            Rule::AnythingBut(rules) if !rules.is_empty() => {
                return slots.extend(rules.iter().map(|rule| Slot::But(rule.kind_hash(), rule)));
            }
            Rule::AnythingBut(_) | Rule::Exists(true) => Slot::Present,
            Rule::Exists(false) => return,
        });
    }

    /// A hash of what stands in `anything-but`.
    fn kind_hash(&self) -> u64 {
        let mut hasher = FixedState::default().build_hasher();
        std::mem::discriminant(self).hash(&mut hasher);
        match self {
            Rule::Text(text) | Rule::Prefix(text) | Rule::Suffix(text) => text.hash(&mut hasher),
            Rule::EqualsIgnoreCase(text) | Rule::Wildcard(_, text) => text.hash(&mut hasher),
            Rule::Number(wanted) => number(*wanted).hash(&mut hasher),
            _ => {}
        }
        hasher.finish()
    }
}

fn numeric(range: &Range) -> Slot<'static> {
    match range {
        Range::Equal(wanted) => found(Cut::Plain, 0, number(*wanted)),
        Range::Between(bottom, top) => {
            let low = bottom.map_or(0, |end| rank(end.number));
            let high = top.map_or(u64::MAX, |end| rank(end.number));
            match (bottom, top) {
                _ if low < high => Slot::Range(low, high),
                // Whole numbers beyond what doubles tell apart.
                (Some(end), _) if low == high => found(Cut::Plain, 0, number(end.number)),
                _ => Slot::Present,
            }
        }
    }
}

/// A wildcard by its head, its tail, or some bytes in between.
fn pieces(texts: &[String], slots: &mut Vec<Slot<'_>>) {
    let [head, middle @ .., tail] = texts else {
        return slots.extend(texts.iter().map(|only| found(Cut::Whole, 0, hash(only.as_bytes()))));
    };
    if !head.is_empty() {
        slots.push(start(Cut::Start, head));
    }
    if !tail.is_empty() {
        slots.push(end(Cut::End, tail));
    }
    let windows = middle.iter().flat_map(|piece| {
        let len = PIECES.into_iter().find(|len| *len <= piece.len()).unwrap_or(1);
        piece.as_bytes().windows(len)
    });
    slots.extend(windows.take(MOST_PIECES).map(|bytes| found(Cut::Piece, bytes.len(), hash(bytes))));
    if slots.is_empty() {
        slots.push(start(Cut::Start, ""));
    }
}

#[cfg(test)]
mod tests {
    use super::{Number, rank};

    #[test]
    fn ranks_are_in_order() {
        let numbers = [f64::MIN, -1e10, -1.5, -1.0, -1e-300, 0.0, 1e-300, 1.0, 50.0, 1e10, f64::MAX];
        assert!(numbers.windows(2).all(|two| rank(Number::Double(two[0])) < rank(Number::Double(two[1]))));
        assert_eq!(rank(Number::Double(-0.0)), rank(Number::Whole(0)));
        assert_eq!(rank(Number::Double(50.0)), rank(Number::Whole(50)));
    }
}
