//! All we hold on a person, as an archive.

use std::io::{Cursor, Read};

use serde_json::Value;
use store::Sql;
use zip::ZipArchive;

use super::{NOON, world};
use crate::testing::{self, Browser};

fn text(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    let mut file = archive.by_name(name).unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

/// What somebody is given: the data, the page, and the archive they came in.
pub(super) async fn given(
    priya: &Browser,
    person: i64,
) -> (Value, String, ZipArchive<Cursor<Vec<u8>>>) {
    let reply = priya.post(&format!("/people/{person}/export"), &[]).await;
    assert_eq!(reply.status, "200 OK", "{}", reply.text);
    assert_eq!(reply.header("content-type"), "application/zip");
    let mut archive = ZipArchive::new(Cursor::new(reply.body.to_vec())).unwrap();
    let held = serde_json::from_str(&text(&mut archive, "data.json")).unwrap();
    let page = text(&mut archive, "index.html");
    (held, page, archive)
}

#[tokio::test]
async fn a_person_gets_all_we_hold_and_nothing_of_others() {
    testing::each(NOON, async |desk| {
        let world = world(desk).await;
        let shown = world.priya.get(&format!("/people/{}", world.person)).await;
        let path = format!("/people/{}/export", world.person);
        assert!(shown.text.contains(&format!("action=\"{path}\"")));
        let (held, page, mut archive) = given(&world.priya, world.person).await;
        assert_eq!(held["name"], "Quenby Ashgrove");
        assert_eq!(held["addresses"][0]["address"], "quenby@ashgrove.example");
        let cases = held["cases"].as_array().unwrap();
        assert_eq!(cases.len(), 2);
        let (alone, shared) = (&cases[0], &cases[1]);
        assert_eq!(alone["subject"], "Violet umbrella bent");
        assert_eq!(alone["messages"].as_array().unwrap().len(), 3);
        assert_eq!(alone["needs"][1]["text"], "a periwinkle umbrella");
        assert_eq!(
            alone["promises"][0]["text"],
            "Quenby hears of the umbrella by Monday"
        );
        let file = &alone["messages"][0]["files"][0];
        assert_eq!(file["name"], "umbrella-receipt.bin");
        let place = file["place"].as_str().unwrap();
        assert!(text(&mut archive, place).starts_with("Marzipan"), "{place}");
        assert_eq!(shared["with_others"], true);
        assert_eq!(shared["messages"].as_array().unwrap().len(), 1, "{shared}");

        assert!(page.contains("<h1>What we hold on you</h1>"), "{page}");
        assert!(page.contains("The seventeenth spoke of my umbrella snapped"));
        assert!(page.contains("href=\"files/"));
        for strange in ["my soup was green", "My lamp is broken", "<script"] {
            assert!(!page.contains(strange), "{strange}");
        }
        let audited = Sql::new(
            "SELECT COUNT(*) FROM audit WHERE deed = 'person-exported'",
            file!(),
            line!(),
        );
        assert_eq!(world.desk.count(audited).await, 1);
        assert_eq!(
            world.priya.post("/people/99/export", &[]).await.status,
            "404 Not Found"
        );
    })
    .await;
}
