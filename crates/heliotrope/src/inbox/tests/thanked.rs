//! S1.4 at the doors of the mail and of the page.

use super::merging::{INES, letter};
use super::{NOON, reply, state};
use crate::testing;
use crate::web::Role;
use std::time::Duration;

#[tokio::test]
async fn s1_4_thanks_by_mail_make_no_work_and_reach_who_helped() {
    testing::each(NOON, async |desk| {
        desk.mailbox().await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let noor = desk.sign_in("Noor", Role::Agent).await;
        let case = letter(&desk, INES, "a@x", "", "Where is my book?").await;
        let sent = reply(&maya, case, "It left us today.", &[("close", "true")]).await;
        assert_eq!(sent.status, "303 See Other", "{}", sent.words());
        let path = format!("/api/v1/cases/{case}/messages");
        let messages = maya.get(&path).await.value();
        let ours = messages["items"][1]["message_id"].as_str().unwrap();
        let before = state(&maya, case).await;
        assert_eq!(before["state"], "closed");
        let figures = jo.get("/api/v1/lead").await.value();

        desk.advance(Duration::from_secs(3600));
        let came = letter(&desk, INES, "b@x", ours, "Thanks, got it!").await;
        assert_eq!(came, case);

        // It stands in the case, and nothing else of the case has moved.
        let messages = maya.get(&path).await.value();
        assert_eq!(messages["items"][2]["text"], "Thanks, got it!");
        let after = state(&maya, case).await;
        for what in ["state", "turn", "needs", "owner", "next_word"] {
            assert_eq!(after[what], before[what], "{what}");
        }
        // No queue has it, and no figure of the team has begun to count.
        for view in ["today", "mine", "free", "waiting", "later"] {
            let listed = maya
                .get(&format!("/api/v1/cases?view={view}"))
                .await
                .value();
            assert_eq!(listed["items"].as_array().map(Vec::len), Some(0), "{view}");
        }
        let now = jo.get("/api/v1/lead").await.value();
        for what in figures.as_object().unwrap().keys() {
            assert_eq!(now[what], figures[what], "{what}");
        }

        // Maya, who helped, reads it on Today, once; Noor did not help.
        let says = "Ines Ebner says thanks:";
        let today = maya.get("/today").await.words();
        assert!(
            today.contains(says) && today.contains("Thanks, got it!"),
            "{today}"
        );
        assert!(!noor.get("/today").await.words().contains(says));
        let thanks = messages["items"][2]["id"].to_string();
        maya.post(&format!("/thanks/{thanks}"), &[]).await;
        assert!(!maya.get("/today").await.words().contains(says));

        // A question after it is work again.
        letter(&desk, INES, "c@x", "b@x", "The cover is torn, what now?").await;
        assert_eq!(state(&maya, case).await["turn"], "us");
        assert_eq!(state(&maya, case).await["state"], "open");
    })
    .await;
}
