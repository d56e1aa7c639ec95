//! The `eventyard` binary: flags → [`Config`] → [`Server`] → wait for a signal. No logic lives here.

use std::io::ErrorKind;
use std::process::ExitCode;

use eventyard::cli::Cli;
use eventyard::{Config, LogFormat, Server};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::Layer;
use tracing_subscriber::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let Cli { command, config } = Cli::read();
    let outcome = match command {
        Some(command) => return command.run(),
        None => log_to_stderr(&config).and_then(|()| serve(&config)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("eventyard: {text}");
            ExitCode::FAILURE
        }
    }
}

fn serve(config: &Config) -> Result<(), String> {
    allow_many_connections();
    let server = Server::bind(config).map_err(|error| match error.kind() {
        // It says itself what it is about.
        ErrorKind::InvalidData => error.to_string(),
        _ => format!("can't listen on {}:{}: {error}", config.address, config.port),
    })?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
        let (Ok(mut terminate), Ok(mut interrupt)) = signals else { return Err("signals can't be caught".to_owned()) };
        println!("Eventyard {} listening on http://{}", env!("CARGO_PKG_VERSION"), server.address());
        let shutdown = async {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        server.serve(shutdown).await.map_err(|error| error.to_string())
    })
}

fn log_to_stderr(config: &Config) -> Result<(), String> {
    let filter: Targets = config.log.parse().map_err(|error| format!("--log {}: {error}", config.log))?;
    // What a caller does wrong is for the caller to read, not for the log.
    let filter = if config.log.contains("s3s") { filter } else { filter.with_target("s3s", LevelFilter::OFF) };
    let lines = Layer::default().with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => tracing_subscriber::registry().with(lines.with_filter(filter)).init(),
        LogFormat::Json => tracing_subscriber::registry().with(lines.json().with_filter(filter)).init(),
    }
    Ok(())
}

/// Ten thousand idle long polls are ten thousand open files: takes as many as the system allows.
fn allow_many_connections() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    // Where it isn't allowed the limit stays what it was.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}
