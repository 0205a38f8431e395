//! Reading the page of a link: the whole of it, and whether it is as it was.

use axum::extract::State;
use axum::http::header::IF_NONE_MATCH;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::kit::random;
use crate::kit::words::{Lang, Words};
use crate::messages::pages::download;
use crate::needs::views::Held as NeedHeld;
use crate::portal::rules::Unsent;
use crate::portal::store::{self, Seen};
use crate::portal::views::{self, Done, Held, Page};
use crate::t;
use crate::web::{Asked, Desk, Doing, Named, PageContext, Problem, Visitor, page};

#[derive(Deserialize)]
pub(super) struct Choice {
    lang: Option<String>,
    done: Option<String>,
}

pub(super) async fn find(desk: &Desk, token: &str) -> Result<Option<Seen>, Problem> {
    let (token, now) = (token.to_owned(), desk.now());
    desk.db
        .read(move |tx| store::seen(tx, &token, now))
        .await
        .doing(|| "finding the case of a link")
}

pub(super) async fn show(
    State(desk): State<Desk>,
    visitor: Visitor,
    Named(token): Named<String>,
    Asked(choice): Asked<Choice>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(seen) = find(&desk, &token).await? else {
        return nowhere(&desk, &visitor, choice.lang.as_deref()).await;
    };
    let lang = chosen(choice.lang.as_deref(), &seen);
    let known = headers.get(IF_NONE_MATCH).map(HeaderValue::as_bytes);
    if known.is_some_and(|known| known == stamp(&desk, &token, &seen, lang).as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, PRIVATE).into_response());
    }
    let done = Done::ALL
        .into_iter()
        .find(|d| choice.done.as_deref() == Some(d.word()));
    let came = Came {
        done,
        ..Came::default()
    };
    Ok(the_page(&desk, &visitor, &token, &seen, lang, came))
}

pub(super) fn chosen(lang: Option<&str>, seen: &Seen) -> Lang {
    lang.and_then(Lang::of_tag).unwrap_or_else(|| seen.lang())
}

/// What the page says first: what was done, or what could not be and comes
/// back with its words.
#[derive(Default)]
pub(super) struct Came {
    pub done: Option<Done>,
    pub held: Option<Held>,
    pub of_need: Option<NeedHeld>,
}

/// What an open page is asked for to find out whether it is as it was.
fn stamp(desk: &Desk, token: &str, seen: &Seen, lang: Lang) -> String {
    let plain = Page {
        seen,
        token,
        once: "",
        done: None,
        held: None,
        of_need: None,
        now: desk.now(),
        stamp: "",
        bills: desk.bills(),
    };
    views::stamp(&plain, Words::of(lang))
}

pub(super) fn the_page(
    desk: &Desk,
    visitor: &Visitor,
    token: &str,
    seen: &Seen,
    lang: Lang,
    came: Came,
) -> Response {
    let Came {
        done,
        held,
        of_need,
    } = came;
    let words = Words::of(lang);
    let status = match held.as_ref().map(|held| held.why) {
        None if of_need.is_some() => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
        Some(Unsent::Empty) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Unsent::TooOften) => StatusCode::TOO_MANY_REQUESTS,
        Some(Unsent::NotKept) => StatusCode::SERVICE_UNAVAILABLE,
    };
    let context = PageContext::visitor(desk, visitor)
        .speaking(lang)
        .house(&seen.mailbox.name)
        .switch(&format!("/c/{token}"))
        .aside(t!(
            words,
            "portal-case",
            number = seen.case.number.to_string()
        ));
    let context = context.script("js/follow.js");
    let (once, stamp) = (random::id(), stamp(desk, token, seen, lang));
    let shown = Page {
        seen,
        token,
        once: &once,
        done,
        held,
        of_need,
        now: desk.now(),
        stamp: &stamp,
        bills: desk.bills(),
    };
    let markup = page(
        &context,
        &views::subject(seen, words),
        views::page(&shown, words),
    );
    (status, PRIVATE, markup).into_response()
}

/// Whoever holds the address may read: no search engine should hold it.
const PRIVATE: [(HeaderName, &str); 1] = [(HeaderName::from_static("x-robots-tag"), "noindex")];

/// An unknown or revoked link: a calm page that says how to reach us.
pub(super) async fn nowhere(
    desk: &Desk,
    visitor: &Visitor,
    lang: Option<&str>,
) -> Result<Response, Problem> {
    let house = desk
        .db
        .read(store::house)
        .await
        .doing(|| "finding a way to reach us")?;
    let lang = lang.and_then(Lang::of_tag).unwrap_or(visitor.lang);
    let words = Words::of(lang);
    let name = house.as_ref().map_or("", |house| house.name.as_str());
    let context = PageContext::visitor(desk, visitor)
        .speaking(lang)
        .house(name)
        .small();
    let markup = page(
        &context,
        &t!(words, "portal-nowhere"),
        views::nowhere(house.as_ref(), words),
    );
    Ok((StatusCode::NOT_FOUND, PRIVATE, markup).into_response())
}

pub(super) async fn file(
    State(desk): State<Desk>,
    visitor: Visitor,
    Named((token, id)): Named<(String, i64)>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let found = desk
        .db
        .read(move |tx| store::file(tx, &token, id, now))
        .await
        .doing(|| format!("fetching file {id} for a link"))?;
    match found {
        Some((file, bytes)) => Ok(download(&file.name, bytes)),
        None => nowhere(&desk, &visitor, None).await,
    }
}
