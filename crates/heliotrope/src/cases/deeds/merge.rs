//! Two cases become one, and are taken apart again.

use super::super::rules::{self, Stand, Turn};
use super::super::store::{self, Case};
use super::{Deed, find, scope};
use crate::events::{Actor, Ids, Kind};
use crate::kit::At;
use crate::merging::{self, Merging, rules::Said};
use crate::messages::rules::joined;
use crate::web::{Asker, Problem};
use crate::{messages, needs, outbox, promises, team};
use ::store::{Error, Tx};
use axum::http::StatusCode;

fn refuse(code: &'static str, key: &'static str) -> Problem {
    Problem::refuse(StatusCode::CONFLICT, code, key)
}

/// What a deed on a number says that leads elsewhere: who merged it, and where
/// to go on.
pub fn elsewhere(tx: &mut Tx<'_>, number: i64, into: i64) -> Result<Problem, Problem> {
    let by = merging::store::of(tx, number)?.map(|m| m.by);
    let name = match by {
        Some(Actor::Agent(id)) => team::store::name(tx, id)?,
        _ => None,
    };
    let problem = match name {
        Some(name) => refuse("merged", "cases-merged-by").arg("name", name),
        None => refuse("merged", "cases-merged"),
    };
    Ok(problem.moved(number, into))
}

/// Merges case `from` into the case `into` leads to; gives that number. Of two
/// who merge at once one wins and the other reads who.
///
/// # Errors
/// 404; 422 `itself`; 409 `merged` when one of them leads elsewhere by now;
/// 409 `leaving` while a letter of it is being sent.
pub fn merge(
    tx: &mut Tx<'_>,
    asker: &Asker,
    from: i64,
    into: i64,
    now: At,
) -> Result<i64, Problem> {
    let into = store::home(tx, into)?.ok_or_else(|| Problem::not_found("case", into))?;
    if from == into {
        return Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "itself",
            "cases-merge-itself",
        ));
    }
    // Locked in the order of their numbers: two who merge crosswise do not wait
    // for each other.
    let (kept, gone) = if from < into {
        let gone = find(tx, asker, from)?;
        (find(tx, asker, into)?, gone)
    } else {
        (find(tx, asker, into)?, find(tx, asker, from)?)
    };
    nothing_leaves(tx, from)?;
    let by = Actor::Agent(asker.agent);
    let brought_owner = kept.owner.is_none() && gone.owner.is_some() && !gone.is_closed();
    let (mut kept, mut gone) = (Deed::on(kept, now, by), Deed::on(gone, now, by));
    let new = Merging {
        id: 0,
        from,
        into,
        at: now,
        by,
        parked_until: gone.case.parked_until,
        brought_owner,
    };
    let id = merging::store::begin(tx, &new, kept.next_event())?;
    kept.record(Kind::Merged, Ids::of("case", from).and("merging", id));
    gone.record(Kind::MergedInto, Ids::of("case", into).and("merging", id));
    merging::store::end_untils(tx, &new)?;
    join_drafts(tx, from, into, now)?;
    let other = gone.case.person != kept.case.person;
    if other {
        let came = merging::store::rows(tx, id, "need")?;
        needs::store::belong(tx, &came, gone.case.person)?;
    }
    // Somebody who read along with one of them has no part in the other's matter.
    let role = other.then_some("affected");
    merging::store::bring_people(tx, from, into, role, now)?;
    if other {
        store::join(tx, into, gone.case.person, "affected", now)?;
    }
    merging::store::bring_tags(tx, from, into, now)?;
    find_again(tx, id, &kept.case, &gone.case)?;
    stand_together(tx, &mut kept, &gone.case)?;
    if brought_owner {
        kept.case.owner = gone.case.owner;
    }
    gone.case.merged_into = Some(into);
    gone.case.parked_until = None;
    let mut numbers = merging::store::under(tx, from)?;
    numbers.push(from);
    merging::store::lead(tx, &numbers, Some(into))?;
    gone.done(tx)?;
    kept.done(tx)?;
    Ok(into)
}

/// An envelope that is being sent holds its row; it is over in a moment.
pub(super) fn nothing_leaves(tx: &mut Tx<'_>, case: i64) -> Result<(), Problem> {
    match outbox::store::is_leaving(tx, case)? {
        true => Err(refuse("leaving", "cases-merge-leaving").retry_after(5)),
        false => Ok(()),
    }
}

/// Two drafts of one agent become one text, the other's words below; what came
/// stays written down with its number until the two are taken apart.
fn join_drafts(tx: &mut Tx<'_>, from: i64, into: i64, now: At) -> Result<(), Error> {
    for (agent, kind, words) in merging::store::drafts_left(tx, from)? {
        let kind = kind.parse().map_err(Error::data)?;
        if let Some((version, kept, _)) = messages::store::draft(tx, into, agent, kind)? {
            let both = joined(&kept, &words);
            messages::store::keep_draft(tx, into, agent, kind, version, &both, now)?;
            messages::store::bring_margin(tx, from, into, agent)?;
        }
    }
    Ok(())
}

/// What came along is found by both mailboxes and both people.
fn find_again(tx: &mut Tx<'_>, merging: i64, kept: &Case, gone: &Case) -> Result<(), Error> {
    let mut tokens = scope(kept);
    tokens.extend(scope(gone));
    tokens.sort_unstable();
    tokens.dedup();
    if tokens.len() == 2 {
        return Ok(());
    }
    for message in merging::store::rows(tx, merging, "message")? {
        messages::store::index_again(tx, message, &tokens)?;
    }
    Ok(())
}

/// The one case stands as the two did, see `rules::merged`.
fn stand_together(tx: &mut Tx<'_>, kept: &mut Deed, gone: &Case) -> Result<(), Error> {
    let stand = |case: &Case| Stand {
        closed: case.is_closed(),
        parked_until: case.parked_until,
        turn: case.turn,
    };
    let both = rules::merged(stand(&kept.case), stand(gone));
    if kept.case.is_closed() && !both.closed {
        store::reopen(tx, kept.case.number, kept.at, kept.by)?;
        kept.record(Kind::Reopened, Ids::of("case", gone.number));
    }
    kept.case.turn = both.turn;
    kept.case.parked_until = both.parked_until;
    kept.case.answered |= gone.answered;
    kept.case.undelivered_at = kept.case.undelivered_at.max(gone.undelivered_at);
    Ok(())
}

/// Takes a merged case apart again: what came along goes back, and what was
/// written since in its thread. Gives the number it had been merged into.
///
/// # Errors
/// 404 `merging`; 409 `too-late` after 30 days; 409 `merged-on` while the other
/// was merged itself; 409 `leaving`.
pub fn take_apart(tx: &mut Tx<'_>, asker: &Asker, from: i64, now: At) -> Result<i64, Problem> {
    let known = merging::store::of(tx, from)?.ok_or_else(|| Problem::not_found("merging", from))?;
    let into = known.into;
    let locked = |tx: &mut Tx<'_>, number| {
        store::lock(tx, number)?.ok_or_else(|| Problem::not_found("case", number))
    };
    let (kept, gone) = if from < into {
        let gone = locked(tx, from)?;
        (locked(tx, into)?, gone)
    } else {
        (locked(tx, into)?, locked(tx, from)?)
    };
    // Somebody may have been faster.
    let Some(merging) = merging::store::of(tx, from)?.filter(|m| m.id == known.id) else {
        return Err(Problem::not_found("merging", from));
    };
    if let Some(home) = kept.merged_into {
        let problem = refuse("merged-on", "cases-merged-on");
        return Err(problem.arg("number", into).extra("into", home));
    }
    if !merging::rules::may_be_undone(merging.at, now) {
        return Err(refuse("too-late", "cases-merge-too-late"));
    }
    nothing_leaves(tx, into)?;
    let by = Actor::Agent(asker.agent);
    let (mut kept, mut gone) = (Deed::on(kept, now, by), Deed::on(gone, now, by));
    gone.record(
        Kind::TakenApart,
        Ids::of("case", into).and("merging", merging.id),
    );
    kept.record(
        Kind::TakenApart,
        Ids::of("case", from).and("merging", merging.id),
    );
    let wrote = its_thread(tx, &merging, &mut gone)?;
    let event_n = gone.next_event() - 1;
    part_drafts(tx, &merging, now)?;
    merging::store::letter_ids_back(tx, &merging)?;
    let came = merging::store::rows(tx, merging.id, "need")?;
    needs::store::belong_to_who_asks(tx, &came, gone.case.person)?;
    merging::store::give_back(tx, &merging, event_n)?;
    merging::store::send_people_home(tx, &merging)?;
    merging::store::tags_back(tx, &merging)?;
    merging::store::untils_again(tx, &merging, now)?;
    merging::store::end(tx, merging.id, now, by)?;
    let tokens = scope(&gone.case);
    for message in merging::store::rows(tx, merging.id, "message")? {
        messages::store::index_again(tx, message, &tokens)?;
    }
    merging::store::lead(tx, &[from], None)?;
    let under = merging::store::under(tx, from)?;
    merging::store::lead(tx, &under, Some(from))?;
    gone.case.merged_into = None;
    stand_alone(tx, &mut gone, &merging, wrote)?;
    go_on(tx, &mut kept, &gone.case, &merging)?;
    gone.done(tx)?;
    kept.done(tx)?;
    Ok(into)
}

/// Finds what was written since in the thread of the case that goes back, and
/// records it there. Gives whether a person was among the writers.
pub(super) fn its_thread(
    tx: &mut Tx<'_>,
    merging: &Merging,
    gone: &mut Deed,
) -> Result<bool, Error> {
    let came = merging::store::rows(tx, merging.id, "message")?;
    let links = merging::store::links(tx, merging.into)?;
    let followed = merging::rules::followed(&links, &came);
    merging::store::belong(tx, merging.id, &followed)?;
    let since = merging::store::since(tx, merging.id)?;
    let mut wrote = false;
    for message in messages::store::of_case(tx, merging.into)? {
        if !since.contains(&message.id) {
            continue;
        }
        let kind = match message.kind {
            messages::Kind::Letter => Kind::Letter,
            messages::Kind::Reply => Kind::Reply,
            messages::Kind::Note => Kind::Note,
            messages::Kind::Call => Kind::Called,
        };
        wrote |= kind == Kind::Letter && message.mark.is_none();
        gone.record(kind, Ids::of("message", message.id));
    }
    Ok(wrote)
}

/// A text that was put below another one is taken out of it when it still
/// stands there as it was; else its writer has worked on it and keeps the whole.
fn part_drafts(tx: &mut Tx<'_>, merging: &Merging, now: At) -> Result<(), Error> {
    for (agent, kind, words) in merging::store::drafts_left(tx, merging.from)? {
        let kind = kind.parse().map_err(Error::data)?;
        let kept = messages::store::draft(tx, merging.into, agent, kind)?;
        let rest = kept
            .as_ref()
            .and_then(|(_, kept, _)| kept.strip_suffix(words.as_str()))
            .map(|rest| rest.trim_end().to_owned());
        match (kept, rest) {
            (Some((version, ..)), Some(rest)) => {
                messages::store::keep_draft(tx, merging.into, agent, kind, version, &rest, now)?;
            }
            _ => messages::store::drop_draft(tx, merging.from, agent, kind)?,
        }
    }
    Ok(())
}

/// What a number that was merged lent to the other is taken out of it: its
/// tags, and what was typed for it as far as it stands there as it was.
pub fn unlend(tx: &mut Tx<'_>, from: i64, now: At) -> Result<(), Error> {
    let Some(merging) = merging::store::of(tx, from)? else {
        return Ok(());
    };
    part_drafts(tx, &merging, now)?;
    merging::store::tags_back(tx, &merging)
}

/// The case that went back: asleep or closed as it was, unless something in it
/// waits for us.
fn stand_alone(
    tx: &mut Tx<'_>,
    gone: &mut Deed,
    merging: &Merging,
    wrote: bool,
) -> Result<(), Error> {
    let number = gone.case.number;
    let live = promises::store::live(tx, number)?;
    let needs = needs::store::of_case(tx, number)?;
    let owes = wrote || !live.is_empty() || needs.iter().any(|n| n.is_owed());
    if owes && store::reopen(tx, number, gone.at, gone.by)? {
        gone.record(Kind::Reopened, Ids::of("case", merging.into));
        gone.case.turn = Turn::Us;
    }
    if wrote {
        gone.case.turn = Turn::Us;
    }
    gone.case.parked_until = merging
        .parked_until
        .filter(|until| !wrote && *until > gone.at && !live.is_empty());
    gone.case.answered = messages::store::replies(tx, number)? > 0;
    Ok(())
}

/// The case that stayed, without what went back.
fn go_on(tx: &mut Tx<'_>, kept: &mut Deed, gone: &Case, merging: &Merging) -> Result<(), Error> {
    let number = kept.case.number;
    if merging.brought_owner && kept.case.owner == gone.owner {
        kept.case.owner = None;
    }
    if kept.case.undelivered_at == gone.undelivered_at {
        kept.case.undelivered_at = None;
    }
    kept.case.answered = messages::store::replies(tx, number)? > 0;
    let live = promises::store::live(tx, number)?;
    let needs = needs::store::of_case(tx, number)?;
    let nothing_left = rules::may_close(&needs, &live, None).is_ok();
    if nothing_left && store::close_again(tx, number, merging.at)? {
        kept.case.turn = Turn::Customer;
        kept.case.parked_until = None;
        kept.record(Kind::Closed, Ids::none());
        return Ok(());
    }
    if store::closing(tx, number)?.is_none() && kept.case.parked_until.is_none() {
        kept.case.turn = match messages::store::newest(tx, number)? {
            Some((messages::Kind::Reply, ..)) => rules::turn_after_reply(&live),
            _ => Turn::Us,
        };
    }
    Ok(())
}

/// Needs that came with a merging and say what another one of the case says:
/// (the one that came, the one that stays). Offered only where one person asks
/// for both.
pub fn same_needs(
    tx: &mut Tx<'_>,
    case: &Case,
    needs: &[needs::Need],
) -> Result<Vec<(i64, i64)>, Error> {
    let mut came = std::collections::HashSet::new();
    for merging in merging::store::into(tx, case.number)? {
        if store::find(tx, merging.from)?.is_some_and(|c| c.person == case.person) {
            came.extend(merging::store::rows(tx, merging.id, "need")?);
        }
    }
    let said: Vec<Said<'_>> = needs
        .iter()
        .map(|n| Said {
            id: n.id,
            words: &n.words,
            open: n.is_open(),
            told: n.told_at.is_some(),
            came: came.contains(&n.id),
        })
        .collect();
    Ok(merging::rules::same(&said))
}

/// Two needs in the same words become one: the one that came goes back to its
/// own number, where it stands again when the two are taken apart.
///
/// # Errors
/// 409 `not-the-same` when they do not say the same, or not any more.
pub fn join_need(
    tx: &mut Tx<'_>,
    asker: &Asker,
    number: i64,
    need: i64,
    into: i64,
    now: At,
) -> Result<(), Problem> {
    let case = find(tx, asker, number)?;
    let needs = needs::store::of_case(tx, number)?;
    if !same_needs(tx, &case, &needs)?.contains(&(need, into)) {
        return Err(refuse("not-the-same", "cases-join-not-the-same"));
    }
    for merging in merging::store::into(tx, number)? {
        if merging::store::rows(tx, merging.id, "need")?.contains(&need) {
            merging::store::join_need(tx, &merging, need)?;
            let mut deed = Deed::on(case, now, Actor::Agent(asker.agent));
            deed.record(
                Kind::NeedJoined,
                Ids::of("need", into).and("case", merging.from),
            );
            deed.done(tx)?;
            return Ok(());
        }
    }
    Ok(())
}
