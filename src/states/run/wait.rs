//! `Wait` states.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html>

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::effect::{Effect, Timer};
use super::frame::{FrameId, Work};
use super::scene::Scene;
use super::{Failure, Flow, Step};
use crate::aws::time::Time;
use crate::states::asl::{JsonataTemplate, Next, State, Wait, parse_timestamp};
use crate::states::path::ReferencePath;

/// The longest wait, in seconds.
const LONGEST: i64 = i32::MAX as i64;

impl Step<'_> {
    /// Waits, and goes on when it has waited.
    pub(super) fn wait(
        &mut self,
        id: FrameId,
        state: &State,
        until: &Wait,
        next: Next,
        waited: bool,
    ) -> Result<Flow, Failure> {
        if !waited {
            let input = self.effective_input(id, state)?;
            self.note_by_path(state, "afterInputPath", &input);
            let at = self.wait_until(id, until, input.value())?;
            if at.since(self.now).as_secs() > LONGEST as u64 {
                return Err(self.runtime(id, "Wait state delay is too long."));
            }
            if at > self.now {
                self.run.frame_mut(id).work = Work::Wait;
                let what = format!("end the wait of {}", state.name);
                self.effects.push(Effect::Wait { question: self.question(id), timer: Timer::Wait, at, what });
                return Ok(Flow::Rest);
            }
        }
        self.leave_with_input(id, state, next)
    }

    fn wait_until(&self, id: FrameId, until: &Wait, input: &Value) -> Result<Time, Failure> {
        let within = |seconds: i64| {
            let whole = u64::try_from(seconds).unwrap_or_default();
            self.now + Duration::from_secs(whole)
        };
        let at = |time: Timestamp| Time::from_millis(time.as_millisecond());
        Ok(match until {
            Wait::Seconds(seconds) => self.now + Duration::from_secs(*seconds),
            Wait::Timestamp(time) => at(*time),
            Wait::SecondsPath(path) => within(self.seconds(id, path, input)?),
            Wait::TimestampPath(path) => {
                let value = self.refer(id, path, input)?;
                let time = value.as_str().and_then(parse_timestamp);
                at(time.ok_or_else(|| {
                    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    self.runtime(
                        id,
                        format_args!(
                            "The TimestampPath parameter does not reference a valid ISO-8601 extended offset \
                             date-time format string: {} == {shown}",
                            path.text()
                        ),
                    )
                })?)
            }
            Wait::SecondsExpression(expression) => {
                let template = JsonataTemplate::Expression(expression.clone());
                let scene = Scene::of(self.run, self.run.frame(id));
                let value = self.evaluate(id, &template, "Seconds", &scene, None)?;
                let seconds = value.as_i64().filter(|seconds| *seconds >= 0);
                within(seconds.ok_or_else(|| self.wrong_type(id, expression.text(), "Seconds", "integer", &value))?)
            }
            Wait::TimestampExpression(expression) => {
                let template = JsonataTemplate::Expression(expression.clone());
                let scene = Scene::of(self.run, self.run.frame(id));
                let value = self.evaluate(id, &template, "Timestamp", &scene, None)?;
                let Some(text) = value.as_str() else {
                    return Err(self.wrong_type(id, expression.text(), "Timestamp", "string", &value));
                };
                at(parse_timestamp(text).ok_or_else(|| {
                    self.query_failure(
                        id,
                        "Timestamp",
                        format_args!(
                            "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format \
                             string: {text}"
                        ),
                    )
                })?)
            }
        })
    }

    fn seconds(&self, id: FrameId, path: &ReferencePath, input: &Value) -> Result<i64, Failure> {
        let scene = Scene::of(self.run, self.run.frame(id)).with(input);
        let what = |what: &str, value: Option<&Value>| {
            let shown = value.map(|value| format!(" == {value}")).unwrap_or_default();
            self.runtime(id, format_args!("The SecondsPath parameter {what}: {}{shown}", path.text()))
        };
        let value = path.select(&scene).map_err(|_| what("does not reference an input value", None))?;
        match value.as_i64() {
            Some(seconds) if seconds < 0 => Err(what("references a negative value", Some(value))),
            Some(seconds) => Ok(seconds),
            None => Err(what("cannot be parsed as a long value", Some(value))),
        }
    }
}
