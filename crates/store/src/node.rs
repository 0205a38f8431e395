//! Who works on this database, and who has ended.
//!
//! Each open database is a node with a name that nobody else ever had. On
//! PostgreSQL the connection on which it hears of changes holds a lock in that
//! name; the server lets it go when that connection ends, so the death of a
//! process is known at once and from everywhere. On SQLite one process works:
//! every other name is one of the past.
//!
//! A node whose connection was cut may be taken for one that has ended until
//! it listens again. So this only says who need not be waited for; what must
//! not happen twice is decided by rows.

use tokio_postgres::Client;

use crate::value::sql_only;
use crate::{Db, Engine, Error, Tx, Value, blob};

/// A name that no other node has or had.
pub(crate) fn name() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!(
        "{:x}-{:x}-{:x}",
        std::process::id(),
        crate::migrate::now(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}

fn key(node: &str) -> i64 {
    blob::hash(format!("node {node}").as_bytes())
}

/// As long as this connection is open, the node is there. Shared, because the
/// server may still hold on to a connection that was cut.
pub(crate) async fn stay(client: &Client, node: &str) -> Result<(), tokio_postgres::Error> {
    let sql = "SELECT pg_advisory_lock_shared($1)";
    client.execute(sql, &[&key(node)]).await.map(drop)
}

impl Db {
    /// The name of this node, for rows that say who is at something.
    pub fn node(&self) -> &str {
        &self.shared.node
    }
}

impl Tx<'_> {
    /// Nobody works by this name any more: whatever it was at is free.
    pub fn has_ended(&mut self, node: &str) -> Result<bool, Error> {
        if node == self.shared.node {
            return Ok(false);
        }
        if self.engine() == Engine::Sqlite {
            return Ok(true);
        }
        let sql = sql_only!(
            Postgres,
            "SELECT count(*) = 0 FROM pg_locks
             WHERE locktype = 'advisory' AND objsubid = 1
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (classid::bigint << 32) | objid::bigint = $1"
        );
        let row = self.one(sql, &[Value::Int(key(node))])?;
        row.map_or(Ok(false), |row| row.get(0))
    }
}
