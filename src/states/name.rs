//! What state machines, activities and executions may be called.

use super::error::Error;

/// The most characters of a name.
pub const LONGEST: usize = 80;

/// What stands in no name, besides white space and control characters.
const FORBIDDEN: &str = "<>{}[]?*\"#%\\^|~`$&,;:/";

/// Checks a name whose length is right.
///
/// # Errors
/// `InvalidName`.
pub fn check(name: &str) -> Result<(), Error> {
    let is_forbidden = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || FORBIDDEN.contains(c)
            || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{10FFFF}')
    };
    if name.contains(is_forbidden) { Err(Error::InvalidName(name.to_owned())) } else { Ok(()) }
}
