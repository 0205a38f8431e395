//! Word lists: phrases by which the desk points at something in a text.
//!
//! A list says, in one language, which words speak of what: "charged twice" of
//! money, "any inconvenience" of a hollow phrase. Ours stand in `lists/` and
//! are built in; how one is written stands at the head of each. The team may
//! change a list, switch it off, or go back to ours (`/settings/words`), and
//! the row says who did and when. What is found is shown to one person and
//! never written down, counted or acted upon.
//!
//! A new list is a name in [`Which`], its files, and its two sentences in
//! `views.rs`. `store::of` gives a list to use, `List::find` where it speaks.

pub mod api;
mod deeds;
mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod views;

pub use pages::routes;
pub use rules::{List, Said, Which};
