//! At the real door: who comes in, from where, what is said when not, and what
//! open pages hear.

use axum::body::Body;
use axum::http::{Method, header};
use serde_json::json;

use super::{Answer, Desk, Once, Problem, Routes, Who};
use crate::team::Role;
use crate::testing::{Browser, TestDesk};
use crate::web::Doing;

mod keys;
mod live;
mod once;

const NOON: &str = "2026-03-05T11:00:00Z";

/// Routes that do what a test needs and the product does not.
fn strange_routes() -> Routes {
    Routes::new()
        .get("/boom", Who::Anyone, boom)
        .get("/api/boom", Who::Anyone, boom)
        .get("/fails", Who::Light, fails)
        .post("/api/once", Who::Agent, count_once)
        .post("/once", Who::Agent, count_once)
        .get("/demo-only", Who::Demo, async || "the demo")
}

async fn boom() -> &'static str {
    panic!("a secret of the house")
}

async fn fails() -> Result<&'static str, Problem> {
    Err(anyhow::anyhow!("database or disk is full")).doing(|| "closing case 7")
}

/// Leaves one row for each time it was really done.
async fn count_once(
    axum::extract::State(desk): axum::extract::State<Desk>,
    once: Once,
) -> Result<Answer, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                crate::team::audit(tx, now, "system", "done", "test:1")?;
                Ok(Answer::created(json!({ "done": true })))
            })
        })
        .await
}

async fn strange(desk: TestDesk) -> TestDesk {
    desk.and(strange_routes())
}

#[tokio::test]
async fn a_missing_page_is_said_in_the_readers_language_as_page_and_as_json() {
    let desk = TestDesk::at(NOON).await;
    let page = desk.visitor().get("/cazes").await;
    assert_eq!(page.status, "404 Not Found");
    insta::assert_snapshot!(page.words(), @"Not here There is no page at this address. It may have been moved, or the address was cut short. Back to the start");
    let german = desk.visitor().speaking("de").get("/cazes").await;
    insta::assert_snapshot!(german.words(), @"Nicht hier Unter dieser Adresse gibt es keine Seite. Vielleicht ist sie umgezogen, oder die Adresse ist unvollständig. Zurück zum Anfang");
    assert!(german.text.contains("<html lang=\"de\""));
    let chosen = desk.visitor().get("/sign-in?next=/cases/7&lang=de").await;
    assert!(chosen.words().starts_with("Anmelden"), "{}", chosen.words());
    let back = "<a href=\"?next=%2Fcases%2F7&amp;lang=en\" lang=\"en\">English</a>";
    assert!(chosen.text.contains(back), "{}", chosen.text);

    let json = desk.visitor().get("/api/v1/cazes").await;
    assert_eq!(json.header("content-type"), "application/problem+json");
    insta::assert_json_snapshot!(json.value(), @r#"
    {
      "code": "not-found",
      "detail": "There is no page at this address. It may have been moved, or the address was cut short.",
      "status": 404,
      "title": "Not here",
      "type": "urn:heliotrope:problem:not-found"
    }
    "#);
}

#[tokio::test]
async fn who_is_signed_in_reads_a_refusal_in_their_own_language() {
    let desk = TestDesk::at(NOON).await;
    let maya = desk.sign_in("Maya", Role::Light).await;
    let of_hers = [
        ("name", "Maya"),
        ("language", "de"),
        ("zone", "Europe/Berlin"),
        ("undo", "20"),
        ("scheme", "system"),
        ("density", "roomy"),
    ];
    let kept = maya.post("/settings/me", &of_hers).await;
    assert_eq!(kept.status, "303 See Other", "{}", kept.words());
    for (path, status) in [
        ("/cazes", "404 Not Found"),
        ("/settings/people", "403 Forbidden"),
        ("/sign-out", "405 Method Not Allowed"),
    ] {
        let page = maya.get(path).await;
        assert_eq!(page.status, status);
        assert!(page.text.contains("<html lang=\"de\""), "{path}");
    }
}

#[tokio::test]
async fn a_page_answers_only_what_it_is_for() {
    let desk = TestDesk::at(NOON).await;
    let reply = desk.visitor().post("/healthz", &[]).await;
    assert_eq!(reply.status, "405 Method Not Allowed");
    assert!(
        reply
            .words()
            .contains("This address is there, but not for this kind of request.")
    );
    assert_eq!(desk.visitor().get("/healthz").await.text, "ok\n");
    assert_eq!(desk.visitor().get("/readyz").await.text, "ready\n");
}

#[tokio::test]
async fn a_panic_is_a_calm_page_that_tells_no_secret() {
    let desk = strange(TestDesk::at(NOON).await).await;
    let page = desk.visitor().get("/boom").await;
    assert_eq!(page.status, "500 Internal Server Error");
    let words = page.words();
    assert!(
        words.starts_with(
            "The desk could not do this This could not be finished, and nothing of it was saved."
        ),
        "{words}"
    );
    assert!(
        words.contains(&format!(
            "In the log it is called {}.",
            page.header("x-request-id")
        )),
        "{words}"
    );
    assert!(!page.text.contains("secret"));
    let maya = desk.sign_in("Maya", Role::Agent).await;
    assert!(!maya.get("/boom").await.text.contains("secret"));
    let json = desk.visitor().get("/api/boom").await.value();
    assert_eq!(
        (json["code"].as_str(), json["status"].as_i64()),
        (Some("failed"), Some(500))
    );
    assert!(json["request"].is_string());
}

#[tokio::test]
async fn the_team_reads_why_something_failed_in_the_other_sides_own_words() {
    let desk = strange(TestDesk::at(NOON).await).await;
    let ana = desk.sign_in("Ana", Role::Light).await;
    let words = ana.get("/fails").await.words();
    assert!(
        words.contains("It was said: database or disk is full."),
        "{words}"
    );
}

#[tokio::test]
async fn a_demo_route_is_there_only_in_the_demo() {
    let desk = strange(TestDesk::at(NOON).await).await;
    assert_eq!(
        desk.visitor().get("/demo-only").await.status,
        "404 Not Found"
    );
    let demo = strange(TestDesk::at(NOON).await.into_demo()).await;
    assert_eq!(demo.visitor().get("/demo-only").await.text, "the demo");
}

/// A form with this header in place of what a browser of ours sends.
async fn form_with(browser: &Browser, name: &str, value: &str) -> String {
    let token = browser.form_token.clone().unwrap_or_default();
    let request = browser
        .request(Method::POST, "/settings/me")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(name, value);
    let body = format!("form_token={token}&name=Maya&zone=UTC&undo=20");
    browser.send(request, Body::from(body)).await.status
}

#[tokio::test]
async fn a_form_from_another_site_does_nothing() {
    let desk = TestDesk::at(NOON).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "http://127.0.0.1:9999"),
        ("origin", "null"),
    ] {
        assert_eq!(
            form_with(&maya, name, value).await,
            "403 Forbidden",
            "{name}: {value}"
        );
    }
    for (name, value) in [
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
        ("origin", "http://127.0.0.1:4354"),
        ("x-nothing", "said"),
    ] {
        assert_eq!(
            form_with(&maya, name, value).await,
            "303 See Other",
            "{name}: {value}"
        );
    }
    let evil = desk.visitor();
    let request = evil
        .request(Method::POST, "/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("origin", "https://evil.example");
    let reply = evil
        .send(request, Body::from("address=a%40b.test&password=x"))
        .await;
    assert_eq!(reply.status, "403 Forbidden");
    assert!(
        reply
            .words()
            .contains("This came from a page that is not part of this desk, so nothing was done.")
    );
}

#[tokio::test]
async fn the_public_address_counts_as_ours_behind_a_proxy() {
    let desk = TestDesk::at(NOON).await.with(|c| {
        c.web.public_url = Some("https://desk.example.org".parse().unwrap());
    });
    let mut maya = desk.sign_in("Maya", Role::Agent).await;
    maya.cookie = maya.cookie.map(|c| format!("__Host-{c}"));
    assert_eq!(
        form_with(&maya, "origin", "https://desk.example.org").await,
        "303 See Other"
    );
    assert_eq!(
        form_with(&maya, "origin", "http://desk.example.org").await,
        "403 Forbidden"
    );
    let ended = maya.post("/sign-out", &[]).await;
    assert_eq!(
        ended.header("set-cookie"),
        "__Host-heliotrope=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"
    );
    assert_eq!(
        ended.header("strict-transport-security"),
        "max-age=31536000"
    );
}

#[tokio::test]
async fn a_form_without_the_token_of_its_session_does_nothing() {
    let desk = TestDesk::at(NOON).await;
    let mut maya = desk.sign_in("Maya", Role::Agent).await;
    let jonas = desk.sign_in("Jonas", Role::Agent).await;
    for token in [None, Some(String::new()), jonas.form_token.clone()] {
        maya.form_token = token;
        let reply = maya
            .post("/settings/me", &[("name", "X"), ("zone", "UTC")])
            .await;
        assert_eq!(reply.status, "403 Forbidden");
        assert!(
            reply
                .words()
                .contains("This page was opened before you last signed in"),
            "{}",
            reply.words()
        );
        let files = maya
            .post_files(
                "/settings/me",
                &[("name", "X")],
                &[("f", "a.txt", "text/plain", b"a")],
            )
            .await;
        assert_eq!(files.status, "403 Forbidden");
    }
}

#[tokio::test]
async fn a_form_with_files_carries_its_token_too() {
    let desk = strange(TestDesk::at(NOON).await).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let file: &[u8] = b"\0\x01binary\r\n--not the boundary";
    let reply = maya
        .post_files(
            "/once",
            &[("once", "abc")],
            &[("files", "a.bin", "application/octet-stream", file)],
        )
        .await;
    assert_eq!(reply.status, "201 Created");
}

#[tokio::test]
async fn a_cookie_is_no_bearer_and_a_bearer_no_cookie() {
    let desk = strange(TestDesk::at(NOON).await).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let program = desk.program().await;
    assert_eq!(
        program.post_json("/api/once", json!({})).await.status,
        "201 Created"
    );
    assert_eq!(
        program.post("/once", &[]).await.status,
        "303 See Other",
        "a token opens no page"
    );
    let mut both = maya.clone();
    both.bearer = Some("wrong".into());
    let reply = both.post_json("/api/once", json!({})).await;
    assert_eq!(
        reply.status, "401 Unauthorized",
        "a wrong token is not saved by a cookie"
    );
    assert_eq!(reply.header("www-authenticate"), "Bearer");
    assert_eq!(reply.value()["code"], "sign-in");
}

#[tokio::test]
async fn more_than_the_limit_is_refused_in_words() {
    let desk = strange(TestDesk::at(NOON).await.with(|c| c.limits.form = 1 << 20)).await;
    let maya = desk.sign_in("Maya", Role::Agent).await;
    let big = vec![b'x'; (1 << 20) + 1];
    let reply = maya
        .post_files(
            "/once",
            &[],
            &[("f", "big.bin", "application/octet-stream", &big)],
        )
        .await;
    assert_eq!(reply.status, "413 Payload Too Large");
    assert!(
        reply
            .words()
            .contains("at most 1 MiB. Nothing was kept of it."),
        "{}",
        reply.words()
    );
    // Without a length, as a stream: found out while reading.
    let request = maya
        .request(Method::POST, "/once")
        .header("sec-fetch-site", "same-origin");
    let chunks = (0..20).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1 << 16]));
    let reply = maya
        .send(
            request,
            Body::from_stream(futures_util::stream::iter(chunks)),
        )
        .await;
    assert_eq!(reply.status, "413 Payload Too Large");
    let request = maya
        .request(Method::POST, "/once")
        .header("sec-fetch-site", "same-origin");
    let broken = futures_util::stream::iter([Ok(vec![b'x']), Err(std::io::Error::other("gone"))]);
    let reply = maya.send(request, Body::from_stream(broken)).await;
    assert_eq!(reply.status, "400 Bad Request");
    assert!(
        reply
            .words()
            .contains("The connection broke off before everything had arrived.")
    );
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_it_safe() {
    let desk = TestDesk::at(NOON).await;
    let page = desk.visitor().get("/sign-in").await;
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"),
        "{policy}"
    );
    assert!(
        !policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert_eq!(page.header("cache-control"), "private, no-cache");
    assert_eq!(page.header("x-request-id").len(), 16);
    assert!(
        !page.text.contains("style=") && !page.text.contains("<script>"),
        "nothing inline"
    );
}

#[tokio::test]
async fn pages_are_compressed_and_assets_kept_for_ever() {
    let desk = TestDesk::at(NOON).await;
    let visitor = desk.visitor();
    let request = visitor
        .request(Method::GET, "/sign-in")
        .header(header::ACCEPT_ENCODING, "gzip");
    assert_eq!(
        visitor
            .send(request, Body::empty())
            .await
            .header("content-encoding"),
        "gzip"
    );
    let style = visitor.get(&super::asset("css/base.css")).await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(
        style.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    let old = visitor.get("/assets/0123456789abcdef/css/base.css").await;
    assert_eq!(
        (old.status.as_str(), old.header("cache-control")),
        ("200 OK", "no-store")
    );
    for path in [
        "/assets/x/css/none.css",
        "/assets/x/../Cargo.toml",
        "/assets/x/%2e%2e/Cargo.toml",
    ] {
        assert_eq!(visitor.get(path).await.status, "404 Not Found", "{path}");
    }
}

#[test]
fn every_asset_the_sources_name_is_there() {
    let mut missing = Vec::new();
    for source in crate::arrows::sources() {
        for part in source.without_comments().split('"') {
            let named = (part.starts_with("css/") || part.starts_with("js/")) && part.contains('.');
            if named && !part.contains("none") && !super::assets::is_there(part) {
                missing.push(format!("{part} in {}", source.path));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_client_is_the_first_address_that_is_no_proxy_of_ours() {
    let at = |text: &str| text.parse::<std::net::IpAddr>().unwrap();
    let trusted = ["10.0.0.0/30", "2001:db8:1::/48"].map(|n| n.parse().unwrap());
    let check = |peer: &str, forwarded: &str, expected: &str| {
        let found = super::client::behind_proxies(at(peer), forwarded, &trusted);
        assert_eq!(found, at(expected), "{peer} for {forwarded:?}");
    };
    check("203.0.113.9", "198.51.100.1", "203.0.113.9");
    check("10.0.0.1", "198.51.100.1", "198.51.100.1");
    check(
        "10.0.0.1",
        "1.2.3.4, 198.51.100.1, 10.0.0.2",
        "198.51.100.1",
    );
    check("10.0.0.1", "1.2.3.4, nonsense", "10.0.0.1");
    check("10.0.0.1", "", "10.0.0.1");
    check("10.0.0.4", "198.51.100.1", "10.0.0.4");
    check("10.0.0.1", "198.51.100.1:4711", "198.51.100.1");
    check("10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1");
    check("2001:db8:1::1", "[2001:db8:2::7]:4711", "2001:db8:2::7");
    check("2001:db8:1::1", "[2001:db8:2::7]", "2001:db8:2::7");
}

#[tokio::test]
async fn figures_are_for_this_machine_only() {
    let desk = TestDesk::at(NOON).await;
    let visitor = desk.visitor();
    assert!(
        visitor
            .get("/metrics")
            .await
            .text
            .contains("heliotrope_live_listeners 0\n")
    );
    let request = visitor
        .request(Method::GET, "/metrics")
        .header("x-forwarded-for", "198.51.100.1");
    assert_eq!(
        visitor.send(request, Body::empty()).await.status,
        "404 Not Found"
    );
}
