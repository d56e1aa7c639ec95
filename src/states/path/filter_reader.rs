//! Reads a filter's text: `(@.a == 1 && !(@.b || @.c =~ /x.*/i))`.

use regex::{Regex, RegexBuilder};
use serde_json::{Number, Value};

use super::error::PathError;
use super::filter::{Filter, Operand, Operator};
use super::reader::Reader;

/// How much memory a regular expression may take when it is compiled, in bytes.
const LARGEST_REGEX: usize = 1 << 18;

impl Reader<'_> {
    /// What stands behind the question mark, in its parentheses.
    pub fn filter(&mut self) -> Result<Filter, PathError> {
        self.expect("(")?;
        let filter = self.deeper(Reader::any)?;
        self.expect(")")?;
        Ok(filter)
    }

    fn any(&mut self) -> Result<Filter, PathError> {
        let mut filters = vec![self.all()?];
        while self.take("||") {
            filters.push(self.all()?);
        }
        Ok(one_or(filters, Filter::Any))
    }

    fn all(&mut self) -> Result<Filter, PathError> {
        let mut filters = vec![self.condition()?];
        while self.take("&&") {
            filters.push(self.condition()?);
        }
        Ok(one_or(filters, Filter::All))
    }

    /// A condition with the blanks around it.
    fn condition(&mut self) -> Result<Filter, PathError> {
        self.skip_blanks();
        let condition = if self.take("!") {
            Filter::Not(Box::new(self.deeper(Reader::condition)?))
        } else if self.peek() == Some('(') {
            self.filter()?
        } else {
            self.comparison()?
        };
        self.skip_blanks();
        Ok(condition)
    }

    fn comparison(&mut self) -> Result<Filter, PathError> {
        let left = self.operand()?;
        self.skip_blanks();
        if self.take("=~") {
            self.skip_blanks();
            return Ok(Filter::Matches(left, self.regex()?));
        }
        match self.operator() {
            Some(operator) => {
                self.skip_blanks();
                Ok(Filter::Compare(left, operator, self.operand()?))
            }
            None if matches!(left, Operand::Literal(_)) => Err(self.error("Expected an operator")),
            None => Ok(Filter::Exists(left)),
        }
    }

    fn operator(&mut self) -> Option<Operator> {
        const SIGNS: &[(&str, Operator)] = &[
            ("===", Operator::Equal),
            ("!==", Operator::NotEqual),
            ("==", Operator::Equal),
            ("!=", Operator::NotEqual),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        if let Some((_, operator)) = SIGNS.iter().find(|(sign, _)| self.take(sign)) {
            return Some(*operator);
        }
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let operator = Operator::of_word(&rest[..end])?;
        self.take(&rest[..end]);
        Some(operator)
    }

    fn operand(&mut self) -> Result<Operand, PathError> {
        Ok(match self.peek() {
            Some('@') => {
                self.take("@");
                Operand::Here(self.deeper(Reader::steps)?)
            }
            Some('$') => {
                self.take("$");
                Operand::Root(self.deeper(Reader::steps)?)
            }
            _ => Operand::Literal(self.deeper(Reader::literal)?),
        })
    }

    fn literal(&mut self) -> Result<Value, PathError> {
        for (word, value) in [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)] {
            if self.take(word) {
                return Ok(value);
            }
        }
        match self.peek() {
            Some('\'' | '"') => self.quoted(unescape).map(|text| Value::String(text.into())),
            Some('[') => {
                self.take("[");
                self.skip_blanks();
                let mut elements = Vec::new();
                if self.take("]") {
                    return Ok(Value::Array(elements));
                }
                loop {
                    elements.push(self.deeper(Reader::literal)?);
                    if !self.comma() {
                        break;
                    }
                }
                self.expect("]")?;
                Ok(Value::Array(elements))
            }
            _ => {
                let word = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'));
                let number = word.parse::<Number>().map_err(|_| self.error("Expected a value"))?;
                Ok(Value::Number(number))
            }
        }
    }

    /// `/re/flags`, with Java's flags.
    fn regex(&mut self) -> Result<Regex, PathError> {
        self.expect("/")?;
        let rest = self.rest();
        let mut escaped = false;
        let end = rest.find(|c| {
            let ends = c == '/' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let end = end.ok_or_else(|| self.error("A regular expression that is not closed"))?;
        let pattern = &rest[..end];
        self.take(pattern);
        self.take("/");
        let flags = self.take_while(|c| c.is_ascii_alphabetic());
        // The whole text has to match.
        let pattern = format!("^(?:{})$", pattern.replace("\\/", "/"));
        let mut builder = RegexBuilder::new(&pattern);
        builder.size_limit(LARGEST_REGEX).nest_limit(64);
        for flag in flags.chars() {
            match flag {
                'i' => builder.case_insensitive(true),
                's' => builder.dot_matches_new_line(true),
                'x' => builder.ignore_whitespace(true),
                // Texts are Unicode anyway.
                'u' | 'U' => &mut builder,
                _ => return Err(self.error("An unknown flag of a regular expression")),
            };
        }
        builder.build().map_err(|_| self.error("Not a regular expression"))
    }
}

/// The only filter, or what is made of several.
fn one_or(mut filters: Vec<Filter>, several: impl Fn(Box<[Filter]>) -> Filter) -> Filter {
    match filters.len() {
        1 => filters.remove(0),
        _ => several(filters.into()),
    }
}

/// A backslash as in Java: `\n` is a new line, other characters stand for themselves.
fn unescape(_quote: char, escaped: char, text: &mut String) {
    text.push(match escaped {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        other => other,
    });
}
