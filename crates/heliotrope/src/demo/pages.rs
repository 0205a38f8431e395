//! The letters that were caught, as pages and as JSON. Only in the demo.

use super::catcher::{self, Caught};
use super::views;
use crate::messages::pages::framed;
use crate::web::{Asked, Desk, Doing, Named, Problem, Routes, Visitor, Who};
use anyhow::Context;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

/// Letters on a page of the list.
const PAGE: usize = 100;

pub fn routes() -> Routes {
    Routes::new()
        .get("/mail", Who::Demo, list)
        .get("/mail/{id}", Who::Demo, letter)
        .get("/mail/{id}/html", Who::Demo, html)
}

#[derive(Deserialize)]
struct From {
    /// The id of the last letter of the page before.
    cursor: Option<String>,
}

#[derive(Serialize)]
struct Item {
    #[serde(flatten)]
    caught: Caught,
    subject: Option<String>,
    raw_base64: String,
}

/// Newest first. `Accept: application/json` gives `{"items", "next"}`.
async fn list(
    State(desk): State<Desk>,
    visitor: Visitor,
    Asked(from): Asked<From>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let (letters, next) = read(&desk, from.cursor).await?;
    if !accept.contains("application/json") {
        return Ok(
            views::page(visitor.words(), desk.now(), &letters, next.as_deref(), None)
                .into_response(),
        );
    }
    let items: Vec<Item> = letters
        .into_iter()
        .map(|caught| Item {
            subject: letters::read(&caught.bytes).0.subject,
            raw_base64: BASE64.encode(&caught.bytes),
            caught,
        })
        .collect();
    Ok(Json(serde_json::json!({ "items": items, "next": next })).into_response())
}

async fn read(
    desk: &Desk,
    cursor: Option<String>,
) -> Result<(Vec<Caught>, Option<String>), Problem> {
    let folder = catcher::folder(desk);
    blocking(move || {
        let mut names = catcher::names(&folder)?;
        if let Some(cursor) = cursor {
            names.retain(|name| *name < cursor);
        }
        let more = names.len() > PAGE;
        names.truncate(PAGE);
        let mut letters = Vec::with_capacity(names.len());
        for name in &names {
            letters.extend(catcher::open(&folder, name)?);
        }
        Ok((letters, names.pop().filter(|_| more)))
    })
    .await
}

/// Files are read off the async threads.
async fn blocking<T: Send + 'static>(
    read: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(read)
        .await
        .context("waiting for a file")
        .and_then(|read| read.context("reading the caught letters"))
        .doing(|| "showing the caught letters")
}

async fn one(desk: &Desk, id: String) -> Result<Caught, Problem> {
    let folder = catcher::folder(desk);
    let name = id.clone();
    blocking(move || catcher::open(&folder, &name))
        .await?
        .ok_or_else(|| Problem::not_found("caught", id))
}

async fn letter(
    State(desk): State<Desk>,
    visitor: Visitor,
    Named(id): Named<String>,
) -> Result<Response, Problem> {
    let caught = one(&desk, id).await?;
    let (letters, next) = read(&desk, None).await?;
    Ok(views::page(
        visitor.words(),
        desk.now(),
        &letters,
        next.as_deref(),
        Some(&caught),
    )
    .into_response())
}

/// The letter as its reader's program shows it.
async fn html(State(desk): State<Desk>, Named(id): Named<String>) -> Result<Response, Problem> {
    let caught = one(&desk, id).await?;
    let (letter, _) = letters::read(&caught.bytes);
    let html = letter
        .html
        .unwrap_or_else(|| letters::markdown_html(&letter.shown_text));
    let none = |_: &str| None;
    let cleaned = letters::clean_html(
        &html,
        &letters::Clean {
            pictures: false,
            cid: &none,
        },
    );
    Ok(framed(&cleaned.html, None, false))
}
