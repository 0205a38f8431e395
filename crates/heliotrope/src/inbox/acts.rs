//! Doing: every form of the case page. Find, decide, save, answer.

use super::pages::{self, Asked};
use super::views::path;
use crate::cases::Exemption;
use crate::cases::deeds::{self, NextWord, Reply};
use crate::cases::rules::View;
use crate::cases::store::lists;
use crate::cases::views::write::LOCAL_TIME;
use crate::cases::views::{Refused, Typed, brief};
use crate::kit::At;
use crate::messages::{self, Kind};
use crate::needs::{self, How, Settling, State as NeedState};
use crate::promises;
use crate::web::{Answer, Asker, Desk, Doing, Once, Problem, Role};
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
            refused: None,
        }
    }
}

/// A local time of the asker, as the form writes it.
fn moment(local: &str, asker: &Asker) -> Result<At, Problem> {
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
    Ok(Some(NextWord { due, words: None }))
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

/// The case page with what was typed and what has to be asked or said. Nothing
/// was sent.
async fn refused(
    desk: &Desk,
    asker: &Asker,
    number: i64,
    mut typed: Typed,
    replied: bool,
    problem: Problem,
) -> Result<Response, Problem> {
    if problem.is_failure() || problem.status == StatusCode::NOT_FOUND {
        return Err(problem);
    }
    keep(desk, asker, number, &typed).await?;
    typed.refused = Some(match problem.code {
        "stale" => newest(desk, number).await?,
        "untold" => unsettled(desk, number, replied).await?,
        _ => Refused::Said(problem.detail(asker.words())),
    });
    let body = pages::workspace(desk, asker, number, Asked::default(), typed).await?;
    Ok((problem.status, body).into_response())
}

/// What was typed stays the draft, also when the browser closes now.
async fn keep(desk: &Desk, asker: &Asker, number: i64, typed: &Typed) -> Result<(), Problem> {
    if typed.text.trim().is_empty() {
        return Ok(());
    }
    let (agent, now, text) = (asker.agent, desk.now(), typed.text.replace("\r\n", "\n"));
    let kind = if typed.note { Kind::Note } else { Kind::Reply };
    desk.db
        .write(move |tx| {
            let version =
                messages::store::draft(tx, number, agent, kind)?.map_or(0, |(version, ..)| version);
            messages::store::keep_draft(tx, number, agent, kind, version, &text, now)?;
            Ok::<_, Problem>(())
        })
        .await
        .doing(|| format!("keeping the draft in case {number}"))
}

async fn newest(desk: &Desk, number: i64) -> Result<Refused, Problem> {
    let events = desk
        .db
        .read(move |tx| crate::events::store::since(tx, number, 0).map_err(Problem::from))
        .await?;
    let message = events
        .iter()
        .rev()
        .find(|e| e.kind.brings_words())
        .and_then(|e| e.ids.get("message"));
    Ok(Refused::Stale {
        event: events.last().map_or(0, |e| e.n),
        message,
    })
}

async fn unsettled(desk: &Desk, number: i64, replied: bool) -> Result<Refused, Problem> {
    let needs = desk
        .db
        .read(move |tx| needs::store::of_case(tx, number).map_err(Problem::from))
        .await?;
    let (open, settled): (Vec<_>, Vec<_>) = needs.into_iter().partition(|n| n.is_open());
    Ok(Refused::Untold {
        open,
        untold: settled.into_iter().filter(|n| n.is_untold()).collect(),
        replied,
    })
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
    #[serde(default)]
    version: i64,
}

/// Keeps what is being typed. 409 with the other text when a second tab was
/// here: both are kept, the browser shows both.
pub async fn draft(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
    Json(draft): Json<DraftKept>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let kind = match draft.kind.as_str() {
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
    let (kept, other) = desk
        .db
        .write(move |tx| {
            deeds::find(tx, &asker, number)?;
            let me = asker.agent;
            if draft.text.trim().is_empty() {
                messages::store::drop_draft(tx, number, me, kind)?;
                return Ok::<_, Problem>((Some(0), None));
            }
            let kept =
                messages::store::keep_draft(tx, number, me, kind, draft.version, &draft.text, now)?;
            let other = if kept.is_none() {
                messages::store::draft(tx, number, me, kind)?
            } else {
                None
            };
            Ok((kept, other))
        })
        .await
        .doing(|| format!("keeping a draft in case {number}"))?;
    Ok(match (kept, other) {
        (Some(version), _) => Json(json!({ "version": version, "at": now })).into_response(),
        (None, Some((version, text, at))) => (
            StatusCode::CONFLICT,
            Json(json!({ "version": version, "text": text, "at": at })),
        )
            .into_response(),
        (None, None) => StatusCode::CONFLICT.into_response(),
    })
}

#[derive(Deserialize)]
pub struct Owner {
    owner: String,
}

pub async fn owner(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
    Form(form): Form<Owner>,
) -> Result<Redirect, Problem> {
    let owner = match form.owner.as_str() {
        "" => None,
        "me" => Some(asker.agent),
        id => Some(id.parse().map_err(|_| Problem::not_found("agent", id))?),
    };
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::assign(tx, &asker, number, owner, now))
        .await
        .doing(|| format!("assigning case {number}"))?;
    Ok(back(number))
}

fn back(number: i64) -> Redirect {
    Redirect::to(&format!("/cases/{number}"))
}

/// Takes what has waited longest among the free ones.
pub async fn take_one(State(desk): State<Desk>, asker: Asker) -> Result<Redirect, Problem> {
    let now = desk.now();
    let taken = desk
        .db
        .write(move |tx| {
            let Some(first) = lists::free(tx, None, 1)?.first().map(|o| o.number) else {
                return Ok(None);
            };
            deeds::assign(tx, &asker, first, Some(asker.agent), now)?;
            Ok::<_, Problem>(Some(first))
        })
        .await
        .doing(|| "taking a free case")?;
    Ok(taken.map_or_else(|| Redirect::to("/today"), back))
}

#[derive(Deserialize)]
pub struct Tag {
    tag: Option<String>,
    remove: Option<String>,
}

pub async fn tags(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
    Form(form): Form<Tag>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| match (&form.remove, &form.tag) {
            (Some(tag), _) => deeds::untag(tx, &asker, number, tag, now),
            (None, Some(tag)) => deeds::tag(tx, &asker, number, tag, now),
            (None, None) => Ok(()),
        })
        .await
        .doing(|| format!("tagging case {number}"))?;
    Ok(back(number))
}

#[derive(Clone, Deserialize)]
pub struct Closing {
    /// "phone": I told them; "brief": send the shortest letter.
    how: Option<String>,
    exemption: Option<String>,
}

/// Closes, by one of the ways of the gate. Refused, the gate asks once.
pub async fn closing(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
    once: Once,
    Form(form): Form<Closing>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let me = asker.clone();
    let default_server = desk.config.smtp.is_some();
    let done = desk
        .db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                close(tx, &me, number, &form, default_server, now)
            })
        })
        .await;
    match done {
        Ok(answer) => Ok(answer.into_response()),
        Err(problem) => refused(&desk, &asker, number, Typed::default(), false, problem).await,
    }
}

fn close(
    tx: &mut Tx<'_>,
    me: &Asker,
    number: i64,
    form: &Closing,
    default_server: bool,
    now: At,
) -> Result<Answer, Problem> {
    let left: Vec<_> = needs::store::of_case(tx, number)?
        .into_iter()
        .filter(|n| !n.is_done())
        .collect();
    let mut sent = String::new();
    match (form.how.as_deref(), form.exemption.as_deref()) {
        (Some("phone"), _) => {
            for need in &left {
                if need.is_open() {
                    deeds::settle_need(tx, me, number, need.id, &Settling::met(), now)?;
                }
                deeds::tell_need(tx, me, number, need.id, How::Phone, now)?;
            }
            deeds::close(tx, me, number, None, now)?;
        }
        (Some("brief"), _) => {
            let sheet = pages::sheet(tx, me, number, default_server)?;
            let list: Vec<&str> = left.iter().map(|n| n.words.as_str()).collect();
            let reply = Reply {
                words: brief(&sheet, &list.join(", ")),
                settles: Some(left.iter().map(|n| n.id).collect()),
                close: true,
                undo_seconds: me.undo_seconds,
                default_server,
                ..Reply::default()
            };
            sent = format!(
                "?sent={}",
                deeds::reply(tx, me, number, &reply, now)?.message
            );
        }
        (_, Some(word)) => {
            let exemption: Exemption = word.parse().map_err(|_| {
                Problem::refuse(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "exemption",
                    "inbox-no-such-exemption",
                )
            })?;
            deeds::close(tx, me, number, Some(exemption), now)?;
        }
        (_, None) => deeds::close(tx, me, number, None, now)?,
    }
    Ok(Answer::see(format!("/cases/{number}{sent}")))
}

pub async fn reopen(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::reopen(tx, &asker, number, now))
        .await
        .doing(|| format!("reopening case {number}"))?;
    Ok(back(number))
}

#[derive(Deserialize)]
pub struct NewNeed {
    text: String,
}

pub async fn add_need(
    State(desk): State<Desk>,
    asker: Asker,
    Path(number): Path<i64>,
    Form(form): Form<NewNeed>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::add_need(tx, &asker, number, form.text.trim(), now))
        .await
        .doing(|| format!("adding a need to case {number}"))?;
    Ok(back(number))
}

#[derive(Clone, Deserialize)]
pub struct OnNeed {
    act: String,
    reason: Option<String>,
    possible: Option<String>,
    signpost: Option<String>,
}

/// Met, withdrawn, declined, open again, or told by voice.
pub async fn need(
    State(desk): State<Desk>,
    asker: Asker,
    Path((number, need)): Path<(i64, i64)>,
    Form(form): Form<OnNeed>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            if let Some(how) = How::said_aloud(&form.act) {
                return deeds::tell_need(tx, &asker, number, need, how, now);
            }
            let state: NeedState = form.act.parse().map_err(|_| {
                Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "act", "inbox-no-such-act")
            })?;
            let settling = Settling {
                state,
                reason: form.reason.clone(),
                possible: form.possible.clone(),
                signpost: form.signpost.clone(),
            };
            deeds::settle_need(tx, &asker, number, need, &settling, now)
        })
        .await
        .doing(|| format!("settling need {need} of case {number}"))?;
    Ok(back(number))
}

/// The thanks were read.
pub async fn thanks_read(
    State(desk): State<Desk>,
    asker: Asker,
    Path(message): Path<i64>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            messages::store::read_thanks(tx, message, asker.agent, now).map_err(Problem::from)
        })
        .await?;
    Ok(Redirect::to("/today"))
}
