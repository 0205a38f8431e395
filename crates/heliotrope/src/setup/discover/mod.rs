//! Which servers a mail address belongs to.
//!
//! Asked at the same time: the SRV records of the domain (RFC 6186), the
//! settings it publishes for mail programs, the servers that take its mail, and
//! the usual names. The rules choose; what they choose is a proposal that a
//! person sees and may correct.

mod ask;
pub mod rules;
mod settings;
#[cfg(test)]
mod tests;

pub use ask::Asker;
pub use rules::{Found, Way};
