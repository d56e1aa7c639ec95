//! Making an expression safe to run: the engine bounds time, depth and sequences, but not texts nor what shares its
//! parts. Where those could grow, calls are put into the tree that look first (`functions.rs`).

use std::collections::HashSet;

use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage};
use jsonata_core::value::with_stack;

use super::check::walk;
use super::functions::most_arguments;

/// How closely an expression is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Danger {
    /// Only where a single call may take all memory.
    Low,
    /// Wherever something is made: it could be doubled again and again.
    High,
}

/// How many constructors and bindings there may be without danger: none doubles a value more than once.
const FEW: usize = 12;

/// Functions that make arrays of what they are given, or repeat it.
const DEEP: &[&str] = &["each", "map", "merge", "sift", "spread", "zip"];

/// Functions that copy what they are given.
const FLAT: &[&str] = &["append", "distinct", "filter", "keys", "match", "reverse", "sort", "split"];

/// Functions whose arguments are looked at.
const WATCHED: &[&str] = &["join", "pad", "replace", "string"];

/// The tree with its guards; as dangerous as told, or as it looks, which is told too.
pub(super) fn guard(tree: AstNode, danger: Option<Danger>) -> (AstNode, Danger) {
    let mut guard = Guard { bound: HashSet::new(), danger: Danger::Low, replaces: false };
    let mut makers = 0;
    walk(&tree, &mut |node| match node {
        AstNode::Lambda { params, .. } => {
            guard.danger = Danger::High;
            guard.bound.extend(params.iter().cloned());
        }
        AstNode::Binary { op: BinaryOp::Range, .. } => guard.danger = Danger::High,
        AstNode::Binary { op: BinaryOp::ColonEqual, lhs, .. } => {
            makers += 1;
            if let AstNode::Variable(name) = &**lhs {
                guard.bound.insert(name.clone());
            }
        }
        AstNode::Array(_) | AstNode::ArrayGroup(_) | AstNode::Object(_) | AstNode::ObjectTransform { .. } => {
            makers += 1;
        }
        AstNode::Path { steps } => {
            let names = |step: &PathStep| [step.focus.clone(), step.index_var.clone()];
            guard.bound.extend(steps.iter().flat_map(names).flatten());
        }
        AstNode::Variable(name) | AstNode::Function { name, .. } if name == "replace" => guard.replaces = true,
        _ => {}
    });
    if makers > FEW {
        guard.danger = Danger::High;
    }
    guard.danger = danger.unwrap_or(guard.danger);
    (guard.node(tree, Place::Free), guard.danger)
}

struct Guard {
    /// The names that the expression binds itself, wherever.
    bound: HashSet<String>,
    danger: Danger,
    replaces: bool,
}

/// Where a node stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Where another expression may stand in for it.
    Free,
    /// Where its kind matters to what is around it: in a constructor, as a step.
    Fixed,
}

impl Guard {
    fn is_builtin(&self, name: &str) -> bool {
        !self.bound.contains(name)
    }

    fn boxed(&self, node: AstNode) -> Box<AstNode> {
        Box::new(self.node(node, Place::Free))
    }

    fn nodes(&self, nodes: Vec<AstNode>, place: Place) -> Vec<AstNode> {
        nodes.into_iter().map(|node| self.node(node, place)).collect()
    }

    fn pairs(&self, pairs: Vec<(AstNode, AstNode)>) -> Vec<(AstNode, AstNode)> {
        let pair = |(key, value)| (self.node(key, Place::Free), self.node(value, Place::Fixed));
        pairs.into_iter().map(pair).collect()
    }

    fn node(&self, node: AstNode, place: Place) -> AstNode {
        with_stack(|| self.guarded(node, place))
    }

    fn guarded(&self, node: AstNode, place: Place) -> AstNode {
        match node {
            AstNode::Binary { op, lhs, rhs } => self.binary(op, *lhs, *rhs, place),
            AstNode::Function { name, args, is_builtin: true } if self.is_builtin(&name) => {
                let mut args = self.nodes(args, Place::Free);
                // The context, where the function takes it.
                if name == "string" && args.is_empty() {
                    args.push(AstNode::Variable(String::new()));
                }
                self.call(name, args, place)
            }
            AstNode::Function { name, args, is_builtin } => {
                AstNode::Function { name, args: self.nodes(args, Place::Free), is_builtin }
            }
            AstNode::Variable(name) if self.is_builtin(&name) => self.value(name),
            AstNode::Array(nodes) => self.constructed(AstNode::Array(self.nodes(nodes, Place::Fixed)), place),
            AstNode::Object(members) => self.constructed(AstNode::Object(self.pairs(members)), place),
            AstNode::ArrayGroup(nodes) => AstNode::ArrayGroup(self.nodes(nodes, Place::Fixed)),
            AstNode::Path { steps } => self.path(steps, place),
            AstNode::Unary { op, operand } => AstNode::Unary { op, operand: self.boxed(*operand) },
            AstNode::Call { procedure, args } => {
                AstNode::Call { procedure: self.boxed(*procedure), args: self.nodes(args, Place::Free) }
            }
            AstNode::Lambda { params, body, signature, thunk } => {
                let mut body = self.boxed(*body);
                // What is put into a text time and again isn't looked at by the engine in between.
                let plain = matches!(*body, AstNode::Variable(_) | AstNode::Path { .. } | AstNode::String(_));
                if self.replaces && plain && !thunk {
                    body = Box::new(call("%charge", vec![*body]));
                }
                AstNode::Lambda { params, body, signature, thunk }
            }
            AstNode::ObjectTransform { input, pattern } => AstNode::ObjectTransform {
                input: Box::new(self.node(*input, Place::Fixed)),
                pattern: self.pairs(pattern),
            },
            AstNode::Block(nodes) => AstNode::Block(self.nodes(nodes, Place::Free)),
            AstNode::Conditional { condition, then_branch, else_branch } => AstNode::Conditional {
                condition: self.boxed(*condition),
                then_branch: self.boxed(*then_branch),
                else_branch: else_branch.map(|branch| self.boxed(*branch)),
            },
            AstNode::FunctionApplication(inner) => AstNode::FunctionApplication(self.boxed(*inner)),
            AstNode::Sort { input, terms } => AstNode::Sort {
                input: Box::new(self.node(*input, Place::Fixed)),
                terms: terms.into_iter().map(|(term, up)| (self.node(term, Place::Free), up)).collect(),
            },
            AstNode::Transform { location, update, delete } => AstNode::Transform {
                location: Box::new(self.node(*location, Place::Fixed)),
                update: Box::new(self.node(*update, Place::Fixed)),
                delete: delete.map(|delete| Box::new(self.node(*delete, Place::Fixed))),
            },
            leaf => leaf,
        }
    }

    fn binary(&self, op: BinaryOp, lhs: AstNode, rhs: AstNode, place: Place) -> AstNode {
        match (op, lhs, rhs) {
            (BinaryOp::Concatenate, lhs, rhs) => {
                // One call for a chain of them, which leans to the left.
                let mut operands = vec![self.node(rhs, Place::Free)];
                let mut rest = lhs;
                while let AstNode::Binary { op: BinaryOp::Concatenate, lhs, rhs } = rest {
                    operands.push(self.node(*rhs, Place::Free));
                    rest = *lhs;
                }
                operands.push(self.node(rest, Place::Free));
                operands.reverse();
                call("&", operands)
            }
            (BinaryOp::ChainPipe, lhs, AstNode::Function { name, mut args, is_builtin: true })
                if [WATCHED, DEEP, FLAT].concat().contains(&name.as_str()) && self.is_builtin(&name) =>
            {
                args.insert(0, lhs);
                self.call(name, self.nodes(args, Place::Free), place)
            }
            (BinaryOp::ColonEqual, lhs, rhs) => {
                AstNode::Binary { op, lhs: Box::new(lhs), rhs: Box::new(self.node(rhs, Place::Free)) }
            }
            (BinaryOp::ChainPipe, lhs, rhs) => AstNode::Binary {
                op,
                lhs: Box::new(self.node(lhs, Place::Free)),
                rhs: Box::new(self.node(rhs, Place::Fixed)),
            },
            // Equality goes through both sides as if nothing were shared.
            (BinaryOp::Equal | BinaryOp::NotEqual | BinaryOp::In, lhs, rhs)
                if self.danger == Danger::High && !is_literal(&lhs) && !is_literal(&rhs) =>
            {
                let fit = |node| Box::new(call("%fit", vec![self.node(node, Place::Free)]));
                AstNode::Binary { op, lhs: fit(lhs), rhs: fit(rhs) }
            }
            (op, lhs, rhs) => AstNode::Binary {
                op,
                lhs: Box::new(self.node(lhs, Place::Free)),
                rhs: Box::new(self.node(rhs, Place::Free)),
            },
        }
    }

    /// A call of a function of the language, its arguments being guarded.
    fn call(&self, name: String, mut args: Vec<AstNode>, place: Place) -> AstNode {
        if most_arguments(&name).is_some_and(|most| args.len() > most) {
            let number = most_arguments(&name).unwrap_or_default() + 1;
            return call("%surplus", vec![AstNode::String(name), AstNode::Number(number as f64)]);
        }
        if args.contains(&AstNode::Placeholder) {
            return AstNode::Function { name, args, is_builtin: true };
        }
        // The engine's `$now` takes no picture and no time zone.
        if name == "now" && !args.is_empty() {
            args.insert(0, call("millis", Vec::new()));
            return call("fromMillis", args);
        }
        match name.as_str() {
            "string" => wrap(&mut args, 0, "%fit"),
            "pad" => (0..args.len()).for_each(|at| wrap(&mut args, at, "%width")),
            "join" => match args.get(1) {
                Some(separator) if is_literal(separator) => {
                    let separator = separator.clone();
                    put(&mut args, 0, |joined| call("%join", vec![joined, separator]));
                }
                _ => {
                    wrap(&mut args, 0, "%fit");
                    wrap(&mut args, 1, "%short");
                }
            },
            // Without a text it replaces in its context.
            "replace" if args.len() == 2 || matches!(args.get(2), Some(AstNode::Number(_))) => {
                let context = AstNode::Variable(String::new());
                put(&mut args, 0, |pattern| call("%pattern", vec![pattern, context]));
                put(&mut args, 1, |by| call("%replacement", vec![by]));
            }
            "replace" if args.len() > 2 => {
                put(&mut args, 0, |text| call("%subject", vec![text]));
                put(&mut args, 1, |pattern| call("%subject", vec![pattern]));
                put(&mut args, 2, |by| call("%replacement", vec![by]));
            }
            _ => {}
        }
        let (deep, flat) = (DEEP.contains(&name.as_str()), FLAT.contains(&name.as_str()));
        let made = AstNode::Function { name, args, is_builtin: true };
        match self.danger == Danger::High && place == Place::Free {
            true if deep => call("%fit", vec![made]),
            true if flat => call("%charge", vec![made]),
            _ => made,
        }
    }

    /// A variable; a watched function as a function that calls it.
    fn value(&self, name: String) -> AstNode {
        let arguments = match (name.as_str(), self.danger) {
            ("pad", _) => 3,
            ("replace", _) => 4,
            ("string", Danger::High) => 1,
            ("join", Danger::High) => 2,
            _ => return AstNode::Variable(name),
        };
        let params: Vec<String> = (0..arguments).map(|number| format!("%{number}")).collect();
        let args = params.iter().cloned().map(AstNode::Variable).collect();
        let body = Box::new(self.call(name, args, Place::Fixed));
        AstNode::Lambda { params, body, signature: None, thunk: true }
    }

    fn constructed(&self, made: AstNode, place: Place) -> AstNode {
        let empty = matches!(&made, AstNode::Array(nodes) if nodes.is_empty())
            || matches!(&made, AstNode::Object(members) if members.is_empty());
        match self.danger == Danger::High && place == Place::Free && !empty {
            true => call("%fit", vec![made]),
            false => made,
        }
    }

    fn path(&self, steps: Vec<PathStep>, place: Place) -> AstNode {
        let bound = steps.iter().any(|step| step.is_tuple || step.focus.is_some() || step.index_var.is_some());
        let first = steps.first().is_some_and(|step| matches!(step.node, AstNode::Function { .. }));
        let repeats = first || steps.iter().skip(1).any(|step| !matches!(step.node, AstNode::Name(_)));
        let step = |mut step: PathStep| {
            step.node = self.node(step.node, Place::Fixed);
            step.stages = step.stages.into_iter().map(|stage| self.stage(stage)).collect();
            step
        };
        let path = AstNode::Path { steps: steps.into_iter().map(step).collect() };
        match self.danger == Danger::High && place == Place::Free && repeats && !bound {
            true => call("%fit", vec![path]),
            false => path,
        }
    }

    fn stage(&self, stage: Stage) -> Stage {
        match stage {
            Stage::Filter(filter) => Stage::Filter(self.boxed(*filter)),
            other => other,
        }
    }
}

fn call(name: &str, args: Vec<AstNode>) -> AstNode {
    AstNode::Function { name: name.into(), args, is_builtin: true }
}

fn wrap(args: &mut [AstNode], at: usize, name: &str) {
    if !matches!(args.get(at), Some(AstNode::String(_) | AstNode::Boolean(_) | AstNode::Null)) {
        put(args, at, |argument| call(name, vec![argument]));
    }
}

/// Puts another node into an argument's place.
fn put(args: &mut [AstNode], at: usize, make: impl FnOnce(AstNode) -> AstNode) {
    if let Some(argument) = args.get_mut(at) {
        *argument = make(std::mem::replace(argument, AstNode::Null));
    }
}

fn is_literal(node: &AstNode) -> bool {
    matches!(node, AstNode::String(_) | AstNode::Number(_) | AstNode::Boolean(_) | AstNode::Null)
}
