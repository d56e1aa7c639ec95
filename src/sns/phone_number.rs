//! What counts as a phone number for SMS.
//! <https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html>

/// The number in E.164 form, `+` and digits, or nothing where AWS would refuse it. People may divide the digits by
/// single hyphens, dots and slashes, and leave out the plus.
pub fn e164(text: &str) -> Option<String> {
    let divided = text.strip_prefix('+').unwrap_or(text);
    let groups = divided.split(['-', '.', '/']);
    let all_digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    if !groups.clone().all(all_digits) || divided.starts_with('0') {
        return None;
    }
    let digits: String = groups.collect();
    (2..=15).contains(&digits.len()).then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use super::e164;

    #[test]
    fn digits_may_be_divided_by_single_marks() {
        let good = [
            ("+123123123", "+123123123"),
            ("+12/34-567.890", "+1234567890"),
            ("15551234567", "+15551234567"),
            ("+123456789012345", "+123456789012345"),
        ];
        for (text, number) in good {
            assert_eq!(e164(text).as_deref(), Some(number), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let bad = [
            "",
            "+",
            "+1",
            "invalid",
            "invalid-number",
            "+1a234",
            "NAA+15551234567",
            "+15--551234567",
            "+15551234567.",
            "/+15551234567",
            "+-15551234567",
            "++15551234567",
            "+1555 1234567",
            "+05551234567",
            "+1234567890123456",
            "+１２３１２３１２３",
        ];
        for text in bad {
            assert_eq!(e164(text), None, "{text}");
        }
    }
}
