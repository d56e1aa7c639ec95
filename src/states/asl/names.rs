//! Names in a definition: of states, of labels, of variables.

use super::diagnostic::Code;
use super::reader::Reader;

/// The longest name of a state or a variable, in characters.
const LONGEST_NAME: usize = 80;
/// The longest label, in characters.
const LONGEST_LABEL: usize = 40;

/// Notes what is wrong with a state's name; each stands but once in a whole machine.
pub(super) fn check_state(reader: &mut Reader, name: &str, at: &str) {
    if name.chars().count() > LONGEST_NAME {
        let message = format!("Invalid State name: '{name}' exceeds the 80-character limit allowed by the service");
        reader.note(Code::InvalidStateName, at, message);
    } else if name.is_empty() {
        reader.note(Code::InvalidStateName, at, "Invalid State name: '' is empty");
    }
    let repeated = reader.repeated.iter().any(|place| place == at);
    if !reader.names.insert(name.to_owned()) || repeated {
        reader.note(Code::DuplicateStateName, at, format!("Duplicate State name: {name}"));
    }
}

/// Notes what is wrong with a distributed map's label.
pub(super) fn check_label(reader: &mut Reader, label: &str, at: &str) {
    let why = match label.chars().count() {
        0 => Some("is empty"),
        length if length > LONGEST_LABEL => Some("exceeds the 40-character limit allowed by the service"),
        _ if label.chars().any(is_forbidden) => Some("contains invalid characters"),
        _ => None,
    };
    if let Some(why) = why {
        reader.note(Code::InvalidLabelName, at, format!("Invalid Label name: '{label}' {why}"));
    }
    if !reader.labels.insert(label.to_owned()) {
        reader.note(Code::DuplicateLabelName, at, format!("Duplicate Label name: {label}"));
    }
}

/// What no part of an ARN that customers name may have.
fn is_forbidden(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "<>{}[]?*\"#%\\^|~`$&,;:/".contains(c)
}

/// Notes what is wrong with the name of a variable that is assigned; it carries no `$`.
pub(super) fn check_variable(reader: &mut Reader, name: &str, at: &str) {
    if name == "states" {
        reader.note(Code::ReservedVariableName, at, "Cannot assign to reserved variable '$states'.");
        return;
    }
    let begins_well = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    let why = if name.chars().count() > LONGEST_NAME {
        "exceeds the 80-character limit"
    } else if !begins_well || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        "contains invalid characters"
    } else {
        return;
    };
    reader.note(Code::InvalidVariableName, at, format!("Invalid variable name '{name}': the variable name {why}."));
}
