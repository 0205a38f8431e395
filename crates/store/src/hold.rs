//! Holding one row while something slow is done with it, such as sending a
//! letter, so that no other worker on any node does it too.
//!
//! On PostgreSQL the row stays locked in an open transaction: a node that dies
//! lets go by dying. On SQLite one process works, so a claim in memory is
//! enough.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use deadpool_postgres::Object;

use crate::postgres::{self, Postgres, Run};
use crate::sqlite::held;
use crate::tx::Link;
use crate::work::{self, Told, Work};
use crate::{Backend, Db, Error, Row, Shared, Sql, Tx, Value};

/// Rows claimed on this node: what they are, and which.
#[derive(Default)]
pub(crate) struct Claims(Mutex<HashSet<(&'static str, i64)>>);

impl Claims {
    pub fn contains(&self, name: &'static str, id: i64) -> bool {
        held(&self.0).contains(&(name, id))
    }
}

struct Claim {
    shared: Arc<Shared>,
    of: (&'static str, i64),
}

impl Claim {
    fn take(shared: &Arc<Shared>, of: (&'static str, i64)) -> Option<Claim> {
        let shared = shared.clone();
        let fresh = held(&shared.claims.0).insert(of);
        // Not `then_some`: a claim that was made and thrown away would free
        // the row under its holder.
        fresh.then(|| Claim { shared, of })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        held(&self.shared.claims.0).remove(&self.of);
    }
}

/// A row that is ours until [`Held::finish`], or until this is dropped: then
/// nothing was changed and somebody else may take it.
pub struct Held {
    row: Row,
    db: Db,
    lock: Option<Lock>,
    // After `lock`, so that the row is free before its claim is.
    _claim: Claim,
}

/// The open transaction that locks the row.
struct Lock {
    postgres: Arc<Postgres>,
    client: Option<Object>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the connection is the surest way to let go, and rare enough.
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

impl Db {
    /// Holds the row that `lock` selects by `$1` = `id`. `lock` says what is
    /// still to do and ends in `{skip_locked}`. `None`: somebody else has it,
    /// or it is done. `name` tells kinds of rows apart.
    pub async fn hold(
        &self,
        name: &'static str,
        id: i64,
        lock: Sql,
    ) -> Result<Option<Held>, Error> {
        let Some(claim) = Claim::take(&self.shared, (name, id)) else {
            return Ok(None);
        };
        let (row, lock) = match &self.backend {
            // Through the writer, so that whoever takes the row back in a
            // transaction of his own sees our claim, or we see his deed.
            Backend::Sqlite(_) => {
                let row = self
                    .write(move |tx| tx.one(lock, &[Value::Int(id)]))
                    .await?;
                (row, None)
            }
            Backend::Postgres(postgres) => {
                let (row, lock) = hold_locked(postgres, &self.shared, lock, id).await?;
                (row, Some(lock))
            }
        };
        Ok(row.map(|row| Held {
            row,
            db: self.clone(),
            lock,
            _claim: claim,
        }))
    }
}

async fn hold_locked(
    postgres: &Arc<Postgres>,
    shared: &Arc<Shared>,
    lock: Sql,
    id: i64,
) -> Result<(Option<Row>, Lock), Error> {
    let (postgres, shared) = (postgres.clone(), shared.clone());
    let mut client = postgres.client(&postgres.holds).await?;
    let work = tokio::task::spawn_blocking(move || {
        while let Err(error) = postgres.begin(&client, postgres::HOLD) {
            drop(Object::take(client));
            if !error.must_rerun() {
                return Err(error);
            }
            client = postgres.handle.block_on(postgres.client(&postgres.holds))?;
        }
        let link = Link::Postgres {
            client: &client,
            handle: &postgres.handle,
        };
        let row = Tx::new(link, &shared).one(lock, &[Value::Int(id)]);
        let nothing = matches!(row, Ok(None));
        let mut lock = Lock {
            client: Some(client),
            postgres: postgres.clone(),
        };
        if nothing && let Some(client) = lock.client.take() {
            match postgres.begin(&client, "ROLLBACK") {
                Ok(()) => drop(client),
                Err(_) => drop(Object::take(client)),
            }
        }
        Ok((row?, lock))
    });
    work.await
        .unwrap_or_else(|gone| Err(Error::data(gone.to_string())))
}

impl Held {
    /// The row as `lock` selected it.
    pub fn row(&self) -> &Row {
        &self.row
    }

    /// Writes what came of it, commits and lets go. `Err`: nothing was
    /// written, and the row is free again.
    pub async fn finish<T, E>(
        mut self,
        f: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        work::ask(f, |work, told| self.finish_work(work, told)).await
    }

    async fn finish_work(&mut self, mut work: Work, told: Told) -> Result<(), Error> {
        if let Some(mut lock) = self.lock.take()
            && let Some(client) = lock.client.take()
        {
            let shared = self.db.shared.clone();
            let done = tokio::task::spawn_blocking(move || {
                let handle = &lock.postgres.handle;
                match postgres::finish(client, handle, &shared, &mut work).0 {
                    Run::Done(ended) => {
                        work.answer(ended);
                        None
                    }
                    Run::Again(error) => Some((work, error)),
                }
            });
            match done.await {
                Ok(None) => return Ok(()),
                // The lock is lost, but what was done is done (the letter is
                // out): better written by a transaction of its own than not.
                Ok(Some((again, error))) => {
                    tracing::warn!(%error, "A held row is written without its lock");
                    work = again;
                }
                Err(gone) => return Err(Error::data(gone.to_string())),
            }
        }
        // Before all that waits: what is being written down has happened.
        self.db.write_work(work, told, true).await
    }
}

impl std::ops::Deref for Held {
    type Target = Row;
    fn deref(&self) -> &Row {
        &self.row
    }
}
