//! A complaint is a case somebody flagged: it has clocks.
//!
//! It is acknowledged, kept informed and finally answered; when the person does
//! not accept the answer it is kept open. Which dates hold comes from a pack, a
//! small dated file in `packs/`; none is on until a mailbox chooses one, and
//! without one a complaint is only marked. Acknowledged and informed are read
//! from the letters that left, so nobody ticks them; the final answer is a
//! press, because only a person knows which letter it was. The clocks are
//! targets that stand on the case, not promises: the customer was not told them.

pub mod api;
mod deeds;
mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod views;

pub use pages::routes;
pub use rules::Complaint;
