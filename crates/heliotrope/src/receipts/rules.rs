//! How soon we answer, and what a receipt may say of it.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{RoundMode, Unit, ZonedRound};

use super::Word;
use crate::hours::Hours;
use crate::kit::At;

/// Fewer answers say nothing about the next one.
pub const LEAST_ANSWERS: usize = 20;
/// The answers that count are this young.
pub const LOOKED_BACK: Duration = Duration::from_secs(14 * 86_400);
/// A letter that was older than this when it was answered is mail that was
/// brought along when the desk was set up; it says nothing about our pace.
pub const OLDEST_LETTER: Duration = Duration::from_secs(60 * 86_400);
/// A pace that was not learned again since is not known any more.
pub const KNOWN_FOR: Duration = Duration::from_secs(2 * 86_400);
/// A promise is given in quarters of an hour, a habit in halves.
const QUARTER: i64 = 15;

/// How soon a mailbox gave its first answers, in minutes of its hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    pub answers: i64,
    /// 95 of 100 took no longer.
    pub nearly_all_min: i64,
    /// Four of five took no longer.
    pub usual_min: i64,
}

/// The pace that these first answers show; none when there are too few.
pub fn pace(mut took: Vec<Duration>) -> Option<Pace> {
    if took.len() < LEAST_ANSWERS {
        return None;
    }
    took.sort_unstable();
    // The nearest rank: so many of them really took no longer.
    let of_hundred = |n: usize| {
        let rank = (took.len() * n).div_ceil(100);
        let minutes = took
            .get(rank.saturating_sub(1))
            .map_or(0, |d| d.as_secs().div_ceil(60));
        i64::try_from(minutes).unwrap_or(i64::MAX)
    };
    Some(Pace {
        answers: i64::try_from(took.len()).unwrap_or(i64::MAX),
        nearly_all_min: of_hundred(95),
        usual_min: of_hundred(80),
    })
}

/// What a receipt may say at `now`. `chosen`: the minutes of the set-up.
pub fn word(
    chosen: Option<i64>,
    pace: Option<&Pace>,
    hours: Option<&Hours>,
    zone: &TimeZone,
    now: At,
) -> Word {
    let after = |minutes: i64| {
        let work = Duration::from_secs(u64::try_from(minutes).unwrap_or(0) * 60);
        hours.map_or_else(|| now.plus(work), |hours| hours.add_business(now, work))
    };
    // A house that chose to give no date gives none, however fast it is.
    let within = chosen.map(|chosen| pace.map_or(chosen, |pace| promised(pace.nearly_all_min)));
    let due = within.map(after);
    let usually_by = pace
        .and_then(|pace| half_hour(after(pace.usual_min), zone))
        .filter(|by| due.is_none_or(|due| *by < due));
    Word { due, usually_by }
}

/// Up to the next quarter of an hour, and never nothing at all.
fn promised(minutes: i64) -> i64 {
    let quarters = minutes.max(1).div_euclid(QUARTER) + i64::from(minutes.max(1) % QUARTER != 0);
    quarters * QUARTER
}

/// The next full or half hour of the clock on the wall: later is as true, and
/// nobody reads "by 14:37" as a habit.
fn half_hour(at: At, zone: &TimeZone) -> Option<At> {
    let halves = ZonedRound::new()
        .smallest(Unit::Minute)
        .increment(30)
        .mode(RoundMode::Ceil);
    let rounded = at.timestamp().to_zoned(zone.clone()).round(halves).ok()?;
    Some(At::from(rounded.timestamp()))
}
