//! Where a request came from, and at which address it asked for us. What a
//! proxy says of both is believed only of those in `web.trusted_proxies`.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;

use super::desk::Desk;

/// The address of the browser, behind the proxies we trust. For limits only:
/// it is never stored and never logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(pub IpAddr);

impl FromRequestParts<Desk> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Client, Infallible> {
        let trusted = &desk.config.web.trusted_proxies;
        let forwarded = all(&parts.headers, "x-forwarded-for");
        Ok(Client(behind_proxies(
            peer(&parts.extensions),
            &forwarded,
            trusted,
        )))
    }
}

/// Who holds the other end of the socket.
fn peer(extensions: &Extensions) -> IpAddr {
    // Without a socket the request was made inside this process.
    extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |c| c.0.ip().to_canonical())
}

/// Host and port as the browser wrote them: "desk.example.org:8443". In HTTP/2
/// they stand in the request line, which `asked` is.
pub(super) fn asked_host(
    desk: &Desk,
    extensions: &Extensions,
    headers: &HeaderMap,
    asked: &axum::http::Uri,
) -> Option<String> {
    let first = |name| {
        all(headers, name)
            .split(',')
            .next()
            .map(|v| v.trim().to_owned())
    };
    let forwarded = trusts(&desk.config.web.trusted_proxies, peer(extensions))
        .then(|| first("x-forwarded-host"))
        .flatten();
    forwarded
        .filter(|host| !host.is_empty())
        .or_else(|| first("host").filter(|host| !host.is_empty()))
        .or_else(|| asked.authority().map(|a| a.as_str().to_owned()))
}

fn all(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter().filter_map(|v| v.to_str().ok());
    values.collect::<Vec<_>>().join(",")
}

fn trusts(trusted: &[IpNet], address: IpAddr) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

/// The first address, from the right, that is no proxy of ours.
pub(super) fn behind_proxies(peer: IpAddr, forwarded: &str, trusted: &[IpNet]) -> IpAddr {
    if !trusts(trusted, peer) {
        return peer;
    }
    let mut nearest = peer;
    for hop in forwarded.rsplit(',') {
        let Some(address) = address(hop.trim()) else {
            break;
        };
        nearest = address;
        if !trusts(trusted, address) {
            break;
        }
    }
    nearest
}

/// "198.51.100.1", and as some proxies write it, `198.51.100.1:4711` and `[2001:db8::1]:4711`.
fn address(hop: &str) -> Option<IpAddr> {
    let alone = hop.trim_start_matches('[').trim_end_matches(']').parse();
    let alone: Option<IpAddr> = alone.ok();
    let found = alone.or_else(|| hop.parse::<SocketAddr>().ok().map(|a| a.ip()));
    found.map(|a| a.to_canonical())
}
