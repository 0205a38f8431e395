//! The public form (`/write`, in `form`), and what is kept but not shown yet
//! (`/screened`). Thin: find, decide, save, answer.

mod form;

use axum::extract::{Query, State};
use axum::http::HeaderName;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::deeds;
use super::rules::Door;
use super::store;
use super::views::{self, Held};
use crate::t;
use crate::web::{Asker, Desk, Doing, Named, PageContext, Problem, Routes, Who, page, see_other};

/// Above this size the words of what is held back are not shown on the list.
const SHOWN: i64 = 1 << 20;
const HELD: i64 = 50;

pub fn routes() -> Routes {
    Routes::new()
        .get("/write", Who::Anyone, form::show_of_the_house)
        .post_in_pieces("/write", Who::Anyone, form::send_to_the_house)
        .get("/write/{mailbox}", Who::Anyone, form::show)
        .post_in_pieces("/write/{mailbox}", Who::Anyone, form::send)
        .get("/screened", Who::Agent, screened)
        .get("/screened/{arrival}/raw", Who::Agent, raw)
        .post("/screened/{arrival}/keep", Who::Agent, keep)
        .post("/cases/{n}/belongs", Who::Agent, belongs)
}

#[derive(Deserialize)]
struct From {
    before: Option<i64>,
}

async fn screened(
    State(desk): State<Desk>,
    asker: Asker,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    let before = from.before.unwrap_or(i64::MAX);
    let found = desk.db.read(move |tx| {
        let mut held = Vec::new();
        for arrival in store::held_back(tx, before, HELD + 1)? {
            let raw = if arrival.size <= SHOWN {
                tx.blob(&arrival.raw)?
            } else {
                None
            };
            held.push((arrival, raw));
        }
        Ok::<_, ::store::Error>(held)
    });
    let mut found = found.await.doing(|| "listing what is held back")?;
    let older = (found.len() as i64 > HELD)
        .then(|| found.truncate(HELD as usize))
        .and(found.last());
    let older = older.map(|(arrival, _)| arrival.id);
    // Reading letters is work: not on the threads that answer.
    let held = tokio::task::spawn_blocking(move || {
        found
            .into_iter()
            .map(|(arrival, raw)| Held {
                words: raw.map(|r| deeds::glance(&arrival, &r)),
                arrival,
            })
            .collect()
    });
    let held: Vec<Held> = held
        .await
        .map_err(anyhow::Error::from)
        .doing(|| "reading what is held back")?;
    let words = asker.words();
    let body = views::screened(words, &asker, desk.now(), &held, older);
    Ok(page(
        &PageContext::of(&desk, &asker, "screened"),
        &t!(words, "intake-screened-title"),
        body,
    )
    .into_response())
}

/// The bytes as they came, for saving; never shown by the browser.
async fn raw(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(arrival): Named<i64>,
) -> Result<Response, Problem> {
    let found = desk.db.read(move |tx| {
        let Some(kept) = store::find(tx, arrival)? else {
            return Ok(None);
        };
        Ok::<_, ::store::Error>(tx.blob(&kept.raw)?.map(|raw| (kept, raw)))
    });
    let found = found
        .await
        .doing(|| format!("fetching arrival {arrival}"))?;
    let (kept, raw) = found.ok_or_else(|| Problem::not_found("arrival", arrival))?;
    let ending = if matches!(kept.door, Door::Form | Door::Api) {
        "json"
    } else {
        "eml"
    };
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"arrival-{arrival}.{ending}\""),
        ),
        (
            CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'".to_owned(),
        ),
        (
            HeaderName::from_static("x-content-type-options"),
            "nosniff".to_owned(),
        ),
    ];
    Ok((headers, raw).into_response())
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

/// "Belongs to #1042".
async fn belongs(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Response, Problem> {
    let home = deeds::belongs(&desk, &asker, number).await?;
    Ok(see_other(&format!("/cases/{home}")))
}
