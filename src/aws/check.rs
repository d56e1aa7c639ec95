//! Checks of a request's structure that every service words alike.

/// Whether `text` is `1..=max` characters of ASCII letters, digits, `-` and `_`.
pub fn is_name(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Whether `text` is `1..=max` ASCII letters, digits and punctuation marks; no space.
pub fn is_printable(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}
