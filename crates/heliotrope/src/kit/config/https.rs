//! Who speaks https, and with which certificate.

use std::path::PathBuf;

use url::{Host, Url};

use super::ConfigError;
use super::raw::Raw;
use super::values::{directory, mail_address, one_of, path};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Https {
    /// We speak http; a proxy in front may speak https for us.
    Off,
    Acme(Acme),
    Files {
        certificate: PathBuf,
        key: PathBuf,
    },
}

/// What a certificate authority is asked, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acme {
    /// The name in the certificate: the host of `web.public_url`.
    pub host: String,
    pub directory: Url,
    pub contact: Option<String>,
}

const WORDS: [&str; 3] = ["off", "acme", "files"];

pub(super) fn read(v: &Raw, public_url: Option<&Url>) -> Result<Https, ConfigError> {
    let word = v.get("web.https", |s| match WORDS.contains(&s) {
        true => Ok(s.to_owned()),
        false => Err(one_of(&WORDS)),
    })?;
    let certificate = v.find("web.certificate", path)?;
    let key = v.find("web.certificate_key", path)?;
    let contact = v.find("acme.contact", mail_address)?;
    let directory = v.get("acme.directory", directory)?;
    if word == "off" {
        return Ok(Https::Off);
    }
    let url = public_url.filter(|url| url.scheme() == "https").ok_or_else(|| {
        ConfigError(format!(
            "web.https = {word:?} needs web.public_url, the https address that people use: https://desk.example.org"
        ))
    })?;
    if word == "files" {
        return match (certificate, key) {
            (Some(certificate), Some(key)) => Ok(Https::Files { certificate, key }),
            _ => Err(ConfigError(
                "web.https = \"files\" needs web.certificate and web.certificate_key, two PEM files".into(),
            )),
        };
    }
    match url.host() {
        Some(Host::Domain(host)) if host.contains('.') => Ok(Https::Acme(Acme {
            host: host.to_owned(),
            directory,
            contact,
        })),
        _ => Err(ConfigError(format!(
            "web.https = \"acme\" needs a name in web.public_url that the internet knows, and {url} has none"
        ))),
    }
}
