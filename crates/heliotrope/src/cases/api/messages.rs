//! Messages of a case: read them, write a reply or a note.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::deeds::{self, NextWord, Promised, Reply, Sent};
use super::promises::KindJson;
use super::shape::{CaseJson, MessageJson, Written, case_json, messages_json};
use super::to_json;
use crate::kit::At;
use crate::web::{
    Answer, Asked, Asker, Desk, Doing, Given, Missing, Named, Once, Problem, Role, cursor,
    limit_of, read_cursor,
};

/// The longest a letter may wait for somebody to think better of it, in seconds.
const LONGEST_UNDO: i64 = 3600;

/// From where on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct From {
    /// `next` of the page before.
    cursor: Option<String>,
    /// 100 when left out, and never more.
    #[param(minimum = 1)]
    limit: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct Messages {
    items: Vec<MessageJson>,
    /// The cursor of the next page; null at the end.
    #[schema(required = true)]
    next: Option<String>,
}

/// The messages of a case, oldest first.
#[utoipa::path(get, path = "/api/v1/cases/{number}/messages", tag = "messages", operation_id = "messages",
    params(("number" = i64, Path, description = "The case"), From),
    responses((status = 200, body = Messages)))]
pub async fn list(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Asked(from): Asked<From>,
) -> Result<Json<Messages>, Problem> {
    let limit = limit_of(from.limit.or(Some(100)))?;
    let after = read_cursor(from.cursor.as_deref())?.unwrap_or(0);
    desk.db
        .read(move |tx| {
            deeds::look(tx, &asker, number)?;
            let mut items = messages_json(tx, number, after, limit + 1)?;
            let more = items.len() as i64 > limit;
            items.truncate(limit as usize);
            let next = items.last().filter(|_| more).map(|m| cursor(&m.id));
            Ok::<_, Problem>(Messages { items, next })
        })
        .await
        .doing(|| format!("reading the messages of case {number}"))
        .map(Json)
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = MessageKind)]
pub enum Kind {
    /// To the person.
    Reply,
    /// For the team alone.
    Note,
}

/// A reply or a note.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    kind: Kind,
    /// Light Markdown.
    text: String,
    /// The case's `last_event` as it was read; left out, nothing is checked.
    seen_event: Option<i64>,
    /// Ids of needs: an open one is met, a settled one told, by this reply.
    settles: Option<Vec<i64>>,
    /// The word the person will have next, and by when.
    next_word: Option<NewWord>,
    /// Sentences of `text` that promise a time, each made a promise.
    #[serde(default)]
    promises: Vec<Said>,
    /// Silence settles the case on the day that `text` says: "If I hear nothing by Friday I take this as settled."
    #[serde(default)]
    until: bool,
    /// Close when this is sent; with a live promise: sleep until it is due.
    #[serde(default)]
    close: bool,
    /// What stands in square brackets is meant; left out, a gap that a draft left
    /// open (`[the true reason]`) refuses the letter.
    #[serde(default)]
    keep_gaps: bool,
    /// What the reply says about a fault.
    apology: Option<super::apologies::NewApology>,
    /// How long it can still be taken back; 0 for tokens when left out.
    #[schema(minimum = 0, maximum = 3600)]
    undo_seconds: Option<i64>,
}

/// A sentence of the letter with the time it gives.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Said {
    #[serde(default)]
    kind: KindJson,
    #[schema(value_type = String, format = DateTime)]
    due: At,
    /// As it stands in the letter.
    text: String,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWord {
    #[schema(value_type = String, format = DateTime)]
    due: At,
    /// As the person is to read it; the usual sentence when left out.
    text: Option<String>,
}

/// Writes a reply to the person or a note for the team.
#[utoipa::path(post, path = "/api/v1/cases/{number}/messages", tag = "messages",
    params(("number" = i64, Path, description = "The case")),
    request_body = NewMessage,
    responses((status = 201, body = Written),
        (status = 202, body = super::apologies::WaitsJson, description = "It waits until a named person has looked"),
        (status = 409, body = Conflict)))]
pub async fn write(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(number): Named<i64>,
    Given(new): Given<NewMessage>,
) -> Result<Answer, Problem> {
    if new.kind == Kind::Reply && asker.role < Role::Agent {
        return Err(Problem::refuse(
            StatusCode::FORBIDDEN,
            "role",
            "cases-light-sends-no-reply",
        ));
    }
    let now = desk.now();
    let reply = reply_of(&desk, &asker, &new)?;
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let sent = match &reply {
                    Some(reply) => deeds::send(tx, &asker, number, reply, now)?,
                    None => {
                        let seen = new.seen_event;
                        Sent::Left(deeds::note(tx, &asker, number, &new.text, seen, &[], now)?)
                    }
                };
                let Sent::Left(written) = sent else {
                    let waits = super::apologies::waits_json(tx, number, asker.agent)?;
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
        .doing(|| format!("acting on case {number}"))
}

/// The words of a letter that was taken back, and the case as it stands again.
#[derive(Serialize, ToSchema)]
pub struct TakenBack {
    text: String,
    case: CaseJson,
}

/// Takes a letter of ours back while it is still here: it is a draft again, and
/// all that it did is undone. 409 `left` when it has gone.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/messages/{message}", tag = "messages", operation_id = "take_back",
    params(("number" = i64, Path, description = "The case"), ("message" = i64, Path, description = "The letter")),
    responses((status = 200, body = TakenBack), (status = 409, body = Conflict)))]
pub async fn take_back(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, message)): Named<(i64, i64)>,
) -> Result<Json<TakenBack>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            let text = deeds::take_back(tx, &asker, number, message, now)?;
            let case = case_json(tx, number)?;
            Ok::<_, Problem>(TakenBack { text, case })
        })
        .await
        .doing(|| format!("taking back message {message} of case {number}"))
        .map(Json)
}

/// None for a note, which can do nothing but hold words.
fn reply_of(desk: &Desk, asker: &Asker, new: &NewMessage) -> Result<Option<Reply>, Problem> {
    if new.kind == Kind::Note {
        let promises = new.next_word.is_some() || !new.promises.is_empty() || new.until;
        if new.close || new.settles.is_some() || promises || new.apology.is_some() {
            return Err(unprocessable("note", "cases-note-tells-nobody"));
        }
        return Ok(None);
    }
    let undo_seconds = new.undo_seconds.unwrap_or(if asker.is_token() {
        0
    } else {
        asker.undo_seconds
    });
    if !(0..=LONGEST_UNDO).contains(&undo_seconds) {
        return Err(unprocessable("undo-seconds", "cases-undo-seconds").arg("most", LONGEST_UNDO));
    }
    Ok(Some(Reply {
        words: new.text.clone(),
        seen_event: new.seen_event,
        settles: new.settles.clone(),
        next_word: new.next_word.as_ref().map(|w| NextWord {
            due: w.due,
            words: w.text.clone(),
        }),
        promised: new
            .promises
            .iter()
            .map(|said| Promised {
                kind: said.kind.kind(),
                due: said.due,
                words: said.text.clone(),
            })
            .collect(),
        until: new.until,
        close: new.close,
        apology: new
            .apology
            .as_ref()
            .map(super::apologies::NewApology::typed),
        gaps_meant: new.keep_gaps,
        undo_seconds,
        files: Vec::new(),
        default_server: desk.config.smtp.is_some(),
        ..Reply::default()
    }))
}

fn unprocessable(code: &'static str, key: &'static str) -> Problem {
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key)
}

/// What stands in the way: something newer, something untold, something
/// promised, or somebody was faster. Nothing was done.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "the shape of a problem, for the documentation")]
pub struct Conflict {
    r#type: String,
    title: String,
    status: u16,
    /// The sentence a person reads.
    detail: String,
    #[schema(
        pattern = "^(stale|untold|promised|left|closed|open|settled|no-sending-server|no-address|used-up|merged|leaving|merged-on|too-late|not-the-same|has-steps|limit|heard|asked|answered|past|alone|off|currency|no-promise|not-told|ended|late|not-said|asks|in-copy|facts-and-help|split-all|stopped|looked-at|told)$"
    )]
    code: String,
    /// With `stale`: what was written since.
    since: Option<Vec<SinceJson>>,
    /// Where a lock holds: what it asks for and does not find.
    missing: Option<Vec<Missing>>,
    /// With `untold` and `open`: needs that are still open.
    open: Option<Vec<NeedWords>>,
    /// With `untold`: needs that are settled and not told.
    untold: Option<Vec<NeedWords>>,
    /// With `promised`, `late` and `not-told`: what is still to be kept.
    promises: Option<Vec<PromiseWords>>,
    /// With `limit`: minor units that may still be given.
    left: Option<i64>,
    currency: Option<String>,
    /// With `limit`: how it can go on: "give" what is left, "ask", say the "limit".
    /// With `used-up`: "repair", "call", "tell_what_changed", "anyway".
    ways: Option<Vec<String>>,
    /// With `merged` and `merged-on`: the case it leads to.
    into: Option<i64>,
    /// With `settled`: how somebody else settled it.
    #[schema(pattern = "^(met|declined|withdrawn)$")]
    state: Option<String>,
    /// With `used-up`: when they last read an apology for this cause.
    #[schema(value_type = Option<String>, format = DateTime)]
    last: Option<At>,
    /// With `closed`, `settled` and `told`: since when.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<At>,
}

#[derive(Serialize, ToSchema)]
pub struct SinceJson {
    n: i64,
    #[schema(value_type = String, format = DateTime)]
    at: At,
    kind: String,
    #[schema(required = true)]
    message: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct NeedWords {
    id: i64,
    text: String,
}

#[derive(Serialize, ToSchema)]
pub struct PromiseWords {
    id: i64,
    #[schema(value_type = String, format = DateTime)]
    due: At,
    text: String,
}
