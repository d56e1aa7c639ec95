//! Fields: the words of a message between spaces, each with a name and perhaps conditions.

use super::Invalid;
use super::condition::{Condition, number};
use super::expression::Expression;
use super::reader::Reader;

/// The fields of a pattern.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Those before the ellipsis, or all.
    first: Vec<Field>,
    /// Those behind the ellipsis, where there is one.
    last: Option<Vec<Field>>,
}

#[derive(Clone, Debug, Default)]
struct Field {
    name: String,
    conditions: Option<Expression<Condition>>,
}

impl Fields {
    /// Reads fields up to the end.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        let mut fields = Fields { first: Vec::new(), last: None };
        loop {
            if reader.take("...") {
                if fields.last.replace(Vec::new()).is_some() {
                    return Err(Invalid::default());
                }
            } else {
                let field = Field::read(reader)?;
                fields.last.as_mut().unwrap_or(&mut fields.first).push(field);
            }
            if reader.is_done() {
                return Ok(fields);
            }
            if !reader.take(",") {
                return Err(Invalid::default());
            }
        }
    }

    /// Whether a message has such words.
    pub fn hold(&self, message: &str) -> bool {
        let words = words(message);
        self.paired(&words).is_some_and(|pairs| pairs.iter().all(|(field, word)| field.fits(word)))
    }

    /// The words by the names of their fields, or by their numbers.
    pub fn extract(&self, message: &str) -> Vec<(String, String)> {
        let words = words(message);
        let named = self.paired(&words).unwrap_or_default();
        let extracted = (1..).zip(named).map(|(number, (field, word))| {
            let name = if field.name.is_empty() { format!("${number}") } else { format!("${}", field.name) };
            (name, word.to_owned())
        });
        extracted.collect()
    }

    /// Each word with its field, if there are as many as there should be.
    fn paired<'f>(&'f self, words: &'f [&str]) -> Option<Vec<(&'f Field, &'f str)>> {
        static ANY: Field = Field { name: String::new(), conditions: None };
        let last = self.last.as_deref().unwrap_or_default();
        let between = words.len().checked_sub(self.first.len() + last.len())?;
        if between > 0 && self.last.is_none() {
            return None;
        }
        let fields = self.first.iter().chain(std::iter::repeat_n(&ANY, between)).chain(last);
        Some(fields.zip(words.iter().copied()).collect())
    }
}

impl Field {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Invalid> {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        // The end of the list, or a field without a name.
        if matches!(reader.peek(), None | Some(',')) {
            return Ok(Field::default());
        }
        let mut name: Option<String> = None;
        let mut condition = |reader: &mut Reader<'_>| {
            reader.peek();
            let found = reader.take_while(is_name);
            // Every condition names the field again.
            if *name.get_or_insert_with(|| found.to_owned()) != *found {
                return Err(Invalid::default());
            }
            match reader.peek() {
                None | Some(',') => Ok(None),
                _ => Condition::read(reader).map(Some),
            }
        };
        let conditions = Expression::read(reader, &mut condition)?;
        let conditions = match conditions {
            Expression::One(condition) => condition.map(Expression::One),
            joined => Some(joined.all_there().ok_or_else(Invalid::default)?),
        };
        Ok(Field { name: name.unwrap_or_default(), conditions })
    }

    fn fits(&self, word: &str) -> bool {
        let conditions = self.conditions.as_ref();
        conditions.is_none_or(|all| all.holds(&|condition| condition.holds(word, number(word))))
    }
}

impl<T> Expression<Option<T>> {
    /// The same, if none of the conditions is missing.
    fn all_there(self) -> Option<Expression<T>> {
        let all = |parts: Vec<Self>| parts.into_iter().map(Self::all_there).collect::<Option<Vec<_>>>();
        match self {
            Expression::One(one) => one.map(Expression::One),
            Expression::All(parts) => all(parts).map(Expression::All),
            Expression::Any(parts) => all(parts).map(Expression::Any),
        }
    }
}

/// The words of a message; brackets and quotes hold together what is between them.
fn words(message: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = message.trim_start();
    while let Some(first) = rest.chars().next() {
        let close = match first {
            '[' => Some(']'),
            '"' => Some('"'),
            _ => None,
        };
        let held = close.and_then(|close| rest[1..].split_once(close));
        let (word, left) = match held {
            Some((word, left)) => (word, left),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word);
        rest = left.trim_start();
    }
    words
}
