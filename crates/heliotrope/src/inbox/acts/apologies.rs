//! Faults: that no apology is owed, what changes, answers that wait, complaints.

use super::{again, back, refused};
use crate::cases::deeds::{self, Said};
use crate::cases::views::Typed;
use crate::causes;
use crate::web::{Asker, Desk, Doing, Form, Named, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

fn no_such_act() -> Problem {
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "act", "inbox-no-such-act")
}

#[derive(Deserialize)]
pub struct OnFault {
    /// not_owed, not_about_that, changed, given
    act: String,
    /// What was given.
    owed: Option<i64>,
    #[serde(default)]
    cause: String,
}

pub async fn sorry(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<OnFault>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    let cause = desk
        .db
        .write(move |tx| match form.act.as_str() {
            "not_owed" => deeds::not_owed(tx, &asker, number, now).map(|()| None),
            "not_about_that" => deeds::drop_care(tx, &asker, number, now).map(|()| None),
            "given" => {
                let owed = form.owed.ok_or_else(no_such_act)?;
                deeds::given(tx, &asker, number, owed, now).map(|()| None)
            }
            // Who looks after the cause is asked for a date when nobody knows one.
            "changed" => {
                let team = deeds::find(tx, &asker, number)?.team;
                let cause = causes::deeds::meant(tx, &asker, &form.cause, team, now)?;
                causes::deeds::ask_for_change(tx, &asker, cause, now)?;
                Ok(Some(cause))
            }
            _ => Err(no_such_act()),
        })
        .await
        .doing(|| format!("saying something about the fault in case {number}"))?;
    Ok(cause.map_or_else(
        || back(number),
        |id| Redirect::to(&format!("/causes/{id}#changes")),
    ))
}

#[derive(Clone, Deserialize, Serialize)]
pub struct OnAnswer {
    /// send, back
    act: String,
    #[serde(default)]
    why: String,
    seen_event: Option<i64>,
}

/// The named person has looked at an answer that waits.
pub async fn answer(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, id)): Named<(i64, i64)>,
    Form(form): Form<OnAnswer>,
) -> Result<Response, Problem> {
    let (me, now, said) = (asker.clone(), desk.now(), form.clone());
    let default_server = desk.config.smtp.is_some();
    let done = desk
        .db
        .write(move |tx| match said.act.as_str() {
            "send" => deeds::release(tx, &me, number, id, said.seen_event, default_server, now)
                .map(|_| ()),
            "back" => deeds::give_back(tx, &me, number, id, &said.why, now),
            _ => Err(no_such_act()),
        })
        .await
        .doing(|| format!("looking at answer {id} of case {number}"));
    match done {
        Ok(()) => Ok(back(number).into_response()),
        Err(problem) => {
            let form = (format!("answer-{id}"), &form, "why");
            again(&desk, &asker, number, form, problem).await
        }
    }
}

#[derive(Deserialize)]
pub struct OnComplaint {
    act: String,
}

pub async fn complaint(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<OnComplaint>,
) -> Result<Response, Problem> {
    let said = Said::of(&form.act).ok_or_else(no_such_act)?;
    let (me, now) = (asker.clone(), desk.now());
    let done = desk
        .db
        .write(move |tx| deeds::complain(tx, &me, number, said, now))
        .await
        .doing(|| format!("the complaint in case {number}"));
    match done {
        Ok(()) => Ok(back(number).into_response()),
        Err(problem) => refused(&desk, &asker, number, Typed::default(), false, problem).await,
    }
}
