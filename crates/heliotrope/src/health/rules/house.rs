//! What is known in the house.

use std::time::Duration;

use url::{Host, Url};

use super::Check;
use super::State::{Look, NotWell, Well};
use crate::backups::rules::Standing as Kept;
use crate::consents::store::Ended;
use crate::fetch::store::FetchState;
use crate::intake::store::Ledger;
use crate::kit::At;
use crate::mailroom::Trouble;
use crate::mailroom::trip::LastTrip;
use crate::outbox::store::copies::NotFiled;
use crate::web::https::{Certificate, Standing, standing};

/// A letter that may leave waits no longer than this where all is well.
pub const OUTBOX_PATIENCE: Duration = Duration::from_secs(15 * 60);
/// A running desk looks at each server far more often.
const FETCH_PATIENCE: Duration = Duration::from_secs(15 * 60);
/// So long it is said that a folder has another name.
const FOLLOWED_SAID: Duration = Duration::from_secs(7 * 86_400);
/// A clock further off than this makes promises wrong.
const CLOCK_MINUTES: i64 = 5;

pub fn integrity(found: &[String]) -> Check {
    match found {
        [] => Check::new("integrity", Well, "health-whole"),
        found => Check::new("integrity", NotWell, "health-broken").fact("found", found.join("; ")),
    }
}

/// `lost`: arrivals that ended in a case that is not there.
pub fn ledger(ledger: &Ledger, lost: i64) -> Check {
    let key = match (ledger.sums_up(), lost, ledger.unjudged) {
        (false, ..) => "health-ledger-off",
        (_, 1.., _) => "health-ledger-lost",
        (.., 0) => "health-ledger",
        _ => "health-ledger-unjudged",
    };
    let well = ledger.sums_up() && lost == 0;
    Check::new("ledger", if well { Well } else { NotWell }, key)
        .fact("arrivals", ledger.arrivals)
        .fact("lost", lost)
        .fact("unjudged", ledger.unjudged)
}

/// What only a person can put right.
pub fn arrivals(ledger: &Ledger) -> Check {
    match ledger.needs_person {
        0 => Check::new("arrivals", Well, "health-arrivals-none"),
        n => Check::new("arrivals", Look, "health-arrivals").fact("n", n),
    }
}

/// How a mailbox sends: `trouble` when its server lets nobody in.
pub fn sending(address: &str, has_server: bool, trouble: Option<&Trouble>) -> Check {
    let check = match trouble {
        Some(trouble) => Check::new("sending", NotWell, "health-shut-out")
            .fact("since", trouble.since)
            .fact("said", trouble.said.as_str())
            .fact("n", trouble.waiting),
        None if has_server => Check::new("sending", Well, "health-sends"),
        None => Check::new("sending", Look, "health-no-server"),
    };
    check.about(address).fact("address", address)
}

/// A provider lets us in no more. `again`: where somebody signs in once more.
pub fn consent(ended: &Ended, provider: &str, again: &str) -> Check {
    Check::new("consent", NotWell, "health-consent-ended")
        .fact("provider", provider)
        .fact("since", ended.since)
        .fact("said", ended.said.as_str())
        .fact("again", again)
        .about(&ended.address)
        .fact("address", ended.address.as_str())
}

/// `oldest`: since when the letter waits that waits longest.
pub fn outbox(waiting: i64, oldest: Option<At>, now: At) -> Check {
    match oldest {
        Some(at) if now.since(at) > OUTBOX_PATIENCE => {
            Check::new("outbox", NotWell, "health-outbox-slow")
                .fact("n", waiting)
                .fact("since", at)
        }
        Some(_) => Check::new("outbox", Well, "health-outbox-quick").fact("n", waiting),
        None => Check::new("outbox", Well, "health-outbox-empty"),
    }
}

/// Letters that came to nothing and that nobody has seen to.
pub fn lost(n: i64) -> Option<Check> {
    (n > 0).then(|| Check::new("outbox", Look, "health-lost").fact("n", n))
}

/// Letters that waited when a backup was made, and wait for a person since it
/// was brought back.
pub fn paused(n: i64) -> Option<Check> {
    (n > 0).then(|| Check::new("outbox", Look, "health-paused").fact("n", n))
}

/// `serving`: somebody is at work, so that a silence means something.
pub fn fetching(state: &FetchState, serving: bool, now: At) -> Check {
    let address = state.address.as_str();
    let check = match (state.failing_since, state.last_fetched_at) {
        (Some(since), _) => Check::new("fetching", NotWell, fails(state))
            .fact("since", since)
            .fact("server", state.server.as_str())
            .fact("said", said(state))
            .fact("n", state.waiting),
        (None, Some(at)) if serving && now.since(at) > FETCH_PATIENCE => {
            Check::new("fetching", NotWell, "health-fetch-silent").fact("since", at)
        }
        (None, Some(at)) => Check::new("fetching", Well, "health-fetched").fact("at", at),
        (None, None) => Check::new("fetching", Look, "health-fetch-never"),
    };
    check.about(address).fact("address", address)
}

/// What the daily comparison of the folders with the ledger found.
pub fn compared(state: &FetchState) -> Option<Check> {
    let (at, tally) = state.compared?;
    let check = match (tally.lacked, tally.unheard) {
        (0, 0) => Check::new("comparison", Well, "health-compared"),
        (0, n) => Check::new("comparison", Look, "health-compared-unheard").fact("n", n),
        (n, _) => Check::new("comparison", Look, "health-compared-lacked").fact("n", n),
    };
    let address = state.address.as_str();
    let check = check.fact("at", at).fact("all", tally.compared);
    Some(check.about(address).fact("address", address))
}

/// A folder that was found under another name in the last days: whoever gave it
/// that name should know that we know.
pub fn followed(state: &FetchState, now: At) -> Option<Check> {
    let (at, from, to) = state.followed.as_ref()?;
    let check = Check::new("folder", Well, "health-folder-followed")
        .fact("at", *at)
        .fact("from", from.as_str())
        .fact("to", to.as_str())
        .about(&state.address)
        .fact("address", state.address.as_str());
    (now.since(*at) < FOLLOWED_SAID).then_some(check)
}

/// How copies of what leaves come into the folder of sent letters. The letters
/// themselves have left.
pub fn filing(address: &str, not_filed: Option<&NotFiled>) -> Check {
    let check = match not_filed {
        None => Check::new("sent_copies", Well, "health-copies"),
        Some(not) => {
            let key = match not.code.as_str() {
                "no-sent" => "health-copies-nowhere",
                "folder" => "health-copies-folder",
                _ => "health-copies-wait",
            };
            let said = match not.said.as_str() {
                "" => not.code.as_str(),
                said => said.trim_end_matches('.'),
            };
            Check::new("sent_copies", Look, key)
                .fact("n", not.waiting)
                .fact("said", said)
        }
    };
    check.about(address).fact("address", address)
}

/// The other side's own words, or the closed one for what had none.
/// The sentence for what keeps us from the letters: most often their server.
fn fails(state: &FetchState) -> &'static str {
    match state.code.as_deref() {
        Some("program") => "health-fetch-program",
        Some("elsewhere") => "health-fetch-elsewhere",
        _ => "health-fetch-fails",
    }
}

fn said(state: &FetchState) -> String {
    let said = state.said.clone().filter(|said| !said.is_empty());
    said.or_else(|| state.code.clone()).unwrap_or_default()
}

/// Of `left` letters that left in a day, `n` came back.
pub fn bounces(address: &str, n: i64, left: i64) -> Check {
    let many = n >= 10 && n * 10 >= left;
    let check = match n {
        0 => Check::new("bounces", Well, "health-bounces-none"),
        _ if many => Check::new("bounces", NotWell, "health-bounces-many"),
        _ => Check::new("bounces", Well, "health-bounces"),
    };
    check
        .about(address)
        .fact("address", address)
        .fact("n", n)
        .fact("left", left)
}

pub fn public_url(url: Option<&Url>) -> Check {
    let Some(url) = url else {
        return Check::new("public_url", Look, "health-url-unset");
    };
    let loopback = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    let check = match loopback {
        true => Check::new("public_url", Look, "health-url-local"),
        false => Check::new("public_url", Well, "health-url"),
    };
    check.fact("url", url.as_str())
}

/// The file of the key: who may read it, or why nobody can.
pub fn key(file: &str, mode: Result<u32, String>) -> Check {
    let check = match mode {
        Ok(mode) if mode & 0o077 == 0 => Check::new("key", Well, "health-key"),
        Ok(_) => Check::new("key", NotWell, "health-key-open"),
        Err(why) => Check::new("key", NotWell, "health-key-gone").fact("why", why),
    };
    check.fact("file", file)
}

/// What a mailbox signs in with, when the key here does not open it.
pub fn password(mailbox: &str, opens: bool) -> Option<Check> {
    let check = Check::new("password", NotWell, "health-password-shut");
    (!opens).then(|| check.fact("mailbox", mailbox))
}

/// The certificate of our own https, when we speak it.
pub fn certificate(seen: Option<&Certificate>, now: At) -> Check {
    let Some(seen) = seen else {
        return Check::new("certificate", Look, "health-certificate-none-yet");
    };
    let check = match standing(seen, now) {
        Standing::Good { days } => {
            Check::new("certificate", Well, "health-certificate").fact("days", whole(days))
        }
        Standing::Ending { days } => {
            let state = match days >= 7 && seen.trouble.is_none() {
                true => Look,
                false => NotWell,
            };
            Check::new("certificate", state, "health-certificate-ending").fact("days", whole(days))
        }
        Standing::Over => Check::new("certificate", NotWell, "health-certificate-over"),
        Standing::Missing => Check::new("certificate", NotWell, "health-certificate-missing"),
    };
    check.fact("said", seen.trouble.as_deref().unwrap_or("-"))
}

fn whole(days: u64) -> i64 {
    i64::try_from(days).unwrap_or(i64::MAX)
}

pub fn backups(standing: &Kept) -> Check {
    let new = |state, key| Check::new("backups", state, key);
    match standing {
        Kept::Off => new(Well, "health-backups-off"),
        Kept::Young => new(Well, "health-backups-young"),
        Kept::Good(at) => new(Well, "health-backups").fact("at", *at),
        Kept::Old(Some(at)) => new(NotWell, "health-backups-old").fact("at", *at),
        Kept::Old(None) => new(NotWell, "health-backups-none"),
        Kept::Failed(at, why) => new(NotWell, "health-backups-failed")
            .fact("at", *at)
            .fact("why", why.as_str()),
    }
}

const UNWRITABLE: &str = "health-disk-unwritable";

/// A disk that something of ours lies on, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disk {
    /// Why nothing can be written there, whatever room there is.
    pub unwritable: Option<String>,
    pub free: u64,
    pub all: u64,
}

impl Disk {
    pub fn free_percent(&self) -> i64 {
        let percent = u128::from(self.free) * 100 / u128::from(self.all.max(1));
        i64::try_from(percent).unwrap_or(100)
    }

    /// A large disk may be nearly full for years, a small one fills in a day.
    pub fn is_low(&self) -> bool {
        self.free < 512 << 20 || (self.free < 4 << 30 && self.free_percent() < 5)
    }
}

pub fn disk(place: &str, disk: Result<Disk, String>) -> Check {
    let check = match disk {
        Ok(disk) => {
            let (state, key) = match (&disk.unwritable, disk.is_low()) {
                (Some(_), _) => (NotWell, UNWRITABLE),
                (_, true) => (NotWell, "health-disk-low"),
                _ => (Well, "health-disk"),
            };
            let mib = i64::try_from(disk.free >> 20).unwrap_or(i64::MAX);
            Check::new("disk", state, key)
                .fact("percent", disk.free_percent())
                .fact("mib", mib)
                .fact("why", disk.unwritable.unwrap_or_default())
        }
        Err(why) => Check::new("disk", NotWell, "health-disk-gone").fact("why", why),
    };
    check.fact("place", place)
}

/// What to say above every page: agents type words that nobody could keep.
pub fn above(disks: &[Check]) -> Option<&'static str> {
    let ill = disks.iter().find(|disk| !disk.ok())?;
    Some(match ill.key.as_str() {
        UNWRITABLE => "health-banner-disk-unwritable",
        "health-disk-low" => "health-banner-disk-low",
        _ => "health-banner-disk-gone",
    })
}

/// Minutes our clock is ahead (behind: less than 0), from how many minutes
/// after its own date each of the last letters came. Letters come late for
/// many reasons and early for none but a clock: one that is ahead shows only
/// when no letter at all came in time.
pub fn clock_off(minutes_late: &[i64]) -> Option<i64> {
    if minutes_late.len() < 5 {
        return None;
    }
    let mut sorted = minutes_late.to_vec();
    sorted.sort_unstable();
    let (first, median) = (sorted[0], sorted[sorted.len() / 2]);
    Some(match (first > CLOCK_MINUTES, median < -CLOCK_MINUTES) {
        (true, _) => first,
        (_, true) => median,
        _ => 0,
    })
}

/// `off`: minutes ahead; none: too few letters to say.
pub fn clock(off: Option<i64>) -> Check {
    match off {
        None => Check::new("clock", Well, "health-clock-unknown"),
        Some(0) => Check::new("clock", Well, "health-clock"),
        Some(n @ 1..) => Check::new("clock", NotWell, "health-clock-ahead").fact("n", n),
        Some(n) => Check::new("clock", NotWell, "health-clock-behind").fact("n", -n),
    }
}

pub fn trip(address: &str, last: &LastTrip) -> Check {
    let check = match last.took {
        Some(took) => Check::new("round_trip", Well, "health-trip-back").fact(
            "seconds",
            i64::try_from(took.as_secs().max(1)).unwrap_or(i64::MAX),
        ),
        None => {
            Check::new("round_trip", NotWell, "health-trip-lost").fact("said", last.said.as_str())
        }
    };
    let mut check = check.about(address).fact("address", address);
    check.at = Some(last.at);
    check
}

/// Whether others are being asked right now, since `began`.
pub fn running(began: Option<At>, now: At) -> bool {
    // Whoever asked may have ended in the middle of it.
    began.is_some_and(|at| now.since(at) < Duration::from_secs(300))
}

/// Work of our own that nobody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unready {
    /// Letters that may leave, to servers that let us in, and that nobody tried.
    Outbox { n: i64 },
    /// Nobody has looked, although nothing keeps us from it.
    Fetch { mailbox: i64, minutes: u64 },
}

/// A server that refuses is not meant here: the desk does its work then.
pub fn unready(untried: i64, fetching: &[FetchState], now: At) -> Vec<Unready> {
    let mut found = Vec::new();
    if untried > 0 {
        found.push(Unready::Outbox { n: untried });
    }
    let quiet = fetching.iter().filter(|f| f.failing_since.is_none());
    for state in quiet {
        let silent = state.last_fetched_at.map(|at| now.since(at));
        if let Some(silent) = silent.filter(|silent| *silent > FETCH_PATIENCE) {
            found.push(Unready::Fetch {
                mailbox: state.mailbox,
                minutes: silent.as_secs() / 60,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_off_only_when_all_letters_say_so() {
        assert_eq!(clock_off(&[60, 61, 62]), None);
        assert_eq!(clock_off(&[0, 1, 0, 90, 2]), Some(0));
        assert_eq!(clock_off(&[61, 60, 62, 300, 60]), Some(60));
        assert_eq!(clock_off(&[-30, -29, -31, 10, -30]), Some(-30));
        assert_eq!(clock_off(&[-30, 0, 1, 0, 0]), Some(0));
    }

    #[test]
    fn a_disk_is_low_by_what_is_left_for_letters() {
        let of = |free, all| Disk {
            unwritable: None,
            free,
            all,
        };
        let low = |free: u64, all: u64| of(free, all).is_low();
        assert!(low(500 << 20, 1 << 30) && !low(600 << 20, 2 << 30));
        assert!(low(3 << 30, 1 << 40) && !low(5 << 30, 1 << 40));
        assert_eq!(of(1, 0).free_percent(), 100);
        let says = |seen: Disk| above(&[disk("/desk", Ok(seen))]);
        assert_eq!(says(of(5 << 30, 1 << 40)), None);
        assert_eq!(says(of(5, 1 << 40)), Some("health-banner-disk-low"));
        let failed = Disk {
            unwritable: Some("Read-only file system".into()),
            ..of(5 << 30, 1 << 40)
        };
        assert_eq!(says(failed), Some("health-banner-disk-unwritable"));
    }

    #[test]
    fn a_letter_that_waits_for_a_quarter_of_an_hour_is_a_trouble() {
        let now = At(1_772_708_400_000_000);
        let since = |seconds| Some(now.minus(Duration::from_secs(seconds)));
        assert!(outbox(0, None, now).ok() && outbox(3, since(800), now).ok());
        assert!(!outbox(3, since(1000), now).ok());
    }

    #[test]
    fn letters_that_come_back_are_a_trouble_when_they_are_many() {
        let ok = |n, left| bounces("help@acme.example", n, left).ok();
        assert!(ok(0, 0) && ok(9, 9) && ok(10, 1000) && !ok(10, 100));
    }
}
