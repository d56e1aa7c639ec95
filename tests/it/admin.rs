//! Eventyard's own API under `/_eventyard`, and the library that embeds a server.

mod command_line;
mod embedding;
mod explain_schedule;
mod health;
mod reset;
mod state;
mod time;
