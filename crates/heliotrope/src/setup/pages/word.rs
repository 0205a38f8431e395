//! `/setup/our-word/{mailbox}`: the third page. It can be skipped.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::own_sheet;
use crate::hours;
use crate::kit::words::Lang;
use crate::mailboxes::rules::{Wrong, minutes};
use crate::mailboxes::{self, Mailbox};
use crate::mailroom::trip::{self, LastTrip};
use crate::setup::deeds::{self, OurWord};
use crate::setup::rules::Word;
use crate::setup::views::word as views;
use crate::t;
use crate::web::{Asker, Desk, Doing, Form, Named, Problem, Visitor, see_other};

async fn find(desk: &Desk, id: i64) -> Result<(Mailbox, Option<LastTrip>), Problem> {
    let found = desk
        .db
        .read(move |tx| {
            let mailbox = mailboxes::store::find(tx, id)?.filter(|m| !m.removed);
            Ok::<_, ::store::Error>((mailbox, trip::last_trip(tx, id)?))
        })
        .await;
    match found.doing(|| format!("reading mailbox {id}"))? {
        (Some(mailbox), trip) => Ok((mailbox, trip)),
        (None, _) => Err(Problem::not_found("mailbox", id)),
    }
}

pub async fn show(
    State(desk): State<Desk>,
    asker: Asker,
    visitor: Visitor,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let (mailbox, trip) = find(&desk, id).await?;
    let typed = Word {
        receipt: "on".to_owned(),
        answer_within: "4".to_owned(),
        hours: hours::Typed::usual(),
        zone: mailbox.zone.clone(),
        language: mailbox.language.clone(),
        deed: String::new(),
    };
    let body = views::word(&asker, &mailbox, trip.as_ref(), &typed, &[], &[]);
    let title = t!(asker.words(), "setup-title");
    Ok(own_sheet(&desk, &asker, &visitor, &title, body).into_response())
}

pub async fn take(
    State(desk): State<Desk>,
    asker: Asker,
    visitor: Visitor,
    Named(id): Named<i64>,
    Form(typed): Form<Word>,
) -> Result<Response, Problem> {
    let (mailbox, trip) = find(&desk, id).await?;
    let word = match read(&typed) {
        Ok(word) => word,
        Err((wrong, days)) => {
            let body = views::word(&asker, &mailbox, trip.as_ref(), &typed, &wrong, &days);
            let title = t!(asker.words(), "setup-title");
            let shown = own_sheet(&desk, &asker, &visitor, &title, body);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
        }
    };
    let (agent, now) = (asker.agent, desk.now());
    desk.db
        .write(move |tx| deeds::finish(tx, id, word.as_ref(), agent, now))
        .await
        .doing(|| "ending the set-up")?;
    Ok(see_other("/today"))
}

/// None: it was skipped.
fn read(typed: &Word) -> Result<Option<OurWord>, (Vec<Wrong>, Vec<&'static str>)> {
    if typed.deed == "skip" {
        return Ok(None);
    }
    let mut wrong = Vec::new();
    let within = minutes(&typed.answer_within);
    if within.is_err() {
        wrong.push(Wrong::new("answer_within", "mailboxes-no-hours"));
    }
    let zone = jiff::tz::TimeZone::get(typed.zone.trim());
    if zone.is_err() {
        wrong.push(Wrong::new("zone", "mailboxes-no-zone"));
    }
    let hours = typed
        .hours
        .read(zone.as_ref().unwrap_or(&jiff::tz::TimeZone::UTC));
    match (within, hours, wrong.is_empty()) {
        (Ok(answer_within_min), Ok(hours), true) => Ok(Some(OurWord {
            receipt: !typed.receipt.is_empty(),
            answer_within_min,
            hours,
            zone: typed.zone.trim().to_owned(),
            language: Lang::of_tag(&typed.language).unwrap_or_default(),
        })),
        (_, hours, _) => Err((wrong, hours.err().unwrap_or_default())),
    }
}
