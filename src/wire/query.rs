//! The query protocol's form keys, read as typed values: a serde deserializer over `Attribute.1.Name=…`.
//! The type drives the decoding; the service's [`Names`] say how its members are spelled. Knows no service.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{CowStrDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};

use super::names::{Names, Spelling};

/// More parameters than any operation takes; beyond it a request is refused.
const MOST_PARAMETERS: usize = 10_000;

/// The parameters of one request, sorted by key.
#[derive(Clone, Debug)]
pub struct Form<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// What is wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormError {
    /// A key or value isn't UTF-8 once its percent signs are resolved.
    NotUtf8,
    /// More parameters than any operation takes.
    TooMany,
    /// A value that its member's type can't take.
    Invalid(String),
    /// A key that can't belong to its member.
    Malformed(String),
    /// A key that says its member is one thing, beside others that say it is another.
    Conflicting(String),
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FormError::NotUtf8 => f.write_str("The request contains bytes that are not valid UTF-8."),
            FormError::TooMany => write!(f, "A request may have {MOST_PARAMETERS} parameters at most."),
            FormError::Invalid(text) | FormError::Malformed(text) => f.write_str(text),
            FormError::Conflicting(key) => {
                write!(
                    f,
                    "The query parameter {key} is invalid. Its structure conflicts with that of another parameter."
                )
            }
        }
    }
}

impl std::error::Error for FormError {}

impl de::Error for FormError {
    fn custom<T: fmt::Display>(text: T) -> Self {
        FormError::Invalid(text.to_string())
    }
}

impl<'a> Form<'a> {
    /// Reads URL-encoded parameters: those of the URL and those of the body; of two equal keys the first one counts.
    ///
    /// # Errors
    /// [`FormError::NotUtf8`] and [`FormError::TooMany`].
    pub fn parse(url: &'a [u8], body: &'a [u8]) -> Result<Self, FormError> {
        let mut pairs = Vec::new();
        for part in [url, body] {
            for (key, value) in form_urlencoded::parse(part) {
                // The parser writes U+FFFD for what isn't UTF-8; only then is a closer look needed.
                if (key.contains('\u{FFFD}') || value.contains('\u{FFFD}')) && !is_utf8(part) {
                    return Err(FormError::NotUtf8);
                }
                if pairs.len() == MOST_PARAMETERS {
                    return Err(FormError::TooMany);
                }
                pairs.push((key, value));
            }
        }
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Form { pairs })
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        let at = self.pairs.partition_point(|(k, _)| k.as_ref() < key);
        self.pairs.get(at).filter(|(k, _)| k == key).map(|(_, value)| value.as_ref())
    }

    /// Adds a parameter unless it is there.
    pub fn add(&mut self, key: &'static str, value: String) {
        let at = self.pairs.partition_point(|(k, _)| k.as_ref() < key);
        if self.pairs.get(at).is_none_or(|(k, _)| k != key) {
            self.pairs.insert(at, (key.into(), value.into()));
        }
    }

    /// Decodes the parameters as a `T`.
    ///
    /// # Errors
    /// A value of the wrong type, or keys from which no value of that type can be read.
    pub fn decode<T: DeserializeOwned>(&self, names: &Names) -> Result<T, FormError> {
        T::deserialize(Value { pairs: &self.pairs, prefix: "", names, spelling: None })
    }
}

fn is_utf8(encoded: &[u8]) -> bool {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter();
    while let Some(&byte) = rest.next() {
        let hex = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
        let pair = rest.as_slice();
        match (byte, hex(pair.first()), hex(pair.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest.nth(1);
            }
            _ => bytes.push(byte),
        }
    }
    std::str::from_utf8(&bytes).is_ok()
}

type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The value under `prefix`: the pairs whose key is the prefix, or begins with it and a dot.
struct Value<'f, 'n> {
    /// Those whose key begins with the prefix, sorted.
    pairs: &'f [Pair<'f>],
    prefix: &'f str,
    names: &'n Names,
    /// How the member that this value belongs to spells its entries.
    spelling: Option<&'n Spelling>,
}

impl<'f, 'n> Value<'f, 'n> {
    /// The pairs below the prefix, and how much of their keys lies above what is below.
    fn below(&self) -> (&'f [Pair<'f>], usize) {
        let end = self.prefix.len();
        if end == 0 {
            return (self.pairs, 0);
        }
        // Others may begin with the same letters: `Name` and `Name-2`.
        let next = |key: &str| key.as_bytes().get(end).copied();
        let from = self.pairs.partition_point(|(key, _)| next(key) < Some(b'.'));
        let to = self.pairs.partition_point(|(key, _)| next(key) <= Some(b'.'));
        (&self.pairs[from..to], end + 1)
    }

    fn child(&self, name: &str, spelling: Option<&'n Spelling>) -> Option<Value<'f, 'n>> {
        let (pairs, skip) = self.below();
        let from = pairs.partition_point(|(key, _)| &key.as_bytes()[skip..] < name.as_bytes());
        let len = pairs[from..].partition_point(|(key, _)| key.as_bytes()[skip..].starts_with(name.as_bytes()));
        let pairs = &pairs[from..from + len];
        let end = skip + name.len();
        let here = |key: &str| key.as_bytes().get(end).is_none_or(|next| *next == b'.');
        if !pairs.iter().any(|(key, _)| here(key)) {
            return None;
        }
        Some(Value { pairs, prefix: &pairs[0].0[..end], names: self.names, spelling })
    }

    /// The value of the key itself.
    fn text(&self) -> Option<&'f str> {
        let (key, value) = self.pairs.first()?;
        (*key == self.prefix).then_some(value.as_ref())
    }

    /// What follows the prefix and a dot in each key, up to the next dot.
    fn parts(&self) -> impl Iterator<Item = &'f str> {
        let after = |key: &'f str| key.strip_prefix(self.prefix)?.strip_prefix('.');
        let rests = self.pairs.iter().filter_map(move |(key, _)| after(key));
        rests.map(|rest| rest.split('.').next().unwrap_or_default())
    }

    /// The numbered entries `prefix.1`, `prefix.2`, … in the order of their numbers.
    fn entries(&self) -> Result<Vec<Value<'f, 'n>>, FormError> {
        let mut numbers: Vec<(u32, &str)> = Vec::new();
        for part in self.parts() {
            if numbers.last().is_some_and(|(_, last)| *last == part) {
                continue;
            }
            let index = part.parse().ok().filter(|n| *n > 0 && part.bytes().all(|b| b.is_ascii_digit()));
            let index = index.ok_or_else(|| FormError::Malformed(format!("{part} is not a valid index")))?;
            numbers.push((index, part));
        }
        // `Names=` alone is an empty list.
        match self.text() {
            None | Some("") => {}
            Some(_) if numbers.is_empty() => {
                return Err(FormError::Malformed("Unexpected list element termination".to_owned()));
            }
            Some(_) => return Err(FormError::Conflicting(self.prefix.to_owned())),
        }
        numbers.sort_by_key(|(n, _)| *n);
        numbers.dedup();
        Ok(numbers.iter().filter_map(|(_, number)| self.child(number, self.spelling)).collect())
    }

    fn scalar(&self) -> Result<&'f str, FormError> {
        let value =
            self.text().ok_or_else(|| FormError::Invalid(format!("{} must be a single value.", self.prefix)))?;
        if self.parts().next().is_some() {
            return Err(FormError::Conflicting(self.prefix.to_owned()));
        }
        Ok(value)
    }

    fn parse<T: std::str::FromStr>(&self, kind: &str) -> Result<T, FormError> {
        let text = self.scalar()?;
        let wrong = || {
            FormError::Invalid(format!(
                "Value {text} for parameter {} is invalid. Reason: Must be {kind}.",
                self.prefix
            ))
        };
        text.parse().map_err(|_| wrong())
    }
}

impl<'de> Deserializer<'de> for Value<'de, '_> {
    type Error = FormError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        visitor.visit_borrowed_str(self.scalar()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        visitor.visit_borrowed_str(self.scalar()?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        visitor.visit_bool(self.parse("true or false")?)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        visitor.visit_i64(self.parse("an integer")?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        visitor.visit_u64(self.parse("a positive integer")?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        visitor.visit_f64(self.parse("a number")?)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        self.deserialize_i64(visitor)
    }

    /// A value that is there is a `Some`: the pairs below its key are never empty.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, FormError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        // A single element may come without its number; boto 2 asks so for attributes.
        let is_single = self.text().is_some_and(|text| !text.is_empty()) && self.parts().next().is_none();
        let elements = if is_single { vec![self] } else { self.entries()? };
        visitor.visit_seq(List(elements.into_iter()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        let (key, value) = self.spelling.map_or(("key", "value"), |s| (s.key, s.value));
        // A single entry may come without its number.
        let is_single = self.parts().all(|part| part == key || part == value) && self.child(key, None).is_some();
        let entries = if is_single { vec![self] } else { self.entries()? };
        visitor.visit_map(Entries { entries: entries.into_iter(), key, value, next: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FormError> {
        visitor.visit_map(Members { of: self, fields: fields.iter(), next: None })
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u32 u128 f32 char string bytes byte_buf unit_struct tuple tuple_struct enum identifier
    }
}

/// The members of a struct: each field is looked up under the names by which its service spells it.
struct Members<'f, 'n> {
    of: Value<'f, 'n>,
    fields: std::slice::Iter<'static, &'static str>,
    next: Option<Value<'f, 'n>>,
}

impl<'de> MapAccess<'de> for Members<'de, '_> {
    type Error = FormError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, FormError> {
        for field in self.fields.by_ref() {
            let spelling = self.of.names.of(field);
            let spelled = spelling.iter().flat_map(|s| s.names.iter().copied()).chain([*field]);
            let mut found = spelled.filter_map(|name| self.of.child(name, spelling));
            self.next = found.next().map(|value| {
                let wrapped = ["member", "entry"].into_iter().find_map(|wrapper| value.child(wrapper, spelling));
                wrapped.unwrap_or(value)
            });
            if self.next.is_some() {
                let name: StrDeserializer<'_, FormError> = (*field).into_deserializer();
                return seed.deserialize(name).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, FormError> {
        let value = self.next.take().ok_or_else(|| FormError::Invalid("a value without its key".to_owned()))?;
        seed.deserialize(value)
    }
}

struct List<'f, 'n>(std::vec::IntoIter<Value<'f, 'n>>);

impl<'de> SeqAccess<'de> for List<'de, '_> {
    type Error = FormError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, FormError> {
        self.0.next().map(|value| seed.deserialize(value)).transpose()
    }
}

struct Entries<'f, 'n> {
    entries: std::vec::IntoIter<Value<'f, 'n>>,
    key: &'n str,
    value: &'n str,
    next: Option<Value<'f, 'n>>,
}

impl<'de> MapAccess<'de> for Entries<'de, '_> {
    type Error = FormError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, FormError> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        if let Some(part) = entry.parts().find(|part| *part != self.key && *part != self.value) {
            let text = format!("{}.{part} is unknown: an entry has {} and {}.", entry.prefix, self.key, self.value);
            return Err(FormError::Malformed(text));
        }
        let missing = |part: &str| FormError::Invalid(format!("{}.{part} is missing.", entry.prefix));
        let key = entry.child(self.key, None).ok_or_else(|| missing(self.key))?.scalar()?;
        self.next = Some(entry.child(self.value, None).ok_or_else(|| missing(self.value))?);
        let key: CowStrDeserializer<'_, FormError> = Cow::Borrowed(key).into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, FormError> {
        let value = self.next.take().ok_or_else(|| FormError::Invalid("a value without its key".to_owned()))?;
        seed.deserialize(value)
    }
}
