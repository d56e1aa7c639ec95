//! Templates: read once, with the places of their variables, and filled for each event.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html>

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::path::Path;
use crate::aws::json;
use crate::events::event::Event;
use crate::events::rule::Rule;

/// How many bytes a filled template may have: more than any target takes, and less than a template can make of a large
/// event that it names a thousand times.
const MOST_BYTES: usize = 10 << 20;

/// A template with the values it is filled with.
#[derive(Clone, Debug)]
pub struct Template {
    kind: Kind,
    pieces: Vec<Piece>,
    /// Each variable that is used, once.
    variables: Vec<Variable>,
}

/// What a template makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A JSON object.
    Json,
    /// One or more lines of text, each in quotation marks.
    Lines,
    /// Text that stands in no quotation marks: AWS takes the template and delivers nothing.
    Bare,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(Box<str>),
    /// The variable of this number.
    Value {
        variable: usize,
        quoted: bool,
    },
}

/// Where a value comes from.
#[derive(Clone, Debug)]
enum Variable {
    Path(Path),
    RuleArn,
    RuleName,
    IngestionTime,
    /// The event without its detail.
    Event,
    /// The whole event.
    EventJson,
}

impl Variable {
    /// The one of a name that AWS reserves.
    fn reserved(name: &str) -> Option<Self> {
        Some(match name {
            "aws.events.rule-arn" => Variable::RuleArn,
            "aws.events.rule-name" => Variable::RuleName,
            "aws.events.event.ingestion-time" => Variable::IngestionTime,
            "aws.events.event" => Variable::Event,
            "aws.events.event.json" => Variable::EventJson,
            _ => return None,
        })
    }
}

/// Why a template is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A placeholder names no variable.
    Placeholder(String),
    /// The whole event stands elsewhere than in a JSON template.
    EventJson,
}

impl Template {
    /// Reads a template; `paths` are the variables that it may name beside the reserved ones.
    ///
    /// # Errors
    /// The first placeholder that can't be filled.
    pub fn parse(text: &str, paths: &BTreeMap<&str, Path>) -> Result<Self, Refused> {
        let trimmed = text.trim();
        let kind = match trimmed.as_bytes() {
            [b'{', ..] => Kind::Json,
            [b'"', .., b'"'] => Kind::Lines,
            _ => Kind::Bare,
        };
        let mut template = Template { kind, pieces: Vec::new(), variables: Vec::new() };
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut quoted = false;
        let mut rest = text;
        while let Some((before, name, behind)) = next_placeholder(rest) {
            quoted = ends_quoted(before, quoted);
            template.text(before);
            let variable = match numbers.get(name) {
                Some(known) => *known,
                None => {
                    let path = || paths.get(name).cloned().map(Variable::Path);
                    let variable = Variable::reserved(name).or_else(path);
                    let variable = variable.ok_or_else(|| Refused::Placeholder(name.to_owned()))?;
                    if matches!(variable, Variable::EventJson) && kind != Kind::Json {
                        return Err(Refused::EventJson);
                    }
                    template.variables.push(variable);
                    numbers.insert(name, template.variables.len() - 1);
                    template.variables.len() - 1
                }
            };
            template.pieces.push(Piece::Value { variable, quoted });
            rest = behind;
        }
        template.text(rest);
        Ok(template)
    }

    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.pieces.push(Piece::Text(text.into()));
        }
    }

    /// What it comes to for one event.
    ///
    /// # Errors
    /// Why AWS would deliver nothing, in words.
    pub fn fill(&self, event: &Event, rule: &Rule) -> Result<String, String> {
        if self.kind == Kind::Bare {
            return Err("The input template is neither a JSON object nor text in quotation marks.".to_owned());
        }
        let values: Vec<Option<Cow<'_, str>>> =
            self.variables.iter().map(|variable| variable.value(event, rule)).collect();
        let mut out = String::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            if out.len() > MOST_BYTES {
                return Err(format!(
                    "The input template, filled with the event's values, has more than {MOST_BYTES} bytes."
                ));
            }
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Value { variable, quoted } => {
                    let value = values.get(*variable).and_then(Option::as_deref);
                    match (self.kind, quoted) {
                        (Kind::Json, false) => {
                            if self.is_key(at) {
                                return Err("A placeholder of the input template stands for an object's key.".into());
                            }
                            out.push_str(value.unwrap_or("\"\""));
                        }
                        (Kind::Json, true) => push_raw(&mut out, value, Cow::Borrowed),
                        _ => push_raw(&mut out, value, |json| json.replace('"', "").into()),
                    }
                }
            }
        }
        if self.kind == Kind::Json && !json::is_valid(&out) {
            return Err(format!(
                "The input template, filled with the event's values, is not valid JSON: {}",
                start(&out)
            ));
        }
        Ok(out)
    }

    /// Whether a colon follows a piece.
    fn is_key(&self, at: usize) -> bool {
        matches!(self.pieces.get(at + 1), Some(Piece::Text(text)) if text.trim_start().starts_with(':'))
    }
}

impl Variable {
    /// Its value as compact JSON, if the event has it.
    fn value<'e>(&self, event: &'e Event, rule: &Rule) -> Option<Cow<'e, str>> {
        let string = |text: &str| {
            let mut out = String::with_capacity(text.len() + 2);
            json::push_string(&mut out, text);
            Some(Cow::Owned(out))
        };
        match self {
            Variable::Path(path) => path.find(&event.text),
            Variable::RuleArn => string(&rule.arn),
            Variable::RuleName => string(&rule.name),
            Variable::IngestionTime => string(&event.ingested.to_seconds_text()),
            Variable::Event => Some(Cow::Owned(without_detail(&event.text))),
            Variable::EventJson => Some(Cow::Borrowed(&event.text)),
        }
    }
}

/// An event without its detail: AWS names and orders its members in another way there.
fn without_detail(envelope: &str) -> String {
    let order = [
        ("id", "id"),
        ("account", "account"),
        ("detailType", "detail-type"),
        ("time", "time"),
        ("source", "source"),
        ("region", "region"),
        ("resources", "resources"),
        ("version", "version"),
    ];
    let members: Vec<(&str, &str)> = json::members(envelope).collect();
    let mut out = String::from("{");
    for (name, known) in order {
        if let Some((_, value)) = members.iter().find(|(name, _)| json::says(name, known)) {
            if out.len() > 1 {
                out.push(',');
            }
            out.extend(["\"", name, "\":", *value]);
        }
    }
    out.push('}');
    out
}

/// Writes a value between quotation marks: nothing where it is missing, a scalar as the text that it is, without any
/// escapes; objects and lists by `composite`.
fn push_raw<'v>(out: &mut String, value: Option<&'v str>, composite: impl Fn(&'v str) -> Cow<'v, str>) {
    match value {
        None => {}
        Some(value) if value.starts_with('"') => out.push_str(&json::unquote(value)),
        Some(value) if value.starts_with(['{', '[']) => out.push_str(&composite(value)),
        Some(value) => out.push_str(value),
    }
}

/// The text before the next placeholder, its name, and the text behind it.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    for (at, _) in text.match_indices('<') {
        let inner = &text[at + 1..];
        let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c))).unwrap_or(inner.len());
        if end > 0 && inner[end..].starts_with('>') {
            return Some((&text[..at], &inner[..end], &inner[end + 1..]));
        }
    }
    None
}

/// Whether a string is open at the end of a text, given whether one is at its beginning.
fn ends_quoted(text: &str, mut quoted: bool) -> bool {
    let mut escaped = false;
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ => {}
        }
    }
    quoted
}

/// The first characters of a text.
fn start(text: &str) -> String {
    let mut start: String = text.chars().take(200).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}
