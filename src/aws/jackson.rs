//! Why a text is no JSON, in the words of Jackson, the parser behind AWS's front ends: its message, line and column
//! reach the caller.

use std::fmt;

/// What Jackson expects where a value has to be.
const VALUE: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
/// So much of the text is shown, in UTF-16 units.
const SHOWN: usize = 500;
/// So much of a word that is no token is shown.
const LONGEST_TOKEN: usize = 256;

/// A text that is no JSON. Shown as Jackson shows it: the message, a new line, ` at ` and the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What is wrong, without the place: `Unrecognized token 'not': was expecting …`.
    pub message: String,
    /// The place: `[Source: (String)"not"; line: 1, column: 4]`.
    pub location: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n at {}", self.message, self.location)
    }
}

/// Why a text is no JSON value; none where it is one.
pub fn broken(text: &str) -> Option<Broken> {
    let (at, message) = Scan { text, at: 0 }.value().err()?;
    Some(Broken { message, location: location(text, at) })
}

/// The place behind so many bytes of a text.
fn location(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let row = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    // `\r\n` is one end of a line.
    let line = 1 + before.matches(['\n', '\r']).count() - before.matches("\r\n").count();
    let column = 1 + before[row..].encode_utf16().count();
    let mut shown = String::new();
    let mut units = 0;
    for c in text.chars() {
        if units + c.len_utf16() > SHOWN {
            break;
        }
        units += c.len_utf16();
        shown.push(c);
    }
    let hidden = text.encode_utf16().count() - units;
    let truncated = if hidden > 0 { format!("[truncated {hidden} chars]") } else { String::new() };
    format!("[Source: (String)\"{shown}\"{truncated}; line: {line}, column: {column}]")
}

/// Up to where it was read, and the message.
type Error = (usize, String);

/// An object or array that is open: which of them, and where it began.
struct Open {
    object: bool,
    start: usize,
}

impl Open {
    fn kind(&self) -> &'static str {
        if self.object { "Object" } else { "Array" }
    }
}

/// What may come next.
#[derive(PartialEq)]
enum Next {
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    CommaOrEnd,
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl Scan<'_> {
    /// One value that fills the text.
    fn value(&mut self) -> Result<(), Error> {
        let mut open: Vec<Open> = Vec::new();
        let mut next = Next::Value;
        loop {
            self.skip_blanks();
            let start = self.at;
            let Some(c) = self.peek() else { return Err(self.ended(open.last(), &next)) };
            self.at += c.len_utf8();
            match (&next, c) {
                (Next::Value | Next::ValueOrEnd, '{' | '[') => {
                    open.push(Open { object: c == '{', start });
                    next = if c == '{' { Next::NameOrEnd } else { Next::ValueOrEnd };
                    continue;
                }
                (Next::CommaOrEnd, ',') => {
                    next = if open.last().is_some_and(|open| open.object) { Next::Name } else { Next::Value };
                    continue;
                }
                (Next::ValueOrEnd, ']') | (Next::NameOrEnd, '}') => _ = open.pop(),
                (Next::CommaOrEnd, '}' | ']') => match open.pop() {
                    Some(ended) if ended.object == (c == '}') => {}
                    Some(ended) => return Err((self.at, self.mismatch(c, &ended))),
                    None => return Err(self.unexpected(c, "expected end of input")),
                },
                (Next::CommaOrEnd, _) => {
                    let kind = open.last().map_or("root", Open::kind);
                    return Err(self.unexpected(c, &format!("was expecting comma to separate {kind} entries")));
                }
                (Next::Name | Next::NameOrEnd, '"') => {
                    self.string(true)?;
                    self.skip_blanks();
                    match self.peek() {
                        Some(':') => self.at += 1,
                        Some(c) => {
                            self.at += c.len_utf8();
                            return Err(self.unexpected(c, "was expecting a colon to separate field name and value"));
                        }
                        None => return Err(self.ended(open.last(), &Next::Value)),
                    }
                    next = Next::Value;
                    continue;
                }
                (Next::Name | Next::NameOrEnd, _) => {
                    return Err(self.unexpected(c, "was expecting double-quote to start field name"));
                }
                (Next::Value | Next::ValueOrEnd, _) => self.scalar(c, start)?,
            }
            next = Next::CommaOrEnd;
            if open.is_empty() {
                self.skip_blanks();
                return match self.peek() {
                    None => Ok(()),
                    Some(c) => {
                        self.at += c.len_utf8();
                        Err(self.unexpected(c, "expected end of input"))
                    }
                };
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn skip_blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn scalar(&mut self, first: char, start: usize) -> Result<(), Error> {
        match first {
            '"' => return self.string(false),
            '-' | '0'..='9' => return self.number(first),
            _ if !is_identifier_start(first) => {
                return Err(self.unexpected(first, &format!("expected a valid value {VALUE}")));
            }
            _ => {}
        }
        let rest = &self.text[start..];
        let word = &rest[..rest.find(|c| !is_identifier_part(c)).unwrap_or(rest.len())];
        self.at = start + word.len();
        if matches!(word, "true" | "false" | "null") {
            return Ok(());
        }
        let mut shown: String = word.chars().take(LONGEST_TOKEN).collect();
        if shown.len() < word.len() {
            shown.push_str("...");
        }
        Err((self.at, format!("Unrecognized token '{shown}': was expecting {VALUE}")))
    }

    fn number(&mut self, first: char) -> Result<(), Error> {
        let mut digit = first;
        if first == '-' {
            digit = self.digit("expected digit (0-9) to follow minus sign, for valid numeric value")?;
        }
        if digit == '0' && self.peek().is_some_and(|c| c.is_ascii_digit()) {
            return Err((self.at + 1, "Invalid numeric value: Leading zeroes not allowed".to_owned()));
        }
        self.skip_digits();
        if self.peek() == Some('.') {
            self.at += 1;
            self.digit("Decimal point not followed by a digit")?;
            self.skip_digits();
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.at += 1;
            if matches!(self.peek(), Some('+' | '-')) {
                self.at += 1;
            }
            self.digit("Exponent indicator not followed by a digit")?;
            self.skip_digits();
        }
        Ok(())
    }

    fn digit(&mut self, wanted: &str) -> Result<char, Error> {
        let Some(c) = self.peek() else {
            return Err((self.at, "Unexpected end-of-input in a Number value".to_owned()));
        };
        self.at += c.len_utf8();
        match c.is_ascii_digit() {
            true => Ok(c),
            false => Err((self.at, format!("Unexpected character ({}) in numeric value: {wanted}", described(c)))),
        }
    }

    fn skip_digits(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    }

    /// Behind the string whose quotation mark was read.
    fn string(&mut self, name: bool) -> Result<(), Error> {
        loop {
            let Some(c) = self.peek() else {
                let why = if name { " in field name" } else { ": was expecting closing quote for a string value" };
                return Err((self.at, format!("Unexpected end-of-input{why}")));
            };
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(()),
                '\\' => self.escape()?,
                '\0'..' ' => {
                    let what = if name { "name" } else { "string value" };
                    let message = format!(
                        "Illegal unquoted character ({}): has to be escaped using backslash to be included in {what}",
                        described(c)
                    );
                    return Err((self.at, message));
                }
                _ => {}
            }
        }
    }

    fn escape(&mut self) -> Result<(), Error> {
        let ended = "Unexpected end-of-input in character escape sequence";
        let Some(c) = self.peek() else { return Err((self.at, ended.to_owned())) };
        self.at += c.len_utf8();
        match c {
            '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => Ok(()),
            'u' => {
                for _ in 0..4 {
                    let Some(c) = self.peek() else { return Err((self.at, ended.to_owned())) };
                    self.at += c.len_utf8();
                    if !c.is_ascii_hexdigit() {
                        return Err(self.unexpected(c, "expected a hex-digit for character escape sequence"));
                    }
                }
                Ok(())
            }
            _ => Err((self.at, format!("Unrecognized character escape {}", described(c)))),
        }
    }

    fn unexpected(&self, c: char, comment: &str) -> Error {
        (self.at, format!("Unexpected character ({}): {comment}", described(c)))
    }

    fn mismatch(&self, c: char, open: &Open) -> String {
        let wanted = if open.object { '}' } else { ']' };
        let place = location(self.text, open.start);
        format!("Unexpected close marker '{c}': expected '{wanted}' (for {} starting at {place})", open.kind())
    }

    fn ended(&self, open: Option<&Open>, next: &Next) -> Error {
        let message = match (open, next) {
            (None, _) => "No content to map due to end-of-input".to_owned(),
            (Some(open), Next::Value | Next::Name) => {
                format!("Unexpected end-of-input within/between {} entries", open.kind())
            }
            (Some(open), _) => format!(
                "Unexpected end-of-input: expected close marker for {} (start marker at {})",
                open.kind(),
                location(self.text, open.start)
            ),
        };
        (self.at, message)
    }
}

fn is_identifier_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '$'
}

fn is_identifier_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn described(c: char) -> String {
    let code = u32::from(c);
    match c {
        '\0'..' ' | '\u{7f}' => format!("(CTRL-CHAR, code {code})"),
        '\u{100}'.. => format!("'{c}' (code {code} / 0x{code:x})"),
        _ => format!("'{c}' (code {code})"),
    }
}
