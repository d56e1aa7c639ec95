//! A matcher that is slow and plain, to check the fast one by: it tries every choice of values for the fields of every
//! branch. Patterns must be valid ones.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::Value;

/// A value of an event, its path, and the elements of arrays around it: which array, and which of its elements.
#[derive(Debug)]
struct Leaf<'e> {
    path: String,
    value: &'e Value,
    around: Vec<(usize, usize)>,
}

/// The rules of each path.
type Branch<'p> = BTreeMap<String, &'p Vec<Value>>;

/// Whether an event fits a pattern.
pub fn matches(pattern: &Value, event: &Value) -> bool {
    let mut leaves = Vec::new();
    flatten("", event, &[], &mut 0, &mut leaves);
    branches("", pattern, vec![Branch::new()]).iter().any(|branch| {
        let fields: Vec<(&String, &&Vec<Value>)> = branch.iter().collect();
        some_choice_fits(&fields, &leaves, &mut Vec::new(), &mut Vec::new())
    })
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn branches<'p>(path: &str, object: &'p Value, mut before: Vec<Branch<'p>>) -> Vec<Branch<'p>> {
    for (name, value) in object.as_object().expect("an object") {
        before = match value {
            Value::Array(objects) if name == "$or" => {
                objects.iter().flat_map(|object| branches(path, object, before.clone())).collect()
            }
            Value::Array(rules) => {
                before.iter_mut().for_each(|branch| {
                    branch.insert(join(path, name), rules);
                });
                before
            }
            _ => branches(&join(path, name), value, before),
        };
    }
    before
}

fn flatten<'e>(
    path: &str,
    value: &'e Value,
    around: &[(usize, usize)],
    arrays: &mut usize,
    leaves: &mut Vec<Leaf<'e>>,
) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| flatten(&join(path, name), value, around, arrays, leaves))
        }
        Value::Array(elements) => {
            *arrays += 1;
            let array = *arrays;
            for (i, element) in elements.iter().enumerate() {
                let mut inside = around.to_vec();
                // Scalars beside one another aren't told apart.
                if element.is_object() || element.is_array() {
                    inside.push((array, i));
                }
                flatten(path, element, &inside, arrays, leaves);
            }
        }
        _ => leaves.push(Leaf { path: path.to_owned(), value, around: around.to_vec() }),
    }
}

/// Whether two values may be looked at together: they are in the same element of each array that both are in.
fn together(one: &[(usize, usize)], other: &[(usize, usize)]) -> bool {
    one.iter().all(|(array, i)| other.iter().all(|(same, j)| array != same || i == j))
}

/// Chooses a value for each field, or that it has none where the values that were chosen are.
fn some_choice_fits<'l>(
    fields: &[(&String, &&Vec<Value>)],
    leaves: &'l [Leaf<'_>],
    chosen: &mut Vec<&'l Leaf<'l>>,
    missing: &mut Vec<String>,
) -> bool {
    let Some(((path, rules), others)) = fields.split_first() else {
        let there = |leaf: &Leaf<'_>| chosen.iter().all(|other| together(&leaf.around, &other.around));
        return !missing.iter().any(|path| leaves.iter().any(|leaf| leaf.path == *path && there(leaf)));
    };
    for leaf in leaves.iter().filter(|leaf| leaf.path == **path) {
        if rules.iter().any(|rule| takes(rule, leaf.value))
            && chosen.iter().all(|other| together(&leaf.around, &other.around))
        {
            chosen.push(leaf);
            let fits = some_choice_fits(others, leaves, chosen, missing);
            chosen.pop();
            if fits {
                return true;
            }
        }
    }
    if !rules.iter().any(|rule| rule["exists"] == Value::Bool(false)) {
        return false;
    }
    missing.push((*path).clone());
    let fits = some_choice_fits(others, leaves, chosen, missing);
    missing.pop();
    fits
}

fn takes(rule: &Value, value: &Value) -> bool {
    let Some((operator, argument)) = rule.as_object().and_then(|rule| rule.iter().next()) else {
        return equal(rule, value) || address(rule).is_some_and(|wanted| address(value) == Some(wanted));
    };
    match operator.as_str() {
        "exists" => argument == true,
        "exactly" => argument == value,
        "numeric" => {
            let terms = argument.as_array().expect("terms");
            terms.chunks(2).all(|term| numeric(term[0].as_str().expect("an operator"), &term[1], value))
        }
        "cidr" => in_block(argument.as_str().expect("a block"), value),
        "anything-but" => match argument.as_object().and_then(|inside| inside.iter().next()) {
            Some((operator, texts)) => !list(texts).iter().any(|text| text_fits(operator, text, value)),
            None => !list(argument).iter().any(|one| equal(one, value)),
        },
        _ => text_fits(operator, argument, value),
    }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

fn equal(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

fn numeric(operator: &str, wanted: &Value, value: &Value) -> bool {
    let (Some(wanted), Some(value)) = (wanted.as_f64(), value.as_f64()) else { return false };
    match operator {
        "=" => value == wanted,
        "<" => value < wanted,
        "<=" => value <= wanted,
        ">" => value > wanted,
        _ => value >= wanted,
    }
}

fn text_fits(operator: &str, argument: &Value, value: &Value) -> bool {
    let Some(text) = value.as_str() else { return false };
    let (wanted, folded) = match argument {
        Value::String(wanted) => (wanted.as_str(), operator == "equals-ignore-case"),
        _ => (argument["equals-ignore-case"].as_str().expect("a string"), true),
    };
    let wanted_chars: Vec<char> = wanted.chars().collect();
    let chars: Vec<char> = text.chars().collect();
    let (most, len) = (chars.len(), wanted_chars.len());
    let same = |some: &[char]| some.iter().zip(&wanted_chars).all(|(one, other)| same_char(*one, *other, folded));
    match operator {
        "prefix" => len <= most && same(&chars[..len]),
        "suffix" => len <= most && same(&chars[most - len..]),
        "equals-ignore-case" => len == most && same(&chars),
        _ => wildcard(wanted, text),
    }
}

fn same_char(one: char, other: char, folded: bool) -> bool {
    one == other
        || folded && (one.to_lowercase().eq(other.to_lowercase()) || one.to_uppercase().eq(other.to_uppercase()))
}

fn wildcard(wanted: &str, text: &str) -> bool {
    let mut rest = wanted.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('*') => {
            let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.any(|at| wildcard(rest.as_str(), &text[at..]))
        }
        Some(c) => {
            let c = if c == '\\' { rest.next().expect("an escaped character") } else { c };
            text.strip_prefix(c).is_some_and(|text| wildcard(rest.as_str(), text))
        }
    }
}

fn address(value: &Value) -> Option<IpAddr> {
    value.as_str()?.parse().ok()
}

fn in_block(block: &str, value: &Value) -> bool {
    let (base, bits) = block.split_once('/').expect("a block");
    let (base, bits): (IpAddr, usize) = (base.parse().expect("an address"), bits.parse().expect("a number"));
    let bits_of = |address: IpAddr| -> Vec<bool> {
        let bytes = match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        };
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect()
    };
    address(value)
        .is_some_and(|address| address.is_ipv4() == base.is_ipv4() && bits_of(address)[..bits] == bits_of(base)[..bits])
}
