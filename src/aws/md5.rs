//! MD5 of several texts at once. One MD5 can't be computed in parallel, but four of them can, in the lanes of a
//! vector register; a batch of messages costs less than half of what they cost one after the other.
//! <https://www.rfc-editor.org/rfc/rfc1321>

use md5::{Digest, Md5 as Hasher};

use super::hex::{Hex, Md5};

/// How many digests are computed side by side: the 32-bit lanes of a 128-bit register.
const LANES: usize = 4;

/// One word of each lane. Plain arrays: the compiler makes vector instructions of them.
type Words = [u32; LANES];

const START: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];

const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

#[rustfmt::skip]
const SINES: [u32; 64] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
    0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
    0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
    0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed, 0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
    0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c, 0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
    0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
    0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
    0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1, 0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
];

/// The digest of one text.
pub fn one(text: &[u8]) -> Md5 {
    Hex(Hasher::digest(text).into())
}

/// The digests of many texts, in their order.
pub fn many(texts: &[&[u8]]) -> Vec<Md5> {
    let mut digests = Vec::with_capacity(texts.len());
    for group in texts.chunks(LANES) {
        match group {
            [text] => digests.push(one(text)),
            group => digests.extend(&side_by_side(group)[..group.len()]),
        }
    }
    digests
}

/// The digests of up to [`LANES`] texts; lanes without one compute that of an empty text.
fn side_by_side(texts: &[&[u8]]) -> [Md5; LANES] {
    let lane = |lane: usize| texts.get(lane).copied().unwrap_or_default();
    let last_block = |lane_text: &[u8]| (lane_text.len() + 8) / 64;
    let mut state = START.map(|word| [word; LANES]);
    let mut digests = [Hex([0; 16]); LANES];
    let blocks = texts.iter().map(|text| last_block(text)).max().unwrap_or_default();
    for block in 0..=blocks {
        let words: [[u32; 16]; LANES] = std::array::from_fn(|l| load(lane(l), block));
        compress(&mut state, &std::array::from_fn(|w| std::array::from_fn(|l| words[l][w])));
        for (l, digest) in digests.iter_mut().enumerate().filter(|(l, _)| last_block(lane(*l)) == block) {
            for (bytes, word) in digest.0.chunks_exact_mut(4).zip(state) {
                bytes.copy_from_slice(&word[l].to_le_bytes());
            }
        }
    }
    digests
}

/// A block of a text as words, with the padding that MD5 puts behind it: a one bit, and the length at the end.
fn load(text: &[u8], block: usize) -> [u32; 16] {
    let from = block * 64;
    let mut padded = [0; 64];
    let bytes: &[u8] = match text.get(from..from + 64) {
        Some(whole) => whole,
        None => {
            let rest = text.get(from..).unwrap_or_default();
            padded[..rest.len()].copy_from_slice(rest);
            if (from..from + 64).contains(&text.len()) {
                padded[rest.len()] = 0x80;
            }
            if block == (text.len() + 8) / 64 {
                padded[56..].copy_from_slice(&(text.len() as u64 * 8).to_le_bytes());
            }
            &padded
        }
    };
    std::array::from_fn(|w| u32::from_le_bytes([bytes[w * 4], bytes[w * 4 + 1], bytes[w * 4 + 2], bytes[w * 4 + 3]]))
}

/// One block of every lane.
fn compress(state: &mut [Words; 4], words: &[Words; 16]) {
    let [mut a, mut b, mut c, mut d] = *state;
    // The loops are unrolled by the compiler: their bounds are constants.
    for (step, sine) in SINES.into_iter().enumerate() {
        let (round, i) = (step / 16, step % 16);
        let word = [i, 5 * i + 1, 3 * i + 5, 7 * i][round] % 16;
        let mixed: Words = std::array::from_fn(|l| {
            let (b, c, d) = (b[l], c[l], d[l]);
            match round {
                0 => d ^ (b & (c ^ d)),
                1 => c ^ (d & (b ^ c)),
                2 => b ^ c ^ d,
                _ => c ^ (b | !d),
            }
        });
        let next: Words = std::array::from_fn(|l| {
            let sum = a[l].wrapping_add(mixed[l]).wrapping_add(sine).wrapping_add(words[word][l]);
            sum.rotate_left(SHIFTS[round][i % 4]).wrapping_add(b[l])
        });
        (a, d, c, b) = (d, c, b, next);
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d]) {
        *word = std::array::from_fn(|l| word[l].wrapping_add(add[l]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_digests_are_those_of_each_text() {
        // Every length around the ends of blocks, in groups of every size.
        let texts: Vec<Vec<u8>> = (0..300).map(|n| (0..n).map(|i| (i * 7 + n) as u8).collect()).collect();
        for size in 1..=11 {
            for group in texts.chunks(size) {
                let group: Vec<&[u8]> = group.iter().map(Vec::as_slice).collect();
                let expected: Vec<Md5> = group.iter().map(|text| one(text)).collect();
                assert_eq!(many(&group), expected);
            }
        }
    }
}
