//! The honest no (lock L2): settled at once, or written into the draft and told
//! by its letter; what a person takes of what is possible; the look back.

use super::super::rules::Turn;
use super::super::store::{self, Case};
use super::needs::{guess, need_of, share_of};
use super::settle::{settle_need, settled_already};
use super::{Deed, find};
use crate::checkins::{self, CheckIn};
use crate::events::{Actor, Ids, Kind};
use crate::kit::words::{Lang, Words};
use crate::kit::{At, moments};
use crate::mailboxes::{self, Mailbox};
use crate::needs::{self, FoundBy, How, Need, Settling, State, Whose};
use crate::t;
use crate::tradeoffs::rules::{LOOK_AGAIN, draft};
use crate::tradeoffs::{self, No};
use crate::web::{Asker, Problem};
use crate::wordlists::Said;
use crate::{messages, promises};
use ::store::{Error, Tx};
use axum::http::StatusCode;

/// The no as a settlement; refused without a reason and a way on.
fn settling(no: &No) -> Result<Settling, Problem> {
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let settling = Settling {
        state: State::Declined,
        reason: some(&no.reason),
        possible: some(&no.possible.join("\n")),
        signpost: some(&no.signpost),
    };
    settling.check()?;
    Ok(settling)
}

fn mailbox_of(tx: &mut Tx<'_>, case: &Case) -> Result<Mailbox, Problem> {
    mailboxes::store::find(tx, case.mailbox)?
        .ok_or_else(|| Problem::not_found("mailbox", case.mailbox))
}

/// The language that letters of a case speak, as far as the case says.
fn letter_words(case: &Case, mailbox: &Mailbox) -> Words {
    let tag = case.language.as_deref().unwrap_or(&mailbox.language);
    Words::of(Lang::of_tag(tag).unwrap_or_default())
}

/// What stands in a no beside its reason and its ways: another need of the
/// same case, a number of days.
fn check_beside(tx: &mut Tx<'_>, number: i64, need: i64, no: &No) -> Result<(), Problem> {
    if let Some(other) = no.replaced_by {
        need_of(tx, number, other)?;
        if other == need {
            return Err(unprocessable("replaced-by", "needs-replaces-itself"));
        }
    }
    if no
        .look_again
        .is_some_and(|days| !LOOK_AGAIN.contains(&days))
    {
        return Err(unprocessable("look-again", "needs-look-again"));
    }
    Ok(())
}

fn unprocessable(code: &'static str, key: &'static str) -> Problem {
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key)
}

/// The letter of a case goes to who asks: it says nothing of anybody else's need.
fn reads_it(need: &Need, case: &Case) -> Result<(), Problem> {
    match need.is_of(case.person, case.person) {
        true => Ok(()),
        false => Err(
            Problem::refuse(StatusCode::CONFLICT, "of-another", "needs-no-of-another")
                .arg("need", need.words.clone()),
        ),
    }
}

/// Says no now: the need is declined, and nobody has been told by this.
pub fn decline(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    need: i64,
    no: &No,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let mailbox = mailbox_of(tx, &case)?;
    let mut no = no.clone();
    tradeoffs::fill(tx, &mut no, &mailbox, letter_words(&case, &mailbox), now)?;
    let settling = settling(&no)?;
    check_beside(tx, number, need, &no)?;
    settle_need(tx, asker, number, need, &settling, now)?;
    tradeoffs::store::rest_on(tx, need, &no)?;
    look_again(
        tx,
        &case,
        &mailbox,
        need,
        &no,
        None,
        now,
        Actor::Agent(asker.agent),
    )?;
    Ok(())
}

#[allow(clippy::too_many_arguments, reason = "what a look back is made of")]
fn look_again(
    tx: &mut Tx<'_>,
    case: &Case,
    mailbox: &Mailbox,
    need: i64,
    no: &No,
    message: Option<i64>,
    now: At,
    by: Actor,
) -> Result<(), Error> {
    if let Some(days) = no.look_again {
        let due = checkins::rules::due(now, days, &moments::zone(&mailbox.zone));
        checkins::store::add(tx, case.number, need, (days, due), message, now, by)?;
    }
    Ok(())
}

/// Makes a no ready for the letter that the asker is writing: it is said, and
/// the need is declined and told, when that letter goes. `put`: its words go
/// on top of the draft; otherwise they stand in it already.
pub fn say_no_in_draft(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    need: i64,
    no: &No,
    put: bool,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let mailbox = mailbox_of(tx, &case)?;
    let words = letter_words(&case, &mailbox);
    let known = need_of(tx, number, need)?;
    reads_it(&known, &case)?;
    let mut no = no.clone();
    let filled = tradeoffs::fill(tx, &mut no, &mailbox, words, now)?;
    settling(&no)?;
    check_beside(tx, number, need, &no)?;
    tradeoffs::store::make_ready(tx, number, asker.agent, need, &no, now)?;
    if put {
        let (what, slots) = match &filled {
            Some((tradeoff, slots)) => (Some(&tradeoff.what), slots.as_slice()),
            None => (None, &[][..]),
        };
        let text = draft(&no, what, slots, &known.words, words);
        messages::store::restore_draft(tx, number, asker.agent, &text, now)?;
    }
    Ok(())
}

/// The blank draft of a no, with its gaps in brackets: for whoever would rather
/// write it themselves.
pub fn blank_no(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    need: i64,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let mailbox = mailbox_of(tx, &case)?;
    let known = need_of(tx, number, need)?;
    reads_it(&known, &case)?;
    let words = letter_words(&case, &mailbox);
    let text = draft(&No::default(), None, &[], &known.words, words);
    messages::store::restore_draft(tx, number, asker.agent, &text, now)?;
    Ok(())
}

/// A letter says the noes that waited in its draft: declined and told by it.
/// What waited and was not said is gone with the draft.
pub(super) fn said_by_letter(
    tx: &mut Tx<'_>,
    deed: &mut Deed,
    agent: i64,
    said: &[i64],
    message: i64,
) -> Result<(), Problem> {
    let number = deed.case.number;
    if !said.is_empty() {
        let mailbox = mailbox_of(tx, &deed.case)?;
        for ready in tradeoffs::store::ready(tx, number, agent)? {
            if !said.contains(&ready.need) {
                continue;
            }
            let need = need_of(tx, number, ready.need)?;
            // A colleague, or the person, settled it while this no waited.
            if let Some(by) = need.settled_by.filter(|by| *by != deed.by)
                && need.settled_at >= ready.made_at
            {
                return Err(settled_already(tx, &need, by)?);
            }
            let ids = Ids::of("need", need.id).and("message", message);
            if needs::store::untell(tx, need.id, "replaced", deed.at, deed.by)? {
                deed.record(Kind::Untold, Ids::of("need", need.id));
            }
            let settling = settling(&ready.no)?;
            needs::store::settle(tx, need.id, &settling, Some(message), deed.at, deed.by)?;
            deed.record(Kind::NeedDeclined, ids.clone());
            tradeoffs::store::rest_on(tx, need.id, &ready.no)?;
            needs::store::tell(tx, need.id, How::Message, Some(message), deed.at, deed.by)?;
            deed.record(Kind::Told, ids);
            let (at, by) = (deed.at, deed.by);
            look_again(
                tx,
                &deed.case,
                &mailbox,
                need.id,
                &ready.no,
                Some(message),
                at,
                by,
            )?;
        }
    }
    tradeoffs::store::drop_ready(tx, number, agent)?;
    Ok(())
}

/// The letter is a draft again, and its noes wait in it again.
pub(super) fn unsaid(
    tx: &mut Tx<'_>,
    number: i64,
    agent: i64,
    message: i64,
    now: At,
) -> Result<(), Error> {
    let by = Actor::Agent(agent);
    let looks = checkins::store::take_back(tx, number, message, now, by)?;
    for mut ready in tradeoffs::store::said_by(tx, number, message)? {
        let look = looks.iter().find(|(need, _)| *need == ready.need);
        ready.no.look_again = look.map(|(_, days)| *days);
        tradeoffs::store::make_ready(tx, number, agent, ready.need, &ready.no, now)?;
    }
    Ok(())
}

/// The person takes one of the ways that are possible: it is a need of its own
/// that takes the place of the declined one, and it is our turn. Taken twice it
/// is taken once.
pub fn take_way(
    tx: &mut Tx<'_>,
    case: Case,
    person: i64,
    need: i64,
    way: i64,
    now: At,
) -> Result<(), Problem> {
    let number = case.number;
    let by = Actor::Person(person);
    share_of(tx, &case, person, need)?;
    let said = tradeoffs::store::said(tx, &[number])?
        .into_iter()
        .find(|said| said.need == need)
        .ok_or_else(|| Problem::not_found("need", need))?;
    let words = usize::try_from(way)
        .ok()
        .and_then(|way| said.possible.get(way));
    let Some(words) = words.cloned() else {
        return Err(Problem::not_found("need", need));
    };
    if said.taken.contains(&way) {
        return Ok(());
    }
    let taken = needs::store::New {
        found_by: FoundBy::Customer,
        whose: Whose::Person,
        person: (person != case.person).then_some(person),
        kind: guess(tx, case.language.as_deref(), &Said::of(&words, ""))?,
        words: &words,
        quote: None,
    };
    let mut deed = Deed::on(case, now, by);
    let new = needs::store::add(tx, number, &taken, now, by)?;
    deed.record(Kind::NeedAdded, Ids::of("need", new));
    tradeoffs::store::take(tx, number, &said, way, new, person, now)?;
    if said.replaced_by.is_none() {
        tradeoffs::store::replace(tx, said.settlement, new)?;
    }
    deed.record(Kind::WayTaken, Ids::of("need", need).and("new", new));
    if store::reopen(tx, number, now, by)? {
        deed.record(Kind::Reopened, Ids::of("need", new));
    }
    deed.case.turn = Turn::Us;
    deed.case.parked_until = None;
    deed.done(tx)?;
    Ok(())
}

/// Puts a look back away: somebody knows how it went.
pub fn drop_check_in(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    id: i64,
    now: At,
) -> Result<(), Problem> {
    find(tx, asker, number)?;
    if !checkins::store::of_case(tx, number)?
        .iter()
        .any(|c| c.id == id)
    {
        return Err(Problem::not_found("check-in", id));
    }
    checkins::store::end(tx, id, "dropped", now, Actor::Agent(asker.agent))?;
    tx.say(format!("case:{number}"));
    Ok(())
}

/// The clock: cases whose look back is due come to their owner with a draft.
/// Where the person wrote in between, it is dropped silently. Gives how many.
pub fn look_back(tx: &mut Tx<'_>, now: At, limit: i64) -> Result<usize, Error> {
    let due = checkins::store::due(tx, now, limit)?;
    for checkin in &due {
        come_back(tx, checkin, now)?;
    }
    Ok(due.len())
}

fn come_back(tx: &mut Tx<'_>, checkin: &CheckIn, now: At) -> Result<(), Error> {
    let number = checkin.case;
    let Some(case) = store::lock(tx, number)? else {
        return Ok(());
    };
    let by = Actor::System;
    let need = needs::store::of_case(tx, number)?
        .into_iter()
        .find(|n| n.id == checkin.need);
    // Whoever wrote, opened the need again or took another way has told us.
    let heard = messages::store::wrote_since(tx, number, case.person, checkin.made_at)?;
    let still = need.filter(|n| n.state == State::Declined && !n.words.is_empty());
    let taken = tradeoffs::store::said(tx, &[number])?
        .iter()
        .any(|said| said.need == checkin.need && !said.taken.is_empty());
    let (Some(need), false, false) = (still, heard, taken) else {
        checkins::store::end(tx, checkin.id, "dropped", now, by)?;
        return Ok(());
    };
    if !checkins::store::end(tx, checkin.id, "came", now, by)? {
        return Ok(());
    }
    let Some(mailbox) = mailboxes::store::find(tx, case.mailbox)? else {
        return Ok(());
    };
    // A draft goes to who asks.
    if let Some(owner) = case.owner.filter(|_| need.is_of(case.person, case.person)) {
        let words = letter_words(&case, &mailbox);
        let text = t!(words, "checkins-draft", need = need.words.as_str());
        messages::store::restore_draft(tx, number, owner, &text, now)?;
    }
    let mut deed = Deed::on(case, now, by);
    if store::reopen(tx, number, now, by)? {
        deed.record(Kind::Reopened, Ids::of("need", need.id));
    }
    deed.case.turn = Turn::Us;
    // A promise that lives keeps its own day; this one has come.
    if promises::store::live(tx, number)?.is_empty() {
        deed.case.parked_until = None;
    }
    deed.record(Kind::LookBack, Ids::of("need", need.id));
    deed.done(tx)?;
    Ok(())
}
