//! Asking others: who asks, what becomes of an answer, and of none.

use hickory_resolver::proto::rr::RData;
use hickory_resolver::proto::rr::rdata::TXT;

use super::*;
use crate::health::deeds;
use crate::intake::deeds::{Arrived, receive};
use crate::intake::rules::Door;
use crate::testing::foreign_dns;

#[tokio::test]
async fn who_asks_first_asks_for_all_and_what_was_found_keeps_its_time() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let hour = std::time::Duration::from_secs(3600);
        let begin = async |now: At| {
            desk.write(move |tx| Ok(worker::begin(tx, now.minus(hour), now)?))
                .await
        };
        assert!(begin(desk.now()).await, "nobody has asked yet");
        assert!(!begin(desk.now()).await, "somebody is at it");
        assert!(
            jo.get("/settings/health")
                .await
                .words()
                .contains("Others are being asked.")
        );
        let now = desk.now();
        desk.write(move |tx| {
            let found = rules::Check::new("spf", rules::State::Look, "health-spf-none")
                .about("desk.example")
                .fact("domain", "desk.example")
                .fact("line", "desk.example. IN TXT \"v=spf1 mx ~all\"");
            store::keep(tx, &found, now)?;
            Ok(store::note_asked(tx, None, now)?)
        })
        .await;
        desk.mailbox().await;
        let page = jo.get("/settings/health").await;
        assert!(
            page.words()
                .contains("SPF: desk.example does not say who may send for it"),
            "{}",
            page.words()
        );
        let line = "readonly value=\"desk.example. IN TXT &quot;v=spf1 mx ~all&quot;\"";
        assert!(page.text.contains(line), "{}", page.text);
        assert!(!begin(desk.now()).await, "within the hour");
        assert!(begin(desk.now().plus(2 * hour)).await, "an hour later");
    })
    .await;
}

#[tokio::test]
async fn who_could_not_be_asked_has_not_answered() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let mailbox = desk.mailbox().await;
        let before = desk.now();
        desk.write(move |tx| Ok(store::note_asked(tx, None, before)?))
            .await;
        desk.advance(std::time::Duration::from_secs(2 * 3600));
        let now = desk.now();
        let way = async |word: &'static str| {
            desk.write(move |tx| {
                let how = sql!("UPDATE mailbox SET smtp_host = 'mail.desk.example', smtp_port = 25, smtp_tls = $2 WHERE id = $1");
                tx.execute(how, args![mailbox, word])?;
                Ok(())
            })
            .await;
        };
        // A row that nobody can read: asking ends before it begins.
        way("nonsense").await;
        desk.write(move |tx| Ok(worker::begin(tx, now, now)?)).await;
        deeds::ask_others(&desk.desk, false)
            .await
            .expect_err("it could not ask");
        way("none").await;
        let (asked, since) = desk
            .read(|tx| Ok((store::asked_at(tx)?, store::asking_since(tx)?)))
            .await;
        assert_eq!((asked, since), (Some(before), None));
        let page = jo.get("/settings/health").await.words();
        for words in [
            "Others could not be asked: \"nonsense\" is no way to secure a connection",
            "The DNS was asked at 12:00.",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let again = desk
            .write(move |tx| Ok(worker::begin(tx, before, now)?))
            .await;
        assert!(again, "they are asked again");
        desk.write(move |tx| Ok(store::note_asked(tx, None, now)?))
            .await;
        let page = jo.get("/settings/health").await.words();
        assert!(!page.contains("could not be asked"), "{page}");
    })
    .await;
}

/// A letter of ours comes back, with the signature that it left with.
async fn comes_back(desk: &TestDesk, envelope: i64, signature: &str) {
    let of = sql!("SELECT letter_id FROM outbox WHERE id = $1");
    let id: String = desk
        .read(move |tx| Ok(tx.one(of, args![envelope])?.expect("a letter").get(0)?))
        .await;
    let bounce = format!(
        "From: <mailer-daemon@relay.example>\r\nTo: help@desk.example\r\nSubject: Undelivered\r\n\
         Message-ID: <bounce{envelope}@relay.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         DKIM-Signature: v=1; d=relay.example; s=theirs; b=x\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n\
         Final-Recipient: rfc822; ines@customer.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nDKIM-Signature: v=1; {signature};\r\n\tb=x\r\n\
         From: help@desk.example\r\nMessage-ID: <{id}>\r\n\r\nIt left us today.\r\n--b--\r\n"
    );
    let arrived = Arrived {
        peer: None,
        door: Door::Smtp,
        bytes: bounce.into_bytes(),
        sender: String::new(),
        recipients: vec!["help@desk.example".to_owned()],
    };
    receive(&desk.desk, arrived).await.expect("kept");
}

#[tokio::test]
async fn the_key_of_our_letters_is_the_one_they_show_when_they_come_back() {
    testing::each(NOON, async |desk| {
        let key = TXT::new(vec!["v=DKIM1; k=rsa; p=MIIB".to_owned()]);
        let zone = vec![("autumn._domainkey.desk.example".to_owned(), RData::TXT(key))];
        let server = foreign_dns::serve(zone);
        let desk = desk.with(|config| config.dns.servers = vec![server]);
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let (_, envelope) = lost_letter(&desk, &jo).await;
        let asks = async || {
            deeds::ask_others(&desk.desk, false).await.expect("asked");
            jo.get("/settings/health").await.words()
        };
        // No usual name has a key, and none of our letters has shown its own.
        let page = asks().await;
        assert!(
            page.contains("no key of desk.example under the usual names"),
            "{page}"
        );

        comes_back(&desk, envelope, "d=desk.example; s=winter").await;
        let page = asks().await;
        assert!(
            page.contains(
                "no key stands at winter._domainkey.desk.example, so other servers cannot check it"
            ),
            "{page}"
        );
        let (_, envelope) = lost_letter(&desk, &jo).await;
        comes_back(&desk, envelope, "d=desk.example; s=autumn").await;
        let page = asks().await;
        assert!(
            page.contains("signed with the key that stands at autumn._domainkey.desk.example"),
            "{page}"
        );
        assert!(
            !page.contains("theirs"),
            "who wrote to us signed as well: {page}"
        );
    })
    .await;
}
