//! `/lead`: how we keep our word, for those who lead. Figures of the team, never
//! of one person; each leads to the list behind it.

mod store;
mod views;

use axum::Json;
use axum::extract::State;
use maud::Markup;
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

use self::store::{Closings, Row};
use crate::causes::{self, store::Listed};
use crate::goodwill::{self, store::Ask};
use crate::kit::At;
use crate::promises::rules::figures::{self, Figures};
use crate::promises::{self, rules};
use crate::t;
use crate::tradeoffs::{self, store::Asked};
use crate::web::{Asker, Desk, Doing, Named, PageContext, Problem, page};
use crate::{cases, needs};
use ::store::{Error, Tx};

/// Over how many days figures are counted.
const DAYS: u64 = 30;
/// Counting stops here: more is more than anybody reads.
const MOST: i64 = 1_000;
/// From how many rows a share is made.
const SAMPLE: i64 = 20_000;
const SHOWN: i64 = 100;
const CAUSES: usize = 5;

/// The path of the figures, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(figures_api))]
pub struct Docs;

/// Everything on the page.
pub struct Lead {
    due: i64,
    risk: i64,
    late: i64,
    silent: i64,
    untold: i64,
    asks: Vec<Ask>,
    causes: Vec<Listed>,
    /// Needs we said no to, by kind, most first.
    unmet: Vec<(String, i64)>,
    tradeoffs: Vec<Asked>,
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

fn read(tx: &mut Tx<'_>, asker: &Asker, now: At) -> Result<Lead, Error> {
    let b = bounds(asker, now);
    let since = now.minus(Duration::from_secs(DAYS * 86_400));
    let counted = promises::store::counted(tx, since, SAMPLE)?;
    Ok(Lead {
        due: store::promised(tx, b.now, b.midnight, MOST)?,
        risk: store::promised(tx, b.now, b.soon, MOST)?,
        late: store::promised(tx, At(i64::MIN), b.now, MOST)?,
        silent: cases::store::lists::silent_count(tx, now, MOST)?,
        untold: untold(tx)?.len() as i64,
        asks: goodwill::store::asks_open(tx, SHOWN)?,
        causes: causes::store::top(tx, since, CAUSES)?,
        unmet: store::unmet(tx, since, SAMPLE)?,
        tradeoffs: tradeoffs::store::asked(tx, since)?,
        closings: store::closings(tx, since, SAMPLE)?,
        told: store::told(tx, since, SAMPLE)?,
        word: figures::figures(&counted, now),
    })
}

/// Needs of open cases that are settled and not told, the oldest cases first.
fn untold(tx: &mut Tx<'_>) -> Result<Vec<Row>, Error> {
    let open = store::open(tx, MOST)?;
    let numbers: Vec<i64> = open.iter().map(|(number, _)| *number).collect();
    let mut rows = Vec::new();
    for (case, need) in needs::store::of_cases(tx, &numbers)? {
        if need.is_theirs() && need.is_untold() {
            let subject = open.iter().find(|(number, _)| *number == case);
            rows.push(Row {
                case,
                subject: subject.map(|(_, s)| s.clone()).unwrap_or_default(),
                words: need.words,
                at: need.settled_at,
            });
        }
    }
    rows.sort_by_key(|row| row.at);
    Ok(rows)
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
    Exempt(cases::Exemption),
}

impl Which {
    fn of(word: &str) -> Option<Which> {
        Some(match word {
            "due" => Which::Due,
            "risk" => Which::Risk,
            "late" => Which::Late,
            "untold" => Which::Untold,
            other => Which::Exempt(other.parse().ok()?),
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
                Which::Untold => untold(tx),
                Which::Exempt(kind) => store::exempt(tx, kind.word(), since, SHOWN),
            }
        })
        .await
        .doing(|| "reading a list of the lead's page")?;
    let title = views::name(which, asker.words());
    let body = views::list(&title, &rows, &asker, now);
    Ok(page(&PageContext::of(&desk, &asker, "lead"), &title, body))
}

/// How we keep our word: figures of the team, none of one person. Counting
/// stops at 1,000.
#[derive(Serialize, ToSchema)]
pub struct LeadJson {
    /// Live promises that are due before midnight, in the zone of who asks.
    due_today: i64,
    /// Due within two hours.
    at_risk: i64,
    late: i64,
    /// Open for over a day, the move not the customer's, and no date given.
    silent_cases: i64,
    /// Needs of open cases, settled and not told.
    untold: i64,
    /// Questions that wait for a lead.
    asks: i64,
    /// Over how many days the figures below are counted.
    days: u64,
    /// In hundredths, of promises whose time has been decided; null: none was.
    #[schema(required = true)]
    kept_percent: Option<u64>,
    /// How far ahead promises reached: the one in the middle.
    #[schema(required = true)]
    median_span_minutes: Option<u64>,
    /// Of the cases that were closed: how many because the person was told.
    #[schema(required = true)]
    told_percent: Option<i64>,
    exemptions: Vec<OfKind>,
    /// Of the needs told: how many a person brought back within seven days.
    #[schema(required = true)]
    repeat_contact_percent: Option<i64>,
    /// Needs we said no to.
    unmet: Vec<OfKind>,
    tradeoffs: Vec<TradeoffJson>,
    /// What went wrong for most people, not mended yet.
    causes: Vec<CauseJson>,
}

#[derive(Serialize, ToSchema)]
pub struct OfKind {
    kind: String,
    count: i64,
}

#[derive(Serialize, ToSchema)]
pub struct TradeoffJson {
    id: i64,
    title: String,
    asks: i64,
}

#[derive(Serialize, ToSchema)]
pub struct CauseJson {
    id: i64,
    name: String,
    people: i64,
}

/// The lead's figures.
#[utoipa::path(get, path = "/api/v1/lead", tag = "lead", operation_id = "lead",
    responses((status = 200, body = LeadJson)))]
pub async fn figures_api(
    State(desk): State<Desk>,
    asker: Asker,
) -> Result<Json<LeadJson>, Problem> {
    let now = desk.now();
    let lead = desk
        .db
        .read(move |tx| read(tx, &asker, now))
        .await
        .doing(|| "counting for the lead")?;
    let kinds = |all: Vec<(String, i64)>| {
        all.into_iter()
            .map(|(kind, count)| OfKind { kind, count })
            .collect()
    };
    Ok(Json(LeadJson {
        due_today: lead.due,
        at_risk: lead.risk,
        late: lead.late,
        silent_cases: lead.silent,
        untold: lead.untold,
        asks: lead.asks.len() as i64,
        days: DAYS,
        kept_percent: lead.word.kept_percent(),
        median_span_minutes: lead.word.median_span_min,
        told_percent: lead.closings.told_percent(),
        exemptions: kinds(lead.closings.exempt),
        repeat_contact_percent: percent(lead.told.1, lead.told.0),
        unmet: kinds(lead.unmet),
        tradeoffs: lead
            .tradeoffs
            .into_iter()
            .map(|t| TradeoffJson {
                id: t.tradeoff,
                title: t.title,
                asks: t.asks,
            })
            .collect(),
        causes: lead
            .causes
            .into_iter()
            .map(|c| CauseJson {
                id: c.cause.id,
                name: c.cause.name,
                people: c.reach.people,
            })
            .collect(),
    }))
}

/// In hundredths; none of nothing.
fn percent(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| part * 100 / whole)
}

/// How a promise due at `at` stands, for the colour of its line.
fn is_late(at: At, now: At) -> bool {
    matches!(rules::standing(at, now), promises::Standing::Late { .. })
}
