//! `heliotrope config show`: every setting with its value, secrets masked.

use std::process::ExitCode;

use clap::Subcommand;

use super::at_hand::{Common, say, say_json};

/// See how the desk is configured.
#[derive(clap::Args)]
#[command(arg_required_else_help = false)]
pub struct ConfigCommand {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    Show(Show),
}

/// Print every setting; secrets are masked.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  heliotrope config show --origin")]
struct Show {
    #[command(flatten)]
    common: Common,
    /// Say where each value came from.
    #[arg(long)]
    origin: bool,
    /// Print one JSON object a line: {"key","value","origin"}.
    #[arg(long)]
    json: bool,
}

pub fn run(command: &ConfigCommand) -> anyhow::Result<ExitCode> {
    let Deed::Show(show) = &command.deed;
    let config = show.common.config()?;
    for one in config.shown() {
        if show.json {
            say_json(one)?;
            continue;
        }
        let value = one.value.as_deref().unwrap_or("(not set)");
        match show.origin {
            true => say(format_args!("{:<22} {value:<32} {}", one.key, one.origin))?,
            false => say(format_args!("{:<22} {value}", one.key))?,
        }
    }
    Ok(ExitCode::SUCCESS)
}
