//! Goodwill is what we give beyond what we owe: a gift.
//!
//! A budget says how much of it needs nobody's leave: of the house, a mailbox or
//! a role, in a month, a quarter or a year, and at most so much in one case.
//! Never of one person: nobody is ranked by what they gave. Inside the limit
//! there is no approval. Beyond it there are three honest ways: give what is
//! left, ask the lead, or say that the limit is reached. A question holds the
//! letter that waits for the answer; yes lets it go, no comes with a reason.
//! What somebody was given before is shown and never stands in the way.

pub mod api;
pub mod pages;
pub mod rules;
pub mod store;
pub mod views;

pub use rules::{Budget, Kind, Left, Period, Scope};
pub use store::{Ask, Gift};

use crate::web::Routes;

pub fn routes() -> Routes {
    pages::routes().merge(api::routes())
}
