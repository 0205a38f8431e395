//! `/c/{token}` and the presses on it. Thin: find, decide, save, answer.

mod needs;
mod reading;

use reading::{Came, chosen, file, find, nowhere, show, the_page};

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use letters::Attachment;
use serde::Deserialize;

use super::rules::Unsent;
use super::store::Seen;
use super::views::{self, Done, Held};
use crate::cases::{self, Case, deeds};
use crate::intake::deeds::{Prepared, Written, take_in};
use crate::intake::{Door, NotKept, Verdict};
use crate::kit::random;
use crate::kit::words::Lang;
use crate::web::{Client, Desk, Doing, Form, Named, Problem, Routes, Visitor, Who, see_other};

pub fn routes() -> Routes {
    Routes::new()
        .get("/c/{token}", Who::Link, show)
        .get("/c/{token}/files/{id}", Who::Link, file)
        .post("/c/{token}/write", Who::Link, write)
        .post("/c/{token}/plan", Who::Link, not_my_plan)
        .post("/c/{token}/quote", Who::Link, quote)
        .post("/c/{token}/not-yet", Who::Link, not_yet)
        .post("/c/{token}/settled", Who::Link, settled)
        .post("/c/{token}/offer", Who::Link, take_offer)
        .post("/c/{token}/release", Who::Link, release)
        .post("/c/{token}/take", Who::Link, take)
        .merge(needs::routes())
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    text: String,
    #[serde(default)]
    once: String,
    lang: Option<String>,
}

/// What they write is received like any other letter; the link lets it in.
async fn write(
    State(desk): State<Desk>,
    visitor: Visitor,
    client: Client,
    Named(token): Named<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let Some(seen) = find(&desk, &token).await? else {
        return nowhere(&desk, &visitor, typed.lang.as_deref()).await;
    };
    let lang = chosen(typed.lang.as_deref(), &seen);
    let why = if typed.text.trim().is_empty() {
        Some(Unsent::Empty)
    } else if desk.limits.form(client.0).is_err() {
        Some(Unsent::TooOften)
    } else {
        match receive(&desk, &token, &seen, &typed.text, &typed.once, Vec::new()).await {
            Ok(_) => None,
            Err(error) => {
                tracing::error!(%error, "Words from a case page could not be kept");
                Some(Unsent::NotKept)
            }
        }
    };
    Ok(match why {
        None => back(&token, lang, Done::Written),
        Some(why) => {
            let held = Some(Held {
                words: typed.text,
                why,
            });
            let came = Came {
                held,
                ..Came::default()
            };
            the_page(&desk, &visitor, &token, &seen, lang, came)
        }
    })
}

/// "That is not what I need": their words come like any letter, and that the
/// plan was meant stands beside it.
async fn not_my_plan(
    State(desk): State<Desk>,
    visitor: Visitor,
    client: Client,
    named: Named<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let (token, lang) = (named.0.clone(), typed.lang.clone());
    let answer = write(
        State(desk.clone()),
        visitor.clone(),
        client,
        named,
        Form(typed),
    )
    .await?;
    if !answer.status().is_redirection() {
        return Ok(answer);
    }
    press(
        &desk,
        &visitor,
        client,
        token,
        lang,
        Done::Written,
        deeds::not_what_i_need,
    )
    .await
}

async fn receive(
    desk: &Desk,
    token: &str,
    seen: &Seen,
    text: &str,
    once: &str,
    files: Vec<Attachment>,
) -> Result<Verdict, NotKept> {
    let once: String = once
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(64)
        .collect();
    let once = if once.is_empty() { random::id() } else { once };
    let domain = seen
        .mailbox
        .address
        .rsplit_once('@')
        .map_or("localhost", |(_, domain)| domain);
    let written = Written {
        // The same press is the same letter.
        letter_id: format!("page.{}.{once}@{domain}", seen.case.number),
        address: seen.person.addresses.first().cloned().unwrap_or_default(),
        name: seen.person.name.clone(),
        subject: letters::reply_subject(views::known_subject(seen)),
        // Browsers send CR LF where a person pressed Enter once.
        words: text.replace("\r\n", "\n").replace('\r', "\n"),
        aside: None,
        language: None,
        link: Some(token.to_owned()),
        files: Vec::new(),
    };
    let to = &seen.mailbox.address;
    let prepared = Prepared::written(desk, Door::Form, written, files, None, to, None).await?;
    take_in(desk, Arc::new(prepared)).await
}

fn back(token: &str, lang: Lang, done: Done) -> Response {
    see_other(&format!("/c/{token}?lang={lang}&done={}", done.word()))
}

#[derive(Deserialize)]
struct NotYet {
    need: i64,
    lang: Option<String>,
}

async fn not_yet(
    state: State<Desk>,
    visitor: Visitor,
    client: Client,
    Named(token): Named<String>,
    Form(form): Form<NotYet>,
) -> Result<Response, Problem> {
    let need = form.need;
    press(
        &state.0,
        &visitor,
        client,
        token,
        form.lang,
        Done::NotYet,
        move |tx, case, person, now| deeds::not_yet(tx, case, person, need, now),
    )
    .await
}

#[derive(Deserialize)]
struct Release {
    promise: i64,
    lang: Option<String>,
}

/// They need no further word: the promise ends, released by them.
async fn release(
    state: State<Desk>,
    visitor: Visitor,
    client: Client,
    Named(token): Named<String>,
    Form(form): Form<Release>,
) -> Result<Response, Problem> {
    let promise = form.promise;
    press(
        &state.0,
        &visitor,
        client,
        token,
        form.lang,
        Done::Released,
        move |tx, case, person, now| deeds::released_by_person(tx, case, person, promise, now),
    )
    .await
}

#[derive(Deserialize)]
struct Take {
    need: i64,
    way: i64,
    lang: Option<String>,
}

/// They take something of what is possible.
async fn take(
    state: State<Desk>,
    visitor: Visitor,
    client: Client,
    Named(token): Named<String>,
    Form(form): Form<Take>,
) -> Result<Response, Problem> {
    let (need, way) = (form.need, form.way);
    press(
        &state.0,
        &visitor,
        client,
        token,
        form.lang,
        Done::Taken,
        move |tx, case, person, now| deeds::take_way(tx, case, person, need, way, now),
    )
    .await
}

#[derive(Deserialize)]
struct OnQuote {
    quote: i64,
    /// "yes" or "no".
    answer: String,
    lang: Option<String>,
}

/// One press: yes or no to what work and parts would cost.
async fn quote(
    state: State<Desk>,
    visitor: Visitor,
    client: Client,
    Named(token): Named<String>,
    Form(form): Form<OnQuote>,
) -> Result<Response, Problem> {
    let (id, accepts) = (form.quote, form.answer == "yes");
    press(
        &state.0,
        &visitor,
        client,
        token,
        form.lang,
        Done::Answered,
        move |tx, case, person, now| deeds::answer_quote(tx, case, person, id, accepts, now),
    )
    .await
}

#[derive(Deserialize)]
struct Press {
    lang: Option<String>,
}

async fn settled(
    state: State<Desk>,
    visitor: Visitor,
    client: Client,
    Named(token): Named<String>,
    Form(form): Form<Press>,
) -> Result<Response, Problem> {
    press(
        &state.0,
        &visitor,
        client,
        token,
        form.lang,
        Done::Settled,
        deeds::settled_by_person,
    )
    .await
}

#[derive(Deserialize)]
struct Taken {
    offer: i64,
    lang: Option<String>,
}

/// They take what we offered to put right.
async fn take_offer(
    state: State<Desk>,
    visitor: Visitor,
    client: Client,
    Named(token): Named<String>,
    Form(form): Form<Taken>,
) -> Result<Response, Problem> {
    let offer = form.offer;
    let take = move |tx: &mut ::store::Tx<'_>, case, person, now| {
        deeds::take_offer(tx, case, person, offer, now)
    };
    press(
        &state.0,
        &visitor,
        client,
        token,
        form.lang,
        Done::OfferTaken,
        take,
    )
    .await
}

type Now = crate::kit::At;

/// One press of the person who asked. Others who hold a link write instead.
async fn press(
    desk: &Desk,
    visitor: &Visitor,
    client: Client,
    token: String,
    lang: Option<String>,
    done: Done,
    deed: impl Fn(&mut ::store::Tx<'_>, Case, i64, Now) -> Result<(), Problem> + Send + Sync + 'static,
) -> Result<Response, Problem> {
    desk.limits.form(client.0)?;
    let (link, now) = (token.clone(), desk.now());
    let pressed = desk.db.write(move |tx| {
        let Some((number, person)) = cases::store::by_link(tx, &link)? else {
            return Ok(false);
        };
        let Some(case) = cases::store::lock_home(tx, number)? else {
            return Ok(false);
        };
        let share = cases::store::share::of(tx, &case, person)?;
        if !(share.asks || done.is_of_a_need() && share.has_needs()) {
            return Ok(false);
        }
        deed(tx, case, person, now)?;
        Ok::<_, Problem>(true)
    });
    if !pressed
        .await
        .doing(|| format!("a press of \"{}\" on a case page", done.word()))?
    {
        return nowhere(desk, visitor, lang.as_deref()).await;
    }
    let lang = match lang.as_deref().and_then(Lang::of_tag) {
        Some(lang) => lang,
        None => find(desk, &token)
            .await?
            .map_or(visitor.lang, |seen| seen.lang()),
    };
    Ok(back(&token, lang, done))
}
