//! Reply, note, call and undo.

use super::refused;
use crate::apologies;
use crate::cases::deeds::{self, Call, NextWord, Promised, Reply, Sent};
use crate::cases::rules::View;
use crate::cases::store::lists;
use crate::cases::views::Typed;
use crate::cases::views::write::{CallTyped, LOCAL_TIME};
use crate::inbox::views::path;
use crate::kit::At;
use crate::messages::{self, Kind, Rang};
use crate::promises::rules::said::{Said, What};
use crate::web::{Answer, Asker, Desk, Doing, Form, Missing, Named, Once, Problem, Role};
use crate::{mailboxes, needs, plans, promises, teams};
use ::store::Tx;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::DateTime;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
pub struct Writing {
    kind: String,
    #[serde(default)]
    text: String,
    /// "1": written in the box of its kind, whose draft goes with it.
    #[serde(default)]
    drafted: String,
    seen_event: Option<i64>,
    /// "Send as is": the newest event, which the writer has now seen.
    as_is: Option<i64>,
    #[serde(default)]
    settles: Vec<i64>,
    #[serde(default)]
    next_word: String,
    #[serde(default)]
    next_word_at: String,
    /// Accepted chips: `{"kind","due","words"}` each.
    #[serde(default)]
    chip: Vec<String>,
    /// "said": what the letter promises is promised.
    #[serde(default)]
    promises: String,
    /// "true" closes; "all" closes and settles every need that is left.
    #[serde(default)]
    close: String,
    /// Needs whose no this letter says.
    #[serde(default)]
    says_no: Vec<i64>,
    /// Those whose box was shown: what is missing above was unticked.
    #[serde(default)]
    no_shown: Vec<i64>,
    /// "keep": the brackets are meant.
    #[serde(default)]
    gaps: String,
    /// People beside who asks who are told what was changed.
    #[serde(default)]
    tells: Vec<i64>,
    #[serde(default)]
    tell_text: String,
    /// Of a call: "we", "they" or "missed".
    #[serde(default)]
    rang: String,
    /// The person we spoke with; empty: who asks.
    #[serde(default)]
    with: String,
    /// When it was, a local time; empty: now.
    #[serde(default)]
    called_at: String,
    /// "next" goes on to the next due case.
    #[serde(default)]
    then: String,
    /// "1": the margin of an apology is open; what follows belongs to it.
    #[serde(default)]
    sorry: String,
    #[serde(default)]
    fault: String,
    #[serde(default)]
    sorry_cause: String,
    #[serde(default)]
    part: Vec<String>,
    #[serde(default)]
    repair: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    change: String,
    #[serde(default)]
    again: String,
}

impl Writing {
    fn typed(&self) -> Typed {
        Typed {
            kind: self.kind.parse().unwrap_or_default(),
            call: CallTyped {
                rang: self.rang.clone(),
                with: self.with.clone(),
                at: self.called_at.clone(),
            },
            text: self.text.clone(),
            settles: self.settles.clone(),
            next_word: self.next_word.clone(),
            next_word_at: self.next_word_at.clone(),
            unsaid: self
                .no_shown
                .iter()
                .filter(|need| !self.says_no.contains(need))
                .copied()
                .collect(),
            tells: self.tells.clone(),
            tell_text: self.tell_text.clone(),
            apology: self.apology(),
            ..Typed::default()
        }
    }

    fn apology(&self) -> Option<apologies::Typed> {
        (self.sorry == "1").then(|| apologies::Typed {
            fault: self.fault.clone(),
            cause: self.sorry_cause.clone(),
            parts: self.part.clone(),
            repair: self.repair.clone(),
            amount: self.amount.clone(),
            change: self.change.clone(),
            anyway: self.again == "anyway",
        })
    }
}

/// A local time of the asker, as the form writes it.
pub(in crate::inbox) fn moment(local: &str, asker: &Asker) -> Result<At, Problem> {
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

/// A chip as the script sends it back.
#[derive(Debug, Deserialize)]
struct Chip {
    kind: String,
    due: At,
    words: String,
}

/// What the letter promises: the chips that were accepted. One whose sentence
/// was touched since is read again; the deed refuses what stands there no more.
fn promised(
    tx: &mut Tx<'_>,
    number: i64,
    form: &Writing,
    me: &Asker,
    text: &str,
    now: At,
) -> Result<(Vec<Promised>, bool), Problem> {
    if form.chip.is_empty() && form.promises != "said" {
        return Ok((Vec::new(), false));
    }
    let case = deeds::find(tx, me, number)?;
    let found = deeds::said_in(tx, &case, text, now)?;
    if form.promises == "said" {
        let all: Vec<Promised> = found.iter().filter_map(as_promised).collect();
        if all.is_empty() {
            return Err(no_time_said());
        }
        return Ok((all, false));
    }
    let mut all = Vec::new();
    let mut until = false;
    for chip in &form.chip {
        let chip: Chip = serde_json::from_str(chip).map_err(|_| no_time_said())?;
        if chip.kind == "until" {
            until = true;
            continue;
        }
        let kind: promises::Kind = chip.kind.parse().map_err(|_| no_time_said())?;
        let stands = text.contains(&chip.words);
        let again = found
            .iter()
            .filter_map(as_promised)
            .find(|p| p.kind == kind && p.due == chip.due);
        all.push(match again {
            Some(again) if !stands => again,
            _ => Promised {
                kind,
                due: chip.due,
                words: chip.words,
            },
        });
    }
    Ok((all, until))
}

fn as_promised(said: &Said) -> Option<Promised> {
    match said.what {
        What::Promise(kind) => Some(Promised {
            kind,
            due: said.due,
            words: said.words.clone(),
        }),
        What::Until => None,
    }
}

fn no_time_said() -> Problem {
    let (code, key) = ("no-time", "promises-no-time-said");
    Problem::lock(StatusCode::UNPROCESSABLE_ENTITY, code, key, &[Missing::Due])
}

fn next_word(
    tx: &mut Tx<'_>,
    number: i64,
    form: &Writing,
    asker: &Asker,
) -> Result<Option<NextWord>, Problem> {
    let due = match form.next_word.as_str() {
        "" | "none" | "until" => return Ok(None),
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
    Named(number): Named<i64>,
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

fn called(form: &Writing, me: &Asker, words: String, now: At) -> Result<Call, Problem> {
    Ok(Call {
        rang: Rang::of_word(&form.rang).unwrap_or(Rang::WeCalled),
        // What is no number is nobody who takes part.
        with: Some(form.with.trim())
            .filter(|with| !with.is_empty())
            .map(|with| with.parse().unwrap_or(0)),
        at: match form.called_at.trim() {
            "" => now,
            local => moment(local, me)?,
        },
        words,
        settles: form.settles.clone(),
    })
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
    if form.drafted == "1" {
        let kind = form.kind.parse().unwrap_or_default();
        messages::store::drop_draft(tx, number, me.agent, kind)?;
    }
    if form.kind == Kind::Note.word() {
        deeds::note(tx, me, number, &text, seen_event, &[], now)?;
        return Ok(Answer::see(format!("/cases/{number}")));
    }
    me.must_be(Role::Agent)?;
    if form.kind == Kind::Call.word() {
        deeds::call(tx, me, number, &called(form, me, text, now)?, now)?;
        return Ok(Answer::see(format!("/cases/{number}")));
    }
    let settles = if form.close == "all" || form.close == "theirs" {
        let asks = deeds::find(tx, me, number)?.person;
        let all = form.close == "all";
        Some(
            needs::store::of_case(tx, number)?
                .iter()
                .filter(|n| n.is_owed() && !form.says_no.contains(&n.id))
                .filter(|n| all || n.is_of(asks, asks))
                .map(|n| n.id)
                .collect(),
        )
    } else {
        (!form.settles.is_empty()).then(|| form.settles.clone())
    };
    let (promised, mut until) = promised(tx, number, form, me, &text, now)?;
    let mut text = text;
    // Without a script the sentence is put below the letter, never left out.
    if form.next_word == "until" {
        let case = deeds::find(tx, me, number)?;
        let mailbox = mailboxes::store::find(tx, case.mailbox)?
            .ok_or_else(|| Problem::not_found("mailbox", case.mailbox))?;
        let at = moment(&form.next_word_at, me)?;
        let sentence = deeds::until_words(tx, &case, &mailbox, at, now)?;
        if !text.contains(&sentence) {
            text = format!("{}\n\n{sentence}", text.trim_end());
        }
        until = true;
    }
    let reply = Reply {
        next_word: next_word(tx, number, form, me)?,
        promised,
        until,
        words: text,
        seen_event,
        settles,
        close: form.close == "true" || form.close == "all",
        apology: form.apology(),
        undo_seconds: me.undo_seconds,
        files: Vec::new(),
        default_server,
        gaps_meant: form.gaps == "keep",
        says_no: form.says_no.clone(),
        tells: form
            .tells
            .iter()
            .map(|person| (*person, form.tell_text.replace("\r\n", "\n")))
            .collect(),
    };
    let Sent::Left(written) = deeds::send(tx, me, number, &reply, now)? else {
        return Ok(Answer::see(format!("/cases/{number}#write")));
    };
    let next = if form.then == "next" {
        next_due(tx, me, number, now)?
    } else {
        Some(number)
    };
    let place = next.map_or_else(|| path(View::Today).to_owned(), |n| format!("/cases/{n}"));
    Ok(Answer::see(format!("{place}?sent={}", written.message)))
}

/// What we owe next, apart from the case just answered.
fn next_due(tx: &mut Tx<'_>, me: &Asker, done: i64, now: At) -> Result<Option<i64>, Problem> {
    let teams = teams::store::of_agent(tx, me.agent, now)?;
    Ok(lists::today(tx, me.agent, &teams, None, 2)?
        .into_iter()
        .map(|o| o.number)
        .find(|n| *n != done))
}

pub async fn undo(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, message)): Named<(i64, i64)>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::take_back(tx, &asker, number, message, now))
        .await
        .doing(|| format!("taking back message {message} of case {number}"))?;
    Ok(Redirect::to(&format!("/cases/{number}#write")))
}
