//! Doing: every form of the case page. Find, decide, save, answer.

mod apologies;
pub mod away;
mod billing;
mod case;
mod causes;
mod draft;
mod follow;
mod goodwill;
mod later;
mod merging;
mod needs;
mod no;
mod people;
mod plan;
mod promises;
mod proposal;
mod write;

pub use apologies::{answer, complaint, sorry};
pub use billing::{quote, time};
pub(super) use case::{To, to};
pub use case::{closing, owner, reopen, tags, take_one, thanks_read};
pub use causes::cause;
pub use draft::draft;
pub use follow::follow;
pub use goodwill::goodwill;
pub use later::later;
pub use merging::{choose, join_need, merge, split, take_apart};
pub use needs::{add_need, need};
pub use no::{drop_check_in, open_no, say_no};
pub use people::{change_people, people};
pub use plan::{no_plan_yet, plan, step};
pub use promises::{promise, turn};
pub use proposal::{proposal, propose};
pub(super) use write::moment;
pub use write::{undo, write};

use super::pages::{self, Asked};
use crate::cases::views::{Refused, Typed};
use crate::events;
use crate::messages::{self, Kind};
use crate::web::{Asker, Desk, Doing, Filled, Problem};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

fn back(number: i64) -> Redirect {
    Redirect::to(&format!("/cases/{number}"))
}

/// The case page with what was typed and what has to be asked or said. Nothing
/// was sent.
async fn refused(
    desk: &Desk,
    asker: &Asker,
    number: i64,
    mut typed: Typed,
    replied: bool,
    problem: Problem,
) -> Result<Response, Problem> {
    if problem.status == StatusCode::NOT_FOUND {
        return Err(problem);
    }
    // Merged while somebody wrote: the words wait where the case is now.
    if problem.code == "merged" && typed.text.trim().is_empty() {
        return Err(problem);
    }
    if problem.code == "merged"
        && let Some(into) = problem.extras().get("into").and_then(|n| n.as_i64())
    {
        typed.text = join_draft(desk, asker, into, &typed).await?;
        typed.refused = Some(newest(desk, into).await?);
        let body = pages::workspace(desk, asker, into, Asked::default(), typed).await?;
        return Ok((problem.status, body).into_response());
    }
    let problem = match problem.is_failure() {
        true => problem,
        false => match keep(desk, asker, number, &typed).await {
            Ok(()) => problem,
            Err(unkept) => unkept,
        },
    };
    if problem.is_failure() {
        return failed(desk, asker, number, typed, problem).await;
    }
    typed.refused = Some(match problem.code {
        "stale" => newest(desk, number).await?,
        "untold" => unsettled(desk, number, &typed.settles, replied).await?,
        "brackets" => Refused::Gap {
            gap: problem.extras()["gap"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        },
        _ => Refused::Said(problem.detail(asker.words())),
    });
    let asked = Asked::no(typed.no.as_ref().map(|(need, _)| *need));
    let body = pages::workspace(desk, asker, number, asked, typed).await?;
    Ok((problem.status, body).into_response())
}

/// A form beside the conversation that could not be taken: the case page comes
/// back with it as it was typed and what to do beside its field, which the
/// problem names, else `field`.
async fn again(
    desk: &Desk,
    asker: &Asker,
    number: i64,
    (form, typed, field): (impl Into<String>, &impl Serialize, &str),
    problem: Problem,
) -> Result<Response, Problem> {
    if problem.status == StatusCode::NOT_FOUND || problem.code == "merged" {
        return Err(problem);
    }
    let said = problem.detail_for_team(asker.words());
    let filled = Filled::of(form, typed, problem.field().unwrap_or(field), said);
    let line = filled.error_id();
    let typed = Typed {
        filled,
        ..Typed::default()
    };
    match pages::workspace(desk, asker, number, Asked::default(), typed).await {
        // The case has this form no more: the problem has a page of its own.
        Ok(body) if !body.0.contains(&line) => Err(problem),
        Ok(body) => {
            if problem.is_failure() {
                tracing::error!(case = number, "{}", problem.cause_in_words());
            }
            Ok((problem.status, body).into_response())
        }
        // Not even reading goes: it is the page of a failure.
        Err(_) if problem.is_failure() => Err(problem),
        Err(other) => Err(other),
    }
}

/// The database takes nothing now, so the page is the only place for what was
/// typed. Only when not even reading goes is it the plain page of a failure.
async fn failed(
    desk: &Desk,
    asker: &Asker,
    number: i64,
    mut typed: Typed,
    problem: Problem,
) -> Result<Response, Problem> {
    typed.refused = Some(Refused::Said(problem.detail_for_team(asker.words())));
    match pages::workspace(desk, asker, number, Asked::default(), typed).await {
        Ok(body) => {
            tracing::error!(case = number, "{}", problem.cause_in_words());
            Ok((problem.status, body).into_response())
        }
        Err(_) => Err(problem),
    }
}

/// What was typed, below what the writer has as a draft there.
async fn join_draft(
    desk: &Desk,
    asker: &Asker,
    number: i64,
    typed: &Typed,
) -> Result<String, Problem> {
    let (agent, now, text) = (asker.agent, desk.now(), typed.text.replace("\r\n", "\n"));
    let kind = typed.kind;
    desk.db
        .write(move |tx| {
            let kept = messages::store::draft(tx, number, agent, kind)?;
            let (version, kept) = kept.map_or((0, String::new()), |(v, words, _)| (v, words));
            let text = messages::rules::joined(&kept, &text);
            messages::store::keep_draft(tx, number, agent, kind, version, &text, now)?;
            Ok::<_, Problem>(text)
        })
        .await
        .doing(|| format!("keeping the draft in case {number}"))
}

/// What was typed stays the draft, also when the browser closes now.
async fn keep(desk: &Desk, asker: &Asker, number: i64, typed: &Typed) -> Result<(), Problem> {
    if typed.text.trim().is_empty() {
        return Ok(());
    }
    let (agent, now, text) = (asker.agent, desk.now(), typed.text.replace("\r\n", "\n"));
    let kind = typed.kind;
    let margin = typed.apology.clone();
    desk.db
        .write(move |tx| {
            let version =
                messages::store::draft(tx, number, agent, kind)?.map_or(0, |(version, ..)| version);
            messages::store::keep_draft(tx, number, agent, kind, version, &text, now)?;
            if kind == Kind::Reply {
                draft::keep_margin(tx, number, agent, margin.as_ref(), now)?;
            }
            Ok::<_, Problem>(())
        })
        .await
        .doing(|| format!("keeping the draft in case {number}"))
}

async fn newest(desk: &Desk, number: i64) -> Result<Refused, Problem> {
    let events = desk
        .db
        .read(move |tx| events::store::since(tx, number, 0).map_err(Problem::from))
        .await?;
    let message = events
        .iter()
        .rev()
        .find(|e| e.kind.brings_words())
        .and_then(|e| e.ids.get("message"));
    Ok(Refused::Stale {
        event: events.last().map_or(0, |e| e.n),
        message,
    })
}

/// What is left when the letter has met what was ticked.
async fn unsettled(
    desk: &Desk,
    number: i64,
    ticked: &[i64],
    replied: bool,
) -> Result<Refused, Problem> {
    let needs = desk
        .db
        .read(move |tx| crate::needs::store::of_case(tx, number).map_err(Problem::from))
        .await?;
    let owed = needs
        .into_iter()
        .filter(|n| n.is_owed() && !(replied && ticked.contains(&n.id)));
    let (open, untold): (Vec<_>, Vec<_>) = owed.partition(|n| n.is_open());
    Ok(Refused::Untold {
        open,
        untold,
        replied,
    })
}
