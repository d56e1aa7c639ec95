//! Whether what a definition calls can be called here. What can't be is refused when a state machine is made, unless
//! the server is lenient; then its tasks fail.

use super::super::States;
use super::super::asl::{Code, Definition, Diagnostic, InputType, Invocation, Map, Mode, Refused, Use};
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
        if self.shared.settings.lenient {
            return Ok(());
        }
        let unreached: Vec<Use<'_>> =
            definition.resources().into_iter().filter(|one| !self.reaches(&one.resource.invocation)).collect();
        // The file is read only where it makes a difference. What is wrong with it is told to who starts a test case.
        let mocked = if unreached.is_empty() { None } else { self.mock_config().ok().flatten() };
        let is_mocked = |one: &Use<'_>| mocked.as_ref().is_some_and(|mocked| mocked.mocks(machine, one.state));
        let refuse = |message: String, at: String| Diagnostic {
            code: Code::SchemaValidationFailed,
            message,
            location: Some(at),
        };
        let calls = unreached.into_iter().filter(|one| !is_mocked(one)).map(|one| {
            let message = format!(
                "Eventyard can't call {}. Started with --lenient it takes such resources, and their tasks fail.",
                one.resource.arn()
            );
            refuse(message, one.at)
        });
        let reads = definition.distributed_maps().into_iter().filter(|(_, map)| reads_parquet(map)).map(|(at, _)| {
            let message = "Eventyard can't read Parquet files. Started with --lenient it takes such readers, and their \
                           map states fail.";
            refuse(message.to_owned(), format!("{at}/ItemReader/ReaderConfig/InputType"))
        });
        let told: Vec<Diagnostic> = calls.chain(reads).collect();
        if told.is_empty() { Ok(()) } else { Err(Refused(told)) }
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

fn reads_parquet(map: &Map) -> bool {
    let Mode::Distributed(distributed) = &map.mode else { return false };
    distributed.item_reader.as_ref().is_some_and(|reader| reader.input_type == Some(InputType::Parquet))
}
