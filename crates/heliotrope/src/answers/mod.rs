//! What can be put into a reply, found by two letters.
//!
//! There is one search for it, in the form of a no, in the editor and in the
//! API: trade-offs stand in it, because a well-said no is the answer that is
//! written most often and worst. Whatever else is ever put into replies is
//! found here too, and nowhere else. Words are prefixes and are folded for
//! case and accents: "thi" finds "A third party decides".
//!
//! Here too stands what a gap is: the words in square brackets that a draft
//! leaves to be filled, and that must not leave in a letter unseen.

pub mod api;
pub mod rules;

pub use api::routes;
