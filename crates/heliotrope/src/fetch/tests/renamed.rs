//! Folders that have another name now, or are gone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::team::Role;

fn numbered(n: u32) -> Vec<u8> {
    let from = format!("writer{n}@c.example");
    letter(
        &format!("l{n}@c.example"),
        &from,
        &format!("Question {n}"),
        "How?",
    )
}

/// Fetches from the inbox and from Support, where the first letter has come.
async fn support(desk: &TestDesk) -> (Dovecot, i64) {
    let mut dovecot = Dovecot::start().await;
    dovecot.folder("Support");
    let mut both = fetching(desk, dovecot.port, PASSWORD);
    both.folders.push("Support".to_owned());
    let mailbox = fetch_from(desk, both).await;
    let running = start(desk.desk.clone());
    until(desk, "first look", |s| s.last_fetched_at.is_some()).await;
    dovecot.put_in("Support", &numbered(1));
    all_here(desk, mailbox, 1).await;
    running.stop().await;
    (dovecot, mailbox)
}

/// Asks for a look until so many letters are here, each in a case of its own.
async fn all_here(desk: &TestDesk, mailbox: i64, letters: i64) {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let ledger = ledger(desk).await;
        if ledger.case >= letters {
            assert_eq!(
                (ledger.arrivals, ledger.case),
                (letters, letters),
                "{ledger:?}"
            );
            return;
        }
        let state = state(desk).await;
        assert!(Instant::now() < until, "{ledger:?} of {letters}; {state:?}");
        now(&desk.desk, mailbox);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn folders(desk: &TestDesk) -> Vec<String> {
    let mailbox = desk
        .read(|tx| Ok(mailboxes::store::find(tx, 1)?.unwrap()))
        .await;
    mailbox.imap.unwrap().folders
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_renamed_folder_is_followed_and_nothing_comes_twice_or_not_at_all() {
    testing::each(AT, async |desk| {
        let (mut dovecot, mailbox) = support(&desk).await;
        // One lies there that has not come yet, and one comes under the new name.
        dovecot.put_in("Support", &numbered(2));
        dovecot.say("RENAME Support Customers");
        dovecot.put_in("Customers", &numbered(3));
        let running = start(desk.desk.clone());
        all_here(&desk, mailbox, 3).await;
        assert_eq!(folders(&desk).await, ["INBOX", "Customers"]);
        let jo = desk.sign_in("Jo", Role::Admin).await;
        let words = jo.get("/settings/health").await.words();
        assert!(
            words.contains("folder Support of help@desk.example is called Customers on its server"),
            "{words}"
        );
        // While it is looked at as well, and back again.
        dovecot.say("RENAME Customers Support");
        dovecot.put_in("Support", &numbered(4));
        all_here(&desk, mailbox, 4).await;
        assert_eq!(folders(&desk).await, ["INBOX", "Support"]);
        until(&desk, "all is well", |s| s.failing_since.is_none()).await;
        running.stop().await;
        assert_eq!(state(&desk).await.renumbered_at, None);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn what_lay_in_a_folder_that_another_took_the_name_of_comes_too() {
    testing::each(AT, async |desk| {
        let (mut dovecot, mailbox) = support(&desk).await;
        dovecot.put_in("Support", &numbered(2));
        dovecot.say("RENAME Support Year2025");
        dovecot.say("CREATE Support");
        dovecot.put_in("Support", &numbered(3));
        let running = start(desk.desk.clone());
        all_here(&desk, mailbox, 3).await;
        // What goes on in the old one is nobody's business here.
        dovecot.put_in("Year2025", &numbered(4));
        dovecot.put_in("Support", &numbered(5));
        all_here(&desk, mailbox, 4).await;
        assert_eq!(folders(&desk).await, ["INBOX", "Support"]);
        running.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn what_is_not_surely_the_same_folder_is_not_followed() {
    testing::each(AT, async |desk| {
        let (mut dovecot, mailbox) = support(&desk).await;
        // The same letter lies there, moved by somebody.
        dovecot.folder("Archive");
        dovecot.put_in("Archive", &numbered(1));
        dovecot.put_in("Archive", &numbered(2));
        dovecot.say("DELETE Support");
        let running = start(desk.desk.clone());
        until(&desk, "it is said", |s| {
            s.said
                .as_deref()
                .is_some_and(|said| said.starts_with("Support: "))
        })
        .await;
        dovecot.put(&numbered(3));
        all_here(&desk, mailbox, 2).await;
        assert_eq!(folders(&desk).await, ["INBOX", "Support"]);
        running.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn what_we_sent_does_not_come_in_under_another_name() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        dovecot.folder("Sent");
        let mut both = fetching(&desk, dovecot.port, PASSWORD);
        both.folders.push("Sent".to_owned());
        fetch_from(&desk, both).await;
        let running = start(desk.desk.clone());
        until(&desk, "first look", |s| s.last_fetched_at.is_some()).await;
        dovecot.put_in("Sent", &numbered(1));
        now(&desk.desk, 1);
        until_arrived(&desk, 1, "a letter of ours").await;
        running.stop().await;
        dovecot.say("RENAME Sent Old");
        dovecot.put_in("Old", &numbered(2));
        let running = start(desk.desk.clone());
        until(&desk, "it is said", |s| s.code.as_deref() == Some("folder")).await;
        running.stop().await;
        let all = ledger(&desk).await;
        assert_eq!((all.arrivals, all.case), (1, 0), "{all:?}");
    })
    .await;
}

/// A folder of a server that is told what to say.
#[derive(Clone)]
struct Told {
    name: &'static str,
    /// Its MAILBOXID; empty: the server has none.
    id: &'static str,
    validity: u32,
    letters: Vec<(u32, u32)>,
}

/// `letters`: the UID of each and its number, see [`numbered`].
fn told(name: &'static str, id: &'static str, validity: u32, letters: &[(u32, u32)]) -> Told {
    let letters = letters.to_vec();
    Told {
        name,
        id,
        validity,
        letters,
    }
}

#[derive(Clone, Default)]
struct Ids(Arc<Mutex<Vec<Told>>>, Arc<AtomicUsize>);

impl Ids {
    async fn start(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let ids = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let ids = ids.clone();
                tokio::spawn(async move { ids.talk(stream).await });
            }
        });
        port
    }

    fn tell(&self, folders: impl IntoIterator<Item = Told>) {
        *self.0.lock().unwrap() = folders.into_iter().collect();
    }

    /// Until somebody has looked at what is told now, from the beginning to the
    /// end: each line asks for the folders twice.
    async fn until_looked(&self, desk: &TestDesk, mailbox: i64) {
        let (before, until) = (self.1.load(Ordering::Relaxed), Instant::now() + PATIENCE);
        while self.1.load(Ordering::Relaxed) < before + 5 {
            assert!(Instant::now() < until, "nobody looks");
            now(&desk.desk, mailbox);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"* OK hello\r\n").await?;
        let (mut open, mut line) = (String::new(), String::new());
        while stream.read_line(&mut line).await? > 0 {
            let said = std::mem::take(&mut line);
            let (tag, command) = said.trim_end().split_once(' ').unwrap();
            let mut answer = self.answer(command, &mut open);
            let ok = match answer.is_empty() && command.starts_with("EXAMINE") {
                true => "NO [NONEXISTENT] no such folder",
                false => "OK done",
            };
            answer.extend_from_slice(format!("{tag} {ok}\r\n").as_bytes());
            stream.write_all(&answer).await?;
        }
        Ok(())
    }

    fn answer(&self, command: &str, open: &mut String) -> Vec<u8> {
        let folders = self.0.lock().unwrap();
        let words: Vec<&str> = command.split(' ').collect();
        let here = |open: &str| folders.iter().find(|folder| folder.name == open);
        match words[0] {
            "CAPABILITY" => b"* CAPABILITY IMAP4rev1 OBJECTID\r\n".to_vec(),
            "LIST" => {
                self.1.fetch_add(1, Ordering::Relaxed);
                let list = folders
                    .iter()
                    .map(|f| format!("* LIST () \"/\" \"{}\"\r\n", f.name));
                list.collect::<String>().into_bytes()
            }
            "EXAMINE" => {
                *open = words[1].trim_matches('"').to_owned();
                here(open).map_or(Vec::new(), |folder| {
                    let next = folder.letters.iter().map(|(uid, _)| uid + 1).max();
                    let id = match folder.id {
                        "" => String::new(),
                        id => format!("* OK [MAILBOXID ({id})] Ok\r\n"),
                    };
                    format!(
                        "* {} EXISTS\r\n* OK [UIDVALIDITY {}] Ok\r\n* OK [UIDNEXT {}] Ok\r\n{id}",
                        folder.letters.len(),
                        folder.validity,
                        next.unwrap_or(1)
                    )
                    .into_bytes()
                })
            }
            "UID" if words[1] == "SEARCH" => {
                let found = here(open).into_iter().flat_map(|folder| &folder.letters);
                let found: String = found.map(|(uid, _)| format!(" {uid}")).collect();
                format!("* SEARCH{found}\r\n").into_bytes()
            }
            "UID" => {
                let wanted = |uid: u32| match words[2].split_once(":*") {
                    Some((first, _)) => uid >= first.parse().unwrap(),
                    None => words[2].split(',').any(|one| one == uid.to_string()),
                };
                let mut answer = Vec::new();
                let letters = here(open).into_iter().flat_map(|folder| &folder.letters);
                for (n, (uid, number)) in letters.enumerate().filter(|(_, (uid, _))| wanted(*uid)) {
                    let raw = numbered(*number);
                    let head = format!(
                        "* {} FETCH (UID {uid} INTERNALDATE \"06-Mar-2026 12:00:00 +0000\" RFC822.SIZE {}",
                        n + 1,
                        raw.len()
                    );
                    answer.extend_from_slice(head.as_bytes());
                    if command.contains("BODY.PEEK[]") {
                        answer
                            .extend_from_slice(format!(" BODY[] {{{}}}\r\n", raw.len()).as_bytes());
                        answer.extend_from_slice(&raw);
                    } else if command.contains("HEADER.FIELDS") {
                        let id = format!("Message-ID: <l{number}@c.example>\r\n\r\n");
                        let head =
                            format!(" BODY[HEADER.FIELDS (MESSAGE-ID)] {{{}}}\r\n{id}", id.len());
                        answer.extend_from_slice(head.as_bytes());
                    }
                    answer.extend_from_slice(b")\r\n");
                }
                answer
            }
            _ => Vec::new(),
        }
    }
}

/// Fetches from the inbox and from Support, where the first letter has come,
/// on a server that says what it is told.
async fn told_support(desk: &TestDesk, id: &'static str) -> (Ids, i64, Running) {
    let ids = Ids::default();
    ids.tell([told("INBOX", "", 1, &[]), told("Support", id, 7, &[(1, 1)])]);
    let mut both = fetching(desk, ids.start().await, PASSWORD);
    both.folders.push("Support".to_owned());
    let mailbox = fetch_from(desk, both).await;
    let running = start(desk.desk.clone());
    all_here(desk, mailbox, 1).await;
    (ids, mailbox, running)
}

async fn until_said(desk: &TestDesk, folder: &str) {
    until(desk, "it is said", |s| {
        now(&desk.desk, s.mailbox);
        let said = s.said.as_deref().unwrap_or_default();
        said.starts_with(&format!("{folder}: "))
    })
    .await;
}

#[tokio::test]
async fn a_folder_is_known_by_the_id_that_its_server_gives_it() {
    testing::each(AT, async |desk| {
        let (ids, mailbox, running) = told_support(&desk, "F2").await;
        // Emptied, with one that has not come yet: nothing but its id is left.
        let trap = told("Archive", "F3", 7, &[(1, 1), (2, 9)]);
        ids.tell([
            told("INBOX", "F1", 1, &[]),
            told("Customers", "F2", 7, &[(2, 2)]),
            trap.clone(),
        ]);
        all_here(&desk, mailbox, 2).await;
        assert_eq!(folders(&desk).await, ["INBOX", "Customers"]);
        // It is gone, and another one that looks like it has another id.
        ids.tell([
            told("INBOX", "F1", 1, &[]),
            told("Archive", "F3", 7, &[(1, 1), (2, 2), (3, 9)]),
        ]);
        until_said(&desk, "Customers").await;
        assert_eq!(folders(&desk).await, ["INBOX", "Customers"]);
        running.stop().await;
        assert_eq!(ledger(&desk).await.arrivals, 2);
    })
    .await;
}

#[tokio::test]
async fn without_an_id_the_letters_that_we_have_must_lie_there() {
    testing::each(AT, async |desk| {
        let (ids, mailbox, running) = told_support(&desk, "").await;
        let inbox = told("INBOX", "", 1, &[]);
        // Each by a name of its own: the same names are searched once.
        for (why, others) in [
            (
                "another count",
                vec![told("Count", "", 8, &[(1, 1), (2, 9)])],
            ),
            ("no letter of ours", vec![told("None", "", 7, &[(2, 9)])]),
            (
                "one that is not ours",
                vec![told("Other", "", 7, &[(1, 9)])],
            ),
            (
                "two of them",
                vec![
                    told("One", "", 7, &[(1, 1), (2, 9)]),
                    told("Two", "", 7, &[(1, 1)]),
                ],
            ),
        ] {
            ids.tell([vec![inbox.clone()], others].concat());
            ids.until_looked(&desk, mailbox).await;
            assert_eq!(folders(&desk).await, ["INBOX", "Support"], "{why}");
            assert_eq!(ledger(&desk).await.arrivals, 1, "{why}");
        }
        ids.tell([inbox, told("Customers", "", 7, &[(1, 1), (2, 2)])]);
        all_here(&desk, mailbox, 2).await;
        assert_eq!(folders(&desk).await, ["INBOX", "Customers"]);
        running.stop().await;
    })
    .await;
}
