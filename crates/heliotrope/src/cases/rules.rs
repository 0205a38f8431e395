//! When a case may close, what a reply settles, and where lists look for it.

mod words;

pub use words::{Exemption, Part, Place, Turn, View};

use crate::kit::At;
use crate::needs::{Kind as NeedKind, Need};
use crate::promises::Promise;

/// Due time of a case that owes no dated word: behind every date.
pub const NO_DATE: At = At::NEVER;

pub fn place(closed: bool, parked: bool, turn: Turn) -> Place {
    match (closed, parked, turn) {
        (true, ..) => Place::Closed,
        (_, true, _) => Place::Later,
        (_, _, Turn::Us) => Place::Ours,
        _ => Place::Waiting,
    }
}

/// Why a case stays open (lock L1). The words of the needs are the customer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotYet {
    Promised { promises: Vec<Promise> },
    Untold { open: Vec<Need>, untold: Vec<Need> },
}

/// The sentence of what is open or untold, for the page and for a program: its
/// key, and the words of the needs.
pub fn gap(open: &[Need], untold: &[Need]) -> (&'static str, String) {
    let key = match (open, untold) {
        ([], _) => "cases-gate-untold",
        (_, []) => "cases-gate-open",
        _ => "cases-gate-both",
    };
    let needs: Vec<&str> = open
        .iter()
        .chain(untold)
        .map(|n| n.words.as_str())
        .collect();
    (key, needs.join(" · "))
}

/// Lock L1. A case closes when every need is settled and told and no promise
/// lives. The receipt's promise alone never blocks: telling keeps it. A promise
/// that a person made is named first, because settling would not end it.
pub fn may_close(
    needs: &[Need],
    live: &[Promise],
    exemption: Option<Exemption>,
) -> Result<(), NotYet> {
    let given: Vec<Promise> = live.iter().filter(|p| !p.house).cloned().collect();
    if !given.is_empty() && !exemption.is_some_and(Exemption::ends_promises) {
        return Err(NotYet::Promised { promises: given });
    }
    if exemption.is_some() {
        return Ok(());
    }
    let (mut open, mut untold) = (Vec::new(), Vec::new());
    for need in needs.iter().filter(|n| n.is_owed()) {
        match need.is_open() {
            true => open.push(need.clone()),
            false => untold.push(need.clone()),
        }
    }
    if open.is_empty() && untold.is_empty() {
        Ok(())
    } else {
        Err(NotYet::Untold { open, untold })
    }
}

/// Which needs a reply settles: those it names; without names, the single one
/// that is left of its readers when the case is to close. Whoever wanted to be
/// heard is heard by any answer, unless its writer says what it meets: a link
/// alone hears nobody. `reads`: does the letter go to whose need it is?
pub fn settled_by_reply(
    needs: &[Need],
    reads: impl Fn(&Need) -> bool,
    named: Option<&[i64]>,
    closes: bool,
) -> Result<Vec<i64>, i64> {
    let heard = |n: &&Need| n.kind == NeedKind::Heard && n.is_open() && n.is_theirs() && reads(n);
    let mut chosen = named_or_single(needs, &reads, named, closes)?;
    for need in needs.iter().filter(|_| named.is_none()).filter(heard) {
        if !chosen.contains(&need.id) {
            chosen.push(need.id);
        }
    }
    Ok(chosen)
}

fn named_or_single(
    needs: &[Need],
    reads: impl Fn(&Need) -> bool,
    named: Option<&[i64]>,
    closes: bool,
) -> Result<Vec<i64>, i64> {
    match named {
        Some(named) => {
            if let Some(stranger) = named.iter().find(|id| !needs.iter().any(|n| n.id == **id)) {
                return Err(*stranger);
            }
            let mut chosen: Vec<i64> = Vec::new();
            for need in needs
                .iter()
                .filter(|n| named.contains(&n.id) && !n.is_done())
            {
                chosen.push(need.id);
            }
            Ok(chosen)
        }
        None if closes => {
            let left: Vec<i64> = needs
                .iter()
                .filter(|n| n.is_owed() && n.kind != NeedKind::Heard && reads(n))
                .map(|n| n.id)
                .collect();
            Ok(if left.len() == 1 { left } else { Vec::new() })
        }
        None => Ok(Vec::new()),
    }
}

/// What send-and-close does once the letter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// A promise lives: the case sleeps until it is due.
    Park(At),
    Close,
    Stay,
}

pub fn after_reply(close: bool, live: &[Promise]) -> After {
    match (close, live.iter().map(|p| p.due).min()) {
        (false, _) => After::Stay,
        (true, Some(due)) => After::Park(due),
        (true, None) => After::Close,
    }
}

/// Whose move it is after our letter: ours while we still owe word.
pub fn turn_after_reply(live: &[Promise]) -> Turn {
    if live.is_empty() {
        Turn::Customer
    } else {
        Turn::Us
    }
}

/// Where one of two cases stands that become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    pub closed: bool,
    pub parked_until: Option<At>,
    pub turn: Turn,
}

/// How the one case stands that two become: closed only if both are; asleep
/// only if nothing of it is awake; our move if it is ours in one of them.
pub fn merged(kept: Stand, gone: Stand) -> Stand {
    match (kept.closed, gone.closed) {
        (_, true) => kept,
        (true, false) => gone,
        (false, false) => {
            let awake = kept.parked_until.is_none() || gone.parked_until.is_none();
            let ours = kept.turn == Turn::Us || gone.turn == Turn::Us;
            Stand {
                closed: false,
                parked_until: kept.parked_until.min(gone.parked_until).filter(|_| !awake),
                turn: if ours { Turn::Us } else { kept.turn },
            }
        }
    }
}

/// Does somebody come to harm while we wait? It stands above late.
pub fn urgent(needs: &[Need]) -> bool {
    needs
        .iter()
        .any(|n| n.kind == NeedKind::Safety && n.is_open() && n.is_theirs())
}

/// When the earliest promise is due; [`NO_DATE`] without one.
pub fn owed_at(live: &[Promise]) -> At {
    live.iter().map(|p| p.due).min().unwrap_or(NO_DATE)
}

/// Which group of Today a case stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Somebody may come to harm.
    Safety,
    Late,
    Due,
    New,
}

pub fn group(urgent: bool, owed_at: At, now: At) -> Group {
    if urgent {
        Group::Safety
    } else if owed_at == NO_DATE {
        Group::New
    } else if owed_at < now {
        Group::Late
    } else {
        Group::Due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::needs::{FoundBy, State, Whose};
    use crate::promises::Kind;

    fn need(id: i64, state: State, told: bool) -> Need {
        Need {
            id,
            implied: id == 1,
            kind: NeedKind::Outcome,
            words: format!("need {id}"),
            state,
            possible: None,
            signpost: None,
            says: None,
            settled_at: None,
            settled_by: None,
            told_at: told.then_some(At(1)),
            told_how: None,
            found_by: FoundBy::Agent,
            whose: Whose::Person,
            person: None,
            quote: None,
        }
    }

    fn promise(id: i64, house: bool) -> Promise {
        Promise {
            id,
            kind: Kind::Update,
            words: "by Friday".into(),
            due: At(100 + id),
            zone: "UTC".into(),
            owner: None,
            house,
            made_at: At(0),
        }
    }

    #[track_caller]
    fn check(needs: &[Need], live: &[Promise], exemption: Option<Exemption>, expected: &str) {
        let answer = match may_close(needs, live, exemption) {
            Ok(()) => "closes".to_owned(),
            Err(NotYet::Promised { promises }) => format!("promised {}", promises.len()),
            Err(NotYet::Untold { open, untold }) => {
                format!("open {} untold {}", open.len(), untold.len())
            }
        };
        assert_eq!(answer, expected);
    }

    #[test]
    fn a_case_closes_when_every_need_is_settled_and_told() {
        let done = need(1, State::Met, true);
        check(std::slice::from_ref(&done), &[], None, "closes");
        check(
            &[need(1, State::Open, false), need(2, State::Met, false)],
            &[],
            None,
            "open 1 untold 1",
        );
        check(
            std::slice::from_ref(&done),
            &[promise(1, false)],
            None,
            "promised 1",
        );
        check(
            &[need(1, State::Open, false)],
            &[promise(1, false)],
            None,
            "promised 1",
        );
        check(&[done], &[promise(1, true)], None, "closes");
        check(
            &[need(1, State::Open, false)],
            &[promise(1, true)],
            None,
            "open 1 untold 0",
        );
    }

    #[test]
    fn an_exemption_ends_promises_only_where_nobody_is_left_to_keep_them_to() {
        let open = [need(1, State::Open, false)];
        check(&open, &[], Some(Exemption::NothingToTell), "closes");
        check(
            &open,
            &[promise(1, false)],
            Some(Exemption::NothingToTell),
            "promised 1",
        );
        check(&open, &[promise(1, false)], Some(Exemption::Spam), "closes");
    }

    #[test]
    fn send_and_close_settles_the_single_need_that_is_left() {
        let two = [need(1, State::Met, true), need(2, State::Open, false)];
        assert_eq!(settled_by_reply(&two, |_| true, None, true), Ok(vec![2]));
        assert_eq!(settled_by_reply(&two, |_| true, None, false), Ok(vec![]));
        let three = [need(1, State::Open, false), need(2, State::Met, false)];
        assert_eq!(settled_by_reply(&three, |_| true, None, true), Ok(vec![]));
        assert_eq!(
            settled_by_reply(&three, |_| true, Some(&[2]), true),
            Ok(vec![2])
        );
        assert_eq!(settled_by_reply(&three, |_| true, Some(&[9]), true), Err(9));
        // What is left of somebody who does not read the letter is not settled
        // by it, unless it is named.
        let first = |n: &Need| n.id == 1;
        assert_eq!(settled_by_reply(&three, first, None, true), Ok(vec![1]));
        assert_eq!(
            settled_by_reply(&three, first, Some(&[2]), false),
            Ok(vec![2])
        );
    }

    #[test]
    fn what_we_need_from_them_keeps_no_case_open() {
        let ours = Need {
            whose: Whose::Us,
            ..need(2, State::Open, false)
        };
        let needs = [need(1, State::Met, true), ours.clone()];
        check(&needs, &[], None, "closes");
        let open = [need(1, State::Open, false), ours.clone()];
        assert_eq!(settled_by_reply(&open, |_| true, None, true), Ok(vec![1]));
        let burns = Need {
            kind: NeedKind::Safety,
            ..ours
        };
        assert!(
            !urgent(std::slice::from_ref(&burns)),
            "it is ours to wait for"
        );
        let theirs = Need {
            whose: Whose::Person,
            ..burns
        };
        assert!(urgent(&[theirs]));
    }

    #[test]
    fn whoever_wants_to_be_heard_is_heard_by_any_answer() {
        let heard = Need {
            kind: NeedKind::Heard,
            ..need(3, State::Open, false)
        };
        let needs = [need(1, State::Open, false), heard];
        assert_eq!(settled_by_reply(&needs, |_| true, None, false), Ok(vec![3]));
        assert_eq!(
            settled_by_reply(&needs, |_| true, None, true),
            Ok(vec![1, 3])
        );
        // S10.2: a letter that says it meets one of them meets no other.
        for closes in [false, true] {
            let named = settled_by_reply(&needs, |_| true, Some(&[1]), closes);
            assert_eq!(named, Ok(vec![1]));
        }
    }

    #[test]
    fn a_live_promise_parks_and_no_promise_closes() {
        assert_eq!(
            after_reply(true, &[promise(2, false), promise(1, false)]),
            After::Park(At(101))
        );
        assert_eq!(after_reply(true, &[]), After::Close);
        assert_eq!(after_reply(false, &[promise(1, false)]), After::Stay);
        assert_eq!(turn_after_reply(&[promise(1, false)]), Turn::Us);
        assert_eq!(turn_after_reply(&[]), Turn::Customer);
    }

    #[test]
    fn of_two_cases_the_one_with_work_in_it_says_how_both_stand() {
        let stand = |closed, parked: Option<i64>, turn| Stand {
            closed,
            parked_until: parked.map(At),
            turn,
        };
        let ours = stand(false, None, Turn::Us);
        let waits = stand(false, None, Turn::Customer);
        let closed = stand(true, None, Turn::Customer);
        let sleeps = |until| stand(false, Some(until), Turn::Us);
        assert_eq!(merged(waits, ours), ours);
        assert_eq!(merged(closed, waits), waits);
        assert_eq!(merged(ours, closed), ours);
        assert_eq!(merged(closed, closed), closed);
        assert_eq!(merged(sleeps(9), sleeps(7)), sleeps(7));
        assert_eq!(merged(sleeps(9), ours).parked_until, None);
        assert_eq!(merged(sleeps(9), closed), sleeps(9));
    }

    #[test]
    fn a_case_stands_on_the_lists_of_its_place_and_owner() {
        let lists = |place, owner| -> Vec<View> {
            View::ALL
                .into_iter()
                .filter(|view| view.shows(place, owner, true, 7))
                .collect()
        };
        assert_eq!(lists(Place::Ours, Some(7)), [View::Today, View::Mine]);
        assert_eq!(lists(Place::Ours, None), [View::Today, View::Free]);
        assert_eq!(lists(Place::Ours, Some(8)), []);
        assert_eq!(lists(Place::Waiting, Some(7)), [View::Mine, View::Waiting]);
        assert_eq!(lists(Place::Later, None), [View::Later]);
        assert_eq!(lists(Place::Closed, Some(7)), [View::Closed]);
        // Of a team that is not theirs.
        assert!(!View::Today.shows(Place::Ours, None, false, 7));
        assert!(!View::Free.shows(Place::Ours, None, false, 7));
        assert!(View::Today.shows(Place::Ours, Some(7), false, 7));
    }

    #[test]
    fn today_is_safety_then_late_then_due_then_new() {
        let now = At(1000);
        assert_eq!(group(false, At(999), now), Group::Late);
        assert_eq!(group(false, At(1000), now), Group::Due);
        assert_eq!(group(false, NO_DATE, now), Group::New);
        assert_eq!(group(true, NO_DATE, now), Group::Safety);
        assert!(Group::Safety < Group::Late && Group::Late < Group::Due && Group::Due < Group::New);
    }
}
