//! Two cases become one, and are taken apart.

use super::back;
use crate::cases::deeds;
use crate::cases::store::{found, lists, of_person};
use crate::cases::views::Eye;
use crate::inbox::views::merging::{self, Choice};
use crate::people;
use crate::web::{Asked, Asker, Desk, Doing, Form, Named, PageContext, Problem, page};
use crate::{cases, t};
use ::store::Tx;
use axum::extract::State;
use axum::response::Redirect;
use maud::Markup;
use serde::Deserialize;

/// Cases that are offered at once.
const OFFERED: i64 = 12;

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    q: String,
}

/// The page on which the other case is chosen.
pub async fn choose(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Markup, Problem> {
    let me = asker.clone();
    let choice = desk
        .db
        .read(move |tx| offered(tx, &me, number, wanted.q.trim()))
        .await
        .doing(|| format!("finding a case that {number} could be merged into"))?;
    let eye = Eye::of(&asker, desk.now());
    let title = t!(
        asker.words(),
        "inbox-merge-title",
        number = number.to_string()
    );
    Ok(page(
        &PageContext::of(&desk, &asker, "today"),
        &title,
        merging::choice(&choice, eye),
    ))
}

fn offered(tx: &mut Tx<'_>, asker: &Asker, number: i64, query: &str) -> Result<Choice, Problem> {
    let case = deeds::look(tx, asker, number)?;
    let mut numbers: Vec<i64> = match query.trim_start_matches('#').parse::<i64>() {
        Ok(wanted) => cases::store::home(tx, wanted)?.into_iter().collect(),
        Err(_) if query.is_empty() => of_person(tx, case.person, number, OFFERED)?
            .into_iter()
            .map(|(other, ..)| other)
            .collect(),
        Err(_) => found::cases(tx, query)?.iter().map(|h| h.case).collect(),
    };
    numbers.retain(|n| *n != number);
    numbers.truncate(OFFERED as usize);
    let name = people::store::find(tx, case.person)?.map(|p| p.shown().to_owned());
    Ok(Choice {
        name: name.unwrap_or_default(),
        query: query.to_owned(),
        found: lists::lines(tx, &numbers)?,
        case,
    })
}

#[derive(Deserialize)]
pub struct Into {
    into: i64,
}

pub async fn merge(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<Into>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::merge(tx, &asker, number, form.into, now))
        .await
        .doing(|| format!("merging case {number} into case {}", form.into))
        .map(back)
}

#[derive(Deserialize)]
pub struct Letter {
    letter: i64,
}

/// Shows the case that the letter has now.
pub async fn split(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<Letter>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::split(tx, &asker, number, form.letter, now))
        .await
        .doing(|| format!("splitting message {} off case {number}", form.letter))
        .map(back)
}

pub async fn take_apart(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::take_apart(tx, &asker, number, now))
        .await
        .doing(|| format!("taking case {number} apart again"))?;
    Ok(back(number))
}

#[derive(Deserialize)]
pub struct Joined {
    into: i64,
}

pub async fn join_need(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, need)): Named<(i64, i64)>,
    Form(form): Form<Joined>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::join_need(tx, &asker, number, need, form.into, now))
        .await
        .doing(|| format!("joining two needs of case {number}"))?;
    Ok(back(number))
}
