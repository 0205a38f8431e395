//! When a letter is tried again, what an answer means, and whether a link may
//! leave.

use std::time::Duration;

use url::{Host, Url};

use crate::kit::At;
use crate::kit::words::Lang;
use crate::mailboxes::Mailbox;
use crate::outbox::Kind;

/// Longer than that no letter rests between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(3 * 3600);
/// After that we say that it did not arrive: RFC 5321 asks for 4 to 5 days.
const GIVE_UP: Duration = Duration::from_secs(4 * 86_400);
/// Servers that put what leaves through them into the folder of sent letters
/// by themselves. Of any other that does so, the look before filing knows.
const FILE_BY_THEMSELVES: [&str; 7] = [
    "smtp.gmail.com",
    "smtp.googlemail.com",
    "smtp.office365.com",
    "smtp.office365.us",
    "smtp.partner.outlook.cn",
    "smtp-mail.outlook.com",
    "outlook.office365.com",
];

/// Is a copy of what leaves for `host` to be put into the folder of sent
/// letters? A way back in for one of us is a secret and lies in no folder.
pub fn wants_copy(mailbox: &Mailbox, kind: Kind, host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    mailbox.sent.is_some()
        && mailbox.imap.is_some()
        && matches!(kind, Kind::Reply | Kind::Receipt)
        && !FILE_BY_THEMSELVES.contains(&host.as_str())
}

/// What one try to hand a letter over came to. Each has a sentence: the other
/// side's own, or what the connection said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Try {
    /// The other side has it.
    Accepted(String),
    /// This letter not now: a 4xx, or the connection was cut.
    Later(String),
    /// This letter never.
    Refused(String),
    /// Nobody gets in: unknown host, refused connection or certificate, wrong
    /// password. It says nothing about the letter.
    NoWayIn(String),
}

impl Try {
    pub fn said(&self) -> &str {
        match self {
            Try::Accepted(said) | Try::Later(said) | Try::Refused(said) | Try::NoWayIn(said) => {
                said
            }
        }
    }

    /// What a negative answer (400 to 599) to a letter means.
    pub fn answered(code: u16, said: String) -> Try {
        match code {
            // Not signed in, or not as the server wants it: true for every letter.
            421 | 454 | 530 | 534 | 535 | 538 => Try::NoWayIn(said),
            500.. => Try::Refused(said),
            _ => Try::Later(said),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Accepted,
    Again(At),
    Failed,
}

/// What becomes of a letter after a try. `attempts` counts the earlier ones;
/// `jitter` from 0 to 1.
pub fn next(
    tried: &Try,
    created: At,
    attempts: i64,
    now: At,
    first_retry: Duration,
    jitter: f64,
) -> Next {
    match tried {
        Try::Accepted(_) => Next::Accepted,
        Try::Refused(_) => Next::Failed,
        Try::Later(_) | Try::NoWayIn(_) if created < give_up_before(now) => Next::Failed,
        Try::Later(_) | Try::NoWayIn(_) => {
            Next::Again(now.plus(pause(first_retry, attempts, jitter)))
        }
    }
}

/// `address` with `token` behind a plus: "help+token@desk.example".
pub fn plus(address: &str, token: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{local}+{token}@{domain}"),
        None => address.to_owned(),
    }
}

/// What was written before this moment has waited long enough.
pub fn give_up_before(now: At) -> At {
    now.minus(GIVE_UP)
}

/// How long to rest after `before` tries and one more: three times as long each
/// time, up to hours. The jitter only shortens, so that the first pause is
/// never longer than was promised, and keeps letters that failed together from
/// coming back together.
pub fn pause(first: Duration, before: i64, jitter: f64) -> Duration {
    let grown = 3f64.powi(i32::try_from(before.clamp(0, 20)).unwrap_or(20));
    let whole = (first.as_secs_f64() * grown).min(LONGEST_PAUSE.as_secs_f64());
    Duration::from_secs_f64(whole * (1.0 - 0.25 * jitter.clamp(0.0, 1.0)))
}

/// The language of a letter: of the case, else of the person, else of the
/// mailbox; English where we speak none of them.
pub fn language(case: Option<&str>, person: Option<&str>, mailbox: &str) -> Lang {
    [case, person, Some(mailbox)]
        .into_iter()
        .flatten()
        .find_map(Lang::of_tag)
        .unwrap_or_default()
}

/// May a link to `base` leave? A host of this machine is good only while the
/// desk listens on this machine alone (`only_here`).
pub fn link_may_leave(base: &str, only_here: bool) -> bool {
    match leads_here(base) {
        Some(here) => !here || only_here,
        None => false,
    }
}

/// Whether `base` is an address that only this machine reaches; none when it
/// is no address.
pub fn leads_here(base: &str) -> Option<bool> {
    Some(match Url::parse(base).ok()?.host()? {
        Host::Ipv4(ip) => ip.is_loopback() || ip.is_unspecified(),
        Host::Ipv6(ip) => ip.is_loopback() || ip.is_unspecified(),
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
    })
}

/// Do the files fit into a letter of at most `limit` bytes? In a letter they
/// take four bytes for three, and a line end after 76.
pub fn fits(sizes: impl IntoIterator<Item = i64>, limit: usize) -> bool {
    let carried: i64 = sizes.into_iter().sum();
    let written = (carried / 3 + 1) * 4 * 78 / 76;
    usize::try_from(written).is_ok_and(|written| written <= limit)
}

/// Fills a letter that stands in a file: the subject in its first line, then
/// the words. `{name}` is replaced; a line whose `{name}` has nothing to say
/// is left out.
pub fn fill(template: &str, values: &[(&str, Option<&str>)]) -> (String, String) {
    let mut lines = template.lines().filter_map(|line| fill_line(line, values));
    let subject = lines.next().unwrap_or_default();
    let mut words: Vec<String> = Vec::new();
    for line in lines {
        // A line that was left out leaves no gap.
        if !(line.is_empty() && words.last().is_none_or(String::is_empty)) {
            words.push(line);
        }
    }
    (subject, words.join("\n").trim_end().to_owned())
}

// What was filled in is not looked at again: a person's own "{name}" stays.
fn fill_line(line: &str, values: &[(&str, Option<&str>)]) -> Option<String> {
    let mut filled = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        let value = values.iter().find(|(known, _)| *known == name)?.1?;
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailboxes::{Fetching, ImapUrl, SentFolder};

    const FIRST: Duration = Duration::from_secs(2);

    #[test]
    fn pauses_grow_threefold_from_two_seconds_to_three_hours() {
        let pauses: Vec<u64> = (0..9).map(|n| pause(FIRST, n, 0.0).as_secs()).collect();
        assert_eq!(pauses, [2, 6, 18, 54, 162, 486, 1458, 4374, 10_800]);
        assert_eq!(pause(FIRST, 0, 1.0), Duration::from_millis(1500));
        assert_eq!(pause(FIRST, i64::MAX, 0.0), LONGEST_PAUSE);
    }

    #[track_caller]
    fn check(tried: Try, age_hours: i64, expected: &str) {
        let now = At(1_000_000_000_000_000);
        let created = At(now.0 - age_hours * 3_600_000_000);
        let next = match next(&tried, created, 0, now, FIRST, 0.0) {
            Next::Again(at) => format!("again in {} s", (at.0 - now.0) / 1_000_000),
            Next::Accepted => "accepted".to_owned(),
            Next::Failed => "failed".to_owned(),
        };
        assert_eq!(next, expected, "{tried:?} after {age_hours} h");
    }

    #[test]
    fn an_answer_decides_what_becomes_of_a_letter() {
        let said = || "in its own words".to_owned();
        check(Try::Accepted(said()), 0, "accepted");
        check(Try::answered(450, said()), 95, "again in 2 s");
        check(Try::answered(450, said()), 97, "failed");
        check(Try::answered(550, said()), 0, "failed");
        check(Try::answered(535, said()), 0, "again in 2 s");
        check(Try::NoWayIn(said()), 97, "failed");
        assert_eq!(Try::answered(535, said()), Try::NoWayIn(said()));
        assert_eq!(Try::answered(552, said()), Try::Refused(said()));
        assert_eq!(Try::answered(452, said()), Try::Later(said()));
    }

    #[test]
    fn a_letter_speaks_the_language_of_its_case_first() {
        assert_eq!(language(Some("de"), Some("en"), "en"), Lang::De);
        assert_eq!(language(Some("fr"), Some("de-AT"), "en"), Lang::De);
        assert_eq!(language(None, None, "de"), Lang::De);
        assert_eq!(language(None, None, "sv"), Lang::En);
    }

    #[test]
    fn no_link_to_this_machine_leaves_a_desk_that_others_reach() {
        for base in [
            "http://127.0.0.1:4354",
            "http://localhost:80",
            "http://[::1]:80",
            "http://0.0.0.0:80",
        ] {
            assert!(link_may_leave(base, true), "{base}");
            assert!(!link_may_leave(base, false), "{base}");
        }
        assert!(link_may_leave("https://desk.example.org/help", false));
        assert!(!link_may_leave("desk", true));
    }

    #[test]
    fn a_copy_is_wanted_where_nobody_else_files_it() {
        let mut mailbox = Mailbox {
            id: 1,
            address: "help@desk.example".into(),
            name: String::new(),
            signature: String::new(),
            language: "en".into(),
            zone: "UTC".into(),
            receipt: true,
            answer_within_min: None,
            plus_addresses: false,
            server: None,
            imap: "imap://help@mail.desk.example"
                .parse()
                .ok()
                .map(|ImapUrl(url)| Fetching::from_now_on(url.server(None))),
            removed: false,
            per_minute: None,
            sent: Some(SentFolder::Found),
        };
        let wants = |mailbox: &Mailbox, host| {
            [Kind::Reply, Kind::Receipt, Kind::Reset].map(|kind| wants_copy(mailbox, kind, host))
        };
        assert_eq!(wants(&mailbox, "mail.desk.example"), [true, true, false]);
        assert_eq!(wants(&mailbox, "smtp-relay.gmail.com"), [true, true, false]);
        for provider in ["smtp.gmail.com", "SMTP.Office365.com."] {
            assert_eq!(wants(&mailbox, provider), [false; 3], "{provider}");
        }
        mailbox.imap = None;
        assert_eq!(wants(&mailbox, "mail.desk.example"), [false; 3]);
    }

    #[test]
    fn files_take_a_third_more_room_in_a_letter() {
        assert!(fits([700_000], 1_000_000));
        assert!(!fits([500_000, 300_000], 1_000_000));
        assert!(fits([], 0) || fits([], 8));
    }

    #[test]
    fn a_line_with_nothing_to_say_leaves_no_gap() {
        let template = "Re: {subject}\n\nHello {name},\n\n{promise}\n\nBye";
        let full = fill(
            template,
            &[
                ("subject", Some("{name}")),
                ("name", Some("Ines")),
                ("promise", Some("By noon.")),
            ],
        );
        assert_eq!(
            full,
            ("Re: {name}".into(), "Hello Ines,\n\nBy noon.\n\nBye".into())
        );
        let bare = fill(
            template,
            &[
                ("subject", Some("x")),
                ("name", Some("Ines")),
                ("promise", None),
            ],
        );
        assert_eq!(bare.1, "Hello Ines,\n\nBye");
    }
}
