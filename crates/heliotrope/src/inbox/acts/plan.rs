//! The plan: written, changed step by step, or "no plan yet".

use super::write::moment;
use super::{again, back};
use crate::cases::deeds;
use crate::plans::{Act, StepState};
use crate::web::{Asker, Desk, Doing, Form, Named, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
pub struct Written {
    can: Option<String>,
    cannot: Option<String>,
    /// One on each line.
    #[serde(default)]
    steps: String,
    /// "no": there is nothing to say about a plan any more.
    none: Option<String>,
}

pub async fn plan(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<Written>,
) -> Result<Response, Problem> {
    let (me, now) = (asker.clone(), desk.now());
    let act = match form.none {
        Some(_) => Act::Some,
        None => Act::Keep {
            can: form.can.clone(),
            cannot: form.cannot.clone(),
            add: form.steps.lines().map(str::to_owned).collect(),
        },
    };
    let done = desk
        .db
        .write(move |tx| deeds::plan(tx, &me, number, act.clone(), now))
        .await
        .doing(|| format!("writing the plan of case {number}"));
    match done {
        Ok(_) => Ok(back(number).into_response()),
        Err(problem) => again(&desk, &asker, number, ("plan", &form, "steps"), problem).await,
    }
}

#[derive(Clone, Deserialize)]
pub struct OnStep {
    /// A state, "up" or "down".
    act: String,
}

pub async fn step(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, step)): Named<(i64, i64)>,
    Form(form): Form<OnStep>,
) -> Result<Redirect, Problem> {
    let act = match form.act.as_str() {
        "up" | "down" => Act::Move {
            step,
            up: form.act == "up",
        },
        word => Act::State {
            step,
            state: word.parse::<StepState>().map_err(|_| {
                Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "act", "inbox-no-such-act")
            })?,
        },
    };
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::plan(tx, &asker, number, act.clone(), now))
        .await
        .doing(|| format!("changing step {step} of case {number}"))?;
    Ok(back(number))
}

#[derive(Clone, Deserialize, Serialize)]
pub struct NoPlan {
    /// A local time, or "at": then `until_at` is one.
    until: String,
    #[serde(default)]
    until_at: String,
    /// What stands in the reply box, where a script knows it.
    text: Option<String>,
}

pub async fn no_plan_yet(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<NoPlan>,
) -> Result<Response, Problem> {
    let local = match form.until.as_str() {
        "at" => &form.until_at,
        local => local,
    };
    let (me, now, text) = (asker.clone(), desk.now(), form.text.clone());
    let until = match local.trim() {
        "" => Ok(None),
        local => moment(local, &asker).map(Some),
    };
    let done = match until {
        Ok(until) => desk
            .db
            .write(move |tx| deeds::no_plan_yet(tx, &me, number, until, text.as_deref(), now))
            .await
            .doing(|| format!("saying that case {number} has no plan yet")),
        Err(unread) => Err(unread),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/cases/{number}#write")).into_response()),
        Err(problem) => {
            again(
                &desk,
                &asker,
                number,
                ("plan-none", &form, "until"),
                problem,
            )
            .await
        }
    }
}
