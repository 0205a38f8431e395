//! What went wrong in a case.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{deeds, store as rows};
use super::{deed, to_json};
use crate::causes::api::{CauseJson, cause_json};
use crate::causes::store as causes;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};

#[derive(Serialize, ToSchema)]
pub struct CausesOfCase {
    items: Vec<CauseJson>,
    /// Always null: a case has few.
    #[schema(required = true)]
    next: Option<String>,
}

/// What went wrong in this case.
#[utoipa::path(get, path = "/api/v1/cases/{number}/causes", tag = "causes", operation_id = "causes_of_case",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = CausesOfCase)))]
pub async fn list(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<CausesOfCase>, Problem> {
    desk.db
        .read(move |tx| {
            rows::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
            let items = causes::of_case(tx, number)?
                .iter()
                .map(cause_json)
                .collect();
            Ok::<_, Problem>(CausesOfCase { items, next: None })
        })
        .await
        .doing(|| format!("reading the causes of case {number}"))
        .map(Json)
}

/// What went wrong: its id, its name, or the first letters of a word of it.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCause {
    /// A whole name that nobody has used makes a new cause.
    cause: String,
}

/// Sets a cause of a case.
#[utoipa::path(post, path = "/api/v1/cases/{number}/causes", tag = "causes", operation_id = "set_cause",
    params(("number" = i64, Path, description = "The case")), request_body = SetCause,
    responses((status = 201, body = CauseJson)))]
pub async fn set(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<SetCause>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    deed(&desk, once, number, move |tx| {
        let id = deeds::set_cause(tx, &asker, number, &new.cause, now)?;
        let cause = causes::find(tx, id)?.ok_or_else(|| Problem::not_found("cause", id))?;
        to_json(&cause_json(&cause))
    })
    .await
}

/// It was not that.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/causes/{cause}", tag = "causes", operation_id = "unset_cause",
    params(("number" = i64, Path, description = "The case"), ("cause" = i64, Path, description = "The cause")),
    responses((status = 204)))]
pub async fn unset(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, cause)): Named<(i64, i64)>,
) -> Result<StatusCode, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::unset_cause(tx, &asker, number, cause, now))
        .await
        .doing(|| format!("taking a cause from case {number}"))?;
    Ok(StatusCode::NO_CONTENT)
}
