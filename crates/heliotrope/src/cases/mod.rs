//! A case is one person's list of needs, with its messages.
//!
//! This folder puts the words together and holds the order of steps, nothing
//! else: needs, promises, messages and people live in their own folders. A case
//! closes when every need is settled and told (lock L1); with a live promise,
//! send-and-close parks it until the promise is due. It reopens for ever: by a
//! letter, a bounce, or "not yet?". Whatever changes a case is a deed
//! (`deeds/`): one transaction that finds the case for the person who asks,
//! lets the pure rules decide, writes rows and events, and derives afresh what
//! lists sort by. Pages, API, mail and the clock call the same deeds.

pub mod api;
pub mod deeds;
pub mod rules;
pub mod store;
pub mod views;
pub mod worker;

pub use rules::{Exemption, Part, Place, Turn, View};
pub use store::Case;

#[cfg(test)]
mod tests;
