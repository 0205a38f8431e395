//! Signing in and out, links, and the settings of the team. Thin: find,
//! decide, save, answer.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Deserialize;

use super::deeds::{self, By, Purpose};
use super::rules::{self, Wrong};
use super::store::{self, Agent, Link, New, Settings};
use super::views::{self, Mine, Typed};
use crate::kit::random;
use crate::kit::words::Words;
use crate::outbox;
use crate::t;
use crate::web::{
    Answer, Asker, Client, Desk, Doing, Once, PageContext, Problem, Role, Routes, Via, Visitor,
    Who, ended_cookie, page, see_other, session_cookie,
};

pub fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", Who::Anyone, sign_in_page)
        .post("/sign-in", Who::Anyone, sign_in)
        .post("/sign-out", Who::Light, sign_out)
        .get("/reset", Who::Anyone, reset_page)
        .post("/reset", Who::Anyone, reset)
        .get("/sign-in/link/{token}", Who::Link, link_page)
        .post("/sign-in/link/{token}", Who::Link, press_link)
        .get("/settings", Who::Light, async || see_other("/settings/me"))
        .get("/settings/me", Who::Light, my_settings)
        .post("/settings/me", Who::Light, keep_my_settings)
        .post("/settings/me/tokens", Who::Light, make_token)
        .post("/settings/me/tokens/{id}/revoke", Who::Light, revoke_token)
        .get("/settings/people", Who::Admin, people)
        .post("/settings/people", Who::Admin, add)
        .get("/settings/people/{id}", Who::Admin, person)
        .post("/settings/people/{id}", Who::Admin, change)
        .post("/settings/people/{id}/link", Who::Admin, make_link)
        .post("/settings/people/{id}/disable", Who::Admin, disable)
        .post("/settings/people/{id}/enable", Who::Admin, enable)
}

fn small(desk: &Desk, visitor: &Visitor, title: &str, body: Markup) -> Markup {
    page(&PageContext::visitor(desk, visitor).small(), title, body)
}

#[derive(Deserialize)]
struct Next {
    next: Option<String>,
}

async fn sign_in_page(
    State(desk): State<Desk>,
    visitor: Visitor,
    Query(query): Query<Next>,
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
struct SignIn {
    #[serde(default)]
    address: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`. What was typed as the address comes back when it is
/// refused; an unknown address is refused in the same words and time.
async fn sign_in(
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

async fn sign_out(State(desk): State<Desk>, asker: Asker) -> Result<Response, Problem> {
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

async fn reset_page(State(desk): State<Desk>, visitor: Visitor) -> Markup {
    let words = visitor.words();
    small(
        &desk,
        &visitor,
        &t!(words, "team-new-password"),
        views::ask_for_reset(words, None),
    )
}

#[derive(Deserialize)]
struct Reset {
    #[serde(default)]
    address: String,
}

/// `POST /reset`: the same answer whether somebody works here or not.
async fn reset(
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
async fn link_page(
    State(desk): State<Desk>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let Some(link) = find_link(&desk, &token).await? else {
        return Ok(used_up(&desk, &visitor));
    };
    let words = visitor.words();
    let body = views::link(words, &link, &token, desk.config.session.days, None);
    Ok(small(&desk, &visitor, &t!(words, "team-sign-in"), body).into_response())
}

#[derive(Deserialize)]
struct Press {
    #[serde(default)]
    password: String,
}

async fn press_link(
    State(desk): State<Desk>,
    visitor: Visitor,
    Client(from): Client,
    Path(token): Path<String>,
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

fn said(words: Words, wrong: Wrong) -> String {
    Problem::from(wrong).detail(words)
}

#[derive(Deserialize)]
struct Kept {
    kept: Option<String>,
}

async fn my_settings(
    State(desk): State<Desk>,
    asker: Asker,
    Query(query): Query<Kept>,
) -> Result<Markup, Problem> {
    let mine = Mine {
        kept: query.kept.is_some(),
        ..Mine::of(&asker)
    };
    show_mine(&desk, &asker, &mine, None).await
}

async fn show_mine(
    desk: &Desk,
    asker: &Asker,
    mine: &Mine,
    new_token: Option<&str>,
) -> Result<Markup, Problem> {
    let words = asker.words();
    let id = asker.agent;
    let tokens = desk
        .db
        .read(move |tx| store::tokens(tx, id))
        .await
        .doing(|| format!("reading agent {id}'s tokens"))?;
    let body = maud::html! {
        (views::mine(asker, mine))
        (views::tokens(asker, &tokens, new_token, desk.now()))
    };
    let title = t!(words, "team-my-settings");
    let body = views::sheet(asker, "/settings/me", &title, &body);
    Ok(page(
        &PageContext::of(desk, asker, "settings"),
        &title,
        body,
    ))
}

#[derive(Deserialize)]
struct MineForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    scheme: String,
    #[serde(default)]
    density: String,
    single_keys: Option<String>,
    #[serde(default)]
    undo: String,
}

impl MineForm {
    /// The settings, or what is wrong with which field.
    fn read(&self) -> Result<Settings, Vec<(&'static str, Wrong)>> {
        let mut wrong = Vec::new();
        let name = rules::name(&self.name).map_err(|w| wrong.push(("name", w)));
        let zone = rules::zone(&self.zone).map_err(|w| wrong.push(("zone", w)));
        let (Ok(name), Ok(zone)) = (name, zone) else {
            return Err(wrong);
        };
        // Radio buttons and lists offer nothing else than these.
        let among = |value: &str, choices: &[(&str, &str)], otherwise: &str| {
            choices
                .iter()
                .find(|(v, _)| *v == value)
                .map_or(otherwise, |(v, _)| v)
                .to_owned()
        };
        Ok(Settings {
            name,
            zone,
            lang: self.language.parse().unwrap_or_default(),
            scheme: among(&self.scheme, &views::SCHEMES, "system"),
            density: among(&self.density, &views::DENSITIES, "roomy"),
            single_keys: self.single_keys.is_some(),
            undo_seconds: self
                .undo
                .parse()
                .unwrap_or(20)
                .clamp(0, rules::UNDO_AT_MOST),
        })
    }
}

async fn keep_my_settings(
    State(desk): State<Desk>,
    asker: Asker,
    Form(form): Form<MineForm>,
) -> Result<Response, Problem> {
    let words = asker.words();
    let settings = match form.read() {
        Ok(settings) => settings,
        Err(wrong) => {
            let mine = Mine {
                name: form.name,
                language: form.language,
                zone: form.zone,
                scheme: form.scheme,
                density: form.density,
                single_keys: form.single_keys.is_some(),
                undo: form.undo,
                wrong: wrong
                    .into_iter()
                    .map(|(field, w)| (field, said(words, w)))
                    .collect(),
                kept: false,
            };
            let shown = show_mine(&desk, &asker, &mine, None).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
        }
    };
    let (id, actor, now) = (asker.agent, asker.actor(), desk.now());
    desk.db
        .write(move |tx| {
            store::set_settings(tx, id, &settings)?;
            store::audit(tx, now, &actor, "settings-changed", &format!("agent:{id}"))
        })
        .await
        .doing(|| format!("keeping agent {id}'s settings"))?;
    Ok(see_other("/settings/me?kept=1"))
}

/// Shown once, in the answer itself: it is nowhere else.
async fn make_token(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let (id, now) = (asker.agent, desk.now());
    let token = desk
        .db
        .write(move |tx| deeds::new_token(tx, id, By::Agent(id), now))
        .await?;
    show_mine(&desk, &asker, &Mine::of(&asker), Some(&token)).await
}

async fn revoke_token(
    State(desk): State<Desk>,
    asker: Asker,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let (agent, now) = (asker.agent, desk.now());
    desk.db
        .write(move |tx| deeds::revoke_token(tx, agent, id, now))
        .await?;
    Ok(see_other("/settings/me#tokens"))
}

async fn people(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    show_people(&desk, &asker, &Typed::default()).await
}

async fn show_people(desk: &Desk, asker: &Asker, typed: &Typed) -> Result<Markup, Problem> {
    let agents = desk
        .db
        .read(store::all)
        .await
        .doing(|| "listing the team")?;
    let title = t!(asker.words(), "team-people");
    let body = views::people(asker, &agents, &views::add_form(asker, typed));
    let body = views::sheet(asker, "/settings/people", &title, &body);
    Ok(page(
        &PageContext::of(desk, asker, "settings"),
        &title,
        body,
    ))
}

#[derive(Deserialize)]
struct PersonForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    role: String,
}

impl PersonForm {
    fn typed(self, wrong: Vec<(&'static str, String)>) -> Typed {
        Typed {
            name: self.name,
            address: self.address,
            role: self.role,
            wrong,
        }
    }
}

async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Form(form): Form<PersonForm>,
) -> Result<Response, Problem> {
    let words = asker.words();
    let mut wrong = Vec::new();
    let name = rules::name(&form.name)
        .map_err(|w| wrong.push(("name", said(words, w))))
        .unwrap_or_default();
    let address = rules::address(&form.address)
        .map_err(|w| wrong.push(("address", said(words, w))))
        .unwrap_or_default();
    if wrong.is_empty() {
        let role = Role::of_word(&form.role).unwrap_or(Role::Agent);
        let zone = asker.zone.iana_name().unwrap_or("UTC").to_owned();
        let new = New {
            address,
            name,
            role,
            lang: asker.lang,
            zone,
            password_hash: None,
        };
        let (by, now) = (By::Agent(asker.agent), desk.now());
        let added = desk
            .db
            .write(move |tx| {
                once.run(tx, now, |tx| {
                    let id = deeds::add(tx, &new, by, now)?;
                    Ok(Answer::see(format!("/settings/people/{id}")))
                })
            })
            .await;
        match added {
            Ok(answer) => return Ok(answer.into_response()),
            Err(refused) if refused.is_failure() => {
                return Err(refused.doing("adding somebody to the team"));
            }
            Err(refused) => wrong.push(("address", refused.detail(words))),
        }
    }
    let shown = show_people(&desk, &asker, &form.typed(wrong)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}

async fn person(
    State(desk): State<Desk>,
    asker: Asker,
    Path(id): Path<i64>,
) -> Result<Markup, Problem> {
    let agent = desk.db.read(move |tx| deeds::find(tx, id)).await?;
    let typed = Typed {
        name: agent.name.clone(),
        role: agent.role.word().to_owned(),
        ..Typed::default()
    };
    Ok(show_person(&desk, &asker, &agent, &typed, None))
}

fn show_person(
    desk: &Desk,
    asker: &Asker,
    agent: &Agent,
    typed: &Typed,
    link: Option<&str>,
) -> Markup {
    let body = views::person(asker, agent, typed, link);
    let body = views::sheet(asker, "/settings/people", &agent.name, &body);
    page(&PageContext::of(desk, asker, "settings"), &agent.name, body)
}

async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Path(id): Path<i64>,
    Form(form): Form<PersonForm>,
) -> Result<Response, Problem> {
    let agent = desk.db.read(move |tx| deeds::find(tx, id)).await?;
    let role = Role::of_word(&form.role).unwrap_or(agent.role);
    let (name, by, now) = (form.name.clone(), By::Agent(asker.agent), desk.now());
    match desk
        .db
        .write(move |tx| deeds::change(tx, id, &name, role, by, now))
        .await
    {
        Ok(()) => Ok(see_other("/settings/people")),
        Err(refused) if refused.is_failure() => Err(refused.doing(format!("changing agent {id}"))),
        Err(refused) => {
            let typed = form.typed(vec![("name", refused.detail(asker.words()))]);
            Ok((
                refused.status,
                show_person(&desk, &asker, &agent, &typed, None),
            )
                .into_response())
        }
    }
}

/// A link for choosing a password, shown once to the admin who hands it over.
async fn make_link(
    State(desk): State<Desk>,
    asker: Asker,
    Path(id): Path<i64>,
) -> Result<Markup, Problem> {
    let (by, now) = (By::Agent(asker.agent), desk.now());
    let (agent, path) = desk
        .db
        .write(move |tx| {
            let agent = deeds::find(tx, id)?;
            let path = deeds::link_to(tx, id, Purpose::Reset, by, now)?;
            Ok::<_, Problem>((agent, path))
        })
        .await?;
    let typed = Typed {
        name: agent.name.clone(),
        role: agent.role.word().to_owned(),
        ..Typed::default()
    };
    let link = format!("{}{path}", desk.base_url());
    Ok(show_person(&desk, &asker, &agent, &typed, Some(&link)))
}

async fn disable(
    State(desk): State<Desk>,
    asker: Asker,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let (by, now) = (By::Agent(asker.agent), desk.now());
    desk.db
        .write(move |tx| deeds::disable(tx, id, by, now))
        .await?;
    Ok(see_other("/settings/people"))
}

async fn enable(
    State(desk): State<Desk>,
    asker: Asker,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let (by, now) = (By::Agent(asker.agent), desk.now());
    desk.db
        .write(move |tx| deeds::enable(tx, id, by, now))
        .await?;
    Ok(see_other("/settings/people"))
}
