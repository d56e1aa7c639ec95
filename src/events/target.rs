//! What other services may deliver to: event buses, archives and API destinations, by their ARNs. What a bus gets is an event's
//! envelope, or as much of one as the sender knows.

use super::detail;
use super::event::{Event, Told};
use super::target_kind::API_DESTINATION;
use super::{Events, archive, bus};
use crate::aws::arn::Arn;
use crate::aws::json;
use crate::aws::scope::{Scope, is_account};
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::{Answer, Cause, Delivery, Handed, Refusal, Target};

impl Target for Events {
    fn deliver(&self, now: Time, to: &Arn, delivery: &Delivery) -> Handed {
        match to.resource.starts_with(API_DESTINATION) {
            true => self.invoke(to, delivery),
            false => Handed::Now(self.take(now, to, delivery)),
        }
    }

    /// A bus listens as soon as it has a rule with a pattern; an archive is one, too.
    fn listens(&self, to: &Arn) -> bool {
        if !to.resource.starts_with(bus::RESOURCE) {
            return true;
        }
        let region = self.shared.regions.find(&to.scope);
        let known = region.and_then(|region| region.buses().get(&to.resource[bus::RESOURCE.len()..]).cloned());
        known.is_some_and(|bus| bus.rules().patterned() > 0)
    }
}

impl Events {
    fn take(&self, now: Time, to: &Arn, delivery: &Delivery) -> Answer {
        if to.resource.starts_with(archive::RESOURCE) {
            return self.archive_event(now, to, delivery);
        }
        let Some(bus) = self.bus_by_arn(to) else {
            let text = format!("Event bus {to} does not exist.");
            return Err(Refusal::lasting("ResourceNotFoundException", text).because(Cause::NoResource));
        };
        let wrong = |what: &str| Refusal::invalid("InvalidArgument", format!("What an event bus gets {what}"));
        let body = json::compact(&delivery.body, json::DEEPEST).ok_or_else(|| wrong("must be JSON."))?;
        let given = Given::read(&body).map_err(|what| wrong(&what))?;
        let moved = delivery.hops > 0 && given.region.as_deref().is_some_and(|region| region != &*to.scope.region);
        let id: Text = match given.id {
            Some(id) if !moved => id.into(),
            // Another region gives an event another id.
            _ => self.shared.ids.uuid().to_string().into(),
        };
        let scope = Scope::new(
            given.account.as_deref().unwrap_or(&to.scope.account),
            given.region.as_deref().unwrap_or(&to.scope.region),
        );
        let told = Told {
            source: &given.source,
            detail_type: &given.detail_type,
            resources: &given.resources,
            detail: &given.detail,
            time: given.time.unwrap_or(now),
            trace: delivery.trace.as_deref(),
        };
        let event = told.replayed(id, &scope, now, given.replay_name.as_deref());
        self.dispatch(now, &bus, &Event { hops: delivery.hops, ..event }, None);
        Ok(())
    }
}

/// What a sender tells of an event.
#[derive(Debug, Default)]
struct Given {
    id: Option<String>,
    detail_type: String,
    source: String,
    account: Option<String>,
    time: Option<Time>,
    region: Option<String>,
    replay_name: Option<String>,
    resources: Vec<String>,
    detail: String,
}

impl Given {
    /// Reads compact JSON, or tells what is wrong with it.
    fn read(body: &str) -> Result<Self, String> {
        let mut given = Given::default();
        for (name, value) in json::members(body).filter(|(_, value)| *value != "null") {
            let name = json::unquote(name);
            let wrong = |form: &str| format!("has a member {name} that is not {form}.");
            let string = || match value.starts_with('"') {
                true => Ok(json::unquote(value).into_owned()),
                false => Err(wrong("a string")),
            };
            match &*name {
                "id" => given.id = Some(string()?).filter(|id| !id.is_empty()),
                "detail-type" => given.detail_type = string()?,
                "source" => given.source = string()?,
                "account" => {
                    given.account = Some(string()?);
                    if !given.account.as_deref().is_some_and(is_account) {
                        return Err(wrong("twelve digits"));
                    }
                }
                "time" => given.time = Some(Time::parse(&string()?).ok_or_else(|| wrong("a time"))?),
                "region" => given.region = Some(string()?).filter(|region| !region.is_empty()),
                "replay-name" => given.replay_name = Some(string()?),
                "resources" => {
                    given.resources = serde_json::from_str(value).map_err(|_| wrong("a list of strings"))?;
                }
                "detail" => given.detail = detail::compact(value).ok_or_else(|| wrong("an object"))?,
                _ => {}
            }
        }
        for (name, value) in [("source", &given.source), ("detail-type", &given.detail_type), ("detail", &given.detail)]
        {
            if value.is_empty() {
                return Err(format!("must be an object with the member {name}."));
            }
        }
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::super::api::{PutRuleRequest, PutTargetsRequest};
    use super::*;
    use crate::aws::body::Body;
    use crate::aws::ids::Ids;
    use crate::aws::scope::{Caller, Protocol};
    use crate::clock::Clock;
    use crate::deliver::{Courier, Journal, Outbound, Router};
    use crate::events::Settings;

    /// A service that takes everything.
    #[derive(Default)]
    struct Caught(Mutex<Vec<String>>);

    impl Target for Caught {
        fn deliver(&self, _: Time, _: &Arn, delivery: &Delivery) -> Handed {
            self.0.lock().unwrap().push(delivery.body.to_string());
            Handed::Now(Ok(()))
        }
    }

    /// EventBridge with queues that keep what they get.
    struct Yard {
        events: Arc<Events>,
        caught: Arc<Caught>,
    }

    const NOW: Time = Time::from_millis(1_640_995_200_999);

    fn bus(account: &str) -> String {
        format!("arn:aws:events:eu-west-1:{account}:event-bus/default")
    }

    impl Yard {
        fn new() -> Self {
            let (clock, ids, router) = (Clock::default(), Arc::new(Ids::new(0)), Arc::new(Router::default()));
            let journal = Arc::new(Journal::new(100, 1 << 20));
            let courier =
                Courier::new(clock.clone(), Arc::clone(&ids), Arc::clone(&router), journal, Outbound::default());
            let events = Arc::new(Events::new(
                clock,
                ids,
                courier,
                Settings { strict: false, lenient: true, put_events_limit: 1 << 18 },
            ));
            let caught = Arc::new(Caught::default());
            router.set(vec![("sqs", Arc::downgrade(&caught) as _), ("events", Arc::downgrade(&events) as _)]);
            Yard { events, caught }
        }

        /// A rule of an account that sends all events there.
        fn rule(&self, account: &str, target: &str) {
            let at = Caller {
                scope: Scope::new(account, "eu-west-1"),
                scheme: "http",
                host: "localhost",
                path: "/",
                trace: None,
                protocol: Protocol::Json,
                signed: true,
            };
            let rule = Some("all".to_owned());
            let event_pattern = Some(r#"{"version":["0"]}"#.to_owned());
            let input = PutRuleRequest { name: rule.clone(), event_pattern, ..PutRuleRequest::default() };
            self.events.put_rule(&at, input).unwrap();
            let target = super::super::api::Target {
                id: Some("t".to_owned()),
                arn: Some(target.to_owned()),
                role_arn: Some("arn:aws:iam::000000000000:role/r".to_owned()),
                ..Default::default()
            };
            let input = PutTargetsRequest { rule, targets: Some(vec![target]), ..PutTargetsRequest::default() };
            self.events.put_targets(&at, input).unwrap();
        }

        fn deliver(&self, body: &str) -> Answer {
            let delivery = Delivery { body: Body::new(body.into()), ..Delivery::default() };
            self.events.take(NOW, &bus("111111111111").parse().unwrap(), &delivery)
        }

        fn caught(&self) -> Vec<String> {
            std::mem::take(&mut *self.caught.0.lock().unwrap())
        }
    }

    #[test]
    fn what_a_service_leaves_out_is_filled_in() {
        let yard = Yard::new();
        // What a service tells a bus came through no bus: it goes on to another one.
        yard.rule("111111111111", &bus("222222222222"));
        yard.rule("222222222222", "arn:aws:sqs:eu-west-1:222222222222:q");
        yard.deliver(
            " { \"source\" : \"aws.states\", \"detail\": { \"a\" : 1.50 }, \"detail-type\": \"T\", \"time\": null }",
        )
        .unwrap();
        let caught = yard.caught().remove(0);
        let id = caught.get(21..57).unwrap();
        assert_eq!(
            caught,
            format!(
                "{{\"version\":\"0\",\"id\":\"{id}\",\"detail-type\":\"T\",\"source\":\"aws.states\",\
                 \"account\":\"111111111111\",\"time\":\"2022-01-01T00:00:00Z\",\"region\":\"eu-west-1\",\
                 \"resources\":[],\"detail\":{{\"a\":1.50}}}}"
            )
        );
    }

    #[test]
    fn what_a_service_tells_is_kept() {
        let yard = Yard::new();
        yard.rule("111111111111", "arn:aws:sqs:eu-west-1:222222222222:q");
        let told = r#"{"version":"0","id":"mine","detail-type":"T","source":"s","account":"999999999999","time":"1999-01-01T00:00:00Z","region":"us-west-2","replay-name":"again","resources":["r"],"detail":{}}"#;
        yard.deliver(told).unwrap();
        assert_eq!(yard.caught(), [told]);
    }

    #[test]
    fn what_is_no_event_is_refused() {
        let yard = Yard::new();
        for (body, text) in [
            ("", "must be JSON."),
            ("{", "must be JSON."),
            ("[]", "must be an object with the member source."),
            ("7", "must be an object with the member source."),
            (r#"{"source":"s","detail":{}}"#, "must be an object with the member detail-type."),
            (r#"{"source":"s","detail-type":"T"}"#, "must be an object with the member detail."),
            (r#"{"source":7}"#, "has a member source that is not a string."),
            (r#"{"detail":[]}"#, "has a member detail that is not an object."),
            (r#"{"time":"noon"}"#, "has a member time that is not a time."),
            (r#"{"account":"1"}"#, "has a member account that is not twelve digits."),
            (r#"{"resources":[1]}"#, "has a member resources that is not a list of strings."),
        ] {
            let refusal = yard.deliver(body).unwrap_err();
            assert_eq!(refusal.text, format!("What an event bus gets {text}"), "{body}");
            assert_eq!((refusal.cause, refusal.retry), (Cause::InvalidParameter, false));
        }
    }
}
