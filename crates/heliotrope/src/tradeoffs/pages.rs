//! `/tradeoffs`: the map (V11), one of them, and the form; `/help/not`: what
//! everybody may read.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Deserialize;
use std::time::Duration;

use super::rules::{Measure, Tradeoff, Typed};
use super::views::map::{Map, Row};
use super::{deeds, store, views};
use crate::kit::At;
use crate::t;
use crate::team;
use crate::web::{
    Answer, Asker, Desk, Doing, Form, Named, Once, PageContext, Problem, Routes, Visitor, Who, page,
};
use ::store::Tx;

/// How far back the map looks.
const LOOKS_BACK: Duration = Duration::from_secs(90 * 86_400);
/// How many asks stand behind a trade-off.
pub const ASKS: i64 = 100;

pub fn routes() -> Routes {
    Routes::new()
        .get("/tradeoffs", Who::Light, map)
        .post("/tradeoffs", Who::Agent, add)
        .get("/tradeoffs/new", Who::Agent, blank)
        .get("/tradeoffs/{id}", Who::Light, one)
        .post("/tradeoffs/{id}", Who::Agent, change)
        .get("/tradeoffs/{id}/change", Who::Agent, edit)
        .post("/tradeoffs/{id}/place", Who::Agent, place)
        .post("/tradeoffs/{id}/review", Who::Agent, review)
        .get("/help/not", Who::Anyone, not)
}

/// What is asked for, and what was had, by each measure.
pub fn rows(tx: &mut Tx<'_>, all: Vec<Tradeoff>, now: At) -> Result<Vec<Row>, Problem> {
    let since = now.minus(LOOKS_BACK);
    let asked = store::asked(tx, since)?;
    let mut promises = [None, None];
    let mut rows = Vec::with_capacity(all.len());
    for tradeoff in all {
        let mine = asked.iter().find(|a| a.tradeoff == tradeoff.id).cloned();
        let house = tradeoff.what.measure == Measure::FirstAnswer;
        let facts = match tradeoff.what.measure {
            Measure::Asks => mine.as_ref().map_or((0, 0), |a| (a.asks, a.met)),
            Measure::Promises | Measure::FirstAnswer => {
                let kept = &mut promises[usize::from(house)];
                match kept {
                    Some(known) => *known,
                    None => *kept.insert(store::promises(tx, since, now, house)?),
                }
            }
        };
        rows.push(Row {
            tradeoff,
            asked: mine,
            facts,
        });
    }
    Ok(rows)
}

async fn map(State(desk): State<Desk>, asker: Asker) -> Result<Markup, Problem> {
    let now = desk.now();
    let today = deeds::today(&asker, now);
    let map = desk
        .db
        .read(move |tx| {
            let all = store::all(tx)?;
            Ok::<_, Problem>(Map {
                rows: rows(tx, all, now)?,
                today,
                settled: store::settled(tx, now.minus(LOOKS_BACK))?,
            })
        })
        .await
        .doing(|| "reading the map of trade-offs")?;
    let context = PageContext::of(&desk, &asker, "tradeoffs");
    let title = t!(asker.words(), "tradeoffs-title");
    Ok(page(&context, &title, views::map::map(&asker, &map)))
}

async fn one(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Markup, Problem> {
    let now = desk.now();
    let found = desk
        .db
        .read(move |tx| {
            let known = deeds::find(tx, id)?;
            let row = rows(tx, vec![known], now)?.pop();
            let row = row.ok_or_else(|| Problem::not_found("tradeoff", id))?;
            Ok::<_, Problem>((row, store::asks(tx, id, ASKS)?, store::history(tx, id)?))
        })
        .await
        .doing(|| format!("reading trade-off {id}"))?;
    let (row, asks, history) = found;
    let context = PageContext::of(&desk, &asker, "tradeoffs");
    let title = row.tradeoff.what.title.clone();
    let body = views::map::one(&asker, &row, &asks, &history, now);
    Ok(page(&context, &title, body))
}

async fn blank(State(desk): State<Desk>, asker: Asker) -> Result<Response, Problem> {
    let typed = Typed::new(asker.agent, deeds::today(&asker, desk.now()));
    form(&desk, &asker, None, typed, &[]).await
}

async fn edit(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let known = desk
        .db
        .read(move |tx| deeds::find(tx, id))
        .await
        .doing(|| format!("reading trade-off {id}"))?;
    let typed = Typed::of(&known.what);
    form(&desk, &asker, Some(known), typed, &[]).await
}

async fn form(
    desk: &Desk,
    asker: &Asker,
    known: Option<Tradeoff>,
    typed: Typed,
    wrong: &[(&str, String)],
) -> Result<Response, Problem> {
    let team = desk
        .db
        .read(team::store::roster)
        .await
        .doing(|| "reading the team")?;
    let words = asker.words();
    let title = match &known {
        Some(known) => known.what.title.clone(),
        None => t!(words, "tradeoffs-new-title"),
    };
    let body = views::form::form(asker, known.as_ref(), &typed, &team, wrong);
    let context = PageContext::of(desk, asker, "tradeoffs");
    let status = match wrong.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, page(&context, &title, body)).into_response())
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Fields {
    title: String,
    why: String,
    bad_at: String,
    because: String,
    so_that: String,
    instead: String,
    signpost: String,
    slots: String,
    slot_link: String,
    for_whom: String,
    owner: String,
    review_on: String,
    public: bool,
    decided: String,
    measure: String,
    version: Option<i64>,
}

impl Fields {
    fn typed(&self) -> Typed {
        let it = self.clone();
        Typed {
            title: it.title,
            why: it.why,
            bad_at: it.bad_at,
            because: it.because,
            so_that: it.so_that,
            instead: it.instead,
            signpost: it.signpost,
            slots: it.slots,
            slot_link: it.slot_link,
            for_whom: it.for_whom,
            owner: it.owner,
            review_on: it.review_on,
            public: it.public,
            decided: it.decided,
            measure: it.measure,
        }
    }
}

async fn add(
    state: State<Desk>,
    asker: Asker,
    once: Once,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    keep(&state.0, asker, once, None, fields).await
}

async fn change(
    state: State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    keep(&state.0, asker, once, Some(id), fields).await
}

/// Kept, or the form comes back with every word that was typed.
async fn keep(
    desk: &Desk,
    asker: Asker,
    once: Once,
    id: Option<i64>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (now, me) = (desk.now(), asker.clone());
    let today = deeds::today(&asker, now);
    let (typed, version) = (fields.typed(), fields.version);
    let kept = desk
        .db
        .write(move |tx| {
            let wanted = match deeds::read(tx, &typed, today)? {
                Ok(wanted) => wanted,
                Err(wrong) => return Ok::<_, Problem>(Err(wrong)),
            };
            let answer = once.run(tx, now, |tx| {
                let id = match id {
                    Some(id) => {
                        deeds::change(tx, &me, id, version, &wanted, now)?;
                        id
                    }
                    None => deeds::add(tx, &me, &wanted, now)?,
                };
                Ok(Answer::see(format!("/tradeoffs/{id}")))
            })?;
            Ok(Ok(answer))
        })
        .await;
    let words = asker.words();
    let wrong: Vec<(&str, String)> = match kept {
        Ok(Ok(answer)) => return Ok(answer.into_response()),
        Ok(Err(wrong)) => wrong.iter().map(|w| (w.field, words.say(w.key))).collect(),
        Err(refused) if refused.code == "changed" => vec![("title", refused.detail(words))],
        Err(refused) => return Err(refused.doing("keeping a trade-off")),
    };
    let known = match id {
        Some(id) => Some(desk.db.read(move |tx| deeds::find(tx, id)).await?),
        None => None,
    };
    form(desk, &asker, known, fields.typed(), &wrong).await
}

#[derive(Clone, Deserialize)]
struct Step {
    #[serde(default)]
    to: String,
}

async fn place(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(id): Named<i64>,
    Form(step): Form<Step>,
) -> Result<Answer, Problem> {
    desk.db
        .write(move |tx| deeds::step(tx, id, step.to == "up"))
        .await
        .doing(|| format!("moving trade-off {id}"))?;
    Ok(Answer::see("/tradeoffs"))
}

#[derive(Clone, Deserialize)]
struct Review {
    #[serde(default)]
    decision: String,
}

async fn review(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Form(review): Form<Review>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| match review.decision.as_str() {
            "keep" => deeds::keep(tx, &asker, id, now),
            "drop" => deeds::drop_it(tx, &asker, id, now),
            _ => Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "decision",
                "tradeoffs-keep-or-drop",
            )),
        })
        .await
        .doing(|| format!("reviewing trade-off {id}"))?;
    Ok(Answer::see("/tradeoffs"))
}

/// "What we do not do, and why": no sign-in, no script.
async fn not(State(desk): State<Desk>, visitor: Visitor) -> Result<Markup, Problem> {
    let (all, house) = desk
        .db
        .read(|tx| {
            let house = crate::mailboxes::store::all(tx)?.into_iter().next();
            Ok::<_, Problem>((store::all(tx)?, house))
        })
        .await
        .doing(|| "reading what we do not do")?;
    let words = visitor.words();
    let name = house.as_ref().map_or("", |house| house.name.as_str());
    let context = PageContext::visitor(&desk, &visitor).house(name);
    let title = t!(words, "tradeoffs-not-title");
    Ok(page(&context, &title, views::public::page(&all, words)))
}
