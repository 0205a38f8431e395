//! Our own https, for a desk without a proxy in front.
//!
//! The certificate is fetched and renewed from an authority that speaks ACME
//! (`web.https = "acme"`; it knocks at the same port, TLS-ALPN-01), or it comes
//! from two files that are read again when they change (`"files"`). Whatever
//! goes wrong with a new certificate, the old one goes on; what the other side
//! said stands in the log and in the row `certificate`, which `doctor` reads.

mod acme;
mod files;
mod listener;
mod redirect;
pub(super) mod rules;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::serve::ListenerExt;
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use tokio::net::TcpListener;

pub use self::redirect::redirect;
pub use self::rules::{Certificate, Standing, standing};
use super::desk::Desk;
pub use super::store::certificate;
use super::store::keep_certificate;
use crate::kit::At;
use crate::kit::config::Https;

/// HTTP/2 first: a browser then needs one connection for all its live pages.
const SPOKEN: [&[u8]; 2] = [b"h2", b"http/1.1"];
const CHALLENGE: &[u8] = b"acme-tls/1";

/// What speaks https for us; none when we do not. Begins to fetch or to watch
/// the certificate.
///
/// # Errors
/// When the files of a certificate cannot be used.
pub async fn certificates(desk: &Desk) -> anyhow::Result<Option<Arc<ServerConfig>>> {
    let mut spoken = SPOKEN.to_vec();
    let resolver = match &desk.config.web.https {
        Https::Off => return Ok(None),
        Https::Acme(asked) => {
            spoken.push(CHALLENGE);
            acme::start(desk, asked)?
        }
        Https::Files { certificate, key } => files::start(desk, certificate, key).await?,
    };
    let mut config = ServerConfig::builder_with_provider(default_provider().into())
        .with_safe_default_protocol_versions()
        .context("preparing https")?
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    config.alpn_protocols = spoken.iter().map(|p| p.to_vec()).collect();
    Ok(Some(Arc::new(config)))
}

/// Answers on `listener`, by https when we speak it, until `stop` is done and
/// all that was under way has been answered.
pub async fn answer(
    listener: TcpListener,
    https: Option<Arc<ServerConfig>>,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match https {
        None => {
            axum::serve(listener, service)
                .with_graceful_shutdown(stop)
                .await
        }
        Some(config) => {
            // Tapped because only then axum tells the peer's address.
            let listener = listener::Tls::new(listener, config).tap_io(|_| ());
            axum::serve(listener, service)
                .with_graceful_shutdown(stop)
                .await
        }
    }
}

/// Writes down how the certificate stands; a failure to do so is logged only,
/// because it must not stop the certificate.
async fn record(desk: &Desk, not_after: Option<At>, trouble: Option<String>) {
    let host = desk
        .config
        .web
        .public_url
        .as_ref()
        .and_then(|url| url.host_str());
    let now = Certificate {
        host: host.unwrap_or_default().to_owned(),
        not_after,
        tried_at: desk.now(),
        trouble,
    };
    let kept = desk.db.write(move |tx| keep_certificate(tx, &now)).await;
    if let Err(error) = kept {
        tracing::error!("Writing down how the certificate stands: {error}");
    }
}
