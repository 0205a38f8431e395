//! Certificates of our own making, and a client that believes one of them.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// Writes `NAME.pem` and `NAME.key` for `hosts` into the folder; gives the PEM.
pub fn certificate(folder: &Path, name: &str, hosts: &[&str]) -> String {
    let hosts: Vec<String> = hosts.iter().map(|h| (*h).to_owned()).collect();
    let made = rcgen::generate_simple_self_signed(hosts).expect("a certificate");
    let pem = made.cert.pem();
    std::fs::write(folder.join(format!("{name}.pem")), &pem).expect("written");
    let key = made.key_pair.serialize_pem();
    std::fs::write(folder.join(format!("{name}.key")), key).expect("written");
    pem
}

pub type Stream = StreamOwned<ClientConnection, TcpStream>;

/// TLS over `stream` with `host`, which must show a certificate of `authority` (PEM).
pub fn client(authority: &str, host: &str, stream: TcpStream) -> Stream {
    let mut roots = RootCertStore::empty();
    for one in CertificateDer::pem_slice_iter(authority.as_bytes()) {
        roots.add(one.expect("PEM")).expect("a root");
    }
    let config = ClientConfig::builder_with_provider(default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).expect("a name");
    let connection = ClientConnection::new(Arc::new(config), name).expect("a client");
    StreamOwned::new(connection, stream)
}

/// A connection that comes from `address`, one of this machine's own.
pub fn connect_from(address: &str, to: SocketAddr) -> TcpStream {
    let from = SocketAddr::new(address.parse().expect("an address"), 0);
    let connect = async {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.bind(from)?;
        let stream = socket.connect(to).await?.into_std()?;
        stream.set_nonblocking(false)?;
        Ok::<_, io::Error>(stream)
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .expect("a runtime")
        .block_on(connect)
        .expect("it listens")
}

/// Asks for `path` of `host` at `address` and believes only `authority`; the
/// answer's text and the server's own certificate.
pub fn get(
    authority: &str,
    host: &str,
    address: &str,
    path: &str,
) -> io::Result<(String, Vec<u8>)> {
    let mut stream = client(authority, host, TcpStream::connect(address)?);
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n")?;
    let mut answer = String::new();
    match stream.read_to_string(&mut answer) {
        Err(error) if answer.is_empty() => return Err(error),
        _ => {}
    }
    let shown = stream.conn.peer_certificates().expect("a certificate");
    Ok((answer, shown[0].to_vec()))
}
