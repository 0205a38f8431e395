//! SQLite: one thread writes, a few connections read.
//!
//! Writing is the business of [`sqlite_writer`](crate::sqlite_writer). Reading
//! happens on connections that cannot write, each on one unchanging view.

use std::cell::Cell;
use std::num::NonZero;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::{Semaphore, oneshot};

use crate::sqlite_writer::{Message, Writer};
use crate::tx::Link;
use crate::value::{Answer, Seen, sql_only};
use crate::work::Work;
use crate::{Db, Error, OpenError, Options, Row, Shared, Tx, Value, migrate, search};

/// How long we wait for another process to let go of the file.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often we look whether it has. SQLite's own waiting grows to 100 ms a
/// look, while others hold the file for one commit.
const LOOK: Duration = Duration::from_millis(1);
/// A reader draws what it read, so one more than there are cores keeps all of
/// them at work. Each costs some eight megabytes.
const READERS: RangeInclusive<usize> = 3..=6;

pub(crate) struct Sqlite {
    place: PathBuf,
    inbox: Mutex<Option<Inbox>>,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
    pace: Mutex<Pace>,
}

/// Whether a glance may be read on the task that asks. A disk that is slow, or
/// a file that is not in memory, must not hold up everybody whose connection
/// waits for that task's thread.
#[derive(Default)]
struct Pace {
    /// From a glance that took long on: glances have threads of their own.
    spared_until: Option<Instant>,
}

impl Pace {
    /// As long as a glance may take on the task: some fifty times what a page
    /// takes from memory, and two rows from a turning disk.
    const LONG: Duration = Duration::from_millis(20);
    /// After which we look whether it goes faster again.
    const SPARED: Duration = Duration::from_secs(1);

    fn on_the_task(&self, now: Instant) -> bool {
        self.spared_until.is_none_or(|until| until <= now)
    }

    fn took(&mut self, began: Instant, ended: Instant) {
        if ended.saturating_duration_since(began) > Self::LONG {
            self.spared_until = Some(ended + Self::SPARED);
        }
    }
}

/// The ways to the writer.
struct Inbox {
    messages: Sender<Message>,
    urgent: Sender<Work>,
}

pub(crate) async fn open(
    path: PathBuf,
    options: &Options,
    marked: bool,
    shared: Arc<Shared>,
) -> Result<Sqlite, OpenError> {
    let (data, migrations) = (options.data.clone(), options.migrations);
    let readers = match options.readers {
        0 => {
            let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
            (cores + 1).clamp(*READERS.start(), *READERS.end())
        }
        asked => asked,
    };
    let at = path.clone();
    let work = tokio::task::spawn_blocking(move || {
        open_here(path, data, migrations, marked, readers, shared)
    });
    work.await.unwrap_or_else(|gone| Err(file_error(&at, gone)))
}

fn open_here(
    path: PathBuf,
    data: PathBuf,
    migrations: &'static [migrate::Migration],
    marked: bool,
    readers: usize,
    shared: Arc<Shared>,
) -> Result<Sqlite, OpenError> {
    for folder in [Some(data.as_path()), path.parent()].into_iter().flatten() {
        std::fs::create_dir_all(folder).map_err(|e| file_error(folder, e))?;
    }
    create_private(&path)?;
    let writer = connect(&path, -8000)?;
    migrate::sqlite(&writer, &path, migrations, marked)?;
    let sqlite_error = |e| place_error(&path, Error::sqlite(e));
    writer
        .execute_batch("PRAGMA secure_delete = ON")
        .map_err(sqlite_error)?;
    search::settle(&writer).map_err(|e| place_error(&path, e))?;
    let mut idle = Vec::new();
    for _ in 0..readers {
        let conn = connect(&path, -6000)?;
        conn.execute_batch("PRAGMA query_only = ON")
            .map_err(sqlite_error)?;
        idle.push(conn);
    }
    crate::blob::sweep(&writer, &shared.blobs).map_err(|e| place_error(&path, e))?;
    let (messages, jobs) = mpsc::channel();
    let (urgent, urgent_jobs) = mpsc::channel();
    let beside = connect(&path, -1000)?;
    let writer =
        Writer::new(writer, beside, shared, urgent_jobs).map_err(|e| place_error(&path, e))?;
    std::thread::Builder::new()
        .name("sqlite-writer".to_owned())
        .spawn(move || writer.work(&jobs))
        .map_err(|e| file_error(&path, e))?;
    Ok(Sqlite {
        place: path,
        inbox: Mutex::new(Some(Inbox { messages, urgent })),
        idle: Mutex::new(idle),
        permits: Semaphore::new(readers),
        pace: Mutex::default(),
    })
}

/// The file holds people's letters: nobody else on the machine may read it.
fn create_private(path: &Path) -> Result<(), OpenError> {
    let mut open = std::fs::OpenOptions::new();
    open.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    open.open(path).map_err(|e| file_error(path, e))?;
    Ok(())
}

/// `cache` as SQLite takes it: below zero, KiB.
fn connect(path: &Path, cache: i64) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let mut conn = Connection::open_with_flags(path, flags)?;
        conn.busy_handler(Some(wait_for_others))?;
        conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        conn.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
             PRAGMA journal_size_limit = 67108864;",
        )?;
        conn.pragma_update(None, "cache_size", cache)?;
        // A plan depends on the statement alone. Otherwise SQLite plans anew
        // for each value that is bound where an index might be chosen by it:
        // a quarter of the writer's time.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        conn.set_prepared_statement_cache_capacity(256);
        Ok(conn)
    };
    // Where two turn a new file into one with a log at once, SQLite refuses one
    // of them without asking the busy handler.
    let began = Instant::now();
    loop {
        match open().map_err(Error::sqlite) {
            Err(error) if error.is_busy() && began.elapsed() < PATIENCE => std::thread::sleep(LOOK),
            done => return done.map_err(|error| place_error(path, error)),
        }
    }
}

/// Asked by SQLite for the `tries`-th time whether to look again.
fn wait_for_others(tries: i32) -> bool {
    thread_local!(static SINCE: Cell<Option<Instant>> = const { Cell::new(None) });
    if tries == 0 {
        SINCE.set(Some(Instant::now()));
    }
    std::thread::sleep(LOOK);
    SINCE.get().is_some_and(|since| since.elapsed() < PATIENCE)
}

fn file_error(path: &Path, words: impl ToString) -> OpenError {
    OpenError::File {
        path: path.to_owned(),
        words: words.to_string(),
    }
}

pub(crate) fn place_error(path: &Path, error: Error) -> OpenError {
    if error.is_busy() {
        let place = path.display().to_string();
        return OpenError::Busy { place };
    }
    file_error(path, error)
}

impl Sqlite {
    /// `urgent`: before all others that wait.
    pub fn write(&self, work: Work, urgent: bool) -> Result<(), Error> {
        if !urgent {
            return self.send(Message::Work(work));
        }
        let inbox = held(&self.inbox);
        let inbox = inbox.as_ref().ok_or_else(Error::closed)?;
        inbox.urgent.send(work).map_err(|_| Error::closed())?;
        let woken = inbox.messages.send(Message::Urgent);
        woken.map_err(|_| Error::closed())
    }

    fn send(&self, message: Message) -> Result<(), Error> {
        let inbox = held(&self.inbox);
        let inbox = inbox.as_ref().ok_or_else(Error::closed)?;
        inbox.messages.send(message).map_err(|_| Error::closed())
    }

    /// `glance`: on the task itself, while that is quick.
    pub async fn read(
        self: &Arc<Self>,
        shared: &Arc<Shared>,
        work: Work,
        glance: bool,
    ) -> Result<(), Error> {
        self.permit().await?;
        let began = Instant::now();
        if glance && held(&self.pace).on_the_task(began) {
            self.read_with_permit(shared, work);
            held(&self.pace).took(began, Instant::now());
            return Ok(());
        }
        let (this, shared) = (self.clone(), shared.clone());
        let read = tokio::task::spawn_blocking(move || this.read_with_permit(&shared, work));
        read.await.map_err(|gone| Error::data(gone.to_string()))
    }

    /// Given back by `read_with_permit` when the connection is back: the asker
    /// may have gone by then.
    async fn permit(&self) -> Result<(), Error> {
        let permit = self.permits.acquire().await;
        permit.map_err(|_| Error::closed())?.forget();
        Ok(())
    }

    fn read_with_permit(&self, shared: &Shared, mut work: Work) {
        let conn = held(&self.idle).pop();
        let Some(conn) = conn else {
            return work.answer(Err(Error::closed()));
        };
        let ended = read_here(&conn, shared, &mut work);
        if !self.permits.is_closed() {
            held(&self.idle).push(conn);
        }
        self.permits.add_permits(1);
        work.answer(ended);
    }

    pub async fn integrity(&self, db: &Db) -> Result<Vec<String>, Error> {
        let mut found = self.integrity_of_rows(db).await?;
        found.extend(crate::blob::check(db).await?);
        Ok(found)
    }

    pub async fn integrity_of_rows(&self, db: &Db) -> Result<Vec<String>, Error> {
        // On the writer: the search index can be checked only by writing.
        let mut found: Vec<String> = db
            .write(|tx| {
                let sql = sql_only!(Sqlite, "PRAGMA integrity_check");
                let mut found = Vec::new();
                for row in tx.query(sql, &[])? {
                    let words: String = row.get(0)?;
                    if words != "ok" {
                        found.push(words);
                    }
                }
                let sql = sql_only!(Sqlite, "PRAGMA foreign_key_check");
                for row in tx.query(sql, &[])? {
                    let (table, other): (String, String) = (row.get(0)?, row.get(2)?);
                    found.push(format!(
                        "{table} refers to a row of {other} that is not there"
                    ));
                }
                Ok::<_, Error>(found)
            })
            .await?;
        found.extend(crate::search::check(db).await?);
        Ok(found)
    }

    pub async fn scrub(&self) -> Result<(), Error> {
        let (told, done) = oneshot::channel();
        self.send(Message::Scrub(told))?;
        done.await.unwrap_or_else(|_| Err(Error::closed()))
    }

    pub async fn close(&self) {
        self.permits.close();
        let (told, done) = oneshot::channel();
        if self.send(Message::Close(told)).is_ok() {
            held(&self.inbox).take();
            done.await.ok();
        }
        held(&self.idle).clear();
        tracing::debug!(file = %self.place.display(), "Closed the database");
    }
}

fn read_here(conn: &Connection, shared: &Shared, work: &mut Work) -> Result<(), Error> {
    conn.prepare_cached("BEGIN")
        .and_then(|mut s| s.raw_execute())
        .map_err(Error::sqlite)?;
    work.run(&mut Tx::new(Link::Sqlite(conn), shared));
    if !conn.is_autocommit() {
        conn.prepare_cached("ROLLBACK")
            .and_then(|mut s| s.raw_execute())
            .map_err(Error::sqlite)?;
    }
    Ok(())
}

/// A lock whose holder panicked is still a lock: what it guards is whole.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|broken| broken.into_inner())
}

pub(crate) fn execute(conn: &Connection, text: &str, args: &[Value]) -> Result<u64, Error> {
    let mut statement = prepare(conn, text, args)?;
    let changed = statement.raw_execute().map_err(Error::sqlite)?;
    Ok(changed as u64)
}

/// Without its RETURNING, for which SQLite needs as long as for the rest.
pub(crate) fn insert(conn: &Connection, sql: crate::Sql, args: &[Value]) -> Result<i64, Error> {
    let text = sql.render(crate::Engine::Sqlite);
    let (text, _) = text.rsplit_once(" RETURNING ").unwrap_or((&text, ""));
    let written = prepare(conn, text, args)?
        .raw_execute()
        .map_err(Error::sqlite)?;
    match written {
        1 => Ok(conn.last_insert_rowid()),
        n => Err(Error::data(format!(
            "{n} rows were written where one was meant"
        ))),
    }
}

pub(crate) fn query(conn: &Connection, text: &str, args: &[Value]) -> Result<Vec<Row>, Error> {
    let mut statement = prepare(conn, text, args)?;
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut answer = Answer::new(columns);
    while let Some(row) = rows.next().map_err(Error::sqlite)? {
        for column in 0..columns {
            answer.push(match row.get_ref(column).map_err(Error::sqlite)? {
                ValueRef::Null => Seen::Null,
                ValueRef::Integer(v) => Seen::Int(v),
                ValueRef::Real(v) => Seen::Real(v),
                ValueRef::Text(v) => Seen::Text(whole_text(v)?),
                ValueRef::Blob(v) => Seen::Blob(v),
            });
        }
    }
    Ok(answer.rows())
}

#[cfg(feature = "testing")]
pub(crate) fn check(conn: &Connection, sql: crate::Sql) -> Result<(), Error> {
    let prepared = conn.prepare(&sql.render(crate::Engine::Sqlite));
    prepared.map(drop).map_err(Error::sqlite)
}

fn whole_text(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes)
        .map_err(|e| Error::data(format!("a text in the database is damaged: {e}")))
}

fn prepare<'c>(
    conn: &'c Connection,
    text: &str,
    args: &[Value],
) -> Result<rusqlite::CachedStatement<'c>, Error> {
    let mut statement = conn.prepare_cached(text).map_err(Error::sqlite)?;
    let (takes, given) = (statement.parameter_count(), args.len());
    if takes != given {
        return Err(Error::data(format!(
            "the statement takes {takes} values, {given} were given"
        )));
    }
    for (index, value) in (1..).zip(args) {
        bind(&mut statement, index, value).map_err(Error::sqlite)?;
    }
    Ok(statement)
}

fn bind(
    statement: &mut rusqlite::Statement<'_>,
    index: usize,
    value: &Value,
) -> rusqlite::Result<()> {
    match value {
        Value::Null => statement.raw_bind_parameter(index, rusqlite::types::Null),
        Value::Int(v) => statement.raw_bind_parameter(index, v),
        Value::Real(v) => statement.raw_bind_parameter(index, v),
        Value::Bool(v) => statement.raw_bind_parameter(index, v),
        Value::Text(v) => statement.raw_bind_parameter(index, v),
        Value::Blob(v) => statement.raw_bind_parameter(index, v),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_glance_spares_the_task_for_a_second() {
        let mut pace = Pace::default();
        let began = Instant::now();
        let after = |ms| began + Duration::from_millis(ms);
        pace.took(began, after(20));
        assert!(pace.on_the_task(after(20)), "20 ms are not long");
        pace.took(began, after(21));
        assert!(!pace.on_the_task(after(21)));
        assert!(!pace.on_the_task(after(1_020)));
        assert!(pace.on_the_task(after(1_021)));
        pace.took(after(1_021), after(1_022));
        assert!(pace.on_the_task(after(1_022)));
    }
}
