//! `/api/v1/tradeoffs`.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules::{Measure, Typed, Why};
use super::store::Asked;
use super::views::map::Row;
use super::{deeds, store};
use crate::kit::At;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem, Routes, Who};
use ::store::Tx;

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/tradeoffs", Who::Light, list)
        .post("/api/v1/tradeoffs", Who::Agent, add)
        .get("/api/v1/tradeoffs/{id}", Who::Light, one)
        .patch("/api/v1/tradeoffs/{id}", Who::Agent, change)
        .post("/api/v1/tradeoffs/{id}/review", Who::Agent, review)
        .get("/api/v1/tradeoffs/{id}/asks", Who::Light, asks)
}

/// The paths above with their shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, add, one, change, review, asks))]
pub struct Docs;

/// What we decided to be bad at, and what is possible instead.
#[derive(Debug, Serialize, ToSchema)]
pub struct TradeoffJson {
    pub id: i64,
    pub title: String,
    #[schema(pattern = "^(tradeoff|impossible|third_party_decides|not_ours|law|limit)$")]
    pub reason: &'static str,
    /// The no, as the first line of a letter.
    pub we_are_bad_at: String,
    pub because: String,
    pub so_that: String,
    pub possible_instead: Vec<String>,
    /// Who else can help; may be empty.
    pub signpost: String,
    /// Call-back times of the week: "tue 10:00". A no offers the next two.
    pub slots: Vec<String>,
    /// Where a slot is booked, `{slot}` standing for it; empty: on the person's own page.
    pub slot_link: String,
    pub for_whom: String,
    /// The id of an agent.
    pub owner: i64,
    /// A day: "2027-03-05".
    pub review_on: String,
    /// Does it stand on the public page?
    pub public: bool,
    /// 1 bad to 5 great.
    pub decided: i64,
    /// By which facts we see how it is lived.
    #[schema(pattern = "^(asks|promises|first_answer)$")]
    pub measure: &'static str,
    pub version: i64,
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    pub dropped_at: Option<At>,
    /// What became of it in the last 90 days, for the team as a whole.
    pub figures: TradeoffFigures,
}

/// Team figures of the last 90 days.
#[derive(Debug, Serialize, ToSchema)]
pub struct TradeoffFigures {
    /// Needs that were declined with it.
    pub asks: i64,
    /// Of these, opened again by the person.
    pub not_yet: i64,
    /// Of these, where something that is possible was taken.
    pub taken: i64,
    /// Of these, met in the end.
    pub met: i64,
    /// 1 never to 5 always, of the times it was asked for; null: no facts.
    #[schema(required = true)]
    pub lived: Option<f64>,
}

/// One of them with its figures.
fn seen(tx: &mut Tx<'_>, id: i64, now: At) -> Result<TradeoffJson, Problem> {
    let known = deeds::find(tx, id)?;
    let row = super::pages::rows(tx, vec![known], now)?.pop();
    row.map(shape)
        .ok_or_else(|| Problem::not_found("tradeoff", id))
}

fn shape(row: Row) -> TradeoffJson {
    let lived = row.lived();
    let known = row.tradeoff;
    let what = known.what;
    let asked = row.asked;
    let figure = |of: fn(&Asked) -> i64| asked.as_ref().map_or(0, of);
    TradeoffJson {
        figures: TradeoffFigures {
            asks: figure(|a| a.asks),
            not_yet: figure(|a| a.not_yet),
            taken: figure(|a| a.taken),
            met: figure(|a| a.met),
            lived,
        },
        id: known.id,
        title: what.title,
        reason: what.why.word(),
        we_are_bad_at: what.bad_at,
        because: what.because,
        so_that: what.so_that,
        possible_instead: what.instead,
        signpost: what.signpost,
        slots: what.slots.iter().map(ToString::to_string).collect(),
        slot_link: what.slot_link,
        for_whom: what.for_whom,
        owner: what.owner,
        review_on: what.review_on.to_string(),
        public: what.public,
        decided: what.decided,
        measure: what.measure.word(),
        version: known.version,
        dropped_at: known.dropped_at,
    }
}

#[derive(Serialize, ToSchema)]
pub struct Tradeoffs {
    items: Vec<TradeoffJson>,
    /// There is never a further page: the list is short by its nature.
    #[schema(required = true)]
    next: Option<String>,
}

/// All that hold, in the order in which customers care.
#[utoipa::path(get, path = "/api/v1/tradeoffs", tag = "tradeoffs", operation_id = "tradeoffs",
    responses((status = 200, body = Tradeoffs)))]
async fn list(State(desk): State<Desk>, _asker: Asker) -> Result<Json<Tradeoffs>, Problem> {
    let now = desk.now();
    let all = desk
        .db
        .read(move |tx| {
            let all = store::all(tx)?;
            super::pages::rows(tx, all, now)
        })
        .await
        .doing(|| "listing trade-offs")?;
    Ok(Json(Tradeoffs {
        items: all.into_iter().map(shape).collect(),
        next: None,
    }))
}

/// What to keep; in a change, what is left out stays as it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTradeoff {
    title: Option<String>,
    reason: Option<Why>,
    we_are_bad_at: Option<String>,
    because: Option<String>,
    so_that: Option<String>,
    possible_instead: Option<Vec<String>>,
    signpost: Option<String>,
    slots: Option<Vec<String>>,
    slot_link: Option<String>,
    for_whom: Option<String>,
    /// The id of an agent. Without one nothing is kept.
    owner: Option<i64>,
    /// A day ahead: "2027-03-05". Without one nothing is kept.
    review_on: Option<String>,
    public: Option<bool>,
    /// 1 bad to 5 great; 2 when left out.
    #[schema(minimum = 1, maximum = 5)]
    decided: Option<i64>,
    measure: Option<Measure>,
    /// In a change: the version that was read; another one is refused.
    version: Option<i64>,
    /// In a change: its place in the order in which customers care, from 1.
    #[schema(minimum = 1)]
    place: Option<i64>,
}

impl NewTradeoff {
    fn onto(&self, mut typed: Typed) -> Typed {
        let set = |field: &mut String, given: Option<String>| {
            if let Some(given) = given {
                *field = given;
            }
        };
        set(&mut typed.title, self.title.clone());
        set(&mut typed.why, self.reason.map(|why| why.word().to_owned()));
        set(&mut typed.bad_at, self.we_are_bad_at.clone());
        set(&mut typed.because, self.because.clone());
        set(&mut typed.so_that, self.so_that.clone());
        set(
            &mut typed.instead,
            self.possible_instead.as_ref().map(|ways| ways.join("\n")),
        );
        set(&mut typed.signpost, self.signpost.clone());
        set(
            &mut typed.slots,
            self.slots.as_ref().map(|slots| slots.join("\n")),
        );
        set(&mut typed.slot_link, self.slot_link.clone());
        set(&mut typed.for_whom, self.for_whom.clone());
        set(&mut typed.owner, self.owner.map(|id| id.to_string()));
        set(&mut typed.review_on, self.review_on.clone());
        set(&mut typed.decided, self.decided.map(|n| n.to_string()));
        set(
            &mut typed.measure,
            self.measure.map(|m| m.word().to_owned()),
        );
        typed.public = self.public.unwrap_or(typed.public);
        typed
    }
}

/// Keeps a new one. It has an owner and a day on which it is looked at again.
#[utoipa::path(post, path = "/api/v1/tradeoffs", tag = "tradeoffs", operation_id = "add_tradeoff",
    request_body = NewTradeoff,
    responses((status = 201, body = TradeoffJson)))]
async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Given(new): Given<NewTradeoff>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let today = deeds::today(&asker, now);
                let typed = new.onto(Typed {
                    owner: String::new(),
                    review_on: String::new(),
                    ..Typed::new(0, today)
                });
                let wanted =
                    deeds::read(tx, &typed, today)?.map_err(|wrong| deeds::refused(&wrong))?;
                let id = deeds::add(tx, &asker, &wanted, now)?;
                Ok(Answer::created(json(&seen(tx, id, now)?)?))
            })
        })
        .await
        .doing(|| "keeping a trade-off")
}

fn json(answer: &impl Serialize) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(answer).map_err(|e| Problem::from(anyhow::Error::from(e)))
}

/// One of them.
#[utoipa::path(get, path = "/api/v1/tradeoffs/{id}", tag = "tradeoffs", operation_id = "tradeoff",
    params(("id" = i64, Path, description = "The trade-off")),
    responses((status = 200, body = TradeoffJson)))]
async fn one(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<TradeoffJson>, Problem> {
    let now = desk.now();
    desk.db
        .read(move |tx| seen(tx, id, now))
        .await
        .doing(|| format!("reading trade-off {id}"))
        .map(Json)
}

/// Changes one; who changed what is kept.
#[utoipa::path(patch, path = "/api/v1/tradeoffs/{id}", tag = "tradeoffs", operation_id = "change_tradeoff",
    params(("id" = i64, Path, description = "The trade-off")),
    request_body = NewTradeoff,
    responses((status = 200, body = TradeoffJson),
        (status = 409, body = Conflict)))]
async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Given(new): Given<NewTradeoff>,
) -> Result<Json<TradeoffJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            let today = deeds::today(&asker, now);
            let typed = new.onto(Typed::of(&deeds::find(tx, id)?.what));
            let wanted = deeds::read(tx, &typed, today)?.map_err(|wrong| deeds::refused(&wrong))?;
            deeds::change(tx, &asker, id, new.version, &wanted, now)?;
            if let Some(place) = new.place {
                deeds::place_at(tx, id, place)?;
            }
            seen(tx, id, now)
        })
        .await
        .doing(|| format!("changing trade-off {id}"))
        .map(Json)
}

/// Somebody else changed it since it was read.
#[derive(Serialize, ToSchema)]
#[schema(as = TradeoffConflict)]
#[allow(dead_code, reason = "the shape of a problem, for the documentation")]
pub struct Conflict {
    r#type: String,
    title: String,
    status: u16,
    /// The sentence a person reads.
    detail: String,
    #[schema(pattern = "^(changed)$")]
    code: String,
}

/// What is decided on its day. To change it, change it.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It holds for another year.
    Keep,
    /// It holds no longer.
    Drop,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReview {
    decision: Decision,
}

/// Keeps it for another year, or drops it.
#[utoipa::path(post, path = "/api/v1/tradeoffs/{id}/review", tag = "tradeoffs", operation_id = "review_tradeoff",
    params(("id" = i64, Path, description = "The trade-off")),
    request_body = NewReview,
    responses((status = 201, body = TradeoffJson)))]
async fn review(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Given(new): Given<NewReview>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                match new.decision {
                    Decision::Keep => deeds::keep(tx, &asker, id, now)?,
                    Decision::Drop => deeds::drop_it(tx, &asker, id, now)?,
                }
                Ok(Answer::created(json(&seen(tx, id, now)?)?))
            })
        })
        .await
        .doing(|| format!("reviewing trade-off {id}"))
}

/// A need that was declined with a trade-off.
#[derive(Serialize, ToSchema)]
pub struct DeclinedJson {
    case: i64,
    need: i64,
    /// In the person's words.
    text: String,
    #[schema(value_type = String, format = DateTime)]
    at: At,
    /// Something that is possible was taken.
    taken: bool,
    /// The person opened it again.
    not_yet: bool,
    /// It was met in the end.
    met: bool,
}

#[derive(Serialize, ToSchema)]
pub struct DeclinedNeeds {
    items: Vec<DeclinedJson>,
    /// There is no further page: the newest hundred.
    #[schema(required = true)]
    next: Option<String>,
}

/// The newest hundred asks behind a trade-off.
#[utoipa::path(get, path = "/api/v1/tradeoffs/{id}/asks", tag = "tradeoffs", operation_id = "tradeoff_asks",
    params(("id" = i64, Path, description = "The trade-off")),
    responses((status = 200, body = DeclinedNeeds)))]
async fn asks(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<DeclinedNeeds>, Problem> {
    let asks = desk
        .db
        .read(move |tx: &mut Tx<'_>| {
            deeds::find(tx, id)?;
            Ok::<_, Problem>(store::asks(tx, id, super::pages::ASKS)?)
        })
        .await
        .doing(|| format!("listing the asks of trade-off {id}"))?;
    let shape = |ask: store::Ask| DeclinedJson {
        case: ask.case,
        need: ask.need,
        text: ask.words,
        at: ask.at,
        taken: ask.taken,
        not_yet: ask.not_yet,
        met: ask.met,
    };
    Ok(Json(DeclinedNeeds {
        items: asks.into_iter().map(shape).collect(),
        next: None,
    }))
}
