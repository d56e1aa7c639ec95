//! AWS Step Functions.

mod activities;
mod aliases;
mod asl;
mod definitions;
mod distributed;
mod intrinsic;
mod logging;
mod machines;
mod map_runs;
mod names;
mod pages;
mod path;
mod tags;
mod updates;
mod versions;
