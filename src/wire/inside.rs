//! Calls that services make on one another by name: JSON in, JSON out, no HTTP between.

use std::borrow::Cow;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{detect, json};
use crate::aws::body::Body;
use crate::aws::call::Call;
use crate::aws::fault::Fault;
use crate::aws::scope::{Caller, Protocol, Scope};
use crate::deliver::{Answered, Api, Operation};
use crate::world::World;

/// Services whose members begin with a small letter, where SDK integrations write a capital one.
const SMALL: [&str; 1] = ["states"];

/// Lets a world's services call each other by name.
pub fn connect(world: &Arc<World>) {
    world.router.open(Box::new(Inside(Arc::downgrade(world))));
}

/// A world, as its own services see it.
struct Inside(Weak<World>);

impl Api for Inside {
    fn has(&self, operation: &Operation) -> bool {
        let Some(world) = self.0.upgrade() else { return false };
        let probe = Probe(Asked { operation, caller: caller(&world, &world.home), input: "" });
        let asked = pin!(world.call(operation.service, &probe));
        // It fails at its input, before it could wait for anything.
        matches!(asked.poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(true))
    }

    fn call(&self, at: &Scope, operation: &Operation, input: Body) -> Pin<Box<dyn Future<Output = Answered> + Send>> {
        let (world, at, operation) = (self.0.upgrade(), at.clone(), operation.clone());
        Box::pin(async move {
            let world = world.ok_or_else(super::internal_failure)?;
            let small = SMALL.contains(&operation.service);
            let input = if small { recased(&input, char::to_ascii_lowercase).into() } else { Cow::Borrowed(&*input) };
            let asked = Asked { operation: &operation, caller: caller(&world, &at), input: &input };
            let output = world.call(operation.service, &asked).await?;
            Ok(if small { recased(&output, char::to_ascii_uppercase) } else { output })
        })
    }
}

fn caller<'w>(world: &'w World, at: &Scope) -> Caller<'w> {
    Caller {
        scope: at.clone(),
        scheme: "http",
        host: &world.here,
        path: "/",
        trace: None,
        protocol: Protocol::Json,
        signed: true,
    }
}

/// One call.
struct Asked<'a> {
    operation: &'a Operation,
    caller: Caller<'a>,
    input: &'a str,
}

impl Asked<'_> {
    fn unknown(&self) -> Fault {
        detect::unknown(format!("The operation {} is not known to {}.", self.operation.name, self.operation.service))
    }
}

impl Call for Asked<'_> {
    type Reply = Answered;

    fn operation(&self) -> &str {
        &self.operation.name
    }

    fn caller(&self) -> &Caller<'_> {
        &self.caller
    }

    fn input<I: DeserializeOwned>(&self) -> Result<I, Fault> {
        json::decode(self.input.as_bytes())
    }

    fn reply<O: Serialize>(&self, outcome: Result<O, Fault>) -> Answered {
        let body = json::encode(&outcome?);
        // What answers nothing answers an empty document to those who want one.
        Ok(String::from_utf8(body).ok().filter(|body| body != "null").unwrap_or_else(|| "{}".to_owned()))
    }

    fn unknown(&self) -> Answered {
        Err(Asked::unknown(self))
    }
}

/// Asks whether an operation is there: a call whose input can't be read, so that nothing is done.
struct Probe<'a>(Asked<'a>);

impl Call for Probe<'_> {
    type Reply = bool;

    fn operation(&self) -> &str {
        self.0.operation()
    }

    fn caller(&self) -> &Caller<'_> {
        self.0.caller()
    }

    fn input<I: DeserializeOwned>(&self) -> Result<I, Fault> {
        Err(self.0.unknown())
    }

    fn reply<O: Serialize>(&self, _: Result<O, Fault>) -> bool {
        true
    }

    fn unknown(&self) -> bool {
        false
    }
}

/// A document whose members begin with another letter; what is no document is left to whoever reads it.
fn recased(text: &str, fold: fn(&char) -> char) -> String {
    fn walk(value: Value, fold: fn(&char) -> char) -> Value {
        match value {
            Value::Object(members) => {
                let folded = members.into_iter().map(|(name, value)| {
                    let mut letters = name.chars();
                    let first = letters.next().map(|first| fold(&first));
                    (first.into_iter().chain(letters).collect(), walk(value, fold))
                });
                Value::Object(folded.collect::<Map<_, _>>())
            }
            Value::Array(items) => items.into_iter().map(|item| walk(item, fold)).collect(),
            other => other,
        }
    }
    // The reader refuses what is nested too deeply to be walked.
    serde_json::from_str(text).map_or_else(|_| text.to_owned(), |value| walk(value, fold).to_string())
}
