//! The shapes of responses, out of AWS's public service models: member names, types, bounds. `tools/shapes/derive.py`
//! makes the table and says how it is written.

use std::io::Read;
use std::sync::OnceLock;

use flate2::read::DeflateDecoder;
use serde_json::Value;

/// The table, deflated.
static PACKED: &[u8] = include_bytes!("shapes.deflate");

/// How closely a value is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// What is required must be there, and what is there must be right.
    Strict,
    /// What is there must be right.
    Present,
}

/// A shape of a service.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The service's lines, shapes first.
    lines: &'static [&'static str],
    number: usize,
}

/// The lines of the table, unpacked when somebody first asks.
fn table() -> &'static [&'static str] {
    static LINES: OnceLock<Vec<&'static str>> = OnceLock::new();
    LINES.get_or_init(|| {
        let mut text = String::new();
        // What is part of the program can be read; if not, no service is known.
        _ = DeflateDecoder::new(PACKED).read_to_string(&mut text);
        let text: &'static str = text.leak();
        text.lines().collect()
    })
}

/// The lines of a service by its name in `aws-sdk:`.
fn service(name: &str) -> Option<&'static [&'static str]> {
    let all = table();
    let start = all.iter().position(|line| line.strip_prefix('@') == Some(name))? + 1;
    let rest = &all[start..];
    let end = rest.iter().position(|line| line.starts_with('@')).unwrap_or(rest.len());
    Some(&rest[..end])
}

/// The shape of what an operation answers; the action as in `aws-sdk:s3:getObject`.
pub fn response(service_name: &str, action: &str) -> Option<Shape> {
    let lines = service(service_name)?;
    let operations = lines.iter().filter_map(|line| line.strip_prefix('='));
    let mut parts = operations.map(|line| line.split_once('\t').unwrap_or((line, "")));
    let (_, number) = parts.find(|(name, _)| name.eq_ignore_ascii_case(action))?;
    // One without a response gives an empty object: a shape that isn't there takes any.
    Some(Shape { lines, number: number.parse().unwrap_or(usize::MAX) })
}

impl Shape {
    fn line(self) -> &'static str {
        self.lines.get(self.number).copied().filter(|line| !line.starts_with('=')).unwrap_or("*")
    }

    fn at(self, number: &str) -> Shape {
        Shape { number: number.parse().unwrap_or(usize::MAX), ..self }
    }

    /// The members of a structure: name, whether it is required, shape.
    fn members(self) -> impl Iterator<Item = (&'static str, bool, Shape)> {
        let mut parts = self.line().split('\t').skip(1);
        std::iter::from_fn(move || Some((parts.next()?, parts.next()?))).map(move |(name, number)| {
            let bare = name.strip_prefix('!');
            (bare.unwrap_or(name), bare.is_some(), self.at(number))
        })
    }

    /// The shape of a member, or of what is in it where it is a list.
    pub fn member(self, name: &str) -> Option<Shape> {
        let (.., shape) = self.members().find(|(known, ..)| *known == name)?;
        Some(shape.line().strip_prefix('[').map_or(shape, |inside| self.at(inside)))
    }

    /// Checks a value that is an object; what is wrong with it first. The members in `free` can be anything. Members
    /// that the model doesn't know are let by, as AWS does.
    pub fn check(self, value: &Value, mode: Mode, free: &[&str]) -> Result<(), String> {
        for (name, required, shape) in self.members() {
            match value.get(name).filter(|value| !value.is_null()) {
                None if required && mode == Mode::Strict => return Err(format!("Required field '{name}' is missing")),
                None => {}
                Some(_) if free.contains(&name) => {}
                Some(value) => shape.check_field(name, value, mode)?,
            }
        }
        Ok(())
    }

    fn check_field(self, name: &str, value: &Value, mode: Mode) -> Result<(), String> {
        let wrong = |wanted: &str| Err(format!("Field '{name}' must be {wanted}"));
        let line = self.line();
        let rest = line.get(1..).unwrap_or_default();
        match line.as_bytes().first() {
            Some(b'{') => match value {
                Value::Object(_) => self.check(value, mode, &[]),
                _ => wrong("an object"),
            },
            Some(b'[') => match value {
                Value::Array(items) => items.iter().try_for_each(|item| self.at(rest).check_field(name, item, mode)),
                _ => wrong("an array"),
            },
            Some(b'<') => match value {
                Value::Object(members) => {
                    members.values().try_for_each(|member| self.at(rest).check_field(name, member, mode))
                }
                _ => wrong("an object"),
            },
            Some(b'"') => match value {
                Value::String(text) => check_text(name, text, rest),
                _ => wrong("a string"),
            },
            Some(b'#') => match value {
                Value::Number(number) => check_number(name, number.as_f64().unwrap_or_default(), rest),
                _ => wrong("a number"),
            },
            Some(b'?') if !value.is_boolean() => wrong("a boolean"),
            _ => Ok(()),
        }
    }
}

/// The bounds behind the sign of a shape.
fn bounds(rest: &'static str) -> (Option<f64>, Option<f64>, impl Iterator<Item = &'static str> + Clone) {
    let mut parts = rest.split('\t').skip(1);
    let mut bound = || parts.next().and_then(|part| part.parse().ok());
    (bound(), bound(), parts)
}

fn check_text(name: &str, text: &str, rest: &'static str) -> Result<(), String> {
    let (least, most, mut words) = bounds(rest);
    let count = text.chars().count() as f64;
    let is_limited = words.clone().next().is_some();
    let wrong = if is_limited && !words.any(|word| word == text) {
        "is not an expected value"
    } else if least.is_some_and(|least| count < least) {
        "is smaller than the minimum length"
    } else if most.is_some_and(|most| count > most) {
        "exceeds the maximum length"
    } else {
        return Ok(());
    };
    Err(format!("Field '{name}' {wrong}"))
}

fn check_number(name: &str, number: f64, rest: &'static str) -> Result<(), String> {
    let (least, most, _) = bounds(rest);
    let wrong = if least.is_some_and(|least| number < least) {
        "is less than the minimum value"
    } else if most.is_some_and(|most| number > most) {
        "exceeds the maximum value"
    } else {
        return Ok(());
    };
    Err(format!("Field '{name}' {wrong}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(operation: (&str, &str), value: Value, mode: Mode, expected: Result<(), &str>) {
        let shape = response(operation.0, operation.1).expect("a shape");
        let found = shape.check(&value, mode, &[]);
        assert_eq!(found, expected.map_err(str::to_owned), "{value}");
    }

    #[test]
    fn the_table_is_small_and_whole() {
        assert!(PACKED.len() < 300_000, "{}", PACKED.len());
        let mut services = 0;
        for (at, name) in table().iter().enumerate().filter_map(|(at, line)| Some((at, line.strip_prefix('@')?))) {
            services += 1;
            let lines = service(name).expect("a service");
            assert!(std::ptr::eq(&table()[at + 1], &lines[0]), "{name} is there once");
            for line in lines {
                let signs = "{[<\"#?*=";
                assert!(signs.contains(|sign| line.starts_with(sign)), "{name}: {line}");
            }
            for number in 0..lines.len() {
                let shape = Shape { lines, number };
                let inside = shape.line().strip_prefix(['[', '<']).map(|inside| shape.at(inside));
                let members = shape.line().starts_with('{').then(|| shape.members().map(|(.., shape)| shape));
                for inside in inside.into_iter().chain(members.into_iter().flatten()) {
                    assert!(!lines[inside.number].starts_with('='), "{name} {number}");
                }
            }
        }
        assert!(services > 70, "{services}");
        let own = ["eventbridge", "lambda", "cloudwatchlogs", "pipes", "s3", "scheduler", "sfn", "sns", "sqs"];
        assert!(own.iter().all(|name| service(name).is_some()));
    }

    #[test]
    fn types_bounds_words_and_what_is_required() {
        let (start, put) = (("sfn", "startExecution"), ("eventbridge", "putEvents"));
        check(start, json!({}), Mode::Strict, Err("Required field 'ExecutionArn' is missing"));
        check(start, json!({ "other": 1 }), Mode::Present, Ok(()));
        check(start, json!({ "StartDate": 1 }), Mode::Present, Err("Field 'StartDate' must be a string"));
        check(put, json!({ "Entries": {} }), Mode::Strict, Err("Field 'Entries' must be an array"));
        let entries = json!({ "Entries": [{ "EventId": "a" }, { "EventId": [] }] });
        check(put, entries, Mode::Strict, Err("Field 'EventId' must be a string"));
        let wrong = json!({ "StorageClass": "Papyrus" });
        check(("s3", "getObject"), wrong, Mode::Strict, Err("Field 'StorageClass' is not an expected value"));
        let short = json!({ "CiphertextBlob": "" });
        check(
            ("kms", "encrypt"),
            short,
            Mode::Strict,
            Err("Field 'CiphertextBlob' is smaller than the minimum length"),
        );
        let function = |size: u64| json!({ "Configuration": { "MemorySize": size } });
        let get = ("lambda", "getFunction");
        check(get, function(127), Mode::Present, Err("Field 'MemorySize' is less than the minimum value"));
        check(get, function(10_241), Mode::Present, Err("Field 'MemorySize' exceeds the maximum value"));
        check(get, function(1024), Mode::Strict, Ok(()));
        let body = json!({ "Md5OfMessageBody": 1 });
        check(("sqs", "sendMessage"), body, Mode::Strict, Err("Field 'Md5OfMessageBody' must be a string"));
        check(("sqs", "deleteMessage"), json!({ "any": 1 }), Mode::Strict, Ok(()));
        assert!(response("sqs", "noSuch").is_none() && response("nosuch", "sendMessage").is_none());
    }
}
