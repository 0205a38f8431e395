//! Invariant 5: nothing received is deleted by code that no person asked.

use std::time::{Duration, Instant};

use store::Sql;

use super::{MIGRATIONS, none, product_sources};
use crate::intake::{self, Arrived, Door};
use crate::mailboxes;
use crate::testing::{self, TestDesk};

/// Every table that any statement of ours deletes from, where alone that may
/// be ("" for anywhere), and why it loses no word that anybody sent us.
const DELETED_FROM: &[(&str, &str, &str)] = &[
    ("blob", "store/src/blob.rs", "with its last use"),
    (
        "blob_use",
        "store/src/blob.rs",
        "drop_uses: whoever calls it stands in FORGETS",
    ),
    ("calendar", "hours/", "hours of ours that no mailbox keeps"),
    ("calendar_day", "hours/", "a holiday of ours that is none"),
    ("calendar_span", "hours/", "hours of ours, written anew"),
    (
        "arrival_leaving",
        "intake/store/held.rs",
        "what was to leave stays after all",
    ),
    (
        "sieve_lesson",
        "intake/store/sieve.rs",
        "what a person said of a letter and took back; the letter stays",
    ),
    (
        "calendar_use",
        "hours/",
        "which hours of ours count for a mailbox",
    ),
    (
        "apology_policy",
        "apologies/",
        "a policy of ours that somebody took back; the audit says so",
    ),
    (
        "complaint_pack",
        "complaints/",
        "clocks of ours that somebody switched off; the audit says so",
    ),
    (
        "case_cause",
        "causes/",
        "a person said that it was not that; the event says so",
    ),
    (
        "case_person",
        "",
        "a person took them out of the case; the event says so, and every letter stays",
    ),
    (
        "no_ready",
        "",
        "a no that waited in a draft: the letter said it, or went without it",
    ),
    (
        "case_tag",
        "",
        "a person took the tag away; the event says so",
    ),
    (
        "consent",
        "consents/",
        "tokens of ours: others took their place, or no mailbox ever did",
    ),
    (
        "consent_trip",
        "consents/",
        "somebody of ours went to a provider, and that is over",
    ),
    (
        "draft",
        "",
        "its words were sent or thrown away by their author",
    ),
    (
        "fetch_cursor",
        "fetch/",
        "how far we have read a folder of theirs",
    ),
    ("fetch_state", "fetch/", "how fetching goes"),
    (
        "form_file",
        "intake/store/forms.rs",
        "of a form that nobody has sent: taken out by its writer, or left for an hour",
    ),
    (
        "health_check",
        "health/",
        "what the DNS said of a domain that is ours no more",
    ),
    (
        "idempotency",
        "",
        "the answer to a program, two days old; the deed stays",
    ),
    (
        "job",
        "",
        "it is done, or asked for again in the same transaction",
    ),
    ("keeping", "erasure/", "a rule that somebody switched off"),
    ("letter_id", "erasure/", ERASED),
    (
        "merging_row",
        "merging/",
        "where a row belongs after a person joined two needs",
    ),
    ("message_attachment", "erasure/", ERASED),
    (
        "muted_phrase",
        "promises/",
        "somebody of ours wants to be asked about such times again",
    ),
    ("person_address", "erasure/", ERASED),
    (
        "schema_version",
        "store/src/copy/marks.rs",
        "the mark of a database that was moved",
    ),
    (
        "search_doc",
        "store/src/search.rs",
        "the index of words that stand in their own rows",
    ),
    (
        "server_trouble",
        "mailroom/",
        "the server takes letters again",
    ),
    (
        "sqlite_sequence",
        "store/src/copy/mod.rs",
        "SQLite's own count of ids, written anew",
    ),
    (
        "sent_copy",
        "outbox/store/copies.rs",
        "a copy of a letter of ours, once it is filed or nobody wants it; the letter stands on its case",
    ),
    (
        "duty",
        "teams/",
        "from when to when one of us has the watch",
    ),
    ("team_member", "teams/", "who of us is in which team"),
    ("thanks", "erasure/", ERASED),
    ("thanks_for", "erasure/", ERASED),
];

const ERASED: &str =
    "somebody of the team erased it, or made the rule that does, and it is recorded";

/// Product code that lets go of received bytes, and the person who asks for it.
const FORGETS: &[(&str, &str)] = &[
    ("erasure/store/blank/message.rs", ERASED),
    ("erasure/store/blank/traces.rs", ERASED),
    ("intake/store/forms.rs", "see form_file above"),
    ("outbox/store/copies.rs", "see sent_copy above"),
    (
        "intake/store/held.rs",
        "somebody of the team said that what is held back can go",
    ),
];

fn deleted_from(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let after = |at: usize| words.get(at).map(|w| w.to_lowercase());
    let mut tables = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match word.to_uppercase().trim_start_matches('(') {
            "DELETE" if after(at + 1).as_deref() == Some("from") => tables.extend(after(at + 2)),
            "DROP" if after(at + 1).as_deref() == Some("index") => {}
            "DROP" if after(at + 1).as_deref() == Some("table") => {
                tables.extend(after(at + 2).map(|name| name.trim_end_matches(';').to_owned()));
            }
            "TRUNCATE" | "DROP" => tables.push(text.to_owned()),
            _ => {}
        }
    }
    tables
}

#[test]
fn what_is_deleted_stands_on_a_short_list() {
    assert_eq!(
        deleted_from("WITH x AS (DELETE  FROM arrival WHERE 1 = 1) SELECT 1"),
        ["arrival"]
    );
    let mut wrong = Vec::new();
    let mut seen = Vec::new();
    // What a test throws away came from the test.
    let is_test = |file: &str| file.ends_with("/tests.rs") || file.contains("/tests/");
    for sql in store::registered().filter(|sql| !is_test(sql.file)) {
        for table in deleted_from(sql.text) {
            let known = DELETED_FROM
                .iter()
                .any(|(known, place, _)| *known == table && sql.file.contains(place));
            match known {
                true => seen.push(table),
                false => wrong.push(format!(
                    "{}:{} deletes from {table}: say in DELETED_FROM why nothing received is lost",
                    sql.file, sql.line
                )),
            }
        }
    }
    for (table, _, _) in DELETED_FROM {
        if !seen.iter().any(|s| s == table) {
            wrong.push(format!("nothing deletes from {table} any more"));
        }
    }
    for migration in MIGRATIONS {
        let texts = [Some(migration.shared), migration.sqlite, migration.postgres];
        for text in texts.into_iter().flatten() {
            let mut gone = deleted_from(&without_moved_columns(text));
            gone.retain(|table| !is_rebuilt(text, table));
            if text.to_uppercase().contains("ON DELETE CASCADE") || !gone.is_empty() {
                wrong.push(format!("migration {} deletes", migration.number));
            }
        }
    }
    for source in product_sources().iter().filter(|s| s.folder() != "arrows") {
        if source.product().contains(".drop_uses(")
            && !FORGETS.iter().any(|(path, _)| *path == source.path)
        {
            wrong.push(format!(
                "{} lets go of received bytes: say in FORGETS who asks",
                source.path
            ));
        }
    }
    none(&wrong);
}

/// SQLite changes some things of a table only by writing all its rows into
/// another one that takes its name.
fn is_rebuilt(migration: &str, table: &str) -> bool {
    let all = format!("INSERT INTO {table}_new SELECT ");
    let rows = migration.lines().find_map(|line| line.strip_prefix(&all));
    let whole = rows.is_some_and(|rows| !rows.to_uppercase().contains(" WHERE "));
    whole && migration.contains(&format!("ALTER TABLE {table}_new RENAME TO {table};"))
}

/// A column changes its place only by another one that takes over all that it
/// holds, and then its name.
fn without_moved_columns(migration: &str) -> String {
    let is_moved = |line: &str| {
        let words: Vec<&str> = line.trim_end_matches(';').split_whitespace().collect();
        let ["ALTER", "TABLE", table, "DROP", "COLUMN", column] = words[..] else {
            return false;
        };
        let (before, after) = migration.split_once(line).unwrap_or_default();
        before.lines().any(|line| {
            let set = format!("UPDATE {table} SET ");
            let all = format!(" = {column} WHERE {column} IS NOT NULL;");
            let other = line.strip_prefix(&set).and_then(|l| l.strip_suffix(&all));
            other.is_some_and(|other| {
                after.contains(&format!(
                    "ALTER TABLE {table} RENAME COLUMN {other} TO {column};"
                ))
            })
        })
    };
    let lines = migration.lines().filter(|line| !is_moved(line));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_column_is_moved_only_whole() {
    let moved = "UPDATE m SET b = a WHERE a IS NOT NULL;
ALTER TABLE m DROP COLUMN a;
ALTER TABLE m RENAME COLUMN b TO a;";
    assert!(deleted_from(&without_moved_columns(moved)).is_empty());
    for other in [
        moved.replace("a IS NOT NULL", "a > 7"),
        moved.replace("b TO a", "b TO c"),
        moved.replace("SET b = a", "SET b = d"),
    ] {
        assert!(!deleted_from(&without_moved_columns(&other)).is_empty());
    }
}

const RECEIVED: &[(&str, &str)] = &[
    (
        "arrival",
        "SELECT id, raw, size, sender, recipient, letter_id, verdict, reason FROM arrival ORDER BY id",
    ),
    (
        "blob",
        "SELECT digest, size, bytes FROM blob ORDER BY digest",
    ),
    (
        "blob_use",
        "SELECT owner, owner_id, digest FROM blob_use ORDER BY owner, owner_id, digest",
    ),
    (
        "message",
        "SELECT id, case_number, sender, subject, words, elided, html, raw FROM message ORDER BY id",
    ),
    (
        "message_attachment",
        "SELECT * FROM message_attachment ORDER BY id",
    ),
];

async fn received(desk: &TestDesk) -> Vec<(&'static str, String)> {
    desk.read(|tx| {
        let mut all = Vec::new();
        for (table, text) in RECEIVED {
            let rows = tx.query(Sql::new(text, file!(), line!()), &[])?;
            assert!(!rows.is_empty(), "nothing was received: {table}");
            all.push((*table, format!("{rows:?}")));
        }
        Ok(all)
    })
    .await
}

/// Three years with all workers, and nobody who asks for anything.
#[tokio::test]
async fn what_was_received_is_there_after_years_without_anybody() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let now = desk.now();
        let wanted = mailboxes::store::Wanted {
            address: "help@desk.example".to_owned(),
            name: "Lindfors Press".to_owned(),
            signature: String::new(),
            language: "en".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            receipt: true,
            answer_within_min: None,
            imap: None,
            // Nobody listens there.
            server: Some(mailboxes::Server {
                host: "127.0.0.1".to_owned(),
                port: 1,
                tls: mailboxes::Tls::None,
                account: None,
                sealed_password: None,
            }),
        };
        desk.write(move |tx| Ok(mailboxes::store::add(tx, &wanted, now)?)).await;
        let n = desk.case("Ines", "the download link I paid for").await;
        let file = "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nThe bill.\r\n--x\r\n\
                    Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=bill.pdf\r\n\r\n\
                    %PDF-1\r\n--x--\r\n";
        let letters = [
            ("<1@c.example>", "help@desk.example", file),
            ("<1@c.example>", "help@desk.example", file),
            ("<2@c.example>", "nobody@desk.example", "\r\nFor whom?\r\n"),
            ("<3@c.example>", "help@desk.example", "Auto-Submitted: auto-replied\r\n\r\nAway.\r\n"),
        ];
        for (id, recipient, rest) in letters {
            let bytes = format!("From: Okafor <okafor@customer.example>\r\nSubject: Bill\r\nMessage-ID: {id}\r\n{rest}");
            let arrived = Arrived {
                peer: None,
                door: Door::Smtp,
                bytes: bytes.into_bytes(),
                sender: "okafor@customer.example".to_owned(),
                recipients: vec![recipient.to_owned()],
            };
            intake::receive(&desk.desk, arrived).await.unwrap();
        }
        let robin = desk.program().await;
        let reply = serde_json::json!({"kind": "reply", "text": "Here it is."});
        let sent = robin.post_json(&format!("/api/v1/cases/{n}/messages"), reply).await;
        assert_eq!(sent.status, "201 Created", "{}", sent.text);
        let before = received(&desk).await;

        for _ in 0..3 {
            desk.advance(Duration::from_secs(365 * 86_400));
            let workers = crate::app::start(&desk.desk).unwrap();
            // They have worked when the letters that could not leave are given up.
            let began = Instant::now();
            let waiting = store::sql!("SELECT COUNT(*) FROM outbox WHERE state = 'waiting'");
            while desk.count(waiting).await > 0 {
                assert!(began.elapsed() < Duration::from_secs(20), "the workers do nothing");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            workers.stop().await;
        }
        for (before, after) in before.into_iter().zip(received(&desk).await) {
            assert_eq!(before, after);
        }
    })
    .await;
}
