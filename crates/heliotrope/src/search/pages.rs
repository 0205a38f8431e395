//! `/search?q=`: one field, and what was found.

use std::collections::HashSet;

use axum::extract::State;
use maud::Markup;
use serde::Deserialize;

use super::rules::{self, Scope};
use super::{api, store, views};
use crate::cases::store::found;
use crate::web::{
    Asked, Asker, Desk, Doing, PageContext, Problem, Routes, Who, cursor, page, read_cursor,
};
use crate::{mailboxes, people, t};
use ::store::Tx;

/// How many cases one page of results shows.
const SHOWN: usize = 25;
/// Among how many newer subjects and names a spelling is looked for.
const SPELLINGS: i64 = 2_000;

pub fn routes() -> Routes {
    Routes::new().get("/search", Who::Light, search)
}

#[derive(Default, Deserialize)]
struct Which {
    #[serde(default)]
    q: String,
    scope: Option<String>,
    cursor: Option<String>,
}

/// What a page of results shows.
pub struct Results {
    pub query: String,
    pub scope: Option<Scope>,
    /// The person whose letters are searched.
    pub person: Option<String>,
    /// Mailboxes to choose from: id and address.
    pub mailboxes: Vec<(i64, String)>,
    pub hits: Vec<store::Hit>,
    /// How many cases were found, and whether the search stopped there.
    pub cases: usize,
    pub capped: bool,
    pub next: Option<String>,
    /// How the words may have been meant.
    pub nearest: Option<String>,
}

async fn search(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(which): Asked<Which>,
) -> Result<Markup, Problem> {
    let words = asker.words();
    let results = desk
        .db
        .read(move |tx| results(tx, which))
        .await
        .doing(|| "searching")?;
    let title = match results.query.is_empty() {
        true => t!(words, "search-title"),
        false => results.query.clone(),
    };
    let body = views::results(&asker, &results, desk.now());
    Ok(page(
        &PageContext::of(&desk, &asker, "search"),
        &title,
        body,
    ))
}

fn results(tx: &mut Tx<'_>, which: Which) -> Result<Results, Problem> {
    let scope = api::scope_of(which.scope.as_deref())?;
    let tokens: Vec<String> = scope.map(Scope::token).into_iter().collect();
    let person = match scope {
        Some(Scope::Person(id)) => people::store::find(tx, id)?.map(|p| p.shown().to_owned()),
        _ => None,
    };
    let query = which.q.trim().to_owned();
    let mut hits = found::messages(tx, &query, &tokens)?;
    let capped = hits.len() >= found::MOST;
    let mut seen = HashSet::new();
    hits.retain(|hit| seen.insert(hit.case));
    let cases = hits.len();
    if let Some(before) = read_cursor::<i64>(which.cursor.as_deref())? {
        hits.retain(|hit| hit.message < before);
    }
    let more = hits.len() > SHOWN;
    hits.truncate(SHOWN);
    let next = hits.last().filter(|_| more).map(|hit| cursor(&hit.message));
    let ids: Vec<i64> = hits.iter().map(|hit| hit.message).collect();
    let nearest = if cases == 0 && !query.is_empty() {
        nearest(tx, &query)?
    } else {
        None
    };
    Ok(Results {
        scope,
        person,
        mailboxes: mailboxes::store::all(tx)?
            .into_iter()
            .map(|m| (m.id, m.address))
            .collect(),
        hits: store::hits(tx, &ids)?,
        cases,
        capped,
        next,
        nearest,
        query,
    })
}

fn nearest(tx: &mut Tx<'_>, query: &str) -> Result<Option<String>, Problem> {
    let texts = store::spellings(tx, SPELLINGS)?;
    Ok(rules::nearest(
        query,
        &rules::vocabulary(texts.iter().map(String::as_str)),
    ))
}
