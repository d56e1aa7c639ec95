//! Regular expressions, as far as CloudWatch Logs has them: between percent signs, without groups.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html>

use regex::{Regex, RegexBuilder};

use super::Invalid;

/// So many bytes may an expression come to; it isn't to use up the memory.
const MOST_BYTES: usize = 1 << 20;

/// Reads an expression.
///
/// # Errors
/// It has characters that AWS doesn't take, or makes no sense.
pub fn read(text: &str) -> Result<Regex, Invalid> {
    let plain = |c: char| c.is_ascii_alphanumeric() || " :_#=@/;,-^$?[]{}|*+.".contains(c);
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        // Behind a backslash stands a class, a digit of a code, or what is to be taken as it is.
        let known = if c == '\\' { letters.next().is_some_and(|next| next.is_ascii_graphic()) } else { plain(c) };
        if !known {
            return Err(Invalid::term(&format!("%{text}%")));
        }
    }
    RegexBuilder::new(text).size_limit(MOST_BYTES).dfa_size_limit(MOST_BYTES).build().map_err(|_| Invalid::default())
}
