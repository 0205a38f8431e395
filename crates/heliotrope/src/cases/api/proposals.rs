//! Replies that colleagues left for an agent to send.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::deeds::{self, Reply, Sent};
use super::messages::Conflict;
use super::shape::{Written, case_json, messages_json};
use super::{apologies, deed, to_json};
use crate::kit::At;
use crate::proposals::{Proposal, store};
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};
use ::store::Tx;

/// A reply as it should leave, by somebody who sends none.
#[derive(Serialize, ToSchema)]
pub struct ProposalJson {
    id: i64,
    /// Who wrote it.
    agent: i64,
    text: String,
    #[schema(value_type = String, format = DateTime)]
    at: At,
    /// Who sent it, or took it as their draft; null: it waits.
    #[schema(required = true)]
    ended_by: Option<i64>,
    /// The letter it became.
    #[schema(required = true)]
    message: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct Proposals {
    items: Vec<ProposalJson>,
    /// Always null: a case has few.
    #[schema(required = true)]
    next: Option<String>,
}

fn shape(it: Proposal) -> ProposalJson {
    ProposalJson {
        id: it.id,
        agent: it.agent,
        text: it.words,
        at: it.made_at,
        ended_by: it.ended.map(|(_, by)| by),
        message: it.message,
    }
}

fn all(tx: &mut Tx<'_>, number: i64) -> Result<Proposals, Problem> {
    let all = store::of_case(tx, number)?;
    Ok(Proposals {
        items: all.into_iter().map(shape).collect(),
        next: None,
    })
}

/// The replies that were left for an agent in a case, oldest first.
#[utoipa::path(get, path = "/api/v1/cases/{number}/proposals", tag = "messages", operation_id = "proposals",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = Proposals)))]
pub async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<Proposals>, Problem> {
    desk.db
        .read(move |tx| {
            deeds::look(tx, &asker, number)?;
            all(tx, number)
        })
        .await
        .doing(|| format!("listing what was proposed in case {number}"))
        .map(Json)
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProposal {
    /// Light Markdown.
    text: String,
    /// The case's `last_event` as it was read; left out, nothing is checked.
    seen_event: Option<i64>,
}

/// Leaves a reply for an agent to send.
#[utoipa::path(post, path = "/api/v1/cases/{number}/proposals", tag = "messages", operation_id = "propose",
    params(("number" = i64, Path, description = "The case")), request_body = NewProposal,
    responses((status = 201, body = Proposals), (status = 409, body = Conflict)))]
pub async fn propose(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewProposal>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    deed(&desk, once, number, move |tx| {
        deeds::propose(tx, &asker, number, &new.text, new.seen_event, now)?;
        to_json(&all(tx, number)?)
    })
    .await
}

/// How it leaves.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendProposal {
    /// Close when this is sent; with a live promise: sleep until it is due.
    #[serde(default)]
    close: bool,
    /// The case's `last_event` as it was read; left out, nothing is checked.
    seen_event: Option<i64>,
}

/// Sends it as it stands, as a letter of this agent.
#[utoipa::path(post, path = "/api/v1/cases/{number}/proposals/{id}", tag = "messages", operation_id = "send_proposal",
    params(("number" = i64, Path, description = "The case"), ("id" = i64, Path, description = "The proposal")),
    request_body = SendProposal,
    responses((status = 201, body = Written),
        (status = 202, body = apologies::WaitsJson, description = "It waits until a named person has looked"),
        (status = 409, body = Conflict)))]
pub async fn send(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named((number, id)): Named<(i64, i64)>,
    Given(how): Given<SendProposal>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let reply = Reply {
        seen_event: how.seen_event,
        close: how.close,
        default_server: desk.config.smtp.is_some(),
        ..Reply::default()
    };
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let Sent::Left(written) =
                    deeds::send_proposal(tx, &asker, number, id, &reply, now)?
                else {
                    let waits = apologies::waits_json(tx, number, asker.agent)?;
                    return Ok(Answer::new(202, to_json(&waits)?).about(number));
                };
                let message = messages_json(tx, number, written.message - 1, 1)?.pop();
                let message =
                    message.ok_or_else(|| Problem::not_found("message", written.message))?;
                let case = case_json(tx, number)?;
                Ok(Answer::created(to_json(&Written { message, case })?).about(number))
            })
        })
        .await
        .doing(|| format!("sending what was proposed in case {number}"))
}

/// Takes it as one's own draft; so its writer has it back.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/proposals/{id}", tag = "messages", operation_id = "take_proposal",
    params(("number" = i64, Path, description = "The case"), ("id" = i64, Path, description = "The proposal")),
    responses((status = 200, body = Proposals), (status = 409, body = Conflict)))]
pub async fn take(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, id)): Named<(i64, i64)>,
) -> Result<Json<Proposals>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::take_proposal(tx, &asker, number, id, now)?;
            all(tx, number)
        })
        .await
        .doing(|| format!("taking what was proposed in case {number}"))
        .map(Json)
}
