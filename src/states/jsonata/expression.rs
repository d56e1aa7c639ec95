//! An expression, read once and evaluated often.

use std::rc::Rc;

use jsonata_core::ast::AstNode;
use jsonata_core::evaluator::{Context, Evaluator, EvaluatorError, EvaluatorOptions};
use jsonata_core::value::JValue;
use serde_json::Value;

use super::check;
use super::error::{EvaluationError, JsonataError};
use super::functions::{self, Function, Memory, State};
use super::guard::{self, Danger};
use super::message;
use super::reads::{self, Part};
use super::syntax;
use super::value;
use super::weight;
use crate::aws::time::Time;
use crate::states::intrinsic::Chance;

/// How deep an evaluation may nest: AWS takes a sum of 100 numbers and refuses one of 101. The engine doesn't count
/// the innermost level.
const DEEPEST: usize = 99;

/// How long an evaluation may take. AWS gives a second; a quarter of it bounds what can be allocated meanwhile, and is
/// as much work for this engine.
const LONGEST: u64 = 250;

/// An expression that can be evaluated; threads may share it.
#[derive(Debug)]
pub struct Expression {
    tree: AstNode,
    /// A variable and the names behind it, if the expression is nothing else.
    path: Option<(String, Vec<String>)>,
    /// The names that it may read, and how much of each.
    reads: Vec<(String, Part)>,
    /// Our own functions among the names it calls.
    functions: Vec<Function>,
    /// How closely it is watched.
    danger: Danger,
}

/// What an expression can see, and where time and chance come from.
#[derive(Clone, Copy)]
pub struct Bindings<'a> {
    /// The members of `$states`: `input`, `context`, and where there are such, `result` or `errorOutput`. Each is looked
    /// at by itself, so that nobody copies an input to show it.
    pub states: &'a [(&'a str, &'a Value)],
    /// The variables, by their names without `$`.
    pub variables: &'a dyn Fn(&str) -> Option<&'a Value>,
    /// What `$now()` and `$millis()` tell.
    pub now: Time,
    /// Where `$random()`, `$uuid()` and `$shuffle()` draw.
    pub chance: &'a dyn Chance,
}

impl Expression {
    /// Reads what stands between `{%` and `%}`.
    ///
    /// # Errors
    ///
    /// What AWS refuses a definition for: text that is no JSONata 2.0.6, and names that are read without a context.
    pub fn compile(text: &str) -> Result<Expression, JsonataError> {
        let tree = syntax::parse(text)?;
        check::check(&tree)?;
        Ok(Expression::of(tree, None))
    }

    /// Of a tree that has been checked; as dangerous as told, or as it looks.
    pub(super) fn of(tree: AstNode, danger: Option<Danger>) -> Expression {
        let path = reads::plain_path(&tree);
        let (tree, danger) = guard::guard(tree, danger);
        let reads: Vec<_> = reads::find(&tree).into_iter().collect();
        let functions = functions::named(reads.iter().map(|(name, _)| name.as_str()));
        Expression { tree, path, reads, functions, danger }
    }

    /// Whether it may take much longer than its text is long: it has a loop, or makes many things.
    pub fn may_take_long(&self) -> bool {
        self.danger == Danger::High
    }

    /// Its value; none where it is undefined.
    ///
    /// # Errors
    ///
    /// It throws, passes AWS's limits of depth, memory or time, or its value is a function.
    pub fn evaluate(&self, bindings: &Bindings) -> Result<Option<Value>, EvaluationError> {
        if let Some((name, names)) = &self.path
            && let Some(found) = bindings.follow(name, names)
        {
            return Ok(found.map(value::untouched));
        }
        let options = || EvaluatorOptions {
            timeout_ms: Some(LONGEST),
            max_stack_depth: Some(DEEPEST),
            max_sequence_length: Some(weight::LONGEST),
            ..EvaluatorOptions::default()
        };
        let mut evaluated = self.run(bindings, &JValue::Undefined, options(), Memory::LIMITED);
        if evaluated.as_ref().is_err_and(message::is_timeout) {
            // The machine may have been busy with something else.
            evaluated = self.run(bindings, &JValue::Undefined, options(), Memory::LIMITED);
        }
        match evaluated {
            Ok(result) => value::export(&result),
            Err(error) => Err(message::translate(&error, self.functions_called())),
        }
    }

    /// Evaluates over an input, which Step Functions never has, within limits.
    pub(super) fn run(
        &self,
        bindings: &Bindings,
        input: &JValue,
        options: EvaluatorOptions,
        memory: Memory,
    ) -> Result<JValue, EvaluatorError> {
        let mut context = Context::new();
        for (name, part) in &self.reads {
            if name == "states" {
                context.bind(name.clone(), part.convert_members(bindings.states));
            } else if let Some(bound) = (bindings.variables)(name) {
                context.bind(name.clone(), part.convert(bound));
            }
        }
        let mut evaluator = Evaluator::with_options(context, options);
        if !self.functions.is_empty() {
            let state = Rc::new(State::new(bindings, memory));
            for function in &self.functions {
                evaluator.register_fn_override(function.name, function.with(&state))?;
            }
        }
        evaluator.evaluate(&self.tree, input)
    }

    /// With the engine's own `$eval`, which Step Functions hasn't.
    #[cfg(test)]
    pub(super) fn with_eval(mut self) -> Self {
        self.functions.retain(|function| function.name != "eval");
        self
    }

    /// The functions it calls by name, each once.
    fn functions_called(&self) -> Vec<&str> {
        let mut names = Vec::new();
        check::walk(&self.tree, &mut |node| {
            if let AstNode::Function { name, .. } = node
                && !functions::is_guard(name)
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        });
        names
    }
}

impl<'a> Bindings<'a> {
    /// Where a path leads: none inside of none where there is nothing, none at all where only the engine knows.
    fn follow(&self, name: &str, names: &[String]) -> Option<Option<&'a Value>> {
        if name != "states" {
            return reads::follow((self.variables)(name)?, names);
        }
        let (first, rest) = names.split_first()?;
        match self.states.iter().find(|(known, _)| known == first) {
            Some((_, member)) => reads::follow(member, rest),
            None => Some(None),
        }
    }
}
