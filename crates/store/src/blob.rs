//! Bytes kept once, by their digest, for as long as somebody needs them.
//!
//! Digest and compression happen before the transaction. What is larger than
//! 256 KiB would hold up everyone's commit: on SQLite it is a file that is on
//! the disk before the transaction begins, on PostgreSQL it goes as chunks.
//! A file belongs to one preparation, so nothing is shared that could be
//! deleted under somebody's hands.

use std::cell::RefCell;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use zstd::bulk::Compressor;

use crate::{Db, Engine, Error, Tx, args, sql};

const SMALL: usize = 256 * 1024;
/// What is made ready at once: handing it to another thread would take longer.
const QUICK: usize = 16 * 1024;
/// A file without a row is left by a process that died before its commit, or
/// belongs to one that is just about to commit: a day tells them apart.
const ORPHAN_AGE: Duration = Duration::from_secs(24 * 3600);

/// Bytes ready to be kept by [`Tx::keep`]. Clones share them.
#[derive(Clone)]
pub struct PreparedBlob {
    digest: String,
    size: usize,
    stored: usize,
    packed: bool,
    place: Place,
}

#[derive(Clone)]
enum Place {
    Memory(Arc<Vec<u8>>),
    File(Arc<BlobFile>),
}

/// A file that goes again unless a commit has made it part of the data.
pub(crate) struct BlobFile {
    path: PathBuf,
    name: String,
    kept: AtomicBool,
}

impl Drop for BlobFile {
    fn drop(&mut self) {
        if !self.kept.load(Ordering::Acquire) {
            remove(&self.path);
        }
    }
}

/// What a transaction does to files once it is committed.
#[derive(Default)]
pub(crate) struct Files {
    kept: Vec<Arc<BlobFile>>,
    dropped: Vec<PathBuf>,
}

impl Files {
    pub fn settle(self) {
        for file in self.kept {
            file.kept.store(true, Ordering::Release);
        }
        self.dropped.iter().for_each(|path| remove(path));
    }

    pub fn mark(&self) -> (usize, usize) {
        (self.kept.len(), self.dropped.len())
    }

    pub fn back_to(&mut self, (kept, dropped): (usize, usize)) {
        self.kept.truncate(kept);
        self.dropped.truncate(dropped);
    }
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_file(path) {
        tracing::warn!(%error, file = %path.display(), "Could not delete a blob that nobody needs");
    }
}

/// A stable number for a name, such as an advisory lock wants.
pub(crate) fn hash(bytes: &[u8]) -> i64 {
    let digest = Sha256::digest(bytes);
    digest[..8].iter().fold(0, |n, b| (n << 8) | i64::from(*b))
}

impl PreparedBlob {
    /// SHA-256 of the bytes, in lower case hex.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// How many bytes there are, before compression.
    pub fn size(&self) -> usize {
        self.size
    }
}

impl Db {
    /// Makes bytes ready to be kept: digest, compression and, for more than
    /// 256 KiB on SQLite, a file that is safe on the disk.
    pub async fn prepare_blob(&self, bytes: Vec<u8>) -> Result<PreparedBlob, Error> {
        if bytes.len() <= QUICK {
            return prepare(bytes, None);
        }
        let files = (self.engine() == Engine::Sqlite).then(|| self.shared.blobs.clone());
        let work = tokio::task::spawn_blocking(move || prepare(bytes, files.as_deref()));
        work.await
            .unwrap_or_else(|gone| Err(Error::data(gone.to_string())))
    }
}

fn prepare(bytes: Vec<u8>, files: Option<&Path>) -> Result<PreparedBlob, Error> {
    let digest = HEXLOWER.encode(&Sha256::digest(&bytes));
    let size = bytes.len();
    let packed = pack(&bytes).map_err(|e| Error::data(format!("compressing {size} bytes: {e}")))?;
    let (bytes, packed) = if packed.len() < size {
        (packed, true)
    } else {
        (bytes, false)
    };
    let stored = bytes.len();
    let place = match files {
        Some(folder) if stored > SMALL => Place::File(Arc::new(write(folder, &digest, &bytes)?)),
        _ => Place::Memory(Arc::new(bytes)),
    };
    Ok(PreparedBlob {
        digest,
        size,
        stored,
        packed,
        place,
    })
}

/// Compresses. What zstd needs for it is kept for the next small piece: making
/// it takes longer than such a piece does.
fn pack(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    thread_local! {
        static PACKER: RefCell<Compressor<'static>> = RefCell::default();
    }
    if bytes.len() > QUICK {
        return zstd::bulk::compress(bytes, zstd::DEFAULT_COMPRESSION_LEVEL);
    }
    PACKER.with_borrow_mut(|packer| packer.compress(bytes))
}

/// Writes a file that nobody else has, and syncs it with its folders.
fn write(folder: &Path, digest: &str, bytes: &[u8]) -> Result<BlobFile, Error> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let below = folder.join(&digest[..2]);
    std::fs::create_dir_all(&below).map_err(|e| Error::io("creating", &below, e))?;
    let name = format!(
        "{}/{digest}-{:x}-{:x}-{:x}",
        &digest[..2],
        std::process::id(),
        crate::migrate::now(),
        COUNT.fetch_add(1, Ordering::Relaxed),
    );
    let path = folder.join(&name);
    let file = BlobFile {
        path: path.clone(),
        name,
        kept: AtomicBool::new(false),
    };
    let written = || {
        let mut open = std::fs::OpenOptions::new();
        open.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
        let mut to = open.open(&path)?;
        to.write_all(bytes)?;
        to.sync_all()?;
        // The names in the folders must survive a power cut as well.
        for folder in [Some(below.as_path()), Some(folder), folder.parent()]
            .into_iter()
            .flatten()
        {
            std::fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    };
    written().map_err(|e| Error::io("writing", &path, e))?;
    Ok(file)
}

impl Tx<'_> {
    /// Keeps the bytes for `owner`, such as `"message"` and its id.
    pub fn keep(&mut self, blob: &PreparedBlob, owner: &str, owner_id: i64) -> Result<(), Error> {
        self.keep_bytes(blob)?;
        self.execute(
            sql!(
                "INSERT INTO blob_use (owner, owner_id, digest) VALUES ($1, $2, $3)
                 ON CONFLICT (owner, owner_id, digest) DO NOTHING"
            ),
            args![owner, owner_id, &blob.digest],
        )?;
        Ok(())
    }

    /// Keeps the bytes for nobody yet: the uses of a copy are rows that come
    /// with it.
    pub fn keep_bytes(&mut self, blob: &PreparedBlob) -> Result<(), Error> {
        let (bytes, file) = match &blob.place {
            Place::Memory(bytes) if blob.stored <= SMALL => (Some(bytes.as_slice()), None),
            Place::Memory(_) => (None, None),
            Place::File(file) => (None, Some(file)),
        };
        let new = self.execute(
            sql!(
                "INSERT INTO blob (digest, size, stored, packed, bytes, file)
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (digest) DO NOTHING"
            ),
            args![
                &blob.digest,
                blob.size as i64,
                blob.stored as i64,
                blob.packed,
                bytes,
                file.map(|f| &f.name)
            ],
        )? > 0;
        match &blob.place {
            Place::File(file) if new => {
                // Kept before and erased since: the bytes are gone with it.
                if !file.path.exists() {
                    let digest = &blob.digest;
                    return Err(Error::data(format!(
                        "blob {digest} was erased; prepare it again"
                    )));
                }
                self.after.files.kept.push(file.clone());
            }
            Place::Memory(bytes) if new && blob.stored > SMALL => {
                for (n, chunk) in bytes.chunks(SMALL).enumerate() {
                    self.execute(
                        sql!("INSERT INTO blob_chunk (digest, n, bytes) VALUES ($1, $2, $3)"),
                        args![&blob.digest, n as i64, chunk],
                    )?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The bytes, as they were given to `prepare_blob`.
    pub fn blob(&mut self, digest: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(row) = self.one(
            sql!("SELECT size, packed, bytes, file FROM blob WHERE digest = $1"),
            args![digest],
        )?
        else {
            return Ok(None);
        };
        let (size, packed): (i64, bool) = (row.get(0)?, row.get(1)?);
        let (bytes, file): (Option<Vec<u8>>, Option<String>) = (row.get(2)?, row.get(3)?);
        let stored = match (bytes, file) {
            (Some(bytes), _) => bytes,
            (None, Some(name)) => {
                let path = self.shared.blobs.join(name);
                std::fs::read(&path).map_err(|e| Error::io("reading", &path, e))?
            }
            (None, None) => {
                let chunks = self.query(
                    sql!("SELECT bytes FROM blob_chunk WHERE digest = $1 ORDER BY n"),
                    args![digest],
                )?;
                let chunks: Result<Vec<Vec<u8>>, Error> = chunks.iter().map(|c| c.get(0)).collect();
                chunks?.concat()
            }
        };
        if !packed {
            return Ok(Some(stored));
        }
        let size = usize::try_from(size).map_err(|_| Error::data("a blob of negative size"))?;
        let bytes = zstd::bulk::decompress(&stored, size)
            .map_err(|e| Error::data(format!("unpacking blob {digest}: {e}")))?;
        Ok(Some(bytes))
    }

    /// `owner` needs its blobs no more; each goes with its last use.
    pub fn drop_uses(&mut self, owner: &str, owner_id: i64) -> Result<(), Error> {
        let uses = self.query(
            sql!("DELETE FROM blob_use WHERE owner = $1 AND owner_id = $2 RETURNING digest"),
            args![owner, owner_id],
        )?;
        for used in uses {
            let gone = self.one(
                sql!(
                    "DELETE FROM blob WHERE digest = $1
                     AND NOT EXISTS (SELECT 1 FROM blob_use WHERE digest = $1) RETURNING file"
                ),
                args![used.get::<String>(0)?],
            )?;
            if let Some(name) = gone
                .map(|row| row.get::<Option<String>>(0))
                .transpose()?
                .flatten()
            {
                self.after.files.dropped.push(self.shared.blobs.join(name));
            }
        }
        Ok(())
    }
}

impl Tx<'_> {
    /// The files of all blobs go with the commit.
    pub(crate) fn drop_all_files(&mut self) -> Result<(), Error> {
        let rows = self.query(
            sql!("SELECT file FROM blob WHERE file IS NOT NULL"),
            args![],
        )?;
        for row in rows {
            let name: String = row.get(0)?;
            self.after.files.dropped.push(self.shared.blobs.join(name));
        }
        Ok(())
    }
}

/// Deletes files that no row knows, left by a process that died long ago.
pub(crate) fn sweep(conn: &rusqlite::Connection, folder: &Path) -> Result<(), Error> {
    let mut known = conn
        .prepare("SELECT 1 FROM blob WHERE file = ?1 AND digest = ?2")
        .map_err(Error::sqlite)?;
    let Ok(shelves) = std::fs::read_dir(folder) else {
        return Ok(()); // no large blob yet
    };
    for shelf in shelves.flatten() {
        let Ok(files) = std::fs::read_dir(shelf.path()) else {
            continue;
        };
        for file in files.flatten() {
            let (shelf, name) = (shelf.file_name(), file.file_name());
            let (Some(shelf), Some(name)) = (shelf.to_str(), name.to_str()) else {
                continue;
            };
            let (Some(digest), Ok(meta)) = (name.split('-').next(), file.metadata()) else {
                continue;
            };
            let age = meta
                .modified()
                .map(|at| SystemTime::now().duration_since(at));
            let old = matches!(age, Ok(Ok(age)) if age > ORPHAN_AGE);
            let ours = digest.len() == 64 && digest.starts_with(shelf);
            let params = [&format!("{shelf}/{name}"), digest];
            if old && ours && !known.exists(params).map_err(Error::sqlite)? {
                remove(&file.path());
            }
        }
    }
    Ok(())
}

/// Blobs that are not whole, and uses of none.
pub(crate) async fn check(db: &Db) -> Result<Vec<String>, Error> {
    db.read(|tx| {
        let mut found = Vec::new();
        let rows = tx.query(
            sql!(
                "SELECT b.digest, b.stored, b.file, length(b.bytes),
                        (SELECT CAST(sum(length(c.bytes)) AS BIGINT) FROM blob_chunk c
                         WHERE c.digest = b.digest)
                 FROM blob b"
            ),
            args![],
        )?;
        for row in rows {
            let (digest, stored): (String, i64) = (row.get(0)?, row.get(1)?);
            let there = match row.get::<Option<String>>(2)? {
                Some(name) => {
                    let meta = std::fs::metadata(tx.shared.blobs.join(name));
                    meta.ok().and_then(|m| i64::try_from(m.len()).ok())
                }
                None => row.get::<Option<i64>>(3)?.or(row.get(4)?),
            };
            if there != Some(stored) {
                let there = there.unwrap_or(0);
                found.push(format!("blob {digest} has {there} of its {stored} bytes"));
            }
        }
        let rows = tx.query(
            sql!(
                "SELECT digest FROM blob b
                 WHERE NOT EXISTS (SELECT 1 FROM blob_use u WHERE u.digest = b.digest)"
            ),
            args![],
        )?;
        for row in rows {
            found.push(format!("blob {} is kept for nobody", row.get::<String>(0)?));
        }
        Ok(found)
    })
    .await
}
