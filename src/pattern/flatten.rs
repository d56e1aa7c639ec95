//! Flattens JSON into a subject while it is being read: no tree is built, and strings stay where they are.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::number::Number;
use super::rule::Scalar;
use super::subject::{Subject, extend_path};

/// How deep JSON is looked into, as serde_json does.
const DEEPEST: u32 = 128;

/// Where a walk over JSON stands.
pub struct Here<'s, 'a> {
    /// What is being filled.
    pub subject: &'s mut Subject<'a>,
    /// The hash of the path.
    pub hash: u64,
    /// The innermost field; none at the top.
    pub field: Option<u32>,
    /// The innermost element of an array; 0 outside of arrays.
    pub place: u32,
    /// How deep it is.
    pub depth: u32,
}

impl<'a> Here<'_, 'a> {
    fn reborrow(&mut self) -> Here<'_, 'a> {
        Here { subject: self.subject, hash: self.hash, field: self.field, place: self.place, depth: self.depth }
    }

    /// Adds a value.
    pub fn leaf(self, value: Scalar<'a>) {
        if let Some(field) = self.field {
            self.subject.leaf(self.hash, field, self.place, value);
        }
    }

    /// Adds the values of an array in JSON; none of another text.
    pub fn array(mut self, text: &'a str) {
        let before = self.subject.leaves().len();
        let mut json = serde_json::Deserializer::from_str(text);
        let read = self.reborrow().deserialize(&mut json).and_then(|()| json.end());
        if read.is_err() || !text.trim_start().starts_with('[') {
            self.subject.keep_leaves(before);
        }
    }

    fn scalar<E: Error>(self, value: Scalar<'a>) -> Result<(), E> {
        if self.field.is_none() {
            return Err(E::custom("not an object"));
        }
        self.leaf(value);
        Ok(())
    }
}

impl<'a> DeserializeSeed<'a> for Here<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        if self.depth > DEEPEST {
            return Err(D::Error::custom("too deep"));
        }
        json.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Here<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.scalar(Scalar::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.scalar(Scalar::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.scalar(Scalar::Number(Number::Whole(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        let number = i64::try_from(value).map_or(Number::Double(value as f64), Number::Whole);
        self.scalar(Scalar::Number(number))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.scalar(Scalar::Number(Number::Double(value)))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'a str) -> Result<(), E> {
        self.scalar(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.scalar(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key_seed(Name)? {
            let hash = extend_path(self.hash, self.field.is_some(), &name);
            let field = Some(self.subject.field(name, self.field));
            map.next_value_seed(Here { subject: self.subject, hash, field, place: self.place, depth: self.depth + 1 })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(mut self, mut seq: A) -> Result<(), A::Error> {
        if self.field.is_none() {
            return Err(A::Error::custom("not an object"));
        }
        let array = self.subject.array();
        while seq.next_element_seed(InArray { here: self.reborrow(), array })?.is_some() {}
        Ok(())
    }
}

/// The next element of an array. Only objects and arrays count as elements that others may share.
struct InArray<'s, 'a> {
    here: Here<'s, 'a>,
    array: u32,
}

impl<'a> InArray<'_, 'a> {
    fn enter<E>(self, read: impl FnOnce(Here<'_, 'a>) -> Result<(), E>) -> Result<(), E> {
        let Here { subject, hash, field, place: parent, depth } = self.here;
        let place = subject.enter(self.array, parent);
        read(Here { subject, hash, field, place, depth: depth + 1 })?;
        subject.leave(place);
        Ok(())
    }
}

impl<'a> DeserializeSeed<'a> for InArray<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        if self.here.depth > DEEPEST {
            return Err(D::Error::custom("too deep"));
        }
        json.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for InArray<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.here.visit_unit()
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.here.visit_bool(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.here.visit_i64(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.here.visit_u64(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.here.visit_f64(value)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'a str) -> Result<(), E> {
        self.here.visit_borrowed_str(text)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.here.visit_str(text)
    }

    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<(), A::Error> {
        self.enter(|here| here.visit_map(map))
    }

    fn visit_seq<A: SeqAccess<'a>>(self, seq: A) -> Result<(), A::Error> {
        self.enter(|here| here.visit_seq(seq))
    }
}

/// The name of a field, not copied where the text has it as it is.
struct Name;

impl<'a> DeserializeSeed<'a> for Name {
    type Value = Cow<'a, str>;

    fn deserialize<D: Deserializer<'a>>(self, name: D) -> Result<Self::Value, D::Error> {
        name.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Name {
    type Value = Cow<'a, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'a str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}
