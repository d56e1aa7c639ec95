//! Wildcards: `*` is any run of characters, also none; `\*` and `\\` stand for themselves.

use std::collections::{HashSet, VecDeque};

/// So many beginnings of a wildcard that one value fits at once are too many.
const MOST_BEGINNINGS: usize = 10;
/// How many situations are looked at before a wildcard counts as too complex.
const MOST_SITUATIONS: usize = 5000;

/// A wildcard: the texts between its stars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wildcard {
    pieces: Box<[String]>,
}

impl Wildcard {
    /// Reads a wildcard.
    ///
    /// # Errors
    /// AWS's words. Positions are those of bytes, and count the quote before the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = vec![String::new()];
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let c = match (c, next) {
                ('*', Some('*')) => return Err(format!("Consecutive wildcard characters at pos {}", at + 1)),
                ('*', _) => {
                    pieces.push(String::new());
                    continue;
                }
                ('\\', Some(escaped @ ('*' | '\\'))) => {
                    chars.next();
                    escaped
                }
                ('\\', _) => return Err(format!("Invalid escape character at pos {}", at + 1)),
                _ => c,
            };
            if let Some(piece) = pieces.last_mut() {
                piece.push(c);
            }
        }
        Ok(Wildcard { pieces: pieces.into() })
    }

    /// The texts between the stars, the empty ones at the ends included.
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// Whether the whole value fits. The first place where a piece is found is as good as any later one.
    pub fn matches(&self, value: &str) -> bool {
        let [first, middle @ .., last] = &self.pieces[..] else {
            return self.pieces.iter().all(|only| only == value);
        };
        let Some(mut rest) = value.strip_prefix(first.as_str()) else { return false };
        for piece in middle {
            let Some(at) = rest.find(piece.as_str()) else { return false };
            rest = &rest[at + piece.len()..];
        }
        rest.ends_with(last.as_str())
    }

    /// Whether AWS would find it too complex: some value fits too many of its beginnings at once.
    ///
    /// AWS doesn't tell its limit; this one agrees with all that was seen to be taken and refused.
    pub fn is_too_complex(&self) -> bool {
        // Places between steps: the one behind a star is kept by any byte, the one before it is left without any.
        let mut steps: Vec<Option<u8>> = Vec::new();
        for (i, piece) in self.pieces.iter().enumerate() {
            if i > 0 {
                steps.push(None);
            }
            steps.extend(piece.bytes().map(Some));
        }
        let settle = |places: &mut Vec<usize>| {
            let mut i = 0;
            while i < places.len() {
                if steps.get(places[i]) == Some(&None) && !places.contains(&(places[i] + 1)) {
                    places.push(places[i] + 1);
                }
                i += 1;
            }
            places.sort_unstable();
        };
        let mut bytes: Vec<u8> = steps.iter().flatten().copied().collect();
        bytes.sort_unstable();
        bytes.dedup();
        let mut start = vec![0];
        settle(&mut start);
        let mut seen = HashSet::from([start.clone()]);
        let mut waiting = VecDeque::from([start]);
        while let Some(places) = waiting.pop_front() {
            for byte in &bytes {
                let mut next = Vec::new();
                for place in &places {
                    if *place > 0 && steps[place - 1].is_none() && next.last() != Some(place) {
                        next.push(*place);
                    }
                    if steps.get(*place) == Some(&Some(*byte)) {
                        next.push(place + 1);
                    }
                }
                settle(&mut next);
                if next.len() >= MOST_BEGINNINGS || seen.len() > MOST_SITUATIONS {
                    return true;
                }
                if !next.is_empty() && seen.insert(next.clone()) {
                    waiting.push_back(next);
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::Wildcard;

    fn wildcard(text: &str) -> Wildcard {
        Wildcard::parse(text).expect(text)
    }

    #[test]
    fn a_star_is_any_run() {
        for (text, value, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "anything", true),
            ("a*", "a", true),
            ("*a", "ba", true),
            ("a*a", "a", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "acb", false),
            ("a\\*b", "a*b", true),
            ("a\\*b", "axb", false),
            ("a\\\\b", "a\\b", true),
            ("a?b", "a?b", true),
            ("a?b", "axb", false),
            ("/data/*/x.txt", "/data/sub/other-x.txt", false),
            ("é*ü", "éü", true),
        ] {
            assert_eq!(wildcard(text).matches(value), expected, "{text} {value}");
        }
    }

    #[test]
    fn a_malformed_one_is_refused() {
        for (text, expected) in [
            ("a**", "Consecutive wildcard characters at pos 2"),
            ("é**", "Consecutive wildcard characters at pos 3"),
            ("a\\b", "Invalid escape character at pos 2"),
            ("\\", "Invalid escape character at pos 1"),
        ] {
            assert_eq!(Wildcard::parse(text), Err(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn repetition_behind_stars_is_complex() {
        for text in ["*:*:*:*:*:event-bus/*", "*aaaaaaaaaaaaaaaa", &"*ab".repeat(300)] {
            assert!(wildcard(text).is_too_complex(), "{text}");
        }
        for text in [
            "",
            "*",
            "arn:aws:events:us-east-1:*:event-bus/*",
            "/data/*/sub/sub/sub/sub/sub/x.txt",
            "*/dir/*",
            "*a*b*c*d*",
        ] {
            assert!(!wildcard(text).is_too_complex(), "{text}");
        }
    }

    #[test]
    fn a_hostile_value_takes_no_exponential_time() {
        let wildcard = wildcard(&format!("{}b", "*a".repeat(100)));
        assert!(!wildcard.matches(&"a".repeat(100_000)));
    }
}
