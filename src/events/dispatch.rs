//! Dispatch: which rules an event goes to, and what each of their targets gets.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html>

use std::cell::OnceCell;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use imbl::OrdMap;

use super::Events;
use super::bus::Bus;
use super::event::Event;
use super::rule::Rule;
use crate::aws::body::Body;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::{Codes, DeadLetter, Delivery, Filtered, Labels, Misses, Parcel, Refusal, Retry, To, Why};
use crate::pattern::Subject;

/// What the journal calls this service.
pub const SOURCE: &str = "events";

impl Events {
    /// Delivers an event to the targets of all rules that it fits. A replay may go to certain rules only, by their ARNs.
    pub(super) fn dispatch(&self, now: Time, bus: &Bus, event: &Event, only: Option<&[Text]>) {
        let Some(subject) = Subject::text(&event.text) else {
            // Whatever makes an event writes what can be read; were it not so, it would still not be lost in silence.
            let text = "The event could not be read for matching.";
            return self.lose(now, bus.arn_text.clone(), event.id.clone(), Refusal::invalid("UnreadableEvent", text));
        };
        let (mut reached, patterned, rules) = {
            let rules = bus.rules();
            (rules.matching(&subject), rules.patterned(), rules.snapshot())
        };
        drop(subject);
        if patterned == 0 {
            let text = "The event bus has no rule with an event pattern.";
            return self.lose(now, bus.arn_text.clone(), event.id.clone(), Refusal::lasting("NoRules", text));
        }
        let count = patterned.saturating_sub(reached.len());
        if count > 0 && only.is_none() {
            let reached = reached.iter().map(|rule| rule.name.clone()).collect();
            let misses = Passed { event: event.text.clone(), count, rules, reached };
            self.shared.courier.journal().filtered(Filtered::new(
                now,
                SOURCE,
                bus.arn_text.clone(),
                event.id.clone(),
                Arc::new(misses),
            ));
        }
        if let Some(only) = only {
            reached.retain(|rule| only.contains(&rule.arn));
        }
        let whole = OnceCell::new();
        let deaf = reached.iter().filter(|rule| rule.targets.is_empty()).map(|rule| {
            let refusal = Refusal::lasting("NoTargets", "The rule has no targets.");
            let parcel = nowhere(bus.arn_text.clone(), event.id.clone(), refusal);
            Parcel { via: Some(rule.arn.clone()), name: rule.arn.clone(), ..parcel }
        });
        let parcels = reached.iter().flat_map(|rule| self.parcels(bus, rule, event, &whole));
        self.shared.courier.send(now, parcels.chain(deaf));
    }

    /// What the targets of one rule get of an event.
    pub(super) fn parcels<'p>(
        &'p self,
        bus: &'p Bus,
        rule: &'p Rule,
        event: &'p Event,
        whole: &'p OnceCell<Body>,
    ) -> impl Iterator<Item = Parcel> + use<'p> {
        rule.targets.values().map(move |target| {
            let whole = || whole.get_or_init(|| Body::new(event.text.as_ref().into())).clone();
            // What AWS drops without a word is no failed delivery: no dead-letter queue gets it.
            let (body, to, buried) = match target.input.payload(event, rule, whole) {
                Ok(_) if target.bus().is_some() && event.hops > 0 => {
                    (Body::default(), To::Refusing(third_bus()), false)
                }
                Ok(body) => (body, target.to.clone(), true),
                Err(reason) => (Body::default(), To::Refusing(Refusal::invalid("InvalidInput", reason)), false),
            };
            let dead_letter = target.dead_letter.as_ref().filter(|_| buried);
            Parcel {
                source: SOURCE,
                from: bus.arn_text.clone(),
                via: Some(rule.arn.clone()),
                name: target.arn.clone(),
                to,
                delivery: Delivery {
                    message: event.id.clone(),
                    body,
                    group: target.group.clone(),
                    trace: event.trace.clone(),
                    hops: event.hops.saturating_add(1),
                    partition_key: target.input.partition_key(event),
                    http: target.http.clone(),
                    happened: target.input.happened(event),
                    ..Delivery::default()
                },
                retry: Arc::clone(&target.retry),
                pace: self.pace(target),
                dead_letter: dead_letter.map(|to| DeadLetter {
                    to: to.clone(),
                    body: None,
                    group: None,
                    deduplication: None,
                    labels: Some(Labels {
                        told: vec![("RULE_ARN", rule.arn.clone()), ("TARGET_ARN", target.arn.clone())],
                        codes: Codes::OfCauses,
                    }),
                }),
                attempt_mark: None,
                watched: false,
            }
        })
    }

    /// Notes that an event was lost before any rule had it.
    pub(super) fn lose(&self, now: Time, bus: Text, event: Text, refusal: Refusal) {
        self.shared.courier.send(now, [nowhere(bus, event, refusal)]);
    }
}

/// An event that nobody gets, for the journal to tell why.
fn nowhere(bus: Text, event: Text, refusal: Refusal) -> Parcel {
    Parcel {
        source: SOURCE,
        from: bus.clone(),
        via: None,
        name: bus,
        to: To::Refusing(refusal),
        delivery: Delivery { message: event, ..Delivery::default() },
        retry: Retry::NONE.into(),
        pace: None,
        dead_letter: None,
        attempt_mark: None,
        watched: false,
    }
}

/// Why an event that came from another bus isn't sent on.
fn third_bus() -> Refusal {
    Refusal::invalid("EventBusChain", "An event that came from another event bus is not sent on to a third one.")
}

/// The rules of a bus that an event didn't fit.
struct Passed {
    /// The envelope.
    event: Text,
    count: usize,
    /// All rules as they were.
    rules: OrdMap<Text, Arc<Rule>>,
    /// The names of those that it did fit, in order.
    reached: Vec<Text>,
}

impl Misses for Passed {
    fn count(&self) -> usize {
        self.count
    }

    fn size(&self) -> usize {
        // The rules are shared with the bus.
        self.event.len() + self.reached.len() * size_of::<Text>() + size_of::<Self>()
    }

    fn explain(&self, some: Range<usize>) -> Vec<(Text, Text, Why)> {
        let Some(subject) = Subject::text(&self.event) else { return Vec::new() };
        let missed = self.rules.values().filter(|rule| self.reached.binary_search(&rule.name).is_err());
        let patterned = missed.filter(|rule| rule.pattern.is_some());
        let explained = patterned.skip(some.start).take(some.len()).filter_map(|rule| {
            let why = rule.why_not(&subject)?;
            let to = rule.targets.values().next().map_or_else(|| rule.arn.clone(), |target| target.arn.clone());
            Some((rule.arn.clone(), to, why))
        });
        explained.collect()
    }
}

impl fmt::Debug for Passed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passed").field("count", &self.count).finish_non_exhaustive()
    }
}
