//! What a value is compared with: `= "text*"`, `>= 500`, `!= %regular%`.

use regex::Regex;

use super::Invalid;
use super::reader::Reader;

/// A comparison with a value that the pattern says.
#[derive(Clone, Debug)]
pub struct Condition {
    operator: Operator,
    wanted: Wanted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    Unequal,
    Less,
    Greater,
    AtMost,
    AtLeast,
}

/// What a value should be.
#[derive(Clone, Debug)]
enum Wanted {
    /// A text that may be open at its ends.
    Text {
        open_start: bool,
        text: String,
        open_end: bool,
    },
    /// A number, and how it is written.
    Number(f64, String),
    Regular(Regex),
}

/// The operators, the longer ones first.
const OPERATORS: [(&str, Operator); 6] = [
    ("!=", Operator::Unequal),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("=", Operator::Equal),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

impl Condition {
    /// Reads an operator and a value.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        let operator = OPERATORS.into_iter().find(|(sign, _)| reader.take(sign));
        let (_, operator) = operator.ok_or_else(Invalid::default)?;
        let wanted = match reader.peek() {
            Some('"') => Wanted::text(&reader.quoted('"')?),
            Some('%') => Wanted::Regular(reader.regular()?),
            _ => Wanted::word(reader.take_while(|c| !c.is_whitespace() && !"()&|,=<>\"".contains(c)))?,
        };
        let is_ordered = !matches!(operator, Operator::Equal | Operator::Unequal);
        if is_ordered && !matches!(wanted, Wanted::Number(..)) {
            return Err(Invalid::default());
        }
        Ok(Condition { operator, wanted })
    }

    /// Whether it holds for a value; `number` is what that is as a number, if it is one.
    pub fn holds(&self, text: &str, number: Option<f64>) -> bool {
        let equal = || match &self.wanted {
            Wanted::Text { open_start, text: wanted, open_end } => match (open_start, open_end) {
                (false, false) => text == wanted,
                (true, false) => text.ends_with(wanted),
                (false, true) => text.starts_with(wanted),
                (true, true) => text.contains(wanted),
            },
            Wanted::Number(wanted, written) => number == Some(*wanted) || text == written,
            Wanted::Regular(regular) => regular.is_match(text),
        };
        let compared = || match &self.wanted {
            Wanted::Number(wanted, _) => number?.partial_cmp(wanted),
            _ => None,
        };
        match self.operator {
            Operator::Equal => equal(),
            Operator::Unequal => !equal(),
            Operator::Less => compared().is_some_and(|order| order.is_lt()),
            Operator::Greater => compared().is_some_and(|order| order.is_gt()),
            Operator::AtMost => compared().is_some_and(|order| order.is_le()),
            Operator::AtLeast => compared().is_some_and(|order| order.is_ge()),
        }
    }
}

impl Wanted {
    fn text(text: &str) -> Self {
        let (open_start, rest) = text.strip_prefix('*').map_or((false, text), |rest| (true, rest));
        let (open_end, rest) = rest.strip_suffix('*').map_or((false, rest), |rest| (true, rest));
        Wanted::Text { open_start, text: rest.to_owned(), open_end }
    }

    /// What stands without quotes: a number, or a text of harmless characters.
    fn word(word: &str) -> Result<Self, Invalid> {
        if word.is_empty() {
            return Err(Invalid::default());
        }
        if let Some(number) = number(word) {
            return Ok(Wanted::Number(number, word.to_owned()));
        }
        match word.chars().all(|c| c.is_ascii_alphanumeric() || "_-.*:/+#@?;".contains(c)) {
            true => Ok(Wanted::text(word)),
            false => Err(Invalid::term(word)),
        }
    }
}

/// What a text is as a number: a decimal one, perhaps with a sign and an exponent.
pub fn number(text: &str) -> Option<f64> {
    let begins = text.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit() || c == '.');
    text.parse().ok().filter(|number: &f64| begins && number.is_finite())
}
