//! Digests in lower-case hexadecimal.

use std::fmt;

use serde::{Serialize, Serializer};

/// `N` bytes, shown and written as `2 * N` hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hex<const N: usize>(pub [u8; N]);

/// An MD5 digest.
pub type Md5 = Hex<16>;

impl<const N: usize> fmt::Display for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        for byte in self.0 {
            let pair = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
            f.write_str(std::str::from_utf8(&pair).unwrap_or_default())?;
        }
        Ok(())
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
