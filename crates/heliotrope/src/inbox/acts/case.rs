//! Whose it is, closing under lock L1, tags, and thanks that were read.

use super::{back, refused};
use crate::cases::Exemption;
use crate::cases::deeds::{self, Reply, Sent};
use crate::cases::store::lists;
use crate::cases::views::{Typed, brief};
use crate::inbox::sheet;
use crate::kit::At;
use crate::needs::{self, How, Settling};
use crate::web::{Answer, Asker, Desk, Doing, Form, Named, Once, Problem};
use crate::{messages, teams};
use ::store::Tx;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Owner {
    owner: String,
}

/// Whose it shall be; nobody, or everybody.
#[derive(Clone, Copy)]
pub enum To {
    Agent(Option<i64>),
    Team(Option<i64>),
}

/// What a menu of owners says: `""`, `me`, `everybody`, `team-3`, `7`.
pub fn to(owner: &str, asker: &Asker) -> Result<To, Problem> {
    Ok(match owner {
        "" => To::Agent(None),
        "me" => To::Agent(Some(asker.agent)),
        "everybody" => To::Team(None),
        id => match id.strip_prefix("team-") {
            Some(team) => To::Team(Some(
                team.parse().map_err(|_| Problem::not_found("team", team))?,
            )),
            None => To::Agent(Some(
                id.parse().map_err(|_| Problem::not_found("agent", id))?,
            )),
        },
    })
}

pub async fn owner(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<Owner>,
) -> Result<Redirect, Problem> {
    let to = to(&form.owner, &asker)?;
    let now = desk.now();
    desk.db
        .write(move |tx| match to {
            To::Agent(owner) => deeds::assign(tx, &asker, number, owner, now),
            To::Team(team) => deeds::assign_to_team(tx, &asker, number, team, now),
        })
        .await
        .doing(|| format!("assigning case {number}"))?;
    Ok(back(number))
}

/// Takes what has waited longest among the free ones.
pub async fn take_one(State(desk): State<Desk>, asker: Asker) -> Result<Redirect, Problem> {
    let now = desk.now();
    let taken = desk
        .db
        .write(move |tx| {
            let teams = teams::store::of_agent(tx, asker.agent, now)?;
            let Some(first) = lists::free(tx, &teams, None, 1)?.first().map(|o| o.number) else {
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
    untag: Option<String>,
}

pub async fn tags(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<Tag>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| match (&form.untag, &form.tag) {
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
    /// "phone": I told them; "brief": send the shortest letter; "met": all of
    /// it is met, and it is told later.
    how: Option<String>,
    exemption: Option<String>,
}

/// Closes, by one of the ways of the gate. Refused, the gate asks once.
pub async fn closing(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
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
        .filter(|n| n.is_owed())
        .collect();
    // A letter to who asks, or a call, settles nothing of anybody else's, as long
    // as something of theirs is left.
    let asks = deeds::find(tx, me, number)?.person;
    let (theirs, others): (Vec<_>, Vec<_>) = left.iter().partition(|n| n.is_of(asks, asks));
    let told = if theirs.is_empty() { &others } else { &theirs };
    let closes = theirs.is_empty() || others.is_empty();
    let mut sent = String::new();
    match (form.how.as_deref(), form.exemption.as_deref()) {
        (Some("met"), _) => {
            for need in left.iter().filter(|n| n.is_open()) {
                deeds::settle_need(tx, me, number, need.id, &Settling::met(), now)?;
            }
        }
        (Some("phone"), _) => {
            for need in told {
                if need.is_open() {
                    deeds::settle_need(tx, me, number, need.id, &Settling::met(), now)?;
                }
                deeds::tell_need(tx, me, number, need.id, How::Phone, now)?;
            }
            if !closes {
                return Ok(Answer::see(format!("/cases/{number}/people")));
            }
            deeds::close(tx, me, number, None, now)?;
        }
        (Some("brief"), _) => {
            let sheet = sheet::sheet(tx, me, number, default_server)?;
            let reply = Reply {
                words: brief(&sheet, &theirs),
                // It quotes their words, which are no draft of ours.
                gaps_meant: true,
                settles: Some(theirs.iter().map(|n| n.id).collect()),
                close: closes,
                undo_seconds: me.undo_seconds,
                default_server,
                ..Reply::default()
            };
            if let Sent::Left(written) = deeds::send(tx, me, number, &reply, now)? {
                sent = format!("?sent={}", written.message);
            }
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
    Named(number): Named<i64>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::reopen(tx, &asker, number, now))
        .await
        .doing(|| format!("reopening case {number}"))?;
    Ok(back(number))
}

/// The thanks were read.
pub async fn thanks_read(
    State(desk): State<Desk>,
    asker: Asker,
    Named(message): Named<i64>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            messages::store::read_thanks(tx, message, asker.agent, now).map_err(Problem::from)
        })
        .await?;
    Ok(Redirect::to("/today"))
}
