//! Bringing a backup back, where nothing is.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use store::copy::Mark;
use store::{Db, Error, Migration, OpenError, Options, Tx};

use super::check::{self, load, up_to};
use super::load::Loader;
use super::pack::{Head, Manifest};
use super::worker::make_folder;
use super::{Refused, rules};
use crate::kit::At;
use crate::kit::keys::Keys;
use crate::outbox;

/// What is to be brought back, and where.
pub struct Restore<'a> {
    pub file: &'a Path,
    /// The data folder to be.
    pub data: &'a Path,
    /// A PostgreSQL database, when it is to go there.
    pub postgres: Option<&'a str>,
    /// The configured key, when there is one.
    pub keys: Option<Keys>,
    pub migrations: &'static [Migration],
    pub now: At,
}

#[derive(Debug, Clone)]
pub struct Restored {
    pub head: Head,
    pub manifest: Manifest,
    /// Secrets that no key here opens: whose they are.
    pub enter_again: Vec<String>,
    /// Letters that waited to leave; they wait for a press now.
    pub paused: u64,
}

/// Verifies the backup, loads it and holds its waiting letters. Everything
/// happens beside the place where it will stand; until it is whole there is
/// nothing under its name (SQLite), or the database is marked (PostgreSQL).
/// `after` is given the database and its data folder before anybody sees them.
///
/// # Errors
/// [`Refused`], with nothing changed; or the disk's or database's own words.
pub async fn restore(
    asked: &Restore<'_>,
    after: impl AsyncFnOnce(&Db, &Path) -> anyhow::Result<()>,
) -> anyhow::Result<Restored> {
    match asked.postgres {
        Some(url) => into_postgres(asked, url, after).await,
        None => into_folder(asked, after).await,
    }
}

/// Refuses a folder that is there and not empty.
pub(super) fn must_be_free(folder: &Path) -> anyhow::Result<()> {
    match fs::read_dir(folder) {
        Ok(mut files) => match files.next() {
            Some(_) => Err(Refused::HoldsData(folder.display().to_string()).into()),
            None => Ok(()),
        },
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(e).with_context(|| format!("looking into {}", folder.display())),
    }
}

async fn into_folder(
    asked: &Restore<'_>,
    after: impl AsyncFnOnce(&Db, &Path) -> anyhow::Result<()>,
) -> anyhow::Result<Restored> {
    must_be_free(asked.data)?;
    check::check(asked.file, asked.migrations, None).await?;
    let name = asked
        .data
        .file_name()
        .context("a data folder needs a name")?;
    let parent = asked.data.parent().filter(|p| !p.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let beside = tempfile::Builder::new()
        .prefix(&format!("{}.restoring-", name.to_string_lossy()))
        .tempdir_in(parent)
        .with_context(|| format!("making a folder in {}", parent.display()))?;
    let options = |migrations| Options {
        url: format!("sqlite:{}", beside.path().join("heliotrope.db").display()),
        data: beside.path().to_owned(),
        migrations,
        readers: 1,
    };
    let schema = check::schema_of(asked.file, asked.migrations).await?;
    let db = Db::open(options(up_to(asked.migrations, schema))).await?;
    let (head, manifest, loader) = load(asked.file, asked.migrations, &db, false).await?;
    db.close().await;
    let db = Db::open(options(asked.migrations)).await?;
    forget_copy(beside.path());
    let paused = settle(&db, beside.path(), asked.now, after).await?;
    // The log is written back, so that the folder holds one plain file.
    db.scrub().await?;
    db.close().await;
    if let Some(key) = &loader.key {
        write_private(&beside.path().join("key"), key)?;
    }
    let enter_again = enter_again(&loader, asked.keys.clone())?;
    sync(beside.path())?;
    if asked.data.exists() {
        fs::remove_dir(asked.data)?;
    }
    fs::rename(beside.path(), asked.data)
        .with_context(|| format!("naming it {}", asked.data.display()))?;
    sync(parent)?;
    // It bears its name now: nothing is to be cleared away.
    let _ = beside.keep();
    Ok(Restored {
        head,
        manifest,
        enter_again,
        paused,
    })
}

async fn into_postgres(
    asked: &Restore<'_>,
    url: &str,
    after: impl AsyncFnOnce(&Db, &Path) -> anyhow::Result<()>,
) -> anyhow::Result<Restored> {
    check::check(asked.file, asked.migrations, None).await?;
    let schema = check::schema_of(asked.file, asked.migrations).await?;
    let options = |migrations| Options {
        url: url.to_owned(),
        data: asked.data.to_owned(),
        migrations,
        readers: 2,
    };
    let opened = Db::open_marked(options(up_to(asked.migrations, schema))).await;
    let db = opened.map_err(|error| match error {
        OpenError::Newer { place, .. } => anyhow::Error::new(Refused::Used(format!(
            "{place} was used by a newer version than the backup is of; name an empty database"
        ))),
        other => other.into(),
    })?;
    claim(&db, asked.file).await?;
    // What stands beside the rows, such as the list of erasures.
    make_folder(asked.data).with_context(|| format!("making {}", asked.data.display()))?;
    let (head, manifest, loader) = load(asked.file, asked.migrations, &db, false).await?;
    db.close().await;
    let db = Db::open_marked(options(asked.migrations)).await?;
    let paused = settle(&db, asked.data, asked.now, after).await?;
    db.write(|tx| tx.mark(None)).await?;
    db.close().await;
    let mut keys = asked.keys.clone();
    if keys.is_none()
        && let Some(key) = &loader.key
    {
        keys = Some(Keys::from_text(key)?);
    }
    Ok(Restored {
        head,
        manifest,
        enter_again: enter_again(&loader, keys)?,
        paused,
    })
}

/// Marks an empty database as being filled; one that was left half filled is
/// emptied first.
async fn claim(db: &Db, file: &Path) -> anyhow::Result<()> {
    let from = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let free = db
        .write(move |tx: &mut Tx<'_>| {
            let half = matches!(tx.marked()?, Some((Mark::Arriving, _)));
            if half {
                tx.empty_everything()?;
            }
            let free = !tx.holds_anything()?;
            if free {
                tx.mark(Some((Mark::Arriving, &from)))?;
            }
            Ok::<_, Error>(free)
        })
        .await?;
    match free {
        true => Ok(()),
        false => Err(Refused::HoldsData("this database".to_owned()).into()),
    }
}

/// What has to be done before the desk may open: nothing that waited leaves by
/// itself, and what was erased since is erased again.
async fn settle(
    db: &Db,
    data: &Path,
    now: At,
    after: impl AsyncFnOnce(&Db, &Path) -> anyhow::Result<()>,
) -> anyhow::Result<u64> {
    let paused = db
        .write(move |tx| outbox::store::pause_all(tx, now))
        .await?;
    after(db, data).await?;
    let found = db.integrity().await?;
    anyhow::ensure!(
        found.is_empty(),
        "what was brought back is not well: {}",
        found.join("; ")
    );
    Ok(paused)
}

fn enter_again(loader: &Loader, configured: Option<Keys>) -> anyhow::Result<Vec<String>> {
    let inside = loader.key.as_deref().map(Keys::from_text).transpose()?;
    let opens = |sealed: &rules::Sealed| {
        let keys = configured.iter().chain(&inside);
        keys.into_iter()
            .any(|keys| keys.open(&sealed.secret).is_ok())
    };
    let lost = loader.sealed.iter().filter(|sealed| !opens(sealed));
    Ok(lost.map(|sealed| sealed.whose.clone()).collect())
}

/// The upgrade has copied what it began with: the backup holds that.
fn forget_copy(folder: &Path) {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    for file in files {
        if file.file_name().to_string_lossy().contains(".before-") {
            let _ = fs::remove_file(file.path());
        }
    }
}

fn write_private(path: &PathBuf, text: &str) -> anyhow::Result<()> {
    let mut open = fs::OpenOptions::new();
    open.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    let written = open.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.with_context(|| format!("writing {}", path.display()))
}

fn sync(folder: &Path) -> anyhow::Result<()> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.with_context(|| format!("syncing {}", folder.display()))
}
