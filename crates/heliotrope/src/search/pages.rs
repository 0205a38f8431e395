//! `/search?q=`: one field, and what was found.

use std::collections::HashSet;

use axum::extract::State;
use maud::Markup;
use serde::Deserialize;

use super::deeds::{self, Next, Outcome, Reading};
use super::rules::{self, Scope};
use super::{api, store, views};
use crate::cases::store::found;
use crate::filters::deeds::Me;
use crate::filters::rules::Trouble;
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
    /// The words to mark: the query, or those of a filter.
    pub marks: String,
    /// It was a filter: as it is written here.
    pub filter: Option<String>,
    /// It looked like a filter and was searched as words, for this reason.
    pub trouble: Option<Trouble>,
    pub scope: Option<Scope>,
    /// The person whose letters are searched.
    pub person: Option<String>,
    /// Mailboxes to choose from: id and address.
    pub mailboxes: Vec<(i64, String)>,
    pub hits: Vec<store::Hit>,
    /// How many cases were found (none: not counted), and whether the search
    /// stopped there.
    pub cases: Option<usize>,
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
    let me = Me::of(&asker, desk.now());
    let results = desk
        .db
        .read(move |tx| results(tx, which, &me))
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

fn results(tx: &mut Tx<'_>, which: Which, me: &Me) -> Result<Results, Problem> {
    let scope = api::scope_of(which.scope.as_deref())?;
    let person = match scope {
        Some(Scope::Person(id)) => people::store::find(tx, id)?.map(|p| p.shown().to_owned()),
        _ => None,
    };
    let query = which.q.trim().to_owned();
    let from = which.cursor.as_deref();
    let reading = deeds::read(tx, &query, scope, me)?;
    let found = match &reading {
        Reading::Words(_) => by_words(tx, &query, scope, from)?,
        Reading::Filter(filter) => {
            let before = match filter.has_words() {
                true => read_cursor(from)?,
                false => None,
            };
            filter.page(tx, (before, from), true, SHOWN)?
        }
    };
    let ids: Vec<i64> = found.hits.iter().map(|hit| hit.message).collect();
    let mut hits = store::hits(tx, &ids)?;
    hits.sort_by_key(|hit| ids.iter().position(|id| *id == hit.message));
    let next = match found.next {
        Next::End => None,
        Next::Older => ids.last().map(cursor),
        Next::At(next) => Some(next),
    };
    let plain = matches!(reading, Reading::Words(_));
    let nearest = match plain && hits.is_empty() && !query.is_empty() {
        true => nearest(tx, &query)?,
        false => None,
    };
    let (marks, filter, trouble) = match reading {
        Reading::Words(trouble) => (query.clone(), None, trouble),
        Reading::Filter(filter) => (filter.words, Some(filter.filter), None),
    };
    Ok(Results {
        scope,
        person,
        mailboxes: mailboxes::store::all(tx)?
            .into_iter()
            .map(|m| (m.id, m.address))
            .collect(),
        hits,
        cases: found.all,
        capped: found.limited,
        next,
        nearest,
        query,
        marks,
        filter,
        trouble,
    })
}

fn by_words(
    tx: &mut Tx<'_>,
    query: &str,
    scope: Option<Scope>,
    from: Option<&str>,
) -> Result<Outcome, Problem> {
    let mut hits = deeds::words(tx, query, scope, None, found::MOST)?.hits;
    let limited = hits.len() >= found::MOST;
    let mut seen = HashSet::new();
    hits.retain(|hit| seen.insert(hit.case));
    let all = Some(hits.len());
    if let Some(before) = read_cursor::<i64>(from)? {
        hits.retain(|hit| hit.message < before);
    }
    let more = hits.len() > SHOWN;
    hits.truncate(SHOWN);
    Ok(Outcome {
        hits,
        next: if more { Next::Older } else { Next::End },
        all,
        limited,
    })
}

fn nearest(tx: &mut Tx<'_>, query: &str) -> Result<Option<String>, Problem> {
    let texts = store::spellings(tx, SPELLINGS)?;
    Ok(rules::nearest(
        query,
        &rules::vocabulary(texts.iter().map(String::as_str)),
    ))
}
