//! TestState: one state, run by itself, with real calls or a mock instead of them. It is an express execution that
//! nobody else knows of, whose caller waits for its end.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html>

mod context;
mod inspection;
mod items;
mod mock;
mod polled;
mod raw;
mod shapes;
mod subject;

use std::sync::Arc;

use serde_json::Value;

use super::States;
use super::api::*;
use super::asl::{Kind, StateKind};
use super::check::Members;
use super::error::Error;
use super::execution::Execution;
use super::executions::read_input;
use super::logging::Logging;
use super::machine::StateMachine;
use super::revision::{Revision, check_role};
use super::run::{About, Effect, Happened, Json, MOST_BYTES, Run, Trial, Variables};
use super::tag::Tags;
use crate::aws::arn::Arn;
use crate::aws::call::Call;
use crate::aws::fault::Fault;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use subject::Subject;

impl States {
    /// TestState. It waits as long as the state takes, so that it takes the whole call.
    pub(super) async fn test_state<C: Call>(&self, call: &C) -> Result<TestStateOutput, Fault> {
        let input: TestStateInput = call.input()?;
        let level = input.inspection_level.clone();
        let execution = self.prepare_test(&call.caller().scope, input)?;
        self.set_off(&execution);
        self.until_end(&execution).await;
        Ok(inspection::answer(&execution, level.as_deref()))
    }

    /// The execution that tests a state, before it begins.
    fn prepare_test(&self, at: &Scope, mut given: TestStateInput) -> Result<Arc<Execution>, Error> {
        check(&given)?;
        let mock = given.mock.take().unwrap_or_default();
        let is_mocked = mock.result.is_some() || mock.error_output.is_some();
        mock::check_alone(&mock, is_mocked, &given)?;
        let subject = Subject::read(given.definition.as_deref().unwrap_or_default(), given.state_name.as_deref())?;
        subject.check(is_mocked, given.role_arn.is_some())?;
        if !is_mocked {
            self.check_reach_of(&subject)?;
        }
        given.role_arn.as_deref().map_or(Ok(()), check_role)?;
        let settings = given.state_configuration.unwrap_or_default();
        let texts = [&mock.result, &given.input, &given.context, &given.variables, &settings.map_item_reader_data];
        let texts: Vec<Text> = texts.into_iter().flatten().map(|text| Text::from(text.as_str())).collect();
        let input = read_input(given.input)?;
        let mut trial = Trial::new(subject.index, read_variables(given.variables.as_deref())?);
        trial.given = texts;
        trial.reveals = given.reveal_secrets == Some(true);
        trial.context = given.context.as_deref().map(|text| context::read(text, subject.state())).transpose()?;
        trial.mock = mock::read(mock, subject.state())?;
        let whole = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
        trial.retries = whole(settings.retrier_retry_count).and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
        trial.failures = whole(settings.map_iteration_failure_count);
        if let Some(name) = &settings.error_caused_by_state {
            subject.check_inside(name)?;
        }
        if let Some(text) = &settings.map_item_reader_data {
            trial.reader_data = items::read(text, subject.state())?;
        }
        Ok(self.test_of(at, subject, given.role_arn.as_deref().unwrap_or_default(), input, trial))
    }

    fn test_of(&self, at: &Scope, subject: Subject, role: &str, input: Json, trial: Trial) -> Arc<Execution> {
        let [name, machine_name] = [(); 2].map(|()| self.shared.ids.uuid().to_string());
        let now = self.now();
        let definition = Arc::new(subject.definition);
        let revision = Revision {
            id: None,
            updated: now,
            text: Text::default(),
            definition: Arc::clone(&definition),
            role_arn: role.into(),
            logging: Logging::default(),
            traced: false,
            encryption: None,
        };
        let machine = StateMachine::new(at, &machine_name, Kind::Express, revision.clone(), Tags::default());
        let about = About {
            // Unlike that of other express executions it ends with the name.
            arn: Arn::new("states", at, format!("express:{machine_name}:{name}")).to_string().into(),
            name: name.into(),
            scope: at.clone(),
            machine_arn: machine.arn_text.clone(),
            machine_name: machine.name.clone(),
            version_arn: None,
            alias_arn: None,
            role: role.into(),
            kind: Kind::Express,
            sync: true,
            definition,
            machine: subject.machine,
            started: now,
            input,
            item: None,
        };
        let mut run = Run::new(about, false);
        run.trial = Some(trial.into());
        Arc::new(Execution::new(run, machine.into(), revision.into(), 0, None, None))
    }

    /// Does what the test of a state wants where there is a mock instead, or where it is of a map or a parallel state;
    /// anything else is given back.
    pub(super) fn perform_in_test(&self, execution: &Arc<Execution>, effect: Effect) -> Option<Effect> {
        let Some(mock) = execution.run().trial.as_ref().and_then(|trial| trial.mock.clone()) else {
            return Some(effect);
        };
        let (question, result) = match &effect {
            Effect::Call(call) => (call.question, mock),
            Effect::BeginMapRun(begin) => (begin.question, self.inside_of_test(execution, begin, mock)),
            _ => return Some(effect),
        };
        self.drive(execution, Happened::Finished(question, result));
        // A job or a callback ends only when its beginning was answered.
        self.drive(execution, Happened::Answered(question, Ok(Value::Object(Default::default()).into())));
        None
    }
}

/// What the model says of the members.
fn check(given: &TestStateInput) -> Result<(), Error> {
    let mock = given.mock.as_ref();
    let error = mock.and_then(|mock| mock.error_output.as_ref());
    let settings = given.state_configuration.as_ref();
    let mut members = Members::default();
    members
        .required("definition", given.definition.as_ref())
        .hidden("definition", given.definition.as_ref(), 1, super::definition::LONGEST)
        .length("roleArn", given.role_arn.as_ref(), 1, 256)
        .hidden("input", given.input.as_ref(), 0, MOST_BYTES)
        .choice("inspectionLevel", given.inspection_level.as_ref(), &["INFO", "DEBUG", "TRACE"])
        .hidden("variables", given.variables.as_ref(), 0, MOST_BYTES)
        .hidden("stateName", given.state_name.as_ref(), 1, super::name::LONGEST)
        .hidden("mock.result", mock.and_then(|mock| mock.result.as_ref()), 0, MOST_BYTES)
        .hidden("mock.errorOutput.error", error.and_then(|error| error.error.as_ref()), 0, 256)
        .hidden("mock.errorOutput.cause", error.and_then(|error| error.cause.as_ref()), 0, 32_768)
        .choice(
            "mock.fieldValidationMode",
            mock.and_then(|mock| mock.field_validation_mode.as_ref()),
            &["STRICT", "PRESENT", "NONE"],
        )
        .hidden("context", given.context.as_ref(), 0, MOST_BYTES);
    if let Some(settings) = settings {
        let most = i64::from(i32::MAX);
        members
            .range("stateConfiguration.retrierRetryCount", settings.retrier_retry_count, 0, most)
            .hidden(
                "stateConfiguration.errorCausedByState",
                settings.error_caused_by_state.as_ref(),
                1,
                super::name::LONGEST,
            )
            .range("stateConfiguration.mapIterationFailureCount", settings.map_iteration_failure_count, 0, most)
            .hidden("stateConfiguration.mapItemReaderData", settings.map_item_reader_data.as_ref(), 0, MOST_BYTES);
    }
    Ok(members.check()?)
}

/// The variables that the state sees.
fn read_variables(text: Option<&str>) -> Result<Variables, Error> {
    let Some(text) = text else { return Ok(Variables::new()) };
    match serde_json::from_str(text) {
        Ok(Value::Object(members)) => {
            Ok(members.into_iter().map(|(name, value)| (Text::from(name), Json::new(value))).collect())
        }
        _ => Err(Error::validation("Variables must be a JSON object.")),
    }
}

/// Whether a state runs others inside.
fn is_container(kind: &StateKind) -> bool {
    matches!(kind, StateKind::Map(_) | StateKind::Parallel(_))
}
