//! Making a backup, while the desk runs.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use anyhow::Context;
use store::copy::{Sum, Table, Walk, line_of};
use store::{Db, Tx};

use super::Refused;
use super::pack::{Blobs, Head, Listed, Manifest, PART_BYTES, Packer};
use super::store::Listing;
use crate::kit::{At, random};

/// What was made.
#[derive(Debug, Clone)]
pub struct Made {
    pub bytes: u64,
    /// SHA-256 of the file.
    pub digest: String,
    pub manifest: Manifest,
}

/// How often it is begun anew when a letter was erased under its hands.
const TRIES: u32 = 3;

/// Writes a backup to `path`: beside it first, synced, then under its name.
/// `key` goes inside when it is given.
///
/// # Errors
/// [`Refused::Exists`] unless `force`; otherwise the disk's or the database's
/// own words. Nothing is left behind.
pub async fn make(
    db: &Db,
    path: &Path,
    key: Option<String>,
    force: bool,
    now: At,
) -> anyhow::Result<Made> {
    if !force && path.exists() {
        return Err(Refused::Exists(path.display().to_string()).into());
    }
    let mut tried = 0;
    loop {
        tried += 1;
        let (to, key) = (path.to_owned(), key.clone());
        let made = db
            .read(move |tx| {
                let unready = Unready::beside(&to)?;
                let (bytes, digest, manifest) = write(tx, &unready, key, now)?;
                unready.become_(&to, force)?;
                Ok::<_, anyhow::Error>(Made {
                    bytes,
                    digest,
                    manifest,
                })
            })
            .await;
        match made {
            Err(error) if error.is::<Gone>() && tried < TRIES => {
                tracing::info!("A letter was erased while a backup was made; it is begun anew");
            }
            made => return made.with_context(|| format!("making the backup {}", path.display())),
        }
    }
}

/// Bytes that a row names are not there: erased since the view was taken, or
/// damaged.
#[derive(Debug, thiserror::Error)]
#[error("the bytes {0} cannot be read: {1}")]
struct Gone(String, String);

fn write(
    tx: &mut Tx<'_>,
    unready: &Unready,
    key: Option<String>,
    now: At,
) -> anyhow::Result<(u64, String, Manifest)> {
    let head = Head::new(tx.schema()?, tx.engine(), now, key.is_some());
    let mut packer = Packer::new(unready.file()?, &head)?;
    let mut manifest = Manifest::default();
    if let Some(key) = key {
        packer.key(&key)?;
        manifest.key = Some(super::pack::digest(key.as_bytes()));
    }
    let tables = tx.tables()?;
    manifest.blobs = bytes(tx, &mut packer)?;
    for table in &tables {
        let listed = match table.is_blobs() {
            // Its lines are made from the bytes themselves when it is read.
            true => rows(tx, table, |_, _| Ok(()))?,
            false => rows(tx, table, |part, lines| {
                Ok(packer.rows(&table.name, part, lines)?)
            })?,
        };
        manifest.tables.insert(table.name.clone(), listed);
    }
    let (bytes, digest) = packer.finish(&manifest)?;
    Ok((bytes, digest, manifest))
}

/// All bytes, in the order of their digests.
fn bytes(tx: &mut Tx<'_>, packer: &mut Packer) -> anyhow::Result<Blobs> {
    let mut blobs = Blobs::default();
    let mut listing = Listing::from_start();
    loop {
        let digests = listing.next(tx)?;
        if digests.is_empty() {
            return Ok(blobs);
        }
        for digest in digests {
            let bytes = tx
                .blob(&digest)
                .map_err(|e| Gone(digest.clone(), e.to_string()))?;
            let bytes = bytes.ok_or_else(|| Gone(digest.clone(), "it is gone".to_owned()))?;
            anyhow::ensure!(
                super::pack::digest(&bytes) == digest,
                "the bytes {digest} are damaged on the disk; `heliotrope doctor` says more"
            );
            packer.blob(&digest, &bytes)?;
            blobs.count += 1;
            blobs.bytes += bytes.len() as u64;
        }
    }
}

/// All rows of a table, handed on in parts of a few mebibytes.
pub fn rows(
    tx: &mut Tx<'_>,
    table: &Table,
    mut part: impl FnMut(u32, &str) -> anyhow::Result<()>,
) -> anyhow::Result<Listed> {
    let (mut walk, mut sum) = (Walk::from_start(), Sum::default());
    let (mut lines, mut n) = (String::new(), 0);
    loop {
        let rows = walk.next(tx, table)?;
        for row in &rows {
            let line = line_of(table, row);
            sum.add(&line);
            lines.push_str(&line);
            lines.push('\n');
        }
        if lines.len() >= PART_BYTES || (rows.is_empty() && !lines.is_empty()) {
            n += 1;
            part(n, &lines)?;
            lines.clear();
        }
        if rows.is_empty() {
            break;
        }
    }
    let counted = sum.counted();
    Ok(Listed {
        rows: counted.rows,
        sha256: counted.digest,
        last: tx.last_number(table)?,
    })
}

/// What a file that is not ready is called: its name, this, and chance.
pub const UNREADY: &str = ".unready-";

/// A file under another name, gone again unless it became what it is to be.
struct Unready(PathBuf);

impl Unready {
    fn beside(path: &Path) -> anyhow::Result<Unready> {
        let name = path.file_name().context("a backup needs a file name")?;
        let mut unready = name.to_owned();
        unready.push(format!("{UNREADY}{}", random::token()));
        Ok(Unready(path.with_file_name(unready)))
    }

    fn file(&self) -> anyhow::Result<File> {
        let mut open = OpenOptions::new();
        open.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
        open.open(&self.0)
            .with_context(|| format!("writing {}", self.0.display()))
    }

    fn become_(self, path: &Path, force: bool) -> anyhow::Result<()> {
        match force {
            true => fs::rename(&self.0, path)?,
            // Unlike a rename, a second name is refused where one stands.
            false => match fs::hard_link(&self.0, path) {
                Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                    return Err(Refused::Exists(path.display().to_string()).into());
                }
                linked => linked?,
            },
        }
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(())
    }
}

impl Drop for Unready {
    fn drop(&mut self) {
        // It may bear its real name by now.
        let _ = fs::remove_file(&self.0);
    }
}
