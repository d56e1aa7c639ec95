//! A message's body with its digest, shared by all who were sent the same.

use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::hex::Md5;
use super::md5;

/// A body. Its text is an allocation of just its own size: a million of them shouldn't cost a header more.
#[derive(Clone, Debug)]
pub struct Body(Arc<Content>);

#[derive(Debug)]
struct Content {
    text: Box<str>,
    md5: Md5,
}

impl Body {
    /// A body and its digest.
    pub fn new(text: Box<str>) -> Self {
        let md5 = md5::one(text.as_bytes());
        Body(Arc::new(Content { text, md5 }))
    }

    /// Many bodies, their digests computed together.
    pub fn many(texts: Vec<Box<str>>) -> Vec<Self> {
        let digests = md5::many(&texts.iter().map(|text| text.as_bytes()).collect::<Vec<_>>());
        texts.into_iter().zip(digests).map(|(text, md5)| Body(Arc::new(Content { text, md5 }))).collect()
    }

    /// MD5 of the text.
    pub fn md5(&self) -> Md5 {
        self.0.md5
    }
}

impl Default for Body {
    fn default() -> Self {
        Body::new(Box::default())
    }
}

impl Deref for Body {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0.text
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}
