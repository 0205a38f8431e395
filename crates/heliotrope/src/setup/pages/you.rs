//! `/setup/{token}`: the first page.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{instead, path_of, sheet, with_cookie};
use crate::kit::config;
use crate::kit::random;
use crate::mailboxes::rules::Wrong;
use crate::setup::deeds::{self, Entitled, Led};
use crate::setup::rules::{Reach, Step, You, proposed_url, reach};
use crate::setup::store::{self, Link};
use crate::setup::views::you as views;
use crate::t;
use crate::team::{self, Role};
use crate::web::{
    Client, Desk, Doing, Form, Named, Problem, Visitor, see_other, session_cookie_at,
};

/// The browser that goes on with a link.
const COOKIE: &str = "heliotrope_setup";

/// `GET`: changes nothing, mail scanners open every link.
pub async fn show(
    State(desk): State<Desk>,
    visitor: Visitor,
    headers: HeaderMap,
    Named(token): Named<String>,
) -> Result<Response, Problem> {
    if let Err(response) = find(&desk, &visitor, &headers, &token).await? {
        return Ok(response);
    }
    let typed = You {
        public_url: proposed_url(|name| header(&headers, name)),
        ..You::default()
    };
    let body = views::you(&desk, visitor.words(), &typed, &[], None);
    let title = t!(visitor.words(), "setup-title");
    Ok(sheet(&desk, &visitor, &title, body).into_response())
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

/// The link, or what is answered in its place: it goes on elsewhere, it is used
/// up, or another browser began with it.
async fn find(
    desk: &Desk,
    visitor: &Visitor,
    headers: &HeaderMap,
    token: &str,
) -> Result<Result<Link, Response>, Problem> {
    let (digest, now) = (random::digest(token), desk.now());
    let (link, step) = desk
        .db
        .read(move |tx| Ok::<_, ::store::Error>((store::link(tx, &digest, now)?, deeds::step(tx)?)))
        .await
        .doing(|| "looking up a set-up link")?;
    let words = visitor.words();
    let no = |key| {
        Ok(Err(instead(
            desk,
            visitor,
            StatusCode::NOT_FOUND,
            words,
            key,
        )))
    };
    let Some(link) = link else {
        return no("setup-link-used-up");
    };
    match step {
        Some(Step::You) => {}
        Some(_) => return Ok(Err(see_other(&path_of(step)))),
        None => return no("setup-already"),
    }
    match &link.browser {
        Some(bound) if browser(headers).map(|b| random::digest(&b)).as_ref() != Some(bound) => {
            no("setup-other-browser")
        }
        _ => Ok(Ok(link)),
    }
}

fn browser(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all("cookie").iter();
    cookies
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .find_map(|c| c.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        .map(str::to_owned)
}

/// `POST`: binds the link to this browser, makes the first admin and signs them in.
pub async fn take(
    State(desk): State<Desk>,
    visitor: Visitor,
    Client(from): Client,
    headers: HeaderMap,
    Named(token): Named<String>,
    Form(typed): Form<You>,
) -> Result<Response, Problem> {
    desk.limits.form(from)?;
    let link = match find(&desk, &visitor, &headers, &token).await? {
        Ok(link) => link,
        Err(response) => return Ok(response),
    };
    let words = visitor.words();
    let browser = browser(&headers).unwrap_or_else(random::token);
    let (id, digest) = (link.id, random::digest(&browser));
    let ours = desk.db.write(move |tx| store::bind(tx, id, &digest)).await;
    if !ours.doing(|| "binding a set-up link")? {
        return Ok(instead(
            &desk,
            &visitor,
            StatusCode::CONFLICT,
            words,
            "setup-other-browser",
        ));
    }
    let answer = match take_in(&desk, &visitor, &headers, link.id, typed).await? {
        Taken::Refused(response) => *response,
        Taken::Done(response) => return Ok(*response),
    };
    let path = format!("{COOKIE}={browser}; Path=/setup; HttpOnly; SameSite=Lax; Max-Age=3600");
    with_cookie(answer, &path)
}

enum Taken {
    Refused(Box<Response>),
    Done(Box<Response>),
}

async fn take_in(
    desk: &Desk,
    visitor: &Visitor,
    headers: &HeaderMap,
    link: i64,
    mut typed: You,
) -> Result<Taken, Problem> {
    let words = visitor.words();
    let password = match typed.password.is_empty() {
        true => desk.keys.open(&typed.kept).unwrap_or_default(),
        false => std::mem::take(&mut typed.password),
    };
    typed.kept = match password.is_empty() {
        true => String::new(),
        false => desk.keys.seal(&password),
    };
    let refuse = |typed: &You, wrong: &[Wrong], led: Option<&Led>| {
        let body = views::you(desk, words, typed, wrong, led);
        let shown = sheet(desk, visitor, &t!(words, "setup-title"), body);
        let response = (StatusCode::UNPROCESSABLE_ENTITY, shown).into_response();
        Ok(Taken::Refused(Box::new(response)))
    };
    let wrong = wrong_fields(desk, &typed, &password);
    if !wrong.is_empty() {
        // A password that cannot be used has to be typed again anyway.
        if wrong.iter().any(|w| w.field == "password") {
            typed.kept.clear();
        }
        return refuse(&typed, &wrong, None);
    }
    let url = config::public_url(typed.public_url.trim()).ok();
    let asked = desk.config.web.public_url.is_none();
    let url = url.filter(|url| asked && reach(url) != Reach::Machine);
    if let (Some(url), true) = (&url, typed.anyway.is_empty()) {
        match deeds::call_ourselves(desk, url).await {
            Led::Here => {}
            led => return refuse(&typed, &[], Some(&led)),
        }
    }
    let new = team::New {
        address: typed.address.clone(),
        name: typed.name.clone(),
        role: Role::Admin,
        lang: visitor.lang,
        zone: team::rules::zone(&typed.zone).unwrap_or_else(|_| zone_of_machine()),
        password_hash: Some(team::hash_password(password).await?),
    };
    let (now, kept) = (desk.now(), url.clone());
    let made = desk
        .db
        .write(move |tx| deeds::first_admin(tx, &new, kept.as_ref(), Entitled::Link(link), now))
        .await?;
    crate::web::learn(desk)
        .await
        .doing(|| "reading the public address")?;
    tracing::info!(agent = made.0, "The first admin is here");
    let next = match url.as_ref().map(reach).or(asked.then_some(Reach::Machine)) {
        Some(reach) if deeds::said_of(reach).is_some() => "/setup/mailbox?reach",
        _ => "/setup/mailbox",
    };
    let cookie = session_cookie_at(desk, headers, &made.1);
    Ok(Taken::Done(Box::new(with_cookie(
        see_other(next),
        &cookie,
    )?)))
}

/// Everything that can be told without asking anybody.
fn wrong_fields(desk: &Desk, typed: &You, password: &str) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let mut add = |field: &'static str, refused: Option<&'static str>| {
        wrong.extend(refused.map(|key| Wrong::new(field, key)));
    };
    add(
        "name",
        team::rules::name(&typed.name).err().map(|w| w.key()),
    );
    add(
        "address",
        team::rules::address(&typed.address).err().map(|w| w.key()),
    );
    add(
        "password",
        team::rules::password(password).err().map(|w| w.key()),
    );
    let url = typed.public_url.trim();
    let unclear =
        desk.config.web.public_url.is_none() && !url.is_empty() && config::public_url(url).is_err();
    add("public_url", unclear.then_some("setup-no-url"));
    wrong
}

/// Until they say otherwise, people work where the machine stands.
fn zone_of_machine() -> String {
    let zone = jiff::tz::TimeZone::system();
    zone.iana_name().unwrap_or("UTC").to_owned()
}
