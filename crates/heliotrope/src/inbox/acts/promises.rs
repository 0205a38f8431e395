//! What is done about one promise, and whose move it is.

use super::write::moment;
use super::{again, refused};
use crate::cases::Turn;
use crate::cases::deeds::{self, NewPromise, Word};
use crate::cases::views::Typed;
use crate::needs::How;
use crate::promises::Kind;
use crate::web::{Asker, Desk, Doing, Form, Named, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
pub struct Act {
    act: String,
    /// The new time, a local one of the asker.
    #[serde(default)]
    due: String,
}

/// Kept, released, or given a new time by phone. Refused, the case page says why.
pub async fn promise(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, id)): Named<(i64, i64)>,
    Form(form): Form<Act>,
) -> Result<Response, Problem> {
    let (now, me, wanted) = (desk.now(), asker.clone(), form.clone());
    let done = desk
        .db
        .write(move |tx| match wanted.act.as_str() {
            "kept" => deeds::keep_promise(tx, &me, number, id, None, now),
            "kept-phone" => deeds::keep_promise(tx, &me, number, id, Some(How::Phone), now),
            "released" => deeds::release_promise(tx, &me, number, id, now),
            "later-phone" => {
                let new = NewPromise {
                    kind: Kind::Update,
                    due: moment(&wanted.due, &me)?,
                    words: None,
                    word: Some(Word::Aloud(How::Phone)),
                };
                deeds::renegotiate(tx, &me, number, id, &new, now).map(|_| ())
            }
            _ => Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "act",
                "inbox-no-such-act",
            )),
        })
        .await
        .doing(|| format!("changing promise {id} of case {number}"));
    match done {
        Ok(()) => Ok(super::back(number).into_response()),
        // Its time passed while somebody typed: the letter can promise the new one.
        Err(problem) if problem.code == "late" => {
            let typed = Typed {
                next_word: "at".to_owned(),
                next_word_at: form.due,
                ..Typed::default()
            };
            refused(&desk, &asker, number, typed, false, problem).await
        }
        Err(problem) if form.act == "later-phone" => {
            let form = (format!("promise-{id}"), &form, "due");
            again(&desk, &asker, number, form, problem).await
        }
        Err(problem) => refused(&desk, &asker, number, Typed::default(), false, problem).await,
    }
}

#[derive(Clone, Deserialize)]
pub struct NewTurn {
    turn: String,
}

/// Whose move it is. Nobody waits on a third party without a date (L3).
pub async fn turn(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<NewTurn>,
) -> Result<Response, Problem> {
    let (now, me) = (desk.now(), asker.clone());
    let turn: Turn = form.turn.parse().map_err(|_| {
        Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "act", "inbox-no-such-act")
    })?;
    let done = desk
        .db
        .write(move |tx| deeds::turn(tx, &me, number, turn, now))
        .await
        .doing(|| format!("turning case {number}"));
    match done {
        Ok(()) => Ok(super::back(number).into_response()),
        Err(problem) => refused(&desk, &asker, number, Typed::default(), false, problem).await,
    }
}
