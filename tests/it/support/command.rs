//! The binary's own command line against a server.

use std::process::{Command, Output};

use super::yard::Yard;

/// A command that is told where the server is.
pub fn command(yard: &Yard, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_eventyard"));
    // The zone of whoever runs the tests must not show.
    command.env_remove("TZ").args(arguments).args(["--endpoint", &yard.server.endpoint_url()]);
    command
}

/// Runs a command to its end, which is with this exit code; the lines that it printed. With 0 it says nothing else.
#[track_caller]
pub fn run(yard: &Yard, arguments: &[&str], code: i32) -> Vec<String> {
    let Output { status, stdout, stderr } = command(yard, arguments).output().expect("it runs");
    let said = String::from_utf8_lossy(&stderr);
    assert_eq!(status.code(), Some(code), "{arguments:?}: {said}");
    assert_eq!(said.is_empty(), code == 0, "{arguments:?}: {said}");
    String::from_utf8(stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}
