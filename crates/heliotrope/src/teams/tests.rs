//! Teams at the door: whose a case is, who sees it, who is on duty, and what
//! becomes of it when somebody is not here.

mod rota;

use axum::http::Method;
use serde_json::{Value, json};
use std::time::Duration;

use super::store;
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;

/// Jo leads; Maya and Jonas answer. One letter came. 9:00 in Berlin.
struct Desk {
    desk: TestDesk,
    jo: Browser,
    maya: Browser,
    jonas: Browser,
    case: i64,
}

async fn begin(desk: TestDesk) -> Desk {
    let case = desk.case("Ines", "the download link I paid for").await;
    Desk {
        jo: desk.sign_in("Jo", Role::Lead).await,
        maya: desk.sign_in("Maya", Role::Agent).await,
        jonas: desk.sign_in("Jonas", Role::Agent).await,
        case,
        desk,
    }
}

const NINE: &str = "2026-03-05T08:00:00Z";

async fn each(test: impl AsyncFn(Desk)) {
    testing::each(NINE, async |desk| test(begin(desk).await).await).await;
}

impl Desk {
    /// A team of these, with the mailbox of the desk.
    async fn team(&self, name: &str, members: &[&Browser], leads: &[&Browser]) -> i64 {
        let ids = |all: &[&Browser]| all.iter().map(|b| b.agent).collect::<Vec<_>>();
        let wanted =
            json!({ "name": name, "members": ids(members), "leads": ids(leads), "mailboxes": [1] });
        let made = self.jo.post_json("/api/v1/teams", wanted).await;
        assert_eq!(made.status, "201 Created", "{}", made.text);
        made.value()["id"].as_i64().unwrap()
    }

    async fn sees(&self, who: &Browser, path: &str) -> bool {
        who.get(path)
            .await
            .text
            .contains(&format!("href=\"/cases/{}", self.case))
    }

    async fn case(&self) -> Value {
        self.jo
            .get(&format!("/api/v1/cases/{}", self.case))
            .await
            .value()
    }

    /// Maya takes the case and promises a word for three o'clock.
    async fn promised(&self, close: bool) {
        let path = format!("/cases/{}/owner", self.case);
        self.maya.post(&path, &[("owner", "me")]).await;
        let reply = json!({
            "kind": "reply", "text": "I ask the press.", "close": close,
            "next_word": { "due": "2026-03-05T14:00:00Z", "text": "You hear from us by three." },
        });
        let path = format!("/api/v1/cases/{}/messages", self.case);
        let sent = self.maya.post_json(&path, reply).await;
        assert_eq!(sent.status, "201 Created", "{}", sent.text);
    }
}

#[tokio::test]
async fn s3_3_a_promise_falls_to_the_team_and_its_taker_sees_the_words() {
    each(async |d| {
        d.promised(true).await;
        assert!(
            !d.sees(&d.jonas, "/today").await,
            "it sleeps, and is Maya's"
        );
        let gone = d
            .maya
            .post("/settings/me/away", &[("until", "2026-03-09")])
            .await;
        assert_eq!(
            (gone.status.as_str(), gone.location()),
            ("303 See Other", "/settings/me#away")
        );
        assert!(d.sees(&d.jonas, "/today").await && d.sees(&d.jonas, "/free").await);
        let live = d.jonas.get("/api/v1/promises").await.value();
        assert_eq!(live["items"][0]["owner"], Value::Null);
        assert_eq!(live["items"][0]["text"], "You hear from us by three.");
        let page = d.jonas.get(&format!("/cases/{}", d.case)).await.words();
        for words in [
            "You hear from us by three.",
            "Maya is not here: the case is the team’s",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        d.jonas
            .post(&format!("/cases/{}/owner", d.case), &[("owner", "me")])
            .await;
        let live = d.jonas.get("/api/v1/promises").await.value();
        assert_eq!(live["items"][0]["owner"], d.jonas.agent.unwrap());
        // Maya reads who took it; nothing comes back by itself.
        let mine = d.maya.get("/settings/me").await.words();
        for words in [
            "You are away until",
            "What you owed stands with the team.",
            "one promise · Jonas has it",
        ] {
            assert!(mine.contains(words), "{words}: {mine}");
        }
        d.maya.post("/settings/me/back", &[]).await;
        let mine = d.maya.get("/settings/me").await.words();
        assert!(
            mine.contains("I am away now") && mine.contains("Jonas has it"),
            "{mine}"
        );
        assert_eq!(d.case().await["owner"]["name"], "Jonas");
    })
    .await;
}

#[tokio::test]
async fn who_leaves_or_is_set_away_by_a_lead_leaves_nothing_to_nobody() {
    each(async |d| {
        d.promised(false).await;
        let maya = d.maya.agent.unwrap();
        let ill =
            d.jo.post(&format!("/settings/people/{maya}/away"), &[])
                .await;
        assert_eq!(ill.location(), "/settings/teams");
        let page = d.jo.get("/settings/teams").await.words();
        assert!(page.contains("Maya away"), "{page}");
        assert_eq!(d.case().await["owner"], Value::Null);
        // Given back, and then she leaves for good.
        d.jo.post(&format!("/settings/people/{maya}/back"), &[])
            .await;
        d.jo.post(
            &format!("/cases/{}/owner", d.case),
            &[("owner", &maya.to_string())],
        )
        .await;
        assert_eq!(d.case().await["owner"]["name"], "Maya");
        let priya = d.desk.sign_in("Priya", Role::Admin).await;
        let left = priya
            .post(&format!("/settings/people/{maya}/disable"), &[])
            .await;
        assert_eq!(left.location(), "/settings/people");
        assert_eq!(d.case().await["owner"], Value::Null);
        assert_eq!(
            d.jo.get("/api/v1/promises").await.value()["items"][0]["owner"],
            Value::Null
        );
    })
    .await;
}

/// What was closed when she went has no owner who reads it when it opens again.
#[tokio::test]
async fn a_case_that_opens_again_while_its_owner_is_away_is_the_teams() {
    each(async |d| {
        d.maya
            .post(&format!("/cases/{}/owner", d.case), &[("owner", "me")])
            .await;
        let path = format!("/api/v1/cases/{}/messages", d.case);
        let sent = d
            .maya
            .post_json(
                &path,
                json!({ "kind": "reply", "text": "Here.", "close": true }),
            )
            .await;
        assert_eq!(sent.status, "201 Created", "{}", sent.text);
        d.maya.post("/settings/me/away", &[]).await;
        assert_eq!(
            d.case().await["owner"]["name"],
            "Maya",
            "what is closed stays hers"
        );
        let case = d.case;
        d.desk
            .write(move |tx| {
                let row = crate::cases::store::lock(tx, case)?.unwrap();
                let now = crate::kit::At(row.opened_at.0 + 3_600_000_000);
                let need = crate::needs::store::of_case(tx, case)?[0].id;
                let person = row.person;
                crate::cases::deeds::not_yet(tx, row, person, need, now)
            })
            .await;
        assert_eq!(d.case().await["owner"], Value::Null);
        assert!(d.sees(&d.jonas, "/today").await);
    })
    .await;
}

#[tokio::test]
async fn every_refusal_of_away_says_what_to_do_next() {
    each(async |d| {
        let (maya, jo) = (d.maya.agent.unwrap(), d.jo.agent.unwrap());
        let say = async |who: &Browser, id: i64, body: Value| {
            let answer = who
                .post_json(&format!("/api/v1/agents/{id}/away"), body)
                .await;
            (
                answer.status.clone(),
                answer.value()["detail"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
            )
        };
        // For others: who leads.
        assert_eq!(say(&d.maya, jo, json!({})).await.0, "403 Forbidden");
        let past = "That day is over. Choose one that is still to come, or leave it empty.";
        let until = json!({ "until": "2026-03-05T07:00:00Z" });
        assert_eq!(
            say(&d.jo, maya, until).await,
            ("422 Unprocessable Entity".into(), past.into())
        );
        let nobody = "There is no colleague 99 who can be given a case. Choose somebody else.";
        assert_eq!(
            say(&d.jo, 99, json!({})).await,
            ("404 Not Found".into(), nobody.into())
        );
        let wrong = d
            .maya
            .post("/settings/me/away", &[("until", "2026-02-30")])
            .await;
        assert_eq!(wrong.status, "422 Unprocessable Entity");
        assert!(
            wrong
                .words()
                .contains("Choose a date that exists, or leave it empty."),
            "{}",
            wrong.words()
        );
        let there = d.maya.get("/api/v1/agents").await.value();
        assert!(
            there["items"]
                .as_array()
                .unwrap()
                .iter()
                .all(|a| a["away"].is_null()),
            "{there}"
        );
    })
    .await;
    let desk = TestDesk::at(NINE).await;
    let ana = desk.sign_in("Ana", Role::Admin).await;
    let alone = ana.post("/settings/me/away", &[]).await;
    assert_eq!(alone.status, "409 Conflict");
    let words = "You are alone at this desk, so there is nobody to take over what you promised. \
        Tell the people a new date before you go.";
    assert!(alone.words().contains(words), "{}", alone.words());
    // Nothing that needs a second person stands on the pages of one.
    for path in ["/settings/me", "/today"] {
        let page = ana.get(path).await;
        assert!(
            !page.text.contains("/settings/teams") && !page.text.contains("/away"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_case_of_a_team_stands_with_its_members_until_one_takes_it() {
    each(async |d| {
        let team = d.team("Billing", &[&d.maya], &[]).await;
        // The case that was there belongs to everybody; the next one to the team.
        assert!(d.sees(&d.jonas, "/today").await);
        let d = Desk {
            case: d.desk.case("Okafor", "the parcel is wet").await,
            ..d
        };
        assert_eq!(d.case().await["team"]["name"], "Billing");
        assert!(d.sees(&d.maya, "/today").await && d.sees(&d.maya, "/free").await);
        assert!(!d.sees(&d.jonas, "/today").await && !d.sees(&d.jonas, "/free").await);
        // Anybody may look at the list of a team.
        let list = d.jonas.get(&format!("/teams/{team}")).await;
        assert!(
            list.words().contains("Billing")
                && list
                    .text
                    .contains(&format!("/cases/{}?team={team}", d.case))
        );
        let beside = d
            .jonas
            .get(&format!("/cases/{}?team={team}", d.case))
            .await
            .words();
        assert!(beside.contains("Billing"), "{beside}");
        d.jonas
            .post(&format!("/cases/{}/owner", d.case), &[("owner", "me")])
            .await;
        assert!(d.sees(&d.jonas, "/today").await && !d.sees(&d.maya, "/today").await);
        assert!(
            d.sees(&d.maya, &format!("/teams/{team}")).await,
            "it is still the team's"
        );
        let listed = d
            .maya
            .get(&format!("/api/v1/cases?team={team}"))
            .await
            .value();
        assert_eq!(listed["items"][0]["number"], d.case);
        // Set free, it is the team's again; given to everybody, everybody's.
        let path = format!("/api/v1/cases/{}", d.case);
        d.jonas.patch_json(&path, json!({ "owner": null })).await;
        assert!(d.sees(&d.maya, "/today").await && !d.sees(&d.jonas, "/today").await);
        d.maya
            .post(
                &format!("/cases/{}/owner", d.case),
                &[("owner", "everybody")],
            )
            .await;
        assert!(d.sees(&d.jonas, "/today").await);
        let given = format!("team-{team}");
        d.jonas
            .post(&format!("/cases/{}/owner", d.case), &[("owner", &given)])
            .await;
        let page = d.maya.get(&format!("/cases/{}", d.case)).await.words();
        assert!(page.contains("Jonas gave the case to Billing"), "{page}");
        // Nobody of the team is here: it is everybody's to see.
        d.maya.post("/settings/me/away", &[]).await;
        assert!(d.sees(&d.jonas, "/today").await);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_of_a_team_is_refused_and_stays_typed() {
    each(async |d| {
        let team = d.team("Billing", &[&d.maya], &[]).await;
        let say = async |body: Value| {
            let answer = d.jo.post_json("/api/v1/teams", body).await;
            (answer.status.clone(), answer.value()["detail"].as_str().unwrap_or_default().to_owned())
        };
        for (body, status, words) in [
            (json!({ "name": "billing", "members": [1] }), "409 Conflict",
                "There is a team billing already. Choose another name."),
            (json!({ "name": " ", "members": [1] }), "422 Unprocessable Entity",
                "A team needs a name of at most 60 characters."),
            (json!({ "name": "Returns", "members": [] }), "422 Unprocessable Entity",
                "A team needs at least one member: otherwise nobody would see its cases."),
            (json!({ "name": "Returns", "members": [1], "mailboxes": [7] }), "422 Unprocessable Entity",
                "There is no mailbox 7. Choose one that is there."),
            (json!({ "name": "Returns", "members": [99] }), "422 Unprocessable Entity",
                "There is no colleague 99 who can be given a case. Choose somebody else."),
        ] {
            assert_eq!(say(body).await, (status.to_owned(), words.to_owned()));
        }
        let form = d.jo.post("/settings/teams", &[("name", "Returns")]).await;
        assert_eq!(form.status, "422 Unprocessable Entity");
        assert!(form.text.contains("value=\"Returns\""), "{}", form.text);
        let case = d.desk.case("Okafor", "the parcel is wet").await;
        let kept = d.jo.delete(&format!("/api/v1/teams/{team}")).await;
        let words = format!("Billing still has open cases, for example {case}. Give them to somebody else first.");
        assert_eq!(kept.value()["detail"], words.as_str());
        d.jo.patch_json(&format!("/api/v1/cases/{case}"), json!({ "team": null })).await;
        assert_eq!(d.jo.delete(&format!("/api/v1/teams/{team}")).await.status, "200 OK");
        let gone = d.jo.get(&format!("/teams/{team}")).await.words();
        assert!(gone.contains(&format!("There is no team {team}.")), "{gone}");
        let both = d.jo.get(&format!("/api/v1/cases?view=free&team={team}")).await.value();
        let words = "Ask for a team alone: its list is not one of the views, and words are looked for in all cases.";
        assert_eq!(both["detail"], words);
    })
    .await;
}

#[tokio::test]
async fn on_duty_is_who_was_put_there_then_who_leads_then_who_leads_the_house() {
    each(async |d| {
        let team = d.team("Billing", &[&d.maya, &d.jonas], &[&d.maya]).await;
        let on_duty = async |team| {
            let now = d.desk.now();
            let found = d
                .desk
                .read(move |tx| Ok(store::on_duty(tx, team, now)?))
                .await;
            found.map_or_else(|| "nobody".to_owned(), |(_, name)| name)
        };
        assert_eq!(
            (on_duty(Some(team)).await, on_duty(None).await),
            ("Maya".into(), "Jo".into())
        );
        let path = format!("/settings/teams/{team}/duty");
        let jonas = d.jonas.agent.unwrap().to_string();
        let put = async |from: &str, until: &str| {
            d.jo.post(
                &path,
                &[("agent", jonas.as_str()), ("from", from), ("until", until)],
            )
            .await
        };
        let wrong = put("2026-03-05T17:00", "2026-03-05T09:00").await;
        assert_eq!(wrong.status, "422 Unprocessable Entity");
        assert!(
            wrong
                .words()
                .contains("Duty ends after it begins, and is not over yet. Choose both times."),
            "{}",
            wrong.words()
        );
        assert!(wrong.text.contains("2026-03-05T17:00"));
        assert_eq!(
            put("2026-03-05T08:00", "2026-03-05T12:00").await.status,
            "303 See Other"
        );
        assert_eq!(on_duty(Some(team)).await, "Jonas");
        let list = d.maya.get(&format!("/teams/{team}")).await.words();
        assert!(list.contains("On duty: Jonas"), "{list}");
        d.jonas.post("/settings/me/away", &[]).await;
        assert_eq!(on_duty(Some(team)).await, "Maya");
        d.maya.post("/settings/me/away", &[]).await;
        assert_eq!(on_duty(Some(team)).await, "Jo");
        d.jonas.post("/settings/me/back", &[]).await;
        d.desk.advance(Duration::from_secs(5 * 3600));
        d.maya
            .json(Method::DELETE, "/api/v1/agents/me/away", Value::Null)
            .await;
        assert_eq!(on_duty(Some(team)).await, "Maya", "his watch is over");
    })
    .await;
}

/// Somebody is away until a day, and it begins: nobody has to press anything.
#[tokio::test]
async fn away_ends_by_itself_on_its_day() {
    each(async |d| {
        d.maya
            .post("/settings/me/away", &[("until", "2026-03-06")])
            .await;
        let page = d.jonas.get(&format!("/cases/{}", d.case)).await.words();
        assert!(page.contains("Maya (away until tomorrow 00:00)"), "{page}");
        d.desk.advance(Duration::from_secs(24 * 3600));
        let there = d.jonas.get("/api/v1/agents").await.value();
        assert!(
            there["items"]
                .as_array()
                .unwrap()
                .iter()
                .all(|a| a["away"].is_null()),
            "{there}"
        );
        // And she can go again.
        let again = d.maya.post("/settings/me/away", &[]).await;
        assert_eq!(again.status, "303 See Other");
    })
    .await;
}
