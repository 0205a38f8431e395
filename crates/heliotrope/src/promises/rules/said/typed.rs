//! A time that somebody types alone: "tomorrow 9", "in 3 h", "Montag". Who types
//! it reads at once what it was taken for, so more can be read than in a letter.

use super::Here;
use super::digits::{date, number, of_hours, span};
use super::lexicon::{DAYS, SHORT_DAYS};
use super::moment::{opens, reach};
use super::times::{Atom, Day, Hour};
use super::tokens::{Token, tokens};
use crate::kit::At;
use jiff::civil::{Date, DateTime, Time as OfDay, Weekday};
use jiff::{ToSpan, Zoned};

/// Why a typed time is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRead {
    NotUnderstood,
    Past,
    /// More than a year ahead.
    Far,
}

/// What two letters are of a day of the week in German.
const GERMAN_DAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Monday, &["mo"]),
    (Weekday::Tuesday, &["di"]),
    (Weekday::Wednesday, &["mi"]),
    (Weekday::Thursday, &["do"]),
    (Weekday::Friday, &["fr"]),
    (Weekday::Saturday, &["sa", "sat"]),
    (Weekday::Sunday, &["so", "sun"]),
];

/// Words that say nothing here.
const BESIDE: &[&str] = &[
    "at",
    "um",
    "on",
    "am",
    "the",
    "den",
    "dem",
    "until",
    "till",
    "bis",
    "uhr",
    ",",
    ".",
    "this",
    "diesen",
    "next",
    "nächsten",
    "kommenden",
    "nächster",
    "nächste",
    "+",
    "and",
    "von",
];

#[derive(Default)]
struct Typed {
    day: Option<Day>,
    at: Option<OfDay>,
    minutes: Option<i64>,
    /// A weekday beside a date has to be true.
    weekday: Option<Weekday>,
}

/// The moment that is meant. A day without an hour begins when we open, else at nine.
///
/// # Errors
/// When it is no time, over, or more than a year ahead.
pub fn typed(text: &str, here: &Here<'_>) -> Result<At, NotRead> {
    let text = text.trim();
    // As the browser's own field writes it.
    if let (true, Ok(local)) = (text.contains('T'), text.parse::<DateTime>()) {
        return reach(local, here);
    }
    let mut t = tokens(text);
    // Nobody minds capitals in a field.
    t.iter_mut().for_each(|token| token.capital = true);
    let time = read(&t).ok_or(NotRead::NotUnderstood)?;
    let now = here.now.timestamp().to_zoned(here.zone.clone());
    if let Some(minutes) = time.minutes {
        let then = now.checked_add(minutes.minutes());
        let then = then.map_err(|_| NotRead::Far)?.datetime();
        return reach(then, here);
    }
    let date = day(&time, &now, here)?;
    reach(
        date.to_datetime(time.at.unwrap_or_else(|| opens(date, here))),
        here,
    )
}

fn read(t: &[Token]) -> Option<Typed> {
    let mut time = Typed::default();
    let (mut at, mut said) = (0, false);
    while at < t.len() {
        let long = one(t, at, &mut time)?;
        said |= long.1;
        at += long.0;
    }
    let mixed = time.minutes.is_some() && (time.day.is_some() || time.at.is_some());
    (said && !mixed).then_some(time)
}

/// Takes what begins here: how many tokens, and whether they say anything.
fn one(t: &[Token], at: usize, time: &mut Typed) -> Option<(usize, bool)> {
    let here = &t[at];
    let word = |n: usize| t.get(at + n).map_or("", |t| t.text.as_str());
    if matches!(here.text.as_str(), "next" | "nächste" | "kommende")
        && matches!(word(1), "week" | "woche")
    {
        let monday = Day::Week {
            day: Weekday::Monday,
            next: true,
        };
        return set(&mut time.day, monday).map(|()| (2, true));
    }
    if let Some((minutes, long)) = stretch(t, at) {
        return match minutes {
            Ok(n) => set(&mut time.minutes, n),
            Err(days) => set(&mut time.day, Day::Ahead(days)),
        }
        .map(|()| (long, true));
    }
    let found = span(t, at)
        .or_else(|| of_hours(t, at))
        .or_else(|| date(t, at));
    if let Some((atoms, long)) = found {
        for atom in atoms {
            match atom {
                Atom::Day(day) => set(&mut time.day, day)?,
                Atom::Hour(Hour::At(h, m)) => set(&mut time.at, OfDay::constant(h, m, 0, 0))?,
                Atom::Minutes(n) => set(&mut time.minutes, n)?,
                _ => return None,
            }
        }
        return Some((long, true));
    }
    if let Some(day) = weekday(&here.text) {
        set(&mut time.weekday, day)?;
        return Some((1 + usize::from(word(1) == "."), true));
    }
    if let Some((day, part)) = by_name(t, at) {
        if let Some(day) = day {
            set(&mut time.day, day)?;
        }
        // The beginning of a day is when we open.
        if let Some(hour) = part.filter(|hour| *hour > 0) {
            set(&mut time.at, OfDay::constant(hour, 0, 0, 0))?;
        }
        return Some((1, true));
    }
    if BESIDE.contains(&here.text.as_str()) {
        return Some((1, false));
    }
    // "tomorrow 9", "um 9"
    let hour: i8 = here.text.parse().ok().filter(|h| (0..=23).contains(h))?;
    set(&mut time.at, OfDay::constant(hour, 0, 0, 0))?;
    Some((1, true))
}

fn set<T>(slot: &mut Option<T>, said: T) -> Option<()> {
    slot.replace(said).is_none().then_some(())
}

/// "3 h", "3h", "in 2 d", "30 min", "2 weeks": minutes, or else days.
fn stretch(t: &[Token], at: usize) -> Option<(Result<i64, i64>, usize)> {
    let lead = usize::from(t[at].any(&["in", "+"]));
    let first = t.get(at + lead)?;
    let digits = first.text.bytes().take_while(u8::is_ascii_digit).count();
    let (n, unit, long) = match first.text.split_at(digits) {
        (n @ ("1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9"), unit) if !unit.is_empty() => {
            (n.parse().ok()?, unit, lead + 1)
        }
        (n, unit) if digits > 1 && digits < 4 && !unit.is_empty() => {
            (n.parse().ok()?, unit, lead + 1)
        }
        _ => (
            number(first)?,
            t.get(at + lead + 1)?.text.as_str(),
            lead + 2,
        ),
    };
    let dot = usize::from(t.get(at + long).is_some_and(|t| t.is(".")));
    let span = match unit {
        "m" | "min" | "mins" | "minute" | "minutes" | "minuten" => Ok(n),
        "h" | "hr" | "hrs" | "std" | "hour" | "hours" | "stunde" | "stunden" => Ok(n * 60),
        "d" | "day" | "days" | "tag" | "tage" | "tagen" => Err(n),
        "w" | "wk" | "week" | "weeks" | "woche" | "wochen" => Err(n * 7),
        "month" | "months" | "monat" | "monate" | "monaten" => Err(n * 30),
        _ => return None,
    };
    (n > 0).then_some((span, long + dot))
}

fn weekday(word: &str) -> Option<Weekday> {
    let known = |(_, names): &&(Weekday, &[&str])| names.contains(&word);
    let found = DAYS
        .iter()
        .find(known)
        .or_else(|| SHORT_DAYS.iter().find(known));
    found
        .or_else(|| GERMAN_DAYS.iter().find(known))
        .map(|(day, _)| *day)
}

/// Days and parts of a day by their names; the part is an hour, 0: when we open.
fn by_name(t: &[Token], at: usize) -> Option<(Option<Day>, Option<i8>)> {
    let after_day = at > 0 && !BESIDE.contains(&t[at - 1].text.as_str());
    Some(match t[at].text.as_str() {
        "today" | "heute" => (Some(Day::Ahead(0)), None),
        "tonight" => (Some(Day::Ahead(0)), Some(18)),
        "morgen" if after_day => (None, Some(0)),
        "tomorrow" | "tmr" | "morgen" => (Some(Day::Ahead(1)), None),
        "übermorgen" => (Some(Day::Ahead(2)), None),
        "morning" | "früh" | "vormittag" => (None, Some(0)),
        "noon" | "midday" | "mittag" | "mittags" => (None, Some(12)),
        "afternoon" | "nachmittag" | "nachmittags" => (None, Some(14)),
        "evening" | "abend" | "abends" => (None, Some(18)),
        _ => return None,
    })
}

fn day(time: &Typed, now: &Zoned, here: &Here<'_>) -> Result<Date, NotRead> {
    let today = now.date();
    let ahead = |days: i64| today.checked_add(days.days()).map_err(|_| NotRead::Far);
    let coming = |day| today.nth_weekday(1, day).map_err(|_| NotRead::Far);
    let found = match (time.day, time.weekday) {
        // "in a week" from today; "next week Friday"
        (Some(Day::Week { .. }), day) => {
            let monday = coming(Weekday::Monday)?;
            let on = i64::from(day.map_or(0, |day| day.to_monday_zero_offset()));
            return monday.checked_add(on.days()).map_err(|_| NotRead::Far);
        }
        (None, Some(day)) => return coming(day),
        (None, None) => {
            // An hour alone is the next of its kind.
            let over = time.at.is_some_and(|at| at <= now.time());
            return ahead(i64::from(over));
        }
        // A day that has begun has no beginning any more.
        (Some(Day::Ahead(0)), None) if time.at.is_none() => return Err(NotRead::NotUnderstood),
        (Some(Day::Ahead(n)), None) => return ahead(n),
        (Some(Day::Working(n)), None) => {
            let open = (1..=366).filter_map(|n: i64| today.checked_add(n.days()).ok());
            let open = open.filter(|date| super::is_open(*date, here));
            let n = usize::try_from(n).map_err(|_| NotRead::Far)?;
            return open.take(n).last().ok_or(NotRead::Far);
        }
        (Some(Day::Date { day, month, year }), _) => {
            let of = |year| Date::new(year, month, day).map_err(|_| NotRead::NotUnderstood);
            match year {
                Some(year) => of(year)?,
                None => of(today.year())
                    .ok()
                    .filter(|d| *d >= today)
                    .map_or_else(|| of(today.year() + 1), Ok)?,
            }
        }
        _ => return Err(NotRead::NotUnderstood),
    };
    match time.weekday {
        Some(said) if said != found.weekday() => Err(NotRead::NotUnderstood),
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    /// Thursday, 5 March 2026, 12:00 in Berlin.
    const NOW: &str = "2026-03-05T11:00:00Z";

    fn at(text: &str) -> String {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let here = Here {
            now: NOW.parse().unwrap(),
            zone: &zone,
            hours: None,
        };
        match typed(text, &here) {
            Ok(at) => {
                let local = at.timestamp().to_zoned(zone.clone());
                local.strftime("%a %Y-%m-%d %H:%M").to_string()
            }
            Err(why) => format!("{why:?}"),
        }
    }

    #[test]
    fn a_typed_time_is_read_as_a_colleague_would() {
        for (text, expected) in [
            ("tomorrow 9", "Fri 2026-03-06 09:00"),
            ("Tomorrow at 9:30", "Fri 2026-03-06 09:30"),
            ("morgen 9", "Fri 2026-03-06 09:00"),
            ("morgen um 9 Uhr", "Fri 2026-03-06 09:00"),
            ("morgen früh", "Fri 2026-03-06 09:00"),
            ("morgen Nachmittag", "Fri 2026-03-06 14:00"),
            ("übermorgen", "Sat 2026-03-07 09:00"),
            ("in 3 h", "Thu 2026-03-05 15:00"),
            ("3h", "Thu 2026-03-05 15:00"),
            ("in 3 Stunden", "Thu 2026-03-05 15:00"),
            ("in 3 Std.", "Thu 2026-03-05 15:00"),
            ("in half an hour", "Thu 2026-03-05 12:30"),
            ("90 min", "Thu 2026-03-05 13:30"),
            ("in 2 days", "Sat 2026-03-07 09:00"),
            ("in 2 Tagen 14:00", "Sat 2026-03-07 14:00"),
            ("in einer Woche", "Thu 2026-03-12 09:00"),
            ("in two working days", "Mon 2026-03-09 09:00"),
            ("Monday", "Mon 2026-03-09 09:00"),
            ("monday 8", "Mon 2026-03-09 08:00"),
            ("Mon", "Mon 2026-03-09 09:00"),
            ("Mo 8:15", "Mon 2026-03-09 08:15"),
            ("Montag", "Mon 2026-03-09 09:00"),
            ("Montag morgen", "Mon 2026-03-09 09:00"),
            ("am Dienstag um 15 Uhr", "Tue 2026-03-10 15:00"),
            ("Thursday", "Thu 2026-03-12 09:00"),
            ("next week", "Mon 2026-03-09 09:00"),
            ("nächste Woche Freitag", "Fri 2026-03-13 09:00"),
            ("today 17:00", "Thu 2026-03-05 17:00"),
            ("heute 17 Uhr", "Thu 2026-03-05 17:00"),
            ("heute Abend", "Thu 2026-03-05 18:00"),
            ("tonight", "Thu 2026-03-05 18:00"),
            ("3 pm", "Thu 2026-03-05 15:00"),
            ("9:30", "Fri 2026-03-06 09:30"),
            ("12 May", "Tue 2026-05-12 09:00"),
            ("12. Mai 10 Uhr", "Tue 2026-05-12 10:00"),
            ("may 12", "Tue 2026-05-12 09:00"),
            ("12.5.", "Tue 2026-05-12 09:00"),
            ("12.05.2026 14:00", "Tue 2026-05-12 14:00"),
            ("2026-05-12", "Tue 2026-05-12 09:00"),
            ("2026-05-12T14:30", "Tue 2026-05-12 14:30"),
            ("Tue 12 May", "Tue 2026-05-12 09:00"),
            ("4 March", "Thu 2027-03-04 09:00"),
        ] {
            assert_eq!(at(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_or_over_says_so() {
        for (text, expected) in [
            ("", "NotUnderstood"),
            ("soon", "NotUnderstood"),
            ("at", "NotUnderstood"),
            ("today", "NotUnderstood"),
            ("monday tuesday", "NotUnderstood"),
            ("tomorrow 25", "NotUnderstood"),
            ("in 0 h", "NotUnderstood"),
            ("31 February", "NotUnderstood"),
            ("Monday 12 May", "NotUnderstood"),
            ("tomorrow in 3 h", "NotUnderstood"),
            ("today 9", "Past"),
            ("2026-03-04", "Past"),
            ("2025-03-04T10:00", "Past"),
            ("12 May 2099", "Far"),
            ("in 999 weeks", "Far"),
        ] {
            assert_eq!(at(text), expected, "{text}");
        }
    }
}
