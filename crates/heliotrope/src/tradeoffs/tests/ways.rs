//! The ways of a no: offered on days on which somebody is here, and chosen.

use super::{NOON, case_of, letter, tradeoff};
use crate::testing;
use crate::web::Role;
use serde_json::json;

#[tokio::test]
async fn s4_2_nobody_is_offered_a_call_back_on_a_holiday() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program().await;
        let case = desk.case("Ines", "Give me a phone number now").await;
        let week = [
            ("name", "Office"),
            ("zone", "Europe/Berlin"),
            ("mailbox", "1"),
            ("monday", "9-17"),
            ("tuesday", "9-17"),
            ("wednesday", "9-17"),
            ("thursday", "9-17"),
            ("friday", "9-17"),
        ];
        let made = jo.post("/settings/hours", &week).await;
        assert_eq!(made.status, "303 See Other", "{}", made.words());
        let days = made.location().split('?').next().unwrap().to_owned() + "/days";
        // Today we close at noon; on Tuesday nobody is here.
        for day in [
            [("date", "2026-03-05"), ("name", "Party"), ("hours", "9-12")],
            [("date", "2026-03-10"), ("name", "Inventory"), ("hours", "")],
        ] {
            let kept = jo.post(&days, &day).await;
            assert_eq!(kept.status, "303 See Other", "{}", kept.words());
        }
        let phone = json!({
            "title": "No phone line", "because": "a person who knows your machine should answer",
            "so_that": "every mail is answered in 4 h", "possible_instead": ["write to us"],
            "slots": ["tue 10:00", "thu 14:30"],
        });
        let phone = tradeoff(&robin, phone).await.to_string();
        let need = case_of(&maya, case).await["needs"][0]["id"].to_string();
        let form = maya
            .get(&format!("/cases/{case}?no={need}&pick={phone}"))
            .await;
        for way in [
            "call-back on Thursday, 12 March, 14:30",
            "call-back on Tuesday, 17 March, 10:00",
        ] {
            assert!(form.words().contains(way), "{way}: {}", form.words());
        }
        let put = [("no_act", "draft"), ("no_tradeoff", phone.as_str())];
        let put = maya
            .post(&format!("/cases/{case}/needs/{need}/no"), &put)
            .await;
        assert_eq!(put.status, "303 See Other", "{}", put.words());
        let text = letter(&maya.get(&format!("/cases/{case}")).await);
        assert!(
            text.ends_with(
                "[call-back on Thursday, 12 March, 14:30]({page}), \
                 [call-back on Tuesday, 17 March, 10:00]({page})."
            ),
            "{text}"
        );
    })
    .await;
}

#[tokio::test]
async fn ways_that_were_all_unticked_stay_unticked() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let robin = desk.program().await;
        let phone = json!({
            "title": "No phone line", "because": "a person who knows your machine should answer",
            "so_that": "every mail is answered in 4 h", "possible_instead": ["write to us"],
            "slots": ["tue 10:00"],
        });
        let phone = tradeoff(&robin, phone).await.to_string();
        let case = desk.case("Ines", "Give me a phone number now").await;
        let need = case_of(&maya, case).await["needs"][0]["id"].to_string();
        let form = maya
            .get(&format!("/cases/{case}?no={need}&pick={phone}"))
            .await;
        let ticked = |page: &testing::Reply| {
            let ways = page.text.split("name=\"no_way\"").skip(1);
            ways.filter(|way| {
                way.split('>')
                    .next()
                    .unwrap_or_default()
                    .contains(" checked")
            })
            .count()
        };
        assert_eq!(ticked(&form), 3, "{}", form.words());
        // Nothing is possible and nobody can help: that is no honest no.
        let path = format!("/cases/{case}/needs/{need}/no");
        let none = [
            ("no_act", "draft"),
            ("no_tradeoff", phone.as_str()),
            ("no_ways", "shown"),
        ];
        let refused = maya.post(&path, &none).await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        assert!(
            refused
                .words()
                .contains("Say what is possible, or who can help."),
            "{}",
            refused.words()
        );
        assert_eq!(ticked(&refused), 0, "none was put back");
        // A way of one's own takes their place.
        let mut own = none.to_vec();
        own.push(("no_more", "come to the shop"));
        let put = maya.post(&path, &own).await;
        assert_eq!(put.status, "303 See Other", "{}", put.words());
        let text = letter(&maya.get(&format!("/cases/{case}")).await);
        assert!(
            text.ends_with("What we can do: come to the shop."),
            "{text}"
        );
    })
    .await;
}
