//! Cyclic redundancy checks: of bytes as they come, and of two pieces put together. All that S3 knows read bits from the
//! lowest and have all bits set at their beginning and turned at their end.

use crc::{CRC_32_ISCSI, CRC_32_ISO_HDLC, CRC_64_NVME, Crc, Digest, Table};

static CRC_32: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC);
static CRC_32C: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);
static CRC_64: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_NVME);

/// Which check it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As in gzip.
    Crc32,
    /// Castagnoli's.
    Crc32c,
    /// With 64 bits, as NVMe has it.
    Crc64nvme,
}

impl Kind {
    /// The polynomial, its highest power in the lowest bit.
    fn polynomial(self) -> u64 {
        match self {
            Kind::Crc32 => u64::from(CRC_32_ISO_HDLC.poly.reverse_bits()),
            Kind::Crc32c => u64::from(CRC_32_ISCSI.poly.reverse_bits()),
            Kind::Crc64nvme => CRC_64_NVME.poly.reverse_bits(),
        }
    }

    /// The check of a piece and another one of so many bytes behind it, by the checks of both.
    pub fn combine(self, first: u64, second: u64, size: u64) -> u64 {
        // What zero bits behind the first piece make of its check: as a matrix over bits, for one, two, four of them …
        let mut zeros = std::array::from_fn(|bit| if bit == 0 { self.polynomial() } else { 1 << (bit - 1) });
        for _ in 0..3 {
            zeros = squared(&zeros);
        }
        let (mut check, mut bytes) = (first, size);
        while bytes > 0 {
            if bytes & 1 == 1 {
                check = times(&zeros, check);
            }
            zeros = squared(&zeros);
            bytes >>= 1;
        }
        check ^ second
    }
}

type Matrix = [u64; 64];

fn times(matrix: &Matrix, vector: u64) -> u64 {
    (0..64).filter(|bit| vector >> bit & 1 == 1).fold(0, |sum, bit| sum ^ matrix[bit])
}

fn squared(matrix: &Matrix) -> Matrix {
    matrix.map(|column| times(matrix, column))
}

/// A check in the making.
pub enum Running {
    /// Of 32 bits.
    Short(Digest<'static, u32, Table<16>>),
    /// Of 64 bits.
    Long(Digest<'static, u64, Table<16>>),
}

impl Running {
    /// That of no bytes.
    pub fn new(kind: Kind) -> Self {
        match kind {
            Kind::Crc32 => Running::Short(CRC_32.digest()),
            Kind::Crc32c => Running::Short(CRC_32C.digest()),
            Kind::Crc64nvme => Running::Long(CRC_64.digest()),
        }
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Running::Short(digest) => digest.update(bytes),
            Running::Long(digest) => digest.update(bytes),
        }
    }

    /// What came out.
    pub fn finish(self) -> u64 {
        match self {
            Running::Short(digest) => digest.finalize().into(),
            Running::Long(digest) => digest.finalize(),
        }
    }
}
