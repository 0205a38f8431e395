//! The letter that leaves by itself for a new case.

use super::*;
use crate::kit::words::Words;

use crate::{mailroom, promises};

async fn receipt(w: &World, promise: Option<&'static str>) -> i64 {
    receipt_with(w, promise, "{}".to_owned()).await
}

/// `said`: what the deed put into the envelope.
async fn receipt_with(w: &World, promise: Option<&'static str>, said: String) -> i64 {
    let (case, mailbox, ines) = (w.case, w.mailbox, w.ines);
    w.write(move |tx, now| {
        let case = cases::store::lock(tx, case)?.unwrap();
        let letter_id = outbox::letter_id(HELP);
        let envelope = outbox::store::New {
            kind: outbox::Kind::Receipt,
            case: Some(case.number),
            message: None,
            person: Some(ines),
            mailbox: Some(mailbox),
            address: INES,
            letter_id: &letter_id,
            words: &said,
            not_before: now,
        };
        let promised = promise.map(|words| promises::store::New {
            kind: promises::Kind::Update,
            words,
            due: now.plus(Duration::from_secs(3600)),
            zone: "Europe/Berlin",
            owner: None,
            house: true,
            message: None,
        });
        deeds::receipt(tx, case, &envelope, promised.as_ref(), now)?;
        Ok(1)
    })
    .await
}

#[tokio::test]
async fn a_receipt_says_what_we_have_and_only_what_is_true() {
    each(|w| async move {
        let mailroom = mailroom::start(w.desk.clone());
        receipt(&w, Some("Next word from us by Thursday, 17:00.")).await;
        let got = &w.other.wait(1).await[0];
        let letter = got.letter();
        assert!(letter.auto.is_some());
        assert_eq!(letter.subject.as_deref(), Some("Re: Paid, no link"));
        assert_eq!(letter.in_reply_to, [format!("first-{}@customers.example", w.ines)]);
        let (text, html) = got.parts();
        assert!(text.starts_with(&format!("Hello Ines Ebner,\n\nwe have your words. Your case has the number {}.\n\nNext word from us by Thursday, 17:00.\n\nA person will read", w.case)), "{text}");
        assert!(text.contains("\n\nYou wrote:\n> I paid and see no link."), "{text}");
        for part in [&text, &html] {
            assert!(part.contains("http://127.0.0.1:4354/c/"), "{part}");
        }
        // What a stranger wrote must not become a link of ours.
        assert!(!html.contains("href=\"https://evil.example"), "{html}");
        mailroom.stop().await;
    })
    .await;
}

/// A habit stands beside the promise and says that it is none.
#[tokio::test]
async fn a_receipt_names_the_habit_of_the_house() {
    each(|w| async move {
        let mailroom = mailroom::start(w.desk.clone());
        let by = w.desk.now().plus(Duration::from_secs(2 * 3600));
        let said = format!("{{\"usually_by\":{}}}", by.0);
        receipt_with(&w, Some("Next word from us by Friday, 17:00."), said.clone()).await;
        let (text, _) = w.other.wait(1).await[0].parts();
        let zone = crate::kit::moments::zone("Europe/Berlin");
        let time = Words::of(Lang::En).time(by, &zone);
        let day = |lang| Words::of(lang).day(by, &zone, w.desk.now());
        let habit = format!(
            "by Friday, 17:00.\n\nOur habit, and no promise: four of five letters that come now are answered by \
             {time}, {}.\n\nA person will read",
            day(Lang::En)
        );
        assert!(text.contains(&habit), "{text}");
        let case = w.case;
        w.write(move |tx, now| {
            let mut case = cases::store::lock(tx, case)?.unwrap();
            case.language = Some("de".into());
            Ok(cases::store::save(tx, &case, now)?)
        })
        .await;
        receipt_with(&w, None, said).await;
        let (text, _) = w.other.wait(2).await[1].parts();
        let habit = format!(
            "So ist es üblich, versprochen ist es nicht: Vier von fünf Briefen, die jetzt kommen, sind bis {time} \
             Uhr beantwortet ({}).",
            day(Lang::De)
        );
        assert!(text.contains(&habit), "{text}");
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_receipt_speaks_the_language_of_its_case() {
    each(|w| async move {
        let case = w.case;
        w.write(move |tx, now| {
            let mut case = cases::store::lock(tx, case)?.unwrap();
            case.language = Some("de".into());
            Ok(cases::store::save(tx, &case, now)?)
        })
        .await;
        let mailroom = mailroom::start(w.desk.clone());
        receipt(&w, None).await;
        let got = &w.other.wait(1).await[0];
        let (text, html) = got.parts();
        assert!(text.starts_with(&format!("Guten Tag Ines Ebner,\n\nwir haben Ihre Worte. Ihr Fall hat die Nummer {}.\n\nEin Mensch liest", w.case)), "{text}");
        assert!(text.contains("Sie schrieben:"), "{text}");
        assert!(html.contains("lang=\"de\""), "{html}");
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_reset_letter_leaves_in_the_words_of_the_team() {
    each(|w| async move {
        let desk = crate::app::build(w.desk.clone());
        let request = axum::http::Request::post("/reset")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(axum::body::Body::from("address=maya%40desk.example"))
            .unwrap();
        let mailroom = mailroom::start(w.desk.clone());
        let answer = tower::ServiceExt::oneshot(desk, request).await.unwrap();
        assert_eq!(answer.status(), 200);
        let got = &w.other.wait(1).await[0];
        assert_eq!(
            (got.from.as_str(), got.to.as_str()),
            (HELP, "maya@desk.example")
        );
        let (text, _) = got.parts();
        assert!(
            text.contains("http://127.0.0.1:4354/sign-in/link/"),
            "{text}"
        );
        assert_eq!(got.letter().to[0].name.as_deref(), Some("Maya"));
        mailroom.stop().await;
        w.nothing_waits().await;
    })
    .await;
}
