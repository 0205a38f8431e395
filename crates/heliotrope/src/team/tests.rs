//! At the real door: signing in and out, links, roles, tokens, settings.

use std::time::Duration;

use store::sql;

use super::deeds::{By, Purpose};
use super::{Role, hash_password};
use crate::testing::{self, TestDesk};

const NOON: &str = "2026-03-05T11:00:00Z";
const PASSWORD: &str = "sieben gelbe Schirme";

async fn with_password(desk: &TestDesk, name: &'static str, role: Role) -> i64 {
    let agent = desk.agent(name, role).await;
    let hash = hash_password(PASSWORD.to_owned()).await.unwrap();
    let now = desk.now();
    desk.write(move |tx| super::set_password(tx, agent, &hash, By::Command, now))
        .await;
    agent
}

#[tokio::test]
async fn an_agent_signs_in_and_out() {
    testing::each(NOON, async |desk| {
        with_password(&desk, "Maya", Role::Agent).await;
        let page = desk.visitor().get("/settings/me?x=1").await;
        assert_eq!(
            (page.status.as_str(), page.location()),
            ("303 See Other", "/sign-in?next=%2Fsettings%2Fme%3Fx%3D1")
        );

        let (maya, reply) = desk
            .visitor()
            .sign_in_with("MAYA@desk.example ", PASSWORD)
            .await;
        assert_eq!(
            (reply.status.as_str(), reply.location()),
            ("303 See Other", "/today")
        );
        let cookie = reply.header("set-cookie");
        assert!(cookie.starts_with("heliotrope="), "{cookie}");
        assert!(
            cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000"),
            "{cookie}"
        );
        assert_eq!(maya.get("/settings/me").await.status, "200 OK");

        let out = maya.post("/sign-out", &[]).await;
        assert_eq!(
            (out.status.as_str(), out.location()),
            ("303 See Other", "/sign-in")
        );
        assert_eq!(maya.get("/settings/me").await.status, "303 See Other");
        let deeds = sql!("SELECT COUNT(*) FROM audit WHERE deed IN ('sign-in', 'sign-out')");
        assert_eq!(desk.count(deeds).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_refused_sign_in_brings_back_the_address_and_tells_nothing() {
    let desk = TestDesk::at(NOON).await;
    with_password(&desk, "Maya", Role::Agent).await;
    let sentence = "That address and password do not belong together.";
    for address in ["maya@desk.example", "nobody@desk.example", "<i>\"@x"] {
        let fields = [
            ("address", address),
            ("password", "not the password"),
            ("next", "/cases/7"),
        ];
        let reply = desk.visitor().post("/sign-in", &fields).await;
        assert_eq!(reply.status, "422 Unprocessable Entity");
        assert!(reply.words().contains(sentence), "{}", reply.words());
        let kept = maud::html! { (address) }.into_string();
        assert!(
            reply.text.contains(&format!("value=\"{kept}\"")),
            "{address} came back as typed"
        );
        assert!(reply.text.contains("name=\"next\" value=\"/cases/7\""));
        assert!(!reply.text.contains("not the password"));
        assert_eq!(reply.cookie(), None);
    }
    let german = desk
        .visitor()
        .speaking("de-AT")
        .post("/sign-in", &[("address", "x"), ("password", "y")])
        .await;
    assert!(
        german
            .words()
            .contains("Diese Adresse und dieses Passwort gehören nicht zusammen.")
    );
}

#[tokio::test]
async fn an_account_can_be_tried_ten_times_and_then_waits() {
    let desk = TestDesk::at(NOON).await;
    with_password(&desk, "Maya", Role::Agent).await;
    let fields = [("address", "maya@desk.example"), ("password", "wrong")];
    for _ in 0..10 {
        assert_eq!(
            desk.visitor().post("/sign-in", &fields).await.status,
            "422 Unprocessable Entity"
        );
    }
    let reply = desk.visitor().post("/sign-in", &fields).await;
    assert_eq!(reply.status, "429 Too Many Requests");
    assert!(
        reply
            .words()
            .contains("That was tried many times in a short while. Try again in"),
        "{}",
        reply.words()
    );
    assert!(reply.text.contains("value=\"maya@desk.example\""));
}

#[tokio::test]
async fn a_session_ends_thirty_days_after_its_last_use() {
    let desk = TestDesk::at(NOON).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let day = Duration::from_secs(86_400);
    for _ in 0..3 {
        desk.advance(day * 29);
        assert_eq!(maya.get("/settings/me").await.status, "200 OK");
    }
    desk.advance(day * 30);
    assert_eq!(maya.get("/settings/me").await.status, "303 See Other");
}

#[tokio::test]
async fn the_last_use_is_written_at_most_hourly() {
    let desk = TestDesk::at(NOON).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let used = sql!("SELECT MAX(used_at) FROM session");
    let first = desk.count(used).await;
    desk.advance(Duration::from_secs(3599));
    maya.get("/settings/me").await;
    assert_eq!(desk.count(used).await, first);
    desk.advance(Duration::from_secs(1));
    maya.get("/settings/me").await;
    assert_eq!(desk.count(used).await, desk.now().0);
}

#[tokio::test]
async fn a_link_is_used_by_a_press_and_never_by_a_visit() {
    testing::each(NOON, async |desk| {
        let maya = desk.agent("Maya", Role::Agent).await;
        let now = desk.now();
        let path = desk.write(move |tx| super::link_to(tx, maya, Purpose::SignIn, By::Command, now)).await;
        for _ in 0..3 {
            let page = desk.visitor().get(&path).await;
            assert_eq!(page.status, "200 OK");
            assert_eq!(
                page.words(),
                "Sign in as Maya This link is for maya@desk.example and works once. One press signs you in \
                 on this device, for 30 days from the last use. Sign in"
            );
        }
        let mut browser = desk.visitor();
        let pressed = browser.post(&path, &[]).await;
        assert_eq!((pressed.status.as_str(), pressed.location()), ("303 See Other", "/today"));
        browser.cookie = pressed.cookie();
        assert_eq!(browser.get("/settings/me").await.status, "200 OK");

        let again = desk.visitor().post(&path, &[]).await;
        assert_eq!(again.status, "404 Not Found");
        assert!(again.words().starts_with("This link does not open any more"), "{}", again.words());
        assert_eq!(again.cookie(), None);
        assert_eq!(desk.visitor().get("/sign-in/link/nonsense").await.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn a_link_lasts_an_hour_and_a_demo_link_opens_again() {
    let desk = TestDesk::at(NOON).await;
    let maya = desk.agent("Maya", Role::Agent).await;
    let now = desk.now();
    let once = desk
        .write(move |tx| super::link_to(tx, maya, Purpose::SignIn, By::Command, now))
        .await;
    let often = desk
        .write(move |tx| super::link_to(tx, maya, Purpose::Demo, By::System, now))
        .await;
    desk.advance(Duration::from_secs(3600));
    assert_eq!(desk.visitor().get(&once).await.status, "404 Not Found");
    for _ in 0..2 {
        assert_eq!(
            desk.visitor().post(&often, &[]).await.status,
            "303 See Other"
        );
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_letter() {
    testing::each(NOON, async |desk| {
        let agent = with_password(&desk, "Maya", Role::Agent).await;
        let elsewhere = desk.browser_of(agent).await;
        let answers = [
            desk.visitor()
                .post("/reset", &[("address", "maya@desk.example")])
                .await
                .words(),
            desk.visitor()
                .post("/reset", &[("address", "nobody@desk.example")])
                .await
                .words(),
        ];
        assert_eq!(
            answers[0], answers[1],
            "who works here is nobody's business"
        );
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM outbox")).await, 1);

        let words = desk
            .read(|tx| {
                Ok(tx
                    .one(sql!("SELECT words FROM outbox WHERE kind = 'reset'"), &[])?
                    .unwrap()
                    .get::<String>(0)?)
            })
            .await;
        let letter = super::reset_letter(&desk.desk, &words).await.unwrap();
        assert_eq!(
            (letter.subject.as_str(), letter.name.as_str()),
            ("A new password", "Maya")
        );
        let path = letter
            .text
            .split("http://127.0.0.1:4354")
            .nth(1)
            .unwrap()
            .split_whitespace()
            .next()
            .unwrap()
            .to_owned();
        assert!(
            !words.contains(path.rsplit('/').next().unwrap()),
            "the token stands nowhere in the clear"
        );

        let short = desk.visitor().post(&path, &[("password", "kurz")]).await;
        assert_eq!(short.status, "422 Unprocessable Entity");
        assert!(
            short
                .words()
                .contains("A password has at least 12 characters."),
            "{}",
            short.words()
        );
        let set = desk
            .visitor()
            .post(&path, &[("password", "acht blaue Drachen")])
            .await;
        assert_eq!(set.status, "303 See Other");
        assert_eq!(
            elsewhere.get("/settings/me").await.status,
            "303 See Other",
            "other sessions ended"
        );
        let (_, old) = desk
            .visitor()
            .sign_in_with("maya@desk.example", PASSWORD)
            .await;
        assert_eq!(old.status, "422 Unprocessable Entity");
        let (_, new) = desk
            .visitor()
            .sign_in_with("maya@desk.example", "acht blaue Drachen")
            .await;
        assert_eq!(new.status, "303 See Other");
        assert_eq!(desk.visitor().get(&path).await.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn an_admin_adds_changes_and_disables_people() {
    testing::each(NOON, async |desk| {
        let priya = desk.sign_in("Priya", Role::Admin).await;
        let form = [("name", "Jonas"), ("address", "jonas@desk.example"), ("role", "agent"), ("once", "abc")];
        let added = priya.post("/settings/people", &form).await;
        assert_eq!(added.status, "303 See Other", "{}", added.words());
        let path = added.location().to_owned();
        assert_eq!(priya.post("/settings/people", &form).await.location(), path, "pressed twice, added once");
        assert!(priya.get("/settings/people").await.words().contains("Jonas jonas@desk.example Agent no password yet"));

        let taken = priya.post("/settings/people", &[("name", "Other"), ("address", "JONAS@desk.example"), ("role", "lead")]).await;
        assert_eq!(taken.status, "422 Unprocessable Entity");
        assert!(taken.words().contains("Somebody on the team has this address already."));
        assert!(taken.text.contains("value=\"Other\"") && taken.text.contains("value=\"JONAS@desk.example\""));
        let empty = priya.post("/settings/people", &[("name", " "), ("address", "jonas"), ("role", "lead")]).await;
        assert!(empty.words().contains("A name is needed") && empty.words().contains("This is no mail address yet."));

        let shown = priya.post(&format!("{path}/link"), &[("purpose", "reset")]).await;
        let link = shown.text.split("http://127.0.0.1:4354").nth(1).unwrap().split('<').next().unwrap();
        let mut jonas = desk.visitor();
        jonas.cookie = jonas.post(link, &[("password", PASSWORD)]).await.cookie();
        assert_eq!(jonas.get("/settings/me").await.status, "200 OK");

        priya.post(&path, &[("name", "Jonas K."), ("role", "lead")]).await;
        assert!(priya.get("/settings/people").await.words().contains("Jonas K. jonas@desk.example Lead password"));
        assert_eq!(priya.post(&format!("{path}/disable"), &[]).await.status, "303 See Other");
        assert_eq!(jonas.get("/settings/me").await.status, "303 See Other", "out at once");
        let roles = sql!("SELECT COUNT(*) FROM audit WHERE deed IN ('role-lead', 'agent-disabled', 'agent-added', 'agent-renamed')");
        assert_eq!(desk.count(roles).await, 5);
    })
    .await;
}

#[tokio::test]
async fn the_last_admin_stays_admin() {
    let desk = TestDesk::at(NOON).await;
    let priya = desk.sign_in("Priya", Role::Admin).await;
    let path = format!("/settings/people/{}", priya.agent.unwrap());
    let changed = priya
        .post(&path, &[("name", "Priya"), ("role", "agent")])
        .await;
    assert_eq!(changed.status, "409 Conflict");
    assert!(
        changed
            .words()
            .contains("This is the only admin. Make somebody else an admin first.")
    );
    assert_eq!(
        priya.post(&format!("{path}/disable"), &[]).await.status,
        "409 Conflict"
    );
    desk.agent("Jo", Role::Admin).await;
    assert_eq!(
        priya
            .post(&path, &[("name", "Priya"), ("role", "agent")])
            .await
            .status,
        "303 See Other"
    );
    assert_eq!(priya.get("/settings/people").await.status, "403 Forbidden");
}

#[tokio::test]
async fn everybody_keeps_their_own_settings() {
    testing::each(NOON, async |desk| {
        let ana = desk.sign_in("Ana", Role::Light).await;
        let form = [
            ("name", "Ana Ü."), ("language", "de"), ("zone", "europe/vienna"), ("scheme", "dark"),
            ("density", "tight"), ("undo", "60"),
        ];
        assert_eq!(ana.post("/settings/me", &form).await.location(), "/settings/me?kept=1");
        let page = ana.get("/settings/me?kept=1").await;
        assert!(page.text.starts_with("<!DOCTYPE html><html lang=\"de\" dir=\"ltr\" data-scheme=\"dark\" data-density=\"tight\">"), "{}", &page.text[..200]);
        assert!(page.text.contains("value=\"Ana Ü.\"") && page.text.contains("value=\"Europe/Vienna\""));
        assert!(page.text.contains("<option value=\"60\" selected>60 Sekunden</option>"));
        let keys = page.text.split("name=\"single_keys\"").nth(1).unwrap();
        assert!(!keys.split('>').next().unwrap().contains("checked"));

        let wrong = ana.post("/settings/me", &[("name", "Ana"), ("zone", "Middle/Earth"), ("undo", "7")]).await;
        assert_eq!(wrong.status, "422 Unprocessable Entity");
        assert!(wrong.words().contains("Diese Zeitzone gibt es nicht."), "{}", wrong.words());
        assert!(wrong.text.contains("value=\"Middle/Earth\""));
    })
    .await;
}

#[tokio::test]
async fn a_token_is_shown_once_and_can_be_withdrawn() {
    let desk = TestDesk::at(NOON).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let made = maya.post("/settings/me/tokens", &[]).await;
    let token = made
        .text
        .split("<code>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(token.len(), 52);
    assert!(!maya.get("/settings/me").await.text.contains(&token));
    let mut program = desk.visitor();
    program.bearer = Some(token);
    // No such page, but past the gate: what a program may reach is under /api/.
    assert_eq!(program.get("/settings/me").await.status, "303 See Other");
    let withdrawn = maya.post("/settings/me/tokens/1/revoke", &[]).await;
    assert_eq!(withdrawn.location(), "/settings/me#tokens");
    assert_eq!(
        maya.post("/settings/me/tokens/1/revoke", &[]).await.status,
        "404 Not Found"
    );
}

#[tokio::test]
async fn a_team_of_one_is_alone() {
    testing::each(NOON, async |desk| {
        let maya = desk.sign_in("Maya", Role::Admin).await;
        let page = maya.get("/settings/me").await.text;
        assert!(page.contains("data-presence=\"off\"") && !page.contains("href=\"/free\""));
        assert!(desk.read(|tx| Ok(super::alone(tx)?)).await);
        let jonas = desk.agent("Jonas", Role::Agent).await;
        assert!(!desk.read(|tx| Ok(super::alone(tx)?)).await);
        let page = maya.get("/settings/me").await.text;
        assert!(!page.contains("data-presence") && page.contains("href=\"/free\""));
        let now = desk.now();
        desk.write(move |tx| super::disable(tx, jonas, By::Command, now))
            .await;
        assert!(desk.read(|tx| Ok(super::alone(tx)?)).await);
    })
    .await;
}

#[tokio::test]
async fn who_joins_by_command_begins_in_the_language_and_zone_of_who_was_first() {
    testing::each(NOON, async |desk| {
        let habits = async || desk.write(|tx| Ok(super::store::habits(tx)?)).await;
        assert_eq!(habits().await, None);
        let ana = desk.sign_in("Ana", Role::Admin).await;
        desk.agent("Maya", Role::Admin).await;
        let set = [
            ("name", "Ana"),
            ("language", "de"),
            ("zone", "Europe/Vienna"),
            ("scheme", "dark"),
            ("density", "roomy"),
            ("undo", "20"),
        ];
        assert_eq!(ana.post("/settings/me", &set).await.status, "303 See Other");
        let vienna = "Europe/Vienna".to_owned();
        assert_eq!(habits().await, Some((crate::kit::words::Lang::De, vienna)));
        // Who has left says nothing any more.
        let now = desk.now();
        desk.write(move |tx| {
            let first = super::store::all(tx)?
                .iter()
                .find(|a| a.name == "Ana")
                .unwrap()
                .id;
            super::deeds::disable(tx, first, By::Command, now)
        })
        .await;
        assert_eq!(
            habits().await.map(|(_, zone)| zone),
            Some("Europe/Berlin".to_owned())
        );
    })
    .await;
}
