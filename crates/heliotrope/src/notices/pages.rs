//! `/notices`, and opening one of them.

use super::api;
use super::store::{self, Notice};
use super::views::{self, Shown};
use crate::t;
use crate::web::{
    Asked, Asker, Desk, Doing, Form, Named, PageContext, Problem, Routes, Who, cursor, page,
    read_cursor,
};
use ::store::Tx;
use axum::extract::State;
use axum::response::Redirect;
use maud::Markup;
use serde::Deserialize;

const SHOWN: i64 = 50;

pub fn routes() -> Routes {
    api::routes()
        .get("/notices", Who::Light, list)
        .post("/notices", Who::Light, all_read)
        .post("/notices/{id}", Who::Light, open)
}

#[derive(Deserialize)]
pub struct From {
    cursor: Option<String>,
}

/// A page of them, with the cursor of the next one.
pub(super) fn some(
    tx: &mut Tx<'_>,
    agent: i64,
    from: Option<&str>,
    limit: i64,
) -> Result<(Vec<Notice>, Option<String>), Problem> {
    let before = read_cursor(from)?.unwrap_or(i64::MAX);
    let mut notices = store::of_agent(tx, agent, before, limit + 1)?;
    let more = notices.len() as i64 > limit;
    notices.truncate(limit as usize);
    let next = notices.last().filter(|_| more).map(|n| cursor(&n.id));
    Ok((notices, next))
}

async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(from): Asked<From>,
) -> Result<Markup, Problem> {
    let agent = asker.agent;
    let (notices, next) = desk
        .db
        .read(move |tx| some(tx, agent, from.cursor.as_deref(), SHOWN))
        .await
        .doing(|| "listing the notices")?;
    let body = views::list(&asker, &Shown { notices, next }, desk.now());
    let title = t!(asker.words(), "notices-title");
    Ok(page(
        &PageContext::of(&desk, &asker, "notices"),
        &title,
        body,
    ))
}

#[derive(Deserialize)]
pub struct AllRead {
    /// The newest that was on the page: what came since stays unread.
    up_to: i64,
}

async fn all_read(
    State(desk): State<Desk>,
    asker: Asker,
    Form(form): Form<AllRead>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| store::read_up_to(tx, asker.agent, form.up_to, now).map_err(Problem::from))
        .await
        .doing(|| "reading all notices")?;
    Ok(Redirect::to("/notices"))
}

/// It is read by this, and leads to what it tells of.
async fn open(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    let (case, message) = desk
        .db
        .write(move |tx| {
            let place = store::place(tx, asker.agent, id)?;
            let place = place.ok_or_else(|| Problem::not_found("notice", id))?;
            store::opened(tx, asker.agent, id, now)?;
            Ok::<_, Problem>(place)
        })
        .await
        .doing(|| format!("opening notice {id}"))?;
    let at = message.map_or(String::new(), |message| format!("#m{message}"));
    Ok(Redirect::to(&format!("/cases/{case}{at}")))
}
