//! Functions: `lambda:invoke`, and a function's own ARN as it was called first.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html>

use serde_json::{Map, Value, json};

use super::super::States;
use super::super::run::{Failure, Json};
use super::answer::Meta;
use super::{refused, to_text};
use crate::aws::arn::Arn;
use crate::aws::fault::Fault;
use crate::aws::scope::Scope;
use crate::aws::text::Text;
use crate::deliver::Operation;

/// What a function answered.
struct Invoked {
    members: Map<String, Value>,
    /// The text of its payload.
    payload: String,
}

impl States {
    /// `lambda:invoke`
    pub(super) async fn invoke(&self, at: &Scope, parameters: &Json) -> Result<Json, Failure> {
        let mut input = parameters.value().clone();
        for name in ["Payload", "ClientContext"] {
            input.get_mut(name).map(payload_text);
        }
        let Invoked { mut members, payload } = self.call_function(at, input).await?;
        let value = serde_json::from_str(&payload).unwrap_or_else(|_| Value::from(payload.as_str()));
        if members.contains_key("FunctionError") {
            // Written anew, unlike what a function's own ARN gives.
            return Err(function_error(&value, value.to_string()));
        }
        members.insert("Payload".to_owned(), value);
        let header = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        let mut before = Vec::new();
        before.extend(header("LogResult").map(|log| ("X-Amz-Log-Result", log)));
        let version = header("ExecutedVersion").unwrap_or_else(|| "$LATEST".to_owned());
        before.push(("X-Amz-Executed-Version", version));
        before.push(("x-amzn-Remapped-Content-Length", "0".to_owned()));
        let trace = format!("Root=1-{:08x}-{:024x};Sampled=0", self.now().seconds(), self.shared.ids.bits());
        let meta = Meta {
            own: (before, vec![("X-Amzn-Trace-Id", trace)]),
            connection: "Connection",
            ..Meta::new(self.shared.ids.uuid(), self.now(), payload.len(), "application/json")
        };
        Ok(meta.add_to(members).into())
    }

    /// A function by its own ARN: what comes in is its payload, and what it answers is the result.
    pub(super) async fn invoke_by_arn(&self, at: &Scope, arn: &str, input: &Json) -> Result<Json, Failure> {
        let input = json!({ "FunctionName": arn, "Payload": &**input.compact().text() });
        let Invoked { members, payload } = self.call_function(at, input).await?;
        let value = serde_json::from_str(&payload).unwrap_or_else(|_| Value::from(payload.as_str()));
        if members.contains_key("FunctionError") {
            return Err(function_error(&value, payload));
        }
        Ok(value.into())
    }

    async fn call_function(&self, at: &Scope, input: Value) -> Result<Invoked, Failure> {
        let operation = Operation { service: "lambda", name: "Invoke".to_owned() };
        let request = self.shared.ids.uuid();
        let refused = |fault: &Fault| refused::optimized("lambda", fault, request);
        if !self.shared.courier.has(&operation) {
            let name = input["FunctionName"].as_str().unwrap_or_default();
            return Err(refused(&absent(at, name, input["Qualifier"].as_str())));
        }
        let answer = self.run_operation(at, &operation, &input).await.map_err(|fault| refused(&fault))?;
        let mut members: Map<String, Value> = serde_json::from_str(&answer).unwrap_or_default();
        let payload = match members.remove("Payload") {
            Some(Value::String(text)) => text,
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        Ok(Invoked { members, payload })
    }
}

/// A payload is JSON, a string in quotes too.
fn payload_text(value: &mut Value) {
    match value {
        Value::String(_) => *value = Value::String(value.to_string()),
        _ => to_text(value),
    }
}

/// There are no functions before there is a Lambda: what AWS says of one that isn't there.
fn absent(at: &Scope, name: &str, qualifier: Option<&str>) -> Fault {
    let mut arn = match name.parse::<Arn>() {
        Ok(arn) => arn.to_string(),
        Err(_) => Arn::new("lambda", at, format!("function:{name}")).to_string(),
    };
    // A qualifier of its own stands behind the name.
    if arn.split(':').count() < 8 {
        arn = format!("{arn}:{}", qualifier.unwrap_or("$LATEST"));
    }
    Fault { namespace: "", ..Fault::framework("ResourceNotFoundException", format!("Function not found: {arn}")) }
        .status(404)
}

fn function_error(value: &Value, cause: String) -> Failure {
    let error = value["errorType"].as_str().unwrap_or("Lambda.Unknown");
    Failure::of(Some(error.into()), Some(Text::from(cause)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_is_not_there() {
        let at = Scope::new("000000000000", "us-east-1");
        let arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
        for (name, qualifier, expected) in [
            ("f", None, "$LATEST"),
            (arn, None, "$LATEST"),
            (arn, Some("3"), "3"),
            (&format!("{arn}:PROD"), None, "PROD"),
        ] {
            assert_eq!(absent(&at, name, qualifier).message, format!("Function not found: {arn}:{expected}"));
        }
    }

    #[test]
    fn errors_of_functions() {
        let value = json!({ "errorType": "Broken", "errorMessage": "m" });
        assert_eq!(function_error(&value, "c".to_owned()).error.as_deref(), Some("Broken"));
        assert_eq!(function_error(&Value::Null, String::new()).error.as_deref(), Some("Lambda.Unknown"));
    }
}
