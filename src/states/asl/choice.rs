//! `Choice` states: rules, and the conditions of each.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html>

use serde_json::Value;

use super::comparison::{self, Comparison};
use super::data::{Payload, read_assign, read_output, read_reference};
use super::jsonata::{self, Template as Jsonata};
use super::reader::{Object, Reader};
use super::{QueryLanguage, StateIndex};
use crate::states::path::ReferencePath;

/// A `Choice` state. The first rule that holds wins.
#[derive(Clone, Debug)]
pub struct Choice {
    /// In order, one at least.
    pub rules: Vec<Rule>,
    /// Where it goes on when none holds.
    pub default: Option<StateIndex>,
}

/// One entry of `Choices`.
#[derive(Clone, Debug)]
pub struct Rule {
    /// When it holds.
    pub condition: Condition,
    /// Where it goes on.
    pub next: StateIndex,
    /// What goes on (JSONata), in place of the state's own.
    pub output: Option<Jsonata>,
    /// Values of variables, in place of the state's own.
    pub assign: Option<Payload>,
}

/// When a rule holds.
#[derive(Clone, Debug)]
pub enum Condition {
    /// When every one of these holds.
    And(Vec<Condition>),
    /// When one of these holds.
    Or(Vec<Condition>),
    /// When this doesn't hold.
    Not(Box<Condition>),
    /// When a value compares so.
    Test(Box<Test>),
    /// JSONata, or a plain value, which should be a boolean.
    Jsonata(Jsonata),
}

/// A comparison of a value.
#[derive(Clone, Debug)]
pub struct Test {
    /// Where the value is.
    pub variable: ReferencePath,
    /// What is asked of it.
    pub comparison: Comparison,
}

const SELECTORS: &[&str] = &["And", "Or", "Not", "Variable", "Condition"];
/// Of a rule, beside what selects and compares.
const OUTER: &[&str] = &["Next", "Assign", "Output", "Comment"];
const INNER: &[&str] = &["Comment"];

impl Choice {
    pub(super) fn read(reader: &mut Reader, object: &Object) -> Option<Choice> {
        reader.require(object, &["Choices"]);
        let rules = match object.get("Choices") {
            Some(rules) => reader.elements(rules, &object.at("Choices")),
            None => Vec::new(),
        };
        let rules: Vec<Option<Rule>> =
            rules.into_iter().map(|(at, rule)| Rule::read(reader, rule, at, object.language)).collect();
        let default = reader.text(object, "Default").map(|name| reader.target(name, &object.at("Default")));
        Some(Choice { rules: rules.into_iter().collect::<Option<_>>()?, default })
    }
}

impl Rule {
    fn read(reader: &mut Reader, value: &Value, at: String, language: QueryLanguage) -> Option<Rule> {
        let object = reader.object(value, at, language)?;
        check_fields(reader, &object, OUTER);
        reader.require(&object, &["Next"]);
        reader.comment(&object);
        let condition = Condition::read(reader, &object);
        let output = read_output(reader, &object);
        let assign = read_assign(reader, &object);
        let name = reader.text(&object, "Next")?;
        let next = reader.target(name, &object.at("Next"));
        Some(Rule { condition: condition?, next, output, assign })
    }
}

impl Condition {
    fn read(reader: &mut Reader, object: &Object) -> Option<Condition> {
        let selectors: Vec<_> = SELECTORS.iter().filter(|name| object.has(name)).collect();
        let [selector] = selectors[..] else {
            // What stands there in the other language was noted as that.
            if !SELECTORS.iter().any(|name| object.members.contains_key(*name)) || selectors.len() > 1 {
                let names = SELECTORS.join(", ");
                let message = format!("The object must have only one of the following fields, [{names}]");
                reader.refuse(&object.at, message);
            }
            return None;
        };
        let at = object.at(selector);
        let value = object.get(selector)?;
        match *selector {
            "And" => Self::read_several(reader, value, &at).map(Condition::And),
            "Or" => Self::read_several(reader, value, &at).map(Condition::Or),
            "Not" => Self::read_inner(reader, value, at).map(|condition| Condition::Not(Box::new(condition))),
            "Condition" => match value {
                Value::String(text) => jsonata::read_expression(reader, text, &at).map(Jsonata::Expression),
                _ => Some(Jsonata::read(reader, value, &at)),
            }
            .map(Condition::Jsonata),
            _ => {
                let variable = read_reference(reader, object, "Variable");
                let comparison = comparison::read(reader, object);
                Some(Condition::Test(Box::new(Test { variable: variable?, comparison: comparison? })))
            }
        }
    }

    fn read_several(reader: &mut Reader, value: &Value, at: &str) -> Option<Vec<Condition>> {
        let conditions: Vec<_> =
            reader.elements(value, at).into_iter().map(|(at, value)| Self::read_inner(reader, value, at)).collect();
        conditions.into_iter().collect()
    }

    /// A condition inside another, which leads nowhere by itself.
    fn read_inner(reader: &mut Reader, value: &Value, at: String) -> Option<Condition> {
        let object = reader.object(value, at, QueryLanguage::JsonPath)?;
        check_fields(reader, &object, INNER);
        reader.comment(&object);
        Self::read(reader, &object)
    }
}

fn check_fields(reader: &mut Reader, object: &Object, own: &[&str]) {
    let operators = object.members.keys().map(String::as_str).filter(|name| comparison::is_operator(name));
    let known: Vec<&str> = own.iter().chain(SELECTORS).copied().chain(operators).collect();
    reader.check_fields(object, &known);
}
