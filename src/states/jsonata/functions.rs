//! The functions that AWS adds to JSONata or has otherwise, and those that keep watch over the engine's own.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn>

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use jsonata_core::evaluator::{EvaluatorError, HostCtx, HostFn, HostFnResult};
use jsonata_core::functions::string;
use jsonata_core::value::JValue;
use serde_json::Value;
use uuid::Builder;

use super::error::MEMORY;
use super::expression::Bindings;
use super::message;
use super::{value, weight};
use crate::aws::time::Time;
use crate::states::intrinsic::{JavaRandom, digest};

/// How many elements `$range` makes at most, measured on AWS.
const LONGEST_RANGE: i128 = 360_145;

/// What the functions of one evaluation share.
pub(super) struct State {
    now: Time,
    random: Cell<u64>,
    charged: Cell<usize>,
    memory: Memory,
    /// The texts and patterns of the `$replace` calls whose arguments are being evaluated.
    replaced: RefCell<Vec<JValue>>,
}

impl State {
    pub fn new(bindings: &Bindings, memory: Memory) -> Self {
        State {
            memory,
            now: bindings.now,
            random: Cell::new(bindings.chance.bits()),
            charged: Cell::new(0),
            replaced: RefCell::default(),
        }
    }

    /// The next 64 random bits, all from the one draw this evaluation began with (SplitMix64).
    fn bits(&self) -> u64 {
        let state = self.random.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.random.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// At least 0, below 1.
    fn fraction(&self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn fits(&self, value: &JValue) -> bool {
        !self.memory.measures || weight::fits(value)
    }

    fn charge(&self, bytes: usize) -> Result<(), EvaluatorError> {
        let charged = self.charged.get() + bytes;
        self.charged.set(charged);
        if charged > self.memory.most_charged { Err(too_much()) } else { Ok(()) }
    }
}

/// How much an evaluation may allocate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Memory {
    /// The bytes that all constructors and texts may take together.
    pub most_charged: usize,
    /// Whether each value is measured.
    pub measures: bool,
}

impl Memory {
    /// What Step Functions gives.
    pub const LIMITED: Memory = Memory { most_charged: 128 << 20, measures: true };
    /// All there is, as JSONata's official cases suppose.
    #[cfg(test)]
    pub const UNLIMITED: Memory = Memory { most_charged: usize::MAX, measures: false };
}

type Body = fn(&State, &[JValue]) -> HostFnResult;

/// A function of ours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Function {
    pub name: &'static str,
    body: Body,
}

impl Function {
    /// As the engine takes it.
    pub fn with(&self, state: &Rc<State>) -> impl HostFn + 'static {
        Bound { body: self.body, state: Rc::clone(state) }
    }
}

struct Bound {
    body: Body,
    state: Rc<State>,
}

impl HostFn for Bound {
    fn call(&self, arguments: &[JValue], _: &mut HostCtx) -> HostFnResult {
        (self.body)(&self.state, arguments)
    }
}

/// By name. Those of `guard.rs` have names that no expression can write.
const FUNCTIONS: &[Function] = &[
    Function { name: "eval", body: eval },
    Function { name: "hash", body: hash },
    Function { name: "millis", body: millis },
    Function { name: "now", body: now },
    Function { name: "parse", body: parse },
    Function { name: "partition", body: partition },
    Function { name: "random", body: random },
    Function { name: "range", body: range },
    Function { name: "shuffle", body: shuffle },
    Function { name: "uuid", body: uuid },
    Function { name: "&", body: concatenate },
    Function { name: "%charge", body: charge },
    Function { name: "%fit", body: fit },
    Function { name: "%join", body: join },
    Function { name: "%pattern", body: pattern },
    Function { name: "%replacement", body: replacement },
    Function { name: "%short", body: short },
    Function { name: "%subject", body: subject },
    Function { name: "%surplus", body: surplus },
    Function { name: "%width", body: width },
];

/// How many arguments a function of AWS's takes.
pub(super) fn most_arguments(name: &str) -> Option<usize> {
    Some(match name {
        "uuid" => 0,
        "parse" | "random" => 1,
        "hash" | "partition" => 2,
        "range" => 3,
        _ => return None,
    })
}

/// Whether it is a name that no expression can write.
pub(super) fn is_guard(name: &str) -> bool {
    name.starts_with(['&', '%'])
}

/// Those of ours among names.
pub(super) fn named<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Function> {
    names.filter_map(|name| FUNCTIONS.iter().find(|function| function.name == name).copied()).collect()
}

fn too_much() -> EvaluatorError {
    EvaluatorError::EvaluationError(MEMORY.into())
}

fn thrown<T>(code: &str, text: &str) -> Result<T, EvaluatorError> {
    Err(message::final_error(code, text))
}

fn wrong_argument<T>(function: &str, number: usize) -> Result<T, EvaluatorError> {
    thrown("T0410", &format!("Argument {number} of function \"{function}\" does not match function signature"))
}

/// An argument; none where it is missing or undefined.
fn argument(arguments: &[JValue], at: usize) -> Option<&JValue> {
    arguments.get(at).filter(|argument| !argument.is_undefined())
}

/// A whole number, cut towards zero.
fn integer(arguments: &[JValue], at: usize, function: &str) -> Result<i64, EvaluatorError> {
    match argument(arguments, at) {
        // The cast stops at the ends of what fits.
        Some(JValue::Number(number)) => Ok(*number as i64),
        _ => wrong_argument(function, at + 1),
    }
}

/// AWS has no `$eval`.
fn eval(_: &State, _: &[JValue]) -> HostFnResult {
    thrown("T1006", "Attempted to invoke a non-function")
}

fn now(state: &State, _: &[JValue]) -> HostFnResult {
    Ok(JValue::from(state.now.to_string()))
}

fn millis(state: &State, _: &[JValue]) -> HostFnResult {
    Ok(JValue::from(state.now.millis()))
}

fn uuid(state: &State, _: &[JValue]) -> HostFnResult {
    let bytes = u128::from(state.bits()) << 64 | u128::from(state.bits());
    Ok(JValue::from(Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid().to_string()))
}

/// With a seed always the same, as `java.util.Random` draws it.
fn random(state: &State, arguments: &[JValue]) -> HostFnResult {
    Ok(JValue::Number(match argument(arguments, 0) {
        None => state.fraction(),
        Some(_) => JavaRandom::new(integer(arguments, 0, "random")?).fraction(),
    }))
}

fn shuffle(state: &State, arguments: &[JValue]) -> HostFnResult {
    let mut elements = match argument(arguments, 0) {
        None => return Ok(JValue::Undefined),
        Some(JValue::Array(elements)) => elements.to_vec(),
        Some(single) => vec![single.clone()],
    };
    for at in (1..elements.len()).rev() {
        elements.swap(at, (state.fraction() * (at + 1) as f64) as usize);
    }
    Ok(JValue::array(elements))
}

fn hash(_: &State, arguments: &[JValue]) -> HostFnResult {
    let Some(JValue::String(data)) = argument(arguments, 0) else { return wrong_argument("hash", 1) };
    match argument(arguments, 1) {
        None => Ok(JValue::Undefined),
        Some(JValue::String(algorithm)) => match digest(data, algorithm) {
            Some(digest) => Ok(JValue::from(digest)),
            None => thrown(
                "D3137",
                &format!("Hash algorithm '{algorithm}' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5"),
            ),
        },
        Some(_) => wrong_argument("hash", 2),
    }
}

fn parse(state: &State, arguments: &[JValue]) -> HostFnResult {
    let text = match argument(arguments, 0) {
        None => return Ok(JValue::Undefined),
        Some(JValue::String(text)) => text,
        Some(_) => return wrong_argument("parse", 1),
    };
    // A value takes several times what its text does.
    state.charge(text.len() * 8)?;
    match parse_json(text) {
        Some(parsed) => Ok(value::import(&parsed)),
        None => thrown("D3137", "Invalid JSON"),
    }
}

/// AWS refuses objects that have a name twice; serde_json takes the last.
fn parse_json(text: &str) -> Option<Value> {
    let parsed: Value = serde_json::from_str(text).ok()?;
    // Names are behind a colon each, in the text as in the value unless one was dropped.
    (colons(text) == names(&parsed)).then_some(parsed)
}

/// The colons of a JSON text outside of its strings.
fn colons(text: &str) -> usize {
    let (mut colons, mut quoted, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b':' if !quoted => colons += 1,
            _ => {}
        }
    }
    colons
}

fn names(value: &Value) -> usize {
    match value {
        Value::Array(elements) => elements.iter().map(names).sum(),
        Value::Object(members) => members.len() + members.values().map(names).sum::<usize>(),
        _ => 0,
    }
}

/// Chunks of a size, the last may be shorter.
fn partition(state: &State, arguments: &[JValue]) -> HostFnResult {
    let elements = match argument(arguments, 0) {
        None => return Ok(JValue::Undefined),
        Some(JValue::Array(elements)) => elements,
        Some(_) => return thrown("T0412", "Argument 1 of function \"partition\" must be an array of undefined"),
    };
    if elements.is_empty() {
        return Ok(JValue::Undefined);
    }
    let size = match argument(arguments, 1) {
        None => elements.len(),
        Some(_) => match integer(arguments, 1, "partition")? {
            0 => return Ok(JValue::Undefined),
            size => match usize::try_from(size) {
                Ok(size) => size,
                Err(_) => return thrown("D3137", "Second argument must be zero or greater"),
            },
        },
    };
    state.charge(elements.len() * 2 * size_of::<JValue>())?;
    Ok(JValue::array(elements.chunks(size).map(|chunk| JValue::array(chunk.to_vec())).collect()))
}

/// From a number to another, by steps; a single one is no array.
fn range(state: &State, arguments: &[JValue]) -> HostFnResult {
    let start = i128::from(integer(arguments, 0, "range")?);
    let end = i128::from(integer(arguments, 1, "range")?);
    if argument(arguments, 2).is_none() {
        return Ok(JValue::Undefined);
    }
    let step = i128::from(integer(arguments, 2, "range")?);
    if step == 0 || (step > 0 && start > end) || (step < 0 && start < end) {
        return Ok(JValue::Undefined);
    }
    let count = (end - start) / step + 1;
    if count > LONGEST_RANGE {
        return Err(too_much());
    }
    state.charge(count as usize * size_of::<JValue>())?;
    Ok(JValue::sequence((0..count).map(|at| JValue::Number((start + at * step) as f64)).collect()))
}

/// `a & b & c`. Undefined is nothing; what isn't text becomes it.
fn concatenate(state: &State, arguments: &[JValue]) -> HostFnResult {
    let mut whole = String::new();
    for argument in arguments {
        match argument {
            JValue::String(text) => whole.push_str(text),
            JValue::Undefined => {}
            other if !state.fits(other) => return Err(too_much()),
            other => {
                if let JValue::String(text) = string::string(other, None)? {
                    whole.push_str(&text);
                }
            }
        }
        if whole.len() > weight::MOST {
            return Err(too_much());
        }
    }
    state.charge(whole.len())?;
    Ok(JValue::from(whole))
}

/// A value, if it holds no more than it may.
fn fit(state: &State, arguments: &[JValue]) -> HostFnResult {
    let value = first(arguments);
    if !state.fits(&value) {
        return Err(too_much());
    }
    state.charge(weight::outermost(&value))?;
    Ok(value)
}

/// A value, if all that was made so far is no more than it may be.
fn charge(state: &State, arguments: &[JValue]) -> HostFnResult {
    let value = first(arguments);
    state.charge(weight::outermost(&value))?;
    Ok(value)
}

fn first(arguments: &[JValue]) -> JValue {
    arguments.first().cloned().unwrap_or(JValue::Undefined)
}

/// The first argument of a `$join`, if it isn't too much with the second, its separator.
fn join(state: &State, arguments: &[JValue]) -> HostFnResult {
    let joined = fit(state, arguments)?;
    let separator = argument(arguments, 1).and_then(JValue::as_str).map_or(0, str::len);
    match joined.as_array().map_or(0, Vec::len).saturating_mul(separator) {
        separators if separators > weight::MOST => Err(too_much()),
        _ => Ok(joined),
    }
}

/// A separator that is only known when its `$join` runs.
fn short(_: &State, arguments: &[JValue]) -> HostFnResult {
    match first(arguments) {
        JValue::String(text) if text.len() > SHORT => Err(too_much()),
        value => Ok(value),
    }
}

/// The longest text that may be put into any other any number of times.
const SHORT: usize = 64;

/// A number of characters that something is to have.
fn width(_: &State, arguments: &[JValue]) -> HostFnResult {
    match first(arguments) {
        // A character has up to four bytes.
        JValue::Number(width) if width.abs() > (weight::MOST / 4) as f64 => Err(too_much()),
        value => Ok(value),
    }
}

/// The text or the pattern of a `$replace`, kept until its replacement comes.
fn subject(state: &State, arguments: &[JValue]) -> HostFnResult {
    let value = first(arguments);
    state.replaced.borrow_mut().push(value.clone());
    Ok(value)
}

/// The pattern of a `$replace` in its context, which comes second here.
fn pattern(state: &State, arguments: &[JValue]) -> HostFnResult {
    subject(state, arguments.get(1..).unwrap_or_default())?;
    subject(state, arguments)
}

/// The replacement of a `$replace`, if it doesn't make the text too long.
fn replacement(state: &State, arguments: &[JValue]) -> HostFnResult {
    let value = first(arguments);
    let mut kept = state.replaced.borrow_mut();
    let (pattern, subject) = (kept.pop(), kept.pop());
    let (Some(pattern), Some(subject)) = (pattern, subject) else { return Ok(value) };
    let grows = match (&subject, &pattern, &value) {
        (JValue::String(subject), JValue::String(pattern), JValue::String(by)) => {
            subject.len().saturating_mul(by.len()) > weight::MOST
                && !pattern.is_empty()
                && subject.matches(&**pattern).count().saturating_mul(by.len()) > weight::MOST
        }
        (JValue::String(subject), JValue::Regex { pattern, flags }, JValue::String(by)) => {
            // A reference to a group is shorter than what it stands for.
            let most = by.len().max(by.matches('$').count().saturating_mul(subject.len()));
            subject.len().saturating_mul(most) > weight::MOST
                && string::build_regex(pattern, flags).is_ok_and(|regex| {
                    let references = by.matches('$').count();
                    let found = regex.find_iter(subject).map(|found| by.len() + references * found.len());
                    found.fold(0, usize::saturating_add) > weight::MOST
                })
        }
        // It is the limit; text and pattern were the context and the first argument.
        (_, JValue::String(by), JValue::Number(_)) => by.len() > SHORT,
        _ => false,
    };
    if grows { Err(too_much()) } else { Ok(value) }
}

/// A call with more arguments than its function takes: the function's name, and the number of the first surplus one.
fn surplus(_: &State, arguments: &[JValue]) -> HostFnResult {
    let name = argument(arguments, 0).and_then(JValue::as_str).unwrap_or_default();
    let number = argument(arguments, 1).and_then(JValue::as_f64).unwrap_or_default();
    wrong_argument(name, number as usize)
}
