//! What a connection adds to requests: headers, query parameters and members of the body, some of them secret.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ConnectionHttpParameters.html>

use serde_json::{Value, json};

use super::api::{ConnectionHttpParameters, ConnectionParameter};
use super::check::Members;

/// How many of a kind there may be.
const MOST: usize = 100;

/// The patterns of names and values, as AWS writes them.
pub const HEADER_KEY: &str = "^[!#$%&'*+-.^_`|~0-9a-zA-Z]+$";
/// See [`HEADER_KEY`].
pub const HEADER_VALUE: &str = r"^[ \t]*[\x20-\x7E]+([ \t]+[\x20-\x7E]+)*[ \t]*$";
/// See [`HEADER_KEY`].
pub const QUERY_KEY: &str = r"[^\x00-\x1F\x7F]+";
/// See [`HEADER_KEY`].
pub const QUERY_VALUE: &str = r"[^\x00-\x09\x0B\x0C\x0E-\x1F\x7F]+";

/// Whether `text` can be the name of a header.
pub fn is_header_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+,-.^_`|~".contains(&b))
}

/// Whether `text` can be the value of a header.
pub fn is_header_value(text: &str) -> bool {
    let is_printable = |b: &u8| (0x20..=0x7e).contains(b);
    text.bytes().any(|b| is_printable(&b)) && text.bytes().all(|b| b == b'\t' || is_printable(&b))
}

/// Whether `text` can be the name of a query parameter.
pub fn is_query_key(text: &str) -> bool {
    !text.is_empty() && !text.bytes().any(|b| b.is_ascii_control())
}

/// Whether `text` can be the value of a query parameter.
pub fn is_query_value(text: &str) -> bool {
    !text.is_empty() && !text.bytes().any(|b| b.is_ascii_control() && b != b'\n' && b != b'\r')
}

/// Keys and values, as far as there are both.
pub fn pairs(given: Option<&Vec<ConnectionParameter>>) -> impl Iterator<Item = (&str, &str)> {
    given.into_iter().flatten().filter_map(|one| Some((one.key.as_deref()?, one.value.as_deref()?)))
}

impl ConnectionParameter {
    fn is_secret(&self) -> bool {
        self.is_value_secret.unwrap_or_default()
    }
}

impl ConnectionHttpParameters {
    /// Checks them; `at` is the path of the member that they are.
    pub fn check(&self, at: &str, members: &mut Members) {
        let headers = format!("{at}.headerParameters");
        members.items(&headers, self.header_parameters.as_ref(), MOST);
        for (i, parameter) in self.header_parameters.iter().flatten().enumerate() {
            let path = format!("{headers}.{}.member", i + 1);
            let key = format!("{path}.key");
            members.pattern(&key, parameter.key.as_ref(), is_header_key, HEADER_KEY);
            members.length(&key, parameter.key.as_ref(), 0, 512);
            members.secret(&format!("{path}.value"), parameter.value.as_ref(), is_header_value, HEADER_VALUE, 512);
        }
        let queries = format!("{at}.queryStringParameters");
        members.items(&queries, self.query_string_parameters.as_ref(), MOST);
        for (i, parameter) in self.query_string_parameters.iter().flatten().enumerate() {
            let path = format!("{queries}.{}.member", i + 1);
            let key = format!("{path}.key");
            members.pattern(&key, parameter.key.as_ref(), is_query_key, QUERY_KEY);
            members.length(&key, parameter.key.as_ref(), 0, 512);
            members.secret(&format!("{path}.value"), parameter.value.as_ref(), is_query_value, QUERY_VALUE, 512);
        }
        members.items(&format!("{at}.bodyParameters"), self.body_parameters.as_ref(), MOST);
    }

    /// As they are shown: without the values of secrets.
    pub fn shown(&self) -> Self {
        let bare = |given: &Option<Vec<ConnectionParameter>>| {
            let mut shown = given.clone()?;
            shown.iter_mut().filter(|one| one.is_secret()).for_each(|one| one.value = None);
            Some(shown)
        };
        ConnectionHttpParameters {
            header_parameters: bare(&self.header_parameters),
            query_string_parameters: bare(&self.query_string_parameters),
            body_parameters: bare(&self.body_parameters),
        }
    }

    /// These instead of others: a secret that comes without its value keeps the one it had.
    pub fn instead_of(mut self, before: Option<&Self>) -> Self {
        let keep = |given: &mut Option<Vec<ConnectionParameter>>, before: Option<&Vec<ConnectionParameter>>| {
            for one in given.iter_mut().flatten().filter(|one| one.is_secret() && one.value.is_none()) {
                let known = pairs(before).find(|(key, _)| Some(*key) == one.key.as_deref());
                one.value = known.map(|(_, value)| value.to_owned());
            }
        };
        let before = before.cloned().unwrap_or_default();
        keep(&mut self.header_parameters, before.header_parameters.as_ref());
        keep(&mut self.query_string_parameters, before.query_string_parameters.as_ref());
        keep(&mut self.body_parameters, before.body_parameters.as_ref());
        self
    }

    /// As they stand in the connection's secret.
    pub fn secret(&self) -> Value {
        let list = |given: &Option<Vec<ConnectionParameter>>| {
            let one = |one: &ConnectionParameter| json!({ "key": one.key, "value": one.value, "is_value_secret": one.is_secret() });
            Some(given.as_ref()?.iter().map(one).collect::<Value>())
        };
        let lists = [
            ("header_parameters", list(&self.header_parameters)),
            ("query_string_parameters", list(&self.query_string_parameters)),
            ("body_parameters", list(&self.body_parameters)),
        ];
        lists.into_iter().filter_map(|(name, list)| Some((name.to_owned(), list?))).collect()
    }
}
