//! Times of the week at which somebody can call back.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use crate::hours::Hours;
use crate::kit::At;

/// A time of the week at which somebody can call back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub day: Weekday,
    pub time: Time,
}

/// The days of the week as slots name them, Monday first.
pub const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = DAYS
            .iter()
            .find(|(_, day)| *day == self.day)
            .map_or("mon", |(word, _)| word);
        write!(f, "{day} {}", self.time.strftime("%H:%M"))
    }
}

impl FromStr for Slot {
    type Err = String;
    /// "tue 10:00".
    fn from_str(line: &str) -> Result<Self, String> {
        let wrong = || format!("no time of the week: {line}");
        let (day, time) = line.trim().split_once(' ').ok_or_else(wrong)?;
        let day = day.to_lowercase();
        let (_, day) = DAYS
            .iter()
            .find(|(word, _)| day.starts_with(word))
            .ok_or_else(wrong)?;
        let time = Time::strptime("%H:%M", time.trim()).map_err(|_| wrong())?;
        Ok(Slot { day: *day, time })
    }
}

/// Nobody can be ready sooner than this.
const NOTICE_HOURS: i64 = 2;

/// So many days ahead a time is looked for: behind every row of holidays.
const DAYS_AHEAD: i64 = 60;

/// The next `n` of these times, in the zone they are kept in, soonest first. On
/// a holiday of `hours`, or outside the hours of another day of its own, nobody
/// is there to call back.
pub fn next_slots(
    slots: &[Slot],
    now: At,
    zone: &TimeZone,
    hours: Option<&Hours>,
    n: usize,
) -> Vec<Zoned> {
    let Ok(first) = now
        .timestamp()
        .checked_add(NOTICE_HOURS.hours())
        .map(|at| at.to_zoned(zone.clone()))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for ahead in 0..=DAYS_AHEAD {
        // A slot of the next day is never sooner than one of this day.
        if found.len() >= n {
            break;
        }
        let Ok(date) = first.date().checked_add(ahead.days()) else {
            break;
        };
        for slot in slots.iter().filter(|slot| slot.day == date.weekday()) {
            if let Ok(moment) = date.to_datetime(slot.time).to_zoned(zone.clone())
                && moment >= first
                && hours.is_none_or(|hours| hours.keeps(At::from(moment.timestamp())))
            {
                found.push(moment);
            }
        }
    }
    found.sort();
    found.dedup();
    found.truncate(n);
    found
}
