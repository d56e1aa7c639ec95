//! What is wrong with a definition, or doubtful about it.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html>

use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The definition is refused.
    Error,
    /// It is accepted, and may not do what its author means.
    Warning,
}

impl Severity {
    /// As it stands in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
        }
    }
}

/// AWS's codes; shown as `SCHEMA_VALIDATION_FAILED`.
#[allow(missing_docs, reason = "each is AWS's word for itself")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    InvalidJsonDescription,
    SchemaValidationFailed,
    MissingEndState,
    DuplicateStateName,
    InvalidStateName,
    DuplicateLabelName,
    InvalidLabelName,
    MissingTransitionTarget,
    TooDeeplyNested,
    ReservedVariableName,
    InvalidVariableName,
    InvalidJsonataExpression,
    UnsupportedJsonataExpression,
    NoDollar,
    NoPath,
    PassResultIsStatic,
}

impl Code {
    /// As it stands in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::InvalidJsonDescription => "INVALID_JSON_DESCRIPTION",
            Code::SchemaValidationFailed => "SCHEMA_VALIDATION_FAILED",
            Code::MissingEndState => "MISSING_END_STATE",
            Code::DuplicateStateName => "DUPLICATE_STATE_NAME",
            Code::InvalidStateName => "INVALID_STATE_NAME",
            Code::DuplicateLabelName => "DUPLICATE_LABEL_NAME",
            Code::InvalidLabelName => "INVALID_LABEL_NAME",
            Code::MissingTransitionTarget => "MISSING_TRANSITION_TARGET",
            Code::TooDeeplyNested => "TOO_DEEPLY_NESTED",
            Code::ReservedVariableName => "RESERVED_VARIABLE_NAME",
            Code::InvalidVariableName => "INVALID_VARIABLE_NAME",
            Code::InvalidJsonataExpression => "INVALID_JSONATA_EXPRESSION",
            Code::UnsupportedJsonataExpression => "UNSUPPORTED_JSONATA_EXPRESSION",
            Code::NoDollar => "NO_DOLLAR",
            Code::NoPath => "NO_PATH",
            Code::PassResultIsStatic => "PASS_RESULT_IS_STATIC",
        }
    }

    /// How bad it is.
    pub fn severity(self) -> Severity {
        match self {
            Code::NoDollar | Code::NoPath | Code::PassResultIsStatic => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// One remark. Shown as `CODE: message at location`, and `at null` without a location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is about; it tells the severity too.
    pub code: Code,
    /// AWS's text.
    pub message: String,
    /// A path of names and places, `/States/A/Retry[0]`; `/` is the definition itself.
    pub location: Option<String>,
}

impl Diagnostic {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} at {}", self.code.as_str(), self.message, self.location.as_deref().unwrap_or("null"))
    }
}

/// Why a definition is refused: its errors, in order, never none. Shown as the message of an `InvalidDefinition`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub Vec<Diagnostic>);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Invalid State Machine Definition: '")?;
        for (i, diagnostic) in self.0.iter().enumerate() {
            write!(f, "{}{diagnostic}", if i > 0 { ", " } else { "" })?;
        }
        f.write_str("'")
    }
}
