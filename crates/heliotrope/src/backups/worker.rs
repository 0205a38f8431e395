//! The nightly backup: made, read back, and only then an older one goes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ::store::{Error, Migration, Tx};
use anyhow::Context;

use super::check::{TRIAL, check};
use super::make::{UNREADY, make};
use super::{rules, store};
use crate::kit::At;
use crate::kit::config;
use crate::web::Desk;

/// How often the clock is looked at.
const LOOKS: Duration = Duration::from_secs(30);

/// Makes a backup when one is due, for as long as the desk runs. Safe on
/// every node: the row of the one that begins keeps the others from it.
pub async fn watch(desk: Desk, migrations: &'static [Migration]) {
    // A start is busy enough without it.
    let first = tokio::time::Instant::now() + 2 * LOOKS;
    let mut looks = tokio::time::interval_at(first, LOOKS);
    loop {
        looks.tick().await;
        if let Err(error) = nightly(&desk, migrations).await {
            tracing::error!("The nightly backup: {error:#}");
        }
    }
}

/// Makes the nightly backup if it is due; gives its name if it was made.
///
/// # Errors
/// What kept it from being made or read back; that stands in its row too, and
/// the older ones stay.
pub async fn nightly(
    desk: &Desk,
    migrations: &'static [Migration],
) -> anyhow::Result<Option<String>> {
    let Some(plan) = desk.config.backup.clone() else {
        return Ok(None);
    };
    let now = desk.now();
    let file = rules::file_name(now);
    let Some(id) = begin(desk, &plan, &file, now).await? else {
        return Ok(None);
    };
    let done = one(desk, &plan, &file, id, migrations).await;
    let now = desk.now();
    match done {
        Ok(()) => {
            forget_older(desk, &plan, now).await?;
            tracing::info!(file, "Made the nightly backup and read it back");
            Ok(Some(file))
        }
        Err(error) => {
            let why = format!("{error:#}");
            desk.db
                .write(move |tx| store::fail(tx, id, &why, now))
                .await
                .context("writing down that the backup failed")?;
            Err(error)
        }
    }
}

/// Takes the night for this node, when it is due and nobody has it.
async fn begin(
    desk: &Desk,
    plan: &config::Backup,
    file: &str,
    now: At,
) -> Result<Option<i64>, Error> {
    let (plan, file) = (plan.clone(), file.to_owned());
    let due = {
        let plan = plan.clone();
        move |tx: &mut Tx<'_>| {
            let before = store::before(tx)?;
            Ok::<_, Error>(rules::is_due(plan.at, &plan.zone, before, now))
        }
    };
    if !desk.db.read(due.clone()).await? {
        return Ok(None);
    }
    desk.db
        .write(move |tx| {
            tx.lock("backup")?;
            match due(tx)? {
                true => store::begin(tx, "night", &file, now).map(Some),
                false => Ok(None),
            }
        })
        .await
}

async fn one(
    desk: &Desk,
    plan: &config::Backup,
    file: &str,
    id: i64,
    migrations: &'static [Migration],
) -> anyhow::Result<()> {
    make_folder(&plan.folder)
        .with_context(|| format!("making the folder {}", plan.folder.display()))?;
    clear_remains(&plan.folder);
    copy_erasures(&desk.config.data, &plan.folder)?;
    let path = plan.folder.join(file);
    let made = make(&desk.db, &path, None, false, desk.now()).await?;
    let checked = check(&path, migrations, Some(&plan.folder)).await;
    if let Err(error) = checked {
        // It is of no use, and must not be taken for one that is.
        let _ = fs::remove_file(&path);
        return Err(error.context("reading the new backup back"));
    }
    let now = desk.now();
    desk.db
        .write(move |tx| store::succeed(tx, id, made.bytes, &made.digest, true, now))
        .await?;
    Ok(())
}

/// Everybody's letters lie in it.
pub(super) fn make_folder(path: &Path) -> std::io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

/// Who was erased since a backup was made is erased again when it comes back:
/// that list lies beside the backups, for the day the data folder is lost.
fn copy_erasures(data: &Path, folder: &Path) -> anyhow::Result<()> {
    let (list, copy) = (data.join(rules::ERASURES), folder.join(rules::ERASURES));
    if !list.exists() {
        return Ok(());
    }
    let unready = folder.join(format!("{}{UNREADY}", rules::ERASURES));
    fs::copy(&list, &unready)
        .and_then(|_| fs::File::open(&unready)?.sync_all())
        .and_then(|()| fs::rename(&unready, &copy))
        .with_context(|| format!("copying {} beside the backups", list.display()))
}

/// Takes away what a process that died in the middle has left. Younger things
/// may belong to somebody who is at work.
fn clear_remains(folder: &Path) {
    let Ok(files) = fs::read_dir(folder) else {
        return;
    };
    for file in files.flatten() {
        let name = file.file_name();
        let name = name.to_string_lossy();
        let age = file
            .metadata()
            .and_then(|meta| meta.modified())
            .map(|at| SystemTime::now().duration_since(at).unwrap_or_default());
        if !age.is_ok_and(|age| age > rules::LONGEST) {
            continue;
        }
        let cleared = match (name.starts_with(TRIAL), name.contains(UNREADY)) {
            (true, _) => fs::remove_dir_all(file.path()),
            (_, true) => fs::remove_file(file.path()),
            _ => Ok(()),
        };
        if let Err(error) = cleared {
            tracing::warn!(%error, %name, "Could not clear away what is left of a backup");
        }
    }
}

/// The files beyond the newest few go. One that is not here may lie on another
/// node.
async fn forget_older(desk: &Desk, plan: &config::Backup, now: At) -> anyhow::Result<()> {
    let keep = plan.keep;
    for (id, file) in desk.db.read(move |tx| store::beyond(tx, keep)).await? {
        let path: PathBuf = plan.folder.join(file);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
            Err(e) => return Err(e).with_context(|| format!("deleting {}", path.display())),
        }
        desk.db.write(move |tx| store::removed(tx, id, now)).await?;
    }
    Ok(())
}
