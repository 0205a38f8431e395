//! PostgreSQL: one pooled connection and one serializable transaction for each
//! closure, driven from a blocking thread.
//!
//! Serializable, because a closure that is right with SQLite's one writer must
//! be right here too. What collides (40001, 40P01) runs again; a connection
//! whose state is in doubt is thrown away, never returned to the pool.

use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{Kind, postgres_words};
use crate::migrate::{self, Migration};
use crate::pg_value::{Param, row};
use crate::sqlite::held;
use crate::tx::Link;
use crate::value::sql_only;
use crate::{Db, Engine, Error, OpenError, Options, Row, Shared, Sql, Tx, Value, changes};

const WRITE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Under a held row others wait or skip: later statements must see their work.
pub(crate) const HOLD: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
/// How often a closure that collides is run.
const TRIES: u32 = 40;
/// How long a deed waits for a free connection.
const PATIENCE: Duration = Duration::from_secs(30);
/// Rows held at once on this node: each has a connection of its own, so that
/// slow letters cannot starve the pages.
const HOLDS: usize = 16;
/// Nodes that start together migrate one after the other.
const MIGRATION_LOCK: i64 = 0x6865_6c69_6f74_726f;

pub(crate) struct Postgres {
    pool: Pool,
    pub(crate) holds: Pool,
    pub(crate) handle: Handle,
    /// Closures that keep colliding on this node take turns.
    turn: Mutex<()>,
    pub(crate) tasks: changes::Tasks,
}

#[derive(Clone)]
pub(crate) enum Tls {
    No,
    Yes(MakeRustlsConnect),
}

/// Where the server is and how it is spoken to.
#[derive(Clone)]
pub(crate) struct Server {
    pub config: Config,
    pub tls: Tls,
}

pub(crate) async fn open(options: &Options, shared: Arc<Shared>) -> Result<Postgres, OpenError> {
    let server = Server::parse(&options.url)?;
    let place = server.place();
    let fail = |words: String| OpenError::Server {
        server: place.clone(),
        words,
    };
    let (deaf, _) = mpsc::unbounded_channel();
    let client = server.connect_hearing(deaf).await;
    let mut client = client.map_err(|e| fail(postgres_words(&e)))?;
    check_server(&client).await.map_err(fail)?;
    migrate(&mut client, &place, options.migrations).await?;
    drop(client);
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
        turn: Mutex::new(()),
        tasks,
    })
}

impl Server {
    /// Understands what libpq's addresses say of TLS: `sslmode` verify-full,
    /// verify-ca and require all check the certificate and the name here;
    /// `sslrootcert` names a file with the authority to trust. Without
    /// `sslmode` the connection is not encrypted.
    fn parse(url: &str) -> Result<Server, OpenError> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut authority, mut rest) = ("disable", None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = value,
                Some(("sslrootcert", value)) => authority = Some(value),
                _ => rest.push(pair),
            }
        }
        let fail = |words: String| OpenError::Server {
            server: "the address of the PostgreSQL server".to_owned(),
            words,
        };
        let mut config: Config = format!("{base}?{}", rest.join("&"))
            .parse()
            .map_err(|e| fail(postgres_words(&e)))?;
        if config.get_application_name().is_none() {
            config.application_name("heliotrope");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        config.keepalives_idle(Duration::from_secs(30));
        config.tcp_user_timeout(Duration::from_secs(60));
        let (ssl, tls) = match mode {
            "disable" => (tokio_postgres::config::SslMode::Disable, Tls::No),
            "require" | "verify-ca" | "verify-full" => {
                let tls = client_tls(authority).map_err(fail)?;
                (tokio_postgres::config::SslMode::Require, Tls::Yes(tls))
            }
            other => {
                return Err(fail(format!(
                    "sslmode={other} is not known; use disable, require or verify-full"
                )));
            }
        };
        config.ssl_mode(ssl);
        Ok(Server { config, tls })
    }

    /// Host, port and database, never the password.
    fn place(&self) -> String {
        use tokio_postgres::config::Host;
        let host = match self.config.get_hosts().first() {
            Some(Host::Tcp(name)) => name.clone(),
            #[cfg(unix)]
            Some(Host::Unix(path)) => path.display().to_string(),
            None => "localhost".to_owned(),
        };
        let port = self.config.get_ports().first().copied().unwrap_or(5432);
        let name = self.config.get_dbname().unwrap_or_default();
        format!("postgres://{host}:{port}/{name}")
    }

    /// A connection of its own; what is notified on it goes to `say`.
    pub async fn connect_hearing(
        &self,
        say: mpsc::UnboundedSender<String>,
    ) -> Result<Client, tokio_postgres::Error> {
        async fn drive<T>(mut connection: Connection<Socket, T>, say: mpsc::UnboundedSender<String>)
        where
            T: tokio_postgres::tls::TlsStream + Unpin,
        {
            loop {
                match std::future::poll_fn(|cx| connection.poll_message(cx)).await {
                    Some(Ok(AsyncMessage::Notification(word))) => {
                        say.send(word.payload().to_owned()).ok();
                    }
                    Some(Ok(_)) => {}
                    Some(Err(error)) => {
                        let error = postgres_words(&error);
                        tracing::warn!(error, "A connection to PostgreSQL ended");
                        return;
                    }
                    None => return,
                }
            }
        }
        Ok(match &self.tls {
            Tls::No => {
                let (client, connection) = self.config.connect(NoTls).await?;
                tokio::spawn(drive(connection, say));
                client
            }
            Tls::Yes(tls) => {
                let (client, connection) = self.config.connect(tls.clone()).await?;
                tokio::spawn(drive(connection, say));
                client
            }
        })
    }

    fn pool(&self, size: usize) -> Result<Pool, deadpool_postgres::BuildError> {
        let how = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = match &self.tls {
            Tls::No => Manager::from_config(self.config.clone(), NoTls, how),
            Tls::Yes(tls) => Manager::from_config(self.config.clone(), tls.clone(), how),
        };
        Pool::builder(manager)
            .max_size(size)
            .wait_timeout(Some(PATIENCE))
            .runtime(Runtime::Tokio1)
            .build()
    }
}

fn client_tls(authority: Option<&str>) -> Result<MakeRustlsConnect, String> {
    let mut roots = rustls::RootCertStore::empty();
    match authority {
        Some(path) => {
            use rustls::pki_types::{CertificateDer, pem::PemObject};
            let wrong = |e: rustls::pki_types::pem::Error| format!("{path}: {e}");
            for certificate in CertificateDer::pem_file_iter(path).map_err(wrong)? {
                let certificate = certificate.map_err(wrong)?;
                roots.add(certificate).map_err(|e| format!("{path}: {e}"))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(
            "no certificate authority to trust was found; name one with sslrootcert=FILE"
                .to_owned(),
        );
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

async fn check_server(client: &Client) -> Result<(), String> {
    let sql =
        "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
               current_setting('server_version')";
    let row = client
        .query_one(sql, &[])
        .await
        .map_err(|e| postgres_words(&e))?;
    let (number, encoding, version): (i32, String, String) = (row.get(0), row.get(1), row.get(2));
    if number < 150_000 {
        return Err(format!(
            "this is PostgreSQL {version}; 15 or newer is needed"
        ));
    }
    if encoding != "UTF8" {
        return Err(format!(
            "the database has the encoding {encoding}; make one with UTF8"
        ));
    }
    Ok(())
}

async fn migrate(
    client: &mut Client,
    place: &str,
    migrations: &[Migration],
) -> Result<(), OpenError> {
    let fail = |e: tokio_postgres::Error| {
        if e.code() == Some(&tokio_postgres::error::SqlState::LOCK_NOT_AVAILABLE) {
            return OpenError::Busy {
                place: place.to_owned(),
            };
        }
        OpenError::Server {
            server: place.to_owned(),
            words: postgres_words(&e),
        }
    };
    let tx = client.transaction().await.map_err(fail)?;
    tx.batch_execute("SET LOCAL lock_timeout = '30s'")
        .await
        .map_err(fail)?;
    tx.execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATION_LOCK])
        .await
        .map_err(fail)?;
    let book = migrate::render(migrate::BOOK, Engine::Postgres);
    tx.batch_execute(&book).await.map_err(fail)?;
    let sql = "SELECT number, name, digest FROM schema_version ORDER BY number";
    let applied = tx.query(sql, &[]).await.map_err(fail)?;
    let applied = applied.iter().map(|row| {
        let number: i64 = row.get(0);
        (
            u32::try_from(number).unwrap_or(u32::MAX),
            row.get(1),
            row.get(2),
        )
    });
    for step in migrate::pending(&applied.collect(), migrations, place)? {
        tx.batch_execute(&step.text(Engine::Postgres))
            .await
            .map_err(|e| migrate::failed(place, &step, postgres_words(&e)))?;
        let sql = "INSERT INTO schema_version (number, name, digest, at) VALUES ($1, $2, $3, $4)";
        let number = i64::from(step.number);
        tx.execute(sql, &[&number, &step.name, &step.digest(), &migrate::now()])
            .await
            .map_err(fail)?;
    }
    tx.commit().await.map_err(fail)
}

/// What became of one run of a closure.
pub(crate) enum Run<T> {
    Done(T),
    /// It collided, or its connection was gone before the commit: nothing was
    /// changed and it can be run again.
    Again(Error),
}

/// Runs `f` in the open transaction of `client` and commits. A connection that
/// is in doubt is closed.
pub(crate) fn finish<T, E: From<Error>>(
    client: Object,
    handle: &Handle,
    shared: &Shared,
    f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> (Run<Result<T, E>>, Option<Object>) {
    let mut tx = Tx::new(
        Link::Postgres {
            client: &client,
            handle,
        },
        shared,
    );
    let result = tx.run(f);
    let (after, failed) = (tx.after, tx.failed);
    let end = if result.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let panicked = failed.as_ref().is_some_and(|e| e.kind() == Kind::Panicked);
    let ended = match panicked {
        true => Err(Error::closed()),
        false => handle
            .block_on(client.batch_execute(end))
            .map_err(Error::postgres),
    };
    let client = match &ended {
        Ok(()) => Some(client),
        Err(error) if error.kind() == Kind::Retry => Some(client),
        Err(_) => {
            drop(Object::take(client));
            None
        }
    };
    let run = match (result, ended, failed) {
        (Err(_), _, Some(error)) if error.must_rerun() => Run::Again(error),
        (Err(own), _, _) => Run::Done(Err(own)),
        (Ok(value), Ok(()), _) => {
            after.happen(shared);
            Run::Done(Ok(value))
        }
        (Ok(_), Err(error), _) if error.kind() == Kind::Retry => Run::Again(error),
        (Ok(_), Err(error), _) => Run::Done(Err(error.while_committing().into())),
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

    pub async fn write<T, E>(
        self: &Arc<Self>,
        shared: Arc<Shared>,
        f: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let this = self.clone();
        let client = self.client(&self.pool).await?;
        let work = tokio::task::spawn_blocking(move || this.write_here(client, &shared, &f));
        work.await
            .unwrap_or_else(|gone| Err(Error::data(gone.to_string()).into()))
    }

    fn write_here<T, E: From<Error>>(
        &self,
        client: Object,
        shared: &Shared,
        f: &impl Fn(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut client = Some(client);
        let mut turn = None;
        let mut tried = 0;
        loop {
            let taken = match client.take() {
                Some(client) => client,
                None => self.handle.block_on(self.client(&self.pool))?,
            };
            let run = match self.begin(&taken, WRITE) {
                Ok(()) => {
                    let (run, back) = finish(taken, &self.handle, shared, f);
                    client = back;
                    run
                }
                Err(error) => {
                    drop(Object::take(taken));
                    if !error.must_rerun() {
                        return Err(error.into());
                    }
                    Run::Again(error)
                }
            };
            let error = match run {
                Run::Done(result) => return result,
                Run::Again(error) => error,
            };
            tried += 1;
            if tried == TRIES {
                return Err(error.into());
            }
            if tried > 2 && turn.is_none() {
                turn = Some(held(&self.turn));
            }
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

    pub async fn read<T, E>(
        self: &Arc<Self>,
        shared: Arc<Shared>,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let this = self.clone();
        let mut client = self.client(&self.pool).await?;
        let work = tokio::task::spawn_blocking(move || {
            // After a restart of the server the pool is full of dead ends.
            while let Err(error) = this.begin(&client, READ) {
                drop(Object::take(client));
                if !error.must_rerun() {
                    return Err(error.into());
                }
                client = this.handle.block_on(this.client(&this.pool))?;
            }
            match finish(client, &this.handle, &shared, f).0 {
                Run::Done(result) => result,
                Run::Again(error) => Err(error.into()),
            }
        });
        work.await
            .unwrap_or_else(|gone| Err(Error::data(gone.to_string()).into()))
    }

    pub async fn integrity(&self, db: &Db) -> Result<Vec<String>, Error> {
        let mut found = crate::blob::check(db).await?;
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

pub(crate) fn execute(
    client: &Object,
    handle: &Handle,
    sql: Sql,
    args: &[Value],
) -> Result<u64, Error> {
    let done = handle.block_on(async {
        let statement = client.prepare_cached(&sql.render(Engine::Postgres)).await?;
        client.execute_raw(&statement, Param::all(args)).await
    });
    done.map_err(|e| forget_old_plans(client, e, args))
}

pub(crate) fn query(
    client: &Object,
    handle: &Handle,
    sql: Sql,
    args: &[Value],
) -> Result<Vec<Row>, Error> {
    use futures_util::TryStreamExt;
    let rows: Result<Vec<_>, _> = handle.block_on(async {
        let statement = client.prepare_cached(&sql.render(Engine::Postgres)).await?;
        let rows = client.query_raw(&statement, Param::all(args)).await?;
        rows.try_collect().await
    });
    let rows = rows.map_err(|e| forget_old_plans(client, e, args))?;
    rows.iter().map(row).collect()
}

#[cfg(feature = "testing")]
pub(crate) fn check(client: &Object, handle: &Handle, sql: Sql) -> Result<(), Error> {
    let text = sql.render(Engine::Postgres);
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
