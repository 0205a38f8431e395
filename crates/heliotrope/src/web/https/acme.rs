//! A certificate that we fetch from an authority and renew after two thirds of
//! its life. The account's key and the certificate stand in the folder `acme`
//! of the data folder, for its owner only; lost, they are made anew.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context;
use async_trait::async_trait;
use futures_util::StreamExt;
use rustls::crypto::ring::default_provider;
use rustls::server::ResolvesServerCert;
use rustls::{ClientConfig, RootCertStore};
use rustls_acme::acme::AuthStatus;
use rustls_acme::{
    AccountCache, AcmeConfig, AcmeState, CertCache, EventError, EventOk, OrderError,
};
use sha2::{Digest, Sha256};

use super::rules::{not_after, pause};
use crate::kit::At;
use crate::kit::config::Acme;
use crate::web::desk::Desk;

type State = AcmeState<io::Error, io::Error>;

pub fn start(desk: &Desk, asked: &Acme) -> anyhow::Result<Arc<dyn ResolvesServerCert>> {
    let ends = Arc::new(AtomicI64::new(NONE));
    let folder = Folder {
        path: desk.config.data.join("acme"),
        ends: ends.clone(),
    };
    let contact = asked
        .contact
        .iter()
        .map(|address| format!("mailto:{address}"));
    let state = AcmeConfig::new_with_client_config([&asked.host], client()?)
        .directory(&asked.directory)
        .contact(contact)
        .cache(folder)
        .state();
    let resolver = state.resolver();
    tokio::spawn(go_on(
        desk.clone(),
        asked.directory.to_string(),
        state,
        ends,
    ));
    Ok(resolver)
}

/// The authority itself shows a certificate that this machine, or the list we
/// carry, believes.
fn client() -> anyhow::Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(default_provider().into())
        .with_safe_default_protocol_versions()
        .context("preparing to ask for a certificate")?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config.into())
}

const NONE: i64 = i64::MIN;

/// Drives the orders. After a failure the library would come again within
/// seconds; an authority forgives five tries an hour.
async fn go_on(desk: Desk, directory: String, mut state: State, ends: Arc<AtomicI64>) {
    let until = || match ends.load(Ordering::Acquire) {
        NONE => None,
        at => Some(At(at)),
    };
    let mut failures = 0;
    while let Some(event) = state.next().await {
        match event {
            Ok(EventOk::DeployedCachedCert) => super::record(&desk, until(), None).await,
            Ok(EventOk::CertCacheStore) => {
                failures = 0;
                tracing::info!("Took a new certificate from {directory}");
                super::record(&desk, until(), None).await;
            }
            Ok(EventOk::AccountCacheStore) => {
                tracing::info!("No certificate yet: asking {directory} for one");
            }
            // Spoken of when it is on disk.
            Ok(EventOk::DeployedNewCert) => {}
            Err(error) => {
                failures += 1;
                let said = in_words(&error);
                let goes_on = match until() {
                    Some(_) => "the old one goes on",
                    None => "nobody is answered by https until there is one",
                };
                tracing::error!("No new certificate from {directory}, {goes_on}: {said}");
                super::record(&desk, until(), Some(said)).await;
                tokio::time::sleep(pause(failures)).await;
            }
        }
    }
}

/// The authority's own sentence where it gave one.
fn in_words(error: &EventError<io::Error, io::Error>) -> String {
    let said = match error {
        EventError::Order(OrderError::BadAuth(auth)) => {
            let refused = auth
                .challenges
                .iter()
                .find_map(|c| c.error.as_ref()?.detail.clone());
            refused.unwrap_or_else(|| match auth.status {
                AuthStatus::Pending => "it has not decided yet".to_owned(),
                _ => "it was not convinced that the name is ours".to_owned(),
            })
        }
        EventError::Order(OrderError::BadOrder(order)) => match &order.error {
            Some(problem) => problem.detail.clone().unwrap_or_default(),
            None => error.to_string(),
        },
        _ => error.to_string(),
    };
    said.chars().take(500).collect()
}

/// What must survive a restart, each file under a name that says for whom: a
/// new host or another authority begins anew.
struct Folder {
    path: PathBuf,
    /// When the certificate in use ends, in microseconds; [`NONE`] without one.
    ends: Arc<AtomicI64>,
}

impl Folder {
    fn file(&self, kind: &str, of: &[String], directory: &str) -> PathBuf {
        let mut all = Sha256::new();
        for word in of.iter().map(String::as_str).chain([directory]) {
            all.update(word.as_bytes());
            all.update([0]);
        }
        let name = data_encoding::HEXLOWER.encode(&all.finalize()[..8]);
        self.path.join(format!("{kind}-{name}"))
    }

    fn remember(&self, pem: &[u8]) {
        // The key stands in front of the certificates; it is passed over.
        if let Ok(at) = not_after(pem) {
            self.ends.store(at.0, Ordering::Release);
        }
    }
}

#[async_trait]
impl CertCache for Folder {
    type EC = io::Error;

    async fn load_cert(&self, hosts: &[String], directory: &str) -> io::Result<Option<Vec<u8>>> {
        let kept = read(&self.file("certificate", hosts, directory)).await?;
        if let Some(pem) = &kept {
            self.remember(pem);
        }
        Ok(kept)
    }

    async fn store_cert(&self, hosts: &[String], directory: &str, pem: &[u8]) -> io::Result<()> {
        self.remember(pem);
        write(&self.file("certificate", hosts, directory), pem).await
    }
}

#[async_trait]
impl AccountCache for Folder {
    type EA = io::Error;

    async fn load_account(&self, who: &[String], directory: &str) -> io::Result<Option<Vec<u8>>> {
        read(&self.file("account", who, directory)).await
    }

    async fn store_account(&self, who: &[String], directory: &str, key: &[u8]) -> io::Result<()> {
        write(&self.file("account", who, directory), key).await
    }
}

async fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match tokio::fs::read(path).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

/// Whole or not at all, and for its owner only.
async fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (path, bytes) = (path.to_owned(), bytes.to_vec());
    let write = move || {
        use std::io::Write;
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        if let Some(folder) = path.parent() {
            std::fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(folder)?;
        }
        let new = path.with_extension("new");
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = options.open(&new)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        std::fs::rename(&new, &path)
    };
    tokio::task::spawn_blocking(write).await?
}
