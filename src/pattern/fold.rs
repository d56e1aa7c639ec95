//! Comparing without regard to case, character by character as AWS's matcher does: `ß` is not `ss`.

/// Whether the whole value is the wanted text.
pub fn equal(value: &str, wanted: &str) -> bool {
    strip_start(value, wanted).is_some_and(str::is_empty)
}

/// Whether the value begins with the wanted text.
pub fn starts(value: &str, wanted: &str) -> bool {
    strip_start(value, wanted).is_some()
}

/// Whether the value ends with the wanted text.
pub fn ends(value: &str, wanted: &str) -> bool {
    let mut rest = value;
    wanted.chars().rev().all(|c| match strip_end(rest, c) {
        Some(shorter) => {
            rest = shorter;
            true
        }
        None => false,
    })
}

/// A text that is the same for all texts that are equal without regard to case. Some that aren't share it too.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    text.chars().flat_map(char::to_lowercase).flat_map(char::to_uppercase).collect()
}

fn strip_start<'v>(value: &'v str, wanted: &str) -> Option<&'v str> {
    wanted.chars().try_fold(value, |rest, wanted| {
        let mut chars = rest.chars();
        let c = chars.next()?;
        if c == wanted || c.eq_ignore_ascii_case(&wanted) {
            return Some(chars.as_str());
        }
        if c.is_ascii() && wanted.is_ascii() {
            return None;
        }
        // A character's other case may be several characters, or one of another length.
        let lower = wanted.to_lowercase().try_fold(rest, |rest, c| rest.strip_prefix(c));
        lower.or_else(|| wanted.to_uppercase().try_fold(rest, |rest, c| rest.strip_prefix(c)))
    })
}

fn strip_end(value: &str, wanted: char) -> Option<&str> {
    let mut chars = value.chars();
    let c = chars.next_back()?;
    if c == wanted || c.eq_ignore_ascii_case(&wanted) {
        return Some(chars.as_str());
    }
    if c.is_ascii() && wanted.is_ascii() {
        return None;
    }
    let lower = wanted.to_lowercase().try_rfold(value, |rest, c| rest.strip_suffix(c));
    lower.or_else(|| wanted.to_uppercase().try_rfold(value, |rest, c| rest.strip_suffix(c)))
}

#[cfg(test)]
mod tests {
    use super::{ends, equal, folded, starts};

    #[test]
    fn all_cases_of_a_character_are_folded_alike() {
        let all = (0..0x2_0000).filter_map(char::from_u32);
        for c in all {
            let whole = folded(&c.to_string());
            let (lower, upper): (String, String) = (c.to_lowercase().collect(), c.to_uppercase().collect());
            assert!(whole == folded(&lower) && whole == folded(&upper), "{c:?} {lower:?} {upper:?}");
        }
    }

    #[test]
    fn case_does_not_count_and_letters_are_not_merged() {
        assert!(equal("EvEnT", "event") && equal("", "") && equal("ÄÖ", "äö") && equal("SS", "ß"));
        assert!(!equal("ss", "ß") && !equal("events", "event") && !equal("even", "event"));
        assert!(starts("ARN:aws", "arn:") && !starts("ar", "arn"));
        assert!(ends("photo.PNG", ".png") && ends("straSS", "aß") && !ends("g", ".png"));
    }
}
