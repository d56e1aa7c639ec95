//! AWS Step Functions.

mod activities;
mod activities_work;
mod aliases;
mod asl;
mod definitions;
mod distributed;
mod executions;
mod history;
mod intrinsic;
mod jsonata;
mod listing;
mod logging;
mod machines;
mod map_runs;
mod names;
mod nested;
mod pages;
mod path;
mod redrive;
mod status_events;
mod sync;
mod tags;
mod tasks;
mod tokens;
mod updates;
mod versions;
