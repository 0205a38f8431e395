//! What is being typed is kept.

use crate::apologies;
use crate::cases::Case;
use crate::cases::deeds;
use crate::kit::At;
use crate::messages::{self, Kind};
use crate::promises;
use crate::promises::rules::said::{Said, What};
use crate::web::{Asker, Desk, Doing, Given, Named, Problem, Role};
use ::store::Tx;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

/// What is marked in the margin waits with the draft.
pub(super) fn keep_margin(
    tx: &mut Tx<'_>,
    number: i64,
    agent: i64,
    margin: Option<&apologies::Typed>,
    now: At,
) -> Result<(), Problem> {
    let margin = margin.map(serde_json::to_string).transpose();
    let margin = margin.map_err(anyhow::Error::from)?;
    Ok(messages::store::keep_margin(
        tx,
        number,
        agent,
        margin.as_deref(),
        now,
    )?)
}

#[derive(Debug, Deserialize)]
pub struct DraftKept {
    kind: String,
    text: String,
    /// The version the box came with; 0: there was none.
    version: i64,
    /// What the margin beside it holds; nothing: it is shut.
    margin: Option<apologies::Typed>,
}

/// The times the letter names so far, offered as chips.
fn chips(
    tx: &mut Tx<'_>,
    me: &Asker,
    case: &Case,
    text: &str,
    now: At,
) -> Result<Vec<serde_json::Value>, Problem> {
    if me.role < Role::Agent {
        return Ok(Vec::new());
    }
    let offers = deeds::offers(tx, case, me.agent, text, now)?;
    let chip = |said: &Said| {
        let kind = match said.what {
            What::Promise(kind) => kind.word(),
            What::Until => "until",
        };
        json!({
            "kind": kind, "due": said.due, "words": said.words, "phrase": said.phrase,
            "label": promises::label(me.words(), said, &me.zone, now),
        })
    };
    Ok(offers.iter().map(chip).collect())
}

/// Keeps what is being typed. 409 with the other text when a second tab was
/// here: nothing is overwritten, the browser shows both.
pub async fn draft(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Given(typed): Given<DraftKept>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let kind = match typed.kind.as_str() {
        "note" => Kind::Note,
        "reply" => Kind::Reply,
        "call" => Kind::Call,
        _ => {
            return Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "kind",
                "inbox-draft-kind",
            ));
        }
    };
    let answer = desk
        .db
        .write(move |tx| {
            // A number that was merged while somebody wrote leads to where it is now.
            let case = crate::cases::store::lock_home(tx, number)?
                .ok_or_else(|| Problem::not_found("case", number))?;
            let number = case.number;
            let text = typed.text.replace("\r\n", "\n");
            let kept = messages::store::draft(tx, number, asker.agent, kind)?;
            let version = kept.as_ref().map_or(0, |(version, ..)| *version);
            // Words that go on from what is kept lose nothing of it: a page that
            // was left while its own save was under way.
            let goes_on = kept
                .as_ref()
                .is_some_and(|(_, words, _)| text.starts_with(words.as_str()));
            let new = if version == typed.version || goes_on {
                messages::store::keep_draft(tx, number, asker.agent, kind, version, &text, now)?
            } else {
                None
            };
            Ok::<_, Problem>(match new {
                Some(version) if kind == Kind::Reply => {
                    keep_margin(tx, number, asker.agent, typed.margin.as_ref(), now)?;
                    let chips = chips(tx, &asker, &case, &text, now)?;
                    let hints = crate::inbox::apologies::hints_in(tx, &case, &text)?;
                    (
                        StatusCode::OK,
                        json!({ "version": version, "chips": chips, "hints": hints }),
                    )
                }
                Some(version) => (StatusCode::OK, json!({ "version": version })),
                None => {
                    let text = kept.map(|(_, text, _)| text).unwrap_or_default();
                    (
                        StatusCode::CONFLICT,
                        json!({ "version": version, "text": text }),
                    )
                }
            })
        })
        .await
        .doing(|| format!("keeping a draft in case {number}"))?;
    let (status, body) = answer;
    Ok((status, Json(body)).into_response())
}
