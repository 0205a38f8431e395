//! What is typed of a trade-off, and what of it can be kept.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Measure, Slot, Wanted, Why};

/// What a form or the API brings.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub title: String,
    pub why: String,
    pub bad_at: String,
    pub because: String,
    pub so_that: String,
    pub instead: String,
    pub signpost: String,
    pub slots: String,
    pub slot_link: String,
    pub for_whom: String,
    pub owner: String,
    pub review_on: String,
    pub public: bool,
    pub decided: String,
    pub measure: String,
}

/// A field that cannot be taken, and the key of the sentence that says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrong {
    pub field: &'static str,
    pub key: &'static str,
}

/// A year is how long a decision holds unless somebody says otherwise.
pub const REVIEW_MONTHS: i32 = 12;

/// Characters of a field: people read it in a letter, and on a page of ours.
const LONGEST: usize = 1_000;

impl Typed {
    /// An empty form: looked at again in a year, owned by who writes it.
    pub fn new(owner: i64, today: Date) -> Typed {
        Typed {
            why: Why::Tradeoff.word().into(),
            owner: owner.to_string(),
            review_on: in_months(today, REVIEW_MONTHS).to_string(),
            decided: "2".into(),
            measure: Measure::Asks.word().into(),
            ..Typed::default()
        }
    }

    pub fn of(what: &Wanted) -> Typed {
        Typed {
            title: what.title.clone(),
            why: what.why.word().into(),
            bad_at: what.bad_at.clone(),
            because: what.because.clone(),
            so_that: what.so_that.clone(),
            instead: what.instead.join("\n"),
            signpost: what.signpost.clone(),
            slots: slots_text(&what.slots),
            slot_link: what.slot_link.clone(),
            for_whom: what.for_whom.clone(),
            owner: what.owner.to_string(),
            review_on: what.review_on.to_string(),
            public: what.public,
            decided: what.decided.to_string(),
            measure: what.measure.word().into(),
        }
    }

    /// What can be kept, or every field that is in the way. `today` is the
    /// day of whoever asks.
    pub fn read(&self, today: Date) -> Result<Wanted, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let mut not = |field, key| wrong.push(Wrong { field, key });
        let clean = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        let title = clean(&self.title);
        if title.is_empty() || title.chars().count() > 120 {
            not("title", "tradeoffs-wrong-title");
        }
        for (field, text) in [
            ("bad_at", &self.bad_at),
            ("because", &self.because),
            ("so_that", &self.so_that),
            ("instead", &self.instead),
            ("signpost", &self.signpost),
            ("for_whom", &self.for_whom),
        ] {
            if text.chars().count() > LONGEST {
                not(field, "tradeoffs-wrong-long");
            }
        }
        let why = self.why.parse().unwrap_or(Why::Tradeoff);
        let owner = self.owner.trim().parse().unwrap_or(0);
        if owner == 0 {
            not("owner", "tradeoffs-wrong-owner");
        }
        let review_on = self.review_on.trim().parse::<Date>();
        match review_on {
            Err(_) => not("review_on", "tradeoffs-wrong-review"),
            Ok(day) if day <= today => not("review_on", "tradeoffs-wrong-review-past"),
            Ok(_) => {}
        }
        let decided = self.decided.trim().parse().unwrap_or(0);
        if !(1..=5).contains(&decided) {
            not("decided", "tradeoffs-wrong-decided");
        }
        let instead = lines(&self.instead);
        let (signpost, because, so_that) = (
            clean(&self.signpost),
            clean(&self.because),
            clean(&self.so_that),
        );
        let slots: Result<Vec<Slot>, _> = lines(&self.slots).iter().map(|l| l.parse()).collect();
        if slots.is_err() {
            not("slots", "tradeoffs-wrong-slots");
        }
        let slots = slots.unwrap_or_default();
        let slot_link = clean(&self.slot_link);
        if !(slot_link.is_empty() || leads_somewhere(&slot_link)) {
            not("slot_link", "tradeoffs-wrong-link");
        }
        if decided < Wanted::GOOD {
            if why == Why::Tradeoff && because.is_empty() {
                not("because", "tradeoffs-wrong-because");
            }
            if why == Why::Tradeoff && so_that.is_empty() {
                not("so_that", "tradeoffs-wrong-so-that");
            }
            if instead.is_empty() && signpost.is_empty() && slots.is_empty() {
                not("instead", "needs-no-way-on");
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let bad_at = match clean(&self.bad_at) {
            none if none.is_empty() => title.clone(),
            said => said,
        };
        Ok(Wanted {
            title,
            why,
            bad_at,
            because,
            so_that,
            instead,
            signpost,
            slots,
            slot_link,
            for_whom: clean(&self.for_whom),
            owner,
            review_on: review_on.unwrap_or(today),
            public: self.public,
            decided,
            measure: self.measure.parse().unwrap_or(Measure::Asks),
        })
    }
}

pub fn in_months(day: Date, months: i32) -> Date {
    day.checked_add(months.months()).unwrap_or(day)
}

/// The lines of a text that hold something.
pub fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

pub fn slots_text(slots: &[Slot]) -> String {
    slots
        .iter()
        .map(Slot::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn leads_somewhere(link: &str) -> bool {
    url::Url::parse(&link.replace("{slot}", "slot"))
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https" | "mailto"))
}

/// The fields in which two differ, by name.
pub fn changed(before: &Wanted, after: &Wanted) -> Vec<&'static str> {
    let pairs = [
        ("title", before.title == after.title),
        ("why", before.why == after.why),
        ("bad_at", before.bad_at == after.bad_at),
        ("because", before.because == after.because),
        ("so_that", before.so_that == after.so_that),
        ("instead", before.instead == after.instead),
        ("signpost", before.signpost == after.signpost),
        ("slots", before.slots == after.slots),
        ("slot_link", before.slot_link == after.slot_link),
        ("for_whom", before.for_whom == after.for_whom),
        ("owner", before.owner == after.owner),
        ("review_on", before.review_on == after.review_on),
        ("public", before.public == after.public),
        ("decided", before.decided == after.decided),
        ("measure", before.measure == after.measure),
    ];
    pairs
        .into_iter()
        .filter(|(_, same)| !same)
        .map(|(name, _)| name)
        .collect()
}
