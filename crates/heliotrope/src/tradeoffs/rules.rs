//! What a trade-off has to say, how a no is worded, and how well one is lived.

mod slots;
mod typed;
mod wording;

pub use slots::{DAYS, Slot, next_slots};
pub use typed::{REVIEW_MONTHS, Typed, Wrong, changed, in_months, lines, slots_text};
pub use wording::{Offered, draft, offered, own_page, reason_of, sentences};

use std::str::FromStr;

use jiff::civil::Date;

use crate::kit::At;
use crate::kit::words::Words;
use crate::t;

/// What kind of reason a no has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// We decided so.
    Tradeoff,
    Impossible,
    ThirdPartyDecides,
    NotOurs,
    Law,
    Limit,
}

impl Why {
    pub const ALL: [Why; 6] = [
        Why::Tradeoff,
        Why::Impossible,
        Why::ThirdPartyDecides,
        Why::NotOurs,
        Why::Law,
        Why::Limit,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Why::Tradeoff => "tradeoff",
            Why::Impossible => "impossible",
            Why::ThirdPartyDecides => "third_party_decides",
            Why::NotOurs => "not_ours",
            Why::Law => "law",
            Why::Limit => "limit",
        }
    }

    pub fn said(self, words: Words) -> String {
        match self {
            Why::Tradeoff => t!(words, "tradeoffs-why-tradeoff"),
            Why::Impossible => t!(words, "tradeoffs-why-impossible"),
            Why::ThirdPartyDecides => t!(words, "tradeoffs-why-third-party"),
            Why::NotOurs => t!(words, "tradeoffs-why-not-ours"),
            Why::Law => t!(words, "tradeoffs-why-law"),
            Why::Limit => t!(words, "tradeoffs-why-limit"),
        }
    }

    /// Is it ours to change? Then a way on is what *we* can do.
    fn is_ours(self) -> bool {
        matches!(self, Why::Tradeoff | Why::Limit)
    }
}

impl FromStr for Why {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Why::ALL
            .into_iter()
            .find(|w| w.word() == word)
            .ok_or_else(|| format!("no such kind of reason: {word}"))
    }
}

/// By which facts we see how a row of the map is lived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Of those who asked for it: who had it in the end.
    Asks,
    /// Of the promises that fell due: which were kept in time.
    Promises,
    /// Of the first answers that the receipt promised: which came in time.
    FirstAnswer,
}

impl Measure {
    pub const ALL: [Measure; 3] = [Measure::Asks, Measure::Promises, Measure::FirstAnswer];

    pub fn word(self) -> &'static str {
        match self {
            Measure::Asks => "asks",
            Measure::Promises => "promises",
            Measure::FirstAnswer => "first_answer",
        }
    }

    pub fn said(self, words: Words) -> String {
        match self {
            Measure::Asks => t!(words, "tradeoffs-measure-asks"),
            Measure::Promises => t!(words, "tradeoffs-measure-promises"),
            Measure::FirstAnswer => t!(words, "tradeoffs-measure-first-answer"),
        }
    }
}

impl FromStr for Measure {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Measure::ALL
            .into_iter()
            .find(|m| m.word() == word)
            .ok_or_else(|| format!("no such measure: {word}"))
    }
}

/// What a trade-off says; all texts as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub title: String,
    pub why: Why,
    /// The no itself, as the first line of a letter.
    pub bad_at: String,
    pub because: String,
    pub so_that: String,
    pub instead: Vec<String>,
    pub signpost: String,
    pub slots: Vec<Slot>,
    pub slot_link: String,
    pub for_whom: String,
    pub owner: i64,
    pub review_on: Date,
    pub public: bool,
    /// 1 bad to 5 great.
    pub decided: i64,
    pub measure: Measure,
}

impl Wanted {
    /// From here on a row is something we are good at, and no reason for a no.
    pub const GOOD: i64 = 4;

    pub fn is_weak(&self) -> bool {
        self.decided < Wanted::GOOD
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tradeoff {
    pub id: i64,
    pub what: Wanted,
    pub owner_name: String,
    /// The order in which customers care.
    pub place: i64,
    pub version: i64,
    pub made_at: At,
    pub dropped_at: Option<At>,
}

/// A no about to be said, from the form, the API or a trade-off.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct No {
    pub reason: String,
    /// What is possible, one way a line.
    pub possible: Vec<String>,
    pub signpost: String,
    pub why: Option<Why>,
    pub tradeoff: Option<i64>,
    /// The need that takes the place of the declined one.
    pub replaced_by: Option<i64>,
    /// Days after which a person looks at it again.
    pub look_again: Option<i64>,
    /// The ways were shown, and a person chose among them.
    pub chosen: bool,
}

/// A look back further away than this is none.
pub const LOOK_AGAIN: std::ops::RangeInclusive<i64> = 1..=365;
/// When a grave no is looked at again unless somebody says otherwise.
pub const LOOK_AGAIN_DAYS: i64 = 14;

/// Where a row is lived, from 1 (nobody who asked had it) to 5 (everybody
/// had): the share of those who wanted it that got it. None: nobody asked.
pub fn lived(asked: i64, had: i64) -> Option<f64> {
    (asked > 0).then(|| 1.0 + 4.0 * (had.clamp(0, asked) as f64) / (asked as f64))
}

/// Are these two further apart than a step? Then somebody should look.
pub fn far(decided: i64, lived: Option<f64>) -> bool {
    lived.is_some_and(|lived| (lived - decided as f64).abs() > 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::Hours;
    use crate::hours::rules::{Day, Span};
    use crate::kit::words::Lang;
    use jiff::tz::TimeZone;

    fn typed() -> Typed {
        Typed {
            title: "No phone line".into(),
            because: "a person who knows your machine should answer".into(),
            so_that: "every mail is answered in 4 h".into(),
            instead: "book a call-back Tue or Thu".into(),
            slots: "tue 10:00\nthu 14:30".into(),
            owner: "7".into(),
            review_on: "2027-03-05".into(),
            decided: "1".into(),
            why: "tradeoff".into(),
            measure: "asks".into(),
            ..Typed::default()
        }
    }

    fn today() -> Date {
        "2026-03-05".parse().unwrap()
    }

    #[track_caller]
    fn refused(change: impl Fn(&mut Typed), fields: &[&str]) {
        let mut typed = typed();
        change(&mut typed);
        let wrong: Vec<_> = match typed.read(today()) {
            Ok(_) => Vec::new(),
            Err(wrong) => wrong.into_iter().map(|w| w.field).collect(),
        };
        assert_eq!(wrong, fields);
    }

    #[test]
    fn without_an_owner_and_a_day_to_look_again_nothing_is_kept() {
        refused(|_| {}, &[]);
        refused(|t| t.owner.clear(), &["owner"]);
        refused(|t| t.review_on.clear(), &["review_on"]);
        refused(|t| t.review_on = "2026-03-05".into(), &["review_on"]);
        refused(|t| t.review_on = "2026-02-30".into(), &["review_on"]);
        refused(|t| t.because.clear(), &["because"]);
        refused(|t| t.slots = "someday".into(), &["slots"]);
        refused(|t| t.slot_link = "javascript:1".into(), &["slot_link"]);
        refused(
            |t| {
                t.instead.clear();
                t.slots.clear();
            },
            &["instead"],
        );
        // What we are good at needs no reason and no way on.
        refused(
            |t| {
                t.decided = "5".into();
                t.because.clear();
                t.so_that.clear();
                t.instead.clear();
                t.slots.clear();
            },
            &[],
        );
    }

    #[test]
    fn the_next_two_slots_leave_time_to_be_ready() {
        let what = typed().read(today()).unwrap();
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let check = |hours: Option<&Hours>, now: &str, expected: [&str; 2]| {
            let found: Vec<String> = next_slots(&what.slots, now.parse().unwrap(), &zone, hours, 2)
                .iter()
                .map(|z| z.strftime("%a %d %H:%M").to_string())
                .collect();
            assert_eq!(found, expected, "{now}");
        };
        check(
            None,
            "2026-03-05T11:00:00Z",
            ["Thu 05 14:30", "Tue 10 10:00"],
        );
        check(
            None,
            "2026-03-05T12:00:00Z",
            ["Tue 10 10:00", "Thu 12 14:30"],
        );
        check(
            None,
            "2026-03-27T12:00:00Z",
            ["Tue 31 10:00", "Thu 02 14:30"],
        );
        // Closed on the 10th; on the 12th only in the morning.
        let day = |day: i8, spans: Vec<Span>| Day {
            year: 2026,
            month: 3,
            day,
            name: "inventory".into(),
            spans,
        };
        let morning = Span {
            opens: 9 * 60,
            closes: 13 * 60,
        };
        let hours = Hours {
            zone: zone.clone(),
            week: Default::default(),
            days: vec![day(10, Vec::new()), day(12, vec![morning])],
        };
        let hours = Some(&hours);
        check(
            hours,
            "2026-03-05T12:00:00Z",
            ["Tue 17 10:00", "Thu 19 14:30"],
        );
    }

    #[test]
    fn a_no_is_worded_with_the_no_first() {
        let words = Words::of(Lang::En);
        let what = typed().read(today()).unwrap();
        let no = No {
            reason: reason_of(&what, words),
            possible: what.instead.clone(),
            why: Some(Why::Tradeoff),
            ..No::default()
        };
        assert_eq!(
            draft(&no, Some(&what), &[], "a phone number", words),
            "No phone line, because a person who knows your machine should answer, so that every mail is answered \
             in 4 h. What we can do: book a call-back Tue or Thu."
        );
        assert_eq!(
            draft(&No::default(), None, &[], "on paper", words),
            "No: on paper. Because: [the true reason]. What we can do: [what is possible, or who can help]."
        );
        let own = No {
            reason: "we sell files only.".into(),
            signpost: "a print shop near you".into(),
            ..No::default()
        };
        assert_eq!(
            draft(&own, None, &[], "on paper", words),
            "No: on paper. Because: we sell files only. Who can help: a print shop near you."
        );
    }

    #[test]
    fn lived_is_the_share_of_those_who_asked_and_had_it() {
        assert_eq!(lived(0, 0), None);
        assert_eq!(lived(38, 0), Some(1.0));
        assert_eq!(lived(4, 1), Some(2.0));
        assert_eq!(lived(3, 3), Some(5.0));
        assert!(far(1, Some(2.5)) && !far(1, Some(2.0)) && !far(5, None));
    }

    #[test]
    fn a_draft_is_cut_into_its_sentences() {
        assert_eq!(
            sentences("Dear Ines,\n\nwe sell files only. A print shop can help!\n> old. words.\n"),
            [
                "Dear Ines,",
                "we sell files only.",
                "A print shop can help!"
            ]
        );
    }

    #[test]
    fn every_word_reads_back() {
        for why in Why::ALL {
            assert_eq!(why.word().parse(), Ok(why));
        }
        for measure in Measure::ALL {
            assert_eq!(measure.word().parse(), Ok(measure));
        }
        let slot: Slot = "Thu 14:30".parse().unwrap();
        assert_eq!(slot.to_string(), "thu 14:30");
    }
}
