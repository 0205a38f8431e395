//! Rules by which words of closed cases go.

use std::time::Duration;

use crate::erasure::deeds::keeping;
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;

use super::NOON;

const YEAR: Duration = Duration::from_secs(366 * 86_400);

async fn close(maya: &Browser, case: i64) {
    let path = format!("/cases/{case}/closing");
    let closed = maya.post(&path, &[("exemption", "nothing_to_tell")]).await;
    assert_eq!(closed.status, "303 See Other", "{}", closed.words());
}

/// The same person in a new session: the old one ends after 30 days.
async fn later(desk: &TestDesk, browser: &Browser) -> Browser {
    desk.browser_of(browser.agent.unwrap()).await
}

/// Ines's case is closed, hers of today too, Okafor's is open.
async fn world(desk: &TestDesk) -> (Browser, [i64; 3]) {
    let priya = desk.sign_in("Priya", Role::Admin).await;
    let old = desk.case("Ines", "The periwinkle lamp").await;
    let open = desk.case("Okafor", "The parcel is wet").await;
    close(&priya, old).await;
    desk.advance(YEAR);
    let priya = later(desk, &priya).await;
    let fresh = desk.case("Zoe", "A marzipan cake").await;
    close(&priya, fresh).await;
    (priya, [old, open, fresh])
}

async fn subject(priya: &Browser, case: i64) -> String {
    let case = priya.get(&format!("/api/v1/cases/{case}")).await.value();
    case["subject"].as_str().unwrap().to_owned()
}

async fn words(priya: &Browser, case: i64) -> String {
    let all = priya
        .get(&format!("/api/v1/cases/{case}/messages"))
        .await
        .value();
    all["items"][0]["text"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_rule_is_seen_first_and_takes_only_what_was_closed_long_ago() {
    testing::each(NOON, async |desk| {
        let (priya, [old, open, fresh]) = world(&desk).await;
        let path = "/settings/mailboxes/1/keeping";
        let linked = priya.get("/settings/mailboxes/1").await;
        assert!(linked.text.contains(&format!("href=\"{path}\"")));
        assert!(priya.get(path).await.words().contains("No rule is switched on: everything is kept."));

        let trial = priya.get(&format!("{path}?months=6&takes=words")).await.words();
        assert!(trial.contains("One case with one message and 0 files. Nothing was changed."), "{trial}");
        assert!(trial.contains("The periwinkle lamp") && !trial.contains("marzipan"), "{trial}");
        assert_eq!(keeping::run(&desk.desk).await.unwrap(), 0, "nobody switched it on");
        let wrong = priya.get(&format!("{path}?months=many&takes=words")).await;
        assert_eq!(wrong.status, "422 Unprocessable Entity");
        assert!(wrong.words().contains("Write a number of months from 1 to 240."));
        assert!(wrong.text.contains("value=\"many\""));

        let on = priya.post(path, &[("months", "6"), ("takes", "words")]).await;
        assert_eq!(on.status, "303 See Other");
        let page = priya.get(path).await.words();
        assert!(
            page.contains("6 months after a case was closed: everything that was said goes, subject and people stay."),
            "{page}"
        );
        assert_eq!(keeping::run(&desk.desk).await.unwrap(), 1);
        assert_eq!(words(&priya, old).await, "");
        assert_eq!(subject(&priya, old).await, "The periwinkle lamp");
        assert_eq!(words(&priya, open).await, "The parcel is wet");
        assert_eq!(words(&priya, fresh).await, "A marzipan cake");
        let page = priya.get(&format!("/cases/{old}")).await.words();
        assert!(page.contains("What was said here was erased"), "{page}");
        assert_eq!(keeping::run(&desk.desk).await.unwrap(), 0, "once is enough");

        priya.post(path, &[("off", "yes")]).await;
        desk.advance(YEAR);
        let priya = later(&desk, &priya).await;
        assert_eq!(keeping::run(&desk.desk).await.unwrap(), 0);
        assert_eq!(words(&priya, fresh).await, "A marzipan cake");
    })
    .await;
}

#[tokio::test]
async fn everything_takes_the_people_of_whom_nothing_is_left() {
    testing::each(NOON, async |desk| {
        let (priya, [old, _, _]) = world(&desk).await;
        let again = desk.case("Ines", "And my other lamp").await;
        let path = "/settings/mailboxes/1/keeping";
        priya
            .post(path, &[("months", "1"), ("takes", "everything")])
            .await;
        assert_eq!(keeping::run(&desk.desk).await.unwrap(), 1);
        assert_eq!(subject(&priya, old).await, "");
        assert!(
            priya.get("/people").await.words().contains("Ines"),
            "another case speaks of her"
        );
        close(&priya, again).await;
        desk.advance(YEAR);
        assert_eq!(keeping::run(&desk.desk).await.unwrap(), 2);
        let priya = later(&desk, &priya).await;
        let people = priya.get("/people").await.words();
        assert!(
            !people.contains("Ines") && people.contains("Okafor"),
            "{people}"
        );
        assert_eq!(
            desk.desk.db.integrity().await.unwrap(),
            Vec::<String>::new()
        );
    })
    .await;
}

#[tokio::test]
async fn who_serves_here_is_not_erased() {
    testing::each(NOON, async |desk| {
        let priya = desk.sign_in("Priya", Role::Admin).await;
        desk.case("Ines", "the book").await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let page = maya.get("/people/1").await;
        assert!(
            !page.text.contains("/people/1/erase"),
            "only who looks after the desk may"
        );
        let added = maya
            .post("/people/1/addresses", &[("address", "maya@desk.example")])
            .await;
        assert_eq!(added.status, "303 See Other");
        let refused = priya.get("/people/1/erase").await;
        assert_eq!(refused.status, "409 Conflict");
        assert!(
            refused
                .words()
                .contains("This address belongs to somebody of the team, so nothing was erased."),
            "{}",
            refused.words()
        );
        assert_eq!(
            priya
                .post("/people/1/erase", &[("sure", "yes")])
                .await
                .status,
            "409 Conflict"
        );
        assert!(priya.get("/people/1").await.words().contains("Ines"));
        assert_eq!(priya.get("/people/99/erase").await.status, "404 Not Found");
    })
    .await;
}
