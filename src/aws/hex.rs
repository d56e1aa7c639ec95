//! Digests in lower-case hexadecimal.

use std::fmt;

use serde::{Serialize, Serializer};

/// `N` bytes, shown and written as `2 * N` hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hex<const N: usize>(pub [u8; N]);

/// An MD5 digest.
pub type Md5 = Hex<16>;

impl<const N: usize> Hex<N> {
    /// Hands the digits to `write`, without an allocation.
    fn with_text<T>(&self, write: impl FnOnce(&str) -> T) -> T {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let pairs = self.0.map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        // Hexadecimal digits are always text.
        write(std::str::from_utf8(pairs.as_flattened()).unwrap_or_default())
    }
}

impl<const N: usize> fmt::Display for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_text(|text| f.write_str(text))
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.with_text(|text| serializer.serialize_str(text))
    }
}
