//! The one thread that writes to SQLite.
//!
//! It takes all waiting jobs, runs them in one transaction, commits once and
//! only then answers: one sync of the disk for everyone who waited. A job that
//! fails undoes itself alone; when the commit of all fails, each gets a commit
//! of its own.
//!
//! A savepoint for each job would cost a fifth of the time: SQLite copies every
//! page that is touched, FTS5 writes its index. Nearly all jobs succeed or
//! refuse before they wrote, so they run without; only when one fails after it
//! wrote, all of them run again, each in a savepoint.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::tx::{After, Link};
use crate::{Error, Shared, Tx, search};

/// How often the writer looks whether another process has written.
const WATCH: Duration = Duration::from_millis(200);
/// How much waiting work goes into one commit.
const TOGETHER: usize = 256;

pub(crate) enum Message {
    Work(Box<dyn Job>),
    Scrub(oneshot::Sender<Result<(), Error>>),
    Close(oneshot::Sender<()>),
}

/// Work for the writer, with its closure's types put away.
pub(crate) trait Job: Send {
    /// Runs the closure; `true`: keep what it did.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    fn answer(self: Box<Self>, committed: Result<(), Error>);
}

pub(crate) struct Closure<F, T, E> {
    f: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Closure<F, T, E> {
    pub fn new(f: F, reply: oneshot::Sender<Result<T, E>>) -> Self {
        Closure {
            f,
            result: None,
            reply,
        }
    }
}

impl<F, T, E> Job for Closure<F, T, E>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        self.result.insert(tx.run(&self.f)).is_ok()
    }

    fn answer(self: Box<Self>, committed: Result<(), Error>) {
        let Closure { f, result, reply } = *self;
        // What the closure owns (a blob's file) is let go before its asker
        // goes on.
        drop(f);
        let answer = match (result, committed) {
            (Some(Err(own)), _) => Err(own),
            (_, Err(error)) => Err(error.into()),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(Error::closed().into()),
        };
        // Nobody waits when the asker went away: the deed is done all the same.
        reply.send(answer).ok();
    }
}

pub(crate) struct Writer {
    conn: Connection,
    shared: Arc<Shared>,
    /// `PRAGMA data_version`: moves when any other connection has written,
    /// never by this one. Our readers cannot write, so it is another process.
    seen: i64,
    watched: Instant,
}

impl Writer {
    pub fn new(conn: Connection, shared: Arc<Shared>) -> Result<Writer, Error> {
        Ok(Writer {
            seen: data_version(&conn)?,
            conn,
            shared,
            watched: Instant::now(),
        })
    }

    pub fn work(mut self, jobs: &Receiver<Message>) {
        loop {
            let mut next = match jobs.recv_timeout(WATCH) {
                Ok(message) => Some(message),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let mut batch = Vec::new();
            while let Some(Message::Work(job)) = next {
                batch.push(job);
                next = (batch.len() < TOGETHER)
                    .then(|| jobs.try_recv().ok())
                    .flatten();
            }
            if !batch.is_empty() {
                self.commit_together(batch);
            }
            match next {
                Some(Message::Scrub(told)) => {
                    told.send(self.scrub()).ok();
                }
                Some(Message::Close(told)) => {
                    drop(self);
                    told.send(()).ok();
                    return;
                }
                _ => {}
            }
            if self.watched.elapsed() >= WATCH {
                self.watch();
            }
        }
    }

    /// Writes the log back into the database and empties it.
    fn scrub(&self) -> Result<(), Error> {
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: i64 = self
            .conn
            .query_row(checkpoint, (), |row| row.get(0))
            .map_err(Error::sqlite)?;
        match busy {
            0 => Ok(()),
            _ => Err(Error::data(
                "somebody is still reading the log of the database; try again",
            )),
        }
    }

    fn watch(&mut self) {
        self.watched = Instant::now();
        match data_version(&self.conn) {
            Ok(now) if now != self.seen => {
                self.seen = now;
                self.shared.changes.resync();
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "Could not look whether another process has written")
            }
        }
    }

    fn statement(&self, text: &str) -> Result<(), Error> {
        let done = self
            .conn
            .prepare_cached(text)
            .and_then(|mut s| s.raw_execute());
        done.map(drop).map_err(Error::sqlite)
    }

    fn commit_together(&self, mut batch: Vec<Box<dyn Job>>) {
        for apart in [false, true] {
            if let Err(error) = self.statement("BEGIN IMMEDIATE") {
                for job in batch {
                    job.answer(Err(error.clone()));
                }
                return;
            }
            let ran = self.run_all(&mut batch, apart);
            let spoilt = matches!(ran, Ok(None));
            let done = ran.and_then(|afters| match afters {
                Some(afters) => self.statement("COMMIT").map(|()| afters),
                None => self.statement("ROLLBACK").map(|()| Vec::new()),
            });
            match done {
                // One that was alone knows its own answer.
                Ok(_) if spoilt && batch.len() > 1 => {}
                Ok(afters) => {
                    for after in afters {
                        after.happen(&self.shared);
                    }
                    for job in batch {
                        job.answer(Ok(()));
                    }
                    return;
                }
                Err(error) => return self.undo(batch, error),
            }
        }
    }

    /// Runs all of them, `apart` in savepoints. None: one failed after it
    /// wrote, and they stand in no savepoints. `Err`: the whole transaction is
    /// lost.
    fn run_all(
        &self,
        batch: &mut [Box<dyn Job>],
        apart: bool,
    ) -> Result<Option<Vec<After>>, Error> {
        let mut afters = Vec::with_capacity(batch.len());
        for job in batch {
            if apart {
                afters.extend(self.run_apart(job.as_mut())?);
                continue;
            }
            let before = self.conn.total_changes();
            match self.run(job.as_mut())? {
                Some(after) => afters.push(after),
                None if self.conn.total_changes() == before => {}
                None => return Ok(None),
            }
        }
        // Last and together: FTS5 writes its index again before each statement
        // that may have to be undone.
        for after in &mut afters {
            search::write(&self.conn, std::mem::take(&mut after.found))?;
        }
        Ok(Some(afters))
    }

    /// Runs one job; none: what it did is to be undone. `Err`: the whole
    /// transaction is lost, because SQLite itself rolled it back (a full disk,
    /// a failing disk).
    fn run(&self, job: &mut dyn Job) -> Result<Option<After>, Error> {
        let mut tx = Tx::new(Link::Sqlite(&self.conn), &self.shared);
        let keep = job.run(&mut tx);
        let (after, failed) = (tx.after, tx.failed);
        if self.conn.is_autocommit() {
            let words = "SQLite has undone the transaction";
            return Err(failed.unwrap_or_else(|| Error::data(words)));
        }
        Ok(keep.then_some(after))
    }

    fn run_apart(&self, job: &mut dyn Job) -> Result<Option<After>, Error> {
        self.statement("SAVEPOINT job")?;
        let after = self.run(job)?;
        if after.is_none() {
            self.statement("ROLLBACK TO job")?;
        }
        self.statement("RELEASE job")?;
        Ok(after)
    }

    /// The commit of all failed. Each gets its own: only whose work does not
    /// fit (a reference checked at commit, a disk with little room) fails.
    fn undo(&self, mut batch: Vec<Box<dyn Job>>, error: Error) {
        if !self.conn.is_autocommit()
            && let Err(error) = self.statement("ROLLBACK")
        {
            tracing::error!(%error, "Could not roll back");
        }
        if batch.len() > 1 {
            batch
                .into_iter()
                .for_each(|job| self.commit_together(vec![job]));
        } else if let Some(job) = batch.pop() {
            job.answer(Err(error));
        }
    }
}

fn data_version(conn: &Connection) -> Result<i64, Error> {
    conn.pragma_query_value(None, "data_version", |row| row.get(0))
        .map_err(Error::sqlite)
}
