//! Whether the desk is well: what is wrong, what is safe, what to do next.
//!
//! One list of checks says it to everybody: `heliotrope doctor`, the page
//! `/settings/health`, the banner above every page, `/readyz` and `/metrics`.
//! A check is a finding in closed words with what was seen; the catalogue says
//! it in the reader's language. What is known in the house is looked at
//! whenever somebody asks. What others must be asked (the DNS, a letter to
//! ourselves) is asked once an hour or by a press, and its finding is a row
//! with its time. Letters that wait or came to nothing stand on the page with
//! what can be done: send again, correct the address, tell them otherwise.

mod api;
pub mod deeds;
mod pages;
pub mod rules;
mod see;
pub mod store;
#[cfg(test)]
mod tests;
pub mod views;
pub mod worker;

pub use see::{Seen, see};

pub fn routes() -> crate::web::Routes {
    pages::routes()
}
