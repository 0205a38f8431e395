//! From what was said of a time to the moment it means, here and now.

use super::Here;
use super::times::{Day, Hour, Time};
use super::typed::NotRead;
use crate::kit::At;
use jiff::civil::{Date, DateTime, Time as OfDay, Weekday};
use jiff::{ToSpan, Zoned};

/// The furthest ahead that anybody promises.
const FURTHEST_DAYS: i64 = 366;
/// A date without a year may lie in the next one, as long as it is near.
const OVER_NEW_YEAR_DAYS: i64 = 120;
/// Where we keep no hours, a day begins at nine and ends at five.
const DAY_BEGINS: OfDay = OfDay::constant(9, 0, 0, 0);
const DAY_ENDS: OfDay = OfDay::constant(17, 0, 0, 0);

/// The moment it means, said here and now; none when it is over, is no date at
/// all, or may mean another.
pub fn resolve(time: &Time, here: &Here<'_>) -> Option<At> {
    let now = here.now.timestamp().to_zoned(here.zone.clone());
    if let Some(minutes) = time.minutes {
        return Some(At::from(
            now.checked_add(minutes.minutes()).ok()?.timestamp(),
        ));
    }
    let date = day(time, &now, here)?;
    let local = match time.hour {
        Some(Hour::At(h, m)) => date.at(h, m, 0, 0),
        Some(Hour::Close) | None => date.to_datetime(closes(date, here)),
    };
    // An hour that the clock leaves out or shows twice is no certain one.
    let due = here.zone.to_ambiguous_zoned(local).unambiguous().ok()?;
    if let Some(zone) = &time.zone {
        let ours = due.strftime("%Z").to_string().to_lowercase();
        let same = match zone.as_str() {
            "mez" => "cet",
            "mesz" => "cest",
            other => other,
        };
        if same != ours {
            return None;
        }
    }
    let due = At::from(due.timestamp());
    let furthest = At::from(now.checked_add(FURTHEST_DAYS.days()).ok()?.timestamp());
    (due > here.now && due <= furthest).then_some(due)
}

fn day(time: &Time, now: &Zoned, here: &Here<'_>) -> Option<Date> {
    let today = now.date();
    let found = match time.day {
        None | Some(Day::Ahead(0)) => today,
        Some(Day::Ahead(n)) => today.checked_add(n.days()).ok()?,
        Some(Day::Week { day, next: true }) => {
            let monday = today.nth_weekday(1, Weekday::Monday).ok()?;
            monday
                .checked_add(i64::from(day.to_monday_zero_offset()).days())
                .ok()?
        }
        // On the day itself nobody can tell which week is meant.
        Some(Day::Week { day, .. }) if day == today.weekday() => return None,
        Some(Day::Week { day, .. }) => today.nth_weekday(1, day).ok()?,
        Some(Day::EndOfWeek) => end_of_week(today, here)?,
        Some(Day::Working(n)) => working(today, n, here)?,
        Some(Day::Date {
            day,
            month,
            year: Some(year),
        }) => Date::new(year, month, day).ok()?,
        Some(Day::Date {
            day,
            month,
            year: None,
        }) => {
            let this = Date::new(today.year(), month, day).ok()?;
            match this < today {
                false => this,
                true => {
                    let next = Date::new(today.year() + 1, month, day).ok()?;
                    let far = today.checked_add(OVER_NEW_YEAR_DAYS.days()).ok()?;
                    (next <= far).then_some(next)?
                }
            }
        }
    };
    let true_day = match (time.weekday, time.day) {
        (Some(said), Some(Day::Date { .. })) => said == found.weekday(),
        _ => true,
    };
    true_day.then_some(found)
}

fn end_of_week(today: Date, here: &Here<'_>) -> Option<Date> {
    let left = 6 - i64::from(today.weekday().to_monday_zero_offset());
    (0..=left)
        .rev()
        .filter_map(|n| today.checked_add(n.days()).ok())
        .find(|date| is_open(*date, here))
}

fn working(today: Date, n: i64, here: &Here<'_>) -> Option<Date> {
    let open = (1..=60)
        .filter_map(|ahead: i64| today.checked_add(ahead.days()).ok())
        .filter(|date| is_open(*date, here));
    open.take(usize::try_from(n).ok()?).last()
}

/// When our day ends on that date, by our hours; none: we are not here.
fn close_of(date: Date, here: &Here<'_>) -> Option<OfDay> {
    let noon = date.at(12, 0, 0, 0).to_zoned(here.zone.clone()).ok()?;
    let closes = here.hours?.closes_on_day_of(At::from(noon.timestamp()))?;
    let local = closes.timestamp().to_zoned(here.zone.clone());
    // Open until midnight: the day still ends on its own date.
    Some(if local.date() == date {
        local.time()
    } else {
        OfDay::constant(23, 59, 0, 0)
    })
}

fn closes(date: Date, here: &Here<'_>) -> OfDay {
    close_of(date, here).unwrap_or(DAY_ENDS)
}

/// When our day begins on that date.
pub fn opens(date: Date, here: &Here<'_>) -> OfDay {
    let noon = date.at(12, 0, 0, 0).to_zoned(here.zone.clone()).ok();
    let opens = noon.and_then(|noon| here.hours?.opens_on_day_of(At::from(noon.timestamp())));
    let local = opens.map(|at| at.timestamp().to_zoned(here.zone.clone()));
    local
        .filter(|local| local.date() == date)
        .map_or(DAY_BEGINS, |local| local.time())
}

/// A local time that lies ahead, and not further than anybody plans.
pub fn reach(local: DateTime, here: &Here<'_>) -> Result<At, NotRead> {
    let then = local
        .to_zoned(here.zone.clone())
        .map_err(|_| NotRead::Far)?;
    let now = here.now.timestamp().to_zoned(here.zone.clone());
    let furthest = now
        .checked_add(FURTHEST_DAYS.days())
        .map_err(|_| NotRead::Far)?;
    match then {
        then if then <= now => Err(NotRead::Past),
        then if then > furthest => Err(NotRead::Far),
        then => Ok(At::from(then.timestamp())),
    }
}

/// Are we here on that day? Without hours: on weekdays.
pub fn is_open(date: Date, here: &Here<'_>) -> bool {
    match here.hours {
        Some(_) => close_of(date, here).is_some(),
        None => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
    }
}
