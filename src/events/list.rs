//! Lists by pages, as all of EventBridge's are.

use super::check::Members;
use super::error::Error;
use crate::aws::page;
pub use crate::aws::page::named;

/// How many a page has where the caller doesn't say.
const PAGE: usize = 100;

/// Which page of a list is wanted.
#[derive(Debug)]
pub struct Page {
    /// It begins after this name.
    pub after: Option<String>,
    /// It has so many at most.
    pub size: usize,
}

impl Page {
    /// Reads `Limit` and `NextToken`.
    ///
    /// # Errors
    /// `ValidationException`.
    pub fn of(limit: Option<i64>, token: Option<&String>) -> Result<Self, Error> {
        Page::with(&mut Members::default(), "limit", limit, token)
    }

    /// The same behind other members, whose broken rules are told together with its own; `limit_member` is the name of
    /// the member that says how many are wanted.
    ///
    /// # Errors
    /// `ValidationException`.
    pub fn with(
        members: &mut Members,
        limit_member: &str,
        limit: Option<i64>,
        token: Option<&String>,
    ) -> Result<Self, Error> {
        members.length("nextToken", token, 1, 2048).range(limit_member, limit, 1, 100).check()?;
        let after = token.map(|token| page::after(token).ok_or_else(wrong_token)).transpose()?;
        Ok(Page { after, size: limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE) })
    }

    /// The page out of what follows [`Page::after`], and the token of the next one.
    pub fn cut<T>(&self, rest: impl Iterator<Item = T>, name: impl Fn(&T) -> &str) -> (Vec<T>, Option<String>) {
        page::cut(rest, self.size, name)
    }
}

fn wrong_token() -> Error {
    Error::validation("Parameter NextToken is not valid. Reason: Invalid token.")
}
