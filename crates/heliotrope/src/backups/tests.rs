//! The nightly backup with a clock that is moved, and what comes back from it
//! on either engine. The command line's own tests stand in `tests/commands`.

mod merged;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ::store::testing::{TestDb, noise};
use ::store::{Db, Error, Options};

use super::worker::nightly;
use super::*;
use crate::app::MIGRATIONS;
use crate::kit::keys::Keys;
use crate::outbox;
use crate::outbox::Delivery;
use crate::team::Role;
use crate::testing::{self, TestDesk};

/// Later than any real clock: a desk is as old as its database, and that was
/// made just now.
const EVENING: &str = "2126-03-05T11:00:00Z";
const DAY: Duration = Duration::from_secs(86_400);

/// A desk with a little of everything, and bytes too large for a row.
async fn furnished(desk: TestDesk) -> TestDesk {
    desk.mailbox().await;
    let sealed = desk.desk.keys.seal("hunter 2");
    let large = desk.desk.db.prepare_blob(noise(700_000, 5)).await.unwrap();
    desk.write(move |tx| {
        tx.keep(&large, "arrival", 1)?;
        tx.execute(
            ::store::sql!("UPDATE mailbox SET smtp_password = $1"),
            &[sealed.as_str().into()],
        )?;
        Ok(())
    })
    .await;
    desk.sign_in("Priya", Role::Admin).await;
    let case = desk.case("Ines", "the download link I paid for").await;
    desk.case("Okafor", "the parcel\0 is wet 棚").await;
    let now = desk.now();
    desk.write(move |tx| {
        let new = outbox::store::New {
            kind: outbox::Kind::Receipt,
            case: Some(case),
            message: None,
            person: Some(1),
            mailbox: Some(1),
            address: "ines@customers.example",
            letter_id: "1@desk.example",
            words: "{}",
            not_before: now,
        };
        Ok(outbox::store::add(tx, &new, now)?)
    })
    .await;
    desk
}

/// Rows and digest of every table.
async fn all(db: &Db) -> BTreeMap<String, (u64, String)> {
    db.read(|tx| {
        let mut all = BTreeMap::new();
        for table in tx.tables()? {
            let counted = tx.count_table(&table)?;
            all.insert(table.name, (counted.rows, counted.digest));
        }
        Ok::<_, Error>(all)
    })
    .await
    .unwrap()
}

fn backups_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<String> = files
        .map(|file| file.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn folder(desk: &TestDesk) -> PathBuf {
    desk.desk.config.backup.as_ref().unwrap().folder.clone()
}

async fn night(desk: &TestDesk) -> anyhow::Result<Option<String>> {
    nightly(&desk.desk, MIGRATIONS).await
}

#[tokio::test]
async fn every_night_one_is_made_and_seven_are_kept() {
    testing::each(EVENING, async |desk| {
        let desk = furnished(desk).await;
        let mut made = Vec::new();
        for _ in 0..9 {
            desk.advance(DAY);
            made.push(night(&desk).await.unwrap().expect("it was due"));
            assert_eq!(night(&desk).await.unwrap(), None, "once a night");
        }
        assert_eq!(backups_in(&folder(&desk)), made[2..]);
        for file in &made[2..] {
            check(&folder(&desk).join(file), MIGRATIONS, None)
                .await
                .unwrap();
        }
        let (last, gone) = desk
            .read(|tx| Ok((store::last(tx)?, store::beyond(tx, 7)?)))
            .await;
        let last = last.expect("the last");
        assert_eq!((last.file, gone), (made[8].clone(), Vec::new()));
        assert!(last.verified_at.is_some() && last.failed.is_none());
        let bytes = fs::read(folder(&desk).join(&made[8])).unwrap();
        assert_eq!(last.digest, Some(pack::digest(&bytes)));
        assert_eq!(last.bytes, Some(bytes.len() as i64));
    })
    .await;
}

#[tokio::test]
async fn of_many_nodes_one_makes_it() {
    testing::each(EVENING, async |desk| {
        let desk = furnished(desk).await;
        desk.advance(DAY);
        let (a, b, c) = tokio::join!(night(&desk), night(&desk), night(&desk));
        let made: Vec<String> = [a, b, c].into_iter().filter_map(Result::unwrap).collect();
        assert_eq!(backups_in(&folder(&desk)), made);
        assert_eq!(made.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_backup_that_fails_is_said_and_the_older_ones_stay() {
    testing::each(EVENING, async |desk| {
        let desk = furnished(desk).await.with(|config| {
            config.backup.as_mut().unwrap().keep = 1;
        });
        desk.advance(DAY);
        let good = night(&desk).await.unwrap().expect("it was due");
        // Bytes that are not what their name says.
        let stray = desk
            .desk
            .db
            .prepare_blob(b"of nobody".to_vec())
            .await
            .unwrap();
        desk.write(move |tx| Ok(tx.keep_bytes(&stray)?)).await;
        desk.write(|tx| {
            tx.execute(
                ::store::sql!(
                    "UPDATE blob SET digest = 'ff' || substr(digest, 3) WHERE NOT EXISTS
                     (SELECT 1 FROM blob_use u WHERE u.digest = blob.digest)"
                ),
                &[],
            )?;
            Ok(())
        })
        .await;
        desk.advance(DAY);
        let why = format!("{:#}", night(&desk).await.unwrap_err());
        assert!(why.contains("are damaged on the disk"), "{why}");
        assert_eq!(backups_in(&folder(&desk)), std::slice::from_ref(&good));
        let (last, before) = desk
            .read(|tx| Ok((store::last(tx)?, store::last_good(tx)?)))
            .await;
        assert_eq!(last.expect("the last").failed, Some(why));
        assert_eq!(before.expect("the good one").file, good);
        assert_eq!(night(&desk).await.unwrap(), None, "it rests for an hour");
        desk.write(|tx| {
            tx.execute(
                ::store::sql!("DELETE FROM blob WHERE digest LIKE 'ff%'"),
                &[],
            )?;
            Ok(())
        })
        .await;
        desk.advance(rules::AGAIN);
        let again = night(&desk).await.unwrap().expect("it is tried again");
        assert_eq!(backups_in(&folder(&desk)), [again]);
    })
    .await;
}

#[tokio::test]
async fn what_comes_back_is_the_same_on_either_engine_and_sends_nothing() {
    testing::each(EVENING, async |desk| {
        let desk = furnished(desk).await;
        let file = desk.desk.config.data.join("desk.tar.zst");
        let keys = desk.desk.keys.to_text();
        let made = make(&desk.desk.db, &file, Some(keys), false, desk.now());
        let manifest = made.await.unwrap().manifest;
        let mut before = all(&desk.desk.db).await;
        let listed = |name: &String| &manifest.tables[name];
        for (name, (rows, digest)) in &before {
            assert_eq!((*rows, digest), (listed(name).rows, &listed(name).sha256));
        }
        // What waited is paused: that one table differs.
        let (waited, _) = before.remove("outbox").unwrap();

        let data = desk.desk.config.data.join("again");
        let postgres = TestDb::postgres(MIGRATIONS).await;
        let url = postgres.as_ref().and_then(TestDb::postgres_url);
        if let Some(postgres) = &postgres {
            postgres.db.close().await;
        }
        let mut places = vec![None];
        places.extend(url.as_deref().map(Some));
        for place in places {
            let asked = Restore {
                file: &file,
                data: &data,
                postgres: place,
                keys: None,
                migrations: MIGRATIONS,
                now: desk.now(),
            };
            let restored = restore(&asked, async |_, _| Ok(())).await.unwrap();
            assert_eq!((restored.paused, waited), (1, 1));
            assert_eq!(restored.enter_again, [""; 0]);
            let own = format!("sqlite:{}", data.join("heliotrope.db").display());
            let db = Db::open(Options {
                url: place.map_or(own, str::to_owned),
                data: data.clone(),
                migrations: MIGRATIONS,
                readers: 2,
            });
            let db = db.await.unwrap();
            let mut after = all(&db).await;
            after.remove("outbox");
            assert_eq!(after, before);
            assert_eq!(db.integrity().await.unwrap(), [""; 0]);
            let due = db.read(|tx| outbox::store::due(tx, 1, crate::kit::At::NEVER, 9));
            assert_eq!(due.await.unwrap(), [0i64; 0], "nothing leaves by itself");
            db.close().await;
            let again = restore(&asked, async |_, _| Ok(())).await.unwrap_err();
            assert!(
                format!("{again:#}").contains("holds data already"),
                "{again:#}"
            );
        }
        let key = fs::read_to_string(data.join("key")).unwrap();
        assert!(Keys::from_text(&key).is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_restore_into_postgres_that_died_is_begun_anew() {
    let desk = furnished(TestDesk::at(EVENING).await).await;
    let Some(postgres) = TestDb::postgres(MIGRATIONS).await else {
        return eprintln!("PostgreSQL: not run here, ./test runs it");
    };
    let file = desk.desk.config.data.join("desk.tar.zst");
    make(&desk.desk.db, &file, None, false, desk.now())
        .await
        .unwrap();
    let asked = Restore {
        file: &file,
        data: &desk.desk.config.data.join("again"),
        postgres: Some(&postgres.postgres_url().unwrap()),
        keys: None,
        migrations: MIGRATIONS,
        now: desk.now(),
    };
    let died = restore(&asked, async |_, _| anyhow::bail!("the lights went out")).await;
    assert!(died.is_err());
    let options = Options {
        url: postgres.postgres_url().unwrap(),
        data: desk.desk.config.data.clone(),
        migrations: MIGRATIONS,
        readers: 2,
    };
    let Err(half) = Db::open(options).await else {
        panic!("a half database was opened");
    };
    assert!(half.to_string().contains("is not whole yet"), "{half}");
    let restored = restore(&asked, async |_, _| Ok(())).await.unwrap();
    assert_eq!(
        restored.enter_again,
        ["mailbox help@desk.example: smtp password"]
    );
    let before = all(&desk.desk.db).await;
    let after = all(&postgres.db).await;
    assert_eq!(after["cases"], before["cases"]);
}

#[tokio::test]
async fn paused_letters_wait_for_a_press() {
    testing::each(EVENING, async |desk| {
        let desk = furnished(desk).await;
        let now = desk.now();
        desk.write(move |tx| Ok(outbox::store::pause_all(tx, now)?))
            .await;
        let maya = desk.sign_in("Maya", Role::Agent).await;
        let today = maya.get("/today").await.words();
        assert!(
            today.contains("1 letter is paused. Say whether they leave"),
            "{today}"
        );
        let page = maya.get("/paused").await.words();
        assert!(
            page.contains("none leaves by itself") && page.contains("To ines@customers.example"),
            "{page}"
        );
        let state = async || {
            let envelopes = desk.read(|tx| Ok(outbox::store::of_case(tx, 1)?)).await;
            envelopes[0].state
        };
        assert_eq!(
            maya.post("/paused/1", &[("act", "leave")]).await.status,
            "303 See Other"
        );
        assert_eq!(state().await, Delivery::Waiting);
        // Decided is decided.
        maya.post("/paused/1", &[("act", "has_left")]).await;
        assert_eq!(state().await, Delivery::Waiting);
        desk.write(move |tx| Ok(outbox::store::pause_all(tx, now)?))
            .await;
        maya.post("/paused", &[("act", "has_left"), ("up_to", "0")])
            .await;
        assert_eq!(state().await, Delivery::Paused, "only what was seen");
        maya.post("/paused", &[("act", "has_left"), ("up_to", "1")])
            .await;
        assert_eq!(state().await, Delivery::Accepted);
        assert!(
            maya.get("/paused")
                .await
                .words()
                .contains("No letter is paused.")
        );
        let said = ::store::sql!("SELECT COUNT(*) FROM audit WHERE deed LIKE 'paused-%'");
        assert_eq!(desk.count(said).await, 2);
    })
    .await;
}

#[tokio::test]
async fn every_table_is_in_a_backup_or_named_with_a_reason() {
    testing::each(EVENING, async |desk| {
        assert!(!desk.desk.db.read(|tx| tx.holds_anything()).await.unwrap());
        let tables = desk.desk.db.read(|tx| tx.tables()).await.unwrap();
        for column in ::store::testing::columns(&desk.desk.db).await {
            let (table, column) = column.split_once('.').unwrap();
            let left = ::store::copy::LEFT_OUT
                .iter()
                .any(|(name, _)| *name == table);
            let copied = tables.iter().find(|t| t.name == table);
            assert!(
                left || copied
                    .is_some_and(|t| t.is_blobs() || t.columns.iter().any(|c| c == column)),
                "{table}.{column} is neither copied nor left out with a reason"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn every_table_is_exported_or_named_with_a_reason() {
    let desk = furnished(TestDesk::at(EVENING).await).await;
    let folder = desk.desk.config.data.join("out");
    let exported = export(&desk.desk.db, &folder, desk.now()).await.unwrap();
    let tables = desk.desk.db.read(|tx| tx.tables()).await.unwrap();
    for table in &tables {
        let left = export::LEFT_OUT.iter().any(|(name, _)| *name == table.name);
        assert_ne!(
            left,
            exported.tables.contains_key(&table.name),
            "{}",
            table.name
        );
        let file = folder.join("rows").join(format!("{}.jsonl", table.name));
        assert_eq!(file.exists(), !left);
        if let Some(listed) = exported.tables.get(&table.name) {
            assert_eq!(pack::digest(&fs::read(&file).unwrap()), listed.sha256);
        }
    }
    for (name, _) in export::LEFT_OUT {
        assert!(
            tables.iter().any(|t| t.name == *name),
            "there is no table {name}"
        );
    }
    // Nothing in it opens anything.
    let read =
        |table: &str| fs::read_to_string(folder.join(format!("rows/{table}.jsonl"))).unwrap();
    assert!(
        read("mailbox").contains("\"smtp_password\":null"),
        "{}",
        read("mailbox")
    );
    assert!(
        read("agent").contains("\"password_hash\":null"),
        "{}",
        read("agent")
    );
    assert!(read("message").contains("the download link I paid for"));
}
