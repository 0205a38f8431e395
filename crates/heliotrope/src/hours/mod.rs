//! When we work: the hours of each day of the week, by a clock of our own zone.
//!
//! "A first answer within 4 hours" is a promise of 4 hours in which somebody is
//! here. A mailbox that keeps hours gives its dates in them; one that keeps none
//! is answered around the clock. A day has as many spans as it needs (a shop
//! closes at noon), and a day without any is a day off.

pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod views;

pub use rules::{Hours, Typed};
