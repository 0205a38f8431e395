//! The asking itself: DNS, published settings, and knocking at usual names.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::net::TcpStream;

use super::rules::{self, Found, Heard, Way};
use super::settings::Settings;
use crate::kit::config::Config;
use crate::kit::dns::{Dns, Srv};
use crate::web::call;

/// For everything together: a person waits for it.
const PATIENCE: Duration = Duration::from_secs(10);
/// For one connection.
const KNOCK: Duration = Duration::from_secs(3);
/// More than this no honest document of settings has.
const DOCUMENT: u64 = 256 << 10;

/// Asks the world about a domain.
pub struct Asker {
    dns: Dns,
    /// Where a domain publishes its settings; tests bring their own place.
    published_at: fn(&str, &str) -> [String; 2],
    /// Whom we may ask for them.
    may_ask: fn(IpAddr) -> bool,
}

impl Asker {
    /// # Errors
    /// When it cannot be told which DNS servers to ask.
    pub fn of(config: &Config) -> anyhow::Result<Asker> {
        Ok(Asker {
            dns: Dns::of(config)?,
            published_at: rules::published_at,
            may_ask: call::is_public,
        })
    }

    #[cfg(test)]
    pub fn publishing_at(self, published_at: fn(&str, &str) -> [String; 2]) -> Asker {
        Asker {
            published_at,
            may_ask: |_| true,
            ..self
        }
    }

    /// The servers to propose for `address`. Whatever does not answer in time
    /// is as if it were not there.
    pub async fn find(&self, address: &str) -> Found {
        let Some(domain) = rules::domain(address) else {
            return rules::choose(address, &Heard::default());
        };
        let (by_name, settings) = tokio::join!(
            in_time(self.by_dns(domain)),
            in_time(self.settings(domain, address))
        );
        let heard = Heard {
            settings,
            ..by_name
        };
        rules::choose(address, &heard)
    }

    async fn by_dns(&self, domain: &str) -> Heard {
        let srv = async |service: &str| -> Vec<Srv> {
            let name = format!("_{service}._tcp.{domain}");
            self.dns.srv(&name).await.unwrap_or_else(|error| {
                tracing::warn!(service, "Asking for servers: {}", error.root_cause());
                Vec::new()
            })
        };
        let (imaps, imap, submissions, submission, mx) = tokio::join!(
            srv("imaps"),
            srv("imap"),
            srv("submissions"),
            srv("submission"),
            self.dns.mx(domain)
        );
        let mut heard = Heard {
            imaps,
            imap,
            submissions,
            submission,
            mx: mx.unwrap_or_default(),
            ..Heard::default()
        };
        let has_srv = !(heard.imaps.is_empty() && heard.imap.is_empty());
        if !has_srv && !rules::is_known_house(&heard.mx) {
            let (imap, smtp) = rules::usual_names(domain, &heard.mx);
            (heard.imap_names, heard.smtp_names) =
                tokio::join!(self.who_answers(imap), self.who_answers(smtp));
        }
        heard
    }

    /// Those of `ways` that take a connection, in the same order.
    async fn who_answers(&self, ways: Vec<Way>) -> Vec<Way> {
        let answered = join_all(ways.iter().map(|way| self.answers(way))).await;
        ways.into_iter()
            .zip(answered)
            .filter_map(|(way, answers)| answers.then_some(way))
            .collect()
    }

    async fn answers(&self, way: &Way) -> bool {
        let knock = async {
            let addresses = self.dns.addresses(&way.host).await.unwrap_or_default();
            for address in addresses.into_iter().take(4) {
                let there = TcpStream::connect(SocketAddr::new(address, way.port));
                if there.await.is_ok() {
                    return true;
                }
            }
            false
        };
        tokio::time::timeout(KNOCK, knock).await.unwrap_or(false)
    }

    /// From the first place that has them.
    async fn settings(&self, domain: &str, address: &str) -> Option<Settings> {
        let asked = (self.published_at)(domain, address).map(|url| async move {
            let limits = call::Limits {
                within: Duration::from_secs(6),
                bytes: DOCUMENT,
                may_ask: self.may_ask,
            };
            let text = call::get(url, limits).await.ok()?;
            Settings::read(&text, address)
        });
        join_all(asked).await.into_iter().flatten().next()
    }
}

async fn in_time<T: Default>(asking: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, asking)
        .await
        .unwrap_or_default()
}
