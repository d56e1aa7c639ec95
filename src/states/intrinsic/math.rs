//! `States.MathAdd` and `States.MathRandom`.

use serde_json::Value;

use super::arguments::{Arguments, Outcome};

/// Each argument is rounded, then they are added.
pub(super) fn add(arguments: Arguments) -> Outcome {
    let sum = i64::from(arguments.integer(0)?) + i64::from(arguments.integer(1)?);
    match i32::try_from(sum) {
        Ok(sum) => Ok(Value::from(sum)),
        Err(_) => Err(format!("The sum {sum} has more than 32 bits")),
    }
}

/// From the first number on, and below the second. With a seed always the same, as `java.util.Random` draws it.
pub(super) fn random(arguments: Arguments) -> Outcome {
    let (start, end) = (i64::from(arguments.integer(0)?), i64::from(arguments.integer(1)?));
    let Ok(range @ 1..) = u64::try_from(end - start) else {
        return Err(format!("The end {end} must be greater than the start {start}"));
    };
    let offset = match arguments.values.len() {
        3 => JavaRandom::new(arguments.rounded(2)?).below(range),
        // The upper half of the product is below the range, and as even as the bits are.
        _ => ((u128::from(arguments.chance.bits()) * u128::from(range)) >> 64) as u64,
    };
    // Both are less than 33 bits.
    Ok(Value::from(start + offset as i64))
}

/// The generator of `java.util.Random`.
/// <https://docs.oracle.com/javase/8/docs/api/java/util/Random.html>
pub(in crate::states) struct JavaRandom(u64);

impl JavaRandom {
    const FACTOR: u64 = 0x5_DEEC_E66D;
    const MASK: u64 = (1 << 48) - 1;

    pub fn new(seed: i64) -> Self {
        JavaRandom((seed as u64 ^ Self::FACTOR) & Self::MASK)
    }

    /// The next bits, 32 at most.
    fn next(&mut self, bits: u32) -> u64 {
        self.0 = self.0.wrapping_mul(Self::FACTOR).wrapping_add(0xB) & Self::MASK;
        self.0 >> (48 - bits)
    }

    /// At least 0 and below 1, as `nextDouble()`.
    pub fn fraction(&mut self) -> f64 {
        (self.next(26) << 27 | self.next(27)) as f64 / (1u64 << 53) as f64
    }

    /// A number below a bound, as `nextInt(bound)`; where the bound has more than 31 bits, out of a long.
    fn below(&mut self, bound: u64) -> u64 {
        const TWO_TO_31: u64 = 1 << 31;
        if bound >= TWO_TO_31 {
            return (self.next(32) << 32 | self.next(32)) % bound;
        }
        if bound.is_power_of_two() {
            return (bound * self.next(31)) >> 31;
        }
        loop {
            let bits = self.next(31);
            let number = bits % bound;
            // Those above the last whole multiple would make some numbers more likely.
            if bits - number + (bound - 1) < TWO_TO_31 {
                return number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What OpenJDK 17 draws.
    #[test]
    fn seeded_draws_are_those_of_java() {
        let draws = |seed, bound| {
            let mut random = JavaRandom::new(seed);
            [0; 5].map(|_| random.below(bound))
        };
        assert_eq!(draws(42, 10), [0, 3, 8, 4, 0]);
        assert_eq!(draws(42, 100), [30, 63, 48, 84, 70]);
        assert_eq!(draws(42, 1 << 30), [781_215_565, 58_696_381, 733_605_624, 51_474_442, 331_484_985]);
        // Many draws are thrown away here.
        assert_eq!(draws(-7, (1 << 30) + 1), [577_934_662, 314_447_087, 677_675_436, 184_135_245, 425_474_944]);
        assert_eq!(JavaRandom::new(42).fraction(), 0.727_563_680_032_868_1);
    }
}
