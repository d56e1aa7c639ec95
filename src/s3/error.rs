//! The errors of Amazon S3: one enum, and one match that gives each its code, status and text.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use std::borrow::Cow;

use crate::aws::fault::{FRAMEWORK, Fault};

/// Why an operation was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// What is asked for isn't the caller's; the whole text.
    AccessDenied(&'static str),
    /// A presigned URL that isn't as it should be; the whole text.
    Authorization(&'static str),
    /// The bucket takes no access control lists.
    AccessControlListNotSupported,
    /// What came isn't what the caller said would come; the whole text.
    BadDigest(Cow<'static, str>),
    /// The body isn't the one that was signed.
    ContentSha256Mismatch,
    /// The caller has a bucket of that name.
    BucketAlreadyOwnedByYou,
    /// There are objects in the bucket.
    BucketNotEmpty,
    /// The bucket can't do this as it is; the whole text.
    Conflict(&'static str),
    /// A part of an upload is smaller than 5 MB, and isn't the last one.
    EntityTooSmall,
    /// A bucket of access control lists; the whole text.
    InvalidBucketAclWithObjectOwnership(&'static str),
    /// Versions neither enabled nor suspended.
    IllegalVersioning,
    /// There is no room for so much; how many bytes there may be.
    EntityTooLarge(u64),
    /// A body that ended before its time.
    IncompleteBody,
    /// A value of a request; the whole text.
    InvalidArgument(Cow<'static, str>),
    /// No name for a bucket.
    InvalidBucketName,
    /// No such region, or not the one that was called.
    InvalidLocationConstraint,
    /// A digest that is none.
    InvalidDigest,
    /// A version's id that is none.
    InvalidVersion,
    /// A part of an upload that isn't there, or not with that entity tag.
    InvalidPart,
    /// Parts that aren't in order.
    InvalidPartOrder,
    /// The part of an object that isn't there.
    InvalidPartNumber,
    /// The range lies behind the object's end.
    InvalidRange,
    /// The request makes no sense; the whole text.
    InvalidRequest(Cow<'static, str>),
    /// No such storage class.
    InvalidStorageClass,
    /// A tag that may not be; the whole text.
    InvalidTag(&'static str),
    /// A key of more than 1,024 bytes.
    KeyTooLong,
    /// An XML document that isn't as it should be.
    MalformedXml,
    /// More metadata than 2 KB.
    MetadataTooLarge,
    /// What is asked for is a delete marker.
    MethodNotAllowed,
    /// No such bucket.
    NoSuchBucket,
    /// No object of that key.
    NoSuchKey,
    /// The bucket has no tags.
    NoSuchTagSet,
    /// No such upload.
    NoSuchUpload,
    /// No such version.
    NoSuchVersion,
    /// What isn't here; the whole text.
    NotImplemented(Cow<'static, str>),
    /// The object is as the caller knows it.
    NotModified,
    /// A condition of the request doesn't hold.
    PreconditionFailed(&'static str),
    /// The body of a request didn't come.
    RequestTimeout,
    /// The folder on disk can't be used; what the system says.
    Disk(String),
}

impl Error {
    /// An [`Error::InvalidArgument`].
    pub fn argument(text: impl Into<Cow<'static, str>>) -> Self {
        Error::InvalidArgument(text.into())
    }

    /// An [`Error::InvalidRequest`].
    pub fn request(text: impl Into<Cow<'static, str>>) -> Self {
        Error::InvalidRequest(text.into())
    }

    /// An [`Error::NotImplemented`] that names what isn't here.
    pub fn absent(what: impl std::fmt::Display) -> Self {
        Error::NotImplemented(format!("Eventyard's S3 has no {what}.").into())
    }

    fn kind(&self) -> (&'static str, u16) {
        match self {
            Error::AccessDenied(_) => ("AccessDenied", 403),
            Error::Authorization(_) => ("AuthorizationQueryParametersError", 400),
            Error::AccessControlListNotSupported => ("AccessControlListNotSupported", 400),
            Error::BadDigest(_) => ("BadDigest", 400),
            Error::ContentSha256Mismatch => ("XAmzContentSHA256Mismatch", 400),
            Error::BucketAlreadyOwnedByYou => ("BucketAlreadyOwnedByYou", 409),
            Error::BucketNotEmpty => ("BucketNotEmpty", 409),
            Error::Conflict(_) => ("InvalidBucketState", 409),
            Error::InvalidBucketAclWithObjectOwnership(_) => ("InvalidBucketAclWithObjectOwnership", 400),
            Error::IllegalVersioning => ("IllegalVersioningConfigurationException", 400),
            Error::EntityTooSmall => ("EntityTooSmall", 400),
            Error::EntityTooLarge(_) => ("EntityTooLarge", 400),
            Error::IncompleteBody => ("IncompleteBody", 400),
            Error::InvalidArgument(_) | Error::InvalidVersion => ("InvalidArgument", 400),
            Error::InvalidBucketName => ("InvalidBucketName", 400),
            Error::InvalidLocationConstraint => ("InvalidLocationConstraint", 400),
            Error::InvalidDigest => ("InvalidDigest", 400),
            Error::InvalidPart => ("InvalidPart", 400),
            Error::InvalidPartOrder => ("InvalidPartOrder", 400),
            Error::InvalidPartNumber => ("InvalidPartNumber", 416),
            Error::InvalidRange => ("InvalidRange", 416),
            Error::InvalidRequest(_) => ("InvalidRequest", 400),
            Error::InvalidStorageClass => ("InvalidStorageClass", 400),
            Error::InvalidTag(_) => ("InvalidTag", 400),
            Error::KeyTooLong => ("KeyTooLongError", 400),
            Error::MalformedXml => ("MalformedXML", 400),
            Error::MetadataTooLarge => ("MetadataTooLarge", 400),
            Error::MethodNotAllowed => ("MethodNotAllowed", 405),
            Error::NoSuchBucket => ("NoSuchBucket", 404),
            Error::NoSuchKey => ("NoSuchKey", 404),
            Error::NoSuchTagSet => ("NoSuchTagSet", 404),
            Error::NoSuchUpload => ("NoSuchUpload", 404),
            Error::NoSuchVersion => ("NoSuchVersion", 404),
            Error::NotImplemented(_) => ("NotImplemented", 501),
            Error::NotModified => ("NotModified", 304),
            Error::PreconditionFailed(_) => ("PreconditionFailed", 412),
            Error::RequestTimeout => ("RequestTimeout", 400),
            Error::Disk(_) => ("InternalError", 500),
        }
    }

    /// AWS's text.
    pub fn message(&self) -> Cow<'static, str> {
        match self {
            Error::AccessDenied(text)
            | Error::Authorization(text)
            | Error::InvalidBucketAclWithObjectOwnership(text)
            | Error::Conflict(text)
            | Error::InvalidTag(text) => (*text).into(),
            Error::BadDigest(text)
            | Error::InvalidArgument(text)
            | Error::InvalidRequest(text)
            | Error::NotImplemented(text) => text.clone(),
            Error::ContentSha256Mismatch => {
                "The provided 'x-amz-content-sha256' header does not match what was computed.".into()
            }
            Error::AccessControlListNotSupported => "The bucket does not allow ACLs".into(),
            Error::BucketAlreadyOwnedByYou => {
                "Your previous request to create the named bucket succeeded and you already own it.".into()
            }
            Error::BucketNotEmpty => "The bucket you tried to delete is not empty".into(),
            Error::IllegalVersioning => "The Versioning element must be specified".into(),
            Error::EntityTooSmall => "Your proposed upload is smaller than the minimum allowed size".into(),
            Error::EntityTooLarge(most) => format!(
                "Your proposed upload exceeds the maximum allowed size: Eventyard keeps {most} bytes at most, see \
                 --s3-limit"
            )
            .into(),
            Error::IncompleteBody => {
                "You did not provide the number of bytes specified by the Content-Length HTTP header".into()
            }
            Error::InvalidBucketName => "The specified bucket is not valid.".into(),
            Error::InvalidLocationConstraint => "The specified location-constraint is not valid".into(),
            Error::InvalidDigest => "The Content-MD5 you specified was invalid.".into(),
            Error::InvalidVersion => "Invalid version id specified".into(),
            Error::InvalidPart => "One or more of the specified parts could not be found.  The part may not have been \
                                   uploaded, or the specified entity tag may not match the part's entity tag."
                .into(),
            Error::InvalidPartOrder => {
                "The list of parts was not in ascending order. Parts must be ordered by part number.".into()
            }
            Error::InvalidPartNumber => "The requested partnumber is not satisfiable".into(),
            Error::InvalidRange => "The requested range is not satisfiable".into(),
            Error::InvalidStorageClass => "The storage class you specified is not valid".into(),
            Error::KeyTooLong => "Your key is too long".into(),
            Error::MalformedXml => {
                "The XML you provided was not well-formed or did not validate against our published schema".into()
            }
            Error::MetadataTooLarge => "Your metadata headers exceed the maximum allowed metadata size".into(),
            Error::MethodNotAllowed => "The specified method is not allowed against this resource.".into(),
            Error::NoSuchBucket => "The specified bucket does not exist".into(),
            Error::NoSuchKey => "The specified key does not exist.".into(),
            Error::NoSuchTagSet => "The TagSet does not exist".into(),
            Error::NoSuchUpload => "The specified upload does not exist. The upload ID may be invalid, or the upload \
                                    may have been aborted or completed."
                .into(),
            Error::NoSuchVersion => "The specified version does not exist.".into(),
            Error::NotModified => "Not Modified".into(),
            Error::PreconditionFailed(_) => "At least one of the pre-conditions you specified did not hold".into(),
            Error::RequestTimeout => "Your socket connection to the server was not read from or written to within the \
                                      timeout period. Idle connections will be closed."
                .into(),
            Error::Disk(text) => format!("The folder of --s3-dir can't be used: {text}").into(),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::Disk(error.to_string())
    }
}

/// The errors that AWS's model of S3 knows; SDKs name all others after the service.
const MODELED: [&str; 4] = ["BucketAlreadyOwnedByYou", "NoSuchBucket", "NoSuchKey", "NoSuchUpload"];

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let (code, status) = error.kind();
        Fault {
            namespace: if MODELED.contains(&code) { "" } else { FRAMEWORK },
            shape: code,
            code,
            status,
            sender: status < 500,
            message: error.message(),
            query_message: None,
            reason: None,
        }
    }
}
