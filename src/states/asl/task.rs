//! `Task` states.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html>

use serde_json::Value;

use super::data::Payload;
use super::definition::LONGEST_TIMEOUT;
use super::reader::{Object, Reader};
use super::resource::{Invocation, Pattern, Resource};
use super::retry::{Catcher, Retrier, read_catch, read_retry};
use super::setting::{self, Setting};
use super::state::{Next, read_next};
use super::{Kind, QueryLanguage};

/// A `Task` state.
#[derive(Clone, Debug)]
pub struct Task {
    /// What it calls.
    pub resource: Resource,
    /// An object with the `RoleArn` of another role to call it in.
    pub credentials: Option<Payload>,
    /// How long it may take, in seconds.
    pub timeout: Option<Setting<u64>>,
    /// How long it may be silent, in seconds.
    pub heartbeat: Option<Setting<u64>>,
    /// In order.
    pub retry: Vec<Retrier>,
    /// In order.
    pub catch: Vec<Catcher>,
    /// What follows.
    pub next: Next,
}

impl Task {
    pub(super) fn read(reader: &mut Reader, object: &Object) -> Option<Task> {
        reader.require(object, &["Resource"]);
        let resource = reader.text(object, "Resource").and_then(|arn| read_resource(reader, object, arn));
        let credentials = read_credentials(reader, object, resource.as_ref());
        if let Some(resource) = &resource {
            check_parameters(reader, object, resource);
        }
        let timeout = setting::integer(reader, object, "TimeoutSeconds", 1..=LONGEST_TIMEOUT);
        let heartbeat = setting::integer(reader, object, "HeartbeatSeconds", 1..=LONGEST_TIMEOUT);
        if let (Some(Setting::Literal(timeout)), Some(Setting::Literal(heartbeat))) = (&timeout, &heartbeat)
            && heartbeat >= timeout
        {
            reader.refuse(&object.at, "'HeartbeatSeconds' should be smaller than 'TimeoutSeconds'");
        }
        let retry = read_retry(reader, object);
        let catch = read_catch(reader, object);
        let next = read_next(reader, object);
        Some(Task { resource: resource?, credentials, timeout, heartbeat, retry, catch, next: next? })
    }
}

fn read_resource(reader: &mut Reader, object: &Object, arn: &str) -> Option<Resource> {
    let at = object.at("Resource");
    let resource = match Resource::parse(arn) {
        Ok(resource) => resource,
        Err(error) => {
            reader.refuse(&at, error.to_string());
            return None;
        }
    };
    if reader.kind == Kind::Express {
        let unsupported = match resource.pattern() {
            // Recorded: with a blank behind it.
            Pattern::WaitForTaskToken => Some("'.waitForTaskToken' service integration "),
            Pattern::Sync | Pattern::Sync2 => Some("'.sync' service integration"),
            Pattern::RequestResponse => None,
        };
        let activity = matches!(resource.invocation, Invocation::Activity).then_some("Activity ARN");
        if let Some(what) = unsupported.or(activity) {
            reader.refuse(&at, format!("Express state machine does not support {what}"));
        }
    }
    Some(resource)
}

fn read_credentials(reader: &mut Reader, object: &Object, resource: Option<&Resource>) -> Option<Payload> {
    let credentials = reader.member(object, "Credentials")?;
    if resource.is_some_and(|resource| matches!(resource.invocation, Invocation::Activity)) {
        reader.refuse(&object.at, "The field 'Credentials' is not supported for activities");
    }
    require_member(reader, &credentials, "RoleArn");
    Payload::read(reader, object, "Credentials")
}

/// A field that a service asks for, also as one to be evaluated.
fn require_member(reader: &mut Reader, object: &Object, name: &str) {
    let evaluated = format!("{name}.$");
    let there = |known: &str| known == name || object.language == QueryLanguage::JsonPath && known == evaluated;
    if !object.members.keys().any(|known| there(known)) {
        reader.refuse(&object.at, format!("The field '{name}' is required but was missing"));
    }
}

/// The payload of a service integration has what the service asks for, and nothing that it doesn't know.
fn check_parameters(reader: &mut Reader, object: &Object, resource: &Resource) {
    let integration = match resource.invocation {
        Invocation::Optimized { integration, .. } => Some(integration),
        Invocation::Sdk { .. } => None,
        Invocation::Lambda | Invocation::Activity => return,
    };
    let field = match object.language {
        QueryLanguage::JsonPath => "Parameters",
        QueryLanguage::Jsonata => "Arguments",
    };
    let Some(value) = object.get(field) else {
        let message = format!("{field} field is required for resource ARN: {}", resource.arn());
        return reader.refuse(&object.at("Resource"), message);
    };
    if object.language == QueryLanguage::Jsonata && !value.is_object() {
        // An expression, whose value nobody knows yet.
        return;
    }
    let Some(parameters) = reader.object(value, object.at(field), object.language) else { return };
    let Some(integration) = integration else { return };
    for path in integration.required {
        require_deep(reader, &parameters, path);
    }
    for name in parameters.members.keys() {
        let plain = match object.language {
            QueryLanguage::JsonPath => name.strip_suffix(".$").unwrap_or(name),
            QueryLanguage::Jsonata => name,
        };
        if !integration.accepts(plain) {
            reader.refuse(&parameters.at, format!("The field \"{plain}\" is not supported by Step Functions"));
        }
    }
}

/// `Authentication.ConnectionArn` is the second in the first.
fn require_deep(reader: &mut Reader, object: &Object, path: &str) {
    let Some((outer, inner)) = path.split_once('.') else { return require_member(reader, object, path) };
    require_member(reader, object, outer);
    if let Some(Value::Object(members)) = object.members.get(outer) {
        let outer = Object { members, at: object.at(outer), language: object.language };
        require_member(reader, &outer, inner);
    }
}
