//! Reads JSON token by token and says where and why it isn't any, in the words of the parser that AWS uses.
//!
//! A token's mark is where that parser stands once it has told of the token: behind it, but at a string only behind its
//! opening quote until the text is asked for, and at a field name already behind the start of the field's value.

use std::fmt::Write;

/// How deep that parser goes.
const DEEPEST: usize = 1000;
/// How much of the text a location shows.
const SHOWN: usize = 500;
const VALUES: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// `{`
    ObjectStart,
    /// `}`
    ObjectEnd,
    /// `[`
    ArrayStart,
    /// `]`
    ArrayEnd,
    /// The name of a field.
    Field(String),
    /// A string.
    Text(String),
    /// A number as it is written.
    Number(String),
    /// `true` or `false`
    Bool(bool),
    /// `null`
    Null,
}

impl Token {
    /// How it is written, for texts that quote it.
    pub fn text(&self) -> &str {
        match self {
            Token::ObjectStart => "{",
            Token::ObjectEnd => "}",
            Token::ArrayStart => "[",
            Token::ArrayEnd => "]",
            Token::Field(text) | Token::Text(text) | Token::Number(text) => text,
            Token::Bool(true) => "true",
            Token::Bool(false) => "false",
            Token::Null => "null",
        }
    }
}

/// Why a text is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// AWS's words, with the location where AWS gives it.
    pub text: String,
    /// Whether the text isn't JSON at all.
    pub syntax: bool,
}

struct Open {
    array: bool,
    at: usize,
    filled: bool,
}

/// The reader of one text.
pub struct Reader<'t> {
    text: &'t str,
    /// Whether locations show the text.
    shown: bool,
    at: usize,
    mark: usize,
    text_end: usize,
    open: Vec<Open>,
    /// The value of the field whose name was the last token.
    ahead: Option<Token>,
}

impl<'t> Reader<'t> {
    /// Reads a text; `shown` tells whether locations show it.
    pub fn new(text: &'t str, shown: bool) -> Self {
        Reader { text, shown, at: 0, mark: 0, text_end: 0, open: Vec::new(), ahead: None }
    }

    /// The next token; none at the end of the text.
    pub fn next(&mut self) -> Result<Option<Token>, Refusal> {
        if let Some(value) = self.ahead.take() {
            return Ok(Some(value));
        }
        self.skip_space();
        let Some(c) = self.peek() else {
            return match self.open.last() {
                None => {
                    self.mark = self.at;
                    Ok(None)
                }
                Some(open) => {
                    let (kind, start) = (kind(open.array), self.location(open.at));
                    let text =
                        format!("Unexpected end-of-input: expected close marker for {kind} (start marker at{start})");
                    Err(self.syntax(&text, self.at))
                }
            };
        };
        let Some(open) = self.open.last_mut() else { return self.value().map(Some) };
        let array = open.array;
        if c == ']' || c == '}' {
            return self.close(c).map(Some);
        }
        let filled = std::mem::replace(&mut open.filled, true);
        if filled {
            if c != ',' {
                return Err(self.unexpected(c, &format!("was expecting comma to separate {} entries", kind(array))));
            }
            self.at += 1;
            self.skip_space();
        }
        if array { self.value().map(Some) } else { self.field().map(Some) }
    }

    /// Notes that the text of the last token, a string, is asked for.
    pub fn read_text(&mut self) {
        self.mark = self.text_end;
    }

    /// A refusal of what the text says, with the location.
    pub fn refuse(&self, reason: &str) -> Refusal {
        Refusal { text: format!("{reason}{}", self.line(self.mark)), syntax: false }
    }

    fn close(&mut self, c: char) -> Result<Token, Refusal> {
        let array = c == ']';
        if let Some(open) = self.open.pop_if(|open| open.array != array) {
            let (kind, wanted) = if open.array { ("Array", ']') } else { ("Object", '}') };
            let start = self.location(open.at);
            let text = format!("Unexpected close marker '{c}': expected '{wanted}' (for {kind} starting at{start})");
            return Err(self.syntax(&text, self.at));
        }
        self.open.pop();
        self.at += 1;
        self.mark = self.at;
        Ok(if array { Token::ArrayEnd } else { Token::ObjectEnd })
    }

    fn field(&mut self) -> Result<Token, Refusal> {
        match self.peek() {
            Some('"') => {}
            Some(c) => return Err(self.unexpected(c, "was expecting double-quote to start field name")),
            None => return Err(self.ended("within/between Object entries")),
        }
        let name = self.string("in field name")?;
        self.skip_space();
        match self.peek() {
            Some(':') => self.at += 1,
            Some(c) => return Err(self.unexpected(c, "was expecting a colon to separate field name and value")),
            None => return Err(self.ended("within/between Object entries")),
        }
        self.skip_space();
        self.ahead = Some(self.value()?);
        Ok(Token::Field(name))
    }

    fn value(&mut self) -> Result<Token, Refusal> {
        let start = self.at;
        let token = match self.peek() {
            None => return Err(self.ended("within/between entries")),
            Some('"') => {
                let text = self.string("in a string value")?;
                (self.mark, self.text_end) = (start + 1, self.at);
                return Ok(Token::Text(text));
            }
            Some(c @ ('{' | '[')) => {
                if self.open.len() == DEEPEST {
                    let text = format!(
                        "Document nesting depth ({}) exceeds the maximum allowed ({DEEPEST}, from \
                         `StreamReadConstraints.getMaxNestingDepth()`)",
                        DEEPEST + 1
                    );
                    return Err(self.syntax(&text, self.at));
                }
                self.open.push(Open { array: c == '[', at: start, filled: false });
                self.at += 1;
                if c == '[' { Token::ArrayStart } else { Token::ObjectStart }
            }
            Some('-' | '0'..='9') => self.number()?,
            Some(c) => self.word(c)?,
        };
        self.mark = self.at;
        Ok(token)
    }

    fn word(&mut self, first: char) -> Result<Token, Refusal> {
        let rest = &self.text[self.at..];
        let word = &rest[..rest.find(|c: char| !c.is_alphanumeric() && !"_$".contains(c)).unwrap_or(rest.len())];
        self.at += word.len();
        match word {
            "true" => Ok(Token::Bool(true)),
            "false" => Ok(Token::Bool(false)),
            "null" => Ok(Token::Null),
            "" => Err(self.unexpected(first, &format!("expected a valid value {VALUES}"))),
            _ => Err(self.syntax(&format!("Unrecognized token '{word}': was expecting {VALUES}"), self.at)),
        }
    }

    fn number(&mut self) -> Result<Token, Refusal> {
        let start = self.at;
        if self.peek() == Some('-') {
            self.at += 1;
        }
        let whole = self.digits("expected digit (0-9) to follow minus sign, for valid numeric value")?;
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(self.syntax("Invalid numeric value: Leading zeroes not allowed", self.at));
        }
        if self.peek() == Some('.') {
            self.at += 1;
            self.digits("Decimal point not followed by a digit")?;
        }
        if let Some('e' | 'E') = self.peek() {
            self.at += 1;
            if let Some('+' | '-') = self.peek() {
                self.at += 1;
            }
            self.digits("Exponent indicator not followed by a digit")?;
        }
        Ok(Token::Number(self.text[start..self.at].to_owned()))
    }

    fn digits(&mut self, otherwise: &str) -> Result<&'t str, Refusal> {
        let rest = &self.text[self.at..];
        let digits = &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())];
        if digits.is_empty() {
            return Err(match self.peek() {
                Some(c) => {
                    let text =
                        format!("Unexpected character ('{c}' (code {})) in numeric value: {otherwise}", c as u32);
                    self.syntax(&text, self.at)
                }
                None => self.ended("in a Number value"),
            });
        }
        self.at += digits.len();
        Ok(digits)
    }

    fn string(&mut self, place: &str) -> Result<String, Refusal> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(|c: char| c == '"' || c == '\\' || c < ' ').unwrap_or(rest.len());
            text.push_str(&rest[..plain]);
            self.at += plain;
            match rest[plain..].chars().next() {
                None => return Err(self.ended(place)),
                Some('"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some('\\') => text.push(self.escape(place)?),
                Some(c) => {
                    let text = format!(
                        "Illegal unquoted character ((CTRL-CHAR, code {})): has to be escaped using backslash to be \
                         included in string value",
                        c as u32
                    );
                    return Err(self.syntax(&text, self.at));
                }
            }
        }
    }

    fn escape(&mut self, place: &str) -> Result<char, Refusal> {
        self.at += 1;
        let Some(c) = self.peek() else { return Err(self.ended(place)) };
        let plain = match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode(),
            _ => return Err(self.syntax(&format!("Unrecognized character escape '{c}' (code {})", c as u32), self.at)),
        };
        self.at += 1;
        Ok(plain)
    }

    /// `uXXXX`, two of them where the first is half a character.
    fn unicode(&mut self) -> Result<char, Refusal> {
        let Some(first) = self.hex(self.at + 1) else {
            return Err(
                self.syntax("Unexpected character: expected a hex-digit for character escape sequence", self.at)
            );
        };
        self.at += 5;
        if (0xd800..0xdc00).contains(&first)
            && self.text[self.at..].starts_with("\\u")
            && let Some(second @ 0xdc00..0xe000) = self.hex(self.at + 2)
        {
            self.at += 6;
            let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(digits, 16).ok()
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at = self.text.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    fn unexpected(&self, c: char, wanted: &str) -> Refusal {
        self.syntax(&format!("Unexpected character ('{c}' (code {})): {wanted}", c as u32), self.at)
    }

    fn ended(&self, place: &str) -> Refusal {
        self.syntax(&format!("Unexpected end-of-input {place}"), self.text.len())
    }

    fn syntax(&self, reason: &str, at: usize) -> Refusal {
        Refusal { text: format!("{reason}{}", self.line(at)), syntax: true }
    }

    fn line(&self, at: usize) -> String {
        format!("\n at{}", self.location(at))
    }

    /// ` [Source: …; line: 1, column: 2]`
    fn location(&self, at: usize) -> String {
        let before = &self.text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before[before.rfind('\n').map_or(0, |end| end + 1)..].encode_utf16().count() + 1;
        let source = if self.shown {
            let mut source = String::from("(String)\"");
            for c in self.text.chars().take(SHOWN) {
                if c.is_control() && c != '\n' && c != '\r' {
                    // Writing to a string can't fail.
                    let _ = write!(source, "\\u{:04X}", c as u32);
                } else {
                    source.push(c);
                }
            }
            source.push('"');
            let more = self.text.chars().skip(SHOWN).count();
            if more > 0 {
                let _ = write!(source, "[truncated {more} chars]");
            }
            source
        } else {
            "REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)".to_owned()
        };
        format!(" [Source: {source}; line: {line}, column: {column}]")
    }
}

fn kind(array: bool) -> &'static str {
    if array { "Array" } else { "Object" }
}
