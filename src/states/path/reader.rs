//! Reads a path's text. Filters are read in `filter_reader.rs`.

use super::error::PathError;
use super::roots::Root;
use super::step::Step;

/// How long a path may be.
const LONGEST: usize = 4096;

/// How deep parentheses and filters may stand in one another.
const DEEPEST: usize = 32;

/// How long the name of a variable may be, in characters.
const LONGEST_VARIABLE: usize = 80;

/// A place in a text.
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

/// Where a name behind a dot ends.
fn ends_name(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | '[' | ']' | '(' | ')' | ',' | '\'' | '"' | '*' | '?') || is_operator(c)
}

fn is_operator(c: char) -> bool {
    matches!(c, '<' | '>' | '=' | '!' | '~' | '&' | '|')
}

/// Whether a text may name a variable: as Unicode's identifiers, with an underscore as a letter.
pub fn is_variable_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && characters.all(is_variable_part)
        && name.chars().count() <= LONGEST_VARIABLE
}

fn is_variable_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A path at the beginning of a text: its root, its steps, and how many bytes it takes.
pub(super) fn read_path(text: &str) -> Result<(Root, Box<[Step]>, usize), PathError> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let root = reader.root()?;
    let steps = reader.steps()?;
    match reader.at > LONGEST {
        true => Err(PathError::Invalid(format!("A path is at most {LONGEST} bytes long"))),
        false => Ok((root, steps, reader.at)),
    }
}

impl<'t> Reader<'t> {
    pub fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes on by the text if it is next.
    pub fn take(&mut self, text: &str) -> bool {
        let is_next = self.rest().starts_with(text);
        if is_next {
            self.at += text.len();
        }
        is_next
    }

    pub fn expect(&mut self, text: &str) -> Result<(), PathError> {
        match self.take(text) {
            true => Ok(()),
            false => Err(self.error(&format!("Expected '{text}'"))),
        }
    }

    pub fn skip_blanks(&mut self) {
        self.take_while(char::is_whitespace);
    }

    pub fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    pub fn error(&self, why: &str) -> PathError {
        PathError::Invalid(format!("{why} at position {}", self.text[..self.at].chars().count()))
    }

    /// Reads what stands in something else, so deep at most.
    pub fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, PathError>) -> Result<T, PathError> {
        if self.depth == DEEPEST {
            return Err(self.error("Nested too deeply"));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn root(&mut self) -> Result<Root, PathError> {
        self.expect("$")?;
        if self.take("$") {
            return Ok(Root::Context);
        }
        let name = self.take_while(is_variable_part);
        match name {
            "" => Ok(Root::Input),
            name if is_variable_name(name) => Ok(Root::Variable(name.into())),
            _ => Err(self.error("Not the name of a variable")),
        }
    }

    /// All steps that follow, up to a character that can't begin one.
    pub fn steps(&mut self) -> Result<Box<[Step]>, PathError> {
        let mut steps = Vec::new();
        loop {
            if self.take("..") {
                steps.push(Step::Descend);
                // Behind `..` a name or a bracket, without another dot.
                match self.peek() {
                    Some('[') => {}
                    _ => steps.push(self.name()?),
                }
            } else if self.take(".") {
                // A dot may stand before a bracket: `$.items.[0]`.
                match self.peek() {
                    Some('[') => {}
                    _ => steps.push(self.name()?),
                }
            } else if self.take("[") {
                steps.push(self.bracket()?);
            } else {
                return Ok(steps.into());
            }
        }
    }

    fn name(&mut self) -> Result<Step, PathError> {
        if self.take("*") {
            return Ok(Step::Wildcard);
        }
        let name = self.take_while(|c| !ends_name(c));
        if name.is_empty() {
            return Err(self.error("Expected a name"));
        }
        match self.peek() {
            Some('(') => Err(PathError::Function(name.into())),
            _ => Ok(Step::Name(name.into())),
        }
    }

    /// What stands in brackets, the first of which is read.
    fn bracket(&mut self) -> Result<Step, PathError> {
        self.skip_blanks();
        let step = match self.peek() {
            Some('*') => {
                self.take("*");
                Step::Wildcard
            }
            Some('?') => {
                self.take("?");
                self.skip_blanks();
                Step::Filter(Box::new(self.deeper(Reader::filter)?))
            }
            Some('\'' | '"') => self.names()?,
            _ => self.numbers()?,
        };
        self.skip_blanks();
        self.expect("]")?;
        Ok(step)
    }

    fn names(&mut self) -> Result<Step, PathError> {
        let mut names = vec![self.quoted_name()?];
        while self.comma() {
            names.push(self.quoted_name()?);
        }
        Ok(match names.len() {
            1 => Step::Name(names.remove(0)),
            _ => Step::Names(names.into()),
        })
    }

    /// A comma with its blanks.
    pub fn comma(&mut self) -> bool {
        self.skip_blanks();
        let is_next = self.take(",");
        if is_next {
            self.skip_blanks();
        }
        is_next
    }

    /// A name in quotes. A backslash escapes the quote and itself; before other characters AWS keeps it: recorded is
    /// `['Test\""Name"']` for a member that is called `Test\""Name"`.
    fn quoted_name(&mut self) -> Result<Box<str>, PathError> {
        self.quoted(|quote, escaped, name| {
            if escaped != quote && escaped != '\\' {
                name.push('\\');
            }
            name.push(escaped);
        })
    }

    /// A text in quotes; `unescape` gets the quote, what stands behind a backslash, and where to put it.
    pub fn quoted(&mut self, unescape: impl Fn(char, char, &mut String)) -> Result<Box<str>, PathError> {
        let mut characters = self.rest().char_indices();
        let Some((_, quote @ ('\'' | '"'))) = characters.next() else {
            return Err(self.error("Expected a text in quotes"));
        };
        let mut text = String::new();
        while let Some((at, c)) = characters.next() {
            if c == quote {
                self.at += at + c.len_utf8();
                return Ok(text.into());
            }
            match c {
                '\\' => match characters.next() {
                    Some((_, escaped)) => unescape(quote, escaped, &mut text),
                    None => break,
                },
                c => text.push(c),
            }
        }
        Err(self.error("A quote that is not closed"))
    }

    /// An index, several, or a slice.
    fn numbers(&mut self) -> Result<Step, PathError> {
        let first = self.integer()?;
        self.skip_blanks();
        if self.take(":") {
            self.skip_blanks();
            let to = self.integer()?;
            return Ok(Step::Slice(first, to));
        }
        let missing = || self.error("Expected an index, a name, '*' or '?'");
        let mut indexes = vec![first.ok_or_else(missing)?];
        while self.comma() {
            let index = self.integer()?;
            indexes.push(index.ok_or_else(|| self.error("Expected an index"))?);
        }
        Ok(match indexes[..] {
            [index] => Step::Index(index),
            _ => Step::Indexes(indexes.into()),
        })
    }

    fn integer(&mut self) -> Result<Option<i64>, PathError> {
        let digits = self.take_while(|c| c.is_ascii_digit() || c == '-');
        match digits {
            "" => Ok(None),
            // As far as AWS's indexes go: 32 bits.
            digits => match digits.parse::<i32>() {
                Ok(number) => Ok(Some(number.into())),
                Err(_) => Err(self.error("Not an index")),
            },
        }
    }
}
