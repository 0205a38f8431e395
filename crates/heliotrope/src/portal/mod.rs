//! The customer's case page: `/c/{token}`.
//!
//! Whoever holds the link is let in; there is no sign-in and no script is
//! needed. The page shows what that person took part in and nothing else: what
//! they need and how it stands, the next word they were promised and who
//! looks after it, the letters between them and us, never a note. They can
//! write, say "this settles it", and open any need again with "not yet", for
//! ever. Mail scanners open links, so a GET changes nothing: every change is a
//! press. What they write is received like any other letter.

mod pages;
mod rules;
mod store;
#[cfg(test)]
mod tests;
mod views;

pub use pages::routes;
