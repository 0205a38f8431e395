//! The letters on their way, as an agent and as a lead reach them.

use super::{NOON, letter, lost_letter, told};
use crate::outbox::Delivery;
use crate::team::Role;
use crate::testing;
use crate::{cases, people};

#[tokio::test]
async fn an_agent_mends_the_letters_of_their_own_cases_and_no_others() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let tom = desk.sign_in("Tom", Role::Agent).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let (case, envelope) = lost_letter(&desk, &maya).await;
        let (agent, now) = (maya.agent.unwrap(), desk.now());
        let me = desk.asker(agent).await;
        desk.write(move |tx| cases::deeds::assign(tx, &me, case, Some(agent), now).map(drop))
            .await;

        let mine = maya.get("/letters").await;
        assert!(
            mine.words().contains("550 5.1.1 No such person here"),
            "{}",
            mine.words()
        );
        assert!(mine.text.contains(&format!("id=\"letter-{envelope}\"")));
        let from_case = maya.get(&format!("/cases/{case}")).await;
        assert!(
            from_case
                .text
                .contains(&format!("href=\"/letters#letter-{envelope}\""))
        );
        assert!(
            tom.get("/letters")
                .await
                .words()
                .contains("Every letter of yours has left.")
        );
        assert!(
            jo.get("/letters")
                .await
                .words()
                .contains("550 5.1.1 No such person here")
        );

        let act = |act: &str| format!("/letters/{envelope}/{act}");
        for (press, field) in [("again", ""), ("told", ""), ("address", "i@example.org")] {
            let not_his = tom.post(&act(press), &[("address", field)]).await;
            assert_eq!(not_his.status, "403 Forbidden");
            let said = "This letter belongs to a case of somebody else.";
            assert!(not_his.words().contains(said), "{}", not_his.words());
        }
        assert_eq!(letter(&desk, case).await.state, Delivery::Failed);

        let typo = maya
            .post(
                &act("address"),
                &[("address", "ines at example"), ("once", "1")],
            )
            .await;
        assert_eq!(typo.status, "422 Unprocessable Entity");
        assert!(
            typo.text.contains("value=\"ines at example\""),
            "{}",
            typo.text
        );
        assert!(
            typo.text
                .contains(&format!("id=\"address-{envelope}-error\""))
        );

        let right = [("address", "ines@new.example"), ("once", "2")];
        let sent = maya.post(&act("address"), &right).await;
        assert_eq!(sent.location(), "/letters", "{}", sent.words());
        let now_at = letter(&desk, case).await;
        assert_eq!(
            (now_at.address.as_str(), now_at.state),
            ("ines@new.example", Delivery::Waiting)
        );
        assert_eq!(told(&desk, case).await.as_deref(), Some("message"));
        let known = desk
            .read(|tx| Ok(people::store::by_address(tx, "ines@new.example")?))
            .await;
        assert!(known.is_some());
    })
    .await;
}
