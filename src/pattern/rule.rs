//! One rule of a field: which single values it takes.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use super::address::{self, Block};
use super::fold;
use super::number::{Number, Range};
use super::why::shortened;
use super::wildcard::Wildcard;

/// A value of what is matched that is neither an object nor an array.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// A string.
    Text(Cow<'a, str>),
    /// A number.
    Number(Number),
    /// True or false.
    Bool(bool),
    /// Null.
    Null,
}

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// This string.
    Text(String),
    /// A string that is this address, however it is spelt; the text is for showing.
    Address(IpAddr, String),
    /// This number.
    Number(Number),
    /// True or false.
    Bool(bool),
    /// Null.
    Null,
    /// How the string begins.
    Prefix(String),
    /// The same without regard to case.
    PrefixIgnoreCase(String),
    /// How the string ends.
    Suffix(String),
    /// The same without regard to case.
    SuffixIgnoreCase(String),
    /// This string without regard to case.
    EqualsIgnoreCase(String),
    /// A string with stars.
    Wildcard(Wildcard, String),
    /// A number in a range.
    Numeric(Range),
    /// A string that is an address in a block.
    Cidr(Block),
    /// Any value that none of these takes.
    AnythingBut(Box<[Rule]>),
    /// Whether there is a value; that there is none is for whoever looks for values.
    Exists(bool),
}

impl Rule {
    /// Whether a value fits.
    pub fn takes(&self, value: &Scalar<'_>) -> bool {
        match (self, value) {
            (Rule::Exists(exists), _) => *exists,
            (Rule::AnythingBut(rules), value) => !rules.iter().any(|rule| rule.takes(value)),
            (Rule::Number(wanted), Scalar::Number(number)) => wanted == number,
            (Rule::Numeric(range), Scalar::Number(number)) => range.holds(*number),
            (Rule::Bool(wanted), Scalar::Bool(value)) => wanted == value,
            (Rule::Null, Scalar::Null) => true,
            (_, Scalar::Text(text)) => self.takes_text(text),
            _ => false,
        }
    }

    fn takes_text(&self, text: &str) -> bool {
        match self {
            Rule::Text(wanted) => text == wanted,
            Rule::Address(wanted, _) => address::parse(text) == Some(*wanted),
            Rule::Prefix(start) => text.starts_with(start.as_str()),
            Rule::PrefixIgnoreCase(start) => fold::starts(text, start),
            Rule::Suffix(end) => text.ends_with(end.as_str()),
            Rule::SuffixIgnoreCase(end) => fold::ends(text, end),
            Rule::EqualsIgnoreCase(wanted) => fold::equal(text, wanted),
            Rule::Wildcard(wildcard, _) => wildcard.matches(text),
            Rule::Cidr(block) => address::parse(text).is_some_and(|address| block.holds(address)),
            _ => false,
        }
    }
}

/// How a person reads it: `"x"`, `prefix "x"`, `numeric > 100`.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::Text(text) | Rule::Address(_, text) => quoted(f, "", text),
            Rule::Number(number) => number.fmt(f),
            Rule::Bool(value) => value.fmt(f),
            Rule::Null => f.write_str("null"),
            Rule::Prefix(text) => quoted(f, "prefix ", text),
            Rule::PrefixIgnoreCase(text) => quoted(f, "prefix equals-ignore-case ", text),
            Rule::Suffix(text) => quoted(f, "suffix ", text),
            Rule::SuffixIgnoreCase(text) => quoted(f, "suffix equals-ignore-case ", text),
            Rule::EqualsIgnoreCase(text) => quoted(f, "equals-ignore-case ", text),
            Rule::Wildcard(_, text) => quoted(f, "wildcard ", text),
            Rule::Numeric(range) => write!(f, "numeric {range}"),
            Rule::Cidr(block) => write!(f, "cidr {block}"),
            Rule::AnythingBut(rules) if rules.len() > 1 => write!(f, "anything-but ({})", Alternatives(rules)),
            Rule::AnythingBut(rules) => write!(f, "anything-but {}", Alternatives(rules)),
            Rule::Exists(exists) => write!(f, "exists {exists}"),
        }
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, operator: &str, text: &str) -> fmt::Result {
    write!(f, "{operator}{}", serde_json::Value::from(shortened(text)))
}

/// How many alternatives are shown.
const MOST_SHOWN: usize = 10;

/// Rules of which one must fit, for showing.
pub struct Alternatives<'r>(pub &'r [Rule]);

impl fmt::Display for Alternatives<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, rule) in self.0.iter().take(MOST_SHOWN).enumerate() {
            if i > 0 {
                f.write_str(" or ")?;
            }
            rule.fmt(f)?;
        }
        match self.0.len().saturating_sub(MOST_SHOWN) {
            0 => Ok(()),
            more => write!(f, " or {more} more"),
        }
    }
}
