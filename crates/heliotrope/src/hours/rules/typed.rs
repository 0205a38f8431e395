//! Hours as somebody types them.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::{DAYS, Hours, MIDNIGHT, Span};

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
            days: Vec::new(),
        }))
    }
}

/// "9-12, 13:30–17" and what people write in its place. None: cannot be read.
pub(super) fn spans(text: &str) -> Option<Vec<Span>> {
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

pub(super) fn written(spans: &[Span]) -> String {
    let mut text = String::new();
    for span in spans {
        let comma = if text.is_empty() { "" } else { ", " };
        let clock = |m: u16| format!("{}:{:02}", m / 60, m % 60);
        // Writing into a string does not fail.
        let _ = write!(text, "{comma}{}–{}", clock(span.opens), clock(span.closes));
    }
    text
}
