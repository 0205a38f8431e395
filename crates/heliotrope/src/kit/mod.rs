//! What every other folder may use, and which knows none of them: the time
//! and the clock that is passed in, the configuration with the origin of each
//! value, the key that seals secrets, randomness, the DNS, money, and the catalogue of
//! words in every language.
//!
//! Nothing here knows a case, a person or a page. A thing belongs in the kit
//! when two folders need it and neither owns it.

pub mod config;
pub mod dns;
pub mod keys;
pub mod markup;
pub mod moments;
pub mod money;
pub mod random;
pub mod sieve;
mod time;
pub mod words;

pub use self::time::{At, Clock};
pub use store::fold;
