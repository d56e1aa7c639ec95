//! Whether what a definition calls can be called here. What can't be is refused when a state machine is made, unless
//! the server is lenient; then its tasks fail.

use super::super::States;
use super::super::asl::{Code, Definition, Diagnostic, Invocation, Refused, Resource};
use crate::deliver::Operation;

/// The services whose optimized integrations are there. Functions are taken before there is a Lambda.
const OPTIMIZED: [&str; 6] = ["events", "http", "lambda", "sns", "sqs", "states"];

impl States {
    /// Refuses a definition that calls what can't be called here.
    ///
    /// # Errors
    /// What those are.
    pub(in super::super) fn check_reach(&self, definition: &Definition) -> Result<(), Refused> {
        if self.shared.settings.lenient {
            return Ok(());
        }
        let all = definition.resources().into_iter();
        let told: Vec<Diagnostic> = all.filter_map(|one| self.unreached(&one.at, one.resource)).collect();
        if told.is_empty() { Ok(()) } else { Err(Refused(told)) }
    }

    /// The same for one task, which is about to call.
    ///
    /// # Errors
    /// What can't be called.
    pub(in super::super) fn check_reach_of_task(&self, at: &str, resource: &Resource) -> Result<(), Refused> {
        let told = self.unreached(at, resource).filter(|_| !self.shared.settings.lenient);
        told.map_or(Ok(()), |told| Err(Refused(vec![told])))
    }

    fn unreached(&self, at: &str, resource: &Resource) -> Option<Diagnostic> {
        (!self.reaches(&resource.invocation)).then(|| Diagnostic {
            code: Code::SchemaValidationFailed,
            message: format!(
                "Eventyard can't call {}. Started with --lenient it takes such resources, and their tasks fail.",
                resource.arn()
            ),
            location: Some(at.to_owned()),
        })
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
