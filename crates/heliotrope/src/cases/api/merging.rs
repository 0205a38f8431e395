//! Merging a case into another one, taking it apart, joining needs that say the
//! same.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::messages::Conflict;
use super::shape::{CaseJson, case_json};
use super::{deed, deeds, to_json};
use crate::cases::store;
use crate::kit::At;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};
use crate::{merging, needs};
use ::store::Tx;

/// Where the case goes.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMerging {
    /// The number of the other case. One that was merged itself stands for the case it leads to.
    into: i64,
}

/// What became of a case that was merged.
#[derive(Serialize, ToSchema)]
pub struct MergingJson {
    from: i64,
    into: i64,
    #[schema(value_type = String, format = DateTime)]
    at: At,
    /// Until then it can be taken apart.
    #[schema(value_type = String, format = DateTime)]
    until: At,
    /// Different people asked in the two: each sees their own part only, and
    /// replies go to the one who asks in the case that stayed.
    other_person: bool,
    /// Needs in the same words, offered for joining.
    same_needs: Vec<SameNeeds>,
    /// The case that stayed.
    case: CaseJson,
}

#[derive(Serialize, ToSchema)]
pub struct SameNeeds {
    /// The need that came along.
    need: i64,
    /// The one of the case that says the same.
    into: i64,
}

fn shape(tx: &mut Tx<'_>, from: i64, into: i64) -> Result<MergingJson, Problem> {
    let not_found = || Problem::not_found("merging", from);
    let merging = merging::store::of(tx, from)?.ok_or_else(not_found)?;
    let gone = store::find(tx, from)?.ok_or_else(not_found)?;
    let kept = store::find(tx, into)?.ok_or_else(not_found)?;
    let needs = needs::store::of_case(tx, into)?;
    let same = deeds::same_needs(tx, &kept, &needs)?;
    Ok(MergingJson {
        from,
        into,
        at: merging.at,
        until: merging::rules::until(merging.at),
        other_person: gone.person != kept.person,
        same_needs: same
            .into_iter()
            .map(|(need, into)| SameNeeds { need, into })
            .collect(),
        case: case_json(tx, into)?,
    })
}

/// Merges a case into another one: its messages, needs, promises and drafts
/// stand there from now on, and its number leads there.
#[utoipa::path(post, path = "/api/v1/cases/{number}/merging", tag = "merging", operation_id = "merge",
    params(("number" = i64, Path, description = "The case that goes")),
    request_body = NewMerging,
    responses((status = 201, body = MergingJson), (status = 409, body = Conflict)))]
pub async fn merge(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewMerging>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    deed(&desk, once, number, move |tx| {
        let into = deeds::merge(tx, &asker, number, new.into, now)?;
        to_json(&shape(tx, number, into)?)
    })
    .await
}

/// Takes a merged case apart again, for 30 days: what came along goes back,
/// and what was written since in its thread.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/merging", tag = "merging", operation_id = "take_apart",
    params(("number" = i64, Path, description = "The case that went")),
    responses((status = 200, body = CaseJson), (status = 409, body = Conflict)))]
pub async fn take_apart(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<CaseJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::take_apart(tx, &asker, number, now)?;
            case_json(tx, number)
        })
        .await
        .doing(|| format!("taking case {number} apart again"))
        .map(Json)
}

/// Gives a letter a case of its own, with everything that answers it and what
/// was asked for and promised in it. Merging that case into this one puts all of
/// it back.
#[utoipa::path(post, path = "/api/v1/cases/{number}/messages/{message}/split", tag = "merging", operation_id = "split",
    params(("number" = i64, Path, description = "The case"), ("message" = i64, Path, description = "A letter of it")),
    responses((status = 201, body = CaseJson), (status = 409, body = Conflict)))]
pub async fn split(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named((number, message)): Named<(i64, i64)>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    deed(&desk, once, number, move |tx| {
        let own = deeds::split(tx, &asker, number, message, now)?;
        to_json(&case_json(tx, own)?)
    })
    .await
}

/// The need that says the same.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewJoining {
    into: i64,
}

/// Joins a need that came along with one in the same words.
#[utoipa::path(post, path = "/api/v1/cases/{number}/needs/{need}/joining", tag = "merging", operation_id = "join_need",
    params(("number" = i64, Path, description = "The case"), ("need" = i64, Path, description = "The need that came along")),
    request_body = NewJoining,
    responses((status = 201, body = CaseJson), (status = 409, body = Conflict)))]
pub async fn join_need(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named((number, need)): Named<(i64, i64)>,
    Given(new): Given<NewJoining>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    deed(&desk, once, number, move |tx| {
        deeds::join_need(tx, &asker, number, need, new.into, now)?;
        to_json(&case_json(tx, number)?)
    })
    .await
}
