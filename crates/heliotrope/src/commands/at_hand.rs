//! What every command has at hand: where the desk is, how to open it, where
//! to say something.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use serde::Serialize;

use crate::app;
use crate::kit::Clock;
use crate::kit::config::{Config, ConfigError, Sources};
use crate::kit::words::{Lang, Words};
use crate::mailboxes::rules::looks_like_address;
use crate::web::{Desk, Problem};

/// The same for every command that opens the desk.
#[derive(clap::Args)]
pub struct Common {
    /// The configuration file (otherwise heliotrope.toml, when it is there).
    #[arg(long, value_name = "FILE", env = "HELIOTROPE_CONFIG")]
    config: Option<PathBuf>,
    /// The data folder.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// sqlite:/path/to/file or postgres://user@host/name.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

impl Common {
    pub fn sources(&self) -> Sources {
        Sources::of_process(self.config.clone())
            .flag("data", "--data", self.data.as_ref().map(|d| d.display()))
            .flag("database.url", "--database", self.database.as_ref())
    }

    pub fn config(&self) -> Result<Config, ConfigError> {
        Config::read(&self.sources())
    }

    /// These flags as they were given, to be repeated in advice.
    pub fn repeated(&self) -> String {
        let path = |p: &Option<PathBuf>| p.as_ref().map(|p| p.display().to_string());
        let given = [
            ("--config", path(&self.config)),
            ("--data", path(&self.data)),
            ("--database", self.database.clone()),
        ];
        let given = given.into_iter().filter_map(|(flag, v)| Some((flag, v?)));
        given.map(|(flag, v)| format!(" {flag} {v}")).collect()
    }

    /// Runs `work` at the desk, which is made when it is not there yet.
    pub fn at_desk<T>(
        &self,
        work: impl AsyncFnOnce(&Desk) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        at_desk(self.config()?, work)
    }

    /// Runs `work` at a desk that is there: who only looks makes none.
    pub fn at_old_desk<T>(
        &self,
        work: impl AsyncFnOnce(&Desk) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let config = self.config()?;
        no_desk(&config)?;
        at_desk(config, work)
    }
}

/// # Errors
/// When there is no database yet. Of a server we cannot know.
pub fn no_desk(config: &Config) -> anyhow::Result<()> {
    if let Some(path) = config.database.strip_prefix("sqlite:")
        && matches!(std::path::Path::new(path).try_exists(), Ok(false))
    {
        bail!(
            "there is no desk at {path} yet; `heliotrope serve` makes one, and --data names another folder"
        );
    }
    Ok(())
}

pub fn at_desk<T>(
    mut config: Config,
    work: impl AsyncFnOnce(&Desk) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    start_quiet_log();
    // The links we print lead to the desk that runs.
    if let Some(address) = app::serving_at(&config) {
        config.web.listen = address;
    }
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting the runtime")?
        .block_on(async {
            // A command does one thing after the other: it needs few.
            let desk = app::open_with(config, Clock::system(), 2).await?;
            let done = work(&desk).await;
            desk.db.close().await;
            done
        })
}

/// Runs work that opens what it needs itself.
pub fn outside_a_desk<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    start_quiet_log();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting the runtime")?
        .block_on(work)
}

/// A refusal or failure of the domain, for the one at the terminal.
pub fn spoken(problem: Problem) -> anyhow::Error {
    match problem.is_failure() {
        true => anyhow::anyhow!(problem.cause_in_words()),
        false => anyhow::anyhow!(problem.detail(Words::of(Lang::En))),
    }
}

/// One line of what was asked for.
pub fn say(line: impl Display) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush())?;
    Ok(())
}

/// One object on one line.
pub fn say_json(object: &impl Serialize) -> anyhow::Result<()> {
    say(serde_json::to_string(object)?)
}

/// For people on a terminal, as JSON otherwise; always on standard error.
pub fn start_log(level: &str) {
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter(level))
        .with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        log.with_target(false)
            .with_ansi(std::env::var_os("NO_COLOR").is_none())
            .init();
    } else {
        log.json().init();
    }
}

/// A command speaks for itself; only what goes wrong beside it is told.
fn start_quiet_log() {
    tracing_subscriber::fmt()
        // An upgrade changes the database, whoever opens it first.
        .with_env_filter(filter("warn,store::migrate=info"))
        .with_writer(std::io::stderr)
        .with_target(false)
        .without_time()
        .with_ansi(false)
        .init();
}

fn filter(level: &str) -> tracing_subscriber::EnvFilter {
    tracing_subscriber::EnvFilter::try_from_default_env()
        // What the IMAP reader says at these levels are people's letters.
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(format!("{level},async_imap=warn")))
}

/// A mail address as it is kept, for `value_parser`.
pub fn address(text: &str) -> Result<String, String> {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>');
    match looks_like_address(text) {
        true => Ok(text.to_lowercase()),
        false => Err("write it like help@example.org".to_owned()),
    }
}

/// A secret from standard input: its first line. At a terminal it is asked
/// for, and not shown while it is typed.
pub fn secret(what: &str) -> anyhow::Result<String> {
    another_secret(what)?.with_context(|| {
        let what = what.to_lowercase();
        format!("no {what} came on standard input; put it on the first line")
    })
}

/// The next line of standard input; none when it is empty or there is none.
pub fn another_secret(what: &str) -> anyhow::Result<Option<String>> {
    let input = std::io::stdin();
    let reading = || format!("reading a {}", what.to_lowercase());
    let line = match input.is_terminal() {
        true => {
            rpassword::prompt_password(format!("{what} (not shown): ")).with_context(reading)?
        }
        false => {
            let mut line = String::new();
            let read = input.read_line(&mut line);
            read.with_context(|| format!("{} from standard input", reading()))?;
            line
        }
    };
    let secret = line.trim_end_matches(['\r', '\n']);
    Ok(Some(secret.to_owned()).filter(|secret| !secret.is_empty()))
}
