//! A reply that a colleague leaves for an agent, and what an agent does with it.

use super::{again, refused};
use crate::cases::deeds::{self, Reply, Sent};
use crate::cases::views::Typed;
use crate::messages::{self, Kind};
use crate::web::{Answer, Asker, Desk, Form, Named, Once, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize)]
pub struct Proposed {
    #[serde(default)]
    text: String,
    /// "1": written in the box, whose draft goes with it.
    #[serde(default)]
    drafted: String,
    seen_event: Option<i64>,
}

/// Leaves a reply for an agent to send.
pub async fn propose(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    once: Once,
    Form(form): Form<Proposed>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let (me, wanted) = (asker.clone(), form.clone());
    let done = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                if wanted.drafted == "1" {
                    messages::store::drop_draft(tx, number, me.agent, Kind::Reply)?;
                }
                let text = wanted.text.replace("\r\n", "\n");
                deeds::propose(tx, &me, number, &text, wanted.seen_event, now)?;
                Ok(Answer::see(format!("/cases/{number}#write")))
            })
        })
        .await;
    let typed = Typed {
        text: form.text,
        ..Typed::default()
    };
    match done {
        Ok(answer) => Ok(answer.into_response()),
        Err(problem) => refused(&desk, &asker, number, typed, false, problem).await,
    }
}

#[derive(Clone, Deserialize, Serialize)]
pub struct OnProposal {
    /// "send", "close" or "take".
    act: String,
    seen_event: Option<i64>,
}

/// Sends it as it stands, or takes it as one's own draft.
pub async fn proposal(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, id)): Named<(i64, i64)>,
    once: Once,
    Form(form): Form<OnProposal>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let (me, wanted) = (asker.clone(), form.clone());
    let default_server = desk.config.smtp.is_some();
    let done = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let there = format!("/cases/{number}");
                if wanted.act == "take" {
                    deeds::take_proposal(tx, &me, number, id, now)?;
                    return Ok(Answer::see(format!("{there}#write")));
                }
                if !["send", "close"].contains(&wanted.act.as_str()) {
                    let status = StatusCode::UNPROCESSABLE_ENTITY;
                    return Err(Problem::refuse(status, "act", "cases-proposal-act"));
                }
                let how = Reply {
                    seen_event: wanted.seen_event,
                    close: wanted.act == "close",
                    undo_seconds: me.undo_seconds,
                    default_server,
                    ..Reply::default()
                };
                Ok(Answer::see(
                    match deeds::send_proposal(tx, &me, number, id, &how, now)? {
                        Sent::Left(written) => format!("{there}?sent={}", written.message),
                        Sent::Waits => format!("{there}#write"),
                    },
                ))
            })
        })
        .await;
    match done {
        Ok(answer) => Ok(answer.into_response()),
        Err(problem) => {
            let name = format!("proposal-{id}");
            again(&desk, &asker, number, (name, &form, "act"), problem).await
        }
    }
}
