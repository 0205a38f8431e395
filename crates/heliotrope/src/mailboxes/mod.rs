//! A mailbox is an address of ours, with its servers and its voice.
//!
//! Letters that come to it open cases there; what leaves carries its name,
//! signature and language. Its sending server is its own, or the house's
//! default (`smtp.*`); without either nothing can leave, and a reply stays the
//! draft with that reason. It may name a server where its letters are fetched. Passwords are sealed and never shown again. The
//! zone of a mailbox is the zone of the promises made in its letters.

pub mod api;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
mod views;

pub use rules::{After, Fetching, ImapUrl, Mailbox, SentFolder, Server, ServerUrl, Tls};
