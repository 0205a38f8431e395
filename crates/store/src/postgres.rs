//! PostgreSQL: one pooled connection and one serializable transaction for each
//! closure, driven from a blocking thread.
//!
//! Serializable, because a closure that is right with SQLite's one writer must
//! be right here too. What collides (40001, 40P01) runs again; a connection
//! whose state is in doubt is thrown away, never returned to the pool.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Object, Pool, PoolError};
use tokio::runtime::Handle;

use crate::error::Kind;
use crate::migrate;
use crate::pg_server::Server;
use crate::pg_value::{Param, row};
use crate::turns::Turns;
use crate::tx::Link;
use crate::value::sql_only;
use crate::work::Work;
use crate::{Db, Error, OpenError, Options, Row, Shared, Tx, Value, changes};

const WRITE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Under a held row others wait or skip: later statements must see their work.
pub(crate) const HOLD: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
/// How often a closure that collides is run.
const TRIES: u32 = 40;
/// Rows held at once on this node: each has a connection of its own, so that
/// slow letters cannot starve the pages.
const HOLDS: usize = 16;

pub(crate) struct Postgres {
    pool: Pool,
    pub(crate) holds: Pool,
    pub(crate) handle: Handle,
    turns: Turns,
    pub(crate) tasks: changes::Tasks,
}

pub(crate) async fn open(
    options: &Options,
    marked: bool,
    shared: Arc<Shared>,
) -> Result<Postgres, OpenError> {
    let server = Server::parse(&options.url)?;
    let place = server.place();
    let fail = |words: String| OpenError::Server {
        server: place.clone(),
        words,
    };
    server.prepare(options.migrations, marked).await?;
    let cores = std::thread::available_parallelism().map_or(4, usize::from);
    let size = if options.readers == 0 {
        (cores * 2).clamp(4, 32)
    } else {
        options.readers
    };
    let pool = |size| server.pool(size).map_err(|e| fail(e.to_string()));
    let (pool, holds) = (pool(size)?, pool(HOLDS)?);
    let tasks = changes::listen(server.clone(), pool.clone(), shared)
        .await
        .map_err(|e| fail(e.to_string()))?;
    Ok(Postgres {
        pool,
        holds,
        handle: Handle::current(),
        turns: Turns::default(),
        tasks,
    })
}

/// What became of one run of a closure.
pub(crate) enum Run {
    /// It committed, refused by itself, or its commit failed.
    Done(Result<(), Error>),
    /// It collided, or its connection was gone before the commit: nothing was
    /// changed and it can be run again.
    Again(Error),
}

/// Runs `work` in the open transaction of `client` and commits. A connection
/// that is in doubt is closed.
pub(crate) fn finish(
    client: Object,
    handle: &Handle,
    shared: &Shared,
    work: &mut Work,
) -> (Run, Option<Object>) {
    let mut tx = Tx::new(
        Link::Postgres {
            client: &client,
            handle,
        },
        shared,
    );
    let keep = work.run(&mut tx);
    let (after, failed) = (tx.after, tx.failed);
    let ending = |words: &str| {
        let asked = client.batch_execute(words);
        handle.block_on(asked).map_err(Error::postgres)
    };
    let panicked = failed.as_ref().is_some_and(|e| e.kind() == Kind::Panicked);
    let ended = match (panicked, keep) {
        (true, _) => Err(Error::closed()),
        (_, true) => shared.timed(|| ending("COMMIT")),
        (_, false) => ending("ROLLBACK"),
    };
    let client = match &ended {
        Ok(()) => Some(client),
        Err(error) if error.kind() == Kind::Retry => Some(client),
        Err(_) => {
            drop(Object::take(client));
            None
        }
    };
    let run = match (keep, ended, failed) {
        (false, _, Some(error)) if error.must_rerun() => Run::Again(error),
        (false, _, _) => Run::Done(Ok(())),
        (true, Ok(()), _) => {
            after.happen(shared);
            Run::Done(Ok(()))
        }
        (true, Err(error), _) if error.kind() == Kind::Retry => Run::Again(error),
        (true, Err(error), _) => Run::Done(Err(error.while_committing())),
    };
    (run, client)
}

impl Postgres {
    pub async fn client(&self, pool: &Pool) -> Result<Object, Error> {
        pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => Error::postgres(error),
            PoolError::Closed => Error::closed(),
            PoolError::Timeout(_) => {
                Error::data("no connection to PostgreSQL became free within 30 seconds")
            }
            other => Error::data(other.to_string()),
        })
    }

    pub async fn write(
        self: &Arc<Self>,
        shared: &Arc<Shared>,
        mut work: Work,
    ) -> Result<(), Error> {
        let (this, shared) = (self.clone(), shared.clone());
        let client = self.client(&self.pool).await?;
        let written = tokio::task::spawn_blocking(move || {
            let ended = this.write_here(client, &shared, &mut work);
            work.answer(ended);
        });
        written.await.map_err(|gone| Error::data(gone.to_string()))
    }

    fn write_here(&self, client: Object, shared: &Shared, work: &mut Work) -> Result<(), Error> {
        let mut client = Some(client);
        let mut tried = 0;
        loop {
            // First the connection, then the turn: whoever runs alone must not
            // wait for connections of those who wait for him.
            let taken = match client.take() {
                Some(client) => client,
                None => self.handle.block_on(self.client(&self.pool))?,
            };
            let turn = self.turns.take(tried);
            let run = match self.begin(&taken, WRITE) {
                Ok(()) => {
                    let (run, back) = finish(taken, &self.handle, shared, work);
                    client = back;
                    run
                }
                Err(error) => {
                    drop(Object::take(taken));
                    if !error.must_rerun() {
                        return Err(error);
                    }
                    Run::Again(error)
                }
            };
            let error = match run {
                Run::Done(ended) => {
                    self.turns.went_through();
                    return ended;
                }
                Run::Again(error) => error,
            };
            self.turns.collided();
            tried += 1;
            if tried == TRIES {
                return Err(error);
            }
            drop(turn);
            // Uneven pauses, so that two that collided do not collide again.
            let spread = migrate::now().unsigned_abs() % 1000;
            let pause = u64::from(tried.min(10)) * spread;
            std::thread::sleep(Duration::from_micros(pause));
        }
    }

    pub fn begin(&self, client: &Object, how: &str) -> Result<(), Error> {
        self.handle
            .block_on(client.batch_execute(how))
            .map_err(Error::postgres)
    }

    pub async fn read(self: &Arc<Self>, shared: &Arc<Shared>, mut work: Work) -> Result<(), Error> {
        let (this, shared) = (self.clone(), shared.clone());
        let client = self.client(&self.pool).await?;
        let read = tokio::task::spawn_blocking(move || {
            let ended = this.read_here(client, &shared, &mut work);
            work.answer(ended);
        });
        read.await.map_err(|gone| Error::data(gone.to_string()))
    }

    fn read_here(&self, mut client: Object, shared: &Shared, work: &mut Work) -> Result<(), Error> {
        // After a restart of the server the pool is full of dead ends.
        while let Err(error) = self.begin(&client, READ) {
            drop(Object::take(client));
            if !error.must_rerun() {
                return Err(error);
            }
            client = self.handle.block_on(self.client(&self.pool))?;
        }
        match finish(client, &self.handle, shared, work).0 {
            Run::Done(ended) => ended,
            Run::Again(error) => Err(error),
        }
    }

    pub async fn integrity(&self, db: &Db) -> Result<Vec<String>, Error> {
        let mut found = crate::blob::check(db).await?;
        found.extend(self.integrity_of_rows(db).await?);
        Ok(found)
    }

    pub async fn integrity_of_rows(&self, db: &Db) -> Result<Vec<String>, Error> {
        let mut found = Vec::new();
        let unsound = db.read(|tx| {
            let sql = sql_only!(
                Postgres,
                "SELECT c.conrelid::regclass::text, c.conname::text FROM pg_constraint c
                 WHERE NOT c.convalidated AND c.connamespace = current_schema()::regnamespace"
            );
            let index = sql_only!(
                Postgres,
                "SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index
                 WHERE NOT indisvalid"
            );
            let mut rows = tx.query(sql, &[])?;
            rows.extend(tx.query(index, &[])?);
            Ok::<_, Error>(rows)
        });
        for row in unsound.await? {
            let (table, name): (String, String) = (row.get(0)?, row.get(1)?);
            found.push(format!("{table}: {name} is marked as not valid"));
        }
        Ok(found)
    }

    pub async fn scrub(&self) -> Result<(), Error> {
        let client = self.client(&self.pool).await?;
        client
            .batch_execute("VACUUM")
            .await
            .map_err(Error::postgres)
    }

    pub async fn close(&self) {
        self.tasks.close().await;
        self.pool.close();
        self.holds.close();
    }
}

/// Connections of desks; who copies calls himself otherwise.
pub(crate) fn others_at_work(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let sql = sql_only!(
        Postgres,
        "SELECT count(*) > 0 FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'heliotrope'"
    );
    let row = tx.one(sql, &[])?;
    row.map_or(Ok(false), |row| row.get(0))
}

pub(crate) fn execute(
    client: &Object,
    handle: &Handle,
    text: &str,
    args: &[Value],
) -> Result<u64, Error> {
    let done = handle.block_on(async {
        let statement = client.prepare_cached(text).await?;
        client.execute_raw(&statement, Param::all(args)).await
    });
    done.map_err(|e| forget_old_plans(client, e, args))
}

pub(crate) fn query(
    client: &Object,
    handle: &Handle,
    text: &str,
    args: &[Value],
) -> Result<Vec<Row>, Error> {
    use futures_util::TryStreamExt;
    let rows: Result<Vec<_>, _> = handle.block_on(async {
        let statement = client.prepare_cached(text).await?;
        let rows = client.query_raw(&statement, Param::all(args)).await?;
        rows.try_collect().await
    });
    let rows = rows.map_err(|e| forget_old_plans(client, e, args))?;
    rows.iter().map(row).collect()
}

#[cfg(feature = "testing")]
pub(crate) fn check(client: &Object, handle: &Handle, sql: crate::Sql) -> Result<(), Error> {
    let text = sql.render(crate::Engine::Postgres);
    handle
        .block_on(client.prepare(&text))
        .map(drop)
        .map_err(Error::postgres)
}

/// Another node has migrated: plans of before are of no use.
fn forget_old_plans(client: &Object, error: tokio_postgres::Error, args: &[Value]) -> Error {
    // Our own refusals to convert a value read better than their wrapping.
    let own = error
        .source()
        .and_then(|cause| cause.downcast_ref::<Error>());
    if let Some(own) = own {
        return own.clone();
    }
    if error.source().is_none() && error.to_string().contains("parameters but got") {
        return Error::data(format!("{error}; {} were given", args.len()));
    }
    let error = Error::postgres(error);
    if error.kind() == Kind::Retry {
        client.statement_cache.clear();
    }
    error
}
