//! Flattens JSON into a subject while it is being read: no tree is built, strings stay where they are, and a text costs
//! no stack, however deep it is.

use std::borrow::Cow;

use super::number::Number;
use super::rule::Scalar;
use super::subject::{Subject, extend_path};
use crate::aws::json::{self, DEEPEST, Reader, Token};

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
pub struct Here {
    /// The hash of its path.
    pub hash: u64,
    /// The innermost field; none at the top.
    pub field: Option<u32>,
    /// The innermost element of an array; 0 outside of arrays.
    pub place: u32,
}

/// An object or an array that has begun.
struct Open {
    here: Here,
    /// Which array it is; none for an object.
    array: Option<u32>,
    /// Whether it is an element of an array: only objects and arrays count as elements that others may share.
    element: bool,
}

/// A walk over JSON that fills a subject.
struct Walk<'s, 'a> {
    subject: &'s mut Subject<'a>,
    open: Vec<Open>,
    /// Where the next value stands, unless it is in an array.
    next: Here,
}

/// Adds what a text has to a subject; whether it is a JSON object, or below a field an object or an array.
pub fn flatten<'a>(subject: &mut Subject<'a>, here: Here, text: &'a str) -> bool {
    json::read(text, DEEPEST, &mut Walk { subject, open: Vec::new(), next: here })
}

impl<'a> Walk<'_, 'a> {
    /// Where the next value stands, and the array that it is an element of.
    fn here(&self) -> (Here, Option<u32>) {
        match self.open.last() {
            Some(Open { here, array: Some(array), .. }) => (*here, Some(*array)),
            _ => (self.next, None),
        }
    }

    fn begin(&mut self, object: bool) -> bool {
        let (mut here, array) = self.here();
        // The whole must be an object.
        if !object && here.field.is_none() {
            return false;
        }
        if let Some(array) = array {
            here.place = self.subject.enter(array, here.place);
        }
        let element = array.is_some();
        let array = (!object).then(|| self.subject.array());
        self.open.push(Open { here, array, element });
        true
    }

    fn end(&mut self) {
        if let Some(Open { here, element: true, .. }) = self.open.pop() {
            self.subject.leave(here.place);
        }
    }

    fn name(&mut self, name: Cow<'a, str>) {
        let Some(Open { here: Here { hash, field, place }, .. }) = self.open.last() else { return };
        let hash = extend_path(*hash, field.is_some(), &name);
        self.next = Here { hash, field: Some(self.subject.field(name, *field)), place: *place };
    }

    fn scalar(&mut self, text: &'a str) -> bool {
        let (Here { hash, field, place }, _) = self.here();
        let Some(field) = field else { return false };
        let value = match text.as_bytes().first() {
            Some(b'"') => Scalar::Text(json::unquote(text)),
            Some(b't') => Scalar::Bool(true),
            Some(b'f') => Scalar::Bool(false),
            Some(b'n') => Scalar::Null,
            _ => Scalar::Number(Number::of_json(text)),
        };
        self.subject.leaf(hash, field, place, value);
        true
    }
}

impl<'a> Reader<'a> for Walk<'_, 'a> {
    fn token(&mut self, token: Token<'a>) -> bool {
        match token {
            Token::Open { object } => self.begin(object),
            Token::Close => {
                self.end();
                true
            }
            Token::Name(name) => {
                self.name(json::unquote(name));
                true
            }
            Token::Scalar(text) => self.scalar(text),
        }
    }
}
