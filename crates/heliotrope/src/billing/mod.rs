//! Time and quotes: what may stand on an invoice, and what never does.
//!
//! Digging for an answer is research, and nobody is charged for it: it has no
//! billable field anywhere. Direct work (hands on the machine) and parts are
//! billed only after the customer's OK on a quote, given by one press on their
//! page; a changed quote asks again. So an invoice is a difference between two
//! moments: what was agreed and done by then. It shows research too, as given.
//! All of this is off unless the house bills.

pub mod api;
pub mod pages;
pub mod rules;
pub mod store;
pub mod views;

pub use rules::{Entry, Kind, Line, Quote, Refused, What};

use crate::web::Routes;

pub fn routes() -> Routes {
    pages::routes().merge(api::routes())
}
