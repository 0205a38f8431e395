//! A cause is what went wrong: the name of a thing, never of a person.
//!
//! Many cases share one; whoever sets it presses once, with two or three
//! letters of its name. It has an owner and changes (what is done so that it
//! does not happen again, by whom, by when). When it is mended everybody it
//! touched can be told: one of us writes one letter, and each person reads it
//! once, with *their* matter in it. A row for each case and cause sees to it
//! that nobody hears it twice, also after a restart. Causes are counted by the
//! people they touched, never by who of us apologised.

pub mod api;
pub mod deeds;
pub mod pages;
pub mod rules;
pub mod store;
pub mod views;

#[cfg(test)]
mod tests;
