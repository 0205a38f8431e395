//! Following a case: the token's agent hears what happens in it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::deeds;
use crate::notices;
use crate::web::{Answer, Asker, Desk, Doing, Named, Once, Problem, to_json};
use ::store::Tx;

/// Who follows a case.
#[derive(Serialize, ToSchema)]
pub struct Followers {
    /// The ids of agents.
    items: Vec<i64>,
}

fn followers(tx: &mut Tx<'_>, number: i64) -> Result<Followers, Problem> {
    let items = notices::store::followers(tx, number)?;
    Ok(Followers { items })
}

/// Who follows a case.
#[utoipa::path(get, path = "/api/v1/cases/{number}/following", tag = "notices", operation_id = "followers",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = Followers)))]
pub async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<Followers>, Problem> {
    desk.db
        .read(move |tx| {
            deeds::look(tx, &asker, number)?;
            followers(tx, number)
        })
        .await
        .doing(|| format!("reading who follows case {number}"))
        .map(Json)
}

/// Follows a case: what happens in it becomes a notice.
#[utoipa::path(post, path = "/api/v1/cases/{number}/following", tag = "notices", operation_id = "follow",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 201, body = Followers)))]
pub async fn follow(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    once: Once,
) -> Result<Answer, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                deeds::follow(tx, &asker, number, true, now)?;
                Ok(Answer::new(
                    StatusCode::CREATED.as_u16(),
                    to_json(&followers(tx, number)?)?,
                )
                .about(number))
            })
        })
        .await
        .doing(|| format!("following case {number}"))
}

/// Follows it no more.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/following", tag = "notices", operation_id = "unfollow",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = Followers)))]
pub async fn unfollow(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<Followers>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::follow(tx, &asker, number, false, now)?;
            followers(tx, number)
        })
        .await
        .doing(|| format!("following case {number} no more"))
        .map(Json)
}
