//! Lists by pages, as all of SNS's are.

use super::error::Error;
use crate::aws::page;

/// How many a page has.
pub const PAGE: usize = 100;

/// The name that a page begins after.
///
/// # Errors
/// `InvalidParameter`: the token is none of ours.
pub fn after(token: Option<String>) -> Result<Option<String>, Error> {
    let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(None) };
    page::after(&token).map(Some).ok_or_else(wrong_token)
}

/// The refusal of a token.
pub fn wrong_token() -> Error {
    Error::parameter("NextToken")
}
