//! Asking other web servers, carefully: an address that somebody typed may
//! lead anywhere, also into our own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::{Request, Response, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// How far a question may go.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// In all.
    pub within: Duration,
    /// A longer answer is an error.
    pub bytes: u64,
    /// Asked about every address a name leads to, before anything is sent there.
    pub may_ask: fn(IpAddr) -> bool,
}

/// The text behind a URL. No redirection is followed: it could lead elsewhere.
///
/// # Errors
/// Why there is none, in the words of the connection or the other side.
pub async fn get(url: String, limits: Limits) -> Result<String, String> {
    tokio::task::spawn_blocking(move || get_now(&url, limits))
        .await
        .unwrap_or_else(|_| Err("the question was interrupted".to_owned()))
}

/// What another web server answers to a request, whatever it is: only a server
/// that is not well, or asks to be asked later, is an error. No redirection is
/// followed.
///
/// # Errors
/// Why there is no answer, in the words of the connection or the other side.
pub async fn ask(request: Request<Vec<u8>>, limits: Limits) -> Result<Response<Vec<u8>>, String> {
    tokio::task::spawn_blocking(move || ask_now(request, limits))
        .await
        .unwrap_or_else(|_| Err("the question was interrupted".to_owned()))
}

fn ask_now(request: Request<Vec<u8>>, limits: Limits) -> Result<Response<Vec<u8>>, String> {
    let agent = agent(limits);
    let request = agent
        .configure_request(request)
        .http_status_as_error(false)
        .build();
    let answer = agent.run(request).map_err(|e| e.to_string())?;
    let status = answer.status();
    if status.is_server_error() || status.is_redirection() || status.as_u16() == 429 {
        return Err(status.to_string());
    }
    let (parts, mut body) = answer.into_parts();
    let bytes = body.with_config().limit(limits.bytes).read_to_vec();
    Ok(Response::from_parts(
        parts,
        bytes.map_err(|e| e.to_string())?,
    ))
}

fn agent(limits: Limits) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(limits.within))
        .max_redirects(0)
        // No proxy of the environment: it would ask for us, wherever it likes.
        .proxy(None)
        .build();
    Agent::with_parts(config, DefaultConnector::default(), Careful(limits.may_ask))
}

fn get_now(url: &str, limits: Limits) -> Result<String, String> {
    let agent = agent(limits);
    let mut answer = agent.get(url).call().map_err(|e| e.to_string())?;
    if !answer.status().is_success() {
        return Err(answer.status().to_string());
    }
    let body = answer.body_mut().with_config().limit(limits.bytes);
    body.read_to_string().map_err(|e| e.to_string())
}

/// Leads nowhere where we may not ask. The check is made on the addresses that
/// are then used, so a name cannot change its mind in between.
struct Careful(fn(IpAddr) -> bool);

impl std::fmt::Debug for Careful {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Careful")
    }
}

impl Resolver for Careful {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|a| (self.0)(a.ip().to_canonical())) {
            allowed.push(*address);
        }
        match allowed.is_empty() {
            true => Err(ureq::Error::HostNotFound),
            false => Ok(allowed),
        }
    }
}

/// Is it an address of the world outside: not of this machine, a house's own
/// network, a neighbourhood, a cloud's metadata, or reserved?
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(a: Ipv4Addr) -> bool {
    let [first, second, third, _] = a.octets();
    !(a.is_loopback()
        || a.is_private()
        || a.is_link_local()
        || a.is_unspecified()
        || a.is_broadcast()
        || a.is_multicast()
        || a.is_documentation()
        || first == 0
        || first >= 240
        // Shared by carriers, protocol assignments, benchmarks.
        || (first == 100 && (64..128).contains(&second))
        || (first == 192 && second == 0 && third == 0)
        || (first == 198 && (18..20).contains(&second)))
}

fn is_public_v6(a: Ipv6Addr) -> bool {
    let first = a.segments()[0];
    // Only what is given out to the world, without its documentation part and
    // without the ways that carry an IPv4 address inside.
    (0x2000..0x4000).contains(&first)
        && !(first == 0x2001 && a.segments()[1] == 0x0db8)
        && !(first == 0x2001 && a.segments()[1] == 0)
        && first != 0x2002
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_network_is_not_the_world() {
        for (address, public) in [
            ("127.0.0.1", false),
            ("10.1.2.3", false),
            ("172.20.0.1", false),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("0.0.0.0", false),
            ("255.255.255.255", false),
            ("198.18.0.1", false),
            ("9.9.9.9", true),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("fe80::1", false),
            ("fd00::1", false),
            ("2001:db8::1", false),
            ("2002:7f00:1::", false),
            ("2620:fe::fe", true),
        ] {
            let parsed = address.parse().unwrap();
            assert_eq!(is_public(parsed), public, "{address}");
        }
    }
}
