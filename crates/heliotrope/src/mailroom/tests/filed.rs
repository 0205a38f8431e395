//! A copy of what leaves, in the folder of sent letters of a real Dovecot.
//! `./test mail`.

use super::other::{Does, Listening, Other};
use super::server_at;
use crate::fetch;
use crate::intake;
use crate::mailboxes::{self, Fetching, SentFolder, Server, Tls};
use crate::mailroom;
use crate::outbox::{self, Delivery};
use crate::team::Role;
use crate::testing::foreign::imap::Dovecot;
use crate::testing::foreign::proxy::{Fault, Proxy};
use crate::testing::foreign::{PASSWORD, USER};
use crate::testing::{self, Browser, TestDesk};
use serde_json::json;
use std::time::{Duration, Instant};

const AT: &str = "2026-03-05T11:00:00Z";
const SOON: Duration = Duration::from_secs(60);

/// A desk at work, a server that takes its letters, and one case of Ines.
struct World {
    desk: TestDesk,
    other: Other,
    _listening: Listening,
    program: Browser,
    case: i64,
    mailbox: i64,
    at_work: Option<(mailroom::Running, fetch::Running)>,
}

impl World {
    /// `port`: where the letters lie; `folders`: those that are fetched.
    async fn new(desk: TestDesk, port: u16, folders: &[&str]) -> World {
        let (other, listening) = Other::start();
        let mailbox = desk.mailbox().await;
        let fetching = Fetching {
            folders: folders.iter().map(|name| (*name).to_owned()).collect(),
            ..Fetching::from_now_on(Server {
                host: "127.0.0.1".to_owned(),
                port,
                tls: Tls::None,
                account: Some(USER.to_owned()),
                sealed_password: Some(desk.desk.keys.seal(PASSWORD)),
            })
        };
        let (now, smtp) = (desk.now(), other.port);
        desk.write(move |tx| {
            let known = mailboxes::store::find(tx, mailbox)?.unwrap();
            let wanted = mailboxes::store::Wanted {
                server: Some(server_at(smtp)),
                imap: Some(fetching.clone()),
                ..known.into()
            };
            mailboxes::store::change(tx, mailbox, &wanted, now)?;
            Ok(mailboxes::store::file_sent(
                tx,
                mailbox,
                Some(&SentFolder::Found),
            )?)
        })
        .await;
        let case = desk.case("Ines", "the download link I paid for").await;
        let at_work = Some((
            mailroom::start(desk.desk.clone()),
            fetch::start(desk.desk.clone()),
        ));
        World {
            program: desk.program().await,
            desk,
            other,
            _listening: listening,
            case,
            mailbox,
            at_work,
        }
    }

    /// A reply that has left.
    async fn reply(&self, words: &str) {
        let path = format!("/api/v1/cases/{}/messages", self.case);
        let body = json!({"kind": "reply", "text": words});
        let sent = self.program.post_json(&path, body).await;
        assert_eq!(sent.status, "201 Created", "{}", sent.text);
        let until = Instant::now() + SOON;
        loop {
            let case = self.case;
            let all = self
                .desk
                .read(move |tx| Ok(outbox::store::of_case(tx, case)?))
                .await;
            if all.iter().all(|e| e.state != Delivery::Waiting) {
                return;
            }
            assert!(Instant::now() < until, "{all:?}");
            // A refusal for now is tried again.
            self.desk.advance(Duration::from_secs(60));
            self.desk.desk.db.say(outbox::store::PART);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn waiting(&self) -> i64 {
        self.desk
            .count(::store::sql!("SELECT COUNT(*) FROM sent_copy"))
            .await
    }

    /// Lets the clock run and asks for a look, until no copy waits.
    async fn until_filed(&self, what: &str) {
        let until = Instant::now() + SOON;
        while self.waiting().await > 0 {
            assert!(
                Instant::now() < until,
                "{what}: {:?}",
                self.troubles().await
            );
            self.look().await;
        }
    }

    async fn look(&self) {
        self.desk.advance(Duration::from_secs(4 * 3600));
        fetch::now(&self.desk.desk, self.mailbox);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    async fn troubles(&self) -> Vec<outbox::store::copies::NotFiled> {
        self.desk
            .read(|tx| Ok(outbox::store::copies::troubles(tx)?))
            .await
    }

    /// Waits until somebody has tried in vain.
    async fn until_trouble(&self, code: &str) -> String {
        let until = Instant::now() + SOON;
        loop {
            self.look().await;
            if let Some(not) = self.troubles().await.first()
                && not.code == code
            {
                return not.said.clone();
            }
            assert!(Instant::now() < until, "{:?}", self.troubles().await);
        }
    }

    async fn stop(&mut self) {
        if let Some((mailroom, fetching)) = self.at_work.take() {
            mailroom.stop().await;
            fetching.stop().await;
        }
    }
}

/// How often a letter with these words lies in a folder.
fn often(dovecot: &Dovecot, folder: &str, words: &str) -> usize {
    let all = dovecot.letters_in(folder);
    all.iter().filter(|(raw, _)| raw.contains(words)).count()
}

async fn each(folders: &[&str], test: impl AsyncFn(World, Dovecot)) {
    testing::each(AT, async |desk| {
        let dovecot = Dovecot::start().await;
        dovecot.folder("Sent");
        let world = World::new(desk, dovecot.port, folders).await;
        test(world, dovecot).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_copy_lies_there_once_as_it_left_and_is_known_as_ours() {
    each(&["INBOX", "Sent"], async |mut w, dovecot| {
        w.reply("The link is on its way.").await;
        w.until_filed("the first").await;
        let copies = dovecot.letters_in("Sent");
        assert_eq!(copies.len(), 1);
        assert!(copies[0].1, "it is read");
        let left = w.other.got().remove(0);
        // A Maildir holds lines without their CR.
        let left = String::from_utf8(left.raw).unwrap().replace("\r\n", "\n");
        assert_eq!(copies[0].0.trim_end(), left.trim_end(), "as it left");
        w.reply("And here is the second word.").await;
        w.until_filed("the second").await;
        assert_eq!(dovecot.letters_in("Sent").len(), 2);
        // What is fetched from there is known, and no message of anybody.
        let until = Instant::now() + SOON;
        loop {
            let ledger = w.desk.read(|tx| Ok(intake::store::ledger(tx)?)).await;
            if ledger.duplicate == 2 {
                assert_eq!((ledger.arrivals, ledger.case), (2, 0), "{ledger:?}");
                break;
            }
            assert!(Instant::now() < until, "{ledger:?}");
            w.look().await;
        }
        let replies = ::store::sql!("SELECT COUNT(*) FROM message WHERE kind = 'reply'");
        assert_eq!(w.desk.count(replies).await, 2);
        w.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_letter_to_several_people_is_one_there() {
    each(&["INBOX"], async |mut w, dovecot| {
        let case = w.case;
        w.desk
            .write(move |tx| {
                let now = crate::kit::At(1_772_708_400_000_000);
                let (person, _) = crate::people::store::meet(tx, "bo@customer.example", "Bo", now)?;
                Ok(crate::cases::store::give_role(
                    tx,
                    case,
                    person,
                    crate::cases::Part::Copy,
                    now,
                )?)
            })
            .await;
        w.other
            .script("bo@customer.example", &[Does::Says("450 4.2.1 Come back")]);
        w.reply("To you both.").await;
        w.until_filed("both").await;
        assert_eq!(w.other.got().len(), 2);
        assert_eq!(often(&dovecot, "Sent", "To you both."), 1);
        w.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn what_the_server_filed_by_itself_is_left_alone() {
    each(&["INBOX"], async |mut w, mut dovecot| {
        let (mailroom, fetching) = w.at_work.take().unwrap();
        fetching.stop().await;
        w.reply("Filed by the provider.").await;
        let left = w.other.got().remove(0);
        dovecot.put_in("Sent", &left.raw);
        w.at_work = Some((mailroom, fetch::start(w.desk.desk.clone())));
        w.until_filed("there already").await;
        assert_eq!(often(&dovecot, "Sent", "Filed by the provider."), 1);
        w.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn no_letter_waits_for_a_copy_and_a_copy_waits_for_its_server() {
    each(&["INBOX"], async |mut w, mut dovecot| {
        dovecot.stop();
        w.reply("Your server sleeps.").await;
        assert_eq!((w.other.got().len(), w.waiting().await), (1, 1));
        // Neither end remembers anything but its rows.
        w.stop().await;
        w.at_work = Some((
            mailroom::start(w.desk.desk.clone()),
            fetch::start(w.desk.desk.clone()),
        ));
        dovecot.go_on();
        w.until_filed("the server is back").await;
        assert_eq!(often(&dovecot, "Sent", "Your server sleeps."), 1);
        w.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_line_that_is_cut_while_a_copy_is_put_there_doubles_nothing() {
    testing::each(AT, async |desk| {
        let dovecot = Dovecot::start().await;
        dovecot.folder("Sent");
        let proxy = Proxy::to(dovecot.port).await;
        let mut w = World::new(desk, proxy.port, &["INBOX"]).await;
        // How much is said on a line on which one copy is put there.
        proxy.cut();
        w.reply("Measured").await;
        w.until_filed("a clean line").await;
        proxy.cut();
        let until = Instant::now() + SOON;
        while proxy.heard().iter().max().is_none_or(|whole| *whole < 400) {
            assert!(Instant::now() < until, "{:?}", proxy.heard());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let whole = *proxy.heard().iter().max().unwrap();
        let step = match w.desk.desk.db.engine() {
            ::store::Engine::Sqlite => 11,
            ::store::Engine::Postgres => 47,
        };
        for at in (0..whole).rev().step_by(step).take(60) {
            let words = format!("Cut after {at} bytes.");
            proxy.next([Fault::CutHeard(at)]);
            proxy.cut();
            w.reply(&words).await;
            w.until_filed(&words).await;
            assert_eq!(often(&dovecot, "Sent", &words), 1, "{words}");
        }
        // The letter itself is cut on its way there.
        for at in [200, 300, 400, 600, 900] {
            let words = format!("Cut within, {at} bytes.");
            proxy.next([Fault::CutSaid(at)]);
            proxy.cut();
            w.reply(&words).await;
            w.until_filed(&words).await;
            assert_eq!(often(&dovecot, "Sent", &words), 1, "{words}");
        }
        w.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn what_keeps_a_copy_from_its_folder_stands_on_mail_health() {
    testing::each(AT, async |desk| {
        let dovecot = Dovecot::start().await;
        let mut w = World::new(desk, dovecot.port, &["INBOX"]).await;
        let jo = w.desk.sign_in("Jo", Role::Admin).await;
        w.reply("Nowhere to lie.").await;
        w.until_trouble("no-sent").await;
        let words = jo.get("/settings/health").await.words();
        assert!(
            words.contains("no folder there is marked or called so"),
            "{words}"
        );
        let patch = async |body| {
            let boss = w.desk.program_of(jo.agent.unwrap()).await;
            let changed = boss.patch_json("/api/v1/mailboxes/1", body).await;
            assert_eq!(changed.status, "200 OK", "{}", changed.text);
        };
        patch(json!({"sent_folder": "Ours"})).await;
        let said = w.until_trouble("folder").await;
        assert!(said.starts_with("Ours: "), "{said}");
        let words = jo.get("/settings/health").await.words();
        assert!(
            words.contains("letter that left help@desk.example has no copy among the sent ones"),
            "{words}"
        );
        assert!(words.contains("Ours: "), "{words}");
        dovecot.say("CREATE Ours");
        w.until_filed("the folder is there").await;
        assert_eq!(often(&dovecot, "Ours", "Nowhere to lie."), 1);
        let words = jo.get("/settings/health").await.words();
        assert!(
            words.contains("is put into the folder of sent letters as well"),
            "{words}"
        );
        // Whoever wants none any more has none waiting either.
        dovecot.say("DELETE Ours");
        w.reply("Never mind.").await;
        w.until_trouble("folder").await;
        patch(json!({"file_sent": false})).await;
        assert_eq!(w.waiting().await, 0);
        w.reply("Nor this.").await;
        assert_eq!(w.waiting().await, 0);
        w.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_full_mailbox_says_so_and_takes_the_copy_later() {
    testing::each(AT, async |desk| {
        let full = "mail_plugins = quota
protocol imap {
  mail_plugins = quota imap_quota
}
plugin {
  quota = maildir:User quota
  quota_rule = *:bytes=20000
}
namespace inbox {
  inbox = yes
  mailbox Ausgang {
    special_use = \\Sent
    auto = create
  }
}";
        let mut dovecot = Dovecot::start_with(None, full).await;
        let mut w = World::new(desk, dovecot.port, &["INBOX"]).await;
        dovecot.folder("Sent");
        dovecot.put_in("Sent", &vec![b'a'; 30_000]);
        dovecot.say("SELECT Sent");
        w.reply("No room for this.").await;
        let said = w.until_trouble("no").await;
        assert!(said.to_lowercase().contains("quota"), "{said}");
        let jo = w.desk.sign_in("Jo", Role::Admin).await;
        let words = jo.get("/settings/health").await.words();
        assert!(words.contains("Quota exceeded"), "{words}");
        dovecot.say("DELETE Sent");
        w.until_filed("there is room").await;
        assert_eq!(
            often(&dovecot, "Ausgang", "No room for this."),
            1,
            "where the mark is"
        );
        w.stop().await;
    })
    .await;
}
