//! Erased words are in no table and in no file.

use std::path::Path;

use store::testing::{TestDb, each};
use store::{Error, args, sql};

use crate::SHOP;

const WORDS: &str = "Quetzalcoatl fumbled Zwetschgendatschi";
const FOLDED: [&str; 3] = ["quetzalcoatl", "fumbled", "zwetschgendatschi"];

fn stands_in(path: &Path, word: &str) -> bool {
    let bytes = std::fs::read(path).unwrap_or_default();
    bytes
        .windows(word.len())
        .any(|w| w.eq_ignore_ascii_case(word.as_bytes()))
}

async fn write_and_erase(db: &store::Db) {
    // A thousand others around, so that the index has many pages.
    db.write(|tx| {
        for doc in 0..2000i64 {
            let text = format!(
                "letter {doc} about parcel{} and refund{}",
                doc % 700,
                doc % 37
            );
            tx.index(doc, &store::Words::of(&text), &[format!("mb{}", doc % 3)])?;
        }
        tx.execute(
            sql!("INSERT INTO shelf (name, open) VALUES ($1, $2)"),
            args![WORDS, true],
        )?;
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    let blob = db.prepare_blob(WORDS.as_bytes().to_vec()).await.unwrap();
    db.write(move |tx| {
        tx.index(1000, &store::Words::of(WORDS), &["pe77777".to_owned()])?;
        tx.keep(&blob, "message", 1000)
    })
    .await
    .unwrap();
    for word in FOLDED {
        let found = db
            .read(move |tx| tx.search(word, &[], None, 5))
            .await
            .unwrap();
        assert_eq!(found.docs, [1000]);
    }
    db.write(|tx| {
        tx.unindex(1000)?;
        tx.drop_uses("message", 1000)?;
        tx.execute(sql!("DELETE FROM shelf WHERE name = $1"), args![WORDS])
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn erased_words_are_found_no_more() {
    each(SHOP, |db| async move {
        write_and_erase(&db).await;
        for word in FOLDED {
            let found = db
                .read(move |tx| tx.search(word, &[], None, 5))
                .await
                .unwrap();
            assert!(found.docs.is_empty(), "{word}");
        }
        let left = db.read(|tx| {
            let row = tx.one(
                sql!("SELECT count(*) FROM search_doc WHERE doc = 1000"),
                args![],
            )?;
            row.expect("a count").get::<i64>(0)
        });
        assert_eq!(left.await.unwrap(), 0);
        assert_eq!(db.integrity().await.unwrap(), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn after_a_scrub_no_file_holds_erased_words() {
    let test = TestDb::sqlite(SHOP).await;
    let files = ["test.db", "test.db-wal"].map(|name| test.folder().join(name));
    write_and_erase(&test.db).await;
    let before = |word| files.iter().any(|file| stands_in(file, word));
    assert!(
        FOLDED.iter().all(|word| before(word)),
        "the log still has them"
    );
    test.db.scrub().await.unwrap();
    for word in FOLDED {
        for file in &files {
            assert!(
                !stands_in(file, word),
                "{word} stands in {}",
                file.display()
            );
        }
    }
    assert!(!stands_in(&files[0], "pe77777"));
}
