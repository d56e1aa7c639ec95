//! S3's error document: the code and the text, and what it was about.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use std::borrow::Cow;

use crate::aws::fault::Fault;
use crate::s3::HOST_ID;

/// An element of a document.
fn element(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("<{name}>{}</{name}>", escaped(text)));
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no others.
            c if c < ' ' && !"\t\n\r".contains(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// What an error was about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The path that was called, the bucket in front.
    pub path: &'a str,
    /// The request's id.
    pub request_id: &'a str,
}

impl About<'_> {
    fn parts(&self) -> (Cow<'_, str>, Cow<'_, str>) {
        let path = self.path.trim_start_matches('/');
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        let decoded = |text| percent_encoding::percent_decode_str(text).decode_utf8_lossy();
        (decoded(bucket), decoded(key))
    }

    /// What stands behind the text of an error of this code.
    fn rest(&self, code: &str) -> String {
        let mut out = String::new();
        let (bucket, key) = self.parts();
        match code {
            "NoSuchBucket" | "BucketAlreadyOwnedByYou" | "BucketNotEmpty" | "InvalidBucketName" | "NoSuchTagSet" => {
                element(&mut out, "BucketName", &bucket);
            }
            "NoSuchKey" | "NoSuchVersion" => element(&mut out, "Key", &key),
            _ => element(&mut out, "Resource", self.path),
        }
        element(&mut out, "RequestId", self.request_id);
        element(&mut out, "HostId", HOST_ID);
        out
    }

    /// The document of a fault.
    pub fn of(&self, fault: &Fault) -> String {
        let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>".to_owned();
        element(&mut out, "Code", fault.code);
        element(&mut out, "Message", &fault.message);
        out + &self.rest(fault.code) + "</Error>"
    }

    /// A document that has code and text, with what else belongs into it.
    pub fn complete(&self, document: &str) -> String {
        let text = |name: &str| {
            let (_, rest) = document.split_once(&format!("<{name}>"))?;
            Some(rest.split_once("</")?.0)
        };
        let code = text("Code").unwrap_or_default();
        let Some(start) = document.strip_suffix("</Error>") else { return document.to_owned() };
        let mut out = start.to_owned();
        if text("Message").is_none() {
            element(&mut out, "Message", message(code));
        }
        out + &self.rest(code) + "</Error>"
    }
}

/// AWS's text of errors that come before an operation is known.
fn message(code: &str) -> &'static str {
    match code {
        "InvalidBucketName" => "The specified bucket is not valid.",
        "InvalidURI" => "Couldn't parse the specified URI.",
        "KeyTooLongError" => "Your key is too long",
        "MalformedXML" => "The XML you provided was not well-formed or did not validate against our published schema",
        "MaxMessageLengthExceeded" => "Your request was too big.",
        "MethodNotAllowed" => "The specified method is not allowed against this resource.",
        "MissingContentLength" => "You must provide the Content-Length HTTP header.",
        "NotImplemented" => "A header you provided implies functionality that is not implemented",
        "IncompleteBody" => "You did not provide the number of bytes specified by the Content-Length HTTP header",
        "InternalError" => "We encountered an internal error. Please try again.",
        _ => "The request is not valid.",
    }
}
