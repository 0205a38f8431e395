//! `/settings/mailboxes`: our addresses, their voice and their servers, for
//! those who look after the desk. A password goes in and never comes out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;

use super::api;
use super::rules::{self, Mailbox, SentFolder, Tls, Typed, Wrong};
use super::store::{self, Wanted};
use super::views;
use crate::hours::{self, Hours};
use crate::kit::At;
use crate::t;
use crate::team;
use crate::web::{
    Answer, Asker, Desk, Doing, Form, Named, Once, PageContext, Problem, Routes, Who, page,
};
use ::store::Tx;

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/mailboxes", Who::Admin, list)
        .post("/settings/mailboxes", Who::Admin, add)
        .get("/settings/mailboxes/new", Who::Admin, new)
        .get("/settings/mailboxes/{id}", Who::Admin, one)
        .post("/settings/mailboxes/{id}", Who::Admin, change)
        .get("/api/v1/mailboxes", Who::Agent, api::list)
        .patch("/api/v1/mailboxes/{id}", Who::Admin, api::change)
}

async fn list(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let mailboxes = desk
        .db
        .read(store::all)
        .await
        .doing(|| "listing the mailboxes")?;
    let house = desk
        .config
        .smtp
        .as_ref()
        .map(|s| format!("{}:{}", s.host, s.port));
    let title = t!(asker.words(), "mailboxes-title");
    let body = views::list(&asker, &mailboxes, house.as_deref());
    Ok(page(
        &PageContext::of(&desk, &asker, "settings"),
        &title,
        body,
    ))
}

async fn new(State(desk): State<Desk>, asker: Asker) -> Markup {
    let zone = asker.zone.iana_name().unwrap_or("UTC").to_owned();
    let typed = Typed {
        zone,
        language: asker.lang.code().to_owned(),
        receipt: true,
        smtp_tls: Tls::Starttls.word().to_owned(),
        imap_tls: Tls::Tls.word().to_owned(),
        ..Typed::default()
    };
    form(&desk, &asker, None, &typed, &[], None)
}

async fn one(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Markup, Problem> {
    let (mailbox, hours) = desk
        .db
        .read(move |tx| Ok::<_, Problem>((find(tx, id)?, hours::store::of_mailbox(tx, id)?)))
        .await
        .doing(|| format!("reading mailbox {id}"))?;
    Ok(form(
        &desk,
        &asker,
        Some(&mailbox),
        &Typed::of(&mailbox, hours.as_ref()),
        &[],
        None,
    ))
}

fn find(tx: &mut Tx<'_>, id: i64) -> Result<Mailbox, Problem> {
    store::find(tx, id)?
        .filter(|m| !m.removed)
        .ok_or_else(|| Problem::not_found("mailbox", id))
}

/// The page of one mailbox, or of a new one; `tried` is how a test letter went.
pub fn form(
    desk: &Desk,
    asker: &Asker,
    mailbox: Option<&Mailbox>,
    typed: &Typed,
    wrong: &[Wrong],
    tried: Option<&Result<String, String>>,
) -> Markup {
    let title = mailbox.map_or_else(|| t!(asker.words(), "mailboxes-add"), |m| m.address.clone());
    let body = views::form(asker, &title, mailbox, typed, wrong, tried);
    page(&PageContext::of(desk, asker, "settings"), &title, body)
}

async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    keep(&desk, &asker, once, None, typed).await
}

async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let mailbox = desk
        .db
        .read(move |tx| find(tx, id))
        .await
        .doing(|| format!("reading mailbox {id}"))?;
    keep(&desk, &asker, once, Some(mailbox), typed).await
}

/// Keeps what was typed, or gives it all back with what is wrong beside it.
async fn keep(
    desk: &Desk,
    asker: &Asker,
    once: Once,
    mailbox: Option<Mailbox>,
    typed: Typed,
) -> Result<Response, Problem> {
    let refuse = |wrong: &[Wrong]| {
        let shown = form(desk, asker, mailbox.as_ref(), &typed, wrong, None);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
    };
    let read = rules::read_form(&typed, mailbox.as_ref());
    let (mut wanted, beside) = match (read, Beside::read(&typed)) {
        (Ok(wanted), Ok(beside)) => (wanted, beside),
        (read, beside) => {
            let mut wrong = read.err().unwrap_or_default();
            wrong.extend(beside.err().unwrap_or_default());
            return refuse(&wrong);
        }
    };
    if let (Some(server), false) = (&mut wanted.server, typed.smtp_password.is_empty()) {
        server.sealed_password = Some(desk.keys.seal(&typed.smtp_password));
    }
    if let (Some(imap), false) = (&mut wanted.imap, typed.imap_password.is_empty()) {
        imap.server.sealed_password = Some(desk.keys.seal(&typed.imap_password));
    }
    // Kept first, so that nothing that was typed is lost on the way.
    let by_consent = typed.deed == "consent";
    let (id, actor, now) = (mailbox.as_ref().map(|m| m.id), asker.actor(), desk.now());
    let kept = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let id = write(tx, id, &wanted, &beside, &actor, now)?;
                let on = if by_consent { "/consent" } else { "" };
                Ok(Answer::see(format!("/settings/mailboxes/{id}{on}")))
            })
        })
        .await;
    match kept {
        Ok(answer) => Ok(answer.into_response()),
        Err(refused) if refused.code == "taken" => {
            refuse(&[Wrong::new("address", "mailboxes-taken")])
        }
        Err(failed) => Err(failed.doing("keeping a mailbox")),
    }
}

/// What a form wants beside the mailbox itself.
struct Beside {
    hours: Option<Hours>,
    pace: Option<i64>,
    sent: Option<SentFolder>,
}

impl Beside {
    fn read(typed: &Typed) -> Result<Beside, Vec<Wrong>> {
        let hours = rules::read_hours(typed);
        let pace = rules::read_pace(typed);
        let sent = rules::read_sent(typed);
        match (hours, pace, sent) {
            (Ok(hours), Ok(pace), Ok(sent)) => Ok(Beside { hours, pace, sent }),
            (hours, pace, sent) => {
                let wrong = [hours.err(), pace.err(), sent.err()];
                Err(wrong.into_iter().flatten().flatten().collect())
            }
        }
    }
}

fn write(
    tx: &mut Tx<'_>,
    id: Option<i64>,
    wanted: &Wanted,
    beside: &Beside,
    actor: &str,
    now: At,
) -> Result<i64, Problem> {
    tx.lock("mailboxes")?;
    if store::by_address(tx, &wanted.address)?.is_some_and(|other| Some(other.id) != id) {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "taken",
            "mailboxes-taken",
        ));
    }
    let (id, deed) = match id {
        Some(id) => {
            store::change(tx, id, wanted, now)?;
            (id, "mailbox-change")
        }
        None => (store::add(tx, wanted, now)?, "mailbox-add"),
    };
    hours::store::keep(tx, id, beside.hours.as_ref())?;
    store::keep_pace(tx, id, beside.pace)?;
    store::file_sent(tx, id, beside.sent.as_ref())?;
    team::audit(tx, now, actor, deed, &format!("mailbox:{id}"))?;
    Ok(id)
}
