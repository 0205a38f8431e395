//! Cases that are put off.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::deeds;
use super::messages::Conflict;
use super::shape::CaseJson;
use super::{case_json, deed, to_json};
use crate::kit::At;
use crate::later;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};

/// One time that a case was put off.
#[derive(Serialize, ToSchema)]
pub struct LaterJson {
    /// Until when, as it was asked for.
    #[schema(value_type = String, format = DateTime)]
    until: At,
    /// Empty: none was given.
    reason: String,
    /// The id of the agent who put it off.
    by: i64,
    #[schema(value_type = String, format = DateTime)]
    at: At,
    /// When it came back; null while it sleeps.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    back_at: Option<At>,
}

impl From<later::Later> for LaterJson {
    fn from(later: later::Later) -> LaterJson {
        LaterJson {
            until: later.until,
            reason: later.reason,
            by: later.agent,
            at: later.at,
            back_at: later.back.map(|(at, _)| at),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct LaterList {
    items: Vec<LaterJson>,
}

/// How often a case was put off, newest first.
#[utoipa::path(get, path = "/api/v1/cases/{number}/later", tag = "cases", operation_id = "later",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = LaterList)))]
pub async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<LaterList>, Problem> {
    let items = desk
        .db
        .read(move |tx| {
            super::seen(tx, &asker, number)?;
            Ok::<_, Problem>(later::store::of_case(tx, number)?)
        })
        .await
        .doing(|| format!("reading when case {number} was put off"))?;
    let items = items.into_iter().map(LaterJson::from).collect();
    Ok(Json(LaterList { items }))
}

/// Until when, as a time or in words, and why.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLater {
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<At>,
    /// In place of `until`: "tomorrow 9", "in 3 h", "Montag", in the zone of the token's agent.
    when: Option<String>,
    /// At most 200 characters.
    #[serde(default)]
    reason: String,
}

/// Puts a case off. It comes back at that time, or in time for the next promised word.
#[utoipa::path(post, path = "/api/v1/cases/{number}/later", tag = "cases", operation_id = "put_off",
    params(("number" = i64, Path, description = "The case")),
    request_body = NewLater,
    responses((status = 201, body = CaseJson), (status = 409, body = Conflict)))]
pub async fn put_off(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    once: Once,
    Given(new): Given<NewLater>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    deed(&desk, once, number, move |tx| {
        let until = match (new.until, &new.when) {
            (Some(until), None) => until,
            (None, Some(when)) => deeds::later_at(tx, &asker, number, when, now)?,
            _ => {
                let one = (StatusCode::UNPROCESSABLE_ENTITY, "until-or-when");
                return Err(Problem::refuse(one.0, one.1, "cases-later-until-or-when"));
            }
        };
        deeds::put_off(tx, &asker, number, (until, &new.reason), now)?;
        to_json(&case_json(tx, number)?)
    })
    .await
}

/// Brings a case back that sleeps.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/later", tag = "cases", operation_id = "bring_back",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = CaseJson)))]
pub async fn bring_back(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<CaseJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::bring_back(tx, &asker, number, now)?;
            case_json(tx, number)
        })
        .await
        .doing(|| format!("bringing case {number} back"))
        .map(Json)
}
