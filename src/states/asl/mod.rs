//! Amazon States Language: definitions of state machines, read once into types, with AWS's diagnostics. Pure.
//! <https://states-language.net/spec.html>
