//! `/api/v1/answers`: what can be put into a reply.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::rules;
use crate::tradeoffs;
use crate::web::{Asked, Asker, Desk, Doing, Problem, Routes, Who};

pub fn routes() -> Routes {
    Routes::new().get("/api/v1/answers", Who::Light, list)
}

/// The paths above with their shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list))]
pub struct Docs;

/// Something that can be put into a reply.
#[derive(Serialize, ToSchema)]
pub struct AnswerJson {
    #[schema(pattern = "^(tradeoff)$")]
    kind: &'static str,
    id: i64,
    title: String,
    /// Its first line.
    text: String,
}

#[derive(Serialize, ToSchema)]
pub struct Answers {
    items: Vec<AnswerJson>,
    /// There is no further page: who wants another one types a letter more.
    #[schema(required = true)]
    next: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// The first letters of words; all of them for none.
    q: Option<String>,
}

/// What a few letters find, the nearest first.
#[utoipa::path(get, path = "/api/v1/answers", tag = "answers", operation_id = "answers", params(Which),
    responses((status = 200, body = Answers)))]
async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(which): Asked<Which>,
) -> Result<Json<Answers>, Problem> {
    let all = desk
        .db
        .read(tradeoffs::store::all)
        .await
        .doing(|| "looking for an answer")?;
    let letters = which.q.unwrap_or_default();
    let items = rules::found(&all, &letters, asker.words())
        .into_iter()
        .map(|t| AnswerJson {
            kind: "tradeoff",
            id: t.id,
            title: t.what.title.clone(),
            text: t.what.bad_at.clone(),
        })
        .collect();
    Ok(Json(Answers { items, next: None }))
}
