//! Reply, note, undo and draft.

use super::refused;
use crate::cases::deeds::{self, NextWord, Reply};
use crate::cases::rules::View;
use crate::cases::store::lists;
use crate::cases::views::Typed;
use crate::cases::views::write::LOCAL_TIME;
use crate::inbox::views::path;
use crate::kit::At;
use crate::messages::{self, Kind};
use crate::web::{Answer, Asker, Desk, Doing, Once, Problem, Role};
use crate::{needs, plans, promises};
use ::store::Tx;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Clone, Deserialize)]
pub struct Writing {
    kind: String,
    #[serde(default)]
    text: String,
    seen_event: Option<i64>,
    /// "Send as is": the newest event, which the writer has now seen.
    as_is: Option<i64>,
    #[serde(default)]
    settles: Vec<i64>,
    #[serde(default)]
    next_word: String,
    #[serde(default)]
    next_word_at: String,
    /// "true" closes; "all" closes and settles every need that is left.
    #[serde(default)]
    close: String,
    /// "next" goes on to the next due case.
    #[serde(default)]
    then: String,
}

impl Writing {
    fn typed(&self) -> Typed {
        Typed {
            note: self.kind == Kind::Note.word(),
            text: self.text.clone(),
            settles: self.settles.clone(),
            next_word: self.next_word.clone(),
            next_word_at: self.next_word_at.clone(),
            ..Typed::default()
        }
    }
}

/// A local time of the asker, as the form writes it.
pub(super) fn moment(local: &str, asker: &Asker) -> Result<At, Problem> {
    let not_understood = || {
        Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "time",
            "inbox-time-not-understood",
        )
    };
    let local = DateTime::strptime(LOCAL_TIME, local.trim()).map_err(|_| not_understood())?;
    let zoned = local
        .to_zoned(asker.zone.clone())
        .map_err(|_| not_understood())?;
    Ok(At::from(zoned.timestamp()))
}

fn next_word(
    tx: &mut Tx<'_>,
    number: i64,
    form: &Writing,
    asker: &Asker,
) -> Result<Option<NextWord>, Problem> {
    let due = match form.next_word.as_str() {
        "" | "none" => return Ok(None),
        "keep" => match promises::store::live(tx, number)?.first() {
            Some(promise) => promise.due,
            None => return Ok(None),
        },
        "at" => moment(&form.next_word_at, asker)?,
        local => moment(local, asker)?,
    };
    // "No plan yet … and will write by …": what is promised is that sentence.
    let words = plans::rules::no_plan_line(&form.text).map(str::to_owned);
    Ok(Some(NextWord { due, words }))
}

/// Reply or note. Refused, the case page comes back with what was typed.
pub async fn write(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
    once: Once,
    Form(form): Form<Writing>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let (me, wanted) = (asker.clone(), form.clone());
    let default_server = desk.config.smtp.is_some();
    let done = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                sent(tx, &me, number, &wanted, default_server, now)
            })
        })
        .await;
    match done {
        Ok(answer) => Ok(answer.into_response()),
        Err(problem) => {
            refused(
                &desk,
                &asker,
                number,
                form.typed(),
                form.close != "false",
                problem,
            )
            .await
        }
    }
}

fn sent(
    tx: &mut Tx<'_>,
    me: &Asker,
    number: i64,
    form: &Writing,
    default_server: bool,
    now: At,
) -> Result<Answer, Problem> {
    let text = form.text.replace("\r\n", "\n");
    let seen_event = form.as_is.or(form.seen_event);
    if form.kind == Kind::Note.word() {
        deeds::note(tx, me, number, &text, seen_event, &[], now)?;
        return Ok(Answer::see(format!("/cases/{number}")));
    }
    me.must_be(Role::Agent)?;
    let settles = if form.close == "all" {
        Some(
            needs::store::of_case(tx, number)?
                .iter()
                .filter(|n| !n.is_done())
                .map(|n| n.id)
                .collect(),
        )
    } else {
        (!form.settles.is_empty()).then(|| form.settles.clone())
    };
    let reply = Reply {
        next_word: next_word(tx, number, form, me)?,
        words: text,
        seen_event,
        settles,
        close: form.close == "true" || form.close == "all",
        undo_seconds: me.undo_seconds,
        files: Vec::new(),
        default_server,
    };
    let written = deeds::reply(tx, me, number, &reply, now)?;
    let next = if form.then == "next" {
        next_due(tx, me, number)?
    } else {
        Some(number)
    };
    let place = next.map_or_else(|| path(View::Today).to_owned(), |n| format!("/cases/{n}"));
    Ok(Answer::see(format!("{place}?sent={}", written.message)))
}

/// What we owe next, apart from the case just answered.
fn next_due(tx: &mut Tx<'_>, me: &Asker, done: i64) -> Result<Option<i64>, Problem> {
    Ok(lists::today(tx, me.agent, None, 2)?
        .into_iter()
        .map(|o| o.number)
        .find(|n| *n != done))
}

pub async fn undo(
    State(desk): State<Desk>,
    asker: Asker,
    Path((number, message)): Path<(i64, i64)>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::take_back(tx, &asker, number, message, now))
        .await
        .doing(|| format!("taking back message {message} of case {number}"))?;
    Ok(Redirect::to(&format!("/cases/{number}#write")))
}

#[derive(Debug, Deserialize)]
pub struct DraftKept {
    kind: String,
    text: String,
    /// The version the box came with; 0: there was none.
    version: i64,
}

/// Keeps what is being typed. 409 with the other text when a second tab was
/// here: nothing is overwritten, the browser shows both.
pub async fn draft(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
    Json(typed): Json<DraftKept>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let kind = match typed.kind.as_str() {
        "note" => Kind::Note,
        "reply" => Kind::Reply,
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
            deeds::find(tx, &asker, number)?;
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
