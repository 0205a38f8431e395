//! Everything in open form, in a folder: for whoever leaves, or looks.
//!
//! The same rows as a backup, one file a table, letters as `.eml` and files by
//! their digest. What only lets somebody in stays here: an export is handed to
//! others.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Serialize;
use serde_json::{Map, Value};
use store::copy::{Sum, Table, Walk, line_of};
use store::{Db, Tx};

use super::Refused;
use super::store::{Letters, Listing};
use crate::kit::At;
use crate::kit::keys::Keys;

/// Tables that are not handed on, and why.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("session", "whoever holds one is signed in"),
    ("sign_in_link", "whoever holds one gets in"),
    ("setup_link", "whoever holds one sets the desk up"),
    ("api_token", "whoever holds one gets in"),
    ("case_link", "whoever holds one gets in"),
    (
        "idempotency",
        "answers kept for two days, for repeated requests",
    ),
    ("job", "work of the program itself"),
    ("search_doc", "made of the words of the messages"),
];

/// Columns that are blanked: what opens something, or could be guessed from.
/// Sealed secrets are known by their form, wherever they stand.
const BLANKED: &[&str] = &["password_hash", "token", "token_digest", "form_token"];

/// What stands in `manifest.json`.
#[derive(Debug, Clone, Serialize)]
pub struct Exported {
    pub format: u32,
    pub version: &'static str,
    pub made_at: At,
    pub tables: BTreeMap<String, Listed>,
    pub letters: u64,
    pub attachments: u64,
}

#[derive(Debug, Clone, Serialize)]
pub struct Listed {
    pub rows: u64,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// Writes everything into a folder that is not there yet, as it was at one
/// moment.
///
/// # Errors
/// [`Refused::HoldsData`] for a folder that holds something; otherwise the
/// disk's or the database's own words, and the folder is not there.
pub async fn export(db: &Db, folder: &Path, now: At) -> anyhow::Result<Exported> {
    super::restore::must_be_free(folder)?;
    let parent = folder.parent().filter(|p| !p.as_os_str().is_empty());
    let name = folder
        .file_name()
        .context("an export needs a folder's name")?;
    let beside = tempfile::Builder::new()
        .prefix(&format!(
            "{}{}",
            name.to_string_lossy(),
            super::make::UNREADY
        ))
        .tempdir_in(parent.unwrap_or(Path::new(".")))
        .with_context(|| format!("making a folder beside {}", folder.display()))?;
    let into = beside.path().to_owned();
    let exported = db
        .read(move |tx| write(tx, &into, now))
        .await
        .with_context(|| format!("exporting to {}", folder.display()))?;
    if folder.exists() {
        fs::remove_dir(folder)?;
    }
    fs::rename(beside.path(), folder).map_err(|e| match folder.exists() {
        true => anyhow::Error::new(Refused::HoldsData(folder.display().to_string())),
        false => e.into(),
    })?;
    let _ = beside.keep();
    Ok(exported)
}

fn write(tx: &mut Tx<'_>, folder: &Path, now: At) -> anyhow::Result<Exported> {
    let mut exported = Exported {
        format: super::pack::FORMAT,
        version: env!("CARGO_PKG_VERSION"),
        made_at: now,
        tables: BTreeMap::new(),
        letters: 0,
        attachments: 0,
    };
    fs::create_dir(folder.join("rows"))?;
    for table in tx.tables()? {
        if LEFT_OUT.iter().all(|(name, _)| *name != table.name) {
            let file = folder.join("rows").join(format!("{}.jsonl", table.name));
            exported
                .tables
                .insert(table.name.clone(), rows(tx, &table, &file)?);
        }
    }
    let letter = |digest: &str| {
        shelf(folder, "letters")
            .join(&digest[..2])
            .join(format!("{digest}.eml"))
    };
    let mut letters = Letters::from_start();
    loop {
        let some = letters.next(tx)?;
        if some.is_empty() {
            break;
        }
        for digest in some {
            // The same bytes may have come twice.
            exported.letters += u64::from(bytes(tx, &digest, &letter(&digest))?);
        }
    }
    let mut listing = Listing::from_start();
    loop {
        let some = listing.next(tx)?;
        if some.is_empty() {
            break;
        }
        for digest in some.iter().filter(|digest| !letter(digest).exists()) {
            let file = shelf(folder, "attachments").join(&digest[..2]).join(digest);
            exported.attachments += u64::from(bytes(tx, digest, &file)?);
        }
    }
    let manifest = folder.join("manifest.json");
    fs::write(&manifest, serde_json::to_vec_pretty(&exported)?)?;
    Ok(exported)
}

fn shelf(folder: &Path, name: &str) -> PathBuf {
    folder.join(name)
}

fn rows(tx: &mut Tx<'_>, table: &Table, file: &Path) -> anyhow::Result<Listed> {
    let mut out = BufWriter::new(File::create_new(file)?);
    let (mut walk, mut sum) = (Walk::from_start(), Sum::default());
    loop {
        let rows = walk.next(tx, table)?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let line = blanked(line_of(table, row))?;
            sum.add(&line);
            writeln!(out, "{line}")?;
        }
    }
    out.into_inner().map_err(|e| e.into_error())?.sync_all()?;
    let counted = sum.counted();
    Ok(Listed {
        rows: counted.rows,
        sha256: counted.digest,
    })
}

/// The line without what opens anything.
fn blanked(line: String) -> anyhow::Result<String> {
    // Most rows have nothing of the kind.
    if !line.contains("\"v1.") && BLANKED.iter().all(|column| !line.contains(column)) {
        return Ok(line);
    }
    let mut row: Map<String, Value> = serde_json::from_str(&line)?;
    for (column, value) in &mut row {
        let secret =
            BLANKED.contains(&column.as_str()) || value.as_str().is_some_and(Keys::is_sealed);
        if secret {
            *value = Value::Null;
        }
    }
    Ok(Value::Object(row).to_string())
}

/// Writes bytes under their name; false when they are there already.
fn bytes(tx: &mut Tx<'_>, digest: &str, file: &Path) -> anyhow::Result<bool> {
    if file.exists() {
        return Ok(false);
    }
    let bytes = tx.blob(digest)?;
    let bytes = bytes.with_context(|| format!("the bytes {digest} are gone"))?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, bytes).with_context(|| format!("writing {}", file.display()))?;
    Ok(true)
}
