//! Asking the DNS: which servers a domain names, where its mail goes, what it
//! says about itself.
//!
//! Names are asked as they are, never below the machine's own search domains.
//! Nothing there is an empty list; an error means that nobody could say.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData, RecordType};

use super::config::Config;

/// For one question, tries and servers together.
const PATIENCE: Duration = Duration::from_secs(6);

/// A server that a domain names for a service (RFC 2782).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Srv {
    pub priority: u16,
    pub weight: u16,
    /// Lower case, without the dot at the end; empty: the service is not offered.
    pub host: String,
    pub port: u16,
}

/// A server that takes a domain's mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mx {
    pub preference: u16,
    /// Lower case, without the dot at the end; empty: no mail, please (RFC 7505).
    pub host: String,
}

/// The servers that are asked. Cheap to clone.
#[derive(Clone)]
pub struct Dns(TokioResolver);

impl Dns {
    /// The servers of `dns.servers`, else the machine's own.
    ///
    /// # Errors
    /// When the machine's own cannot be read.
    pub fn of(config: &Config) -> anyhow::Result<Dns> {
        let builder = match config.dns.servers.as_slice() {
            [] => TokioResolver::builder_tokio().context("reading which DNS servers to ask")?,
            named => {
                let servers = named.iter().map(name_server).collect();
                TokioResolver::builder_with_config(
                    ResolverConfig::from_name_servers(servers),
                    TokioRuntimeProvider::default(),
                )
            }
        };
        let mut builder = builder;
        builder.options_mut().timeout = Duration::from_secs(2);
        builder.options_mut().attempts = 2;
        Ok(Dns(builder.build().context("preparing to ask the DNS")?))
    }

    pub async fn srv(&self, name: &str) -> anyhow::Result<Vec<Srv>> {
        let read = |data: &RData| match data {
            RData::SRV(srv) => Some(Srv {
                priority: srv.priority,
                weight: srv.weight,
                host: plain(&srv.target),
                port: srv.port,
            }),
            _ => None,
        };
        self.ask(name, RecordType::SRV, read).await
    }

    pub async fn mx(&self, domain: &str) -> anyhow::Result<Vec<Mx>> {
        let read = |data: &RData| match data {
            RData::MX(mx) => Some(Mx {
                preference: mx.preference,
                host: plain(&mx.exchange),
            }),
            _ => None,
        };
        let mut found = self.ask(domain, RecordType::MX, read).await?;
        found.sort_by(|a, b| (a.preference, &a.host).cmp(&(b.preference, &b.host)));
        Ok(found)
    }

    /// Each record as one text, its pieces joined.
    pub async fn txt(&self, name: &str) -> anyhow::Result<Vec<String>> {
        let read = |data: &RData| match data {
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
            _ => None,
        };
        self.ask(name, RecordType::TXT, read).await
    }

    /// Where a host is, both kinds of addresses.
    pub async fn addresses(&self, host: &str) -> anyhow::Result<Vec<IpAddr>> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        let asked = self.0.lookup_ip(whole(host)?);
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(found)) => Ok(found.iter().collect()),
            Ok(Err(error)) => nothing_or(error, host),
            Err(_) => anyhow::bail!("the DNS did not answer about {host} in time"),
        }
    }

    async fn ask<T>(
        &self,
        name: &str,
        kind: RecordType,
        read: impl Fn(&RData) -> Option<T>,
    ) -> anyhow::Result<Vec<T>> {
        let asked = self.0.lookup(whole(name)?, kind);
        let found: Lookup = match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(found)) => found,
            Ok(Err(error)) => return nothing_or(error, name),
            Err(_) => anyhow::bail!("the DNS did not answer about {name} in time"),
        };
        Ok(found
            .answers()
            .iter()
            .filter_map(|r| read(&r.data))
            .collect())
    }
}

fn name_server(address: &SocketAddr) -> NameServerConfig {
    let at_port = |mut way: ConnectionConfig| {
        way.port = address.port();
        way
    };
    let ways = vec![
        at_port(ConnectionConfig::udp()),
        at_port(ConnectionConfig::tcp()),
    ];
    NameServerConfig::new(address.ip(), true, ways)
}

/// The name from the root on: nothing is put behind it.
fn whole(name: &str) -> anyhow::Result<Name> {
    let mut read =
        Name::from_utf8(name).with_context(|| format!("{name} is no name in the DNS"))?;
    read.set_fqdn(true);
    Ok(read)
}

fn plain(name: &Name) -> String {
    name.to_lowercase()
        .to_utf8()
        .trim_end_matches('.')
        .to_owned()
}

fn nothing_or<T>(error: NetError, name: &str) -> anyhow::Result<Vec<T>> {
    if error.is_no_records_found() || error.is_nx_domain() {
        return Ok(Vec::new());
    }
    Err(error).with_context(|| format!("asking the DNS about {name}"))
}
