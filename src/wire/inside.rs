//! Calls that services make on one another by name: JSON in, JSON out, no HTTP between.

use std::borrow::Cow;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};

use serde_json::{Map, Value};
use uuid::Uuid;

use super::detect::Style;
use super::{Input, Request, Shape};
use crate::aws::body::Body;
use crate::aws::fault::Fault;
use crate::aws::scope::{Caller, Protocol, Scope};
use crate::deliver::{Answered, Api, Operation};
use crate::world::World;

/// Services whose members begin with a small letter, where SDK integrations write a capital one.
const SMALL: [&str; 2] = ["logs", "states"];

/// Members that are maps, where they are objects: their keys are the caller's, whatever they begin with.
const MAPS: [&str; 4] = ["attributes", "extractedvalues", "keyattributes", "tags"];

/// The code by which a probe knows that it was about to be read.
const PROBED: &str = "Probed";

/// Lets a world's services call each other by name.
pub fn connect(world: &Arc<World>) {
    world.router.open(Box::new(Inside(Arc::downgrade(world))));
}

/// What reading the input of a probe ends with.
pub(super) fn probed() -> Fault {
    Fault::framework(PROBED, "Nothing was asked but whether there is such an operation.")
}

/// A world, as its own services see it.
struct Inside(Weak<World>);

impl Api for Inside {
    fn has(&self, operation: &Operation) -> bool {
        let Some(world) = self.0.upgrade() else { return false };
        let probe = request(&world, &world.home, operation, Input::Probe);
        let asked = pin!(probe.run(&world));
        // It fails at its input, before it could wait for anything.
        match asked.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => outcome.is_err_and(|fault| fault.code == PROBED),
            Poll::Pending => true,
        }
    }

    fn call(&self, at: &Scope, operation: &Operation, input: Body) -> Pin<Box<dyn Future<Output = Answered> + Send>> {
        let (world, at, operation) = (self.0.upgrade(), at.clone(), operation.clone());
        Box::pin(async move {
            let world = world.ok_or_else(super::internal_failure)?;
            let small = SMALL.contains(&operation.service);
            let input = if small { recased(&input, char::to_ascii_lowercase).into() } else { Cow::Borrowed(&*input) };
            let request = request(&world, &at, &operation, Input::Json(input.as_bytes()));
            let (_, body) = request.run(&world).await?;
            let output = String::from_utf8(body).unwrap_or_default();
            Ok(match &*output {
                // What answers nothing answers an empty document to those who want one.
                "" => "{}".to_owned(),
                output if small => recased(output, char::to_ascii_uppercase),
                _ => output,
            })
        })
    }
}

fn request<'a>(world: &'a World, at: &Scope, operation: &'a Operation, input: Input<'a>) -> Request<'a> {
    let caller = Caller {
        scope: at.clone(),
        scheme: "http",
        host: &world.here,
        path: "/",
        trace: None,
        protocol: Protocol::Json,
        signed: true,
    };
    Request {
        service: operation.service,
        operation: Cow::Borrowed(&operation.name),
        caller,
        input,
        shape: Shape::of(Style::Rest),
        request_id: Uuid::nil(),
        has_left: &|| false,
    }
}

/// A document whose members begin with another letter; what is no document is left to whoever reads it.
fn recased(text: &str, fold: fn(&char) -> char) -> String {
    fn walk(value: Value, fold: fn(&char) -> char) -> Value {
        match value {
            Value::Object(members) => {
                let folded = members.into_iter().map(|(name, value)| {
                    let is_map = value.is_object() && MAPS.iter().any(|map| name.eq_ignore_ascii_case(map));
                    let mut letters = name.chars();
                    let first = letters.next().map(|first| fold(&first));
                    let value = if is_map { value } else { walk(value, fold) };
                    (first.into_iter().chain(letters).collect(), value)
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
