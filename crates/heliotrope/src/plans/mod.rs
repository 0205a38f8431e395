//! A plan of attack is what we can do, what we cannot, and what we do next.
//!
//! It is written for the person it is for and stands on their page as it stands
//! here; there is no second, inner version. A step is next, doing, done or
//! dropped, and nothing that stood there goes without a word. Whoever has no
//! plan yet says exactly that, with the time of the next word: the sentence goes
//! into the letter and becomes a promise when it is sent. "That is not what I
//! need" brings the person's own words. Changes within half an hour are one.

pub mod rules;
pub mod store;
pub mod views;

pub use rules::{Act, Plan, Refused, Step, StepState};
