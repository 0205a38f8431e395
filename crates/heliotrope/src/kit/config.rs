//! What a desk is told from outside: flag, then environment
//! (`HELIOTROPE_SMTP__HOST`), then `heliotrope.toml`, then default.
//!
//! One table (`table::TABLE`) names every key with its default and its meaning;
//! `config show --origin` and the documentation are made from it. A key that
//! nobody knows, or a value that cannot work, is an error before anything is
//! opened. A secret `x.y` can also stand in the file that
//! `HELIOTROPE_X__Y_FILE` names.

mod https;
mod oauth;
mod raw;
mod table;
mod values;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use serde::Serialize;
use url::Url;

pub use self::https::{Acme, Https};
pub use self::oauth::Oauth;
use self::raw::Raw;
pub use self::values::public_url;
use self::values::{
    between, database_url, listen, log_level, name_servers, names, networks, one_of, path, size,
    span, time_of_day, yes_no, zone,
};
use super::keys::Keys;

/// The configuration, read and checked.
#[derive(Clone)]
pub struct Config {
    pub data: PathBuf,
    /// "sqlite:/abs/path" or "postgres://..."
    pub database: String,
    pub web: Web,
    pub session: Session,
    /// The sending server for mailboxes that have none of their own.
    pub smtp: Option<Smtp>,
    /// A provider of the house's own that lets mailboxes in by consent.
    pub oauth: Option<Oauth>,
    pub inbound: Inbound,
    pub outbox: Outbox,
    /// The folder of the keys that sign what leaves (DKIM).
    pub dkim: Option<PathBuf>,
    pub limits: Limits,
    pub dns: Dns,
    /// The nightly backup; none: somebody else sees to it.
    pub backup: Option<Backup>,
    pub log: Log,
    secret_key: Option<String>,
    values: Vec<Shown>,
}

#[derive(Debug, Clone)]
pub struct Web {
    pub listen: SocketAddr,
    pub public_url: Option<Url>,
    pub trusted_proxies: Vec<IpNet>,
    pub https: Https,
    /// Where plain http is only sent on to `public_url`.
    pub redirect_listen: Option<SocketAddr>,
    /// How long a stopping desk still answers.
    pub notice: Duration,
}

#[derive(Debug, Clone)]
pub struct Session {
    pub days: u32,
}

#[derive(Clone)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: SmtpTls,
    pub user: Option<String>,
    pub password: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SmtpTls {
    None,
    #[default]
    StartTls,
    Tls,
}

#[derive(Debug, Clone)]
pub struct Inbound {
    pub listen: Option<SocketAddr>,
    /// Whose Authentication-Results are believed, in lower case.
    pub authserv: Vec<String>,
    /// The servers in front; none named: those on this machine.
    pub relays: Vec<IpNet>,
}

impl Inbound {
    /// Is a word that this peer brings about a sender the word of a server in front?
    pub fn believes(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        match self.relays.is_empty() {
            true => peer.is_loopback(),
            false => self.relays.iter().any(|net| net.contains(&peer)),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Outbox {
    pub first_retry: Duration,
    /// The most letters that leave one mailbox in a minute; none: no such limit.
    pub per_minute: Option<u32>,
}

/// All in bytes.
#[derive(Debug, Clone)]
pub struct Limits {
    pub letter_in: usize,
    pub form: usize,
    pub letter_out: usize,
}

#[derive(Debug, Clone)]
pub struct Dns {
    /// None: the machine's own.
    pub servers: Vec<SocketAddr>,
}

#[derive(Debug, Clone)]
pub struct Backup {
    pub at: jiff::civil::Time,
    pub zone: jiff::tz::TimeZone,
    pub folder: PathBuf,
    /// At least one.
    pub keep: u32,
}

#[derive(Debug, Clone)]
pub struct Log {
    pub level: String,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Flag(String),
    Environment(String),
    File(PathBuf),
    Default,
}

/// One line of `config show --origin`; a secret is masked.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    pub key: &'static str,
    pub value: Option<String>,
    pub origin: String,
}

/// Why the configuration cannot work. Says the key, the reason and what
/// would do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

/// What the command line and the environment say; only tests make it by hand.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// (key, flag as it was written, value)
    pub flags: Vec<(&'static str, String, String)>,
    pub environment: Vec<(String, String)>,
    /// Named by `--config`: must exist. Without it `heliotrope.toml` in the
    /// working directory is read when it is there.
    pub file: Option<PathBuf>,
    /// No file at all: the demo has nothing to do with the desk of the folder
    /// it is started in.
    pub no_file: bool,
}

impl Sources {
    /// The environment of this process and no flags yet.
    pub fn of_process(file: Option<PathBuf>) -> Sources {
        let environment = std::env::vars_os()
            .filter_map(|(k, v)| Some((k.into_string().ok()?, v.to_string_lossy().into_owned())))
            .filter(|(k, _)| k.starts_with(PREFIX))
            .collect();
        Sources {
            flags: Vec::new(),
            environment,
            file,
            no_file: false,
        }
    }

    /// Adds a flag that was given.
    pub fn flag(mut self, key: &'static str, flag: &str, value: Option<impl ToString>) -> Sources {
        if let Some(value) = value {
            self.flags.push((key, flag.to_owned(), value.to_string()));
        }
        self
    }
}

const PREFIX: &str = "HELIOTROPE_";

impl Config {
    /// # Errors
    /// The first thing that cannot work, worded for the person who starts the
    /// desk.
    pub fn read(sources: &Sources) -> Result<Config, ConfigError> {
        let mut values = Raw::default();
        values.read_defaults();
        if !sources.no_file {
            values.read_file(sources.file.as_deref())?;
        }
        values.read_environment(&sources.environment)?;
        for (key, flag, value) in &sources.flags {
            values.set(key, value.clone(), Origin::Flag(flag.clone()))?;
        }
        Config::from_values(&values)
    }

    fn from_values(v: &Raw) -> Result<Config, ConfigError> {
        let data = v.get("data", path)?;
        let database = match v.find("database.url", database_url)? {
            Some(url) => url,
            None => format!("sqlite:{}", data.join("heliotrope.db").display()),
        };
        let smtp = smtp(v)?;
        Ok(Config {
            database,
            web: web(v)?,
            session: Session {
                days: v.get("session.days", |s| between(s, 1, 3650))?,
            },
            smtp,
            oauth: oauth::read(v)?,
            inbound: Inbound {
                listen: v.find("inbound.listen", listen)?,
                authserv: v.get("inbound.authserv", names)?,
                relays: v.get("inbound.relays", networks)?,
            },
            outbox: Outbox {
                first_retry: v.get("outbox.first_retry", span)?,
                per_minute: v.find("outbox.per_minute", |s| between(s, 1, 100_000))?,
            },
            dkim: v.find("dkim.keys", path)?,
            limits: Limits {
                letter_in: v.get("limits.letter_in", size)?,
                form: v.get("limits.form", size)?,
                letter_out: v.get("limits.letter_out", size)?,
            },
            dns: Dns {
                servers: v.get("dns.servers", name_servers)?,
            },
            backup: backup(v, &data)?,
            log: Log {
                level: v.get("log.level", log_level)?,
            },
            secret_key: v.find("key", |s| Ok(s.to_owned()))?,
            values: v.shown(),
            data,
        })
    }

    /// An address of a database as it stands in `database.url`.
    pub fn database_url(text: &str) -> Result<String, String> {
        database_url(text)
    }

    /// A configuration for tests: all defaults, its data in `data`.
    #[cfg(test)]
    pub fn for_tests(data: &std::path::Path) -> Config {
        let flag = ("data", "--data".to_owned(), data.display().to_string());
        let sources = Sources {
            flags: vec![flag],
            file: Some("/dev/null".into()),
            ..Sources::default()
        };
        Config::read(&sources).expect("the defaults work")
    }

    /// Every key with its value and where it came from, in the table's order.
    pub fn shown(&self) -> &[Shown] {
        &self.values
    }

    pub fn is_postgres(&self) -> bool {
        self.database.starts_with("postgres")
    }

    /// The key that seals secrets: from the configuration, else from the file
    /// `key` in the data folder, which is made on the first start.
    ///
    /// # Errors
    /// With PostgreSQL the key must be configured: all nodes need the same,
    /// and a file on one of them would be a trap.
    pub fn keys(&self) -> anyhow::Result<Keys> {
        match &self.secret_key {
            Some(text) => Ok(Keys::from_text(text).map_err(|e| {
                ConfigError(format!("key (HELIOTROPE_KEY or HELIOTROPE_KEY_FILE): {e}"))
            })?),
            None if self.is_postgres() => Err(ConfigError(
                "key: with PostgreSQL the encryption key comes from HELIOTROPE_KEY or \
                 HELIOTROPE_KEY_FILE, the same on all nodes. Make one with `openssl rand -hex 32`."
                    .to_owned(),
            )
            .into()),
            None => Keys::in_file(&self.key_file()),
        }
    }

    /// Where the key stands when it is not configured.
    pub fn key_file(&self) -> PathBuf {
        self.data.join("key")
    }

    /// Whether the key came from the configuration and not from the data folder.
    pub fn key_is_configured(&self) -> bool {
        self.secret_key.is_some()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.values).finish()
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.host)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl SmtpTls {
    pub const WORDS: [&str; 3] = ["none", "starttls", "tls"];

    pub fn word(self) -> &'static str {
        match self {
            SmtpTls::None => "none",
            SmtpTls::StartTls => "starttls",
            SmtpTls::Tls => "tls",
        }
    }

    pub fn of_word(word: &str) -> Option<SmtpTls> {
        [SmtpTls::None, SmtpTls::StartTls, SmtpTls::Tls]
            .into_iter()
            .find(|t| t.word() == word)
    }

    /// The port servers usually listen on.
    pub fn usual_port(self) -> u16 {
        match self {
            SmtpTls::None => 25,
            SmtpTls::StartTls => 587,
            SmtpTls::Tls => 465,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Flag(flag) => f.write_str(flag),
            Origin::Environment(name) => f.write_str(name),
            Origin::File(path) => write!(f, "{}", path.display()),
            Origin::Default => f.write_str("default"),
        }
    }
}

fn web(v: &Raw) -> Result<Web, ConfigError> {
    let public_url = v.find("web.public_url", public_url)?;
    let web = Web {
        listen: v.get("web.listen", listen)?,
        trusted_proxies: v.get("web.trusted_proxies", networks)?,
        https: https::read(v, public_url.as_ref())?,
        redirect_listen: v.find("web.redirect_listen", listen)?,
        notice: v.get("web.notice", span)?,
        public_url,
    };
    if web.redirect_listen.is_some() && web.public_url.is_none() {
        return Err(ConfigError(
            "web.public_url is missing: web.redirect_listen sends browsers on to it".into(),
        ));
    }
    Ok(web)
}

fn backup(v: &Raw, data: &std::path::Path) -> Result<Option<Backup>, ConfigError> {
    let backup = Backup {
        at: v.get("backup.at", time_of_day)?,
        zone: v
            .find("backup.zone", zone)?
            .unwrap_or_else(jiff::tz::TimeZone::system),
        folder: v
            .find("backup.folder", |s| {
                std::path::absolute(s).map_err(|e| e.to_string())
            })?
            .unwrap_or_else(|| data.join("backups")),
        keep: v.get("backup.keep", |s| between(s, 1, 3650))?,
    };
    let off = v.get("backup.off", yes_no)?;
    Ok((!off).then_some(backup))
}

fn smtp(v: &Raw) -> Result<Option<Smtp>, ConfigError> {
    let host = v.find("smtp.host", |s| Ok(s.to_owned()))?;
    let port = v.find("smtp.port", |s| between(s, 1, 65535))?;
    let tls = v.get("smtp.tls", |s| {
        SmtpTls::of_word(s).ok_or_else(|| one_of(&SmtpTls::WORDS))
    })?;
    let user = v.find("smtp.user", |s| Ok(s.to_owned()))?;
    let password = v.find("smtp.password", |s| Ok(s.to_owned()))?;
    let Some(host) = host else {
        return match user.is_some() || password.is_some() || port.is_some() {
            true => Err(ConfigError(
                "smtp.host is missing: other smtp settings are there, so name the server too"
                    .into(),
            )),
            false => Ok(None),
        };
    };
    if password.is_some() && user.is_none() {
        return Err(ConfigError(
            "smtp.user is missing: smtp.password is there, so name its account too".into(),
        ));
    }
    let port = port.map_or(tls.usual_port(), |p: u32| p as u16);
    Ok(Some(Smtp {
        host,
        port,
        tls,
        user,
        password,
    }))
}

#[cfg(test)]
mod tests;
