//! Reading a backup back: every digest, then every row into a database of its
//! own, which is examined and thrown away.

use std::path::Path;

use anyhow::Context;
use store::{Db, Migration, Options};

use super::load::Loader;
use super::pack::{self, Head, Manifest};

/// Reads the backup once; `trial`: also loads its rows into a database below
/// that folder and examines it.
///
/// # Errors
/// [`super::Refused`] for a file that cannot be used; otherwise what the
/// trial database says.
pub async fn check(
    file: &Path,
    migrations: &'static [Migration],
    trial: Option<&Path>,
) -> anyhow::Result<()> {
    let Some(folder) = trial else {
        let (file, known) = (file.to_owned(), known(migrations));
        let work = tokio::task::spawn_blocking(move || pack::read(&file, known, |_| Ok(())));
        work.await.context("reading the backup")??;
        return Ok(());
    };
    let trial = tempfile::Builder::new()
        .prefix(TRIAL)
        .tempdir_in(folder)
        .with_context(|| format!("making a folder to try it in, in {}", folder.display()))?;
    let schema = schema_of(file, migrations).await?;
    let db = Db::open(Options {
        url: format!("sqlite:{}", trial.path().join("trial.db").display()),
        data: trial.path().to_owned(),
        migrations: up_to(migrations, schema),
        readers: 1,
    })
    .await?;
    load(file, migrations, &db, true).await?;
    let found = db.integrity_of_rows().await?;
    db.close().await;
    anyhow::ensure!(
        found.is_empty(),
        "loaded into a database, it is not well: {}",
        found.join("; ")
    );
    Ok(())
}

/// How the folder of a trial begins: it goes when the trial ends, and what a
/// death left behind goes with the next.
pub const TRIAL: &str = ".trial-";

/// Loads a whole backup into an empty database of its schema.
pub async fn load(
    file: &Path,
    migrations: &'static [Migration],
    db: &Db,
    hollow: bool,
) -> anyhow::Result<(Head, Manifest, Loader)> {
    let mut loader = Loader::new(db.clone(), hollow).await?;
    let (file, handle) = (file.to_owned(), tokio::runtime::Handle::current());
    let known = known(migrations);
    let work = tokio::task::spawn_blocking(move || {
        let read = pack::read(&file, known, |piece| handle.block_on(loader.take(piece)));
        read.map(|(head, manifest)| (head, manifest, loader))
    });
    let (head, manifest, mut loader) = work.await.context("reading the backup")??;
    loader.finish(&manifest).await?;
    Ok((head, manifest, loader))
}

/// The schema a backup was made of, from its first entry.
pub async fn schema_of(file: &Path, migrations: &'static [Migration]) -> anyhow::Result<u32> {
    let file = file.to_owned();
    let work = tokio::task::spawn_blocking(move || pack::head(&file, known(migrations)));
    Ok(work.await.context("reading the backup")??.schema)
}

/// The highest number this version knows.
fn known(migrations: &[Migration]) -> u32 {
    migrations.last().map_or(0, |m| m.number)
}

/// The migrations as they were when a backup was made.
pub fn up_to(migrations: &'static [Migration], schema: u32) -> &'static [Migration] {
    let many = migrations.iter().take_while(|m| m.number <= schema).count();
    &migrations[..many]
}
