//! What a mailbox says, and how its server is written down.

use std::fmt;
use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
// The three words of the configuration; two of them end alike.
#[allow(clippy::enum_variant_names)]
pub enum Tls {
    None,
    Starttls,
    Tls,
}

impl Tls {
    pub fn word(self) -> &'static str {
        match self {
            Tls::None => "none",
            Tls::Starttls => "starttls",
            Tls::Tls => "tls",
        }
    }
}

impl FromStr for Tls {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Tls::None, Tls::Starttls, Tls::Tls]
            .into_iter()
            .find(|t| t.word() == word)
            .ok_or_else(|| {
                format!("\"{word}\" is no way to secure a connection: write none, starttls or tls")
            })
    }
}

/// A sending server. The password is sealed; only the mailroom opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub account: Option<String>,
    pub sealed_password: Option<String>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {}", self.host, self.port, self.tls.word())
    }
}

#[derive(Debug, Clone)]
pub struct Mailbox {
    pub id: i64,
    pub address: String,
    pub name: String,
    pub signature: String,
    pub language: String,
    pub zone: String,
    pub receipt: bool,
    pub answer_within_min: Option<i64>,
    pub plus_addresses: bool,
    pub server: Option<Server>,
    pub removed: bool,
}

/// `smtp://account@host:port?tls=none|starttls|tls`, as the command takes it.
/// The password never stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerUrl {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub account: Option<String>,
}

impl FromStr for ServerUrl {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        const SHAPE: &str = "write smtp://name@host:port?tls=starttls";
        let url = url::Url::parse(text)
            .map_err(|e| format!("\"{text}\" is no server address ({e}): {SHAPE}"))?;
        if url.scheme() != "smtp" && url.scheme() != "smtps" {
            return Err(format!(
                "\"{}://\" is not spoken here: {SHAPE}",
                url.scheme()
            ));
        }
        if url.password().is_some() {
            return Err(
                "a password does not belong into the address: give it on standard input".into(),
            );
        }
        let host = url
            .host_str()
            .filter(|h| !h.is_empty())
            .ok_or_else(|| format!("no host in \"{text}\": {SHAPE}"))?;
        let mut tls = if url.scheme() == "smtps" {
            Tls::Tls
        } else {
            Tls::Starttls
        };
        for (key, value) in url.query_pairs() {
            match key.as_ref() {
                "tls" => tls = value.parse()?,
                other => {
                    return Err(format!(
                        "\"{other}\" is not known in a server address: {SHAPE}"
                    ));
                }
            }
        }
        let usual = match tls {
            Tls::None => 25,
            Tls::Starttls => 587,
            Tls::Tls => 465,
        };
        let account = (!url.username().is_empty()).then(|| decode_percent(url.username()));
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        Ok(ServerUrl {
            host,
            port: url.port().unwrap_or(usual),
            tls,
            account,
        })
    }
}

// An account is often a mail address, whose @ stands as %40 in a URL.
fn decode_percent(text: &str) -> String {
    let pair = format!("x={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map(|(_, v)| v.into_owned())
        .unwrap_or_default()
}

/// Is this written like a mail address? Only the shape: whether it exists, the
/// first letter will show.
pub fn looks_like_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    !local.is_empty()
        && !domain.is_empty()
        && text.len() <= 254
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !text.chars().any(|c| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = match text.parse::<ServerUrl>() {
            Ok(s) => format!(
                "{} {} {} {}",
                s.host,
                s.port,
                s.tls.word(),
                s.account.unwrap_or_default()
            ),
            Err(e) => format!("refused: {}", e.split(':').next().unwrap_or_default()),
        };
        assert_eq!(shown.trim(), expected);
    }

    #[test]
    fn a_server_is_written_as_one_address() {
        check(
            "smtp://maya%40acme.example@mail.acme.example",
            "mail.acme.example 587 starttls maya@acme.example",
        );
        check("smtp://127.0.0.1:2525?tls=none", "127.0.0.1 2525 none");
        check("smtps://mail.acme.example", "mail.acme.example 465 tls");
        check("imap://mail.acme.example", "refused: \"imap");
        check(
            "smtp://a:b@mail.acme.example",
            "refused: a password does not belong into the address",
        );
        check(
            "smtp://mail.acme.example?tsl=none",
            "refused: \"tsl\" is not known in a server address",
        );
    }

    #[test]
    fn an_address_has_two_sides() {
        assert!(looks_like_address("ines@example.org"));
        assert!(looks_like_address("ines@localhost"));
        for wrong in [
            "ines",
            "@example.org",
            "ines@",
            "a b@example.org",
            "ines@example.org>",
        ] {
            assert!(!looks_like_address(wrong), "{wrong}");
        }
    }
}
