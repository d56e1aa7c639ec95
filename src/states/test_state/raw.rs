//! How values are shown that go through a tested state unchanged: as they were written in the request, spaces and all.

use std::collections::HashMap;

use serde_json::value::RawValue;

use crate::aws::text::Text;
use crate::states::run::Json;

/// So deep the values inside a text are looked for.
const DEEPEST: usize = 8;

/// Texts as they were given, by what they are without spaces.
#[derive(Debug, Default)]
pub struct Raw(HashMap<String, String>);

impl Raw {
    /// Of all values in these texts.
    pub fn of(texts: &[Text]) -> Self {
        let mut raw = Raw::default();
        texts.iter().for_each(|text| raw.add(text.trim(), DEEPEST));
        raw
    }

    fn add(&mut self, text: &str, left: usize) {
        // A part of what is written closely is so too.
        let Some(close) = closely(text).filter(|close| close != text) else { return };
        self.0.entry(close).or_insert_with(|| text.to_owned());
        if left == 0 {
            return;
        }
        if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(text) {
            items.into_iter().for_each(|item| self.add(item.get(), left - 1));
        } else if let Ok(members) = serde_json::from_str::<HashMap<String, &RawValue>>(text) {
            members.into_values().for_each(|member| self.add(member.get(), left - 1));
        }
    }

    /// A value's text.
    pub fn text(&self, value: &Json) -> String {
        let text = value.text();
        self.0.get(&**text).cloned().unwrap_or_else(|| text.to_string())
    }
}

/// An array or an object without spaces.
fn closely(text: &str) -> Option<String> {
    if !text.starts_with(['[', '{']) {
        return None;
    }
    serde_json::from_str::<serde_json::Value>(text).ok().map(|value| value.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_are_shown_as_they_were_written() {
        let raw = Raw::of(&["{ \"a\": [1, 2], \"b\": {\"c\":[ ]} }".into(), "[3,4]".into()]);
        for (value, expected) in [
            (json!([1, 2]), "[1, 2]"),
            (json!([]), "[ ]"),
            (json!({ "c": [] }), "{\"c\":[ ]}"),
            (json!([3, 4]), "[3,4]"),
            (json!([1, 2, 3]), "[1,2,3]"),
            (json!("a"), "\"a\""),
        ] {
            assert_eq!(raw.text(&value.into()), expected);
        }
    }
}
