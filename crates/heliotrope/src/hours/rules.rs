//! How far a stretch of work reaches, and how much work lies between two moments.

mod days;
mod typed;

use std::time::Duration;

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan, Zoned};

use crate::kit::At;

pub use days::{DAYS_AT_MOST, Day, FILE_AT_MOST, TypedDay, Unread, days_of_file};
pub use typed::Typed;

/// The days in the order of the week, as fields and columns name them.
pub const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// From one time of a day to a later one, in minutes since midnight; at most 1440.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub opens: u16,
    pub closes: u16,
}

const MIDNIGHT: u16 = 24 * 60;

/// The hours of a week, and the days that are different. The spans of a day
/// stand in order and do not overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    pub zone: TimeZone,
    /// Monday first.
    pub week: [Vec<Span>; 7],
    pub days: Vec<Day>,
}

/// Whoever works one minute a week still gets an end: after this many days the
/// rest is counted around the clock.
const LOOKED_AT: i32 = 800;
/// Nobody asks how much work lies in more than a hundred years.
const LONGEST: i32 = 36_525;

/// The year of a day that comes each year.
pub const EACH_YEAR: i16 = 0;

impl Hours {
    /// The moment at which `work` of our hours has passed since `from`.
    ///
    /// When it ends exactly with a span, that end is the moment: nobody waits
    /// for the next morning to have had four hours.
    pub fn add_business(&self, from: At, work: Duration) -> At {
        let mut left = work;
        let mut reached = from;
        if self.never_open() {
            return from.plus(work);
        }
        for (opens, closes) in self.spans(from, LOOKED_AT) {
            let begins = opens.max(reached);
            let there = closes.since(begins);
            if there.is_zero() {
                continue;
            }
            if left <= there {
                return begins.plus(left);
            }
            left -= there;
            reached = closes;
        }
        reached.plus(left)
    }

    /// How much of our hours lies between two moments; none when the second is
    /// not the later one.
    pub fn business_between(&self, from: At, to: At) -> Duration {
        if self.never_open() {
            return to.since(from);
        }
        let days = to.since(from).as_secs() / 86_400 + 2;
        self.spans(from, i32::try_from(days).unwrap_or(i32::MAX).min(LONGEST))
            .take_while(|(opens, _)| *opens < to)
            .map(|(opens, closes)| closes.min(to).since(opens.max(from)))
            .sum()
    }

    /// When the first span of the day opens on which `at` falls; none on a day off.
    pub fn opens_on_day_of(&self, at: At) -> Option<At> {
        self.spans(at, 1).next().map(|(opens, _)| opens)
    }

    /// When the last span of the day closes on which `at` falls; none on a day off.
    pub fn closes_on_day_of(&self, at: At) -> Option<At> {
        self.spans(at, 1).last().map(|(_, closes)| closes)
    }

    /// Is an appointment at `at` kept? On a day of the week it is whenever
    /// somebody gave it; on a day of its own only in the hours of that day.
    pub fn keeps(&self, at: At) -> bool {
        let local = at.timestamp().to_zoned(self.zone.clone());
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let open = |span: &Span| (i64::from(span.opens)..i64::from(span.closes)).contains(&minute);
        self.of_its_own(local.date())
            .is_none_or(|day| day.spans.iter().any(open))
    }

    /// A day of that very year, else one of each year.
    fn of_its_own(&self, date: Date) -> Option<&Day> {
        let named = |year| {
            self.days
                .iter()
                .find(|d| (d.year, d.month, d.day) == (year, date.month(), date.day()))
        };
        named(date.year()).or_else(|| named(EACH_YEAR))
    }

    /// Hours that hold no time at all would make every date the end of time:
    /// they are read as around the clock.
    fn never_open(&self) -> bool {
        let closed = |spans: &Vec<Span>| spans.is_empty();
        self.week.iter().all(closed) && self.days.iter().all(|day| day.spans.is_empty())
    }

    /// Every span of `days` days, the day of `from` first.
    fn spans(&self, from: At, days: i32) -> impl Iterator<Item = (At, At)> {
        let first = today(from, &self.zone).ok();
        let dates = (0..days).map_while(move |n| first?.checked_add(i64::from(n).days()).ok());
        dates.flat_map(move |date| {
            self.on(date).iter().filter_map(move |span| {
                let opens = self.moment(date, span.opens)?;
                Some((opens, self.moment(date, span.closes)?))
            })
        })
    }

    /// What counts on a date: its own hours, else those of its day of the week.
    fn on(&self, date: Date) -> &[Span] {
        if let Some(day) = self.of_its_own(date) {
            return &day.spans;
        }
        let day = date.weekday().to_monday_zero_offset();
        &self.week[usize::try_from(day).unwrap_or_default()]
    }

    /// A time that a clock change leaves out becomes the moment right after it.
    fn moment(&self, date: Date, minutes: u16) -> Option<At> {
        let (date, minutes) = match minutes {
            MIDNIGHT.. => (date.tomorrow().ok()?, 0),
            minutes => (date, minutes),
        };
        let time = Time::new((minutes / 60) as i8, (minutes % 60) as i8, 0, 0).ok()?;
        let local = self.zone.to_ambiguous_zoned(date.to_datetime(time));
        let left_out = matches!(local.offset(), AmbiguousOffset::Gap { .. });
        let at = local.compatible().ok()?.timestamp();
        if !left_out {
            return Some(At::from(at));
        }
        let change = self.zone.preceding(at + 1.nanosecond()).next()?;
        Some(At::from(change.timestamp()))
    }
}

fn today(at: At, zone: &TimeZone) -> Result<Date, jiff::Error> {
    let now: Timestamp = at.timestamp();
    Ok(Zoned::new(now, zone.clone()).date())
}
