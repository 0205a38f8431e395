//! `GET /api/v1/search`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::rules::{self, Scope};
use super::store;
use crate::cases::store::found;
use crate::kit::At;
use crate::web::{Asked, Asker, Desk, Doing, Problem, Routes, Who, cursor, limit_of, read_cursor};

pub fn routes() -> Routes {
    Routes::new().get("/api/v1/search", Who::Light, search)
}

/// The path above with its shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(search))]
pub struct Docs;

/// What to look for, and where.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// All of these words; the last may be the beginning of one.
    q: String,
    /// `mailbox:1` or `person:88`.
    scope: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 50 when left out; more than 100 gives 100.
    #[param(minimum = 1)]
    limit: Option<i64>,
}

/// A message in which the words stand, or the newest letter of a person whose
/// name or address they are.
#[derive(Serialize, ToSchema)]
pub struct HitJson {
    case: i64,
    message: i64,
    /// The case's subject.
    subject: String,
    /// The words around what was found.
    snippet: String,
    #[schema(pattern = "^(letter|reply|note)$")]
    kind: String,
    #[schema(value_type = String, format = DateTime)]
    at: At,
}

#[derive(Serialize, ToSchema)]
pub struct Hits {
    items: Vec<HitJson>,
    /// The cursor of the next page; null at the end.
    #[schema(required = true)]
    next: Option<String>,
}

/// Messages by words, newest first.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(Which), responses((status = 200, body = Hits)))]
async fn search(
    State(desk): State<Desk>,
    _asker: Asker,
    Asked(which): Asked<Which>,
) -> Result<Json<Hits>, Problem> {
    let limit = usize::try_from(limit_of(which.limit)?).unwrap_or(0);
    let before: Option<i64> = read_cursor(which.cursor.as_deref())?;
    let scope = scope_of(which.scope.as_deref())?;
    desk.db
        .read(move |tx| {
            let tokens: Vec<String> = scope.map(Scope::token).into_iter().collect();
            let page = found::page(tx, &which.q, &tokens, before, limit)?;
            let next = page.next.map(|message| cursor(&message));
            let ids: Vec<i64> = page.hits.iter().map(|hit| hit.message).collect();
            let items = store::hits(tx, &ids)?
                .into_iter()
                .map(|hit| shape(hit, &which.q))
                .collect();
            Ok::<_, Problem>(Hits { items, next })
        })
        .await
        .doing(|| "searching")
        .map(Json)
}

fn shape(hit: store::Hit, query: &str) -> HitJson {
    HitJson {
        case: hit.case,
        message: hit.message,
        snippet: rules::plain(&rules::snippet(&hit.words, query)),
        subject: hit.subject,
        kind: hit.kind,
        at: hit.at,
    }
}

/// # Errors
/// 422 `scope` for what is neither a mailbox nor a person.
pub fn scope_of(text: Option<&str>) -> Result<Option<Scope>, Problem> {
    let Some(text) = text.filter(|t| !t.is_empty()) else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|()| {
        Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "scope", "search-no-scope")
            .arg("scope", text.to_owned())
    })
}
