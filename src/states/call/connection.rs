//! Connections of EventBridge, as HTTP tasks use them: what authorizes a call, and what is added to it.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html>

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::super::States;
use super::super::run::Failure;
use super::endpoint::{self, Outgoing};
use crate::aws::arn::Arn;
use crate::aws::scope::Scope;
use crate::deliver::{HttpCall, Operation};

/// An authorization endpoint has this long to answer, in real time.
const PATIENCE: Duration = Duration::from_secs(5);

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

impl States {
    /// Adds to a call what its connection says.
    ///
    /// # Errors
    /// `Events.ConnectionResource.…` where the connection can't be used.
    pub(super) async fn authorize(&self, at: &Scope, arn: &str, call: &mut Outgoing) -> Result<(), Failure> {
        let unknown = |why: &str| Failure::new("Events.ConnectionResource.NotFound", why);
        let parsed: Option<Arn> = arn.parse().ok();
        let name = parsed.as_ref().and_then(|arn| arn.resource.strip_prefix("connection/")?.split('/').next());
        let (Some(name), Some(scope)) = (name, parsed.as_ref().map(|arn| &arn.scope)) else {
            return Err(unknown("The ConnectionArn is not the ARN of a connection."));
        };
        let ask = async |service: &'static str, operation: &str, input: Value| {
            let operation = Operation { service, name: operation.to_owned() };
            let scope = if scope.account.is_empty() { at } else { scope };
            let answer = self.run_operation(scope, &operation, &input).await;
            answer.map(|text| serde_json::from_str::<Value>(&text).unwrap_or_default())
        };
        let described = ask("events", "DescribeConnection", json!({ "Name": name })).await;
        let described = described.map_err(|fault| unknown(&fault.message))?;
        if described["ConnectionState"] != "AUTHORIZED" {
            let state = described["ConnectionState"].as_str().unwrap_or_default();
            let text = format!("The connection {arn} can't be used, its state is {state}.");
            return Err(Failure::new("Events.ConnectionResource.InvalidConnectionState", text));
        }
        let secret = ask("secretsmanager", "GetSecretValue", json!({ "SecretId": described["SecretArn"] })).await;
        let secret = secret.map_err(|fault| Failure::new("Events.ConnectionResource.AccessDenied", &*fault.message))?;
        let secret: Value =
            secret["SecretString"].as_str().map(serde_json::from_str).transpose().ok().flatten().unwrap_or_default();
        let text = |name: &str| secret[name].as_str().unwrap_or_default();
        match described["AuthorizationType"].as_str() {
            Some("BASIC") => {
                let login = STANDARD.encode(format!("{}:{}", text("username"), text("password")));
                call.put_header("Authorization", &format!("Basic {login}"));
            }
            Some("API_KEY") => call.put_header(text("api_key_name"), text("api_key_value")),
            _ => {
                let token = self.fetch_token(&secret).await?;
                call.put_header("Authorization", &format!("Bearer {token}"));
            }
        }
        let added = &secret["invocation_http_parameters"];
        for (name, value) in pairs(&added["header_parameters"]) {
            call.put_header(name, value);
        }
        for (name, value) in pairs(&added["query_string_parameters"]) {
            call.put_query(name, value);
        }
        for (name, value) in pairs(&added["body_parameters"]) {
            call.put_member(name, value);
        }
        Ok(())
    }

    /// An OAuth token of a connection's client, fetched anew for each task.
    async fn fetch_token(&self, secret: &Value) -> Result<String, Failure> {
        let text = |name: &str| secret[name].as_str().unwrap_or_default();
        let added = &secret["oauth_http_parameters"];
        let mut members = vec![
            ("grant_type", "client_credentials"),
            ("client_id", text("client_id")),
            ("client_secret", text("client_secret")),
        ];
        let given: Vec<(&str, &str)> = pairs(&added["body_parameters"]).collect();
        // Whoever names one of ours means it.
        members.retain(|(name, _)| given.iter().all(|(key, _)| key != name));
        members.extend(given);
        let mut query: Vec<(&str, &str)> = pairs(&added["query_string_parameters"]).collect();
        let mut headers: Vec<(String, String)> = vec![("Accept".to_owned(), endpoint::JSON.to_owned())];
        headers.extend(pairs(&added["header_parameters"]).map(|(name, value)| (name.to_owned(), value.to_owned())));
        let kind = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let as_json = kind.is_some_and(|(_, kind)| kind.to_ascii_lowercase().starts_with(endpoint::JSON));
        let method = text("http_method");
        let body = if method == "GET" {
            query.splice(0..0, members);
            String::new()
        } else if as_json {
            let members: Map<String, Value> =
                members.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
            Value::Object(members).to_string()
        } else {
            if kind.is_none() {
                headers.push(("Content-Type".to_owned(), FORM.to_owned()));
            }
            form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish()
        };
        let url = endpoint::with_query(text("authorization_endpoint"), query);
        let call = HttpCall { method: method.to_owned(), url, headers, body, patience: PATIENCE };
        let refused = |why: &str| Failure::new("Events.ConnectionResource.AuthorizationFailed", why);
        let reply = self.shared.courier.call(&call).await.map_err(|refusal| refused(&refusal.text))?;
        let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        match answer["access_token"].as_str().filter(|_| (200..300).contains(&reply.status)) {
            Some(token) => Ok(token.to_owned()),
            None => Err(refused(&format!("The authorization endpoint answered {} without a token.", reply.status))),
        }
    }
}

/// Keys and values of a secret's list.
fn pairs(list: &Value) -> impl Iterator<Item = (&str, &str)> {
    list.as_array().into_iter().flatten().filter_map(|one| Some((one["key"].as_str()?, one["value"].as_str()?)))
}
