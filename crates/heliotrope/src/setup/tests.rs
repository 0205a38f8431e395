//! At the door: from the printed link to the open desk, and what stands in the way.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use store::sql;

use super::deeds;
use crate::testing::{self, Browser, Reply, TestDesk};
use crate::web::Role;
use crate::{hours, mailboxes};

mod consent;
mod real;

const NOON: &str = "2026-03-05T11:00:00Z";
const PASSWORD: &str = "sieben gelbe Schirme";
const YOU: [(&str, &str); 4] = [
    ("name", "Priya Natt"),
    ("address", "Priya@desk.example"),
    ("password", PASSWORD),
    ("public_url", "http://127.0.0.1:4354"),
];

async fn print(desk: &TestDesk) -> Option<String> {
    let now = desk.now();
    desk.write(move |tx| Ok(deeds::print_link(tx, now)?)).await
}

async fn link(desk: &TestDesk) -> String {
    print(desk).await.expect("there is something to set up")
}

fn with<'a>(
    form: &[(&'a str, &'a str)],
    changes: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut form = form.to_vec();
    for (name, value) in changes {
        form.retain(|(n, _)| n != name);
        form.push((name, value));
    }
    form
}

/// What a page holds in a field.
fn value(page: &Reply, name: &str) -> String {
    let field = format!("name=\"{name}\"");
    let input = page
        .text
        .split("<input")
        .filter_map(|rest| rest.split('>').next())
        .find(|input| input.contains(&field))
        .unwrap_or_else(|| panic!("no field {name} in:\n{}", page.text));
    let value = input.split_once("value=\"").map(|(_, rest)| rest);
    value
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned()
}

/// The browser after an answer: with every cookie it was given.
async fn after(desk: &TestDesk, browser: &Browser, answer: &Reply) -> Browser {
    let given = answer.headers.get_all("set-cookie").iter();
    let mut cookies: Vec<String> = browser.cookie.iter().cloned().collect();
    cookies.extend(given.filter_map(|v| Some(v.to_str().ok()?.split(';').next()?.to_owned())));
    let session = cookies.iter().find_map(|c| c.strip_prefix("heliotrope="));
    let form_token = match session {
        Some(session) => {
            let digest = crate::kit::random::digest(session);
            let token = desk.read(move |tx| Ok(crate::team::store::form_token_of(tx, &digest)?));
            Some(token.await)
        }
        None => None,
    };
    let mut next = browser.clone();
    next.cookie = Some(cookies.join("; "));
    next.form_token = form_token;
    next
}

/// The first page, done.
async fn as_admin(desk: &TestDesk) -> Browser {
    let link = link(desk).await;
    let browser = desk.visitor();
    let done = browser.post(&link, &YOU).await;
    assert_eq!(done.status, "303 See Other", "{}", done.words());
    after(desk, &browser, &done).await
}

/// A port of this machine where nobody listens.
fn nobody() -> SocketAddr {
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    held.local_addr().unwrap()
}

fn servers(port: &str) -> Vec<(&str, &str)> {
    vec![
        ("address", "Help@desk.example"),
        ("password", "seven calm herons"),
        ("name", "Lindfors Press"),
        ("imap_host", "127.0.0.1"),
        ("imap_port", port),
        ("imap_tls", "none"),
        ("smtp_host", "127.0.0.1"),
        ("smtp_port", port),
        ("smtp_tls", "none"),
        ("smtp_user", "help@desk.example"),
        ("bring", ""),
        ("deed", "try"),
    ]
}

#[tokio::test]
async fn three_pages_lead_from_the_printed_link_to_the_open_desk() {
    testing::each(NOON, async |desk| {
        let link = link(&desk).await;
        let browser = desk.visitor();
        let page = browser.get(&link).await;
        assert_eq!(page.status, "200 OK");
        assert!(page.words().contains("Who are you?"), "{}", page.words());
        assert_eq!(value(&page, "public_url"), "http://127.0.0.1:4354");

        let done = browser.post(&link, &YOU).await;
        assert_eq!(
            (done.status.as_str(), done.location()),
            ("303 See Other", "/setup/mailbox?reach")
        );
        let priya = after(&desk, &browser, &done).await;
        let page = priya.get(done.location()).await;
        assert!(
            page.words().contains(
                "This desk answers on this machine only. Links in letters lead customers nowhere"
            ),
            "{}",
            page.words()
        );

        let port = nobody().port().to_string();
        let failed = priya.post("/setup/mailbox", &servers(&port)).await;
        assert_eq!(failed.status, "422 Unprocessable Entity");
        let words = failed.words();
        assert!(words.contains(&format!("127.0.0.1:{port}")), "{words}");
        assert!(words.contains("Connection refused"), "{words}");
        assert!(
            words.contains("Everything you typed is still here."),
            "{words}"
        );
        for (field, typed) in [
            ("address", "Help@desk.example"),
            ("name", "Lindfors Press"),
            ("imap_host", "127.0.0.1"),
            ("smtp_port", port.as_str()),
        ] {
            assert_eq!(value(&failed, field), typed);
        }
        assert!(
            !failed.text.contains("seven calm herons"),
            "no password comes out"
        );

        // The password was kept, sealed; the person says: although.
        let kept = value(&failed, "kept");
        let mut again = servers(&port);
        again.retain(|(n, _)| *n != "password");
        again.retain(|(n, _)| *n != "deed");
        again.extend([("kept", kept.as_str()), ("deed", "save")]);
        let saved = priya.post("/setup/mailbox", &again).await;
        assert_eq!(
            (saved.status.as_str(), saved.location()),
            ("303 See Other", "/setup/our-word/1")
        );
        let page = priya.get(saved.location()).await;
        assert_eq!(value(&page, "answer_within"), "4");
        assert_eq!(value(&page, "monday"), "9:00–17:00");

        let word = [
            ("receipt", "on"),
            ("answer_within", "4"),
            ("monday", "9-12, 13-17"),
            ("zone", "Europe/Berlin"),
            ("language", "de"),
            ("deed", "keep"),
        ];
        let done = priya.post(saved.location(), &word).await;
        assert_eq!(
            (done.status.as_str(), done.location()),
            ("303 See Other", "/today")
        );
        let today = priya.get("/today").await;
        assert_eq!(today.status, "200 OK");

        let keys = desk.desk.keys.clone();
        let (mailbox, hours) = desk
            .read(|tx| {
                let mailbox = mailboxes::store::find(tx, 1)?.expect("it was kept");
                Ok((mailbox, hours::store::of_mailbox(tx, 1)?))
            })
            .await;
        assert_eq!(
            (mailbox.receipt, mailbox.answer_within_min),
            (true, Some(240))
        );
        assert_eq!(mailbox.language, "de");
        let server = mailbox.server.expect("a server");
        assert_eq!(
            keys.open(&server.sealed_password.expect("a password"))
                .unwrap(),
            "seven calm herons"
        );
        let shown = hours::Typed::of(hours.as_ref());
        assert_eq!(shown.days()[..2], ["9:00–12:00, 13:00–17:00", ""]);
        // It is set up: no link, and the old one leads nowhere.
        assert_eq!(print(&desk).await, None);
        let old = desk.visitor().get(&link).await;
        assert_eq!(old.status, "404 Not Found");
        assert!(
            old.words().contains("This link is used up."),
            "{}",
            old.words()
        );
    })
    .await;
}

#[tokio::test]
async fn a_look_at_the_link_changes_nothing_and_the_first_press_binds_it() {
    testing::each(NOON, async |desk| {
        let link = link(&desk).await;
        // A scanner, a preview, and then somebody who begins and is refused.
        desk.visitor().get(&link).await;
        let first = desk.visitor();
        let refused = first
            .post(
                &link,
                &with(&YOU, &[("password", "short"), ("name", "Priya Natt")]),
            )
            .await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        let words = refused.words();
        assert!(words.contains("12"), "the least length is said: {words}");
        assert_eq!(value(&refused, "name"), "Priya Natt");
        assert_eq!(value(&refused, "address"), "Priya@desk.example");

        let other = desk.visitor();
        for answer in [other.get(&link).await, other.post(&link, &YOU).await] {
            assert_eq!(answer.status, "404 Not Found");
            assert!(
                answer
                    .words()
                    .contains("Somebody began with this link in another browser"),
                "{}",
                answer.words()
            );
        }
        let first = after(&desk, &first, &refused).await;
        assert_eq!(first.get(&link).await.status, "200 OK");
        assert_eq!(first.post(&link, &YOU).await.status, "303 See Other");
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM agent")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_link_lasts_an_hour_and_a_new_start_prints_another() {
    testing::each(NOON, async |desk| {
        let first = link(&desk).await;
        let second = link(&desk).await;
        assert_ne!(first, second);
        assert_eq!(desk.visitor().get(&first).await.status, "404 Not Found");
        assert_eq!(desk.visitor().get(&second).await.status, "200 OK");
        desk.advance(Duration::from_secs(3601));
        assert_eq!(desk.visitor().get(&second).await.status, "404 Not Found");
        assert_eq!(
            desk.visitor().post(&second, &YOU).await.status,
            "404 Not Found"
        );
        assert_eq!(
            desk.visitor().get("/setup/made-up").await.status,
            "404 Not Found"
        );
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM agent")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn two_who_begin_at_once_make_one_admin() {
    testing::each(NOON, async |desk| {
        let first = link(&desk).await;
        let one = desk.visitor();
        // Bound, so that a second start leaves it alone.
        let begun = one.post(&first, &with(&YOU, &[("name", "")])).await;
        let one = after(&desk, &one, &begun).await;
        let second = link(&desk).await;
        let two = desk.visitor();
        let (a, b) = tokio::join!(one.post(&first, &YOU), two.post(&second, &YOU));
        let won = [&a, &b]
            .iter()
            .filter(|r| r.status == "303 See Other")
            .count();
        assert_eq!(won, 1, "{} {}", a.status, b.status);
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM agent")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn whoever_stops_in_the_middle_goes_on_there() {
    testing::each(NOON, async |desk| {
        let priya = as_admin(&desk).await;
        // The desk is started again: a new link leads to the second page, and
        // only to who is signed in.
        let link = link(&desk).await;
        let visitor = desk.visitor().get(&link).await;
        assert_eq!(visitor.location(), "/setup/mailbox");
        assert_eq!(
            desk.visitor().get("/setup/mailbox").await.location(),
            "/sign-in?next=%2Fsetup%2Fmailbox"
        );
        assert_eq!(priya.get("/setup").await.location(), "/setup/mailbox");

        let port = nobody().port().to_string();
        let form = with(&servers(&port), &[("deed", "save")]);
        priya.post("/setup/mailbox", &form).await;
        assert_eq!(priya.get("/setup").await.location(), "/setup/our-word/1");
        let skipped = priya.post("/setup/our-word/1", &[("deed", "skip")]).await;
        assert_eq!(skipped.location(), "/today");
        assert_eq!(print(&desk).await, None);
        let mailbox = desk.read(|tx| Ok(mailboxes::store::find(tx, 1)?)).await;
        let mailbox = mailbox.expect("kept");
        // No word was given: nothing leaves by itself.
        assert_eq!((mailbox.receipt, mailbox.answer_within_min), (false, None));
    })
    .await;
}

#[tokio::test]
async fn who_added_somebody_or_a_mailbox_by_command_is_not_led() {
    testing::each(NOON, async |desk| {
        desk.mailbox().await;
        assert_eq!(print(&desk).await, None);
    })
    .await;
    testing::each(NOON, async |desk| {
        desk.agent("Jo", Role::Admin).await;
        assert_eq!(print(&desk).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_public_address_is_tried_before_it_is_kept() {
    testing::each(NOON, async |desk| {
        // A desk of our own and a stranger, both on real sockets.
        let ours = serve(axum_of(&desk)).await;
        let other = TestDesk::at(NOON).await;
        let theirs = serve(axum_of(&other)).await;
        let dead = format!("http://localhost.lan:{}", nobody().port());
        let link = link(&desk).await;
        let browser = desk.visitor();
        let refused = browser
            .post(&link, &with(&YOU, &[("public_url", &dead)]))
            .await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        let words = refused.words();
        assert!(
            words.contains("Nothing answered at that address:"),
            "{words}"
        );
        assert!(words.contains("No letter has left"), "{words}");
        assert_eq!(value(&refused, "public_url"), dead);
        let browser = after(&desk, &browser, &refused).await;

        let theirs: url::Url = format!("http://{theirs}/").parse().unwrap();
        let ours: url::Url = format!("http://{ours}/").parse().unwrap();
        use super::deeds::{Led, call_ourselves};
        assert_eq!(call_ourselves(&desk.desk, &ours).await, Led::Here);
        assert_eq!(call_ourselves(&desk.desk, &theirs).await, Led::Elsewhere);

        // The person knows better: it is kept, and it stands in links from now on.
        let kept = value(&refused, "kept");
        let form = [
            ("name", "Priya"),
            ("address", "priya@desk.example"),
            ("kept", kept.as_str()),
            ("public_url", dead.as_str()),
            ("anyway", "on"),
        ];
        let done = browser.post(&link, &form).await;
        assert_eq!(done.location(), "/setup/mailbox?reach", "{}", done.words());
        assert_eq!(desk.desk.base_url(), dead);
    })
    .await;
}

fn axum_of(desk: &TestDesk) -> axum::Router {
    crate::app::build(desk.desk.clone())
}

async fn serve(router: axum::Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn the_set_up_speaks_german_too() {
    let desk = TestDesk::at(NOON).await;
    let link = link(&desk).await;
    let browser = desk.visitor().speaking("de-DE,de;q=0.9");
    let page = browser.get(&link).await;
    assert!(page.words().contains("Wer sind Sie?"), "{}", page.words());
    let done = browser.post(&link, &YOU).await;
    let priya = after(&desk, &browser, &done).await;
    // The first page said which language she speaks.
    let page = priya.speaking("en").get("/setup/mailbox").await;
    assert!(
        page.words()
            .contains("An welches Postfach schreiben Kunden?"),
        "{}",
        page.words()
    );
}

#[tokio::test]
async fn every_wrong_field_of_the_mailbox_is_named_beside_it() {
    testing::each(NOON, async |desk| {
        let priya = as_admin(&desk).await;
        let form = [
            ("address", "help"),
            ("password", ""),
            ("bring", "some"),
            ("imap_host", "x y"),
        ];
        let refused = priya.post("/setup/mailbox", &form).await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        for field in ["address", "password", "bring"] {
            let error = format!("id=\"{field}-error\"");
            assert!(
                refused.text.contains(&error),
                "{field}: {}",
                refused.words()
            );
        }
        let days = [
            ("answer_within", "soon"),
            ("monday", "always"),
            ("zone", "Berlin"),
            ("deed", "keep"),
        ];
        let port = nobody().port().to_string();
        let form = with(&servers(&port), &[("deed", "save")]);
        let saved = priya.post("/setup/mailbox", &form).await;
        let refused = priya.post(saved.location(), &days).await;
        assert_eq!(refused.status, "422 Unprocessable Entity");
        for field in ["answer_within", "monday", "zone"] {
            let error = format!("id=\"{field}-error\"");
            assert!(
                refused.text.contains(&error),
                "{field}: {}",
                refused.words()
            );
        }
        let taken = priya.post("/setup/mailbox", &form).await;
        assert!(
            taken.text.contains("id=\"address-error\""),
            "{}",
            taken.words()
        );
        assert_eq!(desk.count(sql!("SELECT COUNT(*) FROM mailbox")).await, 1);
    })
    .await;
}
