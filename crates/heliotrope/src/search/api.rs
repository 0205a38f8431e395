//! `GET /api/v1/search`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::deeds::{self, Next, Reading};
use super::rules::{self, Scope};
use super::store;
use crate::filters::api::TroubleJson;
use crate::filters::deeds::Me;
use crate::kit::At;
use crate::web::{Asked, Asker, Desk, Doing, Problem, Routes, Who, cursor, limit_of, read_cursor};
use ::store::Tx;

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
    /// All of these words, the last may be the beginning of one; or a filter.
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
    /// With a filter: its words stand in more messages than were looked at.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    limited: bool,
    /// What looks like a filter and cannot be read as one: it was searched as words.
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<TroubleJson>,
}

/// Messages by words, newest first.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(Which), responses((status = 200, body = Hits)))]
async fn search(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(which): Asked<Which>,
) -> Result<Json<Hits>, Problem> {
    let limit = usize::try_from(limit_of(which.limit)?).unwrap_or(0);
    let scope = scope_of(which.scope.as_deref())?;
    let now = desk.now();
    desk.db
        .read(move |tx| hits(tx, &asker, &which, (scope, limit), now))
        .await
        .doing(|| "searching")
        .map(Json)
}

fn hits(
    tx: &mut Tx<'_>,
    asker: &Asker,
    which: &Which,
    (scope, limit): (Option<Scope>, usize),
    now: At,
) -> Result<Hits, Problem> {
    let from = which.cursor.as_deref();
    let reading = deeds::read(tx, &which.q, scope, &Me::of(asker, now))?;
    let (found, next, marks, trouble, limited) = match &reading {
        Reading::Words(trouble) => {
            let page = deeds::words(tx, &which.q, scope, read_cursor(from)?, limit)?;
            let next = page.next.map(|message| cursor(&message));
            (page.hits, next, which.q.as_str(), trouble.as_ref(), false)
        }
        Reading::Filter(filter) => {
            let before = match filter.has_words() {
                true => read_cursor(from)?,
                false => None,
            };
            let page = filter.page(tx, (before, from), false, limit)?;
            let older = page.hits.last().map(|hit| cursor(&hit.message));
            let next = match page.next {
                Next::End => None,
                Next::Older => older,
                Next::At(next) => Some(next),
            };
            (page.hits, next, filter.words.as_str(), None, page.limited)
        }
    };
    let ids: Vec<i64> = found.iter().map(|hit| hit.message).collect();
    let mut shown = store::hits(tx, &ids)?;
    shown.sort_by_key(|hit| ids.iter().position(|id| *id == hit.message));
    Ok(Hits {
        items: shown.into_iter().map(|hit| shape(hit, marks)).collect(),
        next,
        limited,
        trouble: trouble.map(|trouble| TroubleJson::of(trouble, asker)),
    })
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
