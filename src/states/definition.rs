//! ValidateStateMachineDefinition: what there is to say of a definition that nobody keeps.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html>

use super::States;
use super::api::*;
use super::asl::{Definition, Diagnostic, Kind, Severity, diagnose};
use super::check::Members;
use super::error::Error;

/// The longest definition, in characters.
pub const LONGEST: usize = 1_048_576;

/// The most diagnostics that are told at once.
const MOST_DIAGNOSTICS: usize = 100;

impl States {
    /// ValidateStateMachineDefinition. A definition that is wrong is told of, not refused.
    pub(super) fn validate_state_machine_definition(
        &self,
        input: ValidateStateMachineDefinitionInput,
    ) -> Result<ValidateStateMachineDefinitionOutput, Error> {
        let ValidateStateMachineDefinitionInput { definition, kind, severity, max_results } = input;
        Members::default()
            .required("definition", definition.as_ref())
            .hidden("definition", definition.as_ref(), 1, LONGEST)
            .machine_kind(kind.as_ref())
            .choice("severity", severity.as_ref(), &["ERROR", "WARNING"])
            .range("maxResults", max_results, 0, MOST_DIAGNOSTICS as i64)
            .check()?;
        let with_warnings = severity.as_deref() == Some("WARNING");
        let (definition, kind) = (definition.unwrap_or_default(), Kind::of(kind.as_deref()));
        let mut found = diagnose(&definition, kind);
        if let Ok(definition) = Definition::parse(&definition, kind) {
            found.extend(self.unreached(None, &definition));
        }
        found.retain(|one| with_warnings || one.severity() == Severity::Error);
        let fails = found.iter().any(|one| one.severity() == Severity::Error);
        let size = max_results.and_then(|size| usize::try_from(size).ok()).filter(|size| *size > 0);
        let size = size.unwrap_or(MOST_DIAGNOSTICS);
        Ok(ValidateStateMachineDefinitionOutput {
            result: Some(if fails { "FAIL" } else { "OK" }.to_owned()),
            truncated: Some(found.len() > size),
            diagnostics: Some(found.into_iter().take(size).map(shown).collect()),
        })
    }
}

fn shown(diagnostic: Diagnostic) -> ValidateStateMachineDefinitionDiagnostic {
    ValidateStateMachineDefinitionDiagnostic {
        severity: Some(diagnostic.severity().as_str().to_owned()),
        code: Some(diagnostic.code.as_str().to_owned()),
        message: Some(diagnostic.message),
        location: diagnostic.location,
    }
}
