//! `/lead`: how we keep our word, for those who lead. Figures of the team, never
//! of one person; each leads to the list behind it.

mod api;
mod store;
mod views;

use axum::extract::State;
use maud::Markup;
use std::time::Duration;

pub use api::{Docs, figures_api};

use self::store::{Closings, LateNeeds, OfTeam, Row};
use crate::causes::{self, store::Listed};
use crate::goodwill::{self, views::Asked as Ask};
use crate::kit::At;
use crate::kit::money::Money;
use crate::promises::rules::figures::{self, Figures};
use crate::promises::{self, rules};
use crate::t;
use crate::tradeoffs::{self, store::Asked};
use crate::web::{Asker, Desk, Doing, Named, PageContext, Problem, page};
use crate::{cases, needs};
use ::store::Tx;

/// Over how many days figures are counted.
const DAYS: u64 = 30;
/// Counting stops here: more is more than anybody reads.
const MOST: i64 = 1_000;
/// From how many rows a share is made.
const SAMPLE: i64 = 20_000;
const SHOWN: i64 = 100;
const CAUSES: usize = 5;

/// Everything on the page.
pub struct Lead {
    due: i64,
    risk: i64,
    late: i64,
    silent: i64,
    untold: i64,
    asks: Vec<Ask>,
    causes: Vec<Listed>,
    /// What causes ask of who looks.
    asked: Vec<causes::deeds::Asked>,
    /// Needs we said no to, by kind, most first.
    unmet: Vec<(String, i64)>,
    tradeoffs: Vec<Asked>,
    /// Needs that nobody saw before we had answered.
    late_needs: LateNeeds,
    /// What is owed, by the team it falls to; empty where there is no team.
    teams: Vec<OfTeam>,
    /// What was given beyond what we owe, by the cause it was given for.
    price: Vec<(i64, Money)>,
    closings: Closings,
    /// Needs told, and those of them that came back within seven days.
    told: (i64, i64),
    word: Figures,
}

/// The moments between which a promise is late, at risk, or due today.
struct Bounds {
    now: At,
    soon: At,
    midnight: At,
}

fn bounds(asker: &Asker, now: At) -> Bounds {
    let here = now.timestamp().to_zoned(asker.zone.clone());
    let midnight = here.tomorrow().and_then(|day| day.start_of_day());
    Bounds {
        now,
        soon: now.plus(Duration::from_secs(2 * 3600)),
        midnight: midnight.map_or(now, |day| At::from(day.timestamp())),
    }
}

fn read(tx: &mut Tx<'_>, asker: &Asker, now: At) -> Result<Lead, Problem> {
    let b = bounds(asker, now);
    let since = now.minus(Duration::from_secs(DAYS * 86_400));
    let counted = promises::store::counted(tx, since, SAMPLE)?;
    let causes = causes::store::top(tx, since, CAUSES)?;
    let shown: Vec<i64> = causes.iter().map(|listed| listed.cause.id).collect();
    Ok(Lead {
        asked: causes::deeds::asked_of(tx, asker.agent, now)?,
        due: store::promised(tx, b.now, b.midnight, MOST)?,
        risk: store::promised(tx, b.now, b.soon, MOST)?,
        late: store::promised(tx, At(i64::MIN), b.now, MOST)?,
        silent: cases::store::lists::silent_count(tx, now, MOST)?,
        untold: store::untold_count(tx, MOST)?,
        asks: super::asks::open(tx, SHOWN)?,
        price: goodwill::store::by_cause(tx, &shown, since)?,
        causes,
        unmet: store::unmet(tx, since, SAMPLE)?,
        tradeoffs: tradeoffs::store::asked(tx, since)?,
        late_needs: store::late_needs(tx, since, SAMPLE)?,
        teams: store::by_team(tx, [b.now, b.soon, b.midnight], SAMPLE)?,
        closings: store::closings(tx, since, SAMPLE)?,
        told: store::told(tx, since, SAMPLE)?,
        word: figures::figures(&counted, now),
    })
}

pub async fn lead(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let (me, now) = (asker.clone(), desk.now());
    let lead = desk
        .db
        .read(move |tx| read(tx, &me, now))
        .await
        .doing(|| "reading the lead's page")?;
    let title = t!(asker.words(), "inbox-lead");
    let body = views::lead(&lead, &asker, now);
    Ok(page(&PageContext::of(&desk, &asker, "lead"), &title, body))
}

/// The list behind a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Due,
    Risk,
    Late,
    Untold,
    LateNeeds,
    /// Needs of this kind that we said no to.
    Declined(needs::Kind),
    Exempt(cases::Exemption),
}

impl Which {
    fn of(word: &str) -> Option<Which> {
        Some(match word {
            "due" => Which::Due,
            "risk" => Which::Risk,
            "late" => Which::Late,
            "untold" => Which::Untold,
            "late-needs" => Which::LateNeeds,
            other => match other.strip_prefix("declined-") {
                Some(kind) => Which::Declined(kind.parse().ok()?),
                None => Which::Exempt(other.parse().ok()?),
            },
        })
    }
}

pub async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    Named(word): Named<String>,
) -> Result<Markup, Problem> {
    let which = Which::of(&word).ok_or_else(|| Problem::not_found("list", &word))?;
    let (me, now) = (asker.clone(), desk.now());
    let rows = desk
        .db
        .read(move |tx| {
            let b = bounds(&me, now);
            let since = now.minus(Duration::from_secs(DAYS * 86_400));
            match which {
                Which::Due => store::promises(tx, b.now, b.midnight, SHOWN),
                Which::Risk => store::promises(tx, b.now, b.soon, SHOWN),
                Which::Late => store::promises(tx, At(i64::MIN), b.now, SHOWN),
                Which::Untold => store::untold(tx, SHOWN),
                Which::LateNeeds => store::late(tx, since, SHOWN),
                Which::Declined(kind) => store::declined(tx, kind.word(), since, SHOWN),
                Which::Exempt(kind) => store::exempt(tx, kind.word(), since, SHOWN),
            }
        })
        .await
        .doing(|| "reading a list of the lead's page")?;
    let title = views::name(which, asker.words());
    let body = views::list(&title, &rows, &asker, now);
    Ok(page(&PageContext::of(&desk, &asker, "lead"), &title, body))
}

/// In hundredths; none of nothing.
fn percent(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| part * 100 / whole)
}

/// How a promise due at `at` stands, for the colour of its line.
fn is_late(at: At, now: At) -> bool {
    matches!(rules::standing(at, now), promises::Standing::Late { .. })
}
