//! Letters that are signed as they leave, and how many leave at once.

use super::*;
use crate::mailroom;

/// The key of RFC 8463, appendix A.
const ED25519: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
    -----END PRIVATE KEY-----\n";

/// The same desk, otherwise configured.
fn with(w: &World, change: impl FnOnce(&mut Config)) -> Desk {
    let mut config = Config::for_tests(w._data.path());
    config.outbox.first_retry = Duration::from_millis(200);
    change(&mut config);
    let mut desk = w.desk.clone();
    desk.config = Arc::new(config);
    desk
}

#[tokio::test]
async fn what_leaves_is_signed_with_the_keys_of_its_domain() {
    each(|w| async move {
        let keys = w._data.path().join("dkim");
        std::fs::create_dir(&keys).unwrap();
        std::fs::write(keys.join("ed._domainkey.desk.example.pem"), ED25519).unwrap();
        std::fs::write(keys.join("ed._domainkey.other.example.pem"), ED25519).unwrap();
        let mailroom = mailroom::start(with(&w, |c| c.dkim = Some(keys)));
        let message = w.reply(words("It left us today.")).await;
        w.until(message, Delivery::Accepted).await;
        mailroom.stop().await;
        let raw = String::from_utf8(w.other.got()[0].raw.clone()).unwrap();
        assert!(
            raw.starts_with("DKIM-Signature: v=1; a=ed25519-sha256;"),
            "{raw}"
        );
        assert!(raw.contains("d=desk.example; s=ed;"), "{raw}");
        assert_eq!(raw.matches("DKIM-Signature:").count(), 1, "{raw}");
        w.nothing_waits().await;
    })
    .await;
}

#[tokio::test]
async fn a_key_that_cannot_be_used_keeps_the_letter_with_the_reason() {
    each(|w| async move {
        let keys = w._data.path().join("dkim");
        std::fs::create_dir(&keys).unwrap();
        let key = keys.join("ed._domainkey.desk.example.pem");
        std::fs::write(&key, "no key").unwrap();
        let mailroom = mailroom::start(with(&w, |c| c.dkim = Some(keys)));
        let message = w.reply(words("It left us today.")).await;
        let until = Instant::now() + PATIENCE;
        let said = loop {
            if let Some(said) = w.envelopes(message).await[0].said.clone() {
                break said;
            }
            assert!(Instant::now() < until);
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        assert!(said.contains("it holds no private key as PEM"), "{said}");
        assert!(w.other.got().is_empty());
        // Mended, it leaves by itself.
        std::fs::write(&key, ED25519).unwrap();
        w.until(message, Delivery::Accepted).await;
        mailroom.stop().await;
        w.nothing_waits().await;
    })
    .await;
}

#[tokio::test]
async fn a_mailbox_sends_no_more_in_a_minute_than_it_may() {
    each(|w| async move {
        let mailroom = mailroom::start(with(&w, |c| c.outbox.per_minute = Some(2)));
        let mut sent = Vec::new();
        for n in 0..5 {
            sent.push(w.reply(words(&format!("Number {n}."))).await);
        }
        w.other.wait(2).await;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert_eq!(w.other.got().len(), 2);
        let mut waiting = 0;
        for message in &sent {
            let envelope = &w.envelopes(*message).await[0];
            waiting += usize::from(envelope.state == Delivery::Waiting && envelope.said.is_none());
        }
        assert_eq!(
            waiting, 3,
            "the others wait, and nothing is wrong with them"
        );
        mailroom.stop().await;
        // Without the limit they leave at once.
        let mailroom = mailroom::start(w.desk.clone());
        for message in sent {
            w.until(message, Delivery::Accepted).await;
        }
        mailroom.stop().await;
        w.nothing_waits().await;
    })
    .await;
}

#[tokio::test]
async fn two_nodes_count_a_mailbox_together_and_its_own_number_wins() {
    each(|w| async move {
        let mailbox = w.mailbox;
        let keep =
            move |n| move |tx: &mut ::store::Tx<'_>| mailboxes::store::keep_pace(tx, mailbox, n);
        w.desk.db.write(keep(Some(3))).await.unwrap();
        // The house says less: a mailbox that says its own is not asked for it.
        let one = mailroom::start(with(&w, |c| c.outbox.per_minute = Some(1)));
        let other = mailroom::start(with(&w, |c| c.outbox.per_minute = Some(1)));
        let mut sent = Vec::new();
        for n in 0..8 {
            sent.push(w.reply(words(&format!("Number {n}."))).await);
        }
        w.other.wait(3).await;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert_eq!(w.other.got().len(), 3, "both nodes together");
        one.stop().await;
        other.stop().await;
        // A node that starts anew has not forgotten what left before.
        let anew = mailroom::start(w.desk.clone());
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(w.other.got().len(), 3);
        anew.stop().await;
        w.desk.db.write(keep(None)).await.unwrap();
        let free = mailroom::start(w.desk.clone());
        for message in sent {
            w.until(message, Delivery::Accepted).await;
        }
        free.stop().await;
        w.nothing_waits().await;
    })
    .await;
}
