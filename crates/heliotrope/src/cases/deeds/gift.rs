//! A gift is taken back, before the person has heard of it.

use super::{Deed, find};
use crate::events::{self, Actor, Ids, Kind};
use crate::goodwill::{rules, store};
use crate::kit::At;
use crate::messages;
use crate::web::{Asker, Problem};
use ::store::Tx;
use axum::http::StatusCode;

/// Takes a gift back: it counts in no budget any more and stays on the record.
/// 409 `heard` once a letter of ours left, or somebody told the person.
pub fn take_gift_back(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    gift: i64,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let known = store::of_case(tx, number)?;
    if known.iter().all(|g| g.id != gift) {
        return Err(Problem::not_found("goodwill", gift));
    }
    let all = events::store::since(tx, number, 0)?;
    let mut gone = Vec::new();
    for message in all.iter().filter(|e| e.kind == Kind::Reply) {
        if let Some(id) = message.ids.get("message")
            && matches!(
                messages::store::written(tx, number, id)?,
                Some((_, _, _, true))
            )
        {
            gone.push(id);
        }
    }
    if rules::may_be_heard(&all, gift, |message| !gone.contains(&message)) {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "heard",
            "goodwill-heard",
        ));
    }
    let by = Actor::Agent(asker.agent);
    if store::take_back(tx, gift, now, by)? {
        let mut deed = Deed::on(case, now, by);
        deed.record(Kind::GoodwillTakenBack, Ids::of("goodwill", gift));
        deed.done(tx)?;
    }
    Ok(())
}
