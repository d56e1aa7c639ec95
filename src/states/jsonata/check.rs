//! What AWS refuses of an expression that can be read: names without a context, and what came after JSONata 2.0.6.

use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage};
use jsonata_core::functions::string;
use jsonata_core::value::with_stack;

use super::error::JsonataError;

/// Refuses what JSONata 2.0.6 can't read, then each name that is read without a context, once.
pub(super) fn check(tree: &AstNode) -> Result<(), JsonataError> {
    check_version(tree)?;
    let mut found = Vec::new();
    refer(tree, &mut found);
    find_root(tree, &mut found);
    match found.is_empty() {
        true => Ok(()),
        false => Err(JsonataError::Unsupported(found)),
    }
}

/// Refuses what this engine reads and JSONata 2.0.6 doesn't.
fn check_version(tree: &AstNode) -> Result<(), JsonataError> {
    let unary = |symbol| Err(format!("The symbol \"{symbol}\" cannot be used as a unary operator"));
    let mut result = Ok(());
    walk(tree, &mut |node| {
        let checked = match node {
            // To 2.0.6 the second character begins another operator.
            AstNode::Binary { op: BinaryOp::Coalesce, .. } => unary('?'),
            AstNode::Binary { op: BinaryOp::Default, .. } => unary(':'),
            AstNode::Binary { op: BinaryOp::ColonEqual, lhs, .. } if !matches!(**lhs, AstNode::Variable(_)) => {
                Err("The left side of := must be a variable name (start with $)".into())
            }
            AstNode::Regex { pattern, .. } if pattern.is_empty() => {
                Err("Empty regular expressions are not allowed".into())
            }
            // A pattern of this engine takes time in proportion to its text, and can't look around for it.
            AstNode::Regex { pattern, flags } if string::build_regex(pattern, flags).is_err() => {
                let why = "it is malformed, or has look-around or back-references, which this emulator doesn't support";
                Err(format!("The regular expression /{pattern}/ cannot be compiled: {why}"))
            }
            _ => Ok(()),
        };
        if result.is_ok() {
            result = checked;
        }
    });
    result.map_err(JsonataError::Invalid)
}

/// Notes the names that are read where there is no context: those at the top, and in functions that are defined there.
/// A later step of a path, a predicate, an order and a grouping have the value before them as their context.
fn refer(node: &AstNode, found: &mut Vec<String>) {
    with_stack(|| match node {
        AstNode::Name(name) => note(name, found),
        AstNode::Variable(name) if name.is_empty() => note("$", found),
        AstNode::Wildcard => note("*", found),
        AstNode::Descendant => note("**", found),
        AstNode::Path { steps } => {
            if let Some(first) = steps.first() {
                refer(&first.node, found);
            }
        }
        AstNode::ObjectTransform { input, .. } | AstNode::Sort { input, .. } => refer(input, found),
        AstNode::Transform { .. } => {}
        AstNode::Function { name, args, is_builtin } => {
            if !is_builtin {
                note(name, found);
            }
            args.iter().for_each(|argument| refer(argument, found));
        }
        other => children(other, &mut |child| refer(child, found)),
    });
}

fn note(name: &str, found: &mut Vec<String>) {
    add(format!("Reference to '{name}' at the top level is not supported."), found);
}

/// `$$` is the context of the top wherever it stands.
fn find_root(tree: &AstNode, found: &mut Vec<String>) {
    walk(tree, &mut |node| {
        if matches!(node, AstNode::ParentVariable(_)) {
            add("Reference to '$$' is not supported.".into(), found);
        }
    });
}

fn add(message: String, found: &mut Vec<String>) {
    if !found.contains(&message) {
        found.push(message);
    }
}

/// Visits a node and all below it.
pub(super) fn walk<'a>(node: &'a AstNode, visit: &mut impl FnMut(&'a AstNode)) {
    fn below<'a>(node: &'a AstNode, visit: &mut dyn FnMut(&'a AstNode)) {
        with_stack(|| {
            visit(node);
            children(node, &mut |child| below(child, visit));
        });
    }
    below(node, visit);
}

/// Visits the nodes directly below one.
pub(super) fn children<'a>(node: &'a AstNode, visit: &mut dyn FnMut(&'a AstNode)) {
    let pairs = |pairs: &'a [(AstNode, AstNode)], visit: &mut dyn FnMut(&'a AstNode)| {
        for (key, value) in pairs {
            visit(key);
            visit(value);
        }
    };
    match node {
        AstNode::Path { steps } => {
            for PathStep { node, stages, .. } in steps {
                visit(node);
                for stage in stages {
                    if let Stage::Filter(filter) = stage {
                        visit(filter);
                    }
                }
            }
        }
        AstNode::Binary { lhs, rhs, .. } => {
            visit(lhs);
            visit(rhs);
        }
        AstNode::Unary { operand, .. } => visit(operand),
        AstNode::Function { args, .. } => args.iter().for_each(visit),
        AstNode::Call { procedure, args } => {
            visit(procedure);
            args.iter().for_each(visit);
        }
        AstNode::Lambda { body, .. } => visit(body),
        AstNode::Array(nodes) | AstNode::ArrayGroup(nodes) | AstNode::Block(nodes) => nodes.iter().for_each(visit),
        AstNode::Object(members) => pairs(members, visit),
        AstNode::ObjectTransform { input, pattern } => {
            visit(input);
            pairs(pattern, visit);
        }
        AstNode::Conditional { condition, then_branch, else_branch } => {
            visit(condition);
            visit(then_branch);
            else_branch.iter().for_each(|branch| visit(branch));
        }
        AstNode::FunctionApplication(inner) => visit(inner),
        AstNode::Sort { input, terms } => {
            visit(input);
            terms.iter().for_each(|(term, _)| visit(term));
        }
        AstNode::Transform { location, update, delete } => {
            visit(location);
            visit(update);
            delete.iter().for_each(|delete| visit(delete));
        }
        AstNode::String(_)
        | AstNode::Name(_)
        | AstNode::Number(_)
        | AstNode::Boolean(_)
        | AstNode::Null
        | AstNode::Undefined
        | AstNode::Placeholder
        | AstNode::Regex { .. }
        | AstNode::Variable(_)
        | AstNode::ParentVariable(_)
        | AstNode::Wildcard
        | AstNode::Descendant
        | AstNode::Parent(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::syntax::parse;
    use super::*;

    #[track_caller]
    fn refuses(text: &str, expected: &[&str]) {
        let expected = expected.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(check(&parse(text).expect(text)), Err(JsonataError::Unsupported(expected)), "{text}");
    }

    #[test]
    fn names_without_a_context_are_refused() {
        refuses("phone", &["Reference to 'phone' at the top level is not supported."]);
        refuses("phone[0].x", &["Reference to 'phone' at the top level is not supported."]);
        refuses("$.phone", &["Reference to '$' at the top level is not supported."]);
        refuses("$$", &["Reference to '$$' is not supported."]);
        refuses("$x.($$.a)", &["Reference to '$$' is not supported."]);
        refuses(
            "aaa + bbb + aaa",
            &[
                "Reference to 'aaa' at the top level is not supported.",
                "Reference to 'bbb' at the top level is not supported.",
            ],
        );
        refuses("$map($states.input.a, function($x){ b })", &["Reference to 'b' at the top level is not supported."]);
        refuses("string(1)", &["Reference to 'string' at the top level is not supported."]);
    }

    #[test]
    fn names_with_a_context_are_taken() {
        for text in [
            "$states.input.phone",
            "$states.input.items[phone > 3]",
            "$states.input.items^(>price){sku: $sum(price)}",
            "$states.input.items.{'a': b, 'c': $}",
            "$map($states.input.a, function($x){ $x.phone })",
            "$phone",
            "$states.input ~> |a|{'b': c}|",
            "($f := function($n){ $n }; $f(?)(1))",
        ] {
            assert_eq!(check(&parse(text).expect(text)), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_came_later_is_refused() {
        let invalid = |text: &str| check(&parse(text).expect(text)).map_err(|error| error.to_string());
        assert_eq!(invalid("1 ?? 2"), Err("The symbol \"?\" cannot be used as a unary operator".into()));
        assert_eq!(invalid("[{'a': 1 ?: 2}]"), Err("The symbol \":\" cannot be used as a unary operator".into()));
        assert_eq!(invalid("//"), Err("Empty regular expressions are not allowed".into()));
        assert_eq!(invalid("a := 1"), Err("The left side of := must be a variable name (start with $)".into()));
    }
}
