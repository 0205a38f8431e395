//! What is screened: read in full, let in with its own time, and let go only
//! by a person's press.

use std::time::Duration;

use super::doors::mailbox;
use super::letter;
use crate::intake::{self, Arrived, Door, deeds};
use crate::testing::{self, TestDesk};
use crate::web::Role;
use store::Sql;

const NOON: &str = "2026-03-05T11:00:00Z";
const DAY: Duration = Duration::from_secs(86_400);

/// A trapped form, held back. Its number.
async fn trapped(desk: &TestDesk, text: &str) -> i64 {
    let fields = [
        ("text", text),
        ("from", "ines@example.org"),
        ("website", "http://x"),
    ];
    let sent = desk.visitor().post("/write", &fields).await;
    assert_eq!(sent.status, "200 OK");
    let newest = Sql::new("SELECT MAX(id) FROM arrival", file!(), line!());
    desk.count(newest).await
}

#[tokio::test]
async fn s10_5_what_is_screened_is_read_in_full_and_let_in_with_its_own_time() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        let long = format!("You won a prize. {}The end.", "Really. ".repeat(200));
        let held = trapped(&desk, &long).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let list = maya.get("/screened").await;
        assert!(list.text.contains(&format!("<a href=\"/screened/{held}\"")));
        assert!(
            !list.words().contains("The end."),
            "the list shows the beginning"
        );
        let page = maya.get(&format!("/screened/{held}")).await;
        for says in [
            "Really. The end.",
            "ines@example.org",
            "a field was filled that only programs see",
        ] {
            assert!(page.words().contains(says), "{says}: {}", page.words());
        }
        desk.advance(DAY * 2);
        let kept = maya.post(&format!("/screened/{held}/keep"), &[]).await;
        assert_eq!(kept.location(), "/cases/1");
        let case = maya.get("/api/v1/cases/1").await.value();
        assert_eq!(case["state"], "open");
        let message = maya.get("/api/v1/cases/1/messages").await.value();
        assert_eq!(message["items"][0]["at"], NOON);
        let opened = Sql::new("SELECT since FROM cases WHERE number = 1", file!(), line!());
        assert_eq!(desk.count(opened).await, desk.now().minus(DAY * 2).0);
        let again = maya.get(&format!("/screened/{held}")).await;
        assert_eq!(
            again.location(),
            "/cases/1",
            "who comes late is led to the case"
        );
    })
    .await;
}

#[tokio::test]
async fn what_can_go_leaves_thirty_days_later_and_comes_back_until_then() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        let (gone, back) = (
            trapped(&desk, "Cheap watches").await,
            trapped(&desk, "My lost ring").await,
        );
        let maya = desk.sign_in("Maya", Role::Agent).await;
        for id in [gone, back] {
            let went = maya.post(&format!("/screened/{id}/go"), &[]).await;
            assert_eq!(went.location(), format!("/screened?went={id}"));
        }
        let list = maya.get(&format!("/screened?went={back}")).await;
        assert!(
            list.words()
                .contains("It can go now, and leaves in 30 days."),
            "{}",
            list.words()
        );
        assert!(list.words().contains("Nothing is held back."));
        let leaving = maya.get("/screened/leaving").await.words();
        assert!(
            leaving.contains("Cheap watches") && leaving.contains("My lost ring"),
            "{leaving}"
        );
        desk.advance(DAY * 29);
        assert_eq!(deeds::remove(&desk.desk).await.unwrap(), 0);
        maya.post(&format!("/screened/{back}/stay"), &[]).await;
        assert!(maya.get("/screened").await.words().contains("My lost ring"));
        desk.advance(DAY * 2);
        // Sessions end after 30 days without a use.
        let maya = desk.browser_of(maya.agent.unwrap()).await;
        assert_eq!(deeds::remove(&desk.desk).await.unwrap(), 1);
        assert_eq!(deeds::remove(&desk.desk).await.unwrap(), 0);
        assert_eq!(
            maya.get(&format!("/screened/{gone}")).await.status,
            "404 Not Found"
        );
        let kept = maya.post(&format!("/screened/{gone}/keep"), &[]).await;
        assert_eq!(
            kept.location(),
            "/screened",
            "there is nothing left to let in"
        );
        let uses = Sql::new(
            "SELECT COUNT(*) FROM blob_use WHERE owner = 'arrival'",
            file!(),
            line!(),
        );
        assert_eq!(desk.count(uses).await, 1, "the other one is whole");
        let ledger = desk.read(|tx| Ok(intake::store::ledger(tx)?)).await;
        assert!(ledger.sums_up());
        assert_eq!((ledger.arrivals, ledger.screened), (2, 2));

        desk.advance(DAY * 400);
        let maya = desk.browser_of(maya.agent.unwrap()).await;
        assert_eq!(
            deeds::remove(&desk.desk).await.unwrap(),
            0,
            "nobody said that it can go"
        );
        let kept = maya.post(&format!("/screened/{back}/keep"), &[]).await;
        assert_eq!(kept.location(), "/cases/1");
        let late = maya.post(&format!("/screened/{back}/go"), &[]).await;
        assert_eq!(late.status, "409 Conflict");
        assert!(
            late.words()
                .contains("This is not held back any more, so it cannot go.")
        );
    })
    .await;
}

#[tokio::test]
async fn a_machine_in_our_own_name_waits_for_a_person() {
    testing::each(NOON, async |desk| {
        mailbox(&desk).await;
        let html = "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8";
        let words = "<p>We are <b>away</b><script>x()</script><img src=\"https://spy.example/p.gif\"></p>";
        let arrived = Arrived {
            peer: None,
            door: Door::Receive,
            bytes: letter("Help <help@desk.example>", "loop@desk.example", html, words),
            sender: String::new(),
            recipients: vec!["help@desk.example".to_owned()],
        };
        let verdict = intake::receive(&desk.desk, arrived).await.unwrap();
        assert_eq!(verdict.shown(), "screened");
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let path = format!("/screened/{}", verdict.arrival);
        let page = maya.get(&path).await;
        let why = "an automatic letter in the name of one of our own addresses";
        assert!(page.words().contains(why), "{}", page.words());
        assert!(page.text.contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\""));
        let frame = maya.get(&format!("{path}/html")).await;
        assert!(frame.header("content-security-policy").contains("sandbox"));
        assert!(frame.text.contains("<b>away</b>"), "{}", frame.text);
        assert!(!frame.text.contains("x()") && !frame.text.contains("spy.example"));
        let kept = maya.post(&format!("{path}/keep"), &[]).await;
        assert_eq!(kept.location(), "/cases/1", "a person lets in whatever they want");
    })
    .await;
}
