//! One transaction, the same on both engines.

use crate::value::sql_only;
use crate::{Engine, Error, Row, Shared, Sql, Value, blob, postgres, search, sqlite};

/// A transaction under way. Everything in it happens together or not at all.
///
/// A statement that fails spoils the transaction, on both engines: what comes
/// after it fails with the same error, and nothing is committed even if the
/// closure returns `Ok`. Where a failure is expected, use [`Tx::attempt`].
pub struct Tx<'a> {
    pub(crate) link: Link<'a>,
    pub(crate) shared: &'a Shared,
    pub(crate) after: After,
    pub(crate) failed: Option<Error>,
}

pub(crate) enum Link<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres {
        client: &'a deadpool_postgres::Object,
        handle: &'a tokio::runtime::Handle,
    },
}

/// What happens once the transaction is committed, and never otherwise.
#[derive(Default)]
pub(crate) struct After {
    pub said: Vec<String>,
    pub files: blob::Files,
    /// On SQLite: what the search index learns, just before the commit.
    pub found: Vec<search::Entry>,
}

impl After {
    pub fn happen(self, shared: &Shared) {
        self.files.settle();
        shared.changes.publish(self.said);
    }
}

impl<'a> Tx<'a> {
    pub(crate) fn new(link: Link<'a>, shared: &'a Shared) -> Tx<'a> {
        Tx {
            link,
            shared,
            after: After::default(),
            failed: None,
        }
    }

    pub fn engine(&self) -> Engine {
        match self.link {
            Link::Sqlite(_) => Engine::Sqlite,
            Link::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Runs a statement that answers no rows; returns how many it changed.
    pub fn execute(&mut self, sql: Sql, args: &[Value]) -> Result<u64, Error> {
        self.speak(sql, |link| match link {
            Link::Sqlite(conn) => sqlite::execute(conn, &sql.render(Engine::Sqlite), args),
            Link::Postgres { client, handle } => {
                postgres::execute(client, handle, &sql.render(Engine::Postgres), args)
            }
        })
    }

    /// Runs `INSERT .. VALUES (..) RETURNING id` of one row in a table whose
    /// `{id}` that is, and gives the id.
    pub fn insert(&mut self, sql: Sql, args: &[Value]) -> Result<i64, Error> {
        self.speak(sql, |link| match link {
            Link::Sqlite(conn) => sqlite::insert(conn, sql, args),
            Link::Postgres { client, handle } => {
                let text = sql.render(Engine::Postgres);
                let rows = postgres::query(client, handle, &text, args)?;
                let row = rows
                    .first()
                    .ok_or_else(|| Error::data("no row was written"))?;
                row.get(0)
            }
        })
    }

    /// All rows of the answer.
    pub fn query(&mut self, sql: Sql, args: &[Value]) -> Result<Vec<Row>, Error> {
        self.speak(sql, |link| match link {
            Link::Sqlite(conn) => sqlite::query(conn, &sql.render(Engine::Sqlite), args),
            Link::Postgres { client, handle } => {
                postgres::query(client, handle, &sql.render(Engine::Postgres), args)
            }
        })
    }

    /// The first row of the answer.
    pub fn one(&mut self, sql: Sql, args: &[Value]) -> Result<Option<Row>, Error> {
        Ok(self.query(sql, args)?.into_iter().next())
    }

    /// A statement made from the names in the schema: only for copying whole
    /// tables, which no text written beforehand can name.
    pub(crate) fn execute_made(&mut self, text: &str, args: &[Value]) -> Result<u64, Error> {
        self.speak_made(|link| match link {
            Link::Sqlite(conn) => sqlite::execute(conn, text, args),
            Link::Postgres { client, handle } => postgres::execute(client, handle, text, args),
        })
    }

    /// As [`Tx::execute_made`], with the rows of the answer.
    pub(crate) fn query_made(&mut self, text: &str, args: &[Value]) -> Result<Vec<Row>, Error> {
        self.speak_made(|link| match link {
            Link::Sqlite(conn) => sqlite::query(conn, text, args),
            Link::Postgres { client, handle } => postgres::query(client, handle, text, args),
        })
    }

    #[cfg(feature = "testing")]
    pub(crate) fn prepare(&mut self, sql: Sql) -> Result<(), Error> {
        self.speak(sql, |link| match link {
            Link::Sqlite(conn) => sqlite::check(conn, sql),
            Link::Postgres { client, handle } => postgres::check(client, handle, sql),
        })
    }

    fn speak<T>(
        &mut self,
        sql: Sql,
        f: impl FnOnce(&Link<'a>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.speak_made(|link| f(link).map_err(|error| error.in_statement(sql)))
    }

    fn speak_made<T>(&mut self, f: impl FnOnce(&Link<'a>) -> Result<T, Error>) -> Result<T, Error> {
        if let Some(failed) = &self.failed {
            return Err(failed.clone());
        }
        f(&self.link).inspect_err(|error| self.failed = Some(error.clone()))
    }

    /// Runs `f` so that its failure can be lived with: its work is undone and
    /// the transaction goes on.
    pub fn attempt<T, E>(&mut self, f: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Error>,
    {
        let said = self.after.said.len();
        let files = self.after.files.mark();
        let found = self.after.found.len();
        self.batch("SAVEPOINT attempt")?;
        let result = f(self);
        match &self.failed {
            // The whole transaction has to run again: not ours to live with.
            Some(error) if error.must_rerun() => return Err(error.clone().into()),
            failed => {
                if result.is_ok() && failed.is_none() {
                    self.batch("RELEASE SAVEPOINT attempt")?;
                    return result;
                }
            }
        }
        let failed = self.failed.take();
        self.batch("ROLLBACK TO SAVEPOINT attempt")?;
        self.batch("RELEASE SAVEPOINT attempt")?;
        self.after.said.truncate(said);
        self.after.files.back_to(files);
        self.after.found.truncate(found);
        match (result, failed) {
            (Ok(_), Some(error)) => Err(error.into()),
            (result, _) => result,
        }
    }

    pub(crate) fn batch(&mut self, text: &'static str) -> Result<(), Error> {
        let done = match &self.link {
            Link::Sqlite(conn) => conn.execute_batch(text).map_err(Error::sqlite),
            Link::Postgres { client, handle } => {
                let done = handle.block_on(client.batch_execute(text));
                done.map_err(Error::postgres)
            }
        };
        done.inspect_err(|error| self.failed = Some(error.clone()))
    }

    /// Holds everyone else who takes the lock `name` until this transaction
    /// ends. Take it first. On SQLite there is only one writer anyway.
    pub fn lock(&mut self, name: &str) -> Result<(), Error> {
        if self.engine() == Engine::Postgres {
            let sql = sql_only!(Postgres, "SELECT pg_advisory_xact_lock($1)");
            self.execute(sql, &[Value::Int(blob::hash(name.as_bytes()))])?;
        }
        Ok(())
    }

    /// Whether this process holds the row, see [`Db::hold`](crate::Db::hold).
    ///
    /// Whoever wants to take back what may be under way (undo a letter that is
    /// being sent) asks this and selects the row with `{skip_locked}`: on
    /// SQLite the claim answers, on PostgreSQL the locked row stays away.
    pub fn is_held(&self, name: &'static str, id: i64) -> bool {
        self.shared.claims.contains(name, id)
    }

    /// Tells hearers after the commit that `part` is stale.
    pub fn say(&mut self, part: impl Into<String>) {
        let part = part.into();
        if !self.after.said.contains(&part) {
            self.after.said.push(part);
        }
    }
}
