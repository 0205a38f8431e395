//! The plan of attack, as forms without any script.

use super::{NOON, reply, seen, state, their_page};
use crate::testing;
use crate::web::Role;

const PROMISED: &str =
    "We do not have a plan yet. I am asking the maker today and will write by tomorrow 10:00.";

#[tokio::test]
async fn s3_2_no_plan_yet_is_said_and_promised_with_its_own_words() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "My press makes a rare noise").await;
        let said = maya
            .post(
                &format!("/cases/{case}/plan/none"),
                &[("until", "at"), ("until_at", "2026-03-06T10:00")],
            )
            .await;
        assert_eq!(said.location(), format!("/cases/{case}#write"));
        let page = maya.get(&format!("/cases/{case}")).await;
        let draft =
            "We do not have a plan yet. I am looking into it and will write by tomorrow 10:00.";
        assert!(
            page.text.contains(&format!("\n{draft}</textarea>")),
            "{}",
            page.text
        );
        assert!(
            page.text.contains("option value=\"at\" selected"),
            "{}",
            page.text
        );
        assert!(
            page.text
                .contains("name=\"next_word_at\" value=\"2026-03-06T10:00\"")
        );
        assert!(page.words().contains("No plan yet."));

        // She changes the words; what she writes is what is promised.
        let letter = format!("Dear Ines,\n\n{PROMISED}\n\nMaya");
        let next = [
            ("next_word", "at"),
            ("next_word_at", "2026-03-06T10:00"),
            ("close", "false"),
        ];
        let sent = reply(&maya, case, &letter, &next).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let now = state(&maya, case).await;
        assert_eq!(now["next_word"]["text"], PROMISED);
        assert_eq!(now["next_word"]["due"], "2026-03-06T09:00:00Z");
        let theirs_at = their_page(&desk, case).await;
        let theirs = desk.visitor().get(&theirs_at).await.words();
        assert!(
            theirs.contains("We do not have a plan yet. We are looking into it."),
            "{theirs}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_time_that_is_over_is_refused_for_no_plan_yet() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "My press makes a rare noise").await;
        let until = |at| [("until", "at"), ("until_at", at)];
        let path = format!("/cases/{case}/plan/none");
        let past = maya.post(&path, &until("2026-03-05T09:00")).await;
        assert_eq!(past.status, "422 Unprocessable Entity");
        assert!(
            past.words().contains("That time is already over."),
            "{}",
            past.words()
        );
        let none = maya.post(&path, &until("2026-02-30T09:00")).await;
        assert_eq!(none.status, "422 Unprocessable Entity");
        assert!(
            !maya
                .get(&format!("/cases/{case}"))
                .await
                .words()
                .contains("No plan yet.")
        );
    })
    .await;
}

#[tokio::test]
async fn a_plan_is_read_by_the_person_as_it_stands_and_answered_in_their_words() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "The book on paper").await;
        let path = format!("/cases/{case}/plan");
        let written = maya
            .post(
                &path,
                &[
                    ("can", "send the file again"),
                    ("cannot", "print it"),
                    ("steps", "send the link\r\nfind a print shop\r\n"),
                ],
            )
            .await;
        assert_eq!(written.status, "303 See Other");
        let steps = maya.get(&format!("/api/v1{path}")).await.value()["steps"].clone();
        let step = steps[1]["id"].to_string();
        for act in ["doing", "up"] {
            maya.post(&format!("{path}/{step}"), &[("act", act)]).await;
        }
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(page.contains("Maya wrote the plan"), "{page}");
        assert_eq!(
            page.matches("wrote the plan").count(),
            1,
            "changes within half an hour are one"
        );
        let theirs_at = their_page(&desk, case).await;
        let visitor = desk.visitor();
        let theirs = visitor.get(&theirs_at).await.words();
        assert!(
            theirs.contains(
                "Our plan What we can do send the file again What we cannot do print it \
                 find a print shop doing send the link next"
            ),
            "{theirs}"
        );
        let before: i64 = seen(&maya, case).await.parse().unwrap();
        let pressed = visitor
            .post(
                &format!("{theirs_at}/plan"),
                &[("text", "I need it on paper by Friday."), ("once", "a1")],
            )
            .await;
        assert_eq!(pressed.status, "303 See Other", "{}", pressed.words());
        let page = maya.get(&format!("/cases/{case}")).await.words();
        assert!(page.contains("I need it on paper by Friday."), "{page}");
        assert!(
            page.contains("Ines says: this plan is not what I need"),
            "{page}"
        );
        assert!(seen(&maya, case).await.parse::<i64>().unwrap() >= before + 2);
        let empty = visitor
            .post(&format!("{theirs_at}/plan"), &[("text", " ")])
            .await;
        assert_eq!(empty.status, "422 Unprocessable Entity");
    })
    .await;
}

#[tokio::test]
async fn a_plain_case_shows_one_fold_and_asks_the_database_nothing_more() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let case = desk.case("Ines", "How do I change my address?").await;
        let page = maya.get(&format!("/cases/{case}")).await;
        assert_eq!(page.text.matches("id=\"plan\"").count(), 1);
        assert!(!page.words().contains("Our plan"));
        let ana = desk.sign_in("Ana", Role::Light).await;
        assert!(
            !ana.get(&format!("/cases/{case}"))
                .await
                .text
                .contains("id=\"plan\"")
        );
    })
    .await;
}
