//! What somebody typed into the set-up, and how far an address reaches.

use std::net::IpAddr;
use std::time::Duration;

use url::{Host, Url};

use super::discover::{Found, Way};
use crate::consents::Terms;
use crate::hours;
use crate::mailboxes::Tls;
use crate::mailboxes::rules::{Wrong, looks_like_address};

/// How long a link lasts.
pub const LINK_LASTS: Duration = Duration::from_secs(60 * 60);

/// Where the set-up goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    You,
    Mailbox,
    Word { mailbox: i64 },
}

/// The first page.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct You {
    pub name: String,
    pub address: String,
    /// Never given back.
    pub password: String,
    /// The password as it was typed before, sealed: nobody types it twice.
    pub kept: String,
    pub public_url: String,
    /// The browser's own, when a script could say it.
    pub zone: String,
    /// Ticked: this address although it did not lead here.
    pub anyway: String,
}

/// The public address as the browser that asks has it, from the headers of its
/// request: a proposal, nothing depends on it before a person has seen it.
pub fn proposed_url(header: impl Fn(&str) -> Option<String>) -> String {
    let forwarded = header("forwarded").unwrap_or_default();
    // The first hop is the browser's: `for=1.2.3.4;host=desk.example;proto=https`.
    let first_hop = forwarded.split(',').next().unwrap_or_default();
    let pairs = first_hop.split(';').filter_map(|pair| pair.split_once('='));
    let said = |name: &str| {
        let mut of_name = pairs
            .clone()
            .filter(|(n, _)| n.trim().eq_ignore_ascii_case(name));
        of_name
            .next()
            .map(|(_, v)| v.trim().trim_matches('"').to_owned())
    };
    let host = said("host")
        .or_else(|| header("x-forwarded-host"))
        .or_else(|| header("host"));
    let scheme = said("proto").or_else(|| header("x-forwarded-proto"));
    let scheme = match scheme.as_deref() {
        Some("https") => "https",
        _ => "http",
    };
    let url = host.and_then(|host| Url::parse(&format!("{scheme}://{}", host.trim())).ok());
    url.map(|url| url.origin().ascii_serialization())
        .unwrap_or_default()
}

/// How far an address reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Only this machine: no link may leave.
    Machine,
    /// A network of our own: a customer's browser cannot follow.
    Network,
    World,
}

pub fn reach(url: &Url) -> Reach {
    let of_ip = |ip: IpAddr| match ip.to_canonical() {
        ip if ip.is_loopback() || ip.is_unspecified() => Reach::Machine,
        IpAddr::V4(ip) if ip.is_private() || ip.is_link_local() => Reach::Network,
        IpAddr::V6(ip) if ip.is_unique_local() || ip.is_unicast_link_local() => Reach::Network,
        _ => Reach::World,
    };
    match url.host() {
        None => Reach::Machine,
        Some(Host::Ipv4(ip)) => of_ip(ip.into()),
        Some(Host::Ipv6(ip)) => of_ip(ip.into()),
        Some(Host::Domain(name)) => of_name(name.trim_end_matches('.')),
    }
}

fn of_name(name: &str) -> Reach {
    // Names that are given out to nobody (RFC 6761, 6762, 8375, and ICANN's).
    let inside = [
        ".local",
        ".lan",
        ".internal",
        ".home.arpa",
        ".home",
        ".intranet",
    ];
    if name == "localhost" || name.ends_with(".localhost") {
        Reach::Machine
    } else if !name.contains('.') || inside.iter().any(|end| name.ends_with(end)) {
        Reach::Network
    } else {
        Reach::World
    }
}

/// The second page.
#[derive(Debug, Clone, Default, serde::Deserialize, serde::Serialize)]
#[serde(default)]
pub struct Mailbox {
    pub address: String,
    pub name: String,
    /// Never given back.
    #[serde(skip_serializing)]
    pub password: String,
    /// The password as it was typed before, sealed.
    pub kept: String,
    pub imap_host: String,
    pub imap_port: String,
    pub imap_tls: String,
    pub imap_user: String,
    pub smtp_host: String,
    pub smtp_port: String,
    pub smtp_tls: String,
    pub smtp_user: String,
    /// The consent that was given for it, sealed.
    pub consent: String,
    /// How many older letters to bring; empty: from now on.
    pub bring: String,
    /// Which button: "save" keeps it although a tick is missing, the word of a
    /// provider leads there, "back" comes from there.
    pub deed: String,
}

/// A server as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub way: Way,
    /// None: the server takes letters from us without knowing us.
    pub user: Option<String>,
}

/// Everything that is needed to try a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub address: String,
    pub name: String,
    pub imap: Account,
    /// None: the house's own.
    pub smtp: Option<Account>,
    pub bring: Option<i64>,
}

/// More than that is an import, which has a way of its own.
const BRING_AT_MOST: i64 = 10_000;

impl Mailbox {
    /// Has nobody said yet which servers?
    pub fn names_no_server(&self) -> bool {
        self.imap_host.trim().is_empty() && self.smtp_host.trim().is_empty()
    }

    /// With what was found in every field that is still empty.
    pub fn with(mut self, found: &Found) -> Mailbox {
        if let Some(imap) = &found.imap {
            self.imap_host = imap.host.clone();
            self.imap_port = imap.port.to_string();
            self.imap_tls = imap.tls.word().to_owned();
            self.imap_user = found.imap_user.clone();
        }
        if let Some(smtp) = &found.smtp {
            self.smtp_host = smtp.host.clone();
            self.smtp_port = smtp.port.to_string();
            self.smtp_tls = smtp.tls.word().to_owned();
            self.smtp_user = found.smtp_user.clone();
        }
        self
    }

    /// With the servers of a provider, where none is named yet.
    pub fn at(mut self, terms: &Terms) -> Mailbox {
        if let (true, Some([imap, smtp])) = (self.names_no_server(), terms.servers) {
            let way = |(host, port, tls)| Some(Way::new(host, port, tls));
            let address = self.address();
            self = self.with(&Found {
                imap: way(imap),
                smtp: way(smtp),
                imap_user: address.clone(),
                smtp_user: address,
                ..Found::default()
            });
        }
        self
    }

    /// The address and how many letters to bring: what is wrong before any
    /// server is asked. `has_password`: one was typed, now or before.
    pub fn wrong_at_first(&self, has_password: bool) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        if !looks_like_address(&self.address()) {
            wrong.push(Wrong::new("address", "mailboxes-no-address"));
        }
        if !has_password {
            wrong.push(Wrong::new("password", "setup-no-password"));
        }
        if self.bring().is_err() {
            wrong.push(Wrong::new("bring", "setup-no-count"));
        }
        wrong
    }

    pub fn address(&self) -> String {
        self.address.trim().to_lowercase()
    }

    fn bring(&self) -> Result<Option<i64>, ()> {
        match self.bring.trim() {
            "" | "0" => Ok(None),
            text => match text.parse::<i64>() {
                Ok(n) if (1..=BRING_AT_MOST).contains(&n) => Ok(Some(n)),
                _ => Err(()),
            },
        }
    }

    /// # Errors
    /// Every field that cannot be taken. `house`: letters may leave by the
    /// house's own server.
    pub fn read(&self, house: bool) -> Result<Wanted, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let address = self.address();
        let imap = account(
            ["imap_host", "imap_port"],
            [
                &self.imap_host,
                &self.imap_port,
                &self.imap_tls,
                &self.imap_user,
            ],
            &address,
            Tls::usual_imap_port,
            &mut wrong,
        );
        let smtp = match self.smtp_host.trim().is_empty() && house {
            true => None,
            false => account(
                ["smtp_host", "smtp_port"],
                [
                    &self.smtp_host,
                    &self.smtp_port,
                    &self.smtp_tls,
                    &self.smtp_user,
                ],
                &address,
                Tls::usual_port,
                &mut wrong,
            ),
        };
        match (imap, wrong.is_empty()) {
            (Some(imap), true) => Ok(Wanted {
                address,
                name: self.name.trim().to_owned(),
                imap,
                smtp,
                bring: self.bring().unwrap_or_default(),
            }),
            _ => Err(wrong),
        }
    }
}

fn account(
    fields: [&'static str; 2],
    [host, port, tls, user]: [&String; 4],
    address: &str,
    usual: fn(Tls) -> u16,
    wrong: &mut Vec<Wrong>,
) -> Option<Account> {
    let host = host.trim();
    if host.is_empty() {
        wrong.push(Wrong::new(fields[0], "setup-no-server"));
        return None;
    }
    if Host::parse(host).is_err() {
        wrong.push(Wrong::new(fields[0], "mailboxes-wrong-host"));
    }
    let tls = tls.parse().unwrap_or(Tls::Tls);
    let port = match port.trim() {
        "" => Some(usual(tls)),
        port => port.parse().ok().filter(|p| *p > 0),
    };
    if port.is_none() {
        wrong.push(Wrong::new(fields[1], "mailboxes-no-port"));
    }
    // In the open no password is sent that nobody asked to send.
    let usual = Some(address).filter(|_| tls != Tls::None || fields[0] == "imap_host");
    let user = Some(user.trim()).filter(|u| !u.is_empty()).or(usual);
    Some(Account {
        way: Way::new(host, port.unwrap_or_default(), tls),
        user: user.map(str::to_owned),
    })
}

/// The third page.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Word {
    /// "on" when it is ticked.
    pub receipt: String,
    /// Hours: "4", "0.5"; empty: no date is given.
    pub answer_within: String,
    #[serde(flatten)]
    pub hours: hours::Typed,
    pub zone: String,
    pub language: String,
    /// Which button: "skip" gives no word.
    pub deed: String,
}
