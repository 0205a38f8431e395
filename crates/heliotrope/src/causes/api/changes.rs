//! What is done so that a cause does not come back.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{made, to_json};
use crate::causes::deeds::{self, Wanted};
use crate::causes::rules::ChangeState;
use crate::causes::store::{self, Change};
use crate::kit::At;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};
use ::store::Tx;

/// What is done so that it does not happen again.
#[derive(Serialize, ToSchema)]
pub(super) struct ChangeJson {
    id: i64,
    text: String,
    #[schema(required = true)]
    owner: Option<i64>,
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    due: Option<At>,
    #[schema(pattern = "^(asked|planned|done|dropped)$")]
    state: &'static str,
}

pub(super) fn change_json(change: &Change) -> ChangeJson {
    ChangeJson {
        id: change.id,
        text: change.words.clone(),
        owner: change.owner,
        due: change.due,
        state: change.state.word(),
    }
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum StateJson {
    Asked,
    Planned,
    Done,
    Dropped,
}

impl From<StateJson> for ChangeState {
    fn from(state: StateJson) -> ChangeState {
        match state {
            StateJson::Asked => ChangeState::Asked,
            StateJson::Planned => ChangeState::Planned,
            StateJson::Done => ChangeState::Done,
            StateJson::Dropped => ChangeState::Dropped,
        }
    }
}

/// What is done so that it does not happen again, by whom and by when.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewChange {
    #[serde(default)]
    text: String,
    /// The owner of the cause when left out.
    owner: Option<i64>,
    #[schema(value_type = Option<String>, format = DateTime)]
    due: Option<At>,
    /// `planned` when left out; `asked` asks the owner what changes and by when.
    state: Option<StateJson>,
}

impl NewChange {
    fn wanted(&self) -> Wanted {
        Wanted {
            words: self.text.clone(),
            owner: self.owner,
            due: self.due,
            state: self.state.map_or(ChangeState::Planned, ChangeState::from),
        }
    }
}

/// Adds a change to a cause; one that was asked for is answered by it.
#[utoipa::path(post, path = "/api/v1/causes/{id}/changes", tag = "causes", operation_id = "add_cause_change",
    params(("id" = i64, Path, description = "The cause")), request_body = NewChange,
    responses((status = 201, body = ChangeJson)))]
pub(super) async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Given(new): Given<NewChange>,
) -> Result<Answer, Problem> {
    let act = move |tx: &mut Tx<'_>, now| {
        let change = deeds::add_change(tx, &asker, id, &new.wanted(), now)?;
        let change =
            store::change(tx, change)?.ok_or_else(|| Problem::not_found("change", change))?;
        to_json(&change_json(&change))
    };
    made(
        &desk,
        once,
        || format!("adding a change to cause {id}"),
        act,
    )
    .await
}

/// Writes a change anew: all of it.
#[utoipa::path(patch, path = "/api/v1/changes/{id}", tag = "causes", operation_id = "change_cause_change",
    params(("id" = i64, Path, description = "The change")), request_body = NewChange,
    responses((status = 200, body = ChangeJson)))]
pub(super) async fn change(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(id): Named<i64>,
    Given(new): Given<NewChange>,
) -> Result<Json<ChangeJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            let change = deeds::change_change(tx, id, &new.wanted(), now)?;
            Ok::<_, Problem>(change_json(&change))
        })
        .await
        .doing(|| format!("writing change {id}"))
        .map(Json)
}
