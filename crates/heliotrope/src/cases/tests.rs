//! The order of steps, on both engines: what a reply, a closing, a bounce and
//! an undo leave behind. The doors have tests of their own.

use super::deeds::{self, Letter, NextWord, Reply};
use super::rules::NotYet;
use super::{Place, Turn, store as rows};
use crate::app::MIGRATIONS;
use crate::kit::At;
use crate::kit::words::Lang;
use crate::mailboxes::{self, Server, Tls};
use crate::messages::Mark;
use crate::needs::{self, State};
use crate::outbox::{self, Delivery};
use crate::web::{Asker, Problem, Role, Via};
use crate::wordlists::Said;
use crate::{events, messages, people, promises};
use ::store::{Db, Tx};
use std::time::Duration;

const NOON: At = At(1_772_708_400_000_000);

fn minutes(n: u64) -> At {
    NOON.plus(Duration::from_secs(n * 60))
}

fn asker(agent: i64) -> Asker {
    Asker {
        agent,
        name: "Maya".into(),
        address: "maya@desk.example".into(),
        role: Role::Agent,
        lang: Lang::En,
        zone: jiff::tz::TimeZone::UTC,
        via: Via::Token { id: 1 },
        form_token: String::new(),
        scheme: "system".into(),
        density: "roomy".into(),
        single_keys: true,
        undo_seconds: 20,
        alone: false,
        unread: String::new(),
        heard: crate::web::Heard::default(),
    }
}

struct World {
    number: i64,
    person: i64,
    agent: i64,
}

fn letter(person: i64, words: &str) -> Letter<'_> {
    Letter {
        person,
        sender: "ines@example.org",
        reply_to: None,
        subject: "Paid, no link",
        words,
        said: Box::leak(Box::new(Said::of("Paid, no link", words))),
        elided: None,
        html: None,
        letter_id: None,
        mark: None,
        oddities: "",
        raw: None,
        way: crate::messages::store::Way::default(),
        answers: None,
        files: &[],
        copies: &[],
        language: Some("en"),
    }
}

fn begin(tx: &mut Tx<'_>) -> Result<World, Problem> {
    let server = Server {
        host: "127.0.0.1".into(),
        port: 25,
        tls: Tls::None,
        account: None,
        sealed_password: None,
    };
    let wanted = mailboxes::store::Wanted {
        address: "help@desk.example".into(),
        name: "Help".into(),
        signature: String::new(),
        language: "en".into(),
        zone: "Europe/Berlin".into(),
        receipt: true,
        answer_within_min: None,
        imap: None,
        server: Some(server),
    };
    let mailbox = mailboxes::store::add(tx, &wanted, NOON)?;
    let agent = crate::team::store::add_for_tests(tx, "maya@desk.example", "Maya", NOON)?;
    let (person, _) = people::store::meet(tx, "ines@example.org", "Ines", NOON)?;
    let (number, _) = deeds::open(
        tx,
        mailbox,
        &letter(person, "I paid and see no link."),
        NOON,
    )?;
    Ok(World {
        number,
        person,
        agent,
    })
}

fn answer(words: &str, close: bool) -> Reply {
    Reply {
        words: words.into(),
        close,
        undo_seconds: 20,
        ..Reply::default()
    }
}

/// Everything lists sort by is derived: whatever was done, doing it afresh
/// from the rows of record gives the same.
fn check_row(tx: &mut Tx<'_>, number: i64) -> Result<rows::Case, Problem> {
    let before = rows::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
    rows::save(tx, &before, At(0))?;
    let after = rows::find(tx, number)?.ok_or_else(|| Problem::not_found("case", number))?;
    assert_eq!(before, after);
    let events = events::store::since(tx, number, 0)?;
    let numbers: Vec<i64> = events.iter().map(|e| e.n).collect();
    assert_eq!(numbers, (1..=before.last_event).collect::<Vec<_>>());
    Ok(after)
}

async fn in_world(check: fn(&mut Tx<'_>, &World) -> Result<(), Problem>) {
    ::store::testing::each(MIGRATIONS, |db: Db| async move {
        db.write(move |tx| {
            let world = begin(tx)?;
            check(tx, &world)?;
            check_row(tx, world.number).map(|_| ())
        })
        .await
        .map_err(|p: Problem| p.cause_in_words())
        .unwrap();
        crate::arrows::explained::check(&db).await;
    })
    .await;
}

fn refused(answer: Result<impl Sized, Problem>) -> &'static str {
    answer.err().map_or("done", |p| p.code)
}

#[tokio::test]
async fn s1_1_send_and_close_meets_tells_and_closes() {
    in_world(|tx, w| {
        let written = deeds::reply(
            tx,
            &asker(w.agent),
            w.number,
            &answer("Under Settings.", true),
            minutes(1),
        )?;
        assert!(written.closed);
        let case = check_row(tx, w.number)?;
        assert_eq!(
            (case.place, case.turn, case.needs_open),
            (Place::Closed, Turn::Customer, 0)
        );
        let need = &needs::store::of_case(tx, w.number)?[0];
        assert!(need.is_done());
        let sent = outbox::store::of_message(tx, written.message)?;
        assert_eq!(sent.len(), 1);
        assert_eq!(
            (sent[0].address.as_str(), sent[0].state),
            ("ines@example.org", Delivery::Waiting)
        );
        assert_eq!(sent[0].not_before, minutes(1).plus(Duration::from_secs(20)));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn s1_2_a_settled_need_keeps_the_case_open_until_it_is_told() {
    in_world(|tx, w| {
        let need = needs::store::of_case(tx, w.number)?[0].id;
        let me = asker(w.agent);
        deeds::settle_need(tx, &me, w.number, need, &needs::Settling::met(), minutes(1))?;
        let refusal = deeds::close(tx, &me, w.number, None, minutes(2)).unwrap_err();
        let english = crate::kit::words::Words::of(Lang::En);
        assert_eq!(
            refusal.detail(english),
            "Settled but not told: Paid, no link"
        );
        assert_eq!(refusal.code, "untold");
        deeds::tell_need(tx, &me, w.number, need, needs::How::Phone, minutes(3))?;
        deeds::close(tx, &me, w.number, None, minutes(4))?;
        assert_eq!(
            refused(deeds::close(tx, &me, w.number, None, minutes(5))),
            "closed"
        );
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn s1_3_a_bounce_turns_told_back_and_reopens() {
    in_world(|tx, w| {
        let written = deeds::reply(
            tx,
            &asker(w.agent),
            w.number,
            &answer("Here it is.", true),
            minutes(1),
        )?;
        let envelope = outbox::store::of_message(tx, written.message)?[0].clone();
        let case = rows::find(tx, w.number)?.ok_or_else(|| Problem::not_found("case", w.number))?;
        deeds::undelivered(
            tx,
            case,
            Some(written.message),
            envelope.id,
            envelope.person,
            "bounced",
            minutes(20),
        )?;
        let case = check_row(tx, w.number)?;
        assert_eq!(
            (case.place, case.undelivered_at),
            (Place::Ours, Some(minutes(20)))
        );
        let need = &needs::store::of_case(tx, w.number)?[0];
        assert_eq!((need.state, need.is_untold()), (State::Met, true));
        Ok(())
    })
    .await;
}

/// Who wrote a note or an earlier letter helped as well; who only got the case
/// afterwards, and who left, did not.
#[tokio::test]
async fn s1_4_thanks_reach_everybody_who_helped() {
    in_world(|tx, w| {
        let mut add = |name: &str| {
            let address = format!("{name}@desk.example");
            crate::team::store::add_for_tests(tx, &address, name, NOON)
        };
        let (jonas, priya, tom, ana) = (add("Jonas")?, add("Priya")?, add("Tom")?, add("Ana")?);
        deeds::note(
            tx,
            &asker(jonas),
            w.number,
            "The press found it.",
            None,
            &[],
            minutes(1),
        )?;
        deeds::reply(
            tx,
            &asker(ana),
            w.number,
            &answer("I ask the press.", false),
            minutes(2),
        )?;
        deeds::reply(
            tx,
            &asker(w.agent),
            w.number,
            &answer("Here it is.", true),
            minutes(3),
        )?;
        let taken = deeds::reply(
            tx,
            &asker(tom),
            w.number,
            &answer("Or here.", false),
            minutes(4),
        )?;
        deeds::take_back(tx, &asker(tom), w.number, taken.message, minutes(4))?;
        deeds::assign(tx, &asker(w.agent), w.number, Some(priya), minutes(5))?;
        crate::team::disable(tx, ana, crate::team::By::Command, minutes(6))?;
        let thanks = Letter {
            mark: Some(Mark::Thanks),
            ..letter(w.person, "Thanks, got it!")
        };
        let case = rows::find(tx, w.number)?.ok_or_else(|| Problem::not_found("case", w.number))?;
        let message = deeds::letter(tx, case, &thanks, minutes(9), minutes(9))?;
        let mut unread = |agent| messages::store::unread_thanks(tx, agent, 3);
        for agent in [w.agent, jonas] {
            let said: Vec<_> = unread(agent)?
                .into_iter()
                .map(|(_, m, _, words)| (m, words))
                .collect();
            assert_eq!(said, [(message, "Thanks, got it!".to_owned())]);
        }
        for agent in [priya, tom, ana] {
            assert_eq!(unread(agent)?, []);
        }
        messages::store::read_thanks(tx, message, jonas, minutes(10))?;
        assert_eq!(messages::store::unread_thanks(tx, w.agent, 3)?.len(), 1);
        assert_eq!(messages::store::unread_thanks(tx, jonas, 3)?, []);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn s1_4_thanks_after_closing_makes_no_work() {
    in_world(|tx, w| {
        deeds::reply(
            tx,
            &asker(w.agent),
            w.number,
            &answer("Here it is.", true),
            minutes(1),
        )?;
        let thanks = Letter {
            mark: Some(Mark::Thanks),
            ..letter(w.person, "Thanks, got it!")
        };
        let case = rows::find(tx, w.number)?.ok_or_else(|| Problem::not_found("case", w.number))?;
        deeds::letter(tx, case, &thanks, minutes(9), minutes(9))?;
        assert_eq!(check_row(tx, w.number)?.place, Place::Closed);
        let case = rows::find(tx, w.number)?.ok_or_else(|| Problem::not_found("case", w.number))?;
        deeds::letter(
            tx,
            case,
            &letter(w.person, "The link is dead."),
            minutes(10),
            minutes(10),
        )?;
        let case = check_row(tx, w.number)?;
        assert_eq!(
            (case.place, case.turn, case.needs_open),
            (Place::Ours, Turn::Us, 1)
        );
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_next_word_parks_the_case_and_its_due_time_wakes_it() {
    in_world(|tx, w| {
        let me = asker(w.agent);
        let next = NextWord {
            due: minutes(60),
            words: None,
        };
        let reply = Reply {
            next_word: Some(next),
            ..answer("I ask the maker.", true)
        };
        let written = deeds::reply(tx, &me, w.number, &reply, minutes(1))?;
        assert_eq!(written.parked_until, Some(minutes(60)));
        let case = check_row(tx, w.number)?;
        assert_eq!(
            (case.place, case.owed_at, case.needs_open),
            (Place::Later, minutes(60), 1)
        );
        assert_eq!(
            refused(deeds::close(tx, &me, w.number, None, minutes(2))),
            "promised"
        );
        assert_eq!(deeds::wake(tx, minutes(59), 10)?, 0);
        assert_eq!(deeds::wake(tx, minutes(60), 10)?, 1);
        assert_eq!(check_row(tx, w.number)?.place, Place::Ours);
        // The next letter keeps the promise, and nothing is owed any more.
        deeds::reply(tx, &me, w.number, &answer("Here it is.", true), minutes(61))?;
        assert!(promises::store::live(tx, w.number)?.is_empty());
        assert_eq!(check_row(tx, w.number)?.place, Place::Closed);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_reply_written_without_the_newest_words_is_held() {
    in_world(|tx, w| {
        let me = asker(w.agent);
        let seen = rows::find(tx, w.number)?.map(|c| c.last_event);
        deeds::note(tx, &me, w.number, "I look into it.", None, &[], minutes(1))?;
        let stale = Reply {
            seen_event: seen,
            ..answer("Hello.", false)
        };
        assert_eq!(
            refused(deeds::reply(tx, &me, w.number, &stale, minutes(2))),
            "stale"
        );
        deeds::assign(tx, &me, w.number, Some(w.agent), minutes(3))?;
        let read = rows::find(tx, w.number)?.map(|c| c.last_event - 1);
        let fresh = Reply {
            seen_event: read,
            ..answer("Hello.", false)
        };
        assert_eq!(
            refused(deeds::reply(tx, &me, w.number, &fresh, minutes(4))),
            "done"
        );
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn undo_gives_the_draft_back_and_undoes_all_it_did() {
    in_world(|tx, w| {
        let me = asker(w.agent);
        let before = check_row(tx, w.number)?;
        let written = deeds::reply(tx, &me, w.number, &answer("Here it is.", true), minutes(1))?;
        let words = deeds::take_back(tx, &me, w.number, written.message, minutes(1))?;
        assert_eq!(words, "Here it is.");
        let after = check_row(tx, w.number)?;
        assert_eq!(
            (after.place, after.turn, after.answered),
            (before.place, before.turn, false)
        );
        assert!(needs::store::of_case(tx, w.number)?[0].is_open());
        let draft = messages::store::draft(tx, w.number, w.agent, messages::Kind::Reply)?;
        assert_eq!(
            draft.map(|(_, words, _)| words),
            Some("Here it is.".to_owned())
        );
        let again = deeds::reply(tx, &me, w.number, &answer("Here it is.", true), minutes(2))?;
        let late = deeds::take_back(tx, &me, w.number, again.message, minutes(3));
        assert_eq!(refused(late), "left");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn not_yet_opens_one_need_for_ever() {
    in_world(|tx, w| {
        deeds::reply(
            tx,
            &asker(w.agent),
            w.number,
            &answer("Here it is.", true),
            minutes(1),
        )?;
        let need = needs::store::of_case(tx, w.number)?[0].id;
        let case = rows::find(tx, w.number)?.ok_or_else(|| Problem::not_found("case", w.number))?;
        deeds::not_yet(tx, case, w.person, need, minutes(500_000))?;
        let case = check_row(tx, w.number)?;
        assert_eq!((case.place, case.needs_open), (Place::Ours, 1));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn two_needs_are_asked_about_and_nothing_is_sent() {
    in_world(|tx, w| {
        let me = asker(w.agent);
        let second = deeds::add_need(
            tx,
            &me,
            w.number,
            &deeds::Wanted::typed("an invoice"),
            minutes(1),
        )?;
        let events = rows::find(tx, w.number)?.map(|c| c.last_event);
        // A refused deed is rolled back as a whole: here the caller does it.
        let refusal = tx.attempt(|tx| {
            deeds::reply(tx, &me, w.number, &answer("Here it is.", true), minutes(2))
        });
        assert_eq!(refused(refusal), "untold");
        assert_eq!(rows::find(tx, w.number)?.map(|c| c.last_event), events);
        let first = needs::store::of_case(tx, w.number)?[0].id;
        let all = Reply {
            settles: Some(vec![first, second]),
            ..answer("Both attached.", true)
        };
        assert!(deeds::reply(tx, &me, w.number, &all, minutes(3))?.closed);
        let not_yet = super::rules::may_close(&needs::store::of_case(tx, w.number)?, &[], None);
        assert_eq!(not_yet, Ok::<(), NotYet>(()));
        Ok(())
    })
    .await;
}
