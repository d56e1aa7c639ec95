//! Reading the text of an expression, and AWS's words for what is wrong with it: JSONata's messages without their codes.

use jsonata_core::ast::AstNode;
use jsonata_core::parser::{self, ParserError};

use super::error::JsonataError;

/// The tree of a text.
pub(super) fn parse(text: &str) -> Result<AstNode, JsonataError> {
    parser::parse(text).map_err(|error| JsonataError::Invalid(message(text, &error)))
}

/// What JSONata says of an error: the engine's kinds are its own, and its words for tokens too.
fn message(text: &str, error: &ParserError) -> String {
    match error {
        ParserError::UnexpectedEnd => END.into(),
        ParserError::UnexpectedToken(token) if token == "Eof" => END.into(),
        ParserError::UnexpectedToken(token) if token == "!" || token == "~" => format!("Unknown operator: \"{token}\""),
        ParserError::UnexpectedToken(token) => {
            format!("The symbol {} cannot be used as a unary operator", symbol(token))
        }
        ParserError::Expected { expected, found } if expected == "parameter name" => {
            let found = symbol(found);
            format!("Parameter {found} of function definition must be a variable name (start with $)")
        }
        ParserError::Expected { expected, found } if found == "Eof" => {
            format!("Expected {} before end of expression", symbol(expected))
        }
        ParserError::Expected { expected, found } => {
            format!("Expected {}, got {}", symbol(expected), symbol(found))
        }
        ParserError::UnclosedString if in_regex(text) => "No terminating / in regular expression".into(),
        ParserError::UnclosedString => "String literal must be terminated by a matching quote".into(),
        ParserError::UnclosedComment => "Comment has no closing tag".into(),
        ParserError::Coded { code: "U1002", .. } => "The expression is nested too deeply".into(),
        ParserError::Coded { message, .. } => message.clone(),
        other => {
            let shown = other.to_string();
            let shown = shown.trim_start_matches("Invalid syntax: ").trim_start_matches("Invalid number: ");
            let shown = uncoded(shown);
            match shown.split_once("Syntax error: ") {
                Some(("", token)) => format!("Syntax error: {}", symbol(token)),
                _ => shown.into(),
            }
        }
    }
}

const END: &str = "Unexpected end of expression";

/// A message without the code at its front.
fn uncoded(message: &str) -> &str {
    match message.split_once(": ") {
        Some((code, rest)) if code.len() == 5 && code.ends_with(|last: char| last.is_ascii_digit()) => rest,
        _ => message,
    }
}

/// A token as JSONata shows it, by the engine's name of it: `RightBracket` is `"]"`.
fn symbol(token: &str) -> String {
    let inside = |kind: &str| token.strip_prefix(kind)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(number) = inside("Number") {
        return number.strip_suffix(".0").unwrap_or(number).into();
    }
    // These are quoted already.
    if let Some(text) = ["Identifier", "String", "StringLit", "Variable"].into_iter().find_map(inside) {
        return text.into();
    }
    format!("\"{}\"", SYMBOLS.iter().find(|(name, _)| *name == token).map_or(token, |(_, symbol)| symbol))
}

const SYMBOLS: &[(&str, &str)] = &[
    ("LeftBracket", "["),
    ("RightBracket", "]"),
    ("LeftParen", "("),
    ("RightParen", ")"),
    ("LeftBrace", "{"),
    ("RightBrace", "}"),
    ("Comma", ","),
    ("Dot", "."),
    ("DotDot", ".."),
    ("Colon", ":"),
    ("ColonEqual", ":="),
    ("Semicolon", ";"),
    ("Question", "?"),
    ("QuestionQuestion", "?"),
    ("QuestionColon", ":"),
    ("Plus", "+"),
    ("Minus", "-"),
    ("Star", "*"),
    ("StarStar", "**"),
    ("Slash", "/"),
    ("Percent", "%"),
    ("Equal", "="),
    ("NotEqual", "!="),
    ("LessThan", "<"),
    ("LessThanOrEqual", "<="),
    ("GreaterThan", ">"),
    ("GreaterThanOrEqual", ">="),
    ("Ampersand", "&"),
    ("At", "@"),
    ("Hash", "#"),
    ("Caret", "^"),
    ("Pipe", "|"),
    ("TildeArrow", "~>"),
    ("And", "and"),
    ("Or", "or"),
    ("In", "in"),
    ("Eof", "(end)"),
];

/// Whether a text ends inside of a regular expression rather than a string: no quote is open at its end.
fn in_regex(text: &str) -> bool {
    let mut rest = text.chars();
    while let Some(quote) = rest.find(|c| matches!(c, '"' | '\'' | '`')) {
        loop {
            match rest.next() {
                None => return false,
                Some('\\') if quote != '`' => _ = rest.next(),
                Some(c) if c == quote => break,
                Some(_) => {}
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refuses(text: &str, expected: &str) {
        assert_eq!(parse(text).err(), Some(JsonataError::Invalid(expected.into())), "{text}");
    }

    /// As AWS says it, the last four by analogy.
    #[test]
    fn what_cannot_be_read_is_refused_in_jsonatas_words() {
        refuses("$a[1,2)", "Expected \"]\", got \",\"");
        refuses("\"unterminated", "String literal must be terminated by a matching quote");
        refuses("1 +", "Unexpected end of expression");
        refuses("{\"a\":}", "The symbol \"}\" cannot be used as a unary operator");
        refuses("$x :=", "Unexpected end of expression");
        refuses("$match(\"a\", /abc", "No terminating / in regular expression");
        refuses("phone %.other", "The symbol \".\" cannot be used as a unary operator");
        refuses("", "Unexpected end of expression");
        refuses("(1", "Expected \")\" before end of expression");
        refuses("1 2", "Syntax error: 2");
        refuses("/* x", "Comment has no closing tag");
        refuses("function(a){1}", "Parameter \"a\" of function definition must be a variable name (start with $)");
    }
}
