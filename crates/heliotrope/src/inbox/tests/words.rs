//! Whatever is typed into a form stands there as it was typed.

use super::{NOON, reply};
use crate::intake::store as arrivals;
use crate::testing::{self, Browser, hostile};
use crate::web::Role;
use crate::{messages, people};

/// As the field holds it: browsers send CR LF, a text of ours has LF.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The value of the field `name` on a page, as a browser would show it.
fn field(page: &str, name: &str) -> String {
    let (_, rest) = page
        .split_once(&format!("name=\"{name}\""))
        .unwrap_or_else(|| panic!("no field {name}"));
    let (_, rest) = rest.split_once("value=\"").unwrap();
    let value = rest.split('"').next().unwrap_or_default();
    value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

async fn posted(browser: &Browser, path: &str, fields: &[(&str, &str)]) {
    let answer = browser.post(path, fields).await;
    assert_eq!(
        answer.status,
        "303 See Other",
        "{path} {fields:?}: {}",
        answer.words()
    );
}

#[tokio::test]
async fn every_string_typed_into_a_form_is_found_as_it_went_in() {
    testing::each(NOON, async |desk| {
        desk.mailbox().await;
        let maya = desk.sign_in("Maya", Role::Admin).await;
        let visitor = desk.visitor();
        let mut case = 0;
        for (i, text) in hostile::strings().iter().enumerate() {
            public_form(&desk, &visitor, &maya, i, text).await;
            if text.trim().is_empty() {
                continue;
            }
            // A case of a thousand letters would only be slow.
            if i % 20 == 0 || case == 0 {
                case = desk.case("Ines", "the book").await;
            }
            let messages = format!("/cases/{case}/messages");
            posted(&maya, &messages, &[("kind", "note"), ("text", text)]).await;
            // Some of these strings hold brackets, which are meant here.
            let sent = reply(&maya, case, text, &[("gaps", "keep")]).await;
            assert_eq!(sent.status, "303 See Other", "{text:?}: {}", sent.words());
            let all = desk
                .read(move |tx| Ok(messages::store::of_case(tx, case)?))
                .await;
            let newest: Vec<&str> = all.iter().rev().take(2).map(|m| m.words.as_str()).collect();
            assert_eq!(newest, [lines(text), lines(text)]);
            settings(&maya, text).await;
        }
    })
    .await;
}

/// V14: the words, the name and the order's number. So many forms from one
/// place wait for a person's look, who lets each in.
async fn public_form(
    desk: &testing::TestDesk,
    visitor: &Browser,
    maya: &Browser,
    i: usize,
    text: &str,
) {
    let (once, from) = (format!("string{i}"), format!("s{i}@example.org"));
    let fields = [
        ("once", once.as_str()),
        ("text", text),
        ("from", from.as_str()),
        ("name", text),
        ("order", text),
    ];
    let answer = visitor.post("/write", &fields).await;
    if text.trim().is_empty() {
        assert_eq!(answer.status, "422 Unprocessable Entity", "{text:?}");
        assert_eq!(field(&answer.text, "order"), text);
        return;
    }
    assert_eq!(answer.status, "200 OK", "{text:?}: {}", answer.words());
    let newest = || desk.read(|tx| Ok(arrivals::list(tx, None, i64::MAX, 1)?.remove(0)));
    let arrival = newest().await;
    if arrival.case.is_none() {
        posted(maya, &format!("/screened/{}/keep", arrival.id), &[]).await;
    }
    let case = newest().await.case.expect("the form opened a case");
    let (letter, name) = desk
        .read(move |tx| {
            let letter = messages::store::of_case(tx, case)?.remove(0);
            let case = crate::cases::store::find(tx, case)?;
            let person = people::store::find(tx, case.map_or(0, |case| case.person))?;
            Ok((letter, person.map(|person| person.name)))
        })
        .await;
    assert_eq!(letter.words, lines(text));
    assert_eq!(letter.elided, Some(format!("Order: {}", text.trim())));
    // A name is one line.
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(one_line(&name.unwrap_or_default()), one_line(text));
}

/// A person's own name.
async fn settings(maya: &Browser, text: &str) {
    let page = maya.get("/settings/me").await.text;
    let zone = field(&page, "zone");
    let fields = [
        ("name", text),
        ("language", "en"),
        ("zone", &zone),
        ("undo", "20"),
        ("scheme", "system"),
        ("density", "roomy"),
        ("single_keys", "on"),
    ];
    let kept = maya.post("/settings/me", &fields).await;
    match kept.status.as_str() {
        "303 See Other" => {
            let page = maya.get(kept.location()).await.text;
            assert_eq!(field(&page, "name"), text.trim());
        }
        // Too long for a name: it comes back as it was typed.
        "422 Unprocessable Entity" => assert_eq!(field(&kept.text, "name"), text),
        other => panic!("{text:?}: {other}"),
    }
}
