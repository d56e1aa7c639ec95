//! Definitions of state machines as the operations read them, and ValidateStateMachineDefinition.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html>

use super::States;
use super::api::*;
use super::check::Members;
use super::error::Error;
use super::machine::Kind;

/// The longest definition, in characters.
pub const LONGEST: usize = 1_048_576;

/// The most diagnostics that are told at once.
const MOST_DIAGNOSTICS: usize = 100;

/// A definition, read.
#[derive(Debug)]
pub struct Definition;

/// Something that is wrong with a definition, or might be.
#[derive(Debug)]
struct Diagnostic {
    code: &'static str,
    message: String,
    location: Option<String>,
}

fn diagnose(text: &str, _: Kind) -> Result<Definition, Vec<Diagnostic>> {
    let wrong = |message: &str, location: Option<&str>| {
        Err(vec![Diagnostic {
            code: "SCHEMA_VALIDATION_FAILED",
            message: message.to_owned(),
            location: location.map(str::to_owned),
        }])
    };
    let Ok(serde_json::Value::Object(definition)) = serde_json::from_str(text) else {
        return wrong("Definition must be a valid JSON object", None);
    };
    let missing: Vec<&str> = ["States", "StartAt"].into_iter().filter(|name| !definition.contains_key(*name)).collect();
    if missing.is_empty() {
        Ok(Definition)
    } else {
        wrong(&format!("These fields are required: [{}]", missing.join(", ")), Some("/"))
    }
}

/// Reads a definition.
///
/// # Errors
/// `InvalidDefinition` with all that is wrong with it.
pub fn read(text: &str, kind: Kind) -> Result<Definition, Error> {
    diagnose(text, kind).map_err(|wrong| {
        let told = wrong.iter().map(|one| {
            let Diagnostic { code, message, location } = one;
            format!("{code}: {message} at {}", location.as_deref().unwrap_or("null"))
        });
        Error::InvalidDefinition(told.collect::<Vec<_>>().join(", "))
    })
}

impl States {
    /// ValidateStateMachineDefinition.
    pub(super) fn validate_state_machine_definition(
        &self,
        input: ValidateStateMachineDefinitionInput,
    ) -> Result<ValidateStateMachineDefinitionOutput, Error> {
        let ValidateStateMachineDefinitionInput { definition, kind, severity, max_results } = input;
        Members::default()
            .required("definition", definition.as_ref())
            .hidden("definition", definition.as_ref(), 1, LONGEST)
            .kind(kind.as_ref())
            .choice("severity", severity.as_ref(), &["ERROR", "WARNING"])
            .range("maxResults", max_results, 0, MOST_DIAGNOSTICS as i64)
            .check()?;
        let found = diagnose(&definition.unwrap_or_default(), Kind::of(kind.as_deref())).err().unwrap_or_default();
        let size = max_results.and_then(|size| usize::try_from(size).ok()).filter(|size| *size > 0);
        let size = size.unwrap_or(MOST_DIAGNOSTICS);
        Ok(ValidateStateMachineDefinitionOutput {
            result: Some(if found.is_empty() { "OK" } else { "FAIL" }.to_owned()),
            truncated: Some(found.len() > size),
            diagnostics: Some(found.into_iter().take(size).map(Diagnostic::shown).collect()),
        })
    }
}

impl Diagnostic {
    fn shown(self) -> ValidateStateMachineDefinitionDiagnostic {
        ValidateStateMachineDefinitionDiagnostic {
            severity: Some("ERROR".to_owned()),
            code: Some(self.code.to_owned()),
            message: Some(self.message),
            location: self.location,
        }
    }
}
