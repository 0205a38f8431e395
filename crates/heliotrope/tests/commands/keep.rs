//! Backups and restores, as the person at the terminal has them.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use store::testing::TestDb;

use crate::folder::{Folder, Place, Ran, letter};

/// A mailbox with a password, letters, and a file too large for a row.
fn furnish(folder: &Folder) {
    let mailbox = [
        "mailbox",
        "add",
        "help@example.org",
        "--smtp",
        "smtp://desk@127.0.0.1:1?tls=none",
    ];
    folder.run_with(&mailbox, b"hunter 2\n").ended(0);
    for n in 0..5 {
        let id = n.to_string();
        folder
            .run_with(&["receive"], &letter(&id, "help@example.org"))
            .ended(0);
    }
    folder.run_with(&["receive"], &large_letter()).ended(0);
}

/// Noise in base64, so that no compression makes it small.
fn large_letter() -> Vec<u8> {
    let mut state = 88172645463325252u64;
    let mut noise = String::new();
    for n in 0..500_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        noise.push(char::from(
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                [(state >> 33) as usize % 64],
        ));
        if n % 76 == 75 {
            noise.push('\n');
        }
    }
    format!(
        "From: Ines <ines@customers.example>\nTo: help@example.org\nSubject: A picture\n\
         Message-ID: <picture@customers.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee here.\n\
         --b\nContent-Type: image/png; name=wet.png\nContent-Transfer-Encoding: base64\n\n{noise}\n--b--\n"
    )
    .into_bytes()
}

/// That no server takes the letters of this desk may stand in a backup, too; and
/// without its key a desk that was brought back cannot sign in.
pub fn counts(folder: &Folder, data: &str) -> Value {
    let report = folder.run(&["doctor", "--data", data, "--json"]).json();
    let checks = report["checks"].as_array().expect("checks");
    assert!(!checks.is_empty(), "{report}");
    for check in checks
        .iter()
        .filter(|check| check["name"] != "sending" && check["name"] != "password")
    {
        assert_eq!(check["ok"], true, "{report}");
    }
    let ledger = &report["ledger"];
    serde_json::json!({ "counts": report["counts"], "ledger": ledger, "outbox": report["outbox"] })
}

pub fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<String> = files
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_brought_back_and_the_doctor_finds_the_same() {
    let folder = Folder::new();
    folder
        .run(&["backup", "desk.tar.zst"])
        .refused(1, "there is no desk at");
    furnish(&folder);
    let before = counts(&folder, "heliotrope-data");
    let made = folder
        .run(&["backup", "desk.tar.zst", "--json"])
        .ended(0)
        .json();
    assert_eq!(made["verified"], true);
    assert_eq!(made["messages"], before["counts"]["messages"]);
    assert!(made["blobs"].as_u64().expect("a count") >= 7, "{made}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.path().join("desk.tar.zst")).expect("the file");
        assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    }
    folder
        .run(&["backup", "desk.tar.zst"])
        .refused(2, "desk.tar.zst exists already");
    folder.run(&["backup", "desk.tar.zst", "--force"]).ended(0);

    let restore = ["restore", "desk.tar.zst", "--data", "again", "--json"];
    let restored = folder.run(&restore).ended(0).json();
    assert_eq!(
        restored["enter_again"],
        serde_json::json!(["mailbox help@example.org: smtp password"])
    );
    assert_eq!(restored["paused"], 1, "the receipt that waited: {restored}");
    assert_eq!(counts(&folder, "again"), before);
    let well = folder.run(&["doctor", "--data", "again"]);
    assert!(
        well.out
            .contains("1 letter is paused since a backup was brought back"),
        "{}",
        well.out
    );
    folder
        .run(&restore)
        .refused(2, "again holds data already; name a folder that is empty");
    folder
        .run(&[
            "restore",
            "desk.tar.zst",
            "--data",
            "b",
            "--database",
            "sqlite:else.db",
        ])
        .refused(1, "leave database.url away");
    assert_eq!(
        names(folder.path()),
        ["again", "desk.tar.zst", "heliotrope-data"],
        "nothing half is left"
    );

    let with_key = ["backup", "key.tar.zst", "--with-key"];
    folder.run(&with_key).ended(0);
    let restored = folder.run(&["restore", "key.tar.zst", "--data", "keyed", "--json"]);
    assert_eq!(
        restored.ended(0).json()["enter_again"],
        serde_json::json!([])
    );
    let key = |data: &str| fs::read(folder.path().join(data).join("key")).expect("a key");
    assert_eq!(key("keyed"), key("heliotrope-data"));
    assert_ne!(key("again"), key("heliotrope-data"));
}

#[test]
fn what_is_no_whole_backup_is_refused_in_words_and_nothing_is_written() {
    let folder = Folder::new();
    furnish(&folder);
    folder.run(&["backup", "desk.tar.zst"]).ended(0);
    let whole = fs::read(folder.path().join("desk.tar.zst")).expect("the backup");
    let check = |name: &str, bytes: &[u8], words: &str| {
        fs::write(folder.path().join(name), bytes).expect("written");
        let ran = folder.run(&["restore", name, "--data", "again"]);
        assert!(ran.err.contains("Nothing was changed."), "{}", ran.err);
        ran.refused(1, words);
        assert!(!folder.path().join("again").exists(), "{name}");
    };
    check(
        "letter",
        b"Dear desk, where is my book?",
        "letter is no backup of Heliotrope",
    );
    check("empty", b"", "empty is not whole");
    for part in 1..8 {
        let cut = &whole[..whole.len() * part / 8];
        check("half", cut, "half is not whole");
    }
    check("short", &whole[..whole.len() - 3], "short is not whole");
    let mut altered = whole.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 0x40;
    fs::write(folder.path().join("altered"), &altered).expect("written");
    let ran = folder
        .run(&["restore", "altered", "--data", "again"])
        .ended(1);
    assert!(
        ran.err.contains("is not whole") || ran.err.contains("was altered or damaged"),
        "{}",
        ran.err
    );
    assert!(!folder.path().join("again").exists());

    // The same open form, packed anew by another hand.
    let anew = |change: &Change| repack(&whole, change);
    let newer = anew(&|name, bytes| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Some(match name {
            "format.json" => text
                .replace("\"schema\": ", "\"schema\": 9")
                .replace("0.1.0", "7.2.0")
                .into_bytes(),
            _ => bytes,
        })
    });
    check(
        "newer",
        &newer,
        "newer was made by a newer version (7.2.0; its schema is 9",
    );
    let word = anew(&|name, bytes| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Some(match name.starts_with("rows/message.") {
            true => text.replace("Where is it", "Where was it").into_bytes(),
            false => bytes,
        })
    });
    check(
        "word",
        &word,
        "word was altered or damaged: the rows of message are not those",
    );
    let blob = anew(&|name, mut bytes| {
        if name.starts_with("blobs/") {
            bytes.push(b'!');
        }
        Some(bytes)
    });
    check("blob", &blob, "are not those it names");
    let lost = anew(&|name, bytes| (!name.starts_with("rows/need.")).then_some(bytes));
    check(
        "lost",
        &lost,
        "the rows of need are not those that were put in",
    );
    let fewer = anew(&|name, bytes| (!name.starts_with("blobs/")).then_some(bytes));
    check("fewer", &fewer, "it holds 0 of ");
    let endless = anew(&|name, bytes| (name != "manifest.json").then_some(bytes));
    check(
        "endless",
        &endless,
        "endless is not whole: its end is missing",
    );
    let same = anew(&|_, bytes| Some(bytes));
    fs::write(folder.path().join("same"), same).expect("written");
    folder.run(&["restore", "same", "--data", "again"]).ended(0);
}

/// The list in a backup: rows and digest of each table, and the bytes.
pub fn manifest(folder: &Folder, file: &str) -> Value {
    let whole = fs::read(folder.path().join(file)).expect("the backup");
    let mut found = None;
    for (name, bytes) in parts(&whole) {
        if name == "manifest.json" {
            found = Some(serde_json::from_slice(&bytes).expect("JSON"));
        }
    }
    found.expect("a manifest")
}

/// Both hold the same rows and bytes, but for two tables: a restore pauses what
/// waited in the outbox, and each backup is written down in its desk.
#[track_caller]
pub fn same_rows(one: &Value, other: &Value) {
    assert_eq!(one["blobs"], other["blobs"]);
    let tables = |manifest: &Value| {
        let mut tables = manifest["tables"].as_object().expect("tables").clone();
        for own in ["outbox", "backup"] {
            tables.remove(own).expect("a table");
        }
        tables
    };
    assert!(tables(one).len() > 20, "{one}");
    let other = tables(other);
    for (name, rows) in tables(one) {
        assert_eq!(Some(&rows), other.get(&name), "{name}");
    }
}

/// What is in a backup, by name.
pub fn parts(whole: &[u8]) -> Vec<(String, Vec<u8>)> {
    use std::io::Read;
    let open = zstd::Decoder::new(whole).expect("zstd");
    let mut from = tar::Archive::new(open);
    let read = |entry: std::io::Result<tar::Entry<'_, _>>| {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a name").display().to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("read");
        (name, bytes)
    };
    from.entries().expect("entries").map(read).collect()
}

/// What becomes of a part of a backup, by its name; none: it is left out.
pub type Change = dyn Fn(&str, Vec<u8>) -> Option<Vec<u8>>;

pub fn repack(whole: &[u8], change: &Change) -> Vec<u8> {
    let mut to = tar::Builder::new(zstd::Encoder::new(Vec::new(), 1).expect("zstd"));
    for (name, bytes) in parts(whole) {
        if let Some(bytes) = change(&name, bytes) {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o600);
            to.append_data(&mut header, name, &bytes[..])
                .expect("written");
        }
    }
    to.into_inner().expect("tar").finish().expect("zstd")
}

/// Writers go on while three backups are made. Each comes back as a desk that is
/// well, and a backup of that desk holds the same, row for row.
fn backed_up_under_load(desk: &Place<'_>, back: &[Place<'_>]) {
    let folder = desk.folder;
    desk.run(&["mailbox", "add", "help@example.org"]).ended(0);
    let began = Instant::now();
    let names: Vec<String> = back
        .iter()
        .map(|back| format!("of-{}.tar.zst", back.data))
        .collect();
    let made: Vec<Value> = std::thread::scope(|threads| {
        let writer = |writer: usize| {
            let mut n = 0;
            while began.elapsed() < Duration::from_secs(6) {
                n += 1;
                let id = format!("load-{writer}-{n}");
                desk.run_with(&["receive"], &letter(&id, "help@example.org"))
                    .ended(0);
            }
            n
        };
        let writers: Vec<_> = (0..2).map(|n| threads.spawn(move || writer(n))).collect();
        let make = |file: &String| desk.run(&["backup", file, "--json"]).ended(0).json();
        let made = names.iter().map(make).collect();
        let written: i32 = writers
            .into_iter()
            .map(|w| w.join().expect("a writer"))
            .sum();
        assert!(written > 3, "{written} letters came in meanwhile");
        made
    });
    for ((file, back), made) in names.iter().zip(back).zip(made) {
        back.run(&["restore", file]).ended(0);
        let report = back.run(&["doctor", "--json"]).ended(0).json();
        assert_eq!(report["counts"]["messages"], made["messages"]);
        assert_eq!(report["counts"]["cases"], made["cases"]);
        let copy = format!("copy-{file}");
        back.run(&["backup", &copy]).ended(0);
        same_rows(&manifest(folder, file), &manifest(folder, &copy));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_while_letters_come_in_and_is_of_one_moment() {
    let folder = Folder::new();
    let place = |data, postgres| Place {
        folder: &folder,
        data,
        postgres,
    };
    let serving = folder.serve(&[
        ("HELIOTROPE_BACKUP__OFF", "yes"),
        ("HELIOTROPE_KEY", &"5f".repeat(32)),
    ]);
    let servers = (
        TestDb::postgres(&[]).await,
        TestDb::postgres(&[]).await,
        TestDb::postgres(&[]).await,
    );
    let mut urls = Vec::new();
    if let (Some(one), Some(two), Some(three)) = &servers {
        for server in [one, two, three] {
            server.db.close().await;
            urls.extend(server.postgres_url());
        }
    }
    let url = |n: usize| urls.get(n).map(String::as_str);
    tokio::task::block_in_place(|| {
        let mut back = vec![place("again", None), place("once-more", None)];
        back.extend(url(0).map(|url| place("on-the-server", Some(url))));
        backed_up_under_load(&place("heliotrope-data", None), &back);
    });
    assert_eq!(serving.stop().0, Some(0));
    let (Some(from), Some(to)) = (url(1), url(2)) else {
        return eprintln!("PostgreSQL: not run here, ./test runs it");
    };
    tokio::task::block_in_place(|| {
        let back = [
            place("from-the-server", None),
            place("on-another", Some(to)),
        ];
        backed_up_under_load(&place("server", Some(from)), &back);
    });
}

#[test]
fn who_was_erased_since_is_erased_again() {
    let folder = Folder::new();
    furnish(&folder);
    folder.run(&["backup", "desk.tar.zst"]).ended(0);
    let erase = ["erase", "person", "ines@customers.example", "--yes"];
    folder.run(&erase).ended(0);
    let restore = |data: &str, more: &[&str]| {
        let line = ["restore", "desk.tar.zst", "--data", data, "--json"];
        folder.run(&[&line, more].concat()).ended(0).json()["erased_again"].clone()
    };
    assert_eq!(restore("unaware", &[]), 0, "there is no list beside it");
    let list = ["--erasures", "heliotrope-data/erasures"];
    assert_eq!(restore("aware", &list), 1);
    // Where the nightly backups lie it is found without being named.
    fs::copy(
        folder.path().join("heliotrope-data/erasures"),
        folder.path().join("erasures"),
    )
    .expect("copied");
    assert_eq!(restore("found", &[]), 1);
    for (data, there) in [("unaware", true), ("aware", false), ("found", false)] {
        let names = ["heliotrope.db", "heliotrope.db-wal"];
        let holds = names.iter().any(|name| {
            let bytes = fs::read(folder.path().join(data).join(name)).unwrap_or_default();
            let word = b"ines@customers.example";
            bytes.windows(word.len()).any(|w| w == word)
        });
        assert_eq!(holds, there, "{data}");
        counts(&folder, data);
        assert_eq!(folder.path().join(data).join("erasures").exists(), !there);
    }
}

#[test]
fn everything_is_exported_in_open_form() {
    let folder = Folder::new();
    furnish(&folder);
    let line = ["export", "everything", "out", "--json"];
    let exported = folder.run(&line).ended(0).json();
    assert_eq!(
        (&exported["letters"], &exported["attachments"]),
        (&Value::from(6), &Value::from(1))
    );
    let out = folder.path().join("out");
    let manifest: Value =
        serde_json::from_slice(&fs::read(out.join("manifest.json")).expect("a manifest"))
            .expect("JSON");
    assert_eq!(manifest, exported);
    let lines = fs::read_to_string(out.join("rows/arrival.jsonl")).expect("rows");
    assert_eq!(
        lines.lines().count() as u64,
        manifest["tables"]["arrival"]["rows"]
    );
    let first: Value = serde_json::from_str(lines.lines().next().expect("a line")).expect("JSON");
    let raw = first["raw"].as_str().expect("a digest");
    let file = out
        .join("letters")
        .join(&raw[..2])
        .join(format!("{raw}.eml"));
    assert_eq!(
        fs::read(file).expect("the letter"),
        letter("0", "help@example.org")
    );
    folder.run(&line).refused(2, "out holds data already");
    folder
        .run(&["export", "everyting", "out"])
        .refused(2, "the nearest is \"everything\"");
}

/// The disk is full: a limit on the size of a file stands in for it.
#[cfg(unix)]
#[test]
fn a_backup_that_finds_no_room_leaves_nothing_half() {
    let folder = Folder::new();
    furnish(&folder);
    let program = env!("CARGO_BIN_EXE_heliotrope");
    let line = format!("trap '' XFSZ; ulimit -f 64; exec '{program}' backup desk.tar.zst");
    let output = folder
        .shell(&line)
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let ran = Ran::from(output).ended(1);
    assert!(ran.err.contains("File too large"), "{}", ran.err);
    assert_eq!(names(folder.path()), ["heliotrope-data"]);
    folder.run(&["backup", "desk.tar.zst"]).ended(0);
}

#[test]
fn a_death_in_the_middle_leaves_no_backup_under_its_name() {
    let folder = Folder::new();
    furnish(&folder);
    for wait in [5, 20, 40, 60, 90] {
        let mut child = folder
            .command(&["backup", "desk.tar.zst", "--force"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().expect("killed");
        child.wait().expect("gone");
        if folder.path().join("desk.tar.zst").exists() {
            let data = format!("again-{wait}");
            folder
                .run(&["restore", "desk.tar.zst", "--data", &data])
                .ended(0);
        }
    }
}
