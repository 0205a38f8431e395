//! When a backup is due, what it is called, and which secrets a restored desk
//! cannot open.

use std::time::Duration;

use jiff::ToSpan;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use store::Row;
use store::copy::Table;

use super::store::Backup;
use crate::kit::At;
use crate::kit::keys::Keys;

/// A backup that did not work is tried again after this.
pub const AGAIN: Duration = Duration::from_secs(3600);
/// Whoever began one and did not end it by now is dead.
pub const LONGEST: Duration = Duration::from_secs(4 * 3600);

/// The list of who was erased, in the data folder and beside the backups: ids
/// and digests only.
pub const ERASURES: &str = "erasures";

/// What is known of earlier backups.
#[derive(Debug, Clone, Copy, Default)]
pub struct Before {
    /// When the newest good one was begun; when the database was made, if
    /// there is none.
    pub good: Option<At>,
    /// When the newest that failed was begun, if that is newer.
    pub failed: Option<At>,
    /// When one that has not ended was begun.
    pub under_way: Option<At>,
}

/// Whether the nightly backup is to begin now. A desk that slept through its
/// hour makes it when it wakes.
pub fn is_due(at: Time, zone: &TimeZone, before: Before, now: At) -> bool {
    let busy = before
        .under_way
        .is_some_and(|began| now.since(began) < LONGEST && began <= now);
    let tired = before
        .failed
        .is_some_and(|began| now.since(began) < AGAIN && began <= now);
    let hour = last_hour(at, zone, now);
    !busy && !tired && before.good.is_none_or(|good| good < hour)
}

/// The newest moment at which the clock of `zone` showed `at`. An hour that is
/// skipped in spring is the moment after; one that comes twice is its first.
fn last_hour(at: Time, zone: &TimeZone, now: At) -> At {
    let here = now.timestamp().to_zoned(zone.clone());
    let on = |date: jiff::civil::Date| {
        let moment = date.to_datetime(at).to_zoned(zone.clone());
        moment.map_or(now, |moment| moment.timestamp().into())
    };
    let today = on(here.date());
    match today <= now {
        true => today,
        false => on(here.date().checked_sub(1.day()).unwrap_or(here.date())),
    }
}

/// How it stands with the backups of a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Somebody else sees to them.
    Off,
    /// The desk is too young to have one.
    Young,
    /// The newest good one is of this moment.
    Good(At),
    /// It is older than it should be; none: there never was one.
    Old(Option<At>),
    /// The newest failed, with these words.
    Failed(At, String),
}

/// Two nights without one are too many.
const OLD: Duration = Duration::from_secs(48 * 3600);

/// `made`: when this database was made.
pub fn standing(
    is_on: bool,
    last: Option<&Backup>,
    good: Option<&Backup>,
    made: Option<At>,
    now: At,
) -> Standing {
    if !is_on {
        return Standing::Off;
    }
    if let Some(Backup {
        began_at,
        failed: Some(why),
        ..
    }) = last
    {
        return Standing::Failed(*began_at, why.clone());
    }
    let good = good.map(|good| good.began_at);
    // A desk that was brought back is as young as its database.
    let newest = good.max(made);
    match (newest, good) {
        (Some(newest), good) if now.since(newest) < OLD => {
            good.map_or(Standing::Young, Standing::Good)
        }
        (_, good) => Standing::Old(good),
    }
}

/// `heliotrope-20260305T020000Z.tar.zst`: the names sort by time.
pub fn file_name(now: At) -> String {
    let moment = now.timestamp().strftime("%Y%m%dT%H%M%SZ");
    format!("heliotrope-{moment}.tar.zst")
}

/// A sealed secret, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub whose: String,
    pub secret: String,
}

/// The sealed secrets of a row, known by their form: a new column of secrets
/// cannot be forgotten here.
pub fn sealed_in(table: &Table, row: &Row) -> Vec<Sealed> {
    let text = |at: usize| row.get::<Option<String>>(at).ok().flatten();
    let named = |name: &str| {
        let at = table.columns.iter().position(|column| column == name);
        at.and_then(text)
    };
    let number = || row.get::<i64>(0).map(|n| n.to_string()).ok();
    let whose = || named("address").or_else(|| named("name")).or_else(number);
    let mut found = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        if let Some(secret) = text(at).filter(|text| Keys::is_sealed(text)) {
            let (table, whose) = (&table.name, whose().unwrap_or_default());
            found.push(Sealed {
                whose: format!("{table} {whose}: {}", column.replace('_', " ")),
                secret,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(good: &str, now: &str, expected: bool) {
        let before = Before {
            good: Some(good.parse().unwrap()),
            ..Before::default()
        };
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now = now.parse().unwrap();
        let due = is_due(jiff::civil::time(3, 0, 0, 0), &zone, before, now);
        assert_eq!(due, expected, "good {good}, now {now}");
    }

    #[test]
    fn one_is_due_at_its_hour_and_when_it_was_missed() {
        check("2026-03-05T02:00:00Z", "2026-03-05T11:00:00Z", false);
        check("2026-03-05T02:00:00Z", "2026-03-06T01:59:59Z", false);
        check("2026-03-05T02:00:00Z", "2026-03-06T02:00:00Z", true);
        check("2026-03-05T02:00:00Z", "2026-03-09T15:00:00Z", true);
        // Made by hand at noon: the night's comes all the same.
        check("2026-03-05T11:00:00Z", "2026-03-06T02:00:01Z", true);
        // The hour of the summer is an hour earlier.
        check("2026-06-05T01:00:00Z", "2026-06-06T01:00:00Z", true);
        // 02:30 does not exist on this night; 03:00 is 01:00 in UTC.
        check("2026-03-28T02:00:00Z", "2026-03-29T00:59:59Z", false);
        check("2026-03-28T02:00:00Z", "2026-03-29T01:00:00Z", true);
    }

    #[test]
    fn nobody_begins_twice_and_a_failure_rests_an_hour() {
        let zone = TimeZone::UTC;
        let due = |before, now: &str| {
            is_due(
                jiff::civil::time(3, 0, 0, 0),
                &zone,
                before,
                now.parse().unwrap(),
            )
        };
        let at = |text: &str| Some(text.parse().unwrap());
        let before = Before {
            good: at("2026-03-04T03:00:00Z"),
            failed: None,
            under_way: at("2026-03-05T03:00:00Z"),
        };
        assert!(!due(before, "2026-03-05T03:00:01Z"));
        assert!(!due(before, "2026-03-05T06:59:59Z"));
        assert!(due(before, "2026-03-05T07:00:00Z"), "its maker is dead");
        let before = Before {
            failed: at("2026-03-05T03:00:00Z"),
            under_way: None,
            ..before
        };
        assert!(!due(before, "2026-03-05T03:59:59Z"));
        assert!(due(before, "2026-03-05T04:00:00Z"));
    }

    #[test]
    fn a_desk_without_a_good_backup_says_so_after_two_nights() {
        let backup = |began: &str, failed: Option<&str>| Backup {
            id: 1,
            made_by: "night".to_owned(),
            began_at: began.parse().unwrap(),
            file: "file".to_owned(),
            ended_at: Some(began.parse().unwrap()),
            bytes: Some(1),
            digest: None,
            verified_at: failed.is_none().then(|| began.parse().unwrap()),
            failed: failed.map(str::to_owned),
        };
        let old = backup("2026-03-01T03:00:00Z", None);
        let new = backup("2026-03-05T03:00:00Z", None);
        let bad = backup("2026-03-05T03:00:00Z", Some("disk full"));
        let check = |is_on, last: Option<&Backup>, good: Option<&Backup>, made: &str, expected| {
            let now = "2026-03-05T11:00:00Z".parse().unwrap();
            let made = Some(made.parse().unwrap());
            assert_eq!(standing(is_on, last, good, made, now), expected);
        };
        let (long_ago, today) = ("2025-01-01T00:00:00Z", "2026-03-05T09:00:00Z");
        check(false, None, None, long_ago, Standing::Off);
        check(true, None, None, today, Standing::Young);
        check(true, None, None, long_ago, Standing::Old(None));
        check(
            true,
            Some(&new),
            Some(&new),
            long_ago,
            Standing::Good(new.began_at),
        );
        check(
            true,
            Some(&old),
            Some(&old),
            long_ago,
            Standing::Old(Some(old.began_at)),
        );
        check(
            true,
            Some(&old),
            Some(&old),
            today,
            Standing::Good(old.began_at),
        );
        let failed = Standing::Failed(bad.began_at, "disk full".to_owned());
        check(true, Some(&bad), Some(&old), long_ago, failed);
    }

    #[test]
    fn names_sort_by_time() {
        let name = |at: &str| file_name(at.parse().unwrap());
        assert_eq!(
            name("2026-03-05T02:00:00Z"),
            "heliotrope-20260305T020000Z.tar.zst"
        );
        assert!(name("2026-03-05T02:00:00Z") < name("2026-11-05T02:00:00Z"));
    }
}
