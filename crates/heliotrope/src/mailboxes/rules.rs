//! What a mailbox says, and how its server is written down.

use super::store::Wanted;
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

impl Tls {
    pub fn usual_port(self) -> u16 {
        match self {
            Tls::None => 25,
            Tls::Starttls => 587,
            Tls::Tls => 465,
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
    #[expect(
        dead_code,
        reason = "the set-up's round trip will learn it, and then answers go to a plus-address"
    )]
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
        let usual = tls.usual_port();
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

/// The form of a mailbox as it was typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Typed {
    pub address: String,
    pub name: String,
    pub signature: String,
    pub language: String,
    pub zone: String,
    #[serde(deserialize_with = "ticked")]
    pub receipt: bool,
    /// Hours: "4", "0.5", "1,5"; empty: no date is given.
    pub answer_within: String,
    pub smtp_host: String,
    pub smtp_port: String,
    pub smtp_tls: String,
    pub smtp_user: String,
    /// Never given back.
    pub smtp_password: String,
}

/// A box sends a word when it is ticked and nothing when it is not.
fn ticked<'de, D: serde::Deserializer<'de>>(d: D) -> Result<bool, D::Error> {
    let word: String = serde::Deserialize::deserialize(d)?;
    Ok(!word.is_empty())
}

impl Typed {
    pub fn of(mailbox: &Mailbox) -> Typed {
        let server = mailbox.server.as_ref();
        Typed {
            address: mailbox.address.clone(),
            name: mailbox.name.clone(),
            signature: mailbox.signature.clone(),
            language: mailbox.language.clone(),
            zone: mailbox.zone.clone(),
            receipt: mailbox.receipt,
            answer_within: mailbox.answer_within_min.map(hours).unwrap_or_default(),
            smtp_host: server.map(|s| s.host.clone()).unwrap_or_default(),
            smtp_port: server.map(|s| s.port.to_string()).unwrap_or_default(),
            smtp_tls: server.map_or(Tls::Starttls, |s| s.tls).word().to_owned(),
            smtp_user: server.and_then(|s| s.account.clone()).unwrap_or_default(),
            smtp_password: String::new(),
        }
    }
}

/// Minutes as hours, without needless digits: "4", "0.5".
fn hours(minutes: i64) -> String {
    let hours = format!("{:.2}", minutes as f64 / 60.0);
    hours.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A field that cannot be taken, and the key of the sentence that says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrong {
    pub field: &'static str,
    pub key: &'static str,
}

impl Wrong {
    pub fn new(field: &'static str, key: &'static str) -> Wrong {
        Wrong { field, key }
    }
}

/// What a form wants, or everything that is wrong with it. `known` is the
/// server as it is now: its password stays when none is typed.
pub fn read_form(typed: &Typed, known: Option<&Server>) -> Result<Wanted, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let address = typed.address.trim().to_lowercase();
    if !looks_like_address(&address) {
        wrong.push(Wrong::new("address", "mailboxes-no-address"));
    }
    if typed.name.trim().is_empty() {
        wrong.push(Wrong::new("name", "mailboxes-no-name"));
    }
    let zone = typed.zone.trim();
    if jiff::tz::TimeZone::get(zone).is_err() {
        wrong.push(Wrong::new("zone", "mailboxes-no-zone"));
    }
    let answer_within_min = match minutes(&typed.answer_within) {
        Ok(minutes) => minutes,
        Err(()) => {
            wrong.push(Wrong::new("answer_within", "mailboxes-no-hours"));
            None
        }
    };
    let server = read_server(typed, known, &mut wrong);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let language = crate::kit::words::Lang::of_tag(&typed.language).unwrap_or_default();
    Ok(Wanted {
        address,
        name: typed.name.trim().to_owned(),
        signature: typed.signature.replace("\r\n", "\n").trim_end().to_owned(),
        language: language.code().to_owned(),
        zone: zone.to_owned(),
        receipt: typed.receipt,
        answer_within_min,
        server,
    })
}

/// At most a month of hours, as minutes.
fn minutes(hours: &str) -> Result<Option<i64>, ()> {
    let hours = hours.trim().replace(',', ".");
    if hours.is_empty() {
        return Ok(None);
    }
    let hours: f64 = hours.parse().map_err(|_| ())?;
    let minutes = (hours * 60.0).round();
    if (1.0..=31.0 * 24.0 * 60.0).contains(&minutes) {
        Ok(Some(minutes as i64))
    } else {
        Err(())
    }
}

fn read_server(typed: &Typed, known: Option<&Server>, wrong: &mut Vec<Wrong>) -> Option<Server> {
    let host = typed.smtp_host.trim();
    let account = Some(typed.smtp_user.trim()).filter(|a| !a.is_empty());
    if host.is_empty() {
        if account.is_some() || !typed.smtp_password.is_empty() {
            wrong.push(Wrong::new("smtp_host", "mailboxes-no-host"));
        }
        return None;
    }
    let is_host = url::Host::parse(host).is_ok();
    if !is_host {
        wrong.push(Wrong::new("smtp_host", "mailboxes-wrong-host"));
    }
    let tls = typed.smtp_tls.parse().unwrap_or(Tls::Starttls);
    let port = match typed.smtp_port.trim() {
        "" => Some(tls.usual_port()),
        port => port.parse().ok().filter(|p| *p > 0),
    };
    if port.is_none() {
        wrong.push(Wrong::new("smtp_port", "mailboxes-no-port"));
    }
    if account.is_none() && !typed.smtp_password.is_empty() {
        wrong.push(Wrong::new("smtp_user", "mailboxes-no-account"));
    }
    let kept = known
        .and_then(|k| k.sealed_password.clone())
        .filter(|_| account.is_some());
    // A secret never goes to another server than the one it was typed for.
    if is_host
        && kept.is_some()
        && typed.smtp_password.is_empty()
        && known.is_some_and(|k| k.host != host)
    {
        wrong.push(Wrong::new("smtp_password", "mailboxes-password-again"));
    }
    Some(Server {
        host: host.to_owned(),
        port: port.unwrap_or_default(),
        tls,
        account: account.map(str::to_owned),
        sealed_password: kept,
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

    fn typed() -> Typed {
        Typed {
            address: " Help@Acme.example".into(),
            name: "Acme".into(),
            zone: "Europe/Berlin".into(),
            language: "de".into(),
            answer_within: "1,5".into(),
            smtp_host: "mail.acme.example".into(),
            smtp_user: "help".into(),
            smtp_tls: "tls".into(),
            ..Typed::default()
        }
    }

    #[track_caller]
    fn refused(change: impl Fn(&mut Typed), field: &str) {
        let mut typed = typed();
        change(&mut typed);
        let known = read_form(&self::typed(), None)
            .unwrap()
            .server
            .map(|mut s| {
                s.sealed_password = Some("sealed".into());
                s
            });
        let wrong = read_form(&typed, known.as_ref()).map(|_| ()).unwrap_err();
        assert_eq!(wrong.iter().map(|w| w.field).collect::<Vec<_>>(), [field]);
    }

    #[test]
    fn a_form_is_read_or_every_wrong_field_is_named() {
        let wanted = read_form(&typed(), None).unwrap();
        assert_eq!(
            (wanted.address.as_str(), wanted.answer_within_min),
            ("help@acme.example", Some(90))
        );
        assert_eq!(
            wanted.server.map(|s| (s.port, s.tls)),
            Some((465, Tls::Tls))
        );
        refused(|t| t.address = "help".into(), "address");
        refused(|t| t.name = " ".into(), "name");
        refused(|t| t.zone = "Berlin".into(), "zone");
        refused(|t| t.answer_within = "soon".into(), "answer_within");
        refused(|t| t.answer_within = "0".into(), "answer_within");
        refused(|t| t.smtp_port = "70000".into(), "smtp_port");
        refused(|t| t.smtp_host = "mail acme".into(), "smtp_host");
        refused(|t| t.smtp_host = String::new(), "smtp_host");
        refused(
            |t| (t.smtp_user, t.smtp_password) = (String::new(), "x".into()),
            "smtp_user",
        );
    }

    #[test]
    fn a_password_stays_with_its_server() {
        let known = Server {
            host: "mail.acme.example".into(),
            port: 465,
            tls: Tls::Tls,
            account: Some("help".into()),
            sealed_password: Some("sealed".into()),
        };
        let kept = read_form(&typed(), Some(&known)).unwrap().server.unwrap();
        assert_eq!(kept.sealed_password.as_deref(), Some("sealed"));
        refused(
            |t| t.smtp_host = "mail.elsewhere.example".into(),
            "smtp_password",
        );
    }

    #[test]
    fn hours_are_written_without_needless_digits() {
        assert_eq!([hours(240), hours(90), hours(10)], ["4", "1.5", "0.17"]);
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
