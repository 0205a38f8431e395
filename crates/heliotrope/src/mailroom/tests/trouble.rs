//! What does not go at once, or not at all.

use super::other::{Does, Other};
use super::*;
use crate::mailroom;
use crate::needs;

#[tokio::test]
async fn what_is_not_taken_now_is_sent_again_with_the_same_message_id() {
    each(|w| async move {
        w.other.script(
            INES,
            &[Does::Says("450 4.2.1 Come back in a minute"), Does::Cuts],
        );
        let mailroom = mailroom::start(w.desk.clone());
        let message = w.reply(words("Again and again.")).await;
        w.until(message, Delivery::Accepted).await;
        let came = w.other.came();
        assert_eq!(came.len(), 2);
        let ids: Vec<_> = came.iter().map(|got| got.letter().message_id).collect();
        assert_eq!(ids[0], ids[1]);
        assert_eq!(w.other.got().len(), 1);
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn while_it_waits_it_says_why_in_the_other_sides_words() {
    each(|w| async move {
        let later = Does::Says("450 4.2.1 Come back in a minute");
        w.other.script(
            INES,
            &[
                later.clone(),
                later.clone(),
                later.clone(),
                later.clone(),
                later,
            ],
        );
        let mailroom = mailroom::start(w.desk.clone());
        let message = w.reply(words("Again.")).await;
        let until = Instant::now() + PATIENCE;
        let said = loop {
            let envelope = w.envelopes(message).await.remove(0);
            if let Some(said) = envelope.said {
                break said;
            }
            assert!(Instant::now() < until);
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        assert_eq!(said, "450 4.2.1 Come back in a minute");
        // A person who is not reached now is no trouble of the server.
        let troubles = w.write(|tx, now| Ok(mailroom::health(tx, now)?)).await;
        assert_eq!(troubles, []);
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn s1_3_a_refusal_stands_on_the_case_and_turns_told_back() {
    each(|w| async move {
        w.other
            .script(INES, &[Does::Says("550 5.1.1 No such person here")]);
        let mailroom = mailroom::start(w.desk.clone());
        let message = w
            .reply(Reply {
                close: true,
                ..words("Done.")
            })
            .await;
        let envelope = w.until(message, Delivery::Failed).await.remove(0);
        assert_eq!(
            envelope.said.as_deref(),
            Some("550 5.1.1 No such person here")
        );
        let case = w.case().await;
        assert!(!case.is_closed());
        assert_eq!(case.turn, cases::Turn::Us);
        assert!(case.undelivered_at.is_some());
        let number = w.case;
        let needs = w
            .write(move |tx, _| Ok(needs::store::of_case(tx, number)?))
            .await;
        assert!(needs[0].is_untold());
        assert_eq!(w.other.came().len(), 0);
        w.nothing_waits().await;
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn after_four_days_a_letter_is_given_up() {
    each(|w| async move {
        w.other
            .script(INES, &[Does::Says("452 4.3.1 The disk is full")]);
        let (number, maya) = (w.case, w.maya());
        let message = w
            .write(move |tx, now| {
                let then = now.minus(Duration::from_secs(4 * 86_400 + 60));
                deeds::reply(tx, &maya, number, &words("Long ago."), then)
            })
            .await
            .message;
        let mailroom = mailroom::start(w.desk.clone());
        let envelope = w.until(message, Delivery::Failed).await.remove(0);
        assert_eq!(envelope.said.as_deref(), Some("452 4.3.1 The disk is full"));
        assert!(w.case().await.undelivered_at.is_some());
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_start_sends_at_once_what_waits_for_a_later_try() {
    each(|w| async move {
        let message = w.reply(words("Waiting.")).await;
        let envelope = w.envelopes(message).await[0].id;
        w.write(move |tx, now| {
            let hours = now.plus(Duration::from_secs(3 * 3600));
            Ok(outbox::store::again(
                tx,
                envelope,
                hours,
                "451 4.7.1 Later",
                now,
            )?)
        })
        .await;
        let mailroom = mailroom::start(w.desk.clone());
        // Nobody waits here for three hours.
        w.until(message, Delivery::Accepted).await;
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_server_that_lets_nobody_in_is_shown_and_its_letters_are_kept() {
    ::store::testing::each(app::MIGRATIONS, |db| async {
        let w = World::with(db, None).await;
        let mailroom = mailroom::start(w.desk.clone());
        let mut waiting = Vec::new();
        for n in 0..5 {
            waiting.push(w.reply(words(&format!("Kept {n}."))).await);
        }
        let until = Instant::now() + PATIENCE;
        let trouble = loop {
            let mut troubles = w.write(|tx, now| Ok(mailroom::health(tx, now)?)).await;
            if let Some(trouble) = troubles.pop() {
                break trouble;
            }
            assert!(Instant::now() < until);
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        assert_eq!(
            (trouble.mailbox, trouble.address.as_str(), trouble.waiting),
            (w.mailbox, HELP, 5)
        );
        assert!(
            trouble
                .said
                .starts_with(&format!("127.0.0.1:{}: Connection refused", w.other.port)),
            "{}",
            trouble.said
        );

        let (back, _listening) = Other::start_at(w.other.port);
        for message in waiting {
            w.until(message, Delivery::Accepted).await;
        }
        assert_eq!(back.came().len(), 5);
        let until = Instant::now() + PATIENCE;
        while !w
            .write(|tx, now| Ok(mailroom::health(tx, now)?))
            .await
            .is_empty()
        {
            assert!(Instant::now() < until);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_closed_door_in_the_servers_own_words_is_no_refusal_of_the_letter() {
    each(|w| async move {
        w.other
            .greet(Some("554 5.3.2 We take no mail from you today"));
        let mailroom = mailroom::start(w.desk.clone());
        let message = w.reply(words("Hello.")).await;
        let until = Instant::now() + PATIENCE;
        loop {
            let troubles = w.write(|tx, now| Ok(mailroom::health(tx, now)?)).await;
            if let Some(trouble) = troubles.first() {
                assert_eq!(trouble.said, "554 5.3.2 We take no mail from you today");
                break;
            }
            assert!(Instant::now() < until);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(w.envelopes(message).await[0].state, Delivery::Waiting);
        w.other.greet(None);
        w.until(message, Delivery::Accepted).await;
        mailroom.stop().await;
    })
    .await;
}
