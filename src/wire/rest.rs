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
    /// Query parameters and the members they mean.
    pub query: &'static [(&'static str, &'static str)],
}

/// A request that fits a route.
#[derive(Debug, PartialEq, Eq)]
pub struct Matched {
    /// The operation's name.
    pub operation: &'static str,
    /// Members given by path and query.
    pub members: Vec<(&'static str, String)>,
}

/// The route that a request fits, the more literal one first where several do.
pub fn find(routes: &'static [Route], method: &str, path: &str, query: &str) -> Option<Matched> {
    let fitting = routes.iter().filter(|route| route.method == method);
    let mut fitting: Vec<_> = fitting.filter_map(|route| Some((route, labels(route.path, path)?))).collect();
    fitting.sort_by_key(|(_, labels)| labels.len());
    let (route, mut members) = fitting.into_iter().next()?;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if let Some((_, member)) = route.query.iter().find(|(known, _)| *known == name) {
            members.push((member, value.into_owned()));
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
    for (name, value) in &matched.members {
        // A parameter that is there more than once is a list.
        match members.get_mut(*name) {
            Some(Value::Array(list)) => list.push(value.as_str().into()),
            Some(earlier) => *earlier = Value::Array(vec![earlier.take(), value.as_str().into()]),
            None => drop(members.insert((*name).to_owned(), value.as_str().into())),
        }
    }
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
    use super::*;

    const ROUTES: &[Route] = &[
        Route { method: "GET", path: "/things", operation: "ListThings", query: &[("size", "MaxResults")] },
        Route { method: "GET", path: "/things/{Name}", operation: "GetThing", query: &[("group", "GroupName")] },
        Route { method: "GET", path: "/things/latest", operation: "GetLatestThing", query: &[] },
        Route { method: "POST", path: "/tags/{Arn+}", operation: "TagThing", query: &[("key", "Keys")] },
    ];

    fn check(method: &str, path: &str, query: &str, expected: Option<(&'static str, &[(&'static str, &str)])>) {
        let expected = expected.map(|(operation, members)| Matched {
            operation,
            members: members.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
        });
        assert_eq!(find(ROUTES, method, path, query), expected, "{method} {path}?{query}");
    }

    #[test]
    fn method_path_and_query_name_operation_and_members() {
        check("GET", "/things", "size=5&other=1", Some(("ListThings", &[("MaxResults", "5")])));
        check("GET", "/things/a%20b+c", "group=g", Some(("GetThing", &[("Name", "a b+c"), ("GroupName", "g")])));
        check("GET", "/things/latest", "", Some(("GetLatestThing", &[])));
        check("POST", "/tags/arn:aws:x/y/z", "", Some(("TagThing", &[("Arn", "arn:aws:x/y/z")])));
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
