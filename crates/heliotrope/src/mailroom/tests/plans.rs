//! What a letter says of the plan, of having none yet, and of a way on.

use super::*;
use crate::mailroom;
use crate::plans::{self, Act, Plan};

#[tokio::test]
async fn s3_2_the_letter_says_once_that_there_is_no_plan_yet() {
    each(|w| async move {
        let mailroom = mailroom::start(w.desk.clone());
        let said = "We do not have a plan yet. I am asking the maker today and will write by tomorrow 10:00.";
        let reply = Reply {
            next_word: Some(next_word(said, w.desk.now())),
            ..words(&format!("Dear Ines,\n\n{said}"))
        };
        w.reply(reply).await;
        let (text, _) = w.other.wait(1).await[0].parts();
        assert_eq!(text.matches("We do not have a plan yet.").count(), 1, "{text}");
        assert!(text.contains("will write by tomorrow 10:00."), "{text}");
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_plan_that_changed_is_one_line_at_the_foot_of_the_next_letter() {
    each(|w| async move {
        let case = w.case;
        w.write(move |tx, now| {
            let keep = Act::Keep {
                can: Some("send the link\nagain".into()),
                cannot: None,
                add: vec!["ask the printer".into()],
            };
            let plan = plans::rules::after(&Plan::default(), keep)?;
            plans::store::keep(tx, case, &plan, now, crate::events::Actor::System)?;
            Ok(())
        })
        .await;
        let mailroom = mailroom::start(w.desk.clone());
        w.reply(words("I have begun.")).await;
        let (text, html) = w.other.wait(1).await[0].parts();
        let line = "Our plan: we can: send the link again · ask the printer (next)";
        assert!(text.contains(line) && html.contains("Our plan:"), "{text}");
        w.reply(words("It goes on.")).await;
        let (text, _) = w.other.wait(2).await[1].parts();
        assert!(!text.contains("Our plan"), "{text}");
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn s4_2_the_slots_leave_as_links_to_the_page_of_their_reader() {
    each(|w| async move {
        let mailroom = mailroom::start(w.desk.clone());
        let slots = "book a call-back: [call-back on today, 14:30]({page}), [call-back on Tuesday, 10:00]({page}).";
        w.reply(words(slots)).await;
        let (text, html) = w.other.wait(1).await[0].parts();
        for part in [&text, &html] {
            assert!(!part.contains("{page}"), "{part}");
        }
        let page = text.lines().find(|l| l.starts_with("http://127.0.0.1:4354/c/"));
        let page = page.expect("the foot leads to the reader's own page").trim();
        let links = format!("<a href=\"{page}\"");
        assert!(html.matches(&links).count() >= 2, "{page}: {html}");
        for slot in ["call-back on today, 14:30", "call-back on Tuesday, 10:00"] {
            assert!(text.contains(slot) && html.contains(slot), "{text}");
        }
        mailroom.stop().await;
    })
    .await;
}
