//! Numbers: whole ones compare exactly, others as doubles do, and a range between two.

use std::cmp::Ordering;
use std::fmt;

/// A number of a pattern or of what is matched.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A whole number.
    Whole(i64),
    /// Any other.
    Double(f64),
}

impl Number {
    /// Reads a number as JSON or a message attribute writes it.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(whole) = text.parse() {
            return Some(Number::Whole(whole));
        }
        text.parse().ok().filter(|double: &f64| double.is_finite()).map(Number::Double)
    }

    /// Reads a number of checked JSON; one beyond a double is endless.
    pub fn of_json(text: &str) -> Self {
        match text.parse() {
            Ok(whole) => Number::Whole(whole),
            Err(_) => Number::Double(text.parse().unwrap_or(f64::INFINITY)),
        }
    }

    /// As a double; equal numbers have the same.
    pub fn double(self) -> f64 {
        match self {
            // Beyond 2^53 several whole numbers share a double.
            Number::Whole(whole) => whole as f64,
            // Minus zero is zero.
            Number::Double(double) => double + 0.0,
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Number::Whole(one), Number::Whole(two)) => Some(one.cmp(two)),
            _ => self.double().partial_cmp(&other.double()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Whole(whole) => whole.fmt(f),
            Number::Double(double) => double.fmt(f),
        }
    }
}

/// Whether a number can be compared: AWS takes only those that a double holds to the last digit.
pub fn is_comparable(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(|double| double.is_finite() && digits(text) == digits(&format!("{double:e}")))
}

/// The sign, the digits from the first to the last that isn't zero, and the exponent behind them.
fn digits(text: &str) -> (bool, String, i64) {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let unsigned = mantissa.trim_start_matches(['-', '+']);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let all = format!("{whole}{fraction}");
    let kept = all.trim_end_matches('0');
    let dropped = (all.len() - kept.len()) as i64;
    let kept = kept.trim_start_matches('0').to_owned();
    if kept.is_empty() {
        return (false, kept, 0);
    }
    let exponent = exponent.parse::<i64>().unwrap_or(i64::MAX / 2);
    (mantissa.starts_with('-'), kept, exponent - fraction.len() as i64 + dropped)
}

/// One end of a range, and whether the end itself belongs to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// The number.
    pub number: Number,
    /// Whether it belongs to the range.
    pub closed: bool,
}

/// What `numeric` takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// One number.
    Equal(Number),
    /// All numbers between two ends, of which one may be open to infinity.
    Between(Option<End>, Option<End>),
}

impl Range {
    /// Whether it holds a number.
    pub fn holds(&self, number: Number) -> bool {
        match self {
            Range::Equal(wanted) => number == *wanted,
            Range::Between(bottom, top) => {
                bottom.is_none_or(|end| number > end.number || end.closed && number == end.number)
                    && top.is_none_or(|end| number < end.number || end.closed && number == end.number)
            }
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let equals = |end: &End| if end.closed { "=" } else { "" };
        match self {
            Range::Equal(number) => write!(f, "= {number}"),
            Range::Between(bottom, top) => {
                if let Some(end) = bottom {
                    write!(f, ">{} {}", equals(end), end.number)?;
                }
                if bottom.is_some() && top.is_some() {
                    f.write_str(" and ")?;
                }
                if let Some(end) = top {
                    write!(f, "<{} {}", equals(end), end.number)?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Number, is_comparable};

    #[test]
    fn numbers_compare_by_value_and_whole_ones_exactly() {
        let equal = |one: &str, two: &str| Number::parse(one).expect(one) == Number::parse(two).expect(two);
        assert!(equal("300", "3.0e2") && equal("0", "-0.0") && equal("123456789012", "1.23456789012e11"));
        assert!(!equal("9007199254740993", "9007199254740992") && !equal("1", "1.0000001"));
        assert!(Number::parse("NaN").is_none() && Number::parse("1e999").is_none() && Number::parse("").is_none());
    }

    #[test]
    fn only_what_a_double_holds_is_comparable() {
        for text in ["0", "-0.0", "1", "100", "0.1", "3.018e2", "123456789012", "-5.5E-3", "1e23"] {
            assert!(is_comparable(text), "{text}");
        }
        for text in ["0.12345678901234567890", "9007199254740993", "1e400", "1e99999999999999999999"] {
            assert!(!is_comparable(text), "{text}");
        }
    }
}
