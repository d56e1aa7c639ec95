//! What happens to the data around a state's work: its paths, templates and assignments.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html>

use serde_json::Value;

use super::fields::Type;
use super::jsonata::Template as Jsonata;
use super::reader::{Object, Reader};
use super::{QueryLanguage, names, variables, warning};
use crate::states::intrinsic::Template;
use crate::states::path::{Path, ReferencePath, Root};

/// `InputPath` or `OutputPath`.
#[derive(Clone, Debug, Default)]
pub enum DataPath {
    /// `$`, also where the field is absent.
    #[default]
    Whole,
    /// `null`: an empty object instead.
    Null,
    /// A part, or the context object, or a variable.
    Path(Path),
}

/// `ResultPath`.
#[derive(Clone, Debug, Default)]
pub enum ResultPath {
    /// `$`, also where the field is absent: the result replaces everything.
    #[default]
    Whole,
    /// `null`: the result is dropped.
    Null,
    /// The result is put there.
    Path(ReferencePath),
}

/// A template, in the state's language.
#[derive(Clone, Debug)]
pub enum Payload {
    /// Keys that end in `.$` are evaluated.
    JsonPath(Template),
    /// Strings in `{% %}` are evaluated.
    Jsonata(Jsonata),
}

impl Payload {
    /// Reads one; `name` is a field of `object`.
    pub(super) fn read(reader: &mut Reader, object: &Object, name: &str) -> Option<Payload> {
        let value = object.get(name)?;
        let at = object.at(name);
        match object.language {
            QueryLanguage::Jsonata => Some(Payload::Jsonata(Jsonata::read(reader, value, &at))),
            QueryLanguage::JsonPath => read_template(reader, value, &at).map(Payload::JsonPath),
        }
    }
}

/// The data flow of a state. Fields that its type or language doesn't have are as if absent.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// `InputPath` (JSONPath).
    pub input_path: DataPath,
    /// `Parameters` (JSONPath) or `Arguments` (JSONata). Of a Map it is the item selector, [`super::Map`].
    pub parameters: Option<Payload>,
    /// `ResultSelector` (JSONPath).
    pub result_selector: Option<Template>,
    /// `ResultPath` (JSONPath).
    pub result_path: ResultPath,
    /// `OutputPath` (JSONPath).
    pub output_path: DataPath,
    /// `Output` (JSONata).
    pub output: Option<Jsonata>,
    /// `Assign`, the values by the names of variables.
    pub assign: Option<Payload>,
}

impl Data {
    pub(super) fn read(reader: &mut Reader, object: &Object, kind: Type) -> Data {
        let parameters = match (object.language, kind) {
            (QueryLanguage::JsonPath, Type::Task | Type::Parallel | Type::Pass) => "Parameters",
            _ => "Arguments",
        };
        Data {
            input_path: read_data_path(reader, object, "InputPath"),
            parameters: Payload::read(reader, object, parameters),
            result_selector: read_member_template(reader, object, "ResultSelector"),
            result_path: read_result_path(reader, object),
            output_path: read_data_path(reader, object, "OutputPath"),
            output: read_output(reader, object),
            assign: read_assign(reader, object),
        }
        .checked(reader, object)
    }

    /// A task's result isn't there when its arguments are made.
    fn checked(self, reader: &mut Reader, object: &Object) -> Data {
        fn reads_result(template: &Jsonata) -> bool {
            match template {
                Jsonata::Literal(_) => false,
                Jsonata::Expression(expression) => variables::reads_state(expression.text(), "result"),
                Jsonata::Array(elements) => elements.iter().any(reads_result),
                Jsonata::Object(members) => members.iter().any(|(_, member)| reads_result(member)),
            }
        }
        if matches!(&self.parameters, Some(Payload::Jsonata(arguments)) if reads_result(arguments)) {
            let message = "The field 'Arguments' can not reference '$states.result'";
            reader.refuse(&object.at("Arguments"), message);
        }
        self
    }
}

/// `Output`, of a state, a catcher or a rule.
pub(super) fn read_output(reader: &mut Reader, object: &Object) -> Option<Jsonata> {
    let value = object.get("Output")?;
    Some(Jsonata::read(reader, value, &object.at("Output")))
}

/// `Assign`, of a state, a catcher or a rule.
pub(super) fn read_assign(reader: &mut Reader, object: &Object) -> Option<Payload> {
    let assigned = reader.member(object, "Assign")?;
    for name in assigned.members.keys() {
        let name = match object.language {
            QueryLanguage::JsonPath => name.strip_suffix(".$").unwrap_or(name),
            QueryLanguage::Jsonata => name,
        };
        names::check_variable(reader, name, &assigned.at);
    }
    Payload::read(reader, object, "Assign")
}

fn read_data_path(reader: &mut Reader, object: &Object, name: &str) -> DataPath {
    match object.get(name) {
        None => DataPath::Whole,
        Some(Value::Null) => DataPath::Null,
        Some(Value::String(text)) if text == "$" => DataPath::Whole,
        Some(Value::String(text)) => match Path::parse(text) {
            Ok(path) if text.starts_with('$') => {
                reader.refer(path.variables());
                DataPath::Path(path)
            }
            _ => {
                reader.refuse(&object.at(name), "Value must be a valid JSONPath.");
                DataPath::Whole
            }
        },
        Some(_) => {
            reader.refuse(&object.at(name), "Expected value of type String");
            DataPath::Whole
        }
    }
}

pub(super) fn read_result_path(reader: &mut Reader, object: &Object) -> ResultPath {
    match object.get("ResultPath") {
        None => ResultPath::Whole,
        Some(Value::Null) => ResultPath::Null,
        Some(Value::String(text)) if text == "$" => ResultPath::Whole,
        Some(_) => match read_reference(reader, object, "ResultPath") {
            Some(path) if *path.path().root() == Root::Input => ResultPath::Path(path),
            Some(_) => {
                let why = "Value is not a Reference Path: Reference path must begin with '$.' or '$['";
                reader.refuse(&object.at("ResultPath"), why);
                ResultPath::Whole
            }
            None => ResultPath::Whole,
        },
    }
}

/// A reference path.
pub(super) fn read_reference(reader: &mut Reader, object: &Object, name: &str) -> Option<ReferencePath> {
    let text = reader.text(object, name)?;
    let why = match text.starts_with('$') {
        false => "Reference path didn't start with '$'".to_owned(),
        true => match ReferencePath::parse(text) {
            Ok(path) => {
                reader.refer(path.path().variables());
                return Some(path);
            }
            Err(error) => error.to_string(),
        },
    };
    reader.refuse(&object.at(name), format!("Value is not a Reference Path: {why}"));
    None
}

/// A JSONPath template that is a field of `object`.
pub(super) fn read_member_template(reader: &mut Reader, object: &Object, name: &str) -> Option<Template> {
    let value = object.get(name)?;
    read_template(reader, value, &object.at(name))
}

fn read_template(reader: &mut Reader, value: &Value, at: &str) -> Option<Template> {
    match Template::parse(value) {
        Ok(template) => {
            reader.refer(template.variables());
            warning::note_missing_dollars(reader, value, at);
            Some(template)
        }
        Err(error) => {
            reader.refuse(at, error.to_string());
            None
        }
    }
}
