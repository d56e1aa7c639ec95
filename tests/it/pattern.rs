//! Event patterns and filter policies by themselves: tables of what fits, what is refused and why.

mod agreement;
mod city_lots;
mod hostile;
mod index;
mod matching;
mod policies;
mod reference;
mod refusals;
mod why;
