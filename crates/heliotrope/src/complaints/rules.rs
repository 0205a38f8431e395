//! Which dates hold for a complaint, and how each of them stands.

use crate::hours::Hours;
use crate::kit::At;
use crate::kit::words::Lang;
use serde::Deserialize;
use std::sync::LazyLock;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

/// A dated set of clocks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    #[serde(skip)]
    pub word: &'static str,
    /// As of which day its figures were read.
    pub dated: toml::value::Datetime,
    pub acknowledge_working_days: u32,
    pub inform_every_days: u32,
    pub final_days: u32,
    title: Title,
}

#[derive(Debug, Clone, Deserialize)]
struct Title {
    en: String,
    de: String,
}

impl Pack {
    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.title.en,
            Lang::De => &self.title.de,
        }
    }

    pub fn all() -> &'static [Pack] {
        static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
            [
                (
                    "iso-10002-habits",
                    include_str!("packs/iso-10002-habits.toml"),
                ),
                ("uk-disp", include_str!("packs/uk-disp.toml")),
            ]
            .into_iter()
            // A test reads each of them.
            .filter_map(|(word, text)| {
                Some(Pack {
                    word,
                    ..toml::from_str(text).ok()?
                })
            })
            .collect()
        });
        &PACKS
    }

    pub fn of(word: &str) -> Option<&'static Pack> {
        Pack::all().iter().find(|p| p.word == word)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    pub pack: Option<String>,
    pub received_at: At,
    pub final_at: Option<At>,
    pub rejected_at: Option<At>,
}

impl Complaint {
    /// Answered, and nobody has said that it was not accepted.
    pub fn is_answered(&self) -> bool {
        match (self.final_at, self.rejected_at) {
            (Some(answered), Some(rejected)) => rejected < answered,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Acknowledge,
    Inform,
    Final,
}

impl What {
    pub fn word(self) -> &'static str {
        match self {
            What::Acknowledge => "acknowledge",
            What::Inform => "inform",
            What::Final => "final",
        }
    }
}

/// One clock: by when, and when it was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub what: What,
    pub due: At,
    pub met_at: Option<At>,
}

impl Target {
    pub fn is_late(&self, now: At) -> bool {
        self.met_at.unwrap_or(now) > self.due
    }
}

/// The clocks of a complaint, in the order in which they run. `replies` are
/// when letters of a person of ours left, in order; `hours` those of the
/// mailbox. Without a pack there are none.
pub fn targets(complaint: &Complaint, replies: &[At], hours: Option<&Hours>) -> Vec<Target> {
    let Some(pack) = complaint.pack.as_deref().and_then(Pack::of) else {
        return Vec::new();
    };
    let since = complaint.received_at;
    let replies: Vec<At> = replies.iter().copied().filter(|at| *at >= since).collect();
    let days = |n: u32| DAY.saturating_mul(n);
    let mut targets = vec![Target {
        what: What::Acknowledge,
        due: working_days(since, pack.acknowledge_working_days, hours),
        met_at: replies.first().copied(),
    }];
    if let (Some(last), false) = (replies.last(), complaint.is_answered()) {
        targets.push(Target {
            what: What::Inform,
            due: last.plus(days(pack.inform_every_days)),
            met_at: None,
        });
    }
    targets.push(Target {
        what: What::Final,
        due: since.plus(days(pack.final_days)),
        met_at: complaint.final_at,
    });
    targets
}

/// The clock that runs out next. An answer that was not accepted has no final
/// one any more: it was given.
pub fn next(targets: &[Target]) -> Option<Target> {
    let running = targets.iter().filter(|target| target.met_at.is_none());
    running.min_by_key(|target| target.due).copied()
}

/// The end of the nth day after `from` on which somebody works; without hours
/// of our own that is Monday to Friday in UTC, at the same time of day.
fn working_days(from: At, n: u32, hours: Option<&Hours>) -> At {
    let mut day = from;
    let mut left = n;
    let mut reached = from;
    // A house that never opens gets an end all the same.
    for _ in 0..366 {
        if left == 0 {
            break;
        }
        day = day.plus(DAY);
        let closes = match hours {
            Some(hours) => hours.closes_on_day_of(day),
            None => {
                let weekday = day.timestamp().to_zoned(jiff::tz::TimeZone::UTC).weekday();
                (weekday.to_monday_zero_offset() < 5).then_some(day)
            }
        };
        if let Some(closes) = closes {
            left -= 1;
            reached = closes;
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> At {
        text.parse().unwrap()
    }

    fn complaint(pack: Option<&str>) -> Complaint {
        Complaint {
            pack: pack.map(str::to_owned),
            // A Thursday.
            received_at: at("2026-03-05T11:00:00Z"),
            final_at: None,
            rejected_at: None,
        }
    }

    #[track_caller]
    fn check(complaint: &Complaint, replies: &[&str], expected: &[&str]) {
        let replies: Vec<At> = replies.iter().map(|r| at(r)).collect();
        let shown: Vec<String> = targets(complaint, &replies, None)
            .iter()
            .map(|t| {
                format!(
                    "{} {}{}",
                    t.what.word(),
                    t.due,
                    if t.met_at.is_some() { " met" } else { "" }
                )
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn every_pack_is_read_and_none_is_on_by_itself() {
        let words: Vec<&str> = Pack::all().iter().map(|p| p.word).collect();
        assert_eq!(words, ["iso-10002-habits", "uk-disp"]);
        assert!(Pack::all().iter().all(|p| p.dated.date.is_some()));
        check(&complaint(None), &[], &[]);
    }

    #[test]
    fn the_clocks_run_from_the_letter_and_each_letter_of_ours_winds_one() {
        let new = complaint(Some("uk-disp"));
        check(
            &new,
            &[],
            &[
                "acknowledge 2026-03-09T11:00:00Z",
                "final 2026-04-30T11:00:00Z",
            ],
        );
        check(
            &new,
            &["2026-03-04T09:00:00Z", "2026-03-06T09:00:00Z"],
            &[
                "acknowledge 2026-03-09T11:00:00Z met",
                "inform 2026-03-20T09:00:00Z",
                "final 2026-04-30T11:00:00Z",
            ],
        );
    }

    #[test]
    fn an_answer_that_was_not_accepted_is_kept_open() {
        let mut answered = complaint(Some("iso-10002-habits"));
        answered.final_at = Some(at("2026-03-10T09:00:00Z"));
        assert!(answered.is_answered());
        let reply = ["2026-03-10T09:00:00Z"];
        check(
            &answered,
            &reply,
            &[
                "acknowledge 2026-03-09T11:00:00Z met",
                "final 2026-04-02T11:00:00Z met",
            ],
        );
        answered.rejected_at = Some(at("2026-03-12T09:00:00Z"));
        assert!(!answered.is_answered());
        check(
            &answered,
            &reply,
            &[
                "acknowledge 2026-03-09T11:00:00Z met",
                "inform 2026-03-17T09:00:00Z",
                "final 2026-04-02T11:00:00Z met",
            ],
        );
        answered.final_at = Some(at("2026-03-14T09:00:00Z"));
        assert!(answered.is_answered());
    }
}
