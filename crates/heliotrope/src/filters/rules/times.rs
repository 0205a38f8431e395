//! Times: spans from now, days of the reader's zone, and what stretch they mean.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::fmt;
use std::time::Duration;

use crate::kit::At;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Minutes,
    Hours,
    Days,
    Weeks,
}

impl Unit {
    const ALL: [(Unit, &'static str, u64); 4] = [
        (Unit::Minutes, "min", 60),
        (Unit::Hours, "h", 3_600),
        (Unit::Days, "d", 86_400),
        (Unit::Weeks, "w", 604_800),
    ];

    fn word(self) -> &'static str {
        Unit::ALL
            .iter()
            .find(|(unit, ..)| *unit == self)
            .map_or("d", |(_, word, _)| word)
    }

    fn seconds(self) -> u64 {
        Unit::ALL
            .iter()
            .find(|(unit, ..)| *unit == self)
            .map_or(86_400, |(.., seconds)| *seconds)
    }
}

/// A place in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// So much ahead, or ago.
    Span(u16, Unit),
    Day(Date),
    /// This many days from the reader's today.
    Today(i8),
}

/// A time as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    None,
    Any,
    /// A date that has passed.
    Late,
    Before(Point),
    After(Point),
    On(Point),
    Between(Date, Date),
}

/// The longest span: more is a slip of the hand.
const LONGEST: u16 = 9_999;

/// Reads a folded time. `ahead`: there may be none at all, or it may be late.
pub(super) fn read_when(word: &str, ahead: bool) -> Option<When> {
    match word {
        "none" | "keine" if ahead => return Some(When::None),
        "any" if ahead => return Some(When::Any),
        "late" | "overdue" | "breached" | "uberfallig" if ahead => return Some(When::Late),
        _ => {}
    }
    if let Some((from, to)) = word.split_once("..") {
        let (from, to) = (day(from)?, day(to)?);
        return (from <= to).then_some(When::Between(from, to));
    }
    if let Some(rest) = word.strip_prefix('<') {
        return point(rest).map(When::Before);
    }
    if let Some(rest) = word.strip_prefix('>') {
        return point(rest).map(When::After);
    }
    Some(match point(word)? {
        span @ Point::Span(..) => When::Before(span),
        day => When::On(day),
    })
}

fn point(word: &str) -> Option<Point> {
    match word {
        "today" | "heute" => return Some(Point::Today(0)),
        "tomorrow" | "morgen" => return Some(Point::Today(1)),
        "yesterday" | "gestern" => return Some(Point::Today(-1)),
        _ => {}
    }
    if let Some(day) = day(word) {
        return Some(Point::Day(day));
    }
    let digits = word.find(|c: char| !c.is_ascii_digit())?;
    let unit = match &word[digits..] {
        "min" | "m" => Unit::Minutes,
        "h" | "std" => Unit::Hours,
        "d" | "t" => Unit::Days,
        "w" => Unit::Weeks,
        _ => return None,
    };
    let n: u16 = word[..digits].parse().ok()?;
    (n <= LONGEST).then_some(Point::Span(n, unit))
}

/// A day as it is written here, and nothing else: `2026-03-05`.
fn day(word: &str) -> Option<Date> {
    let shaped = word.len() == 10 && word.bytes().filter(|b| *b == b'-').count() == 2;
    let day: Date = word.parse().ok().filter(|_| shaped)?;
    (1970..=9_000).contains(&day.year()).then_some(day)
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Point::Span(n, unit) => write!(f, "{n}{}", unit.word()),
            Point::Day(day) => write!(f, "{day}"),
            Point::Today(1) => f.write_str("tomorrow"),
            Point::Today(-1) => f.write_str("yesterday"),
            Point::Today(_) => f.write_str("today"),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::None => f.write_str("none"),
            When::Any => f.write_str("any"),
            When::Late => f.write_str("late"),
            When::Before(point) => write!(f, "<{point}"),
            When::After(point) => write!(f, ">{point}"),
            When::On(point) => write!(f, "{point}"),
            When::Between(from, to) => write!(f, "{from}..{to}"),
        }
    }
}

/// The stretch a time means, its end left out. `ahead`: spans lie before us, and
/// what is late comes before whatever is due; else they lie behind us. The far
/// end of time is no date and stands in no stretch but that of `none`.
pub fn times(when: When, ahead: bool, now: At, zone: &TimeZone) -> (At, At) {
    const BEGIN: At = At(i64::MIN);
    let days = |point| match point {
        Point::Span(n, unit) => {
            let span = Duration::from_secs(u64::from(n) * unit.seconds());
            let at = if ahead {
                now.plus(span)
            } else {
                now.minus(span)
            };
            (at, at)
        }
        Point::Day(day) => whole(day, day, zone),
        Point::Today(by) => {
            let today = now.timestamp().to_zoned(zone.clone()).date();
            let day = today.saturating_add(i64::from(by).days());
            whole(day, day, zone)
        }
    };
    let is_span = |point| matches!(point, Point::Span(..)) && !ahead;
    match when {
        When::None => (At::NEVER, At::NEVER),
        When::Any => (BEGIN, At::NEVER),
        When::Late => (BEGIN, now),
        // Less than two days ago is after that moment.
        When::Before(point) if is_span(point) => (At(days(point).0.0.saturating_add(1)), At::NEVER),
        When::After(point) if is_span(point) => (BEGIN, days(point).0),
        When::Before(point) => (BEGIN, days(point).0),
        When::After(point @ Point::Span(..)) => (At(days(point).1.0.saturating_add(1)), At::NEVER),
        When::After(point) => (days(point).1, At::NEVER),
        When::On(point) => days(point),
        When::Between(from, to) => whole(from, to, zone),
    }
}

/// From the beginning of a day to the end of another.
fn whole(from: Date, to: Date, zone: &TimeZone) -> (At, At) {
    let begin = |day: Date| {
        let at = day.to_zoned(zone.clone()).map(|z| z.timestamp());
        At::from(at.unwrap_or(Timestamp::MAX))
    };
    (begin(from), begin(to.saturating_add(1.day())))
}
