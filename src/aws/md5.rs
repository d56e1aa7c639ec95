//! MD5 of several texts at once. One MD5 can't be computed in parallel, but as many of them can as a vector register
//! has lanes; a batch of messages costs a third of what they cost one after the other.
//! <https://www.rfc-editor.org/rfc/rfc1321>

use md5::{Digest, Md5 as Hasher};
use pulp::{Arch, Simd, WithSimd, bytemuck};

use super::hex::{Hex, Md5};

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
    Arch::new().dispatch(Many(texts))
}

/// The work of [`many`], by what the processor can do.
struct Many<'t>(&'t [&'t [u8]]);

impl WithSimd for Many<'_> {
    type Output = Vec<Md5>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<Md5> {
        let mut digests = vec![Hex([0; 16]); self.0.len()];
        for (texts, digests) in self.0.chunks(S::U32_LANES).zip(digests.chunks_mut(S::U32_LANES)) {
            match (texts, &mut *digests) {
                ([text], [digest]) => *digest = one(text),
                _ => side_by_side(simd, texts, digests),
            }
        }
        digests
    }
}

/// The digests of as many texts as there are lanes, at most; a lane without one computes that of an empty text.
#[inline(always)]
fn side_by_side<S: Simd>(simd: S, texts: &[&[u8]], digests: &mut [Md5]) {
    let last_block = |text: &[u8]| (text.len() + 8) / 64;
    let mut state = START.map(|word| simd.splat_u32s(word));
    let mut words = [simd.splat_u32s(0); 16];
    let blocks = texts.iter().map(|text| last_block(text)).max().unwrap_or_default();
    for block in 0..=blocks {
        for (lane, text) in texts.iter().enumerate() {
            for (words, word) in words.iter_mut().zip(load(text, block)) {
                lanes_mut::<S>(words)[lane] = word;
            }
        }
        compress(simd, &mut state, &words);
        for (lane, digest) in digests.iter_mut().enumerate().filter(|(lane, _)| last_block(texts[*lane]) == block) {
            for (bytes, words) in digest.0.chunks_exact_mut(4).zip(&mut state) {
                bytes.copy_from_slice(&lanes_mut::<S>(words)[lane].to_le_bytes());
            }
        }
    }
}

fn lanes_mut<S: Simd>(words: &mut S::u32s) -> &mut [u32] {
    bytemuck::cast_slice_mut(std::slice::from_mut(words))
}

/// A block of a text as words, with the padding that MD5 puts behind it: a one bit, and the length at the end.
#[inline(always)]
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
#[inline(always)]
fn compress<S: Simd>(simd: S, state: &mut [S::u32s; 4], words: &[S::u32s; 16]) {
    let [mut a, mut b, mut c, mut d] = *state;
    let (add, and, or, xor) = (S::add_u32s, S::and_u32s, S::or_u32s, S::xor_u32s);
    // Written out step by step: as loops they take twice as long.
    macro_rules! steps {
        ($round:literal, $mixed:expr, $($step:literal)*) => {$({
            let word = words[[$step, 5 * $step + 1, 3 * $step + 5, 7 * $step][$round] % 16];
            let sine = simd.splat_u32s(SINES[16 * $round + $step]);
            let sum = add(simd, add(simd, a, $mixed), add(simd, word, sine));
            let shift = SHIFTS[$round][$step % 4];
            let left = simd.wrapping_dyn_shl_u32s(sum, simd.splat_u32s(shift));
            let right = simd.wrapping_dyn_shr_u32s(sum, simd.splat_u32s(32 - shift));
            (a, d, c, b) = (d, c, b, add(simd, or(simd, left, right), b));
        })*};
        ($round:literal, $mixed:expr) => { steps!($round, $mixed, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15) };
    }
    steps!(0, xor(simd, d, and(simd, b, xor(simd, c, d))));
    steps!(1, xor(simd, c, and(simd, d, xor(simd, b, c))));
    steps!(2, xor(simd, b, xor(simd, c, d)));
    steps!(3, xor(simd, c, or(simd, b, simd.not_u32s(d))));
    for (word, more) in state.iter_mut().zip([a, b, c, d]) {
        *word = add(simd, *word, more);
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
