//! A trade-off is what we decided to be bad at, because of something, so that
//! we can be good at something else: "no phone line, because a person who
//! knows your machine should answer, so that every letter is answered in four
//! hours". With it stands what is possible instead, who owns the decision and
//! the day on which it is looked at again; without these two it is not kept.
//!
//! It is the fastest way to write an honest no: two letters find it, and the
//! no, its reason and what is possible stand in the draft (lock L2 asks for
//! nothing more). The map of trade-offs shows what we decided beside what
//! people live through, from facts alone, and who asked. A no that is written
//! into a draft counts when its letter leaves; what a person takes of what is
//! possible becomes a need of its own.

pub mod api;
mod deeds;
mod pages;
mod plot;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod views;

pub use deeds::fill;
pub use rules::{No, Tradeoff, Why};

pub fn routes() -> crate::web::Routes {
    api::routes().merge(pages::routes())
}
