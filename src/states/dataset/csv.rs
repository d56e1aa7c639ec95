//! Text in rows and columns, by the rules of Step Functions rather than RFC 4180: a backslash escapes what would mean
//! something, and vanishes before anything else.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/example-csv-parse-dist-map.html>

use bytes::Bytes;
use serde_json::{Map, Value};

use super::failed;
use crate::aws::text::Text;
use crate::states::run::Failure;

/// The names of all columns may have so many bytes together.
const LONGEST_HEADER: usize = 10 << 10;

/// The rows of a text, without those that have nothing in them.
pub struct Rows {
    text: Bytes,
    at: usize,
    delimiter: u8,
}

impl Rows {
    /// Of a text in UTF-8; what isn't is replaced as Java replaces it.
    pub fn new(text: Bytes, delimiter: u8) -> Self {
        let text = match std::str::from_utf8(&text) {
            Ok(_) => text,
            Err(_) => String::from_utf8_lossy(&text).into_owned().into(),
        };
        // Excel begins its files with a mark.
        let at = if text.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        Rows { text, at, delimiter }
    }

    /// Whether a line ends here; takes the end of it.
    fn ends(&mut self) -> bool {
        match self.text.get(self.at) {
            None => true,
            Some(b'\n') => {
                self.at += 1;
                true
            }
            Some(b'\r') if self.text.get(self.at + 1) == Some(&b'\n') => {
                self.at += 2;
                true
            }
            Some(_) => false,
        }
    }

    /// The next value; whether it is the last of its row.
    fn value(&mut self) -> (String, bool) {
        let mut value = Vec::new();
        let quoted = self.text.get(self.at) == Some(&b'"');
        let mut inside = quoted;
        self.at += usize::from(quoted);
        loop {
            if !inside && self.ends() {
                return (text(value), true);
            }
            let Some(byte) = self.text.get(self.at).copied() else { return (text(value), true) };
            self.at += 1;
            let next = self.text.get(self.at).copied();
            match byte {
                b'"' if inside && next == Some(b'"') => {
                    self.at += 1;
                    value.push(b'"');
                }
                b'"' if inside => inside = false,
                b'\\' => {
                    if let Some(meant) = next.filter(|next| [b'\\', b'"', self.delimiter].contains(next)) {
                        self.at += 1;
                        value.push(meant);
                    }
                }
                byte if byte == self.delimiter && !inside => return (text(value), false),
                byte => value.push(byte),
            }
        }
    }
}

/// Cut between characters only, it is UTF-8 still.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

impl Iterator for Rows {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        while self.at < self.text.len() && self.ends() {}
        if self.at >= self.text.len() {
            return None;
        }
        let mut row = Vec::new();
        loop {
            let (value, last) = self.value();
            row.push(value);
            if last {
                return Some(row);
            }
        }
    }
}

/// The names of columns.
pub struct Columns {
    /// Each with its place, in the order in which an item shows them.
    shown: Vec<(Text, usize)>,
}

impl Columns {
    /// Of these names.
    ///
    /// # Errors
    /// Two are the same, or they are too long.
    pub fn new(names: Vec<Text>) -> Result<Self, Failure> {
        if names.iter().map(|name| name.len()).sum::<usize>() > LONGEST_HEADER {
            return Err(failed(format!("CSV headers cannot be longer than {LONGEST_HEADER} bytes.")));
        }
        let mut sorted: Vec<&Text> = names.iter().collect();
        sorted.sort_unstable();
        if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(failed("CSV headers cannot contain duplicates."));
        }
        let mut shown: Vec<(Text, usize)> = names.into_iter().zip(0..).collect();
        let size = table_size(shown.len());
        shown.sort_by_key(|(name, _)| java_hash(name) & (size - 1));
        Ok(Columns { shown })
    }

    /// A row as an item. Values that aren't there are empty, and those without a name are dropped.
    pub fn name(&self, mut row: Vec<String>) -> Value {
        let mut item = Map::with_capacity(self.shown.len());
        for (name, place) in &self.shown {
            let value = row.get_mut(*place).map(std::mem::take).unwrap_or_default();
            item.insert(name.to_string(), Value::String(value));
        }
        Value::Object(item)
    }
}

/// How large the table of a Java `HashMap` is that has so many entries: AWS shows the values of a row in its order.
fn table_size(entries: usize) -> u32 {
    let mut size = 16;
    while entries > size as usize / 4 * 3 {
        size *= 2;
    }
    size
}

/// The hash of a text in such a table.
fn java_hash(text: &str) -> u32 {
    let hash = text.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(unit.into()));
    hash ^ hash >> 16
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, delimiter: u8, expected: &[&[&str]]) {
        let rows: Vec<Vec<String>> = Rows::new(Bytes::copy_from_slice(text.as_bytes()), delimiter).collect();
        assert_eq!(rows, expected, "{text:?}");
    }

    #[test]
    fn rows_and_values() {
        check("a,b\n1,2\n", b',', &[&["a", "b"], &["1", "2"]]);
        check("a,b\r\n\r\n1,2", b',', &[&["a", "b"], &["1", "2"]]);
        check(",,,\n   \n,", b',', &[&["", "", "", ""], &["   "], &["", ""]]);
        check("\u{feff}é|ü\n", b'|', &[&["é", "ü"]]);
        check("", b',', &[]);
        check("\n\n", b',', &[]);
        check("a\tb", b'\t', &[&["a", "b"]]);
    }

    #[test]
    fn quotes_and_backslashes() {
        check("\"a,b\nc\",\"d\"\"e\"", b',', &[&["a,b\nc", "d\"e"]]);
        check("a\"b,\"c\"d", b',', &[&["a\"b", "cd"]]);
        check(
            "path,size\nC:\\\\Program Files\\\\A.exe,65",
            b',',
            &[&["path", "size"], &["C:\\Program Files\\A.exe", "65"]],
        );
        check("a\\,b\\x\\\"c", b',', &[&["a,bx\"c"]]);
        check("\"open,", b',', &[&["open,"]]);
        check("end\\", b',', &[&["end"]]);
    }

    #[test]
    fn items_are_shown_as_a_hash_map_has_them() {
        let item = |names: &[&str], row: &[&str]| {
            let columns = Columns::new(names.iter().map(|name| Text::from(*name)).collect()).expect("columns");
            columns.name(row.iter().map(|value| (*value).to_owned()).collect()).to_string()
        };
        assert_eq!(item(&["0", "True", "{}"], &["a", "b", "c"]), r#"{"0":"a","{}":"c","True":"b"}"#);
        assert_eq!(item(&["H1", ""], &["a"]), r#"{"":"","H1":"a"}"#);
        assert_eq!(
            item(&["userId", "movieId", "rating", "timestamp"], &["1", "307", "3.5", "1256677221", "more"]),
            json!({ "rating": "3.5", "movieId": "307", "userId": "1", "timestamp": "1256677221" }).to_string()
        );
    }

    #[test]
    fn names_must_differ() {
        let same = Columns::new(vec!["a".into(), "b".into(), "a".into()]).err().expect("a refusal");
        assert_eq!(same.cause.as_deref(), Some("CSV headers cannot contain duplicates."));
        assert!(Columns::new(vec!["a".repeat(LONGEST_HEADER + 1).into()]).is_err());
    }
}
