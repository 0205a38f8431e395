//! `/screened`: what is kept and not shown yet. One press lets it in with the
//! time at which it came; another says that it can go.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::intake::deeds::{self, held};
use crate::intake::rules::Door;
use crate::intake::views::held::{self as views, List};
use crate::messages::pages::{download, framed};
use crate::web::{
    Asked, Asker, Desk, Doing, Named, PageContext, Problem, Routes, Who, page, see_other,
};

const AT_ONCE: i64 = 50;

pub fn routes() -> Routes {
    Routes::new()
        .get("/screened", Who::Agent, screened)
        .get("/screened/leaving", Who::Agent, leaving)
        .get("/screened/{arrival}", Who::Agent, one)
        .get("/screened/{arrival}/html", Who::Agent, html)
        .get("/screened/{arrival}/raw", Who::Agent, raw)
        .post("/screened/{arrival}/keep", Who::Agent, keep)
        .post("/screened/{arrival}/go", Who::Agent, go)
        .post("/screened/{arrival}/stay", Who::Agent, stay)
}

#[derive(Deserialize)]
struct From {
    before: Option<i64>,
    /// Somebody has just said that this one can go.
    went: Option<i64>,
}

async fn screened(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(from): Asked<From>,
) -> Result<Response, Problem> {
    list(&desk, &asker, List::Held, from).await
}

async fn leaving(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(from): Asked<From>,
) -> Result<Response, Problem> {
    list(&desk, &asker, List::Leaving, from).await
}

async fn list(desk: &Desk, asker: &Asker, which: List, from: From) -> Result<Response, Problem> {
    let before = from.before.unwrap_or(i64::MAX);
    let (held, older) = held::list(desk, which, before, AT_ONCE).await?;
    let body = views::list(asker, desk.now(), which, &held, older, from.went);
    let title = which.title(asker.words());
    let page = page(&PageContext::of(desk, asker, "screened"), &title, body);
    Ok(page.into_response())
}

async fn one(
    State(desk): State<Desk>,
    asker: Asker,
    Named(arrival): Named<i64>,
) -> Result<Response, Problem> {
    let found = held::find(&desk, arrival, false).await?;
    // Let in meanwhile, or gone: there is nothing to be decided any more.
    if let Some(case) = found.0.case {
        return Ok(see_other(&format!("/cases/{case}")));
    }
    if found.0.raw.is_empty() {
        return Err(Problem::not_found("arrival", arrival));
    }
    let held = held::read(&desk, vec![found]).await?;
    let [held] = held.as_slice() else {
        return Err(Problem::not_found("arrival", arrival));
    };
    let title = List::Held.title(asker.words());
    let body = views::one(&asker, desk.now(), held);
    let page = page(&PageContext::of(&desk, &asker, "screened"), &title, body);
    Ok(page.into_response())
}

/// The HTML of a held letter, cleaned, for a frame; nothing from outside is
/// loaded, pressed or not: whoever sent it must not learn that it was read.
async fn html(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(arrival): Named<i64>,
) -> Result<Response, Problem> {
    let (kept, _, raw) = held::find(&desk, arrival, false).await?;
    let cleaned = tokio::task::spawn_blocking(move || {
        let html = deeds::glance(&kept, &raw?).html?;
        let clean = letters::Clean {
            pictures: false,
            cid: &|_| None,
        };
        Some(letters::clean_html(&html, &clean))
    });
    let cleaned = cleaned
        .await
        .map_err(anyhow::Error::from)
        .doing(|| format!("cleaning arrival {arrival}"))?;
    let cleaned = cleaned.ok_or_else(|| Problem::not_found("arrival", arrival))?;
    Ok(framed(&cleaned.html, None, false))
}

/// The bytes as they came, for saving; never shown by the browser.
async fn raw(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(arrival): Named<i64>,
) -> Result<Response, Problem> {
    let (kept, _, raw) = held::find(&desk, arrival, true).await?;
    let raw = raw.ok_or_else(|| Problem::not_found("arrival", arrival))?;
    let ending = match kept.door {
        Door::Form | Door::Api => "json",
        _ => "eml",
    };
    Ok(download(&format!("arrival-{arrival}.{ending}"), raw))
}

/// "Keep": into a case, with the time at which it came.
async fn keep(
    State(desk): State<Desk>,
    asker: Asker,
    Named(arrival): Named<i64>,
) -> Result<Response, Problem> {
    let verdict = deeds::keep(&desk, &asker, arrival).await?;
    Ok(match verdict.case {
        Some(case) => see_other(&format!("/cases/{case}")),
        None => see_other("/screened"),
    })
}

async fn go(
    State(desk): State<Desk>,
    asker: Asker,
    Named(arrival): Named<i64>,
) -> Result<Response, Problem> {
    deeds::let_go(&desk, &asker, arrival).await?;
    Ok(see_other(&format!("/screened?went={arrival}")))
}

async fn stay(
    State(desk): State<Desk>,
    asker: Asker,
    Named(arrival): Named<i64>,
) -> Result<Response, Problem> {
    deeds::stay(&desk, &asker, arrival).await?;
    Ok(see_other("/screened"))
}
