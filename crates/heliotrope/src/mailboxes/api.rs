//! `/api/v1/mailboxes`: which addresses are ours, and how fast each may send.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Mailbox, rules, store};
use crate::team;
use crate::web::{Asker, Desk, Doing, Given, Named, Problem, nullable};

/// The paths below with their shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, change))]
pub struct Docs;

/// An address of ours.
#[derive(Serialize, ToSchema)]
pub struct MailboxJson {
    id: i64,
    address: String,
    name: String,
    /// The most letters that leave it in a minute; null: as `outbox.per_minute` says.
    #[schema(required = true)]
    per_minute: Option<i64>,
}

impl From<Mailbox> for MailboxJson {
    fn from(mailbox: Mailbox) -> MailboxJson {
        MailboxJson {
            id: mailbox.id,
            address: mailbox.address,
            name: mailbox.name,
            per_minute: mailbox.per_minute,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct Mailboxes {
    items: Vec<MailboxJson>,
}

/// The addresses of ours, in the order they were added.
#[utoipa::path(get, path = "/api/v1/mailboxes", tag = "mailboxes", operation_id = "mailboxes",
    responses((status = 200, body = Mailboxes)))]
pub async fn list(State(desk): State<Desk>, _asker: Asker) -> Result<Json<Mailboxes>, Problem> {
    let all = desk
        .db
        .read(store::all)
        .await
        .doing(|| "listing the mailboxes")?;
    let items = all.into_iter().map(MailboxJson::from).collect();
    Ok(Json(Mailboxes { items }))
}

/// What is to change; what is left out stays as it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedMailbox {
    /// Null: as `outbox.per_minute` says.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 100_000)]
    per_minute: Option<Option<i64>>,
}

/// Changes how fast a mailbox may send.
#[utoipa::path(patch, path = "/api/v1/mailboxes/{id}", tag = "mailboxes", operation_id = "change_mailbox",
    params(("id" = i64, Path, description = "The mailbox")),
    request_body = ChangedMailbox,
    responses((status = 200, body = MailboxJson)))]
pub async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Given(wanted): Given<ChangedMailbox>,
) -> Result<Json<MailboxJson>, Problem> {
    let now = desk.now();
    if let Some(Some(n)) = wanted.per_minute
        && !rules::PACE.contains(&n)
    {
        return Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "per-minute",
            "mailboxes-no-pace",
        )
        .beside("per_minute"));
    }
    desk.db
        .write(move |tx| {
            let find = |tx: &mut _| {
                let found = store::find(tx, id)?.filter(|m| !m.removed);
                found.ok_or_else(|| Problem::not_found("mailbox", id))
            };
            let known = find(tx)?;
            if let Some(pace) = wanted.per_minute.filter(|pace| *pace != known.per_minute) {
                store::keep_pace(tx, id, pace)?;
                let object = format!("mailbox:{id}");
                team::audit(tx, now, &asker.actor(), "mailbox-change", &object)?;
            }
            find(tx)
        })
        .await
        .doing(|| format!("changing mailbox {id}"))
        .map(|mailbox| Json(mailbox.into()))
}
