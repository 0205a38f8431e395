//! Days with other hours than their day of the week: typed one by one, or read
//! from a calendar file (iCalendar, RFC 5545) as authorities publish holidays.

use std::collections::BTreeMap;

use icalendar::parser::{Component, read_components, unfold};
use jiff::ToSpan;
use jiff::civil::Date;

use super::typed::{spans, written};
use super::{EACH_YEAR, Span};

/// A date on which other hours count; none at all: closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// [`EACH_YEAR`], or the one it is.
    pub year: i16,
    pub month: i8,
    pub day: i8,
    /// "Christmas Eve"
    pub name: String,
    pub spans: Vec<Span>,
}

/// Names are read in a list, not on a page of their own.
const NAME_AT_MOST: usize = 80;
/// What a page of days still shows.
pub const DAYS_AT_MOST: usize = 400;
/// A school's summer is a holiday too, a life is not.
const LONGEST_HOLIDAY: i64 = 62;
/// A file of holidays has two levels; without a limit a file of a million
/// openings would use up the stack of its reader.
const LEVELS_AT_MOST: usize = 8;
pub const FILE_AT_MOST: usize = 256 << 10;

impl Day {
    /// As its row and its field hold it: "9:00–13:00", nothing when closed.
    pub fn hours(&self) -> String {
        written(&self.spans)
    }

    pub fn is_each_year(&self) -> bool {
        self.year == EACH_YEAR
    }

    /// `hours` as [`Day::hours`] gave them; none when they cannot be read.
    pub fn read(year: i64, month: i64, day: i64, name: String, hours: &str) -> Option<Day> {
        Some(Day {
            year: i16::try_from(year).ok()?,
            month: i8::try_from(month).ok()?,
            day: i8::try_from(day).ok()?,
            name,
            spans: spans(hours)?,
        })
    }

    fn on(date: Date, each_year: bool, name: &str) -> Day {
        Day {
            year: if each_year { EACH_YEAR } else { date.year() },
            month: date.month(),
            day: date.day(),
            name: name.chars().take(NAME_AT_MOST).collect(),
            spans: Vec::new(),
        }
    }

    fn key(&self) -> (i16, i8, i8) {
        (self.year, self.month, self.day)
    }
}

/// A day as it is typed: "2026-12-24", "Christmas Eve", "9–13".
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct TypedDay {
    pub date: String,
    pub each_year: String,
    pub name: String,
    pub hours: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongDay {
    Date,
    Name,
    Hours,
}

impl WrongDay {
    pub fn field(self) -> &'static str {
        match self {
            WrongDay::Date => "date",
            WrongDay::Name => "name",
            WrongDay::Hours => "hours",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            WrongDay::Date => "hours-day-date-wrong",
            WrongDay::Name => "hours-day-name-wrong",
            WrongDay::Hours => "hours-wrong",
        }
    }
}

impl TypedDay {
    /// # Errors
    /// Every field that cannot be read.
    pub fn read(&self) -> Result<Day, Vec<WrongDay>> {
        let date = self.date.trim().parse::<Date>().ok();
        let date = date.filter(|d| (1900..=9999).contains(&d.year()));
        let name = self.name.trim();
        let named = !name.is_empty() && name.chars().count() <= NAME_AT_MOST;
        let hours = spans(&self.hours);
        let (Some(date), true, Some(hours)) = (date, named, &hours) else {
            let wrong = [
                (date.is_none(), WrongDay::Date),
                (!named, WrongDay::Name),
                (hours.is_none(), WrongDay::Hours),
            ];
            return Err(wrong
                .into_iter()
                .filter_map(|(is, w)| is.then_some(w))
                .collect());
        };
        Ok(Day {
            spans: hours.clone(),
            ..Day::on(date, !self.each_year.is_empty(), name)
        })
    }
}

/// Why a calendar file gave no days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    TooLarge,
    /// It is no calendar, or breaks off in one.
    NoCalendar,
    /// A calendar in which no whole day is still to come.
    NoDays,
    TooMany,
}

impl Unread {
    pub fn key(self) -> &'static str {
        match self {
            Unread::TooLarge => "hours-file-too-large",
            Unread::NoCalendar => "hours-file-no-calendar",
            Unread::NoDays => "hours-file-no-days",
            Unread::TooMany => "hours-file-too-many",
        }
    }
}

/// The whole days of a calendar file that are not over on `today`, as days on
/// which we are closed, in order, each date once. An event that comes each year
/// on its date becomes such a day; one that comes by another rule (the fourth
/// Thursday) is taken for the dates that the file writes out.
pub fn days_of_file(text: &str, today: Date) -> Result<Vec<Day>, Unread> {
    if text.len() > FILE_AT_MOST {
        return Err(Unread::TooLarge);
    }
    let text = unfold(&text.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim_end)
        .filter(|l| !l.is_empty())
        .collect();
    if too_deep(&lines) {
        return Err(Unread::NoCalendar);
    }
    let text = lines.join("\n") + "\n";
    let read = read_components(&text).map_err(|_| Unread::NoCalendar)?;
    if !read.iter().any(|c| c.name == "VCALENDAR") {
        return Err(Unread::NoCalendar);
    }
    let mut found: BTreeMap<(i16, i8, i8), Day> = BTreeMap::new();
    for event in read
        .iter()
        .flat_map(|c| &c.components)
        .filter(|c| c.name == "VEVENT")
    {
        for day in days_of(event, today) {
            let known = found.entry(day.key()).or_insert_with(|| day.clone());
            if !known.name.contains(&day.name) && known.name.chars().count() < NAME_AT_MOST / 2 {
                known.name = format!("{}, {}", known.name, day.name);
            }
        }
        if found.len() > DAYS_AT_MOST {
            return Err(Unread::TooMany);
        }
    }
    if found.is_empty() {
        return Err(Unread::NoDays);
    }
    Ok(found.into_values().collect())
}

fn too_deep(lines: &[&str]) -> bool {
    let mut level = 0_usize;
    lines.iter().any(|line| {
        if line.starts_with("BEGIN:") {
            level += 1;
        } else if line.starts_with("END:") {
            level = level.saturating_sub(1);
        }
        level > LEVELS_AT_MOST
    })
}

fn days_of(event: &Component<'_>, today: Date) -> Vec<Day> {
    let text = |name: &str| event.find_prop(name).map(|p| p.val.as_str().trim());
    let date = |name: &str| text(name).and_then(whole_day);
    let Some(first) = date("DTSTART") else {
        return Vec::new();
    };
    if text("STATUS").is_some_and(|s| s.eq_ignore_ascii_case("cancelled")) {
        return Vec::new();
    }
    // The end is the first day after it.
    let length = date("DTEND").and_then(|end| first.until(end).ok());
    let length = i64::from(length.map_or(1, |span| span.get_days())).clamp(1, LONGEST_HOLIDAY);
    let each_year = text("RRULE").is_some_and(comes_on_its_date);
    let name = text("SUMMARY")
        .unwrap_or_default()
        .replace("\\,", ",")
        .replace("\\;", ";");
    (0..length)
        .filter_map(|n| first.checked_add(n.days()).ok())
        .filter(|date| each_year || *date >= today)
        .map(|date| Day::on(date, each_year, name.trim()))
        .collect()
}

/// "20261225", or the midnight that some programs write for it; an event with
/// another time of day is a meeting and no holiday.
fn whole_day(text: &str) -> Option<Date> {
    let text = text.trim_end_matches('Z');
    let text = text.strip_suffix("T000000").unwrap_or(text);
    let plain = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| Date::strptime("%Y%m%d", text).ok()).flatten()
}

/// "FREQ=YEARLY" and nothing that would move it.
fn comes_on_its_date(rule: &str) -> bool {
    let mut parts = rule.split(';').map(str::to_ascii_uppercase);
    let moves = |part: &String| {
        let harmless = ["FREQ=YEARLY", "INTERVAL=1", "WKST="];
        !harmless.iter().any(|h| part.starts_with(h))
            && !part.starts_with("BYMONTH=")
            && !part.starts_with("BYMONTHDAY=")
    };
    rule.to_ascii_uppercase().contains("FREQ=YEARLY") && !parts.any(|part| moves(&part))
}
