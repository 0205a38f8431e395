//! Mailboxes that let us in by consent and not by a password (OAuth 2).
//!
//! A person of ours goes to the provider, signs in there and says that this
//! desk may read and send for a mailbox. The trip begins on one of our pages
//! and ends on one: what was typed waits sealed, and the state it comes back
//! with is good once, in the session that asked. The provider's answer is only
//! shown by a GET; the press on that page takes it. Then we hold two tokens,
//! sealed: one that opens the mailbox for an hour, and one that fetches the
//! next. Whoever needs a token asks here; one at a time renews it, on whichever
//! node. When the provider ends the consent, that stands on the mailbox with
//! its words and who must do what, and every letter waits where it is.

pub mod deeds;
mod pages;
mod provider;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
mod views;

pub use deeds::{Access, Shut, access, another};
pub use pages::routes;
pub use rules::{Provider, Terms};
