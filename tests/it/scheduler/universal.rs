//! Universal targets.
