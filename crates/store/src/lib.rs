//! One SQL text, two engines: SQLite inside the program, PostgreSQL beside it.
//!
//! Work on the database is a closure: `db.write(|tx| ...)` or
//! `db.read(|tx| ...)`. It runs off the async task, so that a browser that
//! goes away cannot cancel half a deed, and its answer comes only after the
//! commit is on disk. On SQLite one thread writes and joins all waiting work
//! into one commit; on PostgreSQL each closure has its own serializable
//! transaction and is run again when two collide. Both look the same from
//! inside: nobody else is writing.
//!
//! The crate knows no noun. It has tables of its own for what every noun
//! needs: blobs with their uses, jobs, the search index, applied migrations.

mod blob;
mod changes;
pub mod copy;
mod error;
mod hold;
mod jobs;
mod migrate;
mod node;
mod pg_server;
mod pg_value;
mod postgres;
mod search;
mod sqlite;
mod sqlite_log;
mod sqlite_writer;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
mod tests;
mod turns;
mod tx;
mod value;
mod words;
mod work;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use tokio::sync::broadcast;

use crate::work::{Told, Work};

pub use blob::PreparedBlob;
pub use changes::Change;
pub use error::{Error, OpenError};
pub use hold::Held;
#[doc(hidden)]
pub use inventory;
pub use jobs::Job;
pub use migrate::Migration;
pub use search::Found;
pub use tx::Tx;
#[doc(hidden)]
pub use value::Rendered;
pub use value::{FromValue, Row, Seen, Sql, Value, ids, registered};
pub use words::{Words, fold};

/// What to open.
pub struct Options {
    /// `sqlite:/path/to/heliotrope.db` or `postgres://user@host/name`.
    pub url: String,
    /// The data folder: large blobs live in `blobs` below it (SQLite only).
    pub data: PathBuf,
    pub migrations: &'static [Migration],
    /// Reading connections (SQLite), or all connections (PostgreSQL).
    /// 0: as many as suit this machine.
    pub readers: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// The engine as its makers spell it.
impl std::fmt::Display for Engine {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        })
    }
}

/// An open database. Clones share it.
#[derive(Clone)]
pub struct Db {
    pub(crate) shared: Arc<Shared>,
    pub(crate) backend: Backend,
}

#[derive(Clone)]
pub(crate) enum Backend {
    Sqlite(Arc<sqlite::Sqlite>),
    Postgres(Arc<postgres::Postgres>),
}

/// What transactions of both engines need around them.
pub(crate) struct Shared {
    /// What this node is called, see [`node`].
    pub node: String,
    /// Large blobs as files, on SQLite.
    pub blobs: PathBuf,
    pub changes: changes::Changes,
    pub claims: hold::Claims,
    /// Hears how long each commit took.
    pub commits: OnceLock<Heard>,
}

type Heard = Box<dyn Fn(Duration) + Send + Sync>;

impl Shared {
    /// What `commit` gives; when it worked, whoever watches hears how long it took.
    fn timed<E>(&self, commit: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let began = Instant::now();
        commit()?;
        if let Some(heard) = self.commits.get() {
            heard(began.elapsed());
        }
        Ok(())
    }
}

/// A database's address as it may be shown: without a password.
///
/// # Errors
/// When it is no address of a database.
pub fn place(url: &str) -> Result<String, OpenError> {
    match url.strip_prefix("sqlite:") {
        Some(_) => Ok(url.to_owned()),
        None => Ok(pg_server::Server::parse(url)?.place()),
    }
}

impl Db {
    /// From now on `heard` is told how long each commit took, on the thread that
    /// writes. The first who watches stays the only one.
    pub fn watch_commits(&self, heard: impl Fn(Duration) + Send + Sync + 'static) {
        // Another watcher was here first.
        let _ = self.shared.commits.set(Box::new(heard));
    }

    /// Opens the database, copies it when an upgrade is due (SQLite) and
    /// migrates it.
    ///
    /// # Errors
    /// Names the file or server and gives the engine's own words: no such
    /// folder, no database, a newer schema, another process in the way for
    /// more than 30 seconds, a migration that was edited after its release.
    pub async fn open(options: Options) -> Result<Db, OpenError> {
        Db::open_as(options, false).await
    }

    /// As [`Db::open`], also when the database is marked as half copied or as
    /// left: only for who copies, see [`copy::Mark`].
    pub async fn open_marked(options: Options) -> Result<Db, OpenError> {
        Db::open_as(options, true).await
    }

    async fn open_as(options: Options, marked: bool) -> Result<Db, OpenError> {
        migrate::check_list(options.migrations)?;
        let shared = Arc::new(Shared {
            node: node::name(),
            blobs: options.data.join("blobs"),
            changes: changes::Changes::new(),
            claims: hold::Claims::default(),
            commits: OnceLock::new(),
        });
        if let Some(path) = options.url.strip_prefix("sqlite:") {
            let path = PathBuf::from(path);
            let backend = sqlite::open(path, &options, marked, shared.clone()).await?;
            let backend = Backend::Sqlite(Arc::new(backend));
            Ok(Db { shared, backend })
        } else if ["postgres://", "postgresql://"]
            .iter()
            .any(|p| options.url.starts_with(p))
        {
            let backend = postgres::open(&options, marked, shared.clone()).await?;
            let backend = Backend::Postgres(Arc::new(backend));
            Ok(Db { shared, backend })
        } else {
            Err(OpenError::Address(options.url))
        }
    }

    pub fn engine(&self) -> Engine {
        match &self.backend {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs `f` in a writing transaction and answers after its commit.
    ///
    /// `f` may run more than once (a collision, a failed commit of others), so
    /// it must do nothing but speak to `tx`. An `Err` or a panic undoes its
    /// own work and nobody else's.
    pub fn write<T, E>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        work::ask(f, |work, told| self.write_work(work, told, false))
    }

    /// `urgent`: on SQLite before all others that wait.
    pub(crate) async fn write_work(
        &self,
        work: Work,
        told: Told,
        urgent: bool,
    ) -> Result<(), Error> {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.write(work, urgent)?,
            Backend::Postgres(postgres) => postgres.write(&self.shared, work).await?,
        }
        told.await.map_err(|_| Error::closed())
    }

    /// Runs `f` on one unchanging view of the database. It cannot write.
    pub fn read<T, E>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        work::ask_once(f, |work, _| self.read_work(work, false))
    }

    /// [`Db::read`] for what is found by its key and has a bound: who asks, a
    /// page. SQLite reads it on the task itself: to wake another thread and to be
    /// woken by it costs a fifth of a page. While the disk is slow it does not.
    pub fn glance<T, E>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        work::ask_once(f, |work, _| self.read_work(work, true))
    }

    async fn read_work(&self, work: Work, glance: bool) -> Result<(), Error> {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.read(&self.shared, work, glance).await,
            Backend::Postgres(postgres) => postgres.read(&self.shared, work).await,
        }
    }

    /// Hears what changes from now on, here and on other nodes. A receiver
    /// that lags behind should act as on [`Change::Resync`].
    pub fn hear(&self) -> broadcast::Receiver<Change> {
        self.shared.changes.hear()
    }

    /// Tells all nodes a word that stands in no row, such as who is reading.
    pub fn say(&self, part: &str) {
        self.shared.changes.publish([part.to_owned()]);
    }

    /// What is wrong with the stored data; empty when all is well. Reads the
    /// whole database: a deed for the doctor, not for every day.
    pub async fn integrity(&self) -> Result<Vec<String>, Error> {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.integrity(self).await,
            Backend::Postgres(postgres) => postgres.integrity(self).await,
        }
    }

    /// As [`Db::integrity`], but for the bytes: what a copy without them is
    /// asked.
    pub async fn integrity_of_rows(&self) -> Result<Vec<String>, Error> {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.integrity_of_rows(self).await,
            Backend::Postgres(postgres) => postgres.integrity_of_rows(self).await,
        }
    }

    /// Whether a desk of another process has this database open, as far as the
    /// engine knows: SQLite does not.
    pub async fn others_at_work(&self) -> Result<bool, Error> {
        match &self.backend {
            Backend::Sqlite(_) => Ok(false),
            Backend::Postgres(_) => self.read(postgres::others_at_work).await,
        }
    }

    /// After words were erased: takes their last traces from the files. On
    /// SQLite the log is written back and emptied; on PostgreSQL the tables
    /// are vacuumed, after which the space of the words is free and is
    /// overwritten in time (its own log is the business of its keeper).
    pub async fn scrub(&self) -> Result<(), Error> {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.scrub().await,
            Backend::Postgres(postgres) => postgres.scrub().await,
        }
    }

    /// Waits for work under way and closes. Later work fails in one sentence.
    pub async fn close(&self) {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.close().await,
            Backend::Postgres(postgres) => postgres.close().await,
        }
    }
}
