//! Moments and spans in words: relative where a glance is enough, absolute
//! with the zone where somebody may have to rely on it.

use std::time::Duration;

use jiff::Zoned;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::At;
use super::words::{Lang, Words};
use crate::t;

const MONTHS: [&str; 12] = [
    "kit-month-1",
    "kit-month-2",
    "kit-month-3",
    "kit-month-4",
    "kit-month-5",
    "kit-month-6",
    "kit-month-7",
    "kit-month-8",
    "kit-month-9",
    "kit-month-10",
    "kit-month-11",
    "kit-month-12",
];

const SHORT_MONTHS: [&str; 12] = [
    "kit-mon-1",
    "kit-mon-2",
    "kit-mon-3",
    "kit-mon-4",
    "kit-mon-5",
    "kit-mon-6",
    "kit-mon-7",
    "kit-mon-8",
    "kit-mon-9",
    "kit-mon-10",
    "kit-mon-11",
    "kit-mon-12",
];

const DAYS: [&str; 7] = [
    "kit-monday",
    "kit-tuesday",
    "kit-wednesday",
    "kit-thursday",
    "kit-friday",
    "kit-saturday",
    "kit-sunday",
];

const SHORT_DAYS: [&str; 7] = [
    "kit-mon", "kit-tue", "kit-wed", "kit-thu", "kit-fri", "kit-sat", "kit-sun",
];

/// A zone by its name ("Europe/Berlin"); UTC when this machine's tables do
/// not know it.
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

impl Words {
    /// The shortest that is clear: "14:05" today, "tomorrow 12:00", "Thu
    /// 14:05" within six days, "5 Mar 14:05" in the same year, else with it.
    pub fn when(self, at: At, zone: &TimeZone, now: At) -> String {
        let then = at.timestamp().to_zoned(zone.clone());
        let today = now.timestamp().to_zoned(zone.clone());
        let time = clock_time(&then);
        match days_between(&today, &then) {
            0 => time,
            1 => t!(self, "kit-tomorrow-at", time = time),
            -1 => t!(self, "kit-yesterday-at", time = time),
            n if n.abs() <= 6 => t!(
                self,
                "kit-weekday-at",
                day = self.say(weekday(&SHORT_DAYS, &then)),
                time = time
            ),
            _ if then.year() == today.year() => {
                t!(
                    self,
                    "kit-date-at",
                    day = then.day().to_string(),
                    month = self.say(month(&SHORT_MONTHS, &then)),
                    time = time
                )
            }
            _ => t!(
                self,
                "kit-date-year-at",
                day = then.day().to_string(),
                month = self.say(month(&SHORT_MONTHS, &then)),
                year = then.year().to_string(),
                time = time
            ),
        }
    }

    /// The day as a customer reads it in a promise: "today", "tomorrow",
    /// "Thursday, 5 March".
    pub fn day(self, at: At, zone: &TimeZone, now: At) -> String {
        let then = at.timestamp().to_zoned(zone.clone());
        match days_between(&now.timestamp().to_zoned(zone.clone()), &then) {
            0 => t!(self, "kit-today"),
            1 => t!(self, "kit-tomorrow"),
            _ => t!(
                self,
                "kit-long-day",
                weekday = self.say(weekday(&DAYS, &then)),
                day = then.day().to_string(),
                month = self.say(month(&MONTHS, &then))
            ),
        }
    }

    /// The day alone: "3 May".
    pub fn date(self, at: At, zone: &TimeZone) -> String {
        let then = at.timestamp().to_zoned(zone.clone());
        t!(
            self,
            "kit-date",
            day = then.day(),
            month = self.say(month(&MONTHS, &then))
        )
    }

    /// The time of day: "17:00".
    pub fn time(self, at: At, zone: &TimeZone) -> String {
        clock_time(&at.timestamp().to_zoned(zone.clone()))
    }

    /// What the zone is called at that moment: "CET".
    pub fn zone_of(self, at: At, zone: &TimeZone) -> String {
        self.zone_name(&at.timestamp().to_zoned(zone.clone()))
    }

    /// Everything there is to say: "Thursday, 5 March 2026, 14:05 CET".
    pub fn in_full(self, at: At, zone: &TimeZone) -> String {
        let then = at.timestamp().to_zoned(zone.clone());
        t!(
            self,
            "kit-in-full",
            weekday = self.say(weekday(&DAYS, &then)),
            day = then.day().to_string(),
            month = self.say(month(&MONTHS, &then)),
            year = then.year().to_string(),
            time = clock_time(&then),
            zone = self.zone_name(&then)
        )
    }

    /// The same for somebody who knows the zone: "Thursday, 5 March 2026, 14:05".
    pub fn in_full_at_home(self, at: At, zone: &TimeZone) -> String {
        let then = at.timestamp().to_zoned(zone.clone());
        t!(
            self,
            "kit-in-full-at-home",
            weekday = self.say(weekday(&DAYS, &then)),
            day = then.day(),
            month = self.say(month(&MONTHS, &then)),
            year = then.year().to_string(),
            time = clock_time(&then)
        )
    }

    /// How far away: "just now", "12 min ago", "in 1 h 40 min", "3 days ago".
    pub fn ago(self, at: At, now: At) -> String {
        let (ahead, span) = if at > now {
            (true, at.since(now))
        } else {
            (false, now.since(at))
        };
        if span < Duration::from_secs(60) {
            return if ahead {
                t!(self, "kit-in-a-minute")
            } else {
                t!(self, "kit-just-now")
            };
        }
        // In German "3 Tage" become "vor 3 Tagen".
        let days = span.as_secs() / 86_400;
        let span = if days >= 2 {
            t!(self, "kit-days-away", n = days)
        } else {
            self.span(span)
        };
        if ahead {
            t!(self, "kit-in", span = span)
        } else {
            t!(self, "kit-ago", span = span)
        }
    }

    /// A length of time, rounded down to what matters: "40 min", "1 h 40 min",
    /// "2 h" from six hours on, "3 days" from two days on.
    pub fn span(self, span: Duration) -> String {
        let minutes = span.as_secs() / 60;
        let (hours, rest) = (minutes / 60, minutes % 60);
        match hours {
            0 => t!(self, "kit-minutes", n = minutes),
            1..6 if rest > 0 => t!(self, "kit-hours-minutes", hours = hours, minutes = rest),
            1..48 => t!(self, "kit-hours", n = hours),
            _ => t!(self, "kit-days", n = hours / 24),
        }
    }

    /// `<time>` with the relative words inside and the full ones on hover.
    /// From a week on the date says more than "9 days ago".
    pub fn time_tag(self, at: At, zone: &TimeZone, now: At) -> Markup {
        let far = at.since(now).max(now.since(at)) >= Duration::from_secs(7 * 86_400);
        let text = if far {
            self.when(at, zone, now)
        } else {
            self.ago(at, now)
        };
        self.time_element(at, zone, &text)
    }

    /// `<time>` with the short absolute words of [`Words::when`].
    pub fn clock_tag(self, at: At, zone: &TimeZone, now: At) -> Markup {
        self.time_element(at, zone, &self.when(at, zone, now))
    }

    fn time_element(self, at: At, zone: &TimeZone, text: &str) -> Markup {
        html! { time datetime=(at.to_string()) title=(self.in_full(at, zone)) { (text) } }
    }

    fn zone_name(self, then: &Zoned) -> String {
        let here = then.time_zone().to_offset_info(then.timestamp());
        let name = match (self.lang(), here.abbreviation()) {
            (Lang::De, "CET") => "MEZ",
            (Lang::De, "CEST") => "MESZ",
            (_, name) => name,
        };
        name.to_owned()
    }
}

fn clock_time(then: &Zoned) -> String {
    // A page has dozens, and `format!` takes ten times as long.
    let digits = [
        then.hour() / 10,
        then.hour() % 10,
        -1,
        then.minute() / 10,
        then.minute() % 10,
    ];
    let digit = |n: i8| u8::try_from(n).map_or(':', |n| char::from(b'0' + n));
    digits.into_iter().map(digit).collect()
}

/// Whole calendar days from one to the other, as a person counts them.
fn days_between(from: &Zoned, to: &Zoned) -> i32 {
    from.date()
        .until(to.date())
        .map_or(i32::MAX, |span| span.get_days())
}

fn weekday(names: &[&'static str; 7], then: &Zoned) -> &'static str {
    names[usize::try_from(then.weekday().to_monday_zero_offset()).unwrap_or(0)]
}

fn month(names: &[&'static str; 12], then: &Zoned) -> &'static str {
    names[usize::try_from(then.month() - 1).unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-03-05T11:00:00Z"; // a Thursday, 12:00 in Berlin

    #[track_caller]
    fn check(at: &str, en: &str, de: &str, say: impl Fn(Words, At, At) -> String) {
        let (at, now) = (at.parse().unwrap(), NOW.parse().unwrap());
        assert_eq!(say(Words::of(Lang::En), at, now), en, "{at} in English");
        assert_eq!(say(Words::of(Lang::De), at, now), de, "{at} in German");
    }

    #[test]
    fn the_shortest_clear_moment_depends_on_how_near_it_is() {
        let when = |w: Words, at, now| w.when(at, &zone("Europe/Berlin"), now);
        check("2026-03-05T13:05:00Z", "14:05", "14:05", when);
        check(
            "2026-03-06T08:00:00Z",
            "tomorrow 09:00",
            "morgen 09:00",
            when,
        );
        check(
            "2026-03-04T08:00:00Z",
            "yesterday 09:00",
            "gestern 09:00",
            when,
        );
        check("2026-03-09T08:00:00Z", "Mon 09:00", "Mo. 09:00", when);
        check("2026-04-09T08:00:00Z", "9 Apr 10:00", "9. Apr. 10:00", when);
        check(
            "2025-12-24T08:00:00Z",
            "24 Dec 2025 09:00",
            "24. Dez. 2025 09:00",
            when,
        );
    }

    #[test]
    fn a_night_owl_in_another_zone_has_another_today() {
        let now: At = NOW.parse().unwrap();
        let at: At = "2026-03-05T23:30:00Z".parse().unwrap();
        let words = Words::of(Lang::En);
        assert_eq!(
            words.when(at, &zone("Europe/Berlin"), now),
            "tomorrow 00:30"
        );
        assert_eq!(words.when(at, &TimeZone::UTC, now), "23:30");
    }

    #[test]
    fn a_promise_names_its_day_and_its_zone() {
        let day = |w: Words, at, now| w.day(at, &zone("Europe/Berlin"), now);
        check("2026-03-05T16:00:00Z", "today", "heute", day);
        check("2026-03-06T16:00:00Z", "tomorrow", "morgen", day);
        check(
            "2026-03-10T16:00:00Z",
            "Tuesday, 10 March",
            "Dienstag, 10. März",
            day,
        );
        let full = |w: Words, at, _| w.in_full(at, &zone("Europe/Berlin"));
        check(
            NOW,
            "Thursday, 5 March 2026, 12:00 CET",
            "Donnerstag, 5. März 2026, 12:00 Uhr MEZ",
            full,
        );
        check(
            "2026-07-05T11:00:00Z",
            "Sunday, 5 July 2026, 13:00 CEST",
            "Sonntag, 5. Juli 2026, 13:00 Uhr MESZ",
            full,
        );
    }

    #[test]
    fn distance_is_said_as_a_person_would() {
        let ago = |w: Words, at, now| w.ago(at, now);
        check("2026-03-05T10:59:30Z", "just now", "gerade eben", ago);
        check("2026-03-05T11:00:30Z", "in a minute", "gleich", ago);
        check("2026-03-05T10:48:00Z", "12 min ago", "vor 12 Min.", ago);
        check(
            "2026-03-05T12:40:00Z",
            "in 1 h 40 min",
            "in 1 Std. 40 Min.",
            ago,
        );
        check("2026-03-05T03:10:00Z", "7 h ago", "vor 7 Std.", ago);
        check("2026-03-02T11:00:00Z", "3 days ago", "vor 3 Tagen", ago);
    }

    #[test]
    fn the_time_element_holds_all_three() {
        let now: At = NOW.parse().unwrap();
        let tag = Words::of(Lang::En).time_tag(
            "2026-03-05T10:48:00Z".parse().unwrap(),
            &TimeZone::UTC,
            now,
        );
        insta::assert_snapshot!(tag.into_string(), @r#"<time datetime="2026-03-05T10:48:00Z" title="Thursday, 5 March 2026, 10:48 UTC">12 min ago</time>"#);
    }

    #[test]
    fn the_ends_of_time_can_be_said_too() {
        let words = Words::of(Lang::De);
        assert!(words.in_full(At::NEVER, &TimeZone::UTC).contains("9999"));
        assert!(
            words
                .when(At(i64::MIN), &TimeZone::UTC, At(0))
                .contains("-9999")
        );
    }
}
