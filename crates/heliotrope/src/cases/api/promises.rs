//! Promises: all that are live, those of a case, and what is done about one.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::deeds::{self, NewPromise, Word};
use super::super::store as rows;
use super::lists::page;
use super::messages::Conflict;
use super::needs::ToldHow;
use super::{deed, to_json};
use crate::kit::At;
use crate::promises::rules::{Past, figures, standing};
use crate::promises::{self, Kind, Promise};
use crate::web::{
    Answer, Asked, Asker, Desk, Doing, Given, Named, Once, Problem, cursor, limit_of, read_cursor,
};
use ::store::Tx;
use std::time::Duration;

/// A sentence we said to a person with a time in it.
#[derive(Serialize, ToSchema)]
pub struct PromiseJson {
    id: i64,
    case: i64,
    #[schema(pattern = "^(update|action|callback|money)$")]
    kind: &'static str,
    /// As the person read it.
    text: String,
    #[schema(value_type = String, format = DateTime)]
    due: At,
    /// The zone its words were written in.
    zone: String,
    /// "live", or how it ended.
    #[schema(pattern = "^(live|kept|broken|renegotiated|released)$")]
    state: &'static str,
    /// "ahead", "due-soon" (two hours or less) or "late", while it is live; null afterwards.
    #[schema(required = true, pattern = "^(ahead|due-soon|late)$")]
    standing: Option<&'static str>,
    /// The id of the agent who owns it; null: the team.
    #[schema(required = true)]
    owner: Option<i64>,
    /// Made by the automatic receipt.
    house: bool,
    #[schema(value_type = String, format = DateTime)]
    made_at: At,
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    ended_at: Option<At>,
    /// The id of the team that its case belongs to; null: everybody.
    #[schema(required = true)]
    team: Option<i64>,
}

/// The same with the teams of their cases.
fn with_teams(
    tx: &mut Tx<'_>,
    mut items: Vec<PromiseJson>,
) -> Result<Vec<PromiseJson>, ::store::Error> {
    let mut cases: Vec<i64> = items.iter().map(|p| p.case).collect();
    cases.dedup();
    let teams = rows::lists::teams_of(tx, &cases)?;
    for item in &mut items {
        let team = teams.iter().find(|(case, ..)| *case == item.case);
        item.team = team.map(|(_, team, _)| *team);
    }
    Ok(items)
}

fn live_json(case: i64, p: &Promise, now: At) -> PromiseJson {
    PromiseJson {
        id: p.id,
        case,
        kind: p.kind.word(),
        text: p.words.clone(),
        due: p.due,
        zone: p.zone.clone(),
        state: "live",
        standing: Some(standing(p.due, now).word()),
        owner: p.owner,
        house: p.house,
        made_at: p.made_at,
        ended_at: None,
        team: None,
    }
}

fn past_json(case: i64, past: &Past, now: At) -> PromiseJson {
    let live = live_json(case, &past.promise, now);
    match past.ended {
        None => live,
        Some((ending, at)) => PromiseJson {
            state: ending.word(),
            standing: None,
            ended_at: Some(at),
            ..live
        },
    }
}

#[derive(Serialize, ToSchema)]
pub struct Promises {
    items: Vec<PromiseJson>,
    /// The cursor of the next page; null at the end.
    #[schema(required = true)]
    next: Option<String>,
}

/// From where on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct From {
    /// `next` of the page before.
    cursor: Option<String>,
    /// 50 when left out; more than 100 gives 100.
    #[param(minimum = 1)]
    limit: Option<i64>,
}

/// Live promises, the next due first. Most are made with the letter that says
/// them: POST a reply with `next_word` or `promises`.
#[utoipa::path(get, path = "/api/v1/promises", tag = "promises", operation_id = "promises", params(From),
    responses((status = 200, body = Promises)))]
pub async fn list(
    State(desk): State<Desk>,
    _asker: Asker,
    Asked(from): Asked<From>,
) -> Result<Json<Promises>, Problem> {
    let limit = limit_of(from.limit)?;
    let after: Option<(i64, i64)> = read_cursor(from.cursor.as_deref())?;
    let now = desk.now();
    desk.db
        .read(move |tx| {
            let after = after.map(|(due, id)| (At(due), id));
            let rows = promises::store::next_due(tx, after, limit + 1)?;
            let shape = |(case, p): &(i64, Promise)| live_json(*case, p, now);
            let (items, next) = page(rows, limit, shape, |(_, p)| cursor(&(p.due.0, p.id)));
            let items = with_teams(tx, items)?;
            Ok::<_, Problem>(Promises { items, next })
        })
        .await
        .doing(|| "listing promises")
        .map(Json)
}

/// How far back the figures look.
const DAYS: u64 = 28;
/// More promises than this say no more about a team.
const COUNTED: i64 = 2_000;
/// Counting silent cases stops here.
const MOST_SILENT: i64 = 1_000;

/// What our promises of the last weeks say of the team; never of one agent.
#[derive(Serialize, ToSchema)]
pub struct FiguresJson {
    days: u64,
    /// Kept in time, or told a new time before it was due.
    in_time: u64,
    /// Past their time, whether word went afterwards or not.
    broken: u64,
    /// Still ahead.
    ahead: u64,
    /// `in_time` in hundredths of those that are decided; null: none is.
    #[schema(required = true)]
    kept_percent: Option<u64>,
    /// How far ahead the promises reached, the one in the middle, in minutes: padding shows here.
    #[schema(required = true)]
    median_span_minutes: Option<u64>,
    /// Cases over a day in our turn or a third party's without a date; counted up to 1000.
    silent_cases: i64,
}

/// Kept promises beside how far ahead they reached, and the silent cases.
#[utoipa::path(get, path = "/api/v1/promises/figures", tag = "promises", operation_id = "promise_figures",
    responses((status = 200, body = FiguresJson)))]
pub async fn figures_of_team(
    State(desk): State<Desk>,
    _asker: Asker,
) -> Result<Json<FiguresJson>, Problem> {
    let now = desk.now();
    desk.db
        .read(move |tx| {
            let since = now.minus(Duration::from_secs(DAYS * 86_400));
            let counted = promises::store::counted(tx, since, COUNTED)?;
            let all = figures::figures(&counted, now);
            Ok::<_, Problem>(FiguresJson {
                days: DAYS,
                in_time: all.in_time,
                broken: all.broken,
                ahead: all.ahead,
                kept_percent: all.kept_percent(),
                median_span_minutes: all.median_span_min,
                silent_cases: rows::lists::silent_count(tx, now, MOST_SILENT)?,
            })
        })
        .await
        .doing(|| "counting promises")
        .map(Json)
}

/// All that was ever promised in a case, oldest first.
#[utoipa::path(get, path = "/api/v1/cases/{number}/promises", tag = "promises", operation_id = "promises_of_case",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = Promises)))]
pub async fn of_case(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<Promises>, Problem> {
    let now = desk.now();
    desk.db
        .read(move |tx| {
            rows::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
            let all = promises::store::history(tx, number)?;
            Ok::<_, Problem>(Promises {
                items: with_teams(tx, all.iter().map(|p| past_json(number, p, now)).collect())?,
                next: None,
            })
        })
        .await
        .doing(|| format!("reading the promises of case {number}"))
        .map(Json)
}

fn shape(tx: &mut Tx<'_>, case: i64, id: i64, now: At) -> Result<PromiseJson, Problem> {
    let past =
        promises::store::find(tx, case, id)?.ok_or_else(|| Problem::not_found("promise", id))?;
    let mut shaped = with_teams(tx, vec![past_json(case, &past, now)])?;
    shaped
        .pop()
        .ok_or_else(|| Problem::not_found("promise", id))
}

#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum KindJson {
    #[default]
    Update,
    Action,
    Callback,
    Money,
}

impl KindJson {
    pub fn kind(self) -> Kind {
        match self {
            KindJson::Update => Kind::Update,
            KindJson::Action => Kind::Action,
            KindJson::Callback => Kind::Callback,
            KindJson::Money => Kind::Money,
        }
    }
}

/// A time that the person has been given in another way than by a reply sent
/// now. Say how they had word of it: `told_message` or `told_how`.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPromiseJson {
    #[serde(default)]
    kind: KindJson,
    #[schema(value_type = String, format = DateTime)]
    due: At,
    /// As the person heard it; the usual sentence when left out.
    text: Option<String>,
    /// The id of the reply that says it.
    told_message: Option<i64>,
    told_how: Option<ToldHow>,
}

fn word(message: Option<i64>, how: Option<ToldHow>) -> Option<Word> {
    match (message, how) {
        (Some(id), _) => Some(Word::Letter(id)),
        (None, Some(how)) => Some(Word::Aloud(how.how())),
        (None, None) => None,
    }
}

/// Makes a promise that the person has heard.
#[utoipa::path(post, path = "/api/v1/cases/{number}/promises", tag = "promises", operation_id = "promise",
    params(("number" = i64, Path, description = "The case")),
    request_body = NewPromiseJson,
    responses((status = 201, body = PromiseJson), (status = 409, body = Conflict)))]
pub async fn make(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewPromiseJson>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let promise = NewPromise {
        kind: new.kind.kind(),
        due: new.due,
        words: new.text,
        word: word(new.told_message, new.told_how),
    };
    deed(&desk, once, number, move |tx| {
        let id = deeds::make_promise(tx, &asker, number, &promise, now)?;
        to_json(&shape(tx, number, id, now)?)
    })
    .await
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EndJson {
    /// It was done and the person knows. Past its time it is broken all the same.
    Kept,
    /// The person said that they need no word any more.
    Released,
}

/// Either how it ends (`state`), or a new time that the person was told (`due`
/// with `told_message` or `told_how`).
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePromise {
    state: Option<EndJson>,
    #[schema(value_type = Option<String>, format = DateTime)]
    due: Option<At>,
    /// With `due`: as the person heard it; the usual sentence when left out.
    text: Option<String>,
    /// The id of the reply that says it.
    told_message: Option<i64>,
    told_how: Option<ToldHow>,
}

/// Keeps or releases a promise, or gives it a new time before it is due. The
/// answer is the promise that stands now: a new time is a new promise.
#[utoipa::path(patch, path = "/api/v1/cases/{number}/promises/{promise}", tag = "promises",
    operation_id = "change_promise",
    params(("number" = i64, Path, description = "The case"), ("promise" = i64, Path, description = "The promise")),
    request_body = ChangePromise,
    responses((status = 200, body = PromiseJson), (status = 409, body = Conflict)))]
pub async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, id)): Named<(i64, i64)>,
    Given(change): Given<ChangePromise>,
) -> Result<Json<PromiseJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            let stands = match (change.state, change.due) {
                (Some(EndJson::Kept), None) => {
                    let how = change.told_how.map(ToldHow::how);
                    deeds::keep_promise(tx, &asker, number, id, how, now)?;
                    id
                }
                (Some(EndJson::Released), None) => {
                    deeds::release_promise(tx, &asker, number, id, now)?;
                    id
                }
                (None, Some(due)) => {
                    let new = NewPromise {
                        kind: Kind::Update,
                        due,
                        words: change.text.clone(),
                        word: word(change.told_message, change.told_how),
                    };
                    deeds::renegotiate(tx, &asker, number, id, &new, now)?
                }
                _ => {
                    return Err(Problem::refuse(
                        StatusCode::UNPROCESSABLE_ENTITY,
                        "state-or-due",
                        "promises-state-or-due",
                    ));
                }
            };
            shape(tx, number, stands, now)
        })
        .await
        .doing(|| format!("changing promise {id} of case {number}"))
        .map(Json)
}
