//! States and where they begin: a whole machine, a branch, what a map does with each item.

use std::ops::Index;

use serde_json::Value;

use super::data::Data;
use super::diagnostic::Code;
use super::reader::{Object, Reader, Scope};
use super::state::{State, StateKind};
use super::{QueryLanguage, names};

/// A state's place in its machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateIndex(pub(super) usize);

impl StateIndex {
    /// As a number, counted from 0 in the order of the definition.
    pub fn get(self) -> usize {
        self.0
    }
}

/// States that lead to one another.
#[derive(Clone, Debug)]
pub struct Machine {
    start_at: StateIndex,
    states: Vec<State>,
}

impl Index<StateIndex> for Machine {
    type Output = State;

    /// An index belongs to the machine it was read with.
    fn index(&self, index: StateIndex) -> &State {
        &self.states[index.0]
    }
}

impl Machine {
    /// Where it begins.
    pub fn start_at(&self) -> StateIndex {
        self.start_at
    }

    /// Its states, in the definition's order.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// The state of this name, among its own.
    pub fn find(&self, name: &str) -> Option<StateIndex> {
        self.states.iter().position(|state| *state.name == *name).map(StateIndex)
    }

    /// The state at this place, as one keeps it in data that is written down.
    pub fn at(&self, place: usize) -> Option<(StateIndex, &State)> {
        self.states.get(place).map(|state| (StateIndex(place), state))
    }

    /// Reads the states of an object that has them.
    pub(super) fn read(reader: &mut Reader, object: &Object) -> Option<Machine> {
        reader.require(object, &["States", "StartAt"]);
        let start = reader.text(object, "StartAt");
        let states = reader.member(object, "States")?;
        let indices = states.members.keys().cloned().zip(0..).collect();
        reader.scopes.push(Scope { indices, ..Scope::default() });
        let start_at = start.map(|name| reader.target(name, &object.at("StartAt")));
        // The way in leads from no state.
        if let Some(scope) = reader.scopes.last_mut() {
            scope.edges.clear();
        }
        let mut read = Vec::new();
        for (i, (name, state)) in states.members.iter().enumerate() {
            if let Some(scope) = reader.scopes.last_mut() {
                scope.state = i;
            }
            let at = states.at(name);
            names::check_state(reader, name, &at);
            read.push(State::read(reader, name, state, at));
        }
        let scope = reader.scopes.pop()?;
        let start_known = start.is_some_and(|name| states.members.contains_key(name));
        note_unreachable(reader, &states, &scope, start_at.filter(|_| start_known));
        if reader.scopes.is_empty() && !scope.ends {
            reader.note_nowhere(Code::MissingEndState, "Workflow has no terminal state");
        }
        Some(Machine { start_at: start_at?, states: read.into_iter().collect::<Option<_>>()? })
    }

    /// A machine of one state; those it leads to end it.
    pub(super) fn read_lone(reader: &mut Reader, object: &Object) -> Option<Machine> {
        const NAME: &str = "StateName";
        let indices = [(NAME.to_owned(), 0)].into();
        reader.scopes.push(Scope { indices, ..Scope::default() });
        let state = State::read(reader, NAME, &Value::Object(object.members.clone()), object.at.clone());
        let outside = reader.scopes.pop()?.outside;
        let ended = |name| State {
            name,
            comment: None,
            query_language: QueryLanguage::JsonPath,
            data: Data::default(),
            kind: StateKind::Succeed,
        };
        let states = std::iter::once(state?).chain(outside.into_iter().map(ended)).collect();
        Some(Machine { start_at: StateIndex(0), states })
    }
}

fn note_unreachable(reader: &mut Reader, states: &Object, scope: &Scope, start: Option<StateIndex>) {
    let mut reached = vec![false; states.members.len()];
    let mut next: Vec<usize> = start.map(|index| index.0).into_iter().collect();
    let mut targets: Vec<Vec<usize>> = vec![Vec::new(); states.members.len()];
    for (from, to) in &scope.edges {
        if let Some(targets) = targets.get_mut(*from) {
            targets.push(*to);
        }
    }
    while let Some(state) = next.pop() {
        if let Some(reached) = reached.get_mut(state).filter(|reached| !**reached) {
            *reached = true;
            next.extend(&targets[state]);
        }
    }
    for (name, _) in states.members.keys().zip(reached).filter(|(_, reached)| !reached) {
        let message = format!("State \"{name}\" is not reachable.");
        reader.note(Code::MissingTransitionTarget, &states.at(name), message);
    }
}
