//! `/screened`: what is kept and not shown yet. One press lets it in with the
//! time at which it came; another says that it can go.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::intake::deeds;
use crate::intake::rules::Door;
use crate::intake::store::{self, Arrival, held};
use crate::intake::views::held::{self as views, Held, List};
use crate::kit::At;
use crate::messages::pages::{download, framed};
use crate::web::{
    Asked, Asker, Desk, Doing, Named, PageContext, Problem, Routes, Who, page, see_other,
};

/// Above this size the words of what is held back are not shown on the list.
const SHOWN: i64 = 1 << 20;
const AT_ONCE: i64 = 50;
/// How many words say why the filter held a letter back.
const WORDS: usize = 5;

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

type Found = (Arrival, Option<At>, Option<Vec<u8>>);

async fn list(desk: &Desk, asker: &Asker, which: List, from: From) -> Result<Response, Problem> {
    let before = from.before.unwrap_or(i64::MAX);
    let found = desk.db.read(move |tx| {
        let arrivals: Vec<(Arrival, Option<At>)> = match which {
            List::Held => {
                let back = held::back(tx, before, AT_ONCE + 1)?;
                back.into_iter().map(|a| (a, None)).collect()
            }
            List::Leaving => {
                let leaving = held::leaving(tx, before, AT_ONCE + 1)?;
                leaving.into_iter().map(|(a, at)| (a, Some(at))).collect()
            }
        };
        let mut found: Vec<Found> = Vec::new();
        for (arrival, leaves) in arrivals {
            let raw = match arrival.size <= SHOWN {
                true => tx.blob(&arrival.raw)?,
                false => None,
            };
            found.push((arrival, leaves, raw));
        }
        Ok::<_, ::store::Error>(found)
    });
    let mut found = found.await.doing(|| "listing what is held back")?;
    let more = found.len() as i64 > AT_ONCE;
    found.truncate(AT_ONCE as usize);
    let older = found
        .last()
        .filter(|_| more)
        .map(|(arrival, ..)| arrival.id);
    let held = read(desk, found).await?;
    let body = views::list(asker, desk.now(), which, &held, older, from.went);
    let title = which.title(asker.words());
    let page = page(&PageContext::of(desk, asker, "screened"), &title, body);
    Ok(page.into_response())
}

/// Reading letters is work: not on the threads that answer.
async fn read(desk: &Desk, found: Vec<Found>) -> Result<Vec<Held>, Problem> {
    let sieve = desk.sieve.now();
    let read = tokio::task::spawn_blocking(move || {
        let read = |(arrival, leaves, raw): Found| {
            let words = raw.map(|raw| deeds::glance(&arrival, &raw));
            let because = sieve.as_ref().zip(words.as_ref());
            let because = because.filter(|_| arrival.reason.as_deref() == Some("learned"));
            Held {
                because: because.map_or(Vec::new(), |(sieve, said)| {
                    sieve.why(&format!("{} {}", said.subject, said.words), WORDS)
                }),
                words,
                arrival,
                leaves,
            }
        };
        found.into_iter().map(read).collect()
    });
    read.await
        .map_err(anyhow::Error::from)
        .doing(|| "reading what is held back")
}

/// One that is held back still, with its bytes when they are asked for whole.
async fn find(desk: &Desk, arrival: i64, whole: bool) -> Result<Found, Problem> {
    let found = desk.db.read(move |tx| {
        let Some(kept) = store::find(tx, arrival)? else {
            return Ok(None);
        };
        let leaves = held::leaves_since(tx, arrival)?;
        let raw = match whole || kept.size <= SHOWN {
            true => tx.blob(&kept.raw)?,
            false => None,
        };
        Ok::<_, ::store::Error>(Some((kept, leaves, raw)))
    });
    found
        .await
        .doing(|| format!("fetching arrival {arrival}"))?
        .ok_or_else(|| Problem::not_found("arrival", arrival))
}

async fn one(
    State(desk): State<Desk>,
    asker: Asker,
    Named(arrival): Named<i64>,
) -> Result<Response, Problem> {
    let found = find(&desk, arrival, false).await?;
    // Let in meanwhile, or gone: there is nothing to be decided any more.
    if let Some(case) = found.0.case {
        return Ok(see_other(&format!("/cases/{case}")));
    }
    if found.0.raw.is_empty() {
        return Err(Problem::not_found("arrival", arrival));
    }
    let held = read(&desk, vec![found]).await?;
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
    let (kept, _, raw) = find(&desk, arrival, false).await?;
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
    let (kept, _, raw) = find(&desk, arrival, true).await?;
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
