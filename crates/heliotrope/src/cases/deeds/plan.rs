//! The plan of a case, "no plan yet" in the letter, and the person who says that
//! the plan is the wrong one.

use super::super::store::{Case, share};
use super::promise::check_due;
use super::{Deed, find};
use crate::events::{Actor, Ids, Kind};
use crate::kit::words::{Lang, Words};
use crate::kit::{At, moments};
use crate::plans::{self, Act, Plan, Refused};
use crate::web::{Asker, Missing, Problem};
use crate::{mailboxes, messages};
use ::store::Tx;
use axum::http::StatusCode;

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        let no = |code, key| Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key);
        match refused {
            Refused::EmptyStep => no("empty", "plans-empty-step").beside("steps"),
            Refused::TooLong { field, most } => no("too-long", "plans-too-long")
                .arg("most", most)
                .beside(field),
            Refused::TooMany { most } => no("too-many", "plans-too-many")
                .arg("most", most)
                .beside("steps"),
            Refused::NoSuchStep(step) => Problem::not_found("step", step),
            Refused::HasSteps => {
                Problem::refuse(StatusCode::CONFLICT, "has-steps", "plans-has-steps")
            }
        }
    }
}

/// Changes the plan, as a form or a program asks, and gives it back.
pub fn plan(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    act: Act,
    now: At,
) -> Result<Plan, Problem> {
    let case = find(tx, asker, number)?;
    let by = Actor::Agent(asker.agent);
    let before = plans::store::of_case(tx, number)?.unwrap_or_default();
    let after = plans::rules::after(&before, act)?;
    if after == before {
        return Ok(before);
    }
    plans::store::keep(tx, number, &after, now, by)?;
    let mut deed = Deed::on(case, now, by);
    if plans::rules::is_new(before.changed_at, now) {
        deed.record(Kind::PlanChanged, Ids::none());
    }
    deed.done(tx)?;
    Ok(plans::store::of_case(tx, number)?.unwrap_or_default())
}

/// "No plan yet": the sentence that says so stands in the draft, with the time
/// of the next word. It is promised when the letter is sent. `typed`: what stands
/// in the box now, where a script knows more than the kept draft.
pub fn no_plan_yet(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    until: Option<At>,
    typed: Option<&str>,
    now: At,
) -> Result<Plan, Problem> {
    let until = until.ok_or_else(|| {
        let (code, key) = ("no-time", "plans-none-when");
        Problem::lock(StatusCode::UNPROCESSABLE_ENTITY, code, key, &[Missing::Due]).beside("until")
    })?;
    check_due(until, now).map_err(|past| past.beside("until"))?;
    let plan = plan(tx, asker, number, Act::NoneYet { until }, now)?;
    let case = find(tx, asker, number)?;
    let mailbox = mailboxes::store::find(tx, case.mailbox)?
        .ok_or_else(|| Problem::not_found("mailbox", case.mailbox))?;
    let tag = case.language.as_deref().unwrap_or(&mailbox.language);
    let words = Words::of(Lang::of_tag(tag).unwrap_or_default());
    let when = words.when(until, &moments::zone(&mailbox.zone), now);
    let sentence = plans::rules::no_plan_sentence(words, &when);
    let kind = messages::Kind::Reply;
    let kept = messages::store::draft(tx, number, asker.agent, kind)?;
    let (version, text) = kept.map_or((0, String::new()), |(version, text, _)| (version, text));
    let text = plans::rules::with_sentence(typed.unwrap_or(&text), &sentence);
    messages::store::keep_draft(tx, number, asker.agent, kind, version, &text, now)?;
    Ok(plan)
}

/// The person says that this plan is not what they need. Their words come as a
/// letter of their own; this is the fact beside it.
pub fn not_what_i_need(tx: &mut Tx<'_>, case: Case, person: i64, now: At) -> Result<(), Problem> {
    if share::plan(tx, &case, person)?.is_none() {
        return Err(Problem::not_found("plan", case.number));
    }
    let mut deed = Deed::on(case, now, Actor::Person(person));
    deed.record(Kind::PlanDoubted, Ids::none());
    deed.done(tx)?;
    Ok(())
}
