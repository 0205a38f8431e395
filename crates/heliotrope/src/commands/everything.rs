//! `heliotrope export everything`: the whole desk in open form.

use std::path::PathBuf;
use std::process::ExitCode;

use super::at_hand::{Common, say, say_json};
use crate::backups;

/// Everything in open form, into a folder: rows as JSON lines, letters as .eml,
/// files by their digest. Passwords, sign-ins and links are left out.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  heliotrope export everything ./desk-2026-03-05")]
pub struct Everything {
    #[command(flatten)]
    common: Common,
    /// The folder to be made.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Print the manifest.
    #[arg(long)]
    json: bool,
}

pub fn run(asked: &Everything) -> anyhow::Result<ExitCode> {
    asked.common.at_old_desk(async |desk| {
        let exported = backups::export(&desk.db, &asked.folder, desk.now()).await?;
        match asked.json {
            true => say_json(&exported)?,
            false => say(format_args!(
                "{}: {} tables, {} letters, {} attachments; manifest.json has counts and digests.",
                asked.folder.display(),
                exported.tables.len(),
                exported.letters,
                exported.attachments
            ))?,
        }
        Ok(ExitCode::SUCCESS)
    })
}
