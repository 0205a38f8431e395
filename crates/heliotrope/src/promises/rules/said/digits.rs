//! Times that are written with digits, and spans: "15:00", "12 May", "in 3 hours".

use super::lexicon::{MONTHS, NUMBERS};
use super::times::{Atom, Day, Hour};
use super::tokens::Token;
use jiff::civil::Date;

pub fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(at + 1).ok()
}

pub fn number(token: &Token) -> Option<i64> {
    if token.text.bytes().all(|b| b.is_ascii_digit()) && token.text.len() <= 3 {
        return token.text.parse().ok();
    }
    let at = NUMBERS.iter().position(|words| token.any(words))?;
    i64::try_from(at).ok()
}

/// "in 3 hours", "within two working days", "innerhalb von 24 Stunden".
pub fn span(t: &[Token], at: usize) -> Option<(Vec<Atom>, usize)> {
    if !t[at].any(&["in", "within", "binnen", "innerhalb"]) {
        return None;
    }
    let mut next = at + 1;
    while t
        .get(next)
        .is_some_and(|t| t.any(&["von", "the", "den", "next", "nächsten"]))
    {
        next += 1;
    }
    let half = t.get(next).is_some_and(|t| t.any(&["half"]))
        || t.get(next + 1).is_some_and(|t| t.any(&["half", "halben"]));
    if half {
        let hour =
            (next..next + 3).find(|n| t.get(*n).is_some_and(|t| t.any(&["hour", "stunde"])))?;
        return Some((vec![Atom::Minutes(30)], hour + 1 - at));
    }
    let n = number(t.get(next)?)?;
    if n == 0 {
        return Some((vec![Atom::Unread], next + 1 - at));
    }
    let unit = t.get(next + 1)?;
    let long = next + 2 - at;
    let atom = match unit.text.as_str() {
        "minute" | "minutes" | "minuten" => Atom::Minutes(n),
        "hour" | "hours" | "stunde" | "stunden" => Atom::Minutes(n * 60),
        "day" | "days" | "tag" | "tage" | "tagen" => Atom::Day(Day::Ahead(n)),
        "week" | "weeks" | "woche" | "wochen" => Atom::Day(Day::Ahead(n * 7)),
        "werktag" | "werktage" | "werktagen" | "arbeitstagen" => Atom::Day(Day::Working(n)),
        "working" | "business" if t.get(next + 2).is_some_and(|t| t.any(&["day", "days"])) => {
            return Some((vec![Atom::Day(Day::Working(n))], long + 1));
        }
        _ => return None,
    };
    Some((vec![atom], long))
}

/// "15:00", "15.00 Uhr", "3 pm", "3 p.m."
pub fn of_hours(t: &[Token], at: usize) -> Option<(Vec<Atom>, usize)> {
    let here = &t[at];
    if !here.starts_with_digit() {
        return None;
    }
    let word = |n: usize| t.get(at + n).map_or("", |t| t.text.as_str());
    let digits = here.text.trim_end_matches(|c: char| c.is_alphabetic());
    let tail = &here.text[digits.len()..];
    let (mut long, mut half) = (1, tail.to_owned());
    if tail.is_empty() {
        match word(1) {
            "am" | "pm" => (long, half) = (2, word(1).to_owned()),
            "a" | "p" if word(2) == "." && word(3) == "m" => {
                (long, half) = (4 + usize::from(word(4) == "."), format!("{}m", word(1)));
            }
            "uhr" => (long, half) = (2, "uhr".to_owned()),
            _ => {}
        }
    }
    let (hours, minutes) = match digits.split_once(':') {
        Some((h, m)) => (h, m),
        // "15.00" is a sum of money without a word behind it.
        None if !half.is_empty() => digits.split_once('.').unwrap_or((digits, "00")),
        None => return None,
    };
    if minutes.len() != 2 || hours.is_empty() || hours.len() > 2 {
        return half_known(&half).then_some((vec![Atom::Unread], long));
    }
    let (mut h, m): (i8, i8) = (hours.parse().ok()?, minutes.parse().ok()?);
    match half.as_str() {
        "" | "uhr" | "h" => {}
        "am" | "pm" if !(1..=12).contains(&h) => return Some((vec![Atom::Unread], long)),
        "am" => h %= 12,
        "pm" => h = h % 12 + 12,
        // "12th", "3rd": days of a month.
        _ => return None,
    }
    let atom = match (0..=23).contains(&h) && (0..=59).contains(&m) {
        true => Atom::Hour(Hour::At(h, m)),
        false => Atom::Unread,
    };
    Some((vec![atom], long))
}

fn half_known(half: &str) -> bool {
    matches!(half, "am" | "pm" | "uhr")
}

/// "12 May 2026", "12th of May", "May 12", "12. Mai", "16.3.", "2026-05-12".
pub fn date(t: &[Token], at: usize) -> Option<(Vec<Atom>, usize)> {
    let here = &t[at];
    let word = |n: usize| t.get(at + n).map_or("", |t| t.text.as_str());
    if let Some(month) = month(&here.text).filter(|_| here.capital) {
        let (day, year) = (day_number(word(1))?, year(word(2)));
        let comma = year.is_none() && word(2) == ",";
        let late = comma.then(|| self::year(word(3))).flatten();
        let long = if year.is_some() {
            3
        } else if late.is_some() {
            4
        } else {
            2
        };
        let year = year.or(late);
        return Some((vec![Atom::Day(Day::Date { day, month, year })], long));
    }
    if !here.starts_with_digit() {
        return None;
    }
    if here.text.contains('/') {
        return Some((vec![Atom::Unread], 1));
    }
    if here.text.contains(['-', '–']) {
        let iso: Option<Date> = here.text.parse().ok();
        return Some(match iso {
            Some(d) => {
                let date = Day::Date {
                    day: d.day(),
                    month: d.month(),
                    year: Some(d.year()),
                };
                (vec![Atom::Day(date)], 1)
            }
            None => (vec![Atom::Unread], 1),
        });
    }
    if let Some(found) = numeric_date(&here.text, word(1)) {
        return Some(found);
    }
    let day = day_number(&here.text)?;
    let skip = 1 + usize::from(matches!(word(1), "." | "of"));
    let month = month(word(skip)).filter(|_| t[at + skip].capital)?;
    let year = year(word(skip + 1));
    let long = skip + 1 + usize::from(year.is_some());
    Some((vec![Atom::Day(Day::Date { day, month, year })], long))
}

fn numeric_date(text: &str, after: &str) -> Option<(Vec<Atom>, usize)> {
    let parts: Vec<&str> = text.split('.').collect();
    let number = |s: &str| s.parse::<i16>().ok();
    let (day, month, year, long) = match parts.as_slice() {
        [d, m] if after == "." => (number(d)?, number(m)?, None, 2),
        [d, m, y] if y.len() == 4 => (number(d)?, number(m)?, Some(number(y)?), 1),
        _ => return None,
    };
    let day = i8::try_from(day).ok()?;
    let month = i8::try_from(month).ok()?;
    Some((vec![Atom::Day(Day::Date { day, month, year })], long))
}

fn day_number(text: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|end| text.strip_suffix(end))
        .unwrap_or(text);
    digits.parse().ok().filter(|_| digits.len() <= 2)
}

fn year(text: &str) -> Option<i16> {
    (text.len() == 4).then(|| text.parse().ok()).flatten()
}
