//! `at(2027-03-28T02:30:00)`: one local time, without zone, offset or fraction.

use jiff::civil::{Date, DateTime, Time};

use super::Refused;

/// The local time at which it fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At(DateTime);

impl At {
    /// From what stands in the parentheses. Seconds may be missing.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let refused = Refused("a time is written yyyy-mm-ddThh:mm:ss");
        let text = text.as_bytes();
        let shape = b"0000-00-00T00:00:00";
        let fits = |(is, want): (&u8, &u8)| if *want == b'0' { is.is_ascii_digit() } else { is == want };
        if ![shape.len(), shape.len() - 3].contains(&text.len()) || !text.iter().zip(shape).all(fits) {
            return Err(refused);
        }
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to).unwrap_or_default();
            digits.iter().fold(0_i16, |number, digit| number * 10 + i16::from(digit - b'0'))
        };
        let two = |from: usize| number(from, from + 2) as i8; // two digits fit
        let date = Date::new(number(0, 4), two(5), two(8));
        let time = Time::new(two(11), two(14), two(17), 0);
        match (date, time) {
            (Ok(date), Ok(time)) => Ok(At(date.to_datetime(time))),
            _ => Err(Refused("there is no such date or time of day")),
        }
    }

    /// The local time at which it fires.
    pub fn local(self) -> DateTime {
        self.0
    }
}
