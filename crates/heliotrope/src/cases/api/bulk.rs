//! The same change to several cases.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::deeds::{self, Change};
use super::super::store::batch::{self, Batch};
use super::to_json;
use crate::kit::At;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem, nullable};
use ::store::Tx;

/// One of the changes, to be made in each of the cases.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBatch {
    /// Their numbers, at most 100.
    cases: Vec<i64>,
    /// The id of an agent, or null: nobody has them.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    owner: Option<Option<i64>>,
    /// The id of a team, or null: everybody.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    team: Option<Option<i64>>,
    tag: Option<String>,
    untag: Option<String>,
    /// Until when they are put off.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<At>,
    /// In place of `until`, in words: "tomorrow 9".
    when: Option<String>,
    /// Why they are put off.
    #[serde(default)]
    reason: String,
    #[serde(default)]
    close: bool,
}

impl NewBatch {
    fn change(&self, tx: &mut Tx<'_>, asker: &Asker, now: At) -> Result<Change, Problem> {
        let until = match &self.when {
            Some(when) => Some(deeds::later_in(tx, asker, None, when, now)?),
            None => self.until,
        };
        let all = [
            self.owner.map(Change::Owner),
            self.team.map(Change::Team),
            self.tag.clone().map(Change::Tag),
            self.untag.clone().map(Change::Untag),
            until.map(|until| Change::Later {
                until,
                reason: self.reason.clone(),
            }),
            self.close.then_some(Change::Close),
        ];
        let mut all = all.into_iter().flatten();
        match (all.next(), all.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "one-change",
                "cases-bulk-one-change",
            )),
        }
    }
}

/// Where nothing was changed, and why.
#[derive(Serialize, ToSchema)]
struct LeftOutJson {
    case: i64,
    /// Or `late`: something happened since, so that it was not taken back.
    #[schema(pattern = "^(gone|closed|untold|promised|same|late)$")]
    why: String,
}

#[derive(Serialize, ToSchema)]
pub struct ChangedJson {
    id: i64,
    /// The cases that are changed, or back as they were.
    cases: Vec<i64>,
    left_out: Vec<LeftOutJson>,
}

fn shape(batch: Batch) -> ChangedJson {
    let done = |line: &batch::Line| line.event.is_some() && (!batch.undone || line.back);
    let cases = batch.lines.iter().filter(|l| done(l)).map(|l| l.case);
    let left = batch.lines.iter().filter(|l| !done(l));
    ChangedJson {
        id: batch.id,
        cases: cases.collect(),
        left_out: left
            .map(|line| LeftOutJson {
                case: line.case,
                why: line.left_out.clone().unwrap_or_else(|| "late".to_owned()),
            })
            .collect(),
    }
}

fn read(tx: &mut Tx<'_>, asker: &Asker, id: i64) -> Result<ChangedJson, Problem> {
    let batch = batch::find(tx, asker.agent, id)?;
    batch
        .map(shape)
        .ok_or_else(|| Problem::not_found("batch", id))
}

/// Makes one change in several cases; what cannot be changed is left out.
#[utoipa::path(post, path = "/api/v1/bulk", tag = "cases", operation_id = "bulk", request_body = NewBatch,
    responses((status = 201, body = ChangedJson)))]
pub async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Given(new): Given<NewBatch>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let change = new.change(tx, &asker, now)?;
                let id = deeds::change_all(tx, &asker, &new.cases, &change, now)?;
                Ok(Answer::created(to_json(&read(tx, &asker, id)?)?))
            })
        })
        .await
        .doing(|| "changing several cases")
}

/// Takes a change of yours back in all cases where nothing happened since.
#[utoipa::path(delete, path = "/api/v1/bulk/{id}", tag = "cases", operation_id = "bulk_undo",
    params(("id" = i64, Path, description = "The change")),
    responses((status = 200, body = ChangedJson)))]
pub async fn undo(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<ChangedJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::take_back_all(tx, &asker, id, now)?;
            read(tx, &asker, id)
        })
        .await
        .doing(|| "taking back a change to several cases")
        .map(Json)
}
