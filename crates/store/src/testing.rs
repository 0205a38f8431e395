//! Databases for tests: a fresh one on each engine, gone when the test ends.

use std::future::Future;

use crate::value::sql_only;
use crate::{Db, Engine, Migration, Options, registered};

/// A database of its own for one test.
pub struct TestDb {
    pub db: Db,
    _folder: tempfile::TempDir,
}

impl TestDb {
    pub async fn sqlite(migrations: &'static [Migration]) -> TestDb {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let db = Db::open(Options {
            url: format!("sqlite:{}", folder.path().join("test.db").display()),
            data: folder.path().to_owned(),
            migrations,
            readers: 2,
        })
        .await
        .unwrap_or_else(|error| panic!("{error}"));
        TestDb {
            db,
            _folder: folder,
        }
    }
}

/// Runs a test on SQLite and, when HELIOTROPE_TEST_POSTGRES names a server, on
/// PostgreSQL.
pub async fn each<F: Future<Output = ()>>(
    migrations: &'static [Migration],
    test: impl Fn(Db) -> F,
) {
    eprintln!("SQLite:");
    let sqlite = TestDb::sqlite(migrations).await;
    test(sqlite.db.clone()).await;
}

/// All columns as `table.column`, sorted: the same on both engines. Left out
/// are the shadow tables of SQLite's full-text index and SQLite's own; the
/// words they index stand in `search_doc` on both engines.
pub async fn columns(db: &Db) -> Vec<String> {
    let rows = db.read(|tx| match tx.engine() {
        Engine::Sqlite => tx.query(
            sql_only!(
                Sqlite,
                "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_info(t.name) c
                 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
                 AND t.name NOT LIKE 'search_index%' ORDER BY 1"
            ),
            &[],
        ),
        Engine::Postgres => tx.query(
            sql_only!(
                Postgres,
                "SELECT (table_name || '.' || column_name)::text COLLATE \"C\"
                 FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1"
            ),
            &[],
        ),
    });
    let rows: Result<_, crate::Error> = rows.await;
    let rows = rows.unwrap_or_else(|error| panic!("{error}"));
    let name = |row: &crate::Row| row.get(0).unwrap_or_else(|error| panic!("{error}"));
    rows.iter().map(name).collect()
}

/// Prepares every registered statement; returns what the engine has against
/// any, with file and line.
pub async fn prepare_all(db: &Db) -> Vec<String> {
    let engine = db.engine();
    let mut wrong = Vec::new();
    for sql in registered() {
        if sql.only.is_some_and(|only| only != engine) {
            continue;
        }
        let prepared: Result<(), crate::Error> = db.read(move |tx| tx.prepare(*sql)).await;
        if let Err(error) = prepared {
            wrong.push(format!("{}:{}: {error}", sql.file, sql.line));
        }
    }
    wrong
}
