//! How far a stretch of work reaches, and how hours are written down.

use std::fmt::Write as _;
use std::time::Duration;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

use crate::kit::At;

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

/// The hours of a week. The spans of a day stand in order and do not overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    pub zone: TimeZone,
    /// Monday first.
    pub week: [Vec<Span>; 7],
}

/// Whoever works one minute a week still gets an end: after this many days the
/// rest is counted around the clock.
const LOOKED_AT: i32 = 800;

impl Hours {
    /// The moment at which `work` of our hours has passed since `from`.
    ///
    /// When it ends exactly with a span, that end is the moment: nobody waits
    /// for the next morning to have had four hours.
    pub fn after(&self, from: At, work: Duration) -> At {
        let mut left = work;
        let mut reached = from;
        let Ok(first) = today(from, &self.zone) else {
            return from.plus(work);
        };
        for day in 0..LOOKED_AT {
            let Ok(date) = first.checked_add(i64::from(day).days()) else {
                break;
            };
            for span in self.on(date) {
                let (Some(opens), Some(closes)) = (
                    self.moment(date, span.opens),
                    self.moment(date, span.closes),
                ) else {
                    continue;
                };
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
        }
        reached.plus(left)
    }

    fn on(&self, date: Date) -> &[Span] {
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
        let zoned = date.to_datetime(time).to_zoned(self.zone.clone()).ok()?;
        Some(At::from(zoned.timestamp()))
    }
}

fn today(at: At, zone: &TimeZone) -> Result<Date, jiff::Error> {
    let now: Timestamp = at.timestamp();
    Ok(Zoned::new(now, zone.clone()).date())
}

/// The hours of a week as somebody types them: "9:00-12:30, 13:30-17:00" for
/// each day, nothing for a day off.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Typed {
    pub monday: String,
    pub tuesday: String,
    pub wednesday: String,
    pub thursday: String,
    pub friday: String,
    pub saturday: String,
    pub sunday: String,
}

impl Typed {
    /// What most of us keep.
    pub fn usual() -> Typed {
        let day = || "9:00–17:00".to_owned();
        Typed {
            monday: day(),
            tuesday: day(),
            wednesday: day(),
            thursday: day(),
            friday: day(),
            ..Typed::default()
        }
    }

    pub fn of(hours: Option<&Hours>) -> Typed {
        let Some(hours) = hours else {
            return Typed::default();
        };
        let [
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
        ] = hours.week.each_ref().map(|spans| written(spans));
        Typed {
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
        }
    }

    pub fn days(&self) -> [&str; 7] {
        [
            &self.monday,
            &self.tuesday,
            &self.wednesday,
            &self.thursday,
            &self.friday,
            &self.saturday,
            &self.sunday,
        ]
    }

    /// The hours that were meant, or the days that cannot be read. Nothing at
    /// all means that there are no hours: around the clock.
    ///
    /// # Errors
    /// The names of the days ("monday") that cannot be read.
    pub fn read(&self, zone: &TimeZone) -> Result<Option<Hours>, Vec<&'static str>> {
        let read = self.days().map(spans);
        let wrong: Vec<&'static str> = DAYS
            .into_iter()
            .zip(&read)
            .filter(|(_, spans)| spans.is_none())
            .map(|(day, _)| day)
            .collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let week = read.map(Option::unwrap_or_default);
        let open = week.iter().any(|day| !day.is_empty());
        Ok(open.then(|| Hours {
            zone: zone.clone(),
            week,
        }))
    }
}

/// "9-12, 13:30–17" and what people write in its place. None: cannot be read.
fn spans(text: &str) -> Option<Vec<Span>> {
    let mut found = Vec::new();
    for part in text.split([',', ';', '/']).map(str::trim) {
        if part.is_empty() {
            continue;
        }
        let (opens, closes) = part.split_once(['-', '–', '—'])?;
        let span = Span {
            opens: time(opens)?,
            closes: time(closes)?,
        };
        (span.opens < span.closes).then_some(())?;
        found.push(span);
    }
    found.sort_by_key(|span| span.opens);
    let apart = found.windows(2).all(|pair| pair[0].closes <= pair[1].opens);
    apart.then_some(found)
}

/// "9", "9:30", "09.30" as minutes since midnight.
fn time(text: &str) -> Option<u16> {
    let text = text.trim();
    let (hours, minutes) = text.split_once([':', '.']).unwrap_or((text, "0"));
    let digits = |s: &str| {
        let plain = !s.is_empty() && s.len() <= 2 && s.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| s.parse::<u16>().ok()).flatten()
    };
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (minutes < 60 && hours * 60 + minutes <= MIDNIGHT).then_some(hours * 60 + minutes)
}

fn written(spans: &[Span]) -> String {
    let mut text = String::new();
    for span in spans {
        let comma = if text.is_empty() { "" } else { ", " };
        let clock = |m: u16| format!("{}:{:02}", m / 60, m % 60);
        // Writing into a string does not fail.
        let _ = write!(text, "{comma}{}–{}", clock(span.opens), clock(span.closes));
    }
    text
}
