//! Teams: some of the people who serve, who look after a part of the mail
//! together.
//!
//! A team has a name, members, and one or more who lead it; a mailbox may be
//! given to it, and then its new cases are the team's. A case belongs to a team
//! *and* may have an owner: while nobody has it, it stands on Today of every
//! member, and whoever sets it free gives it back to the team. A team in which
//! nobody is here (left, away, removed) is everybody's: no case is ever nobody's
//! to see. Somebody is on duty from a time to a time; without a rota it is who
//! leads the team. With one person at the desk there are no teams.
//!
//! Others use `store::of_agent`, `store::names`, `store::on_duty`.

pub mod api;
pub mod deeds;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;
mod views;
