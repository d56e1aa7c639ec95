//! A list without long pauses: it grows by parts, so that it never moves all it has.

/// How many there are in a part.
const PART: usize = 1024;

/// The list.
#[derive(Clone, Debug)]
pub struct Rows<T>(Vec<Vec<T>>);

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Rows(Vec::new())
    }
}

impl<T> Rows<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * PART + last.len())
    }

    /// One of them.
    pub fn get(&self, at: u32) -> Option<&T> {
        self.0.get(at as usize / PART)?.get(at as usize % PART)
    }

    /// One of them, to be changed.
    pub fn get_mut(&mut self, at: u32) -> Option<&mut T> {
        self.0.get_mut(at as usize / PART)?.get_mut(at as usize % PART)
    }

    /// Adds one at the end.
    pub fn push(&mut self, one: T) {
        match self.0.last_mut() {
            Some(last) if last.len() < PART => last.push(one),
            _ => self.0.push(vec![one]),
        }
    }
}
