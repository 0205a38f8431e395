//! The file of a backup: written front to back, read front to back.
//!
//! `format.json` comes first, so that a newer one is refused before anything
//! else is read; `manifest.json` last, so that a file without it is half
//! written. Between them bytes by their digest, then rows in parts of a few
//! mebibytes. docs/export.md describes it for the world.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use anyhow::Context;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::copy::Sum;

use super::Refused;

pub const FORMAT: u32 = 1;
const WHAT: &str = "a backup of Heliotrope";
/// Nothing we write comes near it: an altered length asks for no memory.
const LARGEST: u64 = 1 << 30;
/// How much of a table goes into one entry.
pub const PART_BYTES: usize = 4 << 20;

/// What stands in `format.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Head {
    what: String,
    pub format: u32,
    /// Of the program that made it.
    pub version: String,
    /// The highest migration.
    pub schema: u32,
    pub engine: String,
    /// RFC 3339.
    pub made_at: String,
    /// Whether the key that seals passwords is inside.
    pub with_key: bool,
}

impl Head {
    pub fn new(schema: u32, engine: store::Engine, now: crate::kit::At, with_key: bool) -> Head {
        Head {
            what: WHAT.to_owned(),
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            schema,
            engine: format!("{engine:?}").to_lowercase(),
            made_at: now.to_string(),
            with_key,
        }
    }
}

/// What stands in `manifest.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub tables: BTreeMap<String, Listed>,
    pub blobs: Blobs,
    /// SHA-256 of the key, when it is inside.
    pub key: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub rows: u64,
    /// SHA-256 over all its lines.
    pub sha256: String,
    /// The last number it gave to a row, where rows are numbered.
    pub last: Option<i64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blobs {
    pub count: u64,
    pub bytes: u64,
}

pub fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The line that stands for bytes in the list of them, as the store writes it.
pub fn blob_line(digest: &str, size: usize) -> String {
    format!("{{\"digest\":\"{digest}\",\"size\":{size}}}")
}

/// A file being written, with the digest of what was written.
pub struct Summing<W> {
    inner: W,
    sum: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.sum.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Writes a backup.
pub struct Packer {
    tar: tar::Builder<zstd::Encoder<'static, Summing<File>>>,
}

impl Packer {
    pub fn new(file: File, head: &Head) -> anyhow::Result<Packer> {
        let summing = Summing {
            inner: file,
            sum: Sha256::new(),
            bytes: 0,
        };
        let mut zstd = zstd::Encoder::new(summing, 3)?;
        zstd.include_checksum(true)?;
        let mut packer = Packer {
            tar: tar::Builder::new(zstd),
        };
        packer.add("format.json", &serde_json::to_vec_pretty(head)?)?;
        Ok(packer)
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        self.tar.append_data(&mut header, name, bytes)
    }

    pub fn blob(&mut self, digest: &str, bytes: &[u8]) -> io::Result<()> {
        self.add(&format!("blobs/{}/{digest}", &digest[..2]), bytes)
    }

    pub fn rows(&mut self, table: &str, part: u32, lines: &str) -> io::Result<()> {
        self.add(&format!("rows/{table}.{part:06}.jsonl"), lines.as_bytes())
    }

    pub fn key(&mut self, key: &str) -> io::Result<()> {
        self.add("key", key.as_bytes())
    }

    /// Ends the file with its manifest and syncs it. Its size and its digest.
    pub fn finish(mut self, manifest: &Manifest) -> anyhow::Result<(u64, String)> {
        self.add("manifest.json", &serde_json::to_vec_pretty(manifest)?)?;
        let done = self.tar.into_inner()?.finish()?;
        done.inner.sync_all()?;
        Ok((done.bytes, HEXLOWER.encode(&done.sum.finalize())))
    }
}

/// One piece of a backup, its digest already seen to.
pub enum Piece {
    Blob { digest: String, bytes: Vec<u8> },
    Rows { table: String, lines: String },
    Key(String),
}

/// Reads a backup from front to back and checks everything that can be checked
/// without a database. `take` gets each piece; what it does counts only once
/// this has returned.
///
/// # Errors
/// [`Refused`], or what `take` says.
pub fn read(
    path: &Path,
    known: u32,
    mut take: impl FnMut(Piece) -> anyhow::Result<()>,
) -> anyhow::Result<(Head, Manifest)> {
    let file = path.display().to_string();
    let opened = File::open(path).with_context(|| format!("opening {file}"))?;
    let not_ours = |why: String| Refused::NoBackup {
        file: file.clone(),
        why,
    };
    let cut = |e: io::Error| Refused::NotWhole {
        file: file.clone(),
        why: e.to_string(),
    };
    let altered = |why: String| Refused::Altered {
        file: file.clone(),
        why,
    };
    let zstd = zstd::Decoder::new(opened).map_err(|e| not_ours(e.to_string()))?;
    let mut tar = tar::Archive::new(zstd);
    let mut head: Option<Head> = None;
    let mut manifest: Option<Manifest> = None;
    let mut seen = Seen::default();
    for entry in tar.entries().map_err(cut)? {
        let mut entry = entry.map_err(|e| unreadable(&file, head.is_some(), e))?;
        let name = entry.path().map_err(cut)?.display().to_string();
        if manifest.is_some() {
            return Err(altered(format!("{name} stands after its manifest")).into());
        }
        if entry.size() > LARGEST {
            return Err(altered(format!("{name} claims {} bytes", entry.size())).into());
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(cut)?;
        if (bytes.len() as u64) < entry.size() {
            return Err(cut(io::Error::other(format!("it ends within {name}"))).into());
        }
        if head.is_none() {
            head = Some(head_of(&name, &bytes, known, &file)?);
            continue;
        }
        if name == "manifest.json" {
            manifest = Some(serde_json::from_slice(&bytes).map_err(|e| altered(e.to_string()))?);
            continue;
        }
        let piece = piece(&name, bytes).map_err(altered)?;
        seen.add(&piece).map_err(altered)?;
        take(piece)?;
    }
    // To the very end: the last bytes are a checksum of all before.
    io::copy(&mut tar.into_inner(), &mut io::sink()).map_err(cut)?;
    let Some(head) = head else {
        return Err(not_ours("it is empty".to_owned()).into());
    };
    let Some(manifest) = manifest else {
        return Err(cut(io::Error::other("its end is missing")).into());
    };
    seen.agrees(&manifest).map_err(altered)?;
    Ok((head, manifest))
}

/// A file that cannot be read on: it is cut off, or was never ours.
fn unreadable(file: &str, begun: bool, error: io::Error) -> Refused {
    let (file, why) = (file.to_owned(), error.to_string());
    match begun || error.kind() == io::ErrorKind::UnexpectedEof {
        true => Refused::NotWhole { file, why },
        false => Refused::NoBackup { file, why },
    }
}

/// Only what stands at its beginning.
///
/// # Errors
/// [`Refused`] for what cannot be a backup, or not for this version.
pub fn head(path: &Path, known: u32) -> anyhow::Result<Head> {
    let file = path.display().to_string();
    let opened = File::open(path).with_context(|| format!("opening {file}"))?;
    let not_ours = |e: io::Error| unreadable(&file, false, e);
    let mut tar = tar::Archive::new(zstd::Decoder::new(opened).map_err(not_ours)?);
    let first = tar.entries().map_err(not_ours)?.next();
    let mut first = first
        .unwrap_or_else(|| Err(io::Error::other("it is empty")))
        .map_err(not_ours)?;
    let name = first.path().map_err(not_ours)?.display().to_string();
    let mut bytes = Vec::new();
    (&mut first)
        .take(1 << 20)
        .read_to_end(&mut bytes)
        .map_err(not_ours)?;
    Ok(head_of(&name, &bytes, known, &file)?)
}

fn head_of(name: &str, bytes: &[u8], known: u32, file: &str) -> Result<Head, Refused> {
    let not_ours = |why: String| Refused::NoBackup {
        file: file.to_owned(),
        why,
    };
    if name != "format.json" {
        return Err(not_ours(format!("it begins with {name}")));
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|e| not_ours(e.to_string()))?;
    if head.what != WHAT {
        return Err(not_ours(format!("it says that it is {:?}", head.what)));
    }
    if head.format > FORMAT || head.schema > known {
        return Err(Refused::Newer {
            file: file.to_owned(),
            version: head.version,
            found: head.schema,
            known,
        });
    }
    Ok(head)
}

fn piece(name: &str, bytes: Vec<u8>) -> Result<Piece, String> {
    let text = |bytes| String::from_utf8(bytes).map_err(|_| format!("{name} is no text"));
    if name == "key" {
        return Ok(Piece::Key(text(bytes)?));
    }
    if let Some(rows) = name.strip_prefix("rows/") {
        let table = rows.split('.').next().unwrap_or_default().to_owned();
        let lines = text(bytes)?;
        return Ok(Piece::Rows { table, lines });
    }
    let claimed = name.strip_prefix("blobs/").and_then(|n| n.split_once('/'));
    let Some((_, claimed)) = claimed else {
        return Err(format!("{name} does not belong in it"));
    };
    let digest = digest(&bytes);
    match digest == claimed {
        true => Ok(Piece::Blob { digest, bytes }),
        false => Err(format!("the bytes of {name} are not those it names")),
    }
}

/// What was seen so far, to be held against the manifest.
#[derive(Default)]
struct Seen {
    tables: BTreeMap<String, Sum>,
    blobs: Blobs,
    last_blob: String,
    listed: Sum,
    key: Option<String>,
}

impl Seen {
    fn add(&mut self, piece: &Piece) -> Result<(), String> {
        match piece {
            Piece::Key(key) => self.key = Some(digest(key.as_bytes())),
            Piece::Rows { table, lines } => {
                let sum = self.tables.entry(table.clone()).or_default();
                lines.lines().for_each(|line| sum.add(line));
            }
            Piece::Blob { digest, bytes } => {
                if *digest <= self.last_blob {
                    return Err(format!("the bytes {digest} stand out of order"));
                }
                self.last_blob.clone_from(digest);
                self.blobs.count += 1;
                self.blobs.bytes += bytes.len() as u64;
                self.listed.add(&blob_line(digest, bytes.len()));
            }
        }
        Ok(())
    }

    fn agrees(mut self, manifest: &Manifest) -> Result<(), String> {
        if self.blobs != manifest.blobs {
            let (found, listed) = (self.blobs.count, manifest.blobs.count);
            return Err(format!("it holds {found} of {listed} letters and files"));
        }
        if self.key != manifest.key {
            return Err("its key is not the one that was put in".to_owned());
        }
        self.tables.insert("blob".to_owned(), self.listed);
        for (table, listed) in &manifest.tables {
            let counted = self.tables.remove(table).unwrap_or_default().counted();
            if counted.rows != listed.rows || counted.digest != listed.sha256 {
                return Err(format!(
                    "the rows of {table} are not those that were put in"
                ));
            }
        }
        match self.tables.keys().next() {
            Some(more) => Err(format!("it holds rows of {more}, which it does not list")),
            None => Ok(()),
        }
    }
}
