//! `/people`: who is served, found by name or address, and one person's page.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Deserialize;

use super::rules::{self, Person};
use super::views::{self, Typed};
use super::{api, store};
use crate::mailboxes::rules::looks_like_address;
use crate::t;
use crate::web::{
    Answer, Asked, Asker, Desk, Doing, Form, Named, Once, PageContext, Problem, Routes, Who, page,
};
use ::store::Tx;

/// How many people, and how many cases of one person, a page shows.
const SHOWN: i64 = 50;

pub fn routes() -> Routes {
    Routes::new()
        .get("/people", Who::Light, list)
        .get("/people/{id}", Who::Light, one)
        .post("/people/{id}", Who::Agent, change)
        .post("/people/{id}/addresses", Who::Agent, add_address)
}

#[derive(Default, Deserialize)]
struct Which {
    #[serde(default)]
    q: String,
    cursor: Option<String>,
}

async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(which): Asked<Which>,
) -> Result<Markup, Problem> {
    let (query, from) = (which.q.trim().to_owned(), which.cursor);
    let words = query.clone();
    let (people, next) = desk
        .db
        .read(move |tx| api::page(tx, Some(&words), from.as_deref(), SHOWN))
        .await
        .doing(|| "listing people")?;
    let title = t!(asker.words(), "people-title");
    let body = views::list(&asker, &people, &query, next.as_deref());
    Ok(page(
        &PageContext::of(&desk, &asker, "people"),
        &title,
        body,
    ))
}

/// A person with what their page shows.
pub struct Sheet {
    pub person: Person,
    pub cases: Vec<store::TheirCase>,
    pub more: bool,
}

fn sheet(tx: &mut Tx<'_>, id: i64) -> Result<Sheet, Problem> {
    let person = store::find(tx, id)?.ok_or_else(|| Problem::not_found("person", id))?;
    let mut cases = store::cases(tx, id, SHOWN + 1)?;
    let more = cases.len() as i64 > SHOWN;
    cases.truncate(SHOWN as usize);
    Ok(Sheet {
        person,
        cases,
        more,
    })
}

async fn one(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Markup, Problem> {
    show(&desk, &asker, id, None).await
}

/// The person's page; `typed` is what a refused form held.
async fn show(
    desk: &Desk,
    asker: &Asker,
    id: i64,
    typed: Option<Typed>,
) -> Result<Markup, Problem> {
    let sheet = desk
        .db
        .read(move |tx| sheet(tx, id))
        .await
        .doing(|| format!("reading person {id}"))?;
    let typed = typed.unwrap_or_else(|| Typed::of(&sheet.person));
    let name = views::title(asker.words(), &sheet.person);
    let body = views::one(asker, &sheet, &typed, desk.now());
    Ok(page(&PageContext::of(desk, asker, "people"), &name, body))
}

#[derive(Clone, Deserialize)]
struct Changed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: String,
}

async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Form(form): Form<Changed>,
) -> Result<Response, Problem> {
    let typed = Typed {
        name: form.name.clone(),
        language: form.language.clone(),
        ..Typed::default()
    };
    let language = form.language.trim().to_owned();
    if !language.is_empty() && rules::language_tag(&language).is_none() {
        let wrong = t!(asker.words(), "people-no-language", language = language);
        let shown = show(&desk, &asker, id, Some(typed.wrong("language", wrong))).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
    }
    let now = desk.now();
    let answer = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let known = store::find(tx, id)?.ok_or_else(|| Problem::not_found("person", id))?;
                if known.name != form.name.trim() {
                    store::rename(tx, id, form.name.trim())?;
                }
                match (language.as_str(), known.language.as_deref()) {
                    ("", None) => {}
                    ("", Some(_)) => store::forget_language(tx, id)?,
                    // What was only guessed is known once somebody has kept it.
                    (said, _) => api::speak(tx, id, said)?,
                }
                Ok(Answer::see(format!("/people/{id}")))
            })
        })
        .await
        .doing(|| format!("changing person {id}"))?;
    Ok(answer.into_response())
}

#[derive(Deserialize)]
struct NewAddress {
    #[serde(default)]
    address: String,
}

async fn add_address(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Form(form): Form<NewAddress>,
) -> Result<Response, Problem> {
    let address = form.address.trim().to_lowercase();
    let words = asker.words();
    let mut wrong = None;
    if looks_like_address(&address) {
        let (now, new) = (desk.now(), address.clone());
        let added = desk
            .db
            .write(move |tx| {
                once.run(tx, now, |tx| {
                    join(tx, id, &new, now)?;
                    Ok(Answer::see(format!("/people/{id}")))
                })
            })
            .await;
        match added {
            Ok(answer) => return Ok(answer.into_response()),
            Err(refused) if refused.code == "taken" => {
                let other = refused
                    .extras()
                    .get("person")
                    .and_then(serde_json::Value::as_i64);
                wrong = Some((refused.detail(words), other));
            }
            Err(refused) => return Err(refused.doing(format!("adding an address to person {id}"))),
        }
    }
    let (wrong, other) = wrong.unwrap_or_else(|| (t!(words, "people-no-address"), None));
    let person = desk
        .db
        .read(move |tx| sheet(tx, id))
        .await
        .doing(|| format!("reading person {id}"))?
        .person;
    let typed = Typed {
        address: form.address,
        belongs_to: other,
        ..Typed::of(&person)
    }
    .wrong("address", wrong);
    let shown = show(&desk, &asker, id, Some(typed)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}

/// Gives a person one more address; theirs already is well.
fn join(tx: &mut Tx<'_>, id: i64, address: &str, now: crate::kit::At) -> Result<(), Problem> {
    store::find(tx, id)?.ok_or_else(|| Problem::not_found("person", id))?;
    // A letter from it may be coming in at this moment.
    tx.lock(&format!("person:{address}"))?;
    match store::by_address(tx, address)? {
        None => Ok(store::add_address(tx, id, address, now)?),
        Some(other) if other == id => Ok(()),
        Some(other) => {
            let name = store::find(tx, other)?
                .map(|p| p.shown().to_owned())
                .unwrap_or_default();
            Err(
                Problem::refuse(StatusCode::CONFLICT, "taken", "people-address-taken")
                    .arg("name", name)
                    .extra("person", other),
            )
        }
    }
}
