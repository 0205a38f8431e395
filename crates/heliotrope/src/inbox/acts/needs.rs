//! Needs: another one, and what became of one.

use super::back;
use crate::cases::deeds;
use crate::needs::{How, Settling, State as NeedState};
use crate::web::{Asker, Desk, Doing, Problem};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use axum_extra::extract::Form;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct NewNeed {
    text: String,
}

pub async fn add_need(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
    Form(form): Form<NewNeed>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::add_need(tx, &asker, number, form.text.trim(), now))
        .await
        .doing(|| format!("adding a need to case {number}"))?;
    Ok(back(number))
}

#[derive(Clone, Deserialize)]
pub struct OnNeed {
    act: String,
    reason: Option<String>,
    possible: Option<String>,
    signpost: Option<String>,
}

/// Met, withdrawn, declined, open again, or told by voice.
pub async fn need(
    State(desk): State<Desk>,
    asker: Asker,
    Path((number, need)): Path<(i64, i64)>,
    Form(form): Form<OnNeed>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            if let Some(how) = How::said_aloud(&form.act) {
                return deeds::tell_need(tx, &asker, number, need, how, now);
            }
            let state: NeedState = form.act.parse().map_err(|_| {
                Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "act", "inbox-no-such-act")
            })?;
            let settling = Settling {
                state,
                reason: form.reason.clone(),
                possible: form.possible.clone(),
                signpost: form.signpost.clone(),
            };
            deeds::settle_need(tx, &asker, number, need, &settling, now)
        })
        .await
        .doing(|| format!("settling need {need} of case {number}"))?;
    Ok(back(number))
}
