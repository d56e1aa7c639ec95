//! AWS Step Functions.

mod activities;
mod aliases;
mod asl;
mod definitions;
mod intrinsic;
mod jsonata;
mod logging;
mod machines;
mod names;
mod pages;
mod path;
mod tags;
mod updates;
mod versions;
