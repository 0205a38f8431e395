//! What we owe in a case because a fault was ours: read it, say that they have it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::deeds;
use crate::restitution::{self, Kind, Restitution};
use crate::web::{Asker, Desk, Doing, Given, Named, Problem};
use ::store::Tx;

/// What is offered, was taken by the person, or is given. It never draws on goodwill.
#[derive(Serialize, ToSchema)]
pub struct RestitutionJson {
    id: i64,
    /// The need it puts right.
    need: i64,
    kind: Kind,
    /// In minor units; null: a thing, not money.
    #[schema(required = true)]
    amount: Option<i64>,
    #[schema(required = true)]
    currency: Option<&'static str>,
    #[schema(pattern = "^(offered|accepted|given)$")]
    state: &'static str,
    /// The letter that says so.
    #[schema(required = true)]
    message: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct Restitutions {
    items: Vec<RestitutionJson>,
    /// Always null: a case has few.
    #[schema(required = true)]
    next: Option<String>,
}

fn owed(tx: &mut Tx<'_>, number: i64) -> Result<Restitutions, Problem> {
    let shape = |it: Restitution| RestitutionJson {
        id: it.id,
        need: it.need,
        kind: it.kind,
        amount: it.amount.map(|sum| sum.minor),
        currency: it.amount.map(|sum| sum.currency.code()),
        state: it.state.word(),
        message: it.message,
    };
    let all = restitution::store::of_case(tx, number)?;
    Ok(Restitutions {
        items: all.into_iter().map(shape).collect(),
        next: None,
    })
}

/// What we owe in a case, oldest first.
#[utoipa::path(get, path = "/api/v1/cases/{number}/restitutions", tag = "apologies", operation_id = "restitutions",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = Restitutions)))]
pub async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<Restitutions>, Problem> {
    desk.db
        .read(move |tx| {
            deeds::look(tx, &asker, number)?;
            owed(tx, number)
        })
        .await
        .doing(|| format!("listing what is owed in case {number}"))
        .map(Json)
}

/// How far it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRestitutionState {
    /// `given`: they have it. It is offered by a reply and taken by the person.
    #[schema(pattern = "^given$")]
    state: String,
}

/// Says that they have what we owed them.
#[utoipa::path(patch, path = "/api/v1/cases/{number}/restitutions/{id}", tag = "apologies", operation_id = "give_restitution",
    params(("number" = i64, Path, description = "The case"), ("id" = i64, Path, description = "What is owed")),
    request_body = NewRestitutionState,
    responses((status = 200, body = Restitutions)))]
pub async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, id)): Named<(i64, i64)>,
    Given(new): Given<NewRestitutionState>,
) -> Result<Json<Restitutions>, Problem> {
    if new.state != "given" {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(Problem::refuse(status, "state", "cases-restitution-state"));
    }
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::given(tx, &asker, number, id, now)?;
            owed(tx, number)
        })
        .await
        .doing(|| format!("giving what is owed in case {number}"))
        .map(Json)
}
