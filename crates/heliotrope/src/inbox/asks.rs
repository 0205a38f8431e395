//! `/asks`: what the team asks of its lead. Yes lets the waiting letter go.

use ::store::{Error, Tx};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use crate::cases;
use crate::cases::deeds::{self, Answered, Waited};
use crate::goodwill::{self, views::Asked};
use crate::t;
use crate::web::{
    self, Answer, Asker, Desk, Doing, Form, Named, Once, PageContext, Problem, icon, page,
};

/// More than anybody answers at one go.
const MOST: i64 = 100;

#[derive(Deserialize)]
pub struct Done {
    /// "sent": the letter that waited has left. "waits": somebody looks first.
    /// "kept": it is a draft. "yes", "no".
    done: Option<String>,
}

pub async fn asks(
    State(desk): State<Desk>,
    asker: Asker,
    web::Asked(query): web::Asked<Done>,
) -> Result<Markup, Problem> {
    the_page(&desk, &asker, query.done.as_deref(), None).await
}

/// The questions that nobody has answered, each with what stands under its
/// letter: `y` sends it unopened.
pub fn open(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Asked>, Error> {
    let mut all = Vec::new();
    for ask in goodwill::store::asks_open(tx, most)? {
        let case = match ask.reply.is_empty() {
            true => None,
            false => cases::store::find(tx, ask.case)?,
        };
        let hints = match case {
            Some(case) => deeds::hints(tx, &case, &ask.reply)?,
            None => Vec::new(),
        };
        all.push((ask, hints));
    }
    Ok(all)
}

async fn the_page(
    desk: &Desk,
    asker: &Asker,
    done: Option<&str>,
    wrong: Option<(i64, String)>,
) -> Result<Markup, Problem> {
    let words = asker.words();
    let asks = desk
        .db
        .read(|tx| open(tx, MOST))
        .await
        .doing(|| "reading the questions to the lead")?;
    let said = match done {
        Some("sent") => Some(t!(words, "goodwill-done-sent")),
        Some("waits") => Some(t!(words, "goodwill-done-waits")),
        Some("kept") => Some(t!(words, "goodwill-done-kept")),
        Some("yes") => Some(t!(words, "goodwill-done-yes")),
        Some("no") => Some(t!(words, "goodwill-done-no")),
        _ => None,
    };
    let title = t!(words, "goodwill-asks");
    // A question that is gone has no line of its own to say so.
    let gone = wrong
        .as_ref()
        .filter(|(id, _)| asks.iter().all(|(a, _)| a.id != *id));
    let here = wrong.as_ref().map(|(id, why)| (*id, why.as_str()));
    let body = html! {
        div.pane.sheet-page {
            div.broad.stack {
                header.page-head { h1 { (title) } }
                @if let Some(said) = said { div.bar.met role="status" { (icon("circle-check")) p { (said) } } }
                @if let Some((_, why)) = gone { div.bar.owed role="alert" { (icon("info")) p { (why) } } }
                (goodwill::views::asks(&asks, here, asker, desk.now()))
            }
        }
    };
    Ok(page(&PageContext::of(desk, asker, "lead"), &title, body))
}

#[derive(Clone, Deserialize)]
pub struct AnswerForm {
    answer: String,
    #[serde(default)]
    reason: String,
}

pub async fn answer(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    once: Once,
    Form(form): Form<AnswerForm>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let (me, default_server) = (asker.clone(), desk.config.smtp.is_some());
    let answered = match form.answer.as_str() {
        "yes" => Answered::Yes,
        _ => Answered::No(form.reason),
    };
    let done = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let waited = deeds::answer_ask(tx, &me, id, &answered, default_server, now)?;
                Ok(Answer::see(match (&answered, waited) {
                    (Answered::No(_), _) => "/asks?done=no",
                    (Answered::Yes, Waited::Sent) => "/asks?done=sent",
                    (Answered::Yes, Waited::Waits) => "/asks?done=waits",
                    (Answered::Yes, Waited::Draft) => "/asks?done=kept",
                    (Answered::Yes, Waited::Nothing) => "/asks?done=yes",
                }))
            })
        })
        .await;
    match done {
        Ok(answer) => Ok(answer.into_response()),
        Err(problem) if problem.is_failure() || problem.status == StatusCode::NOT_FOUND => {
            Err(problem.doing(format!("answering question {id}")))
        }
        Err(problem) => {
            let status = problem.status;
            let why = problem.detail(asker.words());
            let body = the_page(&desk, &asker, None, Some((id, why))).await?;
            Ok((status, body).into_response())
        }
    }
}
