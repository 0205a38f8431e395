//! Everything that comes in, by whatever door.
//!
//! The bytes as they came are a row before anything can fail; then they are
//! understood, matched and written as a letter of a case, all in one
//! transaction, and only its commit is answered with "we have it". If anything
//! goes wrong on the way, a second transaction keeps the bytes alone, and they
//! are judged again later. Every arrival ends as case, duplicate, screened or
//! needs a person; nothing received is ever deleted by us. The doors: the
//! command `receive`, the SMTP listener (`smtp/`), the public form, the API.
//! Creating a case is this folder's act, and the first automatic answer too.

pub mod api;
pub mod deeds;
pub mod pages;
pub mod rules;
pub mod smtp;
pub mod store;
#[cfg(test)]
mod tests;
pub mod views;

pub use deeds::{Arrived, NotKept, Verdict, receive, watch};
pub use pages::read_form;
pub use rules::Door;
#[cfg(test)]
pub use rules::Ending;

use crate::web::Routes;

pub fn routes() -> Routes {
    api::routes().merge(pages::routes())
}
