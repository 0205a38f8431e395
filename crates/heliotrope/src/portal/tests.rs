//! The page at the real door: who sees what, and what a press does.

mod open;
mod theirs;

use store::sql;

use crate::cases::deeds::{self, Reply};
use crate::kit::At;
use crate::messages::store::NewFile;
use crate::needs::{self, Settling, State};
use crate::testing::{self, Browser, TestDesk};
use crate::web::{Asker, Role};
use crate::{cases, messages, people};

const NOON: &str = "2026-03-05T11:00:00Z";

struct World {
    desk: TestDesk,
    case: i64,
    ines: i64,
    maya: Asker,
    /// The path of Ines' page.
    path: String,
    browser: Browser,
}

async fn asker(desk: &TestDesk) -> Asker {
    let agent = desk.agent("Maya", Role::Agent).await;
    Asker {
        agent,
        name: "Maya".into(),
        address: "maya@desk.example".into(),
        role: Role::Agent,
        lang: crate::kit::words::Lang::En,
        zone: jiff::tz::TimeZone::UTC,
        via: crate::web::Via::Token { id: 1 },
        form_token: String::new(),
        scheme: "system".into(),
        density: "roomy".into(),
        single_keys: true,
        undo_seconds: 20,
        alone: false,
        unread: String::new(),
        heard: crate::web::Heard::default(),
    }
}

impl World {
    async fn new(desk: TestDesk) -> World {
        let case = desk.case("Ines", "I paid and see no <b>link</b>.").await;
        let maya = asker(&desk).await;
        let now = desk.now();
        let (ines, token) = desk
            .write(move |tx| {
                let ines = cases::store::find(tx, case)?.map_or(0, |c| c.person);
                Ok((ines, cases::store::link(tx, case, ines, now)?))
            })
            .await;
        World {
            browser: desk.visitor(),
            path: format!("/c/{token}"),
            desk,
            case,
            ines,
            maya,
        }
    }

    async fn reply(&self, reply: Reply) -> i64 {
        let (maya, case, now) = (self.maya.clone(), self.case, self.desk.now());
        self.desk
            .write(move |tx| deeds::reply(tx, &maya, case, &reply, now))
            .await
            .message
    }

    /// Jonas, in copy, and the path of his page.
    async fn jonas(&self) -> String {
        let (case, now) = (self.case, self.desk.now());
        self.desk
            .write(move |tx| {
                let (jonas, _) = people::store::meet(tx, "jonas@elsewhere.example", "Jonas", now)?;
                cases::store::join(tx, case, jonas, "cc", now)?;
                Ok(format!("/c/{}", cases::store::link(tx, case, jonas, now)?))
            })
            .await
    }

    async fn needs(&self) -> Vec<needs::Need> {
        let case = self.case;
        self.desk
            .read(move |tx| Ok(needs::store::of_case(tx, case)?))
            .await
    }

    async fn is_closed(&self) -> bool {
        let case = self.case;
        self.desk
            .read(move |tx| Ok(cases::store::find(tx, case)?.is_some_and(|c| c.is_closed())))
            .await
    }

    async fn messages(&self) -> Vec<messages::Message> {
        let case = self.case;
        self.desk
            .read(move |tx| Ok(messages::store::of_case(tx, case)?))
            .await
    }
}

fn words(text: &str) -> Reply {
    Reply {
        words: text.into(),
        ..Reply::default()
    }
}

async fn each(test: impl AsyncFn(World)) {
    testing::each(NOON, async |desk| test(World::new(desk).await).await).await;
}

#[tokio::test]
async fn the_page_says_how_it_stands_and_a_look_changes_nothing() {
    each(async |w| {
        let (maya, case, now) = (w.maya.clone(), w.case, w.desk.now());
        w.desk
            .write(move |tx| {
                let paper = deeds::add_need(tx, &maya, case, &deeds::Wanted::typed("on paper"), now)?;
                let no = Settling {
                    state: State::Declined,
                    reason: Some("we sell files only".into()),
                    possible: Some("a file for the printer".into()),
                    signpost: None,
                };
                deeds::settle_need(tx, &maya, case, paper, &no, now)?;
                deeds::assign(tx, &maya, case, Some(maya.agent), now)?;
                deeds::note(tx, &maya, case, "She is cross.", None, &[], now)
            })
            .await;
        let due: At = "2026-03-05T16:00:00Z".parse().unwrap();
        let next_word = Some(deeds::NextWord { due, words: None });
        w.reply(Reply { next_word, ..words("We **look** for it.") }).await;
        let rows = sql!("SELECT COUNT(*) + (SELECT COUNT(*) FROM told) + (SELECT COUNT(*) FROM outbox) FROM case_event");
        let before = w.desk.count(rows).await;

        let page = w.browser.get(&w.path).await;
        assert_eq!(page.status, "200 OK");
        let text = page.words();
        for part in [
            "Next word from us: today, before 17:00 CET. Maya is looking after this.",
            "on paper",
            "We cannot",
            "Because we sell files only.",
            "What is possible: a file for the printer",
            "Working on it",
            "I paid and see no <b>link</b>.",
            "We look for it.",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        for part in ["Lindfors Press", &format!("Case {}", w.case), "<strong>look</strong>"] {
            assert!(page.text.contains(part), "{part}");
        }
        assert!(page.text.contains("&lt;b&gt;link&lt;/b&gt;"), "theirs is shown as typed");
        assert!(!page.text.contains("She is cross"));
        // One script, and it is ours: the page that stays open follows what changes.
        let scripts: Vec<&str> = page.text.split("<script").skip(1).collect();
        assert_eq!(scripts.len(), 1, "{}", page.text);
        let (tag, rest) = scripts[0].split_once('>').unwrap_or_default();
        assert!(tag.starts_with(" type=\"module\" src=\"/assets/"), "{tag}");
        assert!(tag.ends_with("/js/follow.js\"") && rest.starts_with("</script>"), "{tag}");
        assert_eq!(page.headers["x-robots-tag"], "noindex");
        assert_eq!(w.desk.count(rows).await, before);
    })
    .await;
}

#[tokio::test]
async fn somebody_in_copy_sees_their_letters_and_nothing_of_the_others() {
    each(async |w| {
        let file = NewFile {
            name: "Größe.pdf".into(),
            content_type: "text/html".into(),
            content_id: None,
            inline: false,
            blob: w
                .desk
                .desk
                .db
                .prepare_blob(b"<script>1</script>".to_vec())
                .await
                .unwrap(),
        };
        w.reply(Reply {
            files: vec![file],
            ..words("Only for Ines.")
        })
        .await;
        let jonas = w.jonas().await;
        w.reply(words("For both.")).await;

        let page = w.browser.get(&jonas).await.words();
        assert!(page.contains("For both."), "{page}");
        assert!(
            !page.contains("Only for Ines")
                && !page.contains("What you need")
                && !page.contains("This settles it"),
            "{page}"
        );
        let page = w.browser.get(&w.path).await;
        assert!(page.text.contains("Only for Ines") && page.text.contains("For both."));

        let id = w
            .messages()
            .await
            .iter()
            .find_map(|m| m.attachments.first())
            .unwrap()
            .id;
        let got = w.browser.get(&format!("{}/files/{id}", w.path)).await;
        assert_eq!(
            (got.status.as_str(), &got.body[..]),
            ("200 OK", &b"<script>1</script>"[..])
        );
        assert_eq!(got.headers["content-type"], "application/octet-stream");
        assert_eq!(
            got.headers["content-security-policy"],
            "default-src 'none'; sandbox; frame-ancestors 'self'"
        );
        assert!(
            got.headers["content-disposition"]
                .to_str()
                .unwrap()
                .starts_with("attachment;")
        );
        assert_eq!(
            w.browser.get(&format!("{jonas}/files/{id}")).await.status,
            "404 Not Found"
        );
        // A press is for who asked.
        assert_eq!(
            w.browser
                .post(&format!("{jonas}/settled"), &[])
                .await
                .status,
            "404 Not Found"
        );
        assert!(!w.is_closed().await);
    })
    .await;
}

#[tokio::test]
async fn a_letter_that_can_still_be_taken_back_is_not_shown() {
    each(async |w| {
        w.reply(Reply {
            undo_seconds: 20,
            ..words("Perhaps not.")
        })
        .await;
        assert!(!w.browser.get(&w.path).await.text.contains("Perhaps not."));
        w.desk.advance(std::time::Duration::from_secs(21));
        assert!(w.browser.get(&w.path).await.text.contains("Perhaps not."));
    })
    .await;
}

#[tokio::test]
async fn what_they_write_stands_in_the_case_once() {
    each(async |w| {
        w.reply(Reply {
            close: true,
            ..words("Done.")
        })
        .await;
        assert!(w.is_closed().await);
        let write = format!("{}/write", w.path);
        let fields = [
            ("text", "It is still not there.\r\nReally."),
            ("once", "abc"),
            ("lang", "en"),
        ];
        for _ in 0..2 {
            let answer = w.browser.post(&write, &fields).await;
            assert_eq!(answer.status, "303 See Other");
            assert_eq!(
                answer.headers["location"],
                format!("{}?lang=en&done=written", w.path)
            );
        }
        let all = w.messages().await;
        assert_eq!(all.len(), 3);
        let newest = all.last().unwrap();
        assert_eq!(
            (newest.words.as_str(), newest.sender.as_str()),
            ("It is still not there.\nReally.", "ines@customer.example")
        );
        assert_eq!(newest.author, crate::events::Actor::Person(w.ines));
        assert!(!w.is_closed().await);
        let page = w
            .browser
            .get(&format!("{}?lang=en&done=written", w.path))
            .await
            .words();
        assert!(
            page.contains("We have your words. They stand below."),
            "{page}"
        );
        assert_eq!(
            w.desk
                .count(sql!(
                    "SELECT COUNT(*) FROM arrival WHERE door = 'form' AND verdict = 'case'"
                ))
                .await,
            1
        );
        // The page is an answer already: no receipt.
        assert_eq!(
            w.desk
                .count(sql!("SELECT COUNT(*) FROM outbox WHERE kind = 'receipt'"))
                .await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn thanks_on_a_closed_case_makes_no_work() {
    each(async |w| {
        w.reply(Reply {
            close: true,
            ..words("Done.")
        })
        .await;
        w.browser
            .post(
                &format!("{}/write", w.path),
                &[("text", "Thanks, got it!"), ("once", "t")],
            )
            .await;
        assert_eq!(w.messages().await.len(), 3);
        assert!(w.is_closed().await);
    })
    .await;
}

#[tokio::test]
async fn words_that_cannot_be_taken_stay_in_the_form() {
    each(async |w| {
        let write = format!("{}/write", w.path);
        let empty = w.browser.post(&write, &[("text", "  ")]).await;
        assert_eq!(empty.status, "422 Unprocessable Entity");
        assert!(empty.words().contains("There are no words here yet."));
        let mut last = empty;
        for n in 0..40 {
            last = w
                .browser
                .post(
                    &write,
                    &[("text", "Again & again"), ("once", &format!("n{n}"))],
                )
                .await;
        }
        assert_eq!(last.status, "429 Too Many Requests");
        assert!(
            last.text.contains("\nAgain &amp; again</textarea>"),
            "{}",
            last.text
        );
        assert!(last.words().contains("Your words are still here"));
    })
    .await;
}

#[tokio::test]
async fn not_yet_opens_one_need_and_this_settles_it_closes() {
    each(async |w| {
        let settled = w
            .browser
            .post(&format!("{}/settled", w.path), &[("lang", "de")])
            .await;
        assert_eq!(
            settled.headers["location"],
            format!("{}?lang=de&done=settled", w.path)
        );
        assert!(w.is_closed().await);
        let need = w.needs().await.remove(0);
        assert_eq!(
            (need.state, need.told_how.as_deref()),
            (State::Met, Some("page"))
        );

        let page = w
            .browser
            .get(&format!("{}?lang=de&done=settled", w.path))
            .await;
        assert!(
            page.words().contains("Das ist erledigt und abgeschlossen."),
            "{}",
            page.words()
        );
        assert!(page.text.contains("Noch nicht?") && page.text.contains("lang=\"de\""));
        let id = need.id.to_string();
        w.browser
            .post(&format!("{}/not-yet", w.path), &[("need", &id)])
            .await;
        assert!(!w.is_closed().await);
        assert!(w.needs().await[0].is_open());
        let other = w
            .browser
            .post(&format!("{}/not-yet", w.path), &[("need", "999")])
            .await;
        assert_eq!(other.status, "404 Not Found");
    })
    .await;
}

#[tokio::test]
async fn the_page_speaks_the_language_of_the_case_first() {
    each(async |w| {
        let (case, now) = (w.case, w.desk.now());
        w.desk
            .write(move |tx| {
                let mut row = cases::store::lock(tx, case)?.unwrap();
                row.language = Some("de".into());
                Ok(cases::store::save(tx, &row, now)?)
            })
            .await;
        assert!(
            w.browser
                .get(&w.path)
                .await
                .words()
                .contains("Was Sie brauchen")
        );
        assert!(
            w.browser
                .get(&format!("{}?lang=en", w.path))
                .await
                .words()
                .contains("What you need")
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_that_is_unknown_or_withdrawn_says_how_to_reach_us() {
    each(async |w| {
        let unknown = w.browser.get("/c/nothing").await;
        assert_eq!(unknown.status, "404 Not Found");
        assert!(
            unknown.words().contains("This link leads nowhere"),
            "{}",
            unknown.words()
        );
        assert!(unknown.text.contains("mailto:help@desk.example"));
        let token = w.path.rsplit('/').next().unwrap().to_owned();
        w.desk
            .write(move |tx| {
                let now = store::Value::Int(1);
                tx.execute(
                    sql!("UPDATE case_link SET revoked_at = $2 WHERE token = $1"),
                    &[store::Value::from(token.as_str()), now],
                )?;
                Ok(())
            })
            .await;
        for answer in [
            w.browser.get(&w.path).await,
            w.browser
                .post(&format!("{}/write", w.path), &[("text", "Hello")])
                .await,
            w.browser.post(&format!("{}/settled", w.path), &[]).await,
            w.browser
                .post(&format!("{}/not-yet", w.path), &[("need", "1")])
                .await,
        ] {
            assert_eq!(answer.status, "404 Not Found");
            assert!(answer.words().contains("You reach us as before"));
        }
        assert_eq!(w.messages().await.len(), 1);
    })
    .await;
}
