//! `/people/{id}/erase`: what would go, then the press that takes it.
//! `/people/{id}/export`: all we hold. The rule of a mailbox stands in
//! `pages/keeping.rs`.

mod keeping;

use anyhow::Context;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio::io::AsyncReadExt;

use super::{deeds, views};
use crate::people;
use crate::t;
use crate::web::{
    Asker, Desk, Doing, Form, Named, PageContext, Problem, Routes, Who, page, see_other,
};

pub fn routes() -> Routes {
    Routes::new()
        .get("/people/{id}/erase", Who::Admin, ask)
        .post("/people/{id}/erase", Who::Admin, erase)
        .post("/people/{id}/export", Who::Admin, export)
        .merge(keeping::routes())
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

/// How much of an archive is handed on at a time.
const PIECE: usize = 64 * 1024;

/// All we hold on a person, as a file to be saved. It lies on the disk without
/// a name while it is made, and goes with the last byte.
async fn export(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let file = tempfile::tempfile_in(&desk.config.data)
        .context("making a file for the archive")
        .doing(|| format!("exporting person {id}"))?;
    let file = deeds::export(&desk, id, asker.actor(), file).await?;
    let pieces = futures_util::stream::try_unfold(
        tokio::fs::File::from_std(file),
        async |mut file: tokio::fs::File| {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).await?;
            piece.truncate(read);
            Ok::<_, std::io::Error>((read > 0).then_some((Bytes::from(piece), file)))
        },
    );
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"person-{id}.zip\""),
        ),
        (
            HeaderName::from_static("x-content-type-options"),
            "nosniff".to_owned(),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}
