//! Databases for tests: a fresh one on each engine, gone when the test ends.

use std::future::Future;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::value::sql_only;
use crate::{Db, Engine, Migration, Options, registered};

/// Names the server for tests: an address of a database in which others may be
/// made, such as `tests/postgres start` prints.
pub const POSTGRES: &str = "HELIOTROPE_TEST_POSTGRES";

/// A database of its own for one test.
pub struct TestDb {
    pub db: Db,
    folder: tempfile::TempDir,
    drop: Option<DropDatabase>,
}

impl TestDb {
    pub async fn sqlite(migrations: &'static [Migration]) -> TestDb {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        TestDb {
            db: open(url, folder.path(), migrations).await,
            folder,
            drop: None,
        }
    }

    /// A copy of a template that is migrated once for each list of
    /// migrations. `None`: there is no server for tests here.
    pub async fn postgres(migrations: &'static [Migration]) -> Option<TestDb> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let server = std::env::var(POSTGRES).ok()?;
        let template = template(&server, migrations).await;
        let name = format!(
            "test_{}_{}_{}",
            std::process::id(),
            crate::migrate::now(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let admin = admin(&server).await;
        run(
            &admin,
            &format!("CREATE DATABASE {name} TEMPLATE {template}"),
        )
        .await;
        let drop = DropDatabase { server, name };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = with_name(&drop.server, &drop.name);
        Some(TestDb {
            db: open(url, folder.path(), migrations).await,
            folder,
            drop: Some(drop),
        })
    }

    /// The data folder; on SQLite the database is `test.db` in it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of the database, where a second node is wanted.
    pub fn postgres_url(&self) -> Option<String> {
        let made = self.drop.as_ref()?;
        Some(with_name(&made.server, &made.name))
    }
}

impl TestDb {
    /// Ends all connections to the database, as a restart of the server does.
    /// On SQLite there are none.
    pub async fn cut_connections(&self) {
        if let Some(DropDatabase { server, name }) = &self.drop {
            let sql = format!(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
            );
            run(&admin(server).await, &sql).await;
        }
    }
}

async fn open(url: String, data: &Path, migrations: &'static [Migration]) -> Db {
    let options = Options {
        url,
        data: data.to_owned(),
        migrations,
        readers: 4,
    };
    Db::open(options)
        .await
        .unwrap_or_else(|error| panic!("{error}"))
}

/// The database goes when the test ends, also when it fails.
struct DropDatabase {
    server: String,
    name: String,
}

impl Drop for DropDatabase {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // A runtime of its own: the test's may be ending.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.expect("a runtime").block_on(async {
                let admin = admin(&server).await;
                run(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
            });
        });
        if dropped.join().is_err() {
            eprintln!("the test database {} could not be dropped", self.name);
        }
    }
}

async fn admin(server: &str) -> tokio_postgres::Client {
    let connected = tokio_postgres::connect(server, tokio_postgres::NoTls).await;
    let (client, connection) = connected
        .unwrap_or_else(|error| panic!("{POSTGRES}: {}", crate::error::postgres_words(&error)));
    tokio::spawn(connection);
    client
}

async fn run(client: &tokio_postgres::Client, sql: &str) {
    if let Err(error) = client.batch_execute(sql).await {
        panic!("{sql}: {}", crate::error::postgres_words(&error));
    }
}

fn with_name(server: &str, name: &str) -> String {
    let (base, query) = server.split_once('?').unwrap_or((server, ""));
    let host = base.rsplit_once('/').map_or(base, |(host, _)| host);
    format!("{host}/{name}?{query}")
}

/// The migrated database that tests are copied from. Made under another name,
/// so that one that was left half made is never taken for it.
async fn template(server: &str, migrations: &'static [Migration]) -> String {
    let mut digests = crate::migrate::OWN.digest();
    digests.extend(migrations.iter().map(Migration::digest));
    let key = crate::blob::hash(digests.as_bytes());
    let name = format!("template_{:016x}", key.cast_unsigned());
    let admin = admin(server).await;
    run(&admin, &format!("SELECT pg_advisory_lock({key})")).await;
    let sql = "SELECT count(*) FROM pg_database WHERE datname = $1";
    let there = admin
        .query_one(sql, &[&name])
        .await
        .expect("asking for the template");
    if there.get::<_, i64>(0) == 0 {
        let unready = format!("{name}_unready");
        run(
            &admin,
            &format!("DROP DATABASE IF EXISTS {unready} WITH (FORCE)"),
        )
        .await;
        run(
            &admin,
            &format!("CREATE DATABASE {unready} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"),
        )
        .await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let db = open(with_name(server, &unready), folder.path(), migrations).await;
        db.close().await;
        drop(db);
        let sql = format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{unready}'"
        );
        run(&admin, &sql).await;
        run(
            &admin,
            &format!("ALTER DATABASE {unready} RENAME TO {name}"),
        )
        .await;
    }
    run(&admin, &format!("SELECT pg_advisory_unlock({key})")).await;
    name
}

/// Runs a test on SQLite and, when HELIOTROPE_TEST_POSTGRES names a server, on
/// PostgreSQL. Without it one plain line says so.
pub async fn each<F: Future<Output = ()>>(
    migrations: &'static [Migration],
    test: impl Fn(Db) -> F,
) {
    eprintln!("SQLite:");
    let sqlite = TestDb::sqlite(migrations).await;
    test(sqlite.db.clone()).await;
    match TestDb::postgres(migrations).await {
        Some(postgres) => {
            eprintln!("PostgreSQL:");
            test(postgres.db.clone()).await;
        }
        None => eprintln!("PostgreSQL: not run here, ./test runs it"),
    }
}

/// Bytes that no compression makes smaller, always the same for one `seed`.
pub fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(len).collect()
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
