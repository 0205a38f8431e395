//! From what the world said about a domain to the servers we propose.

use super::settings::Settings;
pub use crate::consents::Provider;
use crate::kit::dns::{Mx, Srv};
use crate::mailboxes::Tls;

/// The way to a server: where, and how the line is secured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
}

impl Way {
    pub fn new(host: &str, port: u16, tls: Tls) -> Way {
        Way {
            host: host.to_owned(),
            port,
            tls,
        }
    }
}

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// Everything that was heard about a domain.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    pub imaps: Vec<Srv>,
    pub imap: Vec<Srv>,
    pub submissions: Vec<Srv>,
    pub submission: Vec<Srv>,
    pub mx: Vec<Mx>,
    /// What the domain publishes for mail programs.
    pub settings: Option<Settings>,
    /// Usual names behind which somebody takes connections, best first.
    pub imap_names: Vec<Way>,
    pub smtp_names: Vec<Way>,
}

/// A proposal. What was not found is left open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    pub imap: Option<Way>,
    pub smtp: Option<Way>,
    /// With what name to sign in; most often the address.
    pub imap_user: String,
    pub smtp_user: String,
    /// Who lets this mailbox in by consent.
    pub provider: Option<Provider>,
    /// A host outside the domain that only the DNS named, and anybody may write
    /// into an answer of the DNS: a password goes there after a person has seen it.
    pub look_first: bool,
}

impl Found {
    pub fn is_whole(&self) -> bool {
        self.imap.is_some() && self.smtp.is_some()
    }
}

/// The part behind the @, lower case.
pub fn domain(address: &str) -> Option<&str> {
    let (_, domain) = address.rsplit_once('@')?;
    (!domain.is_empty()).then_some(domain)
}

/// SRV, then what the domain publishes, then a provider that we know by the
/// servers that take its mail, then the usual names.
pub fn choose(address: &str, heard: &Heard) -> Found {
    let mut found = Found {
        imap_user: address.to_owned(),
        smtp_user: address.to_owned(),
        ..Found::default()
    };
    let by_srv = |secured: &[Srv], upgraded: &[Srv]| {
        first(secured, Tls::Tls).or_else(|| first(upgraded, Tls::Starttls))
    };
    found.imap = by_srv(&heard.imaps, &heard.imap);
    found.smtp = by_srv(&heard.submissions, &heard.submission);
    let domain = domain(address).unwrap_or_default();
    let elsewhere = |way: &Option<Way>| way.as_ref().is_some_and(|w| !is_near(&w.host, domain));
    found.look_first = elsewhere(&found.imap) || elsewhere(&found.smtp);
    if let Some(settings) = &heard.settings {
        if found.imap.is_none()
            && let Some((way, user)) = &settings.imap
        {
            (found.imap, found.imap_user) = (Some(way.clone()), user.clone());
        }
        if found.smtp.is_none()
            && let Some((way, user)) = &settings.smtp
        {
            (found.smtp, found.smtp_user) = (Some(way.clone()), user.clone());
        }
    }
    let house = heard.mx.first().and_then(|mx| house_of(&mx.host));
    if let Some(house) = house {
        found.imap = found.imap.or_else(|| Some(house.imap()));
        found.smtp = found.smtp.or_else(|| Some(house.smtp()));
        found.provider = house.provider;
    }
    found.imap = found.imap.or_else(|| heard.imap_names.first().cloned());
    found.smtp = found.smtp.or_else(|| heard.smtp_names.first().cloned());
    found
}

/// The server to ask first: the lowest priority, then the greatest weight. A
/// single dot says that the service is not offered.
fn first(servers: &[Srv], tls: Tls) -> Option<Way> {
    servers
        .iter()
        .filter(|s| !s.host.is_empty() && s.port > 0)
        .min_by_key(|s| (s.priority, u16::MAX - s.weight, s.host.clone()))
        .map(|s| Way::new(&s.host, s.port, tls))
}

/// Is it a host of this domain, or this very machine?
fn is_near(host: &str, domain: &str) -> bool {
    host == domain
        || host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
        || host == "localhost"
}

/// A house where many domains live, known by the servers that take their mail.
#[derive(Debug, Clone, Copy)]
pub struct House {
    /// How the names of those servers end.
    mx: &'static str,
    imap: &'static str,
    smtp: (&'static str, u16, Tls),
    provider: Option<Provider>,
}

impl House {
    fn imap(&self) -> Way {
        Way::new(self.imap, 993, Tls::Tls)
    }

    fn smtp(&self) -> Way {
        let (host, port, tls) = self.smtp;
        Way::new(host, port, tls)
    }
}

const fn house(mx: &'static str, imap: &'static str, smtp: &'static str) -> House {
    House {
        mx,
        imap,
        smtp: (smtp, 465, Tls::Tls),
        provider: None,
    }
}

/// As these houses write it in their own help pages.
const HOUSES: &[House] = &[
    House {
        provider: Some(Provider::Google),
        ..house("google.com", "imap.gmail.com", "smtp.gmail.com")
    },
    House {
        provider: Some(Provider::Google),
        ..house("googlemail.com", "imap.gmail.com", "smtp.gmail.com")
    },
    House {
        mx: "mail.protection.outlook.com",
        imap: "outlook.office365.com",
        smtp: ("smtp.office365.com", 587, Tls::Starttls),
        provider: Some(Provider::Microsoft),
    },
    House {
        mx: "olc.protection.outlook.com",
        imap: "outlook.office365.com",
        smtp: ("smtp-mail.outlook.com", 587, Tls::Starttls),
        provider: Some(Provider::Microsoft),
    },
    house(
        "messagingengine.com",
        "imap.fastmail.com",
        "smtp.fastmail.com",
    ),
    house("mailbox.org", "imap.mailbox.org", "smtp.mailbox.org"),
    house("kundenserver.de", "imap.ionos.de", "smtp.ionos.de"),
    house("ionos.com", "imap.ionos.com", "smtp.ionos.com"),
    house("rzone.de", "imap.strato.de", "smtp.strato.de"),
    house("gmx.net", "imap.gmx.net", "mail.gmx.net"),
    house("web.de", "imap.web.de", "smtp.web.de"),
    house("ovh.net", "ssl0.ovh.net", "ssl0.ovh.net"),
    house("gandi.net", "mail.gandi.net", "mail.gandi.net"),
    house(
        "infomaniak.ch",
        "mail.infomaniak.com",
        "mail.infomaniak.com",
    ),
    house("migadu.com", "imap.migadu.com", "smtp.migadu.com"),
    house("zoho.com", "imap.zoho.com", "smtp.zoho.com"),
    house("zoho.eu", "imap.zoho.eu", "smtp.zoho.eu"),
    house("yandex.net", "imap.yandex.com", "smtp.yandex.com"),
    House {
        smtp: ("smtp.mail.me.com", 587, Tls::Starttls),
        ..house("mail.icloud.com", "imap.mail.me.com", "smtp.mail.me.com")
    },
];

fn house_of(mx: &str) -> Option<&'static House> {
    HOUSES.iter().find(|house| {
        mx.strip_suffix(house.mx)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Whether the house is known: then its names are known too and need no search.
pub fn is_known_house(mx: &[Mx]) -> bool {
    mx.first().and_then(|mx| house_of(&mx.host)).is_some()
}

/// The usual names of a domain's servers, best first: those that secure the
/// line from its first byte before those that secure it later.
pub fn usual_names(domain: &str, mx: &[Mx]) -> (Vec<Way>, Vec<Way>) {
    // Whoever runs a mail server of their own often has only that one.
    let own = mx
        .iter()
        .map(|mx| mx.host.clone())
        .filter(|h| is_near(h, domain));
    let hosts = |first: &str| {
        let named = [format!("{first}.{domain}"), format!("mail.{domain}")];
        named
            .into_iter()
            .chain(own.clone())
            .chain([domain.to_owned()])
    };
    let ways = |first: &str, ports: [(u16, Tls); 2]| {
        let mut ways: Vec<Way> = Vec::new();
        for (port, tls) in ports {
            for host in hosts(first) {
                let way = Way::new(&host, port, tls);
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
        }
        ways
    };
    (
        ways("imap", [(993, Tls::Tls), (143, Tls::Starttls)]),
        ways("smtp", [(465, Tls::Tls), (587, Tls::Starttls)]),
    )
}

/// Where a domain publishes its settings. Always by https: what comes from
/// there is trusted with a password.
pub fn published_at(domain: &str, address: &str) -> [String; 2] {
    let address: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
    [
        format!("https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={address}"),
        format!("https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml"),
    ]
}
