use std::path::Path;

use store::testing::{TestDb, each, noise};
use store::{Engine, Error, PreparedBlob, Tx};

use crate::SHOP;

async fn keep(db: &store::Db, blob: &PreparedBlob, owner: &'static str, id: i64) {
    let blob = blob.clone();
    db.write(move |tx| tx.keep(&blob, owner, id)).await.unwrap();
}

async fn bytes(db: &store::Db, digest: &str) -> Option<Vec<u8>> {
    let digest = digest.to_owned();
    db.read(move |tx| tx.blob(&digest)).await.unwrap()
}

/// Any error will do: a closure that refuses.
fn refuse(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.search("a", &["?".to_owned()], None, 1).map(drop)
}

fn files(folder: &Path) -> usize {
    let Ok(shelves) = std::fs::read_dir(folder.join("blobs")) else {
        return 0;
    };
    let count = |shelf: std::fs::DirEntry| std::fs::read_dir(shelf.path()).unwrap().count();
    shelves.flatten().map(count).sum()
}

#[tokio::test]
async fn bytes_of_any_size_come_back_until_nobody_needs_them() {
    each(SHOP, |db| async move {
        for (n, len) in [0, 1, 5000, 256 * 1024, 256 * 1024 + 1, 3_000_000]
            .into_iter()
            .enumerate()
        {
            for data in [noise(len, n as u64 + 3), vec![b'a'; len]] {
                let blob = db.prepare_blob(data.clone()).await.unwrap();
                assert_eq!(blob.size(), len);
                keep(&db, &blob, "message", 1).await;
                keep(&db, &blob, "message", 1).await;
                let again = db.prepare_blob(data.clone()).await.unwrap();
                assert_eq!(again.digest(), blob.digest());
                keep(&db, &again, "attachment", 1).await;
                assert_eq!(
                    bytes(&db, blob.digest()).await.as_deref(),
                    Some(&*data),
                    "{len}"
                );
                db.write(|tx| tx.drop_uses("message", 1)).await.unwrap();
                assert_eq!(
                    bytes(&db, blob.digest()).await.as_deref(),
                    Some(&*data),
                    "{len}"
                );
                assert_eq!(db.integrity().await.unwrap(), [""; 0]);
                db.write(|tx| tx.drop_uses("attachment", 1)).await.unwrap();
                assert_eq!(bytes(&db, blob.digest()).await, None, "{len}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_stays_only_with_a_commit() {
    let test = TestDb::sqlite(SHOP).await;
    let (db, folder) = (&test.db, test.folder());
    assert_eq!(db.engine(), Engine::Sqlite);
    let data = noise(400_000, 7);

    drop(db.prepare_blob(data.clone()).await.unwrap());
    assert_eq!(files(folder), 0, "never kept");

    let blob = db.prepare_blob(data.clone()).await.unwrap();
    let refused = blob.clone();
    let refused = db.write(move |tx| {
        tx.keep(&refused, "message", 1)?;
        refuse(tx)
    });
    assert!(refused.await.is_err());
    assert_eq!(files(folder), 1, "still prepared");
    keep(db, &blob, "message", 1).await;
    let twin = db.prepare_blob(data.clone()).await.unwrap();
    keep(db, &twin, "message", 2).await;
    assert_eq!(files(folder), 2);
    drop(blob);
    drop(twin);
    assert_eq!(files(folder), 1, "the twin's own file was not needed");
    assert_eq!(db.integrity().await.unwrap(), [""; 0]);

    let refused = db.write(|tx| {
        tx.drop_uses("message", 1)?;
        tx.drop_uses("message", 2)?;
        refuse(tx)
    });
    assert!(refused.await.is_err());
    assert_eq!(files(folder), 1, "rolled back");
    for id in [1, 2] {
        assert_eq!(files(folder), 1);
        db.write(move |tx| tx.drop_uses("message", id))
            .await
            .unwrap();
    }
    assert_eq!(files(folder), 0);
}

#[tokio::test]
async fn a_missing_file_is_found_and_named() {
    let test = TestDb::sqlite(SHOP).await;
    let db = &test.db;
    let blob = db.prepare_blob(noise(400_000, 9)).await.unwrap();
    keep(db, &blob, "message", 1).await;
    let digest = blob.digest().to_owned();
    let shelf = test.folder().join("blobs").join(&digest[..2]);
    let file = std::fs::read_dir(shelf)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(
        db.integrity().await.unwrap(),
        [format!("blob {digest} has 0 of its 400000 bytes")]
    );
    let asked = digest.clone();
    let error = db
        .read(move |tx| tx.blob(&asked))
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(&digest) && error.contains("No such file"),
        "{error}"
    );
}
