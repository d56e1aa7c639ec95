//! Eventyard's own API under `/_eventyard`, and the library that embeds a server.

mod embedding;
mod health;
mod reset;
mod state;
mod time;
