//! `heliotrope export`: all we hold on somebody, for them, or all there is.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use serde_json::json;

use super::at_hand::{Common, say, say_json, spoken};
use super::{erase, everything};
use crate::erasure::deeds;
use crate::team::By;

/// Write what the desk holds into a file.
#[derive(clap::Args)]
#[command(arg_required_else_help = false)]
pub struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Person(Person),
    Everything(everything::Everything),
}

/// All we hold on one person, as an archive they can read: a page, the same as
/// JSON, and their files.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  heliotrope export person ines@example.org --out ines.zip")]
struct Person {
    /// An address of theirs, or their number.
    #[arg(value_name = "ADDR|ID")]
    who: String,
    #[command(flatten)]
    common: Common,
    /// The archive to write; a file that is there already is left alone.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print {"person","file"}.
    #[arg(long)]
    json: bool,
}

pub fn run(export: &Export) -> anyhow::Result<ExitCode> {
    match &export.what {
        What::Person(asked) => person(asked),
        What::Everything(asked) => everything::run(asked),
    }
}

fn person(asked: &Person) -> anyhow::Result<ExitCode> {
    asked.common.at_old_desk(async |desk| {
        let person = erase::find(desk, &asked.who).await?;
        let place = asked.out.display();
        let mut open = std::fs::OpenOptions::new();
        open.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
        let file = open
            .open(&asked.out)
            .with_context(|| format!("making {place}"))?;
        let written = deeds::export(desk, person, By::Command.to_string(), file).await;
        if let Err(failed) = written {
            // Half an archive helps nobody.
            let _ = std::fs::remove_file(&asked.out);
            return Err(spoken(failed));
        }
        match asked.json {
            true => say_json(&json!({ "person": person, "file": asked.out }))?,
            false => say(format_args!(
                "All we hold on person {person} is in {place}."
            ))?,
        }
        Ok(ExitCode::SUCCESS)
    })
}
