//! A subscription's filter policy, its limits, and AWS's words for what it refuses.
//! <https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html>

use std::fmt;
use std::str::FromStr;

use super::grammar::{Compiled, Compiler, Dialect};
use super::matcher::Matcher;
use super::reader::{Reader, Refusal};
use super::subject::Subject;
use super::why::Why;

const MOST_KEYS: usize = 5;
const MOST_COMPLEX: u64 = 150;
const LARGEST: usize = 256 * 1024;
/// The one text without `FilterPolicy: `.
const NESTED: &str = "Filter policy scope MessageAttributes does not support nested filter policy";

/// What a filter policy looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FilterPolicyScope {
    /// The attributes of a message.
    #[default]
    MessageAttributes,
    /// Its body, if that is a JSON object.
    MessageBody,
}

impl FilterPolicyScope {
    /// As AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            FilterPolicyScope::MessageAttributes => "MessageAttributes",
            FilterPolicyScope::MessageBody => "MessageBody",
        }
    }
}

impl FromStr for FilterPolicyScope {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        match text {
            "MessageAttributes" => Ok(FilterPolicyScope::MessageAttributes),
            "MessageBody" => Ok(FilterPolicyScope::MessageBody),
            _ => Err(PolicyError(format!(
                "FilterPolicyScope: Invalid value [{text}]. Please use either MessageBody or MessageAttributes"
            ))),
        }
    }
}

/// Why a filter policy is refused: AWS's text behind `Invalid parameter: `, or, in Subscribe, behind
/// `Invalid parameter: Attributes Reason: `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError(String);

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PolicyError {}

/// A filter policy.
#[derive(Clone, Debug)]
pub struct FilterPolicy {
    matcher: Matcher,
    scope: FilterPolicyScope,
}

impl FilterPolicy {
    /// Reads a filter policy.
    ///
    /// # Errors
    /// The first thing that AWS doesn't take.
    pub fn parse(text: &str, scope: FilterPolicyScope) -> Result<Self, PolicyError> {
        let refuse = |reason: &str| PolicyError(format!("FilterPolicy: {reason}"));
        if text.len() > LARGEST {
            return Err(refuse("Filter policy can not be larger than 256 KB"));
        }
        check_json(text).map_err(|refusal| refuse(&format!("failed to parse JSON. {}", refusal.text)))?;
        let compiled = Compiler::compile(text, Dialect::Policy).map_err(|refusal| refuse(&refusal.text))?;
        if scope == FilterPolicyScope::MessageAttributes && compiled.keys.iter().any(|key| key.depth > 1) {
            return Err(PolicyError(NESTED.to_owned()));
        }
        if compiled.top > MOST_KEYS {
            return Err(refuse("Filter policy can not have more than 5 keys"));
        }
        if complexity(&compiled) > MOST_COMPLEX {
            return Err(refuse("Filter policy is too complex"));
        }
        Ok(FilterPolicy { matcher: Matcher::new(text, compiled), scope })
    }

    /// What it looks at.
    pub fn scope(&self) -> FilterPolicyScope {
        self.scope
    }

    /// The text that it was read from.
    pub fn text(&self) -> &str {
        self.matcher.text()
    }

    /// Whether it is `{}`, by which SNS means that nothing is filtered: not even what its scope couldn't read.
    pub fn is_empty(&self) -> bool {
        self.text().chars().filter(|c| !c.is_whitespace()).eq("{}".chars())
    }

    /// Whether it lets a message through. The subject is that of its scope.
    pub fn matches(&self, subject: &Subject<'_>) -> bool {
        self.matcher.matches(subject)
    }

    /// Why it doesn't; none where it does.
    pub fn why(&self, subject: &Subject<'_>) -> Option<Why> {
        self.matcher.why(subject)
    }

    /// What an [`Index`](super::Index) takes.
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }
}

/// Why a text isn't JSON, in the words of the parser that SNS uses; none where it is.
pub fn json_error(text: &str) -> Option<String> {
    check_json(text).err().map(|refusal| refusal.text)
}

/// SNS reads the JSON before it looks at what it says, and shows none of it in the location.
fn check_json(text: &str) -> Result<(), Refusal> {
    let mut reader = Reader::new(text, false);
    while reader.next()?.is_some() {}
    Ok(())
}

/// For every branch the product of rules and depth over its fields, in sum.
fn complexity(compiled: &Compiled) -> u64 {
    let branch = |keys: &Vec<u32>| {
        let keys = keys.iter().map(|key| &compiled.keys[*key as usize]);
        keys.fold(1u64, |product, key| product.saturating_mul(key.rules.len() as u64 * u64::from(key.depth)))
    };
    compiled.branches.iter().map(branch).fold(0, u64::saturating_add)
}
