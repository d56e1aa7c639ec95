//! What an expression reads of its variables, so that nothing else is converted: `$states.input.order.id` never looks
//! at the rest of the input.

use std::collections::BTreeMap;

use jsonata_core::ast::{AstNode, PathStep};
use jsonata_core::value::JValue;
use serde_json::Value;

use super::check::walk;
use super::value;

/// The part of a value that is read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    Whole,
    /// Only these members; of an array, those of its elements.
    Members(BTreeMap<String, Part>),
}

impl Part {
    /// A value in the engine's form, as far as it is read.
    pub fn convert(&self, value: &Value) -> JValue {
        let Part::Members(parts) = self else { return value::import(value) };
        match value {
            Value::Object(members) => JValue::object(
                parts
                    .iter()
                    .filter_map(|(name, part)| Some((name.clone(), part.convert(members.get(name)?))))
                    .collect(),
            ),
            Value::Array(elements) => value::import_array(elements, |element| self.convert(element)),
            scalar => value::import(scalar),
        }
    }

    /// The same of an object's members.
    pub fn convert_members(&self, members: &[(&str, &Value)]) -> JValue {
        let convert = |(name, value): &(&str, &Value)| {
            let value = match self {
                Part::Whole => value::import(value),
                Part::Members(parts) => parts.get(*name)?.convert(value),
            };
            Some(((*name).to_owned(), value))
        };
        JValue::object(members.iter().filter_map(convert).collect())
    }

    /// Adds what stands at the end of a path of names.
    fn add(&mut self, mut names: impl Iterator<Item = String>) {
        let Part::Members(parts) = self else { return };
        match names.next() {
            None => *self = Part::Whole,
            Some(name) => parts.entry(name).or_insert_with(|| Part::Members(BTreeMap::new())).add(names),
        }
    }
}

/// The variables and functions that a tree names, and what it reads of each.
pub(super) fn find(tree: &AstNode) -> BTreeMap<String, Part> {
    let mut found = BTreeMap::new();
    walk(tree, &mut |node| match node {
        // In a path the variable comes by once more as its first step, which mustn't count as a reading of the whole.
        AstNode::Variable(name) if !name.is_empty() => {
            found.entry(name.clone()).or_insert_with(|| Part::Members(BTreeMap::new()));
        }
        AstNode::Function { name, .. } => {
            found.entry(name.clone()).or_insert_with(|| Part::Members(BTreeMap::new()));
        }
        _ => {}
    });
    let mut firsts = Vec::new();
    walk(tree, &mut |node| {
        let AstNode::Path { steps } = node else { return };
        let Some(PathStep { node: AstNode::Variable(name), .. }) = steps.first() else { return };
        let Some(part) = found.get_mut(name) else { return };
        firsts.push(std::ptr::from_ref(&steps[0].node));
        // A predicate or a binding sees what its step has found.
        let length = steps.iter().take_while(|step| is_plain(step)).count();
        let reached = match steps.get(length) {
            // Its step's own value is read, whole.
            Some(PathStep { node: AstNode::Name(_), .. }) if length > 0 => length + 1,
            _ => length,
        };
        let names = steps[..reached].iter().skip(1).map_while(|step| match &step.node {
            AstNode::Name(name) => Some(name.clone()),
            _ => None,
        });
        match steps.iter().any(|step| step.is_tuple || step.ancestor_label.is_some()) {
            true => *part = Part::Whole,
            false => part.add(names),
        }
    });
    walk(tree, &mut |node| {
        if let AstNode::Variable(name) = node
            && !firsts.contains(&std::ptr::from_ref(node))
            && let Some(part) = found.get_mut(name)
        {
            *part = Part::Whole;
        }
    });
    found
}

/// A variable and the names behind it, where an expression is a path of them and nothing else.
pub(super) fn plain_path(tree: &AstNode) -> Option<(String, Vec<String>)> {
    let AstNode::Path { steps } = tree else {
        let AstNode::Variable(name) = tree else { return None };
        return Some((name.clone(), Vec::new()));
    };
    let mut names = steps.iter().filter(|step| is_plain(step)).map_while(|step| match &step.node {
        AstNode::Variable(name) | AstNode::Name(name) => Some(name.clone()),
        _ => None,
    });
    let (first, rest) = (names.next()?, names.collect::<Vec<_>>());
    let starts = matches!(steps.first()?.node, AstNode::Variable(_));
    let named = steps.iter().skip(1).all(|step| matches!(step.node, AstNode::Name(_)));
    (starts && named && rest.len() + 1 == steps.len()).then_some((first, rest))
}

/// Where such a path leads in a value: none inside of none where there is nothing. None at all where it meets an array,
/// over which it would go.
pub(super) fn follow<'a>(value: &'a Value, names: &[String]) -> Option<Option<&'a Value>> {
    let Some((name, rest)) = names.split_first() else { return Some(Some(value)) };
    match value {
        Value::Array(_) => None,
        Value::Object(members) => members.get(name).map_or(Some(None), |member| follow(member, rest)),
        _ => Some(None),
    }
}

/// Whether a step only goes from a value to its member.
fn is_plain(step: &PathStep) -> bool {
    step.stages.is_empty() && step.focus.is_none() && step.index_var.is_none()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::syntax::parse;
    use super::*;

    #[track_caller]
    fn read(text: &str, expected: Value) {
        let found = find(&parse(text).expect(text));
        let data = json!({
            "input": { "order": { "id": 7, "lines": [{ "n": 1, "sku": "a" }, { "n": 2, "sku": "b" }] }, "big": [1, 2] },
            "context": { "Execution": { "Id": "x" } },
        });
        let converted = found.get("states").map(|part| part.convert(&data));
        let converted = converted.map(|value| value::export(&value).expect("JSON").unwrap_or_default());
        assert_eq!(converted, Some(expected), "{text}");
    }

    #[test]
    fn only_what_is_read_is_converted() {
        read("$states.input.order.id", json!({ "input": { "order": { "id": 7 } } }));
        read("$states.input.order.lines.n", json!({ "input": { "order": { "lines": [{ "n": 1 }, { "n": 2 }] } } }));
        read(
            "$states.input.big[0] + $states.context.Execution.Id",
            json!({
                "input": { "big": [1, 2] }, "context": { "Execution": { "Id": "x" } },
            }),
        );
        let lines = json!([{ "n": 1, "sku": "a" }, { "n": 2, "sku": "b" }]);
        read("$states.input.order.lines[n = 1].sku", json!({ "input": { "order": { "lines": lines } } }));
        read("$states.input.order.lines.{'a': n}", json!({ "input": { "order": { "lines": lines } } }));
        read("$states.input.order.*.n", json!({ "input": { "order": { "id": 7, "lines": lines } } }));
        read(
            "$f($states.context) & $states.context.Execution.Id",
            json!({
                "context": { "Execution": { "Id": "x" } },
            }),
        );
    }

    #[test]
    fn a_variable_by_itself_is_read_whole() {
        for text in ["$states", "$lookup($states, 'input')", "$states[0].input", "($s := $states; $s.input)"] {
            assert_eq!(find(&parse(text).expect(text)).get("states"), Some(&Part::Whole), "{text}");
        }
    }
}
