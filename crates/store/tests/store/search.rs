use store::testing::each;
use store::{Db, Error, fold};

use crate::SHOP;

async fn find(db: &Db, words: &str, scope: &[&str]) -> Vec<i64> {
    let words = words.to_owned();
    let scope: Vec<String> = scope.iter().map(|s| s.to_string()).collect();
    db.read(move |tx| tx.search(&words, &scope, None, 50))
        .await
        .unwrap()
        .docs
}

async fn index(db: &Db, docs: &[(i64, &str, &[&str])]) {
    let docs: Vec<_> = docs
        .iter()
        .map(|(doc, text, scope)| {
            let scope: Vec<String> = scope.iter().map(|s| s.to_string()).collect();
            (*doc, text.to_string(), scope)
        })
        .collect();
    db.write(move |tx| {
        for (doc, text, scope) in &docs {
            tx.index(*doc, &store::Words::of(text), scope)?;
        }
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn words_are_found_newest_first_folded_and_by_their_beginning() {
    each(SHOP, |db| async move {
        index(
            &db,
            &[
                (
                    1,
                    "Where is my parcel? Order 8841, Straße 7",
                    &["mb1", "pe3"],
                ),
                (2, "Das Päckchen ist ÄRGERLICH spät", &["mb2"]),
                (
                    3,
                    "parcel again, it's \"broken\" AND wet* ' OR 1=1",
                    &["mb1"],
                ),
                (4, "注文した東京都の荷物", &["mb2"]),
            ],
        )
        .await;
        let check = async |words: &str, scope: &[&str], expected: &[i64]| {
            assert_eq!(
                find(&db, words, scope).await,
                expected,
                "{words:?} {scope:?}"
            );
        };
        check("parcel", &[], &[3, 1]).await;
        check("PARC", &[], &[3, 1]).await;
        check("parcel order", &[], &[1]).await;
        check("parcel missing", &[], &[]).await;
        check("argerl", &[], &[2]).await;
        check("ärgerlich packchen", &[], &[2]).await;
        check("strasse", &[], &[1]).await;
        check("8841", &[], &[1]).await;
        check("parc order", &[], &[]).await; // only the last word may be a beginning
        check("p", &[], &[]).await;
        check("broken\" AND \"wet", &[], &[3]).await;
        check("') OR doc MATCH ('*", &[], &[]).await;
        check("東京", &[], &[4]).await;
        check("東京都", &[], &[4]).await;
        check("荷", &[], &[4]).await;
        check("京東", &[], &[]).await;
        check("  ?! ", &[], &[]).await;
        check("", &["mb1"], &[]).await;
        check("parcel", &["mb1"], &[3, 1]).await;
        check("parcel", &["mb2"], &[]).await;
        check("parcel", &["mb2", "pe3"], &[1]).await;
        check("mb1", &[], &[]).await; // a scope token is no word

        let refused = db
            .read(|tx| tx.search("parcel", &["mb1 OR".to_owned()], None, 9))
            .await;
        let refused = refused.unwrap_err().to_string();
        assert_eq!(refused, "\"mb1 OR\" is no scope token: letters and digits");

        index(&db, &[(1, "moved", &["mb2"])]).await;
        check("parcel", &[], &[3]).await;
        check("moved", &["mb2"], &[1]).await;
        db.write(|tx| tx.unindex(3)).await.unwrap();
        check("parcel", &[], &[]).await;
        assert_eq!(db.integrity().await.unwrap(), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_long_answer_comes_in_pages() {
    each(SHOP, |db| async move {
        db.write(|tx| {
            for doc in 1..=30 {
                tx.index(doc, &store::Words::of("refund please"), &[])?;
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        let mut before = None;
        let mut all = Vec::new();
        loop {
            let found = db
                .read(move |tx| tx.search("refund", &[], before, 10))
                .await
                .unwrap();
            assert_eq!(found.docs.len(), 10);
            all.extend(found.docs);
            before = all.last().copied();
            if !found.more {
                break;
            }
        }
        let expected: Vec<i64> = (1..=30).rev().collect();
        assert_eq!(all, expected);
    })
    .await;
}

/// Long beginnings take other ways through the index than short ones, common
/// ones others than rare ones; all give the same.
#[tokio::test]
async fn common_and_rare_beginnings_are_found_the_same_way() {
    each(SHOP, |db| async move {
        let word = |doc: i64| match doc {
            7 => "confetti",
            doc if doc % 50 == 0 => "confused",
            doc if doc % 2 == 0 => "confirmed",
            _ => "confirmation",
        };
        db.write(move |tx| {
            for doc in 1..=2500 {
                tx.index(
                    doc,
                    &store::Words::of(&format!("{} please", word(doc))),
                    &[format!("mb{}", doc % 2)],
                )?;
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        for beginning in [
            "co",
            "conf",
            "confirm",
            "confirmed",
            "confu",
            "confet",
            "confettis",
        ] {
            for scope in [&[][..], &["mb0".to_owned()]] {
                let hit = |doc: &i64| {
                    word(*doc).starts_with(beginning) && (scope.is_empty() || doc % 2 == 0)
                };
                let expected: Vec<i64> = (1..=2500).rev().filter(hit).collect();
                let mut all: Vec<i64> = Vec::new();
                loop {
                    let (scope, before) = (scope.to_vec(), all.last().copied());
                    let words = format!("please {beginning}");
                    let found = db
                        .read(move |tx| tx.search(&words, &scope, before, 300))
                        .await
                        .unwrap();
                    all.extend(found.docs);
                    if !found.more {
                        break;
                    }
                }
                assert_eq!(all, expected, "{beginning} {scope:?}");
            }
        }
    })
    .await;
}

#[test]
fn case_and_accents_fold() {
    let check = |text: &str, expected: &str| assert_eq!(fold(text), expected, "{text}");
    check("Ärger", "arger");
    check("STRASSE Straße", "strasse strasse");
    check("İstanbul ILIK ılık", "istanbul ilik ilik");
    check(
        "Łódź Ørsted Đorđe Æsir Œuvre",
        "lodz orsted dorde aesir oeuvre",
    );
    check("ﬁne Ⅷ ①", "fine viii 1");
    check("Ελλάς", "ελλας");
}

/// On SQLite the newest documents wait beside the index: whether one waits or
/// not makes no difference to what is found, also when it changes or goes.
#[tokio::test]
async fn a_document_is_found_at_once_whether_it_waits_for_the_index_or_not() {
    each(SHOP, |db| async move {
        let scope = |doc: i64| vec![format!("mb{}", doc % 2)];
        let mut known = std::collections::BTreeMap::new();
        for round in 0..80_i64 {
            // Mostly new ones; now and then an old one changes, or the newest goes.
            let news: Vec<(i64, Option<String>)> = (round * 5..round * 5 + 5)
                .map(|step| match step % 10 {
                    7 => (step / 2, Some(format!("changed {step}"))),
                    8 => (step - 1, Some(format!("parcel {step}, again"))),
                    9 => (step - 2, None),
                    _ => (step, Some(format!("a parcel, {step}"))),
                })
                .collect();
            for (doc, words) in &news {
                match words {
                    Some(words) => known.insert(*doc, words.clone()),
                    None => known.remove(doc),
                };
            }
            db.write(move |tx| {
                news.iter().try_for_each(|(doc, words)| match words {
                    Some(words) => tx.index(*doc, &store::Words::of(words), &scope(*doc)),
                    None => tx.unindex(*doc),
                })
            })
            .await
            .unwrap();
            let holding = |word: &str, mailbox: Option<i64>| -> Vec<i64> {
                let has = |text: &str| text.split([' ', ',']).any(|w| w.starts_with(word));
                let of = |doc: i64| mailbox.is_none_or(|mailbox| doc % 2 == mailbox);
                let hits = known.iter().rev();
                hits.filter(|(doc, text)| has(text) && of(**doc))
                    .map(|(doc, _)| *doc)
                    .take(50)
                    .collect()
            };
            assert_eq!(
                find(&db, "parc", &[]).await,
                holding("parc", None),
                "{round}"
            );
            assert_eq!(find(&db, "chan", &["mb1"]).await, holding("chan", Some(1)));
            if round % 19 == 0 {
                assert_eq!(db.integrity().await.unwrap(), [""; 0], "{round}");
            }
        }
    })
    .await;
}
