//! Whether what a definition calls can be called here. What can't be is refused when a state machine is made, unless
//! the server is lenient; then its tasks fail.

use super::super::States;
use super::super::asl::{Code, Definition, Diagnostic, InputType, Invocation, Map, Mode, Refused, Resource, Use};
use crate::deliver::Operation;

/// The services whose optimized integrations are there. Functions are taken before there is a Lambda.
const OPTIMIZED: [&str; 6] = ["events", "http", "lambda", "sns", "sqs", "states"];

impl States {
    /// Refuses a definition of a state machine that calls what can't be called here, or reads what can't be read. Tasks
    /// that are mocked in a test case may call what they like.
    ///
    /// # Errors
    /// What those are.
    pub(in super::super) fn check_reach(&self, machine: &str, definition: &Definition) -> Result<(), Refused> {
        let told = self.unreached(Some(machine), definition);
        if told.is_empty() { Ok(()) } else { Err(Refused(told)) }
    }

    /// What a definition calls and reads that can't be reached here; nothing where that is accepted. Which tasks are
    /// mocked is known by the name of the state machine.
    pub(in super::super) fn unreached(&self, machine: Option<&str>, definition: &Definition) -> Vec<Diagnostic> {
        if self.shared.settings.lenient {
            return Vec::new();
        }
        let unreached = definition.resources().into_iter().filter(|one| !self.reaches(&one.resource.invocation));
        let unreached: Vec<Use<'_>> = unreached.collect();
        // The file is read only where it makes a difference. What is wrong with it is told to who starts a test case.
        let mocked = if unreached.is_empty() { None } else { self.mock_config().ok().flatten() };
        let is_mocked = |one: &Use<'_>| match (&mocked, machine) {
            (Some(mocked), Some(machine)) => mocked.mocks(machine, one.state),
            _ => false,
        };
        let calls = unreached.into_iter().filter(|one| !is_mocked(one));
        let calls = calls.map(|one| refused(format!("call {}", one.resource.arn()), one.at));
        let reads = definition.distributed_maps().into_iter().filter(|(_, map)| reads_parquet(map));
        let reads = reads
            .map(|(at, _)| refused("read Parquet files".to_owned(), format!("{at}/ItemReader/ReaderConfig/InputType")));
        calls.chain(reads).collect()
    }

    /// Refuses a task that is about to call what can't be called here.
    ///
    /// # Errors
    /// What that is.
    pub(in super::super) fn check_reach_of_task(&self, at: &str, resource: &Resource) -> Result<(), Refused> {
        if self.shared.settings.lenient || self.reaches(&resource.invocation) {
            return Ok(());
        }
        Err(Refused(vec![refused(format!("call {}", resource.arn()), at.to_owned())]))
    }

    fn reaches(&self, invocation: &Invocation) -> bool {
        match invocation {
            Invocation::Lambda | Invocation::Activity => true,
            Invocation::Optimized { integration, .. } => OPTIMIZED.contains(&integration.service),
            Invocation::Sdk { service, action, .. } => Operation::of_sdk(service, action)
                .is_some_and(|operation| operation.service == "lambda" || self.shared.courier.has(&operation)),
        }
    }
}

fn refused(what: String, at: String) -> Diagnostic {
    Diagnostic {
        code: Code::SchemaValidationFailed,
        message: format!("Eventyard can't {what}. Started with --lenient it takes such states, and they fail."),
        location: Some(at),
    }
}

fn reads_parquet(map: &Map) -> bool {
    let Mode::Distributed(distributed) = &map.mode else { return false };
    distributed.item_reader.as_ref().is_some_and(|reader| reader.input_type == Some(InputType::Parquet))
}
