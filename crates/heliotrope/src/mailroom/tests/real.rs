//! A real foreign server on the other side: Debian's Postfix. `./test mail`.

use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::*;
use crate::kit::words::Words;
use crate::mailroom::rules::Try;
use crate::mailroom::server::{Route, Sealed, Servers};
use crate::{intake, mailroom, messages, needs};

use crate::testing::foreign::{Foreign, PASSWORD, USER};

async fn each_with_postfix<F: Future<Output = ()>>(test: impl Fn(World, Foreign) -> F) {
    ::store::testing::each(app::MIGRATIONS, |db| async {
        let foreign = Foreign::start().await;
        let mut w = World::with(db, None).await;
        w.other.port = foreign.port;
        let (mailbox, port) = (w.mailbox, foreign.port);
        w.write(move |tx, now| {
            let known = mailboxes::store::find(tx, mailbox)?.unwrap();
            let wanted = mailboxes::store::Wanted {
                address: known.address,
                name: known.name,
                signature: known.signature,
                language: known.language,
                zone: known.zone,
                receipt: known.receipt,
                answer_within_min: known.answer_within_min,
                imap: None,
                server: Some(server_at(port)),
            };
            Ok(mailboxes::store::change(tx, mailbox, &wanted, now)?)
        })
        .await;
        test(w, foreign).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Postfix and root: ./test mail"]
async fn a_reply_reaches_a_person_by_way_of_a_real_server() {
    each_with_postfix(|w, foreign| async move {
        foreign.answer(INES, Some("450 4.2.1 Come back in a moment"));
        let mailroom = mailroom::start(w.desk.clone());
        let message = w
            .reply(Reply {
                close: true,
                ..words("Grüße, und *bis bald*.")
            })
            .await;
        while foreign.attempts(INES) < 2 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        foreign.answer(INES, None);
        let got = foreign.wait_letter(INES, PATIENCE).await;
        assert_eq!(got.from, HELP);
        let letter = letters::read(&got.raw).0;
        assert!(
            letter
                .body_text
                .unwrap()
                .starts_with("Grüße, und *bis bald*.")
        );
        assert!(letter.html.unwrap().contains("<em>bis bald</em>"));
        let envelope = w.until(message, Delivery::Accepted).await.remove(0);
        let said = envelope.said.unwrap();
        assert!(said.starts_with("250 2.0.0 Ok: queued as"), "{said}");
        mailroom.stop().await;
        assert_eq!(foreign.letters_for(INES).await.len(), 1);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Postfix and root: ./test mail"]
async fn s1_3_a_real_refusal_and_a_real_bounce_open_the_case_again() {
    each_with_postfix(|w, foreign| async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let door = tokio::spawn(intake::smtp::serve(w.desk.clone(), listener, stopped));
        let mailbox = w.mailbox;
        let (refused, _) = w
            .write(move |tx, now| {
                arrives(
                    tx,
                    mailbox,
                    "refused@customers.example",
                    "Rita",
                    "Hello",
                    now,
                )
            })
            .await;
        let (gone, _) = w
            .write(move |tx, now| arrives(tx, mailbox, "gone@bounce.example", "Gone", "Hello", now))
            .await;
        let mailroom = mailroom::start(w.desk.clone());
        let closing = || Reply {
            close: true,
            ..words("Done.")
        };

        let message = w.reply_in(refused, closing()).await;
        let envelope = w.until(message, Delivery::Failed).await.remove(0);
        let said = envelope.said.unwrap();
        assert!(
            said.starts_with("550 5.7.1")
                && said.contains("This mailbox takes no letters from you"),
            "{said}"
        );

        let message = w.reply_in(gone, closing()).await;
        w.until(message, Delivery::Accepted).await;
        foreign.relay_to(at);
        let envelope = w.until(message, Delivery::Bounced).await.remove(0);
        let said = envelope.said.unwrap();
        assert!(
            said.contains("Nobody of this name lives here any more"),
            "{said}"
        );

        for case in [refused, gone] {
            let (row, needs) = w
                .write(move |tx, _| {
                    Ok((
                        cases::store::find(tx, case)?.unwrap(),
                        needs::store::of_case(tx, case)?,
                    ))
                })
                .await;
            assert!(!row.is_closed() && row.undelivered_at.is_some() && needs[0].is_untold());
        }
        // The bounce itself stands in the case it speaks of.
        let all = w
            .write(move |tx, _| Ok(messages::store::of_case(tx, gone)?))
            .await;
        assert_eq!(all.last().unwrap().mark, Some(messages::Mark::Bounce));
        mailroom.stop().await;
        stop.send_replace(true);
        door.await.unwrap();
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Postfix and root: ./test mail"]
async fn a_connection_is_sealed_and_signed_in_or_not_made_at_all() {
    let foreign = Foreign::start().await;
    let route = |tls: Tls, password: &str| Route {
        host: "localhost".into(),
        port: if tls == Tls::Tls {
            foreign.smtps_port
        } else {
            foreign.tls_port
        },
        tls,
        account: Some((
            USER.to_owned(),
            crate::mailroom::server::Secret::Password(password.to_owned()),
        )),
    };
    let raw = b"From: help@desk.example\r\nSubject: hello\r\n\r\nHello.\r\n";
    let send = async |servers: &Servers, route: &Route| {
        let letter = Sealed {
            from: HELP,
            to: INES,
            bytes: raw,
        };
        servers.send(route, &letter, Words::of(Lang::En)).await
    };
    let stranger = Servers::new(ClientId::default());
    let friend = Servers::new(ClientId::default());
    let pem = std::fs::read(&foreign.certificate).unwrap();
    let trusted = TlsParameters::builder("localhost".to_owned())
        .add_root_certificate(Certificate::from_pem(&pem).unwrap())
        .build_rustls()
        .unwrap();
    friend.trust("localhost", trusted);
    for tls in [Tls::Starttls, Tls::Tls] {
        let refused = send(&stranger, &route(tls, PASSWORD)).await;
        let Try::NoWayIn(said) = refused else {
            panic!("{refused:?}")
        };
        assert!(
            said.contains("invalid peer certificate: UnknownIssuer"),
            "{said}"
        );

        let locked_out = send(&friend, &route(tls, "wrong")).await;
        let Try::NoWayIn(said) = locked_out else {
            panic!("{locked_out:?}")
        };
        assert!(said.starts_with("535 5.7.8"), "{said}");

        let taken = send(&friend, &route(tls, PASSWORD)).await;
        assert!(matches!(taken, Try::Accepted(_)), "{taken:?}");
    }
    // What asks for a sealed connection never goes over an open one.
    let mut open = route(Tls::Starttls, PASSWORD);
    let (plain, _listening) = Other::start();
    open.port = plain.port;
    let refused = send(&friend, &open).await;
    let Try::NoWayIn(said) = refused else {
        panic!("{refused:?}")
    };
    assert!(said.contains("offers no encryption (STARTTLS)"), "{said}");
    assert_eq!(plain.came().len(), 0);
    foreign.wait_letters(INES, 2, PATIENCE).await;
}
