//! Who was erased does not come back because their letters still lie on a server.

use super::*;
use crate::people;
use crate::team::Role;

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn letters_of_an_erased_person_stay_away_when_a_folder_counts_anew() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        dovecot.folder("Sent");
        let mut both = fetching(&desk, dovecot.port, PASSWORD);
        both.folders.push("Sent".to_owned());
        let mailbox = fetch_from(&desk, both).await;
        let running = start(desk.desk.clone());
        until(&desk, "first look", |s| s.last_fetched_at.is_some()).await;
        let hers = [
            letter("quenby.a@c.example", "Quenby <quenby@c.example>", "Umbrella", "It bent."),
            // Without a Message-ID it is known by its bytes.
            b"From: Quenby <quenby@c.example>\r\nTo: help@desk.example\r\nSubject: Ferry\r\n\r\nIt sank.\r\n".to_vec(),
        ];
        for raw in &hers {
            dovecot.put(raw);
        }
        dovecot.put(&letter("b@c.example", "Okafor <okafor@c.example>", "Lamp", "It is dark."));
        until_arrived(&desk, 3, "three letters").await;
        let maya = desk.sign_in("Maya", Role::Admin).await;
        let wrote = maya
            .post("/cases/1/messages", &[("kind", "reply"), ("text", "Dear Quenby, sorry."), ("seen_event", "9")])
            .await;
        assert_eq!(wrote.status, "303 See Other", "{}", wrote.words());
        let id = desk
            .read(|tx| {
                let row = tx.one(
                    ::store::sql!("SELECT letter_id FROM outbox WHERE kind = 'reply'"),
                    ::store::args![],
                )?;
                Ok(row.expect("an envelope").get::<String>(0)?)
            })
            .await;
        let copy = letter(&id, "help@desk.example", "Re: Umbrella", "Dear Quenby, sorry.");
        dovecot.put_in("Sent", &copy);
        now(&desk.desk, mailbox);
        until_arrived(&desk, 4, "our own copy").await;

        let person = desk
            .read(|tx| Ok(people::store::by_address(tx, "quenby@c.example")?))
            .await
            .expect("Quenby");
        let erased = maya
            .post(&format!("/people/{person}/erase"), &[("sure", "yes")])
            .await;
        assert_eq!(erased.status, "303 See Other", "{}", erased.words());

        dovecot.renumber();
        dovecot.put(&letter("c@c.example", "Bo <bo@c.example>", "Bell", "It rings."));
        // What is not hers is known and ends as a duplicate; hers is not there at all.
        let all = until_arrived(&desk, 6, "Okafor's again, and a new one").await;
        until(&desk, "it is said", |s| s.renumbered_at.is_some() && s.waiting == 0).await;
        assert_eq!((all.arrivals, all.duplicate), (6, 2), "{all:?}");
        running.stop().await;
        let words = maya.get("/people").await.words();
        assert!(!words.contains("Quenby") && words.contains("Okafor"), "{words}");
        let kept = desk
            .count(::store::sql!(
                "SELECT COUNT(*) FROM arrival WHERE sender LIKE '%quenby%' OR letter_id LIKE '%quenby%'"
            ))
            .await;
        assert_eq!(kept, 0);
        // Another letter of hers is a letter like any other.
        let running = start(desk.desk.clone());
        dovecot.put(&letter("quenby.a@c.example", "Quenby <quenby@c.example>", "New", "Hello again."));
        until_arrived(&desk, 7, "a new letter of hers, whatever its Message-ID").await;
        running.stop().await;
    })
    .await;
}
