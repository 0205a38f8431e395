//! The slow comparison, once a day: every letter that lies in our folders and
//! that we should have is held against the ledger, a page at a time, and what
//! the ledger lacks is brought. New letters never wait for it.
//!
//! Pages go from the end of a folder to its beginning: what others delete
//! meanwhile moves letters down, so none is passed over.

use std::panic::catch_unwind;
use std::time::Duration;

use super::{Fetcher, HEAD, not_kept};
use crate::fetch::rules;
use crate::fetch::server::{Line, Trouble, Waiting};
use crate::fetch::store::{self, Tally};
use crate::intake::deeds::{Fetched, take_fetched};
use crate::intake::rules::read_letter;
use crate::intake::store::erased;
use crate::kit::At;

/// Letters of one page.
const PAGE: u32 = 500;
/// After the last one.
pub const EVERY: Duration = Duration::from_secs(86_400);

/// A comparison under way.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Folders that are done.
    folders: usize,
    /// The first letter, by its place in the folder, that was looked at.
    above: Option<u32>,
    tally: Tally,
}

/// What is known of a letter in a page: its UID, and its Message-ID if it has one.
type Named = (u32, Option<String>);

impl Fetcher {
    /// Looks at one page when a comparison is due. True: there is more to do,
    /// after a look for new letters.
    pub async fn compare_some(&mut self, line: &mut Line) -> Result<bool, Trouble> {
        let (id, told) = (self.mailbox.id, At(self.told().saturating_mul(1_000_000)));
        if self.comparison.is_none() {
            let now = self.desk.now();
            let asking = move |tx: &mut ::store::Tx<'_>| store::comparison_due(tx, id, told, now);
            if !self.desk.db.read(asking).await.map_err(not_kept)? {
                return Ok(false);
            }
        }
        let mut under_way = self.comparison.take().unwrap_or_default();
        if let Some(folder) = self.fetching.folders.get(under_way.folders).cloned() {
            let paged = self.compare_page(line, &folder, &mut under_way).await;
            // It goes on where it was, on the next line.
            self.comparison = Some(under_way);
            paged?;
            return Ok(true);
        }
        let (now, tally) = (self.desk.now(), under_way.tally);
        let noting = self
            .desk
            .db
            .write(move |tx| store::note_compared(tx, id, tally, now));
        noting.await.map_err(not_kept)?;
        tracing::info!(
            mailbox = id,
            compared = tally.compared,
            lacked = tally.lacked,
            unheard = tally.unheard,
            "Compared the folders with the ledger"
        );
        Ok(false)
    }

    async fn compare_page(
        &mut self,
        line: &mut Line,
        folder: &str,
        under_way: &mut Comparison,
    ) -> Result<(), Trouble> {
        let opened = line.examine(folder).await?;
        let known = self.cursor(folder).await?;
        let cursor = known.filter(|cursor| cursor.validity == opened.validity);
        let last = under_way
            .above
            .map_or(opened.letters, |above| above.saturating_sub(1))
            .min(opened.letters);
        let (Some(cursor), true) = (cursor, last > 0) else {
            under_way.folders += 1;
            under_way.above = None;
            return Ok(());
        };
        let first = last.saturating_sub(PAGE - 1).max(1);
        let heads = line.names(first, last).await?;
        let ours =
            |uid: u32, at: Option<i64>| uid <= cursor.uid && at.is_none_or(|at| at >= cursor.since);
        let page: Vec<Named> = heads
            .into_iter()
            .filter(|(uid, at, _)| ours(*uid, *at))
            .map(|(uid, _, head)| (uid, letters::read(&head).0.message_id))
            .collect();
        under_way.tally.compared += i64::try_from(page.len()).unwrap_or(i64::MAX);
        for uid in self.lacking(page).await? {
            match self.bring_lacking(line, folder, uid).await? {
                Some(true) => under_way.tally.lacked += 1,
                Some(false) => {}
                None => under_way.tally.unheard += 1,
            }
        }
        under_way.above = Some(first);
        Ok(())
    }

    /// Those that the ledger does not know by their Message-ID.
    pub(super) async fn lacking(&self, page: Vec<Named>) -> Result<Vec<u32>, Trouble> {
        let keys = self.desk.keys.clone();
        let reading = self.desk.db.read(move |tx| {
            let mut lacking = Vec::new();
            for (uid, name) in &page {
                let known = match name {
                    Some(name) => {
                        let id = crate::intake::rules::letter_id(name);
                        !id.is_empty() && erased::has_come(tx, &keys, &id)?
                    }
                    None => false,
                };
                if !known {
                    lacking.push(*uid);
                }
            }
            Ok::<_, ::store::Error>(lacking)
        });
        reading.await.map_err(not_kept)
    }

    /// True: it was not here and is now. None: the server does not hand it over.
    async fn bring_lacking(
        &mut self,
        line: &mut Line,
        folder: &str,
        uid: u32,
    ) -> Result<Option<bool>, Trouble> {
        let no = |trouble: Trouble| match trouble.is_of_the_line() {
            true => Err(trouble),
            false => Ok(None),
        };
        let size = match line.size_of(uid).await {
            Ok(Some(size)) => size,
            Ok(None) => return Ok(Some(false)),
            Err(trouble) => return no(trouble),
        };
        let limit = self.desk.config.limits.letter_in as u64;
        let (section, head_of, most) = match u64::from(size) > limit {
            true => ("HEADER", Some(u64::from(size)), HEAD),
            false => ("", None, rules::most_bytes(&[Waiting { uid, size }])),
        };
        let (mut brought, end) = line.letters(&[uid], section, most).await;
        let Some(came) = brought.remove(&uid) else {
            return end.map_or_else(no, |()| Ok(None));
        };
        let sender = rules::return_path(&came.bytes);
        let (bytes, from) = (came.bytes.clone(), sender.clone());
        // A letter that nobody can read was kept as it is when it came.
        let Ok(letter_id) = catch_unwind(move || read_letter(&bytes, &from).letter_id) else {
            return Ok(None);
        };
        let now = self.desk.now().timestamp().as_second();
        let dated = rules::dated(&came.bytes);
        let letter = Fetched {
            mailbox: &self.mailbox.address,
            sender,
            came: came.since.map(|s| At(s.saturating_mul(1_000_000))),
            receipt: rules::may_answer(came.since, dated, self.told(), now),
            bytes: came.bytes,
            sent: self.sent.iter().any(|sent| sent == folder),
            head_of,
        };
        let keys = self.desk.keys.clone();
        let unknown = move |tx: &mut ::store::Tx<'_>| {
            erased::has_come(tx, &keys, &letter_id).map(|known| !known)
        };
        let taken = take_fetched(&self.desk, letter, unknown).await;
        let taken = taken.map_err(|why| Trouble::new("kept", why.to_string()))?;
        Ok(Some(taken.is_some()))
    }
}
