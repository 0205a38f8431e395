//! The command line: one file for each command.
//!
//! `main` parses a [`Line`] and runs it. Every command answers with the same
//! four codes: 0 well, 1 not well, 2 used wrongly, 75 come again (only
//! `receive`). What was asked for goes to standard output, as one JSON object
//! a line with `--json`; everything else goes to standard error. Nothing is
//! asked when nobody sits at a terminal. All commands may run beside a `serve`
//! on the same data folder: they open the database themselves.
//!
//! `refusal.rs` words a line that is used wrongly, `trouble.rs` what could not
//! be done.

mod at_hand;
mod backup;
mod config;
mod demo;
mod doctor;
mod erase;
mod everything;
mod export;
mod healthcheck;
mod key;
mod mailbox;
mod moving;
mod read;
mod receive;
mod refusal;
mod restore;
mod serve;
mod service;
mod setup;
mod shell;
mod store;
mod token;
mod trouble;
mod user;
mod whoever;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A customer-service desk: every need settled and told, every promise kept.
#[derive(Parser)]
#[command(
    name = "heliotrope",
    version,
    about,
    arg_required_else_help = false,
    after_help = "Examples:\n  heliotrope demo\n  heliotrope serve --data ./desk\n  heliotrope user add maya@example.org --name Maya --role admin\n  \
                  heliotrope receive --mailbox help@example.org < letter.eml"
)]
pub struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    Setup(setup::Setup),
    Receive(receive::Receive),
    Read(read::Read),
    Doctor(doctor::Doctor),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Move(moving::Move),
    Export(export::Export),
    User(user::User),
    Token(token::Token),
    Mailbox(mailbox::MailboxCommand),
    Erase(erase::Erase),
    Key(key::Key),
    Config(config::ConfigCommand),
    Healthcheck(healthcheck::Healthcheck),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// Reads the command line; a wrong one is answered here, in one sentence.
pub fn parse() -> Result<Line, ExitCode> {
    Line::try_parse().map_err(|error| refusal::answer(&error))
}

pub fn run(line: Line) -> ExitCode {
    let done = match line.command {
        Command::Demo(demo) => demo::run(&demo).map(|()| ExitCode::SUCCESS),
        Command::Serve(serve) => serve::run(&serve),
        Command::Setup(setup) => setup::run(&setup),
        Command::Receive(receive) => receive::run(&receive),
        Command::Read(read) => read::run(&read),
        Command::Doctor(doctor) => doctor::run(&doctor),
        Command::Backup(backup) => backup::run(&backup),
        Command::Restore(restore) => restore::run(&restore),
        Command::Move(asked) => moving::run(&asked),
        Command::Export(export) => export::run(&export),
        Command::Mailbox(mailbox) => mailbox::run(&mailbox),
        Command::User(user) => user::run(&user),
        Command::Token(token) => token::run(&token),
        Command::Erase(erase) => erase::run(&erase),
        Command::Key(key) => key::run(&key),
        Command::Config(config) => config::run(&config),
        Command::Healthcheck(check) => healthcheck::run(&check),
        Command::Completions(asked) => shell::completions(&asked),
        Command::Man(_) => shell::man(),
    };
    done.unwrap_or_else(|error| trouble::answer(&error))
}
