//! The errors of Secrets Manager that are answered: one enum, and one match that gives each its code and text.
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html>

use std::borrow::Cow;

use crate::aws::check::Broken;
use crate::aws::fault::Fault;

/// Why an operation was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The request names no secret.
    NoId,
    /// There is no such secret.
    NoSecret,
    /// The secret has no version of this id or stage.
    NoVersion(String),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let (shape, message): (&'static str, Cow<'static, str>) = match error {
            Error::NoId => {
                let mut broken = Broken::default();
                broken.missing("secretId");
                ("ValidationException", broken.text().unwrap_or_default().into())
            }
            Error::NoSecret => ("ResourceNotFoundException", "Secrets Manager can't find the specified secret.".into()),
            Error::NoVersion(which) => (
                "ResourceNotFoundException",
                format!("Secrets Manager can't find the specified secret value for {which}").into(),
            ),
        };
        Fault {
            // AWS writes the bare name here.
            namespace: "",
            shape,
            code: shape,
            status: 400,
            sender: true,
            message,
            query_message: None,
            reason: None,
        }
    }
}
