//! Silence settles several cases at once.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::deeds::{self, Batch, Chosen, ToAll};
use super::to_json;
use crate::kit::At;
use crate::web::{Answer, Asker, Desk, Doing, Given, Once, Problem};

/// Cases in which silence shall settle what is open.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUntil {
    /// Their numbers, at most 100.
    cases: Vec<i64>,
    /// The day on which silence settles them.
    #[schema(value_type = String, format = DateTime)]
    until: At,
    /// What stands above the sentence that says so; only where all cases speak one language.
    #[serde(default)]
    text: String,
}

/// A letter that says the day.
#[derive(Serialize, ToSchema)]
struct SentJson {
    case: i64,
    message: i64,
}

#[derive(Serialize, ToSchema)]
struct LeftJson {
    case: i64,
    #[schema(pattern = "^(gone|closed|promised|wrote|draft|looks|no_server|no_address|language)$")]
    why: &'static str,
}

/// What became of them.
#[derive(Serialize, ToSchema)]
pub struct BatchJson {
    sent: Vec<SentJson>,
    /// Where nothing was sent, and why.
    left_out: Vec<LeftJson>,
}

fn shape(batch: Batch) -> BatchJson {
    let sent = batch.sent.into_iter();
    let left = batch.left.into_iter();
    BatchJson {
        sent: sent
            .map(|(case, message)| SentJson { case, message })
            .collect(),
        left_out: left
            .map(|(case, why)| LeftJson {
                case,
                why: why.word(),
            })
            .collect(),
    }
}

/// Writes into each case, in its language, that silence until that day settles it.
#[utoipa::path(post, path = "/api/v1/until", tag = "promises", operation_id = "until", request_body = NewUntil,
    responses((status = 201, body = BatchJson)))]
pub async fn until(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Given(new): Given<NewUntil>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let chosen = |number: &i64| Chosen {
        number: *number,
        seen: None,
    };
    let all = ToAll {
        chosen: new.cases.iter().map(chosen).collect(),
        at: new.until,
        words: new.text,
        undo_seconds: if asker.is_token() {
            0
        } else {
            asker.undo_seconds
        },
        default_server: desk.config.smtp.is_some(),
    };
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let batch = deeds::until_in_bulk(tx, &asker, &all, now)?;
                Ok(Answer::created(to_json(&shape(batch))?))
            })
        })
        .await
        .doing(|| "telling several people when silence settles their cases")
}
