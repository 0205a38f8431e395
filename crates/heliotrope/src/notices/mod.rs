//! A notice: one of us is to hear of one thing that happened in a case.
//!
//! Who is named in a note, who is given a case, whose case is answered, whose
//! promised word is due in a quarter of an hour, and who follows a case. There
//! is one row for each person and event, written by the transaction of the
//! deed, so a notice is never doubled and never tells of what did not happen.
//! It holds no words: what happened stands in the case. It is read when it is
//! opened, or when its reader does something in the case; nobody is told of
//! what they did themselves.

pub mod api;
pub mod deeds;
mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
mod views;

pub use pages::routes;
pub use rules::{Happened, Kind};
