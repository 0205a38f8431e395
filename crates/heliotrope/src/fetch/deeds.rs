//! Bringing what waits in one folder: each letter is kept in the transaction
//! that moves the cursor behind it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ::store::PreparedBlob;
use tokio::sync::watch;

use super::rules::{self, Tries};
use super::server::{Brought, Line, Trouble, Waiting};
use super::store::{self, Cursor};
use crate::intake::deeds::{Fetched, keep_unread, take_fetched};
use crate::mailboxes::{After, Fetching, Mailbox};
use crate::web::Desk;

/// A head larger than that is no head.
const HEAD: u64 = 1 << 20;
/// Before a refused letter is asked for again.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// The fetching of one mailbox, on this node.
pub struct Fetcher {
    pub desk: Desk,
    pub mailbox: Mailbox,
    pub fetching: Fetching,
    /// Ends a round between two letters.
    pub stop: watch::Receiver<bool>,
    /// What was tried in vain: folder, UIDVALIDITY and UID.
    pub tries: HashMap<(String, u32, u32), Tries>,
    /// Lists of sizes at which the line broke, in a row: one letter that the
    /// server cannot measure spoils the list for all.
    pub lists_broke: u32,
}

/// The cursor of an open folder, for a transaction to move.
#[derive(Clone)]
struct Mark {
    mailbox: i64,
    folder: String,
    place: String,
    validity: u32,
}

impl Mark {
    fn pass(&self, tx: &mut ::store::Tx<'_>, uid: u32) -> Result<bool, ::store::Error> {
        store::pass(
            tx,
            self.mailbox,
            &self.folder,
            &self.place,
            self.validity,
            uid,
        )
    }
}

/// So many, and sizes are asked for one by one.
const LISTS_BROKE: u32 = 2;

/// An open folder, and how far we are in it.
struct Place<'a> {
    folder: &'a str,
    cursor: Cursor,
}

impl Fetcher {
    fn told(&self) -> i64 {
        self.fetching
            .since
            .map_or(0, |at| at.timestamp().as_second())
    }

    fn is_stopped(&self) -> bool {
        *self.stop.borrow()
    }

    /// Brings everything that waits in `folder`. Gives how many letters that
    /// were.
    pub async fn bring(&mut self, line: &mut Line, folder: &str) -> Result<usize, Trouble> {
        let opened = match self.fetching.after {
            After::Leave => line.examine(folder).await?,
            After::Seen | After::Delete => line.select(folder).await?,
        };
        let known = self.cursor(folder).await?;
        let cursor = match known {
            Some(cursor) if cursor.validity == opened.validity => cursor,
            known => self.begin(line, folder, opened, known).await?,
        };
        let mut place = Place { folder, cursor };
        let mut kept = 0;
        if opened
            .next
            .is_some_and(|next| next <= cursor.uid.saturating_add(1))
        {
            return Ok(0);
        }
        loop {
            line.has_news = false;
            let measured = self.lists_broke < LISTS_BROKE;
            let (waiting, all) = self.list(line, place.cursor.uid, measured).await?;
            if waiting.is_empty() {
                return Ok(kept);
            }
            let mut left = all;
            let mut rest = &waiting[..];
            while !rest.is_empty() {
                if self.is_stopped() {
                    return Ok(kept);
                }
                self.note_waiting(left).await?;
                let limit = self.desk.config.limits.letter_in as u64;
                // A letter at which the line broke before is asked for alone.
                let first = self.tries(&place, rest[0].uid).is_first();
                let many = match first && measured {
                    true => rules::page(rest, limit),
                    false => 1,
                };
                let (page, others) = rest.split_at(many);
                kept += match page {
                    [only] if !measured => {
                        self.unmeasured(line, &mut place, only.uid, limit).await?
                    }
                    page => self.page(line, &mut place, page, limit).await?,
                };
                left -= page.len();
                rest = others;
            }
        }
    }

    async fn list(
        &mut self,
        line: &mut Line,
        after: u32,
        measured: bool,
    ) -> Result<(Vec<Waiting>, usize), Trouble> {
        if !measured {
            return line.unmeasured(after, rules::LIST).await;
        }
        let listed = line.waiting(after, rules::LIST).await;
        match &listed {
            Ok(_) => self.lists_broke = 0,
            Err(_) => self.lists_broke += 1,
        }
        listed
    }

    /// One letter of a list that has no sizes.
    async fn unmeasured(
        &mut self,
        line: &mut Line,
        place: &mut Place<'_>,
        uid: u32,
        limit: u64,
    ) -> Result<usize, Trouble> {
        let size = match self.tries(place, uid).are_enough() {
            true => 0,
            false => match line.size_of(uid).await {
                Ok(Some(size)) => size,
                Ok(None) => {
                    self.pass(place, uid).await?;
                    return Ok(0);
                }
                Err(trouble) => {
                    self.try_of(place, uid).add(trouble.code);
                    return Err(trouble);
                }
            },
        };
        let kept = self
            .alone(line, place, Waiting { uid, size }, limit)
            .await?;
        // Perhaps it was the one that could not be measured.
        self.lists_broke = 0;
        Ok(kept)
    }

    async fn cursor(&self, folder: &str) -> Result<Option<Cursor>, Trouble> {
        let (id, folder) = (self.mailbox.id, folder.to_owned());
        let place = self.fetching.place();
        let read = self
            .desk
            .db
            .read(move |tx| store::cursor(tx, id, &folder, &place));
        read.await.map_err(not_kept)
    }

    async fn note_waiting(&self, waiting: usize) -> Result<(), Trouble> {
        let id = self.mailbox.id;
        let noting = self
            .desk
            .db
            .write(move |tx| store::note_waiting(tx, id, waiting));
        noting.await.map_err(not_kept)
    }

    /// Where a folder begins for us, which we see for the first time or whose
    /// letters have other numbers now.
    async fn begin(
        &self,
        line: &mut Line,
        folder: &str,
        opened: super::server::Folder,
        known: Option<Cursor>,
    ) -> Result<Cursor, Trouble> {
        let told = self.told();
        let bring = usize::try_from(self.fetching.bring.unwrap_or(0)).unwrap_or(0);
        let (ages, since) = match known {
            Some(known) => (self.ages_since(line, known.since).await?, known.since),
            None if bring > 0 && opened.letters > 0 => {
                let first = opened.letters.saturating_sub(bring as u32 - 1).max(1);
                let ages = line.ages(&format!("{first}:*"), false).await?;
                let since = rules::since(&ages, bring, told);
                (ages, since)
            }
            None => (self.ages_since(line, told).await?, told),
        };
        let next = match (opened.next, opened.letters) {
            (Some(next), _) => next,
            (None, 0) => 1,
            (None, _) => {
                let last = line.ages("*", true).await?;
                last.iter()
                    .map(|(uid, _)| uid.saturating_add(1))
                    .max()
                    .unwrap_or(1)
            }
        };
        let cursor = Cursor {
            validity: opened.validity,
            uid: rules::beginning(next, &ages, since),
            since,
        };
        let (id, name, now) = (self.mailbox.id, folder.to_owned(), self.desk.now());
        let renumbered = known.is_some();
        let place = self.fetching.place();
        let beginning = self.desk.db.write(move |tx| {
            store::begin(tx, id, &name, &place, cursor)?;
            if renumbered {
                store::note_renumbered(tx, id, now)?;
            }
            Ok::<_, ::store::Error>(())
        });
        beginning.await.map_err(not_kept)?;
        if renumbered {
            tracing::warn!(
                mailbox = id,
                "A folder counts its letters anew (UIDVALIDITY); looking at all of them again"
            );
        }
        Ok(cursor)
    }

    /// The letters that the server took in since about then, with their ages.
    async fn ages_since(&self, line: &mut Line, since: i64) -> Result<Vec<(u32, i64)>, Trouble> {
        let what = match rules::day_before(since) {
            Some(day) => format!("SINCE {day}"),
            None => "ALL".to_owned(),
        };
        let found = line.search(&what).await?;
        let mut ages = Vec::with_capacity(found.len());
        for some in found.chunks(500) {
            let set: Vec<String> = some.iter().map(u32::to_string).collect();
            ages.extend(line.ages(&set.join(","), true).await?);
        }
        Ok(ages)
    }

    /// Brings the letters of one page, in order, as far as the server hands
    /// them over.
    async fn page(
        &mut self,
        line: &mut Line,
        place: &mut Place<'_>,
        page: &[Waiting],
        limit: u64,
    ) -> Result<usize, Trouble> {
        if let [only] = page
            && (u64::from(only.size) > limit || self.tries(place, only.uid).are_enough())
        {
            return self.alone(line, place, *only, limit).await;
        }
        let uids: Vec<u32> = page.iter().map(|letter| letter.uid).collect();
        let (mut brought, end) = line.letters(&uids, "", rules::most_bytes(page)).await;
        let mut kept = Vec::new();
        for letter in page {
            let Some(came) = brought.remove(&letter.uid) else {
                break;
            };
            self.keep(place, letter.uid, came, None).await?;
            kept.push(letter.uid);
        }
        let mut brought = kept.len();
        match (page.get(kept.len()), end) {
            (None, end) => {
                self.mark(line, &kept).await?;
                // All of it came: a refusal was about something else.
                end.or_else(|trouble| {
                    if trouble.is_of_the_line() {
                        Err(trouble)
                    } else {
                        Ok(())
                    }
                })?;
            }
            (Some(missing), Err(trouble)) if trouble.is_of_the_line() => {
                // A goodbye may be about any of them.
                let code = if page.len() == 1 { trouble.code } else { "cut" };
                self.try_of(place, missing.uid).add(code);
                return Err(trouble);
            }
            (Some(_), _) => {
                self.mark(line, &kept).await?;
                for letter in &page[kept.len()..] {
                    brought += self.alone(line, place, *letter, limit).await?;
                }
            }
        }
        Ok(brought)
    }

    /// Asks for one letter by itself: one that is too large, or that did not
    /// come with the others.
    async fn alone(
        &mut self,
        line: &mut Line,
        place: &mut Place<'_>,
        letter: Waiting,
        limit: u64,
    ) -> Result<usize, Trouble> {
        let uid = letter.uid;
        let size = u64::from(letter.size);
        let (section, head_of, most) = match size > limit {
            true => ("HEADER", Some(size), HEAD),
            false => ("", None, rules::most_bytes(&[letter])),
        };
        let mut said = String::new();
        while !self.tries(place, uid).are_enough() {
            let (mut brought, end) = line.letters(&[uid], section, most).await;
            if let Some(came) = brought.remove(&uid) {
                self.keep(place, uid, came, head_of).await?;
                self.mark(line, &[uid]).await?;
                return Ok(1);
            }
            match end {
                Err(trouble) if trouble.is_of_the_line() => {
                    self.try_of(place, uid).add(trouble.code);
                    return Err(trouble);
                }
                Err(trouble) => said = trouble.said,
                // It may have been taken away meanwhile: then nothing waits.
                Ok(()) if !line.is_there(uid).await? => {
                    self.pass(place, uid).await?;
                    return Ok(0);
                }
                Ok(()) => {}
            }
            self.try_of(place, uid).add("no");
            tokio::time::sleep(ASK_AGAIN).await;
        }
        self.give_up(line, place, letter, said).await?;
        Ok(1)
    }

    fn tries(&self, place: &Place<'_>, uid: u32) -> Tries {
        let key = (place.folder.to_owned(), place.cursor.validity, uid);
        self.tries.get(&key).copied().unwrap_or_default()
    }

    fn try_of(&mut self, place: &Place<'_>, uid: u32) -> &mut Tries {
        let key = (place.folder.to_owned(), place.cursor.validity, uid);
        self.tries.entry(key).or_default()
    }

    /// Keeps a letter and moves the cursor, in one transaction.
    async fn keep(
        &mut self,
        place: &mut Place<'_>,
        uid: u32,
        came: Brought,
        head_of: Option<u64>,
    ) -> Result<(), Trouble> {
        let now = self.desk.now().timestamp().as_second();
        let dated = rules::dated(&came.bytes);
        let letter = Fetched {
            mailbox: &self.mailbox.address,
            sender: rules::return_path(&came.bytes),
            receipt: rules::may_answer(came.since, dated, self.told(), now),
            bytes: came.bytes,
            head_of,
        };
        let (id, mark) = (self.mailbox.id, self.mark_of(place));
        let ours = move |tx: &mut ::store::Tx<'_>| mark.pass(tx, uid);
        let taken = take_fetched(&self.desk, letter, ours).await;
        match taken.map_err(|why| Trouble::new("kept", why.to_string()))? {
            Some(verdict) => {
                tracing::debug!(mailbox = id, arrival = verdict.arrival, "Fetched a letter")
            }
            None => self.check(place).await?,
        }
        self.tries
            .remove(&(place.folder.to_owned(), place.cursor.validity, uid));
        place.cursor.uid = uid;
        Ok(())
    }

    fn mark_of(&self, place: &Place<'_>) -> Mark {
        Mark {
            mailbox: self.mailbox.id,
            folder: place.folder.to_owned(),
            place: self.fetching.place(),
            validity: place.cursor.validity,
        }
    }

    /// Somebody else moved the cursor. If it still stands in this count of the
    /// folder, they keep what we do not.
    async fn check(&self, place: &Place<'_>) -> Result<(), Trouble> {
        match self.cursor(place.folder).await? {
            Some(cursor) if cursor.validity == place.cursor.validity => Ok(()),
            _ => Err(Trouble::new("cut", "")),
        }
    }

    async fn pass(&self, place: &mut Place<'_>, uid: u32) -> Result<(), Trouble> {
        let mark = self.mark_of(place);
        let passing = self.desk.db.write(move |tx| mark.pass(tx, uid));
        if !passing.await.map_err(not_kept)? {
            self.check(place).await?;
        }
        place.cursor.uid = uid;
        Ok(())
    }

    /// What is known of a letter that does not come is kept for a person, and
    /// we go on behind it.
    async fn give_up(
        &mut self,
        line: &mut Line,
        place: &mut Place<'_>,
        letter: Waiting,
        said: String,
    ) -> Result<(), Trouble> {
        let uid = letter.uid;
        let key = (place.folder.to_owned(), place.cursor.validity, uid);
        let tries = self.tries.entry(key).or_default();
        // A line that breaks even at its head: once is enough.
        let ask_head = !tries.head_broke;
        tries.head_broke = true;
        let head = match ask_head {
            true => {
                let (mut brought, end) = line.letters(&[uid], "HEADER", HEAD).await;
                if let Err(trouble) = end
                    && trouble.is_of_the_line()
                {
                    return Err(trouble);
                }
                brought.remove(&uid).map(|head| head.bytes)
            }
            false => None,
        };
        let known = rules::known_of(place.folder, letter, &said, head);
        let known: Arc<PreparedBlob> =
            Arc::new(self.desk.db.prepare_blob(known).await.map_err(not_kept)?);
        let (id, mark) = (self.mailbox.id, self.mark_of(place));
        let (address, now) = (self.mailbox.address.clone(), self.desk.now());
        let keeping = self.desk.db.write(move |tx| {
            if !mark.pass(tx, uid)? {
                return Ok(None);
            }
            store::note_skipped(tx, id)?;
            keep_unread(tx, &address, &known, now).map(Some)
        });
        match keeping.await.map_err(not_kept)? {
            Some(arrival) => tracing::warn!(
                mailbox = id,
                arrival,
                "A letter could not be fetched; it needs a person"
            ),
            None => self.check(place).await?,
        }
        place.cursor.uid = uid;
        Ok(())
    }

    /// What the settings ask to become of letters that we keep. A line that
    /// breaks before this leaves them as they were.
    async fn mark(&self, line: &mut Line, kept: &[u32]) -> Result<(), Trouble> {
        if kept.is_empty() {
            return Ok(());
        }
        let set: Vec<String> = kept.iter().map(u32::to_string).collect();
        let set = set.join(",");
        let done = match self.fetching.after {
            After::Leave => Ok(()),
            After::Seen => line.mark(&set, "\\Seen").await,
            After::Delete => match line.mark(&set, "\\Deleted").await {
                Ok(()) => line.expunge(&set).await,
                refused => refused,
            },
        };
        match done {
            Err(trouble) if !trouble.is_of_the_line() => {
                tracing::warn!(
                    mailbox = self.mailbox.id,
                    "The server does not let us mark letters that were fetched"
                );
                Ok(())
            }
            other => other,
        }
    }
}

fn not_kept(error: ::store::Error) -> Trouble {
    Trouble::new("kept", error.to_string())
}
