//! The checksums that S3 keeps with an object.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crc_fast::{CrcAlgorithm, Digest as Crc};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// How a checksum is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Algorithm {
    /// As in gzip.
    Crc32,
    /// Castagnoli's.
    Crc32c,
    /// With 64 bits, as NVMe has it.
    Crc64nvme,
    /// With 160 bits.
    Sha1,
    /// With 256 bits.
    Sha256,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Algorithm; 5] =
        [Algorithm::Crc32, Algorithm::Crc32c, Algorithm::Crc64nvme, Algorithm::Sha1, Algorithm::Sha256];

    /// As requests name it.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Crc32 => "CRC32",
            Algorithm::Crc32c => "CRC32C",
            Algorithm::Crc64nvme => "CRC64NVME",
            Algorithm::Sha1 => "SHA1",
            Algorithm::Sha256 => "SHA256",
        }
    }

    /// That of a name.
    pub fn of(name: &str) -> Option<Self> {
        Algorithm::ALL.into_iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
    }

    /// How many bytes its checksums have.
    fn size(self) -> usize {
        match self {
            Algorithm::Crc32 | Algorithm::Crc32c => 4,
            Algorithm::Crc64nvme => 8,
            Algorithm::Sha1 => 20,
            Algorithm::Sha256 => 32,
        }
    }

    fn crc(self) -> Option<CrcAlgorithm> {
        match self {
            Algorithm::Crc32 => Some(CrcAlgorithm::Crc32IsoHdlc),
            Algorithm::Crc32c => Some(CrcAlgorithm::Crc32Iscsi),
            Algorithm::Crc64nvme => Some(CrcAlgorithm::Crc64Nvme),
            Algorithm::Sha1 | Algorithm::Sha256 => None,
        }
    }
}

/// A checksum that belongs to an object or a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    /// How it was computed.
    pub algorithm: Algorithm,
    /// In Base64; that of an upload's parts ends in how many they are.
    pub value: String,
    /// Whether it is one of checksums of parts.
    #[serde(default)]
    pub composite: bool,
}

impl Checksum {
    /// As S3 names its type.
    pub fn kind(&self) -> &'static str {
        if self.composite { "COMPOSITE" } else { "FULL_OBJECT" }
    }

    /// The bytes of a checksum as it is written.
    pub fn bytes(algorithm: Algorithm, value: &str) -> Option<Vec<u8>> {
        STANDARD.decode(value).ok().filter(|bytes| bytes.len() == algorithm.size())
    }

    /// The checksum of the checksums of parts.
    pub fn composite(algorithm: Algorithm, parts: &[&str]) -> Option<Self> {
        let mut running = Running::new(algorithm);
        for part in parts {
            running.update(&Checksum::bytes(algorithm, part)?);
        }
        let value = format!("{}-{}", running.finish().value, parts.len());
        Some(Checksum { algorithm, value, composite: true })
    }

    /// The checksum of parts behind one another, by those of each and its size; only of checksums that can be combined.
    pub fn combined(algorithm: Algorithm, parts: &[(&str, u64)]) -> Option<Self> {
        let crc = algorithm.crc()?;
        let number = |text: &str| {
            let bytes = Checksum::bytes(algorithm, text)?;
            Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
        };
        let mut parts = parts.iter();
        let mut whole = number(parts.next()?.0)?;
        for (part, size) in parts {
            whole = crc_fast::checksum_combine(crc, whole, number(part)?, *size);
        }
        let bytes = whole.to_be_bytes();
        let value = STANDARD.encode(&bytes[bytes.len() - algorithm.size()..]);
        Some(Checksum { algorithm, value, composite: false })
    }
}

/// A checksum in the making.
pub enum Running {
    /// One of 32 or 64 bits.
    Crc(Algorithm, Crc),
    /// SHA-1.
    Sha1(Sha1),
    /// SHA-256.
    Sha256(Sha256),
}

impl Running {
    /// That of no bytes.
    pub fn new(algorithm: Algorithm) -> Self {
        match (algorithm, algorithm.crc()) {
            (_, Some(crc)) => Running::Crc(algorithm, Crc::new(crc)),
            (Algorithm::Sha1, _) => Running::Sha1(Sha1::new()),
            _ => Running::Sha256(Sha256::new()),
        }
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Running::Crc(_, crc) => crc.update(bytes),
            Running::Sha1(sha) => sha.update(bytes),
            Running::Sha256(sha) => sha.update(bytes),
        }
    }

    /// What came out.
    pub fn finish(self) -> Checksum {
        let (algorithm, value) = match self {
            Running::Crc(algorithm, crc) => {
                let bytes = crc.finalize().to_be_bytes();
                (algorithm, STANDARD.encode(&bytes[bytes.len() - algorithm.size()..]))
            }
            Running::Sha1(sha) => (Algorithm::Sha1, STANDARD.encode(sha.finalize())),
            Running::Sha256(sha) => (Algorithm::Sha256, STANDARD.encode(sha.finalize())),
        };
        Checksum { algorithm, value, composite: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(algorithm: Algorithm, bytes: &[u8]) -> Checksum {
        let mut running = Running::new(algorithm);
        running.update(bytes);
        running.finish()
    }

    #[test]
    fn checksums_of_the_check_text() {
        // The check values of the CRC catalogue, and those of FIPS 180.
        let expected = [
            "y/Q5Jg==",
            "4waSgw==",
            "rosUhgp5mIg=",
            "98O8HYCOBHMq32eZZczDTKeuNEE=",
            "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
        ];
        for (algorithm, expected) in Algorithm::ALL.into_iter().zip(expected) {
            assert_eq!(of(algorithm, b"123456789").value, expected, "{algorithm:?}");
        }
    }

    #[test]
    fn combined_checksums_are_those_of_the_whole() {
        for algorithm in [Algorithm::Crc32, Algorithm::Crc32c, Algorithm::Crc64nvme] {
            let parts = [&b"first, "[..], b"second", b"", b" and third"];
            let sums: Vec<Checksum> = parts.iter().map(|part| of(algorithm, part)).collect();
            let given: Vec<(&str, u64)> =
                sums.iter().zip(parts).map(|(sum, part)| (sum.value.as_str(), part.len() as u64)).collect();
            assert_eq!(Checksum::combined(algorithm, &given), Some(of(algorithm, &parts.concat())));
        }
    }
}
