//! What went wrong: set by a few letters of its name, or taken away.

use super::{again, back};
use crate::cases::deeds;
use crate::web::{Asker, Desk, Doing, Form, Named, Problem};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
pub struct OnCause {
    #[serde(default)]
    cause: String,
    /// It was not this one.
    not: Option<i64>,
}

pub async fn cause(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<OnCause>,
) -> Result<Response, Problem> {
    let (me, now, wanted) = (asker.clone(), desk.now(), form.clone());
    let done = desk
        .db
        .write(move |tx| match wanted.not {
            Some(cause) => deeds::unset_cause(tx, &me, number, cause, now),
            None => deeds::set_cause(tx, &me, number, &wanted.cause, now).map(|_| ()),
        })
        .await
        .doing(|| format!("setting a cause of case {number}"));
    match done {
        Ok(()) => Ok(back(number).into_response()),
        Err(problem) => again(&desk, &asker, number, ("cause", &form, "cause"), problem).await,
    }
}
