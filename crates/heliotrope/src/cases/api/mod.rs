//! `/api/v1/cases` and what lies below it, and the list of promises.
//!
//! The handlers are thin: find, decide, save, answer. The deeds are those of
//! the pages. Every POST may carry an `Idempotency-Key`.

mod apologies;
mod away;
mod billing;
mod bulk;
mod calls;
mod care;
mod causes;
mod checkins;
mod complaints;
mod following;
mod goodwill;
mod later;
mod lists;
mod merging;
mod messages;
mod needs;
mod people;
mod plan;
mod promises;
mod proposals;
mod restitutions;
pub mod shape;
#[cfg(test)]
mod tests;
mod until;

use ::store::Tx;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Turn, deeds};
use crate::web::{
    Answer, Asker, Desk, Doing, Given, Named, Once, Problem, Routes, Who, nullable, to_json,
};
use shape::CaseJson;

pub use lists::{Query, numbers, of_team, of_view};
pub use shape::{case_json, cases_json};

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/cases/{number}", Who::Light, one)
        .patch("/api/v1/cases/{number}", Who::Agent, change)
        .get(
            "/api/v1/cases/{number}/messages",
            Who::Light,
            messages::list,
        )
        .post(
            "/api/v1/cases/{number}/messages",
            Who::Light,
            messages::write,
        )
        .delete(
            "/api/v1/cases/{number}/messages/{message}",
            Who::Agent,
            messages::take_back,
        )
        .post("/api/v1/cases/{number}/calls", Who::Agent, calls::write)
        .post("/api/v1/cases/{number}/needs", Who::Agent, needs::add)
        .patch(
            "/api/v1/cases/{number}/needs/{need}",
            Who::Agent,
            needs::settle,
        )
        .post("/api/v1/cases/{number}/told", Who::Agent, needs::tell)
        .post("/api/v1/cases/{number}/closing", Who::Agent, needs::close)
        .delete("/api/v1/cases/{number}/closing", Who::Agent, needs::reopen)
        .get("/api/v1/cases/{number}/later", Who::Light, later::list)
        .post("/api/v1/cases/{number}/later", Who::Agent, later::put_off)
        .delete(
            "/api/v1/cases/{number}/later",
            Who::Agent,
            later::bring_back,
        )
        .get(
            "/api/v1/cases/{number}/following",
            Who::Light,
            following::list,
        )
        .post(
            "/api/v1/cases/{number}/following",
            Who::Light,
            following::follow,
        )
        .delete(
            "/api/v1/cases/{number}/following",
            Who::Light,
            following::unfollow,
        )
        .get("/api/v1/cases/{number}/plan", Who::Light, plan::read)
        .patch("/api/v1/cases/{number}/plan", Who::Agent, plan::change)
        .get(
            "/api/v1/cases/{number}/goodwill",
            Who::Light,
            goodwill::read,
        )
        .post(
            "/api/v1/cases/{number}/goodwill",
            Who::Agent,
            goodwill::give,
        )
        .delete(
            "/api/v1/cases/{number}/goodwill/{id}",
            Who::Agent,
            goodwill::take_back,
        )
        .post(
            "/api/v1/cases/{number}/goodwill/asks",
            Who::Agent,
            goodwill::ask,
        )
        .delete(
            "/api/v1/cases/{number}/goodwill/asks",
            Who::Agent,
            goodwill::withdraw,
        )
        .get("/api/v1/complaints", Who::Light, complaints::list)
        .get("/api/v1/goodwill/asks", Who::Lead, goodwill::asks)
        .post("/api/v1/goodwill/asks/{id}", Who::Lead, goodwill::answer)
        .post("/api/v1/cases/{number}/merging", Who::Agent, merging::merge)
        .delete(
            "/api/v1/cases/{number}/merging",
            Who::Agent,
            merging::take_apart,
        )
        .post(
            "/api/v1/cases/{number}/messages/{message}/split",
            Who::Agent,
            merging::split,
        )
        .post(
            "/api/v1/cases/{number}/needs/{need}/joining",
            Who::Agent,
            merging::join_need,
        )
        .get("/api/v1/cases/{number}/time", Who::Light, billing::time)
        .post("/api/v1/cases/{number}/time", Who::Agent, billing::spend)
        .get("/api/v1/cases/{number}/quotes", Who::Light, billing::quotes)
        .post(
            "/api/v1/cases/{number}/quotes",
            Who::Agent,
            billing::make_quote,
        )
        .get("/api/v1/promises", Who::Light, promises::list)
        .get(
            "/api/v1/promises/figures",
            Who::Light,
            promises::figures_of_team,
        )
        .get(
            "/api/v1/cases/{number}/promises",
            Who::Light,
            promises::of_case,
        )
        .post(
            "/api/v1/cases/{number}/promises",
            Who::Agent,
            promises::make,
        )
        .patch(
            "/api/v1/cases/{number}/promises/{promise}",
            Who::Agent,
            promises::change,
        )
        .get(
            "/api/v1/cases/{number}/apologies",
            Who::Light,
            apologies::list,
        )
        .post(
            "/api/v1/cases/{number}/apologies",
            Who::Agent,
            apologies::not_owed,
        )
        .get(
            "/api/v1/cases/{number}/proposals",
            Who::Light,
            proposals::list,
        )
        .post(
            "/api/v1/cases/{number}/proposals",
            Who::Light,
            proposals::propose,
        )
        .post(
            "/api/v1/cases/{number}/proposals/{id}",
            Who::Agent,
            proposals::send,
        )
        .delete(
            "/api/v1/cases/{number}/proposals/{id}",
            Who::Light,
            proposals::take,
        )
        .get(
            "/api/v1/cases/{number}/restitutions",
            Who::Light,
            restitutions::list,
        )
        .patch(
            "/api/v1/cases/{number}/restitutions/{id}",
            Who::Agent,
            restitutions::change,
        )
        .get("/api/v1/cases/{number}/care", Who::Light, care::read)
        .delete("/api/v1/cases/{number}/care", Who::Agent, care::drop_it)
        .get(
            "/api/v1/cases/{number}/answers",
            Who::Light,
            apologies::waiting,
        )
        .post(
            "/api/v1/cases/{number}/answers/{id}",
            Who::Agent,
            apologies::looked,
        )
        .get(
            "/api/v1/cases/{number}/complaint",
            Who::Light,
            apologies::complaint,
        )
        .post(
            "/api/v1/cases/{number}/complaint",
            Who::Agent,
            apologies::complain,
        )
        .delete(
            "/api/v1/cases/{number}/complaint",
            Who::Agent,
            apologies::no_complaint,
        )
        .get("/api/v1/cases/{number}/causes", Who::Light, causes::list)
        .post("/api/v1/cases/{number}/causes", Who::Agent, causes::set)
        .delete(
            "/api/v1/cases/{number}/causes/{cause}",
            Who::Agent,
            causes::unset,
        )
        .get(
            "/api/v1/cases/{number}/check-ins",
            Who::Light,
            checkins::list,
        )
        .delete(
            "/api/v1/cases/{number}/check-ins/{id}",
            Who::Agent,
            checkins::put_away,
        )
        .get("/api/v1/cases/{number}/people", Who::Light, people::list)
        .post("/api/v1/cases/{number}/people", Who::Agent, people::add)
        .delete(
            "/api/v1/cases/{number}/people/{person}",
            Who::Agent,
            people::remove,
        )
        .post(
            "/api/v1/cases/{number}/people/{person}/told",
            Who::Agent,
            people::tell,
        )
        .post("/api/v1/bulk", Who::Agent, bulk::change)
        .delete("/api/v1/bulk/{id}", Who::Agent, bulk::undo)
        .post("/api/v1/until", Who::Agent, until::until)
        .get("/api/v1/agents", Who::Light, away::agents)
        .post("/api/v1/agents/me/away", Who::Light, away::me)
        .delete("/api/v1/agents/me/away", Who::Light, away::me_back)
        .post("/api/v1/agents/{id}/away", Who::Lead, away::away)
        .delete("/api/v1/agents/{id}/away", Who::Lead, away::back)
}

/// The paths above with their shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    one,
    change,
    messages::list,
    messages::write,
    messages::take_back,
    calls::write,
    needs::add,
    needs::settle,
    needs::tell,
    needs::close,
    needs::reopen,
    later::list,
    later::put_off,
    later::bring_back,
    following::list,
    following::follow,
    following::unfollow,
    plan::read,
    plan::change,
    goodwill::read,
    goodwill::give,
    goodwill::take_back,
    goodwill::ask,
    goodwill::withdraw,
    goodwill::asks,
    goodwill::answer,
    merging::merge,
    merging::take_apart,
    merging::split,
    merging::join_need,
    billing::time,
    billing::spend,
    billing::quotes,
    billing::make_quote,
    promises::list,
    promises::figures_of_team,
    promises::of_case,
    promises::make,
    promises::change,
    apologies::list,
    apologies::not_owed,
    proposals::list,
    proposals::propose,
    proposals::send,
    proposals::take,
    restitutions::list,
    restitutions::change,
    care::read,
    care::drop_it,
    apologies::looked,
    apologies::waiting,
    apologies::complaint,
    complaints::list,
    apologies::complain,
    apologies::no_complaint,
    causes::list,
    causes::set,
    causes::unset,
    checkins::list,
    checkins::put_away,
    people::list,
    people::add,
    people::remove,
    people::tell,
    bulk::change,
    bulk::undo,
    until::until,
    away::agents,
    away::me,
    away::me_back,
    away::away,
    away::back
))]
pub struct Docs;

/// One case.
#[utoipa::path(get, path = "/api/v1/cases/{number}", tag = "cases",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = CaseJson)))]
async fn one(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<CaseJson>, Problem> {
    desk.db
        .read(move |tx| seen(tx, &asker, number))
        .await
        .doing(|| format!("reading case {number}"))
        .map(Json)
}

/// The case as this asker may see it: today every agent sees every case.
fn seen(tx: &mut Tx<'_>, asker: &Asker, number: i64) -> Result<CaseJson, Problem> {
    deeds::look(tx, asker, number)?;
    case_json(tx, number)
}

/// What is to change; what is left out stays as it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangeCase)]
struct Change {
    /// The id of an agent, or null: nobody has it. Its promises go with it.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    owner: Option<Option<i64>>,
    /// The id of the team that it belongs to, or null: everybody. Nobody of them has it then, unless `owner` says
    /// who.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    team: Option<Option<i64>>,
    /// Whose move it is.
    turn: Option<Turn>,
    /// All its tags.
    tags: Option<Vec<String>>,
}

/// Gives a case to somebody, says whose move it is, sets its tags.
#[utoipa::path(patch, path = "/api/v1/cases/{number}", tag = "cases",
    params(("number" = i64, Path, description = "The case")),
    request_body = Change,
    responses((status = 200, body = CaseJson), (status = 409, body = messages::Conflict)))]
async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Given(change): Given<Change>,
) -> Result<Json<CaseJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::find(tx, &asker, number)?;
            if let Some(team) = change.team {
                deeds::assign_to_team(tx, &asker, number, team, now)?;
            }
            if let Some(owner) = change.owner {
                deeds::assign(tx, &asker, number, owner, now)?;
            }
            if let Some(turn) = change.turn {
                deeds::turn(tx, &asker, number, turn, now)?;
            }
            if let Some(tags) = &change.tags {
                deeds::set_tags(tx, &asker, number, tags, now)?;
            }
            case_json(tx, number)
        })
        .await
        .doing(|| format!("changing case {number}"))
        .map(Json)
}

/// What each POST about a case does: once, in one transaction, with a kept answer.
async fn deed(
    desk: &Desk,
    once: Once,
    number: i64,
    act: impl Fn(&mut Tx<'_>) -> Result<serde_json::Value, Problem> + Send + Sync + 'static,
) -> Result<Answer, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| once.run(tx, now, |tx| Ok(Answer::created(act(tx)?).about(number))))
        .await
        .doing(|| format!("acting on case {number}"))
}
