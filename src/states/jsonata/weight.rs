//! How much a value holds, counted as AWS's limit counts: eight bytes a scalar, one a character.

use jsonata_core::value::JValue;

/// What one value may hold: AWS takes `[1..873782]` and refuses one element more, takes a text of 2²² characters and
/// refuses one of 2²³.
pub(super) const MOST: usize = (LONGEST + 1) * SCALAR;

/// How many elements a sequence may have.
pub(super) const LONGEST: usize = 873_782;

/// How deep a value may be nested; deeper ones can't be taken apart safely.
pub(super) const DEEPEST: usize = 400;

const SCALAR: usize = 8;

/// Whether a value holds no more than it may. A value that shares its parts is counted as if it didn't: what is small
/// in memory may be endless once it is written.
pub(super) fn fits(value: &JValue) -> bool {
    count(value, 0, 0) <= MOST
}

/// The count so far and what this value adds; stops soon after the limit is passed.
fn count(value: &JValue, so_far: usize, depth: usize) -> usize {
    if depth > DEEPEST {
        return MOST + 1;
    }
    // Not even a value of empty arrays is free, or sharing them would make it endless.
    let so_far = so_far + SCALAR;
    match value {
        JValue::String(text) => so_far - SCALAR + text.len(),
        JValue::Array(elements) => {
            let mut so_far = so_far;
            for element in elements.iter() {
                so_far = count(element, so_far, depth + 1);
                if so_far > MOST {
                    break;
                }
            }
            so_far
        }
        JValue::Object(members) => {
            let mut so_far = so_far;
            for (name, member) in members.iter() {
                so_far = count(member, so_far + name.len(), depth + 1);
                if so_far > MOST {
                    break;
                }
            }
            so_far
        }
        _ => so_far,
    }
}

/// The bytes that a value's outermost level takes in memory.
pub(super) fn outermost(value: &JValue) -> usize {
    match value {
        JValue::String(text) => text.len(),
        JValue::Array(elements) => elements.len() * size_of::<JValue>(),
        JValue::Object(members) => members.len() * 2 * size_of::<JValue>(),
        _ => 0,
    }
}
