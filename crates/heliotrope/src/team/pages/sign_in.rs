//! The ways in: a password, a link, a letter for a forgotten password.

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Deserialize;

use super::said;
use crate::kit::random;
use crate::outbox;
use crate::t;
use crate::team::deeds::{self, By, Purpose};
use crate::team::rules;
use crate::team::store::{self, Link};
use crate::team::views::sign_in as views;
use crate::web::{
    Asked, Asker, Client, Desk, Doing, Form, Named, PageContext, Problem, Via, Visitor,
    ended_cookie, page, see_other, session_cookie,
};

fn small(desk: &Desk, visitor: &Visitor, title: &str, body: Markup) -> Markup {
    page(&PageContext::visitor(desk, visitor).small(), title, body)
}

#[derive(Deserialize)]
pub(super) struct Next {
    next: Option<String>,
}

pub(super) async fn sign_in_page(
    State(desk): State<Desk>,
    visitor: Visitor,
    Asked(query): Asked<Next>,
) -> Markup {
    let words = visitor.words();
    let next = query.next.unwrap_or_default();
    small(
        &desk,
        &visitor,
        &t!(words, "team-sign-in"),
        views::sign_in(words, "", &next, None),
    )
}

#[derive(Deserialize)]
pub(super) struct SignIn {
    #[serde(default)]
    address: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`. What was typed as the address comes back when it is
/// refused; an unknown address is refused in the same words and time.
pub(super) async fn sign_in(
    State(desk): State<Desk>,
    visitor: Visitor,
    Client(from): Client,
    Form(form): Form<SignIn>,
) -> Result<Response, Problem> {
    let words = visitor.words();
    let address = form.address.trim().to_lowercase();
    let refuse = |status: StatusCode, sentence: String| {
        let body = views::sign_in(words, &form.address, &form.next, Some(sentence));
        (
            status,
            small(&desk, &visitor, &t!(words, "team-sign-in"), body),
        )
            .into_response()
    };
    if let Err(often) = desk.limits.sign_in(from, &address) {
        return Ok(refuse(often.status, often.detail(words)));
    }
    let known = desk
        .db
        .read(move |tx| store::password_hash(tx, &address))
        .await
        .doing(|| "looking up a sign-in")?;
    let (agent, hash) = known.map_or((None, None), |(id, hash)| (Some(id), hash));
    let fits = deeds::fits(form.password.clone(), hash).await?;
    let (true, Some(agent)) = (fits, agent) else {
        return Ok(refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            t!(words, "team-sign-in-refused"),
        ));
    };
    let now = desk.now();
    let token = desk
        .db
        .write(move |tx| deeds::open_session(tx, agent, now))
        .await?;
    signed_in(&desk, &token, rules::next_page(Some(&form.next)))
}

fn signed_in(desk: &Desk, token: &str, next: &str) -> Result<Response, Problem> {
    let cookie =
        HeaderValue::from_str(&session_cookie(desk, token)).map_err(anyhow::Error::from)?;
    let mut response = see_other(next);
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

pub(super) async fn sign_out(State(desk): State<Desk>, asker: Asker) -> Result<Response, Problem> {
    let now = desk.now();
    if let Via::Session { id } = asker.via {
        let actor = asker.actor();
        desk.db
            .write(move |tx| {
                store::end_session(tx, id, now)?;
                store::audit(tx, now, &actor, "sign-out", &format!("session:{id}"))
                    .map_err(Problem::from)
            })
            .await
            .doing(|| format!("ending session {id}"))?;
    }
    let cookie = HeaderValue::from_str(&ended_cookie(&desk)).map_err(anyhow::Error::from)?;
    let mut response = see_other("/sign-in");
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

pub(super) async fn reset_page(State(desk): State<Desk>, visitor: Visitor) -> Markup {
    let words = visitor.words();
    small(
        &desk,
        &visitor,
        &t!(words, "team-new-password"),
        views::ask_for_reset(words, None),
    )
}

#[derive(Deserialize)]
pub(super) struct Reset {
    #[serde(default)]
    address: String,
}

/// `POST /reset`: the same answer whether somebody works here or not.
pub(super) async fn reset(
    State(desk): State<Desk>,
    visitor: Visitor,
    Client(from): Client,
    Form(form): Form<Reset>,
) -> Result<Response, Problem> {
    let words = visitor.words();
    let address = form.address.trim().to_lowercase();
    if let Err(often) = desk.limits.sign_in(from, &address) {
        let body = views::ask_for_reset(words, Some(often.detail(words)));
        return Ok((
            often.status,
            small(&desk, &visitor, &t!(words, "team-new-password"), body),
        )
            .into_response());
    }
    let now = desk.now();
    let inner = desk.clone();
    desk.db
        .write(move |tx| {
            let Some(agent) = store::by_address(tx, &address)?.filter(|a| !a.disabled) else {
                return Ok(());
            };
            let path = deeds::link_to(tx, agent.id, Purpose::Reset, By::System, now)?;
            let envelope = outbox::store::New {
                kind: outbox::Kind::Reset,
                case: None,
                message: None,
                person: None,
                mailbox: None,
                address: &agent.address,
                letter_id: &outbox::letter_id(&agent.address),
                words: &deeds::reset_words(&inner, &agent, &path),
                not_before: now,
            };
            outbox::store::add(tx, &envelope, now)?;
            Ok::<(), Problem>(())
        })
        .await
        .doing(|| "writing a reset letter")?;
    Ok(small(
        &desk,
        &visitor,
        &t!(words, "team-reset-asked"),
        views::reset_asked(words),
    )
    .into_response())
}

async fn find_link(desk: &Desk, token: &str) -> Result<Option<Link>, Problem> {
    let (digest, now) = (random::digest(token), desk.now());
    desk.db
        .read(move |tx| store::link(tx, &digest, now))
        .await
        .doing(|| "looking up a sign-in link")
}

fn used_up(desk: &Desk, visitor: &Visitor) -> Response {
    let words = visitor.words();
    let body = views::link_used_up(words);
    (
        StatusCode::NOT_FOUND,
        small(desk, visitor, &t!(words, "team-link-used-up"), body),
    )
        .into_response()
}

/// `GET /sign-in/link/{token}` only shows the button: mail scanners come here.
pub(super) async fn link_page(
    State(desk): State<Desk>,
    visitor: Visitor,
    Named(token): Named<String>,
) -> Result<Response, Problem> {
    let Some(link) = find_link(&desk, &token).await? else {
        return Ok(used_up(&desk, &visitor));
    };
    let words = visitor.words();
    let body = views::link(words, &link, &token, desk.config.session.days, None);
    Ok(small(&desk, &visitor, &t!(words, "team-sign-in"), body).into_response())
}

#[derive(Deserialize)]
pub(super) struct Press {
    #[serde(default)]
    password: String,
}

pub(super) async fn press_link(
    State(desk): State<Desk>,
    visitor: Visitor,
    Client(from): Client,
    Named(token): Named<String>,
    Form(form): Form<Press>,
) -> Result<Response, Problem> {
    desk.limits.form(from)?;
    let Some(link) = find_link(&desk, &token).await? else {
        return Ok(used_up(&desk, &visitor));
    };
    let hash = if link.purpose == Purpose::Reset.word() {
        match rules::password(&form.password) {
            Ok(()) => Some(deeds::hash_password(form.password).await?),
            Err(wrong) => {
                let words = visitor.words();
                let body = views::link(
                    words,
                    &link,
                    &token,
                    desk.config.session.days,
                    Some(said(words, wrong)),
                );
                let shown = small(&desk, &visitor, &t!(words, "team-new-password"), body);
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
            }
        }
    } else {
        None
    };
    let now = desk.now();
    let opened = desk
        .db
        .write(move |tx| {
            if !store::use_link(tx, &link, now)? {
                return Ok(None);
            }
            if let Some(hash) = &hash {
                deeds::set_password(tx, link.agent, hash, By::Agent(link.agent), now)?;
            }
            deeds::open_session(tx, link.agent, now).map(Some)
        })
        .await
        .doing(|| "signing in by a link")?;
    match opened {
        Some(token) => signed_in(&desk, &token, "/today"),
        None => Ok(used_up(&desk, &visitor)),
    }
}
