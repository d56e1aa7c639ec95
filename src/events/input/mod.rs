//! What a target gets of an event: all of it, a part, a text of its own, or a template that is filled.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html>

mod path;
mod template;

use super::api::{InputTransformer, Target};
use super::check::Members;
use super::error::Error;
use super::event::Event;
use super::rule::Rule;
use crate::aws::body::Body;
use crate::aws::json;
use crate::aws::text::Text;
use crate::aws::time::Time;
use path::Path;
use template::{Refused, Template};

/// How many characters the texts may have, by AWS's model.
const LONGEST_TEXT: usize = 8192;
const LONGEST_PATH: usize = 256;
const LONGEST_VARIABLE: usize = 256;

/// How many variables a map may have.
const MOST_VARIABLES: usize = 100;

/// What a target gets, and what goes along with it.
#[derive(Clone, Debug)]
pub struct Input {
    content: Content,
    service: Service,
}

/// What a target gets.
#[derive(Clone, Debug)]
enum Content {
    /// The whole event.
    Event,
    /// Always the same.
    Constant(Body),
    /// A part of it.
    Part(Path),
    /// A filled template.
    Template(Box<Template>),
}

/// What the target's service asks beside.
#[derive(Clone, Debug)]
enum Service {
    Other,
    /// A stream wants a key: the value of a path, or the event's id.
    Kinesis(Option<Path>),
    /// A template for a log group makes a log event.
    Logs,
}

impl Input {
    /// What a target is set to.
    ///
    /// # Errors
    /// `ValidationException`.
    pub fn of(target: &Target) -> Result<Self, Error> {
        let id = target.id.as_deref().unwrap_or_default();
        let path = |text: &str| {
            Path::parse(text).ok_or_else(|| Error::validation(format!("InputPath for target {id} is invalid.")))
        };
        let content = match (&target.input, &target.input_path, &target.input_transformer) {
            (None, None, None) => Content::Event,
            (Some(text), None, None) if json::is_valid(text) => Content::Constant(Body::new(text.as_str().into())),
            (Some(_), None, None) => {
                return Err(Error::validation(format!("JSON syntax error in input for target {id}")));
            }
            (None, Some(text), None) => Content::Part(path(text)?),
            (None, None, Some(InputTransformer { input_paths_map, input_template })) => {
                let paths = input_paths_map.iter().flat_map(|map| &map.0);
                let paths = paths.map(|(name, text)| Ok((name.as_str(), path(text)?))).collect::<Result<_, Error>>()?;
                let template = input_template.as_deref().unwrap_or_default();
                Content::Template(Template::parse(template, &paths).map_err(|why| refused(id, &why))?.into())
            }
            _ => {
                return Err(Error::validation(format!(
                    "Only one of Input, InputPath, or InputTransformer must be provided for target {id}."
                )));
            }
        };
        let service = match target.arn.as_deref().and_then(|arn| arn.split(':').nth(2)) {
            Some("kinesis") => {
                let key = target.kinesis_parameters.as_ref().and_then(|given| given.partition_key_path.as_deref());
                let wrong = || Error::validation(format!("PartitionKeyPath for target {id} is invalid."));
                Service::Kinesis(key.map(|text| Path::parse(text).ok_or_else(wrong)).transpose()?)
            }
            Some("logs") => Service::Logs,
            _ => Service::Other,
        };
        Ok(Input { content, service })
    }

    /// What AWS's model says of a target's input; `target` is the target's path, such as `targets.1.member`.
    pub fn check(members: &mut Members, target: &str, given: &Target) {
        let member = |name: &str| format!("{target}.{name}");
        members.length(&member("input"), given.input.as_ref(), 0, LONGEST_TEXT);
        members.length(&member("inputPath"), given.input_path.as_ref(), 0, LONGEST_PATH);
        let Some(InputTransformer { input_paths_map, input_template }) = &given.input_transformer else { return };
        if let Some(map) = input_paths_map {
            check_map(members, &member("inputTransformer.inputPathsMap"), &map.0);
        }
        let member = member("inputTransformer.inputTemplate");
        members.required(&member, input_template.as_ref()).length(&member, input_template.as_ref(), 1, LONGEST_TEXT);
    }

    /// What it comes to for one event; `whole` is the event itself.
    ///
    /// # Errors
    /// Why AWS would deliver nothing, in words.
    pub fn payload(&self, event: &Event, rule: &Rule, whole: impl FnOnce() -> Body) -> Result<Body, String> {
        match &self.content {
            Content::Event => Ok(whole()),
            Content::Constant(body) => Ok(body.clone()),
            Content::Part(path) => match path.find(&event.text) {
                Some(part) => Ok(Body::new(part.into())),
                None => Err("The event has nothing where the InputPath leads to.".to_owned()),
            },
            Content::Template(template) => {
                let text = template.fill(event, rule)?;
                if matches!(self.service, Service::Logs) && !is_log_event(&text) {
                    return Err(
                        "What the input template makes for a log group must be an object of a timestamp and a \
                                message."
                            .to_owned(),
                    );
                }
                Ok(Body::new(text.into()))
            }
        }
    }

    /// When an event happened, for a log group to note.
    pub fn happened(&self, event: &Event) -> Option<Time> {
        let is_time = |(name, _): &(&str, &str)| *name == "\"time\"";
        let time = matches!(self.service, Service::Logs).then(|| json::members(&event.text).find(is_time))?;
        Time::parse(&json::unquote(time?.1))
    }

    /// The partition key that an event has in a stream; none where the target isn't one.
    pub fn partition_key(&self, event: &Event) -> Option<Text> {
        let Service::Kinesis(path) = &self.service else { return None };
        let found = path.as_ref().and_then(|path| path.find(&event.text));
        Some(match found {
            Some(string) if string.starts_with('"') => json::unquote(&string).as_ref().into(),
            Some(value) => value.as_ref().into(),
            None => event.id.clone(),
        })
    }
}

fn refused(id: &str, why: &Refused) -> Error {
    Error::validation(match why {
        Refused::Placeholder(name) => format!("InputTemplate for target {id} contains invalid placeholder {name}."),
        Refused::EventJson => format!(
            "InputTemplate for target {id} contains placeholder aws.events.event.json valid only for JSON template."
        ),
    })
}

/// The names of a map's variables, how many there are, and the lengths of their paths.
fn check_map(members: &mut Members, member: &str, map: &[(String, String)]) {
    let pairs: Vec<String> = map.iter().map(|(name, path)| format!("{name}={path}")).collect();
    let shown = format!("{{{}}}", pairs.join(", "));
    let is_name = |name: &String| {
        (1..=LONGEST_VARIABLE).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    let count = format!("have length less than or equal to {MOST_VARIABLES}");
    members.unless(map.len() <= MOST_VARIABLES, member, &shown, &count);
    if !map.iter().all(|(name, _)| is_name(name)) {
        let names = format!(
            "satisfy constraint: [Member must have length less than or equal to {LONGEST_VARIABLE}, Member must have \
             length greater than or equal to 1, Member must satisfy regular expression pattern: [A-Za-z0-9\\_\\-]+]"
        );
        members.wrong_keys(member, &shown, &names);
    }
    let paths = format!(
        "satisfy constraint: [Member must have length less than or equal to {LONGEST_PATH}, Member must have length \
         greater than or equal to 0]"
    );
    let fits = map.iter().all(|(_, path)| path.chars().count() <= LONGEST_PATH);
    members.unless(fits, member, &shown, &paths);
}

/// Whether a filled template is what CloudWatch Logs takes.
fn is_log_event(text: &str) -> bool {
    let text = json::compact(text, json::DEEPEST).unwrap_or_default();
    let mut names: Vec<_> = json::members(&text).map(|(name, _)| json::unquote(name)).collect();
    names.sort_unstable();
    names == ["message", "timestamp"]
}
