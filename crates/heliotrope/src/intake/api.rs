//! `POST /api/v1/cases`, by which another program brings a person's words; the
//! ledger of arrivals, and what is held back, from outside.

mod screened;

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::deeds::{self, Prepared, Written};
use super::rules::{self, Door};
use super::store;
use crate::cases::api::{case_json, shape::CaseJson};
use crate::kit::At;
use crate::mailboxes::{self, Mailbox};
use crate::outbox;
use crate::web::{
    Answer, Asked, Asker, Desk, Doing, Given, Once, Problem, Routes, Who, cursor, limit_of,
    read_cursor,
};
use ::store::Error;

pub fn routes() -> Routes {
    Routes::new()
        .post("/api/v1/cases", Who::Agent, create)
        .get("/api/v1/arrivals", Who::Light, list)
        .merge(screened::routes())
}

/// The paths above with their shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(create, list, screened::list, screened::one, screened::change))]
pub struct Docs;

/// A person's words from elsewhere.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCase {
    from: Writer,
    #[serde(default)]
    subject: String,
    text: String,
    /// An address of ours. Left out: the first mailbox.
    mailbox: Option<String>,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ArrivalWriter)]
struct Writer {
    address: String,
    name: Option<String>,
}

/// Opens a case with a person's words, as a letter from them would.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = NewCase,
    responses((status = 201, body = CaseJson)))]
async fn create(
    State(desk): State<Desk>,
    _asker: Asker,
    once: Once,
    request: Request,
) -> Result<Answer, Problem> {
    let (raw, new) = with_bytes(&desk, request).await?;
    let mailboxes = desk
        .db
        .read(mailboxes::store::all)
        .await
        .doing(|| "reading the mailboxes")?;
    let mailbox = mailbox_of(&mailboxes, new.mailbox.as_deref())?;
    let address = new.from.address.trim().to_lowercase();
    if !rules::is_address(&address) {
        return Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "wrong-address",
            "intake-wrong-address",
        )
        .extra("field", "from.address"));
    }
    if new.subject.trim().is_empty() && new.text.trim().is_empty() {
        return Err(
            Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "empty", "intake-empty")
                .extra("field", "text"),
        );
    }
    let written = Written {
        letter_id: outbox::letter_id(&mailbox.address),
        address,
        name: new.from.name.unwrap_or_default(),
        subject: new.subject,
        words: new.text,
        ..Written::default()
    };
    let prepared = Prepared::written(
        &desk,
        Door::Api,
        written,
        Vec::new(),
        Some(raw),
        &mailbox.address,
        None,
    );
    let prepared = Arc::new(prepared.await.doing(|| "readying words from the API")?);
    desk.db
        .write(move |tx| {
            once.run(tx, prepared.at(), |tx| {
                let case = deeds::take(tx, &prepared)?.case;
                let case = case.ok_or_else(|| Error::data("words from the API came to no case"))?;
                let json =
                    serde_json::to_value(case_json(tx, case)?).map_err(anyhow::Error::from)?;
                Ok(Answer::created(json).about(case))
            })
        })
        .await
        .doing(|| "opening a case from the API")
}

/// The body both as it came and as it is understood.
async fn with_bytes(desk: &Desk, request: Request) -> Result<(Vec<u8>, NewCase), Problem> {
    let (parts, body) = request.into_parts();
    let bytes = Bytes::from_request(Request::new(body), desk)
        .await
        .map_err(|_| Problem::refuse(StatusCode::BAD_REQUEST, "cut-short", "web-cut-short"))?;
    let request = Request::from_parts(parts, Body::from(bytes.clone()));
    let Given(new) = Given::<NewCase>::from_request(request, desk).await?;
    Ok((bytes.to_vec(), new))
}

fn mailbox_of<'a>(mailboxes: &'a [Mailbox], wanted: Option<&str>) -> Result<&'a Mailbox, Problem> {
    let none = |which: &str| {
        Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "no-such-mailbox",
            "intake-no-such-mailbox",
        )
        .arg("address", which.to_owned())
        .extra("field", "mailbox")
    };
    match wanted {
        Some(address) => {
            let address = address.trim().to_lowercase();
            mailboxes
                .iter()
                .find(|m| m.address == address)
                .ok_or_else(|| none(&address))
        }
        None => mailboxes.first().ok_or_else(|| {
            Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "no-mailbox",
                "intake-no-mailbox",
            )
        }),
    }
}

/// Which arrivals, and from where on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Only those with this Message-ID, with or without angle brackets.
    message_id: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 50 when left out; more than 100 gives 100.
    #[param(minimum = 1)]
    limit: Option<i64>,
}

#[derive(Serialize, ToSchema)]
struct Arrivals {
    items: Vec<ArrivalJson>,
    /// The cursor of the next page; null at the end.
    #[schema(required = true)]
    next: Option<String>,
}

/// One thing that came in, and how it ended.
#[derive(Serialize, ToSchema)]
struct ArrivalJson {
    arrival: i64,
    /// "case", "duplicate", "screened" or "needs-person".
    #[schema(pattern = "^(case|duplicate|screened|needs-person)$")]
    verdict: &'static str,
    #[schema(required = true)]
    case: Option<i64>,
    #[schema(required = true)]
    message_id: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    at: At,
}

/// Everything that ever came in, newest first.
#[utoipa::path(get, path = "/api/v1/arrivals", tag = "arrivals", operation_id = "arrivals", params(Which),
    responses((status = 200, body = Arrivals)))]
async fn list(
    State(desk): State<Desk>,
    _asker: Asker,
    Asked(which): Asked<Which>,
) -> Result<Json<Arrivals>, Problem> {
    let limit = limit_of(which.limit)?;
    let before = read_cursor(which.cursor.as_deref())?.unwrap_or(i64::MAX);
    let letter_id = which.message_id.map(|id| rules::letter_id(&id));
    let mut found = desk
        .db
        .read(move |tx| store::list(tx, letter_id.as_deref(), before, limit + 1))
        .await
        .doing(|| "listing arrivals")?;
    let more = found.len() as i64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(0));
    let next = found.last().filter(|_| more).map(|a| cursor(&a.id));
    let items = found.into_iter().map(|a| ArrivalJson {
        arrival: a.id,
        verdict: a.ending.unwrap_or(rules::Ending::NeedsPerson).shown(),
        case: a.case,
        message_id: a.letter_id,
        at: a.at,
    });
    Ok(Json(Arrivals {
        items: items.collect(),
        next,
    }))
}
