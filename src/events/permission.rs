//! A bus's policy, and the two operations that add and remove its statements.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html>

use serde_json::{Map, Value, json};

use super::Events;
use super::api::*;
use super::bus::Bus;
use super::check::Members;
use super::error::Error;
use crate::aws::policy::{document, statements};
use crate::aws::scope::{Caller, is_account};

/// The one action that a statement made of its parts can grant.
const ACTION: &str = "events:PutEvents";

/// How many characters a policy may have.
const LONGEST_POLICY: usize = 10_240;

impl Events {
    /// PutPermission: a statement instead of the one of its id, or a policy instead of the whole.
    pub(super) fn put_permission(&self, at: &Caller<'_>, input: PutPermissionRequest) -> Result<(), Error> {
        check(&input)?;
        let bus = self.own_bus(at, input.event_bus_name.as_deref())?;
        let now = self.now();
        let change = change(&bus, input)?;
        let mut state = bus.open()?;
        let policy = match change {
            Change::Policy(policy) => policy,
            Change::Statement(statement) => with_statement(state.policy.clone(), statement),
        };
        let length = serde_json::to_string(&policy).map_or(0, |text| text.chars().count());
        if length > LONGEST_POLICY {
            return Err(Error::PolicyLengthExceeded);
        }
        state.policy = Some(policy);
        state.modified = now;
        Ok(())
    }

    /// RemovePermission. With its last statement a policy goes as well.
    pub(super) fn remove_permission(&self, at: &Caller<'_>, input: RemovePermissionRequest) -> Result<(), Error> {
        let id = input.statement_id.as_ref();
        Members::default().statement_id(id).bus("eventBusName", input.event_bus_name.as_ref()).check()?;
        let all = input.remove_all_permissions.unwrap_or_default();
        let bus = self.own_bus(at, input.event_bus_name.as_deref())?;
        let now = self.now();
        let mut state = bus.open()?;
        let mut policy = state.policy.clone().filter(|_| !all);
        if !all {
            let id = id.ok_or_else(|| missing("StatementId"))?;
            let gone = || Error::ResourceNotFound("Statement with the provided id does not exist.".to_owned());
            let statements = statements(policy.as_mut().ok_or_else(gone)?);
            let before = statements.len();
            statements.retain(|statement| statement["Sid"] != **id);
            if statements.len() == before {
                return Err(gone());
            }
            if statements.is_empty() {
                policy = None;
            }
        }
        state.policy = policy;
        state.modified = now;
        Ok(())
    }
}

/// What a PutPermission brings.
enum Change {
    Statement(Value),
    Policy(Map<String, Value>),
}

impl Members {
    fn statement_id(&mut self, value: Option<&String>) -> &mut Self {
        let is_id =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        self.pattern("statementId", value, is_id, "[a-zA-Z0-9-_]+").length("statementId", value, 1, 64)
    }
}

/// Checks the structure of a PutPermission.
fn check(input: &PutPermissionRequest) -> Result<(), Error> {
    let is_action = |text: &str| {
        let name = text.strip_prefix("events:").unwrap_or_default();
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let mut members = Members::default();
    members
        .bus("eventBusName", input.event_bus_name.as_ref())
        .pattern("action", input.action.as_ref(), is_action, "events:[a-zA-Z]+")
        .length("action", input.action.as_ref(), 1, 64)
        .pattern("principal", input.principal.as_ref(), |text| text == "*" || is_account(text), r"(\d{12}|\*)")
        .length("principal", input.principal.as_ref(), 1, 12)
        .statement_id(input.statement_id.as_ref());
    if let Some(condition) = &input.condition {
        members
            .required("condition.type", condition.kind.as_ref())
            .required("condition.key", condition.key.as_ref())
            .required("condition.value", condition.value.as_ref());
    }
    Ok(members.check()?)
}

/// The change that a checked PutPermission makes to a bus.
fn change(bus: &Bus, input: PutPermissionRequest) -> Result<Change, Error> {
    let PutPermissionRequest { action, principal, statement_id, condition, policy, .. } = input;
    if let Some(policy) = policy {
        if action.is_some() || principal.is_some() || statement_id.is_some() || condition.is_some() {
            return Err(invalid("Policy", "It is used instead of StatementId, Action, Principal and Condition."));
        }
        return whole(&policy).map(Change::Policy).ok_or_else(|| invalid("Policy", "Policy is malformed."));
    }
    let action = action.ok_or_else(|| missing("Action"))?;
    if action != ACTION {
        return Err(Error::validation("Provided value in parameter 'action' is not supported."));
    }
    let principal = principal.ok_or_else(|| missing("Principal"))?;
    let id = statement_id.ok_or_else(|| missing("StatementId"))?;
    let who = match principal.as_str() {
        "*" => json!("*"),
        account => json!({ "AWS": format!("arn:{}:iam::{account}:root", bus.arn.partition) }),
    };
    let mut statement = json!({
        "Sid": id, "Effect": "Allow", "Principal": who, "Action": action, "Resource": &*bus.arn_text,
    });
    if let Some(Condition { kind, key, value }) = condition {
        let (kind, key) = (kind.unwrap_or_default(), key.unwrap_or_default());
        if principal != "*" {
            return Err(invalid("Condition", "Principal must be * if there is a condition."));
        }
        if kind != "StringEquals" {
            return Err(invalid("Condition", "Type must be StringEquals."));
        }
        if key != "aws:PrincipalOrgID" {
            return Err(invalid("Condition", "Key must be aws:PrincipalOrgID."));
        }
        statement["Condition"] = json!({ kind: { key: value } });
    }
    Ok(Change::Statement(statement))
}

/// Reads a whole policy: an object with statements that allow or deny something.
fn whole(text: &str) -> Option<Map<String, Value>> {
    let mut policy = document(text)?;
    policy.get("Statement")?;
    let statements = statements(&mut policy);
    let is_statement = |one: &Value| matches!(one["Effect"].as_str(), Some("Allow" | "Deny"));
    (!statements.is_empty() && statements.iter().all(is_statement)).then_some(policy)
}

/// The policy with a statement instead of the one of its id, or behind the others.
fn with_statement(policy: Option<Map<String, Value>>, statement: Value) -> Map<String, Value> {
    let mut policy = policy.unwrap_or_else(|| Map::from_iter([("Version".to_owned(), json!("2012-10-17"))]));
    let statements = statements(&mut policy);
    match statements.iter_mut().find(|known| known["Sid"] == statement["Sid"]) {
        Some(known) => *known = statement,
        None => statements.push(statement),
    }
    policy
}

fn invalid(parameter: &str, reason: &str) -> Error {
    Error::validation(format!("Parameter {parameter} is not valid. Reason: {reason}"))
}

fn missing(parameter: &str) -> Error {
    invalid(parameter, &format!("{parameter} is a required argument."))
}
