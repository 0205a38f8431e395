//! The form of a mailbox: as it was typed, what it wants, what is wrong with it.

use super::{Fetching, Mailbox, SentFolder, Server, Tls, looks_like_address};
use crate::hours::{self, Hours};
use crate::mailboxes::store::Wanted;

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
    #[serde(flatten)]
    pub hours: hours::Typed,
    pub smtp_host: String,
    pub smtp_port: String,
    pub smtp_tls: String,
    pub smtp_user: String,
    /// Never given back.
    pub smtp_password: String,
    /// Letters that leave in a minute; empty: as the configuration says.
    pub per_minute: String,
    pub imap_host: String,
    pub imap_port: String,
    pub imap_tls: String,
    pub imap_user: String,
    /// Never given back.
    pub imap_password: String,
    /// One a line.
    pub imap_folders: String,
    /// How many older letters to bring; empty: none.
    pub imap_bring: String,
    pub imap_after: String,
    #[serde(deserialize_with = "ticked")]
    pub file_sent: bool,
    /// Empty: it is found.
    pub sent_folder: String,
    /// Which button: "consent" goes on to a provider once it is kept.
    pub deed: String,
}

/// A box sends a word when it is ticked and nothing when it is not.
fn ticked<'de, D: serde::Deserializer<'de>>(d: D) -> Result<bool, D::Error> {
    let word: String = serde::Deserialize::deserialize(d)?;
    Ok(!word.is_empty())
}

impl Typed {
    /// `hours`: those the mailbox keeps.
    pub fn of(mailbox: &Mailbox, hours: Option<&Hours>) -> Typed {
        let server = mailbox.server.as_ref();
        let imap = mailbox.imap.as_ref();
        Typed {
            address: mailbox.address.clone(),
            hours: hours::Typed::of(hours),
            name: mailbox.name.clone(),
            signature: mailbox.signature.clone(),
            language: mailbox.language.clone(),
            zone: mailbox.zone.clone(),
            receipt: mailbox.receipt,
            answer_within: mailbox.answer_within_min.map(in_hours).unwrap_or_default(),
            smtp_host: server.map(|s| s.host.clone()).unwrap_or_default(),
            smtp_port: server.map(|s| s.port.to_string()).unwrap_or_default(),
            smtp_tls: server.map_or(Tls::Starttls, |s| s.tls).word().to_owned(),
            smtp_user: server.and_then(|s| s.account.clone()).unwrap_or_default(),
            smtp_password: String::new(),
            per_minute: mailbox
                .per_minute
                .map(|n| n.to_string())
                .unwrap_or_default(),
            imap_host: imap.map(|f| f.server.host.clone()).unwrap_or_default(),
            imap_port: imap.map(|f| f.server.port.to_string()).unwrap_or_default(),
            imap_tls: imap.map_or(Tls::Tls, |f| f.server.tls).word().to_owned(),
            imap_user: imap
                .and_then(|f| f.server.account.clone())
                .unwrap_or_default(),
            imap_password: String::new(),
            imap_folders: imap.map(|f| f.folders.join("\n")).unwrap_or_default(),
            imap_bring: imap
                .and_then(|f| f.bring)
                .map(|n| n.to_string())
                .unwrap_or_default(),
            imap_after: imap.map(|f| f.after).unwrap_or_default().word().to_owned(),
            file_sent: mailbox.sent.is_some(),
            sent_folder: mailbox
                .sent
                .as_ref()
                .map(|sent| sent.name().to_owned())
                .unwrap_or_default(),
            deed: String::new(),
        }
    }
}

/// Minutes as hours, without needless digits: "4", "0.5".
fn in_hours(minutes: i64) -> String {
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
/// mailbox as it is now: its passwords stay when none is typed.
pub fn read_form(typed: &Typed, known: Option<&Mailbox>) -> Result<Wanted, Vec<Wrong>> {
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
    let sending = TypedServer {
        fields: ["smtp_host", "smtp_port", "smtp_user", "smtp_password"],
        host: &typed.smtp_host,
        port: &typed.smtp_port,
        tls: typed.smtp_tls.parse().unwrap_or(Tls::Starttls),
        usual_port: Tls::usual_port,
        user: &typed.smtp_user,
        password: &typed.smtp_password,
    };
    let server = read_server(&sending, known.and_then(|m| m.server.as_ref()), &mut wrong);
    let imap = read_fetching(typed, known.and_then(|m| m.imap.as_ref()), &mut wrong);
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
        imap,
    })
}

/// How many letters may leave a mailbox in a minute: the least and the most.
pub const PACE: std::ops::RangeInclusive<i64> = 1..=100_000;

/// The most letters in a minute that a form wants; none: as the configuration says.
pub fn read_pace(typed: &Typed) -> Result<Option<i64>, Vec<Wrong>> {
    let wrong = || vec![Wrong::new("per_minute", "mailboxes-no-pace")];
    match typed.per_minute.trim() {
        "" => Ok(None),
        number => match number.parse() {
            Ok(n) if PACE.contains(&n) => Ok(Some(n)),
            _ => Err(wrong()),
        },
    }
}

/// Where a form wants a copy of what leaves. It lies where letters are fetched.
pub fn read_sent(typed: &Typed) -> Result<Option<SentFolder>, Vec<Wrong>> {
    let wrong = |field, key| Err(vec![Wrong::new(field, key)]);
    if !typed.file_sent {
        return Ok(None);
    }
    if typed.imap_host.trim().is_empty() {
        return wrong("imap_host", "mailboxes-sent-nowhere");
    }
    match SentFolder::of(&typed.sent_folder) {
        Some(folder) => Ok(Some(folder)),
        None => wrong("sent_folder", "mailboxes-no-folder"),
    }
}

/// The opening hours a form wants, or every day that cannot be read. A zone
/// that is none is told beside its own field.
pub fn read_hours(typed: &Typed) -> Result<Option<Hours>, Vec<Wrong>> {
    let zone = jiff::tz::TimeZone::get(typed.zone.trim()).unwrap_or(jiff::tz::TimeZone::UTC);
    let wrong = |days: Vec<&'static str>| {
        let named = days.into_iter().map(|day| Wrong::new(day, "hours-wrong"));
        named.collect()
    };
    typed.hours.read(&zone).map_err(wrong)
}

/// At most a month of hours, as minutes.
pub fn minutes(hours: &str) -> Result<Option<i64>, ()> {
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

/// The fields of one server: host, port, user and password, by name.
struct TypedServer<'a> {
    fields: [&'static str; 4],
    host: &'a str,
    port: &'a str,
    tls: Tls,
    usual_port: fn(Tls) -> u16,
    user: &'a str,
    password: &'a str,
}

fn read_server(
    typed: &TypedServer<'_>,
    known: Option<&Server>,
    wrong: &mut Vec<Wrong>,
) -> Option<Server> {
    let [at_host, at_port, at_user, at_password] = typed.fields;
    let host = typed.host.trim();
    let account = Some(typed.user.trim()).filter(|a| !a.is_empty());
    if host.is_empty() {
        if account.is_some() || !typed.password.is_empty() {
            wrong.push(Wrong::new(at_host, "mailboxes-no-host"));
        }
        return None;
    }
    let is_host = url::Host::parse(host).is_ok();
    if !is_host {
        wrong.push(Wrong::new(at_host, "mailboxes-wrong-host"));
    }
    let port = match typed.port.trim() {
        "" => Some((typed.usual_port)(typed.tls)),
        port => port.parse().ok().filter(|p| *p > 0),
    };
    if port.is_none() {
        wrong.push(Wrong::new(at_port, "mailboxes-no-port"));
    }
    if account.is_none() && !typed.password.is_empty() {
        wrong.push(Wrong::new(at_user, "mailboxes-no-account"));
    }
    let kept = known
        .and_then(|k| k.sealed_password.clone())
        .filter(|_| account.is_some());
    // A secret never goes to another server than the one it was typed for.
    if is_host
        && kept.is_some()
        && typed.password.is_empty()
        && known.is_some_and(|k| k.host != host)
    {
        wrong.push(Wrong::new(at_password, "mailboxes-password-again"));
    }
    Some(Server {
        host: host.to_owned(),
        port: port.unwrap_or_default(),
        tls: typed.tls,
        account: account.map(str::to_owned),
        sealed_password: kept,
    })
}

/// More than that is an import.
const MOST_BROUGHT: i64 = 100_000;

fn read_fetching(
    typed: &Typed,
    known: Option<&Fetching>,
    wrong: &mut Vec<Wrong>,
) -> Option<Fetching> {
    let fetching = TypedServer {
        fields: ["imap_host", "imap_port", "imap_user", "imap_password"],
        host: &typed.imap_host,
        port: &typed.imap_port,
        tls: typed.imap_tls.parse().unwrap_or(Tls::Tls),
        usual_port: Tls::usual_imap_port,
        user: &typed.imap_user,
        password: &typed.imap_password,
    };
    let server = read_server(&fetching, known.map(|f| &f.server), wrong)?;
    if server.account.is_none() {
        wrong.push(Wrong::new("imap_user", "mailboxes-whose-letters"));
    }
    let bring = match typed.imap_bring.trim() {
        "" | "0" => None,
        number => Some(number.parse::<i64>().unwrap_or(-1)),
    };
    if bring.is_some_and(|n| !(1..=MOST_BROUGHT).contains(&n)) {
        wrong.push(Wrong::new("imap_bring", "mailboxes-no-number"));
    }
    let mut folders: Vec<String> = Vec::new();
    for name in typed.imap_folders.lines().map(str::trim) {
        if !name.is_empty() && !folders.iter().any(|known| known == name) {
            folders.push(name.to_owned());
        }
    }
    if folders.is_empty() {
        folders.push("INBOX".to_owned());
    }
    Some(Fetching {
        server,
        folders,
        bring,
        after: typed.imap_after.parse().unwrap_or_default(),
        since: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            imap_host: "imap.acme.example".into(),
            imap_user: "help".into(),
            imap_tls: "starttls".into(),
            imap_bring: "50".into(),
            imap_folders: "INBOX\r\n\r\nJunk\r\nINBOX".into(),
            ..Typed::default()
        }
    }

    /// What `typed` asks for, as it is kept.
    fn known() -> Mailbox {
        let wanted = read_form(&typed(), None).unwrap();
        let sealed = |mut server: Server| {
            server.sealed_password = Some("sealed".into());
            server
        };
        Mailbox {
            id: 1,
            address: wanted.address,
            name: wanted.name,
            signature: wanted.signature,
            language: wanted.language,
            zone: wanted.zone,
            receipt: wanted.receipt,
            answer_within_min: wanted.answer_within_min,
            plus_addresses: false,
            server: wanted.server.map(sealed),
            imap: wanted.imap.map(|f| Fetching {
                server: sealed(f.server),
                ..f
            }),
            removed: false,
            per_minute: None,
            sent: None,
        }
    }

    #[track_caller]
    fn refused(change: impl Fn(&mut Typed), field: &str) {
        let mut typed = typed();
        change(&mut typed);
        let wrong = read_form(&typed, Some(&known())).map(|_| ()).unwrap_err();
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
        let imap = wanted.imap.unwrap();
        assert_eq!((imap.server.port, imap.bring), (143, Some(50)));
        assert_eq!(imap.folders, ["INBOX", "Junk"]);
        refused(|t| t.imap_user = String::new(), "imap_user");
        refused(|t| t.imap_bring = "all".into(), "imap_bring");
        refused(|t| t.imap_bring = "-3".into(), "imap_bring");
        refused(
            |t| t.imap_host = "imap.elsewhere.example".into(),
            "imap_password",
        );
    }

    #[test]
    fn a_password_stays_with_its_server() {
        let kept = read_form(&typed(), Some(&known())).unwrap();
        let sealed = |server: Option<Server>| server.unwrap().sealed_password;
        assert_eq!(sealed(kept.server).as_deref(), Some("sealed"));
        assert_eq!(
            sealed(kept.imap.map(|f| f.server)).as_deref(),
            Some("sealed")
        );
        refused(
            |t| t.smtp_host = "mail.elsewhere.example".into(),
            "smtp_password",
        );
    }

    #[test]
    fn hours_are_written_without_needless_digits() {
        assert_eq!(
            [in_hours(240), in_hours(90), in_hours(10)],
            ["4", "1.5", "0.17"]
        );
    }
}
