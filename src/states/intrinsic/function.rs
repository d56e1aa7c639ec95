//! Which functions there are, and how many arguments each takes.

use serde_json::Value;

use super::arguments::{Arguments, Outcome};
use super::{array, encoding, format, hash, json, math};

/// An intrinsic function.
#[derive(Debug)]
pub(super) struct Function {
    /// Its name behind `States.`.
    pub name: &'static str,
    /// How many arguments it takes at least.
    pub fewest: usize,
    /// And at most.
    pub most: usize,
    /// What it does.
    pub run: fn(Arguments) -> Outcome,
}

const fn function(name: &'static str, fewest: usize, most: usize, run: fn(Arguments) -> Outcome) -> Function {
    Function { name, fewest, most, run }
}

const ANY: usize = usize::MAX;

/// All of them, in the order of AWS's documentation.
static FUNCTIONS: &[Function] = &[
    function("Array", 0, ANY, array::array),
    function("ArrayPartition", 2, 2, array::partition),
    function("ArrayContains", 2, 2, array::contains),
    function("ArrayRange", 3, 3, array::range),
    function("ArrayGetItem", 2, 2, array::get_item),
    function("ArrayLength", 1, 1, array::length),
    function("ArrayUnique", 1, 1, array::unique),
    function("Base64Encode", 1, 1, encoding::encode),
    function("Base64Decode", 1, 1, encoding::decode),
    function("Hash", 2, 2, hash::hash),
    function("JsonMerge", 3, 3, json::merge),
    function("StringToJson", 1, 1, json::from_string),
    function("JsonToString", 1, 1, json::to_string),
    function("MathRandom", 2, 3, math::random),
    function("MathAdd", 2, 2, math::add),
    function("StringSplit", 2, 2, format::split),
    function("UUID", 0, 0, uuid),
    function("Format", 1, ANY, format::format),
];

/// The function of a name.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

fn uuid(arguments: Arguments) -> Outcome {
    Ok(Value::String(arguments.chance.uuid().to_string()))
}
