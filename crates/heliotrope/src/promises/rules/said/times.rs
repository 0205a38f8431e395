//! The one time of a sentence.

use super::digits::{date, month, of_hours, span};
use super::lexicon::{DAYS, INSIDE, LOOSE, SHORT_DAYS, UNREAD, ZONES};
use super::tokens::Token;
use jiff::civil::Weekday;

/// What stands in a sentence in place of its time.
pub const TIME: &str = "\u{0}time";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
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
pub enum Hour {
    At(i8, i8),
    /// The end of our day.
    Close,
}

/// Everything a sentence says of its one time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Time {
    /// The word in front: by, on, at, before, in; empty without one.
    lead: &'static str,
    pub day: Option<Day>,
    /// Said beside a date: it has to be true.
    pub weekday: Option<Weekday>,
    pub hour: Option<Hour>,
    pub minutes: Option<i64>,
    /// "CET", in lower case.
    pub zone: Option<String>,
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

    /// Digits that nothing says to be a time: "version 3.12.", "a ratio of
    /// 12:30", "invoice 12.03.2026".
    fn is_bare(&self) -> bool {
        let date = matches!(self.day, Some(Day::Date { .. })) && self.weekday.is_none();
        let clock = self.day.is_none() && matches!(self.hour, Some(Hour::At(..)));
        date || clock
    }

    /// A span ahead, a deadline, or a plain day: "by" binds wherever it stands.
    pub fn is_deadline(&self) -> bool {
        matches!(self.lead, "by" | "before" | "in")
    }
}

pub fn is_month(word: &str) -> bool {
    month(word).is_some()
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

/// One thing that is said of a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Atom {
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
    word_of_time(t, at)
}

/// Days, parts of a day and what we do not read, each by its own word.
fn word_of_time(t: &[Token], at: usize) -> Option<(Vec<Atom>, usize)> {
    let here = t.get(at)?;
    let word = |n: usize| t.get(at + n).map_or("", |t| t.text.as_str());
    let before = at.checked_sub(1).map_or("", |n| t[n].text.as_str());
    let one = |atom| Some((vec![atom], 1));
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
    let (first, to) = parts?;
    let from = lead(t, first, &mut time)?;
    let to = behind(t, to, &mut time)?;
    if from == first && time.lead.is_empty() && time.is_bare() {
        return None;
    }
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

/// What stands behind it; gives where it ends with that.
fn behind(t: &[Token], to: usize, time: &mut Time) -> Option<usize> {
    let word = |n: usize| t.get(to + n).map_or("", |t| t.text.as_str());
    match word(0) {
        zone if ZONES.contains(&zone) => {
            time.zone = Some(zone.to_owned());
            Some(to + 1)
        }
        "your" | "local" | "ihrer" | "ortszeit" | "(" | "next" | "last" | "week" => None,
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
