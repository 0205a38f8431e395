//! `/api/v1/lead`: the same figures for programs.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::{DAYS, Lead, percent, read};
use crate::web::{Asker, Desk, Doing, Problem};

/// The path of the figures, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(figures_api))]
pub struct Docs;

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
    /// Of the cases in which something new was needed lately: in how many a need was found only after our first
    /// answer.
    #[schema(required = true)]
    late_need_percent: Option<i64>,
    /// Needs we said no to.
    unmet: Vec<OfKind>,
    tradeoffs: Vec<AskedTradeoff>,
    /// What went wrong for most people, not mended yet.
    causes: Vec<TopCause>,
    /// What is owed, by the team it falls to.
    teams: Vec<TeamFigures>,
}

#[derive(Serialize, ToSchema)]
pub struct OfKind {
    kind: String,
    count: i64,
}

#[derive(Serialize, ToSchema)]
pub struct AskedTradeoff {
    id: i64,
    title: String,
    asks: i64,
}

#[derive(Serialize, ToSchema)]
pub struct TopCause {
    id: i64,
    name: String,
    people: i64,
    /// Who looks after it: one of us, else the team it falls to.
    #[schema(required = true)]
    owner: Option<String>,
    /// What was given beyond what we owe because of it.
    goodwill: Vec<Price>,
}

#[derive(Serialize, ToSchema)]
pub struct Price {
    /// In the smallest unit of the currency.
    amount_minor: i64,
    currency: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct TeamFigures {
    id: i64,
    name: String,
    due_today: i64,
    at_risk: i64,
    late: i64,
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
    Ok(Json(shape(lead)))
}

fn shape(lead: Lead) -> LeadJson {
    let kinds = |all: Vec<(String, i64)>| {
        let one = |(kind, count)| OfKind { kind, count };
        all.into_iter().map(one).collect()
    };
    let given = |cause: i64| {
        let of_it = lead.price.iter().filter(|(id, _)| *id == cause);
        of_it
            .map(|(_, money)| Price {
                amount_minor: money.minor,
                currency: money.currency.code(),
            })
            .collect()
    };
    LeadJson {
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
        late_need_percent: lead.late_needs.percent(),
        unmet: kinds(lead.unmet),
        causes: lead
            .causes
            .iter()
            .map(|c| TopCause {
                id: c.cause.id,
                name: c.cause.name.clone(),
                people: c.reach.people,
                owner: c.owner_name.clone(),
                goodwill: given(c.cause.id),
            })
            .collect(),
        tradeoffs: lead
            .tradeoffs
            .into_iter()
            .map(|t| AskedTradeoff {
                id: t.tradeoff,
                title: t.title,
                asks: t.asks,
            })
            .collect(),
        teams: lead
            .teams
            .into_iter()
            .map(|t| TeamFigures {
                id: t.team,
                name: t.name,
                due_today: t.due,
                at_risk: t.risk,
                late: t.late,
            })
            .collect(),
    }
}
