//! One of us wants to hear what happens in a case, or no more.

use super::back;
use crate::cases::deeds;
use crate::web::{Asker, Desk, Doing, Form, Named, Problem};
use axum::extract::State;
use axum::response::Redirect;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Follow {
    /// "no" ends it.
    follow: String,
}

pub async fn follow(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<Follow>,
) -> Result<Redirect, Problem> {
    let (now, wanted) = (desk.now(), form.follow != "no");
    desk.db
        .write(move |tx| deeds::follow(tx, &asker, number, wanted, now))
        .await
        .doing(|| format!("following case {number}"))?;
    Ok(back(number))
}
