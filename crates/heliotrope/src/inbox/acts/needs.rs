//! Needs: another one, and what became of one.

use super::{again, back, refused};
use crate::cases::deeds::{self, Wanted};
use crate::cases::views::Typed;
use crate::kit::At;
use crate::needs::{How, Kind, Settling, State as NeedState, Whose};
use crate::web::{Asker, Desk, Doing, Form, Named, Problem};
use ::store::Tx;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

#[derive(Clone, Deserialize, Serialize)]
pub struct NewNeed {
    text: String,
    /// "us": what we need from them.
    #[serde(default)]
    belongs_to: String,
    /// The message in which the words stand, and about where.
    message: Option<i64>,
    from: Option<usize>,
    /// The kind that a word rule guessed with the place it outlined.
    #[serde(default)]
    outlined: String,
}

impl NewNeed {
    fn wish(&self) -> Wanted {
        Wanted {
            words: self.text.trim().to_owned(),
            whose: self.belongs_to.parse().unwrap_or(Whose::Person),
            person: None,
            kind: self.outlined.parse().ok(),
            of: self.message.map(|message| (message, self.from)),
            by_rule: !self.outlined.is_empty(),
            // What was selected may be longer: its place holds the rest.
            by_hand: self.from.is_none(),
        }
    }
}

pub async fn add_need(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Form(form): Form<NewNeed>,
) -> Result<Response, Problem> {
    let (me, now, wish) = (asker.clone(), desk.now(), form.wish());
    let done = desk
        .db
        .write(move |tx| deeds::add_need(tx, &me, number, &wish, now))
        .await
        .doing(|| format!("adding a need to case {number}"));
    match done {
        Ok(_) => Ok(back(number).into_response()),
        Err(problem) => again(&desk, &asker, number, ("add-need", &form, "text"), problem).await,
    }
}

#[derive(Clone, Deserialize, Serialize)]
pub struct OnNeed {
    act: String,
    /// With "kind": what sort of thing it is.
    kind: Option<String>,
    /// With "met": the sentence that will tell them.
    says: Option<String>,
    reason: Option<String>,
    possible: Option<String>,
    signpost: Option<String>,
}

/// Met, withdrawn, declined, open again, told by voice, or of another kind. Who
/// was second at a need is shown the case with what the first one did.
pub async fn need(
    State(desk): State<Desk>,
    asker: Asker,
    Named((number, need)): Named<(i64, i64)>,
    Form(form): Form<OnNeed>,
) -> Result<Response, Problem> {
    let (me, now, wanted) = (asker.clone(), desk.now(), form.clone());
    let done = desk
        .db
        .write(move |tx| act(tx, &me, number, need, &wanted, now))
        .await
        .doing(|| format!("settling need {need} of case {number}"));
    match done {
        Ok(()) => Ok(back(number).into_response()),
        Err(second) if matches!(second.code, "settled" | "told") => {
            refused(&desk, &asker, number, Typed::default(), false, second).await
        }
        Err(problem) => {
            let form = (format!("need-{need}"), &form, "says");
            again(&desk, &asker, number, form, problem).await
        }
    }
}

fn act(
    tx: &mut Tx<'_>,
    me: &Asker,
    number: i64,
    need: i64,
    form: &OnNeed,
    now: At,
) -> Result<(), Problem> {
    let unknown = || Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, "act", "inbox-no-such-act");
    if let Some(how) = How::said_aloud(&form.act) {
        return deeds::tell_need(tx, me, number, need, how, now);
    }
    if form.act == "kind" {
        let kind: Kind = form
            .kind
            .as_deref()
            .unwrap_or_default()
            .parse()
            .map_err(|_| unknown())?;
        return deeds::sort_need(tx, me, number, need, kind, now);
    }
    let state: NeedState = form.act.parse().map_err(|_| unknown())?;
    let settling = Settling {
        state,
        reason: form.reason.clone(),
        possible: form.possible.clone(),
        signpost: form.signpost.clone(),
    };
    deeds::settle_need(tx, me, number, need, &settling, now)?;
    match &form.says {
        Some(says) if state == NeedState::Met => deeds::say_how(tx, me, number, need, says),
        _ => Ok(()),
    }
}
