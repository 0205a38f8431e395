//! What a person does about needs: their own in other words, and ours.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::{Came, chosen, find, nowhere, press, receive, the_page};
use crate::cases::deeds;
use crate::intake::read_form;
use crate::kit::words::Words;
use crate::needs::views::Held;
use crate::portal::views::Done;
use crate::web::{Client, Desk, Form, Named, Problem, Routes, Visitor, Who};

pub fn routes() -> Routes {
    Routes::new()
        .post("/c/{token}/need-words", Who::Link, need_words)
        .post_in_pieces("/c/{token}/give/{need}", Who::Link, give)
}

#[derive(Deserialize)]
struct NeedWords {
    need: i64,
    #[serde(default)]
    text: String,
    lang: Option<String>,
}

/// A need in other words. What cannot be taken stands in its field again.
async fn need_words(
    state: State<Desk>,
    visitor: Visitor,
    client: Client,
    Named(token): Named<String>,
    Form(form): Form<NeedWords>,
) -> Result<Response, Problem> {
    let (need, text) = (form.need, form.text.clone());
    let pressed = press(
        &state.0,
        &visitor,
        client,
        token.clone(),
        form.lang.clone(),
        Done::Reworded,
        move |tx, case, person, now| deeds::reword_need(tx, case, person, need, &text, now),
    )
    .await;
    match pressed {
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let held = |why| Held {
                need,
                words: form.text,
                why,
            };
            with_words(
                &state.0,
                &visitor,
                &token,
                form.lang.as_deref(),
                &problem,
                held,
            )
            .await
        }
        answer => answer,
    }
}

/// The page again, with what was typed for one need and why it was not taken.
async fn with_words(
    desk: &Desk,
    visitor: &Visitor,
    token: &str,
    lang: Option<&str>,
    problem: &Problem,
    held: impl FnOnce(String) -> Held,
) -> Result<Response, Problem> {
    let Some(seen) = find(desk, token).await? else {
        return nowhere(desk, visitor, lang).await;
    };
    let lang = chosen(lang, &seen);
    let came = Came {
        of_need: Some(held(problem.detail(Words::of(lang)))),
        ..Came::default()
    };
    Ok(the_page(desk, visitor, token, &seen, lang, came))
}

/// What we asked of them: their words and files are received like any letter,
/// then the need of ours is met.
async fn give(
    State(desk): State<Desk>,
    visitor: Visitor,
    client: Client,
    Named((token, need)): Named<(String, i64)>,
    request: Request,
) -> Result<Response, Problem> {
    let sent = read_form(&desk, request).await?;
    let lang = Some(sent.typed.lang.clone());
    let Some(seen) = find(&desk, &token).await? else {
        return nowhere(&desk, &visitor, lang.as_deref()).await;
    };
    let empty = sent.typed.text.trim().is_empty() && sent.files.is_empty();
    let refused = if !sent.too_large.is_empty() {
        Some(Problem::too_large(desk.config.limits.form))
    } else if empty {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Some(Problem::refuse(status, "empty", "needs-give-empty"))
    } else {
        desk.limits.form(client.0).err()
    };
    let words = sent.typed.text.clone();
    let held = |why| Held { need, words, why };
    if let Some(problem) = refused {
        return with_words(&desk, &visitor, &token, lang.as_deref(), &problem, held).await;
    }
    let (text, once) = (&sent.typed.text, &sent.typed.once);
    if let Err(error) = receive(&desk, &token, &seen, text, once, sent.files).await {
        tracing::error!(%error, "Words from a case page could not be kept");
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let problem = Problem::refuse(status, "not-kept", "portal-not-kept");
        return with_words(&desk, &visitor, &token, lang.as_deref(), &problem, held).await;
    }
    let met = move |tx: &mut ::store::Tx<'_>, case, person, now| {
        deeds::give_asked(tx, case, person, need, now)
    };
    press(&desk, &visitor, client, token, lang, Done::Given, met).await
}
