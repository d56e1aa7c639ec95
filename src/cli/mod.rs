//! The command line beside serving: each subcommand is a call on a running server's own API.

mod explain;
mod journal;
mod state;
mod time;

use std::io::Write;
use std::process::ExitCode;

use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use clap::builder::Resettable;
use clap::{Arg, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use crate::config::{Config, OTHER_NAMES, default_endpoint};

pub use explain::Asked;
pub use journal::Wanted;
pub use time::TimeStep;

/// A local emulator of AWS's event services
#[derive(Debug, Parser)]
#[command(name = "eventyard", version, about, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// Without a subcommand it serves.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// How it serves.
    #[command(flatten)]
    pub config: Config,
}

/// What can be asked of a running server.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Exit with 0 if a server answers
    Health(Target),
    /// Show what exists
    State {
        /// Only this service
        #[arg(long)]
        service: Option<String>,
        /// Of whom
        #[command(flatten)]
        part: Part,
        /// Which server
        #[command(flatten)]
        target: Target,
    },
    /// Forget everything, or what an account has
    Reset {
        /// Of whom
        #[command(flatten)]
        part: Part,
        /// Which server
        #[command(flatten)]
        target: Target,
    },
    /// Show or move the clock, or list what is due
    Time {
        /// What to do; without anything the clock is shown
        #[command(subcommand)]
        step: Option<TimeStep>,
        /// Which server
        #[command(flatten)]
        target: Target,
    },
    /// Show what was delivered, and why not
    Journal {
        /// Which deliveries
        #[command(flatten)]
        wanted: Wanted,
        /// Which server
        #[command(flatten)]
        target: Target,
    },
    /// Ask why an event would match or not, or when a schedule would fire
    Explain {
        /// What about
        #[command(flatten)]
        asked: Asked,
        /// Which server
        #[command(flatten)]
        target: Target,
    },
    /// Wait until nothing that is due is still running
    Settle {
        /// Give up after so many seconds
        #[arg(long, default_value_t = 30.0)]
        timeout: f64,
        /// Which server
        #[command(flatten)]
        target: Target,
    },
}

/// The part of the state that is meant; none means all.
#[derive(Args, Clone, Debug)]
pub struct Part {
    /// Only this account
    #[arg(long)]
    pub account: Option<String>,

    /// Only this region
    #[arg(long)]
    pub region: Option<String>,
}

/// Which server, and how the answer is shown.
#[derive(Args, Clone, Debug)]
pub struct Target {
    /// URL of the server; by default this machine's, on the port of EVENTYARD_PORT or 4566
    #[arg(long, env = "EVENTYARD_ENDPOINT", default_value_t = default_endpoint(), global = true)]
    pub endpoint: String,

    /// Print the answer as JSON
    #[arg(long, global = true)]
    pub json: bool,
}

impl Cli {
    /// Reads the command line and the environment; an empty variable counts as none. Wrong use ends the process.
    pub fn read() -> Self {
        let matches = without_empty_variables(with_other_names(Cli::command())).get_matches();
        Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// Where a variable isn't set, another name of it may be.
fn with_other_names(command: clap::Command) -> clap::Command {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    command.mut_args(|arg| {
        let own = arg.get_env().and_then(|name| name.to_str()).unwrap_or_default();
        match OTHER_NAMES.into_iter().find(|(name, other)| *name == own && !is_set(name) && is_set(other)) {
            Some((_, other)) => arg.env(other),
            None => arg,
        }
    })
}

fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty = |arg: &Arg| arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    let unset = |arg: Arg| if is_empty(&arg) { arg.env(Resettable::Reset) } else { arg };
    command.mut_args(unset).mut_subcommands(without_empty_variables)
}

impl Command {
    /// Runs it: 0 if all went well, 1 if the server refused or didn't answer, with the text on stderr.
    pub fn run(self) -> ExitCode {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
            eprintln!("eventyard: the system gives no runtime");
            return ExitCode::FAILURE;
        };
        match runtime.block_on(self.call()) {
            Ok(text) => {
                if !text.is_empty() {
                    // Whoever reads it may have seen enough.
                    let _ = writeln!(std::io::stdout(), "{text}");
                }
                ExitCode::SUCCESS
            }
            Err(text) => {
                eprintln!("eventyard: {text}");
                ExitCode::FAILURE
            }
        }
    }

    async fn call(self) -> Result<String, String> {
        match self {
            Command::Health(target) => {
                let answer = target.get("health").await?;
                Ok(target.show(&answer, health))
            }
            Command::State { service, part, target } => {
                let mut query = form_urlencoded::Serializer::new(String::new());
                for (name, value) in [("service", service), ("account", part.account), ("region", part.region)] {
                    if let Some(value) = value {
                        query.append_pair(name, &value);
                    }
                }
                let answer = target.get(&format!("state?{}", query.finish())).await?;
                Ok(target.show(&answer, state::lines))
            }
            Command::Reset { part, target } => {
                let mut body = json!({});
                for (name, value) in [("account", part.account), ("region", part.region)] {
                    if let Some(value) = value {
                        body[name] = value.into();
                    }
                }
                let answer = target.post("reset", &body).await?;
                Ok(target.show(&answer, |_| "reset".to_owned()))
            }
            Command::Time { step, target } => {
                let answer = match step.as_ref().and_then(TimeStep::body) {
                    None => target.get("time").await?,
                    Some(body) => target.post("time", &body).await?,
                };
                Ok(match step {
                    Some(TimeStep::Due { timezone }) => {
                        let zone = timezone.unwrap_or_else(time::zone_of_environment);
                        target.show(&time::with_local_times(answer, &zone), time::due_lines)
                    }
                    _ => target.show(&answer, time::lines),
                })
            }
            Command::Journal { wanted, target } => wanted.show(&target).await,
            Command::Explain { asked, target } => {
                let answer = target.post("explain", &asked.question()?).await?;
                Ok(target.show(&answer, explain::lines))
            }
            Command::Settle { timeout, target } => {
                let answer = target.post(&format!("settle?timeout={timeout}"), &json!({})).await?;
                Ok(target.show(&answer, |_| "settled".to_owned()))
            }
        }
    }
}

impl Target {
    async fn get(&self, path: &str) -> Result<Value, String> {
        self.ask(Method::GET, path, Body::empty()).await
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        self.ask(Method::POST, path, Body::from(body.to_string())).await
    }

    async fn ask(&self, method: Method, path: &str, body: Body) -> Result<Value, String> {
        let answer = self.open(method, path, body).await?;
        let body = answer.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
        serde_json::from_slice(&body).map_err(|_| self.is_another())
    }

    /// An answer whose body is yet to be read; one that refuses is an error.
    async fn open(&self, method: Method, path: &str, body: Body) -> Result<Response<Incoming>, String> {
        let url = format!("{}/_eventyard/{path}", self.endpoint.trim_end_matches('/'));
        let request = Request::builder().method(method).uri(&url).header(header::CONTENT_TYPE, "application/json");
        let request = request.body(body).map_err(|wrong| format!("{}: {wrong}", self.endpoint))?;
        let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
        let answer =
            client.request(request).await.map_err(|error| format!("no answer from {}: {error}", self.endpoint))?;
        if answer.status() == StatusCode::OK {
            return Ok(answer);
        }
        let body = answer.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
        let value: Value = serde_json::from_slice(&body).map_err(|_| self.is_another())?;
        Err(value["error"].as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    fn is_another(&self) -> String {
        format!("{} is no Eventyard", self.endpoint)
    }

    fn show(&self, answer: &Value, readable: impl Fn(&Value) -> String) -> String {
        if self.json { answer.to_string() } else { readable(answer) }
    }
}

fn health(answer: &Value) -> String {
    let services = answer["services"].as_object().map(|s| s.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    format!("{} (version {}): {}", text(&answer["status"]), text(&answer["version"]), services.join(", "))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
