//! Bringing what waits in one folder: each letter is kept in the transaction
//! that moves the cursor behind it.

mod begin;
mod compare;
mod file;
mod follow;
mod keep;

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::watch;

use super::rules::{self, Tries};
use super::server::{Folder, Line, Trouble, Waiting};
use super::store::{self, Cursor, Seen};
use crate::mailboxes::{After, Fetching, Mailbox};
use crate::web::Desk;
pub use compare::{Comparison, EVERY};

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
    /// The folders of letters that were sent, as far as the server says so.
    pub sent: Vec<String>,
    /// The UIDNEXT of the folder we listen to, when its letters were last brought.
    pub listened_next: Option<u32>,
    /// The comparison with the ledger that is under way.
    pub comparison: Option<Comparison>,
    /// By what each folder would be known again, as it is written down.
    pub described: HashMap<String, Seen>,
    /// Among which folders one that is gone was looked for in vain.
    pub searched: HashMap<String, Vec<String>>,
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
        let mut opened = self.enter(line, folder).await?;
        if self
            .fetching
            .folders
            .first()
            .is_some_and(|first| first == folder)
        {
            self.listened_next = opened.next;
        }
        let known = self.cursor(folder).await?;
        let mut before = 0;
        let cursor = match known {
            Some(cursor) if cursor.validity == opened.validity => cursor,
            known => {
                if let Some(known) = known {
                    // Perhaps it is another one, made under the name of ours.
                    before = self.bring_before(line, folder, known).await?;
                    if self.is_stopped() {
                        return Ok(before);
                    }
                    opened = self.enter(line, folder).await?;
                }
                self.begin(line, folder, &opened, known).await?
            }
        };
        self.describe(folder, &opened).await?;
        let place = Place { folder, cursor };
        Ok(before + self.bring_behind(line, place, opened.next).await?)
    }

    /// Opens a folder, as what becomes of its letters asks for it.
    async fn enter(&self, line: &mut Line, folder: &str) -> Result<Folder, Trouble> {
        match self.fetching.after {
            After::Leave => line.examine(folder).await,
            After::Seen | After::Delete => line.select(folder).await,
        }
    }

    /// Brings what waits behind the cursor in the open folder, whose next
    /// letter had the UID `next` when it was opened.
    async fn bring_behind(
        &mut self,
        line: &mut Line,
        mut place: Place<'_>,
        next: Option<u32>,
    ) -> Result<usize, Trouble> {
        let mut kept = 0;
        if next.is_some_and(|next| next <= place.cursor.uid.saturating_add(1)) {
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
}

fn not_kept(error: ::store::Error) -> Trouble {
    Trouble::new("kept", error.to_string())
}
