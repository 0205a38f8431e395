//! Work to be done later, enqueued by the same transaction as its cause.
//!
//! A worker takes due jobs, does them and calls `done` or `again`. Whoever
//! enqueues a job that is just being worked on gets a new row: the worker's
//! `done` ends only what it had taken.

use crate::{Error, Tx, args, sql};

/// One due job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub id: i64,
    pub kind: String,
    pub key: String,
    /// Microseconds, UTC.
    pub run_at: i64,
    /// How often it was put off by [`Tx::again`].
    pub tries: i64,
    /// Why it was put off the last time.
    pub why: Option<String>,
}

impl Tx<'_> {
    /// Asks for `kind` to be done for `key` at `run_at` (microseconds, UTC).
    /// If the same is waiting already, the earlier time counts.
    pub fn enqueue(&mut self, kind: &str, key: &str, run_at: i64) -> Result<(), Error> {
        // A new row each time, see the head of this file.
        let waiting = self.one(
            sql!("DELETE FROM job WHERE kind = $1 AND key = $2 RETURNING run_at, tries, why"),
            args![kind, key],
        )?;
        let (run_at, tries, why) = match waiting {
            Some(row) => (run_at.min(row.get(0)?), row.get::<i64>(1)?, row.get(2)?),
            None => (run_at, 0, None::<String>),
        };
        self.execute(
            sql!("INSERT INTO job (kind, key, run_at, tries, why) VALUES ($1, $2, $3, $4, $5)"),
            args![kind, key, run_at, tries, why],
        )?;
        Ok(())
    }

    /// Jobs that are due at `now`, the longest due first. On PostgreSQL no
    /// other transaction gets them until this one ends.
    pub fn due_jobs(&mut self, now: i64, limit: usize) -> Result<Vec<Job>, Error> {
        let rows = self.query(
            sql!(
                "SELECT id, kind, key, run_at, tries, why FROM job WHERE run_at <= $1
                 ORDER BY run_at, id LIMIT $2 {skip_locked}"
            ),
            args![now, i64::try_from(limit).unwrap_or(i64::MAX)],
        )?;
        rows.iter()
            .map(|row| {
                Ok(Job {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    key: row.get(2)?,
                    run_at: row.get(3)?,
                    tries: row.get(4)?,
                    why: row.get(5)?,
                })
            })
            .collect()
    }

    /// The job is done and goes.
    pub fn done(&mut self, job: i64) -> Result<(), Error> {
        self.execute(sql!("DELETE FROM job WHERE id = $1"), args![job])?;
        Ok(())
    }

    /// The job is to be tried again at `run_at`; `why` is for the doctor: a
    /// closed word, never a person's words.
    pub fn again(&mut self, job: i64, run_at: i64, why: &str) -> Result<(), Error> {
        self.execute(
            sql!("UPDATE job SET run_at = $2, tries = tries + 1, why = $3 WHERE id = $1"),
            args![job, run_at, why],
        )?;
        Ok(())
    }
}
