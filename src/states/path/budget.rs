//! How much one evaluation may make. AWS lets no state have more than 256 KiB; what is on the way to that may be larger,
//! but a short text must not copy a value a million times.

use std::cell::Cell;

use serde_json::Value;

/// What a value weighs besides its texts, about as many bytes as it takes.
const NODE: usize = 32;

/// What one evaluation may still make, in bytes.
#[derive(Debug)]
pub struct Budget(Cell<usize>);

/// There is nothing left of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent;

impl Budget {
    /// 32 MiB.
    pub fn new() -> Budget {
        Budget(Cell::new(32 << 20))
    }

    /// Takes so many bytes off.
    pub fn spend(&self, bytes: usize) -> Result<(), Spent> {
        self.0.set(self.0.get().checked_sub(bytes).ok_or(Spent)?);
        Ok(())
    }

    /// Takes off what a value weighs.
    pub fn spend_on(&self, value: &Value) -> Result<(), Spent> {
        let mut waiting = Vec::new();
        let mut next = Some(value);
        while let Some(value) = next {
            self.spend(NODE)?;
            match value {
                Value::String(text) => self.spend(text.len())?,
                Value::Array(elements) => waiting.extend(elements),
                Value::Object(members) => {
                    for (name, member) in members {
                        self.spend(NODE + name.len())?;
                        waiting.push(member);
                    }
                }
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
            next = waiting.pop();
        }
        Ok(())
    }
}
