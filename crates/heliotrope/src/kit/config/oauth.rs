//! A provider of the house's own that lets mailboxes in by consent (OAuth 2).

use std::fmt;

use url::{Host, Url};

use super::ConfigError;
use super::raw::Raw;

#[derive(Clone, PartialEq, Eq)]
pub struct Oauth {
    pub name: String,
    pub authorize_url: Url,
    pub token_url: Url,
    pub scopes: Vec<String>,
    /// The mail servers that take its tokens, lower case.
    pub hosts: Vec<String>,
    /// None: as somebody enters it on the page.
    pub client: Option<(String, Option<String>)>,
}

impl fmt::Debug for Oauth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)
    }
}

pub(super) fn read(v: &Raw) -> Result<Option<Oauth>, ConfigError> {
    let text = |s: &str| Ok(s.to_owned());
    let authorize_url = v.find("oauth.authorize_url", endpoint)?;
    let token_url = v.find("oauth.token_url", endpoint)?;
    let hosts = v.find("oauth.hosts", hosts)?.unwrap_or_default();
    let client_id = v.find("oauth.client_id", text)?;
    let secret = v.find("oauth.client_secret", text)?;
    let name = v.find("oauth.name", text)?;
    let scopes = v.find("oauth.scopes", text)?.unwrap_or_default();
    let is_empty = authorize_url.is_none()
        && token_url.is_none()
        && hosts.is_empty()
        && client_id.is_none()
        && secret.is_none()
        && name.is_none();
    if is_empty && scopes.is_empty() {
        return Ok(None);
    }
    let missing = |key: &str| {
        ConfigError(format!(
            "{key} is missing: other oauth settings are there, and a provider needs \
             oauth.authorize_url, oauth.token_url and oauth.hosts"
        ))
    };
    if hosts.is_empty() {
        return Err(missing("oauth.hosts"));
    }
    if secret.is_some() && client_id.is_none() {
        return Err(ConfigError(
            "oauth.client_id is missing: oauth.client_secret is there, so say what it belongs to"
                .into(),
        ));
    }
    let authorize_url = authorize_url.ok_or_else(|| missing("oauth.authorize_url"))?;
    Ok(Some(Oauth {
        name: name.unwrap_or_else(|| authorize_url.host_str().unwrap_or_default().to_owned()),
        authorize_url,
        token_url: token_url.ok_or_else(|| missing("oauth.token_url"))?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        hosts,
        client: client_id.map(|id| (id, secret)),
    }))
}

/// Tokens and codes never travel in the open, save on this machine.
fn endpoint(s: &str) -> Result<Url, String> {
    let shape = "write it like https://login.example.org/token";
    let url = Url::parse(s).map_err(|e| format!("{e}: {shape}"))?;
    let here = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if here => Ok(url),
        _ => Err(format!("tokens travel by https only: {shape}")),
    }
}

fn hosts(s: &str) -> Result<Vec<String>, String> {
    let named = s.split(',').map(str::trim).filter(|host| !host.is_empty());
    named
        .map(|host| match Host::parse(host) {
            Ok(_) => Ok(host.to_lowercase()),
            Err(e) => Err(format!(
                "{host:?} is no name of a server ({e}): write them like imap.example.org, smtp.example.org"
            )),
        })
        .collect()
}
