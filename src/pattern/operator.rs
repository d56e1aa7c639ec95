//! Reads the values and the match expressions of one field: what its array may hold, and AWS's words where it holds
//! something else.

use super::address::{self, Block};
use super::grammar::{Compiler, Dialect};
use super::number::{End, Number, Range, is_comparable};
use super::reader::{Refusal, Token};
use super::rule::Rule;
use super::wildcard::Wildcard;

const ONE_KEY: &str = "Only one key allowed in match expression";
const TOO_MANY: &str = "Too many elements in numeric expression";

/// What stands inside `anything-but`.
#[derive(Clone, Copy, PartialEq)]
enum But {
    IgnoreCase,
    Prefix,
    Suffix,
    Wildcard,
}

impl But {
    fn not_a_string(self) -> &'static str {
        match self {
            But::IgnoreCase => {
                "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported."
            }
            But::Wildcard => "wildcard match pattern must be a string",
            But::Prefix | But::Suffix => "prefix/suffix match pattern must be a string",
        }
    }
}

impl Compiler<'_> {
    /// The rules of one field, behind the `[`.
    pub(super) fn rules(&mut self) -> Result<Box<[Rule]>, Refusal> {
        let mut rules = Vec::new();
        loop {
            rules.push(match self.next()? {
                Token::ArrayEnd => break,
                Token::ObjectStart => self.expression()?,
                Token::Text(text) => {
                    self.reader.read_text();
                    match address::parse(&text) {
                        Some(address) => Rule::Address(address, text),
                        None => Rule::Text(text),
                    }
                }
                Token::Number(text) => Rule::Number(self.number(&text)?),
                Token::Bool(value) => Rule::Bool(value),
                Token::Null => Rule::Null,
                _ => return self.refuse("Match value must be String, number, true, false, or null"),
            });
        }
        if rules.is_empty() {
            return self.refuse("Empty arrays are not allowed");
        }
        Ok(rules.into())
    }

    /// A match expression, behind its `{`.
    fn expression(&mut self) -> Result<Rule, Refusal> {
        let Token::Field(operator) = self.next()? else {
            return self.refuse("Match expression name not found");
        };
        match operator.as_str() {
            "exactly" => {
                let text = self.string("exact match pattern must be a string")?;
                self.end(Rule::Text(text))
            }
            "prefix" => self.affix("prefix", Rule::Prefix, Rule::PrefixIgnoreCase),
            "suffix" => self.affix("suffix", Rule::Suffix, Rule::SuffixIgnoreCase),
            "equals-ignore-case" => {
                let text = self.string("equals-ignore-case match pattern must be a string")?;
                self.end(Rule::EqualsIgnoreCase(text))
            }
            "wildcard" if self.dialect == Dialect::Event => {
                let text = self.string("wildcard match pattern must be a string")?;
                let rule = self.wildcard(text)?;
                self.end(rule)
            }
            // AWS says prefix here too.
            "cidr" => {
                let text = self.string("prefix match pattern must be a string")?;
                let block = Block::parse(&text).map_err(|text| Refusal { text, syntax: false })?;
                self.end(Rule::Cidr(block))
            }
            "exists" => match self.next()? {
                Token::Bool(exists) => self.end(Rule::Exists(exists)),
                _ => self.refuse("exists match pattern must be either true or false."),
            },
            "numeric" => self.numeric(),
            "anything-but" => self.anything_but(),
            _ => self.refuse(&format!("Unrecognized match type {operator}")),
        }
    }

    /// `prefix` or `suffix`: of a string, or of `{"equals-ignore-case": string}`.
    fn affix(&mut self, name: &str, exact: fn(String) -> Rule, folded: fn(String) -> Rule) -> Result<Rule, Refusal> {
        match self.next()? {
            Token::Text(text) => {
                self.reader.read_text();
                self.end(exact(text))
            }
            Token::ObjectStart if self.dialect == Dialect::Event => {
                match self.next()? {
                    Token::Field(operator) if operator == "equals-ignore-case" => {}
                    Token::Field(operator) => return self.refuse(&format!("Unsupported {name} pattern: {operator}")),
                    _ => {
                        let name = if name == "prefix" { "Prefix" } else { "Suffix" };
                        return self.refuse(&format!("{name} expression name not found"));
                    }
                }
                let text = self.string("equals-ignore-case match pattern must be a string")?;
                let rule = self.end(folded(text))?;
                self.end(rule)
            }
            _ => self.refuse(&format!("{name} match pattern must be a string")),
        }
    }

    fn wildcard(&self, text: String) -> Result<Rule, Refusal> {
        let wildcard = Wildcard::parse(&text).map_err(|reason| self.reader.refuse(&reason))?;
        if wildcard.is_too_complex() {
            return Err(self.too_complex());
        }
        Ok(Rule::Wildcard(wildcard, text))
    }

    fn anything_but(&mut self) -> Result<Rule, Refusal> {
        match self.next()? {
            Token::ObjectStart => self.anything_but_expression(),
            Token::ArrayStart => {
                let rules = self.doubled(Self::anything_but_list)?;
                self.of_one_kind(&rules)?;
                self.end_of_values(Rule::AnythingBut(rules))
            }
            Token::Text(text) => {
                self.reader.read_text();
                self.end_of_values(Rule::AnythingBut(Box::new([Rule::Text(text)])))
            }
            Token::Number(text) => {
                if !is_comparable(&text) {
                    return Err(Refusal { text: format!("Cannot compare number : {text}"), syntax: false });
                }
                let number = self.number(&text)?;
                self.end_of_values(Rule::AnythingBut(Box::new([Rule::Number(number)])))
            }
            _ => self.refuse("Value of anything-but must be an array or single string/number value."),
        }
    }

    fn anything_but_list(&mut self) -> Result<Box<[Rule]>, Refusal> {
        let mut rules = Vec::new();
        loop {
            rules.push(match self.next()? {
                Token::ArrayEnd => break,
                Token::Text(text) => {
                    self.reader.read_text();
                    Rule::Text(text)
                }
                Token::Number(text) if is_comparable(&text) => Rule::Number(self.number(&text)?),
                Token::Number(text) => {
                    return Err(Refusal { text: format!("Cannot compare number : {text}"), syntax: false });
                }
                _ => return self.refuse("Inside anything but list, start|null|boolean is not supported."),
            });
        }
        Ok(rules.into())
    }

    /// The list must be of one kind; this is found out behind it, so its location stands once.
    fn of_one_kind(&self, rules: &[Rule]) -> Result<(), Refusal> {
        let numbers = rules.iter().filter(|rule| matches!(rule, Rule::Number(_))).count();
        if rules.is_empty() || (numbers > 0 && numbers < rules.len()) {
            return self.refuse(
                "Inside anything but list, either all values are number or string, mixed type is not supported",
            );
        }
        Ok(())
    }

    /// AWS writes the location of what is wrong in a list of `anything-but` twice.
    fn doubled<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Refusal>) -> Result<T, Refusal> {
        read(self).map_err(|refusal| match refusal.syntax {
            true => refusal,
            false => self.reader.refuse(&refusal.text),
        })
    }

    fn anything_but_expression(&mut self) -> Result<Rule, Refusal> {
        let Token::Field(operator) = self.next()? else {
            return self.refuse("Anything-But expression name not found");
        };
        let but = match (operator.as_str(), self.dialect) {
            ("prefix", Dialect::Policy) => {
                let text = self.string("prefix match pattern must be a string")?;
                if text.is_empty() {
                    return self.refuse("Null prefix not allowed");
                }
                let rule = self.end(Rule::AnythingBut(Box::new([Rule::Prefix(text)])))?;
                return self.end(rule);
            }
            ("equals-ignore-case", Dialect::Event) => But::IgnoreCase,
            ("prefix", Dialect::Event) => But::Prefix,
            ("suffix", Dialect::Event) => But::Suffix,
            ("wildcard", Dialect::Event) => But::Wildcard,
            _ => return self.refuse(&format!("Unsupported anything-but pattern: {operator}")),
        };
        let rules = match self.next()? {
            Token::ArrayStart => self.doubled(|compiler| {
                let mut rules = Vec::new();
                loop {
                    match compiler.next()? {
                        Token::ArrayEnd => return Ok(rules.into()),
                        token => rules.push(compiler.but(but, token)?),
                    }
                }
            })?,
            token @ (Token::Text(_) | Token::Number(_)) => [self.but(but, token)?].into(),
            _ => return self.refuse("Value of anything-but must be an array or single string/number value."),
        };
        let rule = self.end_of_values(Rule::AnythingBut(rules))?;
        self.end_of_values(rule)
    }

    /// One value of an operator inside `anything-but`.
    fn but(&mut self, but: But, token: Token) -> Result<Rule, Refusal> {
        let Token::Text(text) = token else { return self.refuse(but.not_a_string()) };
        self.reader.read_text();
        match but {
            But::Prefix | But::Suffix if text.is_empty() => self.refuse("Null prefix/suffix not allowed"),
            But::Prefix => Ok(Rule::Prefix(text)),
            But::Suffix => Ok(Rule::Suffix(text)),
            But::IgnoreCase => Ok(Rule::EqualsIgnoreCase(text)),
            But::Wildcard => self.wildcard(text),
        }
    }

    fn numeric(&mut self) -> Result<Rule, Refusal> {
        let Token::ArrayStart = self.next()? else {
            return self.refuse("Value of numeric must be an array.");
        };
        let operator = match self.next()? {
            Token::Text(operator) => operator,
            token => return self.refuse(&format!("Invalid member in numeric match: {}", token.text())),
        };
        self.reader.read_text();
        let first = self.next()?;
        let (name, closed) = match operator.as_str() {
            "=" => ("equals", true),
            ">=" | "<=" => (operator.as_str(), true),
            ">" | "<" => (operator.as_str(), false),
            _ => return self.refuse(&format!("Unrecognized numeric range operator: {operator}")),
        };
        let Token::Number(first) = first else {
            return self.refuse(&format!("Value of {name} must be numeric"));
        };
        let range = match (operator.starts_with('>'), self.next()?) {
            (true, Token::ArrayEnd) => Range::Between(Some(self.end_number(&first, closed)?), None),
            (true, token) => self.second_end(&first, closed, token)?,
            (false, Token::ArrayEnd) => {
                let end = self.end_number(&first, closed)?;
                if name == "equals" { Range::Equal(end.number) } else { Range::Between(None, Some(end)) }
            }
            (false, _) => return self.refuse(TOO_MANY),
        };
        self.end_of_values(Rule::Numeric(range))
    }

    /// The upper end of a range whose lower end was read.
    fn second_end(&mut self, bottom: &str, closed: bool, token: Token) -> Result<Range, Refusal> {
        let Token::Text(operator) = token else {
            return self.refuse(&format!("Bad value in numeric range: {}", token.text()));
        };
        self.reader.read_text();
        if operator != "<" && operator != "<=" {
            return self.refuse(&format!("Bad numeric range operator: {operator}"));
        }
        let Token::Number(top) = self.next()? else {
            return self.refuse(&format!("Value of {operator} must be numeric"));
        };
        let Token::ArrayEnd = self.next()? else {
            return self.refuse("Too many terms in numeric range expression");
        };
        let bottom = self.end_number(bottom, closed)?;
        let top = self.end_number(&top, operator == "<=")?;
        if bottom.number >= top.number {
            return self.refuse("Bottom must be less than top");
        }
        Ok(Range::Between(Some(bottom), Some(top)))
    }

    fn end_number(&self, text: &str, closed: bool) -> Result<End, Refusal> {
        if !is_comparable(text) {
            return self.refuse(&format!("Cannot compare number : {text}"));
        }
        Ok(End { number: self.number(text)?, closed })
    }

    fn number(&self, text: &str) -> Result<Number, Refusal> {
        Number::parse(text).ok_or_else(|| self.reader.refuse(&format!("Cannot compare number : {text}")))
    }

    fn string(&mut self, otherwise: &str) -> Result<String, Refusal> {
        match self.next()? {
            Token::Text(text) => {
                self.reader.read_text();
                Ok(text)
            }
            _ => self.refuse(otherwise),
        }
    }

    /// The `}` behind the only key.
    fn end(&mut self, rule: Rule) -> Result<Rule, Refusal> {
        if self.next()? == Token::ObjectEnd { Ok(rule) } else { self.refuse(ONE_KEY) }
    }

    /// The same behind values, where AWS's words are those of numbers.
    fn end_of_values(&mut self, rule: Rule) -> Result<Rule, Refusal> {
        if self.next()? == Token::ObjectEnd { Ok(rule) } else { self.refuse(TOO_MANY) }
    }
}
