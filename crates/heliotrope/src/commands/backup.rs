//! `heliotrope backup`: everything in one file, while the desk runs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use serde_json::json;

use super::at_hand::{Common, say, say_json};
use crate::app::MIGRATIONS;
use crate::backups::{self, Made};
use crate::kit::At;
use crate::web::Desk;

/// Put everything into one file, also while `serve` runs: rows, letters, files.
/// It is read back before this ends.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope backup desk.tar.zst\n  heliotrope backup /mnt/other/desk.tar.zst --data /var/lib/heliotrope --json"
)]
pub struct Backup {
    #[command(flatten)]
    common: Common,
    /// The file to be written.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Put the key that opens the passwords of mailboxes inside too. Then the
    /// file is as secret as they are.
    #[arg(long)]
    with_key: bool,
    /// Write over a file of that name.
    #[arg(long)]
    force: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

pub fn run(backup: &Backup) -> anyhow::Result<ExitCode> {
    backup.common.at_old_desk(async |desk| {
        let began = desk.now();
        let made = make(desk, backup).await?;
        let folder = backup.file.parent().filter(|p| !p.as_os_str().is_empty());
        let checked = backups::check(&backup.file, MIGRATIONS, folder.or(Some(Path::new(".")))).await;
        checked.context("the backup was written, but reading it back failed")?;
        note(desk, &backup.file, &made, began).await?;
        let rows = |table: &str| made.manifest.tables.get(table).map_or(0, |t| t.rows);
        if backup.json {
            say_json(&json!({
                "file": backup.file, "bytes": made.bytes, "sha256": made.digest, "verified": true,
                "with_key": backup.with_key, "cases": rows("cases"), "messages": rows("message"),
                "blobs": made.manifest.blobs.count,
            }))?;
        } else {
            say(format_args!(
                "{}: {} cases, {} messages, {} letters and files, read back whole.",
                backup.file.display(),
                rows("cases"),
                rows("message"),
                made.manifest.blobs.count
            ))?;
            if !backup.with_key {
                eprintln!("The key is not inside: after a restore the passwords of mailboxes are entered again, unless the key is there.");
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn make(desk: &Desk, backup: &Backup) -> anyhow::Result<Made> {
    let key = backup.with_key.then(|| desk.keys.to_text());
    backups::make(&desk.db, &backup.file, key, backup.force, desk.now()).await
}

/// Writes it down, so that the doctor knows of it.
async fn note(desk: &Desk, file: &Path, made: &Made, began: At) -> anyhow::Result<()> {
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let (bytes, digest, now) = (made.bytes, made.digest.clone(), desk.now());
    desk.db
        .write(move |tx| {
            let id = backups::store::begin(tx, "command", &name, began)?;
            backups::store::succeed(tx, id, bytes, &digest, true, now)
        })
        .await
        .context("writing down that a backup was made")
}
