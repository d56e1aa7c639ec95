//! The secret that EventBridge keeps in Secrets Manager for each connection.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-secret.html>

use serde_json::Value;

use super::Events;
use super::api::ConnectionHttpParameters;
use super::credentials::Credentials;
use crate::aws::arn::Arn;
use crate::aws::ids::Ids;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::aws::time::Time;

/// How many characters Secrets Manager adds to a name for the ARN.
const SUFFIX: usize = 6;

/// A connection's secret.
#[derive(Clone, Debug)]
pub struct Secret {
    /// The ARN.
    pub arn: Text,
    /// The name, `events!connection/` and more.
    pub name: Text,
    /// A JSON object.
    pub text: Text,
    /// The id of this version.
    pub version: Text,
    /// When it was created.
    pub created: Time,
    /// When this version was.
    pub changed: Time,
}

impl Secret {
    /// The secret of a new connection, without a text.
    pub fn new(scope: &Scope, connection: &str, ids: &Ids, now: Time) -> Self {
        let name = format!("events!connection/{connection}/{}", ids.uuid());
        let letters = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let mut bits = ids.bits() as usize;
        let mut suffix = String::with_capacity(SUFFIX);
        for _ in 0..SUFFIX {
            suffix.push(char::from(letters[bits % letters.len()]));
            bits /= letters.len();
        }
        let arn = Arn::new("secretsmanager", scope, format!("secret:{name}-{suffix}"));
        Secret {
            arn: arn.to_string().into(),
            name: name.into(),
            text: Text::default(),
            version: Text::default(),
            created: now,
            changed: now,
        }
    }

    /// A new version.
    pub fn put(
        &mut self,
        now: Time,
        version: Text,
        credentials: &Credentials,
        http: Option<&ConnectionHttpParameters>,
    ) {
        let mut members = credentials.secret();
        members.extend(http.map(|http| ("invocation_http_parameters".to_owned(), http.secret())));
        (self.text, self.version, self.changed) = (Value::Object(members).to_string().into(), version, now);
    }

    /// Whether an id means it: its name or its ARN, also without what was added.
    fn is(&self, id: &str) -> bool {
        *self.name == *id || *self.arn == *id || self.arn[..self.arn.len() - SUFFIX - 1] == *id
    }
}

impl Events {
    /// The secret of a connection, by its name or ARN.
    pub fn secret(&self, at: &Scope, id: &str) -> Option<Secret> {
        let scope = id.parse::<Arn>().map_or_else(|_| at.clone(), |arn| arn.scope);
        let region = self.shared.regions.find(&scope)?;
        let connections = region.connections();
        let found = connections.values().find(|one| one.credentials.is_some() && one.secret.is(id));
        found.map(|connection| connection.secret.clone())
    }
}
