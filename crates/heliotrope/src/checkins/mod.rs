//! A check-in is a look back: a while after a grave no somebody looks whether
//! the person found another way.
//!
//! It is a row with a day. On that day the case comes back to its owner with a
//! few words as a draft; a person decides whether they go, and nothing leaves
//! by itself. Whoever wrote to us in between has told us how it went: then the
//! look back is dropped, silently. It is no promise, nobody was given a date,
//! so it never keeps a case open (lock L1).

pub mod rules;
pub mod store;
pub mod views;

pub use store::CheckIn;
