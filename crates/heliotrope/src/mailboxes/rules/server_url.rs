//! How a command names a server: as one address.

use super::{Server, Tls};
use std::str::FromStr;

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
        let (mut url, port) = ServerUrl::read(text, "smtp", SHAPE)?;
        let tls = url.tls.unwrap_or(Tls::Starttls);
        url.server.tls = tls;
        url.server.port = port.unwrap_or(tls.usual_port());
        Ok(url.server)
    }
}

/// `imap://account@host:port?tls=none|starttls|tls`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImapUrl(pub ServerUrl);

impl FromStr for ImapUrl {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        const SHAPE: &str = "write imap://name@host:port?tls=tls";
        let (mut url, port) = ServerUrl::read(text, "imap", SHAPE)?;
        if url.server.account.is_none() {
            return Err(format!("whose letters? {SHAPE}"));
        }
        // The two usual ports say how they are secured.
        let tls = url.tls.unwrap_or(match port {
            Some(143) => Tls::Starttls,
            _ => Tls::Tls,
        });
        url.server.tls = tls;
        url.server.port = port.unwrap_or(tls.usual_imap_port());
        Ok(ImapUrl(url.server))
    }
}

struct Read {
    server: ServerUrl,
    tls: Option<Tls>,
}

impl ServerUrl {
    /// What both kinds have in common, the port as it was written.
    fn read(text: &str, scheme: &str, shape: &str) -> Result<(Read, Option<u16>), String> {
        let url = url::Url::parse(text)
            .map_err(|e| format!("\"{text}\" is no server address ({e}): {shape}"))?;
        let wrapped = url.scheme().strip_suffix('s') == Some(scheme);
        if url.scheme() != scheme && !wrapped {
            return Err(format!(
                "\"{}://\" is not spoken here: {shape}",
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
            .ok_or_else(|| format!("no host in \"{text}\": {shape}"))?;
        let mut tls = wrapped.then_some(Tls::Tls);
        for (key, value) in url.query_pairs() {
            match key.as_ref() {
                "tls" => tls = Some(value.parse()?),
                other => {
                    return Err(format!(
                        "\"{other}\" is not known in a server address: {shape}"
                    ));
                }
            }
        }
        let account = (!url.username().is_empty()).then(|| decode_percent(url.username()));
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let server = ServerUrl {
            host,
            port: 0,
            tls: Tls::Tls,
            account,
        };
        Ok((Read { server, tls }, url.port()))
    }

    /// The server it names, with its password sealed.
    pub fn server(&self, sealed_password: Option<String>) -> Server {
        Server {
            host: self.host.clone(),
            port: self.port,
            tls: self.tls,
            account: self.account.clone(),
            sealed_password: sealed_password.filter(|_| self.account.is_some()),
        }
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

    #[track_caller]
    fn check_imap(text: &str, expected: &str) {
        let shown = match text.parse::<ImapUrl>() {
            Ok(ImapUrl(s)) => format!("{} {} {}", s.host, s.port, s.tls.word()),
            Err(e) => format!("refused: {}", e.split(':').next().unwrap_or_default()),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn so_is_one_to_fetch_from() {
        check_imap("imap://a@mail.acme.example", "mail.acme.example 993 tls");
        check_imap(
            "imap://a@mail.acme.example:143",
            "mail.acme.example 143 starttls",
        );
        check_imap("imap://a@127.0.0.1:9143?tls=none", "127.0.0.1 9143 none");
        check_imap("imaps://a@mail.acme.example", "mail.acme.example 993 tls");
        check_imap(
            "imap://mail.acme.example",
            "refused: whose letters? write imap",
        );
        check_imap("smtp://a@mail.acme.example", "refused: \"smtp");
    }
}
