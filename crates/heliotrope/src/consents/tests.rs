//! The trip to a provider and back, and tokens that are renewed. The provider
//! is a real one, see `tests/foreign/provider.rs`: `./test mail`.

use std::time::Duration;

use ::store::sql;
use axum::http::Method;

use super::store::{self, Kept, NewTrip};
use super::{Provider, deeds};
use crate::kit::config::{Config, Oauth};
use crate::kit::random;
use crate::team::Role;
use crate::testing::{self, Browser, Reply, TestDesk};

mod real;

const NOON: &str = "2026-03-05T11:00:00Z";

/// A provider at which nobody answers.
fn silent(config: &mut Config) {
    config.oauth = Some(Oauth {
        name: "Acme".to_owned(),
        authorize_url: "http://127.0.0.1:1/auth".parse().unwrap(),
        token_url: "http://127.0.0.1:1/token".parse().unwrap(),
        scopes: vec!["mail".to_owned()],
        hosts: vec!["127.0.0.1".to_owned()],
        client: None,
    });
}

/// Sets out from the page of mailbox 1; the page that leads on.
async fn set_out(browser: &Browser, provider: &str) -> String {
    let path = "/settings/mailboxes/1/consent";
    let on = browser.post(path, &[("provider", provider)]).await;
    assert_eq!(on.status, "303 See Other", "{}", on.words());
    on.location().to_owned()
}

/// The address behind the one link that leads to the provider.
fn door(page: &Reply) -> url::Url {
    let (before, _) = page.text.split_once("data-go-on").expect("a link");
    let (_, href) = before.rsplit_once("href=\"").expect("a link");
    let href = href.split('"').next().expect("an address");
    href.replace("&amp;", "&").parse().expect("an address")
}

fn given<'a>(door: &'a url::Url, name: &str) -> std::borrow::Cow<'a, str> {
    let found = door.query_pairs().find(|(n, _)| n == name);
    found.unwrap_or_else(|| panic!("no {name} in {door}")).1
}

#[tokio::test]
async fn a_desk_becomes_known_and_leads_to_the_provider_with_pkce() {
    testing::each(NOON, async |desk| {
        let priya = desk.sign_in("Priya", Role::Admin).await;
        desk.mailbox().await;
        let about = priya.get("/settings/mailboxes/1/consent").await.words();
        assert!(
            about.contains("Sign in with Google Sign in with Microsoft"),
            "{about}"
        );
        assert!(!about.contains("Acme"), "{about}");

        let on = set_out(&priya, "google").await;
        let page = priya.get(&on).await;
        let words = page.words();
        assert!(words.contains("Make this desk known to Google"), "{words}");
        assert!(
            words.contains("OAuth client ID of the type “Web application”"),
            "{words}"
        );
        let redirect = "value=\"http://127.0.0.1:4354/consents/back\"";
        assert!(page.text.contains(redirect), "{}", page.text);
        assert!(
            words.contains("Google takes only an https address here"),
            "{words}"
        );

        let refused = priya
            .post(&on, &[("client_id", "two words"), ("client_secret", "s")])
            .await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        assert!(
            refused.text.contains("value=\"two words\""),
            "every field comes back"
        );
        let kept = [
            ("client_id", "desk.apps.example"),
            ("client_secret", "eleven-calm-herons"),
        ];
        assert_eq!(priya.post(&on, &kept).await.location(), on);
        let secret = desk
            .read(|tx| Ok(store::client(tx, Provider::Google)?.unwrap().1.unwrap()))
            .await;
        assert_eq!(desk.desk.keys.open(&secret).unwrap(), "eleven-calm-herons");

        let page = priya.get(&on).await;
        let door = door(&page);
        assert_eq!(door.host_str(), Some("accounts.google.com"));
        for (name, value) in [
            ("client_id", "desk.apps.example"),
            ("response_type", "code"),
            ("redirect_uri", "http://127.0.0.1:4354/consents/back"),
            ("scope", "https://mail.google.com/"),
            ("code_challenge_method", "S256"),
            ("access_type", "offline"),
            ("login_hint", "help@desk.example"),
        ] {
            assert_eq!(given(&door, name), value, "{name}");
        }
        assert_eq!(given(&door, "code_challenge").len(), 43);
        assert!(!page.text.contains("eleven-calm-herons"));
        // The same trip, however often the page is opened.
        assert_eq!(self::door(&priya.get(&on).await), door);
        // It is nobody else's.
        let jo = desk.sign_in("Jo", Role::Admin).await;
        assert_eq!(jo.get(&on).await.status, "404 Not Found");
        let again = priya.get(&format!("{on}?anew")).await;
        assert!(again.text.contains("value=\"desk.apps.example\""));
    })
    .await;
}

#[tokio::test]
async fn an_answer_counts_once_in_its_session_and_looking_changes_nothing() {
    testing::each(NOON, async |desk| {
        let desk = desk.with(silent);
        let priya = desk.sign_in("Priya", Role::Admin).await;
        desk.mailbox().await;
        let on = set_out(&priya, "own").await;
        priya.post(&on, &[("client_id", "desk")]).await;
        let state = given(&door(&priya.get(&on).await), "state").into_owned();

        let unknown = priya.get("/consents/back?state=x&code=y").await;
        assert_eq!(unknown.status, "409 Conflict");
        assert!(
            unknown
                .words()
                .contains("belongs to no sign-in that was begun here")
        );
        let jo = desk.sign_in("Jo", Role::Admin).await;
        let answer = [("state", state.as_str()), ("code", "y")];
        for stolen in [
            jo.get(&format!("/consents/back?state={state}&code=y"))
                .await,
            jo.post("/consents/back", &answer).await,
        ] {
            assert_eq!(stolen.status, "409 Conflict");
            assert!(
                stolen.words().contains("begun in another browser"),
                "{}",
                stolen.words()
            );
        }

        let shown = priya
            .get(&format!("/consents/back?state={state}&code=y"))
            .await;
        assert!(
            shown.words().contains("Back from Acme"),
            "{}",
            shown.words()
        );
        assert!(shown.text.contains("action=\"/consents/back\""));
        let used = sql!("SELECT COUNT(*) FROM consent_trip WHERE used_at IS NOT NULL");
        assert_eq!(desk.count(used).await, 0);

        // Nobody answers at the provider: that is said, and nothing was changed.
        let failed = priya.post("/consents/back", &answer).await;
        assert_eq!(failed.status, "422 Unprocessable Entity");
        let words = failed.words();
        assert!(
            words.contains("Acme gave no token. It said: 127.0.0.1:"),
            "{words}"
        );
        assert!(words.contains("Nothing was changed."), "{words}");
        assert_eq!(desk.count(used).await, 1);
        let again = priya.post("/consents/back", &answer).await.words();
        assert!(again.contains("This answer was used already."), "{again}");
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM consent")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_declined_or_late_answer_changes_nothing_and_says_why() {
    testing::each(NOON, async |desk| {
        let desk = desk.with(silent);
        let priya = desk.sign_in("Priya", Role::Admin).await;
        desk.mailbox().await;
        let on = set_out(&priya, "own").await;
        priya.post(&on, &[("client_id", "desk")]).await;
        let state = given(&door(&priya.get(&on).await), "state").into_owned();
        let declined = [
            ("state", state.as_str()),
            ("error", "access_denied"),
            ("error_description", "they turned round"),
        ];
        let declined = priya.post("/consents/back", &declined).await.words();
        assert!(
            declined
                .contains("Acme did not give consent. It said: access_denied they turned round"),
            "{declined}"
        );

        let on = set_out(&priya, "own").await;
        let state = given(&door(&priya.get(&on).await), "state").into_owned();
        desk.advance(Duration::from_secs(30 * 60));
        assert_eq!(priya.get(&on).await.status, "409 Conflict");
        let answer = [("state", state.as_str()), ("code", "y")];
        let late = priya.post("/consents/back", &answer).await.words();
        assert!(late.contains("That took more than half an hour"), "{late}");
        // What is over is forgotten.
        let now = desk.now();
        desk.write(move |tx| Ok(store::forget(tx, now.plus(Duration::from_secs(1)))?))
            .await;
        assert_eq!(
            desk.count(sql!("SELECT COUNT(*) FROM consent_trip")).await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn only_who_looks_after_the_desk_gives_consent() {
    let desk = TestDesk::at(NOON).await;
    desk.mailbox().await;
    let maya = desk.sign_in("Maya", Role::Lead).await;
    for (method, path) in [
        (Method::GET, "/settings/mailboxes/1/consent"),
        (Method::POST, "/settings/mailboxes/1/consent"),
        (Method::GET, "/consents/back"),
        (Method::POST, "/consents/back"),
    ] {
        assert_eq!(maya.knock(method, path).await, "403", "{path}");
    }
    let priya = desk.sign_in("Priya", Role::Admin).await;
    let nobody = priya
        .post("/settings/mailboxes/1/consent", &[("provider", "aol")])
        .await;
    assert_eq!(
        nobody.words(),
        "Not here There is no provider aol here. Back to the start"
    );
    let elsewhere = priya
        .post("/settings/mailboxes/7/consent", &[("provider", "google")])
        .await;
    assert_eq!(elsewhere.status, "404 Not Found");
}

/// A state is used up by one press of two, on either engine.
#[tokio::test]
async fn two_presses_use_a_trip_up_once() {
    testing::each(NOON, async |desk| {
        let now = desk.now();
        let trip = desk
            .write(move |tx| {
                let new = NewTrip {
                    state_digest: &random::digest("state"),
                    sealed: ["", "", "", ""],
                    session: 1,
                    provider: Provider::Google,
                    mailbox: None,
                    expires: now.plus(Duration::from_secs(60)),
                };
                Ok(store::begin(tx, &new)?)
            })
            .await;
        let press = || desk.write(move |tx| Ok(store::use_up(tx, trip, now)?));
        let (one, other) = tokio::join!(press(), press());
        assert_eq!((one as u8) + (other as u8), 1);
    })
    .await;
}

/// A rotated refresh token takes the old one's place; none leaves it there.
#[tokio::test]
async fn a_rotated_token_is_kept_and_a_missing_one_leaves_the_old() {
    testing::each(NOON, async |desk| {
        desk.mailbox().await;
        let now = desk.now();
        let kept = |access: &str, refresh: Option<&str>| Kept {
            access: access.to_owned(),
            until: Some(now),
            refresh: refresh.map(str::to_owned),
        };
        let (first, second, third) = (
            kept("a1", Some("r1")),
            kept("a2", Some("r2")),
            kept("a3", None),
        );
        let seen = desk
            .write(move |tx| {
                let id = store::give(tx, Some(1), Provider::Own, &first, "agent:1", now)?;
                let mut seen = Vec::new();
                for kept in [&second, &third] {
                    store::renewed(tx, id, kept)?;
                    let consent = store::consent(tx, id)?.unwrap();
                    seen.push((consent.kept.access, consent.kept.refresh.unwrap()));
                }
                store::end(tx, id, "invalid_grant", now)?;
                assert_eq!(store::ended(tx)?.len(), 1);
                // Given once more: the old one is gone.
                let again = store::give(tx, Some(1), Provider::Own, &first, "agent:1", now)?;
                assert!(again != id && store::ended(tx)?.is_empty());
                assert!(store::consent(tx, id)?.is_none());
                Ok(seen)
            })
            .await;
        assert_eq!(
            seen,
            [("a2", "r2"), ("a3", "r2")].map(|(a, r)| (a.to_owned(), r.to_owned()))
        );
    })
    .await;
}
