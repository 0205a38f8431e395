//! Needs, who was told, closing and reopening.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::{Exemption, deeds};
use super::messages::Conflict;
use super::shape::{CaseJson, NeedJson, case_json, need_json};
use super::{deed, to_json};
use crate::needs::{self, How, Settling, State as NeedState};
use crate::tradeoffs::rules::lines;
use crate::tradeoffs::{self, No, Why};
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};
use ::store::Tx;

/// One thing the person needs, in their words.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNeed {
    text: String,
}

/// Adds a need. A closed case is open again: somebody needs something.
#[utoipa::path(post, path = "/api/v1/cases/{number}/needs", tag = "needs",
    params(("number" = i64, Path, description = "The case")),
    request_body = NewNeed,
    responses((status = 201, body = NeedJson)))]
pub async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewNeed>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    deed(&desk, once, number, move |tx| {
        let id = deeds::add_need(tx, &asker, number, &new.text, now)?;
        to_json(&shape(tx, number, id)?)
    })
    .await
}

fn shape(tx: &mut Tx<'_>, case: i64, need: i64) -> Result<NeedJson, Problem> {
    let needs = needs::store::of_case(tx, case)?;
    let found = needs.iter().find(|n| n.id == need);
    let found = found.ok_or_else(|| Problem::not_found("need", need))?;
    let said = match found.state {
        NeedState::Declined => tradeoffs::store::said(tx, &[case])?,
        _ => Vec::new(),
    };
    Ok(need_json(found, &said))
}

/// How a need ends; `open` opens it again.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewState {
    state: NeedState,
    /// Why not. A declined need has one.
    reason: Option<String>,
    /// What is possible instead, one way a line. A declined need has this or `signpost`.
    possible: Option<String>,
    /// Who else can help.
    signpost: Option<String>,
    /// What kind of reason it is.
    reason_kind: Option<Why>,
    /// A trade-off: it fills what is left out, reason and all.
    tradeoff: Option<i64>,
    /// The need of this case that takes the place of the declined one.
    replaced_by: Option<i64>,
    /// Days after which a person looks at it again, after a grave no.
    #[schema(minimum = 1, maximum = 365)]
    look_again: Option<i64>,
}

impl NewState {
    /// The no that is wished for; none: another ending.
    fn no(&self) -> Option<No> {
        (self.state == NeedState::Declined).then(|| No {
            reason: self.reason.clone().unwrap_or_default(),
            possible: lines(self.possible.as_deref().unwrap_or_default()),
            signpost: self.signpost.clone().unwrap_or_default(),
            why: self.reason_kind,
            tradeoff: self.tradeoff,
            replaced_by: self.replaced_by,
            look_again: self.look_again,
        })
    }
}

/// Settles a need, or opens it again. The person has not been told by this.
#[utoipa::path(patch, path = "/api/v1/cases/{number}/needs/{need}", tag = "needs",
    params(("number" = i64, Path, description = "The case"), ("need" = i64, Path, description = "The need")),
    request_body = NewState,
    responses((status = 200, body = NeedJson)))]
pub async fn settle(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, need)): Named<(i64, i64)>,
    Given(new): Given<NewState>,
) -> Result<Json<NeedJson>, Problem> {
    let now = desk.now();
    let no = new.no();
    let settling = Settling {
        state: new.state,
        reason: new.reason,
        possible: new.possible,
        signpost: new.signpost,
    };
    desk.db
        .write(move |tx| {
            match &no {
                Some(no) => deeds::decline(tx, &asker, number, need, no, now)?,
                None => deeds::settle_need(tx, &asker, number, need, &settling, now)?,
            }
            shape(tx, number, need)
        })
        .await
        .doing(|| format!("settling need {need} of case {number}"))
        .map(Json)
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToldHow {
    Phone,
    InPerson,
    Post,
}

impl ToldHow {
    pub fn how(self) -> How {
        match self {
            ToldHow::Phone => How::Phone,
            ToldHow::InPerson => How::InPerson,
            ToldHow::Post => How::Post,
        }
    }
}

/// The person was told without a letter of this desk.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTold {
    /// The id of a settled need.
    need: i64,
    how: ToldHow,
}

/// Says that the person has had word of a settled need.
#[utoipa::path(post, path = "/api/v1/cases/{number}/told", tag = "needs",
    params(("number" = i64, Path, description = "The case")),
    request_body = NewTold,
    responses((status = 201, body = NeedJson), (status = 409, body = Conflict)))]
pub async fn tell(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewTold>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let how = new.how.how();
    deed(&desk, once, number, move |tx| {
        deeds::tell_need(tx, &asker, number, new.need, how, now)?;
        to_json(&shape(tx, number, new.need)?)
    })
    .await
}

/// Why nobody has to be told, when nobody has.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClosing {
    exemption: Option<Exemption>,
}

/// Closes a case: every need settled and told, no promise alive, or an exemption.
#[utoipa::path(post, path = "/api/v1/cases/{number}/closing", tag = "closing",
    params(("number" = i64, Path, description = "The case")),
    request_body(content = NewClosing, description = "May be left out"),
    responses((status = 201, body = CaseJson), (status = 409, body = Conflict)))]
pub async fn close(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewClosing>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    deed(&desk, once, number, move |tx| {
        deeds::close(tx, &asker, number, new.exemption, now)?;
        to_json(&case_json(tx, number)?)
    })
    .await
}

/// Opens a closed case again; an open one stays as it is.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/closing", tag = "closing",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = CaseJson)))]
pub async fn reopen(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<CaseJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::reopen(tx, &asker, number, now)?;
            case_json(tx, number)
        })
        .await
        .doing(|| format!("reopening case {number}"))
        .map(Json)
}
