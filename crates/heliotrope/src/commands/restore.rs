//! `heliotrope restore`: a backup brought back, where nothing is.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, ensure};
use serde_json::json;

use super::at_hand::{Common, outside_a_desk, say, say_json};
use crate::app::MIGRATIONS;
use crate::backups::{self, Restored};
use crate::erasure::rules::Entry;
use crate::kit::Clock;
use crate::kit::keys::Keys;
use crate::web::Desk;
use crate::{erasure, team};

/// Bring a backup back into a folder that is empty or not there yet. Letters
/// that waited to leave are paused until somebody says that they may.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope restore desk.tar.zst --data /var/lib/heliotrope\n  \
                  heliotrope restore desk.tar.zst --data ./desk --database postgres://desk@localhost/desk"
)]
pub struct Restore {
    #[command(flatten)]
    common: Common,
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The file `erasures` of the data folder that was served last. Without it
    /// those beside the backup and in the folder above are looked for.
    #[arg(long, value_name = "FILE")]
    erasures: Vec<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

pub fn run(restore: &Restore) -> anyhow::Result<ExitCode> {
    let config = restore.common.config()?;
    let postgres = config.is_postgres().then_some(config.database.as_str());
    let own = format!("sqlite:{}", config.data.join("heliotrope.db").display());
    ensure!(
        postgres.is_some() || config.database == own,
        "a restore puts the database into the data folder; leave database.url away, or name a PostgreSQL"
    );
    let keys = match config.key_is_configured() {
        true => Some(config.keys()?),
        false => None,
    };
    let asked = backups::Restore {
        file: &restore.file,
        data: &config.data,
        postgres,
        keys,
        migrations: MIGRATIONS,
        now: Clock::system().now(),
    };
    let entries = entries(restore, &config.data)?;
    let erased = Cell::new(0);
    let restored = outside_a_desk(backups::restore(&asked, async |db, data| {
        let mut config = config.clone();
        config.data = data.to_owned();
        let desk = Desk::new(
            db.clone(),
            Clock::system(),
            config,
            Keys::random(),
            team::recognise,
        );
        erased.set(erasure::deeds::apply_again(&desk, &entries).await?);
        Ok(())
    }))
    .with_context(|| format!("bringing back {}", restore.file.display()))?;
    tell(restore, &restored, erased.get(), &config.data)?;
    Ok(ExitCode::SUCCESS)
}

/// Who was erased since the backup was made, from every list there is.
fn entries(restore: &Restore, data: &Path) -> anyhow::Result<Vec<Entry>> {
    let file = std::path::absolute(&restore.file)?;
    let folders = file.ancestors().skip(1).take(2).chain([data]);
    let near = folders.map(|folder| folder.join(backups::rules::ERASURES));
    let near = near.filter(|list| list.exists());
    for named in &restore.erasures {
        ensure!(named.exists(), "there is no list at {}", named.display());
    }
    let mut entries: Vec<Entry> = Vec::new();
    for list in restore.erasures.iter().cloned().chain(near) {
        for entry in erasure::deeds::read_list(&list)? {
            if entries.iter().all(|known| known.token != entry.token) {
                entries.push(entry);
            }
        }
    }
    Ok(entries)
}

fn tell(restore: &Restore, restored: &Restored, erased: usize, data: &Path) -> anyhow::Result<()> {
    let rows = |table: &str| restored.manifest.tables.get(table).map_or(0, |t| t.rows);
    if restore.json {
        return say_json(&json!({
            "data": data, "made_at": restored.head.made_at, "version": restored.head.version,
            "schema": restored.head.schema,
            "cases": rows("cases"), "messages": rows("message"),
            "blobs": restored.manifest.blobs.count, "paused": restored.paused, "erased_again": erased,
            "enter_again": restored.enter_again,
        }));
    }
    say(format_args!(
        "Brought back as it was at {}: {} cases, {} messages, {} letters and files.",
        restored.head.made_at,
        rows("cases"),
        rows("message"),
        restored.manifest.blobs.count
    ))?;
    let newest = MIGRATIONS.last().map_or(0, |m| m.number);
    if restored.head.schema < newest {
        say(format_args!(
            "It is of an older version and was brought up to date: its schema was {}, and is {newest} now.",
            restored.head.schema
        ))?;
    }
    if restored.paused > 0 {
        let letters = match restored.paused {
            1 => "1 letter that waited to leave then and may have left since is".to_owned(),
            n => format!("{n} letters that waited to leave then and may have left since are"),
        };
        say(format_args!(
            "{letters} paused: the page /paused asks what becomes of each."
        ))?;
    }
    if erased > 0 {
        say(format_args!(
            "{erased} persons were erased since, and are erased here too."
        ))?;
    }
    for secret in &restored.enter_again {
        say(format_args!("Enter again, its key is not here: {secret}"))?;
    }
    Ok(())
}
