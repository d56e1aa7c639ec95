//! JSONata in a definition: expressions, compiled when it is read, and values with expressions in them.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html>

use std::sync::Arc;

use serde_json::Value;

use super::diagnostic::Code;
use super::reader::{Reader, numbered};
use super::variables;
use crate::aws::text::Text;
use crate::states::jsonata::{self, JsonataError};

/// An expression: what stands between `{%` and `%}`, without the blanks at its ends.
#[derive(Clone, Debug)]
pub struct Expression {
    text: Text,
    compiled: Arc<jsonata::Expression>,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Expression {}

impl Expression {
    /// The expression in a string; none where the string is a plain one.
    ///
    /// # Errors
    ///
    /// It can't be read, or reads what there isn't.
    pub fn of(string: &str) -> Option<Result<Expression, JsonataError>> {
        let text = string.strip_prefix("{%")?.strip_suffix("%}")?.trim();
        let compiled = jsonata::Expression::compile(text);
        Some(compiled.map(|compiled| Expression { text: text.into(), compiled: Arc::new(compiled) }))
    }

    /// Its text, as errors show it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What evaluates it.
    pub fn compiled(&self) -> &jsonata::Expression {
        &self.compiled
    }

    /// The variables it reads, `$states` and those it binds itself aside.
    pub fn variables(&self) -> Vec<String> {
        variables::free(&self.text)
    }
}

/// A value with expressions in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Template {
    /// Without any.
    Literal(Value),
    /// Its value is the expression's.
    Expression(Expression),
    /// One of the elements has an expression.
    Array(Vec<Template>),
    /// One of the members has an expression; in the definition's order.
    Object(Vec<(Text, Template)>),
}

impl Template {
    /// Reads one; strings that begin as an expression and don't end as one are noted.
    pub(super) fn read(reader: &mut Reader, value: &Value, at: &str) -> Template {
        match value {
            Value::String(string) => match read_string(reader, string, at) {
                Some(expression) => Template::Expression(expression),
                None => Template::Literal(value.clone()),
            },
            Value::Array(elements) => {
                let elements: Vec<_> = numbered(elements, at)
                    .into_iter()
                    .map(|(at, element)| Template::read(reader, element, &at))
                    .collect();
                match elements.iter().all(Template::is_literal) {
                    true => Template::Literal(value.clone()),
                    false => Template::Array(elements),
                }
            }
            Value::Object(members) => {
                let read = |(name, value): (&String, &Value)| {
                    (name.as_str().into(), Template::read(reader, value, &format!("{at}/{name}")))
                };
                let members: Vec<(Text, Template)> = members.iter().map(read).collect();
                match members.iter().all(|(_, member)| member.is_literal()) {
                    true => Template::Literal(value.clone()),
                    false => Template::Object(members),
                }
            }
            _ => Template::Literal(value.clone()),
        }
    }

    /// Whether there is no expression in it.
    pub fn is_literal(&self) -> bool {
        matches!(self, Template::Literal(_))
    }
}

/// The expression in a string, if it is one that can be read.
pub(super) fn read_string(reader: &mut Reader, string: &str, at: &str) -> Option<Expression> {
    match string.starts_with("{%") {
        true => read_expression(reader, string, at),
        false => None,
    }
}

/// A string where only an expression may stand.
pub(super) fn read_expression(reader: &mut Reader, string: &str, at: &str) -> Option<Expression> {
    match Expression::of(string) {
        Some(Ok(expression)) => {
            reader.refer(expression.variables());
            return Some(expression);
        }
        Some(Err(JsonataError::Invalid(message))) => reader.note(Code::InvalidJsonataExpression, at, message),
        Some(Err(JsonataError::Unsupported(messages))) => {
            for message in messages {
                reader.note(Code::UnsupportedJsonataExpression, at, message);
            }
        }
        None => reader.refuse(at, UNCLOSED),
    }
    None
}

const UNCLOSED: &str = "JSONata string must start with {% and end with %}";
