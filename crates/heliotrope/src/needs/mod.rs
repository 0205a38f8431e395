//! A need is one thing a person needs from us, in their own words.
//!
//! Each case starts with one, the implied need; a plain question never shows
//! more. A need ends met, declined or withdrawn: that is its settlement. Apart
//! from that it is told or untold: whether the person has received word of it.
//! Settlements and tellings are rows, undone but never removed: a bounce, four
//! days later, turns told back to untold, and "not yet?" reopens one need, for
//! ever. Declining needs a reason and what *is* possible, or who can help (L2).
//! Needs are never counted per agent.
//!
//! A second need is made of words of a letter and keeps their place; word rules
//! outline at most three (`rules/found.rs`), and ignoring them writes nothing.
//! What *we* need from a person belongs to us and never keeps a case open.

pub mod rules;
pub mod store;
pub mod views;

pub use rules::{FoundBy, How, Kind, Need, Quote, Refused, Settling, State, Whose};
