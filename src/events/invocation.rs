//! The invocation of an API destination: one HTTP request, made of the destination, its connection and the target, and
//! what its answer means.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html>

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::value::RawValue;

use super::Events;
use super::api::ConnectionHttpParameters;
use super::api_destination::ApiDestination;
use super::connection::{Connection, State};
use super::credentials::Credentials;
use super::http_parameters::pairs;
use super::rule_target::RuleTarget;
use crate::aws::arn::Arn;
use crate::aws::pairs::Pairs;
use crate::aws::text::Text;
use crate::aws::time::Time;
use crate::deliver::{Answer, Cause, Delivery, Handed, HttpCall, HttpReply, Pace, Refusal, To};

/// How EventBridge calls itself.
pub const AGENT: &str = "Amazon/EventBridge/ApiDestinations";

/// An endpoint has this long to answer, in real time.
const PATIENCE: Duration = Duration::from_secs(5);

/// How AWS begins all it says of failed invocations.
const UNABLE: &str = "Unable to invoke ApiDestination endpoint:";

/// What must not be set by parameters: what AWS keeps to itself, and what frames the request.
const KEPT: [&str; 5] = ["user-agent", "range", "connection", "content-length", "transfer-encoding"];

/// In queries all is encoded but what never needs to be.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// In paths some marks may stand, and slashes.
const PATH: &AsciiSet = &QUERY
    .remove(b'/')
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

impl Events {
    /// How many deliveries a second a target takes.
    pub(super) fn pace(&self, target: &RuleTarget) -> Option<Pace> {
        match &target.to {
            To::Arn(arn) => self.destination_pace(arn),
            _ => None,
        }
    }

    /// Takes a delivery for an API destination.
    pub(super) fn invoke(&self, to: &Arn, delivery: &Delivery) -> Handed {
        let (events, to, delivery) = (self.clone(), to.clone(), delivery.clone());
        Handed::Later(Box::pin(async move {
            events.try_invoke(&to, &delivery).await.map_err(|refusal| {
                let text = format!("{UNABLE} {}", refusal.text);
                Refusal { text, ..refusal }
            })
        }))
    }

    /// One attempt, by what destination and connection are at this moment.
    async fn try_invoke(&self, to: &Arn, delivery: &Delivery) -> Answer {
        let gone = |what: String| {
            Refusal::lasting("ResourceNotFoundException", format!("{what} does not exist.")).because(Cause::NoResource)
        };
        let destination = self.api_destination(to).ok_or_else(|| gone(to.to_string()))?;
        let connection = self.connection(&destination.connection);
        let connection = connection.ok_or_else(|| gone(destination.connection.to_string()))?;
        let Some(credentials) = connection.credentials.clone().filter(|_| connection.state != State::Deauthorized)
        else {
            let text = "The API destination is inactive, since its connection is not authorized.";
            return Err(Refusal::lasting("Inactive", text).because(Cause::NoPermissions));
        };
        let reply = match &*credentials {
            Credentials::OAuth(_) => {
                let token = self.token(&connection.arn, None).await?;
                let reply = self.send(&destination, &connection, delivery, bearer(&token)).await?;
                match reply.status {
                    401 | 407 => {
                        let token = self.token(&connection.arn, Some(&token)).await?;
                        self.send(&destination, &connection, delivery, bearer(&token)).await?
                    }
                    _ => reply,
                }
            }
            Credentials::Basic { username, password } => {
                let login = format!("Basic {}", STANDARD.encode(format!("{username}:{password}")));
                self.send(&destination, &connection, delivery, ("Authorization".to_owned(), login)).await?
            }
            Credentials::ApiKey { name, value } => {
                self.send(&destination, &connection, delivery, (name.clone(), value.clone())).await?
            }
        };
        judge(&reply, self.now())
    }

    async fn send(
        &self,
        destination: &ApiDestination,
        connection: &Connection,
        delivery: &Delivery,
        authorization: (String, String),
    ) -> Result<HttpReply, Refusal> {
        let call = call(destination, connection.http.as_deref(), delivery, authorization);
        self.shared.courier.call(&call).await
    }
}

fn bearer(token: &Text) -> (String, String) {
    ("Authorization".to_owned(), format!("Bearer {token}"))
}

/// The request. What the connection adds wins over what the target does.
fn call(
    destination: &ApiDestination,
    http: Option<&ConnectionHttpParameters>,
    delivery: &Delivery,
    authorization: (String, String),
) -> HttpCall {
    let of_target = delivery.http.as_deref();
    let mut headers = vec![("Content-Type".to_owned(), "application/json; charset=utf-8".to_owned())];
    headers.push(("Accept-Encoding".to_owned(), "gzip,deflate".to_owned()));
    let wished = of_target.map_or(&[][..], |http| &http.headers);
    for (name, value) in wished {
        put(&mut headers, name, value);
    }
    for (name, value) in pairs(http.and_then(|http| http.header_parameters.as_ref())) {
        put(&mut headers, name, value);
    }
    let (name, value) = authorization;
    put(&mut headers, &name, &value);
    let own = [("User-Agent", AGENT), ("Range", "bytes=0-1048575"), ("Connection", "close")];
    headers.extend(own.map(|(name, value)| (name.to_owned(), value.to_owned())));

    let mut parameters: Vec<(&str, &str)> = Vec::new();
    let ours: Vec<(&str, &str)> = pairs(http.and_then(|http| http.query_string_parameters.as_ref())).collect();
    for (name, value) in of_target.map_or(&[][..], |http| &http.query) {
        if ours.iter().all(|(taken, _)| taken != name) {
            parameters.push((name, value));
        }
    }
    parameters.extend(ours);
    let path = fill(&destination.endpoint, of_target.map_or(&[][..], |http| &http.path));
    HttpCall {
        method: destination.method.clone(),
        url: with_query(&path, parameters),
        headers,
        body: with_members(&delivery.body, http),
        patience: PATIENCE,
    }
}

/// Sets a header instead of the one of its name.
fn put(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    if !KEPT.iter().any(|kept| name.eq_ignore_ascii_case(kept)) {
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        // Blanks around it are allowed, and mean nothing.
        headers.push((name.trim().to_owned(), value.trim().to_owned()));
    }
}

/// An endpoint with values for its `*`, in order.
fn fill(endpoint: &str, values: &[String]) -> String {
    let mut parts = endpoint.split('*');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    let mut values = values.iter();
    for part in parts {
        match values.next() {
            Some(value) => filled.extend(utf8_percent_encode(value, PATH)),
            None => filled.push('*'),
        }
        filled += part;
    }
    filled
}

/// A URL with more query parameters.
pub fn with_query<'a>(url: &str, parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut url = url.to_owned();
    for (name, value) in parameters {
        let joint = match url.contains('?') {
            false => "?",
            true if url.ends_with(['?', '&']) => "",
            true => "&",
        };
        let [name, value] = [name, value].map(|text| utf8_percent_encode(text, QUERY));
        url = format!("{url}{joint}{name}={value}");
    }
    url
}

/// A payload with the members that the connection adds, if it is an object; its own stay as they are written.
fn with_members(payload: &str, http: Option<&ConnectionHttpParameters>) -> String {
    let added: Vec<(&str, &str)> = pairs(http.and_then(|http| http.body_parameters.as_ref())).collect();
    if added.is_empty() {
        return payload.to_owned();
    }
    let Ok(mut members) = serde_json::from_str::<Pairs<Box<RawValue>>>(payload) else { return payload.to_owned() };
    for (name, value) in added {
        let Ok(value) = serde_json::value::to_raw_value(value) else { continue };
        match members.0.iter_mut().find(|(known, _)| known == name) {
            Some(known) => known.1 = value,
            None => members.0.push((name.to_owned(), value)),
        }
    }
    serde_json::to_string(&members).unwrap_or_else(|_| payload.to_owned())
}

/// What an endpoint's answer means.
fn judge(reply: &HttpReply, now: Time) -> Answer {
    let status = reply.status;
    let said = format!("The endpoint answered {status}.");
    let refusal = match status {
        200..=299 => return Ok(()),
        429 => Refusal::passing(status.to_string(), said).because(Cause::Throttling),
        500..=599 => Refusal::passing(status.to_string(), said),
        401 | 403 | 407 => Refusal::lasting(
            status.to_string(),
            format!(
                "The request failed because the credentials included for the connection are not authorized for the \
                 API destination. {said}"
            ),
        ),
        _ => Refusal::lasting(status.to_string(), said),
    };
    let after = if refusal.retry { retry_after(reply, now) } else { None };
    Err(Refusal { after, ..refusal })
}

/// How long an endpoint wants to be left alone: seconds, or a date, which is held against the endpoint's own clock where
/// it shows that.
fn retry_after(reply: &HttpReply, now: Time) -> Option<Duration> {
    let text = reply.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = Time::parse_http(text)?;
    let now = reply.header("date").and_then(Time::parse_http).unwrap_or(now);
    Some(date.since(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_are_filled_in_order() {
        let fill = |endpoint: &str, values: &[&str]| {
            super::fill(endpoint, &values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(fill("https://a/*/b/*", &["1", "ü x/?#%"]), "https://a/1/b/%C3%BC%20x/%3F%23%25");
        assert_eq!(fill("https://a/*/*", &["only"]), "https://a/only/*");
        assert_eq!(fill("https://a/b", &["unused"]), "https://a/b");
    }

    #[test]
    fn queries_are_joined() {
        assert_eq!(with_query("http://a", [("b c", "d&e")]), "http://a?b%20c=d%26e");
        assert_eq!(with_query("http://a/?x=y", [("b", ""), ("c", "1")]), "http://a/?x=y&b=&c=1");
        assert_eq!(with_query("http://a/?", [("b", "1")]), "http://a/?b=1");
    }

    #[test]
    fn dates_are_held_against_the_endpoints_clock() {
        let now = Time::from_millis(0);
        let reply = |headers: &[(&str, &str)]| HttpReply {
            status: 503,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: Vec::new(),
        };
        let date = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");
        let later = ("retry-after", "Wed, 21 Oct 2015 07:28:30 GMT");
        let after = |headers: &[(&str, &str)]| retry_after(&reply(headers), now).map(|span| span.as_secs());
        assert_eq!(after(&[date, later]), Some(30));
        assert_eq!(after(&[("retry-after", "Thu, 01 Jan 1970 00:01:00 GMT")]), Some(60));
        assert_eq!(after(&[date, ("retry-after", "Wed, 21 Oct 2015 07:27:00 GMT")]), Some(0), "it is over");
        assert_eq!(after(&[("retry-after", " 7 ")]), Some(7));
        assert_eq!(after(&[("retry-after", "soon")]), None);
        assert_eq!(after(&[]), None);
    }
}
