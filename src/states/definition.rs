//! Definitions of state machines as the operations read them, and ValidateStateMachineDefinition.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html>

use super::States;
use super::api::*;
use super::asl::{self, Definition, Diagnostic, Kind, Severity};
use super::check::Members;
use super::error::Error;

/// The longest definition, in characters.
pub const LONGEST: usize = 1_048_576;

/// The most diagnostics that are told at once.
const MOST_DIAGNOSTICS: usize = 100;

/// Reads a definition.
///
/// # Errors
/// `InvalidDefinition` with all that is wrong with it.
pub fn read(text: &str, kind: Kind) -> Result<Definition, Error> {
    Definition::parse(text, kind).map_err(|refused| Error::InvalidDefinition(refused.to_string()))
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
        let mut found = asl::diagnose(&definition.unwrap_or_default(), Kind::of(kind.as_deref()));
        let fails = found.iter().any(|one| one.severity() == Severity::Error);
        if severity.as_deref() != Some("WARNING") {
            found.retain(|one| one.severity() == Severity::Error);
        }
        let size = max_results.and_then(|size| usize::try_from(size).ok()).filter(|size| *size > 0);
        let size = size.unwrap_or(MOST_DIAGNOSTICS);
        Ok(ValidateStateMachineDefinitionOutput {
            result: Some(if fails { "FAIL" } else { "OK" }.to_owned()),
            truncated: Some(found.len() > size),
            diagnostics: Some(found.into_iter().take(size).map(Diagnostic::shown).collect()),
        })
    }
}

impl Diagnostic {
    fn shown(self) -> ValidateStateMachineDefinitionDiagnostic {
        ValidateStateMachineDefinitionDiagnostic {
            severity: Some(self.severity().as_str().to_owned()),
            code: Some(self.code.as_str().to_owned()),
            message: Some(self.message),
            location: self.location,
        }
    }
}
