//! What s3s asks of the crate crc-fast, by other crates: the three checksums that S3 knows, without the tables of a
//! hundred others, which are two thirds of a megabyte in every binary.
//! With the same names, so that without it (`[patch.crates-io]` in the workspace's Cargo.toml) all builds as well.

use crc::{CRC_32_ISCSI, CRC_32_ISO_HDLC, CRC_64_NVME, Crc, Table};

static ISCSI: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);
static NVME: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_NVME);

/// A way to compute a checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrcAlgorithm {
    /// CRC32, as in gzip.
    Crc32IsoHdlc,
    /// CRC32C, Castagnoli's.
    Crc32Iscsi,
    /// CRC64NVME.
    Crc64Nvme,
}

/// A checksum in the making.
#[derive(Clone)]
pub struct Digest(State);

#[derive(Clone)]
enum State {
    IsoHdlc(crc32fast::Hasher),
    Iscsi(crc::Digest<'static, u32, Table<16>>),
    Nvme(crc::Digest<'static, u64, Table<16>>),
}

impl Digest {
    /// That of no bytes.
    pub fn new(algorithm: CrcAlgorithm) -> Self {
        Digest(match algorithm {
            CrcAlgorithm::Crc32IsoHdlc => State::IsoHdlc(crc32fast::Hasher::new()),
            CrcAlgorithm::Crc32Iscsi => State::Iscsi(ISCSI.digest()),
            CrcAlgorithm::Crc64Nvme => State::Nvme(NVME.digest()),
        })
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            State::IsoHdlc(hasher) => hasher.update(bytes),
            State::Iscsi(digest) => digest.update(bytes),
            State::Nvme(digest) => digest.update(bytes),
        }
    }

    /// The checksum of all that was added.
    pub fn finalize(&self) -> u64 {
        match self.0.clone() {
            State::IsoHdlc(hasher) => hasher.finalize().into(),
            State::Iscsi(digest) => digest.finalize().into(),
            State::Nvme(digest) => digest.finalize(),
        }
    }
}

/// The checksum of two runs of bytes behind one another, by those of each and the length of the second.
pub fn checksum_combine(algorithm: CrcAlgorithm, first: u64, second: u64, second_length: u64) -> u64 {
    // All three take the lowest power of their polynomials first.
    let polynomial = match algorithm {
        CrcAlgorithm::Crc32IsoHdlc => CRC_32_ISO_HDLC.poly.reverse_bits().into(),
        CrcAlgorithm::Crc32Iscsi => CRC_32_ISCSI.poly.reverse_bits().into(),
        CrcAlgorithm::Crc64Nvme => CRC_64_NVME.poly.reverse_bits(),
    };
    Zeros::bit(polynomial).bytes(second_length).follow(first) ^ second
}

/// What zero bits behind a run do to its checksum: a linear map, by what becomes of each bit.
#[derive(Clone, Copy)]
struct Zeros([u64; 64]);

impl Zeros {
    /// One bit.
    fn bit(polynomial: u64) -> Self {
        let mut map = [0; 64];
        map[0] = polynomial;
        for (power, image) in map.iter_mut().enumerate().skip(1) {
            *image = 1 << (power - 1);
        }
        Zeros(map)
    }

    /// As many bytes.
    fn bytes(self, count: u64) -> Self {
        let mut all = Zeros(std::array::from_fn(|power| 1 << power));
        let mut step = self.twice().twice().twice();
        let mut left = count;
        while left > 0 {
            if left & 1 == 1 {
                all = all.then(&step);
            }
            step = step.twice();
            left >>= 1;
        }
        all
    }

    fn twice(&self) -> Self {
        self.then(self)
    }

    fn then(&self, next: &Self) -> Self {
        Zeros(self.0.map(|image| next.follow(image)))
    }

    fn follow(&self, checksum: u64) -> u64 {
        let images = self.0.iter().enumerate().filter(|(power, _)| checksum >> power & 1 == 1);
        images.fold(0, |sum, (_, image)| sum ^ image)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [CrcAlgorithm; 3] = [CrcAlgorithm::Crc32IsoHdlc, CrcAlgorithm::Crc32Iscsi, CrcAlgorithm::Crc64Nvme];

    fn of(algorithm: CrcAlgorithm, bytes: &[u8]) -> u64 {
        let mut digest = Digest::new(algorithm);
        bytes.chunks(7).for_each(|piece| digest.update(piece));
        digest.finalize()
    }

    #[test]
    fn the_check_values_of_the_catalogue() {
        assert_eq!(ALL.map(|algorithm| of(algorithm, b"123456789")), [0xcbf4_3926, 0xe306_9283, 0xae8b_1486_0a79_9888]);
        assert_eq!(ALL.map(|algorithm| of(algorithm, b"")), [0; 3]);
    }

    #[test]
    fn checksums_combine_as_their_bytes_do() {
        let bytes: Vec<u8> = (0..5000_u32).map(|i| ((i * i) >> 3) as u8).collect();
        for algorithm in ALL {
            for at in [0, 1, 8, 999, 4999, 5000] {
                let (first, second) = bytes.split_at(at);
                let length = second.len() as u64;
                let combined = checksum_combine(algorithm, of(algorithm, first), of(algorithm, second), length);
                assert_eq!(combined, of(algorithm, &bytes), "{algorithm:?} at {at}");
            }
        }
    }
}
