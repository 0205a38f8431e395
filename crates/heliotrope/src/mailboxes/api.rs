//! `/api/v1/mailboxes`: which addresses are ours, how fast each may send,
//! and where a copy of what leaves is put.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Mailbox, SentFolder, rules, store};
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
    /// Whether a copy of what leaves is put into the folder of sent letters.
    file_sent: bool,
    /// That folder by name; null: it is found.
    #[schema(required = true)]
    sent_folder: Option<String>,
}

impl From<Mailbox> for MailboxJson {
    fn from(mailbox: Mailbox) -> MailboxJson {
        MailboxJson {
            id: mailbox.id,
            address: mailbox.address,
            name: mailbox.name,
            per_minute: mailbox.per_minute,
            file_sent: mailbox.sent.is_some(),
            sent_folder: mailbox.sent.as_ref().and_then(named),
        }
    }
}

fn named(folder: &SentFolder) -> Option<String> {
    match folder {
        SentFolder::Found => None,
        SentFolder::Named(name) => Some(name.clone()),
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
    /// Only where letters are fetched by IMAP.
    file_sent: Option<bool>,
    /// Null: it is found by its mark or its usual names.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    sent_folder: Option<Option<String>>,
}

impl ChangedMailbox {
    /// Where a copy is to be put after this.
    fn sent(&self, known: &Mailbox) -> Result<Option<SentFolder>, Problem> {
        if !self.file_sent.unwrap_or(known.sent.is_some()) {
            return Ok(None);
        }
        let refuse = |code, key| Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key);
        if known.imap.is_none() {
            return Err(refuse("file-sent", "mailboxes-sent-nowhere").beside("file_sent"));
        }
        let folder = match &self.sent_folder {
            Some(given) => given.clone(),
            None => known.sent.as_ref().and_then(named),
        };
        let folder = SentFolder::of(folder.as_deref().unwrap_or_default());
        let wrong = || refuse("sent-folder", "mailboxes-no-folder").beside("sent_folder");
        folder.ok_or_else(wrong).map(Some)
    }
}

/// Changes how fast a mailbox may send, and where a copy of what leaves is put.
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
            let pace = wanted.per_minute.unwrap_or(known.per_minute);
            let sent = wanted.sent(&known)?;
            if pace != known.per_minute || sent != known.sent {
                store::keep_pace(tx, id, pace)?;
                store::file_sent(tx, id, sent.as_ref())?;
                let object = format!("mailbox:{id}");
                team::audit(tx, now, &asker.actor(), "mailbox-change", &object)?;
            }
            find(tx)
        })
        .await
        .doing(|| format!("changing mailbox {id}"))
        .map(|mailbox| Json(mailbox.into()))
}
