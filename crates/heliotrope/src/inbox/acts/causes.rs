//! What went wrong: set by a few letters of its name, or taken away.

use super::back;
use crate::cases::deeds;
use crate::web::{Asker, Desk, Doing, Problem};
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum_extra::extract::Form;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct OnCause {
    #[serde(default)]
    cause: String,
    /// It was not this one.
    not: Option<i64>,
}

pub async fn cause(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
    Form(form): Form<OnCause>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| match form.not {
            Some(cause) => deeds::unset_cause(tx, &asker, number, cause, now),
            None => deeds::set_cause(tx, &asker, number, &form.cause, now).map(|_| ()),
        })
        .await
        .doing(|| format!("setting a cause of case {number}"))?;
    Ok(back(number))
}
