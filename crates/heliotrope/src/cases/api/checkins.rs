//! Looks back after a no: those that are still to come, and putting one away.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::deeds;
use crate::checkins::{CheckIn, store};
use crate::kit::At;
use crate::web::{Asker, Desk, Doing, Named, Problem};
use ::store::Tx;

/// A look back that is still to come. It is no promise and keeps no case open.
#[derive(Serialize, ToSchema)]
pub struct CheckInJson {
    id: i64,
    /// The need that was declined.
    need: i64,
    /// When the case comes back to its owner, with a draft.
    #[schema(value_type = String, format = DateTime)]
    due: At,
}

#[derive(Serialize, ToSchema)]
pub struct CheckIns {
    items: Vec<CheckInJson>,
    /// There is no further page.
    #[schema(required = true)]
    next: Option<String>,
}

fn coming(tx: &mut Tx<'_>, number: i64) -> Result<CheckIns, Problem> {
    let shape = |it: CheckIn| CheckInJson {
        id: it.id,
        need: it.need,
        due: it.due,
    };
    Ok(CheckIns {
        items: store::of_case(tx, number)?.into_iter().map(shape).collect(),
        next: None,
    })
}

/// The looks back of a case that are still to come.
#[utoipa::path(get, path = "/api/v1/cases/{number}/check-ins", tag = "needs", operation_id = "check_ins",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = CheckIns)))]
pub async fn list(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<CheckIns>, Problem> {
    desk.db
        .read(move |tx| {
            super::super::store::find(tx, number)?
                .ok_or_else(|| Problem::not_found("case", number))?;
            coming(tx, number)
        })
        .await
        .doing(|| format!("listing the looks back of case {number}"))
        .map(Json)
}

/// Puts one away: somebody knows how it went.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/check-ins/{id}", tag = "needs", operation_id = "drop_check_in",
    params(("number" = i64, Path, description = "The case"), ("id" = i64, Path, description = "The look back")),
    responses((status = 200, body = CheckIns)))]
pub async fn put_away(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, id)): Named<(i64, i64)>,
) -> Result<Json<CheckIns>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::drop_check_in(tx, &asker, number, id, now)?;
            coming(tx, number)
        })
        .await
        .doing(|| format!("putting away the look back {id} of case {number}"))
        .map(Json)
}
