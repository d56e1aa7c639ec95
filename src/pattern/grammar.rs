//! Reads a whole pattern: its objects, and `$or`, which makes branches of it. Each branch is a list of fields that must
//! all match; the pattern matches where one branch does.

use super::matcher::Key;
use super::reader::{Reader, Refusal, Token};
use super::rule::Rule;
use super::subject::{PATH_START, extend_path};

/// Which of the two languages a text is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// EventBridge's.
    Event,
    /// SNS's: a few operators less.
    Policy,
}

/// More branches than this are too complex.
const MOST_BRANCHES: usize = 1000;
/// How much work a text may make: fields times branches, and bytes of paths.
const MOST_WORK: usize = 1 << 22;

const OR: &str = "$or";
const RESERVED_IN_OR: &[&str] = &[
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

/// Where a field stands.
#[derive(Clone, Copy)]
struct Place {
    /// How many fields lie around it.
    depth: u32,
    /// How long their path is.
    path: usize,
    hash: u64,
    in_or: bool,
}

/// What a pattern says.
pub struct Compiled {
    /// Every field with its rules.
    pub keys: Vec<Key>,
    /// Which of them each branch wants.
    pub branches: Vec<Vec<u32>>,
    /// How many fields stand at the top.
    pub top: usize,
}

/// Reads one text.
pub struct Compiler<'t> {
    pub(super) reader: Reader<'t>,
    pub(super) dialect: Dialect,
    keys: Vec<Key>,
    branches: Vec<Vec<u32>>,
    path: String,
    work: usize,
    top: usize,
}

impl<'t> Compiler<'t> {
    /// Reads a pattern.
    ///
    /// # Errors
    /// The first thing that is wrong, in AWS's words.
    pub fn compile(text: &'t str, dialect: Dialect) -> Result<Compiled, Refusal> {
        let mut compiler = Compiler {
            reader: Reader::new(text, true),
            dialect,
            keys: Vec::new(),
            branches: vec![Vec::new()],
            path: String::new(),
            work: 0,
            top: 0,
        };
        if compiler.reader.next()? != Some(Token::ObjectStart) {
            return compiler.refuse("Filter is not an object");
        }
        compiler.object(Place { depth: 0, path: 0, hash: PATH_START, in_or: false })?;
        if compiler.reader.next()?.is_some() {
            return compiler.refuse("Nothing may follow the object");
        }
        Ok(Compiled { keys: compiler.keys, branches: compiler.branches, top: compiler.top })
    }

    /// The fields of an object, behind its `{`.
    fn object(&mut self, place: Place) -> Result<(), Refusal> {
        let mut fields = 0;
        while let Token::Field(name) = self.next()? {
            fields += 1;
            self.field(&name, place)?;
        }
        // An empty policy is one that takes everything.
        if fields == 0 && (self.dialect == Dialect::Event || place.depth > 0 || place.in_or) {
            return self.refuse("Empty objects are not allowed");
        }
        if place.depth == 0 && !place.in_or {
            self.top = fields;
        }
        Ok(())
    }

    fn field(&mut self, name: &str, place: Place) -> Result<(), Refusal> {
        if name == OR {
            return self.or(place);
        }
        if place.in_or && RESERVED_IN_OR.contains(&name) {
            return self.refuse(&format!("{name} is Ruler reserved fieldName which cannot be used inside {OR}."));
        }
        let token = self.next()?;
        if token != Token::ObjectStart && token != Token::ArrayStart {
            return self.refuse(&format!("\"{name}\" must be an object or an array"));
        }
        if place.depth > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        let hash = extend_path(place.hash, place.depth > 0, name);
        let inside = Place { depth: place.depth + 1, path: self.path.len(), hash, in_or: place.in_or };
        match token {
            Token::ObjectStart => self.object(inside)?,
            _ => {
                let rules = self.rules()?;
                self.write(inside, rules)?;
            }
        }
        self.path.truncate(place.path);
        Ok(())
    }

    fn or(&mut self, place: Place) -> Result<(), Refusal> {
        if self.next()? != Token::ArrayStart {
            return self.refuse("It must be an Array followed with $or.");
        }
        let before = std::mem::take(&mut self.branches);
        let mut after = Vec::new();
        let mut objects = 0;
        loop {
            match self.next()? {
                Token::ArrayEnd => break,
                Token::ObjectStart => objects += 1,
                _ => return self.refuse("Only JSON object is allowed in array of $or relationship."),
            }
            self.spend(before.iter().map(|branch| branch.len() + 1).sum())?;
            self.branches.clone_from(&before);
            self.object(Place { in_or: true, ..place })?;
            after.append(&mut self.branches);
            if after.len() > MOST_BRANCHES {
                return Err(self.too_complex());
            }
        }
        if objects < 2 {
            return self.refuse("There must have at least 2 Objects in $or relationship.");
        }
        self.branches = after;
        Ok(())
    }

    /// Writes a field into every branch; where the branch has it, the last one holds.
    fn write(&mut self, place: Place, rules: Box<[Rule]>) -> Result<(), Refusal> {
        self.spend(self.path.len() + self.branches.iter().map(|branch| branch.len() + 1).sum::<usize>())?;
        let path = self.path.as_str();
        let new = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let keys = &self.keys;
        for branch in &mut self.branches {
            let same = |key: &&mut u32| keys.get(**key as usize).is_some_and(|key| key.path.as_ref() == path);
            match branch.iter_mut().find(same) {
                Some(key) => *key = new,
                None => branch.push(new),
            }
        }
        self.keys.push(Key::new(path, place.hash, place.depth, rules));
        Ok(())
    }

    fn spend(&mut self, work: usize) -> Result<(), Refusal> {
        self.work = self.work.saturating_add(work);
        if self.work > MOST_WORK { Err(self.too_complex()) } else { Ok(()) }
    }

    /// The next token. The reader refuses a text that ends early, so there is one.
    pub(super) fn next(&mut self) -> Result<Token, Refusal> {
        self.reader.next()?.ok_or_else(|| self.reader.refuse("Unexpected end-of-input"))
    }

    pub(super) fn refuse<T>(&self, reason: &str) -> Result<T, Refusal> {
        Err(self.reader.refuse(reason))
    }

    /// AWS gives no location with this one.
    pub(super) fn too_complex(&self) -> Refusal {
        let text = match self.dialect {
            Dialect::Policy => "Filter policy is too complex",
            Dialect::Event => {
                "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences \
                 after a wildcard character"
            }
        };
        Refusal { text: text.to_owned(), syntax: false }
    }
}
