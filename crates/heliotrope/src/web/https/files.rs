//! A certificate in two files of somebody else's, who renews them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::Context;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::rules::not_after;
use crate::kit::At;
use crate::web::desk::Desk;

/// How often the files are looked at.
const LOOKS: Duration = Duration::from_secs(5);

#[derive(Debug)]
struct Now(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Now {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let now = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Some(now.clone())
    }
}

/// The bytes of both files.
#[derive(PartialEq, Eq)]
struct Bytes {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

struct Pair {
    certificate: PathBuf,
    key: PathBuf,
}

impl Pair {
    async fn bytes(&self) -> anyhow::Result<Bytes> {
        let read = async |path: &Path| {
            tokio::fs::read(path)
                .await
                .with_context(|| format!("reading {}", path.display()))
        };
        Ok(Bytes {
            certificate: read(&self.certificate).await?,
            key: read(&self.key).await?,
        })
    }

    /// # Errors
    /// When one of them is none, or the key is not that of the certificate.
    fn read(&self, bytes: &Bytes) -> anyhow::Result<(Arc<CertifiedKey>, At)> {
        let certificate = || format!("web.certificate {}", self.certificate.display());
        let key = || format!("web.certificate_key {}", self.key.display());
        let ends = not_after(&bytes.certificate)
            .map_err(anyhow::Error::msg)
            .with_context(certificate)?;
        let chain = CertificateDer::pem_slice_iter(&bytes.certificate)
            .collect::<Result<Vec<_>, _>>()
            .with_context(certificate)?;
        let secret = PrivateKeyDer::from_pem_slice(&bytes.key).with_context(key)?;
        let pair = CertifiedKey::from_der(chain, secret, &default_provider()).with_context(key)?;
        Ok((pair.into(), ends))
    }
}

pub async fn start(
    desk: &Desk,
    certificate: &Path,
    key: &Path,
) -> anyhow::Result<Arc<dyn ResolvesServerCert>> {
    let pair = Pair {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
    };
    let bytes = pair.bytes().await?;
    let (first, ends) = pair.read(&bytes)?;
    super::record(desk, Some(ends), None).await;
    let now = Arc::new(Now(RwLock::new(first)));
    tokio::spawn(watch(desk.clone(), pair, bytes, ends, now.clone()));
    Ok(now)
}

/// Takes the files anew when they change. A pair that does not fit is told
/// once: whoever writes two files is for a moment between them.
async fn watch(desk: Desk, pair: Pair, mut seen: Bytes, mut ends: At, now: Arc<Now>) {
    let mut told = String::new();
    loop {
        tokio::time::sleep(LOOKS).await;
        let taken = match pair.bytes().await {
            Ok(bytes) if bytes == seen && told.is_empty() => continue,
            Ok(bytes) => pair.read(&bytes).map(|taken| (bytes, taken)),
            Err(error) => Err(error),
        };
        match taken {
            Ok((bytes, (new, until))) => {
                *now.0.write().unwrap_or_else(PoisonError::into_inner) = new;
                (seen, ends) = (bytes, until);
                told.clear();
                tracing::info!("Took the new certificate");
                super::record(&desk, Some(ends), None).await;
            }
            Err(error) => {
                let said = format!("{error:#}");
                if said != told {
                    tracing::error!(
                        "The new certificate cannot be used, the old one goes on: {said}"
                    );
                    super::record(&desk, Some(ends), Some(said.clone())).await;
                    told = said;
                }
            }
        }
    }
}
