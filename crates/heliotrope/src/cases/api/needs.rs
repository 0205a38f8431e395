//! Needs, who was told, closing and reopening.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::{
    Exemption,
    deeds::{self, Wanted},
};
use super::messages::Conflict;
use super::shape::{CaseJson, NeedJson, case_json, need_json};
use super::{deed, to_json};
use crate::needs::{self, How, Kind, Settling, State as NeedState, Whose};
use crate::tradeoffs::rules::lines;
use crate::tradeoffs::{self, No, Why};
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem, nullable};
use ::store::Tx;

/// One thing the person needs, in their words.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNeed {
    /// At most 140 characters. Words selected in `message` may be more and are cut between words.
    text: String,
    /// Guessed from the words when left out.
    kind: Option<Kind>,
    /// `us`: what we need from them. It stands on their page and never keeps the case open.
    belongs_to: Option<Whose>,
    /// Somebody of the case whose need it is; whoever asks when left out. They read its words on their page: words
    /// of a message are theirs only if they wrote it.
    person: Option<i64>,
    /// The message in which the words stand: the need keeps their place.
    message: Option<i64>,
    /// Where in the message they begin, in characters; only to tell two places apart.
    from: Option<usize>,
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
        let wish = Wanted {
            words: new.text.clone(),
            whose: new.belongs_to.unwrap_or(Whose::Person),
            person: new.person,
            kind: new.kind,
            of: new.message.map(|message| (message, new.from)),
            by_rule: false,
            // A program's words come back as they went in.
            by_hand: false,
        };
        let id = deeds::add_need(tx, &asker, number, &wish, now)?;
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
    /// Left out: it stays as it is.
    state: Option<NeedState>,
    /// What sort of thing it is.
    kind: Option<Kind>,
    /// Somebody of the case whose need it is from now on; null: whoever asks. Words that somebody else wrote need
    /// others then, which stand in `text`.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    person: Option<Option<i64>>,
    /// With `person`: its words, as they may read them.
    text: Option<String>,
    /// With `state`: the sentence that will tell the person, offered when the case is closed.
    says: Option<String>,
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
        (self.state == Some(NeedState::Declined)).then(|| No {
            reason: self.reason.clone().unwrap_or_default(),
            possible: lines(self.possible.as_deref().unwrap_or_default()),
            signpost: self.signpost.clone().unwrap_or_default(),
            why: self.reason_kind,
            tradeoff: self.tradeoff,
            replaced_by: self.replaced_by,
            look_again: self.look_again,
            chosen: false,
        })
    }
}

/// Settles a need, or opens it again, or corrects its kind or whose it is. The person has not
/// been told by this. A need that somebody else settled stays as they left it:
/// 409 `settled` says who.
#[utoipa::path(patch, path = "/api/v1/cases/{number}/needs/{need}", tag = "needs",
    params(("number" = i64, Path, description = "The case"), ("need" = i64, Path, description = "The need")),
    request_body = NewState,
    responses((status = 200, body = NeedJson), (status = 409, body = Conflict)))]
pub async fn settle(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, need)): Named<(i64, i64)>,
    Given(new): Given<NewState>,
) -> Result<Json<NeedJson>, Problem> {
    let now = desk.now();
    let no = new.no();
    let settling = new.state.map(|state| Settling {
        state,
        reason: None,
        possible: None,
        signpost: None,
    });
    desk.db
        .write(move |tx| {
            deeds::find(tx, &asker, number)?;
            match (&no, &settling) {
                (Some(no), _) => deeds::decline(tx, &asker, number, need, no, now)?,
                (None, Some(settling)) => {
                    deeds::settle_need(tx, &asker, number, need, settling, now)?;
                }
                (None, None) => {}
            }
            let settled = new.state.is_some_and(|state| state != NeedState::Open);
            if let (Some(says), true) = (&new.says, settled) {
                deeds::say_how(tx, &asker, number, need, says)?;
            }
            match (new.person, new.text.as_deref()) {
                (Some(person), words) => {
                    let to = (person, words.unwrap_or_default());
                    deeds::give_need(tx, &asker, number, need, to, now)?;
                }
                (None, Some(_)) => {
                    let status = StatusCode::UNPROCESSABLE_ENTITY;
                    return Err(Problem::refuse(status, "no-person", "needs-words-for-whom"));
                }
                (None, None) => {}
            }
            if let Some(kind) = new.kind {
                deeds::sort_need(tx, &asker, number, need, kind, now)?;
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
