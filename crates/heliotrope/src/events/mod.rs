//! Everything that happened in a case, in order, for ever.
//!
//! An event is written in the same transaction as its deed and is never
//! changed. It holds ids and closed words only: blank a person's rows and
//! letters, and nothing they said is left here. `n` counts per case under the
//! case row's lock; a form carries the last `n` its writer saw, and the server
//! compares (a newer message or note: the reply is held).
//! Lists and the ribbon are views of these rows.

pub mod rules;
pub mod store;

pub use rules::{Actor, Event, Ids, Kind};
