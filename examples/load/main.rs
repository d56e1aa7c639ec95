//! Puts load on a server and tells how fast it answers: a line of JSON a scenario, or a part of one.
//!
//! ```text
//! cargo run --release --example load -- --scenario send
//! cargo run --release --example load -- --endpoint http://127.0.0.1:4566 --server-pid $(pgrep eventyard) --all
//! ```
//!
//! Without an endpoint it starts a server inside its own process; for figures that mean something give it one of its
//! own, and its process id, so that its CPU time and memory are seen as well.
#![allow(clippy::disallowed_methods, reason = "real time is what is measured here")]

mod bus;
mod client;
mod machine;
mod report;
mod request;
mod scenario;
mod schedules;

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Parser, ValueEnum};
use eventyard::{Config, Eventyard};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use client::Endpoint;
use scenario::{Load, Scenario};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Puts load on a server of Amazon SQS, Amazon EventBridge, its Scheduler and AWS Step Functions
#[derive(Clone, Debug, Parser)]
#[command(name = "load")]
pub struct Flags {
    /// Where the server is, such as http://127.0.0.1:4566; without it one is started in this process
    #[arg(long)]
    endpoint: Option<String>,

    /// What to do; several are separated by commas
    #[arg(long, value_enum, value_delimiter = ',', required_unless_present = "all")]
    scenario: Vec<Scenario>,

    /// Run every scenario
    #[arg(long)]
    all: bool,

    /// How many connections work at the same time
    #[arg(long, default_value_t = 16)]
    connections: usize,

    /// For how long it is measured
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,

    /// Seconds of load before that
    #[arg(long, default_value_t = 1.0)]
    warm_up: f64,

    /// Bytes of a message, or of an execution's input
    #[arg(long, default_value_t = 1024)]
    size: usize,

    /// How many messages the queue of `deep` holds
    #[arg(long, default_value_t = 100_000)]
    depth: usize,

    /// How many queues `many-queues` uses
    #[arg(long, default_value_t = 1000)]
    queues: usize,

    /// How many message groups `fifo` uses
    #[arg(long, default_value_t = 100)]
    groups: usize,

    /// How many rules the bus of `events` has
    #[arg(long, default_value_t = 1000)]
    rules: usize,

    /// How many schedules `schedules` makes
    #[arg(long, default_value_t = 100_000)]
    schedules: usize,

    /// How many long polls `wake-up` and `idle-polls` open
    #[arg(long, default_value_t = 1000)]
    polls: usize,

    /// The server's process id: its CPU time and memory are read from /proc
    #[arg(long)]
    server_pid: Option<u32>,
}

fn main() -> ExitCode {
    allow_many_connections();
    match run(Flags::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("load: {text}");
            ExitCode::FAILURE
        }
    }
}

fn run(flags: Flags) -> Result<(), String> {
    let own = match &flags.endpoint {
        Some(_) => None,
        None => Some(Eventyard::start(Config::default()).map_err(|error| error.to_string())?),
    };
    let url = own.as_ref().map(Eventyard::endpoint_url).or(flags.endpoint.clone()).unwrap_or_default();
    let endpoint = Endpoint::parse(&url)?;
    let scenarios = if flags.all { Scenario::value_variants().to_vec() } else { flags.scenario.clone() };
    let started = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| error.to_string())?;
    let load = Load::new(endpoint, flags, started.as_secs());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| error.to_string())?.block_on(async {
        for scenario in scenarios {
            for report in load.run(scenario).await? {
                println!("{}", serde_json::to_string(&report).map_err(|error| error.to_string())?);
            }
        }
        Ok(())
    })
}

/// Every connection is an open file: takes as many as the system allows.
fn allow_many_connections() {
    let limit = getrlimit(Resource::Nofile);
    // Where it isn't allowed the limit stays what it was.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}
