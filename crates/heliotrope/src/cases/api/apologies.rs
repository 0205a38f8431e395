//! Apologies, answers that wait for a named person, and complaints.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::deeds::{self, Said};
use super::super::store as rows;
use super::shape::case_json;
use super::{deed, to_json};
use crate::apologies::rules::{Fault, Part, Typed};
use crate::apologies::store::{self as apologies, Apology};
use crate::complaints::rules::{Target, targets};
use crate::complaints::{self};
use crate::hours;
use crate::kit::At;
use crate::messages;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem, nullable};
use ::store::Tx;

/// What a reply says about a fault.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApology {
    fault: Fault,
    /// The name of a cause, or its first letters.
    cause: Option<String>,
    /// Which parts the letter holds.
    parts: Vec<Part>,
    /// What is put right with it.
    restitution: Option<NewRestitution>,
    /// The id of a change; `repentance` needs it, or null: not known yet.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    change: Option<Option<i64>>,
    /// Words for this cause were used up within 90 days: send all the same.
    #[serde(default)]
    anyway: bool,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRestitution {
    /// Given with this letter, or offered beside "What would make it right?".
    given: bool,
    /// A sum as people write it: "59 EUR"; left out, it is a thing. The currency
    /// may be left out where the letter, the budgets or the house's billing name one.
    amount: Option<String>,
}

impl NewApology {
    pub fn typed(&self) -> Typed {
        let repair = self.restitution.as_ref();
        Typed {
            fault: self.fault.word().to_owned(),
            cause: self.cause.clone().unwrap_or_default(),
            parts: self.parts.iter().map(|p| p.word().to_owned()).collect(),
            repair: repair
                .map_or("", |r| if r.given { "give" } else { "ask" })
                .to_owned(),
            amount: repair.and_then(|r| r.amount.clone()).unwrap_or_default(),
            change: match self.change {
                None => String::new(),
                Some(None) => "unknown".to_owned(),
                Some(Some(id)) => id.to_string(),
            },
            anyway: self.anyway,
        }
    }
}

/// An apology that left with a letter.
#[derive(Serialize, ToSchema)]
pub struct ApologyJson {
    id: i64,
    message: i64,
    fault: Fault,
    #[schema(required = true)]
    cause: Option<i64>,
    parts: Vec<Part>,
    #[schema(required = true)]
    restitution: Option<i64>,
    #[schema(required = true)]
    change: Option<i64>,
    #[schema(value_type = String, format = DateTime)]
    at: At,
}

fn apology_json(apology: &Apology) -> ApologyJson {
    ApologyJson {
        id: apology.id,
        message: apology.message,
        fault: apology.fault,
        cause: apology.cause,
        parts: apology.parts.clone(),
        restitution: apology.restitution,
        change: apology.change,
        at: apology.at,
    }
}

#[derive(Serialize, ToSchema)]
pub struct Apologies {
    items: Vec<ApologyJson>,
    /// Always null: a case has few.
    #[schema(required = true)]
    next: Option<String>,
}

/// The apologies of a case, oldest first.
#[utoipa::path(get, path = "/api/v1/cases/{number}/apologies", tag = "apologies", operation_id = "apologies",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = Apologies)))]
pub async fn list(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<Apologies>, Problem> {
    desk.db
        .read(move |tx| {
            rows::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
            let items = apologies::of_case(tx, number)?
                .iter()
                .map(apology_json)
                .collect();
            Ok::<_, Problem>(Apologies { items, next: None })
        })
        .await
        .doing(|| format!("reading the apologies of case {number}"))
        .map(Json)
}

/// That no apology is owed here. One that is owed goes with a reply.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    /// false.
    owed: bool,
}

#[derive(Serialize, ToSchema)]
pub struct OwedJson {
    owed: bool,
}

/// Says that no apology is owed.
#[utoipa::path(post, path = "/api/v1/cases/{number}/apologies", tag = "apologies", operation_id = "no_apology_owed",
    params(("number" = i64, Path, description = "The case")), request_body = Owed,
    responses((status = 201, body = OwedJson)))]
pub async fn not_owed(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<Owed>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    deed(&desk, once, number, move |tx| {
        if new.owed {
            return Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "owed",
                "apologies-with-a-reply",
            ));
        }
        deeds::not_owed(tx, &asker, number, now)?;
        to_json(&OwedJson { owed: false })
    })
    .await
}

/// An answer that waits until a named person has looked at it.
#[derive(Serialize, ToSchema)]
pub struct WaitsJson {
    id: i64,
    case: i64,
    /// Who wrote it.
    agent: i64,
    /// Who looks.
    waits_for: i64,
    text: String,
    /// What is asked about it before it leaves: hollow phrases, each once.
    hints: Vec<HintJson>,
    #[schema(value_type = String, format = DateTime)]
    held_at: At,
}

/// A phrase in a letter, and what is said to it.
#[derive(Serialize, ToSchema)]
pub struct HintJson {
    phrase: String,
    says: String,
}

/// Hollow phrases in a letter of a case.
pub fn hints_json(tx: &mut Tx<'_>, number: i64, text: &str) -> Result<Vec<HintJson>, Problem> {
    let case = rows::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
    let found = deeds::hints(tx, &case, text)?;
    let hint = |(phrase, says)| HintJson { phrase, says };
    Ok(found.into_iter().map(hint).collect())
}

fn waiting_json(tx: &mut Tx<'_>, w: apologies::Waiting) -> Result<WaitsJson, Problem> {
    Ok(WaitsJson {
        hints: hints_json(tx, w.case, &w.words)?,
        id: w.id,
        case: w.case,
        agent: w.agent,
        waits_for: w.for_agent,
        text: w.words,
        held_at: w.held_at,
    })
}

/// The newest answer of this agent that waits in a case.
pub fn waits_json(tx: &mut Tx<'_>, number: i64, agent: i64) -> Result<WaitsJson, Problem> {
    let mut waiting = apologies::waiting(tx, number)?;
    waiting.retain(|w| w.agent == agent);
    let w = waiting
        .pop()
        .ok_or_else(|| Problem::not_found("answer", number))?;
    waiting_json(tx, w)
}

#[derive(Serialize, ToSchema)]
pub struct WaitingJson {
    items: Vec<WaitsJson>,
    #[schema(required = true)]
    next: Option<String>,
}

/// The answers of a case that wait until a named person has looked.
#[utoipa::path(get, path = "/api/v1/cases/{number}/answers", tag = "apologies", operation_id = "waiting_answers",
    params(("number" = i64, Path, description = "The case")), responses((status = 200, body = WaitingJson)))]
pub async fn waiting(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<WaitingJson>, Problem> {
    desk.db
        .read(move |tx| {
            deeds::look(tx, &asker, number)?;
            let items = apologies::waiting(tx, number)?;
            let items = items.into_iter().map(|w| waiting_json(tx, w));
            Ok::<_, Problem>(WaitingJson {
                items: items.collect::<Result<_, _>>()?,
                next: None,
            })
        })
        .await
        .doing(|| format!("reading the answers that wait in case {number}"))
        .map(Json)
}

/// What the named person says.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Looked {
    /// It leaves, or goes back to its writer as a draft.
    leaves: bool,
    /// Why not yet: a note for the team.
    why: Option<String>,
    /// The case's `last_event` as it was read; left out, nothing is checked.
    seen_event: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct LookedJson {
    /// The letter; null when it went back.
    #[schema(required = true)]
    message: Option<i64>,
    case: super::shape::CaseJson,
}

/// Lets an answer that waits leave, or gives it back.
#[utoipa::path(post, path = "/api/v1/cases/{number}/answers/{id}", tag = "apologies", operation_id = "look_at_answer",
    params(("number" = i64, Path, description = "The case"), ("id" = i64, Path, description = "The answer")),
    request_body = Looked, responses((status = 201, body = LookedJson)))]
pub async fn looked(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named((number, id)): Named<(i64, i64)>,
    Given(looked): Given<Looked>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let server = desk.config.smtp.is_some();
    deed(&desk, once, number, move |tx| {
        let message = if looked.leaves {
            Some(deeds::release(tx, &asker, number, id, looked.seen_event, server, now)?.message)
        } else {
            let why = looked.why.as_deref().unwrap_or_default();
            deeds::give_back(tx, &asker, number, id, why, now)?;
            None
        };
        let case = case_json(tx, number)?;
        to_json(&LookedJson { message, case })
    })
    .await
}

/// One clock of a complaint.
#[derive(Serialize, ToSchema)]
pub struct TargetJson {
    #[schema(pattern = "^(acknowledge|inform|final)$")]
    what: &'static str,
    #[schema(value_type = String, format = DateTime)]
    due: At,
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    met_at: Option<At>,
}

pub fn target_json(target: &Target) -> TargetJson {
    TargetJson {
        what: target.what.word(),
        due: target.due,
        met_at: target.met_at,
    }
}

/// A case that is a complaint, with its clocks.
#[derive(Serialize, ToSchema)]
pub struct ComplaintJson {
    /// Whose clocks; null: the mailbox has none.
    #[schema(required = true)]
    pack: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    received_at: At,
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    answered_at: Option<At>,
    /// They did not accept our answer: it is kept open.
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    rejected_at: Option<At>,
    targets: Vec<TargetJson>,
}

fn complaint_json(tx: &mut Tx<'_>, number: i64) -> Result<ComplaintJson, Problem> {
    let case = rows::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
    let complaint = complaints::store::of_case(tx, number)?
        .ok_or_else(|| Problem::not_found("complaint", number))?;
    let letters = messages::store::of_case(tx, number)?;
    let replies: Vec<At> = letters
        .iter()
        .filter(|m| m.kind == messages::Kind::Reply)
        .map(|m| m.at)
        .collect();
    let hours = hours::store::of_mailbox(tx, case.mailbox)?;
    let targets = targets(&complaint, &replies, hours.as_ref());
    Ok(ComplaintJson {
        targets: targets.iter().map(target_json).collect(),
        pack: complaint.pack,
        received_at: complaint.received_at,
        answered_at: complaint.final_at,
        rejected_at: complaint.rejected_at,
    })
}

/// The complaint in a case.
#[utoipa::path(get, path = "/api/v1/cases/{number}/complaint", tag = "complaints", operation_id = "complaint",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = ComplaintJson)))]
pub async fn complaint(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<ComplaintJson>, Problem> {
    desk.db
        .read(move |tx| complaint_json(tx, number))
        .await
        .doing(|| format!("reading the complaint in case {number}"))
        .map(Json)
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ComplaintStep)]
enum How {
    Flagged,
    Final,
    Rejected,
}

/// How far a complaint is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComplaint {
    /// `flagged` makes the case one; `final`: our last letter was the final
    /// answer; `rejected`: they did not accept it.
    said: How,
}

/// Flags a case as a complaint, or says how far it is.
#[utoipa::path(post, path = "/api/v1/cases/{number}/complaint", tag = "complaints", operation_id = "complain",
    params(("number" = i64, Path, description = "The case")), request_body = NewComplaint,
    responses((status = 201, body = ComplaintJson)))]
pub async fn complain(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewComplaint>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let said = match new.said {
        How::Flagged => Said::Flagged,
        How::Final => Said::Final,
        How::Rejected => Said::Rejected,
    };
    deed(&desk, once, number, move |tx| {
        deeds::complain(tx, &asker, number, said, now)?;
        to_json(&complaint_json(tx, number)?)
    })
    .await
}

/// It is no complaint after all.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/complaint", tag = "complaints", operation_id = "no_complaint",
    params(("number" = i64, Path, description = "The case")), responses((status = 204)))]
pub async fn no_complaint(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<StatusCode, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| match complaints::store::of_case(tx, number)? {
            Some(_) => deeds::complain(tx, &asker, number, Said::NoComplaint, now),
            None => deeds::find(tx, &asker, number).map(|_| ()),
        })
        .await
        .doing(|| format!("the complaint in case {number}"))?;
    Ok(StatusCode::NO_CONTENT)
}
