//! What buckets and objects may be called.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>

use std::net::Ipv4Addr;

use super::Error;

/// The longest key, in bytes.
pub const LONGEST_KEY: usize = 1024;

/// Refuses what can't be a bucket's name.
pub fn check_bucket(name: &str) -> Result<(), Error> {
    const PREFIXES: [&str; 2] = ["xn--", "sthree-"];
    const SUFFIXES: [&str; 4] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3"];
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    let edge = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let bytes = name.as_bytes();
    let fits = (3..=63).contains(&name.len())
        && bytes.iter().all(|b| inner(*b))
        && edge(bytes.first())
        && edge(bytes.last())
        && !name.contains("..")
        && name.parse::<Ipv4Addr>().is_err()
        && !PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        && !SUFFIXES.iter().any(|suffix| name.ends_with(suffix));
    if fits { Ok(()) } else { Err(Error::InvalidBucketName) }
}

/// Refuses what can't be an object's key.
pub fn check_key(key: &str) -> Result<(), Error> {
    match key.len() {
        0 => Err(Error::argument("The key of an object must not be empty.")),
        1..=LONGEST_KEY => Ok(()),
        _ => Err(Error::KeyTooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_names() {
        for name in ["abc", "my-bucket", "a.b.c", "0aa", &"a".repeat(63)] {
            assert!(check_bucket(name).is_ok(), "{name}");
        }
        let long = "a".repeat(64);
        for name in
            ["", "ab", "Abc", "a_b", "-ab", "ab-", ".ab", "a..b", "1.2.3.4", "xn--ab", "ab-s3alias", "ä12", &long]
        {
            assert!(check_bucket(name).is_err(), "{name}");
        }
    }
}
