//! Mocked service integrations, as Step Functions Local has them: what tasks answer in an execution that was started as
//! a test case, without anybody being called. The file is read each time that it is asked, so that it can be changed.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-test-sm-exec.html>

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::States;
use super::error::Error;
use super::run::{Failure, Json};
use crate::aws::text::Text;

/// A file, as it is written.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct File {
    #[serde(default)]
    state_machines: BTreeMap<String, Machine>,
    #[serde(default)]
    mocked_responses: BTreeMap<String, BTreeMap<String, Map<String, Value>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Machine {
    /// The names of the responses, by the names of the cases and of the states.
    #[serde(default)]
    test_cases: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Throw {
    error: String,
    cause: String,
}

/// What a task answers, once after the other.
type Answers = Arc<[Result<Json, Failure>]>;

/// What such a file says.
#[derive(Debug)]
pub struct MockConfig {
    /// What each state answers, by the names of the state machine, the case and the state.
    machines: BTreeMap<String, BTreeMap<String, BTreeMap<String, Answers>>>,
}

/// A test case of an execution.
#[derive(Debug)]
pub struct TestCase {
    name: String,
    states: BTreeMap<String, Answers>,
    /// How often each state has called, in the execution and in the children of its map runs.
    calls: Mutex<HashMap<Text, usize>>,
}

/// A state may answer so many times.
const MOST_ANSWERS: usize = 100_000;

impl MockConfig {
    /// Reads a file.
    ///
    /// # Errors
    /// Why it can't be read, or what in it makes no sense.
    pub fn read(path: &Path) -> Result<Self, String> {
        let wrong = |why: String| format!("the mock configuration {}: {why}", path.display());
        let text = fs::read(path).map_err(|error| wrong(error.to_string()))?;
        MockConfig::parse(&text).map_err(wrong)
    }

    fn parse(text: &[u8]) -> Result<Self, String> {
        // A list could be read as the members in their order.
        let document: Map<String, Value> = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        let file = File::deserialize(Value::Object(document)).map_err(|error| error.to_string())?;
        let mut responses = BTreeMap::new();
        for (name, answers) in file.mocked_responses {
            let read = read_answers(answers).map_err(|why| format!("MockedResponses.{name}: {why}"))?;
            responses.insert(name, read);
        }
        let mut machines = BTreeMap::new();
        for (machine, Machine { test_cases }) in file.state_machines {
            let mut cases = BTreeMap::new();
            for (case, names) in test_cases {
                let mut states = BTreeMap::new();
                for (state, response) in names {
                    let answers: &Answers = responses.get(&response).ok_or_else(|| {
                        format!("StateMachines.{machine}.TestCases.{case}.{state}: there is no response {response}")
                    })?;
                    states.insert(state, Arc::clone(answers));
                }
                cases.insert(case, states);
            }
            machines.insert(machine, cases);
        }
        Ok(MockConfig { machines })
    }

    /// Whether any test case of a state machine says what a state of it answers.
    pub fn mocks(&self, machine: &str, state: &str) -> bool {
        let cases = self.machines.get(machine).into_iter().flat_map(BTreeMap::values);
        cases.into_iter().any(|states| states.contains_key(state))
    }

    fn test_case(self, machine: &str, name: &str) -> Option<TestCase> {
        let states = self.machines.get(machine)?.get(name)?.clone();
        Some(TestCase { name: name.to_owned(), states, calls: Mutex::default() })
    }
}

/// Answers by the numbers of the calls that they are for, from 0 and without gaps: `0` or `1-3`.
fn read_answers(answers: BTreeMap<String, Map<String, Value>>) -> Result<Answers, String> {
    let mut ranges = Vec::new();
    for (range, answer) in answers {
        let (first, last) = range.split_once('-').unwrap_or((&range, &range));
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let (Some(first), Some(last)) = (number(first), number(last)) else {
            return Err(format!("{range} is neither a number nor a range such as 1-3"));
        };
        if last < first || last >= MOST_ANSWERS {
            return Err(format!("{range} is no range of calls"));
        }
        ranges.push((first, last, read_answer(&answer).map_err(|why| format!("{range}: {why}"))?));
    }
    ranges.sort_by_key(|(first, ..)| *first);
    let mut read = Vec::new();
    for (first, last, answer) in ranges {
        if first != read.len() {
            return Err(format!("the calls must be numbered without gaps: {} is next, and not {first}", read.len()));
        }
        read.resize(last + 1, answer);
    }
    Ok(read.into())
}

fn read_answer(answer: &Map<String, Value>) -> Result<Result<Json, Failure>, String> {
    match (answer.get("Return"), answer.get("Throw")) {
        (Some(value), None) => Ok(Ok(Json::new(value.clone()))),
        (None, Some(thrown)) => {
            let thrown = Throw::deserialize(thrown).map_err(|error| format!("Throw: {error}"))?;
            Ok(Err(Failure::new(thrown.error, thrown.cause)))
        }
        _ => Err("there must be either Return or Throw".to_owned()),
    }
}

impl TestCase {
    /// What a state answers to its next call; nothing where it isn't mocked. Without an answer the execution fails.
    pub fn answer(&self, state: &Text) -> Option<Result<Json, Failure>> {
        let answers = self.states.get(&**state)?;
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let call = calls.entry(state.clone()).or_default();
        let answer = answers.get(*call).cloned().unwrap_or_else(|| {
            let case = &self.name;
            let text =
                format!("The test case {case} has no mocked response for the call {call} of the state '{state}'.");
            Err(Failure::runtime(text))
        });
        *call += 1;
        Some(answer)
    }
}

impl States {
    /// What is mocked, where a file was named.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn mock_config(&self) -> Result<Option<MockConfig>, String> {
        self.shared.settings.mock_config.as_deref().map(MockConfig::read).transpose()
    }

    /// The test case that stands behind the ARN of what is started, `…:stateMachine:Name#Case`, and the ARN without it.
    /// Where nothing is mocked, it is a part of the name as on AWS.
    pub(super) fn split_test_case<'t>(&self, text: &'t str) -> (&'t str, Option<&'t str>) {
        match text.rsplit_once('#').filter(|_| self.shared.settings.mock_config.is_some()) {
            Some((arn, case)) => (arn, Some(case)),
            None => (text, None),
        }
    }

    /// A test case of a state machine.
    ///
    /// # Errors
    /// `ValidationException`: there is no such test case, or the file makes no sense any more.
    pub(super) fn test_case(&self, machine: &str, name: &str) -> Result<Arc<TestCase>, Error> {
        let config = self.mock_config().map_err(Error::validation)?;
        let case = config.and_then(|config| config.test_case(machine, name));
        case.map(Arc::new).ok_or_else(|| {
            Error::validation(format!("The mock configuration has no test case '{name}' of state machine '{machine}'"))
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answers(responses: Value) -> Result<Vec<String>, String> {
        let file = json!({
            "StateMachines": { "m": { "TestCases": { "c": { "S": "r" } } } },
            "MockedResponses": { "r": responses },
        });
        let config = MockConfig::parse(file.to_string().as_bytes())?;
        assert!(config.mocks("m", "S") && !config.mocks("m", "T") && !config.mocks("n", "S"));
        let case = config.test_case("m", "c").expect("the case");
        let state = Text::from("S");
        let shown = (0..4).map(|_| match case.answer(&state).expect("mocked") {
            Ok(value) => value.text().to_string(),
            Err(failure) => failure.error.expect("a name").to_string(),
        });
        Ok(shown.collect())
    }

    #[test]
    fn answers_by_the_number_of_the_call() {
        let read = answers(json!({
            "1-2": { "Throw": { "Error": "E", "Cause": "C" } }, "0": { "Return": null }, "3": { "Return": 1 },
        }));
        assert_eq!(read, Ok(["null", "E", "E", "1"].map(str::to_owned).to_vec()));
        let read = answers(json!({ "0": { "Return": {} } })).expect("answers");
        assert_eq!(read[..2], ["{}", "States.Runtime"]);
    }

    #[test]
    fn what_makes_no_sense() {
        for (responses, why) in [
            (json!({ "1": { "Return": 1 } }), "MockedResponses.r: the calls must be numbered without gaps: 0 is next"),
            (json!({ "0": {} }), "MockedResponses.r: 0: there must be either Return or Throw"),
            (json!({ "0": { "Return": 1, "Throw": {} } }), "MockedResponses.r: 0: there must be either"),
            (json!({ "0": { "Throw": { "Error": "E" } } }), "MockedResponses.r: 0: Throw: missing field `Cause`"),
            (json!({ "x": { "Return": 1 } }), "MockedResponses.r: x is neither a number nor a range"),
            (json!({ "3-1": { "Return": 1 } }), "MockedResponses.r: 3-1 is no range of calls"),
        ] {
            let told = answers(responses).expect_err(why);
            assert!(told.starts_with(why), "{told}");
        }
        assert!(MockConfig::parse(b"[]").is_err(), "a list");
        let dangling = json!({ "StateMachines": { "m": { "TestCases": { "c": { "S": "r" } } } } }).to_string();
        let told = MockConfig::parse(dangling.as_bytes()).expect_err("no response");
        assert_eq!(told, "StateMachines.m.TestCases.c.S: there is no response r");
    }
}
