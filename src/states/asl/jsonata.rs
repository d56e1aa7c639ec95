//! JSONata in a definition: expressions as they stand there, and values with expressions in them. Nothing is evaluated.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html>

use serde_json::Value;

use super::reader::{Reader, numbered};
use super::variables;
use crate::aws::text::Text;

/// An expression: what stands between `{%` and `%}`, without the blanks at its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    text: Text,
}

impl Expression {
    /// The expression in a string; none where the string is a plain one.
    pub fn of(string: &str) -> Option<Expression> {
        let inside = string.strip_prefix("{%")?.strip_suffix("%}")?;
        Some(Expression { text: inside.trim().into() })
    }

    /// Its text, as errors show it.
    pub fn text(&self) -> &str {
        &self.text
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

/// The expression in a string, if it is one.
pub(super) fn read_string(reader: &mut Reader, string: &str, at: &str) -> Option<Expression> {
    let expression = Expression::of(string);
    match &expression {
        Some(expression) => reader.refer(expression.variables()),
        None if string.starts_with("{%") => reader.refuse(at, UNCLOSED),
        None => {}
    }
    expression
}

/// A string where only an expression may stand.
pub(super) fn read_expression(reader: &mut Reader, string: &str, at: &str) -> Option<Expression> {
    let expression = Expression::of(string);
    match &expression {
        Some(expression) => reader.refer(expression.variables()),
        None => reader.refuse(at, UNCLOSED),
    }
    expression
}

const UNCLOSED: &str = "JSONata string must start with {% and end with %}";
