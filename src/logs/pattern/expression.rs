//! Conditions that are joined by `&&` and `||`, the first binding closer.

use super::Invalid;
use super::reader::Reader;

/// Parentheses may be nested so deep.
const DEEPEST: usize = 100;

/// Conditions as they are joined.
#[derive(Clone, Debug)]
pub enum Expression<T> {
    /// One.
    One(T),
    /// All of them hold.
    All(Vec<Expression<T>>),
    /// One of them holds.
    Any(Vec<Expression<T>>),
}

impl<T> Expression<T> {
    /// Reads conditions as far as they go.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read<'t>(
        reader: &mut Reader<'t>,
        one: &mut impl FnMut(&mut Reader<'t>) -> Result<T, Invalid>,
    ) -> Result<Self, Invalid> {
        Self::any(reader, DEEPEST, one)
    }

    fn any<'t>(
        reader: &mut Reader<'t>,
        depth: usize,
        one: &mut impl FnMut(&mut Reader<'t>) -> Result<T, Invalid>,
    ) -> Result<Self, Invalid> {
        let mut parts = vec![Self::all(reader, depth, one)?];
        while reader.take("||") {
            parts.push(Self::all(reader, depth, one)?);
        }
        Ok(Self::joined(parts, Expression::Any))
    }

    fn all<'t>(
        reader: &mut Reader<'t>,
        depth: usize,
        one: &mut impl FnMut(&mut Reader<'t>) -> Result<T, Invalid>,
    ) -> Result<Self, Invalid> {
        let mut parts = vec![Self::part(reader, depth, one)?];
        while reader.take("&&") {
            parts.push(Self::part(reader, depth, one)?);
        }
        Ok(Self::joined(parts, Expression::All))
    }

    fn part<'t>(
        reader: &mut Reader<'t>,
        depth: usize,
        one: &mut impl FnMut(&mut Reader<'t>) -> Result<T, Invalid>,
    ) -> Result<Self, Invalid> {
        if !reader.take("(") {
            return one(reader).map(Expression::One);
        }
        let inner = Self::any(reader, depth.checked_sub(1).ok_or_else(Invalid::default)?, one)?;
        if reader.take(")") { Ok(inner) } else { Err(Invalid::default()) }
    }

    fn joined(mut parts: Vec<Self>, join: fn(Vec<Self>) -> Self) -> Self {
        match parts.pop() {
            Some(one) if parts.is_empty() => one,
            last => {
                parts.extend(last);
                join(parts)
            }
        }
    }

    /// Whether they hold together.
    pub fn holds(&self, is: &impl Fn(&T) -> bool) -> bool {
        match self {
            Expression::One(one) => is(one),
            Expression::All(parts) => parts.iter().all(|part| part.holds(is)),
            Expression::Any(parts) => parts.iter().any(|part| part.holds(is)),
        }
    }

    /// Shows each of them.
    pub fn each<'e>(&'e self, see: &mut impl FnMut(&'e T)) {
        match self {
            Expression::One(one) => see(one),
            Expression::All(parts) | Expression::Any(parts) => parts.iter().for_each(|part| part.each(see)),
        }
    }
}
