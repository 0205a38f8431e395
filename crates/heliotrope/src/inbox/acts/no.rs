//! The honest no (V4) as a form: found, put into the letter, or said without one.

use super::{back, refused};
use crate::answers;
use crate::cases::deeds;
use crate::cases::views::Typed;
use crate::kit::At;
use crate::messages::{self, Kind};
use crate::needs;
use crate::tradeoffs::rules::lines;
use crate::tradeoffs::{self, No, Why};
use crate::web::{Answer, Asker, Desk, Doing, Form, Named, Problem};
use ::store::Tx;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// The reply form as it stands, with the form of a no inside it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Saying {
    text: String,
    no_act: String,
    no_q: String,
    /// The letters for which the fields were filled.
    no_for: String,
    no_tradeoff: String,
    no_reason: String,
    no_reason_from: String,
    no_way: Vec<String>,
    /// Ways were shown: those that are missing above were unticked.
    no_ways: String,
    no_more: String,
    no_possible_from: String,
    no_signpost: String,
    no_why: String,
    no_replaced: String,
    no_look: String,
}

impl Saying {
    pub fn no(&self) -> No {
        let clean = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        let mut possible: Vec<String> = self.no_way.iter().map(|way| clean(way)).collect();
        possible.extend(lines(&clean(&self.no_more)));
        possible.extend(lines(&clean(&self.no_possible_from)));
        let reason = match clean(&self.no_reason_from) {
            none if none.is_empty() => clean(&self.no_reason),
            chosen => chosen,
        };
        No {
            reason,
            possible,
            signpost: clean(&self.no_signpost),
            why: self.no_why.parse::<Why>().ok(),
            tradeoff: self.no_tradeoff.trim().parse().ok(),
            replaced_by: self.no_replaced.trim().parse().ok(),
            look_again: self.no_look.trim().parse().ok(),
            chosen: !self.no_ways.is_empty(),
        }
    }

    /// What the page shows again when it was refused.
    fn typed(&self, need: i64) -> Typed {
        Typed {
            text: self.text.clone(),
            no: Some((need, self.no())),
            ..Typed::default()
        }
    }
}

/// Keeps the letter as it was typed.
fn keep_text(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    text: &str,
    now: At,
) -> Result<(), Problem> {
    let text = text.replace("\r\n", "\n");
    let kept = messages::store::draft(tx, number, asker.agent, Kind::Reply)?;
    let (version, words) = kept.map_or((0, String::new()), |(version, words, _)| (version, words));
    if text != words && !text.trim().is_empty() {
        messages::store::keep_draft(tx, number, asker.agent, Kind::Reply, version, &text, now)?;
    }
    Ok(())
}

/// From the editor: the form of a no to the first need that is open.
pub async fn open_no(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<Saying>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    let need = desk
        .db
        .write(move |tx| {
            deeds::find(tx, &asker, number)?;
            keep_text(tx, &asker, number, &form.text, now)?;
            let needs = needs::store::of_case(tx, number)?;
            Ok::<_, Problem>(needs.iter().find(|n| n.is_open()).map(|n| n.id))
        })
        .await
        .doing(|| format!("beginning a no in case {number}"))?;
    Ok(match need {
        Some(need) => Redirect::to(&format!("/cases/{number}?no={need}#no-ask")),
        None => back(number),
    })
}

pub async fn say_no(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, need)): Named<(i64, i64)>,
    Form(form): Form<Saying>,
) -> Result<Response, Problem> {
    let now = desk.now();
    let (me, wanted) = (asker.clone(), form.clone());
    let done = desk
        .db
        .write(move |tx| act(tx, &me, number, need, &wanted, now))
        .await
        .doing(|| format!("saying no to need {need} of case {number}"));
    match done {
        Ok(answer) => Ok(answer.into_response()),
        Err(problem) => refused(&desk, &asker, number, form.typed(need), false, problem).await,
    }
}

fn act(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    need: i64,
    form: &Saying,
    now: At,
) -> Result<Answer, Problem> {
    deeds::find(tx, asker, number)?;
    keep_text(tx, asker, number, &form.text, now)?;
    let written = Answer::see(format!("/cases/{number}#write"));
    // Letters were typed and Enter was pressed before they were looked up.
    let letters = form.no_q.trim();
    if form.no_act == "draft" && letters != form.no_for.trim() {
        let all = tradeoffs::store::all(tx)?;
        if !answers::rules::found(&all, letters, asker.words()).is_empty() {
            let mut to = url::form_urlencoded::Serializer::new(String::new());
            to.append_pair("no", &need.to_string());
            to.append_pair("q", letters);
            return Ok(Answer::see(format!(
                "/cases/{number}?{}#no-ask",
                to.finish()
            )));
        }
    }
    match form.no_act.as_str() {
        "blank" => deeds::blank_no(tx, asker, number, need, now)?,
        "now" => deeds::decline(tx, asker, number, need, &form.no(), now)?,
        "mark" => deeds::say_no_in_draft(tx, asker, number, need, &form.no(), false, now)?,
        "draft" => deeds::say_no_in_draft(tx, asker, number, need, &form.no(), true, now)?,
        _ => {
            return Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "act",
                "inbox-no-such-act",
            ));
        }
    }
    Ok(written)
}

/// Puts a look back away.
pub async fn drop_check_in(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, id)): Named<(i64, i64)>,
) -> Result<Redirect, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| deeds::drop_check_in(tx, &asker, number, id, now))
        .await
        .doing(|| format!("putting away the look back {id} of case {number}"))?;
    Ok(back(number))
}
