//! The engine's errors in JSONata's words, which are AWS's: the codes are the same, the texts are not.

use jsonata_core::evaluator::EvaluatorError;

use super::error::{EvaluationError, MEMORY};

/// Before a text that is as it should be.
const FINAL: char = '\u{1}';

/// An error that `translate` leaves as it is.
pub(super) fn final_error(code: &str, text: &str) -> EvaluatorError {
    EvaluatorError::EvaluationError(format!("{FINAL}{code}: {text}"))
}

/// Whether the time was up.
pub(super) fn is_timeout(error: &EvaluatorError) -> bool {
    error.code() == Some("D1012")
}

/// What AWS says of an error, in an expression that calls these functions.
pub(super) fn translate(error: &EvaluatorError, functions: Vec<&str>) -> EvaluationError {
    let text = error.message();
    if text == MEMORY {
        return EvaluationError::memory();
    }
    let is_final = text.starts_with(FINAL);
    let Some((code, text)) = coded(text) else {
        return EvaluationError::Thrown { code: None, message: text.into() };
    };
    match code {
        "D1011" | "U1001" => EvaluationError::depth(),
        "D1012" | "U1003" => EvaluationError::time(),
        "D2015" => EvaluationError::memory(),
        _ => EvaluationError::Thrown {
            code: Some(code.into()),
            message: match is_final {
                true => text.into(),
                false => in_jsonatas_words(code, text, &functions).unwrap_or_else(|| text.into()),
            },
        },
    }
}

/// Code and text; the engine has the code at the front, mostly.
pub(super) fn coded(text: &str) -> Option<(&str, &str)> {
    let is_code = |code: &str| {
        let mut characters = code.chars();
        characters.next().is_some_and(|first| first.is_ascii_uppercase()) && characters.all(|c| c.is_ascii_digit())
    };
    text.match_indices(": ").find_map(|(at, _)| {
        let code = text.get(at.checked_sub(5)?..at).filter(|code| is_code(code))?;
        Some((code, &text[at + 2..]))
    })
}

fn in_jsonatas_words(code: &str, text: &str, functions: &[&str]) -> Option<String> {
    let behind = |mark: &str| text.split_once(mark).map(|(_, rest)| rest);
    Some(match code {
        "D1001" => format!("Number out of range: {}", behind(": ")?),
        "D1002" => "Cannot negate a non-numeric value".into(),
        "T1006" => "Attempted to invoke a non-function".into(),
        "T0410" | "T0411" | "T0412" => signature(code, text, functions)?,
        "T1010" => {
            let function = between(text, "function \"", "\"").or_else(|| between(text, "function $", " "))?;
            let said = "does not return the correct object structure";
            format!("The matcher function argument passed to function \"{function}\" {said}")
        }
        "T2001" => side("left", text)?,
        "T2002" => side("right", text)?,
        "T2003" => "The left side of the range operator (..) must evaluate to an integer".into(),
        "T2004" => "The right side of the range operator (..) must evaluate to an integer".into(),
        "T2007" => {
            let (one, other) = behind(": ")?.split_once(" and ")?;
            format!("Type mismatch when comparing values of the types {one} and {other} in order-by clause")
        }
        "T2009" => format!(
            "The values either side of operator \"{}\" must be of the same data type",
            between(text, "operator \"", "\"")?
        ),
        "T2010" => "The expressions either side of a comparison must evaluate to numeric or string values".into(),
        "T2011" => "The insert/update clause of the transform expression must evaluate to an object".into(),
        "T2012" => "The delete clause of the transform expression must evaluate to a string or array of strings".into(),
        "D2014" => "The size of the sequence allocated by the range operator (..) must not exceed 1e7".into(),
        "D3001" => "Attempting to invoke string function on Infinity or NaN".into(),
        "D3010" => "Second argument of replace function cannot be an empty string".into(),
        "D3020" => "Third argument of split function must evaluate to a positive number".into(),
        "D3030" => match between(text, "Cannot convert '", "' to number") {
            Some(value) => format!("Unable to cast value to a number: \"{value}\""),
            None => "Unable to cast value to a number".into(),
        },
        "D3080" => "The picture string must only contain a maximum of two sub-pictures".into(),
        "D3081" => more_than_one("decimal-separator"),
        "D3082" => more_than_one("percent"),
        "D3083" => more_than_one("per-mille"),
        "D3084" => "The sub-picture must not contain both a 'percent' and a 'per-mille' character".into(),
        "D3085" => {
            "The mantissa part of a sub-picture must contain at least one character that is either an 'optional digit \
             character' or a member of the 'decimal digit family'"
                .into()
        }
        "D3086" => {
            "The sub-picture must not contain a passive character that is preceded by an active character and that is \
             followed by another active character"
                .into()
        }
        "D3087" => "The sub-picture must not contain a 'grouping-separator' character that appears adjacent to a \
             'decimal-separator' character"
            .into(),
        "D3088" => "The sub-picture must not contain a 'grouping-separator' at the end of the integer part".into(),
        "D3089" => {
            "The sub-picture must not contain two adjacent instances of the 'grouping-separator' character".into()
        }
        "D3090" => {
            "The integer part of the sub-picture must not contain a member of the 'decimal digit family' that is \
             followed by an instance of the 'optional digit character'"
                .into()
        }
        "D3091" => {
            "The fractional part of the sub-picture must not contain an instance of the 'optional digit character' \
             that is followed by a member of the 'decimal digit family'"
                .into()
        }
        "D3092" => {
            "A sub-picture that contains a 'percent' or 'per-mille' character must not contain a character treated as \
             an 'exponent-separator'"
                .into()
        }
        "D3093" => {
            "The exponent part of the sub-picture must comprise only of one or more characters that are members of \
             the 'decimal digit family'"
                .into()
        }
        "D3138" => "The $single() function expected exactly 1 matching result.  Instead it matched more.".into(),
        "D3100" => {
            let given = behind("got ")?;
            format!("The radix of the formatBase function must be between 2 and 36.  It was given {given}")
        }
        // The engine has the others as JSONata has them.
        _ => return None,
    })
}

fn side(side: &str, text: &str) -> Option<String> {
    let operator = between(text, "side of the ", " operator")?;
    Some(format!("The {side} side of the \"{operator}\" operator must evaluate to a number"))
}

fn more_than_one(character: &str) -> String {
    format!("The sub-picture must not contain more than one instance of the '{character}' character")
}

/// A call that doesn't fit its function's signature. Where the engine doesn't say whose it is, it is clear if there is
/// one function only.
fn signature(code: &str, text: &str, functions: &[&str]) -> Option<String> {
    let named = between(text, "of function ", " ").map(|name| name.trim_start_matches('$'));
    let named = named.filter(|name| !["does", "must", "undefined"].contains(name));
    let function = match (named, functions) {
        (Some(name), _) => format!("function \"{name}\""),
        (None, [only]) => format!("function \"{only}\""),
        _ => "the function".into(),
    };
    let number = between(text, "rgument ", " ").and_then(|number| number.parse::<usize>().ok());
    Some(match code {
        "T0410" => {
            // A count that is wrong is wrong at the first argument that is missing or too many.
            let counted = between(text, "expected ", ",").zip(text.rsplit_once("got ").map(|(_, count)| count));
            let counted = counted
                .and_then(|(expected, actual)| Some(expected.parse::<usize>().ok()?.min(actual.parse().ok()?) + 1));
            format!("Argument {} of {function} does not match function signature", number.or(counted).unwrap_or(1))
        }
        "T0411" => {
            let number = number.unwrap_or(1);
            format!("Context value is not a compatible type with argument {number} of {function}")
        }
        _ => {
            let kind = text.rsplit_once("array of ")?.1.to_lowercase();
            let kind = kind.trim_end_matches('s');
            format!("Argument {} of {function} must be an array of \"{kind}s\"", number.unwrap_or(1))
        }
    })
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = text.split_once(before)?.1;
    Some(rest.split_once(after).map_or(rest, |(inside, _)| inside))
}
