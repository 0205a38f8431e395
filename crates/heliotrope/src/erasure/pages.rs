//! `/people/{id}/erase`: what would go, then the press that takes it.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{deeds, views};
use crate::people;
use crate::t;
use crate::web::{Asker, Desk, Doing, Named, PageContext, Problem, Routes, Who, page, see_other};

pub fn routes() -> Routes {
    Routes::new()
        .get("/people/{id}/erase", Who::Admin, ask)
        .post("/people/{id}/erase", Who::Admin, erase)
}

async fn ask(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    show(&desk, &asker, id, false).await
}

/// What would go. `unread`: somebody pressed without having said that they
/// read it.
async fn show(desk: &Desk, asker: &Asker, id: i64, unread: bool) -> Result<Response, Problem> {
    let survey = deeds::survey(desk, id).await?;
    let person = desk
        .db
        .read(move |tx| people::store::find(tx, id))
        .await
        .doing(|| format!("reading person {id}"))?
        .ok_or_else(|| Problem::not_found("person", id))?;
    let title = t!(asker.words(), "erasure-title", name = person.shown());
    let body = views::ask(asker, &title, &survey, unread);
    let status = match unread {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let page = page(&PageContext::of(desk, asker, "people"), &title, body);
    Ok((status, page).into_response())
}

#[derive(Deserialize)]
struct Sure {
    #[serde(default)]
    sure: String,
}

async fn erase(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Form(form): Form<Sure>,
) -> Result<Response, Problem> {
    if form.sure.is_empty() {
        return show(&desk, &asker, id, true).await;
    }
    deeds::erase(&desk, id, asker.actor()).await?;
    Ok(see_other(&format!("/people/{id}")))
}
