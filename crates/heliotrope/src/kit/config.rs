//! What a desk is told from outside: flag, then environment
//! (`HELIOTROPE_SMTP__HOST`), then `heliotrope.toml`, then default.
//!
//! One table ([`TABLE`]) names every key with its default and its meaning;
//! `config show --origin` and the documentation are made from it. A key that
//! nobody knows, or a value that cannot work, is an error before anything is
//! opened. A secret `x.y` can also stand in the file that
//! `HELIOTROPE_X__Y_FILE` names.

mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use url::Url;

pub use self::table::{Key, TABLE};
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
    pub inbound: Inbound,
    pub outbox: Outbox,
    pub limits: Limits,
    pub log: Log,
    secret_key: Option<String>,
    values: Vec<Shown>,
}

#[derive(Debug, Clone)]
pub struct Web {
    pub listen: SocketAddr,
    pub public_url: Option<Url>,
    pub trusted_proxies: Vec<IpAddr>,
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
}

#[derive(Debug, Clone)]
pub struct Outbox {
    pub first_retry: Duration,
}

/// All in bytes.
#[derive(Debug, Clone)]
pub struct Limits {
    pub letter_in: usize,
    pub form: usize,
    pub letter_out: usize,
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

/// Variables of ours that are no keys: they belong to the tests.
const NO_KEYS: [&str; 2] = ["HELIOTROPE_TEST_POSTGRES", "HELIOTROPE_SHARED_DATA"];

impl Config {
    /// # Errors
    /// The first thing that cannot work, worded for the person who starts the
    /// desk.
    pub fn read(sources: &Sources) -> Result<Config, ConfigError> {
        let mut values = Values::default();
        values.read_defaults();
        values.read_file(sources.file.as_deref())?;
        values.read_environment(&sources.environment)?;
        for (key, flag, value) in &sources.flags {
            values.set(key, value.clone(), Origin::Flag(flag.clone()))?;
        }
        Config::from_values(&values)
    }

    fn from_values(v: &Values) -> Result<Config, ConfigError> {
        let data = v.get("data", |s| {
            std::path::absolute(s).map_err(|e| e.to_string())
        })?;
        let database = match v.find("database.url", database_url)? {
            Some(url) => url,
            None => format!("sqlite:{}", data.join("heliotrope.db").display()),
        };
        let smtp = smtp(v)?;
        Ok(Config {
            database,
            web: Web {
                listen: v.get("web.listen", listen)?,
                public_url: v.find("web.public_url", public_url)?,
                trusted_proxies: v.get("web.trusted_proxies", addresses)?,
            },
            session: Session {
                days: v.get("session.days", |s| between(s, 1, 3650))?,
            },
            smtp,
            inbound: Inbound {
                listen: v.find("inbound.listen", listen)?,
            },
            outbox: Outbox {
                first_retry: v.get("outbox.first_retry", span)?,
            },
            limits: Limits {
                letter_in: v.get("limits.letter_in", size)?,
                form: v.get("limits.form", size)?,
                letter_out: v.get("limits.letter_out", size)?,
            },
            log: Log {
                level: v.get("log.level", log_level)?,
            },
            secret_key: v.find("key", |s| Ok(s.to_owned()))?,
            values: v.shown(),
            data,
        })
    }

    /// A configuration for tests: all defaults, its data in `data`.
    #[cfg(test)]
    pub fn for_tests(data: &Path) -> Config {
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

/// Raw values by key, as they came.
#[derive(Default)]
struct Values {
    by_key: BTreeMap<&'static str, (String, Origin)>,
}

impl Values {
    fn read_defaults(&mut self) {
        for key in TABLE {
            if let Some(default) = key.default {
                self.by_key
                    .insert(key.name, (default.to_owned(), Origin::Default));
            }
        }
    }

    fn set(&mut self, name: &str, value: String, origin: Origin) -> Result<(), ConfigError> {
        let key =
            known(name).ok_or_else(|| unknown(name, TABLE.iter().map(|k| k.name), &origin))?;
        self.by_key.insert(key.name, (value, origin));
        Ok(())
    }

    fn read_file(&mut self, named: Option<&Path>) -> Result<(), ConfigError> {
        let path = named.unwrap_or(Path::new("heliotrope.toml"));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && named.is_none() => return Ok(()),
            Err(e) => return Err(ConfigError(format!("reading {}: {e}", path.display()))),
        };
        let table: toml::Table = text
            .parse()
            .map_err(|e| ConfigError(format!("reading {}: {e}", path.display())))?;
        for (key, value) in flatten("", &table) {
            let origin = Origin::File(path.to_owned());
            let value = scalar(value)
                .map_err(|why| ConfigError(format!("{key} (from {origin}): {why}")))?;
            self.set(&key, value, origin)?;
        }
        Ok(())
    }

    fn read_environment(&mut self, environment: &[(String, String)]) -> Result<(), ConfigError> {
        for (name, value) in environment {
            if NO_KEYS.contains(&name.as_str()) || kubernetes_service(name) {
                continue;
            }
            let origin = Origin::Environment(name.clone());
            if let Some(key) = TABLE.iter().find(|k| k.variable() == *name) {
                self.set(key.name, value.clone(), origin)?;
            } else if let Some(key) = TABLE
                .iter()
                .find(|k| k.secret && k.variable() + "_FILE" == *name)
            {
                let secret = std::fs::read_to_string(value).map_err(|e| {
                    ConfigError(format!("{} (from {name}): reading {value}: {e}", key.name))
                })?;
                self.set(
                    key.name,
                    secret.trim_end_matches(['\r', '\n']).to_owned(),
                    origin,
                )?;
            } else {
                let names: Vec<String> = TABLE.iter().map(Key::variable).collect();
                return Err(unknown(name, names.iter().map(String::as_str), &origin));
            }
        }
        Ok(())
    }

    /// The value of a key, read; `None` when it is not set or empty.
    fn find<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        debug_assert!(known(name).is_some(), "{name} is not in the table");
        let Some((value, origin)) = self.by_key.get(name).filter(|(v, _)| !v.is_empty()) else {
            return Ok(None);
        };
        read(value).map(Some).map_err(|why| {
            let secret = known(name).is_some_and(|k| k.secret);
            let value = if secret {
                String::new()
            } else {
                format!(" = {value:?}")
            };
            ConfigError(format!("{name}{value} (from {origin}): {why}"))
        })
    }

    /// The value of a key that has a default. An empty value is read as it is,
    /// so that a list can be emptied.
    fn get<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        if let Some(value) = self.find(name, &read)? {
            return Ok(value);
        }
        read("").map_err(|why| ConfigError(format!("{name} is empty: {why}")))
    }

    fn shown(&self) -> Vec<Shown> {
        TABLE
            .iter()
            .map(|key| {
                let (value, origin) = match self.by_key.get(key.name) {
                    Some((value, origin)) => (Some(key.masked(value)), origin.clone()),
                    None => (None, Origin::Default),
                };
                Shown {
                    key: key.name,
                    value,
                    origin: origin.to_string(),
                }
            })
            .collect()
    }
}

fn known(name: &str) -> Option<&'static Key> {
    TABLE.iter().find(|k| k.name == name)
}

fn unknown<'a>(name: &str, names: impl Iterator<Item = &'a str>, origin: &Origin) -> ConfigError {
    let nearest = names
        .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
    let from = if *origin == Origin::Environment(name.to_owned()) {
        String::new()
    } else {
        format!(" (from {origin})")
    };
    ConfigError(format!(
        "there is no setting {name}{from}; the nearest is {}. `heliotrope config show` lists them all.",
        nearest.unwrap_or_default()
    ))
}

/// Kubernetes puts HELIOTROPE_SERVICE_HOST, HELIOTROPE_PORT_4354_TCP and kin
/// into every container beside a service that is called "heliotrope".
fn kubernetes_service(name: &str) -> bool {
    name.starts_with("HELIOTROPE_SERVICE_") || name.starts_with("HELIOTROPE_PORT")
}

fn flatten<'a>(prefix: &str, table: &'a toml::Table) -> Vec<(String, &'a toml::Value)> {
    let mut found = Vec::new();
    for (name, value) in table {
        let path = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        match value {
            toml::Value::Table(inner) => found.extend(flatten(&path, inner)),
            other => found.push((path, other)),
        }
    }
    found
}

fn scalar(value: &toml::Value) -> Result<String, String> {
    match value {
        toml::Value::String(s) => Ok(s.clone()),
        toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) => {
            Ok(value.to_string())
        }
        toml::Value::Array(items) => Ok(items
            .iter()
            .map(scalar)
            .collect::<Result<Vec<_>, _>>()?
            .join(",")),
        other => Err(format!("a {} cannot stand here", other.type_str())),
    }
}

fn smtp(v: &Values) -> Result<Option<Smtp>, ConfigError> {
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

fn listen(s: &str) -> Result<SocketAddr, String> {
    s.parse().map_err(|_| {
        "say an address and a port, for example 127.0.0.1:4354 or [::]:4354".to_owned()
    })
}

fn public_url(s: &str) -> Result<Url, String> {
    let url = Url::parse(s).map_err(|e| format!("{e}; say it like https://desk.example.org"))?;
    match url.scheme() {
        "http" | "https"
            if url.path() == "/" && url.query().is_none() && url.fragment().is_none() =>
        {
            Ok(url)
        }
        "http" | "https" => Err(
            "only scheme, host and port may stand here: the desk lives at the root of its host"
                .into(),
        ),
        other => Err(format!(
            "{other} is no scheme of a web page; say it like https://desk.example.org"
        )),
    }
}

fn database_url(s: &str) -> Result<String, String> {
    if let Some(path) = s.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() {
            return Err(
                "the path is missing; say it like sqlite:/var/lib/heliotrope/heliotrope.db".into(),
            );
        }
        let path = std::path::absolute(path).map_err(|e| e.to_string())?;
        return Ok(format!("sqlite:{}", path.display()));
    }
    if s.starts_with("postgres://") || s.starts_with("postgresql://") {
        return Ok(s.to_owned());
    }
    Err("it begins neither with sqlite: nor with postgres://".into())
}

fn addresses(s: &str) -> Result<Vec<IpAddr>, String> {
    s.split(',')
        .map(str::trim)
        .filter(|a| !a.is_empty())
        .map(|a| a.parse().map_err(|_| format!("{a} is no IP address")))
        .collect()
}

fn between(s: &str, least: u32, most: u32) -> Result<u32, String> {
    s.trim()
        .parse()
        .ok()
        .filter(|n| (least..=most).contains(n))
        .ok_or_else(|| format!("say a whole number from {least} to {most}"))
}

fn span(s: &str) -> Result<Duration, String> {
    let split = s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
    let unit = match s[split..].trim() {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err("say a number and s, m or h, for example 2s".into()),
    };
    let n = s[..split]
        .parse::<u64>()
        .map_err(|_| "say a number and s, m or h, for example 2s".to_owned())?;
    Ok(Duration::from_secs(n.saturating_mul(unit)))
}

fn size(s: &str) -> Result<usize, String> {
    let says = || "say a size, for example 50 MiB".to_owned();
    let split = s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
    let unit = match s[split..].trim() {
        "" | "B" => 1,
        "KiB" | "KB" | "K" => 1 << 10,
        "MiB" | "MB" | "M" => 1 << 20,
        "GiB" | "GB" | "G" => 1 << 30,
        _ => return Err(says()),
    };
    let n = s[..split].parse::<usize>().map_err(|_| says())?;
    n.checked_mul(unit)
        .filter(|n| *n >= 1 << 10)
        .ok_or_else(|| "at least 1 KiB is needed".to_owned())
}

fn log_level(s: &str) -> Result<String, String> {
    let levels = ["error", "warn", "info", "debug", "trace"];
    levels
        .contains(&s)
        .then(|| s.to_owned())
        .ok_or_else(|| one_of(&levels))
}

fn one_of(words: &[&str]) -> String {
    format!("say one of {}", words.join(", "))
}

#[cfg(test)]
mod tests;
