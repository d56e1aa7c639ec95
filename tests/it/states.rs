//! AWS Step Functions.

mod activities;
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
mod pages;
mod path;
mod redrive;
mod sync;
mod tags;
mod updates;
mod versions;
