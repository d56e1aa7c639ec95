//! The detail of an event: JSON as the caller wrote it, without the blanks.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html>

use crate::aws::json;

/// How deep a detail may be.
const DEEPEST: usize = 1000;

/// A detail as compact JSON; nothing where it isn't a JSON object of at most 1000 levels. Numbers and strings are left
/// as they are written.
pub fn compact(text: &str) -> Option<String> {
    json::compact(text, DEEPEST).filter(|text| text.starts_with('{'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Number, Value};

    use super::*;

    #[test]
    fn blanks_go_and_all_else_stays() {
        let text =
            " { \"z\" : [ 1.50 , 1e3,\t-0 , 12345678901234567890123 ] ,\n\"a\" : \" x \\u00e9\\/ \" , \"o\":{ } } ";
        assert_eq!(
            compact(text).as_deref(),
            Some(r#"{"z":[1.50,1e3,-0,12345678901234567890123],"a":" x \u00e9\/ ","o":{}}"#)
        );
    }

    #[test]
    fn only_objects_are_details() {
        let wrong = [
            "",
            " ",
            "NotJSON",
            "[]",
            "{{}",
            "\"{}\"",
            "1",
            "null",
            "{}{}",
            "{} x",
            "{,}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":[1,]}",
            "{\"a\":[}",
            "{\"a\":[]",
            "{\"a\":{]}",
            "{a:1}",
            "{'a':1}",
            "{\"a\":01}",
            "{\"a\":1.}",
            "{\"a\":.5}",
            "{\"a\":+1}",
            "{\"a\":-}",
            "{\"a\":1e}",
            "{\"a\":NaN}",
            "{\"a\":tru}",
            "{\"a\":\"\n\"}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12\"}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":\"\\udc00\"}",
            "{\"a\":\"",
            "{\"a\":\"\\",
            "{\"a\" 1}",
            "{\"a\":1 2}",
            "\u{feff}{}",
            "{\"a\":1}}",
            "{\"a\u{0}\":1}",
        ];
        for text in wrong {
            assert_eq!(compact(text), None, "{text}");
        }
    }

    #[test]
    fn a_thousand_levels_and_no_more() {
        let deep = |levels: usize| format!("{}{}", "{\"a\":".repeat(levels - 1) + "{", "}".repeat(levels));
        assert_eq!(compact(&deep(1000)), Some(deep(1000)));
        assert_eq!(compact(&deep(1001)), None);
        assert_eq!(compact(&"[".repeat(1 << 20)), None);
        assert_eq!(compact(&"{\"a\":".repeat(1 << 18)), None);
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(|n| Value::Number(n.into())),
            any::<f64>().prop_map(|n| Number::from_f64(n).map_or(Value::Null, Value::Number)),
            any::<String>().prop_map(Value::String),
        ];
        leaf.prop_recursive(6, 60, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|all| Value::Object(Map::from_iter(all))),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_is_serde_json_s_compaction(value in json()) {
            let pretty = serde_json::to_string_pretty(&value).unwrap();
            prop_assert_eq!(compact(&pretty), value.is_object().then(|| value.to_string()));
        }

        #[test]
        fn any_text_is_taken_as_serde_json_takes_it(text in "[\\[\\]{}:, \"\\\\a0-9eE.+tu-]{0,30}") {
            let known: Result<Map<String, Value>, _> = serde_json::from_str(&text);
            // Numbers beyond a double are text here.
            let range = known.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
            prop_assert!(range || compact(&text).is_some() == known.is_ok(), "{}", text);
        }

        #[test]
        fn broken_texts_of_every_kind_do_no_harm(value in json(), cut in any::<prop::sample::Index>(), other in any::<char>()) {
            let text = value.to_string();
            let at = cut.index(text.len() + 1);
            let Some((head, tail)) = text.split_at_checked(at) else { return Ok(()) };
            compact(head);
            compact(tail);
            compact(&format!("{{\"a\":{head}{other}{tail}}}"));
        }

        #[test]
        fn parts_are_those_of_serde_json(value in json()) {
            let text = value.to_string();
            let members: Vec<(String, String)> =
                json::members(&text).map(|(name, part)| (json::unquote(name).into_owned(), part.to_owned())).collect();
            let known: Vec<(String, String)> =
                value.as_object().into_iter().flatten().map(|(name, part)| (name.clone(), part.to_string())).collect();
            prop_assert_eq!(members, known);
            let elements: Vec<&str> = json::elements(&text).map(|(_, part)| part).collect();
            let known: Vec<String> = value.as_array().into_iter().flatten().map(Value::to_string).collect();
            prop_assert_eq!(elements, known);
        }

        #[test]
        fn strings_are_written_as_serde_json_writes_them(text in any::<String>()) {
            let mut out = String::new();
            json::push_string(&mut out, &text);
            prop_assert_eq!(&out, &Value::String(text).to_string());
        }
    }
}
