//! `/setup/...`: who you are, which mailbox, what the house promises.

pub mod mailbox;
mod word;
mod you;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use maud::Markup;

use super::{deeds, rules::Step};
use crate::kit::words::Words;
use crate::t;
use crate::web::{Asker, Desk, Doing, PageContext, Problem, Routes, Visitor, Who, page, see_other};

pub fn routes() -> Routes {
    Routes::new()
        .get("/setup", Who::Admin, go_on)
        .get("/setup/mailbox", Who::Admin, mailbox::show)
        .post("/setup/mailbox", Who::Admin, mailbox::take)
        .get("/setup/our-word/{mailbox}", Who::Admin, word::show)
        .post("/setup/our-word/{mailbox}", Who::Admin, word::take)
        .get("/setup/{token}", Who::Link, you::show)
        .post("/setup/{token}", Who::Link, you::take)
}

/// `GET /setup`: where it was left.
async fn go_on(State(desk): State<Desk>, _: Asker) -> Result<Response, Problem> {
    let step = desk
        .db
        .read(deeds::step)
        .await
        .doing(|| "reading how far the set-up came")?;
    Ok(see_other(&path_of(step)))
}

fn path_of(step: Option<Step>) -> String {
    match step {
        Some(Step::Mailbox) => "/setup/mailbox".to_owned(),
        Some(Step::Word { mailbox }) => format!("/setup/our-word/{mailbox}"),
        // Nobody can sign in before the first page, so its link is the way there.
        Some(Step::You) | None => "/today".to_owned(),
    }
}

/// A page of the set-up: plain, and with the three steps above.
fn sheet(desk: &Desk, visitor: &Visitor, title: &str, body: Markup) -> Markup {
    page(
        &PageContext::visitor(desk, visitor).script("js/setup.js"),
        title,
        body,
    )
}

/// The same for somebody who is signed in: in their own language.
fn own_sheet(desk: &Desk, asker: &Asker, visitor: &Visitor, title: &str, body: Markup) -> Markup {
    let context = PageContext::visitor(desk, visitor).speaking(asker.lang);
    page(
        &context.without_switches().script("js/setup.js"),
        title,
        body,
    )
}

/// One sentence and a way on, where a page cannot be shown.
fn instead(
    desk: &Desk,
    visitor: &Visitor,
    status: StatusCode,
    words: Words,
    key: &str,
) -> Response {
    let title = t!(words, "setup-title");
    let body = super::views::instead(words, &words.say(key));
    let context = PageContext::visitor(desk, visitor).small();
    (status, page(&context, &title, body)).into_response()
}

fn with_cookie(mut response: Response, cookie: &str) -> Result<Response, Problem> {
    let value = cookie.parse().map_err(anyhow::Error::from)?;
    response.headers_mut().append(SET_COOKIE, value);
    Ok(response)
}
