//! Event patterns and filter policies by themselves: tables of what fits, what is refused and why.

mod hostile;
mod index;
mod matching;
mod policies;
mod refusals;
mod why;
