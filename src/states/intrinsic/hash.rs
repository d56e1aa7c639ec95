//! `States.Hash`.

use std::fmt::Write;

use md5::Md5;
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::arguments::{Arguments, Outcome};

pub(super) fn hash(arguments: Arguments) -> Outcome {
    let text = arguments.short_text(0)?;
    let algorithm = arguments.text(1)?;
    match digest(text, algorithm) {
        Some(digest) => Ok(Value::String(digest)),
        None => Err(format!("'{algorithm}' is none of the algorithms MD5, SHA-1, SHA-256, SHA-384, SHA-512")),
    }
}

/// The digest of a text in lower-case hexadecimal digits; none where there is no such algorithm.
pub(in crate::states) fn digest(text: &str, algorithm: &str) -> Option<String> {
    let digest = match algorithm {
        "MD5" => Md5::digest(text).to_vec(),
        "SHA-1" => Sha1::digest(text).to_vec(),
        "SHA-256" => Sha256::digest(text).to_vec(),
        "SHA-384" => Sha384::digest(text).to_vec(),
        "SHA-512" => Sha512::digest(text).to_vec(),
        _ => return None,
    };
    let mut digits = String::with_capacity(digest.len() * 2);
    for byte in digest {
        // Writing into a string can't fail.
        _ = write!(digits, "{byte:02x}");
    }
    Some(digits)
}
