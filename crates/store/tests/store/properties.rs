//! Any text at all: both engines give back what they were given, and find it.

use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::testing::each;
use store::{Error, args, fold, sql};

use crate::SHOP;

fn texts(count: usize) -> Vec<String> {
    let words = "[a-cA-Cäß0-9 '\"*:&|!()\\\\-]{0,24}";
    let any = prop_oneof![
        any::<String>(),
        words,
        "\\PC{0,40}",
        "[\u{0}\u{10FFFE}\u{E000}a01 ]{0,12}"
    ];
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| any.new_tree(&mut runner).unwrap().current())
        .collect()
}

#[tokio::test]
async fn any_text_comes_back_and_can_be_searched_for() {
    let told = Arc::new(Mutex::new(Vec::new()));
    each(SHOP, |db| {
        let told = told.clone();
        async move {
            let given = texts(400);
            let expected = given.clone();
            db.write(move |tx| {
                tx.execute(
                    sql!("INSERT INTO shelf (name, open) VALUES ($1, $2)"),
                    args!["all", true],
                )?;
                for (doc, text) in given.iter().enumerate() {
                    tx.execute(
                        sql!("INSERT INTO thing (shelf_id, label) SELECT id, $1 FROM shelf"),
                        args![text],
                    )?;
                    tx.index(doc as i64, &store::Words::of(text), &["mb1".to_owned()])?;
                }
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
            let back = db.read(|tx| {
                let rows = tx.query(sql!("SELECT label FROM thing ORDER BY id"), args![])?;
                rows.iter()
                    .map(|row| row.get(0))
                    .collect::<Result<Vec<String>, Error>>()
            });
            assert_eq!(back.await.unwrap(), expected);

            let mut answers = Vec::new();
            for (doc, text) in expected.into_iter().enumerate() {
                let scope = ["mb1".to_owned(), "mb2".to_owned()];
                let asked = text.clone();
                let found = db
                    .read(move |tx| tx.search(&asked, &scope, None, 1000))
                    .await;
                let found = found.unwrap_or_else(|error: Error| panic!("{text:?}: {error}"));
                let wordless = !fold(&text).contains(char::is_alphanumeric);
                assert_eq!(found.docs.contains(&(doc as i64)), !wordless, "{text:?}");
                answers.push((text, found.docs));
            }
            told.lock().unwrap().push(answers);
        }
    })
    .await;
    let told = told.lock().unwrap();
    for other in &told[1..] {
        assert_eq!(other, &told[0], "both engines find the same");
    }
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(text in any::<String>()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }
}
