//! Erasing at the door of the desk, on both engines: what was a person's is
//! found in no table, index, blob, file or log.

mod export;
mod given;
mod keeping;
mod merged;
mod needs;

use std::path::{Path, PathBuf};

use serde_json::json;
use store::{Engine, Sql, Value};

use crate::erasure::{deeds, rules};
use crate::intake::{self, Arrived, Door};
use crate::testing::{self, Browser, TestDesk};
use crate::web::Role;

const NOON: &str = "2026-03-05T11:00:00Z";

/// Quenby Ashgrove's and nobody else's, folded as a search would.
const HERS: [&str; 9] = [
    "quenby",
    "ashgrove",
    "umbrella",
    "seventeenth",
    "marzipan",
    "ferry",
    "zwetschge",
    "periwinkle",
    "paid in full",
];

struct Letter<'a> {
    from: &'a str,
    cc: &'a str,
    id: &'a str,
    answers: &'a str,
    subject: &'a str,
    text: &'a str,
    file: Option<(&'a str, &'a str)>,
}

const PLAIN: Letter<'_> = Letter {
    from: "Quenby Ashgrove <quenby@ashgrove.example>",
    cc: "",
    id: "",
    answers: "",
    subject: "",
    text: "",
    file: None,
};

impl Letter<'_> {
    fn bytes(&self) -> Vec<u8> {
        let head = |name: &str, value: &str| match value {
            "" => String::new(),
            value => format!("{name}: {value}\r\n"),
        };
        let (name, content) = self.file.unwrap_or(("note.txt", "nothing"));
        format!(
            "From: {}\r\nTo: help@desk.example\r\n{}Subject: {}\r\nMessage-ID: <{}>\r\n{}\
             Date: Thu, 5 Mar 2026 11:00:00 +0000\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
             {}\r\n--b\r\nContent-Type: application/octet-stream\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{content}\r\n--b--\r\n",
            self.from,
            head("Cc", self.cc),
            self.subject,
            self.id,
            head("In-Reply-To", self.answers),
            self.text,
        )
        .into_bytes()
    }

    async fn comes(&self, desk: &TestDesk) -> intake::Verdict {
        let arrived = Arrived {
            peer: None,
            door: Door::Receive,
            bytes: self.bytes(),
            sender: "quenby@ashgrove.example".to_owned(),
            recipients: vec!["help@desk.example".to_owned()],
        };
        intake::receive(&desk.desk, arrived).await.unwrap()
    }
}

/// What the world of these tests holds.
struct World {
    desk: TestDesk,
    priya: Browser,
    person: i64,
    alone: i64,
    shared: i64,
}

/// A case of Quenby's own with everything a case can hold, one she shares with
/// Okafor, one of Okafor's alone, a form of hers that is held back, and a large
/// file of hers.
async fn world(desk: TestDesk) -> World {
    desk.mailbox().await;
    let priya = desk.sign_in("Priya", Role::Admin).await;
    let large: String = (0..60_000)
        .map(|n| format!("{:x}", n * 7_919 + 13))
        .collect::<Vec<_>>()
        .join("");
    let large = format!("Marzipan {large} marzipan");
    let alone = Letter {
        id: "one@ashgrove.example",
        subject: "Violet umbrella bent",
        text: "The seventeenth spoke of my umbrella snapped on the ferry.\r\n\r\nQuenby",
        file: Some(("umbrella-receipt.bin", &large)),
        ..PLAIN
    };
    let alone = alone.comes(&desk).await.case.unwrap();
    let twice = Letter {
        id: "one@ashgrove.example",
        subject: "Violet umbrella bent",
        text: "The seventeenth spoke of my umbrella snapped on the ferry.\r\n\r\nQuenby",
        file: Some(("umbrella-receipt.bin", &large)),
        ..PLAIN
    };
    assert_eq!(twice.comes(&desk).await.shown(), "duplicate");
    let page = |what: &str| format!("/cases/{alone}/{what}");
    let write = async |kind: &str, text: &str, more: &[(&str, &str)]| {
        let seen =
            priya.get(&format!("/api/v1/cases/{alone}")).await.value()["last_event"].to_string();
        let mut fields = vec![
            ("kind", kind),
            ("text", text),
            ("seen_event", seen.as_str()),
        ];
        fields.extend_from_slice(more);
        let wrote = priya.post(&page("messages"), &fields).await;
        assert_eq!(wrote.status, "303 See Other", "{}", wrote.words());
    };
    write("note", "Quenby's ferry sank; she is owed an umbrella", &[]).await;
    let needs = format!("/api/v1/cases/{alone}/needs");
    let robin = desk.program().await;
    let added = robin
        .post_json_once(&needs, "k-1", json!({"text": "a periwinkle umbrella"}))
        .await;
    assert_eq!(added.status, "201 Created");
    let need = added.value()["id"].to_string();
    let declined = json!({"state": "declined", "reason": "periwinkle is sold out", "possible": "violet umbrella",
        "signpost": "the ferry company"});
    let refused = robin.patch_json(&format!("{needs}/{need}"), declined).await;
    assert_eq!(refused.status, "200 OK", "{}", refused.text);
    let promised = robin
        .post_json(
            &format!("/api/v1/cases/{alone}/messages"),
            json!({"kind": "reply", "text": "Dear Quenby, the seventeenth spoke was weak.", "undo_seconds": 60,
                "next_word": {"due": "2026-03-09T11:00:00Z", "text": "Quenby hears of the umbrella by Monday"}}),
        )
        .await;
    assert_eq!(promised.status, "201 Created", "{}", promised.text);
    given::a_copy_waits(&desk, alone).await;
    given::planned_and_given(&desk, &priya, &robin, alone).await;
    priya.post(&page("tags"), &[("tag", "zwetschge")]).await;
    for view in [
        [("name", "Ms Ashgrove"), ("filter", "is:open")],
        [
            ("name", "Hers"),
            ("filter", "person:quenby@ashgrove.example"),
        ],
    ] {
        let kept = priya.post("/views", &view).await;
        assert_eq!(kept.status, "303 See Other", "{}", kept.words());
    }
    let draft = json!({"kind": "reply", "text": "Dear Quenby, marzipan", "version": 0});
    let kept = priya.post_json(&page("draft"), draft).await;
    assert_eq!(kept.status, "200 OK");

    let shared = Letter {
        cc: "Okafor <okafor@customer.example>",
        id: "two@ashgrove.example",
        subject: "Ferry dinner for two",
        text: "We were both served the marzipan ferry dinner cold and want our money back.\r\n\r\nQuenby",
        ..PLAIN
    };
    let shared = shared.comes(&desk).await.case.unwrap();
    let quoting = Letter {
        from: "Okafor <okafor@customer.example>",
        id: "three@customer.example",
        answers: "two@ashgrove.example",
        subject: "Re: Ferry dinner for two",
        text: "Ms Ashgrove is right, my soup was green.\r\n\r\nOn Thursday quenby@ashgrove.example wrote:\r\n\
               > We were both served the marzipan ferry dinner cold and want\r\n> our money back.",
        ..PLAIN
    };
    assert_eq!(quoting.comes(&desk).await.case, Some(shared));
    let other = desk.case("Okafor", "My lamp is broken").await;
    assert_ne!(other, shared);

    let form = [
        ("text", "The ferry again! Paid in full."),
        ("from", "Quenby@Ashgrove.example"),
        ("website", "x"),
    ];
    assert_eq!(desk.visitor().post("/write", &form).await.status, "200 OK");
    let person = desk
        .read(|tx| {
            Ok(crate::people::store::by_address(
                tx,
                "quenby@ashgrove.example",
            )?)
        })
        .await
        .unwrap();
    World {
        desk,
        priya,
        person,
        alone,
        shared,
    }
}

/// Every row of every table as text, the bytes of all blobs among them.
async fn everything_in_tables(desk: &TestDesk) -> String {
    let columns = store::testing::columns(&desk.desk.db).await;
    desk.read(move |tx| {
        let mut all = String::new();
        let mut tables: Vec<&str> = columns.iter().filter_map(|c| c.split('.').next()).collect();
        tables.dedup();
        for table in tables {
            let here = columns
                .iter()
                .filter_map(|c| c.strip_prefix(table)?.strip_prefix('.'));
            let here: Vec<String> = here.map(|c| format!("CAST({c} AS TEXT)")).collect();
            // Made here and not by sql!, because the tables are known only now.
            let text = format!("SELECT {} FROM {table}", here.join(", "));
            let text = text.replace("CAST(bytes AS TEXT)", "bytes");
            let sql = Sql::new(Box::leak(text.into_boxed_str()), file!(), line!());
            for row in tx.query(sql, &[])? {
                for n in 0..row.len() {
                    if let Ok(Some(text)) = row.get::<Option<String>>(n) {
                        all.push_str(&text);
                        all.push('\n');
                    }
                }
            }
        }
        let digests = tx.query(Sql::new("SELECT digest FROM blob", file!(), line!()), &[])?;
        for row in digests {
            let bytes = tx.blob(&row.get::<String>(0)?)?.unwrap();
            all.push_str(&String::from_utf8_lossy(&bytes));
        }
        Ok(all.to_lowercase())
    })
    .await
}

/// Where the files of this desk lie: its data folder, and that of SQLite.
async fn folders(desk: &TestDesk) -> Vec<PathBuf> {
    let mut folders = vec![desk.desk.config.data.clone()];
    if desk.desk.db.engine() == Engine::Sqlite {
        let file = Sql::new(
            "SELECT file FROM pragma_database_list WHERE name = $1",
            file!(),
            line!(),
        );
        let file: String = desk
            .read(move |tx| Ok(tx.one(file, &[Value::from("main")])?.unwrap().get(0)?))
            .await;
        folders.push(Path::new(&file).parent().unwrap().to_owned());
    }
    folders
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, into),
            false => into.push(path),
        }
    }
}

/// The words of hers that are found anywhere.
async fn found(desk: &TestDesk) -> Vec<String> {
    let tables = everything_in_tables(desk).await;
    let mut found: Vec<String> = HERS
        .iter()
        .filter(|word| tables.contains(**word))
        .map(|word| format!("{word} in a table"))
        .collect();
    let mut paths = Vec::new();
    for folder in folders(desk).await {
        files(&folder, &mut paths);
    }
    for path in paths {
        let bytes = std::fs::read(&path).unwrap().to_ascii_lowercase();
        for word in HERS {
            if bytes.windows(word.len()).any(|w| w == word.as_bytes()) {
                found.push(format!("{word} in {}", path.display()));
            }
        }
    }
    found
}

#[tokio::test]
async fn an_erased_person_is_found_in_no_table_index_blob_or_file() {
    testing::each(NOON, async |desk| {
        let world = world(desk).await;
        let (desk, priya) = (&world.desk, &world.priya);
        let before = found(desk).await;
        for word in HERS {
            assert!(before.iter().any(|f| f.starts_with(word)), "{word}: {before:?}");
        }
        let path = format!("/people/{}/erase", world.person);
        let asked = priya.get(&path).await;
        for says in [
            "Erase Quenby Ashgrove",
            "One case that is theirs alone: everything said in it goes, letters, answers, notes, needs, promises and \
             drafts (3 messages, one file).",
            "One of these is still open. It is closed, because there is nobody left to answer.",
            "In one case others take part too: there one letter of theirs goes, with what quotes them",
            "One letter of theirs that is kept and stands in no case.",
            "One message of somebody else stands in a shared case.",
        ] {
            assert!(asked.words().contains(says), "{says}\n{}", asked.words());
        }
        let unsure = priya.post(&path, &[]).await;
        assert_eq!(unsure.status, "422 Unprocessable Entity");
        assert!(unsure.words().contains("Read what goes, then tick that you have."));
        assert!(!found(desk).await.is_empty(), "nothing was erased yet");

        let erased = priya.post(&path, &[("sure", "yes")]).await;
        assert_eq!(erased.status, "303 See Other", "{}", erased.words());
        assert_eq!(found(desk).await, Vec::<String>::new());

        let page = priya.get(erased.location()).await.words();
        assert!(page.contains("An erased person"), "{page}");
        let again = priya.post(&path, &[("sure", "yes")]).await;
        assert_eq!(again.status, "409 Conflict");
        assert!(again.words().contains("This person is erased already."));
        assert!(!priya.get("/people").await.words().contains("Quenby"));
        stays(&world).await;
    })
    .await;
}

/// Numbers, dates, events and what others said.
async fn stays(world: &World) {
    let (desk, priya) = (&world.desk, &world.priya);
    let case = priya
        .get(&format!("/api/v1/cases/{}", world.alone))
        .await
        .value();
    assert_eq!(
        (&case["state"], &case["subject"]),
        (&json!("closed"), &json!(""))
    );
    let page = priya.get(&format!("/cases/{}", world.alone)).await;
    assert_eq!(page.status, "200 OK");
    assert!(
        page.words().contains("What was said here was erased"),
        "{}",
        page.words()
    );
    let page = priya.get(&format!("/cases/{}", world.shared)).await.words();
    assert!(
        page.contains("Ms […] is right, my soup was green."),
        "{page}"
    );
    let found = priya.get("/search?q=soup").await.words();
    assert!(
        found.contains("my soup was green"),
        "what is left is still found: {found}"
    );
    let (ledger, trouble) = desk
        .read(|tx| Ok((intake::store::ledger(tx)?, intake::store::without_case(tx)?)))
        .await;
    assert!(ledger.sums_up() && trouble == 0, "{ledger:?}");
    assert_eq!(
        desk.desk.db.integrity().await.unwrap(),
        Vec::<String>::new()
    );
    let waiting = desk
        .read(|tx| Ok(crate::outbox::store::counts(tx)?.0))
        .await;
    let of_others = desk
        .count(Sql::new(
            "SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND address = ''",
            file!(),
            line!(),
        ))
        .await;
    assert_eq!(of_others, 0, "{waiting} wait");
    let audited = Sql::new(
        "SELECT COUNT(*) FROM audit WHERE deed = 'person-erased'",
        file!(),
        line!(),
    );
    assert_eq!(desk.count(audited).await, 1);
    assert!(!priya.get("/screened").await.words().contains("honeypot"));
}

#[tokio::test]
async fn a_letter_after_an_erasure_comes_from_somebody_new() {
    testing::each(NOON, async |desk| {
        let world = world(desk).await;
        let desk = &world.desk;
        deeds::erase(&desk.desk, world.person, "command".to_owned())
            .await
            .unwrap();
        let later = Letter {
            id: "nine@ashgrove.example",
            answers: "one@ashgrove.example",
            subject: "Re: Violet umbrella bent",
            text: "And now?",
            ..PLAIN
        };
        let verdict = later.comes(desk).await;
        assert!(
            verdict.new && verdict.case != Some(world.alone),
            "{verdict:?}"
        );
        let person = desk
            .read(|tx| {
                Ok(crate::people::store::by_address(
                    tx,
                    "quenby@ashgrove.example",
                )?)
            })
            .await;
        assert!(person.is_some_and(|p| p != world.person));
        let reason = verdict.reason;
        assert_eq!(reason, None, "no door to the old text is offered");
    })
    .await;
}

#[tokio::test]
async fn an_older_database_is_erased_again_by_the_list() {
    testing::each(NOON, async |desk| {
        let world = world(desk).await;
        let desk = &world.desk;
        let met = desk
            .read({
                let person = world.person;
                move |tx| Ok(super::store::known(tx, person)?.unwrap().0)
            })
            .await;
        let entry = rules::Entry {
            token: "elsewhere".into(),
            at: desk.now().0,
            by: "agent:1".into(),
            person: world.person,
            met: met.0,
            salt: "salt".into(),
            addresses: vec![rules::digest("salt", "quenby@ashgrove.example")],
        };
        let stranger = rules::Entry {
            token: "another".into(),
            person: world.person + 1,
            met: 5,
            addresses: vec![rules::digest("salt", "somebody@elsewhere.example")],
            ..entry.clone()
        };
        let list = [entry, stranger];
        assert_eq!(deeds::apply_again(&desk.desk, &list).await.unwrap(), 1);
        assert_eq!(found(desk).await, Vec::<String>::new());
        assert_eq!(
            deeds::apply_again(&desk.desk, &list).await.unwrap(),
            0,
            "once is enough"
        );
        let kept = deeds::read_list(&desk.desk.config.data.join(rules::FILE)).unwrap();
        assert_eq!(kept, list, "both entries are on the list of this desk");
    })
    .await;
}
