//! Connections whose TLS handshake is done. Handshakes run beside each other,
//! so that one slow visitor holds up nobody.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::CHALLENGE;

/// So long a visitor may take for it.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// More of them wait in the system's queue.
const AT_ONCE: usize = 512;

type Shaken = Option<(TlsStream<TcpStream>, SocketAddr)>;

pub struct Tls {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    shaking: JoinSet<Shaken>,
}

impl Tls {
    pub fn new(listener: TcpListener, config: Arc<ServerConfig>) -> Tls {
        Tls {
            listener,
            acceptor: config.into(),
            shaking: JoinSet::new(),
        }
    }
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            tokio::select! {
                // Its own accept logs what goes wrong and tries again.
                (stream, peer) = Listener::accept(&mut self.listener), if self.shaking.len() < AT_ONCE => {
                    self.shaking.spawn(shake(self.acceptor.clone(), stream, peer));
                }
                Some(shaken) = self.shaking.join_next() => {
                    if let Ok(Some(connection)) = shaken {
                        return connection;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// None when it failed, or when it was the authority's whole question.
async fn shake(acceptor: TlsAcceptor, stream: TcpStream, peer: SocketAddr) -> Shaken {
    let stream = match tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => {
            tracing::debug!("A TLS handshake failed: {error}");
            return None;
        }
        Err(_) => return None,
    };
    let asked = stream.get_ref().1.alpn_protocol();
    (asked != Some(CHALLENGE)).then_some((stream, peer))
}
