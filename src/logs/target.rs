//! What other services may deliver to a log group: one event for a stream of its own, or lines for a stream that the
//! sender names, by the group's ARN.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html>

use serde_json::Value;

use super::check::of_arn;
use super::group::Group;
use super::{Error, Logs};
use crate::aws::arn::Arn;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::{Answer, Cause, Delivery, Handed, Refusal, Target};

impl Target for Logs {
    fn deliver(&self, now: Time, to: &Arn, delivery: &Delivery) -> Handed {
        Handed::Now(self.take(now, to, delivery))
    }

    /// A log group listens as soon as it is there.
    fn listens(&self, to: &Arn) -> bool {
        of_arn(to).is_some_and(|name| self.group(&to.scope, name).is_ok())
    }
}

impl Logs {
    fn take(&self, now: Time, to: &Arn, delivery: &Delivery) -> Answer {
        let group = of_arn(to).ok_or(Error::NoGroup).and_then(|name| self.group(&to.scope, name));
        let group =
            group.map_err(|error| Refusal::lasting(error.code(), error.message()).because(Cause::NoResource))?;
        if let Some(lines) = &delivery.lines {
            let stream = group.stream_or_new(&lines.stream, now);
            group.add(now, &stream, lines.lines.iter().cloned());
            return Ok(());
        }
        let (at, message) = log_event(&delivery.body).unwrap_or_else(|| {
            let happened = delivery.happened.unwrap_or(now);
            (happened, Text::from(&*delivery.body))
        });
        check_age(&group, at, now)?;
        // AWS gives what a rule delivers a stream of its own, too.
        let stream = group.stream_or_new(&self.ids.uuid().to_string().into(), now);
        group.add(now, &stream, [(at, message)].into_iter());
        Ok(())
    }
}

/// The time and the message of a body that says just these, as the templates of rules must.
fn log_event(body: &str) -> Option<(Time, Text)> {
    // Most bodies are whole events.
    if body.len() > 1 << 20 || !body.contains("\"timestamp\"") {
        return None;
    }
    let Value::Object(members) = serde_json::from_str(body).ok()? else { return None };
    let (timestamp, message) = (members.get("timestamp")?, members.get("message")?);
    if members.len() != 2 {
        return None;
    }
    let at = match timestamp {
        Value::Number(millis) => Time::from_millis(millis.as_i64()?),
        // Templates can have the time of an event as a text only.
        Value::String(text) => text.parse().ok().map(Time::from_millis).or_else(|| Time::parse(text))?,
        _ => return None,
    };
    let message = match message {
        Value::String(text) => text.as_str().into(),
        other => other.to_string().as_str().into(),
    };
    Some((at, message))
}

/// An event that CloudWatch Logs wouldn't keep is refused, or it would be lost in silence.
fn check_age(group: &Group, at: Time, now: Time) -> Answer {
    let too_new = at > now + super::put::NEWEST;
    let too_old = at < now - super::put::OLDEST || at < group.oldest(now);
    let (wrong, what) = if too_new { (true, "new") } else { (too_old, "old") };
    match wrong {
        true => Err(Refusal::invalid("InvalidParameterException", format!("The log event is too {what}: {at}."))),
        false => Ok(()),
    }
}
