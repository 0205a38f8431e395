//! Measures the real program through its real doors.
//!
//! Each subcommand starts `heliotrope serve` as a child, drives it over HTTP
//! and SMTP on loopback, and prints one JSON object. Where a figure depends on
//! the machine, a bare axum server that answers the same number of bytes is
//! driven by the same clients in the same run, so that a ratio can be read
//! elsewhere too; beside letters in, a listener that only keeps them on disk. `report` writes docs/performance.md from those objects.
//!
//! Every loop ends after a count and after a time, whichever comes first.

mod bare;
mod desk;
mod figures;
mod ingest;
mod keep;
mod live;
mod load;
mod mail;
mod memory;
mod reply;
mod report;
mod search;
mod seed;
mod start;
mod views;
mod words;
mod world;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::desk::Place;
use crate::figures::Run;

/// Programs that measure heliotrope; each prints one JSON object.
#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    program: Program,
}

#[derive(Subcommand)]
enum Program {
    /// Fill a new data folder through the SMTP door and the API.
    Seed(seed::Seed),
    /// Letters a second over SMTP, and whether each found its case.
    Ingest(ingest::Ingest),
    /// The list of Today and a case with 10 messages.
    Views(views::Views),
    /// Replies by form at 16 clients.
    Reply(reply::Reply),
    /// Common and rare words through the API.
    Search(search::Search),
    /// From the start of the program to its first page.
    Start(start::Start),
    /// Resident memory, idle and after load.
    Memory(memory::Memory),
    /// An event that many open pages hear.
    Live(live::Live),
    /// The word rules over many letters.
    Words(words::Words),
    /// The server beside which the others are measured.
    #[command(hide = true)]
    Bare(bare::Bare),
    /// The listener beside which letters in are measured.
    #[command(hide = true)]
    Keep(keep::Keep),
    /// Markdown from the objects that the others printed.
    Report(report::Report),
}

fn main() -> ExitCode {
    let done = match Line::parse().program {
        Program::Seed(program) => print(program.place.clone(), || program.run()),
        Program::Ingest(program) => print(program.place.clone(), || program.run()),
        Program::Views(program) => print(program.place.clone(), || program.run()),
        Program::Reply(program) => print(program.place.clone(), || program.run()),
        Program::Search(program) => print(program.place.clone(), || program.run()),
        Program::Start(program) => print(program.place.clone(), || program.run()),
        Program::Memory(program) => print(program.place.clone(), || program.run()),
        Program::Live(program) => print(program.place.clone(), || program.run()),
        Program::Words(program) => print(program.place.clone(), || program.run()),
        Program::Bare(program) => program.run(),
        Program::Keep(program) => program.run(),
        Program::Report(program) => program.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn print(place: Place, run: impl FnOnce() -> anyhow::Result<Run>) -> anyhow::Result<()> {
    place.check()?;
    let run = run()?;
    println!("{}", serde_json::to_string(&run)?);
    Ok(())
}
