//! When we work: the hours of each day of the week, by a clock of our own zone,
//! and the days on which they are others.
//!
//! "A first answer within 4 hours" is a promise of 4 hours in which somebody is
//! here. A mailbox that keeps hours gives its dates in them; one that keeps none
//! is answered around the clock. A day has as many spans as it needs (a shop
//! closes at noon), and a day without any is a day off. A date of its own
//! ("Christmas Eve, 9:00–13:00"; a holiday: closed) goes before its day of the
//! week, and one of that very year before one of each year.
//!
//! Others use [`Hours`]: `add_business`, `business_between` and
//! `closes_on_day_of`; and `store::of_mailbox`.

pub mod api;
mod deeds;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod views;

pub use rules::{Hours, Typed};
