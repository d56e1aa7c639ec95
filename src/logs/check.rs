//! Checks of a request's structure: what the model of CloudWatch Logs says of names, numbers and tags, in AWS's words.

use super::Error;
use crate::aws::arn::Arn;
pub use crate::aws::check::Members;
use crate::aws::pairs::Pairs;
use crate::aws::scope::Scope;

/// How many characters the name of a log group or a log stream may have.
pub const LONGEST_NAME: usize = 512;

/// How many tags a log group may have.
pub const MOST_TAGS: usize = 50;

const KEY: &str = r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$";
const VALUE: &str = r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$";

/// What AWS looks at before its model: names that are too long.
///
/// # Errors
/// `InvalidParameterException`.
pub fn names<const N: usize>(names: [Option<&String>; N]) -> Result<(), Error> {
    match names.into_iter().flatten().any(|name| name.chars().count() > LONGEST_NAME) {
        true => Err(Error::invalid("Invalid LogGroup or LogStream, both must have length less than or equal to 512.")),
        false => Ok(()),
    }
}

/// The log group that one of two members names.
///
/// # Errors
/// `ValidationException`; `ResourceNotFoundException` for the ARN of somebody else's.
pub fn either(at: &Scope, name: Option<String>, identifier: Option<String>) -> Result<String, Error> {
    match (name, identifier) {
        (Some(_), Some(_)) => {
            Err(Error::Validation("LogGroup name and LogGroup ARN are mutually exclusive parameters."))
        }
        (None, None) => Err(Error::Validation("LogGroup name or LogGroup ARN must be specified.")),
        (Some(name), None) => Ok(name),
        (None, Some(identifier)) => identified(at, &identifier).ok_or(Error::NoGroup),
    }
}

/// The log group of a caller by its name or its ARN.
pub fn identified(at: &Scope, identifier: &str) -> Option<String> {
    if !identifier.starts_with("arn:") {
        return Some(identifier.to_owned());
    }
    let arn: Arn = identifier.parse().ok()?;
    let name = of_arn(&arn).filter(|_| arn.scope == *at)?;
    Some(name.to_owned())
}

/// The name of the log group that an ARN belongs to: its own, also with the `:*` that stands for its streams.
pub fn of_arn(arn: &Arn) -> Option<&str> {
    let rest = arn.resource.strip_prefix("log-group:").filter(|_| arn.service == "logs")?;
    rest.split(':').next().filter(|name| !name.is_empty())
}

fn is_group_name(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_/#".contains(&byte))
}

fn is_tag(text: &str) -> bool {
    // The separators of \p{Z} are not all white space, but what is both is enough.
    let known = |c: char| c.is_alphanumeric() || "_.:/=+-@".contains(c);
    text.chars().all(|c| known(c) || (c.is_whitespace() && !c.is_control()))
}

impl Members {
    /// The name of a log group, where it is given.
    pub fn group_name(&mut self, member: &str, name: Option<&String>) -> &mut Self {
        self.pattern(member, name, is_group_name, r"[\.\-_/#A-Za-z0-9]+").length(member, name, 1, LONGEST_NAME)
    }

    /// The name of a log group that must be there.
    pub fn log_group(&mut self, name: Option<&String>) -> &mut Self {
        self.required("logGroupName", name).group_name("logGroupName", name)
    }

    /// The name of a log stream, or the beginning of one.
    pub fn stream_name(&mut self, member: &str, name: Option<&String>) -> &mut Self {
        self.pattern(member, name, |name| !name.contains([':', '*']), "[^:*]*").length(member, name, 1, LONGEST_NAME)
    }

    /// The name of a log stream that must be there.
    pub fn log_stream(&mut self, name: Option<&String>) -> &mut Self {
        self.required("logStreamName", name).stream_name("logStreamName", name)
    }

    /// A log group by its name or ARN.
    pub fn group_identifier(&mut self, member: &str, identifier: Option<&String>) -> &mut Self {
        let allowed = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "_#+=/:,.@-*".contains(c));
        self.pattern(member, identifier, allowed, r"[\w#+=/:,.@-]*").length(member, identifier, 1, 2048)
    }

    /// A point in time, in milliseconds.
    pub fn millis(&mut self, member: &str, millis: Option<i64>) -> &mut Self {
        self.range(member, millis, 0, i64::MAX)
    }

    /// How many items a page may have, and what it comes after.
    pub fn page_of(&mut self, limit: Option<i64>, most: i64, token: Option<&String>) -> &mut Self {
        self.range("limit", limit, 1, most).length("nextToken", token, 1, usize::MAX)
    }

    /// The tags of a log group.
    pub fn log_tags(&mut self, tags: Option<&Pairs<String>>) -> &mut Self {
        let Some(tags) = tags else { return self };
        let shown = || {
            let pairs: Vec<String> = tags.0.iter().map(|(key, value)| format!("{key}={value}")).collect();
            format!("{{{}}}", pairs.join(", "))
        };
        if !(1..=MOST_TAGS).contains(&tags.0.len()) {
            self.count("tags", &shown(), tags.0.len(), 1, MOST_TAGS);
        }
        let key_holds = |key: &str| (1..=128).contains(&key.chars().count()) && is_tag(key);
        if !tags.0.iter().all(|(key, _)| key_holds(key)) {
            let rule = format!(
                "satisfy constraint: [Member must have length less than or equal to 128, Member must have length \
                 greater than or equal to 1, Member must satisfy regular expression pattern: {KEY}]"
            );
            self.wrong_keys("tags", &shown(), &rule);
        }
        if !tags.0.iter().all(|(_, value)| value.chars().count() <= 256 && is_tag(value)) {
            let rule = format!(
                "satisfy constraint: [Member must have length less than or equal to 256, Member must satisfy regular \
                 expression pattern: {VALUE}]"
            );
            self.unless(false, "tags", &shown(), &rule);
        }
        self
    }

    /// The keys of tags.
    pub fn log_tag_keys(&mut self, member: &str, keys: Option<&Vec<String>>, least: usize) -> &mut Self {
        let count = keys.map_or(least, Vec::len);
        self.required(member, keys).count(member, "[]", count, least, usize::MAX).lengths(member, keys, 1, 128)
    }
}
