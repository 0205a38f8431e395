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
//!
//! What has happened outside already and is only to be written down (a letter
//! that another server has taken) goes before all that waits: were we to die
//! before it is written, it would happen again.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::sqlite_log::Log;
use crate::tx::{After, Link};
use crate::work::Work;
use crate::{Error, Shared, Tx, search};

/// How often the writer looks whether another process has written.
const WATCH: Duration = Duration::from_millis(200);
/// How much waiting work goes into one commit.
const TOGETHER: usize = 256;
/// A commit that urgent work waits for takes up no more work after this. Not
/// at once: with a slow disk each commit is dear to all who wait.
const CUT_SHORT: Duration = Duration::from_millis(2);

pub(crate) enum Message {
    Work(Work),
    /// There is something in the urgent inbox.
    Urgent,
    Scrub(oneshot::Sender<Result<(), Error>>),
    Close(oneshot::Sender<()>),
}

pub(crate) struct Writer {
    // Before the connection, so that its thread ends first.
    log: Log,
    conn: Connection,
    shared: Arc<Shared>,
    urgent: Receiver<Work>,
    /// `PRAGMA data_version`: moves when any other connection has written,
    /// never by this one. Our readers cannot write, so it is another process.
    seen: i64,
    watched: Instant,
}

impl Writer {
    /// `beside`: another connection to the same file, for the log.
    pub fn new(
        mut conn: Connection,
        beside: Connection,
        shared: Arc<Shared>,
        urgent: Receiver<Work>,
    ) -> Result<Writer, Error> {
        Ok(Writer {
            log: Log::keep(&mut conn, beside)?,
            seen: data_version(&conn)?,
            conn,
            shared,
            urgent,
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
            let mut batch = VecDeque::new();
            while let Some(Message::Work(_) | Message::Urgent) = next {
                if let Some(Message::Work(job)) = next {
                    batch.push_back(job);
                }
                next = (batch.len() < TOGETHER)
                    .then(|| jobs.try_recv().ok())
                    .flatten();
            }
            if batch.is_empty() {
                batch.extend(self.urgent.try_iter());
            }
            self.commit_all(batch);
            self.log.look(&self.conn);
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

    fn commit_all(&self, mut waiting: VecDeque<Work>) {
        while !waiting.is_empty() {
            self.commit_together(&mut waiting);
        }
    }

    /// Takes from `waiting` what goes into one commit: all of it, unless
    /// something urgent comes meanwhile or one spoils it.
    fn commit_together(&self, waiting: &mut VecDeque<Work>) {
        let mut batch = Vec::with_capacity(waiting.len());
        for apart in [false, true] {
            if let Err(error) = self.statement("BEGIN IMMEDIATE") {
                for job in batch.into_iter().chain(waiting.drain(..)) {
                    job.answer(Err(error.clone()));
                }
                return;
            }
            let ran = match apart {
                false => self.run_waiting(waiting, &mut batch),
                true => self.run_again(&mut batch).map(Some),
            };
            let spoilt = matches!(ran, Ok(None));
            let done = ran.and_then(|afters| match afters {
                Some(afters) => {
                    let commit = || self.statement("COMMIT");
                    self.shared.timed(commit).map(|()| afters)
                }
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

    /// Moves jobs from `waiting` to `batch` and runs them. None: one of them
    /// failed after it wrote, and they stand in no savepoints; all have been
    /// moved. `Err`: the whole transaction is lost.
    fn run_waiting(
        &self,
        waiting: &mut VecDeque<Work>,
        batch: &mut Vec<Work>,
    ) -> Result<Option<Vec<After>>, Error> {
        let began = Instant::now();
        let mut cut = false;
        let mut afters = Vec::with_capacity(waiting.len());
        loop {
            let next = self.urgent.try_recv().ok();
            cut |= next.is_some();
            let next = match next {
                None if cut && began.elapsed() > CUT_SHORT => None,
                None => waiting.pop_front(),
                urgent => urgent,
            };
            let Some(mut job) = next else {
                break;
            };
            let before = self.conn.total_changes();
            let ran = self.run(&mut job);
            batch.push(job);
            match ran? {
                Some(after) => afters.push(after),
                None if self.conn.total_changes() == before => {}
                None => {
                    batch.extend(waiting.drain(..));
                    return Ok(None);
                }
            }
        }
        self.write_found(&mut afters)?;
        Ok(Some(afters))
    }

    /// The same jobs once more, each in a savepoint.
    fn run_again(&self, batch: &mut [Work]) -> Result<Vec<After>, Error> {
        let mut afters = Vec::with_capacity(batch.len());
        for job in batch {
            afters.extend(self.run_apart(job)?);
        }
        self.write_found(&mut afters)?;
        Ok(afters)
    }

    /// Last and together: FTS5 writes its index again before each statement
    /// that may have to be undone.
    fn write_found(&self, afters: &mut [After]) -> Result<(), Error> {
        let news: Vec<_> = afters.iter_mut().flat_map(|a| a.found.drain(..)).collect();
        search::write(&self.conn, &news)
    }

    /// Runs one job; none: what it did is to be undone. `Err`: the whole
    /// transaction is lost, because SQLite itself rolled it back (a full disk,
    /// a failing disk).
    fn run(&self, job: &mut Work) -> Result<Option<After>, Error> {
        let mut tx = Tx::new(Link::Sqlite(&self.conn), &self.shared);
        let keep = job.run(&mut tx);
        let (after, failed) = (tx.after, tx.failed);
        if self.conn.is_autocommit() {
            let words = "SQLite has undone the transaction";
            return Err(failed.unwrap_or_else(|| Error::data(words)));
        }
        Ok(keep.then_some(after))
    }

    fn run_apart(&self, job: &mut Work) -> Result<Option<After>, Error> {
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
    fn undo(&self, mut batch: Vec<Work>, error: Error) {
        if !self.conn.is_autocommit()
            && let Err(error) = self.statement("ROLLBACK")
        {
            tracing::error!(%error, "Could not roll back");
        }
        if batch.len() > 1 {
            for job in batch {
                self.commit_all(VecDeque::from([job]));
            }
        } else if let Some(job) = batch.pop() {
            job.answer(Err(error));
        }
    }
}

fn data_version(conn: &Connection) -> Result<i64, Error> {
    conn.pragma_query_value(None, "data_version", |row| row.get(0))
        .map_err(Error::sqlite)
}
