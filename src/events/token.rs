//! OAuth tokens: fetched when a connection is made and whenever a delivery needs one, kept until they run out.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html>

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::sync::Semaphore;

use super::connection::{Connection, State, name_of};
use super::credentials::{Client, Credentials};
use super::http_parameters::pairs;
use super::invocation::with_query;
use super::{Events, Region};
use crate::aws::arn::Arn;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::clock::{Due, Task};
use crate::deliver::{Cause, HttpCall, HttpReply, Refusal};

/// A token endpoint has this long to answer, in real time.
const PATIENCE: Duration = Duration::from_secs(5);

/// The waits before a new connection's token is asked for again, where the endpoint had trouble that may pass.
const WAITS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What is sent.
    pub text: Text,
    /// When it runs out; never, if the endpoint didn't say.
    pub until: Option<Time>,
}

/// Who is fetching tokens: no data of the world. By the ARNs of connections.
#[derive(Debug, Default)]
pub struct Authorizing {
    /// One fetch at a time for each connection.
    gates: BTreeMap<Text, Arc<Semaphore>>,
    /// Those that bring new connections their first token.
    tasks: BTreeMap<Text, Task>,
}

impl Authorizing {
    /// Stops what is being done for a connection.
    pub fn forget(&mut self, arn: &str) {
        self.gates.remove(arn);
        if let Some(task) = self.tasks.remove(arn) {
            task.stop();
        }
    }

    /// Stops all.
    pub fn stop(&mut self) {
        std::mem::take(self).tasks.into_values().for_each(|task| task.stop());
    }

    fn gate(&mut self, arn: &Text) -> Arc<Semaphore> {
        Arc::clone(self.gates.entry(arn.clone()).or_insert_with(|| Arc::new(Semaphore::new(1))))
    }
}

/// What a token endpoint answers.
#[derive(Deserialize)]
struct Answer {
    access_token: String,
    /// Seconds, which some endpoints write as a text.
    expires_in: Option<Value>,
}

impl Region {
    /// Who is fetching tokens, locked.
    pub fn authorizing(&self) -> MutexGuard<'_, Authorizing> {
        self.authorizing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Events {
    /// Fetches the first token of a connection that waits for one.
    pub(super) fn authorize(&self, region: &Region, connection: &Connection) {
        let mut authorizing = region.authorizing();
        authorizing.forget(&connection.arn);
        if connection.state == State::Authorizing {
            let (events, arn, version) = (self.clone(), connection.arn.clone(), connection.version);
            let task = self.shared.clock.spawn(async move { events.fetch_first(&arn, version).await });
            authorizing.tasks.insert(connection.arn.clone(), task);
        }
    }

    async fn fetch_first(&self, arn: &Text, version: u64) {
        for wait in WAITS {
            match self.token(arn, None).await {
                Err(refusal) if refusal.retry => {}
                Ok(_) | Err(_) => return,
            }
            let due = Due::new("retry", arn.to_string(), "fetch the connection's token");
            self.shared.clock.sleep_until(self.now() + wait, due).await;
        }
        if let Err(refusal) = self.token(arn, None).await {
            self.settle(arn, version, Err(&refusal));
        }
    }

    /// The token of a connection: the one that is there, unless it has run out or is the one that was `refused`.
    ///
    /// # Errors
    /// A refusal that may pass where the token endpoint has trouble, a lasting one where it gives no token.
    pub(super) async fn token(&self, arn: &Text, refused: Option<&Text>) -> Result<Text, Refusal> {
        let gone = || Refusal::passing("ConnectionChanged", format!("{arn} was changed meanwhile."));
        let scope = arn.parse::<Arn>().map_err(|_| gone())?.scope;
        let region = self.shared.regions.find(&scope).filter(|_| self.connection(arn).is_some()).ok_or_else(gone)?;
        let gate = region.authorizing().gate(arn);
        // Never closed, so that this can't fail.
        let _alone = gate.acquire().await;
        let connection = self.connection(arn).ok_or_else(gone)?;
        let now = self.now();
        if let Some(token) = &connection.token
            && token.until.is_none_or(|until| now < until)
            && refused != Some(&token.text)
        {
            return Ok(token.text.clone());
        }
        let Some(Credentials::OAuth(client)) = connection.credentials.as_deref() else { return Err(gone()) };
        let reply = self.shared.courier.call(&client.call()).await;
        let token = reply.and_then(|reply| judge(&reply, self.now()));
        match &token {
            Err(refusal) if refusal.retry => {}
            token => {
                if !self.settle(arn, connection.version, token.as_ref()) {
                    return Err(gone());
                }
            }
        }
        token.map(|token| token.text)
    }

    /// Notes how fetching a token ended, unless the connection was changed since.
    fn settle(&self, arn: &str, version: u64, token: Result<&Token, &Refusal>) -> bool {
        let now = self.now();
        let Ok(parsed) = arn.parse::<Arn>() else { return false };
        let Some(region) = self.shared.regions.find(&parsed.scope) else { return false };
        let mut connections = region.connections();
        let Some(connection) = name_of(&parsed).and_then(|name| connections.get_mut(name)) else { return false };
        if *connection.arn != *arn || connection.version != version {
            return false;
        }
        connection.token = token.ok().cloned();
        match token {
            Ok(_) => connection.authorize(now),
            Err(refusal) => {
                (connection.state, connection.reason) = (State::Deauthorized, Some(refusal.text.clone()));
            }
        }
        true
    }
}

impl Client {
    /// The request for a token. Parameters go into the body, but those of a GET into the query.
    fn call(&self) -> HttpCall {
        let http = self.http.as_ref();
        let own = [("grant_type", "client_credentials"), ("client_id", &self.id), ("client_secret", &self.secret)];
        let given: Vec<(&str, &str)> = pairs(http.and_then(|http| http.body_parameters.as_ref())).collect();
        // Whoever names one of ours means it.
        let own = own.into_iter().filter(|(name, _)| given.iter().all(|(key, _)| key != name));
        let members: Vec<(&str, &str)> = own.chain(given.iter().copied()).collect();
        let mut query: Vec<(&str, &str)> = pairs(http.and_then(|http| http.query_string_parameters.as_ref())).collect();
        let text = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut headers: Vec<(String, String)> =
            pairs(http.and_then(|http| http.header_parameters.as_ref())).map(text).collect();
        let kind = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let as_json = kind.is_some_and(|(_, kind)| kind.to_ascii_lowercase().starts_with(JSON));
        let is_told = kind.is_some();
        let is = |header: &str| headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(header));
        let (accepts, is_named) = (is("accept"), is("user-agent"));
        if !accepts {
            headers.push(("Accept".to_owned(), JSON.to_owned()));
        }
        if !is_named {
            headers.push(("User-Agent".to_owned(), super::invocation::AGENT.to_owned()));
        }
        let body = if self.method == "GET" {
            query.splice(0..0, members);
            String::new()
        } else {
            if !is_told {
                headers.push(("Content-Type".to_owned(), FORM.to_owned()));
            }
            match as_json {
                true => {
                    let members: Map<String, Value> =
                        members.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
                    Value::Object(members).to_string()
                }
                false => form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish(),
            }
        };
        let url = with_query(&self.endpoint, query);
        HttpCall { method: self.method.clone(), url, headers, body, patience: PATIENCE }
    }
}

/// The token in an answer.
fn judge(reply: &HttpReply, now: Time) -> Result<Token, Refusal> {
    let status = reply.status;
    let said = |what: &str| format!("The authorization endpoint answered {what}.");
    match status {
        200..=299 => {}
        429 | 500..=599 => return Err(Refusal::passing(status.to_string(), said(&status.to_string()))),
        _ => return Err(Refusal::lasting(status.to_string(), said(&status.to_string())).because(Cause::NoPermissions)),
    }
    let no_token = || Refusal::lasting("NoToken", said("without a token")).because(Cause::NoPermissions);
    let answer: Answer = serde_json::from_slice(&reply.body).map_err(|_| no_token())?;
    // It becomes part of a header.
    if answer.access_token.is_empty() || !answer.access_token.bytes().all(|b| (0x20..=0x7e).contains(&b)) {
        return Err(no_token());
    }
    let seconds = answer.expires_in.and_then(|value| match value {
        Value::String(text) => text.trim().parse::<f64>().ok(),
        value => value.as_f64(),
    });
    let span = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)).ok());
    Ok(Token { text: answer.access_token.into(), until: span.map(|span| now + span) })
}
