//! From an empty folder to the first answered letter.
//!
//! As long as nobody can sign in, `serve` prints a link, good for an hour. Who
//! opens it says who they are, names a mailbox and gives the house's word: three
//! pages, or `heliotrope setup` in a terminal, over the same deeds. The first
//! press binds the link to that browser; the first page makes the admin, and
//! from then on their session counts and no link. A mailbox is kept after four
//! ticks (found, signed in, sent to myself, came back), or when a person says
//! so although one failed. Nothing is half made: whoever stops in the middle
//! goes on there, with the next link or by signing in.

pub mod deeds;
pub mod discover;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
mod views;

pub use pages::routes;
