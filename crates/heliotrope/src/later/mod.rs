//! Later: one of us puts a case off until a time, and says why.
//!
//! The case sleeps and comes back by itself, with the reason in front of whoever
//! opens it. It comes back before that when the person writes, when somebody
//! answers or asks for it, and in time for the next word we promised: nothing
//! that is put off makes a promise late. What stands in this folder is the row
//! and when it ends; that the case sleeps stands on the case.

pub mod rules;
pub mod store;

pub use store::Later;
