//! The map of trade-offs (V11), its figures, its review and the public page.

use super::*;

#[tokio::test]
async fn the_map_shows_decided_and_lived_with_the_asks_behind_it() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program().await;
        let empty = maya.get("/tradeoffs").await.words();
        assert!(empty.contains("Three examples, none of them yours"), "{empty}");
        let night = json!({ "title": "Answers at night", "because": "we sleep", "so_that": "mornings are good",
            "possible_instead": ["a promise for 8:30"], "public": true });
        let night = tradeoff(&robin, night).await;
        let word = json!({ "title": "Keeps its word", "decided": 5, "measure": "promises" });
        let word = tradeoff(&robin, word).await;
        let mut needs = Vec::new();
        for name in ["Ines", "Okafor", "Lena", "Ivo"] {
            let case = desk.case(name, "Call me at two in the morning").await;
            let need = case_of(&robin, case).await["needs"][0]["id"].clone();
            let no = json!({ "state": "declined", "tradeoff": night });
            robin.patch_json(&format!("/api/v1/cases/{case}/needs/{need}"), no).await;
            needs.push((case, need));
        }
        // One takes the alternative, one opens it again and has it in the end.
        let (case, need) = &needs[0];
        let page = link(&desk, *case, "ines@customer.example").await;
        let need = need.to_string();
        desk.visitor().post(&format!("{page}/take"), &[("need", &need), ("way", "0")]).await;
        let (case, need) = &needs[1];
        let page = link(&desk, *case, "okafor@customer.example").await;
        desk.visitor().post(&format!("{page}/not-yet"), &[("need", &need.to_string())]).await;
        robin.patch_json(&format!("/api/v1/cases/{case}/needs/{need}"), json!({ "state": "met" })).await;
        let map = maya.get("/tradeoffs").await;
        let words = map.words();
        // 4 asked, 1 had it: 1 + 4 / 4.
        assert_eq!(map.status, "200 OK", "{}", map.text);
        assert!(
            words.contains("Answers at night Instead: a promise for 8:30 1 2.0 4 · 100.0 % 1 1 2027-03-05"),
            "{words}"
        );
        assert!(words.contains("Keeps its word 5 – 0 0 0 2027-03-05"), "{words}");
        assert!(map.text.contains("aria-label=\"Decided 1 of 5, lived 2.0\""));
        assert!(words.contains("Of 4 needs settled in the last 90 days 3 were declined."), "{words}");
        let behind = maya.get(&format!("/tradeoffs/{night}")).await.words();
        assert!(behind.contains("Asked for 4 times, had in the end once"), "{behind}");
        assert!(behind.contains("took an alternative") && behind.contains("opened it again met in the end"), "{behind}");
        let asks = maya.get(&format!("/api/v1/tradeoffs/{night}/asks")).await.value();
        assert_eq!(asks["items"].as_array().unwrap().len(), 4);
        let figures = &maya.get(&format!("/api/v1/tradeoffs/{night}")).await.value()["figures"];
        let said = json!({ "asks": 4, "not_yet": 1, "taken": 1, "met": 1, "lived": 2.0 });
        assert_eq!(*figures, said);
        // Reordered by a button; the rows change places.
        let up = maya.post(&format!("/tradeoffs/{word}/place"), &[("to", "up")]).await;
        assert_eq!(up.location(), "/tradeoffs");
        let words = maya.get("/tradeoffs").await.words();
        assert!(words.find("Keeps its word") < words.find("Answers at night"), "{words}");
        let first = robin.patch_json(&format!("/api/v1/tradeoffs/{night}"), json!({ "place": 1 })).await;
        assert_eq!(first.status, "200 OK", "{}", first.text);
        let all = robin.get("/api/v1/tradeoffs").await.value();
        assert_eq!(all["items"][0]["id"], night);
        // Three months later nobody has asked lately.
        desk.advance(Duration::from_secs(91 * 86_400));
        let maya = desk.browser_of(maya.agent.unwrap()).await;
        let words = maya.get("/tradeoffs").await.words();
        assert!(words.contains("1 – 0 0 0 2027-03-05"), "{words}");
    })
    .await;
}

#[tokio::test]
async fn without_an_owner_and_a_day_nothing_is_kept_and_no_word_is_lost() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let fields = [
            ("title", "No phone <line>"),
            ("because", "a person who knows your machine should answer"),
            ("so_that", "every mail is answered in 4 h"),
            ("instead", "book a call-back\r\nwrite to us"),
            ("decided", "1"),
        ];
        let refused = maya.post("/tradeoffs", &fields).await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        let words = refused.words();
        assert!(
            words.contains("Choose who answers for it. Without an owner a trade-off is nobody's."),
            "{words}"
        );
        assert!(
            words.contains("Name the day on which it is looked at again."),
            "{words}"
        );
        assert!(refused.text.contains("value=\"No phone &lt;line&gt;\""));
        assert!(
            refused
                .text
                .contains("\nbook a call-back\nwrite to us</textarea>")
                || refused
                    .text
                    .contains("\nbook a call-back\r\nwrite to us</textarea>")
        );
        let me = maya.agent.unwrap().to_string();
        let mut good = fields.to_vec();
        good.extend([("owner", me.as_str()), ("review_on", "2027-03-05")]);
        let kept = maya.post("/tradeoffs", &good).await;
        assert_eq!(kept.status, "303 See Other", "{}", kept.words());
        let one = maya.get(kept.location()).await.words();
        assert!(one.contains("Maya wrote it"), "{one}");
        // Two at once: the slower one reads that somebody was faster.
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let mut change = good.clone();
        change[1].1 = "the workshop is loud";
        change.push(("version", "1"));
        assert_eq!(
            jo.post(kept.location(), &change).await.status,
            "303 See Other"
        );
        change[1].1 = "nobody hears it ring";
        let slower = maya.post(kept.location(), &change).await;
        assert_eq!(slower.status, "422 Unprocessable Entity");
        assert!(
            slower
                .words()
                .contains("Somebody changed it while you were writing."),
            "{}",
            slower.words()
        );
        assert!(slower.text.contains("nobody hears it ring"));
        let one = maya.get(kept.location()).await.words();
        assert!(one.contains("Jo changed: Because"), "{one}");
        let robin = desk.program().await;
        let bare = robin
            .post_json("/api/v1/tradeoffs", json!({ "title": "No faxes" }))
            .await;
        assert_eq!(bare.status, "422 Unprocessable Entity");
        let missing = json!(["owner", "review_on", "because", "so_that", "instead"]);
        assert_eq!(bare.value()["missing"], missing);
    })
    .await;
}

#[tokio::test]
async fn on_its_day_a_trade_off_asks_its_owner_whether_it_holds() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let new = json!({ "title": "Sunday service", "because": "people rest", "so_that": "Mondays are quick",
            "possible_instead": ["Monday 7:00"], "owner": maya.agent, "review_on": "2026-10-01" });
        let id = tradeoff(&maya, new).await;
        assert!(!maya.get("/today").await.words().contains("Sunday service"));
        desk.advance(Duration::from_secs(211 * 86_400));
        // A sign-in does not last that long.
        let maya = desk.browser_of(maya.agent.unwrap()).await;
        let jo = desk.browser_of(jo.agent.unwrap()).await;
        let today = maya.get("/today").await.words();
        assert!(today.contains("“Sunday service” asks whether it still holds: keep, change, drop"), "{today}");
        assert!(!jo.get("/today").await.words().contains("Sunday service"), "it asks its owner");
        let map = jo.get("/tradeoffs").await.words();
        assert!(map.contains("Sunday service asks Maya whether it still holds. Keep it for a year Change it Drop it"), "{map}");
        let kept = maya.post(&format!("/tradeoffs/{id}/review"), &[("decision", "keep")]).await;
        assert_eq!(kept.status, "303 See Other");
        assert!(!maya.get("/today").await.words().contains("Sunday service"));
        let known = maya.get(&format!("/api/v1/tradeoffs/{id}")).await.value();
        assert_eq!(known["review_on"], "2027-10-02");
        let dropped = maya.post_json(&format!("/api/v1/tradeoffs/{id}/review"), json!({ "decision": "drop" })).await;
        assert_eq!(dropped.status, "201 Created", "{}", dropped.text);
        let found = maya.get("/api/v1/answers?q=su").await.value();
        assert_eq!(found["items"], json!([]));
        let history = maya.get(&format!("/tradeoffs/{id}")).await.words();
        assert!(history.contains("Maya kept it for another year") && history.contains("Maya dropped it"), "{history}");
    })
    .await;
}

#[tokio::test]
async fn everybody_may_read_what_was_marked_public_and_no_more() {
    testing::each(NOON, async |desk| {
        let robin = desk.program().await;
        let nothing = desk.visitor().get("/help/not").await;
        assert!(nothing.words().contains("Nothing stands here yet."), "{}", nothing.words());
        for (title, public, decided) in [("No phone line", true, 1), ("No discounts", false, 2), ("Keeps its word", true, 5)] {
            let new = json!({ "title": title, "because": "a person should answer", "so_that": "letters are quick",
                "possible_instead": ["a call-back"], "public": public, "decided": decided });
            tradeoff(&robin, new).await;
        }
        let page = desk.visitor().get("/help/not").await;
        assert_eq!(page.status, "200 OK");
        let words = page.words();
        assert!(
            words.contains(
                "No phone line Because a person should answer. So that letters are quick. What is possible instead: a call-back"
            ),
            "{words}"
        );
        assert!(!words.contains("No discounts") && !words.contains("Keeps its word"), "{words}");
        assert!(!page.text.contains("<script"), "it needs none");
        let german = desk.visitor().speaking("de").get("/help/not").await.words();
        assert!(german.contains("Was wir nicht tun, und warum"), "{german}");
        let two = robin.get("/api/v1/answers?q=ph").await.value();
        assert_eq!(two["items"][0]["title"], "No phone line");
    })
    .await;
}
