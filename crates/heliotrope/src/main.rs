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

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::kit::Clock;
use crate::kit::config::{Config, Sources};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A customer-service desk: every need settled and told, every promise kept.
#[derive(Parser)]
#[command(version, about)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the desk.
    Serve(Serve),
    /// Start an invented company that lives, to try the desk.
    Demo(commands::demo::Demo),
}

#[derive(clap::Args)]
struct Common {
    /// The configuration file (otherwise heliotrope.toml, when it is there).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The data folder.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// sqlite:/path/to/file or postgres://user@host/name.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

#[derive(clap::Args)]
struct Serve {
    #[command(flatten)]
    common: Common,
    /// Where to listen, for example 127.0.0.1:4354.
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<String>,
}

impl Common {
    fn sources(&self) -> Sources {
        Sources::of_process(self.config.clone())
            .flag(
                "data",
                "--data",
                self.data.as_ref().map(|d| d.display().to_string()),
            )
            .flag("database.url", "--database", self.database.clone())
    }
}

fn main() -> ExitCode {
    let line = Line::parse();
    let done = match line.command {
        Command::Serve(serve) => run_serve(&serve),
        Command::Demo(demo) => commands::demo::run(&demo),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("heliotrope: {e:#}");
            ExitCode::FAILURE
        }
    }
}

fn run_serve(serve: &Serve) -> anyhow::Result<()> {
    let sources = serve
        .common
        .sources()
        .flag("web.listen", "--listen", serve.listen.clone());
    let config = Config::read(&sources)?;
    start_log(&config.log.level);
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the runtime")?
        .block_on(listen(config))
}

async fn listen(config: Config) -> anyhow::Result<()> {
    let desk = app::open(config, Clock::system()).await?;
    let listener = tokio::net::TcpListener::bind(desk.config.web.listen)
        .await
        .with_context(|| format!("listening on {}", desk.config.web.listen))?;
    eprintln!("Heliotrope listens on http://{}", listener.local_addr()?);
    let live = desk.live.clone();
    let workers = app::start(&desk);
    let router = app::build(desk.clone()).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            if let Err(e) = tokio::signal::ctrl_c().await {
                tracing::error!("Waiting for the signal to stop: {e}");
            }
            live.close();
        })
        .await
        .context("answering requests")?;
    workers.stop().await;
    desk.db.close().await;
    Ok(())
}

/// For people on a terminal, as JSON otherwise; always on standard error.
pub fn start_log(level: &str) {
    use std::io::IsTerminal;
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let terminal = std::io::stderr().is_terminal();
    if terminal {
        log.with_target(false)
            .with_ansi(std::env::var_os("NO_COLOR").is_none())
            .init();
    } else {
        log.json().init();
    }
}
