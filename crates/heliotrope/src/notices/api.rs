//! `/api/v1/notices`: what the token's agent is to hear of.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::pages::some;
use super::store::{self, Notice};
use crate::kit::At;
use crate::web::{Asked, Asker, Desk, Doing, Given, Named, Problem, Routes, Who, limit_of};

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/notices", Who::Light, list)
        .patch("/api/v1/notices/{id}", Who::Light, read)
}

/// The paths above with their shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, read))]
pub struct Docs;

/// One of us is to hear of one thing that happened in a case.
#[derive(Serialize, ToSchema)]
struct NoticeJson {
    id: i64,
    case: i64,
    /// Why: "mention", "assigned", "answer" in a case of theirs, "due" in a quarter of an hour, "followed".
    #[schema(pattern = "^(mention|assigned|answer|due|followed)$")]
    kind: &'static str,
    /// The closed word of what happened; null for a promise that is nearly due.
    #[schema(required = true)]
    event: Option<&'static str>,
    /// The message that it brought, if it brought one.
    #[schema(required = true)]
    message: Option<i64>,
    /// When the promise is due.
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    due: Option<At>,
    #[schema(value_type = String, format = DateTime)]
    at: At,
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    read_at: Option<At>,
}

impl From<Notice> for NoticeJson {
    fn from(notice: Notice) -> NoticeJson {
        NoticeJson {
            id: notice.id,
            case: notice.case,
            kind: notice.kind.word(),
            event: notice.event.as_ref().map(|(kind, _)| kind.word()),
            message: notice.event.and_then(|(_, ids)| ids.get("message")),
            due: notice.due,
            at: notice.at,
            read_at: notice.read_at,
        }
    }
}

#[derive(Serialize, ToSchema)]
struct Notices {
    items: Vec<NoticeJson>,
    /// The cursor of the next page; null at the end.
    #[schema(required = true)]
    next: Option<String>,
}

/// From where on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Page {
    /// `next` of the page before.
    cursor: Option<String>,
    /// 50 when left out; more than 100 gives 100.
    #[param(minimum = 1)]
    limit: Option<i64>,
}

/// The notices of the token's agent, newest first.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", operation_id = "notices", params(Page),
    responses((status = 200, body = Notices)))]
async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(asked): Asked<Page>,
) -> Result<Json<Notices>, Problem> {
    let limit = limit_of(asked.limit)?;
    let (notices, next) = desk
        .db
        .read(move |tx| some(tx, asker.agent, asked.cursor.as_deref(), limit))
        .await
        .doing(|| "listing the notices")?;
    let items = notices.into_iter().map(NoticeJson::from).collect();
    Ok(Json(Notices { items, next }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Read {
    /// Everything up to this one, too.
    #[serde(default)]
    up_to: bool,
}

/// One was read; with `up_to` all older ones as well.
#[utoipa::path(patch, path = "/api/v1/notices/{id}", tag = "notices", operation_id = "read_notice",
    params(("id" = i64, Path, description = "The notice")),
    request_body = Read,
    responses((status = 200, body = Notices)))]
async fn read(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Given(wanted): Given<Read>,
) -> Result<Json<Notices>, Problem> {
    let (agent, now) = (asker.agent, desk.now());
    let (notices, next) = desk
        .db
        .write(move |tx| {
            store::place(tx, agent, id)?.ok_or_else(|| Problem::not_found("notice", id))?;
            match wanted.up_to {
                true => store::read_up_to(tx, agent, id, now)?,
                false => store::opened(tx, agent, id, now)?,
            }
            some(tx, agent, None, 50)
        })
        .await
        .doing(|| format!("reading notice {id}"))?;
    let items = notices.into_iter().map(NoticeJson::from).collect();
    Ok(Json(Notices { items, next }))
}
