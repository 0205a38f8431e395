//! Restitution is what we owe because a fault was ours: the money back, the
//! thing again, the repair.
//!
//! It belongs to one need and is offered, accepted, given. An offer may stand
//! as a question ("what would make it right?") until the person takes it; what
//! we owe without asking is given at once. It never draws on goodwill, which is
//! a gift: otherwise the people of the desk would pay for the firm's faults.
//! What a letter offered is taken back together with that letter.

pub mod rules;
pub mod store;

pub use rules::{Kind, Restitution, State};
