//! JSON as text: checked and compacted in one pass, looked into where it lies, and written. No tree is built, so that
//! numbers keep their text and keys their order, and nothing here costs stack, however deep the text is.

use std::borrow::Cow;
use std::fmt::Write;

/// How deep any text may be.
pub const DEEPEST: usize = 2048;

/// What has to come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    CommaOrEnd,
    Nothing,
}

/// A part of a text, in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'t> {
    /// An object or an array begins.
    Open {
        /// Whether it is an object.
        object: bool,
    },
    /// The innermost object or array ends.
    Close,
    /// The name of a member, as it stands in the text.
    Name(&'t str),
    /// A string, a number, `true`, `false` or `null`, as it stands in the text.
    Scalar(&'t str),
}

/// Who is told of a text while it is read.
pub trait Reader<'t> {
    /// What is no blank between the parts, run by run.
    fn run(&mut self, _text: &'t str) {}

    /// A part; false ends the reading.
    fn token(&mut self, _token: Token<'t>) -> bool {
        true
    }
}

/// Reads a text; whether it is one JSON value of at most so many levels, and the reader wanted all of it.
pub fn read<'t>(text: &'t str, deepest: usize, reader: &mut impl Reader<'t>) -> bool {
    let bytes = text.as_bytes();
    // A bit for each level: whether it is an object.
    let mut objects = [0_u64; DEEPEST / 64];
    let deepest = deepest.min(DEEPEST);
    let (mut depth, mut at, mut run) = (0, 0, 0);
    let mut next = Next::Value;
    let blanks = |from: usize| from + bytes[from..].iter().take_while(|byte| is_blank(**byte)).count();
    loop {
        let Some(&byte) = bytes.get(at) else {
            reader.run(&text[run..]);
            return next == Next::Nothing;
        };
        if is_blank(byte) {
            reader.run(&text[run..at]);
            at = blanks(at);
            run = at;
            continue;
        }
        let in_object = |depth: usize| depth > 0 && objects[(depth - 1) / 64] >> ((depth - 1) % 64) & 1 == 1;
        match (next, byte) {
            (Next::Value | Next::ValueOrEnd, b'{' | b'[') => {
                if depth == deepest {
                    return false;
                }
                let (word, bit) = (&mut objects[depth / 64], 1 << (depth % 64));
                (*word, next) = match byte {
                    b'{' => (*word | bit, Next::KeyOrEnd),
                    _ => (*word & !bit, Next::ValueOrEnd),
                };
                depth += 1;
                at += 1;
                if !reader.token(Token::Open { object: byte == b'{' }) {
                    return false;
                }
            }
            (Next::ValueOrEnd, b']') | (Next::KeyOrEnd, b'}') => {
                depth -= 1;
                at += 1;
                next = Next::CommaOrEnd;
                if !reader.token(Token::Close) {
                    return false;
                }
            }
            (Next::CommaOrEnd, b',') => {
                at += 1;
                next = if in_object(depth) { Next::Key } else { Next::Value };
            }
            (Next::CommaOrEnd, b'}' | b']') if in_object(depth) == (byte == b'}') => {
                depth -= 1;
                at += 1;
                if !reader.token(Token::Close) {
                    return false;
                }
            }
            (Next::Key | Next::KeyOrEnd, b'"') => {
                let Some(end) = check_string(bytes, at) else { return false };
                if !reader.token(Token::Name(&text[at..end])) {
                    return false;
                }
                at = end;
                if bytes.get(at).copied().is_some_and(is_blank) {
                    reader.run(&text[run..at]);
                    at = blanks(at);
                    run = at;
                }
                if bytes.get(at) != Some(&b':') {
                    return false;
                }
                at += 1;
                next = Next::Value;
            }
            (Next::Value | Next::ValueOrEnd, _) => {
                let Some(end) = check_scalar(bytes, at) else { return false };
                if !reader.token(Token::Scalar(&text[at..end])) {
                    return false;
                }
                at = end;
                next = Next::CommaOrEnd;
            }
            _ => return false,
        }
        if depth == 0 {
            next = Next::Nothing;
        }
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// The text of a JSON value without blanks; none where it is something else, or deeper than that.
pub fn compact(text: &str, deepest: usize) -> Option<String> {
    let mut kept = Kept(String::with_capacity(text.len()));
    read(text, deepest, &mut kept).then_some(kept.0)
}

/// A text without its blanks.
struct Kept(String);

impl Reader<'_> for Kept {
    fn run(&mut self, text: &str) {
        self.0.push_str(text);
    }
}

/// Whether a text is one JSON value.
pub fn is_valid(text: &str) -> bool {
    read(text, DEEPEST, &mut Checked)
}

/// Nobody who wants to know more than whether it can be read.
struct Checked;

impl Reader<'_> for Checked {}

/// Behind a scalar that begins here, if it is one.
fn check_scalar(bytes: &[u8], at: usize) -> Option<usize> {
    let literal = |word: &[u8]| bytes[at..].starts_with(word).then_some(at + word.len());
    match bytes[at] {
        b'"' => check_string(bytes, at),
        b't' => literal(b"true"),
        b'f' => literal(b"false"),
        b'n' => literal(b"null"),
        _ => check_number(bytes, at),
    }
}

fn check_number(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = |from: usize| {
        let count = bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        (count > 0).then_some(from + count)
    };
    let first = if bytes[at] == b'-' { at + 1 } else { at };
    let mut end = digits(first)?;
    if bytes[first] == b'0' && end > first + 1 {
        return None;
    }
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1)?;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = matches!(bytes.get(end + 1), Some(b'+' | b'-'));
        end = digits(end + 1 + usize::from(signed))?;
    }
    Some(end)
}

/// Behind the string whose first quotation mark is here. Halves of a surrogate pair must come together: alone they are
/// no text, and no receiver could read them.
fn check_string(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at = special(bytes, at);
        match *bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => match *bytes.get(at + 1)? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                b'u' => {
                    let unit = hex(bytes, at + 2)?;
                    at += 6;
                    if (0xd800..0xdc00).contains(&unit) {
                        let low = bytes.get(at..at + 2).filter(|escape| *escape == b"\\u").and(hex(bytes, at + 2))?;
                        if !(0xdc00..0xe000).contains(&low) {
                            return None;
                        }
                        at += 6;
                    } else if (0xdc00..0xe000).contains(&unit) {
                        return None;
                    }
                }
                _ => return None,
            },
            _ => return None,
        }
    }
}

fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    bytes.get(at..at + 4)?.iter().try_fold(0, |sum, byte| Some(sum * 16 + digit(byte)?))
}

/// The next byte of a string that needs a look: a quotation mark, a backslash, a control character; or its end.
fn special(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // Eight at a time: the high bit of a byte of `x - n` is set first where that byte of `x` is below `n`.
    let below = |x: u64, n: u64| x.wrapping_sub(ONES * n) & !x & HIGHS;
    while let Some(Ok(eight)) = bytes.get(at..at + 8).map(<[u8; 8]>::try_from) {
        let x = u64::from_le_bytes(eight);
        let found = below(x, 0x20) | below(x ^ (ONES * 0x22), 1) | below(x ^ (ONES * 0x5c), 1);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len())
}

/// Behind the value that begins here, in compact JSON that was checked.
fn skip(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = skip_string(bytes, at),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
                continue;
            }
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            b',' | b':' if depth == 0 => return at,
            _ => {
                at += 1;
                continue;
            }
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

fn skip_string(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    loop {
        at = special(bytes, at);
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            Some(b'"') => return at + 1,
            Some(_) => at += 1,
            None => return bytes.len(),
        }
    }
}

/// The parts of compact JSON that was checked: the members of an object, or the elements of an array. Others have none.
pub struct Parts<'t> {
    text: &'t str,
    at: usize,
    object: bool,
}

/// A member's name as it stands in the text, or nothing for an element of an array; and the value's text.
pub type Part<'t> = (&'t str, &'t str);

/// The members of an object.
pub fn members(text: &str) -> Parts<'_> {
    parts(text, b'{')
}

/// The elements of an array.
pub fn elements(text: &str) -> Parts<'_> {
    parts(text, b'[')
}

fn parts(text: &str, open: u8) -> Parts<'_> {
    let at = if text.as_bytes().first() == Some(&open) { 1 } else { text.len() };
    Parts { text, at, object: open == b'{' }
}

impl<'t> Iterator for Parts<'t> {
    type Item = Part<'t>;

    fn next(&mut self) -> Option<Part<'t>> {
        let bytes = self.text.as_bytes();
        if matches!(bytes.get(self.at), None | Some(b'}' | b']')) {
            return None;
        }
        let name_end = if self.object { skip_string(bytes, self.at) } else { self.at };
        let start = if self.object { name_end + 1 } else { name_end };
        let end = skip(bytes, start);
        let part = (self.text.get(self.at..name_end)?, self.text.get(start..end)?);
        self.at = end + usize::from(bytes.get(end) == Some(&b','));
        Some(part)
    }
}

/// Whether a string of a checked text says this.
pub fn says(string: &str, wanted: &str) -> bool {
    match string.contains('\\') {
        false => string.len() == wanted.len() + 2 && string[1..].starts_with(wanted),
        true => unquote(string) == wanted,
    }
}

/// What a string of a checked text says.
pub fn unquote(string: &str) -> Cow<'_, str> {
    let inner = string.get(1..string.len().saturating_sub(1)).unwrap_or_default();
    match inner.contains('\\') {
        false => Cow::Borrowed(inner),
        // It was checked, so that it can be read.
        true => serde_json::from_str(string).map_or(Cow::Borrowed(inner), Cow::Owned),
    }
}

/// Writes a string.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    loop {
        let at = special(rest.as_bytes(), 0);
        out.push_str(&rest[..at]);
        let Some(&byte) = rest.as_bytes().get(at) else { break };
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            8 => out.push_str("\\b"),
            12 => out.push_str("\\f"),
            // Writing into a string can't fail.
            control => _ = write!(out, "\\u{control:04x}"),
        }
        rest = &rest[at + 1..];
    }
    out.push('"');
}
