//! `States.Base64Encode` and `States.Base64Decode`.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use super::arguments::{Arguments, Outcome};

/// Base64 with padding, which may be missing in what is decoded.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn encode(arguments: Arguments) -> Outcome {
    Ok(Value::String(BASE64.encode(arguments.short_text(0)?)))
}

pub(super) fn decode(arguments: Arguments) -> Outcome {
    let bytes = BASE64.decode(arguments.short_text(0)?).map_err(|_| "The string is not Base64")?;
    // What is no UTF-8 becomes replacement characters, as in Java.
    Ok(Value::String(String::from_utf8_lossy(&bytes).into_owned()))
}
