//! Timestamps of the language: RFC 3339 with an upper-case `T`, and a `Z` or an offset.

use jiff::Timestamp;

/// Reads one; none where the text is none.
pub fn parse(text: &str) -> Option<Timestamp> {
    let (date_time, offset) = match text.strip_suffix('Z') {
        Some(rest) => (rest, "Z"),
        None => text.split_at_checked(text.len().checked_sub(6)?)?,
    };
    let shape = |part: &str, pattern: &str| {
        part.len() == pattern.len()
            && part.bytes().zip(pattern.bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                b'+' => matches!(byte, b'+' | b'-'),
                _ => byte == wanted,
            })
    };
    let (seconds, fraction) = match date_time.split_once('.') {
        Some((seconds, fraction)) => (seconds, Some(fraction)),
        None => (date_time, None),
    };
    let fraction_fits = fraction
        .is_none_or(|digits| (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let fits = shape(seconds, "0000-00-00T00:00:00") && fraction_fits && (offset == "Z" || shape(offset, "+00:00"));
    fits.then(|| text.parse().ok()).flatten()
}
