//! A folder that is not there under its name any more: where it is now.
//!
//! A folder is the same when the server's own id of it says so (RFC 8474), else
//! when it alone has the UIDVALIDITY that ours had and all the letters in it
//! that we should have are in the ledger. Where that cannot be told, a person
//! says it: letters of another folder are nobody's business here.

use super::{Fetcher, Place, not_kept};
use crate::fetch::server::{Folder, Line, Trouble};
use crate::fetch::store::{self, Cursor, Seen};
use crate::mailboxes;
use crate::team;

/// Among more folders than that nobody searches.
const MOST: usize = 500;
/// So many letters are held against the ledger, the newest of ours.
const COMPARED: usize = 50;
/// What their Message-IDs may hold.
const IDS: u64 = 1 << 20;

impl Fetcher {
    /// Looks for a folder that does not open. True: it is fetched under its new
    /// name from now on, behind the last letter that we keep.
    pub async fn follow(&mut self, line: &mut Line, folder: &str) -> Result<bool, Trouble> {
        let Some(known) = self.cursor(folder).await? else {
            return Ok(false);
        };
        let names = line.folders().await?;
        // It is there, and does not open for another reason; or it was not
        // found among these.
        if names.iter().any(|name| name == folder) || self.searched.get(folder) == Some(&names) {
            return Ok(false);
        }
        let found = self.whereabouts(line, folder, known, &names).await?;
        self.searched.insert(folder.to_owned(), names);
        let Some(name) = found else {
            return Ok(false);
        };
        // What we sent must not come in as what somebody wrote to us.
        let sent = line.sent_folders().await?.contains(&name);
        if sent != self.seen(folder).await?.sent {
            return Ok(false);
        }
        self.rename(folder, &name).await
    }

    /// Brings what lies behind the cursor in the folder that had this name
    /// before another one was made under it. Gives how many letters that were.
    pub(super) async fn bring_before(
        &mut self,
        line: &mut Line,
        folder: &str,
        known: Cursor,
    ) -> Result<usize, Trouble> {
        let mut names = line.folders().await?;
        names.retain(|name| name != folder);
        match self.whereabouts(line, folder, known, &names).await? {
            Some(name) => {
                let opened = self.enter(line, &name).await?;
                let place = Place {
                    folder,
                    cursor: known,
                };
                self.bring_behind(line, place, opened.next).await
            }
            None => Ok(0),
        }
    }

    /// The name, one of `names`, of the folder that was called `folder` when
    /// its cursor was written. None: it cannot be told.
    async fn whereabouts(
        &self,
        line: &mut Line,
        folder: &str,
        known: Cursor,
        names: &[String],
    ) -> Result<Option<String>, Trouble> {
        if names.len() > MOST {
            return Ok(None);
        }
        let object = self.seen(folder).await?.object;
        let mut alike = Vec::new();
        for name in names {
            let opened = match line.examine(name).await {
                Err(trouble) if trouble.code == "folder" => continue,
                opened => opened?,
            };
            if object.is_some() && object == opened.object {
                return Ok(self.is_free(name).then(|| name.clone()));
            }
            if opened.validity == known.validity {
                alike.push((name, opened));
            }
        }
        // What several carry names none.
        let [(name, opened)] = &alike[..] else {
            return Ok(None);
        };
        let other = object.is_some() && opened.object.is_some();
        if other || !self.is_free(name) || !self.holds_ours(line, name, known, opened).await? {
            return Ok(None);
        }
        Ok(Some((*name).clone()))
    }

    /// It is not fetched by that name already.
    fn is_free(&self, name: &String) -> bool {
        !self.fetching.folders.contains(name)
    }

    /// Are the letters that we should have from there in the ledger, and is
    /// there at least one?
    async fn holds_ours(
        &self,
        line: &mut Line,
        name: &str,
        known: Cursor,
        opened: &Folder,
    ) -> Result<bool, Trouble> {
        if known.uid == 0 || opened.next.is_some_and(|next| next <= known.uid) {
            return Ok(false);
        }
        line.examine(name).await?;
        let mut uids = line.search(&format!("UID 1:{}", known.uid)).await?;
        uids.retain(|uid| *uid <= known.uid);
        uids.sort_unstable();
        let newest = &uids[uids.len().saturating_sub(COMPARED)..];
        if newest.is_empty() {
            return Ok(false);
        }
        let section = "HEADER.FIELDS (MESSAGE-ID)";
        let (heads, end) = line.letters(newest, section, IDS).await;
        end?;
        let ours = heads
            .into_iter()
            .filter(|(_, head)| head.since.is_none_or(|at| at >= known.since));
        let named: Vec<(u32, Option<String>)> = ours
            .map(|(uid, head)| (uid, letters::read(&head.bytes).0.message_id))
            .filter(|(_, id)| id.is_some())
            .collect();
        Ok(!named.is_empty() && self.lacking(named).await?.is_empty())
    }

    async fn rename(&mut self, old: &str, new: &str) -> Result<bool, Trouble> {
        let (id, place, now) = (self.mailbox.id, self.fetching.place(), self.desk.now());
        let (from, to) = (old.to_owned(), new.to_owned());
        let renaming = self.desk.db.write(move |tx| {
            tx.lock("mailboxes")?;
            // Somebody may just have said otherwise.
            if !mailboxes::store::rename_folder(tx, id, &from, &to)? {
                return Ok::<_, ::store::Error>(false);
            }
            store::rename(tx, id, &place, &from, &to, now)?;
            let object = format!("mailbox:{id}");
            team::audit(tx, now, "system", "mailbox-folder-renamed", &object)?;
            Ok(true)
        });
        let renamed = renaming.await.map_err(not_kept)?;
        if renamed {
            for folder in &mut self.fetching.folders {
                if folder == old {
                    new.clone_into(folder);
                }
            }
            tracing::info!(mailbox = id, "A folder has another name and is followed");
        }
        Ok(renamed)
    }

    async fn seen(&self, folder: &str) -> Result<Seen, Trouble> {
        let (id, folder) = (self.mailbox.id, folder.to_owned());
        let seen = self.desk.db.read(move |tx| store::seen(tx, id, &folder));
        seen.await.map_err(not_kept)
    }

    /// Writes down by what the open folder would be known again.
    pub(super) async fn describe(&mut self, folder: &str, opened: &Folder) -> Result<(), Trouble> {
        let now = Seen {
            object: opened.object.clone(),
            sent: self.sent.iter().any(|sent| sent == folder),
        };
        let before = match self.described.get(folder) {
            Some(before) => before.clone(),
            None => self.seen(folder).await?,
        };
        if before != now {
            let (id, name, seen) = (self.mailbox.id, folder.to_owned(), now.clone());
            let writing = self
                .desk
                .db
                .write(move |tx| store::describe(tx, id, &name, &seen));
            writing.await.map_err(not_kept)?;
        }
        self.described.insert(folder.to_owned(), now);
        Ok(())
    }
}
