//! `/letters`: what waits or did not arrive, with the three presses that mend
//! it. An agent finds what is theirs, a lead everything; the same presses stand
//! on the page of how the desk is.

use ::store::Tx;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Deserialize;

use super::super::{deeds, store, views};
use super::{LETTERS, PATIENCE};
use crate::kit::At;
use crate::t;
use crate::web::{
    Answer, Asked, Asker, Desk, Doing, Form, Named, Once, PageContext, Problem, Role, Routes, Who,
    page,
};

const QUEUE: &str = "/letters";

pub fn routes() -> Routes {
    Routes::new()
        .get(QUEUE, Who::Agent, queue)
        .post("/letters/{id}/again", Who::Agent, again)
        .post("/letters/{id}/address", Who::Agent, correct)
        .post("/letters/{id}/told", Who::Agent, told)
        .post(
            "/settings/health/letters/{id}/again",
            Who::Lead,
            again_of_all,
        )
        .post(
            "/settings/health/letters/{id}/address",
            Who::Lead,
            correct_of_all,
        )
        .post("/settings/health/letters/{id}/told", Who::Lead, told_of_all)
}

#[derive(Deserialize)]
struct From {
    /// The last letter of the page before.
    #[serde(default)]
    after: i64,
}

async fn queue(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(from): Asked<From>,
) -> Result<Markup, Problem> {
    show(&desk, &asker, from.after, None).await
}

/// The page, with what was typed into the form that came back.
async fn show(
    desk: &Desk,
    asker: &Asker,
    after: i64,
    wrong: Option<views::queue::Wrong>,
) -> Result<Markup, Problem> {
    let now = desk.now();
    let whose = (asker.role < Role::Lead).then_some(asker.agent);
    let mut letters = desk
        .db
        .read(move |tx| {
            // One more tells whether there is another page.
            store::held_up(tx, now.minus(PATIENCE), after, LETTERS as i64 + 1, whose)
        })
        .await
        .doing(|| "reading which letters are held up")?;
    let more = letters.len() > LETTERS;
    letters.truncate(LETTERS);
    let shown = views::queue::Queue {
        letters,
        after,
        more,
        wrong,
    };
    let context = PageContext::of(desk, asker, "letters");
    let title = t!(asker.words(), "health-queue");
    Ok(page(
        &context,
        &title,
        views::queue::queue(asker, &shown, now),
    ))
}

async fn again(
    desk: State<Desk>,
    asker: Asker,
    once: Once,
    id: Named<i64>,
) -> Result<Answer, Problem> {
    send_again(desk.0, asker, once, id.0, QUEUE).await
}

async fn again_of_all(
    desk: State<Desk>,
    asker: Asker,
    once: Once,
    id: Named<i64>,
) -> Result<Answer, Problem> {
    send_again(desk.0, asker, once, id.0, super::PATH).await
}

async fn send_again(
    desk: Desk,
    asker: Asker,
    once: Once,
    id: i64,
    there: &'static str,
) -> Result<Answer, Problem> {
    let act = move |tx: &mut Tx<'_>, now| deeds::again(tx, &asker, id, now);
    let done = press(&desk, once, there, act).await;
    done.doing(|| format!("sending letter {id} again"))
}

#[derive(Deserialize)]
struct Corrected {
    #[serde(default)]
    address: String,
}

/// What cannot be an address comes back beside its letter, as it was typed.
async fn correct(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Form(form): Form<Corrected>,
) -> Result<Response, Problem> {
    let typed = form.address.clone();
    match put_right(&desk, &asker, once, id, form, QUEUE).await {
        Ok(done) => Ok(done.into_response()),
        Err(problem) if problem.field() == Some("address") => {
            let wrong = views::queue::Wrong {
                letter: id,
                typed,
                said: problem.detail(asker.words()),
            };
            let shown = show(&desk, &asker, 0, Some(wrong)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn correct_of_all(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Form(form): Form<Corrected>,
) -> Result<Answer, Problem> {
    put_right(&desk, &asker, once, id, form, super::PATH).await
}

async fn put_right(
    desk: &Desk,
    asker: &Asker,
    once: Once,
    id: i64,
    form: Corrected,
    there: &'static str,
) -> Result<Answer, Problem> {
    let asker = asker.clone();
    let act = move |tx: &mut Tx<'_>, now| deeds::correct(tx, &asker, id, &form.address, now);
    let done = press(desk, once, there, act).await;
    done.doing(|| format!("correcting the address of letter {id}"))
}

async fn told(
    desk: State<Desk>,
    asker: Asker,
    once: Once,
    id: Named<i64>,
) -> Result<Answer, Problem> {
    tell(desk.0, asker, once, id.0, QUEUE).await
}

async fn told_of_all(
    desk: State<Desk>,
    asker: Asker,
    once: Once,
    id: Named<i64>,
) -> Result<Answer, Problem> {
    tell(desk.0, asker, once, id.0, super::PATH).await
}

async fn tell(
    desk: Desk,
    asker: Asker,
    once: Once,
    id: i64,
    there: &'static str,
) -> Result<Answer, Problem> {
    let act = move |tx: &mut Tx<'_>, now| deeds::told(tx, &asker, id, now);
    let done = press(&desk, once, there, act).await;
    done.doing(|| format!("noting that letter {id} was told by phone"))
}

/// One press about one letter, and back to the page it was made on.
async fn press(
    desk: &Desk,
    once: Once,
    there: &'static str,
    act: impl Fn(&mut Tx<'_>, At) -> Result<(), Problem> + Send + Sync + 'static,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let pressing = move |tx: &mut Tx<'_>| {
        once.run(tx, now, |tx| {
            act(tx, now)?;
            Ok(Answer::see(there))
        })
    };
    desk.db.write(pressing).await
}
