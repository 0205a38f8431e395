//! Invariant 11 at the real door: what people write, their names and their
//! addresses stand in their own rows, and in no log, event, job or audit row.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::folder::{Folder, Serving};
use crate::full_disk::{Browser, MAILBOX, deliver};

/// What people bring: each word stands nowhere else in the product.
const PRIVATE: [&str; 16] = [
    "okafor",
    "Chidinma",
    "quincebarn",
    "marmaladejar",
    "thimblerig",
    "wickerhamper",
    "gooseberryfool",
    "lanternslide",
    "pincushion",
    "saffronbun",
    "teacosy",
    "velveteen",
    // A secret that a provider gave us, and a code that a person came back with.
    "marzipanstar",
    "nutcracker",
    "mara@desk",
    "Marabella",
];

fn letter(id: &str, to: &str, text: &str) -> Vec<u8> {
    format!(
        "From: Chidinma Okafor <okafor@quincebarn.example>\nTo: {to}\nSubject: My marmaladejar\n\
         Message-ID: <{id}.gooseberryfool@quincebarn.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=cut\n\n--cut\n\nWhere is the {text}?\n\
         --cut\nContent-Type: text/plain; name=\"lanternslide.txt\"\n\
         Content-Disposition: attachment; filename=\"lanternslide.txt\"\n\npincushion\n--cut--\n"
    )
    .into_bytes()
}

fn damaged() -> Vec<u8> {
    let mut bytes = letter("3", MAILBOX, "thimblerig");
    bytes.extend_from_slice(b"--cut\nContent-Type: message/rfc822; x=velveteen\n\n\xff\xfe\0\n");
    bytes
}

/// A running desk that says all it can; its log is written beside it.
fn serve(folder: &Folder) -> Serving {
    let log = std::fs::File::create(folder.path().join("log")).expect("a log");
    let mut child = folder
        .command(&["serve", "--listen", "127.0.0.1:0", "--json"])
        .env("HELIOTROPE_LOG__LEVEL", "trace")
        .env("HELIOTROPE_INBOUND__LISTEN", "127.0.0.1:0")
        // Nobody listens there: a server that lets nobody in.
        .env("HELIOTROPE_SMTP__HOST", "127.0.0.1")
        .env("HELIOTROPE_SMTP__PORT", "1")
        .env("HELIOTROPE_SMTP__TLS", "none")
        // Nor here: a provider that gives no token.
        .env("HELIOTROPE_OAUTH__AUTHORIZE_URL", "http://127.0.0.1:1/auth")
        .env("HELIOTROPE_OAUTH__TOKEN_URL", "http://127.0.0.1:1/token")
        .env("HELIOTROPE_OAUTH__HOSTS", "127.0.0.1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .expect("serve starts");
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("its output"));
    out.read_line(&mut line).expect("the ready line");
    let ready = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{line:?}: {e}"));
    Serving { child, ready }
}

fn words_in<'a>(text: &str, words: &[&'a str]) -> Vec<&'a str> {
    let text = text.to_lowercase();
    let found = words
        .iter()
        .filter(|word| text.contains(&word.to_lowercase()));
    found.copied().collect()
}

/// All rows of `tables`, as text.
fn rows(folder: &Folder, tables: &[&str]) -> String {
    let db = rusqlite::Connection::open(folder.path().join("heliotrope-data/heliotrope.db"))
        .expect("opened");
    let mut all = String::new();
    for table in tables {
        let mut statement = db
            .prepare(&format!("SELECT * FROM {table}"))
            .expect("a table");
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for column in 0..columns {
                all.push_str(&format!("{:?} ", row.get_ref(column).expect("a value")));
                if let Ok(text) = row.get::<_, String>(column) {
                    all.push_str(&text);
                }
            }
            all.push('\n');
        }
    }
    all
}

/// Registers at a provider, goes there and comes back with a code; the state it
/// was done under.
fn by_consent(browser: &Browser) -> String {
    let consent = [("provider", "own"), ("anew", "on")];
    let (status, _) = browser.post("/settings/mailboxes/1/consent", &consent);
    assert_eq!(status, 303);
    let known = [("client_id", "desk"), ("client_secret", "marzipanstar")];
    assert_eq!(browser.post("/consents/1", &known).0, 303);
    let (_, page) = browser.get("/consents/1");
    let (_, state) = page.split_once("state=").expect("the way to the provider");
    let state = state.split('&').next().expect("a state").to_owned();
    let back = format!("/consents/back?state={state}&code=nutcracker");
    assert_eq!(browser.get(&back).0, 200);
    let answer = [("state", state.as_str()), ("code", "nutcracker")];
    let (status, said) = browser.post("/consents/back", &answer);
    assert_eq!(status, 422, "{said}");
    assert!(said.contains("gave no token"), "{said}");
    state
}

#[test]
fn logs_events_jobs_and_audit_hold_no_word_of_anybody() {
    let folder = Folder::new();
    let mara = [
        "user",
        "add",
        "mara@desk.example",
        "--name",
        "Marabella",
        "--role",
        "admin",
    ];
    folder.run(&mara).ended(0);
    folder.run(&["mailbox", "add", MAILBOX]).ended(0);
    let serving = serve(&folder);

    // Letters by both doors: a new case, a duplicate, one that is damaged, one
    // for nobody, and one that is refused at the door.
    assert!(deliver(&serving, &letter("1", MAILBOX, "thimblerig")).starts_with("250"));
    assert!(deliver(&serving, &letter("1", MAILBOX, "thimblerig")).starts_with("250"));
    assert!(deliver(&serving, &damaged()).starts_with("250"));
    let receive = ["receive", "--sender", "okafor@quincebarn.example"];
    let received = folder.run_with(&receive, &letter("2", "teacosy@desk.example", "thimblerig"));
    let mut log = received.ended(0).err;

    // Pages: a false password, a search, a reply, a note, a draft, a tag, a page that is not there.
    let browser = Browser::signed_in(&folder, &[], &serving);
    let wrong = [
        ("address", "okafor@quincebarn.example"),
        ("password", "velveteen"),
    ];
    browser.post("/sign-in", &wrong);
    assert_eq!(browser.get("/search?q=thimblerig").0, 200);
    browser.get("/wickerhamper?saffronbun=velveteen");
    let reply = [("kind", "reply"), ("text", "The wickerhamper left today.")];
    assert_eq!(browser.post("/cases/1/messages", &reply).0, 303);
    let note = [("kind", "note"), ("text", "A saffronbun, I think.")];
    assert_eq!(browser.post("/cases/1/messages", &note).0, 303);
    // The public form.
    let form = [
        ("from", "okafor@quincebarn.example"),
        ("name", "Chidinma"),
        ("order", "velveteen"),
        ("text", "teacosy"),
    ];
    let (status, page) = browser.post("/write", &form);
    assert!(status < 400, "{status} {page}");
    // The set-up tries servers that let nobody in, and mail health looks again.
    let servers = [
        ("address", "teacosy@quincebarn.example"),
        ("name", "Marabella"),
        ("password", "gooseberryfool"),
        ("imap_host", "127.0.0.1"),
        ("imap_port", "1"),
        ("imap_tls", "none"),
        ("smtp_host", "127.0.0.1"),
        ("smtp_port", "1"),
        ("smtp_tls", "none"),
        ("smtp_user", "teacosy@quincebarn.example"),
    ];
    let (status, page) = browser.post("/setup/mailbox", &servers);
    assert!(
        status == 422 && page.contains("127.0.0.1:1"),
        "{status} {page}"
    );
    assert_eq!(browser.post("/settings/health", &[]).0, 303);
    let state = by_consent(&browser);
    // The mailroom has tried and was not let in.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    assert_eq!(serving.stop().0, Some(0));
    log.push_str(&std::fs::read_to_string(folder.path().join("log")).expect("the log"));

    assert!(log.contains("/consents/back"), "{log}");
    assert!(!log.contains(&state), "the log holds a state");

    // It did say a lot, and the words are there to be found.
    assert!(log.lines().count() > 8, "{log}");
    let kept = rows(
        &folder,
        &[
            "person",
            "person_address",
            "message",
            "message_attachment",
            "agent",
        ],
    );
    let missing = |word: &&str| !words_in(&kept, &[*word]).contains(word);
    let by_person = [
        "okafor",
        "Chidinma",
        "marmaladejar",
        "thimblerig",
        "wickerhamper",
        "saffronbun",
    ];
    assert_eq!(by_person.iter().filter(|w| missing(w)).count(), 0, "{kept}");

    let quiet = rows(&folder, &["case_event", "job", "audit", "schema_version"]);
    assert!(quiet.lines().count() > 10, "{quiet}");
    assert_eq!(words_in(&quiet, &PRIVATE), [""; 0], "{quiet}");
    let said: Vec<&str> = log
        .lines()
        .filter(|line| !words_in(line, &PRIVATE).is_empty())
        .collect();
    assert_eq!(said, [""; 0], "the log holds somebody's words");
}
