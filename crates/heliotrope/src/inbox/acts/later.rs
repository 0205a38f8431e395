//! A case is put off until a time that is typed in words, or brought back.

use super::{again, back};
use crate::cases::deeds;
use crate::web::{Asker, Desk, Doing, Form, Named, Problem};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Later {
    /// "back" ends it.
    act: String,
    when: String,
    reason: String,
    /// One of the times that need no typing.
    quick: String,
}

/// Refused, the menu comes back open with what was typed.
pub async fn later(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<Later>,
) -> Result<Response, Problem> {
    let (now, me, wanted) = (desk.now(), asker.clone(), form.clone());
    let done = desk
        .db
        .write(move |tx| {
            if wanted.act == "back" {
                return deeds::bring_back(tx, &me, number, now);
            }
            let typed = match wanted.quick.is_empty() {
                true => &wanted.when,
                false => &wanted.quick,
            };
            let until = deeds::later_at(tx, &me, number, typed, now)?;
            deeds::put_off(tx, &me, number, (until, &wanted.reason), now).map(|_| ())
        })
        .await
        .doing(|| format!("putting case {number} off"));
    match done {
        Ok(()) => Ok(back(number).into_response()),
        Err(problem) => again(&desk, &asker, number, ("later", &form, "when"), problem).await,
    }
}
