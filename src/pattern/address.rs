//! IP addresses and blocks of them, in every spelling.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Reads an address; four numbers with dots, or hexadecimal groups with colons. No name is ever looked up.
pub fn parse(text: &str) -> Option<IpAddr> {
    match text.as_bytes().first()? {
        b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' | b':' if text.contains(':') => {
            // An IPv4 address at the end of an IPv6 one isn't taken.
            let address: Ipv6Addr = text.parse().ok().filter(|_| !text.contains('.'))?;
            Some(address.to_ipv4_mapped().map_or(IpAddr::V6(address), IpAddr::V4))
        }
        b'0'..=b'9' => {
            let mut numbers = [0; 4];
            let mut parts = text.split('.');
            for number in &mut numbers {
                let part = parts.next().filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?;
                *number = part.parse().ok()?;
            }
            parts.next().is_none().then_some(IpAddr::V4(Ipv4Addr::from(numbers)))
        }
        _ => None,
    }
}

/// A block of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    address: IpAddr,
    bits: u32,
}

impl Block {
    /// Reads `address/bits`.
    ///
    /// # Errors
    /// AWS's words, to which it adds no location.
    pub fn parse(text: &str) -> Result<Self, String> {
        // As Java's split: nothing behind the last slash is no part.
        let parts: Vec<&str> = text.trim_end_matches('/').split('/').collect();
        let [address, bits] = parts[..] else {
            return Err("Malformed CIDR, one '/' required".to_owned());
        };
        let Ok(bits) = bits.parse::<i32>() else {
            return Err("Malformed CIDR, mask bits must be an integer".to_owned());
        };
        let Ok(bits) = u32::try_from(bits) else {
            return Err("Malformed CIDR, mask bits must not be negative".to_owned());
        };
        let Some(address) = parse(address) else {
            let kind = if looks_like_one(address) { "Invalid" } else { "Nonstandard" };
            return Err(format!("{kind} IP address: {address}"));
        };
        match address {
            IpAddr::V4(_) if bits > 31 => Err("IPv4 mask bits must be < 32".to_owned()),
            IpAddr::V6(_) if bits > 127 => Err("IPv6 mask bits must be < 128".to_owned()),
            _ => Ok(Block { address, bits }),
        }
    }

    /// An address inside.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// How many of its first bits all addresses inside share.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// Whether an address is inside.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                (base.to_bits() ^ address.to_bits()).checked_shr(32 - self.bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                (base.to_bits() ^ address.to_bits()).checked_shr(128 - self.bits).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

/// Whether a text has the characters of an address, though it may not be one.
fn looks_like_one(text: &str) -> bool {
    let dotted = || {
        let mut parts = text.split('.');
        text.split('.').count() == 4 && parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    };
    text.contains(':') && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b':') || dotted()
}

#[cfg(test)]
mod tests {
    use super::{Block, parse};

    #[test]
    fn an_address_has_many_spellings() {
        assert_eq!(parse("2001:DB8::1"), parse("2001:0db8:0:0:0:0:0:1"));
        assert_eq!(parse("10.0.0.1"), parse("010.000.0.01"));
        assert_eq!(parse("::ffff:0a00:0001"), parse("10.0.0.1"));
        for text in ["", "10.0.0", "10.0.0.0.1", "10.0.0.256", "1.2.3.-4", "host", "::1::", "::1.2.3.4", "a.b.c.d", "é"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_block_holds_its_addresses() {
        let check = |block: &str, address: &str, expected: bool| {
            let address = parse(address).expect(address);
            assert_eq!(Block::parse(block).expect(block).holds(address), expected, "{block} {address}");
        };
        check("10.0.0.0/24", "10.0.0.255", true);
        check("10.0.0.77/24", "10.0.0.1", true);
        check("10.0.0.0/24", "10.0.1.0", false);
        check("0.0.0.0/0", "255.1.2.3", true);
        check("0.0.0.0/0", "::1", false);
        check("2001:db8:1234:1a00::/64", "2001:0db8:1234:1a00:0000:0000:0000:0000", true);
        check("2001:db8:1234:1a00::/64", "2001:0db8:123f:1a01:0000:0000:0000:0000", false);
        check("::/0", "ffff::", true);
    }

    #[test]
    fn a_malformed_block_is_refused_in_aws_words() {
        for (text, expected) in [
            ("bad-filter", "Malformed CIDR, one '/' required"),
            ("", "Malformed CIDR, one '/' required"),
            ("1.2.3.4/", "Malformed CIDR, one '/' required"),
            ("1.2.3.4/8/8", "Malformed CIDR, one '/' required"),
            ("bad-/64filter", "Malformed CIDR, mask bits must be an integer"),
            ("1.2.3.4/-1", "Malformed CIDR, mask bits must not be negative"),
            ("bad-filter/64", "Nonstandard IP address: bad-filter"),
            ("xx.11.xx/8", "Nonstandard IP address: xx.11.xx"),
            ("xxxx:db8:1234:1a00::/64", "Nonstandard IP address: xxxx:db8:1234:1a00::"),
            ("1.2.3.999/8", "Invalid IP address: 1.2.3.999"),
            ("1.2.3.4/32", "IPv4 mask bits must be < 32"),
            ("::/128", "IPv6 mask bits must be < 128"),
        ] {
            assert_eq!(Block::parse(text), Err(expected.to_owned()), "{text}");
        }
    }
}
