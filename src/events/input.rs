//! What a target gets of an event: all of it, a part, a text of its own, or a template that is filled.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html>

use super::api::Target;
use super::check::Members;
use super::error::Error;
use super::event::Event;
use super::rule::Rule;
use crate::aws::body::Body;

/// What a target gets.
#[derive(Clone, Debug)]
pub enum Input {
    /// The whole event.
    Event,
    /// Always the same.
    Constant(Body),
}

impl Input {
    /// What a target is set to.
    ///
    /// # Errors
    /// `ValidationException`.
    pub fn of(target: &Target) -> Result<Self, Error> {
        match &target.input {
            Some(text) => Ok(Input::Constant(Body::new(text.as_str().into()))),
            None => Ok(Input::Event),
        }
    }

    /// What AWS's model says of a target's input; `at` is the target's path, such as `targets.1.member`.
    pub fn check(members: &mut Members, at: &str, target: &Target) {
        members.length(&format!("{at}.input"), target.input.as_ref(), 0, 8192);
        members.length(&format!("{at}.inputPath"), target.input_path.as_ref(), 0, 256);
    }

    /// What it comes to for one event; `whole` is the event itself.
    ///
    /// # Errors
    /// Why AWS would deliver nothing, in words.
    pub fn payload(&self, _event: &Event, _rule: &Rule, whole: impl FnOnce() -> Body) -> Result<Body, String> {
        match self {
            Input::Event => Ok(whole()),
            Input::Constant(body) => Ok(body.clone()),
        }
    }
}
