//! Lists by pages, as all of Step Functions' are. A token says of which list it is, of what, since when, and after
//! which item the next page begins.

use std::time::Duration;

use super::check::Members;
use super::error::Error;
use crate::aws::page;
use crate::aws::time::Time;

/// How many a page has where the caller doesn't say, or says 0.
const PAGE: usize = 100;

/// The most that a page has.
const LARGEST_PAGE: i64 = 1000;

/// The longest token that is read.
const LONGEST_TOKEN: usize = 1024;

/// How long a token can be used.
const TOKEN_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// Which page of a list is wanted.
#[derive(Debug)]
pub struct Page<'a> {
    /// It begins after the item of this key.
    pub after: Option<String>,
    /// The operation, and what of its input a next page must say again.
    list: [&'a str; 2],
    /// How many items it has, at most.
    pub size: usize,
    now: Time,
}

impl<'a> Page<'a> {
    /// Reads `maxResults` and `nextToken` of a list; the rules that other members break are told with theirs.
    ///
    /// # Errors
    /// `ValidationException`; `InvalidToken`.
    pub fn of(
        members: &mut Members,
        list: [&'a str; 2],
        max_results: Option<i64>,
        token: Option<&String>,
        now: Time,
    ) -> Result<Self, Error> {
        Page::within(LONGEST_TOKEN, members, list, max_results, token, now)
    }

    /// The same where tokens may be longer or shorter.
    ///
    /// # Errors
    /// As [`Page::of`].
    pub fn within(
        longest: usize,
        members: &mut Members,
        list: [&'a str; 2],
        max_results: Option<i64>,
        token: Option<&String>,
        now: Time,
    ) -> Result<Self, Error> {
        members.range("maxResults", max_results, 0, LARGEST_PAGE).length("nextToken", token, 1, longest).check()?;
        let size = max_results.and_then(|size| usize::try_from(size).ok()).filter(|size| *size > 0);
        let mut page = Page { after: None, list, size: size.unwrap_or(PAGE), now };
        page.after = token.map(|token| page.read(token)).transpose()?;
        Ok(page)
    }

    /// The page out of what follows [`Page::after`], and the token of the next one.
    pub fn cut<T>(&self, rest: impl Iterator<Item = T>, key: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
        let mut items: Vec<T> = rest.take(self.size + 1).collect();
        if items.len() <= self.size {
            return (items, None);
        }
        items.truncate(self.size);
        let next = items.last().map(|last| self.token(&key(last)));
        (items, next)
    }

    fn token(&self, after: &str) -> String {
        let [operation, arguments] = self.list;
        page::token(&format!("{operation}\n{arguments}\n{}\n{after}", self.now.millis()))
    }

    /// The key that a token stands for.
    fn read(&self, token: &str) -> Result<String, Error> {
        let text = page::after(token).ok_or(Error::InvalidToken("Invalid token"))?;
        let mut parts = text.splitn(4, '\n');
        let (operation, arguments) = (parts.next(), parts.next());
        let made = parts.next().and_then(|millis| millis.parse().ok()).map(Time::from_millis);
        let fresh = made.is_some_and(|made| self.now.since(made) < TOKEN_LIFE);
        match parts.next().filter(|_| fresh && operation == Some(self.list[0])) {
            None => Err(Error::InvalidToken("Invalid token")),
            Some(_) if arguments != Some(self.list[1]) => {
                Err(Error::InvalidToken("Input inconsistent with page token"))
            }
            Some(after) => Ok(after.to_owned()),
        }
    }
}
