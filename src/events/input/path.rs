//! The part of JSONPath that EventBridge takes, on the text of an event: names behind dots, `[n]` and `[*]`.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html>

use std::borrow::Cow;

use crate::aws::json;

/// A path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Name(Box<str>),
    Element(usize),
    EveryElement,
}

impl Path {
    /// Reads a path; none where AWS takes no such path.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('$')?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(name) = rest.strip_prefix('.') {
                let end = name.find(|c: char| !is_name(c)).unwrap_or(name.len());
                if end == 0 {
                    return None;
                }
                steps.push(Step::Name(name[..end].into()));
                rest = &name[end..];
            } else {
                let (place, behind) = rest.strip_prefix('[')?.split_once(']')?;
                steps.push(match place {
                    "*" => Step::EveryElement,
                    _ if place.bytes().all(|byte| byte.is_ascii_digit()) => Step::Element(place.parse().ok()?),
                    _ => return None,
                });
                rest = behind;
            }
        }
        Some(Path(steps))
    }

    /// What it leads to in compact JSON: a part of its text, or a list of parts where it has a `[*]`.
    pub fn find<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        let mut found = vec![text];
        let mut many = false;
        for step in &self.0 {
            let mut next = Vec::with_capacity(found.len());
            let mut arrays = 0;
            for text in &found {
                match step {
                    // Of members with one name the last one counts.
                    Step::Name(name) => {
                        let named = json::members(text).filter(|(known, _)| json::says(known, name));
                        next.extend(named.last().map(|(_, value)| value));
                    }
                    Step::Element(place) => next.extend(json::elements(text).nth(*place).map(|(_, value)| value)),
                    Step::EveryElement => {
                        arrays += usize::from(text.starts_with('['));
                        next.extend(json::elements(text).map(|(_, value)| value));
                    }
                }
            }
            if *step == Step::EveryElement && !many {
                if arrays == 0 {
                    return None;
                }
                many = true;
            }
            found = next;
        }
        match many {
            true => Some(Cow::Owned(format!("[{}]", found.join(",")))),
            false => found.first().map(|text| Cow::Borrowed(*text)),
        }
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '/')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_begins_with_the_whole() {
        for good in ["$", "$.a", "$.detail-type", "$.a.b_c.d/e", "$.a[0]", "$.a[*].b", "$[0]", "$.a[10][2]", "$.é"] {
            assert!(Path::parse(good).is_some(), "{good}");
        }
        let wrong = [
            "",
            "a",
            ".a",
            "detail",
            "$a",
            "$.",
            "$..a",
            "$.a.",
            "$.a[",
            "$.a[]",
            "$.a[-1]",
            "$.a[1:2]",
            "$.a['k']",
            "$.a[\"k\"]",
            "$['k']",
            "$.a[?(@.b)]",
            "$.a[0,1]",
            "$.*",
            "$.a b",
            " $",
            "$ ",
            "$.a]",
            "$.a[+1]",
            "$.a[99999999999999999999]",
            "$.a:b",
            "$.a[ 0 ]",
        ];
        for wrong in wrong {
            assert!(Path::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn it_finds_the_text_itself() {
        let text = r#"{"a":{"b":1.50,"a/b":[10,{"c":"x"},[]],"\u0062c":true},"l":[{"n":1},{"m":0},{"n":"2"}],"a":{"b":null,"k":[]}}"#;
        let find = |path: &str| Path::parse(path).expect(path).find(text).map(Cow::into_owned);
        for (path, expected) in [
            ("$", Some(text)),
            ("$.a.b", Some("null")),
            ("$.a", Some(r#"{"b":null,"k":[]}"#)),
            ("$.l[0]", Some(r#"{"n":1}"#)),
            ("$.l[2].n", Some("\"2\"")),
            ("$.l[3]", None),
            ("$.l[*].n", Some(r#"[1,"2"]"#)),
            ("$.l[*].none", Some("[]")),
            ("$.a.k[*]", Some("[]")),
            ("$.a.b[*]", None),
            ("$.none[*]", None),
            ("$.a.b.c", None),
            ("$[0]", None),
            ("$.l.n", None),
        ] {
            assert_eq!(find(path).as_deref(), expected, "{path}");
        }
        let find = |path: &str, text| Path::parse(path).expect(path).find(text).map(Cow::into_owned);
        assert_eq!(find("$.bc", r#"{"\u0062c":true}"#).as_deref(), Some("true"));
        assert_eq!(find("$.a[*][*]", "{\"a\":[[1,2],3,[4]]}").as_deref(), Some("[1,2,4]"));
    }

    proptest! {
        #[test]
        fn no_path_does_harm(path in "\\$[.a-c/\\[\\]*0-9'-]{0,12}", text in ".{0,40}") {
            if let Some(path) = Path::parse(&path) {
                path.find(r#"{"a":[{"b":1},[2]],"b":{"a":"\"c\\"}}"#);
                // Nothing that wasn't checked gets here; if it did, it would do no harm.
                path.find(&text);
            }
        }
    }
}
