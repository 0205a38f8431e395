//! Holding one row while something slow is done with it, such as sending a
//! letter, so that no other worker on any node does it too.
//!
//! On PostgreSQL the row stays locked in an open transaction: a node that dies
//! lets go by dying. On SQLite one process works, so a claim in memory is
//! enough.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use crate::sqlite::held;
use crate::{Db, Error, Row, Shared, Sql, Tx, Value};

/// Rows claimed on this node: what they are, and which.
#[derive(Default)]
pub(crate) struct Claims(Mutex<HashSet<(&'static str, i64)>>);

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
    _claim: Claim,
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
        let row = self.read(move |tx| tx.one(lock, &[Value::Int(id)])).await?;
        Ok(row.map(|row| Held {
            row,
            db: self.clone(),
            _claim: claim,
        }))
    }
}

impl Held {
    /// The row as `lock` selected it.
    pub fn row(&self) -> &Row {
        &self.row
    }

    /// Writes what came of it, commits and lets go. `Err`: nothing was
    /// written, and the row is free again.
    pub async fn finish<T, E>(
        self,
        f: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.db.write(f).await
    }
}

impl std::ops::Deref for Held {
    type Target = Row;
    fn deref(&self) -> &Row {
        &self.row
    }
}
