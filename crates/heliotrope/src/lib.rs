//! Heliotrope: a customer-service desk. A case is a list of needs; it closes
//! when every need is settled and told.

mod answers;
mod apologies;
mod app;
#[cfg(test)]
mod arrows;
mod backups;
mod billing;
mod cases;
mod causes;
mod checkins;
mod commands;
mod complaints;
mod consents;
mod demo;
mod erasure;
mod events;
mod fetch;
mod filters;
mod goodwill;
mod health;
mod hours;
mod inbox;
mod intake;
mod kit;
mod later;
mod mailboxes;
mod mailroom;
mod merging;
mod messages;
mod needs;
mod notices;
mod outbox;
mod people;
mod plans;
mod portal;
mod promises;
mod proposals;
mod receipts;
mod restitution;
mod search;
mod setup;
mod team;
mod teams;
#[cfg(test)]
mod testing;
mod tradeoffs;
mod web;
mod wordlists;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the program does: see `main.rs`.
pub fn run() -> ExitCode {
    // A panic's words may hold a person's letter; where it happened is enough.
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => tracing::error!(%place, "A panic was caught"),
        None => tracing::error!("A panic was caught"),
    }));
    match commands::parse() {
        Ok(line) => commands::run(line),
        Err(code) => code,
    }
}
