//! Finding a PostgreSQL server, trusting it, and bringing its schema up to date.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, QueueMode, RecyclingMethod, Runtime};
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::postgres_words;
use crate::migrate::{self, Migration};
use crate::{Engine, OpenError};

/// How long a deed waits for a free connection.
const PATIENCE: Duration = Duration::from_secs(30);
/// Nodes that start together migrate one after the other.
const MIGRATION_LOCK: i64 = 0x6865_6c69_6f74_726f;

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

impl Server {
    /// Understands what libpq's addresses say of TLS: `sslmode` verify-full,
    /// verify-ca and require all check the certificate and the name here;
    /// `sslrootcert` names a file with the authority to trust. Without
    /// `sslmode` the connection is not encrypted.
    pub fn parse(url: &str) -> Result<Server, OpenError> {
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
    pub fn place(&self) -> String {
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

    /// Looks at the server and migrates the database.
    pub async fn prepare(&self, migrations: &[Migration], marked: bool) -> Result<(), OpenError> {
        let place = self.place();
        let fail = |words: String| OpenError::Server {
            server: place.clone(),
            words,
        };
        let (deaf, _) = mpsc::unbounded_channel();
        let client = self.connect_hearing(deaf).await;
        let mut client = client.map_err(|e| fail(postgres_words(&e)))?;
        check_server(&client).await.map_err(fail)?;
        migrate(&mut client, &place, migrations, marked).await
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

    pub fn pool(&self, size: usize) -> Result<Pool, deadpool_postgres::BuildError> {
        let how = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = match &self.tls {
            Tls::No => Manager::from_config(self.config.clone(), NoTls, how),
            Tls::Yes(tls) => Manager::from_config(self.config.clone(), tls.clone(), how),
        };
        Pool::builder(manager)
            .max_size(size)
            // The one used last has our statements prepared; after a start a
            // pool that goes round prepares them on every connection.
            .queue_mode(QueueMode::Lifo)
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
    marked: bool,
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
    for step in migrate::pending(applied.collect(), migrations, marked, place)? {
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
