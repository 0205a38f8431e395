//! The bytes below IMAP: the connection, its encryption, and two limits that
//! no server gets past: how long it may be silent, and how much it may say.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

#[cfg(test)]
use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};
use tokio_rustls::TlsConnector;

use super::Trouble;
use super::guard::Guard;

/// For one of a host's addresses: a dead one must not use up the patience for
/// the others.
const CONNECTING: Duration = Duration::from_secs(10);

/// For the handshake: where a length was spoilt on the way both sides wait.
const HANDSHAKE: Duration = Duration::from_secs(15);

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

pub struct Wire {
    stream: Box<dyn Stream>,
    /// Bytes it may still say.
    left: u64,
    guard: Guard,
    patience: Duration,
    silent_until: Pin<Box<Sleep>>,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").field("left", &self.left).finish()
    }
}

impl Wire {
    fn new(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Wire {
        let patience = Duration::from_secs(30);
        Wire {
            stream: Box::new(stream),
            guard: Guard::default(),
            left: 64 * 1024,
            patience,
            silent_until: Box::pin(tokio::time::sleep(patience)),
        }
    }

    /// From now on the other side may say `most` bytes, and be silent for
    /// `patience` before each.
    pub fn expect(&mut self, most: u64, patience: Duration) {
        self.left = most;
        self.patience = patience;
        self.wait_on();
    }

    fn wait_on(&mut self) {
        let until = Instant::now() + self.patience;
        self.silent_until.as_mut().reset(until);
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, buf) {
            Poll::Ready(Ok(())) => {
                let came = (buf.filled().len() - before) as u64;
                let Some(left) = self.left.checked_sub(came) else {
                    return Poll::Ready(Err(io::Error::other(TooMuch)));
                };
                self.left = left;
                if let Err(nonsense) = self.guard.look(&buf.filled()[before..]) {
                    return Poll::Ready(Err(io::Error::other(nonsense)));
                }
                self.wait_on();
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => match self.silent_until.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                Poll::Pending => Poll::Pending,
            },
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// It said more than what was asked for can hold.
#[derive(Debug, thiserror::Error)]
#[error("it sent more than it had announced")]
pub struct TooMuch;

/// The bare connection, by name and by each of its addresses in turn.
pub async fn connect(host: &str, port: u16) -> Result<Wire, Trouble> {
    let found = tokio::net::lookup_host((host, port)).await;
    let addresses: Vec<_> = match found {
        Ok(found) => found.collect(),
        Err(error) => return Err(Trouble::new("unknown-host", error.to_string())),
    };
    let mut trouble = Trouble::new("unknown-host", format!("{host} has no address"));
    for address in addresses {
        let connecting = TcpStream::connect(address);
        match tokio::time::timeout(CONNECTING, connecting).await {
            Ok(Ok(stream)) => {
                stream
                    .set_nodelay(true)
                    .map_err(|e| Trouble::new("unreachable", e.to_string()))?;
                return Ok(Wire::new(stream));
            }
            Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                trouble = Trouble::new("refused", error.to_string());
            }
            Ok(Err(error)) => trouble = Trouble::new("unreachable", error.to_string()),
            Err(_) => {
                let said = format!("no connection within {} seconds", CONNECTING.as_secs());
                trouble = Trouble::new("timeout", said);
            }
        }
    }
    Err(trouble)
}

/// The same connection, encrypted and its certificate checked.
pub async fn encrypt(wire: Wire, host: &str) -> Result<Wire, Trouble> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|e| Trouble::new("unknown-host", e.to_string()))?;
    let connector = TlsConnector::from(config());
    // Bare: the limits count what is said, and not how it is encrypted.
    let shaking = connector.connect(name, wire.stream);
    match tokio::time::timeout(HANDSHAKE, shaking).await {
        Ok(encrypted) => encrypted.map(Wire::new).map_err(|e| Trouble::of_io(&e)),
        Err(_) => {
            let said = format!("no encryption within {} seconds", HANDSHAKE.as_secs());
            Err(Trouble::new("timeout", said))
        }
    }
}

static CONFIG: Mutex<Option<Arc<ClientConfig>>> = Mutex::new(None);
/// Certificates trusted beside the usual ones.
#[cfg(test)]
static ALSO: Mutex<Vec<CertificateDer<'static>>> = Mutex::new(Vec::new());

// Reading the trusted roots of the machine takes milliseconds.
fn config() -> Arc<ClientConfig> {
    let mut known = CONFIG.lock().unwrap_or_else(PoisonError::into_inner);
    known.get_or_insert_with(|| Arc::new(new_config())).clone()
}

fn new_config() -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    #[cfg(test)]
    roots.add_parsable_certificates(ALSO.lock().unwrap().iter().cloned());
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// From now on this certificate (PEM) is trusted as well.
#[cfg(test)]
pub fn trust(pem: &[u8]) {
    use rustls::pki_types::pem::PemObject;
    let found = CertificateDer::pem_slice_iter(pem).map(Result::unwrap);
    ALSO.lock().unwrap().extend(found);
    *CONFIG.lock().unwrap_or_else(PoisonError::into_inner) = None;
}
