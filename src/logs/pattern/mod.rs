//! Filter patterns: terms for any message, comparisons for messages that are JSON, and fields for those that are words
//! between spaces.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>

mod condition;
mod expression;
mod field;
mod json;
mod reader;
mod regular;
mod selector;
mod term;

use std::fmt;

use field::Fields;
use json::Conditions;
use reader::Reader;
use term::Terms;

/// A filter pattern.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// All messages fit.
    All,
    /// `ERROR -"exit 1"`
    Terms(Terms),
    /// `{ $.status >= 500 }`
    Json(Conditions),
    /// `[ip, ..., status = 5*]`
    Fields(Fields),
}

/// What is wrong with a pattern; AWS doesn't say it of all that may be wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invalid(Option<String>);

impl Invalid {
    fn because(why: impl Into<String>) -> Self {
        Invalid(Some(why.into()))
    }

    /// The error of a word that has characters which must be quoted.
    fn term(term: &str) -> Self {
        Invalid::because(format!("Invalid character(s) in term '{term}'"))
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Invalid filter pattern")?;
        self.0.as_ref().map_or(Ok(()), |why| write!(f, ": {why}"))
    }
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let within = |open: char, close: char| match text.strip_prefix(open).map(|rest| rest.strip_suffix(close)) {
            None => Ok(None),
            Some(Some(inner)) => Ok(Some(inner)),
            Some(None) => {
                Err(Invalid::because(format!("If a filter pattern starts with '{open}' it must end with '{close}'")))
            }
        };
        if let Some(inner) = within('{', '}')? {
            return Conditions::read(&mut Reader::new(inner)).map(Pattern::Json);
        }
        if let Some(inner) = within('[', ']')? {
            return Fields::read(&mut Reader::new(inner)).map(Pattern::Fields);
        }
        let terms = Terms::read(&mut Reader::new(text))?;
        Ok(if terms.is_empty() { Pattern::All } else { Pattern::Terms(terms) })
    }

    /// Whether a message fits.
    pub fn matches(&self, message: &str) -> bool {
        match self {
            Pattern::All => true,
            Pattern::Terms(terms) => terms.hold(message),
            Pattern::Json(conditions) => conditions.hold(message),
            Pattern::Fields(fields) => fields.hold(message),
        }
    }

    /// What the pattern names of a message that fits: fields, or the values of selectors.
    pub fn extract(&self, message: &str) -> Vec<(String, String)> {
        match self {
            Pattern::All | Pattern::Terms(_) => Vec::new(),
            Pattern::Json(conditions) => conditions.extract(message),
            Pattern::Fields(fields) => fields.extract(message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of the messages, from 1, that fit a pattern.
    #[track_caller]
    fn check(pattern: &str, messages: &[&str], expected: &[usize]) {
        let parsed = Pattern::parse(pattern).unwrap_or_else(|invalid| panic!("{pattern}: {invalid}"));
        let fitting = (1..).zip(messages).filter(|(_, message)| parsed.matches(message)).map(|(number, _)| number);
        assert_eq!(fitting.collect::<Vec<usize>>(), expected, "{pattern}");
    }

    #[test]
    fn terms() {
        let messages = ["ERROR WARN message", "[ERROR 401] UNAUTHORIZED", "WARN message", "bad \"day\" for you"];
        check("", &messages, &[1, 2, 3, 4]);
        check("  ", &messages, &[1, 2, 3, 4]);
        check("\"\"", &messages, &[1, 2, 3, 4]);
        check("ERROR", &messages, &[1, 2]);
        check("error", &messages, &[]);
        check("ERROR WARN", &messages, &[1]);
        check("?ERROR ?WARN", &messages, &[1, 2, 3]);
        check("?ERROR ?\"WARN message\"", &messages, &[1, 2, 3]);
        check("ERROR -WARN", &messages, &[2]);
        check("\"ERROR\" - \"WARN\"", &messages, &[2]);
        check("-ERROR", &messages, &[3, 4]);
        check("\"ERROR 401\"", &messages, &[2]);
        check("\"401] \"", &messages, &[2]);
        check(r#""\"day\"""#, &messages, &[4]);
        check("AUTHORIZED", &messages, &[2]);
        // What is required decides, and what is optional no more.
        check("?bad WARN", &messages, &[1, 3]);
    }

    #[test]
    fn regular_expressions() {
        let messages = ["[ERROR 401] UNAUTHORIZED", "[SUCCESS 200] AUTHORIZED", "10.0.0.1 gone", "hat"];
        check("%AUTHORIZED%", &messages, &[1, 2]);
        check(r"%\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}%", &messages, &[3]);
        check("%^[hc]at$%", &messages, &[4]);
        check(r"%\[ERROR|\x5bSUCC%", &messages, &[1, 2]);
        check("%AUTHORIZED% -%[45]01%", &messages, &[2]);
        for wrong in ["%(a)%", "%a!%", "%unfinished", "%ü%", "%[z-a]%", "%a{9999}{9999}%"] {
            assert!(Pattern::parse(wrong).is_err(), "{wrong}");
        }
    }

    const USER: &str = r#"{"user":{"id":1,"email":"John@x.com","tags":null},"users":[{"id":2,"n":"a"},{"id":"3"}],
        "ok":true,"actions":["GET","PUT"],"c":[[0,1],[2]],"a.b":7,"ip":"123.123.1.1","big":1e3}"#;

    #[track_caller]
    fn fits(pattern: &str, expected: bool) {
        check(pattern, &[USER], if expected { &[1] } else { &[] });
    }

    #[test]
    fn json_values() {
        fits("{ $.user.id = 1 }", true);
        fits("{$.user.id=1}", true);
        fits("{ $.user.id != 1 }", false);
        fits("{ $.user.id >= 1 && $.user.id < 1.5 }", true);
        fits("{ $.big = 1000 }", true);
        fits("{ $.big > 10e1 }", true);
        fits("{ $.user.email = \"John*\" }", true);
        fits("{ $.user.email = \"*x.com\" }", true);
        fits("{ $.user.email = \"*@*\" }", true);
        fits("{ $.user.email = \"Jo*com\" }", false);
        fits("{ $.user.email = \"*\" }", true);
        fits("{ $.user.email = * }", true);
        fits("{ $.ip != 123.123.* }", false);
        fits("{ $.ip = 123.123.* }", true);
        fits("{ $.users[1].id = \"3\" }", true);
        fits("{ $.users[1].id = 3 }", true);
        fits("{ $.users[0].n = a }", true);
        fits("{ $.c[0][1] = 1 }", true);
        fits("{ $.user.email = %^J[a-z]+@% }", true);
        fits("{ $.user.email != %^J[a-z]+@% }", false);
        fits("{ $.['a.b'] = 7 }", true);
        fits("{ $.actions[*] = \"PUT\" }", true);
        check("{ $.n = \"x\" }", &["no JSON", "[1]", "{\"n\":\"x\"", "{\"n\":\"x\"}"], &[4]);
    }

    #[test]
    fn json_of_no_value() {
        fits("{ $.users = 1 }", false);
        fits("{ $.users != 1 }", false);
        fits("{ $.nothing != 1 }", false);
        fits("{ $.nothing NOT EXISTS }", true);
        fits("{ $.user NOT EXISTS }", false);
        fits("{ $.user.tags IS NULL }", true);
        fits("{ $.nothing IS NULL }", false);
        fits("{ $.ok IS TRUE }", true);
        fits("{ $.ok IS FALSE }", false);
        fits("{ $.users[7].id = 1 }", false);
    }

    #[test]
    fn json_expressions() {
        fits("{ ($.user.id = 1) && ($.users[0].id = 2) }", true);
        fits("{ ($.user.id = 2 && $.users[0].id = 2) || $.actions[1] = \"GET\" }", false);
        fits("{ $.user.id = 1 || $.c[0][1] = no && $.actions[1] = no }", true);
        fits("{ ($.user.id = 1 || $.c[0][1] = no) && $.actions[1] = no }", false);
    }

    #[test]
    fn fields() {
        let messages = [
            "127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] \"GET /a.html HTTP/1.0\" 200 1534",
            "127.0.0.1 - - [10/Oct/2000:13:35:22 -0700] \"GET /b.gif HTTP/1.0\" 500 5324",
            "one two",
        ];
        check("[ip, user, username, timestamp, request, status_code, bytes]", &messages, &[1, 2]);
        check("[ip, user, username, timestamp, request, status_code = 4*, bytes]", &messages, &[]);
        check("[ip, ..., request = *html*, status = 2*, bytes]", &messages, &[1]);
        check("[..., status, bytes > 2000]", &messages, &[2]);
        check("[..., status = 200 || status = 500, bytes]", &messages, &[1, 2]);
        check("[ip, user, name, time, request, status = 5* && status != 503, bytes]", &messages, &[2]);
        check("[..., request = %b\\.gif%, status, bytes]", &messages, &[2]);
        check("[a, b]", &messages, &[3]);
        check("[a, b, ...]", &messages, &[1, 2, 3]);
        check("[w1 = one, w2 != \"three\"]", &messages, &[3]);
        check("[, b=two]", &messages, &[3]);
        let pattern = Pattern::parse("[..., request=*.html*, status_code=2*,]").unwrap();
        let mut found = pattern.extract(messages[0]);
        found.sort();
        let expected = [
            ("$1", "127.0.0.1"),
            ("$2", "-"),
            ("$3", "frank"),
            ("$4", "10/Oct/2000:13:25:15 -0700"),
            ("$7", "1534"),
            ("$request", "GET /a.html HTTP/1.0"),
            ("$status_code", "200"),
        ];
        assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_json_patterns_name_is_extracted() {
        let pattern = Pattern::parse("{ $.user.id = 1 && $.user.email = \"J*\" }").unwrap();
        let expected = [("$.user.id", "1"), ("$.user.email", "John@x.com")];
        assert_eq!(pattern.extract(USER), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_is_wrong_is_told() {
        let why = |pattern: &str| Pattern::parse(pattern).map(drop).unwrap_err().to_string();
        assert_eq!(why("user@example"), "Invalid filter pattern: Invalid character(s) in term 'user@example'");
        assert_eq!(
            why("{ $.a = 1"),
            "Invalid filter pattern: If a filter pattern starts with '{' it must end with '}'"
        );
        for wrong in [
            "{",
            "{}",
            "[",
            "{ $.a }",
            "{ $.a = }",
            "{ a = 1 }",
            "{ $.a > x }",
            "{ $.a > \"1\" }",
            "{ $.a[x] = 1 }",
            "{ ($.a = 1 }",
            "{ $.a = 1) }",
            "{ $.a = 1 & $.b = 2 }",
            "{ $.a IS NOTHING }",
            "{ $.a = \"1 }",
            "{ $.a = %1% || $.b = %2% || $.c = %3% }",
            "[a, ..., b, ...]",
            "[a = 1 || b = 2]",
            "[a =]",
            "[a b]",
            "\"open",
            "a\"b",
            "?",
            "-",
        ] {
            assert!(Pattern::parse(wrong).is_err(), "{wrong}");
        }
        let deep = format!("{{ {}$.a = 1{} }}", "(".repeat(500), ")".repeat(500));
        assert!(Pattern::parse(&deep).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_pattern_panics(
            pattern in "[\\[{]?[a-z0-9$.=!<>&|()*%\"'?\\-, \\\\ü\\[\\]]{0,40}[\\]}]?",
            message in ".{0,60}",
        ) {
            if let Ok(pattern) = Pattern::parse(&pattern) {
                pattern.matches(&message);
                pattern.matches(USER);
                pattern.extract(&message);
                pattern.extract(USER);
            }
        }
    }
}
