//! Heliotrope: a customer-service desk. A case is a list of needs; it closes
//! when every need is settled and told.

// Folders land one after the other, and each brings more than its neighbours
// use yet. Goes when the last one is wired.
#![allow(dead_code, unused_imports)]

mod app;
#[cfg(test)]
mod arrows;
mod cases;
mod commands;
mod demo;
mod events;
mod inbox;
mod intake;
mod kit;
mod mailboxes;
mod mailroom;
mod messages;
mod needs;
mod outbox;
mod people;
mod portal;
mod promises;
mod search;
mod team;
#[cfg(test)]
mod testing;
mod web;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match commands::parse() {
        Ok(line) => commands::run(line),
        Err(code) => code,
    }
}
