//! The one time of a sentence, and the moment it means.

use super::Here;
use super::tokens::Token;
use crate::kit::At;
use jiff::civil::{Date, Time as OfDay, Weekday};
use jiff::{ToSpan, Zoned};

/// What stands in a sentence in place of its time.
pub const TIME: &str = "\u{0}time";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Ahead(i64),
    Week {
        day: Weekday,
        next: bool,
    },
    Date {
        day: i8,
        month: i8,
        year: Option<i16>,
    },
    /// The last of our days in this week.
    EndOfWeek,
    Working(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hour {
    At(i8, i8),
    /// The end of our day.
    Close,
}

/// Everything a sentence says of its one time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Time {
    /// The word in front: by, on, at, before, in; empty without one.
    lead: &'static str,
    day: Option<Day>,
    /// Said beside a date: it has to be true.
    weekday: Option<Weekday>,
    hour: Option<Hour>,
    minutes: Option<i64>,
    /// "CET", in lower case.
    zone: Option<String>,
}

impl Time {
    /// Closed words: nothing of what was written.
    pub fn phrase(&self) -> String {
        let day = match self.day {
            None => "",
            Some(Day::Ahead(0)) => "today",
            Some(Day::Ahead(1)) => "tomorrow",
            Some(Day::Ahead(_)) => "days",
            Some(Day::Week { .. }) => "weekday",
            Some(Day::Date { .. }) => "date",
            Some(Day::EndOfWeek) => "week",
            Some(Day::Working(_)) => "working days",
        };
        let hour = match (self.hour, self.minutes) {
            (_, Some(_)) => "span",
            (Some(Hour::At(12, 0)), _) => "noon",
            (Some(Hour::At(..)), _) => "time",
            (Some(Hour::Close), _) => "end of day",
            (None, None) => "",
        };
        let words: Vec<&str> = [self.lead, day, hour]
            .into_iter()
            .filter(|w| !w.is_empty())
            .collect();
        words.join(" ")
    }

    /// A span ahead, a deadline, or a plain day: "by" binds wherever it stands.
    pub fn is_deadline(&self) -> bool {
        matches!(self.lead, "by" | "before" | "in")
    }
}

const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner"],
    &["february", "feb", "februar"],
    &["march", "mar", "märz", "mrz"],
    &["april", "apr"],
    &["may", "mai"],
    &["june", "jun", "juni"],
    &["july", "jul", "juli"],
    &["august", "aug"],
    &["september", "sep", "sept"],
    &["october", "oct", "oktober", "okt"],
    &["november", "nov"],
    &["december", "dec", "dezember", "dez"],
];

const DAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Monday, &["monday", "montag"]),
    (Weekday::Tuesday, &["tuesday", "dienstag"]),
    (Weekday::Wednesday, &["wednesday", "mittwoch"]),
    (Weekday::Thursday, &["thursday", "donnerstag"]),
    (Weekday::Friday, &["friday", "freitag"]),
    (Weekday::Saturday, &["saturday", "samstag", "sonnabend"]),
    (Weekday::Sunday, &["sunday", "sonntag"]),
];

const SHORT_DAYS: [(Weekday, &[&str]); 5] = [
    (Weekday::Monday, &["mon"]),
    (Weekday::Tuesday, &["tue", "tues"]),
    (Weekday::Wednesday, &["wed"]),
    (Weekday::Thursday, &["thu", "thur", "thurs"]),
    (Weekday::Friday, &["fri"]),
];

const NUMBERS: [&[&str]; 13] = [
    &[],
    &["a", "an", "one", "ein", "eine", "einer", "einem", "einen"],
    &["two", "zwei"],
    &["three", "drei"],
    &["four", "vier"],
    &["five", "fünf"],
    &["six", "sechs"],
    &["seven", "sieben"],
    &["eight", "acht"],
    &["nine", "neun"],
    &["ten", "zehn"],
    &["eleven", "elf"],
    &["twelve", "zwölf"],
];

/// Times that we do not read, and that spoil a sentence that holds one.
const UNREAD: &[&str] = &[
    "yesterday",
    "gestern",
    "vorgestern",
    "ago",
    "tonight",
    "evening",
    "evenings",
    "abend",
    "abends",
    "night",
    "nacht",
    "nachts",
    "midnight",
    "mitternacht",
    "weekend",
    "wochenende",
    "every",
    "each",
    "jeden",
    "jede",
    "jedes",
    "jeweils",
    "daily",
    "täglich",
    "weekly",
    "wöchentlich",
    "half",
    "quarter",
    "halb",
    "viertel",
    "dreiviertel",
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
    "montags",
    "dienstags",
    "mittwochs",
    "donnerstags",
    "freitags",
    "samstags",
    "sonntags",
    "today's",
    "tomorrow's",
    "o'clock",
    "month",
    "monat",
    "monats",
    "year",
    "jahr",
    "jahres",
    "while",
    "fortnight",
    "monday's",
    "tuesday's",
    "wednesday's",
    "thursday's",
    "friday's",
    "saturday's",
    "sunday's",
    "earliest",
    "frühestens",
    "between",
    "zwischen",
];

/// In front of a time: it is no deadline of ours, or not exact.
const LOOSE: &[&str] = &[
    "after",
    "from",
    "since",
    "until",
    "till",
    "for",
    "of",
    "about",
    "around",
    "dated",
    "any",
    "starting",
    "next",
    "last",
    "past",
    "approximately",
    "roughly",
    "ab",
    "nach",
    "seit",
    "von",
    "vom",
    "für",
    "gegen",
    "circa",
    "ca",
    "etwa",
    "ungefähr",
    "zirka",
    "über",
    "nächsten",
    "nächster",
    "nächstem",
    "letzten",
    "letzter",
    "vorigen",
    "the",
    "your",
    "our",
    "his",
    "her",
    "their",
    "die",
    "der",
    "das",
    "des",
    "ihre",
    "unsere",
    "between",
    "zwischen",
    "or",
    "oder",
    "to",
    "-",
    "–",
    "—",
    "than",
    "more",
    "als",
    "mehr",
    "so",
    "not",
];

pub fn is_month(word: &str) -> bool {
    month(word).is_some()
}

fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(at + 1).ok()
}

fn weekday(token: &Token, next: Option<&Token>) -> Option<(Weekday, &'static str)> {
    for (day, names) in DAYS {
        for name in names {
            match token.text.strip_prefix(name) {
                Some("") => return Some((day, "")),
                // Montagmittag, Freitagnachmittag
                Some("mittag") => return Some((day, "noon")),
                Some("morgen" | "vormittag") => return Some((day, "morning")),
                Some("nachmittag") => return Some((day, "afternoon")),
                _ => {}
            }
        }
    }
    let short = SHORT_DAYS.iter().find(|(_, names)| token.any(names));
    short
        .filter(|_| token.capital && next.is_some_and(Token::starts_with_digit))
        .map(|(day, _)| (*day, ""))
}

fn number(token: &Token) -> Option<i64> {
    if token.text.bytes().all(|b| b.is_ascii_digit()) && token.text.len() <= 3 {
        return token.text.parse().ok();
    }
    let at = NUMBERS.iter().position(|words| token.any(words))?;
    i64::try_from(at).ok()
}

/// One thing that is said of a time.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Atom {
    Day(Day),
    Weekday(Weekday),
    Hour(Hour),
    Minutes(i64),
    /// "next week", beside a weekday.
    NextWeek,
    ThisWeek,
    Unread,
}

/// The atoms that begin at a token: what they say and how many tokens they are.
fn atoms(t: &[Token], at: usize) -> Option<(Vec<Atom>, usize)> {
    let here = t.get(at)?;
    let word = |n: usize| t.get(at + n).map_or("", |t| t.text.as_str());
    let before = at.checked_sub(1).map_or("", |n| t[n].text.as_str());
    let one = |atom| Some((vec![atom], 1));
    if let Some(found) = span(t, at) {
        return Some(found);
    }
    if let Some(found) = of_hours(t, at) {
        return Some(found);
    }
    if let Some(found) = date(t, at) {
        return Some(found);
    }
    if let Some((day, part)) = weekday(here, t.get(at + 1)) {
        let mut all = vec![Atom::Weekday(day)];
        match part {
            "noon" | "morning" => all.push(Atom::Hour(Hour::At(12, 0))),
            "afternoon" => all.push(Atom::Hour(Hour::Close)),
            _ => {}
        }
        return Some((all, 1));
    }
    match here.text.as_str() {
        "today" | "heute" => one(Atom::Day(Day::Ahead(0))),
        "tomorrow" => one(Atom::Day(Day::Ahead(1))),
        "übermorgen" => one(Atom::Day(Day::Ahead(2))),
        // "Guten Morgen", "am Morgen", "heute Morgen"
        "morgen" if before == "guten" => None,
        "morgen"
            if matches!(before, "am" | "heute")
                || here.capital && at > 0 && weekday(&t[at - 1], None).is_some() =>
        {
            one(Atom::Hour(Hour::At(12, 0)))
        }
        "morgen" => one(Atom::Day(Day::Ahead(1))),
        "früh" if before == "morgen" => one(Atom::Hour(Hour::At(12, 0))),
        "morning" | "afternoon" if before == "good" => None,
        "noon" | "midday" | "mittag" | "mittags" | "morning" | "vormittag" | "vormittags" => {
            one(Atom::Hour(Hour::At(12, 0)))
        }
        "afternoon" | "nachmittag" | "nachmittags" | "eod" => one(Atom::Hour(Hour::Close)),
        "close" if word(1) == "of" && word(2) == "business" => {
            Some((vec![Atom::Hour(Hour::Close)], 3))
        }
        "end" if word(1) == "of" => {
            let skip = usize::from(matches!(word(2), "the" | "this"));
            match word(2 + skip) {
                "day" | "business" => Some((vec![Atom::Hour(Hour::Close)], 3 + skip)),
                "week" => Some((vec![Atom::Day(Day::EndOfWeek)], 3 + skip)),
                _ => Some((vec![Atom::Unread], 2)),
            }
        }
        "ende" if matches!(word(1), "der" | "dieser") && word(2) == "woche" => {
            Some((vec![Atom::Day(Day::EndOfWeek)], 3))
        }
        "next" if word(1) == "week" => Some((vec![Atom::NextWeek], 2)),
        "nächste" | "nächster" | "kommende" | "kommender" if word(1) == "woche" => {
            Some((vec![Atom::NextWeek], 2))
        }
        "this" | "diese" | "dieser" if matches!(word(1), "week" | "woche") => {
            Some((vec![Atom::ThisWeek], 2))
        }
        "week" | "woche" | "weeks" | "wochen" | "day" | "days" | "tage" | "tagen" | "hours"
        | "stunden" | "minutes" | "minuten" | "werktagen" => one(Atom::Unread),
        // A month without a day; "may" in small letters is a verb.
        name if is_month(name) && here.capital && name.len() > 3 => one(Atom::Unread),
        name if UNREAD.contains(&name) => one(Atom::Unread),
        _ => None,
    }
}

/// "in 3 hours", "within two working days", "innerhalb von 24 Stunden".
fn span(t: &[Token], at: usize) -> Option<(Vec<Atom>, usize)> {
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
fn of_hours(t: &[Token], at: usize) -> Option<(Vec<Atom>, usize)> {
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
fn date(t: &[Token], at: usize) -> Option<(Vec<Atom>, usize)> {
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

/// Words that may stand inside one time: "Thursday at 15:00", "Dienstag bis 12 Uhr".
const INSIDE: &[&str] = &[
    ",",
    "at",
    "by",
    "on",
    "in",
    "the",
    "before",
    "um",
    "bis",
    "am",
    "zum",
    "spätestens",
    "noch",
    "of",
    ".",
    "vor",
];

/// The sentence with its one time put together; none without a time, with two
/// of them, or with one that we do not read for certain.
pub fn only(t: &[Token]) -> Option<(Vec<Token>, Time)> {
    let mut time = Time::default();
    let mut parts: Option<(usize, usize)> = None;
    let mut at = 0;
    while at < t.len() {
        let Some((found, long)) = atoms(t, at) else {
            at += 1;
            continue;
        };
        match parts {
            None => parts = Some((at, at + long)),
            Some((from, to)) => {
                let inside = t[to..at].iter().all(|t| t.any(INSIDE));
                if !inside {
                    return None;
                }
                parts = Some((from, at + long));
            }
        }
        for atom in found {
            take(&mut time, atom)?;
        }
        at += long;
    }
    let (from, to) = parts?;
    let from = lead(t, from, &mut time)?;
    let to = behind(t, to, &mut time)?;
    if matches!(time.day, Some(Day::Week { next: true, .. })) && time.weekday.is_none() {
        return None;
    }
    if time.lead == "before" && time.hour.is_none() {
        return None;
    }
    let mut tokens = t[..from].to_vec();
    tokens.push(Token {
        text: TIME.to_owned(),
        // Read by `frames`: a deadline binds wherever it stands.
        capital: time.is_deadline(),
        from: t[from].from,
        to: t[to - 1].to,
    });
    tokens.extend_from_slice(&t[to..]);
    Some((tokens, time))
}

/// Adds what is said to the time; none when it says something else already.
fn take(time: &mut Time, atom: Atom) -> Option<()> {
    match atom {
        Atom::Unread => return None,
        Atom::Weekday(day) => {
            if time.weekday.replace(day).is_some() {
                return None;
            }
            match time.day {
                None => time.day = Some(Day::Week { day, next: false }),
                Some(Day::Week { next, .. }) => time.day = Some(Day::Week { day, next }),
                Some(Day::Date { .. }) => {}
                Some(_) => return None,
            }
        }
        Atom::NextWeek | Atom::ThisWeek => {
            let next = atom == Atom::NextWeek;
            match time.day {
                None => {
                    time.day = Some(Day::Week {
                        day: Weekday::Monday,
                        next: true,
                    })
                }
                Some(Day::Week { day, .. }) => time.day = Some(Day::Week { day, next }),
                Some(_) => return None,
            }
        }
        Atom::Day(day) => match time.day {
            None => time.day = Some(day),
            Some(Day::Week { next: false, .. }) if matches!(day, Day::Date { .. }) => {
                time.day = Some(day)
            }
            Some(_) => return None,
        },
        Atom::Hour(hour) => {
            if time.hour.replace(hour).is_some() {
                return None;
            }
        }
        Atom::Minutes(n) => {
            if time.minutes.replace(n).is_some() {
                return None;
            }
        }
    }
    let mixed = time.minutes.is_some() && (time.day.is_some() || time.hour.is_some());
    (!mixed).then_some(())
}

/// What stands in front of it; gives where it begins with that.
fn lead(t: &[Token], from: usize, time: &mut Time) -> Option<usize> {
    if t[from].any(&["in", "within", "binnen", "innerhalb"]) {
        time.lead = "in";
        return Some(from);
    }
    let mut begin = from;
    while begin > 0 {
        let word = &t[begin - 1];
        let lead = match word.text.as_str() {
            "by" | "bis" | "spätestens" => "by",
            "latest" | "than" if is_latest(t, begin - 1) => {
                begin -= 2;
                "by"
            }
            "on" | "am" | "at" | "um" => "on",
            "before" | "vor" => "before",
            "zum" | "noch" | "this" | "diesen" | "kommenden" | "coming" => "",
            // "the 12th of May", "the end of the day"
            "the"
                if matches!(time.day, Some(Day::Date { .. } | Day::EndOfWeek))
                    || time.hour == Some(Hour::Close) =>
            {
                ""
            }
            "the" | "den" | "dem" if word.is("den") || word.is("dem") => "",
            _ => break,
        };
        begin -= 1;
        if time.lead.is_empty() || lead == "by" {
            time.lead = lead;
        }
    }
    let before = begin.checked_sub(1).map(|n| &t[n]);
    match before {
        Some(word) if word.any(LOOSE) => None,
        _ => Some(begin),
    }
}

/// "no later than", "not later than".
fn is_latest(t: &[Token], than: usize) -> bool {
    than >= 2 && t[than].is("than") && t[than - 1].is("later") && t[than - 2].any(&["no", "not"])
}

const ZONES: &[&str] = &[
    "cet", "cest", "mez", "mesz", "gmt", "utc", "bst", "est", "edt", "pst", "pdt", "cst", "cdt",
    "et", "pt", "ist", "aest", "eet", "eest", "wet", "west",
];

/// What stands behind it; gives where it ends with that.
fn behind(t: &[Token], to: usize, time: &mut Time) -> Option<usize> {
    let word = |n: usize| t.get(to + n).map_or("", |t| t.text.as_str());
    match word(0) {
        zone if ZONES.contains(&zone) => {
            time.zone = Some(zone.to_owned());
            Some(to + 1)
        }
        "your" | "local" | "ihrer" | "ortszeit" => None,
        "on" if matches!(word(1), "" | "." | ",") => None,
        "onwards" | "delivery" | "oder" | "or" | "-" | "–" | "to" | "bis" | "and"
            if !word(1).is_empty() && word(0) != "and" =>
        {
            None
        }
        "at" if word(1) == "the" && word(2) == "latest" => {
            time.lead = "by";
            Some(to + 3)
        }
        _ => Some(to),
    }
}

/// The furthest ahead that anybody promises.
const FURTHEST_DAYS: i64 = 366;
/// A date without a year may lie in the next one, as long as it is near.
const OVER_NEW_YEAR_DAYS: i64 = 120;
/// Where we keep no hours, a day ends at five.
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
    let due = local.to_zoned(here.zone.clone()).ok()?;
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

/// Are we here on that day? Without hours: on weekdays.
pub fn is_open(date: Date, here: &Here<'_>) -> bool {
    match here.hours {
        Some(_) => close_of(date, here).is_some(),
        None => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
    }
}
