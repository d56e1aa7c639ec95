//! Which variables a JSONata expression reads: its `$name`s that it doesn't bind and that aren't functions of the
//! language.

use std::collections::BTreeSet;

/// The functions of JSONata, and those that Step Functions adds.
const FUNCTIONS: &[&str] = &[
    "abs",
    "append",
    "assert",
    "average",
    "base64decode",
    "base64encode",
    "boolean",
    "ceil",
    "contains",
    "count",
    "decodeUrl",
    "decodeUrlComponent",
    "distinct",
    "each",
    "encodeUrl",
    "encodeUrlComponent",
    "error",
    "exists",
    "filter",
    "floor",
    "formatBase",
    "formatInteger",
    "formatNumber",
    "fromMillis",
    "hash",
    "join",
    "keys",
    "length",
    "lookup",
    "lowercase",
    "map",
    "match",
    "max",
    "merge",
    "millis",
    "min",
    "not",
    "now",
    "number",
    "pad",
    "parse",
    "parseInteger",
    "partition",
    "power",
    "random",
    "range",
    "reduce",
    "replace",
    "reverse",
    "round",
    "shuffle",
    "sift",
    "single",
    "sort",
    "split",
    "spread",
    "sqrt",
    "string",
    "substring",
    "substringAfter",
    "substringBefore",
    "sum",
    "toMillis",
    "trim",
    "type",
    "uppercase",
    "uuid",
    "zip",
];

/// The variables, each once, in order of name.
pub(super) fn free(expression: &str) -> Vec<String> {
    let tokens = tokens(expression);
    let mut bound: BTreeSet<&str> = FUNCTIONS.iter().copied().collect();
    bound.extend(["states", ""]);
    // What an expression binds anywhere counts as its own everywhere: scopes would need a whole parser.
    let mut parameters = false;
    for (i, token) in tokens.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| tokens.get(i)).copied();
        match token {
            Token::Variable(name) => {
                let assigned =
                    tokens.get(i + 1) == Some(&Token::Mark(':')) && tokens.get(i + 2) == Some(&Token::Mark('='));
                let placed = matches!(before, Some(Token::Mark('@' | '#')));
                if assigned || placed || parameters {
                    bound.insert(name);
                }
            }
            Token::Mark('(') => parameters = matches!(before, Some(Token::Word("function" | "λ"))),
            Token::Mark(')') => parameters = false,
            _ => {}
        }
    }
    let names = tokens.iter().filter_map(|token| match token {
        Token::Variable(name) if !bound.contains(name) => Some(*name),
        _ => None,
    });
    names.collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect()
}

/// Whether an expression reads this member of `$states`.
pub(super) fn reads_state(expression: &str, member: &str) -> bool {
    let tokens = tokens(expression);
    tokens.windows(3).any(|three| three == [Token::Variable("states"), Token::Mark('.'), Token::Word(member)])
}

#[derive(Clone, Copy, PartialEq)]
enum Token<'t> {
    /// A name behind a `$`.
    Variable(&'t str),
    Word(&'t str),
    Mark(char),
    /// A string, a quoted name, a regular expression.
    Other,
}

/// The tokens of an expression, as far as telling names apart from texts asks for.
fn tokens(expression: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = expression;
    while let Some(c) = rest.chars().next() {
        let word = |from: usize| {
            let text = &rest[from..];
            &text[..text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())]
        };
        // A slash behind a value divides; elsewhere a regular expression begins.
        let divides = || match tokens.last() {
            Some(Token::Mark(mark)) => matches!(mark, ')' | ']' | '}'),
            Some(Token::Word(word)) => !matches!(*word, "and" | "or" | "in"),
            Some(_) => true,
            None => false,
        };
        let length = match c {
            '$' => {
                let name = word(1);
                tokens.push(Token::Variable(name));
                1 + name.len()
            }
            '\'' | '"' | '`' => {
                tokens.push(Token::Other);
                quoted(rest, c)
            }
            '/' if rest.starts_with("/*") => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            '/' if !divides() => {
                tokens.push(Token::Other);
                quoted(rest, c)
            }
            _ if c.is_whitespace() => c.len_utf8(),
            _ if c.is_alphanumeric() || c == '_' => {
                let name = word(0);
                tokens.push(Token::Word(name));
                name.len()
            }
            _ => {
                tokens.push(Token::Mark(c));
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of a text between two of these marks.
fn quoted(text: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if !escaped && c == mark {
            return at + c.len_utf8();
        }
        escaped = !escaped && c == '\\';
    }
    text.len()
}
