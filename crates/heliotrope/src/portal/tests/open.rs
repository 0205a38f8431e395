//! A page that stays open learns whether something on it changed.

use super::{World, words};
use crate::cases::deeds;
use crate::testing::{self, Reply};
use axum::body::Body;
use axum::http::Method;

fn stamp(page: &Reply) -> String {
    let (_, rest) = page
        .text
        .split_once("data-stamp=\"")
        .expect("the page has a stamp");
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn again(world: &World, known: &str) -> Reply {
    let asked = world
        .browser
        .request(Method::GET, &world.path)
        .header("if-none-match", known);
    world.browser.send(asked, Body::empty()).await
}

#[tokio::test]
async fn an_open_page_hears_that_it_is_as_it_was_and_otherwise_reads_what_is_new() {
    testing::each(super::NOON, async |desk| {
        let world = World::new(desk).await;
        let first = world.browser.get(&world.path).await;
        assert!(first.text.contains("/js/follow"), "the script is asked for");
        let known = stamp(&first);
        // The name of the next sending differs each time, and is no news.
        assert_eq!(stamp(&world.browser.get(&world.path).await), known);
        let same = again(&world, &known).await;
        assert_eq!(
            (same.status.as_str(), same.text.as_str()),
            ("304 Not Modified", "")
        );
        // What was done just now stands above the page and is no news either.
        let done = world
            .browser
            .get(&format!("{}?done=written", world.path))
            .await;
        assert_eq!(stamp(&done), known);

        // A note is for the team; a reply is news.
        let (maya, case, now) = (world.maya.clone(), world.case, world.desk.now());
        world
            .desk
            .write(move |tx| {
                deeds::note(tx, &maya, case, "Ask the printer.", None, &[], now).map(drop)
            })
            .await;
        assert_eq!(again(&world, &known).await.status, "304 Not Modified");
        world.reply(words("Here is the link.")).await;
        let news = again(&world, &known).await;
        assert_eq!(news.status, "200 OK");
        assert!(
            news.words().contains("Here is the link."),
            "{}",
            news.words()
        );
        assert_ne!(stamp(&news), known);
        assert_eq!(
            again(&world, &stamp(&news)).await.status,
            "304 Not Modified"
        );
        // Another language is another page.
        let german = format!("{}?lang=de", world.path);
        assert_ne!(stamp(&world.browser.get(&german).await), stamp(&news));
    })
    .await;
}
