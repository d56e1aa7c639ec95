//! Payload templates: `Parameters`, `ResultSelector`, `ItemSelector`, `BatchInput`, `Assign`, `Credentials`.

use serde_json::{Map, Value};

use super::{Chance, Failure, Source, TemplateError};
use crate::states::path::{Budget, Roots};

/// What a key ends in whose value is evaluated.
const EVALUATED: &str = ".$";

/// A template, read once.
#[derive(Clone, Debug)]
pub struct Template(Node);

/// A part of a template.
#[derive(Clone, Debug)]
enum Node {
    /// Nothing in it is evaluated.
    Constant(Value),
    /// The value of a key that ends in `.$`: the key, and where the value comes from.
    Source(Box<str>, Source),
    /// The keys are those of the result.
    Object(Box<[(Box<str>, Node)]>),
    Array(Box<[Node]>),
}

impl Template {
    /// Reads one. Keys that end in `.$` are evaluated, in objects at any depth.
    pub fn parse(value: &Value) -> Result<Template, TemplateError> {
        Node::parse(value).map(Template)
    }

    /// What it always gives, if nothing in it is evaluated.
    pub fn constant(&self) -> Option<&Value> {
        match &self.0 {
            Node::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// Every variable it reads, in the order of the text.
    pub fn variables(&self) -> Vec<&str> {
        let mut variables = Vec::new();
        self.0.push_variables(&mut variables);
        variables
    }

    /// The value, its keys in the template's order.
    pub fn evaluate<R: Roots + ?Sized>(&self, roots: &R, chance: &dyn Chance) -> Result<Value, Failure> {
        self.0.evaluate(roots, chance, &Budget::new())
    }
}

impl Node {
    fn parse(value: &Value) -> Result<Node, TemplateError> {
        Ok(match value {
            Value::Object(members) => {
                let nodes: Result<Box<[_]>, _> =
                    members.iter().map(|(key, member)| Node::parse_member(members, key, member)).collect();
                let nodes = nodes?;
                match nodes.iter().all(|(_, node)| matches!(node, Node::Constant(_))) {
                    true => Node::Constant(value.clone()),
                    false => Node::Object(nodes),
                }
            }
            Value::Array(elements) => {
                let nodes = elements.iter().map(Node::parse).collect::<Result<Box<[_]>, _>>()?;
                match nodes.iter().all(|node| matches!(node, Node::Constant(_))) {
                    true => Node::Constant(value.clone()),
                    false => Node::Array(nodes),
                }
            }
            scalar => Node::Constant(scalar.clone()),
        })
    }

    fn parse_member(
        members: &Map<String, Value>,
        key: &str,
        member: &Value,
    ) -> Result<(Box<str>, Node), TemplateError> {
        let Some(name) = key.strip_suffix(EVALUATED) else {
            return Ok((key.into(), Node::parse(member)?));
        };
        if members.contains_key(name) {
            return Err(TemplateError::Twice { field: key.into() });
        }
        let source = member.as_str().and_then(|text| Source::parse(text).ok());
        let source = source.ok_or_else(|| TemplateError::Value { field: key.into() })?;
        Ok((name.into(), Node::Source(key.into(), source)))
    }

    fn push_variables<'t>(&'t self, variables: &mut Vec<&'t str>) {
        match self {
            Node::Constant(_) => {}
            Node::Source(_, source) => variables.extend(source.variables()),
            Node::Object(members) => members.iter().for_each(|(_, node)| node.push_variables(variables)),
            Node::Array(elements) => elements.iter().for_each(|node| node.push_variables(variables)),
        }
    }

    fn evaluate<R: Roots + ?Sized>(&self, roots: &R, chance: &dyn Chance, budget: &Budget) -> Result<Value, Failure> {
        Ok(match self {
            Node::Constant(value) => value.clone(),
            Node::Source(field, source) => {
                let value = source.run(field, roots, chance, budget)?;
                budget.spend_on(&value).map_err(|_| Failure::too_large(field))?;
                value.into_owned()
            }
            Node::Object(members) => {
                let mut object = Map::with_capacity(members.len());
                for (name, node) in members {
                    object.insert(name.to_string(), node.evaluate(roots, chance, budget)?);
                }
                Value::Object(object)
            }
            Node::Array(elements) => Value::Array(
                elements.iter().map(|node| node.evaluate(roots, chance, budget)).collect::<Result<_, _>>()?,
            ),
        })
    }
}
