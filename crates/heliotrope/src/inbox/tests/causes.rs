//! What causes ask of people, on their lists.

use super::NOON;
use crate::testing::{self, Browser};
use crate::web::Role;

/// What a cause asks of somebody stands on their Today, and on nobody else's.
#[tokio::test]
async fn what_a_cause_asks_stands_on_the_day_of_who_is_asked() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let own = maya.agent.unwrap().to_string();
        let asked = async |who: &Browser, path: &str| who.get(path).await.words();
        let causes = [
            "late courier",
            "double charge",
            "no link",
            "wrong size",
            "torn box",
        ];
        for name in causes {
            jo.post("/causes", &[("name", name)]).await;
        }
        let today = asked(&jo, "/today").await;
        assert!(
            today.contains("late courier Nobody looks after it. Say who does."),
            "{today}"
        );
        assert!(today.contains("2 more questions about causes"), "{today}");
        assert!(!asked(&maya, "/today").await.contains("late courier"));

        jo.post("/causes/1", &[("owner", &own)]).await;
        jo.post("/causes/1/changes", &[("state", "asked")]).await;
        let today = maya.get("/today").await;
        assert!(
            today
                .words()
                .contains("late courier What changes, and by when?"),
            "{}",
            today.words()
        );
        assert!(today.text.contains("href=\"/causes/1#changes-title\""));
        assert!(!asked(&jo, "/today").await.contains("late courier"));
        assert!(
            !asked(&maya, "/mine").await.contains("late courier"),
            "on Today alone"
        );

        // One line for each cause, with the words it asks about.
        let late = [
            ("state", "planned"),
            ("text", "Another courier"),
            ("owner", own.as_str()),
            ("due", "2026-03-05"),
        ];
        maya.post("/causes/1/changes", &late).await;
        let second = [
            ("text", "A second courier"),
            ("state", "planned"),
            late[2],
            late[3],
        ];
        maya.post("/causes/1/changes", &second).await;
        desk.advance(std::time::Duration::from_secs(86_400));
        let today = asked(&maya, "/today").await;
        assert!(
            today.contains("late courier Its day is past. Is it done? Another courier"),
            "{today}"
        );
        assert!(!today.contains("A second courier"), "{today}");

        maya.post("/causes/1", &[("fixed", "yes")]).await;
        assert!(!asked(&maya, "/today").await.contains("late courier"));
    })
    .await;
}
