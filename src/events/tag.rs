//! Tags of buses and rules.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-tagging.html>

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Events;
use super::api::*;
use super::bus::{Bus, DEFAULT, RESOURCE};
use super::check::Members;
use super::error::Error;
use super::rule::Rule;
use crate::aws::arn::Arn;
use crate::aws::scope::Caller;

const MOST_TAGS: usize = 50;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

/// The tags of a resource: the value of each key.
pub type Tags = BTreeMap<String, String>;

/// What can be tagged.
enum Tagged {
    Bus(Arc<Bus>),
    /// A bus, and the name of a rule that may be on it.
    Rule(Arc<Bus>, String),
}

impl Events {
    /// TagResource: adds to what there is.
    pub(super) fn tag_resource(
        &self,
        at: &Caller<'_>,
        input: TagResourceRequest,
    ) -> Result<TagResourceResponse, Error> {
        let mut members = resource(input.resource_arn.as_ref());
        members.required("tags", input.tags.as_ref()).tags(input.tags.as_ref()).check()?;
        let tags = read(input.tags)?;
        self.tagged(at, input.resource_arn)?.change(|known| {
            let fresh = tags.keys().filter(|key| !known.contains_key(*key)).count();
            if known.len() + fresh > MOST_TAGS {
                return Err(Error::LimitExceeded);
            }
            known.extend(tags);
            Ok(())
        })?;
        Ok(TagResourceResponse {})
    }

    /// UntagResource: a key that isn't there is no trouble.
    pub(super) fn untag_resource(
        &self,
        at: &Caller<'_>,
        input: UntagResourceRequest,
    ) -> Result<UntagResourceResponse, Error> {
        let keys = input.tag_keys;
        resource(input.resource_arn.as_ref())
            .required("tagKeys", keys.as_ref())
            .lengths("tagKeys", keys.as_ref(), 1, LONGEST_KEY)
            .check()?;
        self.tagged(at, input.resource_arn)?.change(|known| {
            known.retain(|key, _| !keys.iter().flatten().any(|gone| gone == key));
            Ok(())
        })?;
        Ok(UntagResourceResponse {})
    }

    /// ListTagsForResource, by key.
    pub(super) fn list_tags_for_resource(
        &self,
        at: &Caller<'_>,
        input: ListTagsForResourceRequest,
    ) -> Result<ListTagsForResourceResponse, Error> {
        resource(input.resource_arn.as_ref()).check()?;
        let tags = self.tagged(at, input.resource_arn)?.tags()?;
        let tags = tags.into_iter().map(|(key, value)| Tag { key: Some(key), value: Some(value) });
        Ok(ListTagsForResourceResponse { tags: tags.collect() })
    }

    /// What an ARN names, if it is a bus or a rule in the caller's region.
    fn tagged(&self, at: &Caller<'_>, text: Option<String>) -> Result<Tagged, Error> {
        let text = text.unwrap_or_default();
        let wrong = |reason| Error::validation(format!("Parameter {text} is not valid. Reason: {reason}"));
        let arn: Arn = text.parse().map_err(|_| wrong("Provided Arn is not in correct format."))?;
        let known = |bus: &str| {
            let here = arn.service == "events" && arn.scope.region == at.scope.region;
            let bus = Arn { resource: format!("{RESOURCE}{bus}"), ..arn.clone() };
            here.then(|| self.bus_by_arn(&bus)).flatten()
        };
        if let Some(bus) = arn.resource.strip_prefix(RESOURCE) {
            return known(bus).map(Tagged::Bus).ok_or_else(|| Error::no_bus(bus));
        }
        let Some(rule) = arn.resource.strip_prefix("rule/") else {
            return Err(wrong("Only event buses and rules have tags."));
        };
        // A partner's bus has `/` in its name, a rule hasn't.
        let (bus, rule) = rule.rsplit_once('/').unwrap_or((DEFAULT, rule));
        known(bus).map(|bus| Tagged::Rule(bus, rule.to_owned())).ok_or_else(|| Error::no_rule(rule, bus))
    }
}

impl Tagged {
    fn tags(&self) -> Result<Tags, Error> {
        match self {
            Tagged::Bus(bus) => Ok(bus.open()?.tags.clone()),
            Tagged::Rule(bus, name) => Ok(bus.rules().required(name, &bus.name)?.tags.clone()),
        }
    }

    fn change(&self, change: impl FnOnce(&mut Tags) -> Result<(), Error>) -> Result<(), Error> {
        match self {
            Tagged::Bus(bus) => change(&mut bus.open()?.tags),
            Tagged::Rule(bus, name) => {
                let mut rules = bus.rules_mut();
                let mut rule = Rule::clone(rules.required(name, &bus.name)?);
                change(&mut rule.tags)?;
                rules.insert(rule.into());
                Ok(())
            }
        }
    }
}

/// The member that names a resource.
fn resource(arn: Option<&String>) -> Members {
    let mut members = Members::default();
    members.required("resourceARN", arn).length("resourceARN", arn, 1, 1600);
    members
}

impl Members {
    /// The tags of a request.
    pub fn tags(&mut self, tags: Option<&Vec<Tag>>) -> &mut Self {
        for (i, Tag { key, value }) in tags.into_iter().flatten().enumerate() {
            let member = |name: &str| format!("tags.{}.member.{name}", i + 1);
            let (key_member, value_member) = (member("key"), member("value"));
            self.required(&key_member, key.as_ref()).length(&key_member, key.as_ref(), 1, LONGEST_KEY);
            self.required(&value_member, value.as_ref()).length(&value_member, value.as_ref(), 0, LONGEST_VALUE);
        }
        self
    }
}

/// The tags of a request whose members are checked.
///
/// # Errors
/// `ValidationException`: a key that comes twice or is reserved. `LimitExceededException`: too many of them.
pub fn read(tags: Option<Vec<Tag>>) -> Result<Tags, Error> {
    let mut read = Tags::new();
    for Tag { key, value } in tags.into_iter().flatten() {
        let (key, value) = (key.unwrap_or_default(), value.unwrap_or_default());
        if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
            return Err(Error::validation("aws: prefixed tag key names are not allowed for external use."));
        }
        if read.insert(key, value).is_some() {
            return Err(Error::validation("Invalid parameter: Duplicated keys are not allowed."));
        }
    }
    if read.len() > MOST_TAGS {
        return Err(Error::LimitExceeded);
    }
    Ok(read)
}
