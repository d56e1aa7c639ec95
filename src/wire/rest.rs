//! REST-JSON: method and path name the operation; path labels, query parameters and the JSON body are its members.
//! Which routes there are, each service says in `services.rs`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::aws::fault::Fault;

/// One operation's place.
#[derive(Debug, PartialEq, Eq)]
pub struct Route {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// Such as `/schedules/{Name}`; a label stands for one segment, or with a plus (`{Name+}`) for all that follow.
    pub path: &'static str,
    /// The operation's name.
    pub operation: &'static str,
    /// Query parameters.
    pub query: &'static [Parameter],
}

/// A query parameter of an operation.
#[derive(Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in the query.
    pub name: &'static str,
    /// The member that it means.
    pub member: &'static str,
    /// What the member is.
    pub form: Form,
}

/// What a query parameter stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// A list of texts, whose items come one by one.
    List,
}

impl Parameter {
    /// A text.
    pub const fn text(name: &'static str, member: &'static str) -> Self {
        Parameter { name, member, form: Form::Text }
    }

    /// A number.
    pub const fn number(name: &'static str, member: &'static str) -> Self {
        Parameter { name, member, form: Form::Number }
    }

    /// A list.
    pub const fn list(name: &'static str, member: &'static str) -> Self {
        Parameter { name, member, form: Form::List }
    }

    /// Adds a value to the members of a request.
    fn put(&self, members: &mut Map<String, Value>, text: String) {
        let value = match self.form {
            Form::Text => Value::String(text),
            // What is no number stays a text, and is refused as one.
            Form::Number => text.parse::<i64>().map_or_else(|_| Value::String(text), Value::from),
            Form::List => match members.get_mut(self.member) {
                Some(Value::Array(list)) => return list.push(text.into()),
                _ => Value::Array(vec![text.into()]),
            },
        };
        members.insert(self.member.to_owned(), value);
    }
}

/// A request that fits a route.
#[derive(Debug, PartialEq, Eq)]
pub struct Matched {
    /// The operation's name.
    pub operation: &'static str,
    /// Members given by path and query.
    pub members: Map<String, Value>,
}

/// The route that a request fits, the more literal one first where several do.
pub fn find(routes: &'static [Route], method: &str, path: &str, query: &str) -> Option<Matched> {
    let fitting = routes.iter().filter(|route| route.method == method);
    let mut fitting: Vec<_> = fitting.filter_map(|route| Some((route, labels(route.path, path)?))).collect();
    fitting.sort_by_key(|(_, labels)| labels.len());
    let (route, labels) = fitting.into_iter().next()?;
    let mut members: Map<String, Value> =
        labels.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if let Some(parameter) = route.query.iter().find(|known| known.name == name) {
            parameter.put(&mut members, value.into_owned());
        }
    }
    Some(Matched { operation: route.operation, members })
}

/// The input of an operation as one JSON document: the body's members, and those of path and query.
///
/// # Errors
/// A body that isn't a JSON object.
pub fn input(matched: &Matched, body: &[u8]) -> Result<Vec<u8>, Fault> {
    let body = if body.trim_ascii().is_empty() { b"{}" } else { body };
    let mut members: Map<String, Value> =
        serde_json::from_slice(body).map_err(|error| Fault::framework("SerializationException", error.to_string()))?;
    members.extend(matched.members.clone());
    Ok(Value::Object(members).to_string().into_bytes())
}

/// The labels of a path that fits a template.
fn labels(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut found = Vec::new();
    let mut segments = path.trim_matches('/').split('/');
    for part in template.trim_matches('/').split('/') {
        let segment = segments.next()?;
        match part.strip_prefix('{').and_then(|label| label.strip_suffix('}')) {
            Some(label) => match label.strip_suffix('+') {
                Some(greedy) => {
                    let rest = segments.by_ref().fold(segment.to_owned(), |rest, next| rest + "/" + next);
                    found.push((greedy, decoded(&rest)?));
                }
                None if segment.is_empty() => return None,
                None => found.push((label, decoded(segment)?)),
            },
            None if part == segment => {}
            None => return None,
        }
    }
    segments.next().is_none().then_some(found)
}

/// A label without its percent signs.
fn decoded(label: &str) -> Option<String> {
    percent_decode_str(label).decode_utf8().ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ROUTES: &[Route] = &[
        Route {
            method: "GET",
            path: "/things",
            operation: "ListThings",
            query: &[Parameter::number("size", "MaxResults")],
        },
        Route {
            method: "GET",
            path: "/things/{Name}",
            operation: "GetThing",
            query: &[Parameter::text("group", "GroupName")],
        },
        Route { method: "GET", path: "/things/latest", operation: "GetLatestThing", query: &[] },
        Route { method: "POST", path: "/tags/{Arn+}", operation: "TagThing", query: &[Parameter::list("key", "Keys")] },
    ];

    fn check(method: &str, path: &str, query: &str, expected: Option<(&'static str, Value)>) {
        let found = find(ROUTES, method, path, query).map(|found| (found.operation, Value::Object(found.members)));
        assert_eq!(found, expected, "{method} {path}?{query}");
    }

    #[test]
    fn method_path_and_query_name_operation_and_members() {
        check("GET", "/things", "size=5&other=1", Some(("ListThings", json!({ "MaxResults": 5 }))));
        check("GET", "/things", "size=five", Some(("ListThings", json!({ "MaxResults": "five" }))));
        check("GET", "/things/a%20b+c", "group=g", Some(("GetThing", json!({ "Name": "a b+c", "GroupName": "g" }))));
        check("GET", "/things/latest", "", Some(("GetLatestThing", json!({}))));
        check(
            "POST",
            "/tags/arn:aws:x/y/z",
            "key=a",
            Some(("TagThing", json!({ "Arn": "arn:aws:x/y/z", "Keys": ["a"] }))),
        );
        check("POST", "/things", "", None);
        check("GET", "/things/a/b", "", None);
        check("GET", "/thing", "", None);
    }

    #[test]
    fn the_input_is_one_document() {
        let matched = find(ROUTES, "POST", "/tags/a", "key=x&key=y").unwrap();
        let document = input(&matched, br#"{"Tags":{"a":"b"}}"#).unwrap();
        assert_eq!(document, br#"{"Tags":{"a":"b"},"Arn":"a","Keys":["x","y"]}"#);
        assert!(input(&matched, b"[]").is_err());
    }
}
