//! Telephone calls, written down.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::deeds::{self, Call};
use super::messages::Conflict;
use super::shape::{Written, case_json, messages_json};
use super::to_json;
use crate::kit::At;
use crate::messages::Rang;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};

/// How a call went.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = CallHow)]
pub enum How {
    /// We called them.
    We,
    /// They called us.
    They,
    /// We called, and nobody answered.
    Missed,
}

impl From<How> for Rang {
    fn from(how: How) -> Rang {
        match how {
            How::We => Rang::WeCalled,
            How::They => Rang::TheyCalled,
            How::Missed => Rang::Missed,
        }
    }
}

/// A telephone call.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCall {
    how: How,
    /// What was said. Light Markdown; stays in the team.
    text: String,
    /// Somebody who takes part; whoever asks when left out.
    person: Option<i64>,
    /// When it was; now when left out.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<At>,
    /// Ids of needs that they were told of: an open one is met by it.
    #[serde(default)]
    settles: Vec<i64>,
}

/// Writes down a telephone call. Reached by it, whoever asks has heard from us: promises to write or to call are kept.
#[utoipa::path(post, path = "/api/v1/cases/{number}/calls", tag = "messages", operation_id = "call",
    params(("number" = i64, Path, description = "The case")),
    request_body = NewCall,
    responses((status = 201, body = Written), (status = 409, body = Conflict)))]
pub async fn write(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewCall>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let call = Call {
        rang: new.how.into(),
        with: new.person,
        at: new.at.unwrap_or(now),
        words: new.text,
        settles: new.settles,
    };
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let written = deeds::call(tx, &asker, number, &call, now)?;
                let message = messages_json(tx, number, written.message - 1, 1)?.pop();
                let message =
                    message.ok_or_else(|| Problem::not_found("message", written.message))?;
                let case = case_json(tx, number)?;
                Ok(Answer::created(to_json(&Written { message, case })?).about(number))
            })
        })
        .await
        .doing(|| format!("writing down a call in case {number}"))
}
