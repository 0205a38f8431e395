//! `/settings/times`: what an agent does not want to be asked about while they
//! write, and asking again.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Deserialize;

use super::{store, views};
use crate::t;
use crate::web::{Asker, Desk, Doing, Form, PageContext, Problem, Routes, Who, page, see_other};

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/times", Who::Agent, show)
        .post("/promises/muted", Who::Agent, mute)
}

async fn show(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let agent = asker.agent;
    let muted = desk
        .db
        .read(move |tx| store::muted::of(tx, agent).map_err(Problem::from))
        .await
        .doing(|| "listing muted times")?;
    let title = t!(asker.words(), "promises-times");
    let body = views::muted(&asker, &title, &muted);
    Ok(page(
        &PageContext::of(&desk, &asker, "settings"),
        &title,
        body,
    ))
}

#[derive(Clone, Deserialize)]
struct Mute {
    phrase: String,
    /// Ask about such times again.
    #[serde(default)]
    again: bool,
    /// Pressed on the page of the settings, not in a letter.
    #[serde(default)]
    back: bool,
}

/// Escape twice: such times are offered no more, until the agent says so.
async fn mute(
    State(desk): State<Desk>,
    asker: Asker,
    Form(form): Form<Mute>,
) -> Result<Response, Problem> {
    let (now, back) = (desk.now(), form.back);
    let phrase: String = form.phrase.chars().take(super::api::LONGEST).collect();
    desk.db
        .write(move |tx| {
            if form.again {
                store::muted::hear_again(tx, asker.agent, &phrase)?;
            } else {
                store::muted::mute(tx, asker.agent, &phrase, now)?;
            }
            Ok::<_, Problem>(())
        })
        .await
        .doing(|| "muting a phrase")?;
    Ok(match back {
        true => see_other("/settings/times"),
        false => StatusCode::NO_CONTENT.into_response(),
    })
}
