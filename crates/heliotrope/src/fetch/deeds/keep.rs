//! Keeping what came, or what is known of what does not come: each letter in
//! the transaction that moves the cursor behind it.

use std::sync::Arc;

use ::store::PreparedBlob;

use super::{Fetcher, HEAD, Place, not_kept};
use crate::fetch::rules;
use crate::fetch::server::{Brought, Line, Trouble, Waiting};
use crate::fetch::store;
use crate::intake::deeds::{Fetched, keep_unread, take_fetched};
use crate::kit::At;
use crate::mailboxes::After;

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

impl Fetcher {
    /// Keeps a letter and moves the cursor, in one transaction.
    pub(super) async fn keep(
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
            came: came.since.map(|s| At(s.saturating_mul(1_000_000))),
            receipt: rules::may_answer(came.since, dated, self.told(), now),
            bytes: came.bytes,
            sent: self.sent.iter().any(|folder| folder == place.folder),
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
    pub(super) async fn check(&self, place: &Place<'_>) -> Result<(), Trouble> {
        match self.cursor(place.folder).await? {
            Some(cursor) if cursor.validity == place.cursor.validity => Ok(()),
            _ => Err(Trouble::new("cut", "")),
        }
    }

    pub(super) async fn pass(&self, place: &mut Place<'_>, uid: u32) -> Result<(), Trouble> {
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
    pub(super) async fn give_up(
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
    pub(super) async fn mark(&self, line: &mut Line, kept: &[u32]) -> Result<(), Trouble> {
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
