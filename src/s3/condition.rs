//! Conditions of a request on the object that is there.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html>

use super::Error;
use super::object::Object;
use crate::aws::time::Time;

/// An entity tag that is wanted or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Any object will do.
    Any,
    /// One with this tag, without its quotes.
    Is(String),
}

impl Tag {
    /// From a header.
    pub fn of(text: &str) -> Self {
        match text.trim() {
            "*" => Tag::Any,
            tag => Tag::Is(tag.trim_start_matches("W/").trim_matches('"').to_owned()),
        }
    }

    fn fits(&self, object: &Object) -> bool {
        match self {
            Tag::Any => true,
            Tag::Is(tag) => object.bare_etag() == tag,
        }
    }
}

/// What must hold of an object that is read.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// It has this tag.
    pub matches: Option<Tag>,
    /// It hasn't this tag.
    pub differs: Option<Tag>,
    /// It was written after that.
    pub modified_since: Option<Time>,
    /// It wasn't.
    pub unmodified_since: Option<Time>,
}

impl Conditions {
    /// Refuses an object of which they don't hold. A tag counts more than a time.
    ///
    /// # Errors
    /// `NotModified` where the caller has it already, `PreconditionFailed`.
    pub fn check(&self, object: &Object) -> Result<(), Error> {
        match (&self.matches, self.unmodified_since) {
            (Some(tag), _) if !tag.fits(object) => return Err(Error::PreconditionFailed("If-Match")),
            (None, Some(time)) if object.modified > time => {
                return Err(Error::PreconditionFailed("If-Unmodified-Since"));
            }
            _ => {}
        }
        match (&self.differs, self.modified_since) {
            (Some(tag), _) if tag.fits(object) => Err(Error::NotModified),
            (None, Some(time)) if object.modified <= time => Err(Error::NotModified),
            _ => Ok(()),
        }
    }

    /// The same where a copy is to be made: then nothing is answered by `NotModified`.
    ///
    /// # Errors
    /// `PreconditionFailed`.
    pub fn check_source(&self, object: &Object) -> Result<(), Error> {
        self.check(object).map_err(|error| match (error, &self.differs) {
            (Error::PreconditionFailed("If-Match"), _) => Error::PreconditionFailed("x-amz-copy-source-If-Match"),
            (Error::PreconditionFailed(_), _) => Error::PreconditionFailed("x-amz-copy-source-If-Unmodified-Since"),
            (_, Some(_)) => Error::PreconditionFailed("x-amz-copy-source-If-None-Match"),
            _ => Error::PreconditionFailed("x-amz-copy-source-If-Modified-Since"),
        })
    }
}

/// What must hold of the object in whose place another is written.
#[derive(Clone, Debug, Default)]
pub struct WriteConditions {
    /// It is there and has this tag.
    pub matches: Option<Tag>,
    /// There is none.
    pub absent: bool,
}

impl WriteConditions {
    /// From the headers If-Match and If-None-Match.
    ///
    /// # Errors
    /// `NotImplemented` for what AWS hasn't: If-None-Match with a tag, If-Match with none.
    pub fn new(matches: Option<Tag>, differs: Option<Tag>) -> Result<Self, Error> {
        const TEXT: &str = "A header you provided implies functionality that is not implemented";
        match (&matches, &differs) {
            (_, Some(Tag::Is(_))) | (Some(Tag::Any), _) | (Some(_), Some(_)) => Err(Error::NotImplemented(TEXT.into())),
            _ => Ok(WriteConditions { matches, absent: differs.is_some() }),
        }
    }

    /// Refuses to write where they don't hold.
    ///
    /// # Errors
    /// `PreconditionFailed`; `NoSuchKey` where a tag is wanted and there is no object.
    pub fn check(&self, current: Option<&Object>) -> Result<(), Error> {
        match (&self.matches, current) {
            (Some(_), None) => Err(Error::NoSuchKey),
            (Some(tag), Some(object)) if !tag.fits(object) => Err(Error::PreconditionFailed("If-Match")),
            (None, Some(_)) if self.absent => Err(Error::PreconditionFailed("If-None-Match")),
            _ => Ok(()),
        }
    }
}
