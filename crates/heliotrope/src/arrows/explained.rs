//! Invariant 9: at the end of each test the outbox and the jobs are empty, or
//! each row is explained by the row of record that it is there for.

use store::{Db, Error, Sql, Tx};

/// What may still wait, and what explains it. A new kind of job is explained
/// here, or the tests that leave one fail.
const UNEXPLAINED: &[(&str, &str)] = &[
    (
        "a reply waits that nobody wrote, or that was taken back",
        "SELECT o.id FROM outbox o LEFT JOIN message m ON m.id = o.message_id
         WHERE o.kind = 'reply' AND o.state = 'waiting' AND (m.id IS NULL OR m.taken_back_at IS NOT NULL)",
    ),
    (
        "a receipt waits for a case that is not there",
        "SELECT o.id FROM outbox o LEFT JOIN cases c ON c.number = o.case_number
         WHERE o.kind = 'receipt' AND o.state = 'waiting' AND c.number IS NULL",
    ),
    (
        "a letter waits that belongs to no case, and is no letter to one of us",
        "SELECT id FROM outbox WHERE case_number IS NULL AND kind IN ('reply', 'receipt')",
    ),
    (
        "the same letter stands twice for one person",
        "SELECT MIN(id) FROM outbox WHERE state <> 'taken_back'
         GROUP BY letter_id, address HAVING COUNT(*) > 1",
    ),
    (
        "a letter ended without a word of what became of it",
        "SELECT id FROM outbox WHERE state IN ('failed', 'bounced') AND said IS NULL",
    ),
    (
        "an arrival is to be judged that is judged, or not there",
        "SELECT j.id FROM job j LEFT JOIN arrival a ON j.key = CAST(a.id AS TEXT)
         WHERE j.kind = 'judge' AND (a.id IS NULL OR a.verdict IS NOT NULL)",
    ),
    (
        "an arrival is neither judged nor waits for it",
        "SELECT a.id FROM arrival a WHERE a.verdict IS NULL
         AND NOT EXISTS (SELECT 1 FROM job j WHERE j.kind = 'judge' AND j.key = CAST(a.id AS TEXT))",
    ),
    (
        "people are to be told of a cause that is not mended",
        "SELECT n.id FROM cause_news n JOIN cause c ON c.id = n.cause_id WHERE n.ended_at IS NULL AND c.fixed_at IS NULL",
    ),
    (
        "a copy waits for a folder of sent letters that nobody wants, or of a letter that is not there",
        "SELECT c.envelope_id FROM sent_copy c LEFT JOIN outbox o ON o.id = c.envelope_id
         LEFT JOIN mailbox m ON m.id = c.mailbox_id
         WHERE o.id IS NULL OR o.address = '' OR m.imap_sent IS NULL",
    ),
    (
        "a job of a kind that arrows/explained.rs does not explain",
        "SELECT id FROM job WHERE kind NOT IN ('judge')",
    ),
];

/// # Panics
/// When a row is there that nothing explains. A database that the test closed
/// or broke has no rows to explain.
pub async fn check(db: &Db) {
    let found: Result<Vec<String>, Error> = db.read(unexplained).await;
    if let Ok(found) = found {
        assert!(found.is_empty(), "left at the end: {found:#?}");
    }
}

fn unexplained(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for (what, text) in UNEXPLAINED {
        for row in tx.query(Sql::new(text, file!(), line!()), &[])? {
            found.push(format!("{what}: row {}", row.get::<i64>(0)?));
        }
    }
    Ok(found)
}

/// The check can fail.
#[tokio::test]
async fn a_row_that_nothing_explains_is_found() {
    crate::testing::each("2026-03-05T11:00:00Z", async |desk| {
        desk.case("Ines", "the download link I paid for").await;
        check(&desk.desk.db).await;
        let now = desk.now().0;
        let undone = desk.desk.db.write(move |tx| {
            tx.enqueue("judge", "7", now)?;
            tx.enqueue("dance", "1", now)?;
            let found = unexplained(tx)?;
            Err::<(), Error>(Error::data(found.join("; ")))
        });
        let found = undone.await.unwrap_err().to_string();
        assert!(
            found.contains("an arrival is to be judged that is judged, or not there"),
            "{found}"
        );
        assert!(found.contains("does not explain"), "{found}");
    })
    .await;
}
