//! `heliotrope move`: the whole desk from one engine to the other.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use serde_json::json;

use super::at_hand::{Common, no_desk, outside_a_desk, say, say_json};
use crate::app::{self, MIGRATIONS};
use crate::backups::{self, Moved};
use crate::kit::config::Config;

/// Move the whole desk to another database, SQLite or PostgreSQL. Stop `serve`
/// first; when it is interrupted, the same command goes on where it stopped.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope move --to postgres://desk@localhost/desk\n  \
                  heliotrope move --database postgres://desk@localhost/desk --to sqlite:/var/lib/heliotrope/heliotrope.db\n  \
                  heliotrope move --back"
)]
pub struct Move {
    #[command(flatten)]
    common: Common,
    /// Where to: an empty database, or a file that is not there yet.
    #[arg(long, value_name = "URL", required_unless_present = "back")]
    to: Option<String>,
    /// The data folder there (SQLite); otherwise the folder of the file.
    #[arg(long, value_name = "DIR")]
    to_data: Option<PathBuf>,
    /// Take a desk that was left into use again.
    #[arg(long, conflicts_with_all = ["to", "to_data"])]
    back: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

pub fn run(asked: &Move) -> anyhow::Result<ExitCode> {
    let config = asked.common.config()?;
    no_desk(&config)?;
    // Held to the end: no `serve` begins meanwhile.
    let _alone = app::alone(&config)?;
    let Some(to) = &asked.to else {
        let place = outside_a_desk(backups::back(&config.database, &config.data, MIGRATIONS))?;
        say(format_args!(
            "This desk is in use again. What is at {place} stays as it is."
        ))?;
        return Ok(ExitCode::SUCCESS);
    };
    let (to, to_data) = destination(to, asked.to_data.as_deref(), &config)?;
    let moved = outside_a_desk(backups::moving(
        &backups::Move {
            from: &config.database,
            from_data: &config.data,
            to: &to,
            to_data: &to_data,
            migrations: MIGRATIONS,
        },
        |line| {
            if std::io::stderr().is_terminal() {
                eprintln!("{line}");
            }
        },
    ))
    .context("moving the desk")?;
    let key = bring_key(&config, &to, &to_data)?;
    tell(asked, &moved, &key)?;
    Ok(ExitCode::SUCCESS)
}

/// The address as the store takes it, and the data folder that goes with it.
fn destination(
    to: &str,
    data: Option<&Path>,
    config: &Config,
) -> anyhow::Result<(String, PathBuf)> {
    let to = Config::database_url(to).map_err(|why| anyhow::anyhow!("--to {to}: {why}"))?;
    let beside = to
        .strip_prefix("sqlite:")
        .and_then(|path| Path::new(path).parent());
    let data = match (data, beside) {
        (Some(data), _) => std::path::absolute(data)?,
        (None, Some(folder)) => folder.to_owned(),
        (None, None) => config.data.clone(),
    };
    Ok((to, data))
}

/// The key that opens passwords goes along, where it can; what is to be done
/// where it cannot.
fn bring_key(config: &Config, to: &str, to_data: &Path) -> anyhow::Result<String> {
    if !to.starts_with("sqlite:") {
        return Ok(match config.key_is_configured() {
            true => "Its key is configured already.".to_owned(),
            false => format!(
                "Its key is asked for there: start with HELIOTROPE_KEY_FILE={}",
                config.key_file().display()
            ),
        });
    }
    let list = config.data.join(backups::rules::ERASURES);
    let there = to_data.join(backups::rules::ERASURES);
    if list.exists() && !there.exists() {
        std::fs::copy(&list, &there).with_context(|| format!("writing {}", there.display()))?;
    }
    let file = to_data.join("key");
    if file.exists() {
        return Ok(format!("Its key is {}.", file.display()));
    }
    config.keys()?.save(&file)?;
    Ok(format!("Its key went along, into {}.", file.display()))
}

fn tell(asked: &Move, moved: &Moved, key: &str) -> anyhow::Result<()> {
    let rows = |table: &str| moved.tables.get(table).map_or(0, |t| t.rows);
    if asked.json {
        let tables = moved.tables.iter();
        let tables: serde_json::Map<String, serde_json::Value> = tables
            .map(|(name, t)| (name.clone(), json!({ "rows": t.rows, "sha256": t.digest })))
            .collect();
        return say_json(&json!({ "to": moved.to, "resumed": moved.resumed, "tables": tables }));
    }
    say(format_args!(
        "Moved to {}: {} cases, {} messages, {} letters and files; every table counted and compared.",
        moved.to,
        rows("cases"),
        rows("message"),
        rows("blob")
    ))?;
    eprintln!(
        "{key}\nSay database.url there from now on. This desk is left: nothing opens it until `heliotrope move --back`."
    );
    Ok(())
}
